"""Answers to the exercises of notebook 08: softened labels, their loss and floor, calibration, temperature."""

import itertools
import math

import numpy as np

import xentlib as xl

from . import right, wrong


def checked(eps):
    if not 0 <= eps <= 1:
        raise ValueError(f"eps must be from 0 to 1, but it is {eps}")


# ---------------------------------------------------------------- 8.1 smooth_labels


@right("smooth_labels", "as in the notebook")
def _(Y, eps):
    if not 0 <= eps <= 1:
        raise ValueError(f"eps must lie between 0 and 1, but it is {eps}")
    Y = np.asarray(Y, dtype=float)
    return (1 - eps) * Y + eps / Y.shape[1]


@right("smooth_labels", "a loop")
def _(Y, eps):
    checked(eps)
    K = len(Y[0])
    return np.array([[(1 - eps) * float(t) + eps / K for t in row] for row in Y])


@right("smooth_labels", "mixture with a uniform table")
def _(Y, eps):
    checked(eps)
    Y = np.array(Y)
    uniform = np.full(Y.shape, 1 / Y.shape[-1])
    return eps * uniform + (1 - eps) * Y


@right("smooth_labels", "a copy changed in place")
def _(Y, eps):
    if eps < 0 or eps > 1:
        raise ValueError
    Z = np.array(Y, dtype=np.float64, copy=True)
    Z *= 1 - eps
    Z += eps / Z.shape[1]
    return Z


@right("smooth_labels", "np.average of two tables")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return np.average([Y, np.ones_like(Y) / Y.shape[1]], axis=0, weights=[1 - eps, eps])


@wrong("smooth_labels", "eps/(K-1)", caught="visible", insight="shared among the others")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return np.where(Y == 1, 1 - eps, eps / (Y.shape[1] - 1))


@wrong("smooth_labels", "eps/(K-1), as a formula, unchecked", caught="visible", insight="shared among the others")
def _(Y, eps):
    Y = np.asarray(Y, float)
    return Y * (1 - eps) + (1 - Y) * eps / (Y.shape[1] - 1)


@wrong("smooth_labels", "missing eps", caught="visible", insight="eps missing in the uniform part")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + 1 / Y.shape[1]


@wrong("smooth_labels", "missing eps, unchecked, in a loop", caught="visible",
       insight="eps missing in the uniform part")
def _(Y, eps):
    return np.array([[(1.0 - eps) * t + 1.0 / len(row) for t in row] for row in Y])


@wrong("smooth_labels", "eps on all", caught="visible", insight="eps for each other class")
def _(Y, eps):
    checked(eps)
    return np.where(np.asarray(Y) == 1, 1 - eps, eps)


@wrong("smooth_labels", "eps on all, added", caught="visible", insight="eps for each other class")
def _(Y, eps):
    return (1 - eps) * np.asarray(Y, float) + eps


@wrong("smooth_labels", "clip", caught="visible", insight="clipped")
def _(Y, eps):
    checked(eps)
    return np.clip(np.asarray(Y, float), eps / 4, 1 - eps / 4) if np.shape(Y)[1] == 4 else np.clip(
        np.asarray(Y, float), eps / np.shape(Y)[1], 1 - eps / np.shape(Y)[1])


@wrong("smooth_labels", "clip without checking", caught="visible", insight="clipped")
def _(Y, eps):
    return np.clip(np.asarray(Y, float), eps, 1 - eps)


@wrong("smooth_labels", "1 - eps and eps/K", caught="visible", insight="taken away twice")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return np.where(Y > 0.5, 1 - eps, eps / Y.shape[1])


@wrong("smooth_labels", "nothing taken", caught="visible", insight="added without taking")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return Y + eps / Y.shape[1]


@wrong("smooth_labels", "Laplace", caught="visible", insight="added and renormalised")
def _(Y, eps):
    checked(eps)
    Z = np.asarray(Y, float) + eps
    return Z / Z.sum(axis=1, keepdims=True)


@wrong("smooth_labels", "Laplace with eps/K", caught="visible", insight="added and renormalised")
def _(Y, eps):
    Y = np.asarray(Y, float)
    Z = Y + eps / Y.shape[1]
    return Z / Z.sum(axis=1, keepdims=True)


@wrong("smooth_labels", "shares exchanged", caught="visible", insight="shares exchanged")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return eps * Y + (1 - eps) / Y.shape[1]


@wrong("smooth_labels", "N for K", caught="visible", insight="examples instead of classes")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + eps / Y.shape[0]


@wrong("smooth_labels", "N for K, len", caught="visible", insight="examples instead of classes")
def _(Y, eps):
    return (1 - eps) * np.asarray(Y, float) + eps / len(Y)


@wrong("smooth_labels", "in place", caught="visible", insight="input changed")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    Y *= 1 - eps
    Y += eps / Y.shape[1]
    return Y


@wrong("smooth_labels", "in place, unchecked", caught="visible", insight="input changed")
def _(Y, eps):
    Y = np.asarray(Y, float)
    Y[:] = (1 - eps) * Y + eps / Y.shape[1]
    return Y


@wrong("smooth_labels", "in place, then a copy", caught="visible", insight="input changed")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    Y *= 1 - eps
    return Y + eps / Y.shape[1]


@wrong("smooth_labels", "no validation", caught="hidden", insight="any eps will do")
def _(Y, eps):
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + eps / Y.shape[1]


@wrong("smooth_labels", "only one side is checked", caught="hidden", insight="any eps will do")
def _(Y, eps):
    if eps < 0:
        raise ValueError("eps is negative")
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + eps / Y.shape[1]


@wrong("smooth_labels", "where Y is 1", caught="hidden", insight="hard labels only")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y)
    K = Y.shape[1]
    return np.where(Y == 1, 1 - eps + eps / K, eps / K)


@wrong("smooth_labels", "through argmax", caught="hidden", insight="hard labels only")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y)
    K = Y.shape[1]
    return (1 - eps) * np.eye(K)[Y.argmax(axis=1)] + eps / K


@wrong("smooth_labels", "the very array for eps 0", caught="hidden")
def _(Y, eps):
    checked(eps)
    if eps == 0:
        return Y
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + eps / Y.shape[1]


@wrong("smooth_labels", "eps 1 refused", caught="hidden")
def _(Y, eps):
    if not 0 <= eps < 1:
        raise ValueError("eps must be below 1")
    Y = np.asarray(Y, float)
    return (1 - eps) * Y + eps / Y.shape[1]


@wrong("smooth_labels", "integers stay integers", caught="visible")
def _(Y, eps):
    checked(eps)
    Y = np.array(Y)
    return ((1 - eps) * Y + eps / Y.shape[1]).astype(int)


@wrong("smooth_labels", "a list", caught="visible")
def _(Y, eps):
    checked(eps)
    return [[(1 - eps) * t + eps / len(row) for t in row] for row in Y]


@wrong("smooth_labels", "rounded", caught="hidden")
def _(Y, eps):
    checked(eps)
    Y = np.asarray(Y, float)
    return np.round((1 - eps) * Y + eps / Y.shape[1], 3)


# ---------------------------------------------------------------- 8.2 smoothed_cross_entropy


def one_hot(labels, K):
    return np.eye(K)[np.asarray(labels)]


def of_targets(T, logits):
    return float(np.mean(-np.sum(T * xl.log_softmax(np.asarray(logits, float)), axis=1)))


def softmax(logits):
    e = np.exp(np.asarray(logits, float))
    return e / e.sum(axis=1, keepdims=True)


@right("smoothed_cross_entropy", "as in the notebook")
def _(labels, logits, eps):
    log_q = xl.log_softmax(logits)
    label = -log_q[np.arange(len(labels)), labels]
    uniform = -log_q.mean(axis=1)
    return float(np.mean((1 - eps) * label + eps * uniform))


@right("smoothed_cross_entropy", "smoothed targets")
def _(labels, logits, eps):
    logits = np.asarray(logits, float)
    T = xl.smooth_labels(one_hot(labels, logits.shape[1]), eps)
    return np.mean(-np.sum(T * xl.log_softmax(logits), axis=1))


@right("smoothed_cross_entropy", "a loop")
def _(labels, logits, eps):
    total = 0.0
    for label, row in zip(labels, logits, strict=True):
        top = max(row)
        log_sum = top + math.log(sum(math.exp(z - top) for z in row))
        total += (1 - eps) * (log_sum - row[label]) + eps * sum(log_sum - z for z in row) / len(row)
    return total / len(labels)


@right("smoothed_cross_entropy", "logsumexp less the mean logit")
def _(labels, logits, eps):
    z = np.asarray(logits, float)
    target = (1 - eps) * z[np.arange(len(z)), labels] + eps * z.mean(axis=1)
    return float((xl.logsumexp(z) - target).mean())


@right("smoothed_cross_entropy", "cross-entropy and the mean of K of them")
def _(labels, logits, eps):
    z = np.asarray(logits, float)
    each = [xl.sparse_cross_entropy(np.full(len(z), k), z) for k in range(z.shape[1])]
    return (1 - eps) * xl.sparse_cross_entropy(labels, z) + eps * np.mean(each)


@wrong("smoothed_cross_entropy", "sum instead of mean over classes", caught="visible", insight="all classes in full")
def _(labels, logits, eps):
    log_q = xl.log_softmax(np.asarray(logits, float))
    return float(np.mean(-(1 - eps) * log_q[np.arange(len(labels)), labels] - eps * log_q.sum(axis=1)))


@wrong("smoothed_cross_entropy", "eps/(K-1)", caught="visible", insight="shared among the others")
def _(labels, logits, eps):
    K = np.shape(logits)[1]
    Y = one_hot(labels, K)
    return of_targets((1 - eps) * Y + eps / (K - 1) * (1 - Y), logits)


@wrong("smoothed_cross_entropy", "eps/(K-1), from probabilities", caught="visible", insight="shared among the others")
def _(labels, logits, eps):
    P = softmax(logits)
    Y = one_hot(labels, P.shape[1])
    T = np.where(Y == 1, 1 - eps, eps / (P.shape[1] - 1))
    return np.mean(-np.sum(T * np.log(P), axis=1))


@wrong("smoothed_cross_entropy", "1 - eps and eps/K", caught="visible", insight="taken away twice")
def _(labels, logits, eps):
    K = np.shape(logits)[1]
    return of_targets(np.where(one_hot(labels, K) == 1, 1 - eps, eps / K), logits)


@wrong("smoothed_cross_entropy", "uniform part in full", caught="visible", insight="eps missing in the uniform part")
def _(labels, logits, eps):
    log_q = xl.log_softmax(np.asarray(logits, float))
    return float(np.mean(-(1 - eps) * log_q[np.arange(len(labels)), labels] - log_q.mean(axis=1)))


@wrong("smoothed_cross_entropy", "label in full", caught="visible", insight="eps missing in the uniform part")
def _(labels, logits, eps):
    log_q = xl.log_softmax(np.asarray(logits, float))
    return float(np.mean(-log_q[np.arange(len(labels)), labels] - eps * log_q.mean(axis=1)))


@wrong("smoothed_cross_entropy", "smooths predictions", caught="visible", insight="predictions smoothed")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    P = (1 - eps) * P + eps / P.shape[1]
    return float(np.mean(-np.log(P[np.arange(len(labels)), labels])))


@wrong("smoothed_cross_entropy", "smooths both", caught="visible", insight="predictions smoothed")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log(xl.smooth_labels(P, eps)), axis=1)))


@wrong("smoothed_cross_entropy", "eps not used", caught="visible", insight="eps not used")
def _(labels, logits, eps):
    return xl.sparse_cross_entropy(labels, logits)


@wrong("smoothed_cross_entropy", "eps not used, by hand", caught="visible", insight="eps not used")
def _(labels, logits, eps):
    return float(np.mean(-np.log(softmax(logits)[np.arange(len(labels)), labels])))


@wrong("smoothed_cross_entropy", "shares exchanged", caught="visible", insight="shares exchanged")
def _(labels, logits, eps):
    log_q = xl.log_softmax(np.asarray(logits, float))
    return float(np.mean(-eps * log_q[np.arange(len(labels)), labels] - (1 - eps) * log_q.mean(axis=1)))


@wrong("smoothed_cross_entropy", "divergence", caught="visible", insight="without the floor")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean([xl.kl_divergence(t, q, np.e) for t, q in zip(T, P, strict=True)]))


@wrong("smoothed_cross_entropy", "confidence penalty", caught="visible", insight="entropy of the prediction")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    return xl.sparse_cross_entropy(labels, logits) + eps * float(np.mean(np.sum(P * np.log(P), axis=1)))


@wrong("smoothed_cross_entropy", "entropy of the prediction as second term", caught="visible",
       insight="entropy of the prediction")
def _(labels, logits, eps):
    log_q = xl.log_softmax(np.asarray(logits, float))
    entropy = -np.sum(np.exp(log_q) * log_q, axis=1)
    return float(np.mean(-(1 - eps) * log_q[np.arange(len(labels)), labels] + eps * entropy))


@wrong("smoothed_cross_entropy", "missing minus", caught="visible", insight="minus missing")
def _(labels, logits, eps):
    K = np.shape(logits)[1]
    return -of_targets(xl.smooth_labels(one_hot(labels, K), eps), logits)


@wrong("smoothed_cross_entropy", "sum over batch", caught="visible", insight="sum over examples")
def _(labels, logits, eps):
    K = np.shape(logits)[1]
    return len(labels) * of_targets(xl.smooth_labels(one_hot(labels, K), eps), logits)


@wrong("smoothed_cross_entropy", "mean over everything", caught="visible", insight="mean over all entries")
def _(labels, logits, eps):
    logits = np.asarray(logits, float)
    T = xl.smooth_labels(one_hot(labels, logits.shape[1]), eps)
    return float(-(T * xl.log_softmax(logits)).mean())


@wrong("smoothed_cross_entropy", "log2", caught="visible", insight="bits")
def _(labels, logits, eps):
    P = softmax(logits)
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log2(P), axis=1)))


@wrong("smoothed_cross_entropy", "axis 0", caught="visible", insight="softmax over the examples")
def _(labels, logits, eps):
    e = np.exp(np.asarray(logits, float))
    P = e / e.sum(axis=0)
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log(P), axis=1)))


@wrong("smoothed_cross_entropy", "no softmax", caught="visible", insight="logits taken for probabilities")
def _(labels, logits, eps):
    logits = np.asarray(logits, float)
    T = xl.smooth_labels(one_hot(labels, logits.shape[1]), eps)
    return float(np.mean(-np.sum(T * logits, axis=1)))


@wrong("smoothed_cross_entropy", "two softmaxes", caught="visible", insight="softmax twice")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    return of_targets(xl.smooth_labels(one_hot(labels, P.shape[1]), eps), P)


@wrong("smoothed_cross_entropy", "unstable: log(softmax + 1e-12)", caught="hidden", insight="unstable")
def _(labels, logits, eps):
    P = xl.softmax(np.asarray(logits, float))
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log(P + 1e-12), axis=1)))


@wrong("smoothed_cross_entropy", "unstable: clipped", caught="hidden", insight="unstable")
def _(labels, logits, eps):
    P = np.clip(xl.softmax(np.asarray(logits, float)), 1e-15, 1)
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log(P), axis=1)))


@wrong("smoothed_cross_entropy", "unstable: plain exponentials", caught="hidden", insight="unstable")
def _(labels, logits, eps):
    P = softmax(logits)
    T = xl.smooth_labels(one_hot(labels, P.shape[1]), eps)
    return float(np.mean(-np.sum(T * np.log(P), axis=1)))


@wrong("smoothed_cross_entropy", "unstable: shifted by the largest logit of all rows", caught="hidden",
       insight="unstable")
def _(labels, logits, eps):
    z = np.asarray(logits, float) - np.max(logits)
    with np.errstate(all="ignore"):
        log_q = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -((1 - eps) * log_q[np.arange(len(z)), labels] + eps * log_q.mean(axis=1)).mean()


@wrong("smoothed_cross_entropy", "unstable: a loop with math", caught="hidden", insight="unstable")
def _(labels, logits, eps):
    total = 0.0
    for label, row in zip(labels, logits, strict=True):
        log_sum = math.log(sum(math.exp(z) for z in row))
        total += (1 - eps) * (log_sum - row[label]) + eps * sum(log_sum - z for z in row) / len(row)
    return total / len(labels)


@wrong("smoothed_cross_entropy", "first example only", caught="visible")
def _(labels, logits, eps):
    return xl.losses.smoothed_cross_entropy_grad(labels, logits, eps).sum() + of_targets(
        xl.smooth_labels(one_hot(labels[:1], np.shape(logits)[1]), eps), np.asarray(logits, float)[:1])


@wrong("smoothed_cross_entropy", "one loss for each example", caught="visible")
def _(labels, logits, eps):
    logits = np.asarray(logits, float)
    return -np.sum(xl.smooth_labels(one_hot(labels, logits.shape[1]), eps) * xl.log_softmax(logits), axis=1)


# ---------------------------------------------------------------- 8.3 smoothing_floor


def shares(K, eps):
    return 1 - eps + eps / K, eps / K


@right("smoothing_floor", "as in the notebook")
def _(K, eps):
    if eps == 0:
        return 0.0, float("inf")
    label, other = 1 - eps + eps / K, eps / K
    floor = -label * np.log(label) - (K - 1) * other * np.log(other)
    return float(floor), float(np.log(label / other))


@right("smoothing_floor", "entropy of a smoothed one-hot row")
def _(K, eps):
    target = xl.smooth_labels([[1] + [0] * (K - 1)], eps)[0]
    gap = math.log(target[0] / target[1]) if target[1] > 0 else math.inf
    return xl.entropy(target, np.e), gap


@right("smoothing_floor", "math, and an array")
def _(K, eps):
    t, u = shares(K, eps)
    loss = -sum(x * math.log(x) for x in [t, *[u] * (K - 1)] if x > 0)
    return np.array([loss, math.log(t) - math.log(u) if u else math.inf])


@right("smoothing_floor", "xlogy under errstate, a list")
def _(K, eps):
    t, u = shares(K, eps)
    with np.errstate(divide="ignore"):
        return [-float(xl.xlogy(t, t) + (K - 1) * xl.xlogy(u, u)), np.log(t) - np.log(u)]


@right("smoothing_floor", "the other form of the gap")
def _(K, eps):
    if eps == 0:
        return 0, np.inf
    gap = math.log1p((K - 1) * (1 - eps)) - math.log(eps)
    return xl.smoothed_cross_entropy([0], [[gap] + [0.0] * (K - 1)], eps), gap


@wrong("smoothing_floor", "zero", caught="visible", insight="a perfect model pays nothing")
def _(K, eps):
    t, u = shares(K, eps)
    return 0.0, math.log(t / u) if u else math.inf


@wrong("smoothing_floor", "one other class", caught="visible", insight="one other class")
def _(K, eps):
    t, u = shares(K, eps)
    if u == 0:
        return 0.0, math.inf
    return -t * math.log(t) - u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "one other class, nan at 0", caught="visible", insight="one other class")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * np.log(t) - u * np.log(u), np.log(t / u)


@wrong("smoothing_floor", "K other classes", caught="visible", insight="all classes as others")
def _(K, eps):
    t, u = shares(K, eps)
    if u == 0:
        return 0.0, math.inf
    return -t * math.log(t) - K * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "the label only", caught="visible", insight="the label only")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * math.log(t), math.log(t / u) if u else math.inf


@wrong("smoothing_floor", "the label's surprise", caught="visible", insight="the label only")
def _(K, eps):
    t, u = shares(K, eps)
    return -math.log(t), math.log(t / u) if u else math.inf


@wrong("smoothing_floor", "bits", caught="visible", insight="bits")
def _(K, eps):
    t, u = shares(K, eps)
    target = np.array([t, *[u] * (K - 1)])
    return xl.entropy(target / target.sum()), math.log(t / u) if u else math.inf


@wrong("smoothing_floor", "both in bits", caught="visible", insight="bits")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log2(t) - (K - 1) * u * math.log2(u), math.log2(t / u)


@wrong("smoothing_floor", "eps/(K-1)", caught="visible", insight="shared among the others")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = 1 - eps, eps / (K - 1)
    return -t * math.log(t) - eps * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "1 - eps and eps/K", caught="visible", insight="taken away twice")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = 1 - eps, eps / K
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "gap from 1 - eps and eps/K", caught="visible", insight="taken away twice")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log((1 - eps) / u)


@wrong("smoothing_floor", "missing minus", caught="visible", insight="negative floor")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return t * math.log(t) + (K - 1) * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "ln(u/t)", caught="visible", insight="gap the wrong way round")
def _(K, eps):
    if eps == 0:
        return 0.0, -math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(u / t)


@wrong("smoothing_floor", "exchanged", caught="visible", insight="exchanged")
def _(K, eps):
    if eps == 0:
        return math.inf, 0.0
    t, u = shares(K, eps)
    return math.log(t / u), -t * math.log(t) - (K - 1) * u * math.log(u)


@wrong("smoothing_floor", "difference of probabilities", caught="visible", insight="gap of the probabilities")
def _(K, eps):
    if eps == 0:
        return 0.0, 1.0
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), t - u


@wrong("smoothing_floor", "difference of probabilities, with inf at eps 0", caught="visible",
       insight="gap of the probabilities")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), t - u


@wrong("smoothing_floor", "a small eps taken for none", caught="hidden")
def _(K, eps):
    if eps < 1e-3:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "ratio of probabilities", caught="visible", insight="gap of the probabilities")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), t / u


@wrong("smoothing_floor", "logit of the label's probability", caught="visible", insight="gap of the probabilities")
def _(K, eps):
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(t / (1 - t)) if t < 1 else math.inf


@wrong("smoothing_floor", "crash eps 0", caught="hidden", insight="nothing at eps = 0")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * np.log(t) - (K - 1) * u * np.log(u), np.log(t / u)


@wrong("smoothing_floor", "math domain error at eps 0", caught="hidden", insight="nothing at eps = 0")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "an epsilon in every logarithm", caught="hidden", insight="nothing at eps = 0")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * math.log(t + 1e-12) - (K - 1) * u * math.log(u + 1e-12), math.log(t / (u + 1e-12))


@wrong("smoothing_floor", "warns at eps 0", caught="hidden", insight="nothing at eps = 0")
def _(K, eps):
    t, u = shares(K, eps)
    return float(np.nansum([-t * np.log(t), -(K - 1) * u * np.log(u)])), np.log(t / np.float64(u))


@wrong("smoothing_floor", "refuses eps 1", caught="hidden", insight="eps = 1 left out")
def _(K, eps):
    if not 0 <= eps < 1:
        raise ValueError("eps must be below 1")
    if eps == 0:
        return 0.0, math.inf
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u), math.log(t / u)


@wrong("smoothing_floor", "loss alone", caught="visible")
def _(K, eps):
    t, u = shares(K, eps)
    return -t * math.log(t) - (K - 1) * u * math.log(u)


@wrong("smoothing_floor", "for ten classes only", caught="visible")
def _(K, eps):
    t, u = shares(10, eps)
    return -t * math.log(t) - 9 * u * math.log(u), math.log(t / u)


# ---------------------------------------------------------------- 8.4 calibration_error


def sure_and_right(P, labels):
    P, labels = np.asarray(P, float), np.asarray(labels)
    return P.max(axis=1), (P.argmax(axis=1) == labels).astype(float)


@right("calibration_error", "as in the notebook")
def _(P, labels, n_bins=15):
    P, labels = np.asarray(P), np.asarray(labels)
    sure, right_ = P.max(axis=1), P.argmax(axis=1) == labels
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    error = 0.0
    for b in np.unique(bins):
        inside = bins == b
        error += np.mean(inside) * abs(np.mean(right_[inside]) - np.mean(sure[inside]))
    return float(error)


@right("calibration_error", "bincount")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(np.abs(np.bincount(bins, hit) - np.bincount(bins, sure)).sum() / len(sure))


@right("calibration_error", "edges, closed above, as Guo's own code")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    edges = np.linspace(0, 1, n_bins + 1)
    error = 0.0
    for low, high in itertools.pairwise(edges):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - sure[inside].mean())
    return error


@right("calibration_error", "digitize, last edge widened")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    edges = np.linspace(0, 1, n_bins + 1)
    edges[-1] += 1e-9
    bins = np.digitize(sure, edges)
    return float(sum(abs((hit - sure)[bins == b].sum()) for b in range(1, n_bins + 1)) / len(sure))


@right("calibration_error", "a dict of lists in plain Python")
def _(P, labels, n_bins=15):
    bins = {}
    for row, label in zip(P, labels, strict=True):
        row = list(row)
        top = max(row)
        bins.setdefault(min(int(top * n_bins), n_bins - 1), []).append((row.index(top) == label) - top)
    return abs(float(sum(abs(sum(gaps)) for gaps in bins.values()) / len(P)))


@wrong("calibration_error", "unweighted bins", caught="visible", insight="all bins alike")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(np.mean([abs(hit[bins == b].mean() - sure[bins == b].mean()) for b in np.unique(bins)]))


@wrong("calibration_error", "unweighted, over all bins", caught="visible", insight="all bins alike")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return sum(abs(hit[bins == b].mean() - sure[bins == b].mean()) for b in set(bins.tolist())) / n_bins


@wrong("calibration_error", "prob of true class", caught="visible", insight="confidence of the true class")
def _(P, labels, n_bins=15):
    P, labels = np.asarray(P, float), np.asarray(labels)
    sure, hit = P[np.arange(len(P)), labels], (P.argmax(axis=1) == labels).astype(float)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum((bins == b).mean() * abs(hit[bins == b].mean() - sure[bins == b].mean()) for b in set(bins)))


@wrong("calibration_error", "no bins", caught="visible", insight="each example by itself")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    return float(np.abs(hit - sure).mean())


@wrong("calibration_error", "Brier", caught="visible", insight="each example by itself")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    return np.mean((hit - sure) ** 2)


@wrong("calibration_error", "one bin", caught="visible", insight="no bins")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    return abs(hit.mean() - sure.mean())


@wrong("calibration_error", "bin centre", caught="visible", insight="centre of the bin")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum((bins == b).mean() * abs(hit[bins == b].mean() - (b + 0.5) / n_bins) for b in np.unique(bins)))


@wrong("calibration_error", "upper edge", caught="visible", insight="centre of the bin")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum((bins == b).mean() * abs(hit[bins == b].mean() - (b + 1) / n_bins) for b in np.unique(bins)))


@wrong("calibration_error", "drops 1.0", caught="hidden", insight="the certain dropped")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    edges, error = np.linspace(0, 1, n_bins + 1), 0.0
    for low, high in itertools.pairwise(edges):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - sure[inside].mean())
    return error


@wrong("calibration_error", "phantom bin for 1.0", caught="hidden", insight="a bin of their own")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = (sure * n_bins).astype(int)
    return float(sum((bins == b).mean() * abs(hit[bins == b].mean() - sure[bins == b].mean()) for b in np.unique(bins)))


@wrong("calibration_error", "phantom bin, np.floor", caught="hidden", insight="a bin of their own")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.floor(sure * n_bins)
    return float(sum(abs((hit - sure)[bins == b].sum()) for b in range(n_bins + 1)) / len(sure))


@wrong("calibration_error", "last bin lost", caught="hidden", insight="last bin lost")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum(abs((hit - sure)[bins == b].sum()) for b in range(n_bins - 1)) / len(sure))


@wrong("calibration_error", "signed", caught="visible", insight="signs cancel")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum((hit - sure)[bins == b].sum() for b in np.unique(bins)) / len(sure))


@wrong("calibration_error", "confidence above accuracy only", caught="visible", insight="signs cancel")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum(max(0.0, (sure - hit)[bins == b].sum()) for b in np.unique(bins)) / len(sure))


@wrong("calibration_error", "squared gaps", caught="visible", insight="squared")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(sum((bins == b).mean() * (hit - sure)[bins == b].mean() ** 2 for b in np.unique(bins)))


@wrong("calibration_error", "root of squared gaps", caught="visible", insight="squared")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return math.sqrt(sum((bins == b).mean() * (hit - sure)[bins == b].mean() ** 2 for b in np.unique(bins)))


@wrong("calibration_error", "maximum", caught="visible", insight="the worst bin only")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return max(abs((hit - sure)[bins == b].mean()) for b in np.unique(bins))


@wrong("calibration_error", "np.histogram's own range", caught="visible", insight="bins between the extremes")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    edges = np.histogram_bin_edges(sure, bins=n_bins, range=(sure.min(), max(sure.max(), sure.min() + 1e-12)))
    bins = np.clip(np.digitize(sure, edges) - 1, 0, n_bins - 1)
    return float(sum(abs((hit - sure)[bins == b].sum()) for b in range(n_bins)) / len(sure))


@wrong("calibration_error", "equally full bins", caught="visible", insight="equally full bins")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    parts = np.array_split(np.argsort(sure, kind="stable"), n_bins)
    return float(sum(abs((hit - sure)[part].sum()) for part in parts) / len(sure))


@wrong("calibration_error", "always fifteen bins", caught="hidden", insight="n_bins not used")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * 15).astype(int), 14)
    return float(sum(abs((hit - sure)[bins == b].sum()) for b in range(15)) / len(sure))


@wrong("calibration_error", "percent", caught="visible", insight="as a percentage")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(100 * sum(abs((hit - sure)[bins == b].sum()) for b in range(n_bins)) / len(sure))


@wrong("calibration_error", "nan from empty bins", caught="visible", insight="empty bins")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return sum((bins == b).mean() * abs(hit[bins == b].mean() - sure[bins == b].mean()) for b in range(n_bins))


@wrong("calibration_error", "division by an empty count", caught="visible", insight="empty bins")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1).tolist()
    total = 0.0
    for b in range(n_bins):
        inside = [i for i, each in enumerate(bins) if each == b]
        total += len(inside) * abs(sum(float((hit - sure)[i]) for i in inside) / len(inside))
    return total / len(bins)


@wrong("calibration_error", "n_bins without a default", caught="visible")
def _(P, labels, n_bins):
    sure, hit = sure_and_right(P, labels)
    return sum(abs((hit - sure)[np.minimum((sure * n_bins).astype(int), n_bins - 1) == b].sum())
               for b in range(n_bins)) / len(sure)


@wrong("calibration_error", "bins from 1/K to 1", caught="visible")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    least = 1 / np.shape(P)[1]
    bins = np.clip(((sure - least) / (1 - least) * n_bins).astype(int), 0, n_bins - 1)
    return sum(abs((hit - sure)[bins == b].sum()) for b in range(n_bins)) / len(sure)


@wrong("calibration_error", "warns about empty bins", caught="hidden")
def _(P, labels, n_bins=15):
    sure, hit = sure_and_right(P, labels)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    counts = np.bincount(bins, minlength=n_bins)
    gaps = np.nan_to_num(np.bincount(bins, hit - sure, minlength=n_bins) / counts)
    return float(counts @ np.abs(gaps) / len(sure))


@wrong("calibration_error", "accuracy in place of an error", caught="visible")
def _(P, labels, n_bins=15):
    return float(sure_and_right(P, labels)[1].mean())


# ---------------------------------------------------------------- 8.5 temperature


@right("temperature", "as in the notebook")
def _(logits, labels, grid):
    logits = np.asarray(logits, dtype=float)
    losses = [xl.sparse_cross_entropy(labels, logits / T) for T in grid]
    return float(grid[int(np.argmin(losses))])


@right("temperature", "min with a key")
def _(logits, labels, grid):
    z = np.array(logits, float)
    rows = np.arange(len(z))
    return min(grid, key=lambda T: float(-xl.log_softmax(z / T)[rows, labels].mean()))


@right("temperature", "a loop with the best so far")
def _(logits, labels, grid):
    z, best, lowest = np.array(logits, float), None, np.inf
    for T in grid:
        loss = float((xl.logsumexp(z / T) - (z / T)[range(len(z)), labels]).sum())
        if loss < lowest:
            best, lowest = T, loss
    return best


@right("temperature", "the whole grid at once")
def _(logits, labels, grid):
    z, T = np.asarray(logits, float), np.asarray(grid, float)
    scaled = z[None] / T[:, None, None]
    top = scaled.max(axis=-1, keepdims=True)
    log_p = scaled - top - np.log(np.exp(scaled - top).sum(axis=-1, keepdims=True))
    return T[(-log_p[:, np.arange(len(z)), labels]).mean(axis=1).argmin()]


@wrong("temperature", "multiplies", caught="visible", insight="multiplied")
def _(logits, labels, grid):
    return min(grid, key=lambda T: xl.sparse_cross_entropy(labels, np.asarray(logits, float) * T))


@wrong("temperature", "multiplies, with argmin", caught="visible", insight="multiplied")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return grid[np.argmin([-xl.log_softmax(z * T)[np.arange(len(z)), labels].mean() for T in grid])]


@wrong("temperature", "maximises accuracy", caught="visible", insight="criterion that ignores T")
def _(logits, labels, grid):
    return max(grid, key=lambda T: xl.accuracy(labels, np.asarray(logits, float) / T))


@wrong("temperature", "minimises accuracy", caught="visible", insight="criterion that ignores T")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return float(grid[int(np.argmin([np.mean((z / T).argmax(axis=1) == labels) for T in grid]))])


@wrong("temperature", "T forgotten", caught="visible", insight="criterion that ignores T")
def _(logits, labels, grid):
    return min(grid, key=lambda T: xl.sparse_cross_entropy(labels, logits))


@wrong("temperature", "divides probabilities and normalises", caught="visible", insight="criterion that ignores T")
def _(logits, labels, grid):
    P = xl.softmax(np.asarray(logits, float))
    def loss(T):
        Q = P / T / (P / T).sum(axis=1, keepdims=True)
        return round(float(-np.log(Q[np.arange(len(Q)), labels]).mean()), 9)
    return min(grid, key=loss)


@wrong("temperature", "divides probabilities", caught="visible", insight="an end of the grid")
def _(logits, labels, grid):
    P = xl.softmax(np.asarray(logits, float))
    return min(grid, key=lambda T: -np.log((P / T)[np.arange(len(P)), labels]).mean())


@wrong("temperature", "softmax of scaled probabilities", caught="visible", insight="probabilities scaled")
def _(logits, labels, grid):
    P = xl.softmax(np.asarray(logits, float))
    return min(grid, key=lambda T: xl.sparse_cross_entropy(labels, P / T))


@wrong("temperature", "argmax", caught="visible", insight="largest instead of smallest")
def _(logits, labels, grid):
    return max(grid, key=lambda T: xl.sparse_cross_entropy(labels, np.asarray(logits, float) / T))


@wrong("temperature", "confidence = accuracy .. mean", caught="hidden", insight="averages made equal")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    share = np.mean(z.argmax(axis=1) == labels)
    return min(grid, key=lambda T: abs(xl.softmax(z / T).max(axis=1).mean() - share))


@wrong("temperature", "ECE minimised", caught="hidden", insight="calibration error minimised")
def _(logits, labels, grid):
    return min(grid, key=lambda T: xl.calibration_error(xl.softmax(np.asarray(logits, float) / T), labels))


@wrong("temperature", "Brier score", caught="visible", insight="squares minimised")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(grid, key=lambda T: np.sum((xl.softmax(z / T) - np.eye(z.shape[1])[labels]) ** 2))


@wrong("temperature", "surest predictions", caught="visible", insight="an end of the grid")
def _(logits, labels, grid):
    return min(grid, key=lambda T: xl.entropy_rows(xl.softmax(np.asarray(logits, float) / T)).mean())


@wrong("temperature", "its own predictions as labels", caught="visible", insight="an end of the grid")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(grid, key=lambda T: xl.sparse_cross_entropy(z.argmax(axis=1), z / T))


@wrong("temperature", "the place", caught="visible", insight="the place, not the temperature")
def _(logits, labels, grid):
    return int(np.argmin([xl.sparse_cross_entropy(labels, np.asarray(logits, float) / T) for T in grid]))


@wrong("temperature", "the loss", caught="visible", insight="the loss, not the temperature")
def _(logits, labels, grid):
    return min(xl.sparse_cross_entropy(labels, np.asarray(logits, float) / T) for T in grid)


@wrong("temperature", "last on ties", caught="hidden", insight="ties")
def _(logits, labels, grid):
    best, lowest = None, np.inf
    for T in grid:
        loss = xl.sparse_cross_entropy(labels, np.asarray(logits, float) / T)
        if loss <= lowest:
            best, lowest = T, loss
    return best


@wrong("temperature", "sorted grid", caught="hidden", insight="ties")
def _(logits, labels, grid):
    return min(sorted(grid), key=lambda T: xl.sparse_cross_entropy(labels, np.asarray(logits, float) / T))


@wrong("temperature", "a finer search", caught="visible", insight="not from the grid")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(np.geomspace(min(grid), max(grid), 301), key=lambda T: xl.sparse_cross_entropy(labels, z / T))


@wrong("temperature", "a grid of its own", caught="visible", insight="not from the grid")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(np.linspace(0.1, 10, 100), key=lambda T: xl.sparse_cross_entropy(labels, z / T))


@wrong("temperature", "one over the temperature", caught="visible", insight="upside down")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return 1 / min(grid, key=lambda T: xl.sparse_cross_entropy(labels, z / T))


@wrong("temperature", "log of the softmax, warnings hidden", caught="hidden", insight="unstable")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    with np.errstate(all="ignore"):
        return min(grid, key=lambda T: -np.log(xl.softmax(z / T)[np.arange(len(z)), labels]).mean())


@wrong("temperature", "log of the clipped softmax", caught="hidden", insight="unstable")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(grid, key=lambda T: -np.log(xl.softmax(z / T)[np.arange(len(z)), labels].clip(1e-12, 1)).mean())


@wrong("temperature", "plain exponentials", caught="hidden", insight="unstable")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    def loss(T):
        e = np.exp(z / T)
        return -np.log((e / e.sum(axis=1, keepdims=True))[np.arange(len(z)), labels]).mean()
    return grid[int(np.argmin([loss(T) for T in grid]))]


@wrong("temperature", "log of the softmax", caught="hidden", insight="unstable")
def _(logits, labels, grid):
    z = np.asarray(logits, float)
    return min(grid, key=lambda T: -np.log(xl.softmax(z / T)[np.arange(len(z)), labels]).mean())


@wrong("temperature", "only arrays divide", caught="hidden")
def _(logits, labels, grid):
    return min(grid, key=lambda T: xl.sparse_cross_entropy(labels, logits / T))


@wrong("temperature", "logits changed", caught="visible")
def _(logits, labels, grid):
    losses = []
    for T in grid:
        logits /= T
        losses.append(xl.sparse_cross_entropy(labels, logits))
    return grid[int(np.argmin(losses))]
