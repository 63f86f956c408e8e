"""The losses of machine learning, in nats: what a prediction costs once the truth is known.

Every loss here is a cross-entropy or built from one: the surprise -ln q of what happened, weighted by how
often it happens. Truth comes first, prediction second, as in H(p, q). Probabilities are named p and q, logits
(scores before sigmoid or softmax) z; losses that start from logits are exact where probabilities have already
lost their digits.

- `reduction`: "mean" (a plain mean over the examples), "sum", or "none" (the loss of each example). Means and
  sums are Python floats; "none" keeps the type of the predictions, so float32 stays float32.
- Gradients are those of the reduced loss: with "mean" they are divided by the number of examples.
- Nothing is clipped and no epsilon is added. A certain and wrong prediction costs inf, silently, and
  0 ln 0 = 0. Only the functions with an `eps` of their own clip or add it.
- Wrong arguments raise ValueError (TypeError where they are not numeric). Inputs are never changed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib import validation as check
from xentlib.blocks import evaluate
from xentlib.numerics import clip_probs, exp_product, positions, row_sums, sigmoid, softmax_parts

ROW_TOLERANCE = 1e-6  # how far the total of a row of probabilities may be from 1

# --- Two classes: one number for each example ---------------------------------------------------------------


def binary_cross_entropy(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """Log loss of the predicted probability p of "yes": -[y ln p + (1 - y) ln(1 - p)], with 0 ln 0 = 0.

    y is the truth, 0 or 1, or a probability itself (a soft label). The loss is 0 where a certain prediction
    is right and inf where it is wrong. ln(1 - p) is log1p(-p): it sees p = 1e-20, which 1 - p does not.

    Shapes: y and p equal, any, non-empty; "none" keeps the shape. The mean is over all elements. Units: nats.
    Errors: ValueError for unequal shapes, empty arrays, y or p outside [0, 1], an unknown reduction.

    >>> round(binary_cross_entropy([0], [0.9]), 6)
    2.302585
    >>> binary_cross_entropy([1, 0, 1], [1, 0, 0], reduction="none")
    array([ 0.,  0., inf])

    Source: Good, Rational Decisions, Journal of the Royal Statistical Society B 14 (1952).
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        # A product is NaN only as 0 * ln 0. fmin drops the NaN for the 0: both products are <= 0.
        return 0 - np.fmin(y * np.log(p), 0) - np.fmin((1 - y) * np.log1p(-p), 0)

    y, p = _truth_and_probability(y, p)
    return evaluate(formula, y, p, dtype=check.float_type(p), reduction=check.reduction_name(reduction))


def binary_cross_entropy_grad(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """Slope of the log loss in the probability p: (p - y) / (p (1 - p)).

    That is -1/p for y = 1 and 1/(1 - p) for y = 0: infinite for a certain wrong prediction, and not 0 for a
    certain right one.

    Shapes, errors: as `binary_cross_entropy`; the result has the shape of p.

    >>> binary_cross_entropy_grad([1, 0], [0.5, 0.5], reduction="sum")
    array([-2.,  2.])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        slope = (p - y) / (p * (1 - p))
        slope = np.where(y == 0, 1 / (1 - p), slope)
        return np.where(y == 1, -1 / p, slope) / n

    y, p = _truth_and_probability(y, p)
    n = _examples(p.size, reduction)
    return evaluate(formula, y, p, dtype=check.float_type(p))


def bce_with_logits(y: ArrayLike, z: ArrayLike, reduction: str = "mean") -> Any:
    """Log loss of the logit z, that is of the probability sigmoid(z): ln(1 + exp(z)) - y z.

    Written |z| |y - [z > 0]| + ln(1 + exp(-|z|)): what the wrong side of 0 costs, plus what the doubt costs.
    Both terms are >= 0, so nothing overflows and no digits cancel: being wrong by 1000 costs 1000.

    Shapes, units: as `binary_cross_entropy`. Errors: ValueError for unequal shapes, empty arrays, y outside
    [0, 1], an unknown reduction.

    >>> round(bce_with_logits([1, 0], [2, 0]), 6)
    0.410038
    >>> bce_with_logits([0, 1], [1000, 1000], reduction="none")
    array([1000.,    0.])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """

    def formula(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        distance = np.abs(z)
        # inf * 0, an infinite logit on the right side, is NaN: fmax takes the 0.
        return np.fmax(distance * np.abs(y - (z > 0)), 0) + np.log1p(np.exp(-distance))

    y, z = _truth_and_logit(y, z)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, y, z, dtype=check.float_type(z), reduction=reduction)


def bce_with_logits_grad(y: ArrayLike, z: ArrayLike, reduction: str = "mean") -> Any:
    """Slope of the log loss in the logit z: sigmoid(z) - y.

    Written (1 - y) sigmoid(z) - y sigmoid(-z): for hard labels one of the two terms is 0 and nothing cancels,
    so that the gradient of a nearly perfect prediction is tiny, not 0. It lies between -1 and 1.

    Shapes, errors: as `bce_with_logits`; the result has the shape of z.

    >>> bce_with_logits_grad([1, 0], [0, 1000], reduction="sum")
    array([-0.5,  1. ])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """

    def formula(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        return ((1 - y) * sigmoid(z) - y * sigmoid(-z)) / n

    y, z = _truth_and_logit(y, z)
    n = _examples(z.size, reduction)
    return evaluate(formula, y, z, dtype=check.float_type(z))


def squared_error(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """(p - y)^2, the Brier score of a probability: smallest at p = P(yes) like log loss, but never above 1.

    Shapes: y and p equal, any, non-empty. Errors: ValueError for unequal shapes, empty arrays, an unknown
    reduction. Any real numbers are allowed.

    >>> squared_error([0, 0], [0.5, 1], reduction="none")
    array([0.25, 1.  ])

    Source: Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78
    (1950).
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return (p - y) ** 2

    y, p = _same_shape(y, p, "p")
    return evaluate(formula, y, p, dtype=check.float_type(p), reduction=check.reduction_name(reduction))


def squared_error_grad(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """Slope of the squared error in p: 2 (p - y). Shapes, errors: as `squared_error`.

    >>> squared_error_grad([0, 1], [0.5, 0.5], reduction="sum")
    array([ 1., -1.])
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return 2 * (p - y) / n

    y, p = _same_shape(y, p, "p")
    n = _examples(p.size, reduction)
    return evaluate(formula, y, p, dtype=check.float_type(p))


def absolute_error(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """|p - y|: smallest at the median of y, so for yes/no labels at p = 0 or 1 and not at the probability.

    Shapes, errors: as `squared_error`.

    >>> absolute_error([0, 0], [0.5, 1], reduction="none")
    array([0.5, 1. ])
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return np.abs(p - y)

    y, p = _same_shape(y, p, "p")
    return evaluate(formula, y, p, dtype=check.float_type(p), reduction=check.reduction_name(reduction))


def absolute_error_grad(y: ArrayLike, p: ArrayLike, reduction: str = "mean") -> Any:
    """Slope of the absolute error in p: the sign of p - y (0 at p = y). Shapes, errors: as `squared_error`.

    >>> absolute_error_grad([0, 1], [0.5, 0.5], reduction="sum")
    array([ 1., -1.])
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return np.sign(p - y) / n

    y, p = _same_shape(y, p, "p")
    n = _examples(p.size, reduction)
    return evaluate(formula, y, p, dtype=check.float_type(p))


def logit_gradient(y: ArrayLike, z: ArrayLike, loss: str = "ce") -> Any:
    """Slope in the logit z, example by example, with s = sigmoid(z):
    "ce" (log loss) s - y, "mse" (squared error (s - y)^2) 2 (s - y) s (1 - s).

    The factor s (1 - s) puts a badly wrong example to sleep; in the log loss it cancels.

    Shapes, errors: as `bce_with_logits`; ValueError for another loss.

    >>> logit_gradient([0], [4]).round(6), logit_gradient([0], [4], loss="mse").round(6)
    (array([0.982014]), array([0.03469]))

    Source: Nielsen, Neural Networks and Deep Learning, chapter 3.
    """

    def formula(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        slope = bce_with_logits_grad(y, z, reduction="none")
        return slope if loss == "ce" else 2 * slope * sigmoid(z) * sigmoid(-z)

    check.one_of(loss, "loss", ("ce", "mse"))
    y, z = _truth_and_logit(y, z)
    return evaluate(formula, y, z, dtype=check.float_type(z))


def best_constant(y: ArrayLike) -> tuple[float, float]:
    """The one probability that suits all 0/1 labels best, and its log loss: (base rate, its entropy in nats).

    Setting the slope of the mean log loss to 0 gives p = mean(y). No model that knows only the labels does
    better, so this is the landmark that a trained model must pass.

    Errors: ValueError for labels other than 0 and 1, or none.

    >>> p, loss = best_constant([1, 0, 0, 0])
    >>> p, round(loss, 6)
    (0.25, 0.562335)
    """
    y = check.real_array(y, "y")
    check.non_empty(y, "y")
    check.zero_or_one(y, "y")
    p = float(y.mean())
    return p, binary_cross_entropy(p, p)


def steps_to_unlearn(
    w: float, b: float, lr: float, loss: str, target: float = 0.2, max_steps: int = 100_000
) -> int | None:
    """How long one sigmoid neuron takes to unlearn a mistake: updates until its output is below `target`.

    The neuron a = sigmoid(w x + b) sees x = 1 with label 0; w and b follow gradient descent with the learning
    rate lr on the log loss ("ce", slope a) or on a^2 / 2 ("mse", slope a · a (1 - a)). 0 if a < target
    already, None if max_steps updates are not enough.

    Errors: ValueError for another loss.

    >>> steps_to_unlearn(2, 2, 0.15, "ce"), steps_to_unlearn(2, 2, 0.15, "mse")
    (31, 302)

    Source: Nielsen, Neural Networks and Deep Learning, chapter 3.
    """
    check.one_of(loss, "loss", ("ce", "mse"))
    for step in range(max_steps + 1):
        a = sigmoid(w + b)
        if a < target:
            return step
        slope = a if loss == "ce" else a * a * (1 - a)
        w, b = w - lr * slope, b - lr * slope
    return None


# --- Many classes: one row for each example -----------------------------------------------------------------


def categorical_cross_entropy(Y: ArrayLike, Q: ArrayLike, reduction: str = "mean") -> Any:
    """Cross-entropy of each row: -sum_k Y_k ln Q_k, with 0 ln 0 = 0 and inf where Y > 0 meets Q = 0.

    Y holds target distributions (one-hot or soft), Q predicted ones.

    Shapes: Y and Q equal, (..., K) with at least two axes; "none" gives (...). Units: nats.
    Errors: ValueError for unequal shapes, fewer than two axes, no rows, rows that do not sum to 1 within
    1e-6.

    >>> Y, Q = [[1, 0], [0, 1]], [[0.5, 0.5], [0, 1]]
    >>> categorical_cross_entropy(Y, Q, reduction="none")
    array([0.69314718, 0.        ])

    Source: Cover and Thomas, Elements of Information Theory, section 5.4 (the cost of a wrong code).
    """

    def formula(Y: np.ndarray, Q: np.ndarray) -> np.ndarray:
        return 0 - np.fmin(Y * np.log(Q), 0).sum(axis=-1)

    Y, Q = _two_tables(Y, Q)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, Y, Q, rows=True, dtype=check.float_type(Q), reduction=reduction)


def categorical_cross_entropy_grad(Y: ArrayLike, Q: ArrayLike, reduction: str = "mean") -> Any:
    """Slope in the probabilities: -Y_k / Q_k, with 0 / 0 = 0. Shapes, errors: as `categorical_cross_entropy`.

    >>> categorical_cross_entropy_grad([[1, 0]], [[0.5, 0.5]])
    array([[-2.,  0.]])
    """

    def formula(Y: np.ndarray, Q: np.ndarray) -> np.ndarray:
        return 0 - np.where(Y == 0, 0, Y / Q) / n

    Y, Q = _two_tables(Y, Q)
    n = _examples(math.prod(Q.shape[:-1]), reduction)
    return evaluate(formula, Y, Q, rows=True, dtype=check.float_type(Q))


def sparse_cross_entropy(labels: ArrayLike, logits: ArrayLike, reduction: str = "mean") -> Any:
    """Cross-entropy of the softmax of the logits z, for integer labels y: -ln softmax(z)_y.

    Written (m - z_y) + ln(1 + rest), with m the largest logit and rest the sum of exp(z_j - m) over the
    others (see `numerics.softmax_parts`): how far the label is behind the winner, plus the winner's doubt.

    Shapes: labels (...), logits (..., K); "none" gives (...). Units: nats. A logit of -inf rules a class out.
    Errors: ValueError for unequal lengths, no rows, labels that are not integers in 0..K-1.

    >>> sparse_cross_entropy([0, 1], [[1000, 0], [1000, 0]], reduction="none")
    array([   0., 1000.])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """

    def formula(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        _, m, _, rest = softmax_parts(z)
        return ((m - _at(z, y)) + np.log1p(rest))[:, 0]

    y, z = _labels_and_logits(labels, logits)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, z, labels=y, rows=True, dtype=check.float_type(z), reduction=reduction)


def sparse_cross_entropy_grad(labels: ArrayLike, logits: ArrayLike, reduction: str = "mean") -> Any:
    """Slope in the logits: softmax(z), minus 1 at the label. Shapes, errors: as `sparse_cross_entropy`.

    At the label it is -(sum of the other probabilities), which does not cancel.

    >>> sparse_cross_entropy_grad([0], [[0, 0]])
    array([[-0.5,  0.5]])
    """

    def formula(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return _softmax_slope(z, _distribution(z, y)) / n

    y, z = _labels_and_logits(labels, logits)
    n = _examples(y.size, reduction)
    return evaluate(formula, z, labels=y, rows=True, dtype=check.float_type(z))


def softmax_ce_grad(logits: ArrayLike, Y: ArrayLike, reduction: str = "mean") -> Any:
    """Slope of the cross-entropy between target distributions Y and softmax(logits): (softmax - Y) / N.

    Shapes: logits and Y equal, (..., K) with at least two axes; so is the result.
    Errors: ValueError for unequal shapes, fewer than two axes, no rows, rows of Y that do not sum to 1.

    >>> softmax_ce_grad([[0, 0]], [[1, 0]])
    array([[-0.5,  0.5]])

    Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.
    """

    def formula(z: np.ndarray, Y: np.ndarray) -> np.ndarray:
        return _softmax_slope(z, Y) / n

    z = _logit_table(logits)
    Y = _target_table(Y, z, "Y")
    n = _examples(math.prod(z.shape[:-1]), reduction)
    return evaluate(formula, z, Y, rows=True, dtype=check.float_type(z))


def smooth_labels(Y: ArrayLike, eps: float) -> np.ndarray:
    """Targets mixed with the uniform distribution: (1 - eps) Y + eps / K.

    The true class of a one-hot row gets 1 - eps + eps/K, every other class eps/K.

    Shapes: (..., K), kept; rows still sum to 1. Errors: ValueError unless 0 <= eps <= 1 and rows sum to 1.

    >>> smooth_labels([[0, 1, 0, 0]], 0.1)
    array([[0.025, 0.925, 0.025, 0.025]])

    Source: Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2016), section 7.
    """

    def formula(Y: np.ndarray) -> np.ndarray:
        return _smoothed(Y, eps)

    eps = check.number(eps, "eps", low=0, high=1)
    Y = check.distributions(Y, "Y", atol=ROW_TOLERANCE)
    return evaluate(formula, Y, rows=True, dtype=check.float_type(Y))


def _smoothed(Y: np.ndarray, eps: float) -> np.ndarray:
    return (1 - eps) * Y + eps / Y.shape[-1]


def smoothed_cross_entropy(
    labels: ArrayLike, logits: ArrayLike, eps: float, reduction: str = "mean"
) -> Any:
    """Cross-entropy with smoothed labels: (1 - eps) (-ln q_y) + eps · mean over k of (-ln q_k).

    q = softmax(z). Since -ln q_k = (m - z_k) + ln(1 + rest), this is
    ln(1 + rest) + (1 - eps) (m - z_y) + eps · mean_k (m - z_k): three terms >= 0.

    Shapes, units: as `sparse_cross_entropy`, which is eps = 0. Errors: also ValueError unless 0 <= eps <= 1.

    >>> round(smoothed_cross_entropy([0], [[2, 0, 0]], eps=0.1), 6)
    0.372878

    Source: Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2016), section 7.
    """

    def formula(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        _, m, _, rest = softmax_parts(z)
        half = m / 2 - z / 2  # m - z is too large for a float where m is 1e308 and z is -1e308
        label = 2 * (1 - eps) * _at(half, y)
        others = (2 * eps / z.shape[-1] * half).sum(axis=-1, keepdims=True)
        # Where a weight of 0 meets a class ruled out by -inf, the product is NaN: fmax takes the 0.
        return (np.log1p(rest) + np.fmax(label, 0) + np.fmax(others, 0))[:, 0]

    eps = check.number(eps, "eps", low=0, high=1)
    y, z = _labels_and_logits(labels, logits)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, z, labels=y, rows=True, dtype=check.float_type(z), reduction=reduction)


def smoothed_cross_entropy_grad(
    labels: ArrayLike, logits: ArrayLike, eps: float, reduction: str = "mean"
) -> Any:
    """Slope in the logits: softmax(z) minus the smoothed target. Shapes, errors: as `smoothed_cross_entropy`.

    >>> smoothed_cross_entropy_grad([0], [[0, 0]], eps=0.2)
    array([[-0.4,  0.4]])
    """

    def formula(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return _softmax_slope(z, _smoothed(_distribution(z, y), eps)) / n

    eps = check.number(eps, "eps", low=0, high=1)
    y, z = _labels_and_logits(labels, logits)
    n = _examples(y.size, reduction)
    return evaluate(formula, z, labels=y, rows=True, dtype=check.float_type(z))


def smoothing_floor(K: int, eps: float) -> tuple[float, float]:
    """What a perfect model pays for smoothed labels, and the logit gap that pays it: (loss, gap).

    The loss cannot be below the entropy of the smoothed target, t = 1 - eps + eps/K for the label and
    u = eps/K for each of the K - 1 others; softmax matches it with z_label - z_other = ln(t/u)
    = ln(1 + (K - 1) (1 - eps)) - ln(eps), which is inf for eps = 0.

    Errors: ValueError unless 0 <= eps <= 1; K an integer >= 2.

    >>> loss, gap = smoothing_floor(10, 0.1)
    >>> round(loss, 6), round(gap, 6)
    (0.500288, 4.51086)

    Source: Müller, Kornblith and Hinton, When Does Label Smoothing Help? (2019).
    """
    K, eps = check.integer(K, "K", low=2), check.number(eps, "eps", low=0, high=1)
    if eps == 0:
        return 0.0, math.inf
    miss = (K - 1) * eps / K
    loss = -(1 - miss) * math.log1p(-miss) - miss * (math.log(eps) - math.log(K))
    return loss, math.log1p((K - 1) * (1 - eps)) - math.log(eps)


def accuracy_is_not_loss() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An example (Y, QA, QB): model A is right more often than B, and still has the higher cross-entropy.

    A is right twice by a hair and once completely wrong; B is wrong twice by a hair and never far off.

    >>> Y, QA, QB = accuracy_is_not_loss()
    >>> [int((Q.argmax(axis=1) == Y.argmax(axis=1)).sum()) for Q in (QA, QB)]
    [2, 1]
    >>> categorical_cross_entropy(Y, QA) > categorical_cross_entropy(Y, QB)
    True
    """
    Y = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    QA = np.array([[0.51, 0.49], [0.51, 0.49], [0.001, 0.999]])
    QB = np.array([[0.49, 0.51], [0.49, 0.51], [0.9, 0.1]])
    return Y, QA, QB


def first_loss_alarm(loss: float, K: int, N: int, tol: float = 0.02) -> str:
    """What the first loss of a K-class softmax model says, reported for a batch of N before any update.

    With all weights 0 every class gets 1/K, so the mean cross-entropy is ln K whatever the data. A few bugs multiply
    it by a number of their own: "ok" ln K, "sum" N ln K, "bits" log2 K, "mean over classes" ln K / K, "sign" -ln K.
    The first of these that the loss is within the relative tolerance tol of is the answer; if there is none, nan and
    inf included, it is "look at the init or the data".

    Errors: ValueError unless K is an integer >= 2, N an integer >= 3 and tol >= 0.

    >>> first_loss_alarm(2.31, K=10, N=64), first_loss_alarm(147.4, K=10, N=64), first_loss_alarm(676.6, K=10, N=64)
    ('ok', 'sum', 'look at the init or the data')

    Source: Karpathy, A Recipe for Training Neural Networks (2019), "verify loss @ init".
    """
    K, N = check.integer(K, "K", low=2), check.integer(N, "N", low=3)
    tol = check.number(tol, "tol", low=0, below=math.inf)
    expected = {
        "ok": math.log(K),
        "sum": N * math.log(K),
        "bits": math.log2(K),
        "mean over classes": math.log(K) / K,
        "sign": -math.log(K),
    }
    for name, value in expected.items():
        if abs(loss - value) <= tol * abs(value):
            return name
    return "look at the init or the data"


# --- Focal loss: turning down the easy examples -------------------------------------------------------------


def p_t(y: ArrayLike, p: ArrayLike) -> Any:
    """The probability given to what happened: p where y = 1, 1 - p where y = 0.

    Shapes: equal, kept. Errors: ValueError for unequal shapes, labels other than 0 and 1, p outside [0, 1].

    >>> p_t([1, 0], [0.9, 0.9])
    array([0.9, 0.1])

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), section 3.
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return np.where(y == 1, p, 1 - p)

    y, p = _hard_label_and_probability(y, p)
    return evaluate(formula, y, p, dtype=check.float_type(p))


def focal_loss(
    y: ArrayLike, p: ArrayLike, gamma: float = 2.0, alpha: float | None = None, reduction: str = "mean"
) -> Any:
    """Focal loss: -a_t (1 - p_t)^gamma ln p_t, with p_t the probability given to what happened (see `p_t`).

    (1 - p_t)^gamma turns the easy examples down; gamma = 0 is the log loss. a_t is 1 without alpha, else
    alpha for y = 1 and 1 - alpha for y = 0. The mean is a plain mean over all elements.

    Shapes: y and p equal, any, non-empty; "none" keeps the shape. Units: nats.
    Errors: ValueError for unequal shapes, labels other than 0 and 1, p outside [0, 1], gamma < 0, alpha
    outside [0, 1], an unknown reduction.

    >>> round(focal_loss([1], [0.9]), 8)
    0.00105361

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), equation 5.
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        surprise = 0 - np.where(y == 1, np.log(p), np.log1p(-p))
        miss = np.where(y == 1, 1 - p, p)
        return _balanced(y, alpha, miss**gamma * surprise)

    gamma, alpha = _focal_settings(gamma, alpha)
    y, p = _hard_label_and_probability(y, p)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, y, p, dtype=check.float_type(p), work=np.float64, reduction=reduction)


def focal_loss_grad(
    y: ArrayLike, p: ArrayLike, gamma: float = 2.0, alpha: float | None = None, reduction: str = "mean"
) -> Any:
    """Slope of the focal loss in p: ∓a_t (1 - p_t)^gamma [1/p_t + gamma (-ln p_t) / (1 - p_t)].

    Minus for y = 1, plus for y = 0: the product rule on (1 - p_t)^gamma and ln p_t.

    Shapes, errors: as `focal_loss`; the result has the shape of p.

    >>> focal_loss_grad([1, 0], [0.5, 0.5], gamma=0, reduction="sum")
    array([-2.,  2.])
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        surprise = 0 - np.where(y == 1, np.log(p), np.log1p(-p))
        right, miss = np.where(y == 1, p, 1 - p), np.where(y == 1, 1 - p, p)
        # surprise / miss tends to 1 where the miss vanishes, and keeps 0^(gamma - 1) out of the formula.
        ratio = np.where(miss == 0, 1, surprise / miss)
        size = miss**gamma * (1 / right + np.fmax(gamma * ratio, 0))
        return _balanced(y, alpha, np.where(y == 1, -size, size)) / n

    gamma, alpha = _focal_settings(gamma, alpha)
    y, p = _hard_label_and_probability(y, p)
    n = _examples(p.size, reduction)
    return evaluate(formula, y, p, dtype=check.float_type(p), work=np.float64)


def focal_loss_with_logits(
    y: ArrayLike, z: ArrayLike, gamma: float = 2.0, alpha: float | None = None, reduction: str = "none"
) -> Any:
    """Focal loss of the logit z: a_t (1 - p_t)^gamma (-ln p_t).

    p_t is sigmoid(z) for y = 1 and sigmoid(-z) for y = 0. -ln p_t is the log loss of the logit, and 1 - p_t
    is formed without p_t: a hopeless example costs |z|, and a perfect one keeps the digits of its tiny loss.

    Shapes: y and z equal, any, non-empty, kept: this loss is not reduced unless asked. Units: nats.
    Errors: as `focal_loss`, for every p.

    >>> focal_loss_with_logits([1, 0], [0, 1000])
    array([1.73286795e-01, 1.00000000e+03])

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), equation 5.
    """

    def formula(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        return _balanced(y, alpha, _miss_to_the(gamma, y, z) * bce_with_logits(y, z, reduction="none"))

    gamma, alpha = _focal_settings(gamma, alpha)
    y, z = _hard_label_and_logit(y, z)
    reduction = check.reduction_name(reduction)
    return evaluate(formula, y, z, dtype=check.float_type(z), work=np.float64, reduction=reduction)


def focal_gradient(y: ArrayLike, z: ArrayLike, gamma: float = 2.0, alpha: float | None = None) -> Any:
    """Slope of the focal loss in the logit: s (1 - p_t)^gamma (gamma p_t ln p_t + p_t - 1), not reduced.

    s is +1 for y = 1 and -1 for y = 0; gamma = 0 is sigmoid(z) - y. The terms ln p_t and p_t - 1 are both
    <= 0, so a "yes" is always pushed up and nothing cancels.

    Shapes, errors: as `focal_loss_with_logits`.

    >>> focal_gradient([1, 0], [0, 0], gamma=0)
    array([-0.5,  0.5])

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), appendix B.
    """

    def formula(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        x = np.where(y == 1, z, -z)
        surprise = bce_with_logits(y, z, reduction="none")
        size = _miss_to_the(gamma, y, z) * (sigmoid(-x) + gamma * (sigmoid(x) * surprise))
        return _balanced(y, alpha, np.where(y == 1, -size, size))

    gamma, alpha = _focal_settings(gamma, alpha)
    y, z = _hard_label_and_logit(y, z)
    return evaluate(formula, y, z, dtype=check.float_type(z), work=np.float64)


def _miss_to_the(gamma: float, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(1 - p_t)^gamma from logits: exp(-gamma max(x, 0)) · (1 + exp(-|x|))^-gamma, x = z or (y = 0) -z.

    A power of sigmoid(-x) would multiply its rounding error by gamma.
    """
    x = np.where(y == 1, z, -z)
    return exp_product(-gamma, np.fmax(x, 0)) * np.exp(-gamma * np.log1p(np.exp(-np.abs(z))))


def _balanced(y: np.ndarray, alpha: float | None, values: np.ndarray) -> np.ndarray:
    """Values weighted by alpha for y = 1 and by 1 - alpha for y = 0; a weight of 0 forgives even inf."""
    if alpha is None:
        return values
    weight = np.where(y == 1, alpha, 1 - alpha)
    return np.where(weight == 0, 0, weight * values)


def prior_bias(pi: float) -> float:
    """The bias b with sigmoid(b) = pi, the log-odds -ln((1 - pi) / pi).

    A fresh model with this bias predicts the base rate pi, so that it need not learn it first. Near
    pi = 1/2, where the two logarithms nearly cancel, the same number is 2 artanh(2 pi - 1).

    Errors: ValueError unless 0 < pi < 1.

    >>> round(prior_bias(0.01), 6), prior_bias(0.5)
    (-4.59512, 0.0)

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), section 3.3.
    """
    pi = check.number(pi, "pi", above=0, below=1)
    if 0.25 <= pi <= 0.75:
        return 2 * math.atanh(2 * pi - 1)
    return math.log(pi) - math.log1p(-pi)


def positive_share(y: ArrayLike, z: ArrayLike, gamma: float) -> float:
    """Which part of the total focal loss comes from the positives: sum over y = 1 / sum over all.

    Errors: as `focal_loss_with_logits`; ValueError without a positive or without a negative. NaN where the
    total is 0.

    >>> y = np.repeat([0, 1], [10000, 10])
    >>> z = np.where(y == 1, -np.log(9), -np.log(99))  # easy negatives (p_t = .99), hard positives (p_t = .1)
    >>> [round(positive_share(y, z, gamma), 4) for gamma in (0, 2)]
    [0.1864, 0.9995]

    Source: Lin et al., Focal Loss for Dense Object Detection (2017), section 3.
    """
    losses = np.atleast_1d(focal_loss_with_logits(y, z, gamma))
    positive = np.atleast_1d(check.real_array(y, "y")) == 1
    if positive.all() or not positive.any():
        raise ValueError(f"y must hold both classes, but all its labels are {int(positive.all())}.")
    share = losses[positive].sum(dtype=np.float64)
    total = share + losses[~positive].sum(dtype=np.float64)
    return float(share / total) if total > 0 else math.nan


# --- Epsilon: three ways to deal with ln 0 ------------------------------------------------------------------


def clipped_cross_entropy(y: ArrayLike, p: ArrayLike, eps: float = 1e-7, reduction: str = "mean") -> Any:
    """Log loss of probabilities limited to [eps, 1 - eps]: never above -ln(eps), never 0.

    Shapes, errors: as `binary_cross_entropy` and `clip_probs`.

    >>> clipped_cross_entropy([1, 0], [1, 1], reduction="none").round(4)
    array([ 0.    , 16.1181])
    """
    y, p = _truth_and_probability(y, p)
    return binary_cross_entropy(y, clip_probs(p, eps), reduction)


def additive_cross_entropy(y: ArrayLike, p: ArrayLike, eps: float = 1e-7, reduction: str = "mean") -> Any:
    """Log loss with eps added inside the logarithms: -[y ln(p + eps) + (1 - y) ln(1 - p + eps)].

    A perfect prediction costs -ln(1 + eps) < 0, and the minimum moves away from the truth (`biased_optimum`).

    Shapes, errors: as `binary_cross_entropy`; ValueError unless eps > 0.

    >>> additive_cross_entropy([1, 0], [1, 1], eps=0.01, reduction="none").round(4)
    array([-0.01  ,  4.6052])
    """

    def formula(y: np.ndarray, p: np.ndarray) -> np.ndarray:
        return -y * np.log(p + eps) - (1 - y) * np.log(1 - p + eps)

    eps = check.number(eps, "eps", above=0)
    y, p = _truth_and_probability(y, p)
    return evaluate(formula, y, p, dtype=check.float_type(p), reduction=check.reduction_name(reduction))


def epsilon_strategies(y: ArrayLike, p: ArrayLike, eps: float = 1e-7) -> dict[str, Any]:
    """The loss of each example in three ways, side by side: "exact", "clip" and "additive".

    Shapes, errors: as `clipped_cross_entropy`.

    >>> for name, loss in epsilon_strategies([1], [0.0]).items():
    ...     print(f"{name:8} {loss[0]:.4f}")
    exact    inf
    clip     16.1181
    additive 16.1181
    """
    return {
        "exact": binary_cross_entropy(y, p, reduction="none"),
        "clip": clipped_cross_entropy(y, p, eps, reduction="none"),
        "additive": additive_cross_entropy(y, p, eps, reduction="none"),
    }


def loss_range(eps: float) -> tuple[float, float]:
    """All that a log loss of 0/1 predictions clipped once to [eps, 1 - eps] can be: (-ln(1 - eps), -ln(eps)).

    Errors: ValueError unless 0 < eps <= 0.5.

    >>> loss_range(1e-7)
    (1.0000000500000033e-07, 16.11809565095832)
    """
    eps = check.number(eps, "eps", above=0, high=0.5)
    return -math.log1p(-eps), -math.log(eps)


def biased_optimum(p: float, eps: float) -> float:
    """The q in [0, 1] that minimises -[p ln(q + eps) + (1 - p) ln(1 - q + eps)]: p (1 + 2 eps) - eps.

    Limited to [0, 1]. The slope is 0 where p / (q + eps) = (1 - p) / (1 - q + eps). So eps pushes q away from
    1/2, where label smoothing would pull it in; only eps = 0 gives the truth p.

    Errors: ValueError unless 0 <= p <= 1 and eps >= 0.

    >>> round(biased_optimum(0.8, 0.01), 6), biased_optimum(0.999, 0.01)
    (0.806, 1.0)
    """
    p, eps = check.number(p, "p", low=0, high=1), check.number(eps, "eps", low=0)
    return min(max(p + eps * (2 * p - 1), 0.0), 1.0)


def clipped_ce_and_grad(y: float, z: float, eps: float = 1e-7) -> tuple[float, float]:
    """Loss of one example with the probability sigmoid(z) clipped to [eps, 1 - eps], and its slope in z.

    Where the clip is active the loss is flat, so the slope is 0: a badly wrong example stops teaching.

    Errors: ValueError unless y is 0 or 1, z a number and 0 < eps < 0.5.

    >>> loss, slope = clipped_ce_and_grad(0, 40)
    >>> round(loss, 4), slope
    (16.1181, 0.0)
    """
    z, eps = check.number(z, "z"), check.number(eps, "eps", above=0, below=0.5)
    check.zero_or_one(check.real_array(y, "y"), "y")
    if min(sigmoid(z), sigmoid(-z)) < eps:
        right, wrong = loss_range(eps)
        return (right if (z > 0) == (y == 1) else wrong), 0.0
    return bce_with_logits(y, z), bce_with_logits_grad(y, z)


# --- One loss for all ---------------------------------------------------------------------------------------


def xent(
    logits: ArrayLike,
    targets: ArrayLike,
    smoothing: float = 0.0,
    gamma: float = 0.0,
    class_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    """One loss to rule them all: L_n = -sum_k w_k T_nk (1 - q_nk)^gamma ln q_nk, with q = softmax(logits).

    T are the targets, integer labels or distributions, smoothed with eps = smoothing (see `smooth_labels`);
    w are the class weights (1 without). smoothing = gamma = 0 is the ordinary cross-entropy; K = 2 with
    logits [0, z] is the binary focal loss. The mean is a plain mean over N, not divided by the weights.

    Shapes: logits (..., K); targets (...) integers or (..., K); class_weight (K,); "none" gives (...).
    Units: nats. Errors: ValueError for shapes that do not fit, no rows, labels outside 0..K-1, rows of
    targets that do not sum to 1, smoothing outside [0, 1], gamma < 0, negative weights, an unknown reduction.

    >>> round(xent([[2, 0, 0]], [0], smoothing=0.1), 6)
    0.372878
    >>> xent([[0, 1000], [0, 0]], [0, 1], gamma=2, class_weight=[1, 10], reduction="none")
    array([1000.        ,    1.73286795])

    Source: the definitions of Szegedy et al. (2016) and Lin et al. (2017), combined.
    """

    def formula(z: np.ndarray, target: np.ndarray) -> np.ndarray:
        _, miss, surprise = _hit_miss_surprise(z)
        w = weight * _smoothed(_distribution(z, target), smoothing) * miss**gamma
        return np.where(w == 0, 0, w * surprise).sum(axis=-1)

    z = _logit_table(logits)
    smoothing, gamma, weight = _xent_settings(z.shape[-1], smoothing, gamma, class_weight)
    tables, labels = _labels_or_table(targets, z)
    reduction = check.reduction_name(reduction)
    how: dict[str, Any] = {"rows": True, "dtype": check.float_type(z), "work": np.float64}
    return evaluate(formula, z, *tables, labels=labels, reduction=reduction, **how)


def xent_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    smoothing: float = 0.0,
    gamma: float = 0.0,
    class_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> np.ndarray:
    """Slope of `xent` in the logits, shape (..., K). Finite for all finite logits.

    >>> xent_grad([[0, 0]], [0])
    array([[-0.5,  0.5]])
    """

    def formula(z: np.ndarray, target: np.ndarray) -> np.ndarray:
        return _softmax_slope(z, weight * _smoothed(_distribution(z, target), smoothing), gamma) / n

    z = _logit_table(logits)
    smoothing, gamma, weight = _xent_settings(z.shape[-1], smoothing, gamma, class_weight)
    tables, labels = _labels_or_table(targets, z)
    n = _examples(math.prod(z.shape[:-1]), reduction)
    dtype = check.float_type(z)
    return evaluate(formula, z, *tables, labels=labels, rows=True, dtype=dtype, work=np.float64)


# --- What the row formulas share (z and T are blocks of rows, y the labels of the rows) ---------------------


def _at(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The entry of each row at its label, shape (n, 1)."""
    return z.take(positions(z, y))


def _distribution(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Targets as rows of probabilities: labels become one-hot rows like z."""
    if target.ndim == z.ndim:
        return target
    T = np.zeros_like(z)
    T.put(positions(T, target), 1)
    return T


def _hit_miss_surprise(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """q, 1 - q and -ln q for q = softmax(z); 1 - q is the share of all others, summed without cancelling."""
    top, m, e, rest = softmax_parts(z)
    total = row_sums(e)
    others = total - e
    others.put(top, rest * e.take(top))
    return e / total, others / total, (m - z) + np.log1p(rest)


def _softmax_slope(z: np.ndarray, w: np.ndarray, gamma: float = 0.0) -> np.ndarray:
    """Slope in z of sum_k w_k (1 - q_k)^gamma (-ln q_k), q = softmax(z).

    With g_k = w_k (1 - q_k)^gamma [1 + gamma q_k (-ln q_k) / (1 - q_k)] it is
    q_j (sum of g_k over k != j) - g_j (1 - q_j); for gamma = 0 and one target distribution w this is q - w.
    """
    q, miss, surprise = _hit_miss_surprise(z)
    g = w
    if gamma > 0:
        # Where q = 1, (-ln q) / (1 - q) is 1; where q = 0, q (-ln q) is 0.
        ratio = np.where(miss == 0, 1, np.fmax(q * surprise, 0) / miss)
        g = w * miss**gamma * (1 + gamma * ratio)
    return q * (g.sum(axis=-1, keepdims=True) - g) - g * miss


# --- What the losses ask of their arguments -----------------------------------------------------------------


def _same_shape(y: ArrayLike, p: ArrayLike, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Truth and prediction as arrays of one shape with at least one element."""
    y, p = check.real_array(y, "y"), check.real_array(p, name)
    check.same_shape(y, p, "y", name)
    check.non_empty(p, name)
    return y, p


def _truth_and_probability(y: ArrayLike, p: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    y, p = _same_shape(y, p, "p")
    check.in_range(y, "y")
    check.in_range(p, "p")
    return y, p


def _truth_and_logit(y: ArrayLike, z: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    y, z = _same_shape(y, z, "z")
    check.in_range(y, "y")
    return y, z


def _hard_label_and_probability(y: ArrayLike, p: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    y, p = _truth_and_probability(y, p)
    check.zero_or_one(y, "y")
    return y, p


def _hard_label_and_logit(y: ArrayLike, z: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    y, z = _same_shape(y, z, "z")
    check.zero_or_one(y, "y")
    return y, z


def _logit_table(logits: ArrayLike) -> np.ndarray:
    """Rows of logits: at least two axes, at least one row and one class."""
    return _table(check.real_array(logits, "logits"), "logits")


def _labels_and_logits(labels: ArrayLike, logits: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """One label in 0..K-1 for each row of logits."""
    z = _logit_table(logits)
    y = check.labels(labels, z.shape[-1])
    if y.shape != z.shape[:-1]:
        raise ValueError(
            f"labels must hold one label for each row of logits, "
            f"but labels is {y.shape} and logits is {z.shape}."
        )
    return y, z


def _target_table(targets: ArrayLike, like: np.ndarray, name: str, name_like: str = "logits") -> np.ndarray:
    """Rows of probabilities, in the shape of the predictions."""
    T = check.real_array(targets, name)
    check.same_shape(T, like, name, name_like)
    _rows_of_probabilities(T, name)
    return T


def _labels_or_table(
    targets: ArrayLike, z: np.ndarray
) -> tuple[tuple[np.ndarray, ...], np.ndarray | None]:
    """Targets of `xent`: either (no table, labels) or (a table of distributions, no labels)."""
    if check.real_array(targets, "targets").ndim == z.ndim:
        return (_target_table(targets, z, "targets"),), None
    return (), _labels_and_logits(targets, z)[0]


def _two_tables(Y: ArrayLike, Q: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    q = _table(check.real_array(Q, "Q"), "Q")
    y = _target_table(Y, q, "Y", "Q")
    _rows_of_probabilities(q, "Q")
    return y, q


def _table(x: np.ndarray, name: str) -> np.ndarray:
    if x.ndim < 2 or x.size == 0:
        raise ValueError(f"{name} must be a non-empty table (N, K), one row for each example, not {x.shape}.")
    return x


def _rows_of_probabilities(table: np.ndarray, name: str) -> None:
    def is_distribution(rows: np.ndarray) -> np.ndarray:
        return (rows.min(axis=-1) >= 0) & (np.abs(rows.sum(axis=-1) - 1) <= ROW_TOLERANCE)

    if evaluate(is_distribution, table, rows=True, dtype=check.float_type(table), reduction="mean") < 1:
        check.distributions(table, name, atol=ROW_TOLERANCE)  # names the row and its total


def _focal_settings(gamma: float, alpha: float | None) -> tuple[float, float | None]:
    gamma = check.number(gamma, "gamma", low=0)
    return gamma, None if alpha is None else check.number(alpha, "alpha", low=0, high=1)


def _xent_settings(
    K: int, smoothing: float, gamma: float, class_weight: ArrayLike | None
) -> tuple[float, float, np.ndarray]:
    smoothing = check.number(smoothing, "smoothing", low=0, high=1)
    gamma = check.number(gamma, "gamma", low=0)
    weight = np.ones(K) if class_weight is None else check.numeric_array(class_weight, "class_weight")
    if weight.shape != (K,):
        raise ValueError(f"class_weight must have the shape ({K},), one for each class, not {weight.shape}.")
    check.in_range(weight, "class_weight", 0, np.finfo(weight.dtype).max)
    return smoothing, gamma, weight


def _examples(count: int, reduction: str) -> int:
    """What a gradient is divided by: the number of examples for a mean, else 1."""
    return count if check.reduction_name(reduction) == "mean" else 1
