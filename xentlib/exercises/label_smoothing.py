"""The exercises of notebook 08: softened targets, their loss and its floor, and how well confidence fits accuracy.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, LIKE_INPUT, NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from ..checking.values import as_number, as_numbers, close
from .recognise import Function, Seen, sorted_out, unchecked


def _like(reference: Function, *formulas: Function) -> list[Function]:
    """Answers that follow another formula, and refuse what the reference refuses."""

    def imitating(formula: Function) -> Function:
        def imitation(*args: Any, **kwargs: Any) -> Any:
            reference(*args, **kwargs)
            with np.errstate(all="ignore"):
                return formula(*args, **kwargs)
        return imitation

    return [imitating(formula) for formula in formulas]


def _right_so_far(seen: Seen, reference: Function, atol: float = 1e-8) -> bool:
    valid, _ = sorted_out(seen, reference)
    return all(close(outcome.value, right, atol=atol) for _, outcome, right in valid)


def _some_wrong(seen: Seen, reference: Function) -> list[tuple[Call, Outcome, Any]]:
    """The calls that have a right value and got none, or another."""
    valid, _ = sorted_out(seen, reference)
    return [(request, outcome, right) for request, outcome, right in valid if not close(outcome.value, right)]


def _no_number(outcome: Outcome) -> bool:
    """No value, or one that is not finite."""
    numbers = as_numbers(outcome.value)
    return outcome.error is not None or (numbers is not None and not bool(np.isfinite(numbers).all()))


def _hot(labels: list[int], K: int) -> np.ndarray:
    return xl.one_hot(labels, K)


# ---------------------------------------------------------------- 8.1 smooth_labels


def _smoothed_by(*formulas: Callable[[np.ndarray, float, int], Any]) -> list[Function]:
    """Versions of `smooth_labels` from formulas in Y as floats, eps and K."""
    def with_floats(formula: Callable[[np.ndarray, float, int], Any]) -> Function:
        return lambda Y, eps: formula(np.array(Y, dtype=float), eps, np.shape(Y)[-1])
    return _like(xl.smooth_labels, *map(with_floats, formulas))


def _in_place(Y: Any, eps: float) -> Any:
    """Right values, written into the caller's array."""
    smoothed = xl.smooth_labels(Y, eps)
    if type(Y) is np.ndarray and Y.dtype.kind == "f":
        Y[...] = smoothed
    return smoothed


def _mutated(seen: Seen) -> bool:
    return any(outcome.changed_input for _, outcome in seen) and all(
        close(outcome.value, right, atol=1e-8) for _, outcome, right in sorted_out(seen, xl.smooth_labels)[0])


def _soft_rows_only_wrong(seen: Seen) -> bool:
    """One-hot rows are smoothed rightly, soft ones are not."""
    wrong = _some_wrong(seen, xl.smooth_labels)
    return bool(wrong) and all(not np.isin(np.asarray(request.args[0]), (0, 1)).all() for request, _, _ in wrong)


def _fresh_targets(rng: np.random.Generator) -> Iterator[Call]:
    for K in (2, 3, 4, 5, 10):
        eps = float(rng.choice([0.05, 0.1, 0.2, 0.3, 0.6]))
        yield call(_hot(rng.integers(0, K, 4).tolist(), K), eps)
        yield call(rng.dirichlet(np.ones(K), size=K), float(rng.random()))


def _sums_to_one(answer: Function, Y: np.ndarray, eps: float) -> str | None:
    totals = answer(Y, eps).sum(axis=-1)
    off = int(np.argmax(np.abs(totals - 1)))
    return None if abs(totals[off] - 1) < 1e-9 else f"row {off} sums to {totals[off]:.6g}."


def _twice_is_once(answer: Function, Y: np.ndarray, a: float, b: float) -> str | None:
    """Mixing in a, then b, leaves (1 - a)(1 - b) of the target."""
    once, twice = answer(Y, 1 - (1 - a) * (1 - b)), answer(answer(Y, a), b)
    gap = float(np.max(np.abs(once - twice)))
    return None if gap < 1e-9 else f"smoothed with {a:g} and then {b:g}, an entry is off by {gap:.3g}."


def _fresh_rows(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, float]]:
    for K in (2, 4, 10):
        yield _hot(rng.integers(0, K, 3).tolist(), K), round(float(rng.random()), 2)


SMOOTH_LABELS = Exercise(
    name="smooth_labels", points=2, visible_points=1, reference=xl.smooth_labels, returns=FLOAT_ARRAY,
    visible=[
        Values("Of four classes and with eps = 0.1, the true one keeps 0.925 and each other gets 0.025.",
               [call([[0, 1, 0, 0]], 0.1), call(_hot([0, 3, 2], 4), 0.1)]),
        Law("Every row of smoothed targets sums to 1.",
            lambda rng: [(_hot([0, 2, 1], 3), 0.3), (_hot([1, 0], 2), 0.2)], _sums_to_one),
    ],
    hidden=[
        Values("Cat 0.9 and dog 0.1 is eps = 0.2; with 1000 classes and eps = 0.1 it is 0.9001 and 0.0001.",
               [call([[1, 0], [0, 1]], 0.2), call(_hot([7], 1000), 0.1)]),
        Values("eps = 0 changes nothing, and eps = 1 leaves the uniform distribution; both in a new array.",
               [call(_hot([1, 2], 3), 0.0), call(_hot([1, 2], 3), 1.0), call([[0.7, 0.2, 0.1]], 1)], new=True),
        Values("The targets that came in stay as they are, also where they are floats or integers.",
               [call(_hot([0, 1], 4), 0.1), call(np.array([[0, 1, 0], [1, 0, 0]]), 0.3)], new=True),
        Values("An eps below 0 or above 1 is refused with a ValueError.",
               [call([[1, 0]], -0.1), call([[1, 0]], 1.5), call(_hot([0], 3), 10)]),
        Values("Fresh targets, hard and soft.", _fresh_targets),
        Law("Smoothing twice is smoothing once, with more.",
            lambda rng: [(rows, 0.1, eps) for rows, eps in _fresh_rows(rng)], _twice_is_once),
    ],
    misconceptions=[
        Misconception(
            "shared among the others", "the true class keeps just 1 - eps, and the others share eps among themselves.",
            "That convention exists, with eps/(K - 1). In Szegedy's, eps is spread over all classes, the true one "
            "included. How much does it get back?",
            like=_smoothed_by(lambda Y, eps, K: (1 - eps) * Y + eps / (K - 1) * (1 - Y))),
        Misconception(
            "eps missing in the uniform part", "every class gets 1/K on top, whatever eps is; rows sum to 2 - eps.",
            "You mix two distributions. What shares of the mixture do they have, and what do the two shares add up to?",
            like=_smoothed_by(lambda Y, eps, K: (1 - eps) * Y + 1 / K, lambda Y, eps, K: Y + 1 / K)),
        Misconception(
            "eps for each other class", "each other class gets the whole eps.",
            "0.9 for the cat and 0.1 for the dog adds up to 1. What does it add up to when there is also a horse?",
            like=_smoothed_by(lambda Y, eps, K: np.where(Y == 1, 1 - eps, eps),
                              lambda Y, eps, K: (1 - eps) * Y + eps * (1 - Y),
                              lambda Y, eps, K: (1 - eps) * Y + eps)),
        Misconception(
            "clipped", "your targets are cut off at eps and 1 - eps.",
            "Cutting keeps a logarithm finite; it does not keep a total. What do your rows sum to?",
            like=_smoothed_by(lambda Y, eps, K: np.clip(Y, eps, 1 - eps),
                              lambda Y, eps, K: np.clip(Y, eps / K, 1 - eps / K))),
        Misconception(
            "taken away twice", "the true class keeps 1 - eps, but the others get only eps/K each: some probability "
            "has gone.",
            "Add up a row. Which class did not receive its share of what is spread evenly?",
            like=_smoothed_by(lambda Y, eps, K: np.where(Y == 1, 1 - eps, eps / K),
                              lambda Y, eps, K: np.where(Y > 0.5, 1 - eps, eps / K),
                              lambda Y, eps, K: (1 - eps) * Y + eps / K * (1 - Y),
                              lambda Y, eps, K: np.where(Y > 0, (1 - eps) * Y, eps / K))),
        Misconception(
            "added without taking", "the uniform part is added, but nothing is taken from the true class.",
            "Where does the probability come from that the others receive?",
            like=_smoothed_by(lambda Y, eps, K: Y + eps / K, lambda Y, eps, K: Y + eps)),
        Misconception(
            "added and renormalised", "something is added to every class and the row is divided by its total, as with "
            "counts.",
            "That is Laplace's smoothing, whose effect depends on the total. Here the label keeps exactly the share "
            "1 - eps. How large is yours?",
            like=_smoothed_by(lambda Y, eps, K: (Y + eps) / (1 + K * eps), lambda Y, eps, K: (Y + eps / K) / (1 + eps),
                              lambda Y, eps, K: (Y + 1 / K) / 2)),
        Misconception(
            "shares exchanged", "the label gets the share eps and the uniform distribution 1 - eps.",
            "With eps = 0 nothing should change. What do you get?",
            like=_smoothed_by(lambda Y, eps, K: eps * Y + (1 - eps) / K)),
        Misconception(
            "examples instead of classes", "the uniform part is divided by the number of rows.",
            "Y is (N, K). Along which axis does a row have to sum to 1, and which of the two numbers is its length?",
            like=_like(xl.smooth_labels, lambda Y, eps: (1 - eps) * np.array(Y, float) + eps / len(Y))),
        Misconception(
            "input changed", "your values are right, and the caller's targets are smoothed along with them.",
            "Each epoch of a training smooths the same labels. What has become of them after ten epochs, and which of "
            "your operations writes into the array that came in?",
            like=[_in_place], shows=_mutated),
        Misconception(
            "hard labels only", "one-hot rows come out right; rows that were soft already do not.",
            "A doctor says 70 to 30. What should become of that, if the target is mixed with the uniform distribution?",
            shows=_soft_rows_only_wrong),
        Misconception(
            "any eps will do", "an eps outside 0 to 1 is not refused.",
            "With eps = 1.5 the true class would get a negative probability. Who should notice, and when?",
            shows=unchecked(xl.smooth_labels)),
    ],
    probes=[call([[0, 1, 0]], 0.1), call([[1, 0, 0], [0, 0, 1]], 0.4), call([[0.7, 0.2, 0.1]], 0.2),
            call([[1, 0]], -0.5), call([[1, 0]], 2)],
)

# ---------------------------------------------------------------- 8.2 smoothed_cross_entropy


def _log_q(logits: Any) -> np.ndarray:
    return xl.log_softmax(np.asarray(logits, float))


def _loss_by(*formulas: Callable[[np.ndarray, np.ndarray, float], Any]) -> list[Function]:
    """Versions of `smoothed_cross_entropy` from formulas in one-hot Y, log-probabilities and eps."""
    def of_logs(formula: Callable[[np.ndarray, np.ndarray, float], Any]) -> Function:
        return lambda labels, logits, eps: float(formula(_hot(labels, np.shape(logits)[1]), _log_q(logits), eps))
    return _like(xl.smoothed_cross_entropy, *map(of_logs, formulas))


def _bill(T: np.ndarray, log_q: np.ndarray) -> float:
    """Mean cross-entropy of targets T, which need not be distributions."""
    return float(np.mean(-np.sum(T * log_q, axis=1)))


def _entropy_of(T: np.ndarray) -> float:
    return float(np.mean(xl.entropy_rows(T))) * math.log(2)


def _far_apart(request: Call) -> bool:
    """Logits of which naive formulas know nothing any more."""
    return float(np.ptp(np.asarray(request.args[1], float), axis=1).max()) > 25 or float(
        np.abs(request.args[1]).max()) > 25


def _astray_when_far_apart(seen: Seen) -> bool:
    """Right for ordinary logits; wrong, stopped or warned where logits are far apart."""
    valid, _ = sorted_out(seen, xl.smoothed_cross_entropy)
    near = [(outcome, right) for request, outcome, right in valid if not _far_apart(request)]
    far = [(outcome, right) for request, outcome, right in valid if _far_apart(request)]
    return (all(close(outcome.value, right, atol=1e-4) for outcome, right in near)
            and any(not close(outcome.value, right) or outcome.warnings for outcome, right in far))


def _fresh_losses(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((1, 2), (3, 3), (4, 6), (5, 10)):
        yield call(rng.integers(0, K, N), rng.normal(0, 3, (N, K)), float(rng.choice([0.05, 0.1, 0.3, 0.7])))


def _fresh_plain(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((2, 2), (3, 5)):
        yield call(rng.integers(0, K, N), rng.normal(0, 2, (N, K)), 0.0)


def _straight_in_eps(answer: Function, labels: np.ndarray, logits: np.ndarray) -> str | None:
    """The loss is linear in eps: halfway between no smoothing and all of it lies the mean of the two."""
    none, half, all_ = (answer(labels, logits, eps) for eps in (0.0, 0.5, 1.0))
    off = half - (none + all_) / 2
    return None if abs(off) < 1e-9 * max(1.0, abs(half)) else (
        f"with eps = 0, 0.5 and 1 it gives {none:.6g}, {half:.6g} and {all_:.6g}.")


def _not_below_the_floor(answer: Function, labels: np.ndarray, logits: np.ndarray, eps: float) -> str | None:
    value, (floor, _) = answer(labels, logits, eps), xl.smoothing_floor(logits.shape[1], eps)
    return None if value >= floor - 1e-9 else f"the loss is {value:.6g}, and the targets' own entropy {floor:.6g}."


def _law_cases(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for N, K in ((1, 2), (2, 3), (4, 4)):
        yield rng.integers(0, K, N), np.round(rng.normal(0, 3, (N, K)), 1)


SMOOTHED_CROSS_ENTROPY = Exercise(
    name="smoothed_cross_entropy", points=3, visible_points=1,
    reference=lambda labels, logits, eps: xl.smoothed_cross_entropy(labels, logits, eps),
    library=xl.smoothed_cross_entropy, returns=NUMBER,
    visible=[
        Values("A model that knows nothing pays ln K, whatever eps is.",
               [call([0, 2], np.zeros((2, 3)), 0.1), call([1], [[0, 0]], 0.5), call([4], np.zeros((1, 10)), 0.0)]),
        Values("One example with logits [2, 0, 0], label 0 and eps = 0.1 costs 0.372878 nats; two examples cost their "
               "mean.", [call([0], [[2, 0, 0]], 0.1), call([0, 2], [[2, 0, 0], [1, 0, -1]], 0.2)]),
    ],
    hidden=[
        Values("Fresh labels and logits: the cross-entropy of the smoothed targets.", _fresh_losses),
        Values("eps = 0 is ordinary cross-entropy.", _fresh_plain),
        Values("Logits of a thousand give a finite loss, in silence.",
               [call([0], [[1000, 0]], 0.1), call([0, 1], [[-1000, 1000, 0], [0, 800, -50]], 0.2),
                call([1], [[0, 60]], 0.05), call([0, 1], [[1000, 0], [0, 2]], 0.1)], silent=True),
        Law("The loss is a straight line in eps.", _law_cases, _straight_in_eps),
        Law("The loss is never below the entropy of the smoothed targets.",
            lambda rng: [(labels, logits, 0.2) for labels, logits in _law_cases(rng)], _not_below_the_floor),
    ],
    misconceptions=[
        Misconception(
            "all classes in full", "the losses of all classes are added up, where their mean is wanted.",
            "The uniform distribution gives each of the K classes the same weight. Which weight?",
            like=_loss_by(lambda Y, g, eps: _bill((1 - eps) * Y + eps, g))),
        Misconception(
            "shared among the others", "eps goes to the other classes only, eps/(K - 1) each.",
            "In Szegedy's convention the uniform part includes the true class. What is its weight then, in all?",
            like=_loss_by(lambda Y, g, eps: _bill((1 - eps) * Y + eps / (Y.shape[1] - 1) * (1 - Y), g))),
        Misconception(
            "taken away twice", "the label weighs 1 - eps and the others eps/K each: the weights do not add up to 1.",
            "Which class did not receive its share of what is spread evenly?",
            like=_loss_by(lambda Y, g, eps: _bill((1 - eps) * Y + eps / Y.shape[1] * (1 - Y), g))),
        Misconception(
            "eps missing in the uniform part", "the uniform part weighs 1, whatever eps is.",
            "You mix two losses. What do their two shares add up to?",
            like=_loss_by(lambda Y, g, eps: _bill((1 - eps) * Y + 1 / Y.shape[1], g),
                          lambda Y, g, eps: _bill(Y + eps / Y.shape[1], g))),
        Misconception(
            "predictions smoothed", "the model's probabilities are mixed with the uniform distribution; the labels are "
            "left hard.",
            "Then certainty costs nothing extra, because the mixture never reaches 1. Whose modesty do we want to "
            "train: what is asked of the model, or what it says?",
            like=_loss_by(
                lambda Y, g, eps: _bill(Y, np.log((1 - eps) * np.exp(g) + eps / Y.shape[1])),
                lambda Y, g, eps: _bill(Y, np.log((1 - eps) * np.exp(g) + eps)),
                lambda Y, g, eps: _bill((1 - eps) * Y + eps / Y.shape[1],
                                        np.log((1 - eps) * np.exp(g) + eps / Y.shape[1])))),
        Misconception(
            "eps not used", "your loss is the ordinary cross-entropy, the same for every eps.",
            "Which part of the target is left out, and where would `eps` enter?",
            like=_loss_by(lambda Y, g, eps: _bill(Y, g))),
        Misconception(
            "shares exchanged", "the label has the share eps and the uniform distribution 1 - eps.",
            "What should be left of the loss when eps is 0?",
            like=_loss_by(lambda Y, g, eps: _bill(eps * Y + (1 - eps) / Y.shape[1], g))),
        Misconception(
            "without the floor", "you measure the divergence from the smoothed target; its entropy is missing.",
            "A bill is nature's part and waste. Which of the two is yours, and what does a perfect model pay?",
            like=_loss_by(lambda Y, g, eps: _bill(xl.smooth_labels(Y, eps), g)
                          - _entropy_of(xl.smooth_labels(Y, eps)))),
        Misconception(
            "entropy of the prediction", "the second term is the entropy of the model's own prediction, added or "
            "subtracted.",
            "That is another way to reward doubt, known as a confidence penalty. Who does the weighting in "
            "smoothing, the model or the uniform distribution?",
            like=_loss_by(lambda Y, g, eps: (1 - eps) * _bill(Y, g) + eps * _bill(np.exp(g), g),
                          lambda Y, g, eps: _bill(Y, g) - eps * _bill(np.exp(g), g),
                          lambda Y, g, eps: (1 - eps) * _bill(Y, g) - eps * _bill(np.exp(g), g))),
        Misconception(
            "minus missing", "your losses are negative.", "What is the sign of a logarithm of something below 1?",
            like=_loss_by(lambda Y, g, eps: -_bill(xl.smooth_labels(Y, eps), g))),
        Misconception(
            "sum over examples", "the losses of the examples are added up, not averaged.",
            "Should the loss double when the batch does?",
            like=_loss_by(lambda Y, g, eps: len(Y) * _bill(xl.smooth_labels(Y, eps), g))),
        Misconception(
            "mean over all entries", "you average over all N times K entries.",
            "The sum over the classes is the loss of one example. Over what is the mean taken then?",
            like=_loss_by(lambda Y, g, eps: _bill(xl.smooth_labels(Y, eps), g) / Y.shape[1])),
        Misconception(
            "bits", "your losses are in bits.", "From notebook 04 on a loss is counted with the natural logarithm. "
            "Which one did you use?",
            like=_loss_by(lambda Y, g, eps: _bill(xl.smooth_labels(Y, eps), g) / math.log(2))),
        Misconception(
            "softmax over the examples", "the softmax runs down the columns, so that the examples compete with each "
            "other.",
            "Whose probabilities have to add up to 1, and along which axis do they lie?",
            like=_like(xl.smoothed_cross_entropy, lambda labels, logits, eps: _bill(
                xl.smooth_labels(_hot(labels, np.shape(logits)[1]), eps),
                xl.log_softmax(np.asarray(logits, float), axis=0)))),
        Misconception(
            "logits taken for probabilities", "the logits enter as they are, without a softmax.",
            "Logits are any real numbers. What has to happen before they can be priced?",
            like=_like(xl.smoothed_cross_entropy, lambda labels, logits, eps: _bill(
                xl.smooth_labels(_hot(labels, np.shape(logits)[1]), eps), np.asarray(logits, float)))),
        Misconception(
            "softmax twice", "a second softmax is applied to probabilities.",
            "`log_softmax` takes logits. What did you hand to it?",
            like=_loss_by(lambda Y, g, eps: _bill(xl.smooth_labels(Y, eps), xl.log_softmax(np.exp(g))))),
        Misconception(
            "unstable", "ordinary logits come out right; where they are far apart, your loss is capped, infinite, "
            "nan, or NumPy warns.",
            "A softmax of [1000, 0] is exactly [1, 0] for a computer, and its logarithm is lost. Is there a "
            "way to the logarithm that does not lead over the softmax?",
            shows=_astray_when_far_apart),
    ],
    probes=[call([1], [[0.5, -0.5, 1.0]], 0.3), call([0, 1], [[2.0, 0.0], [1.0, -1.0]], 0.4),
            call([0], [[3.0, 1.0, 0.0, -2.0]], 0.1)],
)

# ---------------------------------------------------------------- 8.3 smoothing_floor


def _targets(K: int, eps: float) -> tuple[float, float]:
    """What the label and what each other class gets."""
    return 1 - eps + eps / K, eps / K


def _cost(t: float, u: float, others: float) -> float:
    """- t ln t - others u ln u, with 0 ln 0 = 0."""
    return float(-xl.xlogy(t, t) - others * xl.xlogy(u, u))


def _ratio(t: float, u: float) -> float:
    return math.inf if u == 0 else math.log(t / u)


def _floor_by(*formulas: Callable[[int, float], tuple[float, float]]) -> list[Function]:
    return _like(xl.smoothing_floor, *formulas)


def _with_gap(gap: Callable[[float, float], float]) -> Callable[[int, float], tuple[float, float]]:
    """The right floor, with a gap from what the label and each other class get."""
    return lambda K, eps: (xl.smoothing_floor(K, eps)[0], gap(*_targets(K, eps)))


def _both_mistakes(K: int, eps: float) -> tuple[float, float]:
    """The floor and the gap of the other convention, with eps/(K - 1)."""
    t, u = 1 - eps, eps / (K - 1)
    return _cost(t, u, K - 1), _ratio(t, u) if t else -math.inf


def _only_eps_zero_fails(seen: Seen) -> bool:
    """Right but for eps = 0, where there is an error, a nan, something huge or something tiny, or a warning."""
    valid, _ = sorted_out(seen, xl.smoothing_floor)
    at_zero = [(outcome, right) for request, outcome, right in valid if request.args[1] == 0]
    others = [(outcome, right) for request, outcome, right in valid if request.args[1] != 0]
    return (all(close(outcome.value, right, atol=1e-4, rtol=1e-4) for outcome, right in others)
            and any(not close(outcome.value, right) or outcome.warnings for outcome, right in at_zero))


def _one_is_refused(seen: Seen) -> bool:
    """Right but for eps = 1."""
    wrong = _some_wrong(seen, xl.smoothing_floor)
    return bool(wrong) and all(request.args[1] == 1 for request, _, _ in wrong)


def _fresh_floors(rng: np.random.Generator) -> Iterator[Call]:
    for _ in range(8):
        yield call(int(rng.integers(2, 60)), round(float(rng.uniform(0.01, 0.95)), 3))
    yield call(10, 1e-4)  # small, and not 0


def _floor_is_reached(answer: Function, K: int, eps: float) -> str | None:
    """A model with this gap pays the floor; a little more or less of a gap costs more."""
    floor, gap = answer(K, eps)
    row = np.zeros((1, K))
    paid = {}
    for offset in (-0.1, 0.0, 0.1):
        row[0, 0] = gap + offset
        paid[offset] = xl.smoothed_cross_entropy([0], row, eps)
    if abs(paid[0.0] - floor) > 1e-9:
        return f"with a gap of {gap:.6g} a model pays {paid[0.0]:.6g}, not {floor:.6g}."
    if min(paid[-0.1], paid[0.1]) <= paid[0.0]:
        return f"a gap of {gap:.6g} costs {paid[0.0]:.6g}, and a gap near it costs less."
    return None


SMOOTHING_FLOOR = Exercise(
    name="smoothing_floor", points=2, visible_points=1, reference=xl.smoothing_floor, returns=LIKE_INPUT,
    visible=[
        Values("Ten classes with eps = 0.1: floor 0.500288 nats, logit gap 4.510860.", [call(10, 0.1)]),
        Values("Three classes with eps = 0.3.", [call(3, 0.3)]),
    ],
    hidden=[
        Values("Two classes with eps = 0.2 have the entropy of (0.9, 0.1); eps = 1 gives ln K and no gap.",
               [call(2, 0.2), call(2, 1.0), call(7, 1)]),
        Values("eps = 0 gives a floor of 0 and an infinite gap, in silence.",
               [call(10, 0.0), call(2, 0)], silent=True),
        Values("Fresh numbers of classes and eps.", _fresh_floors),
        Law("A softmax with that gap pays exactly the floor, and any other gap pays more.",
            lambda rng: [(3, 0.1), (int(rng.integers(4, 30)), 0.25)], _floor_is_reached),
    ],
    misconceptions=[
        Misconception(
            "a perfect model pays nothing", "your floor is 0.",
            "The smoothed target is not sure of the label. What does even the best prediction pay for a target "
            "that is uncertain, and what was that number called in notebook 01?",
            like=_floor_by(lambda K, eps: (0.0, xl.smoothing_floor(K, eps)[1]))),
        Misconception(
            "one other class", "only one of the other classes is in your entropy.",
            "The target has K entries. How many of them are equal to eps/K?",
            like=_floor_by(lambda K, eps: (_cost(*_targets(K, eps), 1), _ratio(*_targets(K, eps))))),
        Misconception(
            "all classes as others", "the entropy counts K small entries beside the label, one too many.",
            "The target has K entries, the label's among them. How many are left?",
            like=_floor_by(lambda K, eps: (_cost(*_targets(K, eps), K), _ratio(*_targets(K, eps))))),
        Misconception(
            "the label only", "your floor has only the label's own term.",
            "What are the other classes' terms worth? None of them is 0 as long as eps is above 0.",
            like=_floor_by(lambda K, eps: (_cost(*_targets(K, eps), 0), _ratio(*_targets(K, eps))),
                           lambda K, eps: (-math.log(_targets(K, eps)[0]), _ratio(*_targets(K, eps))))),
        Misconception(
            "bits", "your floor is in bits.", "Losses are counted in nats here. Which logarithm is that?",
            like=_floor_by(lambda K, eps: (xl.smoothing_floor(K, eps)[0] / math.log(2),
                                           xl.smoothing_floor(K, eps)[1]),
                           lambda K, eps: (xl.smoothing_floor(K, eps)[0] / math.log(2),
                                           xl.smoothing_floor(K, eps)[1] / math.log(2)))),
        Misconception(
            "shared among the others", "your numbers belong to the other convention: 1 - eps for the label and "
            "eps/(K - 1) for each other class.",
            "What does Szegedy's target give to the label? It gets its share of eps as well.",
            like=_floor_by(_both_mistakes)),
        Misconception(
            "taken away twice", "your target gives 1 - eps to the label and eps/K to the others.",
            "Add up that target. What is missing, and where?",
            like=_floor_by(lambda K, eps: (_cost(1 - eps, eps / K, K - 1),
                                           _ratio(1 - eps, eps / K) if eps < 1 else -math.inf),
                           lambda K, eps: (_cost(*_targets(K, eps), K - 1),
                                           _ratio(1 - eps, eps / K) if eps < 1 else -math.inf))),
        Misconception(
            "negative floor", "your floor is negative.", "What is the sign of an entropy?",
            like=_floor_by(lambda K, eps: (-xl.smoothing_floor(K, eps)[0], xl.smoothing_floor(K, eps)[1]))),
        Misconception(
            "gap the wrong way round", "your gap is negative: the label would be behind the others.",
            "Which of the two probabilities is the larger one, and which logit should be?",
            like=_floor_by(lambda K, eps: (xl.smoothing_floor(K, eps)[0], -xl.smoothing_floor(K, eps)[1]))),
        Misconception(
            "exchanged", "both numbers are right and stand in the wrong order.",
            "The contract names the loss first. Which one do you return first?",
            like=_floor_by(lambda K, eps: xl.smoothing_floor(K, eps)[::-1])),
        Misconception(
            "gap of the probabilities", "the floor is right; the gap is made of probabilities, but it is not the "
            "difference of two logits.",
            "In a softmax, q_i / q_j = exp(z_i - z_j). So what is z_i - z_j when you know both probabilities?",
            like=_floor_by(*(_with_gap(gap) for gap in (
                lambda t, u: t - u, lambda t, u: t - u if u else math.inf, lambda t, u: t / u if u else math.inf,
                lambda t, u: t,
                lambda t, u: _ratio(t, 1 - t), lambda t, u: -math.log(t), lambda t, u: _ratio(1, u))))),
        Misconception(
            "nothing at eps = 0", "everything is right until eps is 0; there your function stops, warns, or returns "
            "something that is no number or not quite the right one.",
            "Without smoothing the target is hard. What is its entropy, and how far may the logits go?",
            shows=_only_eps_zero_fails),
        Misconception(
            "eps = 1 left out", "only eps = 1 fails.",
            "With eps = 1 the target is uniform. What is its entropy, and which gap does a uniform softmax have?",
            shows=_one_is_refused),
    ],
    probes=[call(4, 0.2), call(10, 0.05), call(3, 0.9), call(5, 0.0)],
)

# ---------------------------------------------------------------- 8.4 calibration_error


def _sure(*confidences: float) -> list[list[float]]:
    """Predictions of class 0 with these confidences, of two classes."""
    return [[c, round(1 - c, 12)] for c in confidences]


def _bins(sure: np.ndarray, n_bins: int) -> np.ndarray:
    return np.minimum((sure * n_bins).astype(int), n_bins - 1)


def _ece_by(*formulas: Callable[[np.ndarray, np.ndarray, int], float]) -> list[Function]:
    """Versions of `calibration_error` from formulas in confidence, correctness and the number of bins."""
    def of_table(formula: Callable[[np.ndarray, np.ndarray, int], float]) -> Function:
        def imitation(P: Any, labels: Any, n_bins: int = 15) -> float:
            table = np.asarray(P, float)
            return float(formula(table.max(axis=1), (table.argmax(axis=1) == np.asarray(labels)).astype(float), n_bins))
        return imitation
    return _like(xl.calibration_error, *map(of_table, formulas))


def _gaps(sure: np.ndarray, right: np.ndarray, bins: np.ndarray) -> Iterator[tuple[float, float]]:
    """Weight and signed gap, accuracy less confidence, of every bin that holds something."""
    for b in np.unique(bins):
        inside = bins == b
        yield float(np.mean(inside)), float(right[inside].mean() - sure[inside].mean())


def _unweighted(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return float(np.mean([abs(gap) for _, gap in _gaps(sure, right, _bins(sure, n))]))


def _unweighted_over_all(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return sum(abs(gap) for _, gap in _gaps(sure, right, _bins(sure, n))) / n


def _unweighted_sum(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return sum(abs(gap) for _, gap in _gaps(sure, right, _bins(sure, n)))


def _largest(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return max(abs(gap) for _, gap in _gaps(sure, right, _bins(sure, n)))


def _signed(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return sum(weight * gap for weight, gap in _gaps(sure, right, _bins(sure, n)))


def _squared(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return sum(weight * gap**2 for weight, gap in _gaps(sure, right, _bins(sure, n)))


def _without_the_certain(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    kept = sure < 1
    gaps = _gaps(sure[kept], right[kept], _bins(sure[kept], n))
    return sum(weight * abs(gap) for weight, gap in gaps) * float(np.mean(kept)) if kept.any() else 0.0


def _without_the_certain_mean(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    kept = sure < 1
    return sum(weight * abs(gap) for weight, gap in _gaps(sure[kept], right[kept], _bins(sure[kept], n)))


def _phantom_bin(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    return sum(weight * abs(gap) for weight, gap in _gaps(sure, right, (sure * n).astype(int)))


def _without_the_last_bin(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    bins = _bins(sure, n)
    return sum(float(np.mean(bins == b)) * abs(float(right[bins == b].mean() - sure[bins == b].mean()))
               for b in np.unique(bins) if b < n - 1)


def _centres(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    bins = _bins(sure, n)
    return sum(float(np.mean(bins == b)) * abs(float(right[bins == b].mean()) - (b + 0.5) / n)
               for b in np.unique(bins))


def _right_edges(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    bins = _bins(sure, n)
    return sum(float(np.mean(bins == b)) * abs(float(right[bins == b].mean()) - (b + 1) / n) for b in np.unique(bins))


def _left_edges(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    bins = _bins(sure, n)
    return sum(float(np.mean(bins == b)) * abs(float(right[bins == b].mean()) - b / n) for b in np.unique(bins))


def _between_extremes(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    """Bins from the smallest to the largest confidence, as np.histogram makes them unasked."""
    edges = np.linspace(sure.min(), sure.max(), n + 1)
    bins = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, n - 1)
    return sum(weight * abs(gap) for weight, gap in _gaps(sure, right, bins))


def _equally_full(sure: np.ndarray, right: np.ndarray, n: int) -> float:
    order = np.argsort(sure, kind="stable")
    bins = np.empty(len(sure), int)
    for b, part in enumerate(np.array_split(order, n)):
        bins[part] = b
    return sum(weight * abs(gap) for weight, gap in _gaps(sure, right, bins))


def _of_true_class(P: Any, labels: Any, n_bins: int = 15) -> float:
    """The confidence taken from the true class."""
    table, labels = np.asarray(P, float), np.asarray(labels)
    sure = table[np.arange(len(labels)), labels]
    right = (table.argmax(axis=1) == labels).astype(float)
    return sum(weight * abs(gap) for weight, gap in _gaps(sure, right, _bins(sure, n_bins)))


def _always_fifteen(P: Any, labels: Any, n_bins: int = 15) -> float:
    return xl.calibration_error(P, labels)


def _empty_bins_fail(seen: Seen) -> bool:
    """Stopped, nan, or warned, wherever a bin is empty; right elsewhere, where there is such a place."""
    valid, _ = sorted_out(seen, xl.calibration_error)
    failing = [(request, outcome) for request, outcome, _ in valid if _no_number(outcome)]
    others = [(outcome, right) for _, outcome, right in valid if not _no_number(outcome)]
    return (bool(failing) and all(_has_empty_bin(request) for request, _ in failing)
            and not any(isinstance(outcome.error, TypeError) for _, outcome in failing)  # called in the wrong way
            and all(close(outcome.value, right) for outcome, right in others))


def _has_empty_bin(request: Call) -> bool:
    n_bins = request.args[2] if len(request.args) > 2 else request.kwargs.get("n_bins", 15)
    P, labels, *_ = request.args
    return bool((xl.reliability_curve(P, labels, n_bins)[2] == 0).any())


def _off_the_edges(rng: np.random.Generator, N: int, K: int, n_bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Random predictions none of whose confidences lies on an edge between two bins, where conventions differ."""
    while True:
        P = xl.softmax(rng.normal(0, 2, (N, K)))
        inside = (P.max(axis=1) * n_bins) % 1
        if np.all((inside > 1e-6) & (inside < 1 - 1e-6)):
            labels = np.where(rng.random(N) < 0.6, P.argmax(axis=1), rng.integers(0, K, N))
            return P, labels


def _fresh_tables(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((8, 2), (30, 3), (60, 10)):
        yield call(*_off_the_edges(rng, N, K, 15))
    for n_bins in (2, 5, 10):
        yield call(*_off_the_edges(rng, 30, 4, n_bins), n_bins=n_bins)


def _fresh_single_bins(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((5, 2), (20, 4)):
        yield call(*_off_the_edges(rng, N, K, 1), n_bins=1)


def _order_is_irrelevant(answer: Function, P: np.ndarray, labels: np.ndarray, order: np.ndarray) -> str | None:
    one, other = answer(P, labels), answer(P[order], labels[order])
    return None if abs(one - other) < 1e-9 else f"the same predictions in two orders give {one:.6g} and {other:.6g}."


def _shuffles(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for N in (6, 25):
        yield (*_off_the_edges(rng, N, 3, 15), rng.permutation(N))


APART = call([[0.72, 0.28], [0.91, 0.09]], [0, 1], 10)  # 0.28 too modest, 0.91 too sure
TOGETHER = call([[0.72, 0.28], [0.91, 0.09]], [0, 1], 2)

CALIBRATION_ERROR = Exercise(
    name="calibration_error", points=4, visible_points=2, reference=xl.calibration_error, returns=NUMBER,
    visible=[
        Values("Always right with a confidence of 0.83 is an error of 0.17; right half of the time at 0.5 is none.",
               [call(_sure(0.83, 0.83, 0.83, 0.83), [0, 0, 0, 0]),
                call([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]], [0, 1])]),
        Values("Bins weigh what they hold: nine certain and right, one at 0.55 and wrong make 0.055.",
               [call(_sure(*[1.0] * 9, 0.55), [0] * 9 + [1]),
                call(np.array([[0.1, 0.65, 0.25], [0.2, 0.62, 0.18], [0.35, 0.33, 0.32]]), [1, 0, 0])]),
    ],
    hidden=[
        Values("A confidence of exactly 1 that is wrong counts in full.",
               [call([[1, 0]], [1]), call([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], np.array([1, 1, 0])),
                call(_sure(1.0, 0.97), [1, 0])]),
        Values("Opposite errors cancel within a bin, and not between bins.", [APART, TOGETHER]),
        Values("With one bin it is the difference of accuracy and mean confidence.", _fresh_single_bins),
        Values("Empty bins add nothing, and nothing warns.",
               [call(_sure(0.83), [0], 100), call(_sure(0.6, 0.95), [1, 0], 7)], silent=True),
        Values("Fresh predictions, with 15 bins and with other numbers of them.", _fresh_tables),
        Law("The order of the examples changes nothing.", _shuffles, _order_is_irrelevant),
    ],
    misconceptions=[
        Misconception(
            "all bins alike", "every bin counts the same, however few predictions it holds.",
            "One prediction alone in its bin weighs as much as nine hundred in another. How should it be?",
            like=_ece_by(_unweighted, _unweighted_over_all, _unweighted_sum)),
        Misconception(
            "confidence of the true class", "your confidence is the probability of the true class.",
            "When the model has to say how sure it is, nobody has told it the label. Which of its probabilities "
            "belongs to the class that it predicts?",
            like=_like(xl.calibration_error, _of_true_class)),
        Misconception(
            "each example by itself", "each prediction is compared with its own outcome, which is 0 or 1.",
            "80 % sure and right is off by 0.2, 80 % sure and wrong by 0.8, yet four in five may be just right. "
            "What has to be averaged before the difference is taken?",
            like=_ece_by(lambda sure, right, n: float(np.mean(np.abs(right - sure))),
                         lambda sure, right, n: float(np.mean((right - sure) ** 2)))),
        Misconception(
            "no bins", "you compare the overall accuracy with the overall confidence.",
            "A model too sure in one place and too modest in another can be right on average. What are the bins for?",
            like=_ece_by(lambda sure, right, n: abs(float(right.mean() - sure.mean())))),
        Misconception(
            "centre of the bin", "the accuracy is compared with the middle or an edge of the bin.",
            "If all predictions of a bin say 0.99, how sure are they? Not 0.967, where the bin has its middle.",
            like=_ece_by(_centres, _right_edges, _left_edges)),
        Misconception(
            "the certain dropped", "predictions with a confidence of exactly 1 are missing.",
            "The boldest predictions have disappeared, and with them the worst blunders. Into which bin does 1.0 "
            "belong, and what does your comparison at the upper edge say of it?",
            like=_ece_by(_without_the_certain, _without_the_certain_mean)),
        Misconception(
            "a bin of their own", "predictions with a confidence of exactly 1 have a bin to themselves, one too many.",
            "How many bins do you fill when n_bins is 1?",
            like=_ece_by(_phantom_bin)),
        Misconception(
            "last bin lost", "the whole last bin is missing.",
            "From where to where does your loop over the bins run?", like=_ece_by(_without_the_last_bin)),
        Misconception(
            "signs cancel", "the gaps of the bins are added with their signs.",
            "Too sure in one bin and too modest in another: do the two make a calibrated model?",
            like=_ece_by(_signed, lambda sure, right, n: -_signed(sure, right, n),
                         lambda sure, right, n: sum(weight * max(0.0, -gap) for weight, gap in
                                                    _gaps(sure, right, _bins(sure, n))))),
        Misconception(
            "squared", "the gaps are squared.", "A gap of 0.1 is to count as 0.1. What does its square count?",
            like=_ece_by(_squared, lambda sure, right, n: math.sqrt(_squared(sure, right, n)))),
        Misconception(
            "the worst bin only", "you return the largest gap of all bins.",
            "That number exists too (the maximum calibration error). Which average is asked for here?",
            like=_ece_by(_largest)),
        Misconception(
            "bins between the extremes", "your bins run from the smallest to the largest confidence there is.",
            "np.histogram and np.linspace go where you tell them. Which interval should be cut into n_bins parts?",
            like=_ece_by(_between_extremes)),
        Misconception(
            "equally full bins", "your bins hold equally many predictions.",
            "That is a variant of its own. What is equal in this contract, what a bin holds or how wide it is?",
            like=_ece_by(_equally_full)),
        Misconception(
            "n_bins not used", "there are 15 bins whatever `n_bins` says.",
            "Where does the argument enter?", like=_like(xl.calibration_error, _always_fifteen)),
        Misconception(
            "as a percentage", "your error is a hundred times too large.",
            "Both the accuracy and the confidence are shares from 0 to 1. In which unit is their difference?",
            like=_like(xl.calibration_error,
                       lambda P, labels, n_bins=15: 100 * xl.calibration_error(P, labels, n_bins))),
        Misconception(
            "empty bins", "a bin without predictions spoils the result.",
            "What is the mean of nothing, and do you need it?", shows=_empty_bins_fail),
    ],
    probes=[APART, call(_sure(0.61, 0.93, 0.97, 0.55), [0, 1, 0, 1], 4), call([[1, 0], [1, 0]], [0, 1], 1),
            call([[0.42, 0.35, 0.23], [0.1, 0.88, 0.02], [0.3, 0.5, 0.2]], [1, 1, 2], 3),
            call(xl.softmax(np.random.default_rng(8).normal(0, 2, (25, 3))), np.arange(25) % 3),
            call([[0.7, 0.1, 0.1, 0.1], [0.03, 0.9, 0.04, 0.03]], [0, 0], 2)],
)

# ---------------------------------------------------------------- 8.5 temperature

GRID = [0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0]


def _honest(seed: int, N: int = 200, K: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels drawn from their softmax: calibrated at T = 1."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.5, (N, K))
    return z, (xl.softmax(z).cumsum(axis=1) < rng.random((N, 1))).sum(axis=1)


def _best_by(*criteria: Callable[[np.ndarray, np.ndarray, float], float]) -> list[Function]:
    """Versions of `temperature` that minimise something else; NaN is never smallest."""
    def choosing(criterion: Callable[[np.ndarray, np.ndarray, float], float]) -> Function:
        def imitation(logits: Any, labels: Any, grid: Any) -> float:
            z, y = np.asarray(logits, float), np.asarray(labels)
            costs = [criterion(z, y, float(T)) for T in grid]
            return float(grid[int(np.argmin([math.inf if math.isnan(cost) else cost for cost in costs]))])
        return imitation
    return _like(xl.temperature, *map(choosing, criteria))


def _cross_entropy(z: np.ndarray, y: np.ndarray, T: float) -> float:
    return float(xl.sparse_cross_entropy(y, z / T))


def _softmax_of_scaled_probabilities(z: np.ndarray, y: np.ndarray, T: float) -> float:
    return _cross_entropy(xl.softmax(z), y, T)


def _averages_apart(z: np.ndarray, y: np.ndarray, T: float) -> float:
    P = xl.softmax(z / T)
    return abs(float(P.max(axis=1).mean()) - float(np.mean(P.argmax(axis=1) == y)))


def _miscalibration(z: np.ndarray, y: np.ndarray, T: float) -> float:
    return xl.calibration_error(xl.softmax(z / T), y)


def _squares(z: np.ndarray, y: np.ndarray, T: float) -> float:
    return float(np.mean((xl.softmax(z / T) - _hot(y.tolist(), z.shape[1])) ** 2))


def _index(logits: Any, labels: Any, grid: Any) -> int:
    return list(grid).index(xl.temperature(logits, labels, grid))


def _least_cost(logits: Any, labels: Any, grid: Any) -> float:
    return _cross_entropy(np.asarray(logits, float), np.asarray(labels), xl.temperature(logits, labels, grid))


def _last_of_ties(logits: Any, labels: Any, grid: Any) -> float:
    return xl.temperature(logits, labels, list(grid)[::-1])


def _smallest_of_ties(logits: Any, labels: Any, grid: Any) -> float:
    return xl.temperature(logits, labels, sorted(grid))


def _largest_of_ties(logits: Any, labels: Any, grid: Any) -> float:
    return xl.temperature(logits, labels, sorted(grid, reverse=True))


def _huge(request: Call) -> bool:
    return float(np.abs(np.asarray(request.args[0], float)).max()) / min(request.args[2]) > 30


def _astray_when_huge(seen: Seen) -> bool:
    """Right for ordinary logits; elsewhere wrong, stopped, or NumPy warned."""
    valid, _ = sorted_out(seen, xl.temperature)
    near = [(outcome, right) for request, outcome, right in valid if not _huge(request)]
    far = [(outcome, right) for request, outcome, right in valid if _huge(request)]
    return (all(close(outcome.value, right) for outcome, right in near)
            and any(not close(outcome.value, right) or outcome.warnings for outcome, right in far))


def _not_of_the_grid(seen: Seen) -> bool:
    """Temperatures near the best ones, wherever those are inside the grid; and some that are not in it."""
    valid, _ = sorted_out(seen, xl.temperature)
    numbers = [(request.args[2], as_number(outcome.value), right) for request, outcome, right in valid]
    inside = [(grid, value, right) for grid, value, right in numbers if right not in (min(grid), max(grid))]
    return (all(value is not None and 0.4 < value / right < 2.5 for _, value, right in inside)
            and any(value not in np.asarray(grid, float).tolist() for grid, value, _ in inside))


def _fresh_temperatures(rng: np.random.Generator) -> Iterator[Call]:
    for K, scale in ((2, 0.4), (3, 1.0), (5, 3.0), (10, 6.0)):
        z, y = _honest(int(rng.integers(1 << 30)), N=60, K=K)
        yield call(scale * z, y, np.geomspace(0.2, 9, 25))


def _order_of_the_grid(answer: Function, z: np.ndarray, y: np.ndarray, order: np.ndarray) -> str | None:
    grid = np.array(GRID)
    one, other = answer(z, y, grid), answer(z, y, grid[order])
    return None if one == other else f"the same temperatures in two orders give {one:g} and {other:g}."


def _unit_free(answer: Function, z: np.ndarray, y: np.ndarray, order: np.ndarray) -> str | None:
    """Twice the logits need twice the temperature."""
    grid = np.array(GRID)
    one, other = answer(z, y, grid), answer(2 * z, y, 2 * grid)
    return None if close(2 * one, other) else f"T = {one:g}; for twice the logits, in a grid of twice the T, {other:g}."


def _grid_orders(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for scale in (0.6, 3.0):
        z, y = _honest(int(rng.integers(1 << 30)), N=50)
        yield scale * z, y, rng.permutation(len(GRID))


BOLD, SHY = (4 * _honest(0)[0], _honest(0)[1]), (0.5 * _honest(1)[0], _honest(1)[1])

TEMPERATURE = Exercise(
    name="temperature", points=3, visible_points=1, reference=xl.temperature, returns=NUMBER,
    visible=[
        Values("Logits that are four times too large want a T near 4.", [call(*BOLD, np.array(GRID))]),
        Values("Logits that are half as large as they should be want a T near 0.5.", [call(*SHY, np.array(GRID))]),
    ],
    hidden=[
        Values("Fresh models, bold and shy: the T with the smallest cross-entropy.", _fresh_temperatures),
        Values("The first one wins where several are equally good.",
               [call(np.zeros((3, 2)), [0, 1, 0], [5.0, 1.0, 2.0]), call([[2, 2, 2]], [1], [1.5, 0.5])]),
        Values("The grid may be a list or a tuple.", [call(*BOLD, GRID), call(SHY[0].tolist(), SHY[1].tolist(),
                                                                            tuple(GRID[::-1]))]),
        Values("Huge logits are treated in silence.",
               [call([[1000.0, 0.0], [1000.0, 0.0], [0.0, 1000.0]], [0, 1, 1], [0.5, 1.0, 500.0, 5000.0]),
                call(300 * BOLD[0], BOLD[1], [1, 30, 400, 1200, 5000]),
                call([[1000.0, 0.0], [1000.0, 0.0]], [1, 0], [0.5, 1.0, 1.3])], silent=True),
        Law("The order of the grid decides nothing but ties.", _grid_orders, _order_of_the_grid),
        Law("Twice the logits need twice the temperature.", _grid_orders, _unit_free),
    ],
    misconceptions=[
        Misconception(
            "multiplied", "the logits are multiplied by T.",
            "T > 1 is to soften a model that is too sure. Do its logits move apart or together in your function?",
            like=_best_by(lambda z, y, T: _cross_entropy(z, y, 1 / T))),
        Misconception(
            "upside down", "you return one over the best temperature.",
            "The caller divides the logits by what you return. Which number of the grid did you divide by when the "
            "loss was smallest?",
            like=_like(xl.temperature, lambda logits, labels, grid: 1 / xl.temperature(logits, labels, grid))),
        Misconception(
            "probabilities scaled", "the probabilities are divided by T and go through a second softmax.",
            "A softmax turns differences of logits into ratios of probabilities. What should be divided, and how "
            "often is a softmax due?",
            like=_best_by(_softmax_of_scaled_probabilities)),
        Misconception(
            "an end of the grid", "you pick the smallest or the largest temperature of the grid, whatever the labels "
            "say.",
            "Your criterion only wants to be surer, or only softer. Do the labels enter it? And is it the logits that "
            "are divided by T, so that each row of probabilities still sums to 1?",
            like=_best_by(lambda z, y, T: T, lambda z, y, T: -T)),
        Misconception(
            "criterion that ignores T", "your criterion is the same for every T, and the first of the grid wins.",
            "Dividing all logits of a row by T does not change which one is largest. Which measure feels how sure a "
            "prediction is, and not only which class it names?",
            like=_best_by(lambda z, y, T: 0.0)),
        Misconception(
            "largest instead of smallest", "you pick the temperature with the largest loss.",
            "Is a loss something to maximise?", like=_best_by(lambda z, y, T: -_cross_entropy(z, y, T))),
        Misconception(
            "averages made equal", "you make the mean confidence equal to the accuracy.",
            "That can be right on average with every single prediction far off. The contract names another criterion.",
            like=_best_by(_averages_apart)),
        Misconception(
            "calibration error minimised", "you minimise the calibration error itself.",
            "It jumps whenever a prediction changes its bin, and it can be small by luck. Which smooth measure does "
            "the contract name?", like=_best_by(_miscalibration)),
        Misconception(
            "squares minimised", "you minimise squared errors.", "The contract asks for the smallest cross-entropy.",
            like=_best_by(_squares)),
        Misconception(
            "the place, not the temperature", "you return where in the grid the best temperature stands.",
            "The caller wants to divide by it. What stands at that place?",
            like=_like(xl.temperature, _index)),
        Misconception(
            "the loss, not the temperature", "you return the smallest loss, not the temperature that reaches it.",
            "The caller wants to divide by what you return. Which T gave this loss?",
            like=_like(xl.temperature, _least_cost)),
        Misconception(
            "ties", "where several temperatures are equally good, you do not take the first one in the grid.",
            "What does your comparison do with a T that is just as good as the best so far? And did you sort the grid?",
            like=_like(xl.temperature, _last_of_ties, _smallest_of_ties, _largest_of_ties)),
        Misconception(
            "not from the grid", "your temperature is near the best one, but it is none of those on offer.",
            "The contract wants one of the numbers in `grid`. Where does yours come from?", shows=_not_of_the_grid),
        Misconception(
            "unstable", "ordinary logits are treated rightly; huge ones make NumPy warn, or lead astray.",
            "Logits of 1000 over a T of 0.5 are 2000. What becomes of exp(2000), and which function of notebook 05 "
            "avoids it?", shows=_astray_when_huge),
    ],
    probes=[call(*_honest(3, N=40), GRID), call(3 * _honest(4, N=40)[0], _honest(4, N=40)[1], GRID[::-1]),
            call([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [0, 0, 0], [0.9, 3.0, 0.3])],
)

EXERCISES = {exercise.name: exercise for exercise in (
    SMOOTH_LABELS, SMOOTHED_CROSS_ENTROPY, SMOOTHING_FLOOR, CALIBRATION_ERROR, TEMPERATURE)}
