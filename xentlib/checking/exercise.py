"""What an exercise asks for: requirements (calls with a right answer, laws) and the mistakes that it knows by sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calling import Call, Outcome, call
from .values import Kind, Problem

Calls = Sequence[Call] | Callable[[np.random.Generator], Iterable[Call]]


@dataclass(frozen=True)
class Values:
    """These calls have to give what the reference gives: its value, or an error of the same kind.

    `calls` is a list, or a function that draws fresh ones from a random generator.
    """

    text: str
    calls: Calls
    silent: bool = False  # a warning on the way breaks the contract
    zero_is_positive: bool = False  # 0.0 is right, -0.0 is not
    new: bool = False  # an array, and none that shares its memory with one that came in
    rtol: float = 1e-9
    atol: float = 1e-12


@dataclass(frozen=True)
class Law:
    """A property that every right answer has, whatever the numbers.

    `cases` draws fresh arguments, simplest first; `holds(answer, *arguments)` calls the answer as often as it needs and
    returns None, or the sentence that says how the law is broken there.
    """

    text: str
    cases: Callable[[np.random.Generator], Iterable[tuple]]
    holds: Callable[..., Problem]


Requirement = Values | Law


@dataclass(frozen=True)
class Misconception:
    """A mistake that learners really make: how to recognise it, and the question that leads on.

    `like` are functions that make the mistake: an answer that gives their values wherever they differ from the right
    ones is recognised. `shows` recognises it from the outcomes of the calls where values alone do not tell.
    """

    name: str
    insight: str
    question: str
    like: Sequence[Callable[..., Any]] = ()
    shows: Callable[[Sequence[tuple[Call, Outcome]]], bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """One function that the learner writes."""

    name: str
    points: int
    visible_points: float
    reference: Callable[..., Any]
    returns: Kind
    visible: Sequence[Requirement]
    hidden: Sequence[Requirement]
    misconceptions: Sequence[Misconception] = ()
    probes: Sequence[Call] = ()  # further calls that only help to tell mistakes apart
    judge: Callable[[Call, Any, Any], Problem] | None = None  # where more than one value is right
    library: Callable[..., Any] | None = None  # xentlib's own function, where it takes more than the reference does
    accepts: tuple[type[BaseException], ...] = ()  # errors the contract allows beside the reference's own

    @property
    def hidden_points(self) -> float:
        return self.points - self.visible_points


__all__ = ["Call", "Exercise", "Law", "Misconception", "Requirement", "Values", "call"]
