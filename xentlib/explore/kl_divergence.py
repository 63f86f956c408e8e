"""The explorations of notebook 03: a coin and somebody's idea of it, and one bell for two humps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import coin_bill, fit
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def coin_and_model() -> Exploration:
    """Drag a coin's bias and what is believed of it: the gap under the tangent is the hatched part of the bill."""
    return exploration(
        coin_bill,
        "Where is there no waste at all? With p = 0.5, how far must q go until waste is the larger part of the bill? "
        "And what happens at the very ends of q?",
        p=Slider("p, true probability of heads", 0, 1, 0.6, 0.01),
        q=Slider("q, believed probability of heads", 0, 1, 0.2, 0.01))


def one_bell() -> Exploration:
    """Drag a bell over the two humps and watch both divergences."""
    return exploration(
        fit,
        "Make the forward number as small as you can, then the reverse number. Where does each of them want the bell, "
        "and what does the other say of it there?",
        mean=Slider("mean of the bell", -4, 4, 0, 0.1),
        sd=Slider("standard deviation of the bell", 0.5, 5, 2, 0.1))
