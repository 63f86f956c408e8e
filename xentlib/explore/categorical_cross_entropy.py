"""The exploration of notebook 05: which changes of the scores change the shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import votes
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def votes_and_shares() -> Exploration:
    """Drag the temperature and a common shift of all scores, and watch votes and shares."""
    return exploration(
        votes,
        "Which of the two sliders changes the shares? How cold must it be before the apple has 99 %, and can any "
        "temperature put the banana in front?",
        temperature=Slider("T, temperature (scores are divided by it)", 0.2, 10, 1.0, 0.1),
        shift=Slider("shift, added to every score", -5, 5, 0.0, 0.5, "{} nats"))
