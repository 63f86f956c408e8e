"""The small functions that every loss is made of, exact where the textbook formula breaks.

On paper log(softmax(z)) and z - log(sum(exp(z))) are the same. In a computer exp(1000) is infinite,
exp(-1000) is zero, 1 - 1e-17 is one, and 0 * log(0) is not a number. Each function below is its textbook
formula, rewritten so that none of this happens: the results are right to the last few digits for every finite
input, silently.

Everything works on numbers, lists and arrays; float32 stays float32, and inputs are never changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib import validation as check
from xentlib.blocks import evaluate

SHORT = 64  # rows of at most so many numbers are worked on column by column


def xlogy(x: ArrayLike, y: ArrayLike) -> Any:
    """x ln(y), with 0 ln(y) = 0: what cannot happen costs nothing, even where ln(y) is -inf.

    The convention is the limit: x ln(x) goes to 0 with x. Only the weight x = 0 is forgiven: a positive
    weight on y = 0 is -inf, and NaN stays NaN.

    Shapes: x and y broadcast like in NumPy; numbers give a number. Units: nats.
    Errors: TypeError for what is not numeric. Silent.

    >>> xlogy(0, 0), xlogy(1, 0)
    (0.0, -inf)
    >>> xlogy([2, 0], np.e)
    array([2., 0.])

    Source: Cover and Thomas, Elements of Information Theory, section 2.1 (0 log 0 = 0 by continuity).
    """

    def formula(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.where((x == 0) & ~np.isnan(y), 0, x * np.log(y))

    x, y = check.numeric_array(x, "x"), check.numeric_array(y, "y")
    dtype = check.float_type(np.empty(0, np.result_type(x, y)))
    return evaluate(formula, *np.broadcast_arrays(x, y), dtype=dtype)


def sigmoid(z: ArrayLike) -> Any:
    """The probability of "yes" for the logit z: 1 / (1 + exp(-z)).

    With e = exp(-|z|) <= 1 nothing overflows: 1 / (1 + e) for z >= 0, and e / (1 + e) for z < 0.

    Shapes: any, kept. Result in [0, 1]; a tiny probability keeps all its digits.
    Errors: TypeError for what is not numeric. Silent.

    >>> sigmoid([-1000, 0, 2]).round(4)
    array([0.    , 0.5   , 0.8808])
    >>> f"{sigmoid(-40):.4g}"
    '4.248e-18'

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.2.
    """

    def formula(z: np.ndarray) -> np.ndarray:
        e = np.exp(-np.abs(z))
        return np.maximum(e, z >= 0) / (1 + e)  # the numerator is 1 for z >= 0, else e

    z = check.numeric_array(z, "z")
    return evaluate(formula, z, dtype=check.float_type(z))


def log_sigmoid(z: ArrayLike) -> Any:
    """ln(sigmoid(z)), without forming the probability: min(z, 0) - ln(1 + exp(-|z|)).

    Both terms have the same sign, so no digits cancel; the loss of a "yes" example is the negative of this.

    Shapes: any, kept. Units: nats. Errors: TypeError for what is not numeric. Silent.

    >>> log_sigmoid([-1000, -1, 1])
    array([-1.00000000e+03, -1.31326169e+00, -3.13261688e-01])

    Source: Mächler, Accurately Computing log(1 - exp(-|a|)), Rmpfr vignette.
    """

    def formula(z: np.ndarray) -> np.ndarray:
        return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))

    z = check.numeric_array(z, "z")
    return evaluate(formula, z, dtype=check.float_type(z))


def exp_difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """exp(a - b) to the last digits, for a <= b, in float64.

    The computer rounds a - b, and exp turns the lost digits into a relative error: 700.3 - 0.1 is wrong by up
    to 6e-14, hundreds of times the precision of the result. So a is cut into a coarse part, a multiple of
    2^-40, and the fine rest. Coarse parts subtract without rounding, and exp(c + f) = exp(c) (1 + f).

    Shapes: broadcast to that of a. For use inside a formula: nothing is checked.

    Source: Muller et al., Handbook of Floating-Point Arithmetic, 2nd edition (2018), chapter 4.
    """
    if a.dtype == np.float32:  # float64 has digits to spare for the difference of two float32
        return np.exp(np.subtract(a, b, dtype=np.float64))
    if not (a.min(initial=0) > -(2.0**11) and b.max(initial=0) < 2.0**11):
        d = a - b  # too wide to be cut alike: Knuth's TwoSum finds what each difference has lost
        subtracted = d - a
        lost = (a - (d - subtracted)) - (b + subtracted)
        e = np.exp(d)
        return e + e * np.fmin(lost, 1)  # where d is -inf, `lost` is NaN and e is 0
    cut = 1.5 * 2.0**12  # the last digit of a number near `cut` is worth 2^-40
    coarse = a + cut
    coarse -= cut
    coarse_b = (b + cut) - cut
    fine = a - coarse
    fine -= b - coarse_b
    coarse -= coarse_b
    e = np.exp(coarse)
    fine *= e
    e += fine
    return e


def product_and_lost(a: Any, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a b as rounded, and what the rounding lost, exactly: for float64 below 1e300.

    Both factors are split into halves of 26 bits, short enough that the products of halves are exact.
    For use inside a formula: nothing is checked.

    >>> product, lost = product_and_lost(0.1, np.array(3.0))
    >>> float(product), float(lost)  # 0.1 * 3 is the number printed first, minus 2.8e-17
    (0.30000000000000004, -2.7755575615628914e-17)

    Source: Dekker, A floating-point technique for extending the available precision,
    Numerische Mathematik 18 (1971).
    """

    def halves(x: Any) -> tuple[Any, Any]:
        shifted = x * (2.0**27 + 1)
        high = shifted - (shifted - x)
        return high, x - high

    product = a * b
    (a_high, a_low), (b_high, b_low) = halves(a), halves(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def exp_product(a: float, b: np.ndarray) -> np.ndarray:
    """exp(a b) to the last digits, for a b <= 0: as in `exp_difference`, the rounding error is put back.

    For use inside a formula: nothing is checked.
    """
    product, lost = product_and_lost(a, np.minimum(b, 1e300))
    e = np.exp(product)
    return e + e * np.fmin(lost, 1)  # where the product is -inf, `lost` is NaN and e is 0


def exponentials(z: np.ndarray) -> np.ndarray:
    """Numbers proportional to exp(z) in each row of logits z (n, K), to the last digits and without overflow.

    Softmax only compares logits, so every row may be shifted, and subtracting its maximum m prevents
    overflow. But the subtraction also rounds: no shift at all is better (and faster) while all logits are
    moderate, and otherwise the lost digits must be put back (`exp_difference`).

    For use inside a formula: nothing is checked.
    """
    moderate = 0.4 * np.log(np.finfo(z.dtype).max)  # 283 for float64: K exp(283) and exp(-2 · 283) are harmless
    if -moderate < z.min(initial=0) and z.max(initial=0) < moderate:
        return np.exp(z)
    return exp_difference(z, z.max(axis=-1, keepdims=True))


def row_sums(e: np.ndarray) -> np.ndarray:
    """The sum of each row, shape (n, 1): halves are added, then halves of the result, until one number is left.

    A number takes part in log2(K) additions instead of K, and so in few rounding errors. Wide rows of float32 need
    no such care: float64 has 29 bits to spare. For use inside a formula: nothing is checked.

    >>> row_sums(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    array([[ 6.],
           [15.]])

    Source: Higham, The accuracy of floating point summation, SIAM Journal on Scientific Computing 14 (1993).
    """
    if e.dtype == np.float32 and e.shape[-1] > SHORT:
        return e.sum(axis=-1, keepdims=True, dtype=np.float64).astype(np.float32)
    sums = e.astype(np.float64, copy=False)
    while (width := sums.shape[-1]) > 1:
        sums = by_columns(sums)
        half = width // 2
        pairs = sums[:, :half] + sums[:, -half:]
        if width % 2:
            pairs[:, 0] += sums[:, half]
        sums = pairs
    return sums.astype(e.dtype, copy=False)


def exact_row_sums(*parts: np.ndarray) -> np.ndarray:
    """The sum of each row over all parts (n, K), shape (n, 1), as good as rounded once, in whatever order.

    Adding a large power of two and taking it away again cuts a number to a grid that is so coarse that sums of
    such numbers are exact. The rests are too small for the rounding of their sum to be seen. Twice the work of
    `row_sums`. For use inside a formula: nothing is checked.

    >>> exact_row_sums(np.array([[1e16, 1.0, -1e16], [4.0, 5.0, 6.0]]))
    array([[ 1.],
           [15.]])

    Source: Rump, Ogita and Oishi, Accurate floating-point summation, part I, SIAM Journal on Scientific
    Computing 31 (2008).
    """
    parts = tuple(by_columns(x) for x in parts)
    if parts[0].dtype == np.float32:
        return sum(x.sum(axis=-1, keepdims=True, dtype=np.float64) for x in parts).astype(np.float32)
    bound = sum(np.abs(x).sum(axis=-1, keepdims=True) for x in parts)
    cut = np.ldexp(2.0, np.frexp(bound)[1])
    on_grid = [(x + cut) - cut for x in parts]
    total = sum(x.sum(axis=-1, keepdims=True) for x in on_grid)
    rest = sum((x - coarse).sum(axis=-1, keepdims=True) for x, coarse in zip(parts, on_grid, strict=True))
    return np.where(np.isinf(bound), bound, total + rest)


def by_columns(block: np.ndarray) -> np.ndarray:
    """The same block (n, K), but where rows are short laid out in memory column by column.

    The computer then works on a thousand rows at a time instead of ten numbers.
    """
    return np.asfortranarray(block) if block.shape[-1] <= SHORT else block


def positions(z: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Where z[n, column[n]] stands in the table z, counted row by row, shape (n, 1): for `take` and `put`.

    >>> z = np.array([[1, 2], [3, 4]])
    >>> z.take(positions(z, np.array([1, 0])))
    array([[2],
           [3]])
    """
    return (np.arange(len(z)) * z.shape[-1] + column)[:, np.newaxis]


def softmax_parts(z: np.ndarray, e: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What the softmax formulas are made of: (top, m, e, rest) for each row of logits z (n, K).

    top holds the `positions` of the largest logits and m (n, 1) their values; e (n, K) is proportional to exp(z);
    rest (n, 1) is the sum of all e but the top one, in units of the top one: the sum of exp(z_j - m). So
    ln(sum_j exp(z_j)) = m + ln(1 + rest). Keeping the 1 apart keeps the digits: 1 + 1e-17 rounds to 1, but
    log1p(1e-17) is 1e-17. Whoever needs no better than the `exponentials` has them as e, which is faster.

    For use inside a formula: nothing is checked.

    >>> top, m, e, rest = softmax_parts(np.array([[1.0, 3.0, 1.0]]))
    >>> m, rest.round(3)
    (array([[3.]]), array([[0.271]]))

    Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions,
    IMA Journal of Numerical Analysis 41 (2021).
    """
    top = positions(z, z.argmax(axis=-1))
    m = z.take(top)
    # In float64 the digits of `rest` are dear: relative to m the winner is exactly 1, without rounding.
    if e is None:
        e = exponentials(z) if z.dtype == np.float32 else exp_difference(z, m)
    winner = e.take(top)
    e.put(top, 0)
    rest = row_sums(e) / winner
    e.put(top, winner)
    return top, m, e, rest


def softmax(z: ArrayLike, axis: int = -1) -> np.ndarray:
    """Scores to probabilities: exp(z_k) / sum_j exp(z_j) along `axis`.

    Subtracting the same number from all logits of a row changes nothing on paper, and prevents overflow (see
    `exponentials`). A logit of -inf gets probability 0.

    Shapes: any with at least one axis, kept. Errors: TypeError for what is not numeric; ValueError for a
    single number, an empty axis or a bad axis. Silent; NaN for a row of -inf only, which has no softmax.

    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.2.
    """

    def formula(z: np.ndarray) -> np.ndarray:
        e = exponentials(z)
        e /= exact_row_sums(e)
        return e

    z, axis = _class_axis_last(z, axis)
    return np.moveaxis(evaluate(formula, z, rows=True, dtype=check.float_type(z)), -1, axis)


def log_softmax(z: ArrayLike, axis: int = -1) -> np.ndarray:
    """ln(softmax(z)) along `axis`, without forming the probabilities: (z_k - m) - ln(1 + rest).

    m is the largest logit, rest the sum of exp(z_j - m) over the others (see `softmax_parts`). Both terms are
    <= 0, so no digits cancel: tiny gaps and huge ones survive.

    Shapes, errors: as `softmax`. Units: nats.

    >>> log_softmax([1000, 0])
    array([    0., -1000.])
    >>> f"{log_softmax([40, 0])[0]:.4g}"
    '-4.248e-18'

    Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions,
    IMA Journal of Numerical Analysis 41 (2021).
    """

    def formula(z: np.ndarray) -> np.ndarray:
        _, m, _, rest = softmax_parts(z, exponentials(z))
        result = z - m
        result -= np.log1p(rest)
        return result

    z, axis = _class_axis_last(z, axis)
    return np.moveaxis(evaluate(formula, z, rows=True, dtype=check.float_type(z)), -1, axis)


def logsumexp(z: ArrayLike, axis: int = -1) -> Any:
    """A soft maximum: ln(sum_j exp(z_j)) along `axis` = m + ln(1 + rest) (see `softmax_parts`).

    Shapes: `axis` disappears. -inf entries add nothing, a row of -inf gives -inf, one +inf gives +inf.
    Errors: TypeError for what is not numeric; ValueError for a single number, an empty axis or a bad axis.

    >>> logsumexp([1000, 1000])
    1000.6931471805599
    >>> logsumexp([[0, 0], [-np.inf, -np.inf]])
    array([0.69314718,       -inf])

    Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions,
    IMA Journal of Numerical Analysis 41 (2021).
    """

    def formula(z: np.ndarray) -> np.ndarray:
        _, m, _, rest = softmax_parts(z)
        return np.where(np.isinf(m), m, m + np.log1p(rest))[:, 0]

    z, _ = _class_axis_last(z, axis)
    return evaluate(formula, z, rows=True, dtype=check.float_type(z))


def clip_probs(p: ArrayLike, eps: float | None = None) -> np.ndarray:
    """A copy of p limited to [eps, 1 - eps]: no logarithm of it is infinite any more.

    This is a decision, not a repair: it caps the loss of an example at -ln(eps), and flattens its gradient.
    eps = None means the machine epsilon of p's own type, the distance from 1 to the next larger number.

    Shapes: any, kept, and the type too (float16 stays float16; integers and lists become float64).
    Errors: ValueError for NaN, unless 0 < eps < 0.5, and where 1 - eps rounds to 1 in p's type.

    >>> clip_probs([0, 0.3, 1], eps=1e-3)
    array([0.001, 0.3  , 0.999])

    Source: the rule of scikit-learn's log_loss, whose fixed 1e-15 failed for float32.
    """
    given = check.real_array(p, "p")
    dtype = given.dtype if given.dtype.kind == "f" else np.dtype(np.float64)
    p = given.astype(dtype, copy=False)
    check.not_nan(p, "p")
    low = np.finfo(dtype).eps if eps is None else dtype.type(check.number(eps, "eps", above=0, below=0.5))
    high = dtype.type(1) - low
    if not high < 1:
        raise ValueError(f"eps must be large enough that 1 - eps is below 1 in {dtype}, but it is {eps}.")
    return np.clip(p, low, high)


def one_hot(labels: ArrayLike, K: int) -> np.ndarray:
    """Labels to distributions: row n is 1 at labels[n] and 0 elsewhere.

    Shapes: (...) integers in 0..K-1 -> (..., K) float64.
    Errors: ValueError for labels outside 0..K-1 or not integers (-1 is not the last class).

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    K = check.integer(K, "K", low=1)
    index = check.labels(labels, K)[..., np.newaxis]
    table = np.zeros((*index.shape[:-1], K))
    np.put_along_axis(table, index, 1, axis=-1)
    return table


def _class_axis_last(z: ArrayLike, axis: int) -> tuple[np.ndarray, int]:
    """Logits as an array with `axis` moved to the end, and that axis counted from the front."""
    z = check.numeric_array(z, "z")
    if z.ndim == 0:
        raise ValueError(f"z must have at least one axis of scores, but it is the single number {z}.")
    axis = check.check_axis(axis, z.ndim)
    if z.shape[axis] == 0:
        raise ValueError(f"z must have at least one score along axis {axis}, but its shape is {z.shape}.")
    return np.moveaxis(z, axis, -1), axis
