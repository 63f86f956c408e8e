"""Answers to the exercises of notebook 02: the bill of a wrong price list."""

import itertools
import math
from collections import Counter, defaultdict

import numpy as np

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 2.1 cross_entropy


def checked(p, q):
    """Both as distributions of one length, or a ValueError."""
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    if p.shape != q.shape:
        raise ValueError("different lengths")
    return p, q


@right("cross_entropy", "as in the notebook")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    if len(p) != len(q):
        raise ValueError("p and q must have the same number of outcomes")
    happens = p > 0
    if np.any(q[happens] == 0):
        return np.inf
    return float(np.sum(p[happens] * -np.log(q[happens])) / np.log(base)) + 0.0


@right("cross_entropy", "mask on p, the warning silenced")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(divide="ignore"):
        return abs(np.sum(p[p > 0] * np.log(q[p > 0]) / np.log(base)))


@right("cross_entropy", "a loop")
def _(p, q, base=2.0):
    checked(p, q)
    total = 0.0
    for x, y in zip(p, q, strict=True):
        if x > 0 and y == 0:
            return math.inf
        if x > 0:
            total += x * math.log(1 / y, base)
    return total


@right("cross_entropy", "where, and an inf check")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    if ((p > 0) & (q == 0)).any():
        return float("inf")
    return float(np.dot(p, -np.log(np.where(q > 0, q, 1))) / np.log(base)) + 0.0


@right("cross_entropy", "by the library's surprisal")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return sum(x * s for x, s in zip(p, xl.surprisal(q, base), strict=True) if x > 0)


@right("cross_entropy", "entropy and the extra cost")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return xl.entropy(p, base) + xl.kl_divergence(p, q, base)


@right("cross_entropy", "vectorize, own validation")
def _(p, q, base=2.0):
    p, q = np.array(p, dtype=float), np.array(q, dtype=float)
    for x in (p, q):
        if not (np.all(x >= 0) and np.isclose(x.sum(), 1)):
            raise ValueError("no distribution")
    if p.size != q.size:
        raise ValueError("lengths")
    price = np.vectorize(lambda x, y: 0.0 if x == 0 else math.inf if y == 0 else -x * math.log(y, base))
    return price(p, q).astype(float).sum() + 0.0


@wrong("cross_entropy", "entropy of p", caught="visible", insight="entropy of p")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    p = p[p > 0]
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("cross_entropy", "entropy of p, zeros not thought of", caught="visible", insight="entropy of p")
def _(p, q, base=2.0):
    p = np.array(p)
    return -np.sum(p * np.log(p + 1e-12)) / np.log(base)


@wrong("cross_entropy", "entropy of q", caught="visible", insight="entropy of q")
def _(p, q, base=2.0):
    return -sum(y * math.log(y, base) for y in q if y > 0)


@wrong("cross_entropy", "swapped", caught="visible", insight="exchanged")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(divide="ignore"):
        return -np.sum(q[q > 0] * np.log(p[q > 0])) / np.log(base)


@wrong("cross_entropy", "swapped, in plain NumPy", caught="visible", insight="exchanged")
def _(p, q, base=2.0):
    p, q = np.array(p), np.array(q)
    return -np.sum(q * np.log(p)) / np.log(base)


@wrong("cross_entropy", "missing minus", caught="visible", insight="missing minus")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return np.sum(p[p > 0] * np.log(q[p > 0])) / np.log(base)


@wrong("cross_entropy", "missing minus, no mask", caught="visible", insight="missing minus")
def _(p, q, base=2.0):
    return sum(np.array(p) * np.log(q)) / np.log(base)


@wrong("cross_entropy", "KL instead", caught="visible", insight="extra cost only")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(divide="ignore"):
        return np.sum(p[p > 0] * np.log(p[p > 0] / q[p > 0])) / np.log(base)


@wrong("cross_entropy", "KL instead, in Python", caught="visible", insight="extra cost only")
def _(p, q, base=2.0):
    return sum(x * math.log(x / y, base) for x, y in zip(p, q, strict=True) if x)


@wrong("cross_entropy", "difference of entropies", caught="visible", insight="difference of entropies")
def _(p, q, base=2.0):
    return xl.entropy(q, base) - xl.entropy(p, base)


@wrong("cross_entropy", "size of the difference of entropies", caught="visible", insight="difference of entropies")
def _(p, q, base=2.0):
    def entropy(x):
        return -sum(y * math.log(y) for y in x if y > 0)
    return abs(entropy(p) - entropy(q)) / math.log(base)


@wrong("cross_entropy", "average of entropies", caught="visible", insight="average of entropies")
def _(p, q, base=2.0):
    return (xl.entropy(q, base) + xl.entropy(p, base)) / 2


@wrong("cross_entropy", "log2 always", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return -np.sum(p[p > 0] * np.log2(q[p > 0]))


@wrong("cross_entropy", "ln always, in a loop", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    return sum(-x * math.log(y) for x, y in zip(p, q, strict=True) if x)


@wrong("cross_entropy", "log10 always", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    return -np.sum(np.array(p) * np.log10(q))


@wrong("cross_entropy", "ln times ln base", caught="visible", insight="unit change turned round")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return -np.sum(p[p > 0] * np.log(q[p > 0])) * np.log(base)


@wrong("cross_entropy", "log2 times log2 base", caught="visible", insight="unit change turned round")
def _(p, q, base=2.0):
    return -np.dot(p, np.log2(q)) * np.log2(base)


@wrong("cross_entropy", "mean", caught="visible", insight="averaged twice")
def _(p, q, base=2.0):
    return -np.mean(np.array(p) * np.log(q)) / np.log(base)


@wrong("cross_entropy", "divided by the number of outcomes", caught="visible", insight="averaged twice")
def _(p, q, base=2.0):
    return sum(-x * math.log(y, base) for x, y in zip(p, q, strict=True) if x) / len(p)


@wrong("cross_entropy", "unweighted", caught="visible", insight="unweighted")
def _(p, q, base=2.0):
    checked(p, q)
    return -np.sum(np.log(q)) / np.log(base)


@wrong("cross_entropy", "unweighted, but masked", caught="visible", insight="unweighted")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return -np.sum(np.log(q[p > 0])) / np.log(base)


@wrong("cross_entropy", "argmax only", caught="visible", insight="likeliest only")
def _(p, q, base=2.0):
    return float(-np.log(q[int(np.argmax(p))]) / np.log(base))


@wrong("cross_entropy", "index of the largest, in Python", caught="visible", insight="likeliest only")
def _(p, q, base=2.0):
    p = list(p)
    return math.log(1 / q[p.index(max(p))], base) if q[p.index(max(p))] else math.inf


@wrong("cross_entropy", "log of the sum", caught="visible", insight="log of the average")
def _(p, q, base=2.0):
    return -np.log(np.sum(np.array(p) * np.array(q))) / np.log(base)


@wrong("cross_entropy", "log of the dot product", caught="visible", insight="log of the average")
def _(p, q, base=2.0):
    return -math.log(np.dot(*checked(p, q)), base)


@wrong("cross_entropy", "binary cross-entropy summed", caught="visible", insight="not happening counted too")
def _(p, q, base=2.0):
    p, q = np.array(p), np.array(q)
    return -np.sum(p * np.log(q) + (1 - p) * np.log(1 - q)) / np.log(base)


@wrong("cross_entropy", "squared difference", caught="visible")
def _(p, q, base=2.0):
    return float(np.sum((np.array(p) - np.array(q)) ** 2))


@wrong("cross_entropy", "a constant", caught="visible")
def _(p, q, base=2.0):
    return 2.375


@wrong("cross_entropy", "nan on 0 log 0", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(all="ignore"):
        return -np.sum(p * np.log(q)) / np.log(base)


@wrong("cross_entropy", "nan on 0 log 0, with warnings, unvalidated", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    return float(-np.dot(p, np.log(q)) / np.log(base)) + 0.0


@wrong("cross_entropy", "math.log stops at 0", caught="hidden", insight="error instead of infinity")
def _(p, q, base=2.0):
    checked(p, q)
    return sum(-x * math.log(y, base) for x, y in zip(p, q, strict=True))


@wrong("cross_entropy", "math.log stops at an impossible event", caught="hidden", insight="error instead of infinity")
def _(p, q, base=2.0):
    checked(p, q)
    return sum(x * math.log(1 / y, base) for x, y in zip(p, q, strict=True) if x > 0)


@wrong("cross_entropy", "refuses zeros in q", caught="hidden", insight="error instead of infinity")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    if (q == 0).any():
        raise ValueError("q must be positive")
    return -np.sum(p * np.log(q)) / np.log(base) + 0.0


@wrong("cross_entropy", "nansum with an infinite term dropped", caught="hidden", insight="impossible is free")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(all="ignore"):
        terms = p * np.log(q)
    return -np.nansum(np.where(np.isinf(terms), np.nan, terms)) / np.log(base) + 0.0


@wrong("cross_entropy", "mask on q", caught="hidden", insight="impossible is free")
def _(p, q, base=2.0):
    p, q = np.array(p, float), np.array(q, float)
    return -np.sum(p[q > 0] * np.log(q[q > 0])) / np.log(base) + 0.0


@wrong("cross_entropy", "nan_to_num on the logarithm", caught="hidden", insight="epsilon by reflex")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    with np.errstate(divide="ignore"):
        return abs(-np.sum(p * np.nan_to_num(np.log(q))) / np.log(base))


@wrong("cross_entropy", "clip", caught="hidden", insight="epsilon by reflex")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return -np.sum(p * np.log(np.clip(q, 1e-12, 1))) / np.log(base) + 0.0


@wrong("cross_entropy", "clip, nothing validated", caught="hidden", insight="epsilon by reflex")
def _(p, q, base=2.0):
    return -sum(x * math.log(max(y, 1e-15), base) for x, y in zip(p, q, strict=True)) + 0.0


@wrong("cross_entropy", "epsilon added", caught="visible", insight="epsilon by reflex")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return -np.sum(p * np.log(q + 1e-9)) / np.log(base)


@wrong("cross_entropy", "a large epsilon added", caught="visible", insight="epsilon by reflex")
def _(p, q, base=2.0):
    return -np.sum(np.array(p) * np.log2(np.array(q) + 1e-3)) / np.log2(base)


@wrong("cross_entropy", "nansum", caught="hidden", insight="log of zero")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return abs(float(-np.nansum(p * np.log(q)) / np.log(base)))


@wrong("cross_entropy", "mask on p, with the warning", caught="hidden", insight="log of zero")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    return float(np.sum(p[p > 0] * np.log(1 / q[p > 0])) / np.log(base))


@wrong("cross_entropy", "negative zero", caught="hidden")
def _(p, q, base=2.0):
    p, q = checked(p, q)
    if np.any((p > 0) & (q == 0)):
        return math.inf
    return -np.sum(p[p > 0] * np.log(q[p > 0])) / np.log(base)


def formula(p, q, base):
    """The value for whatever comes in, cut to the shorter of the two."""
    total = 0.0
    for x, y in zip(p, q, strict=False):
        if x > 0:
            total += x * (math.log(1 / y) if y > 0 else math.inf) / math.log(base)
    return total


@wrong("cross_entropy", "cut to the shorter", caught="hidden", insight="lengths not compared")
def _(p, q, base=2.0):
    return formula(xl.as_distribution(p), xl.as_distribution(q), base)


@wrong("cross_entropy", "broadcast", caught="hidden", insight="lengths not compared")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    terms = p * np.where(p > 0, xl.surprisal(q, base), 0)
    return float(np.sum(terms)) if np.isfinite(terms).all() or (p[q == 0] > 0).any() else math.nan


@wrong("cross_entropy", "no validation", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    if len(p) != len(q):
        raise ValueError("lengths")
    return formula(p, q, base)


@wrong("cross_entropy", "no validation at all", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    return formula(p, q, base)


@wrong("cross_entropy", "only the truth is validated", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    p = xl.as_distribution(p)
    if len(p) != len(q):
        raise ValueError("lengths")
    return formula(p, q, base)


@wrong("cross_entropy", "only the model is validated", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    q = xl.as_distribution(q)
    if len(p) != len(q):
        raise ValueError("lengths")
    return formula(p, q, base)


@wrong("cross_entropy", "assertions", caught="hidden")
def _(p, q, base=2.0):
    assert np.isclose(np.sum(p), 1) and np.isclose(np.sum(q), 1) and len(p) == len(q) and min(*p, *q) >= 0
    return formula(p, q, base)


@wrong("cross_entropy", "renormalises both", caught="hidden", insight="silent normalising")
def _(p, q, base=2.0):
    p, q = xl.normalise(p), xl.normalise(q)
    if len(p) != len(q):
        raise ValueError("lengths")
    return formula(p, q, base)


@wrong("cross_entropy", "renormalises the model", caught="hidden", insight="silent normalising")
def _(p, q, base=2.0):
    return formula(*checked(p, xl.normalise(q)), base)


@wrong("cross_entropy", "changes its input", caught="hidden")
def _(p, q, base=2.0):
    p, q = np.asarray(p, float), np.asarray(q, float)
    value = formula(*checked(p, q), base)
    q[p == 0] = 1
    q /= 2
    return value


@wrong("cross_entropy", "refuses everything", caught="visible")
def _(p, q, base=2.0):
    raise ValueError("no")


# ---------------------------------------------------------------- 2.2 cross_entropy_table


@right("cross_entropy_table", "as in the notebook")
def _(P, Q, base=2.0):
    return np.asarray(P) @ -np.log(Q).T / np.log(base)


@right("cross_entropy_table", "a double loop")
def _(P, Q, base=2.0):
    table = np.zeros((len(P), len(Q)))
    for i, p in enumerate(P):
        for j, q in enumerate(Q):
            table[i, j] = sum(x * math.log(1 / y, base) for x, y in zip(p, q, strict=True))
    return table


@right("cross_entropy_table", "broadcasting")
def _(P, Q, base=2.0):
    P, Q = np.asarray(P), np.asarray(Q)
    return -(P[:, None, :] * np.log(Q)[None, :, :]).sum(axis=-1) / np.log(base)


@right("cross_entropy_table", "einsum of surprises")
def _(P, Q, base=2.0):
    return np.einsum("ik,jk->ij", P, xl.surprisal(Q, base))


@right("cross_entropy_table", "a list of lists of dot products")
def _(P, Q, base=2.0):
    return np.array([[-np.dot(p, np.log2(q)) for q in Q] for p in P]) / np.log2(base)


@wrong("cross_entropy_table", "transposed", caught="visible", insight="transposed")
def _(P, Q, base=2.0):
    return -np.log(Q) @ np.asarray(P).T / np.log(base)


@wrong("cross_entropy_table", "transposed, in a double loop", caught="visible", insight="transposed")
def _(P, Q, base=2.0):
    return np.array([[-np.sum(np.array(p) * np.log2(q)) for p in P] for q in Q]) / np.log2(base)


@wrong("cross_entropy_table", "elementwise", caught="visible", insight="pairs only")
def _(P, Q, base=2.0):
    return -np.sum(np.asarray(P) * np.log(Q), axis=1) / np.log(base)


@wrong("cross_entropy_table", "zip", caught="visible", insight="pairs only")
def _(P, Q, base=2.0):
    return np.array([-np.dot(p, np.log2(q)) for p, q in zip(P, Q, strict=True)]) / np.log2(base)


@wrong("cross_entropy_table", "not summed", caught="visible")
def _(P, Q, base=2.0):
    return -(np.asarray(P)[:, None] * np.log(Q)[None]) / np.log(base)


@wrong("cross_entropy_table", "matmul without a transpose", caught="visible", insight="sums over models")
def _(P, Q, base=2.0):
    return -np.array(P) @ np.log(Q) / np.log(base)


@wrong("cross_entropy_table", "np.dot without a transpose", caught="visible", insight="sums over models")
def _(P, Q, base=2.0):
    return np.dot(P, np.log2(1 / np.array(Q))) / math.log2(base)


@wrong("cross_entropy_table", "roles exchanged", caught="visible", insight="roles exchanged")
def _(P, Q, base=2.0):
    return (-np.asarray(Q) @ np.log(P).T / np.log(base)).T


@wrong("cross_entropy_table", "roles exchanged, in a double loop", caught="visible", insight="roles exchanged")
def _(P, Q, base=2.0):
    return np.array([[sum(y * math.log(1 / x, base) for x, y in zip(p, q, strict=True)) for q in Q] for p in P])


@wrong("cross_entropy_table", "entropy of the texts everywhere", caught="visible", insight="entropy of the texts")
def _(P, Q, base=2.0):
    return np.array([[xl.entropy(p, base) for _ in Q] for p in P])


@wrong("cross_entropy_table", "entropy of the models everywhere", caught="visible", insight="entropy of the models")
def _(P, Q, base=2.0):
    return np.array([[xl.entropy(q, base) for q in Q] for _ in P])


@wrong("cross_entropy_table", "KL table", caught="visible", insight="extra cost only")
def _(P, Q, base=2.0):
    return np.array([[xl.kl_divergence(p, q, base) for q in Q] for p in P])


@wrong("cross_entropy_table", "KL table by broadcasting", caught="visible", insight="extra cost only")
def _(P, Q, base=2.0):
    P, Q = np.array(P)[:, None], np.array(Q)[None]
    return np.sum(P * np.log(P / Q), axis=2) / np.log(base)


@wrong("cross_entropy_table", "missing minus", caught="visible", insight="missing minus")
def _(P, Q, base=2.0):
    return np.asarray(P) @ np.log(Q).T / np.log(base)


@wrong("cross_entropy_table", "nats", caught="visible", insight="base ignored")
def _(P, Q, base=2.0):
    return np.asarray(P) @ -np.log(Q).T


@wrong("cross_entropy_table", "bits", caught="hidden", insight="base ignored")
def _(P, Q, base=2.0):
    return -np.array([[np.dot(p, np.log2(q)) for q in Q] for p in P])


@wrong("cross_entropy_table", "multiplied by ln base", caught="visible", insight="unit change turned round")
def _(P, Q, base=2.0):
    return np.asarray(P) @ -np.log(Q).T * np.log(base)


@wrong("cross_entropy_table", "mean over the outcomes", caught="visible", insight="averaged twice")
def _(P, Q, base=2.0):
    return -(np.asarray(P)[:, None] * np.log(Q)[None]).mean(axis=-1) / np.log(base)


@wrong("cross_entropy_table", "one number", caught="visible")
def _(P, Q, base=2.0):
    return -np.sum(np.asarray(P)[:, None] * np.log(Q)[None]) / np.log(base)


@wrong("cross_entropy_table", "changes its input", caught="visible")
def _(P, Q, base=2.0):
    Q = np.asarray(Q, float)
    np.log(Q, out=Q)
    Q *= -1 / np.log(base)
    table = np.asarray(P) @ Q.T
    np.exp(-Q * np.log(base), out=Q)
    Q += 1e-9
    return table


@wrong("cross_entropy_table", "zeros in P give nan", caught="hidden")
def _(P, Q, base=2.0):
    P, Q = np.asarray(P)[:, None], np.asarray(Q)[None]
    with np.errstate(all="ignore"):
        return (np.sum(P * np.log(P / Q), axis=2) - np.sum(P * np.log(P), axis=2)) / np.log(base)


@wrong("cross_entropy_table", "refuses everything", caught="visible")
def _(P, Q, base=2.0):
    raise ValueError("no")


# ---------------------------------------------------------------- 2.3 sample_nll


def within(samples, K):
    """The samples as an array, or a ValueError."""
    samples = np.asarray(samples)
    if samples.size == 0 or samples.min() < 0 or samples.max() >= K:
        raise ValueError("no samples, or labels outside 0..K-1")
    return samples


@right("sample_nll", "as in the notebook")
def _(samples, q, base=2.0):
    samples, q = np.asarray(samples), np.asarray(q)
    if samples.size == 0:
        raise ValueError("samples must not be empty")
    if samples.min() < 0 or samples.max() >= len(q):
        raise ValueError("every sample must lie between 0 and K - 1")
    return float(np.mean(xl.surprisal(q[samples], base)))


@right("sample_nll", "a loop, too large labels left to Python")
def _(samples, q, base=2.0):
    total = 0.0
    for x in samples:
        if x < 0:
            raise ValueError("negative label")
        total += math.log(1 / q[x], base) if q[x] > 0 else math.inf
    if not len(samples):
        raise ValueError("no samples")
    return total / len(samples)


@right("sample_nll", "by counts")
def _(samples, q, base=2.0):
    counts = np.bincount(within(samples, len(q)), minlength=len(q))
    p = counts / counts.sum()
    return float(sum(x * xl.surprisal(y, base) for x, y in zip(p, q, strict=True) if x > 0))


@right("sample_nll", "a Counter")
def _(samples, q, base=2.0):
    counts = Counter(within(samples, len(q)).tolist())
    bills = [n * (-math.log(q[x]) if q[x] else math.inf) for x, n in counts.items()]
    return math.fsum(bills) / counts.total() / math.log(base)


@right("sample_nll", "fancy index, the warning silenced")
def _(samples, q, base=2.0):
    samples = within(samples, len(q))
    with np.errstate(divide="ignore"):
        return -np.log(np.asarray(q)[samples]).mean() / np.log(base)


@wrong("sample_nll", "log of mean", caught="visible", insight="log of the mean")
def _(samples, q, base=2.0):
    return -np.log(np.mean(np.asarray(q)[within(samples, len(q))])) / np.log(base)


@wrong("sample_nll", "log of mean, unchecked, in Python", caught="visible", insight="log of the mean")
def _(samples, q, base=2.0):
    return -math.log(sum(q[x] for x in samples) / len(samples), base)


@wrong("sample_nll", "total", caught="visible", insight="total instead of average")
def _(samples, q, base=2.0):
    return -np.sum(np.log(np.asarray(q)[np.asarray(samples)])) / np.log(base)


@wrong("sample_nll", "divide by K", caught="visible", insight="divided by K")
def _(samples, q, base=2.0):
    return -np.sum(np.log(np.asarray(q)[np.asarray(samples)])) / np.log(base) / len(q)


@wrong("sample_nll", "missing minus", caught="visible", insight="missing minus")
def _(samples, q, base=2.0):
    return np.mean(np.log(np.asarray(q)[np.asarray(samples)])) / np.log(base)


@wrong("sample_nll", "nats", caught="visible", insight="base ignored")
def _(samples, q, base=2.0):
    return -np.mean(np.log(np.asarray(q)[within(samples, len(q))]))


@wrong("sample_nll", "bits", caught="visible", insight="base ignored")
def _(samples, q, base=2.0):
    return -np.mean([math.log2(q[x]) for x in samples])


@wrong("sample_nll", "times ln base", caught="visible", insight="unit change turned round")
def _(samples, q, base=2.0):
    return -np.mean(np.log(np.asarray(q)[np.asarray(samples)])) * np.log(base)


@wrong("sample_nll", "each outcome once", caught="visible", insight="each outcome once")
def _(samples, q, base=2.0):
    seen = set(np.asarray(samples).tolist())
    return sum(math.log(1 / q[x], base) for x in seen) / len(seen)


@wrong("sample_nll", "entropy of the data", caught="visible", insight="entropy of the data")
def _(samples, q, base=2.0):
    p = np.bincount(samples) / len(samples)
    return xl.entropy(p, base)


@wrong("sample_nll", "entropy of the model", caught="visible", insight="entropy of the model")
def _(samples, q, base=2.0):
    q = np.asarray(q)
    return -np.sum(q * np.log(q)) / np.log(base)


@wrong("sample_nll", "KL of the data", caught="visible", insight="extra cost only")
def _(samples, q, base=2.0):
    p = np.bincount(within(samples, len(q)), minlength=len(q)) / len(samples)
    return xl.kl_divergence(p, q, base)


@wrong("sample_nll", "labels as weights", caught="visible", insight="samples as weights")
def _(samples, q, base=2.0):
    samples, q = np.asarray(samples), np.asarray(q)
    return -np.sum(samples * np.log(q)) / np.log(base)


@wrong("sample_nll", "by the frequencies, nan for unseen", caught="hidden", insight="unseen gives nan")
def _(samples, q, base=2.0):
    p = np.bincount(within(samples, len(q)), minlength=len(q)) / len(samples)
    return -np.sum(p * np.log(q)) / np.log(base)


@wrong("sample_nll", "product first", caught="hidden", insight="product underflows")
def _(samples, q, base=2.0):
    likelihood = np.prod(np.asarray(q)[within(samples, len(q))])
    return xl.surprisal(likelihood, base) / len(samples)


@wrong("sample_nll", "product first, in a loop", caught="hidden", insight="product underflows")
def _(samples, q, base=2.0):
    likelihood = 1.0
    for x in within(samples, len(q)):
        likelihood *= q[x]
    return -math.log(likelihood) / math.log(base) / len(samples) if likelihood else math.inf


@wrong("sample_nll", "impossible skipped", caught="hidden", insight="impossible is free")
def _(samples, q, base=2.0):
    samples = within(samples, len(q))
    return sum(math.log(1 / q[x], base) for x in samples if q[x] > 0) / len(samples)


@wrong("sample_nll", "impossible skipped, also in the count", caught="hidden", insight="impossible is free")
def _(samples, q, base=2.0):
    prices = [math.log(1 / q[x], base) for x in within(samples, len(q)) if q[x] > 0]
    return sum(prices) / len(prices)


@wrong("sample_nll", "clip", caught="hidden", insight="epsilon by reflex")
def _(samples, q, base=2.0):
    q = np.clip(q, 1e-12, 1)
    return -np.mean(np.log(q[within(samples, len(q))])) / np.log(base)


@wrong("sample_nll", "epsilon added, unchecked", caught="visible", insight="epsilon by reflex")
def _(samples, q, base=2.0):
    return -np.mean(np.log(np.asarray(q)[np.asarray(samples, int)] + 1e-7)) / np.log(base)


@wrong("sample_nll", "negative index wraps", caught="hidden", insight="labels wrap around")
def _(samples, q, base=2.0):
    if len(samples) == 0:
        raise ValueError("empty")
    return np.mean(xl.surprisal(np.asarray(q)[np.asarray(samples)], base))


@wrong("sample_nll", "negative index wraps, in a loop, empty too", caught="hidden", insight="labels wrap around")
def _(samples, q, base=2.0):
    return sum(xl.surprisal(q[x], base) for x in samples) / len(samples)


@wrong("sample_nll", "labels outside skipped", caught="hidden", insight="labels outside ignored")
def _(samples, q, base=2.0):
    kept = [x for x in samples if 0 <= x < len(q)]
    if not kept:
        raise ValueError("empty")
    return sum(xl.surprisal(q[x], base) for x in kept) / len(kept)


@wrong("sample_nll", "labels clipped", caught="hidden", insight="labels outside ignored")
def _(samples, q, base=2.0):
    if len(samples) == 0:
        raise ValueError("empty")
    return np.mean(xl.surprisal(np.asarray(q)[np.clip(samples, 0, len(q) - 1)], base))


@wrong("sample_nll", "empty gives nan", caught="hidden", insight="empty answered")
def _(samples, q, base=2.0):
    samples = np.asarray(samples, int)
    if (samples < 0).any():
        raise ValueError("negative")
    return np.mean(xl.surprisal(np.asarray(q)[samples], base))


@wrong("sample_nll", "empty divides by zero", caught="hidden", insight="empty answered")
def _(samples, q, base=2.0):
    if any(x < 0 or x >= len(q) for x in samples):
        raise ValueError("label")
    return sum(xl.surprisal(q[x], base) for x in samples) / len(samples)


@wrong("sample_nll", "empty costs nothing", caught="hidden", insight="empty answered")
def _(samples, q, base=2.0):
    if len(samples) == 0:
        return 0.0
    return float(np.mean(xl.surprisal(np.asarray(q)[within(samples, len(q))], base)))


@wrong("sample_nll", "sorts its input", caught="hidden")
def _(samples, q, base=2.0):
    if isinstance(samples, np.ndarray):
        samples.sort()
        samples[:] = samples[::-1]
    return float(np.mean(xl.surprisal(np.asarray(q)[within(samples, len(q))], base)))


@wrong("sample_nll", "refuses everything", caught="visible")
def _(samples, q, base=2.0):
    raise ValueError("no")


# ---------------------------------------------------------------- 2.4 convert


@right("convert", "as in the notebook")
def _(value, unit_from, unit_to):
    nats = {"bit": np.log(2), "nat": 1.0, "hartley": np.log(10)}
    if unit_from not in nats or unit_to not in nats:
        raise ValueError("unknown unit")
    return value * nats[unit_from] / nats[unit_to]


@right("convert", "by bases")
def _(value, unit_from, unit_to):
    base = {"bit": 2, "nat": math.e, "hartley": 10}
    if not {unit_from, unit_to} <= set(base):
        raise ValueError(f"units are {sorted(base)}")
    return value * math.log(base[unit_from], base[unit_to])


@right("convert", "ifs")
def _(value, unit_from, unit_to):
    def nats(unit):
        if unit == "bit":
            return math.log(2)
        if unit == "nat":
            return 1
        if unit == "hartley":
            return math.log(10)
        raise ValueError(unit)
    return nats(unit_from) * value / nats(unit_to)


@right("convert", "the error turned into another")
def _(value, unit_from, unit_to):
    units = {"bit": 1.0, "nat": 1 / np.log(2), "hartley": np.log2(10)}
    try:
        return np.multiply(value, units[unit_from] / units[unit_to])
    except KeyError as unknown:
        raise ValueError(f"unknown unit {unknown}") from None


UNITS = {"bit": math.log(2), "nat": 1.0, "hartley": math.log(10)}


@wrong("convert", "inverted", caught="visible", insight="direction turned round")
def _(value, unit_from, unit_to):
    return value * UNITS[unit_to] / UNITS[unit_from]


@wrong("convert", "inverted, with ValueError", caught="visible", insight="direction turned round")
def _(value, unit_from, unit_to):
    if unit_from not in UNITS or unit_to not in UNITS:
        raise ValueError
    return value / UNITS[unit_from] * UNITS[unit_to]


@wrong("convert", "log of the value", caught="visible", insight="log of the value")
def _(value, unit_from, unit_to):
    return {"bit": np.log2, "nat": np.log, "hartley": np.log10}[unit_to](value)


@wrong("convert", "not converted", caught="visible", insight="not converted")
def _(value, unit_from, unit_to):
    return value


@wrong("convert", "1.44 rounded", caught="visible", insight="rounded factor")
def _(value, unit_from, unit_to):
    bits = {"bit": 1, "nat": 1.44, "hartley": 3.32}
    return value * bits[unit_from] / bits[unit_to]


@wrong("convert", "six digits", caught="visible", insight="rounded factor")
def _(value, unit_from, unit_to):
    bits = {"bit": 1, "nat": 1.442695, "hartley": 3.321928}
    if unit_from not in bits or unit_to not in bits:
        raise ValueError
    return value * bits[unit_from] / bits[unit_to]


@wrong("convert", "bits and nats only", caught="hidden", insight="hartley missing")
def _(value, unit_from, unit_to):
    units = {"bit": math.log(2), "nat": 1.0}
    if unit_from not in units or unit_to not in units:
        raise ValueError
    return value * units[unit_from] / units[unit_to]


@wrong("convert", "hartley taken for nat", caught="hidden", insight="hartley missing")
def _(value, unit_from, unit_to):
    return value * (math.log(2) if unit_from == "bit" else 1) / (math.log(2) if unit_to == "bit" else 1)


@wrong("convert", "no validation", caught="hidden", insight="unknown units pass")
def _(value, unit_from, unit_to):
    return value * UNITS.get(unit_from, 1.0) / UNITS.get(unit_to, 1.0)


@wrong("convert", "returns early for equal units", caught="hidden", insight="unknown units pass")
def _(value, unit_from, unit_to):
    if unit_from == unit_to:
        return value
    if unit_from not in UNITS or unit_to not in UNITS:
        raise ValueError
    return value * UNITS[unit_from] / UNITS[unit_to]


@wrong("convert", "None for unknown units", caught="hidden", insight="unknown units pass")
def _(value, unit_from, unit_to):
    if unit_from in UNITS and unit_to in UNITS:
        return value * UNITS[unit_from] / UNITS[unit_to]


@wrong("convert", "KeyError", caught="hidden", insight="the dictionary's error")
def _(value, unit_from, unit_to):
    return value * UNITS[unit_from] / UNITS[unit_to]


@wrong("convert", "in place", caught="hidden")
def _(value, unit_from, unit_to):
    if unit_from not in UNITS or unit_to not in UNITS:
        raise ValueError
    value *= UNITS[unit_from] / UNITS[unit_to]
    return value


# ---------------------------------------------------------------- 2.5 perplexity


@right("perplexity", "as in the notebook")
def _(h, unit="nat"):
    base = {"bit": 2.0, "nat": np.e, "hartley": 10.0}
    if unit not in base:
        raise ValueError("unknown unit")
    return float(base[unit] ** h)


@right("perplexity", "exp of nats")
def _(h, unit="nat"):
    return float(np.exp(xl.convert(h, unit, "nat")))


@right("perplexity", "ifs")
def _(h, unit="nat"):
    if unit == "bit":
        return 2 ** h
    if unit == "nat":
        return math.exp(h)
    if unit == "hartley":
        return 10 ** h
    raise ValueError(unit)


@wrong("perplexity", "returns h", caught="visible", insight="the loss itself")
def _(h, unit="nat"):
    return h


@wrong("perplexity", "1/h", caught="visible", insight="reciprocal")
def _(h, unit="nat"):
    return 1 / h


@wrong("perplexity", "1/h, infinity for 0", caught="visible", insight="reciprocal")
def _(h, unit="nat"):
    return 1 / h if h > 0 else math.inf


@wrong("perplexity", "exp(-h)", caught="visible", insight="probability")
def _(h, unit="nat"):
    return {"bit": 2.0, "nat": math.e, "hartley": 10.0}[unit] ** -h


@wrong("perplexity", "always bits", caught="visible", insight="bits taken for granted")
def _(h, unit="nat"):
    return 2 ** h


@wrong("perplexity", "always exp", caught="visible", insight="nats taken for granted")
def _(h, unit="nat"):
    return np.exp(h)


@wrong("perplexity", "default bits", caught="visible", insight="wrong default")
def _(h, unit="bit"):
    return {"bit": 2.0, "nat": math.e, "hartley": 10.0}[unit] ** h


@wrong("perplexity", "log", caught="visible")
def _(h, unit="nat"):
    return math.log(h) if h else 1.0


@wrong("perplexity", "no validation", caught="hidden", insight="unknown units pass")
def _(h, unit="nat"):
    return {"bit": 2.0, "hartley": 10.0}.get(unit, math.e) ** h


@wrong("perplexity", "None for unknown units", caught="hidden", insight="unknown units pass")
def _(h, unit="nat"):
    if unit == "bit":
        return 2.0 ** h
    if unit == "hartley":
        return 10.0 ** h
    if unit == "nat":
        return math.exp(h)


@wrong("perplexity", "KeyError", caught="hidden", insight="the dictionary's error")
def _(h, unit="nat"):
    return {"bit": 2.0, "nat": math.e, "hartley": 10.0}[unit] ** h


@wrong("perplexity", "rounded to whole choices", caught="visible")
def _(h, unit="nat"):
    return float(round({"bit": 2.0, "nat": math.e, "hartley": 10.0}[unit] ** h))


# ---------------------------------------------------------------- 2.6 fit_bigram


def pair_counts(ids, V):
    table = np.zeros((V, V))
    for a, b in itertools.pairwise(ids):
        table[a, b] += 1
    return table


def rows(table):
    totals = table.sum(axis=1, keepdims=True)
    return np.where(totals > 0, table / np.where(totals > 0, totals, 1), 1 / len(table))


@right("fit_bigram", "as in the notebook")
def _(ids, V, alpha=0.0):
    counts = np.zeros((V, V))
    for previous, following in itertools.pairwise(ids):
        counts[previous, following] += 1
    counts += alpha
    counts[counts.sum(axis=1) == 0] = 1
    return counts / counts.sum(axis=1, keepdims=True)


@right("fit_bigram", "np.add.at")
def _(ids, V, alpha=0.0):
    ids = np.asarray(ids)
    counts = np.full((V, V), float(alpha))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    totals = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, totals, out=np.full((V, V), 1 / V), where=totals > 0)


@right("fit_bigram", "bincount")
def _(ids, V, alpha=0.0):
    ids = np.asarray(ids)
    counts = np.bincount(ids[:-1] * V + ids[1:], minlength=V * V).reshape(V, V) + alpha
    totals = counts.sum(1)[:, None]
    with np.errstate(invalid="ignore"):
        return np.where(totals > 0, counts / totals, 1 / V)


@right("fit_bigram", "a Counter")
def _(ids, V, alpha=0.0):
    ids = [int(x) for x in ids]
    pairs, firsts = Counter(itertools.pairwise(ids)), Counter(ids[:-1])
    table = np.empty((V, V))
    for a in range(V):
        total = firsts[a] + alpha * V
        for b in range(V):
            table[a, b] = (pairs[a, b] + alpha) / total if total else 1 / V
    return table


@right("fit_bigram", "lists and a loop over rows")
def _(ids, V, alpha=0.0):
    following = defaultdict(list)
    for i in range(1, len(ids)):
        following[int(ids[i - 1])].append(int(ids[i]))
    table = []
    for a in range(V):
        weights = [following[a].count(b) + alpha for b in range(V)]
        table.append([w / sum(weights) if sum(weights) else 1 / V for w in weights])
    return np.array(table)


@right("fit_bigram", "one-hot matrices")
def _(ids, V, alpha=0.0):
    one_hot = np.eye(V)[np.asarray(ids)]
    return rows(one_hot[:-1].T @ one_hot[1:] + alpha)


@wrong("fit_bigram", "fancy +=", caught="visible", insight="repeats lost")
def _(ids, V, alpha=0.0):
    ids = np.asarray(ids)
    counts = np.zeros((V, V))
    counts[ids[:-1], ids[1:]] += 1
    return rows(counts + alpha)


@wrong("fit_bigram", "a set of pairs, zero rows not thought of", caught="visible", insight="repeats lost")
def _(ids, V, alpha=0.0):
    counts = np.full((V, V), alpha)
    for a, b in set(itertools.pairwise(np.asarray(ids).tolist())):
        counts[a, b] += 1
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_bigram", "joint", caught="visible", insight="joint instead of conditional")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return counts / counts.sum()


@wrong("fit_bigram", "columns", caught="visible", insight="columns normalised")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return counts / counts.sum(axis=0, keepdims=True)


@wrong("fit_bigram", "columns, without keepdims", caught="visible", insight="columns normalised")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return counts / counts.sum(axis=0)


@wrong("fit_bigram", "backwards", caught="visible", insight="backwards")
def _(ids, V, alpha=0.0):
    return rows(pair_counts(ids, V).T + alpha)


@wrong("fit_bigram", "backwards, by add.at", caught="visible", insight="backwards")
def _(ids, V, alpha=0.0):
    ids = np.asarray(ids)
    counts = np.full((V, V), float(alpha))
    np.add.at(counts, (ids[1:], ids[:-1]), 1)
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_bigram", "no keepdims", caught="visible", insight="totals across")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return counts / counts.sum(axis=1)


@wrong("fit_bigram", "alpha once", caught="visible", insight="alpha once")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V)
    totals = counts.sum(axis=1, keepdims=True) + alpha
    return np.where(totals > 0, (counts + alpha) / np.where(totals > 0, totals, 1), 1 / V)


@wrong("fit_bigram", "alpha forgotten in the total", caught="visible")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V)
    return (counts + alpha) / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@wrong("fit_bigram", "alpha afterwards", caught="visible", insight="alpha afterwards")
def _(ids, V, alpha=0.0):
    return rows(pair_counts(ids, V)) + alpha


@wrong("fit_bigram", "alpha for seen pairs", caught="visible", insight="alpha for seen pairs")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V)
    counts[counts > 0] += alpha
    return rows(counts)


@wrong("fit_bigram", "alpha ignored", caught="visible", insight="alpha ignored")
def _(ids, V, alpha=0.0):
    return rows(pair_counts(ids, V))


@wrong("fit_bigram", "last symbol counted", caught="visible", insight="last symbol counted")
def _(ids, V, alpha=0.0):
    appearances = np.bincount(ids, minlength=V)[:, None]
    return (pair_counts(ids, V) + alpha) / (appearances + alpha * V)


@wrong("fit_bigram", "a circle", caught="visible", insight="text closed to a circle")
def _(ids, V, alpha=0.0):
    ids = np.asarray(ids)
    counts = np.full((V, V), float(alpha))
    np.add.at(counts, (ids, np.roll(ids, -1)), 1)
    return rows(counts)


@wrong("fit_bigram", "every other pair", caught="visible", insight="every other pair")
def _(ids, V, alpha=0.0):
    counts = np.full((V, V), float(alpha))
    for i in range(0, len(ids) - 1, 2):
        counts[ids[i], ids[i + 1]] += 1
    return rows(counts)


@wrong("fit_bigram", "frequencies in every row", caught="visible", insight="context forgotten")
def _(ids, V, alpha=0.0):
    counts = np.bincount(ids, minlength=V) + alpha
    return np.array([counts / counts.sum()] * V)


@wrong("fit_bigram", "counts", caught="visible", insight="counts")
def _(ids, V, alpha=0.0):
    return pair_counts(ids, V) + alpha


@wrong("fit_bigram", "nan rows", caught="hidden", insight="nothing follows")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    with np.errstate(all="ignore"):
        return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_bigram", "nan rows, with warnings", caught="hidden", insight="nothing follows")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V)
    return (counts + alpha) / (counts.sum(axis=1, keepdims=True) + alpha * V)


@wrong("fit_bigram", "division by zero", caught="hidden", insight="nothing follows")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return np.array([[x / sum(row) for x in row] for row in counts.tolist()])


@wrong("fit_bigram", "rows of zeros", caught="hidden", insight="row of zeros")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)


@wrong("fit_bigram", "nan_to_num", caught="hidden", insight="row of zeros")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    with np.errstate(all="ignore"):
        return np.nan_to_num(counts / counts.sum(axis=1, keepdims=True))


@wrong("fit_bigram", "nan repaired afterwards", caught="hidden", insight="division by zero")
def _(ids, V, alpha=0.0):
    counts = pair_counts(ids, V) + alpha
    table = counts / counts.sum(axis=1, keepdims=True)
    table[np.isnan(table)] = 1 / V
    return table


@wrong("fit_bigram", "as large as the symbols seen", caught="hidden")
def _(ids, V, alpha=0.0):
    V = int(max(ids)) + 1
    return rows(pair_counts(ids, V) + alpha)


@wrong("fit_bigram", "shifts its input", caught="hidden")
def _(ids, V, alpha=0.0):
    table = rows(pair_counts(ids, V) + alpha)
    if isinstance(ids, np.ndarray):
        ids += 1
    return table
