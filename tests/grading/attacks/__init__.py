"""Submissions that cheat, break things or are merely strange, kept as data: how each is made and what it deserves.

Each changes the submission of an honest student, who would get every point; most do so in the exercise `text_entropy`,
and that costs the points of this exercise and no others. A module per kind; `classroom.py` grades a whole kind as one class,
with nbgrader's own commands, and says what damage was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .classroom import Submission

ATTACKED = "text_entropy"


@dataclass(frozen=True)
class Attack:
    """One submission: how it is made, and what has to come of it."""

    name: str
    make: Callable[[Submission], None]
    loses: Sequence[str] = ()  # the exercises for which it deserves nothing
    told: str = ""  # part of a sentence on the feedback page; "" where there is nothing to tell
    tame: bool = True  # whether grading it without a sandbox leaves the machine standing

    @property
    def student(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    def __str__(self) -> str:
        return self.student


class Attacks(list[Attack]):
    """The attacks of one kind."""

    def answer(self, name: str, source: str, *, told: str, loses: Sequence[str] = (ATTACKED,), tame: bool = True) -> None:
        """An attack by the text of the answer alone."""
        self.append(Attack(name, lambda submission: submission.answer(source), loses, told, tame))

    def scratch(self, name: str, source: str, *, told: str = "", loses: Sequence[str] = (), tame: bool = True) -> None:
        """An attack by a cell of the student's own that stands before the answer."""
        self.append(Attack(name, lambda submission: submission.scratch(source), loses, told, tame))

    def submission(self, name: str, *, told: str = "", loses: Sequence[str] = (), tame: bool = True) -> Callable:
        """An attack by the notebook or its folder, which the function below changes."""
        def register(make: Callable[[Submission], None]) -> Callable:
            self.append(Attack(name, make, loses, told, tame))
            return make
        return register
