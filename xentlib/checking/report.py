"""The report on an answer: a plain number of points for nbgrader, words for people, data for the instructor."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .exercise import Misconception

MIME = "application/vnd.xentlib.report+json"
WIDTH = 84  # of the text form; nbgrader cuts lines off that are longer


class Verdict(Enum):
    """The six things that can be said of an answer: the name is data, the value a headline."""

    NOT_ATTEMPTED = "Not attempted yet"
    CRASHED = "It stopped with an error"
    WRONG_TYPE = "The wrong kind of result"
    WRONG_VALUE = "A wrong value"
    LAW_BROKEN = "A law is broken"
    RIGHT = "Right"


MARKS = {
    Verdict.NOT_ATTEMPTED: "○",
    Verdict.CRASHED: "✗",
    Verdict.WRONG_TYPE: "✗",
    Verdict.WRONG_VALUE: "✗",
    Verdict.LAW_BROKEN: "✗",
    Verdict.RIGHT: "✓",
}
COLOURS = {Verdict.NOT_ATTEMPTED: "#767676", Verdict.RIGHT: "#00705a"}
WRONG_COLOUR = "#b34700"


@dataclass(frozen=True)
class Finding:
    """What was seen at the first place where an answer fails."""

    verdict: Verdict
    sentence: str
    facts: Sequence[tuple[str, str]] = ()  # such as ("You called", "entropy([1, 0])"), ("It returned", "nan")


@dataclass(frozen=True)
class Report:
    """All that a check has to say about one answer."""

    exercise: str
    part: str  # "visible" or "hidden"
    points: float
    max_points: float
    finding: Finding
    passed: Sequence[str] = ()  # what already holds
    missing: Sequence[str] = ()  # what does not yet
    misconception: Misconception | None = None
    notes: Sequence[str] = ()
    answer: str | None = None  # the fingerprint of the cell that was checked, where it is known

    @property
    def verdict(self) -> Verdict:
        return self.finding.verdict

    def __repr__(self) -> str:
        return f"{self.points:g}"  # nbgrader reads it as the number of points

    def __str__(self) -> str:
        lines = [f"{MARKS[self.verdict]} {self.headline}", *textwrap.wrap(self.finding.sentence, WIDTH)]
        width = max((len(name) for name, _ in self.finding.facts), default=0)
        lines += [f"    {name + ':':<{width + 1}} {value}" for name, value in self.finding.facts]
        if self.misconception:
            lines += ["", *textwrap.wrap(f"What your results show: {self.misconception.insight}", WIDTH)]
            lines += textwrap.wrap(f"Think about this: {self.misconception.question}", WIDTH)
        if self.missing:
            lines += ["", *(f"  ✓ {text}" for text in self.passed), *(f"  ✗ {text}" for text in self.missing)]
        lines += [line for note in self.notes for line in textwrap.wrap(f"Note: {note}", WIDTH)]
        return "\n".join(lines)

    @property
    def headline(self) -> str:
        part = "" if self.part == "visible" else ", further cases"
        title = f"{self.verdict.value}: {self.exercise}{part}"
        if not self.max_points:
            return title
        return f"{title} — {self.points:g} of {self.max_points:g} point{'s' * (self.max_points != 1)}"

    def _repr_html_(self) -> str:
        colour = COLOURS.get(self.verdict, WRONG_COLOUR)
        parts = [f'<p style="margin:0 0 .4em"><strong style="color:{colour}">{MARKS[self.verdict]} '
                 f"{html.escape(self.headline)}</strong></p>",
                 f"<p>{_prose(self.finding.sentence)}</p>"]
        if self.finding.facts:
            rows = "".join(f'<tr><th scope="row" style="text-align:left">{html.escape(name)}</th>'
                           f'<td style="text-align:left"><code>{html.escape(value)}</code></td></tr>'
                           for name, value in self.finding.facts)
            parts.append(f"<table>{rows}</table>")
        if self.misconception:
            parts.append(f"<p><strong>What your results show:</strong> {_prose(self.misconception.insight)}</p>"
                         f"<p><strong>Think about this:</strong> {_prose(self.misconception.question)}</p>")
        if self.missing:
            items = [("✓", "holds", text) for text in self.passed] + [("✗", "not yet", text) for text in self.missing]
            parts.append("<ul style=\"list-style:none;padding-left:0\">" + "".join(
                f"<li>{mark} <em>{state}:</em> {_prose(text)}</li>" for mark, state, text in items) + "</ul>")
        parts += [f"<p><em>Note.</em> {_prose(note)}</p>" for note in self.notes]
        return (f'<div role="region" aria-label="Report on {html.escape(self.exercise)}" '
                f'style="border-left:5px solid {colour};padding:.4em 0 .4em 1em">{"".join(parts)}</div>')

    def data(self) -> dict[str, Any]:
        """What the instructor's class report reads."""
        return {
            "exercise": self.exercise,
            "part": self.part,
            "verdict": self.verdict.name.lower(),
            "misconception": self.misconception.name if self.misconception else None,
            "points": self.points,
            "max_points": self.max_points,
            "text": str(self),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """The forms of the report, and as metadata, which no comparison of outputs looks at, what text was checked."""
        forms = {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: self.data()}
        return forms, {MIME: {"answer": self.answer}} if self.answer else {}


def _prose(text: str) -> str:
    """Our own sentences, with `code` in backticks, as HTML."""
    pieces = html.escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))
