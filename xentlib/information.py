"""Information: what an outcome tells, what a source costs, and what a wrong model costs on top.

One quantity carries the whole module, the surprise of an outcome, -log q. Averaged over what really happens
(p) it is the cross-entropy; with q = p the entropy; and the difference of the two is the divergence.

Conventions: the truth p comes first and the model q second. Amounts are in bits unless `base` says otherwise
(math.e for nats, 10 for hartleys). An outcome with p = 0 costs nothing, whatever q says of it; an outcome
with p > 0 and q = 0 costs inf. Nothing is clipped, nothing is normalised behind your back, nothing warns.
A distribution lies along `axis` (the last one unless you say otherwise); the other axes are kept, so a table
of N distributions gives N numbers, and a single distribution gives a scalar. float32 in, float32 out; the
sums in between are always taken in float64.

Sources: C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948);
S. Kullback and R. A. Leibler, "On Information and Sufficiency", Annals of Mathematical Statistics 22 (1951);
J. Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Trans. Information Theory 37 (1991);
T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition (2006), chapter 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib.validation import (
    as_result,
    check_axis,
    distributions,
    finite,
    in_range,
    labels,
    non_empty,
    not_nan,
    number,
    numeric_array,
    one_of,
    refuse_total,
    same_shape,
)

NATS_PER = {"bit": math.log(2), "nat": 1.0, "hartley": math.log(10)}
# Sums are taken of p times this power of two and divided by it at the end, which rounds nothing but keeps the
# digits of probabilities near 1e-320. All sums here allow it: they are proportional to p, or to p and q.
SCALE = 2.0**512
EXACT_LOGS = {2.0: np.log2, math.e: np.log, 10.0: np.log10}
POWERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "bit": np.exp2,
    "nat": np.exp,
    "hartley": lambda h: np.power(10.0, h),
}


# --- distributions -----------------------------------------------------------------------------------------


def as_distribution(p: ArrayLike, name: str = "p", atol: float = 1e-8) -> np.ndarray:
    """One probability distribution as a new float array, or a ValueError that says why it is none.

    A distribution is one-dimensional, not empty, finite, has no negative entry, and its total is 1 (it may
    miss by `atol`: floats round). Kolmogorov's axioms for finitely many outcomes.

    >>> as_distribution([0.5, 0.25, 0.25])
    array([0.5 , 0.25, 0.25])
    >>> as_distribution([1.2, -0.2])
    Traceback (most recent call last):
    ValueError: p must have no negative probability, but p[1] is -0.2.
    """
    array = numeric_array(p, name)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, a single distribution, but its shape is {array.shape}.")
    return distributions(p, name, atol=atol).copy()


def is_distribution(p: ArrayLike, atol: float = 1e-8) -> bool:
    """Whether `p` is one probability distribution, by the rules of `as_distribution`.

    Never raises for numeric input; TypeError for text and other objects.

    >>> is_distribution([0.1] * 10), is_distribution([0.36, 0.65, 0.45])
    (True, False)
    """
    try:
        as_distribution(p, atol=atol)
    except ValueError:
        return False
    return True


def normalise(w: ArrayLike, axis: int = -1) -> np.ndarray:
    """Divide non-negative weights by their total: w_k / sum_j w_j, along `axis`.

    Shape (..., K) in, a new array of the same shape out, each row a distribution. ValueError if a weight is
    negative or not finite, or if a row adds up to 0: it says nothing about how to share.

    >>> normalise([[1, 1], [3, 1]])
    array([[0.5 , 0.5 ],
           [0.75, 0.25]])
    """
    weights = numeric_array(w, "w")
    if weights.ndim == 0:
        raise ValueError(f"w must be an array of weights, not the single number {weights}.")
    weights = np.ascontiguousarray(np.moveaxis(weights, check_axis(axis, weights.ndim), -1))
    finite(weights, "w")
    in_range(weights, "w", 0, math.inf)
    largest = weights.max(axis=-1, keepdims=True, initial=0)
    if (largest == 0).any():
        refuse_total(largest[..., 0] == 0, largest[..., 0], "w", "have a positive total")
    # A common factor changes no share, and a power of two rounds nothing: the total cannot overflow.
    shares = np.ldexp(weights.astype(np.float64), -np.frexp(largest)[1])
    shares /= shares.sum(axis=-1, keepdims=True)
    return np.moveaxis(shares.astype(weights.dtype, copy=False), -1, axis)


# --- surprise and its averages -----------------------------------------------------------------------------


def surprisal(p: ArrayLike, base: float = 2.0) -> Any:
    """How surprising an outcome of probability p is: -log p.

    Shannon's choice, because surprises add where the probabilities of independent events multiply. Element
    by element, same shape; a scalar gives a scalar. Certainty costs 0.0, the impossible inf.

    ValueError for anything outside [0, 1], and NaN.

    >>> surprisal(0.25)
    2.0
    >>> surprisal([1, 0.5, 0])
    array([ 0.,  1., inf])
    """
    p = numeric_array(p, "p")
    in_range(p, "p")
    return as_result(_surprise(p, base), p.dtype)


def entropy(p: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The average surprise of a source: H(p) = -sum p log p = H(p, p).

    From 0 for certainty to log K for K equally likely outcomes; the fewest yes/no questions, on average, that
    find out what happened, and the limit of every code (Shannon 1948, theorem 9).

    >>> entropy([0.5, 0.25, 0.125, 0.125])
    1.75
    >>> entropy([[0.5, 0.5], [1, 0]])
    array([1., 0.])
    """
    p = distributions(p, "p", axis)
    return as_result(_expected(p, _surprise(p, base)), p.dtype)


def entropy_rows(P: ArrayLike, base: float = 2.0) -> np.ndarray:
    """The entropy of each row of a table: (N, K) in, (N,) out.

    >>> entropy_rows([[0.5, 0.5], [1, 0], [0.25, 0.75]]).round(4)
    array([1.    , 0.    , 0.8113])
    """
    return entropy(_table(P, "P"), base)


def binary_entropy(p: ArrayLike, base: float = 2.0) -> Any:
    """The entropy of a coin that shows heads with probability p: -p log p - (1-p) log (1-p).

    Element by element; 1 bit at p = 1/2, 0 at both ends.

    >>> binary_entropy([0, 0.5, 1])
    array([0., 1., 0.])
    """
    p = numeric_array(p, "p")
    in_range(p, "p")
    heads = p.astype(np.float64)
    tails = 1 - heads
    # log1p(-p) is log(1-p) without forming 1-p, which is 1 for a p of 1e-20: the tails still cost p nats.
    surprise_of_tails = -np.log1p(-np.where(tails > 0, heads, 0)) / _nats_per_unit(base)
    return as_result(_share(heads, _surprise(heads, base)) + tails * surprise_of_tails, p.dtype)


def cross_entropy(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The average surprise of one who believes q where p is true: H(p, q) = -sum p log q.

    Reality decides how often (p), the model decides how long (q): with a code made for q, a message from p
    costs H(p, q) per symbol. Never below H(p) (Gibbs' inequality); equal to it only for q = p.

    Equal shapes, else ValueError. inf where q calls impossible what happens.

    >>> cross_entropy([0.25, 0.25, 0.5], [0.5, 0.25, 0.25])
    1.75
    >>> cross_entropy([0.5, 0.5], [1, 0])
    inf
    """
    p, q, dtype = _pair(p, q, axis)
    return as_result(_expected(p, _surprise(q, base)), dtype)


def cross_entropy_table(P: ArrayLike, Q: ArrayLike, base: float = 2.0) -> np.ndarray:
    """Every truth against every model: entry [i, j] is H(P[i], Q[j]).

    P (M, K), Q (N, K) -> (M, N). Rows are truths (texts), columns are models; a row is smallest where the
    model is its own.

    >>> cross_entropy_table([[0.5, 0.5], [1, 0]], [[0.5, 0.5], [0.25, 0.75], [1, 0]]).round(3)
    array([[1.   , 1.208,   inf],
           [1.   , 2.   , 0.   ]])
    """
    P, Q = _table(P, "P"), _table(Q, "Q")
    if P.shape[1] != Q.shape[1]:
        raise ValueError(
            f"P and Q must have the same number of outcomes, but P has {P.shape[1]} and Q has {Q.shape[1]}."
        )
    columns = [_expected(P, surprise_of_model) for surprise_of_model in _surprise(Q, base)]
    return as_result(np.stack(columns, axis=-1), np.result_type(P, Q))


def sample_nll(samples: ArrayLike, q: ArrayLike, base: float = 2.0) -> float:
    """The average surprise of data under a model: -(1/n) sum_i log q[x_i], the negative log-likelihood.

    `samples` are outcomes 0..K-1, `q` is one distribution (K,). Equal to H(p_hat, q) with p_hat the observed
    frequencies, and so an estimate of H(p, q): this is how cross-entropy is measured when p is unknown.

    inf if something happens that q calls impossible; ValueError for no samples and for labels out of range.

    >>> sample_nll([0, 0, 1, 1], [0.5, 0.25, 0.25])
    1.5
    """
    q = as_distribution(q, "q")
    outcomes = labels(samples, len(q), "samples")
    non_empty(outcomes, "samples")
    return as_result(_sum(_surprise(q, base)[outcomes].ravel()) / outcomes.size, q.dtype)


# --- divergences -------------------------------------------------------------------------------------------


def relative_entropy_terms(p: ArrayLike, q: ArrayLike, base: float = 2.0) -> Any:
    """The terms of Kullback and Leibler's sum, element by element: p log(p/q).

    A term is negative where the model expects too much (q > p); only their sum over two distributions is
    never negative. 0 for p = 0, inf for p > 0 = q. Any non-negative numbers of equal shapes.

    >>> relative_entropy_terms([0.5, 0.5, 0], [0.25, 0.5, 0.25])
    array([0.5, 0. , 0. ])
    """
    p, q, dtype = _non_negative_pair(p, q)
    log, low = _log_ratio(p, q)
    return as_result(p * (log + low) / _nats_per_unit(base), dtype)


def divergence_terms(p: ArrayLike, q: ArrayLike, base: float = 2.0) -> Any:
    """What each outcome adds to D(p || q) when no term may be negative: p log(p/q) - p + q (in nats).

    Over two distributions -p + q adds up to zero, so the sum is the same as that of p log(p/q); but each term
    is the gap between the convex function x log x at p and its tangent at q (a Bregman divergence), hence
    >= 0, and 0 only for p = q. Any non-negative numbers of equal shapes.

    L. M. Bregman, "The relaxation method of finding the common point of convex sets", USSR Computational
    Mathematics and Mathematical Physics 7 (1967); I. Csiszar, Annals of Statistics 19 (1991).

    >>> divergence_terms([0.5, 0.5, 0], [0.25, 0.5, 0.25], base=math.e).round(4)
    array([0.0966, 0.    , 0.25  ])
    """
    p, q, dtype = _non_negative_pair(p, q)
    return as_result(_sum(_bregman_parts(p, q, q - p)) / _nats_per_unit(base), dtype)


def kl_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The extra cost of believing q where p is true: D(p || q) = sum p log(p/q) = H(p, q) - H(p).

    Kullback-Leibler divergence, relative entropy. >= 0, exactly 0 for p = q, inf where q calls impossible
    what happens; not symmetric. It is the avoidable part of the cross-entropy.

    Added up as sum (p log(p/q) - p + q), see `divergence_terms`: subtracting H(p) from H(p, q) would lose
    every digit for close p and q, and could come out negative.

    >>> kl_divergence([1, 0], [0.5, 0.5]), kl_divergence([0.5, 0.5], [1, 0])
    (1.0, inf)
    """
    p, q, dtype = _pair(p, q, axis)
    total = _sum(_bregman_parts(p * SCALE, q * SCALE, (q - p) * SCALE), axes=2)
    return as_result(total / _nats_per_unit(base) / SCALE, dtype)


def js_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """How far p and q are from their mixture: (D(p || m) + D(q || m)) / 2 with m = (p + q) / 2.

    Jensen-Shannon divergence (Lin 1991): symmetric, always finite, from 0 for p = q to 1 bit (ln 2 nats) for
    distributions that share no outcome. Its square root is a metric; this is the divergence itself.

    >>> js_divergence([1, 0], [0, 1]), js_divergence([0.5, 0.5, 0], [0, 0.5, 0.5])
    (1.0, 0.5)
    """
    p, q, dtype = _pair(p, q, axis)
    p, q = p * SCALE, q * SCALE
    m, gap = (p + q) / 2, (q - p) / 2
    # m - p is exact as long as m is; between close neighbours m is rounded, but their gap is exact.
    close = np.abs(gap) <= np.minimum(p, q) / 2
    from_p, from_q = np.where(close, gap, m - p), np.where(close, -gap, m - q)
    both = np.concatenate([_bregman_parts(p, m, from_p), _bregman_parts(q, m, from_q)], axis=-1)
    total = _sum(both, axes=2) / 2
    total = np.minimum(total, math.log(2) * SCALE)  # rounding must not lift it above its bound
    return as_result(total / _nats_per_unit(base) / SCALE, dtype)


def decompose(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> dict[str, Any]:
    """The bill and its two parts: cross_entropy = entropy (nature's part) + kl (ours).

    >>> decompose([0.5, 0.5, 0], [0.25, 0.25, 0.5])
    {'entropy': 1.0, 'kl': 1.0, 'cross_entropy': 2.0}
    """
    return {
        "entropy": entropy(p, base, axis),
        "kl": kl_divergence(p, q, base, axis),
        "cross_entropy": cross_entropy(p, q, base, axis),
    }


def best_fit(p: ArrayLike, candidates: ArrayLike, direction: str) -> int:
    """The index of the candidate closest to p; the first one where several are equally close.

    direction "forward" minimises D(p || q): the truth gives the weights, so q must cover all of p.
    direction "reverse" minimises D(q || p): the model gives the weights, so q may not go where p is not.

    `p` (K,), `candidates` (M, K). ValueError for another direction.

    >>> wide, narrow = [0.25, 0.25, 0.25, 0.25], [0.97, 0.01, 0.01, 0.01]
    >>> p = [0.6, 0.01, 0.01, 0.38]
    >>> best_fit(p, [wide, narrow], "forward"), best_fit(p, [wide, narrow], "reverse")
    (0, 1)
    """
    one_of(direction, "direction", ("forward", "reverse"))
    models = _table(candidates, "candidates")
    truth = np.broadcast_to(as_distribution(p), (len(models), np.size(p)))
    first, second = (truth, models) if direction == "forward" else (models, truth)
    return int(np.argmin(kl_divergence(first, second)))


def not_a_distance() -> tuple[list[float], list[float], list[float]]:
    """Three distributions p, q, r for which the detour is cheaper: D(p || r) > D(p || q) + D(q || r).

    A distance obeys the triangle inequality; the divergence grows like the square of small steps, so two half
    steps cost less than the whole one.

    >>> p, q, r = not_a_distance()
    >>> kl_divergence(p, r) > 2 * (kl_divergence(p, q) + kl_divergence(q, r))
    True
    """
    return [0.5, 0.5], [0.25, 0.75], [0.1, 0.9]


# --- units -------------------------------------------------------------------------------------------------


def convert(value: ArrayLike, unit_from: str, unit_to: str) -> Any:
    """The same amount of information in another unit: "bit", "nat" or "hartley".

    A change of the logarithm's base is one multiplication: 1 bit = ln 2 nat, 1 hartley = ln 10 nat.
    Element by element; a scalar gives a scalar. ValueError for another unit, and NaN.

    >>> convert(1, "bit", "nat")
    0.6931471805599453
    """
    one_of(unit_from, "unit_from", NATS_PER)
    one_of(unit_to, "unit_to", NATS_PER)
    amount = numeric_array(value, "value")
    not_nan(amount, "value")
    return as_result(amount * (NATS_PER[unit_from] / NATS_PER[unit_to]), amount.dtype)


def perplexity(h: ArrayLike, unit: str = "nat") -> Any:
    """The number of equally likely outcomes that would be as surprising on average as h: exp(h) for nats.

    2^h for bits, 10^h for hartleys: the same model has the same perplexity in every unit. inf gives inf.
    F. Jelinek and others, Journal of the Acoustical Society of America 62 (1977), S63.

    >>> perplexity(2, "bit"), perplexity(0)
    (4.0, 1.0)
    """
    one_of(unit, "unit", POWERS)
    amount = numeric_array(h, "h")
    not_nan(amount, "h")
    with np.errstate(over="ignore"):  # more outcomes than the largest float can count: inf
        return as_result(POWERS[unit](amount.astype(np.float64)), amount.dtype)


# --- the formulas, once ------------------------------------------------------------------------------------


def _surprise(q: np.ndarray, base: float) -> np.ndarray:
    """-log q in units of log_base, +inf for q = 0."""
    nats = _nats_per_unit(base)
    possible = q > 0
    # A total may exceed 1 by its tolerance, but no outcome is less surprising than a certain one.
    certain_at_most = np.where(possible, np.minimum(q, 1), 1).astype(np.float64)
    log = EXACT_LOGS.get(base)
    logs = np.log(certain_at_most) / nats if log is None else log(certain_at_most)
    return np.where(possible, 0.0 - logs, np.inf)  # 0.0 - 0.0 is 0.0, while -(0.0) would be -0.0


def _share(p: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """p times cost, where what never happens (p = 0) costs nothing, however dear: 0 log 0 = 0."""
    return p * np.where(p > 0, cost, 0.0)


def _expected(p: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """The mean of cost under p: sum p cost."""
    return _sum(_share(p.astype(np.float64) * SCALE, cost)) / SCALE


def _sum(terms: np.ndarray, axes: int = 1) -> np.ndarray:
    """The sums over the last axes, each as good as rounded once, whatever cancels on the way."""
    rows = terms.reshape(-1, math.prod(terms.shape[-axes:]))
    if len(rows) <= rows.shape[1]:  # few long ones
        return np.array([math.fsum(row) for row in rows.tolist()]).reshape(terms.shape[:-axes])
    total, lost = np.zeros(len(rows)), np.zeros(len(rows))
    with np.errstate(invalid="ignore"):  # inf - inf, where a sum is inf: nothing is lost then
        for column in rows.T:  # many short ones, side by side: what each addition rounds away is kept (Knuth's TwoSum)
            before, total = total, total + column
            added = total - before
            lost += (before - (total - added)) + (column - added)
    return np.where(np.isfinite(lost), total + lost, total).reshape(terms.shape[:-axes])


def _log_ratio(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ln(p/q) as a float and what it still lacks; inf for p > 0 = q, and 0 for p = 0, where it has no weight."""
    both = (p > 0) & (q > 0)
    p_, q_ = np.where(both, p, 1.0), np.where(both, q, 1.0)
    # Close together, p - q is exact and log1p keeps its digits; ln(p/q) would round them away.
    close = np.abs(p_ - q_) <= q_ / 2
    gap = np.where(close, p_ - q_, 0.0) / q_
    # Far apart, p/q could overflow or underflow: what exceeds 2^1000 is added as a multiple of ln 2.
    (mantissa_p, power_p), (mantissa_q, power_q) = np.frexp(p_), np.frexp(q_)
    power = power_p - power_q
    most = np.clip(power, -1000, 1000)
    ratio = mantissa_p / mantissa_q
    log = np.where(close, np.log1p(gap), np.log(np.ldexp(ratio, most)) + (power - most) * math.log(2))
    # ln((1 + e) x) = ln x + e: e is how much of mantissa_p the rounded ratio leaves over.
    back, lost = _product_and_lost(ratio, mantissa_q)
    left_over = np.where(both & ~close, ((mantissa_p - back) - lost) / mantissa_p, 0.0)
    return np.where(both, log, np.where(p > 0, np.inf, 0.0)), left_over


def _bregman_parts(p: np.ndarray, q: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Four numbers that add up to p ln(p/q) - p + q, along a new last axis, in nats; given d = q - p.

    With s = d / (p + q), ln(p/q) = -2 artanh(s) = -2 (s + s^3/3 + s^5/5 + ...), and what is linear in s cancels
    on paper: s d - 2 p s^3 (1/3 + s^2/5 + s^4/7 + ...) is left, which loses no digit however close p and q are.
    Far apart the sum is taken as it stands, but exactly: p ln(p/q) in two parts, -p and q.
    """
    s = d / np.where(p + q > 0, p + q, 1.0)
    near = np.abs(s) <= 0.33  # just below a ratio of 2, which so comes out exact in bits
    s = np.where(near, s, 0.0)
    tail = np.zeros_like(s)
    for coefficient in ARTANH_TAIL:  # Horner's rule, from the last term to the first
        tail = tail * (s * s) + coefficient
    far = ~near & (q > 0)
    log, log_lacks = _log_ratio(p, q)
    product, lost = _product_and_lost(p, np.where(far, log, 0.0))
    return np.stack(
        [
            np.where(near, s * d, np.where(far, product, np.inf)),
            np.where(near, -2 * p * (s * s * s) * tail, lost + p * log_lacks),
            np.where(far, -p, 0.0),
            np.where(far, q, 0.0),
        ],
        axis=-1,
    )


ARTANH_TAIL = [1 / (2 * k + 3) for k in reversed(range(17))]  # for s^2 <= 0.11 the rest is below 1e-17


def _product_and_lost(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """a b as rounded, and what the rounding lost, exactly (T. J. Dekker, Numerische Mathematik 18, 1971)."""
    product = a * b
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def _halves(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A float of 53 bits as the sum of two with 26 bits each, whose products are exact."""
    shifted = x * (2.0**27 + 1)
    high = shifted - (shifted - x)
    return high, x - high


# --- arguments ---------------------------------------------------------------------------------------------


def _nats_per_unit(base: float) -> float:
    """ln(base): how many nats one unit of log_base is."""
    if number(base, "base", above=0, below=math.inf) == 1:
        raise ValueError("base must not be 1, but it is: 1 raised to anything stays 1.")
    return math.log(base)


def _pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[np.ndarray, np.ndarray, np.dtype]:
    """Two distributions (or tables of them) of equal shape in float64, and the precision of the answer."""
    p, q = distributions(p, "p", axis), distributions(q, "q", axis)
    same_shape(p, q, "p", "q")
    return p.astype(np.float64, copy=False), q.astype(np.float64, copy=False), np.result_type(p, q)


def _non_negative_pair(p: ArrayLike, q: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.dtype]:
    """The same for non-negative numbers that need not add up to anything."""
    p, q = numeric_array(p, "p"), numeric_array(q, "q")
    for x, name in ((p, "p"), (q, "q")):
        in_range(x, name, 0, 1e290)  # so that nothing on the way can overflow
    same_shape(p, q, "p", "q")
    return p.astype(np.float64, copy=False), q.astype(np.float64, copy=False), np.result_type(p, q)


def _table(P: ArrayLike, name: str) -> np.ndarray:
    """A table of distributions, one a row."""
    table = distributions(P, name)
    if table.ndim != 2:
        raise ValueError(f"{name} must be a table with one distribution a row, but its shape is {table.shape}.")
    return table
