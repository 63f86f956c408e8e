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

from xentlib.blocks import evaluate
from xentlib.numerics import by_columns, exact_row_sums, product_and_lost
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
    return evaluate(_surprise(base), p, dtype=p.dtype.type, work=np.float64)


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
    surprise = _surprise(base)
    return _for_each_row(lambda p: _expected(p, surprise(p)), p)


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
    surprise, nats = _surprise(base), _nats_per_unit(base)

    def formula(heads: np.ndarray) -> np.ndarray:
        tails = 1 - heads
        # log1p(-p) is log(1-p) without forming 1-p, which is 1 for a p of 1e-20: the tails still cost p nats.
        return _share(heads, surprise(heads)) + _share(tails, -np.log1p(-heads) / nats)

    p = numeric_array(p, "p")
    in_range(p, "p")
    return evaluate(formula, p, dtype=p.dtype.type, work=np.float64)


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
    p, q = _pair(p, q, axis)
    surprise = _surprise(base)
    return _for_each_row(lambda p, q: _expected(p, surprise(q)), p, q)


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
    surprises = evaluate(_surprise(base), Q, dtype=np.float64)
    dtype = np.result_type(P, Q).type
    columns = [_for_each_row(lambda p, cost=cost: _expected(p, cost), P, dtype=dtype) for cost in surprises]
    return np.stack(columns, axis=-1)


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
    surprises = evaluate(_surprise(base), q, dtype=np.float64)[outcomes.ravel()]
    return as_result(_for_each_row(lambda x: exact_row_sums(x)[:, 0], surprises) / outcomes.size, q.dtype)


# --- divergences -------------------------------------------------------------------------------------------


def relative_entropy_terms(p: ArrayLike, q: ArrayLike, base: float = 2.0) -> Any:
    """The terms of Kullback and Leibler's sum, element by element: p log(p/q).

    A term is negative where the model expects too much (q > p); only their sum over two distributions is
    never negative. 0 for p = 0, inf for p > 0 = q. Any non-negative numbers of equal shapes.

    >>> relative_entropy_terms([0.5, 0.5, 0], [0.25, 0.5, 0.25])
    array([0.5, 0. , 0. ])
    """
    nats = _nats_per_unit(base)

    def formula(p: np.ndarray, q: np.ndarray) -> np.ndarray:
        term, lacks = _log_ratio_terms(p, q)
        return (term + lacks) / nats

    p, q = _non_negative_pair(p, q)
    return evaluate(formula, p, q, dtype=np.result_type(p, q).type, work=np.float64)


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
    nats = _nats_per_unit(base)

    def formula(p: np.ndarray, q: np.ndarray) -> np.ndarray:
        gap, lacks = _bregman(p, q)
        return (gap + lacks) / nats

    p, q = _non_negative_pair(p, q)
    return evaluate(formula, p, q, dtype=np.result_type(p, q).type, work=np.float64)


def kl_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The extra cost of believing q where p is true: D(p || q) = sum p log(p/q) = H(p, q) - H(p).

    Kullback-Leibler divergence, relative entropy. >= 0, exactly 0 for p = q, inf where q calls impossible
    what happens; not symmetric. It is the avoidable part of the cross-entropy.

    Added up as sum (p log(p/q) - p + q), see `divergence_terms`: subtracting H(p) from H(p, q) would lose
    every digit for close p and q, and could come out negative.

    >>> kl_divergence([1, 0], [0.5, 0.5]), kl_divergence([0.5, 0.5], [1, 0])
    (1.0, inf)
    """
    unit = _nats_per_unit(base)

    def formula(p: np.ndarray, q: np.ndarray) -> np.ndarray:
        p, q = p * SCALE, q * SCALE
        return exact_row_sums(*_bregman(p, q))[:, 0] / unit / SCALE

    return _for_each_row(formula, *_pair(p, q, axis))


def js_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """How far p and q are from their mixture: (D(p || m) + D(q || m)) / 2 with m = (p + q) / 2.

    Jensen-Shannon divergence (Lin 1991): symmetric, always finite, from 0 for p = q to 1 bit (ln 2 nats) for
    distributions that share no outcome. Its square root is a metric; this is the divergence itself.

    >>> js_divergence([1, 0], [0, 1]), js_divergence([0.5, 0.5, 0], [0, 0.5, 0.5])
    (1.0, 0.5)
    """
    unit = _nats_per_unit(base)

    def formula(p: np.ndarray, q: np.ndarray) -> np.ndarray:
        p, q = p * SCALE, q * SCALE
        total = exact_row_sums(*_two_divergences(p, q))[:, 0] / 2
        return np.minimum(total, math.log(2) * SCALE) / unit / SCALE  # no rounding lifts it above its bound

    return _for_each_row(formula, *_pair(p, q, axis))


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


def _surprise(base: float) -> Callable[[np.ndarray], np.ndarray]:
    """The function -log q in units of log_base, +inf for q = 0."""
    nats = _nats_per_unit(base)
    log = EXACT_LOGS.get(base) or (lambda q: np.log(q) / nats)
    # A total may exceed 1 by its tolerance, but no outcome is less surprising than a certain one.
    return lambda q: 0.0 - log(np.minimum(q, 1))  # 0.0 - 0.0 is 0.0, while -(0.0) would be -0.0


def _share(p: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """p times cost, where what never happens (p = 0) costs nothing, however dear: 0 log 0 = 0."""
    return p * np.where(p > 0, cost, 0.0)


def _expected(p: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """The mean of cost under p: sum p cost."""
    return exact_row_sums(_share(p * SCALE, cost))[:, 0] / SCALE


def _for_each_row(formula: Callable[..., np.ndarray], *tables: np.ndarray, dtype: Any = None) -> Any:
    """The numbers that `formula` finds for blocks of rows (n, K), computed in float64."""

    def turned(*blocks: np.ndarray) -> np.ndarray:
        return formula(*map(by_columns, blocks))

    dtype = dtype or np.result_type(*tables).type
    return evaluate(turned, *tables, rows=True, dtype=dtype, work=np.float64)


def _log_ratio_terms(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p ln(p/q) as a float and what it still lacks; 0 for p = 0, inf for p > 0 = q."""
    (mantissa_p, power_p), (mantissa_q, power_q) = np.frexp(p), np.frexp(q)
    ratio, power = mantissa_p / mantissa_q, power_p - power_q
    most = np.clip(power, -1000, 1000)  # p/q may overflow or underflow: the rest is added as a multiple of ln 2
    log = np.log(np.ldexp(ratio, most)) + (power - most) * math.log(2)
    # ln((1 + e) x) = ln x + e: e is how much of p the rounded ratio leaves over.
    back, lost = product_and_lost(ratio, mantissa_q)
    left_over = ((mantissa_p - back) - lost) / mantissa_p
    product, lost = product_and_lost(p, log)
    return np.where(p > 0, product, 0.0), np.where((p > 0) & (q > 0), lost + p * left_over, 0.0)


def _bregman(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two numbers that add up to p ln(p/q) - p + q, in nats.

    With d = q - p and s = d / (p + q), ln(p/q) = -2 artanh(s) = -2 (s + s^3/3 + s^5/5 + ...), and what is linear
    in s cancels on paper: s d - 2 p s^3 (1/3 + s^2/5 + s^4/7 + ...) is left, which loses no digit however close
    p and q are.
    Far apart the sum is taken as it stands, with what d lacks by rounding.
    """
    d = q - p
    s = d / (p + q)
    main = s * d
    rest = -2 * p * (s * s * s) * _series(ARTANH, s * s)
    far = _places(~(np.abs(s) <= 0.33))  # from just below a ratio of 2, which so comes out exact in bits
    p, q, d = (x.ravel("K")[far] for x in (p, q, d))
    term, lacks = _log_ratio_terms(p, q)
    rounding = np.sign(d) * ((np.maximum(p, q) - np.abs(d)) - np.minimum(p, q))
    main.ravel("K")[far], rest.ravel("K")[far] = term + d, lacks + rounding
    return main, rest


def _two_divergences(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two numbers that add up to p ln(p/m) + q ln(q/m), in nats, with m = (p + q) / 2.

    With s = (q - p) / (p + q), p = m (1 - s) and q = m (1 + s), so this is m times the even function
    (1 - s) ln(1 - s) + (1 + s) ln(1 + s) = s^2 + s^4/6 + s^6/15 + ..., which loses no digit however close p and q
    are. Far apart the sum is taken as it stands; what m lacks by rounding counts as it would in -p - q + 2 m.
    """
    both, d = p + q, q - p
    s = d / both
    main = s * d / 2
    rest = main * (s * s) * _series(EVEN, s * s)
    far = _places(~(np.abs(s) <= 0.5))
    p, q, both = (x.ravel("K")[far] for x in (p, q, both))
    (term_p, lacks_p), (term_q, lacks_q) = _log_ratio_terms(p, both / 2), _log_ratio_terms(q, both / 2)
    rounding = (both - np.maximum(p, q)) - np.minimum(p, q)
    main.ravel("K")[far], rest.ravel("K")[far] = term_p + term_q, (lacks_p + lacks_q) + rounding
    return main, rest


ARTANH = [1 / (2 * k + 1) for k in range(1, 18)]  # for s^2 <= 0.11 what is left out is below 1e-17
EVEN = [1 / (k * (2 * k - 1)) for k in range(2, 26)]  # for s^2 <= 0.25 as well


def _series(coefficients: list[float], x: np.ndarray) -> np.ndarray:
    """The sum of coefficients[k] x^k by Horner's rule, from the last term to the first."""
    total = np.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total *= x
        total += coefficient
    return total


def _places(mask: np.ndarray) -> np.ndarray:
    """Where the mask is true, counted as the elements lie in memory ("K"), by rows or by columns."""
    return np.flatnonzero(mask.ravel("K"))


# --- arguments ---------------------------------------------------------------------------------------------


def _nats_per_unit(base: float) -> float:
    """ln(base): how many nats one unit of log_base is."""
    if number(base, "base", above=0, below=math.inf) == 1:
        raise ValueError("base must not be 1, but it is: 1 raised to anything stays 1.")
    return math.log(base)


def _pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Two distributions (or tables of them) of equal shape."""
    p, q = distributions(p, "p", axis), distributions(q, "q", axis)
    same_shape(p, q, "p", "q")
    return p, q


def _non_negative_pair(p: ArrayLike, q: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The same for non-negative numbers that need not add up to anything."""
    p, q = numeric_array(p, "p"), numeric_array(q, "q")
    for x, name in ((p, "p"), (q, "q")):
        in_range(x, name, 0, 1e290)  # so that nothing on the way can overflow
    same_shape(p, q, "p", "q")
    return p, q


def _table(P: ArrayLike, name: str) -> np.ndarray:
    """A table of distributions, one a row."""
    table = distributions(P, name)
    if table.ndim != 2:
        raise ValueError(f"{name} must be a table with one distribution a row, but its shape is {table.shape}.")
    return table
