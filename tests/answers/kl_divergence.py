"""Answers to the exercises of notebook 03: the divergences, their directions, and a broken triangle."""

import itertools
import math

import numpy as np

import xentlib as xl

from . import right, wrong

BOB, ALICE = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]


def pair(p, q):
    p, q = xl.as_distribution(p), xl.as_distribution(q, "q")
    if len(p) != len(q):
        raise ValueError("p and q must have the same length")
    return p, q


# ---------------------------------------------------------------- 3.1 kl_divergence


@right("kl_divergence", "as in the notebook")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), xl.as_distribution(q, "q")
    if len(p) != len(q):
        raise ValueError("p and q must have the same length")
    happens = p > 0
    p, q = p[happens], q[happens]
    if np.any(q == 0):
        return float("inf")
    return max(0.0, float(np.sum(p * np.log(p / q)) / np.log(base)))


@right("kl_divergence", "a loop")
def _(p, q, base=2.0):
    pair(p, q)
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0 and b == 0:
            return math.inf
        if a > 0:
            total += a * math.log(a / b, base)
    return max(total, 0.0)


@right("kl_divergence", "bill less entropy, kept above 0")
def _(p, q, base=2.0):
    return max(0.0, xl.cross_entropy(p, q, base) - xl.entropy(p, base))


@right("kl_divergence", "difference of logs under errstate")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0)
    return np.maximum(terms.sum() / math.log(base), 0)


@right("kl_divergence", "Bregman terms, none of them negative")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    if any((q == 0) & (p > 0)):
        return float("inf")
    safe = np.where(p > 0, p, 1)
    terms = np.where(p > 0, p * np.log(safe / np.where(q > 0, q, 1)), 0) - p + q
    return float(max(terms.sum(), 0) / np.log(base)) if list(p) != list(q) else 0.0


@right("kl_divergence", "vectorize with log1p, own validation")
def _(p, q, base=2.0):
    p, q = np.array(p, dtype=float), np.array(q, dtype=float)
    if p.shape != q.shape or p.ndim != 1 or not all((x >= 0).all() and abs(x.sum() - 1) < 1e-6 for x in (p, q)):
        raise ValueError("two distributions of equal length, please")

    def term(a, b):
        return 0.0 if a == 0 else math.inf if b == 0 else -a * math.log1p((b - a) / a)

    return max(np.vectorize(term, otypes=[float])(p, q).sum() / math.log(base), 0.0)


@right("kl_divergence", "surprises compared, with fsum")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    extra = [a * (xl.surprisal(b, base) - xl.surprisal(a, base)) for a, b in zip(p, q, strict=True) if a > 0]
    return max(0.0, math.fsum(extra))


@wrong("kl_divergence", "cross-entropy", caught="visible", insight="whole bill")
def _(p, q, base=2.0):
    return xl.cross_entropy(p, q, base)


@wrong("kl_divergence", "cross-entropy, as NumPy computes it", caught="visible", insight="whole bill")
def _(p, q, base=2.0):
    return -np.sum(np.array(p) * np.log(q)) / np.log(base)


@wrong("kl_divergence", "swapped", caught="visible", insight="other direction")
def _(p, q, base=2.0):
    return max(0.0, xl.cross_entropy(q, p, base) - xl.entropy(q, base))


@wrong("kl_divergence", "swapped, unvalidated, in NumPy", caught="visible", insight="other direction")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return float((q * np.log(q / p)).sum() / np.log(base))


@wrong("kl_divergence", "symmetrised", caught="visible", insight="both directions")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return float(np.sum((p - q) * np.log(p / q)) / 2 / np.log(base))


@wrong("kl_divergence", "sum of both directions", caught="visible", insight="both directions")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return float(np.sum((p - q) * np.log2(p / q)) / np.log2(base))


@wrong("kl_divergence", "Jensen-Shannon", caught="visible", insight="mixture instead")
def _(p, q, base=2.0):
    return xl.js_divergence(p, q, base)


@wrong("kl_divergence", "to the mixture", caught="visible", insight="mixture instead")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    m = (p + q) / 2
    return float(np.sum(p[p > 0] * np.log(p[p > 0] / m[p > 0])) / np.log(base))


@wrong("kl_divergence", "difference of entropies", caught="visible", insight="difference of entropies")
def _(p, q, base=2.0):
    return xl.entropy(q, base) - xl.entropy(p, base)


@wrong("kl_divergence", "distance of entropies", caught="visible", insight="difference of entropies")
def _(p, q, base=2.0):
    return abs(xl.entropy(p, base) - xl.entropy(q, base))


@wrong("kl_divergence", "log(q/p)", caught="visible", insight="ratio upside down")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return np.sum(p * np.log(q / p)) / np.log(base)


@wrong("kl_divergence", "entropy less bill, validated", caught="visible", insight="ratio upside down")
def _(p, q, base=2.0):
    return xl.entropy(p, base) - xl.cross_entropy(p, q, base)


@wrong("kl_divergence", "weighted by q", caught="visible", insight="model's weights")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return np.sum(q * np.log(p / q)) / np.log(base)


@wrong("kl_divergence", "absolute value of every term", caught="visible", insight="gains thrown away")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return np.sum(np.abs(p * np.log(p / q))) / np.log(base)


@wrong("kl_divergence", "negative terms set to 0", caught="visible", insight="gains thrown away")
def _(p, q, base=2.0):
    return sum(max(0.0, a * math.log(a / b, base)) for a, b in zip(p, q, strict=True) if a > 0)


@wrong("kl_divergence", "unweighted", caught="visible", insight="unweighted")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return np.sum(np.log(p / q)) / np.log(base)


@wrong("kl_divergence", "mean", caught="visible", insight="averaged twice")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return np.mean(p * np.log(p / q)) / np.log(base)


@wrong("kl_divergence", "ln always", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return np.nansum(p * np.log(p / q))


@wrong("kl_divergence", "log2 always, masked", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    q, p = q[p > 0], p[p > 0]
    with np.errstate(divide="ignore"):
        return max(0, np.sum(p * np.log2(p / q)))


@wrong("kl_divergence", "ln times ln base", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return np.sum(p * np.log(p / q)) * np.log(base)


@wrong("kl_divergence", "squared gap", caught="visible", insight="gap between the bars")
def _(p, q, base=2.0):
    return np.sum((np.array(p) - q) ** 2)


@wrong("kl_divergence", "total variation", caught="visible", insight="gap between the bars")
def _(p, q, base=2.0):
    return 0.5 * sum(abs(a - b) for a, b in zip(p, q, strict=True))


@wrong("kl_divergence", "zeros give nan, max takes it for 0", caught="hidden", insight="nan swallowed")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return max(0.0, np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "zeros give nan, max takes it for 0, in silence", caught="hidden", insight="nan swallowed")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    with np.errstate(all="ignore"):
        return max(0.0, float(np.sum(p * np.log2(p / q))) / math.log2(base))


@wrong("kl_divergence", "zeros give nan", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return np.maximum(np.sum(p * np.log(p / q)) / np.log(base), 0)


@wrong("kl_divergence", "zeros give nan, unvalidated and silent", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    with np.errstate(all="ignore"):
        return np.sum(p * (np.log(p) - np.log(q))) / np.log(base)


@wrong("kl_divergence", "zeros are errors in plain Python", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    return sum(a * math.log(a / b, base) for a, b in zip(p, q, strict=True))


@wrong("kl_divergence", "refuses every zero", caught="hidden", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    if 0 in p or 0 in q:
        raise ValueError("probabilities must be positive")
    return max(0.0, np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "drops inf", caught="hidden", insight="impossible left out")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    both = (p > 0) & (q > 0)
    return max(0.0, np.sum(p[both] * np.log(p[both] / q[both])) / np.log(base))


@wrong("kl_divergence", "drops inf, unvalidated, in a loop", caught="hidden", insight="impossible left out")
def _(p, q, base=2.0):
    return sum(a * math.log(a / b, base) for a, b in zip(p, q, strict=True) if a > 0 and b > 0)


@wrong("kl_divergence", "keeps the finite terms", caught="hidden", insight="impossible left out")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    with np.errstate(all="ignore"):
        terms = p * np.log2(p / q) / np.log2(base)
    return max(0.0, terms[np.isfinite(terms)].sum())


@wrong("kl_divergence", "epsilon 1e-12 on both", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    p, q = (np.array(each) + 1e-12 for each in pair(p, q))
    return max(0.0, np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "clip at 1e-7, Keras style", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    p, q = np.clip(p, 1e-7, 1), np.clip(q, 1e-7, 1)
    return float(np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "nan_to_num", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    with np.errstate(all="ignore"):
        return max(0.0, float(np.nan_to_num(p * np.log(p / q)).sum() / np.log(base)))


@wrong("kl_divergence", "a large number for infinity", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    if np.any((p > 0) & (q == 0)):
        return 1e9
    return max(0.0, sum(a * math.log(a / b, base) for a, b in zip(p, q, strict=True) if a > 0))


@wrong("kl_divergence", "refuses an infinite divergence", caught="hidden", insight="infinity refused")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    if np.any((p > 0) & (q == 0)):
        raise ValueError("q has no probability for something that happens")
    return max(0.0, sum(a * math.log(a / b, base) for a, b in zip(p, q, strict=True) if a > 0))


@wrong("kl_divergence", "divides by zero in a loop", caught="hidden", insight="infinity refused")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return max(0.0, sum(a * math.log(a / b, base) for a, b in zip(p.tolist(), q.tolist(), strict=True) if a))


@wrong("kl_divergence", "refuses a zero in q", caught="hidden", insight="infinity refused")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    if (q == 0).any():
        raise ValueError("q must be positive")
    return max(0.0, sum(a * math.log(a / b, base) for a, b in zip(p, q, strict=True) if a > 0))


@wrong("kl_divergence", "tiny negative", caught="hidden", insight="a trace below zero")
def _(p, q, base=2.0):
    return xl.cross_entropy(p, q, base) - xl.entropy(p, base)


@wrong("kl_divergence", "tiny negative, from the ratios, unvalidated", caught="hidden", insight="a trace below zero")
def _(p, q, base=2.0):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            total += a * math.log(a / b) if b > 0 else math.inf
    return total / math.log(base)


@wrong("kl_divergence", "abs of the total leaves round-off", caught="hidden", insight="round-off left over")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    entropy = -math.fsum(a * math.log(a) for a in p if a > 0)
    bill = sum(a * -math.log(b) if b > 0 else math.inf for a, b in zip(p, q, strict=True) if a > 0)
    return abs(bill * (1 + 3e-16) - entropy) / math.log(base)


@wrong("kl_divergence", "abs and nansum (d2l.ai)", caught="hidden", insight="sign taken away")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return abs(np.nansum(p * np.log(p / q))) / np.log(base)


@wrong("kl_divergence", "abs of a masked sum", caught="hidden", insight="sign taken away")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    q, p = q[p > 0], p[p > 0]
    with np.errstate(all="ignore"):
        return float(np.abs((p * np.log(p / q)).sum()) / np.log(base))


@wrong("kl_divergence", "nansum with warnings", caught="hidden", insight="log of zero")
def _(p, q, base=2.0):
    p, q = pair(p, q)
    return max(0.0, np.nansum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "where, too late", caught="hidden", insight="log of zero")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    return max(0.0, np.sum(np.where(p > 0, p * np.log(p / q), 0)) / np.log(base))


@wrong("kl_divergence", "zip cuts off the longer one", caught="hidden", insight="lengths not compared")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    total = 0.0
    for a, b in zip(p, q, strict=False):
        if a > 0:
            total += a * math.log(a / b) if b > 0 else math.inf
    return max(0.0, total / math.log(base))


@wrong("kl_divergence", "one entry stretched by broadcasting", caught="hidden", insight="lengths not compared")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    with np.errstate(all="ignore"):
        return max(0.0, np.nansum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "normalises like scipy.stats.entropy", caught="hidden", insight="silent normalising")
def _(p, q, base=2.0):
    p, q = xl.normalise(p), xl.normalise(q)
    return max(0.0, xl.cross_entropy(p, q, base) - xl.entropy(p, base))


@wrong("kl_divergence", "no validation", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    q, p = q[p > 0], p[p > 0]
    with np.errstate(all="ignore"):
        return max(0.0, np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "only p is checked", caught="hidden", insight="no validation")
def _(p, q, base=2.0):
    p, q = xl.as_distribution(p), np.asarray(q)
    q, p = q[p > 0], p[p > 0]
    with np.errstate(all="ignore"):
        return max(0.0, np.sum(p * np.log(p / q)) / np.log(base))


@wrong("kl_divergence", "an array of terms", caught="visible")
def _(p, q, base=2.0):
    return np.array(p) * np.log2(np.array(p) / q)


@wrong("kl_divergence", "nothing returned", caught="visible")
def _(p, q, base=2.0):
    max(0.0, xl.cross_entropy(p, q, base) - xl.entropy(p, base))


@wrong("kl_divergence", "a text", caught="visible")
def _(p, q, base=2.0):
    return "0.625 bits"


# ---------------------------------------------------------------- 3.2 decompose


@right("decompose", "as in the notebook")
def _(p, q, base=2.0):
    entropy, kl = xl.entropy(p, base), xl.kl_divergence(p, q, base)
    return {"entropy": entropy, "kl": kl, "cross_entropy": entropy + kl}


@right("decompose", "bill less entropy")
def _(p, q, base=2.0):
    h, ce = xl.entropy(p, base), xl.cross_entropy(p, q, base)
    return {"cross_entropy": ce, "kl": ce - h, "entropy": h}


@right("decompose", "from scratch in a loop")
def _(p, q, base=2.0):
    parts = dict.fromkeys(("entropy", "kl", "cross_entropy"), 0.0)
    for a, b in zip(p, q, strict=True):
        if a > 0:
            bill = -a * math.log(b, base) if b > 0 else math.inf
            own = -a * math.log(a, base)
            parts["entropy"] += own
            parts["kl"] += bill - own
            parts["cross_entropy"] += bill
    return parts


@right("decompose", "NumPy masks")
def _(p, q, base=2.0):
    p, q = np.asarray(p, float), np.asarray(q, float)
    q, p = q[p > 0], p[p > 0]
    with np.errstate(divide="ignore"):
        ce = -np.sum(p * np.log(q)) / np.log(base)
    h = -np.sum(p * np.log(p)) / np.log(base)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "entropy of q", caught="visible", insight="entropy of the model")
def _(p, q, base=2.0):
    return {"entropy": xl.entropy(q, base), "kl": xl.kl_divergence(p, q, base),
            "cross_entropy": xl.cross_entropy(p, q, base)}


@wrong("decompose", "entropy of q, kl by subtraction", caught="visible", insight="entropy of the model")
def _(p, q, base=2.0):
    h, ce = xl.entropy(q, base), xl.cross_entropy(p, q, base)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "kl reversed", caught="visible", insight="waste of the other direction")
def _(p, q, base=2.0):
    return {"entropy": xl.entropy(p, base), "kl": xl.kl_divergence(q, p, base),
            "cross_entropy": xl.cross_entropy(p, q, base)}


@wrong("decompose", "kl reversed, the bill by addition", caught="visible", insight="waste of the other direction")
def _(p, q, base=2.0):
    h, kl = xl.entropy(p, base), xl.kl_divergence(q, p, base)
    return {"entropy": h, "kl": kl, "cross_entropy": h + kl}


@wrong("decompose", "everything swapped", caught="visible", insight="truth and model exchanged")
def _(p, q, base=2.0):
    h, ce = xl.entropy(q, base), xl.cross_entropy(q, p, base)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "kl as a difference of entropies", caught="visible", insight="difference of entropies")
def _(p, q, base=2.0):
    h = xl.entropy(p, base)
    return {"entropy": h, "kl": xl.entropy(q, base) - h, "cross_entropy": xl.cross_entropy(p, q, base)}


@wrong("decompose", "kl and bill exchanged", caught="visible", insight="labels exchanged")
def _(p, q, base=2.0):
    h, ce = xl.entropy(p, base), xl.cross_entropy(p, q, base)
    return {"entropy": h, "kl": ce, "cross_entropy": ce - h}


@wrong("decompose", "entropy and kl exchanged", caught="visible", insight="labels exchanged")
def _(p, q, base=2.0):
    h, ce = xl.entropy(p, base), xl.cross_entropy(p, q, base)
    return {"entropy": ce - h, "kl": h, "cross_entropy": ce}


@wrong("decompose", "missing minus in entropy and bill", caught="visible", insight="missing minus")
def _(p, q, base=2.0):
    return {"entropy": -xl.entropy(p, base), "kl": xl.kl_divergence(p, q, base),
            "cross_entropy": -xl.cross_entropy(p, q, base)}


@wrong("decompose", "nats", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    h, ce = xl.entropy(p, math.e), xl.cross_entropy(p, q, math.e)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "bits always", caught="hidden", insight="base ignored")
def _(p, q, base=2.0):
    h, kl = xl.entropy(p), xl.kl_divergence(p, q)
    return {"entropy": h, "kl": kl, "cross_entropy": h + kl}


@wrong("decompose", "base forgotten in the entropy", caught="hidden", insight="base ignored")
def _(p, q, base=2.0):
    return {"entropy": xl.entropy(p), "kl": xl.kl_divergence(p, q, base), "cross_entropy": xl.cross_entropy(p, q, base)}


@wrong("decompose", "zeros give nan", caught="visible", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    h, ce = -np.sum(p * np.log(p)) / np.log(base), -np.sum(p * np.log(q)) / np.log(base)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "zeros are errors in plain Python", caught="visible", insight="0 log 0")
def _(p, q, base=2.0):
    h = -sum(a * math.log(a, base) for a in p)
    ce = -sum(a * math.log(b, base) for a, b in zip(p, q, strict=True))
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "infinity minus infinity", caught="hidden", insight="infinity minus infinity")
def _(p, q, base=2.0):
    kl, ce = xl.kl_divergence(p, q, base), xl.cross_entropy(p, q, base)
    return {"entropy": ce - kl, "kl": kl, "cross_entropy": ce}


@wrong("decompose", "epsilon", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    h = xl.entropy(p, base)
    ce = float(-np.sum(np.array(p) * np.log(np.maximum(q, 1e-12))) / np.log(base))
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "impossible terms masked", caught="hidden", insight="finite price for the impossible")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    both = (p > 0) & (q > 0)
    h, ce = xl.entropy(p, base), -np.sum(p[both] * np.log(q[both])) / np.log(base)
    return {"entropy": h, "kl": ce - h, "cross_entropy": ce}


@wrong("decompose", "rounded", caught="visible", insight="rounded")
def _(p, q, base=2.0):
    h, kl = xl.entropy(p, base), xl.kl_divergence(p, q, base)
    return {"entropy": round(h, 3), "kl": round(kl, 3), "cross_entropy": round(h + kl, 3)}


@wrong("decompose", "a tuple", caught="visible")
def _(p, q, base=2.0):
    return xl.entropy(p, base), xl.kl_divergence(p, q, base), xl.cross_entropy(p, q, base)


@wrong("decompose", "other names", caught="visible")
def _(p, q, base=2.0):
    return {"H": xl.entropy(p, base), "KL": xl.kl_divergence(p, q, base), "CE": xl.cross_entropy(p, q, base)}


@wrong("decompose", "one entry too many", caught="visible")
def _(p, q, base=2.0):
    h, kl = xl.entropy(p, base), xl.kl_divergence(p, q, base)
    return {"entropy": h, "kl": kl, "cross_entropy": h + kl, "sum": h + kl}


@wrong("decompose", "an entry that is None", caught="visible")
def _(p, q, base=2.0):
    return {"entropy": xl.entropy(p, base), "kl": None, "cross_entropy": xl.cross_entropy(p, q, base)}


# ---------------------------------------------------------------- 3.3 js_divergence


@right("js_divergence", "as in the notebook")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    m = (p + q) / 2
    return (xl.kl_divergence(p, m, base) + xl.kl_divergence(q, m, base)) / 2


@right("js_divergence", "entropies")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return xl.entropy(m, base) - (xl.entropy(p, base) + xl.entropy(q, base)) / 2


@right("js_divergence", "a loop")
def _(p, q, base=2.0):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        for x in (a, b):
            if x > 0:
                total += x * math.log(2 * x / (a + b), base) / 2
    return total


@right("js_divergence", "where")
def _(p, q, base=2.0):
    P = np.array([p, q])
    ratio = np.where(P > 0, P, 1) / np.where(P > 0, P.mean(axis=0), 1)
    return float((P * np.log(ratio)).sum() / 2 / np.log(base))


@right("js_divergence", "errstate")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.nan_to_num(x * np.log(2 * x / (p + q))) for x in (p, q)]
    return np.sum(terms) / np.log(base) / 2


@wrong("js_divergence", "mean of two KLs", caught="visible", insight="compared with each other")
def _(p, q, base=2.0):
    return (xl.kl_divergence(p, q, base) + xl.kl_divergence(q, p, base)) / 2


@wrong("js_divergence", "sum of two KLs", caught="visible", insight="compared with each other")
def _(p, q, base=2.0):
    return xl.kl_divergence(p, q, base) + xl.kl_divergence(q, p, base)


@wrong("js_divergence", "no half", caught="visible", insight="not halved")
def _(p, q, base=2.0):
    m = (np.asarray(p) + np.asarray(q)) / 2
    return xl.kl_divergence(p, m, base) + xl.kl_divergence(q, m, base)


@wrong("js_divergence", "square root", caught="visible", insight="square root")
def _(p, q, base=2.0):
    m = (np.asarray(p) + np.asarray(q)) / 2
    return math.sqrt((xl.kl_divergence(p, m, base) + xl.kl_divergence(q, m, base)) / 2)


@wrong("js_divergence", "mixture first", caught="visible", insight="mixture in front")
def _(p, q, base=2.0):
    m = (np.asarray(p) + np.asarray(q)) / 2
    return (xl.kl_divergence(m, p, base) + xl.kl_divergence(m, q, base)) / 2


@wrong("js_divergence", "one side", caught="visible", insight="one side only")
def _(p, q, base=2.0):
    return xl.kl_divergence(p, (np.asarray(p) + np.asarray(q)) / 2, base)


@wrong("js_divergence", "mixture adds up to 2", caught="visible", insight="mixture not halved")
def _(p, q, base=2.0):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        m = a + b
        total += sum(x * math.log(x / m, base) for x in (a, b) if x > 0)
    return total / 2


@wrong("js_divergence", "entropies not halved", caught="visible", insight="entropies not averaged")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return xl.entropy(m, base) - xl.entropy(p, base) - xl.entropy(q, base)


@wrong("js_divergence", "entropy of the mixture", caught="visible", insight="entropies not averaged")
def _(p, q, base=2.0):
    return xl.entropy((np.array(p) + np.array(q)) / 2, base)


@wrong("js_divergence", "entropies the wrong way round", caught="visible", insight="missing minus")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return (xl.entropy(p, base) + xl.entropy(q, base)) / 2 - xl.entropy(m, base)


@wrong("js_divergence", "nats always", caught="visible", insight="base ignored")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return (xl.kl_divergence(p, m, np.e) + xl.kl_divergence(q, m, np.e)) / 2


@wrong("js_divergence", "bits always", caught="hidden", insight="base ignored")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return (xl.kl_divergence(p, m) + xl.kl_divergence(q, m)) / 2


@wrong("js_divergence", "total variation", caught="visible", insight="gap between the bars")
def _(p, q, base=2.0):
    return float(np.abs(np.array(p) - q).sum() / 2)


@wrong("js_divergence", "zeros give nan", caught="visible", insight="0 log 0")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2 / np.log(base)


@wrong("js_divergence", "zeros are errors in plain Python", caught="visible", insight="0 log 0")
def _(p, q, base=2.0):
    return sum(x * math.log(2 * x / (a + b), base) / 2 for a, b in zip(p, q, strict=True) for x in (a, b))


@wrong("js_divergence", "nansum", caught="hidden", insight="log of zero")
def _(p, q, base=2.0):
    p, q = np.asarray(p), np.asarray(q)
    m = (p + q) / 2
    return (np.nansum(p * np.log(p / m)) + np.nansum(q * np.log(q / m))) / 2 / np.log(base)


@wrong("js_divergence", "epsilon", caught="visible", insight="a small constant")
def _(p, q, base=2.0):
    p, q = np.asarray(p) + 1e-9, np.asarray(q) + 1e-9
    m = (p + q) / 2
    return float((np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2 / np.log(base))


@wrong("js_divergence", "a list", caught="visible")
def _(p, q, base=2.0):
    m = (np.array(p) + np.array(q)) / 2
    return [xl.kl_divergence(p, m, base), xl.kl_divergence(q, m, base)]


# ---------------------------------------------------------------- 3.4 best_fit


@right("best_fit", "as in the notebook")
def _(p, candidates, direction):
    if direction == "forward":
        costs = [xl.kl_divergence(p, q) for q in candidates]
    elif direction == "reverse":
        costs = [xl.kl_divergence(q, p) for q in candidates]
    else:
        raise ValueError(f'direction must be "forward" or "reverse", not {direction!r}')
    return int(np.argmin(costs))


@right("best_fit", "list.index")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")
    costs = [xl.kl_divergence(*((p, q) if direction == "forward" else (q, p))) for q in candidates]
    return costs.index(min(costs))


@right("best_fit", "cross-entropy shortcut for forward")
def _(p, candidates, direction):
    measures = {"forward": lambda q: xl.cross_entropy(p, q),
                "reverse": lambda q: xl.cross_entropy(q, p) - xl.entropy(q)}
    if direction not in measures:
        raise ValueError("unknown direction")
    return min(range(len(candidates)), key=lambda i: measures[direction](candidates[i]))


@right("best_fit", "a loop in plain Python")
def _(p, candidates, direction):
    if direction != "forward" and direction != "reverse":
        raise ValueError("unknown direction")
    best, least = 0, math.inf
    for i, q in enumerate(candidates):
        cost = 0.0
        for a, b in zip(p, q, strict=True):
            x, y = (a, b) if direction == "forward" else (b, a)
            if x > 0:
                cost += x * math.log(x / y) if y > 0 else math.inf
        if cost < least:
            best, least = i, cost
    return best


@right("best_fit", "broadcasting, np.int64 out")
def _(p, candidates, direction):
    if direction not in {"forward", "reverse"}:
        raise ValueError("unknown direction")
    Q = np.array(candidates, dtype=float)
    P = np.broadcast_to(np.array(p, dtype=float), Q.shape)
    X, Y = (P, Q) if direction == "forward" else (Q, P)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmin(np.where(X > 0, X * np.log(X / Y), 0).sum(axis=1))


@wrong("best_fit", "directions exchanged", caught="visible", insight="directions exchanged")
def _(p, candidates, direction):
    if direction == "reverse":
        return int(np.argmin([xl.kl_divergence(p, q) for q in candidates]))
    return int(np.argmin([xl.kl_divergence(q, p) for q in candidates]))


@wrong("best_fit", "directions exchanged, in NumPy", caught="visible", insight="directions exchanged")
def _(p, candidates, direction):
    P, Q = np.broadcast_arrays(np.array(p), np.array(candidates))
    if direction == "forward":
        return np.argmin(np.sum(Q * np.log(Q / P), axis=1))
    return np.argmin(np.sum(P * np.log(P / Q), axis=1))


@wrong("best_fit", "argmax", caught="visible", insight="largest instead of smallest")
def _(p, candidates, direction):
    pairs = [(p, q) if direction == "forward" else (q, p) for q in candidates]
    return int(np.argmax([xl.kl_divergence(*pair) for pair in pairs]))


@wrong("best_fit", "always forward", caught="visible", insight="direction not used")
def _(p, candidates, direction):
    return int(np.argmin([xl.kl_divergence(p, q) for q in candidates]))


@wrong("best_fit", "always reverse", caught="visible", insight="direction not used")
def _(p, candidates, direction):
    return int(np.argmin([xl.kl_divergence(q, p) for q in candidates]))


@wrong("best_fit", "cross-entropy for reverse too", caught="hidden", insight="whole bill in reverse")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")
    return int(np.argmin([xl.cross_entropy(*((p, q) if direction == "forward" else (q, p))) for q in candidates]))


@wrong("best_fit", "cross-entropy for reverse, any direction", caught="hidden", insight="whole bill in reverse")
def _(p, candidates, direction):
    costs = [xl.kl_divergence(p, q) if direction == "forward" else xl.cross_entropy(q, p) for q in candidates]
    return costs.index(min(costs))


@wrong("best_fit", "Jensen-Shannon", caught="visible", insight="symmetric measure")
def _(p, candidates, direction):
    return int(np.argmin([xl.js_divergence(p, q) for q in candidates]))


@wrong("best_fit", "squared error", caught="visible", insight="gap between the bars")
def _(p, candidates, direction):
    return int(np.argmin(((np.array(candidates) - np.array(p)) ** 2).sum(axis=1)))


@wrong("best_fit", "absolute error", caught="visible", insight="gap between the bars")
def _(p, candidates, direction):
    return int(np.argmin([sum(abs(a - b) for a, b in zip(p, q, strict=True)) for q in candidates]))


@wrong("best_fit", "the smallest divergence", caught="visible", insight="the price, not the place")
def _(p, candidates, direction):
    return min(xl.kl_divergence(p, q) if direction == "forward" else xl.kl_divergence(q, p) for q in candidates)


@wrong("best_fit", "the best candidate", caught="visible", insight="the candidate, not the place")
def _(p, candidates, direction):
    return min(candidates, key=lambda q: xl.kl_divergence(p, q) if direction == "forward" else xl.kl_divergence(q, p))


@wrong("best_fit", "zeros masked away", caught="hidden", insight="impossible left out")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")

    def kl(x, y):
        x, y = np.asarray(x), np.asarray(y)
        both = (x > 0) & (y > 0)
        return np.sum(x[both] * np.log(x[both] / y[both]))

    return int(np.argmin([kl(p, q) if direction == "forward" else kl(q, p) for q in candidates]))


@wrong("best_fit", "nan wins", caught="hidden", insight="0 log 0")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")
    P, Q = np.broadcast_arrays(np.array(p, float), np.array(candidates, float))
    X, Y = (P, Q) if direction == "forward" else (Q, P)
    with np.errstate(all="ignore"):
        return int(np.argmin(np.sum(X * np.log(X / Y), axis=1)))


@wrong("best_fit", "errors at zeros", caught="hidden", insight="0 log 0")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")
    costs = [sum(x * math.log(x / y) for x, y in (zip(p, q, strict=True) if direction == "forward" else
                                                    zip(q, p, strict=True))) for q in candidates]
    return costs.index(min(costs))


@wrong("best_fit", "last of equals", caught="hidden", insight="last of equals")
def _(p, candidates, direction):
    if direction not in ("forward", "reverse"):
        raise ValueError("unknown direction")
    best, least = 0, math.inf
    for i, q in enumerate(candidates):
        cost = xl.kl_divergence(p, q) if direction == "forward" else xl.kl_divergence(q, p)
        if cost <= least:
            best, least = i, cost
    return best


@wrong("best_fit", "else means reverse", caught="hidden", insight="any direction will do")
def _(p, candidates, direction):
    if direction == "forward":
        return int(np.argmin([xl.kl_divergence(p, q) for q in candidates]))
    return int(np.argmin([xl.kl_divergence(q, p) for q in candidates]))


@wrong("best_fit", "falls through to None", caught="hidden", insight="any direction will do")
def _(p, candidates, direction):
    if direction == "forward":
        return int(np.argmin([xl.cross_entropy(p, q) for q in candidates]))
    if direction == "reverse":
        return int(np.argmin([xl.kl_divergence(q, p) for q in candidates]))
    return None


@wrong("best_fit", "a float", caught="visible")
def _(p, candidates, direction):
    return float(np.argmin([xl.kl_divergence(p, q) if direction == "forward" else xl.kl_divergence(q, p)
                            for q in candidates]))


# ---------------------------------------------------------------- 3.5 not_a_distance


@right("not_a_distance", "as in the notebook")
def _():
    return [0.9, 0.1], [0.5, 0.5], [0.1, 0.9]


@right("not_a_distance", "just enough")
def _():
    return [0.55, 0.45], [0.5, 0.5], [0.44, 0.56]


@right("not_a_distance", "three outcomes, arrays")
def _():
    return np.array([0.8, 0.1, 0.1]), np.array([0.4, 0.2, 0.4]), np.array([0.1, 0.1, 0.8])


@right("not_a_distance", "halfway, in one array")
def _():
    p, r = np.array([0.01, 0.99]), np.array([0.99, 0.01])
    return np.array([p, (p + r) / 2, r])


@right("not_a_distance", "found by a random search")
def _():
    rng = np.random.default_rng()
    while True:
        p, q, r = rng.dirichlet([1, 1, 1], size=3)
        if xl.kl_divergence(p, r) > xl.kl_divergence(p, q) + xl.kl_divergence(q, r) + 0.05:
            return p, q, r


@right("not_a_distance", "found by a grid")
def _():
    coins = [[i / 10, 1 - i / 10] for i in range(1, 10)]
    return max(itertools.product(coins, repeat=3),
               key=lambda t: xl.kl_divergence(t[0], t[2]) - xl.kl_divergence(t[0], t[1]) - xl.kl_divergence(t[1], t[2]))


@wrong("not_a_distance", "equal ones", caught="visible", insight="all the same")
def _():
    return BOB, BOB, BOB


@wrong("not_a_distance", "uniform ones as arrays", caught="visible", insight="all the same")
def _():
    return tuple(np.full((3, 2), 0.5))


@wrong("not_a_distance", "order r, q, p", caught="visible", insight="detour too far")
def _():
    return [0.5, 0.5], [0.9, 0.1], [0.1, 0.9]


@wrong("not_a_distance", "out of the way", caught="visible", insight="detour too far")
def _():
    return np.array([0.5, 0.5]), np.array([0.1, 0.9]), np.array([0.6, 0.4])


@wrong("not_a_distance", "zeros", caught="visible", insight="zeros do it")
def _():
    return [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]


@wrong("not_a_distance", "zeros in the middle", caught="visible", insight="zeros do it")
def _():
    return [0.9, 0.1], [1, 0], [0.1, 0.9]


@wrong("not_a_distance", "a zero in the same place, a valid detour otherwise", caught="visible")
def _():
    return [0.9, 0.1, 0.0], [0.5, 0.5, 0.0], [0.1, 0.9, 0.0]


@wrong("not_a_distance", "asymmetry example", caught="visible", insight="there and back")
def _():
    return [0.5, 0.5], [0.9, 0.1], [0.5, 0.5]


@wrong("not_a_distance", "asymmetry, p twice", caught="visible", insight="no stop on the way")
def _():
    return BOB, BOB, ALICE


@wrong("not_a_distance", "asymmetry, r twice", caught="visible", insight="no stop on the way")
def _():
    return BOB, ALICE, ALICE


@wrong("not_a_distance", "too little", caught="visible", insight="too small a gain")
def _():
    return [0.52, 0.48], [0.5, 0.5], [0.48, 0.52]


@wrong("not_a_distance", "no distributions", caught="visible")
def _():
    return [9, 1], [5, 5], [1, 9]


@wrong("not_a_distance", "different lengths", caught="visible")
def _():
    return [0.9, 0.1], [0.5, 0.25, 0.25], [0.1, 0.9]


@wrong("not_a_distance", "two only", caught="visible")
def _():
    return [0.9, 0.1], [0.1, 0.9]


@wrong("not_a_distance", "three divergences", caught="visible")
def _():
    return 2.536, 0.531, 0.737


@wrong("not_a_distance", "a sentence", caught="visible")
def _():
    return "KL(p, r) > KL(p, q) + KL(q, r)"


def _once():
    calls = itertools.count()

    def fading():
        return ([0.9, 0.1], [0.5, 0.5], [0.1, 0.9]) if next(calls) % 5 < 3 else ([0.5, 0.5],) * 3
    return fading


wrong("not_a_distance", "right at first only", caught="hidden")(_once())
