"""The explorations of notebook 04: slopes over the logit, two rolling balls, the best thing to say of every mail."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..plots import Picture, best_constants, rolling, slopes
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration

LONGEST = 800  # updates on the slider


@cache
def _paths(start: float) -> dict[str, tuple[float, ...]]:
    from ..experiments.saturation import LOSSES, neuron_path  # only when an exploration is opened

    return {loss: tuple(neuron_path(start, loss, LONGEST)) for loss in LOSSES}


def two_balls(start: float, updates: int) -> Picture:
    """Both balls after so many updates: the static twin of `ball_race`."""
    return rolling(start, updates, _paths(start))


def say_always() -> Exploration:
    """Drag the share of spam and watch where each loss wants the constant prediction."""
    return exploration(
        best_constants,
        "Two of the three marks follow the dotted line. What does the third one do, and where does it change its mind?",
        rate=Slider("share of spam", 0, 1, 0.7, 0.01))


def slope_of_z() -> Exploration:
    """Drag the logit and compare the two tangents."""
    return exploration(
        slopes,
        "Where is the slope of the squared error steepest? Between which logits is it above 0.1? And what is the "
        "largest slope that you can find on the log loss?",
        z=Slider("z, logit", -8, 8, 4, 0.1, "{} nats"))


def ball_race() -> Exploration:
    """Drag the number of updates: two balls, released at the same place, on two losses."""
    return exploration(
        two_balls,
        "Released at 6: after how many updates has the left ball arrived, and how far has the other one got by then? "
        "From which start on is the race unfair?",
        start=Slider("logit at the start", 1.5, 8, 6, 0.5, "{} nats"),
        updates=Slider("time", 0, LONGEST, 86, 1, "{} updates"))
