"""Reading handwritten digits: softmax regression and a network with one hidden layer, trained from scratch.

1300 digits are there to learn from, 497 are held out. The same people wrote both, so this measures how well unseen
digits of known hands are read, not those of a stranger.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import xentlib as xl

from .. import datasets

LEARNED_FROM = 1300
SEEDS = range(5)


def split(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(X, y, X_test, y_test): images and labels to learn from, and those held out."""
    X, y = datasets.digits(seed)
    return X[:LEARNED_FROM], y[:LEARNED_FROM], X[LEARNED_FROM:], y[LEARNED_FROM:]


def no_weights(K: int = 10, D: int = 64) -> xl.learning.Params:
    """Softmax regression that knows nothing: all weights and biases are 0."""
    return {"W1": np.zeros((D, K)), "b1": np.zeros(K)}


def descend(seed: int = 0, steps: int = 300, lr: float = 0.5, loss: xl.Loss | None = None) -> xl.Training:
    """Softmax regression by plain gradient descent on all examples at once."""
    X, y, X_test, y_test = split(seed)
    return xl.train_mlp(no_weights(), X, y, epochs=steps, lr=lr, loss=loss, optimiser=xl.gradient_descent,
                        batch_size=None, held_out=(X_test, y_test), progress=False)


def network(seed: int = 0, hidden: int = 32, epochs: int = 60, progress: bool = False) -> xl.Training:
    """A network 64-hidden-10 of tanh units, by Adam on batches of 50; `seed` draws split, weights and batches."""
    X, y, X_test, y_test = split(seed)
    return xl.train_mlp(xl.initial_params((64, hidden, 10), seed), X, y, epochs=epochs, lr=3e-3,
                        held_out=(X_test, y_test), seed=seed, progress=progress)


def table() -> list[dict[str, Any]]:
    """What both models reach on the held-out digits, for five splits."""
    rows = []
    for seed in SEEDS:
        _, _, X_test, y_test = split(seed)
        for model, learned in (("softmax regression", descend(seed)), ("network", network(seed))):
            rows.append({"model": model, "seed": seed, "train loss": round(learned.losses[-1], 4),
                         "test loss": round(learned.held_out[-1], 4),
                         "test accuracy": round(xl.accuracy(y_test, learned.logits(X_test)), 4)})
    return rows
