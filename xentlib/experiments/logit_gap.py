"""How far the label's logit moves away from the others: without limit for plain labels, up to ln(t/u) for smoothed.

A network with two hidden layers learns 900 clean digits. The gap of an example is its label's logit less the mean of
the other nine.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

import xentlib as xl

from ..datasets import digits

TRAIN, K = 900, 10
EPOCHS, RATE, DROP = 120, 2e-3, 84  # from epoch 84 on, steps of a tenth
SIZES = (64, 64, 64, K)
MARKS = (10, 20, 30, 45, 60, 84, 90, 120)  # epochs at which the table has the gap
EPSILONS, SEEDS = (0.0, 0.05, 0.1, 0.2), range(5)


@dataclass(frozen=True)
class Run:
    """One trained network; its gap and the share of training digits it gets right, at first and after each epoch."""

    eps: float
    seed: int
    gaps: list[float]
    right: list[float]
    loss: float  # of the training digits at the end, smoothed as it was trained
    params: xl.learning.Params


def train(eps: float, seed: int = 0) -> Run:
    """Train one network; `seed` decides the digits and the initial weights."""
    images, labels = (each[:TRAIN] for each in digits(seed))
    seen: list[tuple[float, float]] = []
    params = xl.initial_params(SIZES, seed, "relu")
    for epochs, rate in ((DROP, RATE), (EPOCHS - DROP, RATE / 10)):
        part = xl.train_mlp(params, images, labels, epochs=epochs, lr=rate, batch_size=60, activation="relu",
                            loss=xl.softmax_loss(smoothing=eps), seed=seed, progress=False,
                            watch=lambda params: _gap_and_share(labels, xl.mlp_logits(params, images, "relu")))
        seen += part.watched[1:] if seen else part.watched
        params = part.params
    gaps, right = map(list, zip(*seen, strict=True))
    return Run(eps, seed, gaps, right, part.losses[-1], params)


def _gap_and_share(labels: np.ndarray, logits: np.ndarray) -> tuple[float, float]:
    return gap(labels, logits), xl.accuracy(labels, logits)


def gap(labels: np.ndarray, logits: np.ndarray) -> float:
    """By how much the label's logit exceeds the mean of the others, averaged over the examples."""
    label = logits[np.arange(len(labels)), labels]
    others = (logits.sum(axis=1) - label) / (logits.shape[1] - 1)
    return float(np.mean(label - others))


# ---------------------------------------------------------------- the plane through three classes


def last_hidden(params: xl.learning.Params, images: np.ndarray) -> np.ndarray:
    """The outputs of the last hidden layer, one row for each image."""
    *_, last = sorted(name for name in params if name.startswith("W"))
    below = {name: array for name, array in params.items() if name[1:] != last[1:]}
    return np.maximum(xl.mlp_logits(below, images, "relu"), 0)


def plane(params: xl.learning.Params, images: np.ndarray, classes: tuple[int, int, int]) -> np.ndarray:
    """The images in the plane through the three classes' weight vectors, (N, 2), as Müller and others draw them."""
    *_, last = sorted(name for name in params if name.startswith("W"))
    a, b, c = params[last].T[list(classes)]
    axes, _ = np.linalg.qr(np.stack([b - a, c - a], axis=1))
    return last_hidden(params, images) @ axes


def looseness(points: np.ndarray, labels: np.ndarray, classes: tuple[int, int, int]) -> float:
    """How wide the three clusters are: mean squared distance to the own centre, over that between the centres."""
    clusters = [points[labels == each] for each in classes]
    centres = [cluster.mean(axis=0) for cluster in clusters]
    within = np.mean([np.mean(np.sum((cluster - centre) ** 2, axis=1))
                      for cluster, centre in zip(clusters, centres, strict=True)])
    between = np.mean([np.sum((one - other) ** 2) for one, other in combinations(centres, 2)])
    return float(within / between)


def mean_looseness(params: xl.learning.Params, images: np.ndarray, labels: np.ndarray) -> float:
    """The looseness, averaged over all 120 choices of three digits."""
    return float(np.mean([looseness(plane(params, images, three), labels, three)
                          for three in combinations(range(K), 3)]))


def measure(run: Run) -> dict[str, Any]:
    """One row of the table."""
    images, labels = digits(run.seed)
    return {
        "eps": run.eps, "seed": run.seed, "gaps": [round(run.gaps[epoch], 4) for epoch in MARKS],
        "right": [round(run.right[epoch], 4) for epoch in MARKS], "loss": round(run.loss, 6),
        "accuracy": round(xl.accuracy(labels[TRAIN:], xl.mlp_logits(run.params, images[TRAIN:], "relu")), 6),
        "looseness": round(mean_looseness(run.params, images[:TRAIN], labels[:TRAIN]), 6),
        "looseness_test": round(mean_looseness(run.params, images[TRAIN:], labels[TRAIN:]), 6),
    }


def table() -> list[dict[str, Any]]:
    """All runs: four eps, five seeds."""
    return [measure(train(eps, seed)) for eps in EPSILONS for seed in SEEDS]
