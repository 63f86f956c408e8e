"""Fresh random arguments for requirements, the simplest first, so that a counterexample stays readable."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def distributions(rng: np.random.Generator, count: int, largest: int = 6, zeros: bool = True) -> Iterator[np.ndarray]:
    """Random distributions with 2 to `largest` outcomes: first with few decimals, later with all digits.

    `zeros`: whether some outcomes may be impossible; `largest` is at most 10.
    """
    for i in range(count):
        K = 2 + i * (largest - 1) // count
        if i % 2 == 0:  # tenths that add up to one: easy to read and to follow by hand
            cuts = rng.integers(0, 11, size=K - 1) if zeros else rng.choice(np.arange(1, 10), size=K - 1, replace=False)
            yield np.diff(np.concatenate([[0], np.sort(cuts), [10]])) / 10
        else:
            yield rng.dirichlet(np.ones(K))

