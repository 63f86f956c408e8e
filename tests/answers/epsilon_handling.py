"""Answers to the exercises of notebook 06."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 6.1 xlogy


@right("xlogy", "as in the notebook")
def _(x, y):
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    result = np.zeros(x.shape)
    weighed, impossible = x > 0, (x > 0) & (y == 0)
    possible = weighed & ~impossible
    result[possible] = x[possible] * np.log(y[possible])
    result[impossible] = -np.inf
    return result if result.ndim else float(result)


@right("xlogy", "out and where")
def _(x, y):
    x, y = np.broadcast_arrays(np.array(x, dtype=float), np.array(y, dtype=float))
    logs = np.full(y.shape, -np.inf)
    np.log(y, out=logs, where=y != 0)
    return np.multiply(x, logs, out=np.zeros(x.shape), where=x != 0)[()]


@right("xlogy", "np.vectorize and math.log")
def _(x, y):
    def one(a, b):
        if a == 0:
            return 0.0
        return a * math.log(b) if b > 0 else (float("nan") if math.isnan(b) else -math.inf)

    return np.vectorize(one, otypes=[float])(x, y)[()]


@right("xlogy", "errstate and where")
def _(x, y):
    x, y = np.asarray(x), np.asarray(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x == 0, 0.0, x * np.log(y))


@right("xlogy", "a harmless 1 in the logarithm")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(divide="ignore"):
        return x * np.log(np.where(x == 0, 1, y))


@right("xlogy", "SciPy's")
def _(x, y):
    return special.xlogy(x, y)


@right("xlogy", "nested lists, math.log")
def _(x, y):
    def one(a, b):
        if isinstance(a, list):
            return [one(c, d) for c, d in zip(a, b, strict=True)]
        return 0 if a == 0 else float("-inf") if b == 0 else a * math.log(b)

    x, y = np.broadcast_arrays(x, y)
    return one(x.tolist(), y.tolist())


@wrong("xlogy", "plain", caught="visible", insight="zero times infinity")
def _(x, y):
    return np.asarray(x) * np.log(y)


@wrong("xlogy", "plain, on lists as given", caught="visible", insight="zero times infinity")
def _(x, y):
    return x * np.log(y)


@wrong("xlogy", "where after", caught="hidden", insight="both branches run")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return np.where(x == 0, 0, x * np.log(y))


@wrong("xlogy", "nan repaired after", caught="hidden", insight="nan hidden")
def _(x, y):
    result = np.asarray(x, float) * np.log(np.asarray(y, float))
    return np.where(np.isnan(result), 0, result)


@wrong("xlogy", "nan repaired after, quietly", caught="hidden", insight="nan hidden")
def _(x, y):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.asarray(x) * np.log(np.asarray(y, float)), nan=0, neginf=-np.inf)


@wrong("xlogy", "y == 0 is 0", caught="visible", insight="the price forgiven")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return x * np.log(np.where(y == 0, 1, y))


@wrong("xlogy", "only where y is positive", caught="visible", insight="the price forgiven")
def _(x, y):
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    return np.where(y > 0, x * np.log(y, where=y > 0, out=np.zeros(y.shape)), 0)


@wrong("xlogy", "epsilon in the logarithm", caught="visible", insight="a finite price")
def _(x, y):
    return np.asarray(x) * np.log(np.asarray(y) + 1e-12)


@wrong("xlogy", "clipped from below", caught="visible", insight="a finite price")
def _(x, y):
    return np.asarray(x) * np.log(np.maximum(y, 1e-300))


@wrong("xlogy", "nan_to_num", caught="visible", insight="infinity replaced")
def _(x, y):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.asarray(x) * np.log(y))


@wrong("xlogy", "only what is finite", caught="visible", insight="the price forgiven")
def _(x, y):
    with np.errstate(all="ignore"):
        result = np.asarray(x) * np.log(y)
    return np.where(np.isfinite(result), result, 0)


@wrong("xlogy", "arguments exchanged", caught="visible", insight="arguments exchanged")
def _(x, y):
    return special.xlogy(y, x)


@wrong("xlogy", "minus sign", caught="visible", insight="minus sign")
def _(x, y):
    return -special.xlogy(x, y)


@wrong("xlogy", "log2", caught="visible", insight="other logarithm")
def _(x, y):
    return special.xlogy(x, y) / math.log(2)


@wrong("xlogy", "log10, single numbers", caught="visible", insight="other logarithm")
def _(x, y):
    return 0.0 if x == 0 else x * math.log10(y) if y else -math.inf


@wrong("xlogy", "pairs of a list", caught="hidden", insight="shapes not matched")
def _(x, y):
    def one(a, b):
        return 0.0 if a == 0 else a * (math.log(b) if b > 0 else -math.inf if b == 0 else math.nan)

    x, y = np.asarray(x), np.asarray(y)
    if x.ndim == 0:
        return one(x, y)
    return np.array([one(a, b) for a, b in zip(x.ravel(), y.ravel(), strict=True)]).reshape(x.shape)


@wrong("xlogy", "mask of the same shape", caught="hidden", insight="shapes not matched")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    result = np.zeros_like(x)
    keep = x != 0
    with np.errstate(divide="ignore"):
        result[keep] = x[keep] * np.log(y[keep])
    return result


@wrong("xlogy", "if", caught="visible", insight="single numbers only")
def _(x, y):
    if x == 0:
        return 0.0
    return x * math.log(y) if y > 0 else -math.inf


@wrong("xlogy", "always 0", caught="visible")
def _(x, y):
    return 0.0


@wrong("xlogy", "x ln x", caught="visible")
def _(x, y):
    return special.xlogy(x, x)


@wrong("xlogy", "logarithm of a power", caught="hidden", insight="a power in the logarithm")
def _(x, y):
    with np.errstate(all="ignore"):
        return np.log(np.power(np.asarray(y, float), x))


@wrong("xlogy", "isclose to 0", caught="hidden", insight="nearly zero is zero")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(all="ignore"):
        return np.where(np.isclose(x, 0), 0, x * np.log(y))


@wrong("xlogy", "a tiny y is 0", caught="hidden", insight="nearly zero is zero")
def _(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(all="ignore"):
        return np.where(x == 0, 0, np.where(y < 1e-12, -np.inf, x * np.log(y)))


# ---------------------------------------------------------------- 6.2 clip_probs


def _checked(p, eps):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    eps = np.finfo(dtype).eps if eps is None else dtype.type(eps)
    if not 0 < eps < 0.5 or 1 - eps == 1:
        raise ValueError("eps does not protect")
    return p.astype(dtype), eps


@right("clip_probs", "as in the notebook")
def _(p, eps=None):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    low = np.finfo(dtype).eps if eps is None else dtype.type(eps)
    high = dtype.type(1) - low
    if not (0 < low < 0.5 and high < 1):
        raise ValueError(f"eps must be between 0 and 0.5, and large enough for {dtype}, but it is {eps}")
    return np.clip(p.astype(dtype), low, high)


@right("clip_probs", "mask on a copy")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    p = p.copy()
    p[p < eps] = eps
    p[p > 1 - eps] = 1 - eps
    return p


@right("clip_probs", "minimum of maximum")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return np.minimum(np.maximum(p, eps), p.dtype.type(1 - eps))


@right("clip_probs", "Python's own eps, a list, then the type")
def _(p, eps=None):
    dtype = np.asarray(p).dtype if np.asarray(p).dtype.kind == "f" else np.dtype("float64")
    eps = float(np.finfo(dtype).eps) if eps is None else eps
    if eps <= 0 or eps >= 0.5 or dtype.type(1 - eps) == 1:
        raise ValueError(eps)
    return np.array([min(max(float(x), eps), 1 - eps) for x in p]).astype(dtype)


@wrong("clip_probs", "casts to float64", caught="hidden", insight="float64 always")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return np.clip(p.astype(float), eps, 1 - eps)


@wrong("clip_probs", "np.array of floats, epsilon of float64", caught="hidden", insight="float64 always")
def _(p, eps=None):
    eps = np.finfo(float).eps if eps is None else eps
    if not 0 < eps < 0.5 or 1 - eps == 1:
        raise ValueError
    return np.clip(np.array(p, dtype=float), eps, 1 - eps)


@wrong("clip_probs", "adds eps", caught="visible", insight="adding")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return p + eps


@wrong("clip_probs", "adds eps, at most 1", caught="visible", insight="adding")
def _(p, eps=None):
    return np.minimum(np.asarray(p) + (1e-7 if eps is None else eps), 1)


@wrong("clip_probs", "squeezes", caught="visible", insight="squeezing")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return eps + (1 - 2 * eps) * p


@wrong("clip_probs", "in place", caught="hidden", insight="predictions overwritten")
def _(p, eps=None):
    if not isinstance(p, np.ndarray) or p.dtype.kind != "f":
        p = np.array(p, float)
    eps = np.finfo(p.dtype).eps if eps is None else p.dtype.type(eps)
    if not 0 < eps < 0.5 or 1 - eps == 1:
        raise ValueError
    return np.clip(p, eps, 1 - eps, out=p)


@wrong("clip_probs", "renormalises", caught="visible", insight="sharing out again")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    p = np.clip(p, eps, 1 - eps)
    return p / p.sum()


@wrong("clip_probs", "only from below", caught="visible", insight="one end only")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return np.maximum(p, eps)


@wrong("clip_probs", "clip to [eps, 1]", caught="visible", insight="one end only")
def _(p, eps=1e-15):
    return np.clip(np.asarray(p), eps, 1.0)


@wrong("clip_probs", "only zeros and ones", caught="hidden", insight="only the very ends")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    p = p.copy()
    p[p == 0] = eps
    p[p == 1] = 1 - eps
    return p


@wrong("clip_probs", "no eps check", caught="hidden", insight="any eps will do")
def _(p, eps=None):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    eps = np.finfo(dtype).eps if eps is None else dtype.type(eps)
    return np.clip(p.astype(dtype), eps, 1 - eps)


@wrong("clip_probs", "only negative eps refused", caught="hidden", insight="any eps will do")
def _(p, eps=None):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    eps = np.finfo(dtype).eps if eps is None else dtype.type(eps)
    if eps < 0:
        raise ValueError
    return np.clip(p.astype(dtype), eps, 1 - eps)


@wrong("clip_probs", "1 - eps not asked in the type", caught="hidden", insight="lost in the type")
def _(p, eps=None):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    if eps is not None and not (0 < eps < 0.5 and 1 - eps < 1):
        raise ValueError
    eps = np.finfo(dtype).eps if eps is None else dtype.type(eps)
    return np.clip(p.astype(dtype), eps, 1 - eps)


@wrong("clip_probs", "1e-15 for all", caught="visible", insight="a default of its own")
def _(p, eps=1e-15):
    p, eps = _checked(p, eps)
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "1e-7 for all", caught="visible", insight="a default of its own")
def _(p, eps=None):
    p, eps = _checked(p, 1e-7 if eps is None else eps)
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "the smallest float", caught="visible", insight="a default of its own")
def _(p, eps=None):
    p = np.asarray(p, float)
    eps = np.finfo(p.dtype).tiny if eps is None else eps
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "epsilon of float64 for all", caught="hidden", insight="epsilon of another type")
def _(p, eps=None):
    if eps is None:
        p = np.asarray(p)
        dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
        return np.clip(p.astype(dtype), dtype.type(2.220446049250313e-16), dtype.type(1 - 2.220446049250313e-16))
    p, eps = _checked(p, eps)
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "epsilon of float64 for all, refused by itself", caught="hidden",
       insight="epsilon of another type")
def _(p, eps=None):
    p, eps = _checked(p, float(np.finfo(float).eps) if eps is None else eps)
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "lists out", caught="visible")
def _(p, eps=None):
    p, eps = _checked(p, eps)
    return np.clip(p, eps, 1 - eps).tolist()


@wrong("clip_probs", "nothing below the machine epsilon", caught="hidden", insight="too strict")
def _(p, eps=None):
    p = np.asarray(p)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(float)
    least = np.finfo(dtype).eps
    eps = least if eps is None else eps
    if not least <= eps < 0.5:
        raise ValueError("eps is too small for the type, or too large")
    return np.clip(p.astype(dtype), dtype.type(eps), dtype.type(1 - eps))


@wrong("clip_probs", "the same array where nothing is to do", caught="hidden")
def _(p, eps=None):
    clean, eps = _checked(p, eps)
    inside = isinstance(p, np.ndarray) and p.dtype == clean.dtype and ((p >= eps) & (p <= 1 - eps)).all()
    return p if inside else np.clip(clean, eps, 1 - eps)


@wrong("clip_probs", "integers become float32", caught="hidden")
def _(p, eps=None):
    p = np.asarray(p)
    p, eps = _checked(p if p.dtype.kind == "f" else p.astype(np.float32), eps)
    return np.clip(p, eps, 1 - eps)


@wrong("clip_probs", "None instead of an error", caught="hidden")
def _(p, eps=None):
    try:
        p, eps = _checked(p, eps)
    except ValueError:
        return None
    return np.clip(p, eps, 1 - eps)


# ---------------------------------------------------------------- 6.3 loss_range


@right("loss_range", "as in the notebook")
def _(eps):
    return -math.log1p(-eps), -math.log(eps)


@right("loss_range", "simulated")
def _(eps):
    y, p = np.array([1, 0, 1, 0]), np.clip(np.array([1.0, 0.0, 0.0, 1.0]), eps, 1 - eps)
    costs = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return costs.min(), costs.max()


@right("loss_range", "plain logarithms, a list")
def _(eps):
    return [-np.log(1 - eps), -np.log(eps)]


@right("loss_range", "an array")
def _(eps):
    return -np.log(np.array([1 - eps, eps]))


@wrong("loss_range", "0 and inf", caught="visible", insight="no limits")
def _(eps):
    return 0.0, math.inf


@wrong("loss_range", "0 and the cap", caught="visible", insight="perfection is free")
def _(eps):
    return 0, -math.log(eps)


@wrong("loss_range", "adding", caught="visible", insight="adding instead of limiting")
def _(eps):
    return -math.log(1 + eps), -math.log(eps)


@wrong("loss_range", "one minus sign forgotten", caught="visible", insight="adding instead of limiting")
def _(eps):
    return math.log(1 - eps), -math.log(eps)


@wrong("loss_range", "order", caught="visible", insight="order")
def _(eps):
    return -math.log(eps), -math.log(1 - eps)


@wrong("loss_range", "bits", caught="visible", insight="other logarithm")
def _(eps):
    return -math.log2(1 - eps), -math.log2(eps)


@wrong("loss_range", "log10", caught="visible", insight="other logarithm")
def _(eps):
    return -np.log10([1 - eps, eps])


@wrong("loss_range", "eps itself", caught="visible", insight="probabilities")
def _(eps):
    return eps, 1 - eps


@wrong("loss_range", "no minus", caught="visible", insight="missing minus")
def _(eps):
    return math.log(1 - eps), math.log(eps)


@wrong("loss_range", "no minus, sorted", caught="visible", insight="missing minus")
def _(eps):
    return tuple(sorted((math.log(1 - eps), math.log(eps))))


@wrong("loss_range", "only the cap", caught="visible")
def _(eps):
    return -math.log(eps)


@wrong("loss_range", "the smallest rounded to nothing", caught="visible", insight="perfection is free")
def _(eps):
    return max(0.0, round(-math.log(1 - eps), 6)) if eps < 1e-3 else 0.0, -math.log(eps)


# ---------------------------------------------------------------- 6.4 logsumexp


@right("logsumexp", "as in the notebook")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):
        return np.log(np.sum(np.exp(z - top), axis=axis)) + np.squeeze(top, axis=axis)


@right("logsumexp", "logaddexp.reduce")
def _(z, axis=-1):
    return np.logaddexp.reduce(np.asarray(z, float), axis=axis)


@right("logsumexp", "nested lists")
def _(z, axis=-1):
    def of_rows(rows):
        if isinstance(rows[0], list):
            return [of_rows(row) for row in rows]
        top = max(rows)
        return top if math.isinf(top) else top + math.log(math.fsum(math.exp(score - top) for score in rows))

    return of_rows(np.moveaxis(np.asarray(z, float), axis, -1).tolist())


@right("logsumexp", "SciPy's")
def _(z, axis=-1):
    return special.logsumexp(np.asarray(z, float), axis=axis)


@right("logsumexp", "one row at a time")
def _(z, axis=-1):
    def of_row(row):
        top = max(row)
        if math.isinf(top):
            return top
        return top + math.log(sum(math.exp(x - top) for x in row))

    return np.apply_along_axis(of_row, axis, np.asarray(z, float))


@right("logsumexp", "the maximum kept out of the sum")
def _(z, axis=-1):
    z = np.moveaxis(np.sort(np.asarray(z, float), axis=axis), axis, -1)
    top = z[..., -1]
    shift = np.where(np.isinf(top), 0, top)
    rest = np.exp(z[..., :-1] - shift[..., None]).sum(-1)
    return np.where(np.isinf(top), top, shift + np.log1p(rest))


@wrong("logsumexp", "naive", caught="visible", insight="formula as it stands")
def _(z, axis=-1):
    return np.log(np.sum(np.exp(z), axis=axis))


@wrong("logsumexp", "naive, in math", caught="visible")
def _(z, axis=-1):
    return math.log(sum(math.exp(x) for x in z))


@wrong("logsumexp", "global maximum", caught="hidden", insight="one maximum for all")
def _(z, axis=-1):
    z = np.asarray(z, float)
    return np.log(np.exp(z - z.max()).sum(axis)) + z.max()


@wrong("logsumexp", "global maximum, with care for infinities", caught="hidden", insight="one maximum for all")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max() if np.isfinite(z.max()) else 0
    with np.errstate(all="ignore"):
        return np.log(np.exp(z - top).sum(axis)) + top


@wrong("logsumexp", "squeeze without an axis", caught="hidden", insight="squeezed too much")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):
        return np.squeeze(top + np.log(np.exp(z - top).sum(axis=axis, keepdims=True)))


@wrong("logsumexp", "naive in a wider type", caught="hidden")
def _(z, axis=-1):
    wide = np.asarray(z, np.longdouble)
    with np.errstate(all="ignore"):
        return np.log(np.exp(wide).sum(axis=axis)).astype(float)


@wrong("logsumexp", "maximum only", caught="visible", insight="hard maximum")
def _(z, axis=-1):
    return np.max(z, axis=axis)


@wrong("logsumexp", "axis kept", caught="visible", insight="axis kept")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=axis, keepdims=True))


@wrong("logsumexp", "maximum not put back", caught="visible", insight="maximum not put back")
def _(z, axis=-1):
    z = np.asarray(z, float)
    return np.log(np.exp(z - z.max(axis=axis, keepdims=True)).sum(axis=axis))


@wrong("logsumexp", "clipped exponents", caught="visible", insight="exponents held back")
def _(z, axis=-1):
    return np.log(np.sum(np.exp(np.clip(z, -700, 700)), axis=axis))


@wrong("logsumexp", "epsilon in the logarithm", caught="visible", insight="exponents held back")
def _(z, axis=-1):
    return np.log(np.sum(np.exp(z), axis=axis) + 1e-12)


@wrong("logsumexp", "mean", caught="visible", insight="mean instead of sum")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    return np.log(np.exp(z - top).mean(axis=axis)) + top.squeeze(axis)


@wrong("logsumexp", "everything", caught="visible", insight="axis ignored")
def _(z, axis=-1):
    return special.logsumexp(z)


@wrong("logsumexp", "always the last axis", caught="hidden", insight="axis ignored")
def _(z, axis=-1):
    return special.logsumexp(np.asarray(z, float), axis=-1)


@wrong("logsumexp", "maximum without care for infinities", caught="hidden", insight="infinity minus infinity")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    return np.log(np.exp(z - top).sum(axis=axis)) + np.squeeze(top, axis)


@wrong("logsumexp", "the same, silenced", caught="hidden", insight="infinity minus infinity")
def _(z, axis=-1):
    z = np.asarray(z, float)
    with np.errstate(all="ignore"):
        return np.log(np.exp(z - z.max(axis, keepdims=True)).sum(axis)) + z.max(axis)


@wrong("logsumexp", "warns", caught="hidden", insight="warnings")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = z.max(axis=axis, keepdims=True)
    result = np.log(np.exp(z - top).sum(axis=axis)) + np.squeeze(top, axis)
    return np.where(np.isinf(np.squeeze(top, axis)), np.squeeze(top, axis), result)


@wrong("logsumexp", "bits", caught="visible", insight="other logarithm")
def _(z, axis=-1):
    return special.logsumexp(z, axis=axis) / math.log(2)


@wrong("logsumexp", "negative", caught="visible")
def _(z, axis=-1):
    return -special.logsumexp(z, axis=axis)


@wrong("logsumexp", "overwrites", caught="hidden")
def _(z, axis=-1):
    z = np.asarray(z, float)
    top = np.where(np.isinf(z.max(axis, keepdims=True)), 0, z.max(axis, keepdims=True))
    z -= top
    with np.errstate(divide="ignore"):
        return np.log(np.exp(z).sum(axis)) + np.squeeze(top, axis)


# ---------------------------------------------------------------- 6.5 biased_optimum


@right("biased_optimum", "as in the notebook")
def _(p, eps):
    return min(max(p * (1 + 2 * eps) - eps, 0.0), 1.0)


@right("biased_optimum", "np.clip")
def _(p, eps):
    return np.clip(p + eps * (2 * p - 1), 0, 1)


@right("biased_optimum", "ternary search and polish")
def _(p, eps):
    def slope(q):
        return -p / (q + eps) + (1 - p) / (1 - q + eps)

    if eps == 0:
        return p
    low, high = 0.0, 1.0
    if slope(1.0) <= 0:
        return 1.0
    if slope(0.0) >= 0:
        return 0.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return (low + high) / 2


@right("biased_optimum", "golden section")
def _(p, eps):
    def cost(q):
        return -(float(xl.xlogy(p, q + eps)) + float(xl.xlogy(1 - p, 1 - q + eps)))

    low, high, ratio = 0.0, 1.0, (math.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if cost(a) < cost(b) else (a, high)
    return (low + high) / 2


@wrong("biased_optimum", "p unchanged", caught="visible", insight="nothing changes")
def _(p, eps):
    return p


@wrong("biased_optimum", "towards the middle", caught="visible", insight="towards the middle")
def _(p, eps):
    return p * (1 - 2 * eps) + eps


@wrong("biased_optimum", "towards the middle, as smoothing does", caught="visible", insight="towards the middle")
def _(p, eps):
    return (1 - eps) * p + eps / 2


@wrong("biased_optimum", "not limited", caught="hidden", insight="not a probability")
def _(p, eps):
    return p * (1 + 2 * eps) - eps


@wrong("biased_optimum", "the inverse map", caught="visible", insight="the inverse map")
def _(p, eps):
    return (p + eps) / (1 + 2 * eps)


@wrong("biased_optimum", "plus eps", caught="visible", insight="shifted by eps")
def _(p, eps):
    return p + eps


@wrong("biased_optimum", "minus eps, limited", caught="visible", insight="shifted by eps")
def _(p, eps):
    return max(p - eps, 0)


@wrong("biased_optimum", "the other outcome", caught="visible", insight="of the other outcome")
def _(p, eps):
    return 1 - p * (1 + 2 * eps) + eps


@wrong("biased_optimum", "coarse grid", caught="visible", insight="too coarse a search")
def _(p, eps):
    q = np.linspace(0, 1, 101)[1:-1] if eps == 0 else np.linspace(0, 1, 101)
    return q[np.argmin(-(p * np.log(q + eps) + (1 - p) * np.log(1 - q + eps)))]


@wrong("biased_optimum", "less coarse grid", caught="hidden", insight="too coarse a search")
def _(p, eps):
    q = np.linspace(1e-9, 1 - 1e-9, 1001) if eps == 0 else np.linspace(0, 1, 1001)
    return q[np.argmin(-(p * np.log(q + eps) + (1 - p) * np.log(1 - q + eps)))]


@wrong("biased_optimum", "limited to [0.001, 0.999]", caught="hidden", insight="held back from the ends")
def _(p, eps):
    return min(max(p * (1 + 2 * eps) - eps, 1e-3), 1 - 1e-3) if eps else p


@wrong("biased_optimum", "limited to [eps, 1 - eps]", caught="hidden", insight="held back from the ends")
def _(p, eps):
    return np.clip(p * (1 + 2 * eps) - eps, eps, 1 - eps)


@wrong("biased_optimum", "p itself where the formula leaves the range", caught="hidden",
       insight="held back from the ends")
def _(p, eps):
    q = p + eps * (2 * p - 1)
    return q if 0 <= q <= 1 else p


@wrong("biased_optimum", "the lowest cost", caught="visible")
def _(p, eps):
    q = np.linspace(0.001, 0.999, 999)
    return np.min(-(p * np.log(q + eps) + (1 - p) * np.log(1 - q + eps)))


# ---------------------------------------------------------------- 6.6 clipped_ce_and_grad


def _sigmoid(z):
    e = math.exp(-abs(z))
    return 1 / (1 + e) if z >= 0 else e / (1 + e)


def _both(y, z, eps):
    s = _sigmoid(z)
    p = min(max(s, eps), 1 - eps)
    return s, p, -math.log(p) if y == 1 else -math.log(1 - p)


@right("clipped_ce_and_grad", "as in the notebook")
def _(y, z, eps=1e-7):
    e = np.exp(-abs(z))
    s = 1 / (1 + e) if z >= 0 else e / (1 + e)
    p = min(max(s, eps), 1 - eps)
    loss = -np.log(p if y == 1 else 1 - p)
    return float(loss), float(s - y) if p == s else 0.0


@right("clipped_ce_and_grad", "chain rule")
def _(y, z, eps=1e-7):
    s = float(special.expit(z))
    p = np.clip(s, eps, 1 - eps)
    in_p = (p - y) / (p * (1 - p))
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)), in_p * (eps <= s <= 1 - eps) * s * (1 - s)


@right("clipped_ce_and_grad", "limits of the logit")
def _(y, z, eps=1e-7):
    edge = math.log((1 - eps) / eps)
    inside = -edge < z < edge
    w = min(max(z, -edge), edge) * (1 if y == 0 else -1)
    return np.logaddexp(0, w), float(special.expit(z) - y) if inside else 0


@right("clipped_ce_and_grad", "the library's logits, a list")
def _(y, z, eps=1e-7):
    if min(xl.sigmoid(z), xl.sigmoid(-z)) < eps:
        return [-math.log(eps) if (z > 0) != (y == 1) else -math.log(1 - eps), 0.0]
    return [xl.bce_with_logits(y, z), xl.bce_with_logits_grad(y, z)]


@wrong("clipped_ce_and_grad", "no clip", caught="visible", insight="no clip at all")
def _(y, z, eps=1e-7):
    return float(np.logaddexp(0, z) - y * z), _sigmoid(z) - y


@wrong("clipped_ce_and_grad", "slope ignores the clip", caught="visible", insight="slope ignores the clip")
def _(y, z, eps=1e-7):
    s, _, loss = _both(y, z, eps)
    return loss, s - y


@wrong("clipped_ce_and_grad", "clipped p minus y", caught="visible", insight="clipped probability in the slope")
def _(y, z, eps=1e-7):
    _, p, loss = _both(y, z, eps)
    return loss, p - y


@wrong("clipped_ce_and_grad", "loss not capped", caught="visible", insight="loss not capped")
def _(y, z, eps=1e-7):
    s = _sigmoid(z)
    return float(np.logaddexp(0, -z if y else z)), s - y if eps < s < 1 - eps else 0.0


@wrong("clipped_ce_and_grad", "slope in p", caught="visible", insight="slope in p")
def _(y, z, eps=1e-7):
    s, p, loss = _both(y, z, eps)
    return loss, (p - y) / (p * (1 - p)) if p == s else 0.0


@wrong("clipped_ce_and_grad", "slope in p, clip forgotten", caught="visible", insight="slope in p")
def _(y, z, eps=1e-7):
    _, p, loss = _both(y, z, eps)
    return loss, -1 / p if y else 1 / (1 - p)


@wrong("clipped_ce_and_grad", "y - p", caught="visible", insight="sign of the slope")
def _(y, z, eps=1e-7):
    s, p, loss = _both(y, z, eps)
    return loss, y - s if p == s else 0.0


@wrong("clipped_ce_and_grad", "order", caught="visible", insight="order")
def _(y, z, eps=1e-7):
    s, p, loss = _both(y, z, eps)
    return (s - y if p == s else 0.0), loss


@wrong("clipped_ce_and_grad", "one label only", caught="visible", insight="label ignored")
def _(y, z, eps=1e-7):
    s, p, _ = _both(y, z, eps)
    return -math.log(p), s - 1 if p == s else 0.0


@wrong("clipped_ce_and_grad", "loss of a yes only", caught="visible", insight="label ignored")
def _(y, z, eps=1e-7):
    s, p, _ = _both(y, z, eps)
    return -math.log(p), s - y if p == s else 0.0


@wrong("clipped_ce_and_grad", "bits", caught="visible", insight="loss in another unit")
def _(y, z, eps=1e-7):
    s, p, _ = _both(y, z, eps)
    return -math.log2(p if y else 1 - p), s - y if p == s else 0.0


@wrong("clipped_ce_and_grad", "cap only", caught="hidden", insight="one limit only")
def _(y, z, eps=1e-7):
    s = _sigmoid(z)
    loss = min(float(np.logaddexp(0, -z if y else z)), -math.log(eps))
    return loss, s - y if eps < s < 1 - eps else 0.0


@wrong("clipped_ce_and_grad", "slope lives on where it is right", caught="hidden", insight="one limit only")
def _(y, z, eps=1e-7):
    s, _, loss = _both(y, z, eps)
    return loss, 0.0 if (s < eps if y else s > 1 - eps) else s - y


@wrong("clipped_ce_and_grad", "silent from -ln(eps) on", caught="hidden", insight="the cap taken for the edge")
def _(y, z, eps=1e-7):
    s, _, loss = _both(y, z, eps)
    return loss, s - y if abs(z) < -math.log(eps) else 0.0


@wrong("clipped_ce_and_grad", "adds eps", caught="visible", insight="adding")
def _(y, z, eps=1e-7):
    s, p, _ = _both(y, z, eps)
    return -(y * math.log(s + eps) + (1 - y) * math.log(1 - s + eps)), s - y if p == s else 0.0


@wrong("clipped_ce_and_grad", "adds eps, slope of the exact loss", caught="visible", insight="adding")
def _(y, z, eps=1e-7):
    s = _sigmoid(z)
    return -math.log((s if y else 1 - s) + eps), s - y


@wrong("clipped_ce_and_grad", "fixed eps", caught="hidden", insight="eps ignored")
def _(y, z, eps=1e-7):
    s, p, loss = _both(y, z, 1e-7)
    return loss, s - y if p == s else 0.0


@wrong("clipped_ce_and_grad", "overflow warns", caught="hidden", insight="overflow")
def _(y, z, eps=1e-7):
    s = 1 / (1 + np.exp(-z))
    p = np.clip(s, eps, 1 - eps)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)), s - y if eps < s < 1 - eps else 0.0


@wrong("clipped_ce_and_grad", "overflow stops", caught="hidden", insight="overflow")
def _(y, z, eps=1e-7):
    s = 1 / (1 + math.exp(-z))
    p = min(max(s, eps), 1 - eps)
    return -math.log(p if y else 1 - p), s - y if p == s else 0.0


@wrong("clipped_ce_and_grad", "the loss alone", caught="visible")
def _(y, z, eps=1e-7):
    return _both(y, z, eps)[2]


@wrong("clipped_ce_and_grad", "never a slope", caught="visible")
def _(y, z, eps=1e-7):
    return _both(y, z, eps)[2], 0.0
