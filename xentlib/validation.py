"""What every function of the library asks of its arguments, and how it says no.

A wrong number that flows on is worse than an error: NumPy broadcasts (N,) against (N, 1) into N x N, reads
label -1 as the last class and lets every comparison with NaN pass. So each function checks what it was given
first, with the small helpers of this module, and an error is one sentence: the name of the argument, what
was expected, and the first value that broke the rule with its index.

Nothing here changes its input. The arrays returned may share memory with it, so never write into them.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

REDUCTIONS = ("mean", "sum", "none")


def real_array(x: ArrayLike, name: str) -> np.ndarray:
    """Real numbers as an array of whatever type they came in: nothing is copied or converted yet.

    Raises TypeError for what is no real number (text, complex, None, dicts, other objects) and ValueError
    for nested lists of unequal lengths.
    """
    try:
        array = np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array, not rows of unequal lengths.") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, not {reprlib.repr(x)}.")
    return array


def float_type(x: np.ndarray) -> type[np.floating]:
    """The type to compute in: float32 and float64 stay what they are; float16 becomes float32, because its
    11 bits are too few to add up a loss; integers and booleans become float64.
    """
    stays_single = x.dtype.kind == "f" and x.dtype.itemsize <= 4
    return np.float32 if stays_single else np.float64


def numeric_array(x: ArrayLike, name: str) -> np.ndarray:
    """Real numbers as a floating-point array of their `float_type`. Raises what `real_array` raises.

    >>> numeric_array([1, 0], "p")
    array([1., 0.])
    >>> numeric_array("0.5", "p")
    Traceback (most recent call last):
    TypeError: p must hold real numbers, not '0.5'.
    """
    array = real_array(x, name)
    return array.astype(float_type(array), copy=False)


def as_result(x: np.ndarray, dtype: np.typing.DTypeLike = np.float64) -> Any:
    """The way out, as `numeric_array` is the way in: round to `dtype`; a single number becomes a scalar.

    A float64 scalar is returned as a Python float, which prints as 1.75 and not as np.float64(1.75).

    >>> as_result(np.array(1.75))
    1.75
    """
    x = np.asarray(x, dtype=dtype)
    if x.ndim:
        return x
    return float(x) if x.dtype == np.float64 else x[()]


def non_empty(x: np.ndarray, name: str) -> None:
    """Refuse an array without elements: it has no mean."""
    if x.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {x.shape}.")


def same_shape(a: np.ndarray, b: np.ndarray, name_a: str, name_b: str) -> None:
    """Refuse shapes that differ, also those NumPy would broadcast: (N,) with (N, 1) would become N x N.

    >>> same_shape(np.zeros(3), np.zeros((3, 1)), "y", "p")
    Traceback (most recent call last):
    ValueError: y and p must have the same shape, but y is (3,) and p is (3, 1).
    """
    if a.shape != b.shape:
        raise ValueError(
            f"{name_a} and {name_b} must have the same shape, but {name_a} is {a.shape} and {name_b} is {b.shape}."
        )


def in_range(x: np.ndarray, name: str, low: float = 0.0, high: float = 1.0) -> None:
    """Refuse any element outside [low, high], and NaN. The default is the range of a probability.

    >>> in_range(np.array([0.2, 1.5]), "p")
    Traceback (most recent call last):
    ValueError: p must lie between 0 and 1, but p[1] is 1.5.
    """
    # NaN makes min() and max() NaN, and every comparison with NaN is false: it never passes.
    if x.size and not (x.min() >= low and x.max() <= high):
        _refuse_first(~((x >= low) & (x <= high)), x, name, f"lie between {low:.12g} and {high:.12g}")


def zero_or_one(x: np.ndarray, name: str) -> None:
    """Refuse anything but the two labels of a yes/no question: also 0.5, which is a soft label.

    >>> zero_or_one(np.array([1.0, 0.5]), "y")
    Traceback (most recent call last):
    ValueError: y must be 0 or 1, but y[1] is 0.5.
    """
    bad = (x != 0) & (x != 1)
    if bad.any():
        _refuse_first(bad, x, name, "be 0 or 1")


def finite(x: np.ndarray, name: str) -> None:
    """Refuse infinities and NaN."""
    bad = ~np.isfinite(x)
    if bad.any():
        _refuse_first(bad, x, name, "be finite")


def not_nan(x: np.ndarray, name: str) -> None:
    """Refuse NaN, allow infinities."""
    bad = np.isnan(x)
    if bad.any():
        _refuse_first(bad, x, name, "be a number")


def distributions(p: ArrayLike, name: str = "p", axis: int = -1, atol: float = 1e-8) -> np.ndarray:
    """Probability distributions along `axis`, checked: finite, non-negative, each with the total 1.

    Returns the array with `axis` moved to the end and contiguous in memory, so that sums over it are
    pairwise and accurate. A total may miss 1 by `atol`, or by 16 rounding errors of the input's own dtype
    where that is more: ten float32 numbers near 0.1 cannot add up to 1 within 1e-8.

    >>> distributions([0.36, 0.65, 0.45])
    Traceback (most recent call last):
    ValueError: p must sum to 1, but its total is 1.46.
    """
    array = numeric_array(p, name)
    if array.ndim == 0:
        raise ValueError(f"{name} must be a distribution (an array), not the single number {array}.")
    array = np.ascontiguousarray(np.moveaxis(array, check_axis(axis, array.ndim), -1))
    if array.shape[-1] == 0:
        raise ValueError(f"{name} must have at least one outcome, but its shape is {array.shape}.")
    rounding = 16 * np.finfo(getattr(p, "dtype", np.float64)).eps if _is_float(p) else 0.0
    most = max(atol, rounding)
    with np.errstate(over="ignore", invalid="ignore"):  # a total of inf or NaN is not 1 either
        totals = array @ np.ones(array.shape[-1])  # the quickest sum of rows, in float64
        if array.size and not (array.min() >= 0 and np.abs(totals - 1).max() <= most):
            _refuse_distribution(array, name, most)
    return array


def labels(y: ArrayLike, K: int, name: str = "labels") -> np.ndarray:
    """Class labels as an integer array, every one in 0..K-1. A label of -1 is refused, not wrapped around.

    Raises TypeError for what is not numeric, ValueError for fractions, floats and labels out of range.

    >>> labels([0, 2, -1], 3)
    Traceback (most recent call last):
    ValueError: labels must lie between 0 and 2, but labels[2] is -1.
    """
    array = real_array(y, name)
    if array.dtype.kind == "f" and array.size:
        raise ValueError(f"{name} must be integers, but {_item(name, (0,) * array.ndim)} is {array.flat[0]}.")
    in_range(array, name, 0, K - 1)
    return array.astype(np.intp, copy=False)


def number(
    value: Any,
    name: str,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    above: float | None = None,
    below: float | None = None,
) -> float:
    """A single real number with low <= value <= high and above < value < below. NaN never passes.

    An infinity passes where no limit excludes it: below=math.inf asks for a finite number.

    >>> number(0.1, "eps", low=0, below=1)
    0.1
    >>> number(2, "eps", low=0, below=1)
    Traceback (most recent call last):
    ValueError: eps must be >= 0 and < 1, but it is 2.
    """
    array = numeric_array(value, name)
    if array.ndim:
        raise ValueError(f"{name} must be a single number, but its shape is {array.shape}.")
    result = float(array)
    inside = low <= result <= high and (above is None or result > above) and (below is None or result < below)
    if not inside:
        limits = [
            f"{sign} {limit:.12g}"
            for sign, limit in ((">=", low), (">", above), ("<=", high), ("<", below))
            if limit is not None and math.isfinite(limit)
        ]
        if below == math.inf:
            limits.append("finite")
        raise ValueError(f"{name} must be {' and '.join(limits) or 'a number'}, but it is {value}.")
    return result


def integer(value: Any, name: str, low: int, high: int | None = None) -> int:
    """A single integer with low <= value (<= high): a number of classes, of symbols, an order.

    >>> integer(0, "K", low=1)
    Traceback (most recent call last):
    ValueError: K must be an integer >= 1, but it is 0.
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not {reprlib.repr(value)}.")
    if value < low or (high is not None and value > high):
        limit = f">= {low}" if high is None else f"between {low} and {high}"
        raise ValueError(f"{name} must be an integer {limit}, but it is {value}.")
    return int(value)


def one_of(value: Any, name: str, allowed: Collection[str]) -> Any:
    """A word out of a short list: a unit, a direction, a loss.

    >>> one_of("bits", "unit", ("bit", "nat"))
    Traceback (most recent call last):
    ValueError: unit must be one of 'bit', 'nat', but it is 'bits'.
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, but it is {value!r}.")
    return value


def reduction_name(reduction: Any) -> str:
    """One of the three ways to report a batch of losses: "mean", "sum" or "none"."""
    return one_of(reduction, "reduction", REDUCTIONS)


def check_axis(axis: Any, ndim: int) -> int:
    """An axis of an array with `ndim` dimensions, counted from the front."""
    return integer(axis, "axis", -ndim, ndim - 1) % ndim


def first_index(mask: np.ndarray) -> tuple[int, ...]:
    """The index of the first True."""
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))


def refuse_total(bad: np.ndarray, totals: np.ndarray, name: str, rule: str) -> None:
    """Refuse the first row with a bad total."""
    at = first_index(bad)
    row = f" in row {', '.join(map(str, at))}" if at else ""
    raise ValueError(f"{name} must {rule}, but its total{row} is {totals[at]:.10g}.")


def _refuse_distribution(x: np.ndarray, name: str, atol: float) -> None:
    """Find out, at leisure, what is wrong with a table of which some row seems to be no distribution."""
    finite(x, name)
    if x.min() < 0:
        _refuse_first(x < 0, x, name, "have no negative probability")
    totals = x.sum(axis=-1, dtype=np.float64)
    wrong = ~(np.abs(totals - 1) <= atol)
    if wrong.any():
        refuse_total(wrong, totals, name, "sum to 1")


def _is_float(x: Any) -> bool:
    return getattr(getattr(x, "dtype", None), "kind", "") == "f"


def _item(name: str, index: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def _refuse_first(bad: np.ndarray, x: np.ndarray, name: str, rule: str) -> None:
    at = first_index(bad)
    raise ValueError(f"{name} must {rule}, but {_item(name, at)} is {x[at]!s}.")
