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
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib.validation import (
    as_result,
    check_axis,
    distributions,
    finite,
    first_index,
    in_range,
    labels,
    non_empty,
    not_nan,
    number,
    numeric_array,
    one_of,
    same_shape,
)

NATS_PER = {"bit": math.log(2), "nat": 1.0, "hartley": math.log(10)}
EXACT_LOGS = {2.0: np.log2, math.e: np.log, 10.0: np.log10}


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
        raise ValueError(f"{name} must be one distribution (one-dimensional), but its shape is {array.shape}.")
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
        row = first_index(largest[..., 0] == 0)
        raise ValueError(f"w must have a positive total, but {f'row {row}' if row else 'it'} has only zeros.")
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
    # log1p(-p) = log(1-p) without forming 1-p: a p of 1e-20 leaves it at 1, but still costs p nats.
    surprise_tails = np.where(tails > 0, -np.log1p(-np.where(tails > 0, heads, 0)), 0) / math.log(base)
    return as_result(_times(heads, _surprise(heads, base)) + tails * surprise_tails, p.dtype)


def cross_entropy(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The average surprise of one who believes q where p is true: H(p, q) = -sum p log q.

    Reality decides how often (p), the model decides how long (q): with a code made for q, a message from p
    costs H(p, q) per symbol. Never below H(p) (Gibbs' inequality); equal to it only for q = p.

    Equal shapes, else ValueError. inf where q calls impossible what happens.

    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], base=2).__round__(4)
    1.2075
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
    return as_result(_surprise(q, base)[outcomes].mean(), q.dtype)


# --- divergences -------------------------------------------------------------------------------------------


def relative_entropy_terms(p: ArrayLike, q: ArrayLike, base: float = 2.0) -> Any:
    """The terms of Kullback and Leibler's sum, element by element: p log(p/q).

    A term is negative where the model expects too much (q > p); only their sum over two distributions is
    never negative. 0 for p = 0, inf for p > 0 = q. Any non-negative numbers of equal shapes.

    >>> relative_entropy_terms([0.5, 0.5, 0], [0.25, 0.5, 0.25])
    array([0.5, 0. , 0. ])
    """
    p, q, dtype = _non_negative_pair(p, q)
    return as_result(_log_ratio_terms(p, q) / _nats_per_unit(base), dtype)


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
    return as_result(_bregman_terms(p, q) / _nats_per_unit(base), dtype)


def kl_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> Any:
    """The extra cost of believing q where p is true: D(p || q) = sum p log(p/q) = H(p, q) - H(p).

    Kullback-Leibler divergence, relative entropy. >= 0, exactly 0 for p = q, inf where q calls impossible
    what happens; not symmetric. It is the avoidable part of the cross-entropy.

    Added up as sum (p log(p/q) - p + q), see `divergence_terms`: subtracting H(p) from H(p, q) would lose
    every digit for close p and q, and could come out negative.

    >>> kl_divergence([0.5, 0.5], [0.75, 0.25]).__round__(4), kl_divergence([0.75, 0.25], [0.5, 0.5]).__round__(4)
    (0.2075, 0.1887)
    >>> kl_divergence([1, 0], [0.5, 0.5]), kl_divergence([0.5, 0.5], [1, 0])
    (1.0, inf)
    """
    p, q, dtype = _pair(p, q, axis)
    return as_result(_bregman_terms(p, q).sum(axis=-1) / _nats_per_unit(base), dtype)
