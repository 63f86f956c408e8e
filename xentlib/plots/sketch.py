"""Sketches: a figure that follows a slider, drawn again and again in a fraction of the time that a picture takes.

matplotlib spends most of a drawing on what does not move: the layout, the ticks with their labels, the letters of every
text. A sketchbook keeps all three from one drawing to the next.
"""

from __future__ import annotations

import gc
import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .house import DRAWING, FINISH, Picture, finished

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

DPI = 108  # one and a half times the page's pixels; the picture at rest has two
GROUNDS = 24  # axes kept as stamps, of about a megabyte each
QUALITY = 85  # of the JPEG, which is written ten times as fast as a PNG


class Sketchbook:
    """Draws what one function draws: in full, as it stands in a notebook, or as a sketch that looks nearly the same.

    A sketch has the layout of the last full picture, and its words are exactly those of the full picture.
    """

    def __init__(self, draw: Callable[..., Picture]) -> None:
        self.draw = draw
        self._places: list[Any] = []  # where the last full picture put its axes
        self._paper: Any = None  # what sketches are drawn on
        self._grounds: dict[Any, Any] = {}  # by axis and looks: the stamps of the last axes drawn

    def full(self, **values: float) -> Picture:
        with DRAWING, _finished_by(self._full):
            return self.draw(**values)

    def sketch(self, **values: float) -> Picture:
        with DRAWING, _finished_by(self._sketch if self._places else self._full), _young_waste_only():
            return self.draw(**values)

    def _full(self, figure: Figure) -> bytes:
        png = finished(figure)
        self._places = [axes.get_position(original=True) for axes in figure.axes]
        if self._paper is None:
            self._sketch(figure)  # what the first sketch needs is drawn before anything is dragged
        return png

    def _sketch(self, figure: Figure) -> bytes:
        from PIL import Image

        figure.set_layout_engine("none")
        figure.set_dpi(DPI)
        for axes, place in zip(figure.axes, self._places, strict=False):
            axes.set_position(place)
        size = round(figure.bbox.width), round(figure.bbox.height)
        if self._paper is None or size != (self._paper.width, self._paper.height):
            self._paper, self._grounds = _paper()(*size, DPI), {}
        self._paper.clear()
        figure.patch.draw(self._paper)
        figure.patch.set_visible(False)
        for number, axes in enumerate(figure.axes):
            if axes.axison:
                self._put_ground(number, axes)
        figure.draw(self._paper)
        file = io.BytesIO()
        pixels = np.asarray(self._paper.buffer_rgba())[..., :3]
        Image.fromarray(pixels).save(file, "JPEG", quality=QUALITY, subsampling=0)
        return file.getvalue()

    def _put_ground(self, number: int, axes: Axes) -> None:
        """Put what is under the data: the axes' patch, and the grid, ticks and labels of each axis.

        An axis is drawn when its looks are new, and stamped otherwise.
        """
        axes.apply_aspect()
        axes.patch.draw(self._paper)
        axes.patch.set_visible(False)
        for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
            key = number, name, *_looks(axis)
            stamp = self._grounds.pop(key, None) or _cut(self._paper.width, self._paper.height, axis.draw)
            self._grounds[key] = stamp  # the newest last
            self._paper.put(stamp, 0, 0)
            axis.set_visible(False)
        while len(self._grounds) > GROUNDS:
            del self._grounds[next(iter(self._grounds))]


def _looks(axis: Axis) -> list[Any]:
    """What the looks of an axis depend on, as far as one figure drawn twice can differ in it."""
    places = [float(place) for place in axis.get_majorticklocs()]
    return [axis.axes.bbox.bounds, axis.get_scale(), *axis.get_view_interval(), axis.get_label_text(), *places,
            *axis.get_major_formatter().format_ticks(places)]


def _cut(width: int, height: int, draw: Callable[[Any], object]) -> tuple[np.ndarray, int, int] | None:
    """What `draw` draws on an empty sheet: its pixels, top row last, and the place of their lower left corner."""
    from matplotlib.backends.backend_agg import RendererAgg

    sheet = RendererAgg(width, height, DPI)
    draw(sheet)
    pixels = np.asarray(sheet.buffer_rgba())
    inked = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return None
    used = pixels[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    return used[::-1].copy(), int(columns[0]), height - int(rows[-1]) - 1


@cache
def _paper() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    class Paper(RendererAgg):
        """Draws a text once; from then on it stamps it."""

        def __init__(self, width: int, height: int, dpi: float) -> None:
            super().__init__(width, height, dpi)
            self._text_stamp = lru_cache(500)(self._draw_stamp)

        def put(self, stamp: tuple[np.ndarray, int, int] | None, x: int, y: int) -> None:
            if stamp:
                pixels, right, up = stamp
                self.draw_image(self.new_gc(), x + right, y + up, pixels)

        def draw_text(self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
                      mtext: Any = None) -> None:
            stamp, reach = self._text_stamp(s, prop.copy(), angle, ismath, gc.get_rgb(), gc.get_alpha())
            self.put(stamp, round(x) - reach, self.height - round(y) - reach)

        def _draw_stamp(self, text: str, font: Any, angle: float, ismath: Any, colour: Any,
                        alpha: float) -> tuple[Any, int]:
            pen = self.new_gc()
            pen.set_foreground(colour, isRGBA=True)
            width, height, _ = self.get_text_width_height_descent(text, font, ismath)
            reach = math.ceil(math.hypot(width, height)) + 3
            return _cut(2 * reach, 2 * reach,
                        lambda r: RendererAgg.draw_text(r, pen, reach, reach, text, font, angle, ismath)), reach

    return Paper


@contextmanager
def _finished_by(finish: Callable[[Figure], bytes]) -> Iterator[None]:
    token = FINISH.set(finish)
    try:
        yield
    finally:
        FINISH.reset(token)


@contextmanager
def _young_waste_only() -> Iterator[None]:
    """A figure leaves much waste, and a search of the whole memory for it takes as long as several sketches."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
            gc.collect(1)
