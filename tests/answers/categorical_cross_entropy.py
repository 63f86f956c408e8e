"""Answers to the exercises of notebook 05: labels as rows, softmax and its logarithm, the bill of many classes."""

import itertools
import math

import numpy as np

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 5.1 one_hot


def in_range(labels, K):
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= K:
        raise ValueError("labels must be integers from 0 to K - 1")
    return labels


@right("one_hot", "as in the notebook")
def _(labels, K):
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu" or np.any(labels < 0) or np.any(labels >= K):
        raise ValueError(f"labels must be integers from 0 to {K - 1}")
    return np.eye(K)[labels]


@right("one_hot", "a loop")
def _(labels, K):
    table = np.zeros((len(labels), K))
    for row, label in enumerate(labels):
        if label != int(label) or not 0 <= label < K:
            raise ValueError(f"label {label}")
        table[row, int(label)] = 1
    return table


@right("one_hot", "a comparison with all classes")
def _(labels, K):
    return (in_range(labels, K)[:, np.newaxis] == np.arange(K)).astype(float)


@right("one_hot", "fancy assignment, float32")
def _(labels, K):
    labels = in_range(labels, K)
    table = np.zeros((labels.size, K), dtype=np.float32)
    table[np.arange(labels.size), labels] = 1
    return table


@wrong("one_hot", "transposed", caught="visible", insight="classes on the rows")
def _(labels, K):
    return np.eye(K)[:, labels]


@wrong("one_hot", "1-based", caught="visible", insight="counting from one")
def _(labels, K):
    return np.eye(K)[np.asarray(labels) - 1]


@wrong("one_hot", "reversed columns", caught="visible", insight="counting from the end")
def _(labels, K):
    return np.eye(K)[::-1][in_range(labels, K)]


@wrong("one_hot", "one-cold", caught="visible", insight="one cold")
def _(labels, K):
    return (np.asarray(labels)[:, None] != np.arange(K)).astype(float)


@wrong("one_hot", "cumulative", caught="visible", insight="all classes up to the label")
def _(labels, K):
    return (np.asarray(labels)[:, None] >= np.arange(K)).astype(float)


@wrong("one_hot", "K from data", caught="hidden", insight="columns from the data")
def _(labels, K):
    return np.eye(max(labels) + 1)[labels]


@wrong("one_hot", "K from data, checked", caught="hidden", insight="columns from the data")
def _(labels, K):
    labels = in_range(labels, K)
    table = np.zeros((len(labels), labels.max() + 1))
    table[np.arange(len(labels)), labels] = 1
    return table


@wrong("one_hot", "columns of the classes met", caught="visible", insight="columns for the classes met")
def _(labels, K):
    return np.array([[float(label == each) for each in sorted(set(labels))] for label in labels])


@wrong("one_hot", "bool", caught="visible", insight="no floats")
def _(labels, K):
    return np.asarray(labels)[:, None] == np.arange(K)


@wrong("one_hot", "int", caught="visible", insight="no floats")
def _(labels, K):
    return np.eye(K, dtype=int)[in_range(labels, K)]


@wrong("one_hot", "wraps", caught="hidden", insight="last class by accident")
def _(labels, K):
    labels = np.asarray(labels)
    if labels.dtype.kind != "i" or labels.max() >= K:
        raise ValueError("bad labels")
    return np.eye(K)[labels]


@wrong("one_hot", "int() cuts fractions off", caught="hidden", insight="fractions cut off")
def _(labels, K):
    labels = [int(label) for label in labels]
    return np.eye(K)[in_range(labels, K)]


@wrong("one_hot", "IndexError", caught="hidden", insight="NumPy's own error")
def _(labels, K):
    labels = np.asarray(labels)
    if np.any(labels < 0):
        raise ValueError("negative label")
    return np.eye(K)[labels]


@wrong("one_hot", "rows of zeros", caught="hidden", insight="labels not checked")
def _(labels, K):
    return (np.asarray(labels)[:, None] == np.arange(K)).astype(float)


@wrong("one_hot", "a message instead of an error", caught="hidden", insight="told, not raised")
def _(labels, K):
    try:
        return np.eye(K)[in_range(labels, K)]
    except ValueError as error:
        return str(error)


@wrong("one_hot", "prints that something is wrong", caught="hidden", insight="told, not raised")
def _(labels, K):
    if all(label in range(K) for label in labels):
        return np.eye(K)[labels]
    print("these are no labels")


@wrong("one_hot", "-1 is the first class", caught="hidden", insight="labels not checked")
def _(labels, K):
    return np.eye(K)[np.clip(labels, 0, K - 1).astype(int)]


@wrong("one_hot", "a list", caught="visible")
def _(labels, K):
    return [[1.0 if k == label else 0.0 for k in range(K)] for label in labels]


# ---------------------------------------------------------------- 5.2 softmax


@right("softmax", "as in the notebook: keepdims")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@right("softmax", "moveaxis")
def _(z, axis=-1):
    z = np.moveaxis(np.array(z, dtype=float), axis, 0)
    e = np.exp(z - z.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, axis)


@right("softmax", "apply_along_axis")
def _(z, axis=-1):
    def one(row):
        e = np.exp(row - row.max())
        return e / e.sum()
    return np.apply_along_axis(one, axis, np.asarray(z, dtype=float))


@right("softmax", "one over a sum of exponentials of differences")
def _(z, axis=-1):
    z = np.moveaxis(np.asarray(z, dtype=float), axis, -1)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(z[..., None, :] - z[..., :, None])
        return np.moveaxis(np.where(np.isneginf(z), 0, 1 / e.sum(axis=-1)), -1, axis)


@right("softmax", "exp of the log-softmax")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return np.exp(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))


@wrong("softmax", "naive", caught="hidden", insight="overflow")
def _(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "mean subtracted", caught="hidden")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "global sum", caught="visible", insight="one total for all rows")
def _(z, axis=-1):
    return np.exp(z) / np.sum(np.exp(z))


@wrong("softmax", "global sum, shifted", caught="visible", insight="one total for all rows")
def _(z, axis=-1):
    e = np.exp(np.array(z) - np.max(z))
    return e / e.sum()


@wrong("softmax", "no keepdims", caught="visible", insight="totals against columns")
def _(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis)


@wrong("softmax", "no keepdims anywhere", caught="visible", insight="totals against columns")
def _(z, axis=-1):
    z = np.asarray(z)
    e = np.exp(z - z.max(axis=axis))
    return e / e.sum(axis=axis)


@wrong("softmax", "no keepdims for the maximum", caught="visible", insight="totals against columns")
def _(z, axis=-1):
    z = np.asarray(z)
    e = np.exp(z - z.max(axis=axis))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "axis 0", caught="visible", insight="shared over the batch")
def _(z, axis=-1):
    e = np.exp(z - np.max(z, axis=0))
    return e / e.sum(axis=0)


@wrong("softmax", "sigmoid", caught="visible", insight="each for itself")
def _(z, axis=-1):
    return 1 / (1 + np.exp(-np.asarray(z)))


@wrong("softmax", "divides the scores", caught="visible", insight="no exponential")
def _(z, axis=-1):
    z = np.asarray(z)
    return z / z.sum(axis=axis, keepdims=True)


@wrong("softmax", "squares", caught="visible", insight="no exponential")
def _(z, axis=-1):
    z = np.asarray(z) ** 2
    return z / z.sum(axis=axis, keepdims=True)


@wrong("softmax", "powers of two", caught="visible", insight="powers of two")
def _(z, axis=-1):
    e = 2.0 ** np.asarray(z)
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "not divided", caught="visible", insight="not shared out")
def _(z, axis=-1):
    return np.exp(z)


@wrong("softmax", "divided by the largest", caught="visible", insight="not shared out")
def _(z, axis=-1):
    e = np.exp(z)
    return e / e.max(axis=axis, keepdims=True)


@wrong("softmax", "mean for sum", caught="visible", insight="averages instead of totals")
def _(z, axis=-1):
    e = np.exp(z)
    return e / e.mean(axis=axis, keepdims=True)


@wrong("softmax", "softmin", caught="visible", insight="the lowest wins")
def _(z, axis=-1):
    e = np.exp(-np.asarray(z))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "argmax", caught="visible", insight="winner takes all")
def _(z, axis=-1):
    return np.eye(np.shape(z)[-1])[np.argmax(z, axis=-1)]


@wrong("softmax", "log", caught="visible", insight="logarithms of the shares")
def _(z, axis=-1):
    return np.asarray(z) - np.log(np.exp(z).sum(axis=axis, keepdims=True))


@wrong("softmax", "axis=-1 always", caught="hidden", insight="axis ignored")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@wrong("softmax", "global maximum", caught="hidden", insight="one maximum for all rows")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - np.max(z))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "clipped at 700", caught="hidden", insight="scores cut off")
def _(z, axis=-1):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "clipped at 50", caught="hidden", insight="scores cut off")
def _(z, axis=-1):
    z = np.clip(z, -50, 50)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "stored among integers", caught="hidden", insight="integers stay integers")
def _(z, axis=-1):
    z = np.array(z)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    z[...] = e / e.sum(axis=axis, keepdims=True)
    return z


@wrong("softmax", "in place", caught="hidden", insight="shifted in place")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    z -= z.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "epsilon below", caught="visible", insight="a small constant")
def _(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + 1e-7)


@wrong("softmax", "a constant on every vote", caught="hidden")
def _(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True)) + 1e-12
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "rounded", caught="visible", insight="rounded")
def _(z, axis=-1):
    return np.exp(xl.log_softmax(z, axis)).round(4)


@wrong("softmax", "-100 for -inf", caught="hidden", insight="an ordinary score for -inf")
def _(z, axis=-1):
    z = np.nan_to_num(np.array(z, dtype=float), neginf=-100)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "-2000 for -inf", caught="hidden")
def _(z, axis=-1):
    return np.exp(xl.log_softmax(np.nan_to_num(z, neginf=-2000), axis))


@wrong("softmax", "-inf refused", caught="hidden")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    if not np.isfinite(z).all():
        raise ValueError("scores must be finite")
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "single precision", caught="visible", insight="half the digits")
def _(z, axis=-1):
    z = np.asarray(z, dtype=np.float32)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("softmax", "nan_to_num of the naive one", caught="hidden")
def _(z, axis=-1):
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return np.nan_to_num(e / e.sum(axis=axis, keepdims=True))


@wrong("softmax", "a list", caught="visible")
def _(z, axis=-1):
    return (np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)).tolist()


@wrong("softmax", "nothing", caught="visible")
def _(z, axis=-1):
    np.exp(z)


# ---------------------------------------------------------------- 5.3 log_softmax


@right("log_softmax", "as in the notebook: logaddexp.reduce of the gaps")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    gaps = z - z.max(axis=axis, keepdims=True)
    return gaps - np.logaddexp.reduce(gaps, axis=axis, keepdims=True)


@right("log_softmax", "a loop with log1p")
def _(z, axis=-1):
    def one(row):
        gaps = sorted(x - max(row) for x in row)
        total = math.log1p(math.fsum(math.exp(gap) for gap in gaps[:-1]))
        return np.array([x - max(row) - total for x in row])
    return np.apply_along_axis(one, axis, np.asarray(z, dtype=float))


@right("log_softmax", "sort and log1p")
def _(z, axis=-1):
    z = np.moveaxis(np.array(z, dtype=float), axis, -1)
    gaps = z - z.max(axis=-1, keepdims=True)
    rest = np.exp(np.sort(gaps)[..., :-1]).sum(axis=-1, keepdims=True)
    return np.moveaxis(gaps - np.log1p(rest), -1, axis)


@right("log_softmax", "the winner masked")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    top = np.expand_dims(z.argmax(axis=axis), axis)
    gaps = z - np.take_along_axis(z, top, axis)
    others = np.exp(gaps)
    np.put_along_axis(others, top, 0, axis)
    return gaps - np.log1p(others.sum(axis=axis, keepdims=True))


@wrong("log_softmax", "max removed only inside", caught="visible", insight="maximum not added back")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - np.log(np.exp(z - z.max(axis=axis, keepdims=True)).sum(axis=axis, keepdims=True))


@wrong("log_softmax", "max removed only outside", caught="visible", insight="maximum taken off twice")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - z.max(axis=axis, keepdims=True) - np.log(np.exp(z).sum(axis=axis, keepdims=True))


@wrong("log_softmax", "positive", caught="visible", insight="the loss, not the logarithm")
def _(z, axis=-1):
    return -np.log(xl.softmax(z, axis))


@wrong("log_softmax", "softmax", caught="visible", insight="no logarithm")
def _(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


@wrong("log_softmax", "log2", caught="visible", insight="bits")
def _(z, axis=-1):
    return np.log2(xl.softmax(z, axis))


@wrong("log_softmax", "log10", caught="visible", insight="ten as base")
def _(z, axis=-1):
    return np.log10(xl.softmax(z, axis))


@wrong("log_softmax", "log of the scores", caught="visible", insight="logarithm of the scores")
def _(z, axis=-1):
    return np.log(z)


@wrong("log_softmax", "no exp in the total", caught="visible", insight="logarithm of the scores")
def _(z, axis=-1):
    return z - np.log(np.sum(z, axis=axis, keepdims=True))


@wrong("log_softmax", "one total", caught="hidden", insight="one total for all rows")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - np.logaddexp.reduce(z, axis=None)


@wrong("log_softmax", "no keepdims", caught="hidden", insight="totals against columns")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - np.logaddexp.reduce(z, axis=axis)


@wrong("log_softmax", "axis 0", caught="hidden", insight="shared over the batch")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    gaps = z - z.max(axis=0)
    return gaps - np.logaddexp.reduce(gaps, axis=0)


@wrong("log_softmax", "axis -1 always", caught="hidden", insight="axis ignored")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    gaps = z - z.max(axis=-1, keepdims=True)
    return gaps - np.logaddexp.reduce(gaps, axis=-1, keepdims=True)


@wrong("log_softmax", "global maximum", caught="hidden", insight="one maximum for all rows")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    gaps = z - z.max()
    return gaps - np.log(np.exp(gaps).sum(axis=axis, keepdims=True))


@wrong("log_softmax", "global maximum, then logaddexp", caught="hidden", insight="one maximum for all rows")
def _(z, axis=-1):
    gaps = np.asarray(z, dtype=float) - np.max(z)
    return gaps - np.logaddexp.reduce(gaps, axis=axis, keepdims=True)


@wrong("log_softmax", "log of softmax", caught="hidden", insight="logarithm of a vanished share")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True))


@wrong("log_softmax", "log of softmax, silent", caught="hidden", insight="logarithm of a vanished share")
def _(z, axis=-1):
    with np.errstate(all="ignore"):
        return np.log(xl.softmax(z, axis))


@wrong("log_softmax", "log of softmax, nan_to_num", caught="hidden", insight="logarithm of a vanished share")
def _(z, axis=-1):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.log(xl.softmax(z, axis)))


@wrong("log_softmax", "no max", caught="hidden", insight="overflow")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


@wrong("log_softmax", "naive through and through", caught="hidden", insight="overflow")
def _(z, axis=-1):
    e = np.exp(z)
    return np.log(e / e.sum(axis=axis, keepdims=True))


@wrong("log_softmax", "clipped softmax", caught="hidden", insight="a limit on the logarithm")
def _(z, axis=-1):
    return np.log(np.clip(xl.softmax(z, axis), 1e-12, 1))


@wrong("log_softmax", "softmax plus epsilon", caught="hidden", insight="a limit on the logarithm")
def _(z, axis=-1):
    return np.log(xl.softmax(z, axis) + 1e-15)


@wrong("log_softmax", "in place", caught="hidden", insight="shifted in place")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    z -= z.max(axis=axis, keepdims=True)
    return z - np.logaddexp.reduce(z, axis=axis, keepdims=True)


@wrong("log_softmax", "the textbook formula", caught="hidden", insight="tiny rest lost")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    gaps = z - z.max(axis=axis, keepdims=True)
    return gaps - np.log(np.exp(gaps).sum(axis=axis, keepdims=True))


@wrong("log_softmax", "logaddexp.reduce of the scores themselves", caught="hidden", insight="tiny rest lost")
def _(z, axis=-1):
    z = np.asarray(z, dtype=float)
    return z - np.logaddexp.reduce(z, axis=axis, keepdims=True)


# ---------------------------------------------------------------- 5.4 categorical_cross_entropy


def two_tables(Y, Q):
    Y, Q = np.asarray(Y, dtype=float), np.asarray(Q, dtype=float)
    if Y.ndim != 2 or Y.shape != Q.shape:
        raise ValueError("Y and Q must be tables of one shape")
    if np.any(np.abs(Q.sum(axis=1) - 1) > 1e-6):
        raise ValueError("each row of Q must sum to 1")
    return Y, Q


@right("categorical_cross_entropy", "as in the notebook: where")
def _(Y, Q):
    Y, Q = np.asarray(Y, dtype=float), np.asarray(Q, dtype=float)
    if Y.ndim != 2 or Y.shape != Q.shape:
        raise ValueError("Y and Q must be tables of one shape")
    if not np.allclose(Q.sum(axis=1), 1, rtol=0, atol=1e-6):
        raise ValueError("each row of Q must sum to 1")
    with np.errstate(divide="ignore"):
        bills = -np.log(Q)
    return float(np.sum(Y[Y > 0] * bills[Y > 0]) / len(Y))


@right("categorical_cross_entropy", "mask then bincount")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    rows, columns = np.nonzero(Y)
    with np.errstate(divide="ignore"):
        terms = -Y[rows, columns] * np.log(Q[rows, columns])
    return np.bincount(rows, weights=terms, minlength=len(Y)).mean()


@right("categorical_cross_entropy", "a loop in plain Python")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    total = 0.0
    for y, q in zip(Y.ravel(), Q.ravel(), strict=True):
        if y > 0:
            total += -y * math.log(q) if q > 0 else math.inf
    return total / len(Y)


@right("categorical_cross_entropy", "xlogy")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@right("categorical_cross_entropy", "row by row with the library's cross-entropy")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return np.mean([xl.cross_entropy(y, q / q.sum(), base=math.e) - math.log(q.sum()) for y, q in zip(
        Y, Q, strict=True)])


@wrong("categorical_cross_entropy", "swapped", caught="visible", insight="predictions first")
def _(Y, Q):
    return -np.sum(np.asarray(Q) * np.log(Y)) / len(Y)


@wrong("categorical_cross_entropy", "swapped, with clip and epsilon", caught="visible", insight="predictions first")
def _(predictions, targets):
    predictions = np.clip(predictions, 1e-12, 1 - 1e-12)
    return -np.sum(targets * np.log(predictions + 1e-9)) / len(predictions)


@wrong("categorical_cross_entropy", "swapped, clipped Keras style", caught="visible", insight="predictions first")
def _(Y, Q):
    return float(np.mean(-np.sum(Q * np.log(np.clip(Y, 1e-7, 1 - 1e-7)), axis=1)))


@wrong("categorical_cross_entropy", "mean over all", caught="visible", insight="averaged over the classes too")
def _(Y, Q):
    return -np.mean(np.asarray(Y) * np.log(Q))


@wrong("categorical_cross_entropy", "sum over batch", caught="visible", insight="sum over the batch")
def _(Y, Q):
    return -np.sum(np.asarray(Y) * np.log(Q))


@wrong("categorical_cross_entropy", "sum over batch, validated", caught="visible", insight="sum over the batch")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -xl.xlogy(Y, Q).sum()


@wrong("categorical_cross_entropy", "divided by K", caught="visible", insight="divided by the classes")
def _(Y, Q):
    return -np.sum(np.asarray(Y) * np.log(Q)) / np.shape(Y)[1]


@wrong("categorical_cross_entropy", "missing minus", caught="visible", insight="missing minus")
def _(Y, Q):
    return np.mean(np.sum(np.asarray(Y) * np.log(Q), axis=1))


@wrong("categorical_cross_entropy", "log2", caught="visible", insight="bits")
def _(Y, Q):
    return -np.sum(np.asarray(Y) * np.log2(Q)) / len(Y)


@wrong("categorical_cross_entropy", "log10", caught="visible", insight="ten as base")
def _(Y, Q):
    return -np.sum(np.asarray(Y) * np.log10(Q)) / len(Y)


@wrong("categorical_cross_entropy", "softmax inside", caught="visible", insight="a second softmax")
def _(Y, Q):
    return -np.mean(np.sum(np.asarray(Y) * xl.log_softmax(Q), axis=1))


@wrong("categorical_cross_entropy", "softmax inside, by hand", caught="visible", insight="a second softmax")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    S = np.exp(Q) / np.exp(Q).sum(axis=1, keepdims=True)
    return -np.sum(Y * np.log(S)) / len(Y)


@wrong("categorical_cross_entropy", "binary for each column, summed", caught="visible", insight="every class a coin")
def _(Y, Q):
    Y, Q = np.asarray(Y), np.asarray(Q)
    return -np.sum(Y * np.log(Q) + (1 - Y) * np.log(1 - Q)) / len(Y)


@wrong("categorical_cross_entropy", "binary for each column, averaged", caught="visible", insight="every class a coin")
def _(Y, Q):
    return xl.binary_cross_entropy(Y, Q)


@wrong("categorical_cross_entropy", "log of the mean", caught="visible", insight="surprise of the average")
def _(Y, Q):
    return -math.log(np.mean(np.sum(np.multiply(Y, Q), axis=1)))


@wrong("categorical_cross_entropy", "missing probability", caught="visible", insight="no logarithm")
def _(Y, Q):
    return np.mean(1 - np.sum(np.multiply(Y, Q), axis=1))


@wrong("categorical_cross_entropy", "squared error", caught="visible", insight="no logarithm")
def _(Y, Q):
    return np.mean((np.array(Y) - Q) ** 2)


@wrong("categorical_cross_entropy", "error rate", caught="visible", insight="error rate")
def _(Y, Q):
    return np.mean(np.argmax(Y, axis=1) != np.argmax(Q, axis=1))


@wrong("categorical_cross_entropy", "perplexity", caught="visible", insight="perplexity")
def _(Y, Q):
    return np.exp(-np.sum(np.multiply(Y, np.log(Q))) / len(Y))


@wrong("categorical_cross_entropy", "one per row", caught="visible", insight="rows, not their mean")
def _(Y, Q):
    return -np.sum(np.multiply(Y, np.log(Q)), axis=1)


@wrong("categorical_cross_entropy", "argmax of soft targets", caught="hidden",
       insight="only the favourite of the truth")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    with np.errstate(divide="ignore"):
        return -np.log(Q[np.arange(len(Y)), Y.argmax(axis=1)]).mean()


@wrong("categorical_cross_entropy", "argmax of soft targets, unvalidated", caught="hidden",
       insight="only the favourite of the truth")
def _(Y, Q):
    Q = np.asarray(Q)
    return -np.mean(np.log(Q[range(len(Q)), np.argmax(Y, axis=-1)]))


@wrong("categorical_cross_entropy", "divergence", caught="hidden", insight="waste, not the bill")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -(xl.xlogy(Y, Q) - xl.xlogy(Y, Y)).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "nan", caught="hidden", insight="0 log 0")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -np.sum(Y * np.log(Q)) / len(Y)


@wrong("categorical_cross_entropy", "nan, unvalidated and silent", caught="hidden", insight="0 log 0")
def _(Y, Q):
    with np.errstate(all="ignore"):
        return -np.mean(np.sum(np.asarray(Y) * np.log(Q), axis=-1))


@wrong("categorical_cross_entropy", "zeros are errors in plain Python", caught="hidden", insight="0 log 0")
def _(Y, Q):
    return -sum(y * math.log(q) for a, b in zip(Y, Q, strict=True) for y, q in zip(a, b, strict=True)) / len(Y)


@wrong("categorical_cross_entropy", "drops inf", caught="hidden", insight="impossible left out")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    possible = Q > 0
    return -np.sum(Y[possible] * np.log(Q[possible])) / len(Y)


@wrong("categorical_cross_entropy", "refuses infinite bills", caught="hidden", insight="infinity refused")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    if np.any((Q == 0) & (Y > 0)):
        raise ValueError("an impossible class occurs")
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "clip and +1e-9, as published", caught="visible",
       insight="a constant inside the logarithm")
def _(Y, Q):
    Q = np.clip(Q, 1e-12, 1 - 1e-12)
    return -np.sum(np.asarray(Y) * np.log(Q + 1e-9)) / len(Y)


@wrong("categorical_cross_entropy", "clip 1e-12, validated", caught="hidden", insight="a constant inside the logarithm")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -np.sum(Y * np.log(np.clip(Q, 1e-12, 1))) / len(Y)


@wrong("categorical_cross_entropy", "+1e-15", caught="hidden", insight="a constant inside the logarithm")
def _(Y, Q):
    return -np.sum(np.asarray(Y) * np.log(np.asarray(Q) + 1e-15)) / len(Y)


@wrong("categorical_cross_entropy", "rounded to six places", caught="visible", insight="rounded")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return round(float(-xl.xlogy(Y, Q).sum(axis=1).mean()), 6)


@wrong("categorical_cross_entropy", "small slips repaired, large ones refused", caught="hidden")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -xl.xlogy(Y, Q / Q.sum(axis=1, keepdims=True)).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "logarithm of the shares on average", caught="hidden")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    with np.errstate(divide="ignore"):
        return -np.log((Y * Q).sum(axis=1)).mean()


@wrong("categorical_cross_entropy", "a share of 1 refused", caught="hidden")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    if np.any(Q >= 1):
        raise ValueError("nobody can be that sure")
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "nansum with warnings", caught="hidden", insight="log of zero")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    return -np.nansum(Y * np.log(Q)) / len(Y)


@wrong("categorical_cross_entropy", "rows exact to 1e-12", caught="hidden", insight="rounding refused")
def _(Y, Q):
    Y, Q = two_tables(Y, Q)
    if np.any(np.abs(Q.sum(axis=1) - 1) > 1e-12):
        raise ValueError("each row of Q must sum to 1")
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "renormalises Q", caught="hidden", insight="silent repair")
def _(Y, Q):
    Y, Q = np.asarray(Y, float), np.asarray(Q, float)
    if Y.ndim != 2 or Y.shape != Q.shape:
        raise ValueError("shapes")
    return -xl.xlogy(Y, Q / Q.sum(axis=1, keepdims=True)).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "np.allclose with its own tolerance", caught="hidden", insight="too generous")
def _(Y, Q):
    Y, Q = np.asarray(Y, float), np.asarray(Q, float)
    if Y.ndim != 2 or Y.shape != Q.shape or not np.allclose(Q.sum(axis=1), 1):
        raise ValueError("tables")
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "only entries that are exactly 1", caught="hidden")
def _(Y, Q):
    return float(-np.log(np.asarray(Q)[np.asarray(Y) == 1]).mean())


@wrong("categorical_cross_entropy", "assert instead of ValueError", caught="hidden")
def _(Y, Q):
    Y, Q = np.asarray(Y, float), np.asarray(Q, float)
    assert Y.shape == Q.shape and Y.ndim == 2 and np.allclose(Q.sum(axis=1), 1, rtol=0, atol=1e-6)
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "shapes broadcast", caught="hidden", insight="shapes not compared")
def _(Y, Q):
    Y, Q = np.asarray(Y, float), np.asarray(Q, float)
    if np.any(np.abs(Q.sum(axis=-1) - 1) > 1e-6):
        raise ValueError("each row of Q must sum to 1")
    return -xl.xlogy(Y, Q).sum(axis=-1).mean()


@wrong("categorical_cross_entropy", "a row is a table of one", caught="hidden", insight="single rows answered")
def _(Y, Q):
    return -xl.xlogy(*two_tables(np.atleast_2d(Y), np.atleast_2d(Q))).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "an error returned, not raised", caught="hidden", insight="told, not raised")
def _(Y, Q):
    try:
        Y, Q = two_tables(Y, Q)
    except ValueError as error:
        return error
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "totals not checked", caught="hidden", insight="totals not checked")
def _(Y, Q):
    Y, Q = np.asarray(Y, float), np.asarray(Q, float)
    if Y.ndim != 2 or Y.shape != Q.shape:
        raise ValueError("shapes")
    return -xl.xlogy(Y, Q).sum(axis=1).mean()


@wrong("categorical_cross_entropy", "nothing checked", caught="hidden", insight="no validation")
def _(Y, Q):
    return -xl.xlogy(Y, Q).sum(axis=-1).mean()


@wrong("categorical_cross_entropy", "a text", caught="visible")
def _(Y, Q):
    return "0.7136 nats"


# ---------------------------------------------------------------- 5.5 sparse_cross_entropy


def labels_and_scores(labels, logits):
    labels, z = np.asarray(labels), np.asarray(logits, dtype=float)
    if labels.ndim != 1 or z.ndim != 2 or len(labels) != len(z):
        raise ValueError("one label for each row, please")
    if labels.min() < 0 or labels.max() >= z.shape[1]:
        raise ValueError("label out of range")
    return labels, z


def reduced(rows, reduction):
    return rows if reduction == "none" else rows.mean()


@right("sparse_cross_entropy", "as in the notebook: fancy index")
def _(labels, logits, reduction="mean"):
    labels, z = np.asarray(labels), np.asarray(logits, dtype=float)
    if labels.shape != z.shape[:1]:
        raise ValueError("labels and logits must have the same length")
    if np.any(labels < 0) or np.any(labels >= z.shape[1]):
        raise ValueError("labels must lie between 0 and K - 1")
    losses = -xl.log_softmax(z)[np.arange(len(labels)), labels]
    return losses if reduction == "none" else float(losses.mean())


@right("sparse_cross_entropy", "take_along_axis")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    at_label = np.take_along_axis(z, labels[:, np.newaxis], axis=1)[:, 0]
    return reduced(np.logaddexp.reduce(z, axis=1) - at_label, reduction)


@right("sparse_cross_entropy", "a loop, a list for none")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    bills = [float(max(row) + math.log(sum(math.exp(x - max(row)) for x in row)) - row[label])
             for label, row in zip(labels, z, strict=True)]
    return bills if reduction == "none" else sum(bills) / len(bills)


@right("sparse_cross_entropy", "one-hot times log-softmax")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-(np.eye(z.shape[1])[labels] * xl.log_softmax(z)).sum(axis=1), reduction)


@wrong("sparse_cross_entropy", "column index", caught="visible", insight="every label from every row")
def _(labels, logits, reduction="mean"):
    return reduced(-xl.log_softmax(logits)[:, labels], reduction)


@wrong("sparse_cross_entropy", "column index, validated", caught="visible", insight="every label from every row")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-np.log(xl.softmax(z)[:, labels]), reduction)


@wrong("sparse_cross_entropy", "logits as probabilities", caught="visible", insight="scores as probabilities")
def _(labels, logits, reduction="mean"):
    z = np.asarray(logits)
    return reduced(-np.log(z[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "logits as probabilities, clipped", caught="visible", insight="scores as probabilities")
def _(labels, logits, reduction="mean"):
    z = np.clip(logits, 1e-7, 1 - 1e-7)
    return reduced(-np.log(z[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "raw score", caught="visible", insight="scores as prices")
def _(labels, logits, reduction="mean"):
    z = np.asarray(logits, dtype=float)
    return reduced(-z[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "distance to the winner", caught="visible",
       insight="only the difference to the winner")
def _(labels, logits, reduction="mean"):
    z = np.asarray(logits, dtype=float)
    return reduced(z.max(axis=1) - z[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "double softmax", caught="visible", insight="a second softmax")
def _(labels, logits, reduction="mean"):
    P = xl.softmax(logits)
    return reduced(-xl.log_softmax(P)[np.arange(len(P)), labels], reduction)


@wrong("sparse_cross_entropy", "log of the log-softmax", caught="visible", insight="softmax twice over, in the log")
def _(labels, logits, reduction="mean"):
    ls = xl.log_softmax(logits)
    return reduced(-np.log(ls[np.arange(len(ls)), labels]), reduction)


@wrong("sparse_cross_entropy", "axis 0", caught="visible", insight="shared over the batch")
def _(labels, logits, reduction="mean"):
    ls = xl.log_softmax(logits, axis=0)
    return reduced(-ls[np.arange(len(ls)), labels], reduction)


@wrong("sparse_cross_entropy", "whole table", caught="visible", insight="one total for all rows")
def _(labels, logits, reduction="mean"):
    P = np.exp(logits) / np.exp(logits).sum()
    return reduced(-np.log(P[np.arange(len(P)), labels]), reduction)


@wrong("sparse_cross_entropy", "sigmoid", caught="visible", insight="each for itself")
def _(labels, logits, reduction="mean"):
    z = np.asarray(logits, dtype=float)
    return reduced(np.logaddexp(0, -z[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "missing minus", caught="visible", insight="missing minus")
def _(labels, logits, reduction="mean"):
    ls = xl.log_softmax(logits)
    return reduced(ls[np.arange(len(ls)), labels], reduction)


@wrong("sparse_cross_entropy", "probability", caught="visible", insight="no logarithm")
def _(labels, logits, reduction="mean"):
    P = xl.softmax(logits)
    return reduced(1 - P[np.arange(len(P)), labels], reduction)


@wrong("sparse_cross_entropy", "the favourite", caught="visible", insight="the favourite pays")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-np.log(xl.softmax(z).max(axis=1)), reduction)


@wrong("sparse_cross_entropy", "1-based", caught="visible", insight="counting from one")
def _(labels, logits, reduction="mean"):
    ls = xl.log_softmax(logits)
    return reduced(-ls[np.arange(len(ls)), np.asarray(labels) - 1], reduction)


@wrong("sparse_cross_entropy", "log of the mean", caught="visible", insight="surprise of the average")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    p = xl.softmax(z)[np.arange(len(z)), labels]
    return -np.log(p) if reduction == "none" else -np.log(p.mean())


@wrong("sparse_cross_entropy", "sum", caught="visible", insight="sum over the batch")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    losses = -xl.log_softmax(z)[np.arange(len(z)), labels]
    return losses if reduction == "none" else losses.sum()


@wrong("sparse_cross_entropy", "mean over N*K", caught="visible", insight="averaged over the classes too")
def _(labels, logits, reduction="mean"):
    table = -np.eye(np.shape(logits)[1])[labels] * xl.log_softmax(logits)
    return table.sum(axis=1) if reduction == "none" else table.mean()


@wrong("sparse_cross_entropy", "bits", caught="visible", insight="bits")
def _(labels, logits, reduction="mean"):
    P = xl.softmax(logits)
    return reduced(-np.log2(P[np.arange(len(P)), labels]), reduction)


@wrong("sparse_cross_entropy", "always the mean", caught="hidden", insight="always the mean")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return -xl.log_softmax(z)[np.arange(len(z)), labels].mean()


@wrong("sparse_cross_entropy", "always per row", caught="visible", insight="always row by row")
def _(labels, logits, reduction="mean"):
    ls = xl.log_softmax(logits)
    return -ls[np.arange(len(ls)), labels]


@wrong("sparse_cross_entropy", "logits first", caught="visible")
def _(logits, labels, reduction="mean"):
    ls = xl.log_softmax(logits)
    return reduced(-ls[np.arange(len(ls)), labels], reduction)


@wrong("sparse_cross_entropy", "a column of bills", caught="hidden", insight="column of bills")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-np.take_along_axis(xl.log_softmax(z), labels[:, None], axis=1), reduction)


@wrong("sparse_cross_entropy", "log of a stable softmax", caught="hidden", insight="logarithm of a vanished share")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-np.log(xl.softmax(z)[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "unstable", caught="hidden", insight="overflow")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    P = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return reduced(-np.log(P[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "unstable log-sum-exp, unvalidated", caught="hidden", insight="overflow")
def _(labels, logits, reduction="mean"):
    z = np.asarray(logits, dtype=float)
    with np.errstate(all="ignore"):
        return reduced(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "global maximum", caught="hidden", insight="one maximum for all rows")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    z = z - z.max()
    return reduced(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "clipped", caught="hidden", insight="a limit on the bill")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    return reduced(-np.log(np.clip(xl.softmax(z), 1e-12, 1)[np.arange(len(z)), labels]), reduction)


@wrong("sparse_cross_entropy", "wraps -1", caught="hidden", insight="last class by accident")
def _(labels, logits, reduction="mean"):
    labels, z = np.asarray(labels), np.asarray(logits, dtype=float)
    if labels.shape != z.shape[:1] or labels.max() >= z.shape[1]:
        raise ValueError("labels")
    return reduced(-xl.log_softmax(z)[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "zip cuts off", caught="hidden", insight="lengths not compared")
def _(labels, logits, reduction="mean"):
    if np.min(labels) < 0 or np.max(labels) >= np.shape(logits)[1]:
        raise ValueError("labels")
    rows = np.array([-row[np.ravel(label)[0]] for row, label in zip(xl.log_softmax(logits), labels, strict=False)])
    return reduced(rows, reduction)


@wrong("sparse_cross_entropy", "IndexError", caught="hidden", insight="NumPy's own error")
def _(labels, logits, reduction="mean"):
    labels, z = np.asarray(labels), np.asarray(logits, dtype=float)
    if labels.shape != z.shape[:1] or labels.min() < 0:
        raise ValueError("labels")
    return reduced(-xl.log_softmax(z)[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "nothing checked", caught="hidden", insight="labels not checked")
def _(labels, logits, reduction="mean"):
    labels = np.ravel(labels) % np.shape(logits)[1]
    return reduced(-np.array([row[label] for row, label in zip(xl.log_softmax(logits), labels, strict=False)]),
                   reduction)


@wrong("sparse_cross_entropy", "-1 left out, as elsewhere -100", caught="hidden", insight="labels not checked")
def _(labels, logits, reduction="mean"):
    labels, z = np.asarray(labels), np.asarray(logits, dtype=float)
    if labels.shape != z.shape[:1]:
        raise ValueError("one label for each row, please")
    return reduced(-xl.log_softmax(z[labels >= 0])[np.arange(sum(labels >= 0)), labels[labels >= 0]], reduction)


@wrong("sparse_cross_entropy", "labels clipped", caught="hidden", insight="labels not checked")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(np.clip(labels, 0, np.shape(logits)[1] - 1), logits)
    return reduced(-xl.log_softmax(z)[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "labels flattened", caught="hidden", insight="lengths not compared")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(np.ravel(labels), logits)
    return reduced(-xl.log_softmax(z)[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "None for bad labels", caught="hidden", insight="told, not raised")
def _(labels, logits, reduction="mean"):
    try:
        labels, z = labels_and_scores(labels, logits)
    except ValueError:
        return None
    return reduced(-xl.log_softmax(z)[np.arange(len(z)), labels], reduction)


@wrong("sparse_cross_entropy", "overflow repaired afterwards", caught="hidden", insight="log of zero")
def _(labels, logits, reduction="mean"):
    labels, z = labels_and_scores(labels, logits)
    naive = np.log(np.exp(z).sum(axis=1))
    total = np.where(np.isfinite(naive), naive, np.logaddexp.reduce(z, axis=1))
    return reduced(total - z[np.arange(len(z)), labels], reduction)


# ---------------------------------------------------------------- 5.6 accuracy_is_not_loss


@right("accuracy_is_not_loss", "as in the notebook")
def _():
    Y = [[1, 0], [1, 0], [1, 0]]
    QA = [[0.9, 0.1], [0.9, 0.1], [0.0001, 0.9999]]
    QB = [[0.9, 0.1], [0.45, 0.55], [0.45, 0.55]]
    return Y, QA, QB


@right("accuracy_is_not_loss", "lists, 3 classes, every hit by a hair")
def _():
    Y = np.eye(3)
    QA = [[0.34, 0.33, 0.33], [0.33, 0.34, 0.33], [0.33, 0.33, 0.34]]
    QB = [[0.49, 0.5, 0.01], [0.01, 0.49, 0.5], [0.5, 0.01, 0.49]]
    return [Y, QA, QB]


@right("accuracy_is_not_loss", "found by a search")
def _():
    rng = np.random.default_rng()
    Y = np.eye(2)[[0, 1, 0, 1]]
    while True:
        QA, QB = rng.dirichlet([0.5, 0.5], size=(2, 4))
        hits = [(Q.argmax(1) == Y.argmax(1)).sum() for Q in (QA, QB)]
        costs = [-np.log(Q[Y == 1]).mean() if Q.min() > 0 else 0 for Q in (QA, QB)]
        if hits[0] > hits[1] and costs[0] > costs[1] and min(QA.min(), QB.min()) > 1e-9:
            return Y, QA, QB


@right("accuracy_is_not_loss", "one array")
def _():
    return np.array([[[1, 0], [0, 1]], [[0.6, 0.4], [0.4, 0.6]], [[0.99, 0.01], [0.505, 0.495]]])


@wrong("accuracy_is_not_loss", "better in both", caught="visible", insight="A better in both")
def _():
    return [[1, 0], [0, 1]], [[0.9, 0.1], [0.1, 0.9]], [[0.4, 0.6], [0.1, 0.9]]


@wrong("accuracy_is_not_loss", "worse in both", caught="visible", insight="A worse in both")
def _():
    return [[1, 0], [0, 1]], [[0.4, 0.6], [0.1, 0.9]], [[0.9, 0.1], [0.1, 0.9]]


@wrong("accuracy_is_not_loss", "same accuracy", caught="visible", insight="equally often right")
def _():
    return np.eye(2), np.array([[0.6, 0.4], [0.4, 0.6]]), np.array([[0.9, 0.1], [0.1, 0.9]])


@wrong("accuracy_is_not_loss", "B and A exchanged", caught="visible", insight="B before A")
def _():
    return [[1, 0]] * 2, [[0.9, 0.1], [0.45, 0.55]], [[0.51, 0.49], [0.51, 0.49]]


@wrong("accuracy_is_not_loss", "unnormalised", caught="visible", insight="no distributions")
def _():
    return [[1, 0], [1, 0]], [[0.6, 0.1], [0.6, 0.1]], [[0.6, 0.7], [0.9, 0.1]]


@wrong("accuracy_is_not_loss", "logits", caught="visible", insight="no distributions")
def _():
    return np.eye(2), np.array([[1.0, -1.0], [0.0, 3.0]]), np.array([[2.0, -1.0], [1.0, 0.0]])


@wrong("accuracy_is_not_loss", "zeros", caught="visible", insight="infinity does it")
def _():
    return [[1, 0]] * 3, [[0.9, 0.1], [0.9, 0.1], [0, 1]], [[0.9, 0.1], [0.4, 0.6], [0.4, 0.6]]


@wrong("accuracy_is_not_loss", "ties", caught="visible", insight="a tie")
def _():
    return [[1, 0], [1, 0]], [[0.5, 0.5], [0.5, 0.5]], [[0.4, 0.6], [0.9, 0.1]]


@wrong("accuracy_is_not_loss", "soft targets", caught="visible", insight="soft targets")
def _():
    return [[0.9, 0.1], [0.9, 0.1]], [[0.6, 0.4], [0.6, 0.4]], [[0.4, 0.6], [0.9, 0.1]]


@wrong("accuracy_is_not_loss", "one example", caught="visible", insight="one example only")
def _():
    return [[1, 0, 0]], [[0.34, 0.33, 0.33]], [[0.45, 0.54, 0.01]]


@wrong("accuracy_is_not_loss", "targets last", caught="visible", insight="targets not first")
def _():
    return [[0.9, 0.1]] * 3, [[0.4, 0.6]] * 3, [[1, 0]] * 3


@wrong("accuracy_is_not_loss", "labels instead of rows", caught="visible")
def _():
    return [0, 0, 0], [[0.9, 0.1]] * 3, [[0.4, 0.6]] * 3


@wrong("accuracy_is_not_loss", "two only", caught="visible")
def _():
    return [[0.9, 0.1]] * 3, [[0.4, 0.6]] * 3


@wrong("accuracy_is_not_loss", "a sentence", caught="visible")
def _():
    return "accuracy up, loss up"


def _fading():
    calls = itertools.count()

    def fading():
        Y, QA, QB = np.eye(2), [[0.6, 0.4], [0.4, 0.6]], [[0.99, 0.01], [0.505, 0.495]]
        return (Y, QA, QB) if next(calls) % 5 < 3 else (Y, QA, QA)
    return fading


wrong("accuracy_is_not_loss", "right at first only", caught="hidden")(_fading())
