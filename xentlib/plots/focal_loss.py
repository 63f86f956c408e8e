"""The figures of notebook 09: the focal factor, its pull, who owns the loss, a crooked bet, and a rare digit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

import xentlib as xl

from .house import (
    BLUE,
    COLOURS,
    GREY,
    HATCHES,
    INK,
    LABEL_BOX,
    LINES,
    MARKERS,
    PAPER,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    listed,
    picture,
    short_number,
)

if TYPE_CHECKING:
    from ..experiments.focal import Desk


def rare_digit(task: Desk, shown: int = 10) -> Picture:
    """The positives of a task in the first row, and as many negatives in the second."""
    figure, axes = canvas(2, 1, width=8.4, height=2.5)
    positives, examples = int(task.y.sum()), len(task.y)
    titles = f"all {positives} positives", f"{shown} of the {examples - positives} negatives"
    for row, label, title in zip(axes, (1, 0), titles, strict=True):
        strip = [np.pad(image.reshape(8, 8), ((0, 0), (1, 1))) for image in task.X[task.y == label][:shown]]
        row.imshow(np.hstack(strip), cmap="gray_r", vmin=0, vmax=1)
        row.set_title(title, loc="left", fontsize=TEXT)
        row.axis("off")
    return picture(figure, f"""Two rows of handwritten digits, 8 by 8 pixels each: above, the {positives} positives
        among {examples} training examples, which is {task.rate:.1%}; below, {shown} of the negatives.""")


# ---------------------------------------------------------------- the loss and its slope


def focal_curve(gamma: float = 2.0, alpha: float = 0.5) -> Picture:
    """The price of what happened against its probability: log loss, and the focal loss of positives and negatives.

    alpha = 0.5 is drawn as no weighting at all, so that both classes share one curve; other values are doubled
    likewise, so that the curves stay comparable.
    """
    figure, axes = canvas(height=4.2)
    p = np.linspace(0.002, 0.998, 400)
    axes.plot(p, -np.log(p), color=INK, label="log loss")
    loss = (1 - p) ** gamma * -np.log(p)
    if alpha == 0.5:
        axes.plot(p, loss, color=BLUE, linestyle=LINES[1], label="focal loss")
    else:
        axes.plot(p, 2 * alpha * loss, color=BLUE, linestyle=LINES[1], label="focal loss of a positive")
        axes.plot(p, 2 * (1 - alpha) * loss, color=VERMILION, linestyle=LINES[2], label="focal loss of a negative")
    axes.axvspan(0.6, 1, color=GREY, alpha=0.13, linewidth=0)
    axes.text(0.8, 2.6, "easy and right", ha="center", fontsize=TEXT)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 5)
    axes.set_title(f"$\\gamma$ = {gamma:g}, positives weigh {short_number(round(2 * alpha, 3))}, "
                   f"negatives {short_number(round(2 * (1 - alpha), 3))}", loc="left")
    axes.legend(loc="upper right", fontsize=TEXT, frameon=False)
    axis_labels(axes, "$p_t$, probability given to what happened", "loss (nats)")
    factors = listed([f"{(1 - q) ** gamma:.3g} at {q:g}" for q in (0.1, 0.5, 0.9)])
    return picture(figure, f"""The log loss falls from infinity at a probability of 0 to 0 at 1. The focal loss with
        gamma {gamma:g} lies {'on' if gamma == 0 else 'below'} it everywhere before weighting: the factor is
        {factors}. Positives weigh {2 * alpha:.3g} and negatives {2 * (1 - alpha):.3g}.""")


def crossing(gamma: float) -> float:
    """The p_t below which an example pulls harder under the focal loss than under cross-entropy (gamma > 0)."""
    low, high = 1e-9, 1 - 1e-9  # the ratio of the slopes starts above 1 and ends below
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _pull(middle, gamma) > 1 else (low, middle)
    return low


def _pull(p: Any, gamma: float) -> Any:
    """How many times as hard as under cross-entropy an example pulls on its logit."""
    return (1 - p) ** (gamma - 1) * (1 - p - gamma * p * np.log(p))


def pull_ratio(gammas: Sequence[float] = (1, 2, 5)) -> Picture:
    """The slope of the focal loss in units of the slope of cross-entropy, against the probability of what happened."""
    figure, axes = canvas(height=4.2)
    p = np.linspace(1e-4, 1 - 1e-4, 2001)
    axes.axhline(1, color=INK, linewidth=1.4)
    axes.text(0.99, 1.02, "as hard as under cross-entropy", ha="right", va="bottom", fontsize=TEXT)
    said = []
    for gamma, colour, line, marker in zip(gammas, COLOURS, LINES, MARKERS, strict=False):
        ratio, cross = _pull(p, gamma), crossing(gamma)
        axes.plot(p, ratio, color=colour, linestyle=line, label=f"$\\gamma$ = {gamma:g}")
        axes.plot(cross, 1, marker, color=colour, markersize=9)
        said.append(f"for gamma {gamma:g} it is above 1 below a probability of {cross:.3f}, by a factor of up to "
                    f"{ratio.max():.3f}, and {np.interp(0.9, p, ratio):.2g} at 0.9")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.5)
    axes.legend(loc="lower left", fontsize=TEXT, frameon=False)
    axis_labels(axes, "$p_t$, probability given to what happened", "pull on the logit, cross-entropy = 1")
    return picture(figure, f"""How hard an example pulls under the focal loss, as a multiple of its pull under
        cross-entropy: {'; '.join(said)}.""")


# ---------------------------------------------------------------- who owns the loss


def owners(y: ArrayLike, z: ArrayLike, gammas: Sequence[float] = (0, 1, 2)) -> Picture:
    """The total loss of a batch as bars of length 1, divided between its positives and its negatives."""
    figure, axes = canvas(height=0.62 * len(gammas) + 1.6)
    said = []
    for row, gamma in enumerate(gammas):
        share = xl.positive_share(y, z, gamma)
        axes.barh(row, share, height=0.6, color=VERMILION, alpha=0.65, edgecolor=INK, hatch=HATCHES[1],
                  label="positives" if row == 0 else None)
        axes.barh(row, 1 - share, left=share, height=0.6, color=BLUE, alpha=0.4, edgecolor=INK,
                  label="negatives" if row == 0 else None)
        axes.text(1.02, row, f"{100 * share:.4g} %", va="center", fontsize=TEXT)
        said.append(f"{100 * share:.4g} % with gamma {gamma:g}")
    axes.set_yticks(range(len(gammas)), [f"$\\gamma$ = {gamma:g}" for gamma in gammas])
    axes.set_ylim(len(gammas) - 0.5, -0.5)
    axes.set_xlim(0, 1.16)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    axis_labels(axes, "share of the total loss", "")
    positives, examples = int(np.sum(np.asarray(y) == 1)), np.size(y)
    return picture(figure, f"""The total loss of {positives} positives and {examples - positives} negatives, divided
        between the two. The positives own {listed(said)}.""")


def crowd(negatives: int = 10_000, sure: float = 0.99, gamma: float = 2.0) -> Picture:
    """So many easy negatives against ten hard positives (p_t = 0.1): who owns the log loss, who the focal loss."""
    y = np.repeat([0, 1], [negatives, 10])
    z = np.where(y == 1, -math.log(9), -xl.prior_bias(sure))
    return owners(y, z, (0, gamma) if gamma > 0 else (0,))


def hardest_first(z: np.ndarray, gammas: Sequence[float] = (0, 1, 2), mark: float = 0.2) -> Picture:
    """Negatives with logits z, hardest first: which part of their loss the first so many own."""
    figure, axes = canvas(height=4.2)
    said = []
    part = np.arange(1, len(z) + 1) / len(z)
    for gamma, colour, line in zip(gammas, COLOURS, LINES, strict=False):
        losses = np.sort(xl.focal_loss_with_logits(np.zeros(len(z), int), z, gamma))[::-1]
        owned = np.cumsum(losses) / losses.sum()
        axes.plot(np.append(0, part), np.append(0, owned), color=colour, linestyle=line, label=f"$\\gamma$ = {gamma:g}")
        said.append(f"{100 * np.interp(mark, part, owned):.3g} % with gamma {gamma:g}")
    axes.axvline(mark, color=GREY, linewidth=1.2, linestyle=":")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.03)
    axes.legend(loc="lower right", fontsize=TEXT, frameon=False)
    axis_labels(axes, "share of the negatives, hardest first", "share of the negatives' loss")
    return picture(figure, f"""{len(z)} negatives in order, the hardest first, and how much of the negatives' loss
        has been added up so far. The hardest {mark:.0%} own {listed(said)}.""")


# ---------------------------------------------------------------- not proper


def crooked_bets(gammas: Sequence[float] = (0, 1, 2, 5)) -> Picture:
    """The best answer against the true probability of a yes: honest for the log loss only."""
    from ..experiments.focal import best_answer

    figure, axes = canvas(height=4.6, width=6.6)
    answers = np.linspace(0.001, 0.999, 999)
    logits = np.log(answers / (1 - answers))
    said = []
    for gamma, colour, line in zip(gammas, (INK, *COLOURS), LINES, strict=False):
        up, down = (xl.focal_gradient(np.full(len(logits), y), logits, gamma) for y in (1, 0))
        truth = down / (down - up)  # where truth * up + (1 - truth) * down = 0
        name = "log loss: honest" if gamma == 0 else f"focal, $\\gamma$ = {gamma:g}"
        axes.plot(truth, answers, color=colour, linestyle=line, label=name)
        said.append(f"{best_answer(0.9, gamma):.3f} with gamma {gamma:g}")
    axes.axvline(0.9, color=GREY, linewidth=1.2, linestyle=":")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.legend(loc="upper left", fontsize=TEXT - 0.5, frameon=False)
    axis_labels(axes, "true probability of a yes", "answer with the least\nexpected loss")
    return picture(figure, f"""For every true probability of a yes, the answer that costs least on average. With the
        log loss it is the truth itself; with the focal loss it is drawn towards one half. Where the truth is 0.9, the
        best answer is {listed(said)}.""")


# ---------------------------------------------------------------- the rare digit


def thresholds(rows: Sequence[Mapping[str, Any]], setting: str) -> Picture:
    """Precision over recall as the threshold moves, for cross-entropy and focal loss; where 0.5 falls for each recipe.

    Thin lines are single runs; thick ones count the hits and false alarms of all runs together.
    """
    from ..experiments.focal import THRESHOLDS, operating_points

    figure, axes = canvas(height=5.2, width=7.6)
    colours = {"cross-entropy": BLUE, "focal": VERMILION}
    half = THRESHOLDS.index(0.5)
    for (name, colour), line in zip(colours.items(), LINES, strict=False):
        for row in rows:
            if (row["setting"], row["recipe"]) == (setting, name):
                recall, precision = operating_points([row], setting, name)
                axes.plot(recall, precision, color=colour, linestyle=line, linewidth=0.6, alpha=0.3)
        recall, precision = operating_points(rows, setting, name)
        axes.plot(recall, precision, color=colour, linestyle=line, linewidth=3, label=f"{name}, all thresholds")
    said = []
    for name, marker in zip(dict.fromkeys(row["recipe"] for row in rows if row["setting"] == setting), MARKERS,
                            strict=False):
        recall, precision = operating_points(rows, setting, name)
        axes.plot(recall[half], precision[half], marker, color=colours.get(name, PAPER), markeredgecolor=INK,
                  markersize=11, linestyle="none", label=f"{name}, at 0.5", zorder=3)
        said.append(f"{name} {recall[half]:.2f} and {precision[half]:.2f}")
    for name, threshold, side, step in (("cross-entropy", 0.1, "right", -0.02), ("focal", 0.3, "left", 0.02)):
        at = THRESHOLDS.index(threshold)
        x, y = (float(each[at]) for each in operating_points(rows, setting, name))
        axes.plot(x, y, "o", color=PAPER, markeredgecolor=colours[name], markersize=6, zorder=4)
        axes.text(x + step, y, f"threshold {threshold:g}", ha=side, va="center", fontsize=TEXT, color=colours[name],
                  bbox=LABEL_BOX)
        said.append(f"{name} with the threshold {threshold:g} instead {x:.2f} and {y:.2f}")
    axes.set_xlim(0.05, 1)
    axes.set_ylim(0, 1.04)
    axes.legend(loc="lower left", fontsize=TEXT - 2, frameon=False)
    axis_labels(axes, "recall, share of the positives found", "precision, share of alarms that are right")
    return picture(figure, f"""Precision over recall as the threshold moves, thin for every single run and thick for all
        together, for cross-entropy and for focal loss, whose thick curve lies a little higher. Recall and precision
        with the threshold 0.5: {'; '.join(said)}.""")


def gains(rows: Sequence[Mapping[str, Any]], settings: Sequence[str], recipes: Sequence[str]) -> Picture:
    """By how much each recipe ranks better than cross-entropy, in several settings, with two standard errors."""
    from ..experiments.focal import paired

    lines = (len(settings) + 1) // 2
    figure, panels = canvas(lines, 2, width=8.4, height=lines * (0.6 * len(recipes) + 1.1), sharey=True, squeeze=False)
    said = []
    for axes, setting in zip(panels.flat, settings, strict=True):
        words = []
        for row, (recipe, colour, marker) in enumerate(zip(recipes, COLOURS[1:], MARKERS[1:], strict=False)):
            gain = paired(rows, setting, recipe)
            axes.errorbar(gain.difference, row, xerr=2 * gain.error, color=colour, marker=marker, markersize=9,
                          capsize=5, linewidth=2)
            axes.text(gain.difference, row - 0.2, f"{gain.difference:+.3f}", ha="center", va="bottom", fontsize=TEXT,
                      bbox=LABEL_BOX)
            words.append(f"{recipe} {gain.difference:+.3f} ± {2 * gain.error:.3f}")
        axes.axvline(0, color=INK, linewidth=1.2)
        axes.set_title(setting, loc="left", fontsize=TEXT + 1)
        axes.margins(x=0.25)
        axis_labels(axes, "gain in average precision" if axes in panels[-1] else "", "")
        said.append(f"{setting}: {', '.join(words)}")
    panels[0][0].set_yticks(range(len(recipes)), list(recipes))
    panels[0][0].set_ylim(len(recipes) - 0.5, -0.7)
    return picture(figure, f"""Mean gain in average precision over cross-entropy, with two standard errors.
        {'; '.join(said)}.""")


def catching_up(epochs: Sequence[int], curves: Mapping[str, Sequence[float]]) -> Picture:
    """Average precision of linear models over the epochs of their training, on a logarithmic scale."""
    figure, axes = canvas(height=4.2)
    said = []
    for (name, curve), colour, line, marker in zip(curves.items(), COLOURS, LINES, MARKERS, strict=False):
        axes.plot(epochs, curve, color=colour, linestyle=line, marker=marker, markersize=7, label=name)
        said.append(f"{name} " + ", ".join(f"{value:.2f} after {epoch}" for epoch, value in zip(
            epochs, curve, strict=True)))
    axes.set_xscale("log")
    axes.set_xticks(list(epochs), [str(epoch) for epoch in epochs])
    axes.minorticks_off()
    axes.set_ylim(0, 1)
    axes.legend(loc="lower right", fontsize=TEXT, frameon=False)
    axis_labels(axes, "epochs of training", "average precision")
    return picture(figure, f"How well linear models rank the test images as training goes on. {'; '.join(said)}.")
