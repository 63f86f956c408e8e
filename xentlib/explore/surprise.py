"""The explorations of notebook 00."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots.surprise import first_question, surprise_curve
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def surprise_of_p() -> Exploration:
    return exploration(
        surprise_curve,
        "Start at p = 1 and halve p: 0.5, 0.25, 0.125. How many bits does each halving add? Is it ever more, or less?",
        p=Slider("p, probability", 0.005, 1, 0.25, 0.005))


def yes_or_no() -> Exploration:
    return exploration(
        first_question,
        "Can one answer tell more than 1 bit? Can it do so on average? Where does the best question cut?",
        cut=Slider("cut", 1, 63, 16, 1, "is it at most {}?"))
