"""Evaluate a formula block by block: the same numbers with little memory, and faster.

A formula such as `np.log1p(np.exp(-np.abs(z)))` makes a new array in every step. On a million numbers each
of them travels to the main memory and back; on a block of 16 thousand they all stay in the processor's cache.
So the functions of the library hand their formula to `evaluate`, which cuts the examples into blocks, calls
the formula on each, and joins the results or adds them up. A formula is an ordinary function on NumPy arrays:
it never writes into its arguments, and it treats every example alike, so where the cuts fall does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from xentlib.validation import as_result

BLOCK = 16 * 1024  # numbers in a block: 128 KiB of float64; huge inputs have blocks of up to four times as many

# The C library gives freed memory back to the system and asks for it again, in every step of a formula, until it
# has seen a larger piece come and go. That costs more than the arithmetic, so here is one, never written to.
np.empty(32 * BLOCK)


def evaluate(
    formula: Callable[..., np.ndarray],
    *arrays: np.ndarray,
    dtype: type[np.floating],
    labels: np.ndarray | None = None,
    rows: bool = False,
    reduction: str = "none",
    work: type[np.floating] | None = None,
) -> Any:
    """Apply `formula` to all examples, and report them one by one or as their sum or mean.

    Shapes: one example is one number of each array, or, with `rows`, one row (the last axis). All arrays
    have the same examples (leading axes). The formula gets blocks of shape (n,) or (n, K), in the order of
    `arrays` and as floats; `labels`, one integer for each example, come last and stay integers.

    The result is of type `dtype`; the formula computes in `work`, which is `dtype` unless given. Sums and
    means are accumulated in float64 and returned as a Python float.

    >>> z = np.linspace(-1, 1, 5)
    >>> evaluate(lambda z: z**2, z, dtype=np.float64)
    array([1.  , 0.25, 0.  , 0.25, 1.  ])
    >>> evaluate(lambda z: z**2, z, dtype=np.float64, reduction="mean")
    0.5
    """
    examples = arrays[0].shape[:-1] if rows else arrays[0].shape
    n = math.prod(examples)
    flat = [a.reshape((n, *a.shape[len(examples) :])) for a in arrays]
    if reduction != "none" and flat[0].size <= BLOCK:
        work = np.float64  # rounding errors average out over many examples, not over a few

    def results() -> Iterator[tuple[slice, np.ndarray]]:
        for part in _slices(n, 1 if n == 0 else flat[0].size // n):
            block = [a[part].astype(work or dtype, copy=False) for a in flat]
            if labels is not None:
                block.append(labels.reshape(n)[part])
            yield part, formula(*block)

    # The formulas pass through log 0 and exp of huge numbers on purpose, and no setting of the caller's may
    # turn that into a warning or an error.
    with np.errstate(all="ignore"):
        if reduction == "none":
            return as_result(_joined(results(), examples, dtype), dtype)
        total = np.sum([values.sum(dtype=np.float64) for _, values in results()])
        if reduction == "sum":
            return float(total)
        if np.isinf(total):  # the sum of losses near the largest float overflows, their mean does not
            return float(np.sum([(values / n).sum(dtype=np.float64) for _, values in results()]))
        return float(total / n)


def _slices(n: int, width: int) -> Iterator[slice]:
    """Cut n examples of `width` numbers each into blocks; no examples make one empty block."""
    block = min(max(BLOCK, n * width // 256), 4 * BLOCK)
    step = max(1, block // max(1, width))
    return (slice(start, start + step) for start in range(0, max(1, n), step))


def _joined(
    results: Iterator[tuple[slice, np.ndarray]], examples: tuple[int, ...], dtype: type[np.floating]
) -> np.ndarray:
    """All results in one array, each in its place."""
    out = None
    for part, values in results:
        if out is None:
            out = np.empty((math.prod(examples), *values.shape[1:]), dtype)
        out[part] = values
    assert out is not None  # there is always at least one block
    return out.reshape((*examples, *out.shape[1:]))
