"""The exploration of notebook 06: an example that walks along the cliff of a clipped loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import one_epsilon
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def along_the_cliff() -> Exploration:
    """Drag an example and the epsilon of the clip: where the loss is flat, the example says nothing."""
    return exploration(
        one_epsilon,
        "Where does the example at z = 20 begin to teach again, as you make eps smaller? And which examples with "
        "z below 0 fall silent too: do they need to be heard?",
        power=Slider("eps, of the clip", 1, 16, 7, 1, "ten to the −{}"),
        z=Slider("z, logit of the example", -45, 45, 20, 0.5, "{} nats"))
