"""Every figure that a lesson draws keeps the house rules: readable, labelled, and never told by colour alone."""

from __future__ import annotations

import ast
import itertools
import os
from functools import cache

import pytest
from matplotlib import colors
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from tests.notebooks.course import NAMES, ROOT, graded_code, notebook
from tests.plots.test_palette import contrast

SMALLEST = 10  # points; a page shows a point as a pixel, so half of it is still read
SLACK = 2.0  # pixels of 72 to the inch by which the boxes of two words may touch


@cache
def drawn(name):
    """The faults of each figure of this notebook, by the cell that draws it."""
    faults: dict[str, list[str]] = {}
    finish, cells = Figure.savefig, notebook("solutions", name).cells
    checks = {cell.id for cell in graded_code(notebook("solutions", name))}
    here = os.getcwd()

    def audited(figure, *args, **kwargs):
        figure.canvas.draw()  # now every word knows its place
        faults.setdefault(cell.id, []).extend(every_fault(figure))
        finish(figure, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", audited)
        patch.chdir(ROOT / "solutions" / name)
        namespace: dict = {"__name__": "__main__"}
        for cell in cells:
            if cell.cell_type == "code" and cell.id not in checks:
                run(cell, namespace)
    assert os.getcwd() == here
    return faults


def run(cell, namespace):
    """Run a cell as a notebook does, its last line shown."""
    tree = ast.parse(cell.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, cell.id, "exec"), namespace)
    if last is not None:
        eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)


def every_fault(figure):
    return [*sizes(figure), *labels(figure), *words(figure), *cues(figure)]


def texts(figure):
    """The words on the paper; tick labels beyond an axis's limits, and those of a hidden axis, are not."""
    unseen = set()
    for axes in figure.axes:
        for axis, span in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not (axes.axison and min(span) <= tick.get_loc() <= max(span)):
                    unseen |= {tick.label1, tick.label2}
            if not axes.axison:
                unseen.add(axis.label)
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in unseen]


def sizes(figure):
    return [f"{t.get_text()!r} is {t.get_fontsize():g} points" for t in texts(figure) if t.get_fontsize() < SMALLEST]


def words(figure):
    """Words that are too pale, run over each other, or leave the paper."""
    shown = texts(figure)
    yield from (f"{t.get_text()!r} in {colors.to_hex(t.get_color())} is too pale" for t in shown
                if contrast(colors.to_hex(t.get_color()), "#FFFFFF") < 4.5 and not on_colour(t))
    scale, renderer = 72 / figure.dpi, figure.canvas.get_renderer()
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in shown]
    for text, box in boxes:
        if min(box.x0, box.y0, figure.bbox.x1 - box.x1, figure.bbox.y1 - box.y1) * scale < -1:
            yield f"{text!r} leaves the paper"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        if min(across, down) * scale > SLACK:
            yield f"{one!r} and {other!r} run over each other"


def on_colour(text):
    """Whether a light word stands on something dark; the eye judges those."""
    return contrast(colors.to_hex(text.get_color()), "#FFFFFF") < 1.5


def labels(figure):
    """Axes with numbers on them whose quantity is not named, on them or on axes that share them."""
    for axes in figure.axes:
        if not (axes.get_visible() and axes.axison):
            continue
        for axis, shared in (("x", axes.get_shared_x_axes()), ("y", axes.get_shared_y_axes())):
            named = axes.get_title(loc="left") or any(
                getattr(each, f"get_{axis}label")() for each in [*shared.get_siblings(axes), *in_line(axes, axis)])
            ticks = [t for t in getattr(axes, f"get_{axis}ticklabels")() if t.get_visible() and t.get_text()]
            if ticks and all(is_number(t.get_text()) for t in ticks) and not named:
                yield f"the {axis} axis shows {ticks[0].get_text()!r}, but of what?"


def in_line(axes, axis):
    """The panels below or above this one, which it shares the name of its x axis with, or those beside it for y."""
    place = axes.get_subplotspec()
    span = "colspan" if axis == "x" else "rowspan"
    return [each for each in axes.figure.axes if place is not None and each.get_subplotspec() is not None
            and getattr(each.get_subplotspec(), span) == getattr(place, span)]


def is_number(text):
    return all(c in "0123456789.−-+%{}$^\\mathdefault times" for c in text)


def cues(figure):
    """Entries of a legend that differ in nothing but their colour."""
    for axes in figure.axes:
        if axes.get_legend() is None:
            continue
        shown = {text.get_text() for text in axes.get_legend().get_texts()}
        entries = [(look(handle), label) for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
                   if label in shown]
        for (one, first), (other, second) in itertools.combinations(entries, 2):
            if one == other:
                yield f"{first!r} and {second!r} differ in colour alone"


def look(handle):
    """What of a legend's entry is seen without colours."""
    if isinstance(handle, ErrorbarContainer):
        handle = handle.lines[0]
    if isinstance(handle, BarContainer):
        handle = handle.patches[0]
    if isinstance(handle, Line2D):
        dashes = handle.get_linestyle() if handle.get_linestyle() in ("None", "-") else handle._unscaled_dash_pattern
        return "line", str(dashes), str(handle.get_marker()), handle.get_linewidth(), handle.get_fillstyle()
    if isinstance(handle, Patch):
        return "patch", handle.get_hatch() or "", handle.get_linestyle(), handle.get_facecolor()[3] > 0
    return type(handle).__name__, str(handle.get_paths())


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_a_lesson_keep_the_house_rules(name):
    figures = drawn(name)
    assert len(figures) >= 3
    assert {cell: faults for cell, faults in figures.items() if faults} == {}
