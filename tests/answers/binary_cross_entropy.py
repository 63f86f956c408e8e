"""Answers to the exercises of notebook 04: the sigmoid, log loss in two forms, the best constant, slopes, a race."""

import math

import numpy as np

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 4.1 sigmoid


@right("sigmoid", "as in the notebook")
def _(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


@right("sigmoid", "masks")
def _(z):
    z = np.asarray(z, dtype=float)
    result = np.empty_like(z)
    up = z >= 0
    result[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    result[~up] = e / (1 + e)
    return result if result.ndim else float(result)


@right("sigmoid", "scalar math, vectorised")
def _(z):
    def one(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    return np.vectorize(one, otypes=[float])(z)


@right("sigmoid", "exp of a log-domain softplus")
def _(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


@right("sigmoid", "both branches, warnings switched off")
def _(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@right("sigmoid", "lists in, lists out")
def _(z):
    if isinstance(z, list):
        return [_one(x) if not isinstance(x, list) else [_one(v) for v in x] for x in z]
    return np.vectorize(_one, otypes=[float])(z)


def _one(x):
    e = math.exp(-abs(x))
    return (1 if x >= 0 else e) / (1 + e)


@wrong("sigmoid", "sigmoid(-z)", caught="visible", insight="falls instead of rising")
def _(z):
    return 1 / (1 + np.exp(z))


@wrong("sigmoid", "one minus", caught="visible", insight="falls instead of rising")
def _(z):
    return 1 - 1 / (1 + np.exp(-z))


@wrong("sigmoid", "softmax of the vector", caught="visible", insight="shares of a total")
def _(z):
    e = np.exp(z)
    return e / np.sum(e)


@wrong("sigmoid", "softmax, shifted", caught="visible", insight="shares of a total")
def _(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


@wrong("sigmoid", "tanh", caught="visible", insight="hyperbolic tangent")
def _(z):
    return np.tanh(z)


@wrong("sigmoid", "tanh moved, argument not halved", caught="visible", insight="hyperbolic tangent")
def _(z):
    return 0.5 * (1 + np.tanh(z))


@wrong("sigmoid", "minus below", caught="visible", insight="minus in the denominator")
def _(z):
    with np.errstate(all="ignore"):
        return 1 / (1 - np.exp(-np.asarray(z)))


@wrong("sigmoid", "exp", caught="visible", insight="odds, not a probability")
def _(z):
    return np.exp(z)


@wrong("sigmoid", "1 for positive logits", caught="visible", insight="hard decision")
def _(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@wrong("sigmoid", "rounded to a decision", caught="visible", insight="hard decision")
def _(z):
    return np.heaviside(z, 0.5)


@wrong("sigmoid", "base 2", caught="visible", insight="another base")
def _(z):
    return 1 / (1 + 2.0 ** -np.asarray(z))


@wrong("sigmoid", "derivative", caught="visible", insight="slope of the curve")
def _(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


@wrong("sigmoid", "log sigmoid", caught="visible", insight="logarithm of it")
def _(z):
    return -np.log(1 + np.exp(-z))


@wrong("sigmoid", "six decimals", caught="visible", insight="rounded")
def _(z):
    return np.round(xl.log_sigmoid(z) * 0 + 1 / (1 + np.exp(-np.asarray(z, float))), 6)


@wrong("sigmoid", "math.exp", caught="visible", insight="single numbers only")
def _(z):
    return 1 / (1 + math.exp(-z))


@wrong("sigmoid", "an if on arrays", caught="visible", insight="single numbers only")
def _(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@wrong("sigmoid", "naive", caught="hidden", insight="overflow")
def _(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@wrong("sigmoid", "naive, the other way to write it", caught="hidden", insight="overflow")
def _(z):
    e = np.exp(np.asarray(z, dtype=float))
    return e / (1 + e)


@wrong("sigmoid", "math.exp in a loop", caught="hidden", insight="overflow")
def _(z):
    return np.vectorize(lambda x: 1 / (1 + math.exp(-x)), otypes=[float])(z)


@wrong("sigmoid", "where computes both branches", caught="hidden", insight="both branches")
def _(z):
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@wrong("sigmoid", "tanh form", caught="hidden", insight="tail lost")
def _(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


@wrong("sigmoid", "one minus the mirror image", caught="hidden", insight="tail lost")
def _(z):
    e = np.exp(-np.abs(z))
    big = 1 / (1 + e)
    return np.where(np.asarray(z) >= 0, big, 1 - big)


@wrong("sigmoid", "logits limited to 20", caught="hidden", insight="limited logits")
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


@wrong("sigmoid", "logits limited to 500", caught="hidden", insight="limited logits")
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@wrong("sigmoid", "probabilities limited", caught="hidden", insight="limited logits")
def _(z):
    with np.errstate(over="ignore"):
        return np.maximum(1 / (1 + np.exp(-np.asarray(z, dtype=float))), 1e-12)


@wrong("sigmoid", "an array like the input", caught="hidden", insight="cut to whole numbers")
def _(z):
    z = np.asarray(z)
    result = np.zeros_like(z)
    for i, x in np.ndenumerate(z):
        result[i] = _one(float(x))
    return result


@wrong("sigmoid", "works in place", caught="visible")
def _(z):
    z = np.asarray(z)
    z *= -1
    return 1 / (1 + np.exp(z))


# ---------------------------------------------------------------- 4.2 binary_cross_entropy


def checked(y, p, reduction="mean"):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if y.shape != p.shape or p.size == 0 or reduction not in ("mean", "sum", "none"):
        raise ValueError("bad shapes or reduction")
    if not ((p >= 0) & (p <= 1)).all() or not ((y >= 0) & (y <= 1)).all():
        raise ValueError("outside [0, 1]")
    return y, p


def reduced(losses, reduction):
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](losses)


@right("binary_cross_entropy", "as in the notebook")
def _(y, p, reduction="mean"):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    if y.shape != p.shape or p.size == 0:
        raise ValueError(f"shapes {y.shape} and {p.shape}")
    if not np.all((y >= 0) & (y <= 1) & (p >= 0) & (p <= 1)):
        raise ValueError("not in [0, 1]")
    losses = -xl.xlogy(y, p) - xl.xlogy(1 - y, 1 - p)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "mean":
        return np.mean(losses)
    raise ValueError(reduction)


@right("binary_cross_entropy", "masks for both terms")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    losses = np.zeros(p.shape)
    with np.errstate(divide="ignore"):
        losses[y > 0] -= y[y > 0] * np.log(p[y > 0])
        losses[y < 1] -= (1 - y[y < 1]) * np.log1p(-p[y < 1])
    return reduced(losses + 0.0, reduction)


@right("binary_cross_entropy", "probability of the truth for hard labels, both terms for soft ones")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    hard = (y == 0) | (y == 1)
    with np.errstate(all="ignore"):
        truth = -np.log(np.where(y == 1, p, 1 - p))
        both = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return reduced(np.where(hard, truth, both) + 0.0, reduction)


@right("binary_cross_entropy", "a loop in plain Python")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)

    def cost(weight, probability):
        if weight == 0:
            return 0.0
        return math.inf if probability == 0 else -weight * math.log(probability)

    losses = [abs(cost(a, b) + cost(1 - a, 1 - b)) for a, b in zip(y.flat, p.flat, strict=True)]
    if reduction == "none":
        return np.reshape(losses, p.shape).tolist()
    return math.fsum(losses) / (len(losses) if reduction == "mean" else 1)


@right("binary_cross_entropy", "warnings off, nan terms to zero before they are added")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes, no = y * np.log(p), (1 - y) * np.log(1 - p)
    yes[y == 0] = 0
    no[y == 1] = 0
    return reduced(0 - yes - no, reduction)


def naive(y, p, reduction="mean"):
    """The formula and nothing else."""
    y, p = np.asarray(y), np.asarray(p)
    return reduced(-(y * np.log(p) + (1 - y) * np.log(1 - p)), reduction)


def exact(y, p):
    with np.errstate(divide="ignore"):
        return 0 - xl.xlogy(y, p) - xl.xlogy(1 - np.asarray(y, float), 1 - np.asarray(p, float))


@wrong("binary_cross_entropy", "missing minus", caught="visible", insight="missing minus")
def _(y, p, reduction="mean"):
    return -naive(y, p, reduction)


@wrong("binary_cross_entropy", "missing minus, all else right", caught="visible", insight="missing minus")
def _(y, p, reduction="mean"):
    return reduced(-exact(*checked(y, p, reduction)), reduction)


@wrong("binary_cross_entropy", "only y ln p", caught="visible", insight="no price for false alarms")
def _(y, p, reduction="mean"):
    return reduced(-np.asarray(y) * np.log(p), reduction)


@wrong("binary_cross_entropy", "only y ln p, checked", caught="visible", insight="no price for false alarms")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(0 - xl.xlogy(y, p), reduction)


@wrong("binary_cross_entropy", "only (1-y) ln(1-p)", caught="visible", insight="no price for misses")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(-(1 - y) * np.log(1 - p), reduction)


@wrong("binary_cross_entropy", "minus on the first half only", caught="visible", insight="sign of one half")
def _(y, p, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    return reduced(-y * np.log(p) + (1 - y) * np.log(1 - p), reduction)


@wrong("binary_cross_entropy", "1 - p for yes", caught="visible", insight="probability of the other class")
def _(y, p, reduction="mean"):
    return naive(y, 1 - np.asarray(p), reduction)


@wrong("binary_cross_entropy", "arguments exchanged", caught="visible", insight="truth and prediction exchanged")
def _(y, p, reduction="mean"):
    return reduced(exact(*checked(p, y, reduction)), reduction)


@wrong("binary_cross_entropy", "thresholds p", caught="visible", insight="error rate")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced((p > 0.5) != (y == 1), reduction) * 1.0


@wrong("binary_cross_entropy", "log loss of rounded predictions", caught="visible", insight="error rate")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(exact(y, np.round(p)), reduction)


@wrong("binary_cross_entropy", "squared error", caught="visible", insight="gap, not surprise")
def _(y, p, reduction="mean"):
    return reduced((np.asarray(y) - p) ** 2, reduction)


@wrong("binary_cross_entropy", "absolute error", caught="visible", insight="gap, not surprise")
def _(y, p, reduction="mean"):
    return reduced(np.abs(np.asarray(y) - p), reduction)


@wrong("binary_cross_entropy", "log2", caught="visible", insight="another logarithm")
def _(y, p, reduction="mean"):
    return naive(y, p, reduction) / np.log(2)


@wrong("binary_cross_entropy", "log10, checked", caught="visible", insight="another logarithm")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(-(y * np.log10(p) + (1 - y) * np.log10(1 - p)), reduction)


@wrong("binary_cross_entropy", "sigmoid of p", caught="visible", insight="sigmoid once more")
def _(y, p, reduction="mean"):
    return naive(y, 1 / (1 + np.exp(-np.asarray(p))), reduction)


@wrong("binary_cross_entropy", "always the mean", caught="visible", insight="reduction not followed")
def _(y, p, reduction="mean"):
    return np.mean(naive(*checked(y, p, reduction), "none"))


@wrong("binary_cross_entropy", "never reduced", caught="visible", insight="reduction not followed")
def _(y, p, reduction="mean"):
    return naive(y, p, "none")


@wrong("binary_cross_entropy", "six decimals", caught="visible", insight="rounded")
def _(y, p, reduction="mean"):
    return np.round(naive(*checked(y, p, reduction), reduction), 6)


@wrong("binary_cross_entropy", "broadcasts", caught="visible", insight="shapes not compared")
def _(y, p, reduction="mean"):
    return naive(y, p, reduction)


@wrong("binary_cross_entropy", "broadcasts, safe otherwise", caught="visible", insight="shapes not compared")
def _(y, p, reduction="mean"):
    p = np.asarray(p, float)
    checked(p, p, reduction)
    return reduced(exact(y, p), reduction)


@wrong("binary_cross_entropy", "flattens both", caught="visible", insight="shapes not compared")
def _(y, p, reduction="mean"):
    return reduced(exact(np.ravel(y), np.ravel(p)), reduction)


@wrong("binary_cross_entropy", "compares lengths only", caught="visible", insight="shapes not compared")
def _(y, p, reduction="mean"):
    if len(y) != len(p):
        raise ValueError("lengths")
    return reduced(exact(y, p), reduction)


@wrong("binary_cross_entropy", "if y == 1 else", caught="hidden", insight="hard labels only")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    with np.errstate(divide="ignore"):
        return reduced(0 - np.log(np.where(y == 1, p, 1 - p)), reduction)


@wrong("binary_cross_entropy", "labels rounded", caught="hidden", insight="hard labels only")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(exact((y > 0.5) * 1.0, p), reduction)


@wrong("binary_cross_entropy", "mean along the last axis", caught="hidden", insight="one axis only")
def _(y, p, reduction="mean"):
    losses = exact(*checked(y, p, reduction))
    return losses if reduction == "none" else losses.mean(-1) if reduction == "mean" else losses.sum()


@wrong("binary_cross_entropy", "mean over rows", caught="hidden", insight="one axis only")
def _(y, p, reduction="mean"):
    losses = exact(*checked(y, p, reduction))
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / len(losses)}[reduction]


@wrong("binary_cross_entropy", "nan at certainty", caught="hidden", insight="0 log 0")
def _(y, p, reduction="mean"):
    return naive(*checked(y, p, reduction), reduction)


@wrong("binary_cross_entropy", "nan at certainty, in silence, range unchecked", caught="hidden", insight="0 log 0")
def _(y, p, reduction="mean"):
    if np.shape(y) != np.shape(p):
        raise ValueError("shapes")
    with np.errstate(all="ignore"):
        return naive(y, p, reduction)


@wrong("binary_cross_entropy", "math.log stops at certainty", caught="hidden", insight="0 log 0")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    losses = [-(a * math.log(b) + (1 - a) * math.log(1 - b)) for a, b in zip(y.flat, p.flat, strict=True)]
    return reduced(np.reshape(losses, p.shape), reduction)


@wrong("binary_cross_entropy", "nan_to_num", caught="hidden", insight="infinity swept away")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    with np.errstate(all="ignore"):
        return reduced(-(np.nan_to_num(y * np.log(p)) + np.nan_to_num((1 - y) * np.log(1 - p))), reduction)


@wrong("binary_cross_entropy", "clip 1e-12", caught="hidden", insight="epsilon by reflex")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return naive(y, np.clip(p, 1e-12, 1 - 1e-12), reduction)


@wrong("binary_cross_entropy", "clip 1e-7, unchecked range", caught="hidden", insight="epsilon by reflex")
def _(y, p, reduction="mean"):
    if np.shape(y) != np.shape(p):
        raise ValueError("shapes")
    return naive(y, np.clip(p, 1e-7, 1 - 1e-7), reduction)


@wrong("binary_cross_entropy", "plus 1e-9 inside the logarithm", caught="visible", insight="epsilon by reflex")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(-(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)), reduction)


@wrong("binary_cross_entropy", "plus 1e-15 inside the logarithm", caught="hidden", insight="epsilon by reflex")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    return reduced(-(y * np.log(p + 1e-15) + (1 - y) * np.log(1 - p + 1e-15)), reduction)


@wrong("binary_cross_entropy", "logarithms of everything, then the mask", caught="hidden", insight="log of zero")
def _(y, p, reduction="mean"):
    y, p = checked(y, p, reduction)
    a, b = np.log(p), np.log(1 - p)
    total = np.zeros(p.shape)
    total[y > 0] -= y[y > 0] * a[y > 0]
    total[y < 1] -= (1 - y[y < 1]) * b[y < 1]
    return reduced(total + 0.0, reduction)


@wrong("binary_cross_entropy", "else: mean", caught="hidden", insight="any reduction will do")
def _(y, p, reduction="mean"):
    losses = exact(*checked(y, p))
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


@wrong("binary_cross_entropy", "empty is 0", caught="hidden", insight="mean of nothing")
def _(y, p, reduction="mean"):
    if np.shape(y) == np.shape(p) == (0,):
        return 0.0
    return reduced(exact(*checked(y, p, reduction)), reduction)


@wrong("binary_cross_entropy", "no range check", caught="hidden", insight="no validation")
def _(y, p, reduction="mean"):
    y, p = np.asarray(y, float), np.asarray(p, float)
    if y.shape != p.shape or not y.size:
        raise ValueError("shapes")
    with np.errstate(all="ignore"):
        return reduced(exact(y, p), reduction)


# ---------------------------------------------------------------- 4.3 bce_with_logits


def compared(y, z):
    y, z = np.asarray(y, float), np.asarray(z, float)
    if y.shape != z.shape:
        raise ValueError("shapes")
    return y, z


def stable(y, z):
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


@right("bce_with_logits", "as in the notebook")
def _(y, z):
    y, z = np.asarray(y, dtype=float), np.asarray(z, dtype=float)
    if y.shape != z.shape:
        raise ValueError(f"{y.shape} and {z.shape}")
    return float(np.mean(y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)))


@right("bce_with_logits", "max(z, 0) - y z + log1p")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


@right("bce_with_logits", "a loop with log1p")
def _(y, z):
    y, z = compared(y, z)

    def softplus(x):
        return max(x, 0) + math.log1p(math.exp(-abs(x)))

    costs = [a * softplus(-b) + (1 - a) * softplus(b) for a, b in zip(y.flat, z.flat, strict=True)]
    return sum(costs) / len(costs)


@right("bce_with_logits", "log_sigmoid from the library")
def _(y, z):
    y, z = compared(y, z)
    return -(y * xl.log_sigmoid(z) + (1 - y) * xl.log_sigmoid(-z)).mean()


@wrong("bce_with_logits", "plus y z", caught="visible", insight="sign of y z")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.log(1 + np.exp(z)) + y * z)


@wrong("bce_with_logits", "without y", caught="visible", insight="label not used")
def _(y, z):
    return np.mean(np.logaddexp(0, z))


@wrong("bce_with_logits", "labels the other way round", caught="visible", insight="other label")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.logaddexp(0, z) - (1 - y) * z)


@wrong("bce_with_logits", "missing minus", caught="visible", insight="missing minus")
def _(y, z):
    y, z = compared(y, z)
    s = 1 / (1 + np.exp(-z))
    return np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))


@wrong("bce_with_logits", "treats z as a probability", caught="visible", insight="logits taken for probabilities")
def _(y, z):
    y, z = compared(y, z)
    with np.errstate(all="ignore"):
        return np.mean(-(y * np.log(z) + (1 - y) * np.log(1 - z)))


@wrong("bce_with_logits", "sigmoid twice", caught="visible", insight="sigmoid twice")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(stable(y, 1 / (1 + np.exp(-z))))


@wrong("bce_with_logits", "sum", caught="visible", insight="not averaged")
def _(y, z):
    return np.sum(stable(*compared(y, z)))


@wrong("bce_with_logits", "bits", caught="visible", insight="another logarithm")
def _(y, z):
    return np.mean(stable(*compared(y, z))) / np.log(2)


@wrong("bce_with_logits", "squared error", caught="visible", insight="squared error")
def _(y, z):
    y, z = compared(y, z)
    return np.mean((1 / (1 + np.exp(-z)) - y) ** 2)


@wrong("bce_with_logits", "divides by len", caught="hidden", insight="rows counted, not elements")
def _(y, z):
    y, z = compared(y, z)
    return stable(y, z).sum() / len(y)


@wrong("bce_with_logits", "hard labels only", caught="hidden", insight="hard labels only")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))


@wrong("bce_with_logits", "sigmoid then log", caught="hidden", insight="probability rounded to 1")
def _(y, z):
    y, z = compared(y, z)
    s = xl.sigmoid(z)
    with np.errstate(all="ignore"):
        return np.mean(-(y * np.log(s) + (1 - y) * np.log(1 - s)))


@wrong("bce_with_logits", "naive sigmoid then log", caught="hidden", insight="probability rounded to 1")
def _(y, z):
    y, z = compared(y, z)
    s = 1 / (1 + np.exp(-z))
    return -np.sum(y * np.log(s) + (1 - y) * np.log(1 - s)) / np.size(y)


@wrong("bce_with_logits", "the library's two functions", caught="hidden", insight="probability rounded to 1")
def _(y, z):
    compared(y, z)
    return xl.binary_cross_entropy(y, xl.sigmoid(z))


@wrong("bce_with_logits", "naive", caught="hidden", insight="overflow")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.log(1 + np.exp(z)) - y * z)


@wrong("bce_with_logits", "naive with math", caught="hidden", insight="overflow")
def _(y, z):
    y, z = compared(y, z)
    costs = [math.log(1 + math.exp(b)) - a * b for a, b in zip(y.flat, z.flat, strict=True)]
    return sum(costs) / len(costs)


@wrong("bce_with_logits", "clipped probability", caught="hidden", insight="loss capped")
def _(y, z):
    y, z = compared(y, z)
    s = np.clip(xl.sigmoid(z), 1e-12, 1 - 1e-12)
    return np.mean(-(y * np.log(s) + (1 - y) * np.log(1 - s)))


@wrong("bce_with_logits", "clipped logits", caught="hidden", insight="loss capped")
def _(y, z):
    y, z = compared(y, z)
    z = np.clip(z, -500, 500)
    return np.mean(stable(y, z))


@wrong("bce_with_logits", "logaddexp less y z", caught="hidden", insight="tiny losses lost")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.logaddexp(0, z) - y * z)


@wrong("bce_with_logits", "log without the 1p", caught="hidden", insight="tiny losses lost")
def _(y, z):
    y, z = compared(y, z)
    return np.mean(np.maximum(z, 0) - y * z + np.log(1 + np.exp(-np.abs(z))))


@wrong("bce_with_logits", "broadcasts", caught="hidden", insight="shapes not compared")
def _(y, z):
    return np.mean(stable(np.asarray(y, float), np.asarray(z, float)))


# ---------------------------------------------------------------- 4.4 best_constant


@right("best_constant", "as in the notebook")
def _(y):
    p = float(np.mean(y))
    return p, xl.binary_cross_entropy([p], [p])


@right("best_constant", "counting in plain Python")
def _(y):
    N, positive = len(y), sum(1 for label in y if label == 1)
    shares = [positive / N, 1 - positive / N]
    return shares[0], -sum(s * math.log(s) for s in shares if s > 0) + 0.0


@right("best_constant", "entropy in nats, as a list")
def _(y):
    p = np.count_nonzero(y) / np.size(y)
    return [p, xl.entropy([p, 1 - p], base=np.e)]


@right("best_constant", "cross-entropy with the labels, as an array")
def _(y):
    p = np.mean(y)
    return np.array([p, xl.binary_cross_entropy(y, np.full(np.shape(y), p))])


@wrong("best_constant", "majority", caught="visible", insight="majority for certain")
def _(y):
    p = round(float(np.mean(y)))
    return p, math.inf if 0 < np.mean(y) < 1 else 0.0


@wrong("best_constant", "median, error rate", caught="visible", insight="majority for certain")
def _(y):
    p = float(np.median(y))
    return p, float(np.mean(np.abs(np.asarray(y) - p)))


@wrong("best_constant", "share of zeros", caught="visible", insight="share of the other label")
def _(y):
    p = 1 - float(np.mean(y))
    return p, xl.entropy([p, 1 - p], base=np.e)


@wrong("best_constant", "loss first", caught="visible", insight="order of the pair")
def _(y):
    p = float(np.mean(y))
    return xl.entropy([p, 1 - p], base=np.e), p


@wrong("best_constant", "only the positives", caught="visible", insight="one kind of mail only")
def _(y):
    p = np.mean(y)
    with np.errstate(all="ignore"):
        return p, -p * np.log(p)


@wrong("best_constant", "only the positives, safe", caught="visible", insight="one kind of mail only")
def _(y):
    p = np.mean(y)
    return p, -xl.xlogy(p, p)


@wrong("best_constant", "surprise of a positive", caught="visible", insight="surprise of one label")
def _(y):
    p = np.mean(y)
    with np.errstate(all="ignore"):
        return p, -np.log(p)


@wrong("best_constant", "ln 2", caught="visible", insight="fair coin")
def _(y):
    return 0.5, math.log(2)


@wrong("best_constant", "variance", caught="visible", insight="squared error")
def _(y):
    return np.mean(y), np.var(y)


@wrong("best_constant", "bits", caught="visible", insight="another logarithm")
def _(y):
    p = np.mean(y)
    return p, xl.entropy([p, 1 - p])


@wrong("best_constant", "missing minus", caught="visible", insight="missing minus")
def _(y):
    p = np.mean(y)
    return p, float(xl.xlogy(p, p) + xl.xlogy(1 - p, 1 - p))


@wrong("best_constant", "sum", caught="visible", insight="not averaged")
def _(y):
    p = np.mean(y)
    return p, xl.binary_cross_entropy(y, np.full(len(y), p), "sum")


@wrong("best_constant", "four decimals", caught="visible", insight="rounded")
def _(y):
    p = float(np.mean(y))
    return round(p, 4), round(xl.entropy([p, 1 - p], base=np.e), 4)


@wrong("best_constant", "grid of percents", caught="hidden", insight="coarse search")
def _(y):
    if len(set(map(float, y))) == 1:
        return float(y[0]), 0.0
    y = np.asarray(y, float)
    grid = np.arange(1, 100) / 100
    costs = [-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) for p in grid]
    best = int(np.argmin(costs))
    return grid[best], costs[best]


@wrong("best_constant", "nan where all are alike", caught="hidden", insight="0 log 0")
def _(y):
    p = np.mean(y)
    return p, -(p * np.log(p) + (1 - p) * np.log(1 - p))


@wrong("best_constant", "math.log where all are alike", caught="hidden", insight="0 log 0")
def _(y):
    p = sum(y) / len(y)
    return p, -(p * math.log(p) + (1 - p) * math.log(1 - p))


@wrong("best_constant", "clip", caught="hidden", insight="a small constant")
def _(y):
    p = float(np.mean(y))
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return p, -(p * np.log(q) + (1 - p) * np.log(1 - q))


@wrong("best_constant", "epsilon in the logarithm", caught="visible", insight="a small constant")
def _(y):
    p = float(np.mean(y))
    return p, -(p * np.log(p + 1e-9) + (1 - p) * np.log(1 - p + 1e-9))


@wrong("best_constant", "where, with a warning", caught="hidden", insight="log of zero")
def _(y):
    shares = np.array([np.mean(y), 1 - np.mean(y)])
    return shares[0], abs(np.where(shares > 0, -np.log(shares) * np.maximum(shares, 1e-300), 0).sum())


@wrong("best_constant", "one number", caught="visible")
def _(y):
    return float(np.mean(y))


# ---------------------------------------------------------------- 4.5 logit_gradient


def sigmoid_of(z):
    return xl.sigmoid(np.asarray(z, dtype=float))


def known(loss):
    if loss not in ("ce", "mse"):
        raise ValueError(f"loss is {loss!r}")


@right("logit_gradient", "as in the notebook")
def _(y, z, loss="ce"):
    s = xl.sigmoid(z)
    if loss == "ce":
        return s - np.asarray(y)
    if loss == "mse":
        return 2 * (s - np.asarray(y)) * s * (1 - s)
    raise ValueError(f"loss is {loss!r}")


@right("logit_gradient", "chain rule in pieces")
def _(y, z, loss="ce"):
    known(loss)
    y, z = np.asarray(y, dtype=float), np.asarray(z, dtype=float)
    up, down = xl.sigmoid(z), xl.sigmoid(-z)
    if loss == "mse":
        return 2 * (up - y) * (up * down)
    return y * -down + (1 - y) * up


@right("logit_gradient", "a loop, naive sigmoid")
def _(y, z, loss="ce"):
    known(loss)
    result = np.empty(np.shape(z))
    for index, a in np.ndenumerate(np.asarray(y, float)):
        s = 1 / (1 + math.exp(-np.asarray(z, float)[index]))
        result[index] = (s - a) * (1 if loss == "ce" else 2 * s * (1 - s))
    return result


@right("logit_gradient", "derivatives of the softplus form")
def _(y, z, loss="ce"):
    known(loss)
    y, s = np.asarray(y, float), np.exp(-np.logaddexp(0, -np.asarray(z, float)))
    return {"ce": s - y, "mse": 2 * s**2 - 2 * s**3 - 2 * y * (s - s**2)}[loss]


@wrong("logit_gradient", "keeps sigma' in ce", caught="visible", insight="sleeping factor kept")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return (s - y) * s * (1 - s) * (1 if loss == "ce" else 2)


@wrong("logit_gradient", "mse for all", caught="visible", insight="sleeping factor kept")
def _(y, z, loss="ce"):
    s = sigmoid_of(z)
    return 2 * (s - y) * s * (1 - s)


@wrong("logit_gradient", "wrt p", caught="visible", insight="slope in the probability")
def _(y, z, loss="ce"):
    known(loss)
    s, y = sigmoid_of(z), np.asarray(y)
    return -y / s + (1 - y) / (1 - s) if loss == "ce" else 2 * (s - y)


@wrong("logit_gradient", "mse wrt p, unchecked", caught="visible", insight="slope in the probability")
def _(y, z, loss="ce"):
    s = sigmoid_of(z)
    return s - y if loss == "ce" else 2 * (s - y)


@wrong("logit_gradient", "s - y for both", caught="visible", insight="same slope for both")
def _(y, z, loss="ce"):
    return sigmoid_of(z) - np.asarray(y)


@wrong("logit_gradient", "missing 2", caught="visible", insight="factor 2")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return s - y if loss == "ce" else (s - y) * s * (1 - s)


@wrong("logit_gradient", "only (1 - s)", caught="visible", insight="half of the sleeping factor")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return s - y if loss == "ce" else 2 * (s - y) * (1 - s)


@wrong("logit_gradient", "branches exchanged", caught="visible", insight="losses exchanged")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return s - y if loss == "mse" else 2 * (s - y) * s * (1 - s)


@wrong("logit_gradient", "y - s", caught="visible", insight="wrong direction")
def _(y, z, loss="ce"):
    s, y = sigmoid_of(z), np.asarray(y)
    return y - s if loss == "ce" else 2 * (y - s) * s * (1 - s)


@wrong("logit_gradient", "divides by N", caught="hidden", insight="averaged")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return (s - y if loss == "ce" else 2 * (s - y) * s * (1 - s)) / np.size(z)


@wrong("logit_gradient", "the losses", caught="visible", insight="loss, not its slope")
def _(y, z, loss="ce"):
    known(loss)
    s, y = sigmoid_of(z), np.asarray(y)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s)) if loss == "ce" else (s - y) ** 2


@wrong("logit_gradient", "z - y", caught="visible", insight="sigmoid left out")
def _(y, z, loss="ce"):
    known(loss)
    gap = np.asarray(z, float) - np.asarray(y)
    return gap if loss == "ce" else 2 * gap


@wrong("logit_gradient", "unknown loss falls through", caught="hidden", insight="any loss will do")
def _(y, z, loss="ce"):
    s = sigmoid_of(z)
    return s - y if loss == "ce" else 2 * (s - y) * s * (1 - s)


@wrong("logit_gradient", "unknown loss gives None", caught="hidden", insight="any loss will do")
def _(y, z, loss="ce"):
    s = sigmoid_of(z)
    if loss == "ce":
        return s - y
    if loss == "mse":
        return 2 * (s - y) * s * (1 - s)


@wrong("logit_gradient", "mean of the slopes", caught="visible")
def _(y, z, loss="ce"):
    known(loss)
    s = sigmoid_of(z)
    return float(np.mean(s - y if loss == "ce" else 2 * (s - y) * s * (1 - s)))


# ---------------------------------------------------------------- 4.6 steps_to_unlearn


def a_of(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@right("steps_to_unlearn", "as in the notebook")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    for step in range(max_steps + 1):
        a = xl.sigmoid(w + b)
        if a < target:
            return step
        slope = a if loss == "ce" else a * a * (1 - a)
        w, b = w - lr * slope, b - lr * slope
    return None


@right("steps_to_unlearn", "a while on z")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    z, steps = w + b, 0
    while a_of(z) >= target:
        if steps == max_steps:
            return None
        a = a_of(z)
        z -= 2 * lr * (a if loss == "ce" else a**2 * (1 - a))
        steps += 1
    return steps


@right("steps_to_unlearn", "update first, look afterwards")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    if a_of(w + b) < target:
        return 0
    for step in range(1, max_steps + 1):
        a = a_of(w + b)
        gradient = {"ce": a, "mse": a * a_of(-(w + b)) * a}[loss]
        w -= lr * gradient
        b -= lr * gradient
        if a_of(w + b) < target:
            return np.int64(step)


def neuron(w, b, lr, slope, target=0.2, max_steps=100000, first=0):
    for step in range(max_steps + 1):
        a = a_of(w + b)
        if a < target:
            return step + first
        w, b = w - lr * slope(a), b - lr * slope(a)
    return None


@wrong("steps_to_unlearn", "ascent", caught="visible", insight="uphill")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, -lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, min(max_steps, 2000))


@wrong("steps_to_unlearn", "mse without sigma'", caught="visible", insight="both losses the same")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a, target, max_steps)


@wrong("steps_to_unlearn", "sigma' in both", caught="visible", insight="sleeping factor kept")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a * a * (1 - a), target, max_steps)


@wrong("steps_to_unlearn", "ce wrt a", caught="visible", insight="slope in the output")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: 1 / (1 - a) if loss == "ce" else a * a * (1 - a), target, max_steps)


@wrong("steps_to_unlearn", "mse factor 2", caught="visible", insight="factor 2")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else 2 * a * a * (1 - a), target, max_steps)


@wrong("steps_to_unlearn", "only w moves", caught="visible", insight="only one moves")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    for step in range(max_steps + 1):
        a = a_of(w + b)
        if a < target:
            return step
        w -= lr * (a if loss == "ce" else a * a * (1 - a))
    return None


@wrong("steps_to_unlearn", "b sees the new w", caught="hidden", insight="one after the other")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    def slope(a):
        return a if loss == "ce" else a * a * (1 - a)

    for step in range(max_steps + 1):
        if a_of(w + b) < target:
            return step
        w = w - lr * slope(a_of(w + b))
        b = b - lr * slope(a_of(w + b))
    return None


@wrong("steps_to_unlearn", "without the slope", caught="visible", insight="slope left out")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: 1.0, target, max_steps)


@wrong("steps_to_unlearn", "counts evaluations", caught="visible", insight="one too many")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, max_steps, first=1)


@wrong("steps_to_unlearn", "one too few", caught="visible", insight="one too few")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, max_steps, first=-1)


@wrong("steps_to_unlearn", "target fixed", caught="hidden", insight="target not used")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), 0.2, max_steps)


@wrong("steps_to_unlearn", "stops at a half", caught="visible", insight="target not used")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), 0.5, max_steps)


@wrong("steps_to_unlearn", "range(max_steps)", caught="hidden", insight="last update not looked at")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    for step in range(max_steps):
        a = a_of(w + b)
        if a < target:
            return step
        slope = a if loss == "ce" else a * a * (1 - a)
        w, b = w - lr * slope, b - lr * slope
    return None


@wrong("steps_to_unlearn", "while True", caught="hidden", insight="limit ignored")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    return neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, 10**7)


@wrong("steps_to_unlearn", "returns max_steps", caught="hidden", insight="failure looks like success")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    steps = neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, max_steps)
    return max_steps if steps is None else steps


@wrong("steps_to_unlearn", "raises instead of None", caught="hidden", insight="failure looks like success")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    steps = neuron(w, b, lr, lambda a: a if loss == "ce" else a * a * (1 - a), target, max_steps)
    if steps is None:
        raise RuntimeError("not within max_steps")
    return steps


@wrong("steps_to_unlearn", "naive sigmoid overflows", caught="hidden")
def _(w, b, lr, loss, target=0.2, max_steps=100000):
    for step in range(max_steps + 1):
        a = math.exp(w + b) / (1 + math.exp(w + b))
        if a < target:
            return step
        slope = a if loss == "ce" else a * a * (1 - a)
        w, b = w - lr * slope, b - lr * slope
    return None
