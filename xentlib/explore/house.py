"""The house's interactive exploration: sliders that redraw a picture, a question worth dragging for, a reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..plots.house import Picture

if TYPE_CHECKING:
    from ipywidgets import VBox


@dataclass(frozen=True)
class Slider:
    """One quantity that the learner can drag."""

    label: str  # with its unit, such as "p, probability"
    low: float
    high: float
    start: float
    step: float


def exploration(draw: Callable[..., Picture], question: str, **sliders: Slider) -> VBox:
    """A picture that follows its sliders. `draw` is called with one number per slider, by name.

    The same `draw`, called with the sliders' start values in the cell above, is the static twin.
    """
    import ipywidgets as widgets

    def made(s: Slider) -> widgets.FloatSlider | widgets.IntSlider:
        whole = all(isinstance(number, int) for number in (s.low, s.high, s.start, s.step))
        kind, readout = (widgets.IntSlider, "d") if whole else (widgets.FloatSlider, ".3g")
        return kind(value=s.start, min=s.low, max=s.high, step=s.step, description=s.label, readout_format=readout,
                    style={"description_width": "initial"}, layout={"width": "95%"}, continuous_update=True)

    controls = {name: made(s) for name, s in sliders.items()}
    screen = widgets.HTML()
    reset = widgets.Button(description="Reset", tooltip="Put every slider back to where it started")

    def redraw(change: object = None) -> None:
        screen.value = draw(**{name: control.value for name, control in controls.items()})._repr_html_()

    def start_again(button: object) -> None:
        for name, control in controls.items():
            control.value = sliders[name].start

    for control in controls.values():
        control.observe(redraw, names="value")
    reset.on_click(start_again)
    redraw()
    return widgets.VBox([widgets.HTML(f"<p><strong>{question}</strong></p>"), *controls.values(), reset, screen])
