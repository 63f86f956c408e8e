"""Calibration: does "80 % sure" mean right in 80 % of the cases?

A classifier can be right often and still lie about how sure it is. These functions measure the gap between
confidence and accuracy, and close most of it with a single number, the temperature.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xentlib import validation as check
from xentlib.losses import sparse_cross_entropy


def reliability_curve(
    P: ArrayLike, labels: ArrayLike, n_bins: int = 15
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(confidence, accuracy, count) of each bin of a reliability diagram.

    The confidence of a prediction is its largest probability; it is right if that class is the label. The
    bins cut [0, 1] into n_bins equal parts, and a confidence of exactly 1 belongs to the last. `confidence`
    and `accuracy` are means over the bin, NaN where it is empty; `count` is the number of predictions in it.

    Shapes: P (N, K), labels (N,) -> three arrays (n_bins,).
    Errors: ValueError for rows of P that do not sum to 1 within 1e-6, labels that do not fit, no examples,
    n_bins below 1.

    >>> confidence, accuracy, count = reliability_curve([[0.9, 0.1], [0.2, 0.8]], [0, 0], n_bins=2)
    >>> confidence.round(2), accuracy, count
    (array([ nan, 0.85]), array([nan, 0.5]), array([0, 2]))

    Source: DeGroot and Fienberg, The comparison and evaluation of forecasters, The Statistician 32 (1983).
    """
    n_bins = check.integer(n_bins, "n_bins", low=1)
    P = check.distributions(P, "P", atol=1e-6)
    if P.ndim != 2 or P.size == 0:
        raise ValueError(f"P must be a non-empty table (N, K), one row for each example, not {P.shape}.")
    labels = check.labels(labels, P.shape[1])
    if labels.shape != P.shape[:1]:
        raise ValueError(f"labels must have the shape ({len(P)},), one per row of P, not {labels.shape}.")
    sure, right = P.max(axis=1).astype(np.float64), P.argmax(axis=1) == labels
    bins = np.minimum((sure * n_bins).astype(np.intp), n_bins - 1)
    count = np.bincount(bins, minlength=n_bins)
    totals = (np.bincount(bins, weights=values, minlength=n_bins) for values in (sure, right))
    confidence, accuracy = (
        np.divide(total, count, out=np.full(n_bins, np.nan), where=count > 0) for total in totals
    )
    return confidence, accuracy, count


def calibration_error(P: ArrayLike, labels: ArrayLike, n_bins: int = 15) -> float:
    """Expected calibration error: sum over bins of (n_bin / N) |accuracy - mean confidence|.

    Opposite errors cancel within a bin, not between bins. With a single bin it is the difference between
    the accuracy and the mean confidence. Bins, shapes, errors: as `reliability_curve`.

    >>> calibration_error([[0.75, 0.25]] * 4, [0, 0, 0, 0])
    0.25
    >>> calibration_error([[1, 0]], [1])
    1.0

    Source: Guo et al., On Calibration of Modern Neural Networks (2017), equation 3.
    """
    confidence, accuracy, count = reliability_curve(P, labels, n_bins)
    used = count > 0
    gaps = np.abs(accuracy[used] - confidence[used])
    return float(count[used] @ gaps / count.sum())


def temperature(logits: ArrayLike, labels: ArrayLike, grid: ArrayLike) -> float:
    """The temperature T in `grid` that makes softmax(logits / T) best: the least mean cross-entropy.

    T > 1 softens a model that is too sure, T < 1 sharpens a timid one. The order of the classes stays, and so
    does the accuracy. On ties the first T in the grid wins.

    Shapes: logits (N, K), labels (N,), grid (G,). Errors: as `losses.sparse_cross_entropy`; ValueError for an
    empty grid, or a temperature that is not a positive number.

    >>> logits = [[4, 0], [4, 0], [4, 0], [0, 4]]
    >>> temperature(logits, [0, 0, 1, 1], grid=[0.5, 1, 2, 4])
    4.0

    Source: Guo et al., On Calibration of Modern Neural Networks (2017), section 4.2.
    """
    logits = check.numeric_array(logits, "logits")
    temperatures = [check.number(T, "grid", above=0) for T in check.numeric_array(grid, "grid").ravel()]
    if not temperatures:
        raise ValueError("grid must hold at least one temperature, but it is empty.")
    with np.errstate(over="ignore"):  # a huge logit over a tiny T is inf
        return min(temperatures, key=lambda T: sparse_cross_entropy(labels, logits / T))
