"""The figures of notebook 06: where floats end, the epsilon cliff, and what an epsilon does to scores and slopes."""

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
    SKY,
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

    from ..experiments.clipped_gradients import Run

FLOATS: tuple[type[np.floating], ...] = (np.float16, np.float32, np.float64)


def _nats(x: float) -> str:
    return "∞" if math.isinf(x) else f"{x:.4g}"


def _power(eps: float) -> str:
    return f"$10^{{{round(math.log10(eps))}}}$"


# ---------------------------------------------------------------- where floats end


def room_below_one(epsilons: Sequence[float] = (1e-3, 1e-7, 1e-12)) -> Picture:
    """How near to 1 a float can be, for three types; and epsilons that fit below 1, or do not."""
    figure, axes = canvas(height=3.3, width=8.0)
    said = []
    for row, kind in enumerate(FLOATS):
        name, last = kind.__name__, float(np.finfo(kind).epsneg)
        axes.barh(row, -math.log10(last), height=0.5, color=SKY, alpha=0.55, edgecolor=INK)
        axes.barh(row, 18 + math.log10(last), left=-math.log10(last), height=0.5, color=PAPER, edgecolor=GREY,
                  hatch="//")
        side, step = ("right", -0.15) if kind is np.float64 else ("left", 0.15)  # where there is room
        axes.text(-math.log10(last) + step, row, f"last one: 1 − {last:.2g}", ha=side, va="center", fontsize=TEXT,
                  bbox=LABEL_BOX)
        lost = [f"{eps:g}" for eps in epsilons if kind(1) - kind(eps) == 1]
        said.append(f"the last {name} below 1 is 1 - {last:.2g}" + (
            f", and 1 minus {listed(lost)} is 1 there" if lost else ""))
        for eps in epsilons:
            fits = kind(1) - kind(eps) < 1
            axes.plot(-math.log10(eps), row + 0.36, "v" if fits else "X", color=GREEN if fits else VERMILION,
                      markersize=10, markeredgecolor=INK, clip_on=False)
    for eps in epsilons:
        axes.axvline(-math.log10(eps), color=INK, linestyle=":", linewidth=1.2)
        axes.text(-math.log10(eps), -0.42, f"eps = {eps:g}", ha="center", va="bottom", fontsize=TEXT, bbox=LABEL_BOX)
    axes.set_yticks(range(len(FLOATS)), [kind.__name__ for kind in FLOATS])
    axes.set_ylim(2.6, -0.75)
    axes.set_xlim(0, 17.5)
    axes.set_xticks(range(0, 18, 2), [f"$10^{{-{k}}}$" if k else "1" for k in range(0, 18, 2)])
    axes.grid(axis="y", visible=False)
    axes.set_title("▼ 1 − eps is below 1    ✖ it is 1    hatched: no float there", loc="left", fontsize=TEXT)
    axis_labels(axes, "distance from 1", "")
    return picture(figure, f"How near to 1 floats reach: {'; '.join(said)}.")


# ---------------------------------------------------------------- the cliff


def _naive(z: np.ndarray) -> np.ndarray:
    """-ln(1 - sigmoid(z)), as one would type it."""
    with np.errstate(divide="ignore"):
        return -np.log(1 - 1 / (1 + np.exp(-z)))


def naive_end() -> int:
    """The first whole logit at which the loss as typed is infinite."""
    z = np.arange(0.0, 100.0)
    return int(z[np.isinf(_naive(z))][0])


def epsilon_cliff(epsilons: Sequence[float] = (1e-7, 1e-12)) -> Picture:
    """The loss of an example with truth 0 against its logit: exact, clipped, and as typed."""
    figure, axes = canvas(height=4.4, width=8.0)
    z, end = np.linspace(0, 45, 901), naive_end()
    axes.plot(z, xl.bce_with_logits(np.zeros_like(z), z, reduction="none"), color=BLUE, linewidth=5, alpha=0.45,
              label="exact, from the logit")
    below = z[z < end - 0.3]
    axes.plot(below, _naive(below), color=INK, linestyle=":", label="as typed: $-\\ln(1 - p)$")
    axes.plot(end, end, "X", color=INK, markersize=11)
    axes.text(end + 0.8, end - 0.7, f"∞ from z = {end}", fontsize=TEXT, va="top", bbox=LABEL_BOX)
    plateaus = []
    for eps, colour, line in zip(epsilons, (VERMILION, ORANGE, GREEN), ("--", "-.", (0, (4, 1, 1, 1, 1, 1))),
                                 strict=False):
        cap = xl.loss_range(eps)[1]
        axes.plot(z, np.minimum(xl.bce_with_logits(np.zeros_like(z), z, reduction="none"), cap), color=colour,
                  linestyle=line, label=f"clipped at {_power(eps)}")
        axes.text(44.5, cap - 0.8, f"{cap:.1f} nats, slope 0", ha="right", va="top", fontsize=TEXT)
        plateaus.append(f"clipped at {eps:g} it stays at {cap:.1f} nats")
    axes.set_xlim(0, 45)
    axes.set_ylim(0, 45)
    axes.legend(loc="upper left", fontsize=TEXT)
    axis_labels(axes, "logit $z$ of an example whose truth is 0", "loss (nats)")
    return picture(figure, f"""The loss of an example with truth 0 against its logit z. Exactly, it rises
        along a straight line, about z nats at z, without end. As typed, minus the logarithm of 1 - p follows the
        line and is infinite from z = {end}. {listed(plateaus).capitalize()}, for every larger z.""")


def one_epsilon(power: int = 7, z: float = 20.0) -> Picture:
    """One clip at 10^-power: the loss and its slope against the logit, and an example that stands at z."""
    eps = 10.0**-power
    figure, (losses, slopes) = canvas(2, 1, height=5.4, width=7.8, sharex=True, height_ratios=[1.5, 1])
    grid = np.linspace(-45, 45, 901)
    exact, exact_slope = xl.bce_with_logits(np.zeros_like(grid), grid, reduction="none"), xl.sigmoid(grid)
    active = np.abs(grid) > math.log(1 / eps - 1)  # where the clip is
    clipped_loss = np.where(active, np.where(grid > 0, *xl.loss_range(eps)[::-1]), exact)
    clipped_slope = np.where(active, 0.0, exact_slope)
    loss, slope = xl.clipped_ce_and_grad(0, z, eps)
    whole, whole_slope = xl.bce_with_logits(0, z), xl.bce_with_logits_grad(0, z)
    for axes, line, clipped, one, here in (
            (losses, exact, clipped_loss, whole, loss), (slopes, exact_slope, clipped_slope, whole_slope, slope)):
        axes.plot(grid, line, color=BLUE, linewidth=5, alpha=0.45, label="exact")
        axes.plot(grid, clipped, color=VERMILION, linestyle="--", label=f"clipped at $10^{{-{power}}}$")
        axes.plot(z, one, "o", color=BLUE, markersize=9, markeredgecolor=INK, zorder=3)
        axes.plot(z, here, "s", color=VERMILION, markersize=9, markeredgecolor=INK, zorder=3)
        axes.axvline(z, color=GREY, linewidth=1)
    losses.set_ylim(-2, 46)
    losses.set_xlim(-47, 47)
    slopes.set_ylim(-0.1, 1.15)
    losses.legend(loc="upper left", fontsize=TEXT)
    losses.set_title(f"loss: exact {_nats(whole)}, clipped {_nats(loss)} nats\nslope: exact {whole_slope:.3g}, "
                     f"clipped {slope:.3g}", loc="left", fontsize=TEXT + 1)
    axis_labels(losses, "", "loss (nats)")
    axis_labels(slopes, "logit $z$ of an example whose truth is 0", "slope in $z$")
    return picture(figure, f"""Loss and slope against the logit of an example whose truth is 0, exactly and
        with its probability clipped to {eps:.0e}. At z = {z:g} the exact loss is {whole:.4g} nats with slope
        {whole_slope:.3g}; the clipped one is {loss:.4g} nats with slope {slope:.3g}. Beyond a logit of
        {math.log(1 / eps - 1):.3g} either way the clipped loss is flat.""")


# ---------------------------------------------------------------- scores, optima, silence


def score_and_epsilon(y: Sequence[int], p: Sequence[int]) -> Picture:
    """The log loss of 0/1 predictions against the epsilon of the clip; lowest where it equals the rate of blunders."""
    eps = np.logspace(-16, math.log10(0.499), 400)
    blunders, base_rate = float(np.mean(np.asarray(y) != np.asarray(p))), float(np.mean(y))
    score = -blunders * np.log(eps) - (1 - blunders) * np.log1p(-eps)
    know_nothing = xl.binary_entropy(base_rate, base=math.e)
    lowest = xl.binary_entropy(blunders, base=math.e)
    figure, axes = canvas(height=3.9, width=7.8)
    axes.plot(eps, score, color=BLUE, label="score after clipping")
    axes.axhline(know_nothing, color=GREEN, linestyle="--", label=f"know-nothing: {know_nothing:.3f}")
    axes.plot(blunders, lowest, "D", color=VERMILION, markersize=9, markeredgecolor=INK)
    axes.annotate(f"lowest: eps = {blunders:g}", (blunders, lowest), (1e-9, 1.5), fontsize=TEXT,
                  arrowprops={"arrowstyle": "->", "color": INK}, ha="center")
    axes.set_xscale("log")
    axes.set_ylim(0, None)
    axes.legend(loc="upper right", fontsize=TEXT)
    axis_labels(axes, "eps of the clip", "mean loss (nats)")
    return picture(figure, f"""The score of {len(y)} certain predictions, of which {round(blunders * len(y))}
        is wrong, against the epsilon that clips them: {score[0]:.3g} nats at {eps[0]:.0e}, falling steadily to
        {lowest:.4g} nats at {blunders:g}. Somebody who always states the base rate {base_rate:g} scores
        {know_nothing:.4g} nats.""")


def optimum_shift(eps: float = 0.1) -> Picture:
    """The best statement q for each truth p: honest, with eps added in the logarithms, and with smoothed labels."""
    figure, axes = canvas(height=4.1, width=6.6)
    p = np.linspace(0, 1, 401)
    added, smoothed = np.array([xl.biased_optimum(x, eps) for x in p]), p * (1 - 2 * eps) + eps
    axes.plot(p, p, color=GREY, linewidth=4, alpha=0.5, label="the truth")
    axes.plot(p, added, color=VERMILION, linestyle="--", label=f"{eps:g} added in the logarithms")
    axes.plot(p, smoothed, color=BLUE, linestyle="-.", label=f"clipped labels: {eps:g} and {1 - eps:g}")
    at = 0.8
    away, towards = xl.biased_optimum(at, eps), at * (1 - 2 * eps) + eps
    axes.plot(at, away, "s", color=VERMILION, markersize=9, markeredgecolor=INK)
    axes.plot(at, towards, "o", color=BLUE, markersize=9, markeredgecolor=INK)
    axes.text(at - 0.03, away + 0.02, f"{away:.3g}", ha="right", fontsize=TEXT, bbox=LABEL_BOX)
    axes.text(at + 0.03, towards - 0.03, f"{towards:.3g}", ha="left", va="top", fontsize=TEXT, bbox=LABEL_BOX)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.02, 1.02)
    axes.legend(loc="lower right", fontsize=TEXT)
    axis_labels(axes, "true probability $p$", "best statement $q$")
    return picture(figure, f"""For each true probability p, the statement q that costs least. With {eps:g}
        added in the logarithms it lies further from 1/2 than the truth and stops at 0 and 1: {away:.3g} for {at:g}.
        With labels of {eps:g} and {1 - eps:g} instead of 0 and 1 it lies nearer to 1/2: {towards:.3g} for {at:g}.""")


def silent_examples(runs: Mapping[str, Run], learnt_from: int) -> Picture:
    """Training from a bad start: how many examples have no slope at all, and what is learnt."""
    figure, (silent, right) = canvas(1, 2, width=8.4, height=3.9)
    said = []
    for (name, run), colour, line in zip(runs.items(), (BLUE, ORANGE, VERMILION), ("-", "-.", "--"), strict=False):
        silent.plot(run.silent, color=colour, linestyle=line, label=name)
        right.plot(100 * run.accuracy, color=colour, linestyle=line, label=name)
        said.append(f"{name}: {run.silent[0]} silent at first, {run.silent[-1]} at last, {run.accuracy[-1]:.1%} right")
    silent.set_ylim(-10, learnt_from)
    right.set_ylim(0, 100)
    silent.legend(loc="lower left", bbox_to_anchor=(0, 0.08), fontsize=TEXT)
    silent.set_title("examples with slope 0", loc="left", fontsize=TEXT + 1)
    right.set_title("right on new tumours", loc="left", fontsize=TEXT + 1)
    axis_labels(silent, "steps", f"examples of {learnt_from}")
    axis_labels(right, "steps", "per cent")
    return picture(figure, f"""Training from a start that is sure and wrong, over {len(run.silent) - 1} steps,
        with {learnt_from} examples, of which some have a slope of exactly 0 and are silent. {'; '.join(said)}.""")


# ---------------------------------------------------------------- frameworks


def framework_caps(double: Mapping[str, float], single: Mapping[str, float]) -> Picture:
    """What an impossible prediction that came true costs in each framework, in float64 and in float32."""
    names = [name for name in double if name != "exact"]
    figure, axes = canvas(height=0.62 * len(names) + 1.6, width=8.0)
    said = []
    for row, name in enumerate(names):
        for values, shift, colour, hatch in ((double, -0.19, BLUE, ""), (single, 0.19, ORANGE, "//")):
            _cap_bar(axes, row + shift, values[name], colour, hatch)
        said.append(f"{name} {_nats(double[name])} in float64 and {_nats(single[name])} in float32")
    for colour, hatch, label in ((BLUE, "", "float64"), (ORANGE, "//", "float32")):
        axes.barh(-9, 1, color=colour, alpha=0.55, edgecolor=INK, hatch=hatch, label=label)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 132)
    axes.grid(axis="y", visible=False)
    axes.legend(loc="upper right", fontsize=TEXT, bbox_to_anchor=(1, 0.42))
    axis_labels(axes, "loss of a statement that is certain and wrong (nats)", "")
    return picture(figure, f"What one prediction costs that is certain and wrong, in nats: {'; '.join(said)}.")


def _cap_bar(axes: Axes, row: float, value: float, colour: str, hatch: str) -> None:
    shown = min(value, 120.0)
    axes.barh(row, shown, height=0.36, color=colour, alpha=0.55, edgecolor=INK, hatch=hatch)
    if math.isinf(value):
        axes.annotate("", xy=(131, row), xytext=(119, row), arrowprops={"arrowstyle": "-|>", "color": colour})
    axes.text(shown + 1.5 if value < 120 else 112, row, _nats(value), va="center", fontsize=TEXT, bbox=LABEL_BOX)
