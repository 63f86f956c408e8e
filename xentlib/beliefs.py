"""How well the learner knew what they knew: every `believe(...)` of the course, scored together.

`believe` leaves its two numbers in the output of its cell. `read_beliefs` collects them from the notebooks as they
were last saved; it runs nothing and changes nothing.
"""

from __future__ import annotations

import html
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .losses import binary_cross_entropy
from .predictions import MIME
from .progress import read_progress, saved_cells

NONE_YET = ("No belief of yours is saved yet. Where a cell of the course asks how probable a sentence is, write a "
            "number from 0 to 1 in place of None, run that cell and the cell with believe(...), and save the notebook. "
            "Then run this cell again.")


@dataclass(frozen=True)
class Stated:
    """One belief: what it is called in its notebook, the probability given to it, and whether it is true."""

    notebook: str
    name: str
    confidence: float
    truth: bool

    @property
    def price(self) -> float:
        """The surprise at the truth, in bits."""
        return float(binary_cross_entropy([self.truth], [self.confidence])) / math.log(2)


@dataclass(frozen=True)
class Beliefs:
    """All beliefs of a folder of notebooks, and how many more it asks for."""

    stated: tuple[Stated, ...]
    asked: int
    problems: tuple[str, ...] = ()

    @property
    def confidences(self) -> list[float]:
        return [each.confidence for each in self.stated]

    @property
    def truths(self) -> list[bool]:
        return [each.truth for each in self.stated]

    def score(self) -> float:
        """The log loss in bits: what a belief cost on average; NaN while there is none."""
        return float(np.mean([each.price for each in self.stated])) if self.stated else math.nan

    def summary(self) -> str:
        if not self.stated:
            return NONE_YET
        cost = self.score()
        one = len(self.stated) == 1
        said = (f"{len(self.stated)} of the {self.asked} beliefs that these notebooks ask for {'is' if one else 'are'} "
                f"stated and saved. {'Its' if one else 'Their'} log loss is ")
        if math.isinf(cost):
            said += ("infinite: you were certain of something, and it was not so. Nothing short of "
                     "certainty can cost that much.")
        else:
            said += f"{cost:.3f} bits a belief."
        return f"{said} Landmarks: always saying 0.5 costs 1 bit a belief, knowing everything 0 bits."

    def __repr__(self) -> str:
        rows = [f"{each.notebook}  {each.name:30} {each.confidence:5g}  {_word(each.truth):5}  {_bits(each.price)}"
                for each in self.stated]
        return "\n".join([self.summary(), *rows, *self.problems])

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(self.summary())}</p>"]
        if self.stated:
            head = "".join(f'<th scope="col" style="text-align:left">{title}</th>' for title in TITLES)
            rows = "".join(f"<tr>{''.join(_cells(each))}</tr>" for each in self.stated)
            parts.append('<table><caption style="text-align:left;font-weight:bold">Your beliefs, and what each cost'
                         f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        parts += [f"<p>{html.escape(problem)}</p>" for problem in self.problems]
        return "".join(parts)


TITLES = ("Notebook", "Belief", "Your probability", "It is", "Price")


def read_beliefs(folder: str | os.PathLike[str]) -> Beliefs:
    """The beliefs in the course's notebooks of a folder; whatever is in there, this raises nothing."""
    progress = read_progress(folder)
    stated: list[Stated] = []
    asked, problems = 0, list(progress.problems)
    for notebook in progress.notebooks:
        try:
            cells = saved_cells(notebook.path)
        except (OSError, ValueError) as error:  # it was there a moment ago
            problems.append(f"{notebook.path.name}: {error}")
            continue
        # By their source, so that a copy of a cell is no second belief.
        found = {cell.source.strip(): cell for cell in cells if re.search(r"^\s*believe\(", cell.source, re.M)}
        asked += len(found)
        for source, cell in found.items():
            name = re.search(r"^\s*believe\(\s*(\w+)", source, re.M)
            stated += [Stated(notebook.number, name[1].replace("_", " ") if name else cell.id, confidence, truth)
                       for confidence, truth in list(_numbers(cell.outputs))[-1:]]
    return Beliefs(tuple(stated), asked, tuple(problems))


def _numbers(outputs: list[Any]) -> Iterator[tuple[float, bool]]:
    """What `believe` left in the outputs of a cell; anything else is passed over."""
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        left = data.get(MIME) if isinstance(data, dict) else None
        if not isinstance(left, dict):
            continue
        confidence: Any = left.get("confidence")
        truth = left.get("truth")
        number = isinstance(confidence, int | float) and not isinstance(confidence, bool)
        if number and 0 <= confidence <= 1 and isinstance(truth, bool):
            yield float(confidence) + 0.0, truth  # -0.0 becomes 0


def _cells(belief: Stated) -> Iterator[str]:
    values = (belief.notebook, belief.name, f"{belief.confidence:g}", _word(belief.truth), _bits(belief.price))
    for value in values:
        yield f'<td style="text-align:left">{html.escape(value)}</td>'


def _word(truth: bool) -> str:
    return "true" if truth else "false"


def _bits(price: float) -> str:
    return "infinitely many bits" if math.isinf(price) else f"{price + 0.0:.2f} bits"
