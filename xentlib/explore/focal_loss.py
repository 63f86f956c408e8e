"""The explorations of notebook 09: the focal loss of one example, and who owns the loss of a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import crowd, focal_curve
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def turned_down() -> Exploration:
    """Drag gamma and alpha: one bends the price by difficulty, the other scales it by class."""
    return exploration(
        focal_curve,
        "Can you lift the price of a hard example above the log loss with gamma alone? And with alpha? Which of the "
        "two sliders asks how hard an example is, and which one asks for its label?",
        gamma=Slider("gamma, the focus", 0, 5, 2, 0.25),
        alpha=Slider("alpha, share of the weight for positives", 0.05, 0.95, 0.5, 0.05))


def whispering_crowd() -> Exploration:
    """Drag how many easy negatives there are, how easy they are, and gamma."""
    return exploration(
        crowd,
        "With gamma at 0, how many negatives does it take to own half of the loss? How sure must ten thousand of "
        "them be so that they no longer do? And how little gamma is enough to silence them?",
        negatives=Slider("easy negatives", 100, 20_000, 10_000, 100, "{} examples"),
        sure=Slider("their p_t, probability", 0.9, 0.999, 0.99, 0.001),
        gamma=Slider("gamma, the focus", 0, 5, 2, 0.25))
