"""The widget of every exploration: native sliders in the page, pictures from the kernel. Loaded when one is opened."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ...plots.house import Picture
from ...plots.sketch import Sketchbook
from ..house import Slider

HERE = Path(__file__).parent


class Exploration(anywidget.AnyWidget):
    """A question, its sliders, and the picture where they stand: a sketch while they move, drawn in full at rest."""

    _esm = HERE / "exploration.js"
    _css = HERE / "exploration.css"

    question = traitlets.Unicode().tag(sync=True)
    sliders = traitlets.List().tag(sync=True)
    position = traitlets.Dict().tag(sync=True, echo_update=False)  # the value of each slider, at rest
    shown = traitlets.Dict().tag(sync=True)  # the picture at rest, and its position

    def __init__(self, draw: Callable[..., Picture], question: str, sliders: Mapping[str, Slider]) -> None:
        self._sliders = sliders
        self._sketchbook = Sketchbook(draw)
        super().__init__(question=question, sliders=[{"name": name, **asdict(s)} for name, s in sliders.items()],
                         position={name: slider.start for name, slider in sliders.items()})
        self.on_msg(lambda _, message, __: self.send(self.sketch(**message["values"])))

    @traitlets.observe("position")
    def _redraw(self, change: object) -> None:
        self.shown = self._drawn(self._sketchbook.full, "png", self.position)

    def move(self, **values: float) -> None:
        """Put sliders somewhere else, as the page does when they rest."""
        self.position = self.position | values

    def sketch(self, **values: float) -> dict[str, Any]:
        """What the page shows on the way there, before the sliders rest."""
        return self._drawn(self._sketchbook.sketch, "jpeg", self.position | values)

    def _drawn(self, draw: Callable[..., Picture], kind: str, position: Mapping[str, float]) -> dict[str, Any]:
        # A page has one kind of number.
        picture = draw(**{name: (int if slider.whole else float)(position[name])
                          for name, slider in self._sliders.items()})
        return {"values": position, "description": picture.description, "width": picture.width,
                "source": f"data:image/{kind};base64,{base64.b64encode(picture.png).decode()}"}

    def __repr__(self) -> str:
        return f"[Exploration: {self.question}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """Where nothing can be dragged, the page shows a sentence; the picture's static twin stands above it."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        names = ", ".join(html.escape(slider.label) for slider in self._sliders.values())
        words = (f"<p><strong>{html.escape(self.question)}</strong> In JupyterLab the picture above can be dragged "
                 f"({names}); here it stands still.</p>")
        return data | {"text/html": words, "text/plain": repr(self)}, metadata
