"""Predict, then run: put what the learner expected beside what happened."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Any

from .checking.values import as_number, shown

MIME = "application/vnd.xentlib.belief+json"
NOT_YET = "No prediction yet. Write your number in the cell above, run it, then run this cell again."


@dataclass(frozen=True)
class Comparison:
    """A prediction beside the outcome, in words."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<p style="border-left:5px solid #0065D1;padding:.3em 0 .3em 1em">{html.escape(self.text)}</p>'


@dataclass(frozen=True, repr=False)
class Belief(Comparison):
    """A belief that was paid for. The saved notebook keeps its numbers, for `beliefs.read_beliefs`."""

    confidence: float
    truth: bool

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": self.text, "text/html": self._repr_html_(),
                MIME: {"confidence": self.confidence, "truth": self.truth}}


def compare(prediction: float | None, outcome: float, unit: str, digits: int = 4) -> Comparison:
    """A predicted number beside the real one.

    prediction: the learner's number, or None while there is none; outcome: what the experiment gave; unit: of both,
    such as "bits", or "" for plain numbers; digits: significant digits to show.

    >>> compare(4, 4.485, "bits")
    You predicted 4 bits; it is 4.485 bits. You were 0.485 bits too low.
    """
    if prediction is None:
        return Comparison(NOT_YET)
    number = as_number(prediction)
    if number is None or not math.isfinite(number):
        return Comparison(f"Your prediction is {shown(prediction)}; a number is needed to compare with.")
    if math.isnan(outcome):
        return Comparison("The outcome is no number (nan), so there is nothing to compare your prediction with.")
    real, gap = f"{outcome + 0.0:.{digits}g}", number - outcome
    unit = unit and f" {unit}"
    if float(f"{number:.{digits}g}") == float(real):  # as far as the reader can see
        verdict = "Exactly."
    else:
        verdict = f"You were {abs(gap):.3g}{unit} too {'high' if gap > 0 else 'low'}."
    return Comparison(f"You predicted {number:.{max(digits, 6)}g}{unit}; it is {real}{unit}. {verdict}")


def believe(confidence: float | None, truth: bool) -> Comparison:
    """A stated degree of belief, paid for in bits of surprise.

    confidence: the probability from 0 to 1 that the learner gave to the statement, or None while there is none;
    truth: whether the statement is true. The price is -log2 of the probability given to what is the case.

    >>> believe(0.9, truth=False)
    The statement is false. You gave that a probability of 0.1, so it surprised you by 3.32 bits.
    """
    if confidence is None:
        return Comparison(NOT_YET)
    number = as_number(confidence)
    if number is None or not 0 <= number <= 1:
        return Comparison(f"Your confidence is {shown(confidence)}; a probability from 0 to 1 is needed.")
    given = number if truth else 1 - number
    price = f"{-math.log2(given) + 0.0:.2f} bits" if given > 0 else "infinitely many bits"
    return Belief(f"The statement is {str(bool(truth)).lower()}. You gave that a probability of {given:g}, "
                  f"so it surprised you by {price}.", number, bool(truth))
