"""The figures of notebook 03: bills and their avoidable part, bells fitted in two directions, a detour that pays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LABEL_BOX,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NATURE = {"color": BLUE, "alpha": 0.45, "edgecolor": INK, "linewidth": 1.2}
WASTE = {"color": VERMILION, "alpha": 0.6, "edgecolor": INK, "linewidth": 1.2, "hatch": "//"}


def _bits(x: float) -> str:
    return "∞" if math.isinf(x) else f"{x:.4g}"


def _bits_in_words(x: float) -> str:
    return "infinitely many" if math.isinf(x) else f"{x:.4g}"


# ---------------------------------------------------------------- bills


def bills(p: Sequence[float], models: Mapping[str, Sequence[float]]) -> Picture:
    """What the source p costs with each model's code: nature's part and, hatched, what is wasted."""
    figure, axes = canvas(height=0.6 * len(models) + 1.5)
    said = []
    for row, (name, q) in enumerate(models.items()):
        parts = xl.decompose(p, q)
        axes.barh(row, parts["entropy"], height=0.62, **NATURE)
        axes.barh(row, parts["kl"], left=parts["entropy"], height=0.62, **WASTE)
        text = f"  {parts['entropy']:.4g} + {parts['kl']:.4g} = {parts['cross_entropy']:.4g}"
        axes.text(parts["cross_entropy"], row, text, va="center", fontsize=TEXT)
        said.append(f"with {name} {parts['entropy']:.4g} + {parts['kl']:.4g} = {parts['cross_entropy']:.4g}")
    axes.set_yticks(range(len(models)), list(models))
    axes.set_ylim(len(models) - 0.5, -0.5)
    axes.set_xlim(0, 1.45 * max(xl.cross_entropy(p, q) for q in models.values()))
    axes.set_title("nature's part (plain) and waste (hatched)", loc="left")
    axes.grid(axis="y", visible=False)
    axis_labels(axes, "bits per symbol", "")
    return picture(figure, f"""Bills in bits per symbol, entropy plus waste: {'; '.join(said)}. The plain
        part of every bar is the same.""")


def coin_bill(p: float, q: float) -> Picture:
    """A coin that shows heads with probability p, modelled with q: the tangent whose gap is the waste, and the bill."""
    figure, (line, bar) = canvas(1, 2, height=4.1, width=8.4, width_ratios=[3, 1])
    truth, model = [p, 1 - p], [q, 1 - q]
    parts = xl.decompose(truth, model)
    _tangent(line, p, q, parts)
    shown = min(parts["kl"], 10.0)  # an infinite bar leaves the picture
    bar.bar(0, parts["entropy"], width=0.7, **NATURE)
    bar.bar(0, shown, bottom=parts["entropy"], width=0.7, **WASTE)
    entropy, kl, whole = (_bits(parts[name]) for name in ("entropy", "kl", "cross_entropy"))
    bar.set_title(f"{entropy} + {kl}\n= {whole}", fontsize=TEXT + 1)
    bar.set_xticks([])
    bar.set_xlim(-0.6, 0.6)
    bar.set_ylim(0, 3)
    axis_labels(bar, "the bill", "bits a flip")
    return picture(figure, f"""For each true probability of heads, the entropy is a curve with its top at 1
        bit, and the bill of a model that says {q:.3g} is a straight line that touches the curve at {q:.3g}.
        At the true probability {p:.3g} the curve is at {_bits_in_words(parts['entropy'])} bits, the line at
        {_bits_in_words(parts['cross_entropy'])}; the gap, {_bits_in_words(parts['kl'])} bits, is the waste.
        Beside it the same bill as a stacked bar.""")


def _tangent(axes: Axes, p: float, q: float, parts: Mapping[str, float]) -> None:
    x = np.linspace(0, 1, 401)
    axes.plot(x, xl.binary_entropy(x), color=BLUE, label="entropy $H(p)$")
    if 0 < q < 1:
        heads, tails = xl.surprisal([q, 1 - q])
        axes.plot(x, x * heads + (1 - x) * tails, color=ORANGE, linestyle="--", label="bill $H(p, q)$")
        axes.plot(q, xl.binary_entropy(q), "o", color=INK, markersize=8, label="where $p = q$")
    low, high = parts["entropy"], parts["cross_entropy"]
    if parts["kl"] > 0:
        axes.plot([p, p], [low, min(high, 10)], color=VERMILION, linewidth=5, solid_capstyle="butt",
                  label="the gap: waste")
        side, step = ("right", -0.015) if p > 0.7 else ("left", 0.015)
        axes.text(p + step, min((low + high) / 2, 2.5), f"{_bits(parts['kl'])} bits", ha=side, va="center",
                  fontsize=TEXT, color=VERMILION, bbox=LABEL_BOX)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 3)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=TEXT - 1, frameon=False)
    axis_labels(axes, "true probability of heads, $p$", "bits a flip")


def bounded(reach: float = 0.5) -> Picture:
    """Two coins bent apart, [1-a, a] and [a, 1-a]: the divergence explodes, Jensen and Shannon's stays below 1 bit."""
    figure, axes = canvas(height=3.7)
    a = np.logspace(-8, math.log10(reach), 200)
    P, Q = np.stack([1 - a, a], axis=1), np.stack([a, 1 - a], axis=1)
    kl, js = xl.kl_divergence(P, Q), xl.js_divergence(P, Q)
    axes.plot(a, kl, color=VERMILION, label="$D(p\\,\\|\\,q)$: no limit")
    axes.plot(a, js, color=BLUE, linestyle="--", label="Jensen-Shannon: at most 1 bit")
    axes.set_xscale("log")
    axes.set_xlim(reach, a[0])  # from alike on the left to strangers on the right
    axes.set_ylim(0, None)
    axes.legend(loc="upper left", frameon=False, fontsize=TEXT)
    axis_labels(axes, "$a$, what each coin leaves for the other's favourite", "bits")
    return picture(figure, f"""Two coins [1-a, a] and [a, 1-a]. As a falls from {reach:g}, where both are
        the same and both curves start at 0, to {a[0]:.0e}, the divergence grows steadily to {kl[0]:.3g}
        bits, while the Jensen-Shannon divergence flattens out at {js[0]:.3g} bit.""")


# ---------------------------------------------------------------- one bell for two humps

GRID = np.linspace(-15, 15, 301)


def bell(mean: float, sd: float) -> np.ndarray:
    """A normal distribution on the grid."""
    return xl.normalise(np.exp(-((GRID - mean) / sd) ** 2 / 2))


TWO_HUMPS = 0.6 * bell(-3, 0.7) + 0.4 * bell(3, 0.7)


FORWARD, REVERSE = "forward $D(p\\,\\|\\,q)$", "reverse $D(q\\,\\|\\,p)$"


def _both(q: np.ndarray) -> tuple[float, float]:
    """D(p || q) and D(q || p) in nats."""
    return xl.kl_divergence(TWO_HUMPS, q, math.e), xl.kl_divergence(q, TWO_HUMPS, math.e)


def _truth(axes: Axes) -> None:
    axes.fill_between(GRID, TWO_HUMPS, color=GREY, alpha=0.35, linewidth=0)
    axes.text(4.9, 0.01, "truth $p$", fontsize=TEXT, color=INK)


def fit(mean: float, sd: float) -> Picture:
    """One bell over the two humps, and what both directions say of it."""
    q = bell(mean, sd)
    forward, reverse = _both(q)
    figure, axes = canvas(height=3.9)
    _truth(axes)
    axes.plot(GRID, q, color=PURPLE)
    axes.set_title(f"{FORWARD} = {forward:.4f} nats\n{REVERSE} = {reverse:.4f} nats", loc="left")
    axes.set_xlim(-9, 9)
    axes.set_ylim(0, 0.08)
    axis_labels(axes, "x", "probability of a cell 0.1 wide")
    return picture(figure, f"""The truth has a taller hump at -3 with 0.6 of the mass and a lower one at 3
        with 0.4. Over it lies a bell with mean {mean:.4g} and standard deviation {sd:.4g}: its forward
        divergence is {forward:.4f} nats, its reverse divergence {reverse:.4f} nats.""")


def covers_and_chooses(wide: tuple[float, float], tall: tuple[float, float], low: tuple[float, float]) -> Picture:
    """The best bell forward, and the two that are best nearby in reverse, each as (mean, sd)."""
    figure, axes = canvas(height=4.2)
    _truth(axes)
    styles = (("best forward: covers", wide, BLUE, "-"), ("best in reverse: chooses", tall, VERMILION, "--"),
              ("best nearby in reverse", low, GREEN, ":"))
    said = []
    for name, (mean, sd), colour, line in styles:
        forward, reverse = _both(bell(mean, sd))
        axes.plot(GRID, bell(mean, sd), color=colour, linestyle=line, linewidth=2.6, label=name)
        said.append(f"{name}, mean {mean:.3g}, standard deviation {sd:.3g}: forward {forward:.4f} nats, reverse "
                    f"{reverse:.4f} nats")
    axes.set_xlim(-9, 9)
    axes.set_ylim(0, 0.08)
    axes.legend(loc="upper right", fontsize=TEXT - 0.5, frameon=False)
    axis_labels(axes, "x", "probability of a cell 0.1 wide")
    return picture(figure, f"Three bells over the two humps of the truth. {'; '.join(said)}.")


def landscapes() -> Picture:
    """Both divergences for every mean and standard deviation: one valley forward, two in reverse."""
    means, sds = np.linspace(-5, 5, 51), np.linspace(0.4, 5, 47)
    models = np.array([bell(mean, sd) for sd in sds for mean in means])
    truths = np.broadcast_to(TWO_HUMPS, models.shape)
    figure, panels = canvas(1, 2, width=8.4, height=4, sharey=True)
    said = []
    for axes, title, first, second in ((panels[0], FORWARD, truths, models), (panels[1], REVERSE, models, truths)):
        heights = xl.kl_divergence(first, second, math.e).reshape(len(sds), len(means))
        levels = [1, 1.5, 2, 3, 5, 8, 12, 20]
        lines = axes.contour(means, sds, heights, levels=levels, colors=BLUE, linewidths=1.2)
        for text in axes.clabel(lines, levels=[3, 5, 8, 12, 20], fontsize=TEXT - 2, fmt="%g", inline=False):
            mean, sd = text.get_position()
            text.set_bbox(LABEL_BOX)
            text.set_visible(abs(mean) < 4.6 and 0.6 < sd < 4.7)  # nearer to the edge it would be cut
        lows = _valleys(heights)
        for row, column in lows:
            axes.plot(means[column], sds[row], "v", color=VERMILION, markersize=9)
            axes.text(means[column], sds[row] + 0.15, f"{heights[row, column]:.2f}", ha="center", fontsize=TEXT,
                      color=VERMILION, bbox=LABEL_BOX)
        axes.set_title(title, loc="left")
        name = "forward" if axes is panels[0] else "reverse"
        said.append(f"{name} lowest at " + " and at ".join(
            f"mean {means[c]:.2g}, standard deviation {sds[r]:.2g} ({heights[r, c]:.2f} nats)" for r, c in lows))
        axis_labels(axes, "mean of the bell", "")
    panels[0].set_ylabel("standard deviation")
    lowest = "; ".join(said)
    return picture(figure, f"""Contour maps, in nats, of both divergences over the mean and the standard
        deviation of the bell. Triangles mark the points that are lower than all around them: {lowest}.""")


def _valleys(heights: np.ndarray) -> list[tuple[int, int]]:
    """The inner points of a table that are lower than their eight neighbours."""
    lows = []
    for row in range(1, heights.shape[0] - 1):
        for column in range(1, heights.shape[1] - 1):
            around = heights[row - 1:row + 2, column - 1:column + 2]
            if heights[row, column] == around.min() and (around == around.min()).sum() == 1:
                lows.append((row, column))
    return lows


def explosion(mean: float = -3.0, sd: float = 0.7) -> Picture:
    """The truth and a narrow bell on a logarithmic scale, and what each region adds to the forward divergence."""
    q = bell(mean, sd)
    ratio = np.log(TWO_HUMPS / q)
    figure, (scale, terms) = canvas(2, 1, height=5.4, sharex=True)
    scale.semilogy(GRID, TWO_HUMPS, color=INK, label="truth $p$")
    scale.semilogy(GRID, q, color=PURPLE, linestyle="--", label="model $q$")
    worst = int(np.argmax(TWO_HUMPS * ratio))
    scale.plot([GRID[worst]] * 2, [q[worst], TWO_HUMPS[worst]], color=VERMILION, linewidth=3)
    scale.text(GRID[worst] + 0.2, math.sqrt(q[worst] * TWO_HUMPS[worst]), f"ln(p/q) = {ratio[worst]:.1f} nats",
               va="center", fontsize=TEXT, color=VERMILION, bbox=LABEL_BOX)
    scale.set_ylim(1e-30, 1)
    scale.set_yticks([1e-30, 1e-20, 1e-10, 1])
    scale.legend(loc="lower left", fontsize=TEXT, frameon=False)
    axis_labels(scale, "", "probability of a cell")
    total = float(np.sum(TWO_HUMPS * ratio))
    terms.fill_between(GRID, TWO_HUMPS * ratio, color=VERMILION, alpha=0.6, hatch="//", edgecolor=INK)
    terms.set_xlim(-7, 7)
    terms.set_title(f"all cells together: {total:.2f} nats", loc="left", fontsize=TEXT + 1)
    axis_labels(terms, "x", "$p\\,\\ln(p/q)$, nats")
    beyond = float(np.sum((TWO_HUMPS * ratio)[GRID > 0]))
    return picture(figure, f"""Above, on a logarithmic scale, the truth with its two humps and a bell with
        mean {mean:g} and standard deviation {sd:g}. At x = {GRID[worst]:.2g} the bell lies
        {ratio[worst]:.1f} nats below the truth. Below, what each cell adds to the forward divergence of
        {total:.2f} nats: the cells right of 0 add {beyond:.2f} of them.""")


# ---------------------------------------------------------------- a detour that pays

CORNERS = np.array([[0, 0], [1, 0], [0.5, math.sqrt(3) / 2]])


def triangle(p: Sequence[float], q: Sequence[float], r: Sequence[float]) -> Picture:
    """Three distributions over three outcomes as points of a triangle; the direct way and the detour as bars."""
    figure, (map_, bars) = canvas(1, 2, width=8.4, height=3.7, width_ratios=[1, 1.25])
    places = {name: np.asarray(each) @ CORNERS for name, each in zip("pqr", (p, q, r), strict=True)}
    direct, first, second = xl.kl_divergence(p, r), xl.kl_divergence(p, q), xl.kl_divergence(q, r)
    map_.fill(*CORNERS.T, facecolor=PAPER, edgecolor=GREY, linewidth=1.5)
    for (x, y), outcome, side in zip(CORNERS, ("first", "second", "third"), ("left", "right", "center"), strict=True):
        map_.text(x, y + (0.04 if outcome == "third" else -0.1), outcome, ha=side, fontsize=TEXT, color=GREY)
    _way(map_, places["p"], places["r"], VERMILION, "--", bend=0.35)
    _way(map_, places["p"], places["q"], BLUE, "-")
    _way(map_, places["q"], places["r"], SKY, "-")
    for name, (x, y) in places.items():
        map_.plot(x, y, "o", color=INK, markersize=8)
        map_.text(x, y + 0.05, f"${name}$", ha="center", fontsize=TEXT + 3, bbox=LABEL_BOX)
    map_.set_xlim(-0.08, 1.08)
    map_.set_ylim(-0.14, 0.98)
    map_.set_aspect("equal")
    map_.axis("off")
    bars.barh(0, direct, height=0.6, color=VERMILION, alpha=0.6, edgecolor=INK, hatch="//")
    bars.barh(1, first, height=0.6, color=BLUE, alpha=0.45, edgecolor=INK)
    bars.barh(1, second, left=first, height=0.6, color=SKY, alpha=0.45, edgecolor=INK, hatch="..")
    bars.text(direct, 0, f" {direct:.3g}", va="center", fontsize=TEXT)
    bars.text(first + second, 1, f" {first:.3g} + {second:.3g} = {first + second:.3g}", va="center", fontsize=TEXT)
    bars.set_yticks([0, 1], ["direct", "over q"])
    bars.set_ylim(1.6, -0.6)
    bars.set_xlim(0, max(direct * 1.15, (first + second) * 1.9))
    bars.grid(axis="y", visible=False)
    axis_labels(bars, "divergence (bits)", "")
    verdict = "cheaper than" if first + second < direct else "not cheaper than"
    return picture(figure, f"""Three distributions over three outcomes as points p, q and r of a triangle
        whose corners are the certain outcomes. The direct way from p to r costs {direct:.3g} bits; the
        detour over q costs {first:.3g} and {second:.3g}, together {first + second:.3g}: it is {verdict} the
        direct way.""")


def _way(axes: Axes, start: np.ndarray, end: np.ndarray, colour: str, line: str, bend: float = 0.0) -> None:
    axes.annotate("", xy=tuple(end), xytext=tuple(start), arrowprops={
        "arrowstyle": "-|>", "color": colour, "linestyle": line, "linewidth": 2.4, "shrinkA": 6, "shrinkB": 6,
        "connectionstyle": f"arc3,rad={bend}"})
