"""The explorations of notebook 02: a model that misjudges a basket, and a code book between two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import Picture, borrowed_book, tangent
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration

BOB = {"sun": 1 / 2, "clouds": 1 / 4, "rain": 1 / 8, "snow": 1 / 8}
ALICE = {"sun": 1 / 8, "clouds": 1 / 2, "rain": 1 / 4, "snow": 1 / 8}


def tangent_line() -> Exploration:
    """Drag the truth and the model, and watch the bill above the entropy."""
    return exploration(
        tangent,
        "Leave the model q where it is and drag the truth p: why is the bill a straight line? Then drag q. Can you "
        "ever push the line below the arch, at any p?",
        p=Slider("p, true share of apples", 0, 1, 0.7, 0.01),
        q=Slider("q, share the model believes in", 0.1, 0.9, 0.3, 0.01))


def mixed_book(share: float) -> Picture:
    """Bob's weather, coded with a book made for a mixture: this share of Alice's weather, the rest Bob's."""
    return borrowed_book(BOB, {day: (1 - share) * BOB[day] + share * ALICE[day] for day in BOB})


def book_between() -> Exploration:
    """Drag the borrowed book from Bob's to Alice's."""
    return exploration(
        mixed_book,
        "The book was made for a mixture of both places. How much of Alice's weather may be in it before the bill "
        "exceeds 2 bits, which is what a book costs that knows nothing?",
        share=Slider("share of Alice's weather in the book", 0, 1, 1, 0.05))
