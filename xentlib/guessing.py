"""Guess a number from 1 to 64 with yes/no questions, and count what each answer tells: the game of notebook 00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .information import surprisal
from .validation import integer

LARGEST = 64


@dataclass(frozen=True)
class Answer:
    """What became of the question "is it at most `cut`?"."""

    cut: int
    yes: bool
    low: int  # the numbers from low to high are still possible
    high: int
    bits: float  # the surprise of this answer, for somebody to whom all possible numbers are equally likely

    @property
    def left(self) -> int:
        return self.high - self.low + 1


def ask(secret: int, cuts: Sequence[int]) -> list[Answer]:
    """The answers to "is it at most `cut`?", one question after the other.

    >>> [(answer.yes, answer.left, answer.bits) for answer in ask(37, [32, 48])]
    [(False, 32, 1.0), (True, 16, 1.0)]
    """
    integer(secret, "secret", 1, LARGEST)
    low, high, answers = 1, LARGEST, []
    for number in cuts:
        cut = integer(number, "a question", 1, LARGEST)
        below = min(max(cut - low + 1, 0), high - low + 1)  # how many of the possible numbers are at most cut
        share = below / (high - low + 1)
        yes = secret <= cut
        low, high = (low, min(cut, high)) if yes else (max(cut + 1, low), high)
        answers.append(Answer(cut, yes, low, high, surprisal(share if yes else 1 - share)))
    return answers


def halve(secret: int) -> list[int]:
    """The questions that halve what is left until one number is.

    >>> halve(37)
    [32, 48, 40, 36, 38, 37]
    """
    cuts: list[int] = []
    low, high = 1, LARGEST
    while low < high:
        cuts.append((low + high) // 2)
        low, high = ask(secret, cuts)[-1].low, ask(secret, cuts)[-1].high
    return cuts


@dataclass(frozen=True)
class Game:
    """A game as far as it has come, as a table in plain text."""

    answers: tuple[Answer, ...]

    def __repr__(self) -> str:
        lines = [f"at most {a.cut:2}?   {'yes' if a.yes else 'no':3}   {a.bits:5.2f} bits   "
                 + (f"{a.low} to {a.high} left" if a.left > 1 else f"it is {a.low}!") for a in self.answers]
        bits = sum(a.bits for a in self.answers)
        asked = f"{len(self.answers)} question{'s' * (len(self.answers) != 1)}, "
        asked += f"{bits:.2f} of {surprisal(1 / LARGEST):.2f} bits."
        if self.answers and self.answers[-1].left == 1:
            return "\n".join([*lines, f"Found: {asked}"])
        return "\n".join([*lines, f"{asked} Add a number to your list and run this cell again."])


def guess(cuts: Sequence[int], round: int = 1) -> Game:
    """Play: `cuts` are your questions so far, each "is it at most this?"; every `round` has a secret of its own.

    >>> guess([32])
    at most 32?   yes    1.00 bits   1 to 32 left
    1 question, 1.00 of 6.00 bits. Add a number to your list and run this cell again.
    """
    secret = int(np.random.default_rng(integer(round, "round", 0)).integers(1, LARGEST + 1))
    return Game(tuple(ask(secret, cuts)))
