"""One model, one data set, and what can go wrong: the logs of softmax regression on digits, healthy and sick."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import xentlib as xl

from .digit_reader import LEARNED_FROM, descend, no_weights, split

PLAIN = xl.softmax_loss()


def softmax_twice() -> xl.Loss:
    """The bug of handing probabilities to a loss that expects logits."""

    def slope(z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        P = xl.softmax(z)
        return xl.softmax_backward(P, PLAIN.slope(P, targets))

    return xl.Loss(lambda z, targets: PLAIN.value(xl.softmax(z), targets), slope)


def total(N: int = LEARNED_FROM) -> xl.Loss:
    """The sum over the examples learned from instead of their mean; the value of other batches stays a mean."""
    return xl.Loss(lambda z, targets: PLAIN.value(z, targets) * (N if len(z) == N else 1),
                   lambda z, targets: PLAIN.slope(z, targets) * len(z))


def wrong_labels(steps: int = 300) -> xl.Training:
    """Labels in random order: there is nothing to learn, only something to memorise."""
    X, y, X_test, y_test = split()
    return xl.train_mlp(no_weights(), X, np.random.default_rng(0).permutation(y), epochs=steps, lr=0.5,
                        optimiser=xl.gradient_descent, batch_size=None, held_out=(X_test, y_test), progress=False)


LOGS: dict[str, Callable[[], xl.Training]] = {
    "steps too small": lambda: descend(lr=0.005),
    "softmax twice": lambda: descend(loss=softmax_twice()),
    "healthy": descend,
    "sum instead of mean": lambda: descend(loss=total()),
    "labels shuffled": wrong_labels,
    "steps too large": lambda: descend(lr=20),
}


def all_logs() -> dict[str, xl.Training]:
    """Every log, by its diagnosis."""
    return {name: make() for name, make in LOGS.items()}
