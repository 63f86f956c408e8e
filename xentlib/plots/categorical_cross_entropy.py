"""The figures of notebook 05: votes and shares, one bill for three fruits, losses with a ceiling and a floor."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    COLOURS,
    GREEN,
    GREY,
    HATCHES,
    INK,
        LINES,
    ORANGE,
    PAPER,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    listed,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FRUITS = ("apple", "orange", "banana")
FRUIT_SCORES = (2.0, 0.5, -1.0)
SCORE_ROOM = -8.5, 9.5  # of the scores' axis: what the exploration's shifts need


def _numbers(values: Iterable[float], digits: int = 3) -> str:
    return listed([f"{value:.{digits}g}" for value in values])


def _compact(value: float) -> str:
    """A number that fits above a bar, however large or small it is."""
    if 1e3 <= abs(value) < 1e5:
        return f"{value:.0f}"
    return f"{value:.3g}" if value == 0 or 1e-3 <= abs(value) < 1e5 else f"{value:.0e}".replace("e+", "e")


# ---------------------------------------------------------------- votes and shares


def votes(temperature: float = 1.0, shift: float = 0.0) -> Picture:
    """Three fruits' scores, their exponential votes, and the shares of these votes.

    The scores and the shares keep their scales, so that a change is seen as one. The number of votes ranges over more
    than twenty powers of ten: their bars are drawn relative to the tallest, and the numbers above them count them.
    """
    scores = np.array(FRUIT_SCORES) + shift
    cast = np.exp(scores / temperature)
    shares = xl.softmax(scores / temperature)
    figure, panels = canvas(1, 3, width=8.4, height=3.5)
    titles = ("score $z$", "votes $e^{z}$" if temperature == 1 else "votes $e^{z/T}$", "share of the votes")
    drawn = scores, cast / cast.max(), shares
    for axes, values, heights, title in zip(panels, (scores, cast, shares), drawn, titles, strict=True):
        bars = axes.bar(FRUITS, heights, color=COLOURS[:3], alpha=0.6, edgecolor=INK, linewidth=1.2)
        for bar, hatch in zip(bars, HATCHES, strict=False):
            bar.set_hatch(hatch)
        for x, (value, height) in enumerate(zip(values, heights, strict=True)):
            axes.annotate(_compact(value), (x, height), xytext=(0, 5 if value >= 0 else -5), ha="center",
                          va="bottom" if value >= 0 else "top", textcoords="offset points", fontsize=TEXT)
        axes.set_title(title, loc="left", fontsize=TEXT + 1)
        axes.grid(axis="x", visible=False)
        axis_labels(axes, "", "")
    panels[0].set_ylim(min(SCORE_ROOM[0], scores.min() - 0.8), max(SCORE_ROOM[1], scores.max() + 0.8))
    panels[0].set_yticks(range(-8, 9, 4))
    panels[0].axhline(0, color=GREY, linewidth=1)
    panels[1].set_ylim(0, 1.15)
    panels[1].set_yticks([0])
    panels[2].set_ylim(0, 1.15)
    panels[0].set_ylabel("score")
    panels[1].set_ylabel("votes")
    panels[2].set_ylabel("probability")
    return picture(figure, f"""Three bar charts for apple, orange and banana at temperature {temperature:.3g}. The
        scores, shifted by {shift:.3g}, are {_numbers(scores)}. Their exponential votes are {_numbers(cast)}. The shares
        of the votes are {_numbers(shares)}, and add up to {shares.sum():.3g}.""")


def shifted_table(logits: np.ndarray) -> Picture:
    """A table of logits, the same with each row's maximum taken off, and the softmax, which both have in common."""
    logits = np.asarray(logits, dtype=float)
    shifted = logits - logits.max(axis=1, keepdims=True)
    shares = xl.softmax(logits)
    same = np.allclose(shares, xl.softmax(shifted), rtol=1e-12, atol=0)
    figure, panels = canvas(1, 3, width=8.4, height=0.62 * len(logits) + 1.3)
    tables = (("scores", logits, "{:g}"), ("less the row's largest", shifted, "{:g}"),
              ("softmax of either", shares, "{:.2f}"))
    for axes, (title, table, form) in zip(panels, tables, strict=True):
        low, high = table.min(), table.max()
        axes.imshow(table, cmap="cividis_r", aspect="auto", vmin=low, vmax=high)
        for (i, j), value in np.ndenumerate(table):
            axes.text(j, i, form.format(value), ha="center", va="center", fontsize=TEXT + 0.5,
                      color=PAPER if value > (low + high) / 2 else INK)
        axes.set_title(title, loc="left", fontsize=TEXT + 1)
        axes.set_xticks(range(table.shape[1]))
        axes.set_yticks(range(len(table)))
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
        axis_labels(axes, "class", "example" if axes is panels[0] else "")
    rows = "; ".join(f"row {i}: scores {_numbers(row, 4)}, less the largest {_numbers(shifted[i], 4)}, shares "
                     f"{listed([f'{share:.2f}' for share in shares[i]])}" for i, row in enumerate(logits))
    return picture(figure, f"""Three tables as heat-maps. {rows}. The softmax of the scores and that of the shifted
        scores are {'the same' if same else 'not the same'}.""")


# ---------------------------------------------------------------- the bill


CORNERS = np.array([[0, 0], [1, 0], [0.5, math.sqrt(3) / 2]])


def triangle_of_bills(*predictions: Sequence[float]) -> Picture:
    """Every prediction for three fruits as a point of a triangle, with lines of equal bill when the truth is banana."""
    figure, axes = canvas(width=7.5, height=4.6)
    axes.fill(*CORNERS.T, facecolor=PAPER, edgecolor=INK, linewidth=1.5)
    lines = (0.1, 0.5, math.log(3), math.log(10))
    for bill in lines:
        left, right = (np.array(end) @ CORNERS for end in _ends(math.exp(-bill)))
        known = bill == math.log(3)
        axes.plot(*np.transpose([left, right]), color=VERMILION, linestyle="-" if known else "--",
                  linewidth=2.4 if known else 1.6)
        name = f"ln {math.exp(bill):.0f} = {bill:.3f}" if bill > 1 else f"{bill:g}"
        axes.text(right[0] + 0.02, right[1], f"{name} nats", va="center", fontsize=TEXT, color=VERMILION)
    names = zip(CORNERS, FRUITS, ((-0.02, -0.02), (0.02, -0.02), (0, 0.03)), ("right", "left", "center"), strict=True)
    for (x, y), fruit, (dx, dy), side in names:
        axes.text(x + dx, y + dy, f"surely {fruit}", ha=side, va="bottom" if dy > 0 else "top", fontsize=TEXT)
    said = []
    for number, prediction in enumerate(predictions):
        x, y = np.asarray(prediction) @ CORNERS
        bill = xl.categorical_cross_entropy([[0, 0, 1]], [prediction])
        axes.plot(x, y, "os^Dv"[number], color=BLUE, markersize=9)
        label = f"[{', '.join(f'{q:.2g}' for q in prediction)}]"
        if prediction[-1] > 0.7:  # near the top there is room only beside the triangle
            axes.text(x - 0.09, y, label, ha="right", va="center", fontsize=TEXT, color=BLUE)
        else:
            axes.text(x, y + 0.04, label, ha="center", fontsize=TEXT, color=BLUE)
        said.append(f"{_numbers(prediction)} costs {bill:.3f} nats")
    axes.set_xlim(-0.22, 1.4)
    axes.set_ylim(-0.09, 0.95)
    axes.set_aspect("equal")
    axes.axis("off")
    return picture(figure, f"""A triangle whose corners are the certain predictions apple, orange and banana. The
        truth is a banana. Lines of equal bill run straight across, parallel to the side from apple to orange: from
        {lines[0]} nats near the banana to {lines[-1]:.3f} near the other side, and ln 3 = {math.log(3):.3f} through
        the middle. Marked are predictions for apple, orange and banana: {'; '.join(said)}.""")


def _ends(banana: float) -> tuple[list[float], list[float]]:
    """The two predictions on the sides of the triangle that give the banana this share."""
    return [1 - banana, 0, banana], [0, 1 - banana, banana]


def two_models(Y: np.ndarray, QA: np.ndarray, QB: np.ndarray) -> Picture:
    """What each example costs with two models, and whether their favourite is right."""
    Y = np.asarray(Y)
    figure, axes = canvas(height=3.7)
    x, said = np.arange(len(Y)), []
    highest = 0.0
    for offset, (name, Q, colour, hatch) in ((-0.2, ("A", QA, BLUE, "")), (0.2, ("B", QB, ORANGE, "//"))):
        bills = xl.categorical_cross_entropy(Y, Q, reduction="none")
        hits = np.argmax(Q, axis=1) == Y.argmax(axis=1)
        highest = max(highest, bills.max())
        label = f"{name}: right {hits.mean():.0%}, {bills.mean():.3f} nats on average"
        axes.bar(x + offset, bills, width=0.38, color=colour, alpha=0.6, edgecolor=INK, hatch=hatch, label=label)
        for place, bill, hit in zip(x + offset, bills, hits, strict=True):
            axes.text(place, bill, f"{bill:.2f}\n{'right' if hit else 'wrong'}", ha="center", va="bottom",
                      fontsize=TEXT - 0.5)
        each = "; ".join(f"{bill:.2f} nats, {'right' if hit else 'wrong'}" for bill, hit in zip(
            bills, hits, strict=True))
        said.append(f"Model {name} is right in {hits.sum()} of {len(hits)} cases and pays {bills.mean():.3f} nats on "
                    f"average: {each}.")
    axes.set_ylim(0, 1.5 * highest)
    axes.set_xticks(x, [f"example {i + 1}" for i in x])
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", fontsize=TEXT, frameon=False)
    axis_labels(axes, "", "bill (nats)")
    return picture(figure, f"The bills of {len(Y)} examples with two models. {' '.join(said)}")


# ---------------------------------------------------------------- losses with a ceiling and a floor


def training_losses(runs: Mapping[str, np.ndarray], floor: float, K: int = 10) -> Picture:
    """Losses step by step, between the know-nothing value ln K and a floor below which one of them cannot get."""
    figure, axes = canvas(height=4.2)
    said = []
    for (name, losses), colour, line in zip(runs.items(), (BLUE, ORANGE, GREEN), LINES, strict=False):
        axes.plot(losses, color=colour, linestyle=line, label=name)
        said.append(f"{name}: from {losses[0]:.3f} to {losses[-1]:.3f} nats")
    longest = max(map(len, runs.values())) - 1
    _landmark(axes, longest, math.log(K), f"ln {K} = {math.log(K):.3f}: knows nothing")
    _landmark(axes, longest, floor, f"floor of the double softmax: {floor:.3f}", above=False)
    axes.set_xlim(0, longest)
    axes.set_ylim(0, 1.15 * math.log(K))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=TEXT, frameon=False)
    axis_labels(axes, "steps", "loss (nats)")
    return picture(figure, f"""Training losses over {longest} steps, with two landmarks: ln {K} =
        {math.log(K):.3f}, what knowing nothing costs, and {floor:.3f}, below which the double softmax cannot get.
        {'; '.join(said)}.""")


def _landmark(axes: Axes, end: float, height: float, name: str, above: bool = True) -> None:
    axes.axhline(height, color=GREY, linewidth=1.4)
    axes.text(end * 0.99, height + (0.03 if above else -0.04), name, ha="right", va="bottom" if above else "top",
              fontsize=TEXT, color=INK)


def narrow_room(largest: int = 1000) -> Picture:
    """Knowing nothing and knowing everything under a double softmax, for every number of classes."""
    K = np.unique(np.logspace(math.log10(2), math.log10(largest), 120).round().astype(int))
    nothing, everything = np.log(K), np.log1p((K - 1) / math.e)
    figure, axes = canvas(height=3.8)
    axes.fill_between(K, everything, nothing, color=ORANGE, alpha=0.25, linewidth=0)
    axes.plot(K, nothing, color=GREY, linestyle="--", label="knows nothing: ln K")
    axes.plot(K, everything, color=VERMILION, label="perfect, but softmax twice")
    axes.plot(K, 0 * K, color=BLUE, linestyle="-.", linewidth=3, clip_on=False, label="perfect, softmax once")
    axes.set_xscale("log")
    axes.set_xticks([2, 10, 100, 1000], ["2", "10", "100", "1000"])
    axes.set_xlim(2, largest)
    axes.set_ylim(0, 1.05 * nothing[-1])
    axes.legend(loc="upper left", fontsize=TEXT, frameon=False)
    axis_labels(axes, "number of classes K", "loss (nats)")
    gap = nothing - everything
    return picture(figure, f"""For 2 to {largest} classes: knowing nothing costs from {nothing[0]:.3f} to
        {nothing[-1]:.3f} nats. A perfect model with a double softmax still pays from {everything[0]:.3f} to
        {everything[-1]:.3f}, so that the room between the two grows from {gap[0]:.3f} only to {gap[-1]:.3f} nats.
        With one softmax a perfect model pays 0.""")
