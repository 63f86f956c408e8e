"""Benign or malignant: logistic regression on 30 measurements of a tumour, trained for longer than is good for it."""

from __future__ import annotations

import numpy as np

import xentlib as xl

from .. import datasets

LEARNED_FROM = 400


def split() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(X, y, X_test, y_test), every measurement standardised with the mean and the spread of those learned from."""
    X, y = datasets.breast_cancer()
    known = X[:LEARNED_FROM]
    X = (X - known.mean(axis=0)) / known.std(axis=0)
    return X[:LEARNED_FROM], y[:LEARNED_FROM], X[LEARNED_FROM:], y[LEARNED_FROM:]


def train(steps: int = 1000) -> xl.Training:
    """Gradient descent with steps of size 1; watched are the test accuracy and the length of the weight vector."""
    X, y, X_test, y_test = split()

    def watch(params: xl.learning.Params) -> tuple[float, float]:
        says_yes = xl.mlp_logits(params, X_test)[:, 0] > 0
        return float((says_yes == y_test).mean()), float(np.linalg.norm(params["W1"]))

    start = {"W1": np.zeros((30, 1)), "b1": np.zeros(1)}
    return xl.train_mlp(start, X, y, epochs=steps, lr=1.0, loss=xl.binary_loss(), optimiser=xl.gradient_descent,
                        batch_size=None, held_out=(X_test, y_test), watch=watch, progress=False)
