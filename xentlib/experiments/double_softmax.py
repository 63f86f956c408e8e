"""Ten digits and four losses: the right one, one with a second softmax, a sum instead of a mean, squared error.

The model is softmax regression: z = X W + b, trained by plain gradient descent on all examples at once, from zero.
Nothing is random but which digits are held out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import xentlib as xl

from ..datasets import digits

TRAIN = 1300  # of the 1797 digits; the others are held out
K = 10


@dataclass(frozen=True)
class Run:
    """What one training showed."""

    losses: np.ndarray  # before the first step and after each one, in the units of its own loss
    accuracy: float  # on the digits held out
    cross_entropy: float  # on the digits held out, in nats, whatever was trained


def train(loss: str = "right", lr: float = 0.5, steps: int = 300, seed: int = 0) -> Run:
    """Train on 1300 digits with one of the `LOSSES`; `seed` decides which digits are held out."""
    images, labels = digits(seed)
    X, y = images[:TRAIN], labels[:TRAIN]
    losses, W, b = gradient_descent(LOSSES[loss], X, y, lr, steps)
    z, held_out = images[TRAIN:] @ W + b, labels[TRAIN:]
    return Run(losses, float(np.mean(z.argmax(axis=1) == held_out)), xl.sparse_cross_entropy(held_out, z))


def gradient_descent(loss: Callable, X: np.ndarray, y: np.ndarray, lr: float,
                     steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Losses (steps + 1,), weights and biases. `loss(y, z)` returns the loss of logits z and its slope in z."""
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    losses = []
    for _ in range(steps):
        value, slope = loss(y, X @ W + b)
        losses.append(value)
        W -= lr * X.T @ slope
        b -= lr * slope.sum(axis=0)
    return np.array([*losses, loss(y, X @ W + b)[0]]), W, b


# ---------------------------------------------------------------- the losses: value, and slope in the logits


def right(y: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    return xl.sparse_cross_entropy(y, z), xl.sparse_cross_entropy_grad(y, z)


def summed(y: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    return xl.sparse_cross_entropy(y, z, reduction="sum"), xl.sparse_cross_entropy_grad(y, z, reduction="sum")


def double_softmax(y: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    """The bug: a loss that expects logits is handed probabilities, and takes their softmax once more."""
    P = xl.softmax(z)
    return xl.sparse_cross_entropy(y, P), _through_softmax(P, xl.sparse_cross_entropy_grad(y, P))


def squared(y: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean over all N K entries of (probability - one-hot label)^2."""
    P, Y = xl.softmax(z), xl.one_hot(y, K)
    return xl.squared_error(Y, P), _through_softmax(P, xl.squared_error_grad(Y, P))


def _through_softmax(P: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """The slope in the probabilities P, carried back to the logits they came from."""
    return P * (slope - np.sum(slope * P, axis=1, keepdims=True))


LOSSES: dict[str, Callable] = {"right": right, "double softmax": double_softmax, "sum": summed, "squared": squared}
