"""Answers to the exercises of notebook 00."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from tests.answers import right, wrong

# ---------------------------------------------------------------- 0.1 is_distribution


@right("is_distribution", "as in the notebook")
def _(p, atol=1e-8):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or p.size == 0 or not np.isfinite(p).all():
        return False
    return bool((p >= 0).all() and abs(p.sum() - 1) <= atol)


@right("is_distribution", "isclose and fsum")
def _(p, atol=1e-8):
    if np.ndim(p) != 1 or len(p) == 0:
        return False
    return all(math.isfinite(x) and x >= 0 for x in p) and math.isclose(math.fsum(p), 1, rel_tol=0, abs_tol=atol)


@right("is_distribution", "plain Python, one entry at a time")
def _(p, atol=1e-8):
    total = 0.0
    for x in p:
        if not isinstance(x, int | float | np.number) or not x >= 0:
            return False
        total += x
    return abs(total - 1) <= atol


@right("is_distribution", "NaN caught by asking for what is good")
def _(p, atol=1e-8):
    p = np.array(p, float)
    return p.ndim == 1 and np.all(p >= 0) and np.isclose(np.sum(p), 1, rtol=0, atol=atol)


@right("is_distribution", "least entry and total")
def _(p, atol=1e-8):
    try:
        return bool(np.ndim(p) == 1 and min(p) >= 0 and -atol <= np.add.reduce(np.asarray(p, float)) - 1 <= atol)
    except ValueError:
        return False


@wrong("is_distribution", "only the total", caught="visible", insight="only the total")
def _(p, atol=1e-8):
    return abs(sum(p) - 1) < atol


@wrong("is_distribution", "only the total, with NumPy", caught="visible", insight="only the total")
def _(p, atol=1e-8):
    return np.isclose(np.sum(p), 1)


@wrong("is_distribution", "only the total, exactly", caught="visible", insight="only the total")
def _(p, atol=1e-8):
    return sum(p) == 1


@wrong("is_distribution", "the total of the absolute values", caught="hidden", insight="absolute values")
def _(p, atol=1e-8):
    p = np.abs(np.asarray(p, float))
    return bool(p.ndim == 1 and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "always yes", caught="visible", insight="the same answer to everything")
def _(p, atol=1e-8):
    return True


@wrong("is_distribution", "always no", caught="visible", insight="the same answer to everything")
def _(p, atol=1e-8):
    return False


@wrong("is_distribution", "only the range of the entries", caught="visible", insight="only the entries")
def _(p, atol=1e-8):
    return all(0 <= x <= 1 for x in p)


@wrong("is_distribution", "only the signs", caught="visible", insight="only the entries")
def _(p, atol=1e-8):
    return bool(np.all(np.array(p) >= 0))


@wrong("is_distribution", "open interval", caught="visible", insight="zero or one refused")
def _(p, atol=1e-8):
    return all(0 < x < 1 for x in p) and abs(sum(p) - 1) <= atol


@wrong("is_distribution", "half-open interval", caught="visible", insight="zero or one refused")
def _(p, atol=1e-8):
    p = np.asarray(p)
    return bool(((p >= 0) & (p < 1)).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "zeros refused", caught="hidden", insight="zero or one refused")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p > 0).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "compares a list with a number", caught="visible", insight="compared as a whole")
def _(p, atol=1e-8):
    return p >= 0 and abs(sum(p) - 1) <= atol


@wrong("is_distribution", "the truth of an array", caught="visible", insight="compared as a whole")
def _(p, atol=1e-8):
    p = np.array(p)
    if p < 0:
        return False
    return abs(p.sum() - 1) <= atol


@wrong("is_distribution", "asks a list for its sum", caught="visible", insight="lists are not arrays")
def _(p, atol=1e-8):
    return abs(p.sum() - 1) <= atol


@wrong("is_distribution", "an array of verdicts", caught="visible")
def _(p, atol=1e-8):
    return np.asarray(p) >= 0


@wrong("is_distribution", "words", caught="visible")
def _(p, atol=1e-8):
    return "yes" if abs(sum(p) - 1) < atol else "no"


@wrong("is_distribution", "a typing slip", caught="visible")
def _(p, atol=1e-8):
    return totl == 1  # noqa: F821


@wrong("is_distribution", "asserts", caught="visible", insight="error instead of False")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    assert (p >= 0).all()
    assert abs(p.sum() - 1) <= atol
    return True


@wrong("is_distribution", "raises ValueError", caught="visible", insight="error instead of False")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    if p.ndim != 1 or not np.isfinite(p).all() or (p < 0).any() or abs(p.sum() - 1) > atol:
        raise ValueError("p is no distribution")
    return True


@wrong("is_distribution", "stops on a table", caught="hidden", insight="error instead of False")
def _(p, atol=1e-8):
    return len(p) > 0 and all(math.isfinite(x) and x >= 0 for x in p) and abs(sum(p) - 1) <= atol


@wrong("is_distribution", "exact ==1", caught="hidden", insight="exactly one")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and p.sum() == 1)


@wrong("is_distribution", "exact ==1, Python's sum", caught="hidden", insight="exactly one")
def _(p, atol=1e-8):
    return np.ndim(p) == 1 and all(x >= 0 for x in p) and sum(p) == 1


@wrong("is_distribution", "exact ==1, fsum", caught="hidden", insight="exactly one")
def _(p, atol=1e-8):
    return np.ndim(p) == 1 and np.all(np.isfinite(p)) and all(x >= 0 for x in p) and math.fsum(p) == 1.0


@wrong("is_distribution", "nan passes", caught="hidden", insight="NaN passes")
def _(p, atol=1e-8):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or p.size == 0:
        return False
    return not (np.any(p < 0) or abs(np.sum(p) - 1) > atol)


@wrong("is_distribution", "nan passes a chain of refusals", caught="hidden", insight="NaN passes")
def _(p, atol=1e-8):
    if np.ndim(p) != 1 or len(p) == 0:
        return False
    for x in p:
        if x < 0 or x > 1 + atol:
            return False
    total = math.fsum(x for x in p if x == x)
    return not (abs(total - 1) > atol) or any(x != x for x in p)


@wrong("is_distribution", "allclose default tol", caught="hidden", insight="a second tolerance")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and np.isfinite(p).all() and (p >= 0).all() and np.isclose(p.sum(), 1, atol=atol))


@wrong("is_distribution", "math.isclose with its relative tolerance", caught="hidden", insight="a second tolerance")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and math.isclose(p.sum(), 1, abs_tol=atol))


@wrong("is_distribution", "fixed tolerance", caught="hidden", insight="atol ignored")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and np.isfinite(p).all() and (p >= 0).all() and abs(p.sum() - 1) < 1e-6)


@wrong("is_distribution", "fixed tolerance of its own", caught="hidden", insight="atol ignored")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and abs(p.sum() - 1) <= 5e-8)


@wrong("is_distribution", "isclose as it comes", caught="hidden", insight="atol ignored")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and np.isclose(p.sum(), 1))


@wrong("is_distribution", "rounded total", caught="hidden", insight="atol ignored")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and round(float(p.sum()), 6) == 1)


@wrong("is_distribution", "strictly less", caught="hidden", insight="strict tolerance")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= 0).all() and abs(p.sum() - 1) < atol)


@wrong("is_distribution", "forgives negatives", caught="hidden", insight="negatives forgiven")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and (p >= -atol).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "forgives tiny negatives", caught="hidden", insight="negatives forgiven")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.ndim == 1 and not (p < -1e-6).any() and np.abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "a table by its total", caught="hidden", insight="table accepted")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool((p >= 0).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "a table by its rows", caught="hidden", insight="table accepted")
def _(p, atol=1e-8):
    p = np.asarray(p, float)
    return bool(p.size and (p >= 0).all() and np.allclose(p.sum(axis=-1), 1, rtol=0, atol=atol))


@wrong("is_distribution", "at least two outcomes", caught="visible", insight="single outcome refused")
def _(p, atol=1e-8):
    p = np.asarray(p, dtype=float)
    return bool(p.ndim == 1 and p.size > 1 and np.isfinite(p).all() and (p >= 0).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "squeezed, so that one number is no row", caught="visible", insight="single outcome refused")
def _(p, atol=1e-8):
    p = np.squeeze(np.asarray(p, dtype=float))
    return bool(p.ndim == 1 and p.size and np.isfinite(p).all() and (p >= 0).all() and abs(p.sum() - 1) <= atol)


@wrong("is_distribution", "no abs: a total below 1 passes", caught="hidden", insight="only too much")
def _(p, atol=1e-8):
    p = np.asarray(p, dtype=float)
    return bool(p.ndim == 1 and p.size and np.isfinite(p).all() and (p >= 0).all() and p.sum() - 1 <= atol)


@wrong("is_distribution", "atol for every entry", caught="hidden")
def _(p, atol=1e-8):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or p.size == 0 or not np.isfinite(p).all():
        return False
    return bool((p >= 0).all() and abs(p.sum() - 1) <= atol * p.size)


# ---------------------------------------------------------------- 0.2 normalise


@right("normalise", "as in the notebook: keepdims")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total == 0).any():
        raise ValueError("w must have no negative weight and no total of 0")
    return w / total


@right("normalise", "newaxis")
def _(w):
    w = np.array(w, float)
    total = np.sum(w, axis=-1)
    if not (np.all(w >= 0) and np.all(total > 0)):
        raise ValueError
    return w / total[..., np.newaxis]


@right("normalise", "row by row")
def _(w):
    w = np.array(w, float)
    if w.ndim > 1:
        return np.array([_rows(row) for row in w])
    return _rows(w)


def _rows(w):
    if w.ndim > 1:
        return np.array([_rows(row) for row in w])
    total = sum(w.tolist())
    if min(w) < 0 or total == 0:
        raise ValueError("negative, or nothing to share")
    return np.array([x / total for x in w])


@right("normalise", "apply along the last axis")
def _(w):
    def share(row):
        if (row < 0).any() or not row.any():
            raise ValueError("no weights")
        return row / math.fsum(row)
    return np.apply_along_axis(share, -1, np.asarray(w, float))


@right("normalise", "in place, in a copy of its own")
def _(w):
    w = np.array(w, dtype=np.float64)
    if np.any(w < 0):
        raise ValueError
    w /= np.einsum("...k->...", w)[..., None]
    if np.isnan(w).any():
        raise ValueError
    return w


@wrong("normalise", "hands back what already adds up", caught="hidden")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total == 0).any():
        raise ValueError
    return w if (total == 1).all() else w / total


@wrong("normalise", "global sum", caught="visible", insight="one total")
def _(w):
    w = np.asarray(w, float)
    return w / w.sum()


@wrong("normalise", "global sum, validated", caught="visible", insight="one total")
def _(w):
    w = np.array(w, float)
    if w.min() < 0 or w.sum() == 0:
        raise ValueError
    return np.divide(w, np.sum(w))


@wrong("normalise", "axis 0", caught="visible", insight="columns")
def _(w):
    w = np.asarray(w, float)
    return w / w.sum(axis=0)


@wrong("normalise", "axis 0, transposed", caught="visible", insight="columns")
def _(w):
    w = np.asarray(w, float)
    return (w.T / w.sum(axis=0)[..., None]).T if w.ndim > 1 else w / w.sum()


@wrong("normalise", "no keepdims", caught="visible", insight="totals lie across")
def _(w):
    w = np.asarray(w, float)
    return w / w.sum(axis=-1)


@wrong("normalise", "softmax instead", caught="visible", insight="softmax")
def _(w):
    e = np.exp(np.asarray(w, float))
    return e / e.sum(axis=-1, keepdims=True)


@wrong("normalise", "stable softmax", caught="visible", insight="softmax")
def _(w):
    w = np.asarray(w, float)
    e = np.exp(w - w.max(axis=-1, keepdims=True))
    return e / np.sum(e, -1, keepdims=True)


@wrong("normalise", "divides by the largest", caught="visible", insight="scaled by the largest")
def _(w):
    w = np.asarray(w, float)
    return w / w.max(axis=-1, keepdims=True)


@wrong("normalise", "from 0 to 1", caught="visible", insight="scaled by the largest")
def _(w):
    w = np.asarray(w, float)
    low, high = w.min(axis=-1, keepdims=True), w.max(axis=-1, keepdims=True)
    return (w - low) / (high - low)


@wrong("normalise", "unit vectors", caught="visible", insight="unit length")
def _(w):
    w = np.asarray(w, float)
    return w / np.linalg.norm(w, axis=-1, keepdims=True)


@wrong("normalise", "unit vectors by hand", caught="visible", insight="unit length")
def _(w):
    w = np.asarray(w, float)
    return w / np.sqrt((w ** 2).sum(axis=-1, keepdims=True))


@wrong("normalise", "rounded to four digits", caught="visible", insight="rounded")
def _(w):
    w = np.asarray(w, float)
    return np.round(w / w.sum(axis=-1, keepdims=True), 4)


@wrong("normalise", "rounded to two digits", caught="visible", insight="rounded")
def _(w):
    w = np.asarray(w, float)
    return (w / w.sum(axis=-1, keepdims=True)).round(2)


@wrong("normalise", "a list divided by a number", caught="visible", insight="lists are not arrays")
def _(w):
    return w / sum(w)


@wrong("normalise", "a list asked for its sum", caught="visible", insight="lists are not arrays")
def _(w):
    return w / w.sum(axis=-1, keepdims=True)


@wrong("normalise", "returns a list", caught="visible", insight="single lists only")
def _(w):
    return [x / sum(w) for x in w]


@wrong("normalise", "sum of a list of lists", caught="visible", insight="single lists only")
def _(w):
    total = sum(w)
    return np.array([x / total for x in w])


@wrong("normalise", "nothing for a table", caught="visible")
def _(w):
    if np.ndim(w) == 1:
        return np.array(w) / sum(w)


@wrong("normalise", "in place into integers", caught="visible", insight="in place")
def _(w):
    w = np.asarray(w)
    w /= w.sum(axis=-1, keepdims=True)
    return w


@wrong("normalise", "in place", caught="hidden", insight="in place")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total == 0).any():
        raise ValueError("no weights")
    w /= total
    return w


@wrong("normalise", "in place through out", caught="hidden", insight="in place")
def _(w):
    w = np.asarray(w, dtype=float)
    return np.divide(w, w.sum(axis=-1, keepdims=True), out=w)


@wrong("normalise", "no validation", caught="hidden", insight="negative weights accepted")
def _(w):
    w = np.asarray(w, float)
    return w / w.sum(axis=-1, keepdims=True)


@wrong("normalise", "only the total is validated", caught="hidden", insight="negative weights accepted")
def _(w):
    w = np.asarray(w, float)
    total = w.sum(axis=-1, keepdims=True)
    if np.any(total == 0):
        raise ValueError
    return w / total


@wrong("normalise", "absolute values", caught="hidden", insight="negative weights repaired")
def _(w):
    w = np.abs(np.asarray(w, float))
    total = w.sum(axis=-1, keepdims=True)
    if np.any(total == 0):
        raise ValueError
    return w / total


@wrong("normalise", "negatives cut off", caught="hidden", insight="negative weights repaired")
def _(w):
    w = np.clip(np.asarray(w, float), 0, None)
    total = w.sum(axis=-1, keepdims=True)
    if np.any(total == 0):
        raise ValueError
    return w / total


@wrong("normalise", "only the sign is validated", caught="hidden", insight="empty total")
def _(w):
    w = np.asarray(w, float)
    if (w < 0).any():
        raise ValueError
    return w / w.sum(axis=-1, keepdims=True)


@wrong("normalise", "division by zero in plain Python", caught="hidden", insight="empty total")
def _(w):
    w = np.asarray(w, float)
    if (w < 0).any():
        raise ValueError
    rows = [[x / math.fsum(row) for x in row] for row in w.reshape(-1, w.shape[-1]).tolist()]
    return np.array(rows).reshape(w.shape)


@wrong("normalise", "nothing shared out equally", caught="hidden", insight="empty total filled up")
def _(w):
    w = np.asarray(w, float)
    if (w < 0).any():
        raise ValueError
    w = np.where(w.sum(axis=-1, keepdims=True) == 0, 1.0, w)
    return w / w.sum(axis=-1, keepdims=True)


@wrong("normalise", "nothing stays nothing", caught="hidden", insight="empty total filled up")
def _(w):
    w = np.asarray(w, float)
    if (w < 0).any():
        raise ValueError
    return np.nan_to_num(w / w.sum(axis=-1, keepdims=True))


@wrong("normalise", "epsilon in the total", caught="hidden", insight="total padded")
def _(w):
    w = np.asarray(w, float)
    if (w < 0).any():
        raise ValueError
    return w / (w.sum(axis=-1, keepdims=True) + 1e-12)


@wrong("normalise", "a trace added to the total", caught="visible", insight="total padded")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total == 0).any():
        raise ValueError("no shares")
    return w / (total + 1e-8)


@wrong("normalise", "a tiny trace added to the total", caught="hidden", insight="total padded")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total == 0).any():
        raise ValueError("no shares")
    return w / (total + 1e-12)


@wrong("normalise", "a small total taken for 0", caught="hidden", insight="small totals refused")
def _(w):
    w = np.asarray(w, dtype=float)
    total = w.sum(axis=-1, keepdims=True)
    if (w < 0).any() or (total < 1e-12).any():
        raise ValueError("no shares")
    return w / total


@right("normalise", "with fractions")
def _(w):
    w = np.asarray(w, dtype=float)
    shares = np.empty(w.shape)
    for row in np.ndindex(w.shape[:-1]):
        weights = [Fraction(x) for x in w[row].tolist()]
        if min(weights) < 0 or sum(weights) == 0:
            raise ValueError("no shares")
        shares[row] = [float(x / sum(weights)) for x in weights]
    return shares


# ---------------------------------------------------------------- 0.3 surprisal


@right("surprisal", "as in the notebook")
def _(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("p must lie between 0 and 1")
    possible = p > 0
    nats = np.where(possible, -np.log(np.where(possible, p, 1.0)), np.inf)
    return nats / np.log(base) + 0.0  # -0.0 + 0.0 is 0.0


@right("surprisal", "errstate")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if np.isnan(p).any() or p.min() < 0 or p.max() > 1:
        raise ValueError
    with np.errstate(divide="ignore"):
        return np.abs(np.log(p)) / math.log(base)


@right("surprisal", "math and vectorize")
def _(p, base=2.0):
    def one(x):
        if not 0 <= x <= 1:
            raise ValueError("no probability")
        return math.inf if x == 0 else abs(math.log(x, base))
    return np.vectorize(one, otypes=[float])(p)


@right("surprisal", "lists in, lists out")
def _(p, base=2.0):
    return _nested(p, base)


def _nested(p, base):
    if np.ndim(p):
        return [_nested(x, base) for x in p]
    if not (p >= 0 and p <= 1):
        raise ValueError
    return math.log(1 / p) / math.log(base) if p > 0 else float("inf")


@right("surprisal", "log of the inverse, with a mask")
def _(p, base=2.0):
    p = np.array(p, float)
    if not np.all(p == np.clip(p, 0, 1)):
        raise ValueError
    bits = np.full(p.shape, np.inf)
    np.log2(1 / p, where=p > 0, out=bits) if (p > 0).all() else bits.__setitem__(p > 0, np.log2(1 / p[p > 0]))
    return bits / np.log2(base)


@wrong("surprisal", "missing minus", caught="visible", insight="missing minus")
def _(p, base=2.0):
    return np.log(p) / np.log(base)


@wrong("surprisal", "missing minus, validated", caught="visible", insight="missing minus")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError
    return np.log2(np.maximum(p, 5e-324)) / np.log2(base)


@wrong("surprisal", "ignores base: ln", caught="visible", insight="base ignored")
def _(p, base=2.0):
    return -np.log(p)


@wrong("surprisal", "ignores base: log2", caught="visible", insight="base ignored")
def _(p, base=2.0):
    return -np.log2(p)


@wrong("surprisal", "ignores base: log10", caught="visible", insight="base ignored")
def _(p, base=2.0):
    return np.log10(1 / np.asarray(p))


@wrong("surprisal", "base upside down", caught="visible", insight="base upside down")
def _(p, base=2.0):
    return -np.log(base) / np.log(p)


@wrong("surprisal", "times the log of the base", caught="visible", insight="base upside down")
def _(p, base=2.0):
    return -np.log(p) * np.log(base)


@wrong("surprisal", "1/p", caught="visible", insight="odds")
def _(p, base=2.0):
    return 1 / np.asarray(p)


@wrong("surprisal", "odds against", caught="visible", insight="odds")
def _(p, base=2.0):
    p = np.asarray(p)
    return (1 - p) / p


@wrong("surprisal", "1 - p", caught="visible", insight="improbability")
def _(p, base=2.0):
    return 1 - np.asarray(p)


@wrong("surprisal", "p log p", caught="visible", insight="weighted")
def _(p, base=2.0):
    p = np.asarray(p)
    return -p * np.log(p) / np.log(base)


@wrong("surprisal", "eps added", caught="visible", insight="epsilon added")
def _(p, base=2.0):
    return -np.log(np.asarray(p) + 1e-9) / np.log(base)


@wrong("surprisal", "a larger eps added", caught="visible", insight="epsilon added")
def _(p, base=2.0):
    p = np.asarray(p)
    if (p < 0).any() or (p > 1).any():
        raise ValueError
    return -np.log(p + 1e-5) / np.log(base)


@wrong("surprisal", "clipped on both sides", caught="visible", insight="clipped")
def _(p, base=2.0):
    return -np.log(np.clip(p, 1e-7, 1 - 1e-7)) / np.log(base)


@wrong("surprisal", "clipped below", caught="hidden", insight="clipped")
def _(p, base=2.0):
    return -np.log(np.clip(p, 1e-12, 1)) / np.log(base)


@wrong("surprisal", "clipped at the smallest float", caught="hidden", insight="clipped")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError
    return np.log(1 / np.maximum(p, np.finfo(float).tiny)) / np.log(base)


@wrong("surprisal", "an eps too small to be seen at 1", caught="hidden", insight="clipped")
def _(p, base=2.0):
    return -np.log(np.asarray(p, float) + 1e-300) / np.log(base)


@wrong("surprisal", "nan_to_num", caught="hidden", insight="clipped")
def _(p, base=2.0):
    return np.nan_to_num(-np.log(np.asarray(p, float)) / np.log(base))


@wrong("surprisal", "the sum of the surprises", caught="visible", insight="added up")
def _(p, base=2.0):
    return float(np.sum(-np.log(p)) / np.log(base))


@wrong("surprisal", "the mean of the surprises", caught="visible", insight="added up")
def _(p, base=2.0):
    return np.mean(-np.log(p)) / np.log(base)


@wrong("surprisal", "math.log", caught="visible", insight="one number at a time")
def _(p, base=2.0):
    return -math.log(p, base)


@wrong("surprisal", "if on an array", caught="visible", insight="one number at a time")
def _(p, base=2.0):
    if p < 0 or p > 1:
        raise ValueError
    return -np.log(p) / np.log(base)


@wrong("surprisal", "if on a converted array", caught="visible", insight="one number at a time")
def _(p, base=2.0):
    p = np.asarray(p)
    if p < 0 or p > 1:
        raise ValueError
    return -np.log(p) / np.log(base)


@wrong("surprisal", "asks a list for its shape", caught="visible", insight="lists are not arrays")
def _(p, base=2.0):
    if not isinstance(p, float | int):
        np.zeros(p.shape)
    return -np.log(p) / np.log(base)


@wrong("surprisal", "flattened", caught="visible")
def _(p, base=2.0):
    return -np.log(np.ravel(p)) / np.log(base)


@wrong("surprisal", "prints instead of returning", caught="visible")
def _(p, base=2.0):
    print(-np.log(p) / np.log(base))


@wrong("surprisal", "warns at zero", caught="hidden", insight="warning at zero")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError
    return -np.log(p) / np.log(base) + 0.0


@wrong("surprisal", "warns at zero in spite of where", caught="hidden", insight="warning at zero")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError
    return np.where(p == 0, np.inf, np.abs(np.log(p) / np.log(base)))


@wrong("surprisal", "the formula and nothing else", caught="hidden", insight="warning at zero")
def _(p, base=2.0):
    return -np.log(p) / np.log(base)


@wrong("surprisal", "negative zero", caught="hidden")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError
    with np.errstate(divide="ignore"):
        return -np.log(p) / np.log(base)


@wrong("surprisal", "zero refused", caught="hidden", insight="zero refused")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if not ((p > 0) & (p <= 1)).all():
        raise ValueError("p must be positive")
    return np.abs(np.log(p)) / np.log(base)


@wrong("surprisal", "zero stops math.log", caught="hidden", insight="zero refused")
def _(p, base=2.0):
    return np.array([-math.log(x, base) + 0.0 for x in np.ravel(p).tolist()]).reshape(np.shape(p))


@wrong("surprisal", "zero costs nothing", caught="hidden", insight="the impossible is free")
def _(p, base=2.0):
    p = np.asarray(p, float)
    return np.where(p > 0, -np.log(np.where(p > 0, p, 1)) / np.log(base), 0.0)


@wrong("surprisal", "zero costs nothing, with a loop", caught="hidden", insight="the impossible is free")
def _(p, base=2.0):
    p = np.asarray(p, float)
    result = np.zeros(p.shape)
    result[p > 0] = -np.log(p[p > 0]) / math.log(base)
    return result


@wrong("surprisal", "no validation", caught="hidden", insight="no validation")
def _(p, base=2.0):
    with np.errstate(all="ignore"):
        return -np.log(np.asarray(p, float)) / np.log(base) + 0.0


@wrong("surprisal", "no validation, hidden by abs", caught="hidden", insight="no validation")
def _(p, base=2.0):
    with np.errstate(all="ignore"):
        return np.abs(np.log(np.asarray(p, float))) / np.log(base)


@wrong("surprisal", "only negative numbers refused", caught="hidden", insight="no validation")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if (p < 0).any():
        raise ValueError
    with np.errstate(all="ignore"):
        return -np.log(p) / np.log(base) + 0.0


@wrong("surprisal", "NaN passes", caught="hidden", insight="NaN passes")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if np.any(p < 0) or np.any(p > 1):
        raise ValueError
    with np.errstate(divide="ignore"):
        return -np.log(p) / np.log(base) + 0.0


@wrong("surprisal", "NaN passes min and max", caught="hidden", insight="NaN passes")
def _(p, base=2.0):
    p = np.asarray(p, float)
    if p.min() < 0 or p.max() > 1:
        raise ValueError
    with np.errstate(divide="ignore"):
        return -np.log(p) / np.log(base) + 0.0


@wrong("surprisal", "divided by the base instead of its logarithm", caught="visible", insight="divided by the base")
def _(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("no probability")
    with np.errstate(divide="ignore"):
        return -np.log(p) / base + 0.0


@wrong("surprisal", "bits times log2 of the base", caught="visible", insight="base upside down")
def _(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("no probability")
    with np.errstate(divide="ignore"):
        return -np.log2(p) * np.log2(base) + 0.0


@wrong("surprisal", "rounded to six digits", caught="visible", insight="rounded")
def _(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("no probability")
    with np.errstate(divide="ignore"):
        return np.round(-np.log(p) / np.log(base), 6) + 0.0
