"""The house style of every figure, and the one function that shows a figure together with its description in words."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The hues of Okabe and Ito's palette (M. Okabe, K. Ito, "Color Universal Design", 2008) without the yellow, darkened so
# that lines have a contrast of 3 and text in the first three and PURPLE one of 4.5 on white, and moved as little as
# keeps every pair apart under the three common colour-vision deficiencies. tests/plots/test_palette.py measures it.
BLUE, VERMILION, GREEN, SKY, PURPLE, ORANGE = "#0065D1", "#B54600", "#006738", "#279DD1", "#A85D89", "#CF8300"
INK, GREY, PAPER = "#222222", "#767676", "#FFFFFF"
COLOURS = (BLUE, VERMILION, GREEN, SKY, PURPLE, ORANGE)
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))  # the second cue beside colour
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "//", "..", "xx", "\\\\", "oo")
TEXT = 12.5  # points: readable at half size
LABEL_BOX = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.5}  # behind text on a coloured ground

STYLE: dict[str, Any] = {
    "figure.facecolor": PAPER, "axes.facecolor": PAPER, "savefig.facecolor": PAPER,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": GREY, "xtick.color": INK, "ytick.color": INK,
    "font.size": 13, "axes.titlesize": 14, "axes.labelsize": 13, "xtick.labelsize": 12, "ytick.labelsize": 12,
    "legend.fontsize": 12, "legend.frameon": False, "axes.spines.top": False, "axes.spines.right": False,
    "lines.linewidth": 2.2, "axes.grid": True, "grid.color": "#DDDDDD", "grid.linewidth": 0.8, "axes.axisbelow": True,
}


# JupyterLab lets widgets answer in a thread of their own, beside the cells; matplotlib draws in one at a time only.
DRAWING = RLock()


@dataclass(frozen=True)
class Picture:
    """A drawn figure and its description. A notebook shows it when a cell ends in it.

    It goes into the page as an image with the description as its text alternative, and the description stands below
    for everyone: in JupyterLab, on the website, in nbgrader's pages and for a screen reader.
    """

    png: bytes
    description: str
    width: int  # of the page's pixels; the image has twice as many, for sharp screens

    def __repr__(self) -> str:
        return f"[Figure: {self.description}]"

    def _repr_html_(self) -> str:
        text = html.escape(self.description, quote=True)
        data = base64.b64encode(self.png).decode()
        return (f'<figure style="margin:0"><img alt="{text}" width="{self.width}" '
                f'style="max-width:100%;background:#fff" src="data:image/png;base64,{data}">'
                f"<figcaption>{text}</figcaption></figure>")


def canvas(rows: int = 1, columns: int = 1, *, width: float = 7.5, height: float = 3.8,
           **kwargs: Any) -> tuple[Figure, Any]:
    """A new figure in the house style, with its axes; independent of pyplot, so that no figure is left open."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with DRAWING, mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, **kwargs)


def picture(figure: Figure, description: str) -> Picture:
    """Finish a figure: draw it and join it with its description in words, computed from its data by the caller."""
    import matplotlib as mpl

    if len(description.split()) < 8:
        raise ValueError(f"description is {description!r}; expected what the figure shows, in a sentence or more")
    with DRAWING, mpl.rc_context(STYLE):
        png = FINISH.get()(figure)
    return Picture(png, " ".join(description.split()), round(figure.get_figwidth() * 72))


def finished(figure: Figure) -> bytes:
    """The figure as a PNG. figure.savefig would do the same, and draw it twice for that."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.image import imsave

    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(144)
    canvas.draw()
    file = io.BytesIO()
    imsave(file, canvas.buffer_rgba(), format="png", dpi=144, metadata={"Software": None})  # type: ignore[dict-item]
    return file.getvalue()


# How a drawn figure becomes the bytes of an image; sketches (sketch.py) have a faster way.
FINISH: ContextVar[Callable[[Figure], bytes]] = ContextVar("FINISH", default=finished)


def axis_labels(axes: Axes, x: str, y: str) -> None:
    """Name both axes, with units."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def short_number(x: float) -> str:
    """A number for a figure or its description, without trailing zeros."""
    return f"{x:.7g}"
