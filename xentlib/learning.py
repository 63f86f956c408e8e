"""Learning from scratch: gradients by hand, and the training of small networks with them.

First the gradients of notebook 07, one function for each idea. Then what trains a network of any depth: initial
weights, the way forward and back, an update rule, a loop over mini-batches. A network is a dict of arrays: W1 (D, H)
and b1 (H,) for its first layer, W2 and b2 for the next, and so on; without a hidden layer it is softmax regression.

Logits are (N, K), one row for each example, and the losses are in nats. Nothing here changes its input: every update
makes new arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from xentlib import validation as check
from xentlib.losses import (
    bce_with_logits,
    bce_with_logits_grad,
    focal_gradient,
    focal_loss_with_logits,
    softmax_ce_grad,
    sparse_cross_entropy,
    xent,
    xent_grad,
)
from xentlib.numerics import one_hot

Params = dict[str, np.ndarray]  # W1, b1, W2, b2 ... of a network; gradients have the same keys and shapes

# --- Gradients, piece by piece ------------------------------------------------------------------------------------


def numerical_gradient(f: Callable[[np.ndarray], float], x: ArrayLike, h: float = 1e-5) -> np.ndarray:
    """The slope of f in every entry of x, by central differences: [f(x + h) - f(x - h)] / (2 h).

    The error of the formula shrinks like h^2, the rounding errors of f grow like 1/h: near h = 1e-5 they meet, and
    some ten digits are right. One entry is moved at a time, so f is called twice for each.

    Shapes: x any; f maps an array of that shape to a number; so is the result. Integers become floats.
    Errors: ValueError unless 0 < h < inf; TypeError for an x that is not numeric.

    >>> numerical_gradient(lambda x: (x**2).sum(), [1, 2]).round(8)
    array([2., 4.])

    Source: Press et al., Numerical Recipes, section 5.7.
    """
    x, h = check.real_array(x, "x").astype(np.float64), check.number(h, "h", above=0, below=math.inf)
    slope = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[entry] += h
        behind[entry] -= h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


def linear_backward(X: ArrayLike, W: ArrayLike, dZ: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Back through Z = X W + b: from dZ, the slope of the loss in Z, to its slopes (dX, dW, db) in X, W and b.

    dX = dZ W^T, dW = X^T dZ, db = the sum of dZ over the examples. A mean in the loss is already part of dZ.

    Shapes: X (N, D), W (D, K), dZ (N, K) -> (N, D), (D, K), (K,). Errors: ValueError for shapes that do not fit.

    >>> linear_backward([[1, 2]], [[3], [4]], [[10]])
    (array([[30., 40.]]), array([[10.],
           [20.]]), array([10.]))

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 6.5.
    """
    X, W, dZ = (check.numeric_array(array, name) for array, name in ((X, "X"), (W, "W"), (dZ, "dZ")))
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or dZ.shape != (X.shape[0], W.shape[1]):
        raise ValueError(f"X (N, D), W (D, K) and dZ (N, K) must fit together, not {X.shape}, {W.shape}, {dZ.shape}.")
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def softmax_backward(P: ArrayLike, dP: ArrayLike) -> np.ndarray:
    """Back through P = softmax(Z): from dP, the slope of the loss in P, to its slope in Z.

    dZ_k = P_k (dP_k - sum_j P_j dP_j): only what exceeds the row's average slope, weighted by P, moves a logit.

    Shapes: P and dP (N, K), equal; so is the result, whose rows sum to 0. Errors: ValueError for unequal shapes,
    rows of P that do not sum to 1 within 1e-6.

    >>> softmax_backward([[0.5, 0.5]], [[-2, 0]])  # -Y / P, the slope of cross-entropy in P: gives P - Y
    array([[-0.5,  0.5]])

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 6.5.
    """
    P, dP = check.distributions(P, "P", atol=1e-6), check.numeric_array(dP, "dP")
    check.same_shape(P, dP, "P", "dP")
    return P * (dP - (P * dP).sum(axis=-1, keepdims=True))


def train_softmax_regression(
    X: ArrayLike, y: ArrayLike, K: int, lr: float, steps: int
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Softmax regression by gradient descent on all examples at once: (W, b, history).

    The logits are X W + b. Starting from W = 0 and b = 0, each step subtracts lr times the slope of the mean
    cross-entropy. history holds steps + 1 losses, from ln K before the first update to the loss after the last.

    Shapes: X (N, D), y (N,) labels in 0..K-1 -> W (D, K), b (K,). Units: nats. Nothing is random.
    Errors: ValueError for shapes that do not fit, labels outside 0..K-1, no examples, steps below 0.

    >>> W, b, history = train_softmax_regression([[0.0], [1.0]], [0, 1], K=2, lr=1.0, steps=100)
    >>> [round(loss, 2) for loss in (history[0], history[-1])]
    [0.69, 0.03]

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """
    X, K, steps = _examples(X), check.integer(K, "K", low=1), check.integer(steps, "steps", low=0)
    Y = one_hot(y, K)
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    history = [sparse_cross_entropy(y, X @ W + b)]
    for _ in range(steps):
        _, dW, db = linear_backward(X, W, softmax_ce_grad(X @ W + b, Y))
        W, b = W - lr * dW, b - lr * db
        history.append(sparse_cross_entropy(y, X @ W + b))
    return W, b, history


def mlp_loss_and_grads(params: Params, X: ArrayLike, Y: ArrayLike) -> tuple[float, Params]:
    """Mean cross-entropy of a network with tanh units, and its slope in every weight: (loss, grads).

    With one hidden layer: h = tanh(X W1 + b1), logits = h W2 + b2. Backwards, the slope starts as (softmax - Y) / N
    and passes each layer by `linear_backward` and each tanh by 1 - h^2.

    Shapes: X (N, D), Y (N, K) target distributions, hard or soft; params W1 (D, H), b1 (H,), W2 (H, K), b2 (K,);
    grads as params. Any number of layers will do. Units: nats.
    Errors: ValueError for shapes that do not fit, rows of Y that do not sum to 1.

    >>> params = {"W1": np.zeros((3, 2)), "b1": np.zeros(2), "W2": np.zeros((2, 2)), "b2": np.zeros(2)}
    >>> loss, grads = mlp_loss_and_grads(params, [[1, 2, 3]], [[1, 0]])
    >>> round(loss, 4), grads["b2"]
    (0.6931, array([-0.5,  0.5]))

    Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, Nature 323 (1986).
    """
    layers = _forward(params, _examples(X), "tanh")
    return xent(layers[-1], Y), _backward(params, layers, softmax_ce_grad(layers[-1], Y), "tanh")


# --- A network of any depth ---------------------------------------------------------------------------------------

# What bends a hidden layer, and its slope. Both slopes can be read off the output h of the unit.
ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "relu": (lambda a: np.maximum(a, 0), lambda h: h > 0),
}


def initial_params(
    sizes: Sequence[int], seed: int = 0, activation: str = "tanh", output_bias: ArrayLike = 0.0
) -> Params:
    """Random weights of a network with layers of these sizes: (64, 128, 10) has one hidden layer of 128 units.

    Weights are normal with the spread 1 / sqrt(inputs) for tanh and sqrt(2 / inputs) for relu, which keeps the size
    of the signal from layer to layer; those of the last layer have the spread 0.01, so that the first prediction is
    near uniform and the first loss near ln K. Biases are 0, in the last layer `output_bias` (see `prior_bias`).

    Shapes: output_bias a number or (K,). Errors: ValueError for fewer than two sizes, an unknown activation.

    >>> {name: array.shape for name, array in initial_params((64, 128, 10)).items()}
    {'W1': (64, 128), 'b1': (128,), 'W2': (128, 10), 'b2': (10,)}

    Source: He et al., Delving Deep into Rectifiers (2015), section 2.2; Glorot and Bengio (2010) for tanh.
    """
    check.one_of(activation, "activation", tuple(ACTIVATIONS))
    if len(sizes) < 2:
        raise ValueError(f"sizes must hold at least the numbers of inputs and outputs, but it is {tuple(sizes)}.")
    rng, gain = np.random.default_rng(seed), math.sqrt(2 if activation == "relu" else 1)
    depth = len(sizes) - 1
    params: Params = {}
    for i, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        spread = gain / math.sqrt(inputs) if i < depth else 0.01
        params[f"W{i}"] = rng.normal(0, spread, (inputs, outputs))
        params[f"b{i}"] = np.zeros(outputs)
    params[f"b{depth}"] += np.asarray(output_bias)
    return params


def mlp_logits(params: Params, X: ArrayLike, activation: str = "tanh") -> np.ndarray:
    """What the network says: its logits (N, K) for the examples X (N, D).

    >>> mlp_logits({"W1": np.eye(2), "b1": np.zeros(2)}, [[3, 4]])  # no hidden layer: X W1 + b1
    array([[3., 4.]])
    """
    return _forward(params, _examples(X), activation)[-1]


def accuracy(labels: ArrayLike, logits: ArrayLike) -> float:
    """The share of examples whose largest logit (or probability) is that of their label.

    Shapes: labels (N,), logits (N, K). Errors: ValueError for unequal lengths, no examples, labels outside 0..K-1.

    >>> accuracy([0, 1], [[2, 1], [3, 0]])
    0.5
    """
    logits = _examples(logits, "logits")
    labels = check.labels(labels, logits.shape[1])
    check.same_shape(labels, logits[:, 0], "labels", "the rows of logits")
    return float((logits.argmax(axis=1) == labels).mean())


def _forward(params: Params, X: np.ndarray, activation: str) -> list[np.ndarray]:
    """All layers on the way forward: the examples, the outputs of every hidden layer, the logits."""
    bend, _ = ACTIVATIONS[activation]
    layers, depth = [X], len(params) // 2
    for i in range(1, depth + 1):
        a = layers[-1] @ params[f"W{i}"] + params[f"b{i}"]
        layers.append(a if i == depth else bend(a))
    return layers


def _backward(params: Params, layers: list[np.ndarray], dZ: np.ndarray, activation: str) -> Params:
    """The slopes of all weights, from the slope dZ in the logits: the chain rule, last layer first."""
    _, slope = ACTIVATIONS[activation]
    grads: Params = {}
    for i in range(len(params) // 2, 0, -1):
        h, W = layers[i - 1], params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"] = h.T @ dZ, dZ.sum(axis=0)  # as in `linear_backward`
        if i > 1:  # nobody asks for the slope in the examples themselves
            dZ = (dZ @ W.T) * slope(h)  # one layer further back, before its bend
    return {name: grads[name] for name in params}


# --- Losses and update rules, as training needs them ---------------------------------------------------------------


class Loss(NamedTuple):
    """A loss of the logits: its mean over the examples, and the slope of that mean in the logits (N, K)."""

    value: Callable[[np.ndarray, np.ndarray], float]
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray]


def softmax_loss(smoothing: float = 0.0, gamma: float = 0.0, class_weight: ArrayLike | None = None) -> Loss:
    """Cross-entropy of the softmax of K logits; the settings are those of `xent`.

    Targets are labels (N,) or distributions (N, K).

    >>> loss = softmax_loss()
    >>> round(loss.value([[0, 0]], [0]), 4), loss.slope([[0, 0]], [0])
    (0.6931, array([[-0.5,  0.5]]))
    """
    settings: dict[str, Any] = {"smoothing": smoothing, "gamma": gamma, "class_weight": class_weight}
    return Loss(partial(xent, **settings), partial(xent_grad, **settings))


def binary_loss(gamma: float = 0.0, alpha: float | None = None) -> Loss:
    """Log loss of one logit (N, 1) for yes/no targets (N,), or with gamma > 0 or an alpha the focal loss.

    gamma and alpha are those of `focal_loss`: alpha weighs the "yes" examples, 1 - alpha the others. The plain log
    loss takes soft targets too.

    >>> loss = binary_loss()
    >>> round(loss.value(np.array([[0.0]]), [1]), 4), loss.slope(np.array([[0.0]]), [1])
    (0.6931, array([[-0.5]]))
    """
    if gamma == 0 and alpha is None:
        return Loss(
            lambda z, y: bce_with_logits(y, z[:, 0]),
            lambda z, y: bce_with_logits_grad(y, z[:, 0])[:, np.newaxis],
        )
    return Loss(
        lambda z, y: focal_loss_with_logits(y, z[:, 0], gamma, alpha, reduction="mean"),
        lambda z, y: focal_gradient(y, z[:, 0], gamma, alpha)[:, np.newaxis] / len(z),
    )


Update = Callable[[Params, Params], Params]  # (params, grads) -> the next params


def gradient_descent(lr: float) -> Update:
    """The plain update rule: a step of lr times the slope, downhill.

    >>> gradient_descent(0.1)({"b1": np.array([1.0])}, {"b1": np.array([2.0])})
    {'b1': array([0.8])}
    """
    return lambda params, grads: {name: params[name] - lr * grads[name] for name in params}


def adam(lr: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Update:
    """Adam: each weight steps by lr times its mean recent slope m, divided by the size sqrt(v) of its recent slopes.

    m and v are running means of the slope and of its square. They start at 0, and dividing them by 1 - beta^t makes
    up for that. So the first step is lr in every weight, whatever the scale of the loss.

    >>> adam(0.1)({"b1": np.array([1.0])}, {"b1": np.array([2.0])})["b1"].round(6)
    array([0.9])

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
    """
    m: dict[str, Any] = {}
    v: dict[str, Any] = {}
    t = 0

    def update(params: Params, grads: Params) -> Params:
        nonlocal t
        t += 1
        stepped = {}
        for name, g in grads.items():
            m[name] = beta1 * m.get(name, 0.0) + (1 - beta1) * g
            v[name] = beta2 * v.get(name, 0.0) + (1 - beta2) * g * g
            size = np.sqrt(v[name] / (1 - beta2**t)) + eps
            stepped[name] = params[name] - lr / (1 - beta1**t) * m[name] / size
        return stepped

    return update


# --- Training -----------------------------------------------------------------------------------------------------


class Training(NamedTuple):
    """What training brought. The lists have one entry for the beginning and one for each epoch."""

    params: Params
    losses: list[float]  # of the training examples
    held_out: list[float]  # of the held-out examples; empty without them
    watched: list[Any]  # what `watch` returned; empty without it
    interrupted: bool
    activation: str

    def logits(self, X: ArrayLike) -> np.ndarray:
        """What the trained network says about the examples X."""
        return mlp_logits(self.params, X, self.activation)


def train_mlp(
    params: Params,
    X: ArrayLike,
    targets: ArrayLike,
    *,
    epochs: int,
    lr: float,
    loss: Loss | None = None,
    activation: str = "tanh",
    optimiser: Callable[[float], Update] = adam,
    batch_size: int | None = 50,
    decay: float = 0.0,
    held_out: tuple[ArrayLike, ArrayLike] | None = None,
    watch: Callable[[Params], Any] | None = None,
    seed: int = 0,
    progress: bool = True,
) -> Training:
    """Train a network on mini-batches, starting from `params`, and return it with its history (see `Training`).

    An epoch goes through all examples once, in an order drawn from `seed`, batch_size of them for each update (None:
    all of them). decay > 0 adds decay times W to the slope of every W, which keeps weights small. The loss is
    `softmax_loss()` unless given. The history records, before the first and after every epoch, the loss of all
    training examples and of the `held_out` ones, and whatever watch(params) returns; `watch=lambda params: params`
    keeps all weights, to pick the best afterwards.

    Interrupting (the Interrupt button of a notebook, Ctrl+C in a terminal) stops the training early and still
    returns what was learned so far, with its history and `interrupted` set.

    Shapes: X (N, D); targets and held_out as the loss takes them. Errors: ValueError for lengths that differ, an
    unknown activation, no examples, epochs < 0, batch_size < 1, and whatever the loss refuses.

    >>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]  # exclusive or: no line separates it
    >>> learned = train_mlp(initial_params((2, 8, 2)), X, y, epochs=200, lr=0.05, progress=False)
    >>> accuracy(y, learned.logits(X)), len(learned.losses)
    (1.0, 201)
    """
    X, targets = _examples(X), check.real_array(targets, "targets")
    check.one_of(activation, "activation", tuple(ACTIVATIONS))
    if len(targets) != len(X):
        raise ValueError(f"targets must hold one target for each example, but there are {len(targets)} for {len(X)}.")
    epochs = check.integer(epochs, "epochs", low=0)
    batch_size = len(X) if batch_size is None else check.integer(batch_size, "batch_size", low=1)
    loss = loss or softmax_loss()
    update, rng = optimiser(lr), np.random.default_rng(seed)
    rows: list[tuple[Any, Any, Any]] = []

    def record() -> None:
        trained = loss.value(mlp_logits(params, X, activation), targets)
        tested = held_out and loss.value(mlp_logits(params, held_out[0], activation), np.asarray(held_out[1]))
        rows.append((trained, tested, watch and watch(params)))

    record()
    interrupted = False
    try:
        for _ in progress_bar(epochs) if progress else range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                batch = order[start : start + batch_size]
                layers = _forward(params, X[batch], activation)
                grads = _backward(params, layers, loss.slope(layers[-1], targets[batch]), activation)
                for name in grads:
                    if decay and name.startswith("W"):
                        grads[name] = grads[name] + decay * params[name]
                params = update(params, grads)
            record()
    except KeyboardInterrupt:
        interrupted = True
        record()  # of the epoch that was under way
    losses, tested, watched = map(list, zip(*rows, strict=True))
    return Training(params, losses, tested if held_out else [], watched if watch else [], interrupted, activation)


def progress_bar(steps: int, unit: str = "epochs") -> Iterator[int]:
    """Count to `steps` like range(steps), with a bar that grows in the same line of a notebook or a terminal.

    It is redrawn some fifty times at most, and what remains is one line, the same in every run.

    >>> for step in progress_bar(2, unit="runs"):
    ...     pass
    [....................] 0 of 2 runs
    [##########..........] 1 of 2 runs
    [####################] 2 of 2 runs
    """
    width = 20
    shown = -1
    try:
        for done in range(steps + 1):
            part = 50 * done // max(steps, 1)
            if part > shown:
                filled = width * done // max(steps, 1)
                print(f"\r[{'#' * filled}{'.' * (width - filled)}] {done} of {steps} {unit}", end="", flush=True)
                shown = part
            if done < steps:
                yield done
    finally:
        print()


def _examples(X: ArrayLike, name: str = "X") -> np.ndarray:
    """A non-empty table, one row for each example."""
    table = check.numeric_array(X, name)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError(f"{name} must be a non-empty table, one row for each example, but its shape is {table.shape}.")
    return table
