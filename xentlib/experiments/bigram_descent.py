"""Two ways to the same model of letters: counting pairs, and gradient descent on cross-entropy."""

from __future__ import annotations

import numpy as np

import xentlib as xl

from .. import datasets

V = len(datasets.LETTERS)


def pairs() -> np.ndarray:
    """How often each of the 27 letters follows each other one in Python's documentation: (27, 27), row = previous."""
    train, _ = datasets.documentation_split()
    ids = xl.character_ids(" ".join(map(datasets.letters_only, train)), datasets.LETTERS)
    counts = np.zeros((V, V))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return counts


def counted(counts: np.ndarray) -> float:
    """The mean cross-entropy, in nats, of the model that counting gives: no model of pairs can be better."""
    rows = counts.sum(axis=1)
    return float(rows @ xl.entropy_rows(counts / rows[:, np.newaxis], base=np.e) / rows.sum())


def descend(counts: np.ndarray, steps: int = 300, lr: float = 50.0) -> list[float]:
    """The mean cross-entropy before and after each step, from logits of 0: one row of logits for each letter before.

    The slope is prediction minus target once more: the pairs that the model expects, minus those that were counted.
    """
    rows, N = counts.sum(axis=1, keepdims=True), counts.sum()
    logits, history = np.zeros((V, V)), []
    for step in range(steps + 1):
        history.append(float(-np.sum(counts * xl.log_softmax(logits)) / N))
        if step < steps:
            logits = logits - lr * (rows * xl.softmax(logits) - counts) / N
    return history
