"""Tumours again, from a bad start: what a clipped loss teaches a model that is sure and wrong.

Logistic regression on 400 of the 569 tumours learns well in 100 steps. Turned round and enlarged ten times, the same
weights are sure of the opposite. Training then goes on with the exact slope, or with that of a clipped loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import xentlib as xl

from .. import datasets

LEARNT_FROM, RATE, STEPS, START = 400, 1.0, 100, -10.0
EPSILONS = (None, 1e-12, 1e-7)  # None: the slope of the logit, without any clip
SEEDS = range(10)


@dataclass(frozen=True)
class Run:
    """What happened after each step, the start included."""

    silent: np.ndarray  # training examples whose slope is exactly 0
    accuracy: np.ndarray  # on the tumours that were not learnt from
    loss: np.ndarray  # on the same, in nats, from logits


def slopes(y: np.ndarray, z: np.ndarray, eps: float | None) -> np.ndarray:
    """The slope of each example's loss in its logit: exact, or with the probability clipped to [eps, 1 - eps]."""
    exact = xl.bce_with_logits_grad(y, z, reduction="none")
    if eps is None:
        return exact
    return np.where(np.minimum(xl.sigmoid(z), xl.sigmoid(-z)) < eps, 0.0, exact)


def train(eps: float | None, seed: int = 0) -> Run:
    """100 steps from the bad start; `seed` decides which tumours are learnt from."""
    x, y = _tumours(seed)
    known, new = slice(LEARNT_FROM), slice(LEARNT_FROM, None)
    w = START * _descend(x[known], y[known], np.zeros(x.shape[1]), None)[-1]
    path = _descend(x[known], y[known], w, eps)
    logits = x[new] @ path.T
    truth = np.broadcast_to(y[new, None], logits.shape)
    return Run(
        silent=np.array([(slopes(y[known], x[known] @ w, eps) == 0).sum() for w in path]),
        accuracy=((logits > 0) == truth).mean(axis=0),
        loss=xl.bce_with_logits(truth, logits, reduction="none").mean(axis=0))


def table() -> list[dict[str, Any]]:
    """All epsilons and seeds: silent examples at the start and after 100 steps, and what was learnt."""
    rows = []
    for eps in EPSILONS:
        for seed in SEEDS:
            run = train(eps, seed)
            rows.append({"eps": eps, "seed": seed, "silent_first": int(run.silent[0]),
                         "silent_last": int(run.silent[-1]), "accuracy": round(float(run.accuracy[-1]), 4),
                         "loss": round(float(run.loss[-1]), 3)})
    return rows


def _tumours(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Standardised measurements with a column of ones for the bias, and labels."""
    x, y = datasets.breast_cancer(seed)
    known = x[:LEARNT_FROM]
    x = (x - known.mean(axis=0)) / known.std(axis=0)
    return np.column_stack([x, np.ones(len(x))]), y.astype(float)


def _descend(x: np.ndarray, y: np.ndarray, w: np.ndarray, eps: float | None) -> np.ndarray:
    """The weights after 0, 1, 2 ... steps of gradient descent."""
    path = [w]
    for _ in range(STEPS):
        path.append(path[-1] - RATE * x.T @ slopes(y, x @ path[-1], eps) / len(y))
    return np.array(path)
