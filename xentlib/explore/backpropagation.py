"""The explorations of notebook 07: the pull on three logits, the step of a difference, the step of a descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots.backpropagation import FRUITS, pull, step_errors, step_size
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def pulled_logits() -> Exploration:
    """Drag three logits and choose the truth: the pull is target minus prediction."""
    return exploration(
        pull,
        "The truth is a banana. Where must the logits stand for the strongest pull, and how strong can it get? Where "
        "is there hardly any? Add 1 to all three logits: what changes?",
        apple=Slider("logit of apple", -4, 4, 2.0, 0.1, "{} nats"),
        orange=Slider("logit of orange", -4, 4, 0.7, 0.1, "{} nats"),
        banana=Slider("logit of banana", -4, 4, 0.0, 0.1, "{} nats"),
        label=Slider("truth", 0, 2, 2, 1, names=FRUITS))


def difference_step() -> Exploration:
    """Drag the step of a numerical slope along both error curves."""
    return exploration(
        step_errors,
        "Where does each curve have its lowest point? Left of it, how much does the error shrink when the step shrinks "
        "to a tenth, to one side and to both? And what happens on the right?",
        exponent=Slider("h, step of the difference", -14, -0.5, -5, 0.1, "ten to the {}"))


def descent_step() -> Exploration:
    """Drag the step size of gradient descent."""
    return exploration(
        step_size,
        "Find a step size that is too small, one that is just right, and one that is too large. How does each of the "
        "three look, and which two could be mistaken for \"it has learned all it can\"?",
        exponent=Slider("step size", -3, 2, -0.5, 0.1, "ten to the {}"))
