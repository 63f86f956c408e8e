"""Answers to the exercises of notebook 01: entropy, and the codes that come near it."""

import heapq
import math
from collections import Counter, deque

import numpy as np

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 1.1 entropy


@right("entropy", "as in the notebook")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]  # what never happens is never paid
    return float(np.sum(p * np.log(1 / p)) / np.log(base))


@right("entropy", "a loop")
def _(p, base=2.0):
    xl.as_distribution(p)
    total = 0.0
    for x in p:
        if x > 0:
            total += x * math.log(1 / x, base)
    return total


@right("entropy", "the where trick")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return float((p * -np.log(np.where(p > 0, p, 1))).sum() / np.log(base)) + 0.0


@right("entropy", "where= inside log2, own validation, np.float64 out")
def _(p, base=2.0):
    p = np.array(p, dtype=float)
    if p.size == 0 or not np.all(p >= 0) or abs(p.sum() - 1) > 1e-6:
        raise ValueError("no distribution")
    logs = np.log2(p, where=p > 0, out=np.zeros_like(p))
    return abs(p @ logs) / math.log2(base)


@right("entropy", "vectorize")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return np.vectorize(lambda x: x * math.log(1 / x) if x else 0.0, otypes=[float])(p).sum() / math.log(base)


@right("entropy", "a warning silenced, nan_to_num on the term, then abs")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(abs(np.nan_to_num(p * np.log(p)).sum() / np.log(base)))


@right("entropy", "by the library's surprisal")
def _(p, base=2.0):
    return sum(x * xl.surprisal(x, base) for x in xl.as_distribution(p) if x > 0) + 0.0


@wrong("entropy", "missing minus", caught="visible", insight="missing minus")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "missing minus, zeros give nan", caught="visible", insight="missing minus")
def _(p, base=2.0):
    return np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "missing minus, an epsilon against zeros", caught="visible", insight="missing minus")
def _(p, base=2.0):
    p = np.array(p)
    return float(sum(p * np.log(p + 1e-10)) / np.log(base))


@wrong("entropy", "a mask on a list", caught="visible", insight="list as array")
def _(p, base=2.0):
    return -sum(p[p > 0] * np.log(p[p > 0])) / np.log(base)


@wrong("entropy", "a sum asked of a list", caught="visible", insight="list as array")
def _(p, base=2.0):
    if p.sum() != 1:
        raise ValueError("no distribution")
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "0 log 0 is nan", caught="visible", insight="0 log 0")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "0 log 0 is an error", caught="visible", insight="0 log 0")
def _(p, base=2.0):
    return sum(-x * math.log(x, base) for x in p)


@wrong("entropy", "refuses zeros", caught="visible", insight="0 log 0")
def _(p, base=2.0):
    p = np.array(p)
    if (p <= 0).any():
        raise ValueError("probabilities must be positive")
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "log2 always", caught="visible", insight="base ignored")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return -np.sum(p * np.log2(p))


@wrong("entropy", "ln always", caught="visible", insight="base ignored")
def _(p, base=2.0):
    return -np.nansum(p * np.log(p))


@wrong("entropy", "log10 always, by a loop", caught="visible", insight="base ignored")
def _(p, base=2.0):
    return -sum(x * math.log10(x) for x in p if x > 0)


@wrong("entropy", "ln times ln base", caught="visible", insight="unit change turned round")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return -np.sum(p * np.log(p)) * np.log(base)


@wrong("entropy", "log2 times log2 base", caught="visible", insight="unit change turned round")
def _(p, base=2.0):
    return -sum(x * math.log2(x) for x in p if x > 0) * math.log2(base)


@wrong("entropy", "mean", caught="visible", insight="averaged twice")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    terms = np.where(p > 0, -p * np.log(np.where(p > 0, p, 1)) / np.log(base), 0)
    return terms.mean()


@wrong("entropy", "mean of what is left after masking", caught="visible", insight="averaged twice")
def _(p, base=2.0):
    p = np.array(p)
    p = p[p > 0]
    return -np.mean(p * np.log(p)) / np.log(base)


@wrong("entropy", "unweighted", caught="visible", insight="unweighted")
def _(p, base=2.0):
    p = np.asarray(p, float)
    return -np.sum(np.log(p[p > 0])) / np.log(base)


@wrong("entropy", "unweighted, validated, in Python", caught="visible", insight="unweighted")
def _(p, base=2.0):
    return sum(math.log(1 / x, base) for x in xl.as_distribution(p) if x > 0)


@wrong("entropy", "each outcome as a coin of its own", caught="visible", insight="not happening counted too")
def _(p, base=2.0):
    p = np.asarray(p, float)
    with np.errstate(all="ignore"):
        return -np.nansum(p * np.log(p) + (1 - p) * np.log(1 - p)) / np.log(base)


@wrong("entropy", "each outcome as a coin of its own, in a loop", caught="visible", insight="not happening counted too")
def _(p, base=2.0):
    return sum(-x * math.log(x, base) - (1 - x) * math.log(1 - x, base) for x in p if 0 < x < 1)


@wrong("entropy", "eps inside", caught="visible", insight="epsilon inside")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return -np.sum(p * np.log(p + 1e-9)) / np.log(base)


@wrong("entropy", "eps inside, larger and unvalidated", caught="visible", insight="epsilon inside")
def _(p, base=2.0):
    p = np.asarray(p)
    return float(-np.sum(p * np.log2(p + 1e-5)) / np.log2(base))


@wrong("entropy", "eps inside, the smallest that changes 1", caught="hidden", insight="epsilon inside")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return -np.sum(p * np.log(p + np.finfo(float).eps)) / np.log(base)


@wrong("entropy", "clipped at 1e-9", caught="visible", insight="clipped")
def _(p, base=2.0):
    p = np.clip(xl.as_distribution(p), 1e-9, 1)
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "clipped at 1e-15", caught="hidden", insight="clipped")
def _(p, base=2.0):
    p = np.maximum(xl.as_distribution(p), 1e-15)
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "nansum", caught="hidden", insight="nan dropped")
def _(p, base=2.0):
    p = np.asarray(p)
    return -np.nansum(p * np.log(p)) / np.log(base)


@wrong("entropy", "where, too late", caught="hidden", insight="nan dropped")
def _(p, base=2.0):
    p = np.asarray(p)
    return float(np.sum(np.where(p > 0, -p * np.log(p), 0)) / np.log(base))


@wrong("entropy", "nansum, but validated", caught="hidden", insight="log of zero")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return float(abs(np.nansum(p * np.log(p)))) / np.log(base)


@wrong("entropy", "nansum in silence", caught="hidden", insight="no validation")
def _(p, base=2.0):
    p = np.asarray(p)
    with np.errstate(all="ignore"):
        return 0.0 - np.nansum(p * np.log(p)) / np.log(base)


@wrong("entropy", "a mask, nothing validated", caught="hidden", insight="no validation")
def _(p, base=2.0):
    p = np.asarray(p)
    p = p[p > 0]
    return np.sum(p * np.log(1 / p)) / np.log(base)


@wrong("entropy", "only the total is checked", caught="hidden", insight="no validation")
def _(p, base=2.0):
    if abs(sum(p) - 1) > 1e-9:
        raise ValueError("must add up to 1")
    return sum(x * math.log(1 / x, base) for x in p if x > 0)


@wrong("entropy", "only the signs are checked, in a loop", caught="hidden", insight="no validation")
def _(p, base=2.0):
    if min(p, default=0) < 0:
        raise ValueError("negative")
    return sum(x * math.log(1 / x, base) for x in p if x > 0) + 0.0


@wrong("entropy", "renormalises silently", caught="hidden", insight="silent normalising")
def _(p, base=2.0):
    p = np.asarray(p, float) / np.sum(p)
    p = p[p > 0]
    return np.sum(p * np.log(1 / p)) / np.log(base)


@wrong("entropy", "renormalises the sizes", caught="hidden", insight="silent normalising")
def _(p, base=2.0):
    p = np.abs(p) / np.sum(np.abs(p))
    return sum(x * math.log(1 / x, base) for x in p if x > 0)


@wrong("entropy", "threshold 1e-10", caught="hidden", insight="small ones dropped")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 1e-10]
    return np.sum(p * np.log(1 / p)) / np.log(base)


@wrong("entropy", "isclose to zero", caught="hidden", insight="small ones dropped")
def _(p, base=2.0):
    xl.as_distribution(p)
    return sum(x * math.log(1 / x, base) for x in p if not np.isclose(x, 0))


@wrong("entropy", "negative zero", caught="hidden")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "changes its input", caught="hidden")
def _(p, base=2.0):
    xl.as_distribution(p)
    if isinstance(p, np.ndarray):
        p[p == 0] = 1
    return sum(x * math.log(1 / x, base) for x in p if x > 0) + 0.0


@wrong("entropy", "an array of terms", caught="visible")
def _(p, base=2.0):
    return xl.as_distribution(p) * xl.surprisal(p, base)


@wrong("entropy", "a text", caught="visible")
def _(p, base=2.0):
    return f"{len(p)} bits"


@wrong("entropy", "divided by the base instead of its logarithm", caught="visible", insight="divided by the base")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return -np.sum(p * np.log(p)) / base + 0.0


@wrong("entropy", "share of log K", caught="visible", insight="share of the largest")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    largest = np.log(max(len(p), 2))
    p = p[p > 0]
    return -np.sum(p * np.log(p)) / largest + 0.0


@wrong("entropy", "mean of the surprises", caught="visible", insight="plain average")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return -np.mean(np.log(p[p > 0])) / np.log(base) + 0.0


@wrong("entropy", "rounded to four digits", caught="visible", insight="rounded")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return round(float(-np.sum(p * np.log(p)) / np.log(base)), 4) + 0.0


@wrong("entropy", "rounded to ten digits", caught="hidden")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return round(float(-np.sum(p * np.log(p)) / np.log(base)), 10) + 0.0


@wrong("entropy", "nearly certain taken for certain", caught="hidden")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    if p.max() > 0.999:
        return 0.0
    p = p[p > 0]
    return -np.sum(p * np.log(p)) / np.log(base)


@wrong("entropy", "epsilon inside, cut off at 0", caught="hidden")
def _(p, base=2.0):
    p = xl.as_distribution(p)
    return max(0.0, -np.sum(p * np.log(p + 1e-12)) / np.log(base))


# ---------------------------------------------------------------- 1.2 entropy_rows


@right("entropy_rows", "as in the notebook")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    surprise = np.log(1 / np.where(P > 0, P, 1)) / np.log(base)
    return np.sum(P * surprise, axis=1)


@right("entropy_rows", "a list of calls")
def _(P, base=2.0):
    return np.array([xl.entropy(row, base) for row in P])


@right("entropy_rows", "errstate and nan_to_num on the term")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.nan_to_num(P * np.log(P)).sum(axis=-1) / np.log(base)


@right("entropy_rows", "two loops, own validation")
def _(P, base=2.0):
    result = np.zeros(len(P))
    for i, row in enumerate(P):
        if not abs(sum(row) - 1) < 1e-8 or min(row) < 0:
            raise ValueError("no distribution")
        for x in row:
            if x > 0:
                result[i] -= x * math.log(x, base)
    return result


@right("entropy_rows", "apply_along_axis")
def _(P, base=2.0):
    return np.apply_along_axis(lambda row: xl.entropy(row, base), 1, np.asarray(P))


@right("entropy_rows", "einsum")
def _(P, base=2.0):
    P = np.stack([xl.as_distribution(row) for row in P])
    return np.einsum("nk,nk->n", P, -np.log(P, where=P > 0, out=np.zeros_like(P))) / math.log(base)


@wrong("entropy_rows", "total", caught="visible", insight="one number for all")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    return np.sum(P * -np.log(np.where(P > 0, P, 1))) / np.log(base)


@wrong("entropy_rows", "total through a flattening mask", caught="visible", insight="one number for all")
def _(P, base=2.0):
    P = np.asarray(P)
    return -np.sum(P[P > 0] * np.log2(P[P > 0])) / np.log2(base)


@wrong("entropy_rows", "one mean for all rows", caught="visible", insight="one number for all")
def _(P, base=2.0):
    return float(np.mean([xl.entropy(row, base) for row in P]))


@wrong("entropy_rows", "columns", caught="visible", insight="columns")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    return np.sum(P * -np.log(np.where(P > 0, P, 1)), axis=0) / np.log(base)


@wrong("entropy_rows", "columns, unvalidated", caught="visible", insight="columns")
def _(P, base=2.0):
    P = np.asarray(P)
    return -np.nansum(P * np.log(P), axis=0) / np.log(base)


@wrong("entropy_rows", "mean", caught="visible", insight="averaged twice")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    return np.mean(P * -np.log(np.where(P > 0, P, 1)), axis=1) / np.log(base)


@wrong("entropy_rows", "nanmean", caught="visible", insight="averaged twice")
def _(P, base=2.0):
    P = np.asarray(P)
    return -np.nanmean(P * np.log2(P), axis=1)


@wrong("entropy_rows", "mask flattens", caught="visible", insight="rows lost")
def _(P, base=2.0):
    P = np.asarray(P)
    P = P[P > 0]
    return -np.sum(P * np.log(P), axis=1) / np.log(base)


@wrong("entropy_rows", "mask flattens, validated", caught="visible", insight="rows lost")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    return (P[P > 0] * -np.log(P[P > 0])).sum(axis=-1).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "rows of a list", caught="visible", insight="list as array")
def _(P, base=2.0):
    return np.array([xl.entropy(P[i, :], base) for i in range(len(P))])


@wrong("entropy_rows", "zeros give nan", caught="visible", insight="0 log 0")
def _(P, base=2.0):
    P = np.asarray(P)
    return -(P * np.log(P)).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "missing minus", caught="visible", insight="missing minus")
def _(P, base=2.0):
    P = np.asarray(P)
    return (P * np.log(np.where(P > 0, P, 1))).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "missing minus, zeros give nan", caught="visible", insight="missing minus")
def _(P, base=2.0):
    P = np.asarray(P)
    return (P * np.log2(P)).sum(axis=1)


@wrong("entropy_rows", "unweighted", caught="visible", insight="unweighted")
def _(P, base=2.0):
    P = np.array([xl.as_distribution(row) for row in P])
    return -np.log(np.where(P > 0, P, 1)).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "ln always", caught="visible", insight="base ignored")
def _(P, base=2.0):
    P = np.asarray(P)
    return -(P * np.log(np.where(P > 0, P, 1))).sum(axis=1)


@wrong("entropy_rows", "log2 always", caught="hidden", insight="base ignored")
def _(P, base=2.0):
    return np.array([xl.entropy(row) for row in P])


@wrong("entropy_rows", "no validation", caught="hidden", insight="no validation")
def _(P, base=2.0):
    P = np.asarray(P)
    return (P * -np.log(np.where(P > 0, P, 1))).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "nansum", caught="hidden", insight="no validation")
def _(P, base=2.0):
    P = np.asarray(P)
    return -np.nansum(P * np.log(P), axis=1) / np.log(base)


@wrong("entropy_rows", "only the grand total is checked", caught="hidden", insight="no validation")
def _(P, base=2.0):
    P = np.asarray(P)
    if not np.isclose(P.sum(), len(P)) or (P < 0).any():
        raise ValueError("no distributions")
    return (P * -np.log(np.where(P > 0, P, 1))).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "rows normalised silently", caught="hidden", insight="silent normalising")
def _(P, base=2.0):
    P = np.asarray(P)
    P = P / P.sum(axis=1, keepdims=True)
    return (P * -np.log(np.where(P > 0, P, 1))).sum(axis=1) / np.log(base)


@wrong("entropy_rows", "keepdims", caught="visible")
def _(P, base=2.0):
    return np.array([[xl.entropy(row, base)] for row in P])


@wrong("entropy_rows", "a list", caught="visible")
def _(P, base=2.0):
    return [xl.entropy(row, base) for row in P]


@wrong("entropy_rows", "turned when the rows do not add up", caught="hidden", insight="no validation")
def _(P, base=2.0):
    P = np.asarray(P, float)
    if not np.allclose(P.sum(axis=1), 1):
        P = P.T
    return np.array([xl.entropy(row, base) for row in P])


@wrong("entropy_rows", "rounded to four digits", caught="visible", insight="rounded")
def _(P, base=2.0):
    return np.array([round(xl.entropy(row, base), 4) for row in P])


# ---------------------------------------------------------------- 1.3 text_entropy


@right("text_entropy", "as in the notebook")
def _(text):
    if not text:
        raise ValueError("an empty text has no frequencies")
    shares = [text.count(character) / len(text) for character in set(text)]
    return float(sum(share * np.log2(1 / share) for share in shares))


@right("text_entropy", "a set and count")
def _(text):
    if text == "":
        raise ValueError("empty")
    entropy = 0
    for c in set(text):
        p = text.count(c) / len(text)
        entropy -= p * math.log2(p)
    return entropy


@right("text_entropy", "a dict, and log n - (1/n) sum c log c")
def _(text):
    n, counts = len(text), {}
    for c in text:
        counts[c] = counts.get(c, 0) + 1
    if n == 0:
        raise ValueError("empty")
    return math.log2(n) - sum(k * math.log2(k) for k in counts.values()) / n


@right("text_entropy", "the mean surprise over the places")
def _(text):
    if len(text) < 1:
        raise ValueError("empty")
    counts = Counter(text)
    return np.mean([math.log2(len(text) / counts[c]) for c in text])


@right("text_entropy", "np.unique and the library's entropy")
def _(text):
    counts = np.unique(list(text), return_counts=True)[1]
    return xl.entropy(counts / counts.sum())


@wrong("text_entropy", "log2 of alphabet", caught="visible", insight="all equally frequent")
def _(text):
    return math.log2(len(set(text)))


@wrong("text_entropy", "whole bits for the alphabet", caught="visible", insight="all equally frequent")
def _(text):
    if not text:
        raise ValueError("empty")
    return math.ceil(math.log2(len(set(text))))


@wrong("text_entropy", "uniform distribution", caught="visible", insight="all equally frequent")
def _(text):
    kinds = len(set(text))
    return xl.entropy(np.full(kinds, 1 / kinds))


@wrong("text_entropy", "unique types only", caught="visible", insight="each kind once")
def _(text):
    p = 1 / len(text)
    return -sum(p * math.log2(p) for c in set(text))


@wrong("text_entropy", "over every place", caught="visible", insight="every occurrence")
def _(text):
    total = 0
    for c in text:
        p = text.count(c) / len(text)
        total += -p * math.log2(p)
    return total


@wrong("text_entropy", "the whole text's bits", caught="visible", insight="whole text")
def _(text):
    if not text:
        raise ValueError("empty")
    return sum(-math.log2(text.count(c) / len(text)) for c in text)


@wrong("text_entropy", "nats", caught="visible", insight="other unit")
def _(text):
    if not text:
        raise ValueError("empty")
    p = np.array(list(Counter(text).values())) / len(text)
    return -np.sum(p * np.log(p))


@wrong("text_entropy", "hartleys", caught="visible", insight="other unit")
def _(text):
    return sum(n / len(text) * math.log10(len(text) / n) for n in Counter(text).values())


@wrong("text_entropy", "missing minus", caught="visible", insight="missing minus")
def _(text):
    p = np.array(list(Counter(text).values())) / len(text)
    return np.sum(p * np.log2(p))


@wrong("text_entropy", "lower + strip", caught="visible", insight="text cleaned")
def _(text):
    text = text.lower().strip()
    return xl.entropy([n / len(text) for n in Counter(text).values()])


@wrong("text_entropy", "letters only", caught="visible", insight="text cleaned")
def _(text):
    letters = [c for c in text.lower() if c.isalpha()]
    return xl.entropy([n / len(letters) for n in Counter(letters).values()])


@wrong("text_entropy", "without spaces", caught="visible", insight="text cleaned")
def _(text):
    if not text:
        raise ValueError("empty")
    text = "".join(text.split())
    return xl.entropy([n / len(text) for n in Counter(text).values()])


@wrong("text_entropy", "stripped", caught="hidden", insight="text cleaned")
def _(text):
    text = text.strip()
    if not text:
        raise ValueError("empty")
    return xl.entropy([n / len(text) for n in Counter(text).values()])


@wrong("text_entropy", "words", caught="visible", insight="words counted")
def _(text):
    words = text.split()
    return xl.entropy([n / len(words) for n in Counter(words).values()])


@wrong("text_entropy", "bytes", caught="hidden", insight="bytes counted")
def _(text):
    if not text:
        raise ValueError("empty")
    data = text.encode("utf-8")
    return xl.entropy(np.bincount(list(data)) / len(data))


@wrong("text_entropy", "nothing costs nothing", caught="hidden", insight="empty text answered")
def _(text):
    if not text:
        return 0.0
    return xl.entropy([n / len(text) for n in Counter(text).values()])


@wrong("text_entropy", "the empty sum", caught="hidden", insight="empty text answered")
def _(text):
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


@wrong("text_entropy", "ASCII only", caught="hidden")
def _(text):
    counts = np.array([text.count(chr(i)) for i in range(128)])
    return xl.entropy(counts / counts.sum())


@wrong("text_entropy", "blank text refused", caught="hidden", insight="blank text refused")
def _(text):
    if not text.strip():
        raise ValueError("empty")
    return xl.entropy([n / len(text) for n in Counter(text).values()])


@wrong("text_entropy", "a table of 256 counters", caught="hidden")
def _(text):
    if not text:
        raise ValueError("empty")
    counts = [0] * 256
    for character in text:
        counts[ord(character) % 256] += 1
    return xl.entropy([n / len(text) for n in counts])


@wrong("text_entropy", "rounded to three digits", caught="visible", insight="rounded")
def _(text):
    if not text:
        raise ValueError("empty")
    return round(xl.entropy([n / len(text) for n in Counter(text).values()]), 3)


# ---------------------------------------------------------------- 1.4 expected_length


@right("expected_length", "as in the notebook")
def _(p, code):
    possible = [symbol for symbol in p if p[symbol] > 0]
    return sum(p[symbol] * len(code[symbol]) for symbol in possible)


@right("expected_length", "arrays")
def _(p, code):
    symbols = [s for s in p if p[s] > 0]
    return float(np.dot([p[s] for s in symbols], [len(code[s]) for s in symbols]))


@right("expected_length", "a loop with its own ValueError")
def _(p, code):
    total = 0
    for symbol in p:
        if p[symbol] == 0:
            continue
        if symbol not in code:
            raise ValueError(f"no codeword for {symbol}")
        total = total + p[symbol] * len(code[symbol])
    return total


@right("expected_length", "map and fsum")
def _(p, code):
    possible = dict(filter(lambda item: item[1], p.items()))
    return math.fsum(x * len(word) for x, word in zip(possible.values(), map(code.__getitem__, possible), strict=True))


@wrong("expected_length", "unweighted mean", caught="visible", insight="unweighted mean")
def _(p, code):
    return np.mean([len(word) for word in code.values()])


@wrong("expected_length", "unweighted mean over p", caught="visible", insight="unweighted mean")
def _(p, code):
    return sum(len(code[s]) for s in p) / len(p)


@wrong("expected_length", "sum of the lengths", caught="visible", insight="whole code book")
def _(p, code):
    return sum(len(code[s]) for s in p)


@wrong("expected_length", "sum over the code book", caught="visible", insight="whole code book")
def _(p, code):
    return len("".join(code.values()))


@wrong("expected_length", "mean of the products", caught="visible", insight="averaged twice")
def _(p, code):
    return np.mean([p[s] * len(code[s]) for s in p])


@wrong("expected_length", "ideal length", caught="visible", insight="entropy instead")
def _(p, code):
    return sum(-x * math.log2(x) for x in p.values() if x > 0)


@wrong("expected_length", "ideal length, missing words refused", caught="visible", insight="entropy instead")
def _(p, code):
    for s in p:
        code[s]
    return xl.entropy(list(p.values()))


@wrong("expected_length", "max length", caught="visible", insight="longest codeword")
def _(p, code):
    return max(len(word) for word in code.values())


@wrong("expected_length", "max length of the possible", caught="visible", insight="longest codeword")
def _(p, code):
    return max(len(code[s]) for s in p if p[s] > 0)


@wrong("expected_length", "zip order", caught="hidden", insight="paired by place")
def _(p, code):
    return sum(x * len(word) for x, word in zip(p.values(), code.values(), strict=False))


@wrong("expected_length", "zip order, missing words refused", caught="hidden", insight="paired by place")
def _(p, code):
    if any(s not in code for s in p if p[s] > 0):
        raise KeyError("missing")
    return sum(x * len(word) for x, word in zip(p.values(), code.values(), strict=False))


@wrong("expected_length", "arrays by place", caught="hidden", insight="paired by place")
def _(p, code):
    return np.array(list(p.values())) @ np.array([len(word) for word in code.values()])


@wrong("expected_length", "loops over the code book", caught="hidden", insight="walks through the code book")
def _(p, code):
    return sum(p[s] * len(word) for s, word in code.items())


@wrong("expected_length", "a codeword for everything", caught="hidden", insight="word for the impossible")
def _(p, code):
    return sum(p[s] * len(code[s]) for s in p)


@wrong("expected_length", "missing words are free", caught="hidden", insight="missing word is free")
def _(p, code):
    return sum(x * len(code.get(s, "")) for s, x in p.items())


@wrong("expected_length", "only what both have", caught="hidden", insight="missing word is free")
def _(p, code):
    return sum(p[s] * len(code[s]) for s in p.keys() & code.keys())


@wrong("expected_length", "codewords as numbers", caught="visible")
def _(p, code):
    return sum(p[s] * int(code[s], 2) for s in p)


@wrong("expected_length", "rare symbols forgotten, with or without a codeword", caught="hidden",
       insight="missing word is free")
def _(p, code):
    return sum(share * len(code[s]) for s, share in p.items() if share > 1e-9)


@wrong("expected_length", "symbols turned into text", caught="hidden")
def _(p, code):
    words = {str(s): word for s, word in code.items()}
    return sum(share * len(words[s]) for s, share in p.items() if share > 0)


@wrong("expected_length", "Shannon's lengths instead of the code's", caught="visible")
def _(p, code):
    return sum(share * math.ceil(-math.log2(share)) for share in p.values() if share > 0)


# ---------------------------------------------------------------- 1.5 shannon_lengths


@right("shannon_lengths", "as in the notebook")
def _(p):
    p = xl.as_distribution(p)
    if np.any(p == 0):
        raise ValueError("an outcome of probability 0 has no finite codeword")
    return [int(length) for length in np.ceil(-np.log2(p))]


@right("shannon_lengths", "np.ceil, an array of integers")
def _(p):
    p = xl.as_distribution(p)
    if not (p > 0).all():
        raise ValueError("zero")
    return np.ceil(np.log2(1 / p)).astype(int)


@right("shannon_lengths", "integer search")
def _(p):
    if not xl.is_distribution(p):
        raise ValueError("no distribution")
    lengths = []
    for x in p:
        if x <= 0:
            raise ValueError("zero")
        n = 0
        while 2.0 ** -n > x:
            n += 1
        lengths.append(n)
    return lengths


@right("shannon_lengths", "math.log2, whose own error for 0 is a ValueError")
def _(p):
    return [math.ceil(-math.log2(x)) for x in xl.as_distribution(p)]


@right("shannon_lengths", "a hair taken off before rounding up")
def _(p):
    if min(xl.as_distribution(p)) == 0:
        raise ValueError("zero")
    return tuple(max(0, math.ceil(-math.log(x) / math.log(2) - 1e-9)) for x in p)


@wrong("shannon_lengths", "round", caught="visible", insight="too short")
def _(p):
    return [round(-math.log2(x)) for x in p]


@wrong("shannon_lengths", "int", caught="visible", insight="too short")
def _(p):
    return [int(-np.log2(x)) for x in p]


@wrong("shannon_lengths", "floor, zeros refused", caught="visible", insight="too short")
def _(p):
    if np.any(np.asarray(p) == 0):
        raise ValueError("zero")
    return np.floor(-np.log2(p)).astype(int)


@wrong("shannon_lengths", "ln", caught="visible", insight="other unit")
def _(p):
    return [math.ceil(-math.log(x)) for x in p]


@wrong("shannon_lengths", "ln, rounded", caught="visible", insight="other unit")
def _(p):
    return np.rint(-np.log(p)).astype(int).tolist()


@wrong("shannon_lengths", "fractional", caught="visible", insight="fractional")
def _(p):
    return [-math.log2(x) for x in p]


@wrong("shannon_lengths", "fractional array", caught="visible", insight="fractional")
def _(p):
    return -np.log2(xl.as_distribution(p))


@wrong("shannon_lengths", "whole numbers, but floats", caught="visible")
def _(p):
    return list(np.ceil(-np.log2(p)))


@wrong("shannon_lengths", "int plus one", caught="visible", insight="one too long")
def _(p):
    return [int(-math.log2(x)) + 1 for x in p]


@wrong("shannon_lengths", "ceil plus one", caught="visible", insight="one too long")
def _(p):
    return [math.ceil(-math.log2(x)) + 1 for x in p]


@wrong("shannon_lengths", "Huffman's", caught="visible", insight="Huffman's lengths")
def _(p):
    return xl.huffman_lengths(p)


@wrong("shannon_lengths", "fixed", caught="visible", insight="fixed length")
def _(p):
    return [(len(p) - 1).bit_length()] * len(p)


@wrong("shannon_lengths", "at least one digit", caught="hidden", insight="certain outcome paid for")
def _(p):
    return [max(1, math.ceil(-math.log2(x))) for x in p]


@wrong("shannon_lengths", "ln over ln 2", caught="hidden", insight="tripped over round-off")
def _(p):
    return [math.ceil(-math.log(x) / math.log(2)) for x in p]


@wrong("shannon_lengths", "ln over ln 2 in NumPy", caught="hidden", insight="tripped over round-off")
def _(p):
    p = np.asarray(p)
    if (p == 0).any():
        raise ValueError("zero")
    return np.ceil(np.log(1 / p) / np.log(2)).astype(int)


@wrong("shannon_lengths", "no zero check, an infinite length", caught="hidden", insight="no answer to zero")
def _(p):
    with np.errstate(divide="ignore"):
        return [int(n) for n in np.ceil(-np.log2(p))]


@wrong("shannon_lengths", "no zero check, an accident of astype", caught="hidden", insight="no answer to zero")
def _(p):
    with np.errstate(all="ignore"):
        return np.ceil(-np.log2(p)).astype(int)


@wrong("shannon_lengths", "zeros left out", caught="hidden", insight="no answer to zero")
def _(p):
    return [math.ceil(-math.log2(x)) for x in p if x > 0]


@wrong("shannon_lengths", "only zeros refused", caught="hidden", insight="no validation")
def _(p):
    p = np.asarray(p, float)
    if not (p > 0).all():
        raise ValueError("no length")
    return [int(length) for length in np.ceil(-np.log2(p))]


@wrong("shannon_lengths", "TypeError for what is no distribution", caught="hidden")
def _(p):
    if not xl.is_distribution(p):
        raise TypeError("no distribution")
    if 0 in list(p):
        raise ValueError("no length")
    return [math.ceil(-math.log2(x)) for x in p]


@wrong("shannon_lengths", "p log 1/p rounded up", caught="visible", insight="weighted")
def _(p):
    p = xl.as_distribution(p)
    if 0 in p:
        raise ValueError("no length")
    return [math.ceil(-x * math.log2(x)) for x in p]


# ---------------------------------------------------------------- 1.6 huffman_lengths


@right("huffman_lengths", "as in the notebook")
def _(w):
    lengths = [0] * len(w)
    groups = [(weight, [i]) for i, weight in enumerate(w)]
    while len(groups) > 1:
        groups.sort()
        (weight, some), (other_weight, others), *groups = groups
        groups.append((weight + other_weight, some + others))
        for i in some + others:
            lengths[i] += 1
    return lengths if len(w) > 1 else [1]


@right("huffman_lengths", "a heap with lists of members")
def _(w):
    if len(w) == 1:
        return [1]
    lengths = [0] * len(w)
    heap = [(weight, [i]) for i, weight in enumerate(w)]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, some = heapq.heappop(heap)
        b, others = heapq.heappop(heap)
        for i in some + others:
            lengths[i] += 1
        heapq.heappush(heap, (a + b, some + others))
    return lengths


@right("huffman_lengths", "a list sorted again and again")
def _(w):
    groups = [[weight, [i]] for i, weight in enumerate(w)]
    lengths = np.zeros(len(w), dtype=int)
    while len(groups) > 1:
        groups.sort(key=lambda group: -group[0])
        a, b = groups.pop(), groups.pop()
        lengths[a[1] + b[1]] += 1
        groups.append([a[0] + b[0], a[1] + b[1]])
    return lengths if len(w) > 1 else [1]


@right("huffman_lengths", "a tree and recursion")
def _(w):
    trees = [(weight, i, None, None) for i, weight in enumerate(w)]
    fresh = len(w)
    while len(trees) > 1:
        trees.sort(key=lambda tree: (tree[0], -tree[1]))
        a, b, *rest = trees
        trees = [*rest, (a[0] + b[0], fresh, a, b)]
        fresh += 1
    lengths = [1] * len(w)

    def walk(tree, depth):
        _, i, a, b = tree
        if a is None:
            lengths[i] = max(depth, 1)
        else:
            walk(a, depth + 1)
            walk(b, depth + 1)

    walk(trees[0], 0)
    return lengths


@right("huffman_lengths", "two queues")
def _(w):
    order = sorted(range(len(w)), key=lambda i: w[i])
    leaves, merged = deque((w[i], (i,)) for i in order), deque()
    lengths = [0] * len(w)

    def lightest():
        if not merged or (leaves and leaves[0][0] <= merged[0][0]):
            return leaves.popleft()
        return merged.popleft()

    while len(leaves) + len(merged) > 1:
        a, b = lightest(), lightest()
        for i in a[1] + b[1]:
            lengths[i] += 1
        merged.append((a[0] + b[0], a[1] + b[1]))
    return lengths if len(w) > 1 else [1]


@right("huffman_lengths", "codewords grown from the front")
def _(w):
    words = [""] * len(w)
    heap = [(weight, -i, [i]) for i, weight in enumerate(w)]
    heapq.heapify(heap)
    while len(heap) > 1:
        (a, k, left), (b, _, right_) = heapq.heappop(heap), heapq.heappop(heap)
        for i in left:
            words[i] = "0" + words[i]
        for i in right_:
            words[i] = "1" + words[i]
        heapq.heappush(heap, (a + b, k, left + right_))
    return [len(words[i]) or 1 for i in range(len(w))]


def optimal_lengths(w):
    """Optimal lengths, without the library."""
    groups = [(weight, [i]) for i, weight in enumerate(w)]
    lengths = [0] * len(w)
    while len(groups) > 1:
        groups.sort(key=lambda group: group[0])
        (a, some), (b, others), *groups = groups
        for i in some + others:
            lengths[i] += 1
        groups.append((a + b, some + others))
    return lengths if len(w) > 1 else [1]


def chain(w, place):
    """Merge the first two of a list that is sorted once; `place` says where the merged group goes."""
    groups = sorted((weight, [i]) for i, weight in enumerate(w))
    lengths = [0] * len(w)
    while len(groups) > 1:
        (a, some), (b, others), *groups = groups
        for i in some + others:
            lengths[i] += 1
        groups.insert(place(groups), (a + b, some + others))
    return lengths if len(w) > 1 else [1]


@wrong("huffman_lengths", "Shannon lengths", caught="visible", insight="Shannon's lengths")
def _(w):
    total = sum(w)
    return [math.ceil(-math.log2(x / total)) for x in w]


@wrong("huffman_lengths", "Shannon lengths of the bare weights", caught="visible", insight="Shannon's lengths")
def _(w):
    return np.ceil(-np.log2(w)).astype(int).tolist()


@wrong("huffman_lengths", "no re-insert order", caught="visible", insight="merged group out of place")
def _(w):
    return chain(w, lambda groups: 0)


@wrong("huffman_lengths", "merged group at the end", caught="visible", insight="fixed length")
def _(w):
    return chain(w, len)


@wrong("huffman_lengths", "a chain by rank", caught="visible", insight="merged group out of place")
def _(w):
    order = sorted(range(len(w)), key=lambda i: -w[i])
    lengths = [0] * len(w)
    for rank, i in enumerate(order):
        lengths[i] = min(rank + 1, len(w) - 1)
    return lengths


@wrong("huffman_lengths", "balanced tree", caught="visible", insight="fixed length")
def _(w):
    return [math.ceil(math.log2(len(w)))] * len(w)


@wrong("huffman_lengths", "balanced tree, spare words shortened", caught="visible", insight="fixed length")
def _(w):
    n = math.ceil(math.log2(len(w)))
    spare = 2**n - len(w)
    return [n - 1 if i < spare else n for i in range(len(w))]


@wrong("huffman_lengths", "largest first", caught="visible", insight="largest first")
def _(w):
    heap = [(-weight, [i]) for i, weight in enumerate(w)]
    heapq.heapify(heap)
    lengths = [0] * len(w)
    while len(heap) > 1:
        (a, some), (b, others) = heapq.heappop(heap), heapq.heappop(heap)
        for i in some + others:
            lengths[i] += 1
        heapq.heappush(heap, (a + b, some + others))
    return lengths


@wrong("huffman_lengths", "lengths of the sorted weights", caught="visible", insight="order lost")
def _(w):
    return sorted(optimal_lengths(w), reverse=True)


@wrong("huffman_lengths", "lengths of the weights sorted down", caught="hidden", insight="order lost")
def _(w):
    return sorted(optimal_lengths(w))


@wrong("huffman_lengths", "Fano's halves", caught="hidden", insight="split from the top")
def _(w):
    lengths = [0] * len(w)

    def halve(members):
        if len(members) < 2:
            return
        gaps = [abs(sum(w[i] for i in members[:k]) - sum(w[i] for i in members[k:])) for k in range(1, len(members))]
        k = int(np.argmin(gaps)) + 1
        for i in members:
            lengths[i] += 1
        halve(members[:k])
        halve(members[k:])

    halve(sorted(range(len(w)), key=lambda i: -w[i]))
    return lengths if len(w) > 1 else [1]


@wrong("huffman_lengths", "single symbol 0", caught="hidden", insight="nothing to say")
def _(w):
    return optimal_lengths(w) if len(w) > 1 else [0]


@wrong("huffman_lengths", "zero weights left out", caught="hidden", insight="zero weight, no digits")
def _(w):
    possible = [i for i in range(len(w)) if w[i] > 0]
    lengths = [0] * len(w)
    for i, n in zip(possible, optimal_lengths([w[i] for i in possible]), strict=True):
        lengths[i] = n
    return lengths


@wrong("huffman_lengths", "too short to exist", caught="visible")
def _(w):
    return [max(1, n - 1) for n in optimal_lengths(w)]


@wrong("huffman_lengths", "codewords", caught="visible")
def _(w):
    return xl.canonical_code(optimal_lengths(w))


@wrong("huffman_lengths", "the cost", caught="visible")
def _(w):
    return sum(x * n for x, n in zip(w, optimal_lengths(w), strict=True))


@wrong("huffman_lengths", "consumes the list", caught="visible")
def _(w):
    lengths = optimal_lengths(w)
    w.clear()
    return lengths


@wrong("huffman_lengths", "sorts the list", caught="hidden")
def _(w):
    lengths = optimal_lengths(w)
    w.sort(reverse=True)
    return lengths


@wrong("huffman_lengths", "absurd lengths", caught="visible")
def _(w):
    return [10**30] * len(w)


@wrong("huffman_lengths", "no digits at all", caught="visible")
def _(w):
    return [0] * len(w)
