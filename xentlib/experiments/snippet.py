"""Six ways to keep a logarithm away from 0, among them a function that has been copied all over the web."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# The test input that travels with the popular function, as it is: the second row adds up to 0.99.
FAMOUS_PREDICTIONS = np.array([[0.25, 0.25, 0.25, 0.25], [0.01, 0.01, 0.01, 0.96]])
FAMOUS_TARGETS = np.array([[0, 0, 0, 1], [0, 0, 0, 1]])
FAMOUS_ANSWER = 0.71355817782  # as it is printed there


def _surprise(q: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return -np.log(q)


# What each way makes of the probability given to the true class.
VARIANTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "exact": _surprise,
    "clip at 1e-12": lambda q: _surprise(np.clip(q, 1e-12, 1 - 1e-12)),
    "add 1e-9": lambda q: _surprise(q + 1e-9),
    "clip, then add 1e-9": lambda q: _surprise(np.clip(q, 1e-12, 1 - 1e-12) + 1e-9),
    "clip at 1e-7": lambda q: _surprise(np.clip(q, 1e-7, 1 - 1e-7)),
    "clip at 2.2e-16": lambda q: _surprise(np.clip(q, 2.0**-52, 1 - 2.0**-52)),
}


def extremes(variant: str) -> tuple[float, float]:
    """The cheapest and the dearest prediction of a variant, in nats: perfect, and impossible."""
    perfect, impossible = VARIANTS[variant](np.array([1.0, 0.0]))
    return float(perfect) + 0.0, float(impossible)  # + 0.0: a cost of nothing is 0.0 and not -0.0
