"""The figures of notebook 08: softened targets, where they stop the logits, and how far confidence fits accuracy."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    COLOURS,
    GREEN,
    GREY,
    INK,
    LABEL_BOX,
    LINES,
    MARKERS,
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
    from matplotlib.axes import Axes

# ---------------------------------------------------------------- targets and their loss


def smoothed_targets(names: Sequence[str], eps: float) -> Picture:
    """The hard target, its label first, as outlines, and what smoothing makes of it as filled bars."""
    K = len(names)
    hard = xl.one_hot([0], K)
    soft = xl.smooth_labels(hard, eps)[0]
    places = np.arange(K)
    figure, axes = canvas(height=3.4)
    axes.bar(places, hard[0], width=0.8, facecolor="none", edgecolor=INK, linewidth=1.6, linestyle="--", label="hard")
    axes.bar(places, soft, width=0.55, color=BLUE, alpha=0.55, label=f"smoothed, eps = {eps:g}")
    for place, value in zip(places, soft, strict=True):
        axes.text(place, value + 0.02, short_number(value), ha="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.set_xticks(places, list(names))
    axes.set_ylim(0, 1.12)
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper right", fontsize=TEXT)
    axis_labels(axes, "class", "target probability")
    return picture(figure, f"""A hard target gives {names[0]} probability 1 and the other {K - 1} nothing.
        Smoothed with eps = {eps:g}, {names[0]} keeps {short_number(soft[0])} and each other class gets
        {short_number(soft[1])}.""")


def loss_by_confidence(eps: float, K: int) -> Picture:
    """The loss of a model that gives the label q and shares the rest evenly, with hard and with smoothed labels."""
    q = np.concatenate([np.geomspace(1e-3, 0.05, 60), np.linspace(0.05, 0.95, 181), 1 - np.geomspace(0.05, 1e-4, 80)])
    rest = -np.log((1 - q) / (K - 1))
    label = 1 - eps + eps / K
    soft = label * -np.log(q) + (1 - label) * rest
    floor = xl.smoothing_floor(K, eps)[0]
    figure, axes = canvas(height=4)
    axes.plot(q, -np.log(q), color=GREY, linestyle="--", label="hard label")
    axes.plot(q, soft, color=BLUE, label=f"smoothed label, eps = {eps:g}")
    axes.axhline(floor, color=GREEN, linestyle=":", linewidth=1.8)
    axes.text(0.2, floor, f"floor {floor:.3f}", va="bottom", fontsize=TEXT, color=GREEN, bbox=LABEL_BOX)
    axes.plot(1 / K, math.log(K), "s", color=INK, markersize=8, label=f"knows nothing: ln {K} = {math.log(K):.3f}")
    axes.plot(label, floor, "v", color=VERMILION, markersize=10, label=f"smallest at q = {label:.4g}")
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, max(4.0, 1.2 * math.log(K)))
    axes.legend(loc="upper center", bbox_to_anchor=(0.58, 1), fontsize=TEXT)
    axis_labels(axes, "q, the probability that the model gives to the label", "loss (nats)")
    rise = "" if eps == 0 else " and rises again to its right, where the model is surer than its target"
    return picture(figure, f"""The loss of a model that gives the label the probability q and the other
        {K - 1} of {K} classes equal shares. With a hard label it falls all the way to 0 at q = 1. Smoothed with
        eps = {eps:g}, it is smallest at q = {label:.4g}, where it is {floor:.3f} nats{rise}. A model that knows
        nothing stands at q = {1 / K:.3g} and pays {math.log(K):.3f} nats in both cases.""")


# ---------------------------------------------------------------- logits that stop


def logit_gaps(rows: Sequence[Mapping[str, Any]], epochs: Sequence[int]) -> Picture:
    """The gap between the label's logit and the others during training, of every seed, and where theory stops it."""
    figure, axes = canvas(height=4.2)
    said = []
    for i, eps in enumerate(sorted({row["eps"] for row in rows})):
        gaps = np.array([row["gaps"] for row in rows if row["eps"] == eps])
        colour, (_, limit) = COLOURS[i], xl.smoothing_floor(10, eps)
        axes.fill_between(epochs, gaps.min(axis=0), gaps.max(axis=0), color=colour, alpha=0.25, linewidth=0)
        axes.plot(epochs, gaps.mean(axis=0), color=colour, marker=MARKERS[i], linestyle=LINES[i], markersize=6,
                  label="plain cross-entropy" if eps == 0 else f"eps = {eps:g}: limit {limit:.2f}")
        if math.isfinite(limit):
            axes.axhline(limit, color=colour, linewidth=1, linestyle=":")
        last = gaps[:, -1]
        end = "has no limit" if math.isinf(limit) else f"is to stop at {limit:.3f}"
        said.append(f"for eps = {eps:g} it {end} and goes from {gaps[:, 0].mean():.2f} to {last.mean():.2f} "
                    f"({last.min():.2f} to {last.max():.2f})")
    axes.set_ylim(0, None)
    axes.set_xlim(0, None)
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.47), fontsize=TEXT, frameon=False)
    axis_labels(axes, "epoch", "logit gap (nats)")
    seeds = len({row["seed"] for row in rows})
    return picture(figure, f"""The gap between the label's logit and the mean of the others, from epoch
        {epochs[0]} to {epochs[-1]}; lines are means of {seeds} seeds, bands reach from the smallest to the largest:
        {listed(said)}.""")


def clusters(panels: Mapping[str, tuple[np.ndarray, np.ndarray]], classes: tuple[int, int, int]) -> Picture:
    """Images of three classes in the plane through the classes' weight vectors; one panel for each network."""
    figure, all_axes = canvas(1, len(panels), width=8.4, height=4)
    said = []
    for axes, (title, (points, labels)) in zip(np.atleast_1d(all_axes), panels.items(), strict=True):
        for i, each in enumerate(classes):
            cluster = points[labels == each]
            axes.plot(*cluster.T, MARKERS[i], color=COLOURS[i], markersize=4, alpha=0.6, label=f"digit {each}")
        spread = _looseness(points, labels, classes)
        axes.set_title(f"{title}\nwithin / between = {spread:.3f}", loc="left", fontsize=TEXT + 0.5)
        axes.set_aspect("equal", adjustable="datalim")
        axis_labels(axes, "first direction", "second direction")
        said.append(f"{title}: mean square within the clusters is {spread:.3f} of that between their centres")
    np.atleast_1d(all_axes)[0].legend(loc="best", fontsize=TEXT - 1, markerscale=2)
    return picture(figure, f"""Images of the digits {listed([str(each) for each in classes])} as the last
        hidden layer sees them, in the plane through the weight vectors of these three classes. {'; '.join(said)}.""")


def _looseness(points: np.ndarray, labels: np.ndarray, classes: tuple[int, int, int]) -> float:
    from ..experiments.logit_gap import looseness

    return looseness(points, labels, classes)


# ---------------------------------------------------------------- confidence and accuracy


def reliability(panels: Mapping[str, tuple[np.ndarray, np.ndarray]], columns: int = 3, n_bins: int = 10) -> Picture:
    """Reliability diagrams of (P, labels): how often right, for every degree of confidence."""
    rows = math.ceil(len(panels) / columns)
    wide = min(columns, len(panels))
    figure, all_axes = canvas(rows, wide, width=2.9 * wide + 0.3, height=2.9 * rows + 0.6, sharex=True, sharey=True)
    grid = np.asarray(all_axes).reshape(rows, wide)
    said = []
    for axes, (title, (P, labels)) in zip(grid.flat, panels.items(), strict=False):
        _diagram(axes, P, labels, n_bins)
        error = xl.calibration_error(P, labels)
        sure, right = float(np.max(P, axis=1).mean()), float(np.mean(np.argmax(P, axis=1) == labels))
        axes.set_title(f"{title}\nECE {error:.3f}", loc="left", fontsize=TEXT)
        said.append(f"{title}: {sure:.0%} sure on average and right in {right:.0%}, ECE {error:.3f}")
    for axes in grid.flat[len(panels):]:
        axes.axis("off")
    for axes in grid[-1]:
        axes.set_xlabel("confidence")
    for axes in grid[:, 0]:
        axes.set_ylabel("share right")
    return picture(figure, f"""Reliability diagrams with {n_bins} bins. A bar shows how often the predictions of
        a bin are right, the hatched part how much their confidence exceeds that (slanted) or falls short of it
        (dotted); the paler, the fewer predictions. The ECE uses 15 bins. {'. '.join(said)}.""")


def _diagram(axes: Axes, P: np.ndarray, labels: np.ndarray, n_bins: int) -> None:
    confidence, right, count = xl.reliability_curve(P, labels, n_bins)
    left = np.arange(n_bins) / n_bins
    for start, sure, share, weight in zip(left, confidence, right, count / count.sum(), strict=True):
        if weight == 0:
            continue
        box: dict[str, Any] = {"x": start + 0.5 / n_bins, "width": 0.86 / n_bins}
        alpha = 0.3 + 0.6 * min(1.0, 4 * weight)
        axes.bar(height=share, color=BLUE, alpha=alpha * 0.8, **box)
        colour, hatch = (VERMILION, "//") if sure > share else (GREEN, "..")
        axes.bar(height=sure - share, bottom=share, facecolor="none", edgecolor=colour, hatch=hatch, linewidth=1,
                 alpha=alpha, **box)
    axes.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=1.2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")


def help_and_harm(rows: Sequence[Mapping[str, Any]]) -> Picture:
    """Accuracy and calibration against eps, with a fifth of the labels wrong and with none; 95 % intervals."""
    from ..experiments.label_smoothing import NOISE, column, interval

    figure, (accuracy, error) = canvas(1, 2, width=8.6, height=4.2)
    curves = (
        (accuracy, "20 % wrong labels", "accuracy", NOISE), (accuracy, "clean labels", "accuracy", 0.0),
        (error, "20 % wrong, judged by noisy", "ece_noisy", NOISE),
        (error, "20 % wrong, judged by clean", "ece_clean", NOISE), (error, "clean labels", "ece_clean", 0.0),
    )
    epsilons = sorted({row["eps"] for row in rows})
    said = []
    for i, (axes, name, what, noise) in enumerate(curves):
        style = i if axes is accuracy else i - 2
        means, reach = zip(*(interval(column(rows, what, noise, eps)) for eps in epsilons), strict=True)
        axes.errorbar(epsilons, means, yerr=reach, color=COLOURS[style], marker=MARKERS[style],
                      linestyle=LINES[style], capsize=4, elinewidth=1.4, label=name)
        said.append(f"{'accuracy' if axes is accuracy else 'calibration error'}, {name}: "
                    f"{listed([f'{mean:.3f}' for mean in means])}")
    for axes, what in ((accuracy, "test accuracy (true labels)"), (error, "calibration error (ECE)")):
        axis_labels(axes, "eps", what)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), fontsize=TEXT - 1, frameon=False)
    error.set_ylim(0, None)
    return picture(figure, f"""For eps = {listed([f'{eps:g}' for eps in epsilons])}, means of five seeds with 95 %
        intervals. {'. '.join(said)}.""")


TEMPERATURES = np.geomspace(0.25, 8, 41)


def cost_of_temperatures(logits: np.ndarray, labels: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """The mean cross-entropy of softmax(logits / T) for each T of the grid, all in one go."""
    scaled = np.asarray(logits) / grid[:, None, None]
    return xl.sparse_cross_entropy(np.broadcast_to(labels, scaled.shape[:2]), scaled, reduction="none").mean(axis=1)


def temperature_curve(logits: np.ndarray, labels: np.ndarray, T: float, costs: np.ndarray | None = None) -> Picture:
    """What a temperature costs, with the best one marked, and the reliability diagram at T.

    Whoever draws it for many T can give it the costs of TEMPERATURES, which are the same for all.
    """
    figure, (curve, diagram) = canvas(1, 2, width=8.4, height=4, width_ratios=[1.25, 1])
    if costs is None:
        costs = cost_of_temperatures(logits, labels, TEMPERATURES)
    best = TEMPERATURES[costs.argmin()]
    shares = xl.softmax(logits / T)
    cost, error = xl.sparse_cross_entropy(labels, logits / T), xl.calibration_error(shares, labels)
    curve.plot(TEMPERATURES, costs, color=BLUE)
    curve.plot(best, min(costs), "v", color=VERMILION, markersize=10, label=f"lowest at T = {best:.2f}")
    curve.plot(T, cost, "o", color=INK, markersize=9, label=f"T = {T:.2f}: {cost:.3f} nats")
    curve.set_xscale("log", base=2)
    curve.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["1/4", "1/2", "1", "2", "4", "8"])
    curve.set_ylim(0, 2 * min(costs) + 0.5)
    curve.legend(loc="lower left", bbox_to_anchor=(0, 1), fontsize=TEXT, frameon=False)
    axis_labels(curve, "temperature T", "cross-entropy (nats)")
    _diagram(diagram, shares, labels, 10)
    diagram.set_title(f"at T = {T:.2f}: ECE {error:.3f}", loc="left", fontsize=TEXT)
    axis_labels(diagram, "confidence", "share right")
    return picture(figure, f"""The cross-entropy of softmax(logits / T) for temperatures from 1/4 to 8 is
        lowest, {min(costs):.3f} nats, at T = {best:.2f}. At T = {T:.2f} it is {cost:.3f} nats, and the reliability
        diagram there has an ECE of {error:.3f}.""")


# ---------------------------------------------------------------- one's own


def own_calibration(confidences: Sequence[float], truths: Sequence[bool]) -> Picture:
    """The reliability of a person's beliefs: how sure, how often right, and how much so few of them can tell.

    A belief below 0.5 is taken as one in the opposite; 0.5 counts as a yes.
    """
    figure, axes = canvas(height=4, width=6)
    axes.plot([0.5, 1], [0.5, 1], color=INK, linestyle="--", linewidth=1.2, label="as sure as right")
    said = "There is no belief to show yet"
    if len(confidences):
        yes = np.asarray(confidences, dtype=float)
        sure, right, count = xl.reliability_curve(
            np.stack([1 - yes, yes], axis=1)[:, ::-1], (~np.asarray(truths, dtype=bool)).astype(int), n_bins=10)
        used = np.flatnonzero(count)
        low, high = np.array([_wilson(right[i], int(count[i])) for i in used]).T
        axes.vlines(sure[used], low, high, color=BLUE, linewidth=1.6)
        axes.plot(sure[used], right[used], "o", color=BLUE, markersize=9, label="beliefs, with 95 % interval")
        for i in used:
            axes.annotate(f"{count[i]}", (sure[i], right[i]), xytext=(7, -14), textcoords="offset points",
                          fontsize=TEXT, bbox=LABEL_BOX)
        said = "; ".join(f"{sure[i]:.0%} sure and right in {right[i]:.0%} of {count[i]}" for i in used)
    else:
        axes.text(0.75, 0.3, "no beliefs saved yet", ha="center", fontsize=TEXT + 2)
    axes.set_xlim(0.48, 1.02)
    axes.set_ylim(0, 1.03)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=TEXT - 0.5, frameon=False)
    axis_labels(axes, "how sure, on average", "share right")
    return picture(figure, f"""How often beliefs were right, by how sure they were; a dashed line shows where
        both are the same. {said}.""")


def _wilson(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a probability, from the share seen in n cases."""
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - reach, middle + reach
