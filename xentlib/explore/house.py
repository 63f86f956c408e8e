"""The house's interactive exploration: sliders that redraw a picture, a question worth dragging for, a reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..plots.house import Picture

if TYPE_CHECKING:
    from .widget import Exploration


@dataclass(frozen=True)
class Slider:
    """One quantity that the learner can drag. If all four numbers are whole, so is what `draw` gets."""

    label: str  # what a screen reader says before the number, such as "p, probability"
    low: float
    high: float
    start: float
    step: float
    reading: str = "{}"  # how the number is read, with its unit: "{} bits"
    names: tuple[str, ...] = ()  # instead of the numbers, from low on

    @property
    def whole(self) -> bool:
        return all(isinstance(number, int) for number in (self.low, self.high, self.start, self.step))


def exploration(draw: Callable[..., Picture], question: str, **sliders: Slider) -> Exploration:
    """A picture that follows its sliders. `draw` is called with one number per slider, by name.

    The same `draw`, called with the sliders' start values in the cell above, is the static twin.
    """
    from .widget import Exploration  # only when an exploration is opened

    return Exploration(draw, question, sliders)
