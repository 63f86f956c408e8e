"""The judge: mathematics with 80 digits (mpmath), and how far a float is from it.

A float is an exact number, so `exact` takes every float as it is, and the functions below say what a perfect
implementation would answer. Errors are counted in ulp, units in the last place: the gap between neighbouring
floats at the exact answer. A correctly rounded result has at most half a ulp of error.
"""

from __future__ import annotations

import numpy as np
from mpmath import mp, mpf

mp.dps = 80


def exact(x):
    """A number as mpf, an array (any nesting) as an object array of mpf, exactly."""
    array = np.asarray(x)
    if array.ndim == 0:
        return mpf(float(array))
    numbers = np.empty(array.shape, dtype=object)
    numbers.flat = [mpf(value) for value in array.astype(np.float64).ravel().tolist()]
    return numbers


def ulp(value, dtype=np.float64):
    """The gap between neighbouring floats of `dtype` at the exact number `value`."""
    info = np.finfo(dtype)
    # mp.frexp: value = m 2^e with 1/2 <= |m| < 1; below the smallest normal number the gaps stay equal.
    exponent = max(mp.frexp(value)[1] - 1, int(info.minexp)) if value else int(info.minexp)
    return mpf(2) ** (exponent - int(info.nmant))


def ulp_error(got, true, dtype=None):
    """The largest error of `got` in ulp of `dtype` (by default its own); inf for NaN or a wrong infinity.

    `true` is the exact answer, an mpf or an array of them in the shape of `got`. An exact answer beyond the
    largest float is right as inf, an exact zero only as 0.
    """
    got, true = np.asarray(got), np.asarray(true, dtype=object)
    assert got.shape == true.shape, f"got the shape {got.shape}, expected {true.shape}"
    dtype = got.dtype if dtype is None else np.dtype(dtype)
    return max((_one(g, t, dtype) for g, t in zip(got.ravel().tolist(), true.ravel(), strict=True)), default=0.0)


def _one(got, true, dtype):
    true = mpf(true)
    largest = mpf(float(np.finfo(dtype).max))
    if abs(true) >= largest + ulp(largest, dtype) / 2:
        true = mp.sign(true) * mp.inf
    if mp.isinf(true) or not np.isfinite(got):
        return 0.0 if got == true else float("inf")
    return float(abs(mpf(got) - true) / ulp(true, dtype))


def relative_error(got, true):
    """The largest |got - true| / |true|; an exact zero must be met exactly."""
    pairs = zip(np.ravel(got).tolist(), np.ravel(np.asarray(true, dtype=object)), strict=True)
    return max(
        0.0 if g == t else float(abs(mpf(g) - t) / abs(t)) if t and np.isfinite(g) else float("inf")
        for g, t in pairs
    )


# --- information -------------------------------------------------------------------------------------------


def log_base(x, base):
    return mp.log(x) / (1 if base == np.e else mp.log(mpf(base)))


def entropy(p, base=2.0):
    return mp.fsum(-p_i * log_base(p_i, base) for p_i in exact(p) if p_i)


def cross_entropy(p, q, base=2.0):
    pairs = [(p_i, q_i) for p_i, q_i in zip(exact(p), exact(q), strict=True) if p_i]
    return mp.inf if any(q_i == 0 for _, q_i in pairs) else mp.fsum(-p_i * log_base(q_i, base) for p_i, q_i in pairs)


def kl_divergence(p, q, base=2.0):
    """sum p log(p/q) - p + q, the divergence of vectors whose totals, being floats, are only nearly equal."""
    return mp.fsum(divergence_term(p_i, q_i, base) for p_i, q_i in zip(exact(p), exact(q), strict=True))


def divergence_term(p, q, base=2.0):
    return log_ratio_term(p, q, base) + (q - p) / (1 if base == np.e else mp.log(mpf(base)))


def log_ratio_term(p, q, base=2.0):
    if p == 0:
        return mpf(0)
    return p * log_base(p / q, base) if q else mp.inf


def js_divergence(p, q, base=2.0):
    pairs = list(zip(exact(p), exact(q), strict=True))
    terms = [log_ratio_term(a, (a + b) / 2, base) + log_ratio_term(b, (a + b) / 2, base) for a, b in pairs]
    return mp.fsum(terms) / 2


# --- logits and losses, in nats ----------------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + mp.exp(-z)) if z >= 0 else mp.exp(z) / (1 + mp.exp(z))


def softplus(z):
    """ln(1 + exp(z)) = -ln sigmoid(-z)."""
    return mp.log1p(mp.exp(z)) if z < 0 else z + mp.log1p(mp.exp(-z))


def binary_cross_entropy(y, p):
    surprises = ((y, -mp.log(p) if p else mp.inf), (1 - y, -mp.log1p(-p) if p != 1 else mp.inf))
    return mp.fsum(weight * surprise for weight, surprise in surprises if weight)


def bce_with_logits(y, z):
    return mp.fsum(weight * softplus(x) for weight, x in ((y, -z), (1 - y, z)) if weight)


def focal_loss_with_logits(y, z, gamma):
    x = z if y == 1 else -z
    return sigmoid(-x) ** mpf(gamma) * softplus(-x)


def focal_gradient(y, z, gamma):
    x, gamma = (z if y == 1 else -z), mpf(gamma)
    size = sigmoid(-x) ** gamma * (sigmoid(-x) + gamma * sigmoid(x) * softplus(-x))
    return -size if y == 1 else size


def softmax_row(z):
    """(q, 1 - q, -ln q, ln of the denominator) of one row of exact logits; 1 - q of the top without cancelling."""
    top = max(range(len(z)), key=lambda k: z[k])
    e = [mp.exp(z_k - z[top]) for z_k in z]
    rest = mp.fsum(e[:top] + e[top + 1:])
    q = [e_k / (1 + rest) for e_k in e]
    miss = [1 - q_k for q_k in q]
    miss[top] = rest / (1 + rest)
    doubt = mp.log1p(rest)
    return q, miss, [(z[top] - z_k) + doubt for z_k in z], z[top] + doubt
