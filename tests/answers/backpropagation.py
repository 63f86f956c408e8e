"""Answers to the exercises of notebook 07: slopes, a numerical check, and two models that learn."""

import math

import numpy as np

import xentlib as xl

from . import right, wrong


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- 7.1 softmax_ce_grad


@right("softmax_ce_grad", "as in the notebook")
def _(logits, Y):
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - Y) / len(e)


@right("softmax_ce_grad", "with xentlib's softmax")
def _(logits, Y):
    return (xl.softmax(logits) - Y) / len(logits)


@right("softmax_ce_grad", "through the log-softmax")
def _(logits, Y):
    logits = np.array(logits, dtype=float)
    logits -= logits.max(axis=1, keepdims=True)
    return np.exp(xl.log_softmax(logits)) / len(Y) - Y / len(Y)


@right("softmax_ce_grad", "chain rule with the Jacobian, row by row")
def _(logits, Y):
    rows = []
    for p, y in zip(xl.softmax(logits), Y, strict=True):
        J = np.diag(p) - np.outer(p, p)
        slope = np.divide(-y, p, out=np.zeros(len(p)), where=y > 0) if (p[y > 0] > 0).all() else None
        rows.append(p - y if slope is None else J @ slope)
    return np.array(rows) / len(rows)


@right("softmax_ce_grad", "copy and subtract at the label, soft labels too")
def _(logits, Y):
    G = xl.softmax(np.asarray(logits, float)).copy()
    for n in range(len(G)):
        for k in range(G.shape[1]):
            G[n, k] = (G[n, k] - Y[n, k]) / len(G)
    return G


@wrong("softmax_ce_grad", "no 1/N", caught="visible", insight="forgot the mean")
def _(logits, Y):
    return xl.softmax(logits) - Y


@wrong("softmax_ce_grad", "no 1/N, own softmax, hard labels", caught="visible", insight="forgot the mean")
def _(logits, Y):
    P = softmax(logits).copy()
    P[np.arange(len(P)), Y.argmax(axis=1)] -= 1
    return P


@wrong("softmax_ce_grad", "sign", caught="visible", insight="target minus prediction")
def _(logits, Y):
    return (Y - softmax(logits)) / len(Y)


@wrong("softmax_ce_grad", "sign and no mean", caught="visible", insight="target minus prediction")
def _(logits, Y):
    return Y - xl.softmax(logits)


@wrong("softmax_ce_grad", "extra sigma prime", caught="visible", insight="a slope too many")
def _(logits, Y):
    P = softmax(logits)
    return (P - Y) * P * (1 - P) / len(P)


@wrong("softmax_ce_grad", "extra factor p", caught="visible", insight="a slope too many")
def _(logits, Y):
    P = softmax(logits)
    return (P - Y) * P / len(P)


@wrong("softmax_ce_grad", "wrt probabilities", caught="visible", insight="slope in the probabilities")
def _(logits, Y):
    return -Y / softmax(logits) / len(Y)


@wrong("softmax_ce_grad", "wrt probabilities, sum", caught="visible", insight="slope in the probabilities")
def _(logits, Y):
    return -(Y / xl.softmax(logits))


@wrong("softmax_ce_grad", "mean over all entries", caught="visible", insight="divided by every entry")
def _(logits, Y):
    return (softmax(logits) - Y) / np.size(Y)


@wrong("softmax_ce_grad", "divides by K", caught="visible", insight="divided by every entry")
def _(logits, Y):
    return (softmax(logits) - Y) / Y.shape[1]


@wrong("softmax_ce_grad", "softmax over axis 0", caught="visible", insight="softmax down the batch")
def _(logits, Y):
    return (xl.softmax(logits, axis=0) - Y) / len(Y)


@wrong("softmax_ce_grad", "softmax over the whole table", caught="visible", insight="softmax down the batch")
def _(logits, Y):
    e = np.exp(logits - np.max(logits))
    return (e / e.sum() - Y) / len(Y)


@wrong("softmax_ce_grad", "the whole table added up", caught="visible", insight="softmax down the batch")
def _(logits, Y):
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return (e / e.sum() - Y) / len(Y)


@wrong("softmax_ce_grad", "probabilities in an array like the logits", caught="visible", insight="cut to whole numbers")
def _(logits, Y):
    P = np.zeros_like(logits)
    for n, z in enumerate(logits):
        P[n] = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    return (P - Y) / len(Y)


@wrong("softmax_ce_grad", "result in an array like the logits", caught="visible", insight="cut to whole numbers")
def _(logits, Y):
    slope = np.empty_like(logits)
    slope[:] = (xl.softmax(logits) - Y) / len(Y)
    return slope


@wrong("softmax_ce_grad", "softmax twice", caught="visible", insight="softmax twice")
def _(logits, Y):
    return (softmax(softmax(logits)) - Y) / len(Y)


@wrong("softmax_ce_grad", "no softmax", caught="visible", insight="logits as probabilities")
def _(logits, Y):
    return (logits - Y) / len(Y)


@wrong("softmax_ce_grad", "argmax of the target", caught="hidden", insight="hard labels only")
def _(logits, Y):
    G = xl.softmax(logits)
    G[np.arange(len(G)), Y.argmax(axis=1)] -= 1
    return G / len(G)


@wrong("softmax_ce_grad", "in place", caught="hidden", insight="changes what it was given")
def _(logits, Y):
    z = np.asarray(logits, dtype=float)
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - Y) / len(z)


@wrong("softmax_ce_grad", "targets in place", caught="hidden", insight="changes what it was given")
def _(logits, Y):
    Y = np.asarray(Y, dtype=float)
    Y -= xl.softmax(logits)
    return Y / -len(Y)


@wrong("softmax_ce_grad", "overflow", caught="hidden", insight="overflow")
def _(logits, Y):
    e = np.exp(logits)
    return (e / e.sum(axis=1, keepdims=True) - Y) / len(Y)


@wrong("softmax_ce_grad", "overflow in silence", caught="hidden", insight="overflow")
def _(logits, Y):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(logits, float))
        return np.nan_to_num(e / e.sum(axis=1, keepdims=True), nan=np.inf) / len(Y) - Y / len(Y)


@wrong("softmax_ce_grad", "the loss instead", caught="visible")
def _(logits, Y):
    return -np.mean(np.sum(Y * np.log(softmax(logits)), axis=1))


# ---------------------------------------------------------------- 7.2 numerical_gradient


@right("numerical_gradient", "as in the notebook")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[entry] += h
        behind[entry] -= h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@right("numerical_gradient", "moves its own copy and puts the entry back")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(*x.shape):
        kept = x[entry]
        x[entry] = kept + h
        up = f(x)
        x[entry] = kept - h
        down = f(x)
        x[entry] = kept
        slope[entry] = (up - down) / (2 * h)
    return slope


@right("numerical_gradient", "with the unit vectors of the flat array")
def _(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    slopes = [f(x + step.reshape(x.shape)) - f(x - step.reshape(x.shape)) for step in steps]
    return np.array(slopes).reshape(x.shape) / (2 * h)


@right("numerical_gradient", "with nditer")
def _(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64).copy()
    out = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        a, b = x.copy(), x.copy()
        a[i], b[i] = x[i] + h, x[i] - h
        out[i] = (f(a) - f(b)) / 2 / h
    return out


@right("numerical_gradient", "in the caller's own floats, put back to the last bit")
def _(f, x, h=1e-5):
    x = x if x.dtype == float else x.astype(float)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        before = x[entry]
        x[entry] = before + h
        ahead = f(x)
        x[entry] = before - h
        slope[entry] = (ahead - f(x)) / (2 * h)
        x[entry] = before
    return slope


@wrong("numerical_gradient", "forward", caught="visible", insight="to one side only")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        moved = x.copy()
        moved[entry] += h
        slope[entry] = (f(moved) - f(x)) / h
    return slope


@wrong("numerical_gradient", "backward", caught="visible", insight="to one side only")
def _(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.array([(f(x) - f(x - step.reshape(x.shape))) / h for step in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "shifts everything", caught="visible", insight="everything moved at once")
def _(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.ones_like(x) * (f(x + h) - f(x - h)) / (2 * h)


@wrong("numerical_gradient", "shifts everything, a number", caught="visible", insight="everything moved at once")
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("numerical_gradient", "row by row", caught="visible", insight="whole rows moved")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for i in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h
        behind[i] -= h
        slope[i] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@wrong("numerical_gradient", "mutates", caught="visible", insight="entries do not come back")
def _(f, x, h=1e-5):
    slope = np.zeros(np.shape(x))
    for entry in np.ndindex(slope.shape):
        x[entry] += h
        up = f(x)
        x[entry] -= 2 * h
        slope[entry] = (up - f(x)) / (2 * h)
    return slope


@wrong("numerical_gradient", "drifts on a copy", caught="visible", insight="entries do not come back")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        x[entry] += h
        up = f(x)
        x[entry] -= 2 * h
        slope[entry] = (up - f(x)) / (2 * h)
    return slope


@wrong("numerical_gradient", "restores by adding", caught="visible", insight="put back by calculation")
def _(f, x, h=1e-5):
    slope = np.zeros(np.shape(x))
    for entry in np.ndindex(slope.shape):
        x[entry] += h
        up = f(x)
        x[entry] -= 2 * h
        down = f(x)
        x[entry] += h
        slope[entry] = (up - down) / (2 * h)
    return slope


@wrong("numerical_gradient", "h too small", caught="visible", insight="too small a step")
def _(f, x, h=1e-12):
    x, h = np.array(x, float), 1e-12
    return np.array([(f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / (2 * h)
                     for d in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "h squared", caught="visible", insight="too small a step")
def _(f, x, h=1e-5):
    x, h = np.array(x, float), h**2.5
    return np.array([(f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / (2 * h)
                     for d in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "own h", caught="hidden", insight="h ignored")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([(f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / 2e-5
                     for d in 1e-5 * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "divides by h", caught="visible", insight="half the way")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([(f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / h
                     for d in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "differences only", caught="visible", insight="not divided")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))
                     for d in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "behind minus ahead", caught="visible", insight="sign")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([(f(x - d.reshape(x.shape)) - f(x + d.reshape(x.shape))) / (2 * h)
                     for d in h * np.eye(x.size)]).reshape(x.shape)


@wrong("numerical_gradient", "f of one entry", caught="visible", insight="f of one entry")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    slope = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        slope[entry] = (f(x[entry] + h) - f(x[entry] - h)) / (2 * h)
    return slope


@wrong("numerical_gradient", "keeps integers", caught="hidden", insight="steps cut off")
def _(f, x, h=1e-5):
    x = np.array(x)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[entry], behind[entry] = ahead[entry] + h, behind[entry] - h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@wrong("numerical_gradient", "result like the integers", caught="hidden", insight="steps cut off")
def _(f, x, h=1e-5):
    x, slope = np.array(x), np.zeros_like(x)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.astype(float), x.astype(float)
        ahead[entry] += h
        behind[entry] -= h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@wrong("numerical_gradient", "both sides are one array", caught="visible", insight="the same place twice")
def _(f, x, h=1e-5):
    ahead = behind = np.array(x, float)
    slope = np.zeros(ahead.shape)
    for entry in np.ndindex(ahead.shape):
        ahead[entry] += h
        behind[entry] -= h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@wrong("numerical_gradient", "slopes of a number", caught="visible")
def _(f, x, h=1e-5):
    return np.gradient(f(x), h)


@wrong("numerical_gradient", "numbers of seven digits", caught="visible", insight="too small a step")
def _(f, x, h=1e-5):
    x = np.array(x, np.float32)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[entry] += h
        behind[entry] -= h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


@wrong("numerical_gradient", "flat result", caught="visible")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([(f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / (2 * h) for d in h * np.eye(x.size)])


@wrong("numerical_gradient", "vectors only", caught="visible")
def _(f, x, h=1e-5):
    x = np.array(x, float)
    return np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])


# ---------------------------------------------------------------- 7.3 linear_backward


@right("linear_backward", "as in the notebook")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@right("linear_backward", "a loop over the examples")
def _(X, W, dZ):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        dX[n] = W @ dZ[n]
        dW += np.outer(X[n], dZ[n])
        db += dZ[n]
    return dX, dW, db


@right("linear_backward", "einsum")
def _(X, W, dZ):
    return np.einsum("nk,dk->nd", dZ, W), np.einsum("nd,nk->dk", X, dZ), np.einsum("nk->k", dZ)


@right("linear_backward", "a column of ones for the bias, as a list")
def _(X, W, dZ):
    both = np.column_stack([X, np.ones(len(X))]).T @ dZ
    return [np.dot(W, dZ.T).T, both[:-1], both[-1]]


@wrong("linear_backward", "extra 1/N", caught="hidden", insight="mean taken twice")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ / len(X), dZ.sum(axis=0) / len(X)


@wrong("linear_backward", "extra 1/N for the bias only", caught="hidden", insight="mean taken twice")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)


@wrong("linear_backward", "extra 1/N everywhere", caught="hidden", insight="mean taken twice")
def _(X, W, dZ):
    return tuple(part / len(X) for part in (dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)))


@wrong("linear_backward", "db keepdims", caught="visible", insight="an axis too many")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


@wrong("linear_backward", "missing transpose", caught="hidden", insight="forward once more")
def _(X, W, dZ):
    return dZ @ W, X.T @ dZ, dZ.sum(axis=0)


@wrong("linear_backward", "db over K", caught="hidden", insight="db over the outputs")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


@wrong("linear_backward", "scalar db", caught="visible", insight="one bias for all")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, np.sum(dZ)


@wrong("linear_backward", "db is dZ", caught="visible", insight="db not added up")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ, dZ


@wrong("linear_backward", "dW transposed", caught="hidden", insight="dW on its side")
def _(X, W, dZ):
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


@wrong("linear_backward", "dW without a transpose", caught="hidden", insight="no transpose in dW")
def _(X, W, dZ):
    return dZ @ W.T, X @ dZ, dZ.sum(axis=0)


@wrong("linear_backward", "* instead of @", caught="hidden", insight="entry by entry")
def _(X, W, dZ):
    return dZ * W.T, X.T * dZ, dZ.sum(axis=0)


@wrong("linear_backward", "dW first", caught="visible", insight="results in another order")
def _(X, W, dZ):
    return X.T @ dZ, dZ @ W.T, dZ.sum(axis=0)


@wrong("linear_backward", "dX = dZ", caught="visible", insight="the weights left out")
def _(X, W, dZ):
    return dZ, X.T @ dZ, dZ.sum(axis=0)


@wrong("linear_backward", "dW = dZ", caught="visible", insight="the input left out")
def _(X, W, dZ):
    return dZ @ W.T, dZ, dZ.sum(axis=0)


@wrong("linear_backward", "two results", caught="visible")
def _(X, W, dZ):
    return dZ @ W.T, X.T @ dZ


@wrong("linear_backward", "forward", caught="visible")
def _(X, W, dZ):
    return X @ W


# ---------------------------------------------------------------- 7.4 train_softmax_regression


def descent(X, y, K, lr, steps, *, loss, force):
    X, Y = np.asarray(X, float), np.eye(K)[y]
    W, b, history = np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(steps):
        Z = X @ W + b
        history.append(loss(Z, Y))
        G = force(Z, Y)
        W, b = W - lr * X.T @ G, b - lr * G.sum(axis=0)
    return W, b, [*history, loss(X @ W + b, Y)]


def mean_loss(Z, Y):
    return float(-(Y * xl.log_softmax(Z)).sum(axis=1).mean())


def mean_force(Z, Y):
    return (softmax(Z) - Y) / len(Z)


@right("train_softmax_regression", "as in the notebook")
def _(X, y, K, lr, steps):
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    Y = xl.one_hot(y, K)
    history = [xl.sparse_cross_entropy(y, X @ W + b)]
    for _ in range(steps):
        _, dW, db = xl.linear_backward(X, W, xl.softmax_ce_grad(X @ W + b, Y))
        W, b = W - lr * dW, b - lr * db
        history.append(xl.sparse_cross_entropy(y, X @ W + b))
    return W, b, history


@right("train_softmax_regression", "a column of ones, in place on its own arrays")
def _(X, y, K, lr, steps):
    A = np.column_stack([np.asarray(X, float), np.ones(len(X))])
    V = np.zeros((A.shape[1], K))
    history = np.zeros(steps + 1)
    for step in range(steps + 1):
        L = xl.log_softmax(A @ V)
        history[step] = -L[np.arange(len(y)), y].mean()
        if step < steps:
            G = np.exp(L)
            G[np.arange(len(y)), y] -= 1
            V -= lr * A.T @ G / len(y)
    return V[:-1], V[-1], history


@right("train_softmax_regression", "loops over the examples")
def _(X, y, K, lr, steps):
    N, D = X.shape
    W, b, history = np.zeros((D, K)), np.zeros(K), []
    for step in range(steps + 1):
        total, dW, db = 0.0, np.zeros((D, K)), np.zeros(K)
        for n in range(N):
            z = X[n] @ W + b
            m = z.max()
            e = np.exp(z - m)
            total += m + math.log(e.sum()) - z[y[n]]
            g = e / e.sum()
            g[y[n]] -= 1
            dW += np.outer(X[n], g) / N
            db += g / N
        history.append(total / N)
        if step < steps:
            W -= lr * dW
            b -= lr * db
    return W, b, history


@right("train_softmax_regression", "with the slope and the loss of xent")
def _(X, y, K, lr, steps):
    W, b = np.zeros((np.shape(X)[1], K)), np.zeros(K)
    history = [xl.xent(X @ W + b, y)]
    while len(history) <= steps:
        G = xl.xent_grad(X @ W + b, y)
        W = W - lr * np.transpose(X) @ G
        b = b - lr * np.sum(G, axis=0)
        history.append(xl.xent(X @ W + b, y))
    return W, b, history


@wrong("train_softmax_regression", "sum not mean", caught="hidden", insight="sum instead of mean")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss, force=lambda Z, Y: softmax(Z) - Y)


@wrong("train_softmax_regression", "sum everywhere", caught="visible", insight="sum instead of mean")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: len(Z) * mean_loss(Z, Y), force=lambda Z, Y: softmax(Z) - Y)


@wrong("train_softmax_regression", "total loss", caught="visible", insight="total loss reported")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: len(Z) * mean_loss(Z, Y), force=mean_force)


@wrong("train_softmax_regression", "np.mean over all entries", caught="visible", insight="mean over every entry")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -(Y * xl.log_softmax(Z)).mean(), force=mean_force)


@wrong("train_softmax_regression", "slope over N*K", caught="hidden", insight="mean over every entry")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss, force=lambda Z, Y: (softmax(Z) - Y) / Z.size)


@wrong("train_softmax_regression", "no bias", caught="hidden", insight="bias never learns")
def _(X, y, K, lr, steps):
    W, b, history = np.zeros((X.shape[1], K)), np.zeros(K), []
    Y = xl.one_hot(y, K)
    for _ in range(steps):
        history.append(mean_loss(X @ W + b, Y))
        W = W - lr * X.T @ mean_force(X @ W + b, Y)
    return W, b, [*history, mean_loss(X @ W + b, Y)]


@wrong("train_softmax_regression", "bias mean", caught="hidden", insight="bias with the mean once more")
def _(X, y, K, lr, steps):
    W, b, history = np.zeros((X.shape[1], K)), np.zeros(K), []
    Y = xl.one_hot(y, K)
    for _ in range(steps):
        history.append(mean_loss(X @ W + b, Y))
        G = mean_force(X @ W + b, Y)
        W, b = W - lr * X.T @ G, b - lr * G.mean(axis=0)
    return W, b, [*history, mean_loss(X @ W + b, Y)]


@wrong("train_softmax_regression", "history short", caught="visible", insight="history too short")
def _(X, y, K, lr, steps):
    W, b, history = descent(X, y, K, lr, steps, loss=mean_loss, force=mean_force)
    return W, b, history[:-1]


@wrong("train_softmax_regression", "first loss missing", caught="visible", insight="history too short")
def _(X, y, K, lr, steps):
    W, b, history = descent(X, y, K, lr, steps, loss=mean_loss, force=mean_force)
    return W, b, np.array(history[1:])


@wrong("train_softmax_regression", "double softmax", caught="visible", insight="softmax twice")
def _(X, y, K, lr, steps):
    def force(Z, Y):
        P = softmax(Z)
        return xl.softmax_backward(P, mean_force(P, Y))

    return descent(X, y, K, lr, steps, loss=lambda Z, Y: mean_loss(softmax(Z), Y), force=force)


@wrong("train_softmax_regression", "double softmax in the loss only", caught="visible", insight="softmax twice")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: xl.xent(xl.softmax(Z), Y), force=mean_force)


@wrong("train_softmax_regression", "double softmax in the slope only", caught="hidden", insight="softmax twice")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss, force=lambda Z, Y: mean_force(softmax(Z), Y))


@wrong("train_softmax_regression", "mse", caught="hidden", insight="squared error")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss,
                   force=lambda Z, Y: xl.softmax_backward(softmax(Z), 2 * (softmax(Z) - Y) / len(Z)))


@wrong("train_softmax_regression", "ascent", caught="visible", insight="uphill")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss, force=lambda Z, Y: -mean_force(Z, Y))


@wrong("train_softmax_regression", "bits", caught="visible", insight="losses in bits")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -np.mean(np.sum(Y * np.log2(softmax(Z)), axis=1)),
                   force=mean_force)


@wrong("train_softmax_regression", "an update after each example", caught="hidden", insight="one example at a time")
def _(X, y, K, lr, steps):
    Y = xl.one_hot(y, K)
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    history = [mean_loss(X @ W + b, Y)]
    for _ in range(steps):
        for n in range(len(X)):
            g = softmax(X[n:n + 1] @ W + b)[0] - Y[n]
            W, b = W - lr * np.outer(X[n], g), b - lr * g
        history.append(mean_loss(X @ W + b, Y))
    return W, b, history


@wrong("train_softmax_regression", "K from the labels", caught="visible", insight="classes counted in the labels")
def _(X, y, K, lr, steps):
    return descent(X, y, int(np.max(y)) + 1, lr, steps, loss=mean_loss, force=mean_force)


@wrong("train_softmax_regression", "random start", caught="visible", insight="random start")
def _(X, y, K, lr, steps):
    rng = np.random.default_rng()
    W, b, Y = 0.1 * rng.normal(size=(X.shape[1], K)), np.zeros(K), xl.one_hot(y, K)
    history = [mean_loss(X @ W + b, Y)]
    for _ in range(steps):
        G = mean_force(X @ W + b, Y)
        W, b = W - lr * X.T @ G, b - lr * G.sum(axis=0)
        history.append(mean_loss(X @ W + b, Y))
    return W, b, history


@wrong("train_softmax_regression", "overflow", caught="hidden", insight="overflow")
def _(X, y, K, lr, steps):
    def exponentials(Z):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -np.log(exponentials(Z)[Y > 0]).mean(),
                   force=lambda Z, Y: (exponentials(Z) - Y) / len(Z))


@wrong("train_softmax_regression", "log of softmax", caught="hidden", insight="overflow")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -np.log(softmax(Z)[Y > 0]).mean(), force=mean_force)


@wrong("train_softmax_regression", "epsilon", caught="visible", insight="epsilon in the logarithm")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -np.log(softmax(Z)[Y > 0] + 1e-9).mean(), force=mean_force)


@wrong("train_softmax_regression", "clipped", caught="hidden", insight="epsilon in the logarithm")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=lambda Z, Y: -np.log(np.clip(softmax(Z)[Y > 0], 1e-12, 1)).mean(),
                   force=mean_force)


@wrong("train_softmax_regression", "an update after the last loss", caught="hidden", insight="one step too many")
def _(X, y, K, lr, steps):
    W, b, history = descent(X, y, K, lr, steps + 1, loss=mean_loss, force=mean_force)
    return W, b, history[:-1]


@wrong("train_softmax_regression", "stops when the loss stands still", caught="hidden")
def _(X, y, K, lr, steps):
    W, b, history = descent(X, y, K, lr, steps, loss=mean_loss, force=mean_force)
    still = [t for t in range(1, steps) if abs(history[t] - history[t - 1]) < 1e-9]
    return (W, b, history) if not still else descent(X, y, K, lr, still[0], loss=mean_loss, force=mean_force)


@wrong("train_softmax_regression", "only the weights", caught="visible")
def _(X, y, K, lr, steps):
    return descent(X, y, K, lr, steps, loss=mean_loss, force=mean_force)[:2]


# ---------------------------------------------------------------- 7.5 softmax_backward


@right("softmax_backward", "as in the notebook")
def _(P, dP):
    return P * (dP - (P * dP).sum(axis=1, keepdims=True))


@right("softmax_backward", "the Jacobian of each row")
def _(P, dP):
    return np.array([(np.diag(p) - np.outer(p, p)) @ d for p, d in zip(P, dP, strict=True)])


@right("softmax_backward", "einsum")
def _(P, dP):
    return P * dP - P * np.einsum("nk,nk->n", P, dP)[:, np.newaxis]


@right("softmax_backward", "two loops")
def _(P, dP):
    dZ = np.zeros(P.shape)
    for n in range(P.shape[0]):
        for k in range(P.shape[1]):
            dZ[n, k] = sum(dP[n, j] * P[n, j] * ((j == k) - P[n, k]) for j in range(P.shape[1]))
    return dZ


@wrong("softmax_backward", "axis 0", caught="visible", insight="mean down the batch")
def _(P, dP):
    return P * (dP - (P * dP).sum(axis=0))


@wrong("softmax_backward", "sum over everything", caught="visible", insight="mean down the batch")
def _(P, dP):
    return P * (dP - np.sum(P * dP))


@wrong("softmax_backward", "no P inside", caught="visible", insight="mean without weights")
def _(P, dP):
    return P * (dP - dP.sum(axis=1, keepdims=True))


@wrong("softmax_backward", "plain mean inside", caught="visible", insight="mean without weights")
def _(P, dP):
    return P * (dP - dP.mean(axis=1, keepdims=True))


@wrong("softmax_backward", "sign", caught="visible", insight="sign")
def _(P, dP):
    return P * ((P * dP).sum(axis=1, keepdims=True) - dP)


@wrong("softmax_backward", "plus", caught="visible", insight="sign")
def _(P, dP):
    return P * (dP + (P * dP).sum(axis=1, keepdims=True))


@wrong("softmax_backward", "hard-wired P - Y", caught="visible", insight="cross-entropy built in")
def _(P, dP):
    return (P - (dP < 0)) / len(P)


@wrong("softmax_backward", "hard-wired, Y from dP", caught="visible", insight="cross-entropy built in")
def _(P, dP):
    Y = -dP * P
    return P - Y


@wrong("softmax_backward", "like a sigmoid", caught="visible", insight="each class on its own")
def _(P, dP):
    return P * (1 - P) * dP


@wrong("softmax_backward", "off the diagonal only", caught="visible", insight="only the others")
def _(P, dP):
    return -P * (P * dP).sum(axis=1, keepdims=True)


@wrong("softmax_backward", "no P outside", caught="visible", insight="outer factor missing")
def _(P, dP):
    return dP - (P * dP).sum(axis=1, keepdims=True)


@wrong("softmax_backward", "softmax again", caught="visible", insight="softmax once more")
def _(P, dP):
    Q = xl.softmax(P)
    return Q * (dP - (Q * dP).sum(axis=1, keepdims=True))


@wrong("softmax_backward", "divides by N", caught="visible", insight="a mean on top")
def _(P, dP):
    return P * (dP - (P * dP).sum(axis=1, keepdims=True)) / len(P)


@wrong("softmax_backward", "clipped", caught="hidden", insight="kept away from 0")
def _(P, dP):
    P = np.clip(P, 1e-7, 1 - 1e-7)
    return P * (dP - (P * dP).sum(axis=1, keepdims=True))


@wrong("softmax_backward", "in place", caught="visible")
def _(P, dP):
    dP -= (P * dP).sum(axis=1, keepdims=True)
    return P * dP


# ---------------------------------------------------------------- 7.6 mlp_loss_and_grads


def mlp(params, X, Y, *, slope=lambda h, a: 1 - h**2, bend=np.tanh):
    a = X @ params["W1"] + params["b1"]
    h = bend(a)
    Z = h @ params["W2"] + params["b2"]
    G = mean_force(Z, Y)
    dh = G @ params["W2"].T
    da = dh * slope(h, a)
    grads = {"W1": X.T @ da, "b1": da.sum(axis=0), "W2": h.T @ G, "b2": G.sum(axis=0)}
    return mean_loss(Z, Y), grads, {"a": a, "h": h, "G": G, "dh": dh, "da": da}


@right("mlp_loss_and_grads", "as in the notebook")
def _(params, X, Y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    h = np.tanh(X @ W1 + b1)
    logits = h @ W2 + b2
    dh, dW2, db2 = xl.linear_backward(h, W2, xl.softmax_ce_grad(logits, Y))
    _, dW1, db1 = xl.linear_backward(X, W1, dh * (1 - h**2))
    return xl.xent(logits, np.asarray(Y, float)), {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@right("mlp_loss_and_grads", "in plain NumPy")
def _(params, X, Y):
    loss, grads, _ = mlp(params, X, Y)
    return loss, grads


@right("mlp_loss_and_grads", "example by example")
def _(params, X, Y):
    loss, grads = 0.0, {name: np.zeros_like(params[name]) for name in params}
    N = len(X)
    for x, y in zip(X, Y, strict=True):
        h = np.tanh(x @ params["W1"] + params["b1"])
        z = h @ params["W2"] + params["b2"]
        logp = z - z.max() - np.log(np.exp(z - z.max()).sum())
        loss -= float(y @ logp) / N
        d = (np.exp(logp) * y.sum() - y) / N
        grads["W2"] += np.outer(h, d)
        grads["b2"] += d
        da = (params["W2"] @ d) * (1 - h * h)
        grads["W1"] += np.outer(x, da)
        grads["b1"] += da
    return loss, grads


@right("mlp_loss_and_grads", "piece by piece through the softmax, slope of tanh by its input")
def _(params, X, Y):
    a = X @ params["W1"] + params["b1"]
    h = np.tanh(a)
    Z = np.matmul(h, params["W2"]) + params["b2"]
    P = xl.softmax(Z)
    safe = np.where(P > 1e-200, P, 1)
    dZ = np.where((P > 1e-200).all(axis=1, keepdims=True), xl.softmax_backward(P, -Y / safe / len(X)), (P - Y) / len(X))
    with np.errstate(over="ignore"):
        da = (dZ @ params["W2"].T) / np.cosh(a) ** 2
    grads = dict(zip(("b2", "W2", "b1", "W1"), (dZ.sum(0), h.T @ dZ, da.sum(0), X.T @ da), strict=True))
    return mean_loss(Z, Y), grads


def answer(name, caught, insight, change):
    """An answer that changes the results of a right one."""

    @wrong("mlp_loss_and_grads", name, caught=caught, insight=insight)
    def _(params, X, Y):
        loss, grads, parts = mlp(params, X, Y)
        return change(loss, grads, {**parts, "X": X, "Y": Y, "N": len(X), **params})


def bent(name, caught, insight, **how):
    @wrong("mlp_loss_and_grads", name, caught=caught, insight=insight)
    def _(params, X, Y):
        return mlp(params, X, Y, **how)[:2]


bent("tanh derivative of h again", "hidden", "slope of tanh taken elsewhere", slope=lambda h, a: 1 - np.tanh(h) ** 2)
bent("tanh derivative of pre-activation", "hidden", "slope of tanh taken elsewhere", slope=lambda h, a: 1 - a**2)
bent("sigmoid derivative", "hidden", "slope of another bend", slope=lambda h, a: h * (1 - h))
bent("relu derivative", "hidden", "slope of another bend", slope=lambda h, a: (h > 0).astype(float))
bent("relu network", "visible", "another bend forward", bend=lambda a: np.maximum(a, 0), slope=lambda h, a: h > 0)
bent("sigmoid network", "visible", "another bend forward", bend=xl.sigmoid, slope=lambda h, a: h * (1 - h))
bent("no tanh at all", "visible", "another bend forward", bend=lambda a: a, slope=lambda h, a: 1)
bent("no slope of tanh", "hidden", "tanh passed by", slope=lambda h, a: 1)
answer("W1 uses dh", "hidden", "tanh passed by", lambda loss, grads, s: (loss, {**grads, "W1": s["X"].T @ s["dh"]}))
answer("b1 uses dh", "hidden", "tanh passed by", lambda loss, grads, s: (loss, {**grads, "b1": s["dh"].sum(axis=0)}))
answer("b1 mean", "hidden", "bias averaged", lambda loss, grads, s: (loss, {**grads, "b1": s["da"].mean(axis=0)}))
answer("both biases averaged", "visible", "bias averaged", lambda loss, grads, s: (
    loss, {**grads, "b1": s["da"].mean(axis=0), "b2": s["G"].mean(axis=0)}))
answer("loss over N*K", "visible", "mean over every entry", lambda loss, grads, s: (loss / s["Y"].shape[1], grads))
answer("slopes not averaged", "visible", "forgot the mean", lambda loss, grads, s: (
    loss, {name: s["N"] * grads[name] for name in grads}))
answer("total loss", "visible", "forgot the mean", lambda loss, grads, s: (s["N"] * loss, grads))
answer("all divided again", "visible", "mean taken twice", lambda loss, grads, s: (
    loss, {name: grads[name] / s["N"] for name in grads}))
answer("weights divided again", "visible", "mean taken twice", lambda loss, grads, s: (
    loss, {**grads, "W1": grads["W1"] / s["N"], "W2": grads["W2"] / s["N"]}))
answer("y - p", "visible", "target minus prediction", lambda loss, grads, s: (
    loss, {name: -grads[name] for name in grads}))
answer("W2 from the input of tanh", "visible", "input instead of hidden", lambda loss, grads, s: (
    loss, {**grads, "W2": s["a"].T @ s["G"]}))
answer("keys in lower case", "visible", None, lambda loss, grads, s: (loss, {k.lower(): v for k, v in grads.items()}))
answer("grads as a list", "visible", None, lambda loss, grads, s: (loss, list(grads.values())))
answer("only the loss", "visible", None, lambda loss, grads, s: loss)
answer("half of W1", "hidden", None, lambda loss, grads, s: (loss, {**grads, "W1": grads["W1"] * 0.5}))


@wrong("mlp_loss_and_grads", "updates params", caught="visible", insight="trains inside")
def _(params, X, Y):
    loss, grads, _ = mlp(params, X, Y)
    for name in params:
        params[name] -= 0.1 * grads[name]
    return loss, grads


@wrong("mlp_loss_and_grads", "updates params with another step", caught="visible", insight="trains inside")
def _(params, X, Y):
    loss, grads, _ = mlp(params, X, Y)
    for name, array in params.items():
        params[name] = array - 0.5 * grads[name]
    return loss, grads


@wrong("mlp_loss_and_grads", "hard labels", caught="hidden", insight="hard labels only")
def _(params, X, Y):
    return mlp(params, X, xl.one_hot(np.argmax(Y, axis=1), Y.shape[1]))[:2]


@wrong("mlp_loss_and_grads", "no transpose of W2", caught="visible", insight="transpose missing")
def _(params, X, Y):
    loss, grads, s = mlp(params, X, Y)
    da = (s["G"] @ params["W2"]) * (1 - s["h"] ** 2)
    return loss, {**grads, "W1": X.T @ da, "b1": da.sum(axis=0)}


@wrong("mlp_loss_and_grads", "overflow", caught="hidden", insight="overflow")
def _(params, X, Y):
    _, grads, s = mlp(params, X, Y)
    Z = s["h"] @ params["W2"] + params["b2"]
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    G = (P - Y) / len(X)
    grads["W2"], grads["b2"] = s["h"].T @ G, G.sum(axis=0)
    return -np.sum(Y * np.log(P)) / len(X), grads


@wrong("mlp_loss_and_grads", "log of softmax", caught="hidden", insight="overflow")
def _(params, X, Y):
    _, grads, s = mlp(params, X, Y)
    P = xl.softmax(s["h"] @ params["W2"] + params["b2"])
    return -np.mean(np.sum(Y * np.log(P), axis=1)), grads


@wrong("mlp_loss_and_grads", "epsilon", caught="visible", insight="epsilon in the logarithm")
def _(params, X, Y):
    _, grads, s = mlp(params, X, Y)
    P = xl.softmax(s["h"] @ params["W2"] + params["b2"])
    return -np.mean(np.sum(Y * np.log(P + 1e-8), axis=1)), grads


@wrong("mlp_loss_and_grads", "clipped", caught="hidden", insight="epsilon in the logarithm")
def _(params, X, Y):
    _, grads, s = mlp(params, X, Y)
    P = xl.softmax(s["h"] @ params["W2"] + params["b2"])
    return -np.mean(np.sum(Y * np.log(np.clip(P, 1e-12, 1)), axis=1)), grads


@wrong("mlp_loss_and_grads", "measured", caught="hidden", insight="measured")
def _(params, X, Y):
    return mlp(params, X, Y)[0], {
        name: xl.numerical_gradient(lambda moved, name=name: mlp({**params, name: moved}, X, Y)[0], params[name])
        for name in params}


@wrong("mlp_loss_and_grads", "keeps the hidden layer in params", caught="visible", insight="trains inside")
def _(params, X, Y):
    loss, grads, s = mlp(params, X, Y)
    params["h"] = s["h"]
    return loss, grads
