"""Right and wrong answers to every exercise, kept as readable Python beside their names, and what each has to earn.

A module per notebook. `@right("entropy", "with a mask")` and `@wrong("entropy", "missing minus", caught="visible",
insight="missing minus")` register the function below them; the function's own name does not matter.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Caught = Literal["visible", "hidden"]


@dataclass(frozen=True)
class Answer:
    exercise: str
    name: str
    function: Callable[..., Any]
    caught: Caught | None = None  # the first check that a wrong answer fails; None for a right one
    insight: str | None = None  # the misconception that its report has to name; None where it must name none

    def __str__(self) -> str:
        return f"{self.exercise}: {self.name}"


ANSWERS: list[Answer] = []


def all_answers() -> list[Answer]:
    """Every registered answer, of every notebook."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return ANSWERS


def right(exercise: str, name: str) -> Callable:
    def register(function: Callable) -> Callable:
        ANSWERS.append(Answer(exercise, name, function))
        return function
    return register


def wrong(exercise: str, name: str, *, caught: Caught, insight: str | None = None) -> Callable:
    def register(function: Callable) -> Callable:
        ANSWERS.append(Answer(exercise, name, function, caught, insight))
        return function
    return register
