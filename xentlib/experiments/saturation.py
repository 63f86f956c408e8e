"""How long a wrong belief lasts: squared error against log loss, on one neuron and on real tumours.

The neuron is exact: nothing in it is random. For the tumours the seed decides which of them are learned from.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np

import xentlib as xl

from ..datasets import breast_cancer

LOSSES = ("ce", "mse")
EASY_START = 1.5  # the logit w + b of Nielsen's first example, (0.6, 0.9)
EASY_STEPS = 50
NEURON_STARTS = (EASY_START, 4.0, 6.0, 8.0)

TRAINING = 400  # of 569 tumours
UPDATES = 300
ENOUGH = 0.95  # of the training tumours right
TUMOUR_STARTS = (0, -1, -3, -10)  # times the weights of a trained model: unbiased, wrong, more and more sure of it
TUMOUR_RATES = (1, 10, 100, 1000)
SEEDS = range(10)


# ---------------------------------------------------------------- one neuron, one example with the label 0


@functools.cache
def fair_rate(loss: str) -> float:
    """The smallest learning rate with which the neuron unlearns the easy start in 50 updates."""
    low, high = 1e-3, 10.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        enough = xl.steps_to_unlearn(EASY_START, 0.0, middle, loss, max_steps=EASY_STEPS) is not None
        low, high = (low, middle) if enough else (middle, high)
    return high


def neuron_steps(start: float, loss: str) -> int | None:
    """Updates until the output is below 0.2, from the logit `start`, with the fair learning rate."""
    return xl.steps_to_unlearn(start, 0.0, fair_rate(loss), loss)


def neuron_path(start: float, loss: str, updates: int) -> np.ndarray:
    """The neuron's logit after 0, 1, ... updates, (updates + 1,), with the fair learning rate."""
    path = [float(start)]
    for _ in range(updates):
        a = xl.sigmoid(path[-1])
        slope = a if loss == "ce" else a * a * (1 - a)
        path.append(path[-1] - 2 * fair_rate(loss) * slope)  # weight and bias both move
    return np.array(path)


# ---------------------------------------------------------------- logistic regression on tumours


@functools.cache
def tumours(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Measurements (569, 31), labels (569,), weights of a trained model (31,); the first 400 are to learn from.

    Standardised with the means and spreads of those 400; the last column is 1, so that its weight is the bias.
    """
    measurements, benign = breast_cancer(seed)
    X = (measurements - measurements[:TRAINING].mean(axis=0)) / measurements[:TRAINING].std(axis=0)
    X = np.column_stack([X, np.ones(len(X))])
    return X, benign, descend(X[:TRAINING], benign[:TRAINING], np.zeros(X.shape[1]), "ce", 1.0, 500)[-1]


def descend(X: np.ndarray, y: np.ndarray, w: np.ndarray, loss: str, rate: float, updates: int) -> np.ndarray:
    """Gradient descent on the mean loss: the weights after 0, 1, ... updates, (updates + 1, columns of X)."""
    path = [w]
    for _ in range(updates):
        slopes = xl.logit_gradient(y, X @ path[-1], loss)
        path.append(path[-1] - rate * (slopes @ X) / len(y))
    return np.array(path)


def shares_right(start: float, loss: str, rate: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The share of tumours on the right side after 0, 1, ... 300 updates: of those to learn from, of the others.

    The start is `start` times the weights of a trained model: -3 is a model that is wrong nearly everywhere, and
    three times as sure as the trained one.
    """
    X, y, trained = tumours(seed)
    path = descend(X[:TRAINING], y[:TRAINING], start * trained, loss, rate, UPDATES)
    right = (X @ path.T > 0) == y[:, None]
    return right[:TRAINING].mean(axis=0), right[TRAINING:].mean(axis=0)


def tumour_race(start: float, loss: str, rate: float, seeds: Iterable[int] = (0, 1)) -> dict[str, Any]:
    """For each seed: updates until 95 % of the training tumours are right (None: not within 300), and the share of
    the test tumours that are right after 300."""
    steps: list[int | None] = []
    right = []
    for seed in seeds:
        training, test = shares_right(start, loss, rate, seed)
        there = np.flatnonzero(training >= ENOUGH)
        steps.append(int(there[0]) if len(there) else None)
        right.append(round(float(test[-1]), 4))
    return {"steps": steps, "right": right}


def told(steps: Iterable[int | None]) -> str:
    """The fewest and the most updates of those that made it; in brackets how many did, if not all.

    >>> told([4, 8, 6]), told([230, None, 223]), told([None, None])
    ('4 to 8', '223 to 230 (2)', 'never')
    """
    every = list(steps)
    there = [count for count in every if count is not None]
    if not there:
        return "never"
    most = f"{min(there)} to {max(there)}" if min(there) < max(there) else f"{there[0]}"
    return most if len(there) == len(every) else f"{most} ({len(there)})"


def table() -> list[dict[str, Any]]:
    """Both races, one row a start, loss and learning rate; in `steps` and `right` one entry for each seed.

    The neuron has no seed (one entry) and no test examples (`right` is empty). With the largest rate the last digits
    of a float decide where a tumour race goes: read those rows as "sometimes", not digit by digit.
    """
    neuron = [{"race": "neuron", "start": start, "loss": loss, "rate": round(fair_rate(loss), 6),
               "steps": [neuron_steps(start, loss)], "right": []} for start in NEURON_STARTS for loss in LOSSES]
    real = [{"race": "tumours", "start": start, "loss": loss, "rate": rate, **tumour_race(start, loss, rate, SEEDS)}
            for start in TUMOUR_STARTS for loss in LOSSES for rate in TUMOUR_RATES]
    return neuron + real
