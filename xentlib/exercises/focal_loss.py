"""The exercises of notebook 09: the probability of what happened, focal loss and its slope, a fair start, a share.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included or not (`both`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, LIKE_INPUT, NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from ..checking.values import as_number, as_numbers, close
from .recognise import Function, Predicate, Seen, always_as, both, only_where, right_but_warned, sorted_out, unchecked

# The notebook's crowd at a fifth of its size, so that an answer may go through it in a loop: 2000 easy negatives
# (p_t = 0.99) and 2 hard positives (p_t = 0.1), as labels and as logits. The shares are the same.
CROWD = np.repeat([0, 1], [2000, 2])
CROWD_LOGITS = np.where(CROWD == 1, -math.log(9), -math.log(99))


def _by(reference: Function, *formulas: Function) -> list[Function]:
    """Answers that follow another formula of arrays, with and without the reference's refusals."""

    def imitating(formula: Function) -> Function:
        def imitation(y: Any, *args: Any, **kwargs: Any) -> Any:
            with np.errstate(all="ignore"):
                return formula(np.asarray(y, float), *map(_array, args[:1]), *args[1:], **kwargs)
        return imitation

    return both(reference, *map(imitating, formulas))


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _answered_nearly(reference: Function, rtol: float, atol: float) -> Predicate:
    """Every value is right to within these limits, and some are not right."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        return (all(close(outcome.value, right, rtol=rtol, atol=atol) for _, outcome, right in valid)
                and any(not close(outcome.value, right, atol=0) for _, outcome, right in valid))

    return shows


def _accepting(reference: Function) -> Predicate:
    """All values are right and no input is changed, but bad input is answered."""
    answers = unchecked(reference)
    return lambda seen: answers(seen) and not any(outcome.changed_input for _, outcome in seen)


def _only_accepting(reference: Function, kind: Callable[..., bool]) -> Predicate:
    """All values are right, and of the bad input only this kind is answered."""

    def shows(seen: Seen) -> bool:
        _, refused = sorted_out(seen, reference)
        answered = [kind(*request.args, **request.kwargs) for request, outcome in refused if outcome.error is None]
        return _accepting(reference)(seen) and all(answered)

    return shows


def _unequal_shapes(y: Any, p: Any, *args: Any, **kwargs: Any) -> bool:
    return np.shape(y) != np.shape(p)


# Each call with arrays is there in double precision, so that an answer that changes its input is seen to do so.


def _fresh_probabilities(rng: np.random.Generator, shapes: tuple[tuple[int, ...], ...]) -> Iterator[tuple]:
    """Labels and probabilities of these shapes, the first with few decimals; both labels occur in each."""
    for i, shape in enumerate(shapes):
        y = rng.permuted(np.arange(math.prod(shape)) % 2).reshape(shape)
        p = rng.integers(1, 20, shape) / 20 if i % 2 == 0 else rng.uniform(0.01, 0.99, shape)
        yield y, p


def _fresh_logits(rng: np.random.Generator, sizes: tuple[int, ...], spread: float = 3.0) -> Iterator[tuple]:
    for size in sizes:
        yield rng.permuted(np.arange(size) % 2), rng.normal(0, spread, size).round(2)


# ---------------------------------------------------------------- 9.1 p_t

P_T = Exercise(
    name="p_t", points=1, visible_points=0.5, reference=xl.p_t, returns=FLOAT_ARRAY,
    visible=[
        Values("Told 0.9 both times: what happened had 0.9 once and 0.1 once.", [
            call([1, 0], [0.9, 0.9]), call(np.array([1, 0]), np.array([0.9, 0.9]))]),
        Values("Several examples, sure and unsure, right and wrong.", [
            call(np.array([1, 1, 0, 0, 1]), np.array([0.8, 0.3, 0.6, 0.05, 0.5]))]),
    ],
    hidden=[
        Values("Labels 0 and 1 may be integers, floats or booleans, in an array of any shape.", [
            call([True, False, True], [0.2, 0.2, 0.7]), call(np.array([0.0, 1.0]), np.array([0.25, 0.25])),
            call([[1, 0], [0, 1], [1, 1]], [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])]),
        Values("Labels between 0 and 1, and other numbers, are refused with a ValueError.", [
            call([0.5, 1], [0.9, 0.9]), call([1, 2], [0.9, 0.9]), call(np.array([-1, 1]), np.array([0.9, 0.9]))]),
        Values("Labels and probabilities of different shapes are refused with a ValueError.", [
            call(np.array([1, 0, 1]), np.array([[0.9], [0.8], [0.7]])), call([1, 0], [0.9]),
            call([[1, 0]], [0.9, 0.8])]),
        Values("Fresh labels and probabilities, 0 and 1 among them; the input stays as it was.", lambda rng: [
            *(call(y, p) for y, p in _fresh_probabilities(rng, ((2,), (3,), (2, 3), (20,)))),
            call(np.array([1, 0, 1, 0]), np.array([1.0, 0.0, 0.0, 1.0]))]),
    ],
    misconceptions=[
        Misconception(
            "probability of a yes", "your values are p itself: the probability of a yes, whatever happened.",
            "A mail that is no spam was called spam with 0.9. Which probability did the model give to what it really "
            "was?",
            like=_by(xl.p_t, lambda y, p: p, lambda y, p: y * p + (1 - y) * p)),
        Misconception(
            "what did not happen", "your values are the probabilities of what did *not* happen.",
            "The label is 1 and the model said 0.9. Was that a good or a bad prediction, and which number should say "
            "so?",
            like=_by(xl.p_t, lambda y, p: np.where(y == 1, 1 - p, p))),
        Misconception(
            "negatives dropped", "for every label 0 your value is 0, as if the model had called impossible what "
            "happened.",
            "A yes had the probability p. How much is left for a no?",
            like=_by(xl.p_t, lambda y, p: y * p)),
        Misconception(
            "minus for the negatives", "your value is negative where the label is 0.",
            "Which number did you subtract from which? A probability that something happens lies between 0 and 1.",
            like=_by(xl.p_t, lambda y, p: np.where(y == 1, p, p - 1), lambda y, p: np.where(y == 1, p, -p))),
        Misconception(
            "multiplied instead of chosen", "your values are products of factors of which one is always 0.",
            "For each label one of two numbers has to be chosen. What happens to the chosen one when it is multiplied "
            "by the other?",
            like=_by(xl.p_t, lambda y, p: y * p * (1 - y) * (1 - p), lambda y, p: (y * p) * ((1 - y) * (1 - p)))),
        Misconception(
            "the larger one", "you return the larger of p and 1 - p: how sure the model was, not how right.",
            "Somebody is very sure and wrong. Should the number be large or small? Where does your function look at y?",
            like=_by(xl.p_t, lambda y, p: np.maximum(p, 1 - p))),
        Misconception(
            "clipped", "your values are nearly right, but none comes closer to 0 or 1 than some limit.",
            "A limit guards a logarithm. There is none in this exercise: what does the contract say for p = 0?",
            shows=_answered_nearly(xl.p_t, rtol=0, atol=1e-3)),
        Misconception(
            "the price", "you return a price, the logarithm of the probability.",
            "The price comes in the next exercise. Which probability would you take the logarithm of?",
            like=_by(xl.p_t, lambda y, p: -np.log(xl.p_t(y, p)), lambda y, p: np.log(xl.p_t(y, p)))),
        Misconception(
            "a list compared with a number", "your values are those of label 0 throughout, also where the label is 1.",
            "What is `[1, 0] == 1` in Python: two answers, or one? And when `y` is an array?",
            like=[lambda y, p: 1 - _array(p) if isinstance(y, list) else xl.p_t(y, p),
                  *_by(xl.p_t, lambda y, p: 1 - p)]),
        Misconception(
            "shapes stretched", "labels and probabilities of different shapes are combined nevertheless.",
            "NumPy combines (3,) and (3, 1) into (3, 3): each label with each prediction. Which six of the nine "
            "numbers are about no example at all?",
            shows=_only_accepting(xl.p_t, _unequal_shapes)),
        Misconception(
            "labels not checked", "labels that are neither 0 nor 1 are answered.",
            "A label of 0.5 says that both happened by halves. Which of your two cases does it land in, and would "
            "anybody notice?",
            shows=lambda seen: _accepting(xl.p_t)(seen) and not _only_accepting(xl.p_t, _unequal_shapes)(seen)),
    ],
    probes=[call([1, 0], [0.2, 0.2]), call([1, 1, 0], [0.25, 0.5, 0.75])],
)

# ---------------------------------------------------------------- 9.2 focal_loss


def _focal(surprise: Function | None = None, factor: Function | None = None, weight: Function | None = None,
           whole: Callable[[np.ndarray, np.ndarray, float | None], Any] | None = None, mean: Function = np.mean,
           gamma_of: Callable[[float], float] = float) -> list[Function]:
    """Versions of focal_loss in which one part is computed in another way.

    surprise(y, p, p_t), factor(y, p, p_t, gamma) and weight(y, alpha) are the three factors of a loss; mean(losses,
    weights, y) reduces them.
    """

    def formula(y: np.ndarray, p: np.ndarray, gamma: float = 2.0, alpha: float | None = None,
                reduction: str = "mean") -> Any:
        t = np.where(y == 1, p, 1 - p)
        costs = surprise(y, p, t) if surprise else -np.log(t)
        costs = costs * (factor(y, p, t, gamma_of(gamma)) if factor else (1 - t) ** gamma_of(gamma))
        weights = weight(y, alpha) if weight else _weight(y, alpha)
        costs = weights * costs
        if reduction == "none":
            return costs
        return float(np.mean(costs) if mean is np.mean else mean(costs, weights, y))

    return _by(xl.focal_loss, formula)


def _weight(y: np.ndarray, alpha: float | None) -> np.ndarray:
    return np.ones(y.shape) if alpha is None else np.where(y == 1, alpha, 1 - alpha)


def _from_weighted(y: np.ndarray, p: np.ndarray, gamma: float = 2.0, alpha: float | None = None,
                   reduction: str = "mean") -> Any:
    """p_t recovered from a loss that alpha has already been multiplied into."""
    cost = -_weight(y, alpha) * np.log(xl.p_t(y, p))
    cost = (1 - np.exp(-cost)) ** gamma * cost
    return cost if reduction == "none" else float(cost.mean())


def _of_the_mean(inside: bool) -> Function:
    """The factor applied to the mean of all losses; alpha inside that mean, or outside."""

    def formula(y: np.ndarray, p: np.ndarray, gamma: float = 2.0, alpha: float | None = None,
                reduction: str = "mean") -> Any:
        if reduction == "none":
            return xl.focal_loss(y, p, gamma, alpha, reduction)
        cost, weight = -np.log(xl.p_t(y, p)), _weight(y, alpha)
        mean = np.mean(weight * cost) if inside else np.mean(cost)
        return float((1 - np.exp(-mean)) ** gamma * mean * (1 if inside else np.mean(weight)))

    return formula


def _no_reduction_but(mode: str) -> Function:
    return lambda y, p, gamma=2.0, alpha=None, reduction="mean": xl.focal_loss(y, p, gamma, alpha, mode)


def _settings_unchecked(y: Any, p: Any, gamma: float = 2.0, *args: Any, **kwargs: Any) -> bool:
    return gamma < 0


def _limited(seen: Seen) -> bool:
    """Wrong where a probability is next to 0 or 1, with a finite value, and right everywhere else."""
    valid, _ = sorted_out(seen, xl.focal_loss)
    failed = [(request, as_numbers(outcome.value)) for request, outcome, right in valid
              if not close(outcome.value, right)]
    return bool(failed) and all(
        got is not None and np.isfinite(got).all() and np.min(np.minimum(p, 1 - p)) < 1e-5
        for request, got in failed for p in [_array(request.args[1])])


def _fresh_focal_calls(rng: np.random.Generator) -> Iterator[Call]:
    for y, p in _fresh_probabilities(rng, ((2,), (3,), (2, 4), (50,))):
        gamma, alpha = float(rng.choice([0.5, 1.0, 3.0])), float(rng.choice([0.1, 0.4, 0.9]))
        yield call(y, p, gamma)
        yield call(y, p, gamma=gamma, alpha=alpha)
        yield call(y, p, gamma=gamma, alpha=alpha, reduction="none")


SOME_Y, SOME_P = np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.2, 0.7, 0.1, 0.05])

FOCAL_LOSS = Exercise(
    name="focal_loss", points=4, visible_points=2, reference=xl.focal_loss, returns=LIKE_INPUT,
    visible=[
        Values("With gamma = 0 it is the log loss of notebook 04.", [
            call(SOME_Y, SOME_P, gamma=0), call(SOME_Y, SOME_P, gamma=0, reduction="none")]),
        Values("With gamma = 2 an example at p_t = 0.9 costs 0.00105361 nats, a hundredth of its log loss.", [
            call([1], [0.9]), call([0], [0.1]), call(SOME_Y, SOME_P), call(SOME_Y, SOME_P, reduction="none")]),
        Values("alpha = 0.25 weighs positives with 0.25 and negatives with 0.75.", [
            call([1, 0], [0.5, 0.5], gamma=0, alpha=0.25, reduction="none"),
            call(SOME_Y, SOME_P, alpha=0.25), call(SOME_Y, SOME_P, alpha=0.25, reduction="none")]),
    ],
    hidden=[
        Values("Any gamma from 0 on, whole or not, small or large.", [
            call(SOME_Y, SOME_P, gamma=gamma, reduction="none") for gamma in (0.5, 1, 3.7, 20.0)], atol=0),
        Values("Every p strictly between 0 and 1 has its own price, however hopeless: 1e-9 costs 20.7 nats.", [
            call([1, 0], [1e-9, 1 - 1e-6], reduction="none"), call(np.array([1, 1]), np.array([1e-9, 0.5]))],
            rtol=1e-7),
        Values("alpha = 0 and alpha = 1 silence one class; alpha=None leaves every weight at 1.", [
            call(SOME_Y, SOME_P, gamma=1.0, alpha=alpha, reduction="none") for alpha in (0, 1, 0.0, 1.0, 0.5, None)]),
        Values("The mean is a plain one, over all entries of an array of any shape.", [
            call([[1, 0, 0], [0, 1, 0]], [[0.3, 0.2, 0.6], [0.5, 0.4, 0.1]], 2.0, 0.25),
            call([[1, 0, 0], [0, 1, 0]], [[0.3, 0.2, 0.6], [0.5, 0.4, 0.1]], 1.0, 0.9),
            call([[1, 0], [0, 1]], [[0.3, 0.2], [0.5, 0.4]], reduction="none")]),
        Values("Different shapes, labels other than 0 and 1, and a negative gamma are refused with a ValueError.", [
            call(np.array([1, 0, 1]), np.array([[0.9], [0.8], [0.7]])), call([1, 0], [0.9]),
            call([0.5, 1], [0.9, 0.9]), call([2, 1], [0.9, 0.9]), call(SOME_Y, SOME_P, gamma=-1),
            call(SOME_Y, SOME_P, gamma=-0.5, reduction="none")]),
        Values("Fresh labels, probabilities, gamma and alpha; the input stays as it was.", _fresh_focal_calls),
    ],
    misconceptions=[
        Misconception(
            "modulated with p", "the factor that turns examples down is made of p, not of the probability of what "
            "happened; for label 0 the two differ.",
            "A negative with p = 0.05 is as easy as they come. How large is your factor for it, and how large should "
            "it be?",
            like=_focal(factor=lambda y, p, t, gamma: (1 - p) ** gamma)),
        Misconception(
            "easy ones turned up", "your factor is large for easy examples and small for hard ones.",
            "At p_t = 0.9 the loss should be a hundredth of the log loss, at p_t = 0.1 nearly all of it. What is 0.9 "
            "squared?",
            like=_focal(factor=lambda y, p, t, gamma: t ** gamma)),
        Misconception(
            "the same alpha for all", "positives and negatives are weighed alike, both with alpha.",
            "A factor that all examples share changes the scale of the loss and nothing else. What is left of the "
            "whole for the other class?",
            like=_focal(weight=lambda y, alpha: np.full(y.shape, 1.0 if alpha is None else alpha))),
        Misconception(
            "alpha on the wrong side", "your alpha weighs the negatives, and the positives get the rest.",
            "alpha = 0.25 stands for the label 1. Which of the two classes has three quarters of the weight?",
            like=_focal(weight=lambda y, alpha: np.ones(y.shape) if alpha is None else np.where(y == 1, 1 - alpha,
                                                                                              alpha))),
        Misconception(
            "negatives not weighed", "alpha weighs your positives, but the negatives keep the weight 1.",
            "That is a class weight in the manner of pos_weight. In the focal loss alpha is a share: what do the two "
            "weights add up to?",
            like=_focal(weight=lambda y, alpha: np.where(y == 1, 1.0 if alpha is None else alpha, 1.0))),
        Misconception(
            "missing minus", "your values are the right size, but negative.",
            "What sign does the logarithm of a probability have, and what sign has a cost? (The formula in a widely "
            "used library's documentation lacks the same sign.)",
            like=_focal(surprise=lambda y, p, t: np.log(t))),
        Misconception(
            "alpha inside p_t", "your p_t is recovered from a loss that alpha has been multiplied into, so it is no "
            "longer the probability of what happened.",
            "exp(-loss) is p_t only for the plain log loss. At which line does alpha enter, and which lines come after "
            "it?",
            like=_by(xl.focal_loss, _from_weighted)),
        Misconception(
            "focal of the mean", "you average the losses first and turn down the average; no single example is turned "
            "down any more.",
            "One hard example among many easy ones: what is the factor for each of them, and what does the average "
            "know of that?",
            like=_by(xl.focal_loss, _of_the_mean(True), _of_the_mean(False))),
        Misconception(
            "divided by the weights", "your mean divides by the sum of the alphas, not by the number of examples.",
            "PyTorch's weighted cross_entropy does that. With it, does doubling all weights change anything? Here the "
            "mean is a plain one: over how many entries?",
            like=_focal(mean=lambda costs, weights, y: np.sum(costs) / np.sum(weights))),
        Misconception(
            "divided by the positives", "your mean divides by the number of positives.",
            "The paper's detector does so, for its many thousand easy negatives. Here the mean is a plain one: over "
            "how many entries?",
            like=_focal(mean=lambda costs, weights, y: np.sum(costs) / max(1, np.sum(y == 1)))),
        Misconception(
            "sum instead of mean", "you add the losses up where the mean is asked for.",
            "Would the same model look twice as bad on a batch twice as large?",
            like=_focal(mean=lambda costs, weights, y: np.sum(costs))),
        Misconception(
            "reduction ignored", "your function returns the same kind of thing whatever `reduction` says.",
            "\"mean\" is one number, \"none\" is one number for each example. Where does your function ask which of "
            "them is wanted?",
            like=both(xl.focal_loss, _no_reduction_but("mean"), _no_reduction_but("none"))),
        Misconception(
            "another logarithm", "your values are the right ones in another unit: the logarithm has another base.",
            "For p_t = 0.9 and gamma = 2 a published tutorial prints 0.00045, and it should be 0.00105. Which "
            "logarithm turns one into the other, and which one gives nats?",
            like=[*_focal(surprise=lambda y, p, t: -np.log10(t)), *_focal(surprise=lambda y, p, t: -np.log2(t))]),
        Misconception(
            "price of a yes", "you take the logarithm of p for both labels; what a negative costs is decided by how "
            "surprising a yes would have been.",
            "For label 0 and p = 0.05 the model was right. Is your loss small there?",
            like=[*_focal(surprise=lambda y, p, t: -np.log(p)),
                  *_focal(surprise=lambda y, p, t: -np.log(p), factor=lambda y, p, t, gamma: (1 - p) ** gamma)]),
        Misconception(
            "only positives pay", "examples with label 0 cost nothing.",
            "The log loss has two terms, one for each label. Which one is missing when gamma is 0?",
            like=_focal(surprise=lambda y, p, t: np.where(y == 1, -np.log(p), 0.0))),
        Misconception(
            "times instead of to the power", "gamma multiplies your factor where it should be its exponent.",
            "With gamma = 0 nothing should be turned down. What becomes of your loss then? One star or two?",
            like=_focal(factor=lambda y, p, t, gamma: gamma * (1 - t))),
        Misconception(
            "logarithm for probability", "in your factor stands the logarithm of p_t where p_t itself should be.",
            "The factor lies between 0 and 1. Is 1 minus a negative number ever below 1?",
            like=[*_focal(factor=lambda y, p, t, gamma: (1 - np.log(t)) ** gamma),
                  *_focal(factor=lambda y, p, t, gamma: (1 + np.log(t)) ** gamma),
                  *_focal(factor=lambda y, p, t, gamma: (-np.log(t)) ** gamma)]),
        Misconception(
            "gamma not used", "your values are the same whatever gamma is.",
            "Print the loss at gamma 0 and at gamma 5. Where does the argument enter?",
            like=[*_focal(gamma_of=lambda gamma: 2.0), *_focal(gamma_of=lambda gamma: 0.0)]),
        Misconception(
            "a default for alpha", "without alpha your losses are still weighted.",
            "alpha=None means that nobody is weighed: which factor leaves a loss as it is?",
            like=[*_focal(weight=lambda y, alpha: _weight(y, 0.5 if alpha is None else alpha)),
                  *_focal(weight=lambda y, alpha: _weight(y, 0.25 if alpha is None else alpha))]),
        Misconception(
            "alpha 0 taken for none", "alpha = 0 is treated as if no alpha had been given.",
            "`if alpha:` asks whether alpha is neither None nor 0. What do you want to ask?",
            like=_focal(weight=lambda y, alpha: _weight(y, alpha or None))),
        Misconception(
            "a small constant", "your values are nearly right; a small constant in the logarithm, or a limit on the "
            "probabilities, shifts them.",
            "p lies strictly between 0 and 1 here. Against which infinity does the constant guard, and what does it "
            "cost everywhere else?",
            shows=lambda seen: _answered_nearly(xl.focal_loss, rtol=1e-3, atol=1e-6)(seen) or _limited(seen)),
        Misconception(
            "shapes stretched", "labels and probabilities of different shapes are combined nevertheless.",
            "NumPy combines (3,) and (3, 1) into nine losses. Which six of them are about no example at all?",
            shows=_only_accepting(xl.focal_loss, _unequal_shapes)),
        Misconception(
            "gamma not checked", "a negative gamma is accepted.",
            "With gamma = -1 the easy examples are turned up without limit. Who should hear of it, and when?",
            shows=_only_accepting(xl.focal_loss, _settings_unchecked)),
        Misconception(
            "input not checked", "input that the contract refuses gets a loss from you.",
            "Go through the last line of the contract: which of the three cases does your function look at before it "
            "calculates?",
            shows=lambda seen: (_accepting(xl.focal_loss)(seen)
                                and not _only_accepting(xl.focal_loss, _unequal_shapes)(seen)
                                and not _only_accepting(xl.focal_loss, _settings_unchecked)(seen))),
    ],
    probes=[call(SOME_Y, SOME_P, gamma=1.0, alpha=0.9), call(SOME_Y, SOME_P, gamma=5.0, reduction="none"),
            call([0.5, 1], [0.9, 0.9]), call(SOME_Y, SOME_P, gamma=-1.0)],
)

# ---------------------------------------------------------------- 9.3 focal_loss_with_logits

HOPELESS_Y, HOPELESS_Z = np.array([1, 0, 1, 0]), np.array([-1000.0, 1000.0, 1000.0, -1000.0])
SURE = call(np.array([1, 0, 1]), np.array([30.0, -30.0, 20.0]))


def _logits_by(*formulas: Function) -> list[Function]:
    return _by(xl.focal_loss_with_logits, *(_with_default(formula) for formula in formulas))


def _with_default(formula: Function) -> Function:
    """A formula of (y, z, gamma) with the contract's default."""
    return lambda y, z, gamma=2.0: formula(y, z, gamma)


def _x(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return np.where(y == 1, z, -z)


def _price(x: np.ndarray) -> np.ndarray:
    return np.logaddexp(0, -x)


def _large(y: Any, z: Any, gamma: float = 2.0) -> bool:
    return bool(np.max(np.abs(z)) > 30)


def _not_tiny(y: Any, z: Any, gamma: float = 2.0) -> bool:
    return bool(np.max(np.abs(z)) >= 15)


def _lost(reference: Function) -> Predicate:
    """Right for ordinary logits; for some large one there is no value, or an infinite one."""

    def unusable(outcome: Outcome) -> bool:
        numbers = as_numbers(outcome.value)
        return outcome.error is not None or (numbers is not None and not np.isfinite(numbers).all())

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        near = [close(outcome.value, right, rtol=1e-4) for request, outcome, right in valid
                if not _not_tiny(*request.args, **request.kwargs)]
        return all(near) and any(unusable(outcome) for request, outcome, _ in valid
                                 if _large(*request.args, **request.kwargs))

    return shows


def _capped(reference: Function) -> Predicate:
    """Right for ordinary logits; hopeless examples have a price, and it is far too low."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        near = [close(outcome.value, right, rtol=1e-4, atol=1e-6) for request, outcome, right in valid
                if not _not_tiny(*request.args, **request.kwargs)]
        far = [(as_numbers(outcome.value), right) for request, outcome, right in valid
               if np.max(right) > 40]
        return all(near) and bool(far) and all(
            got is not None and np.isfinite(got).all() and got.max() < right.max() / 2 for got, right in far)

    return shows


def _digits_lost(seen: Seen) -> bool:
    """Right but for the tiny losses of the sure and right, which are wrong beside their own size."""
    valid, _ = sorted_out(seen, xl.focal_loss_with_logits)
    return (all(close(outcome.value, right, atol=1e-12) for _, outcome, right in valid)
            and any(not close(outcome.value, right, atol=0) for request, outcome, right in valid
                    if _not_tiny(*request.args, **request.kwargs)))


FOCAL_LOSS_WITH_LOGITS = Exercise(
    name="focal_loss_with_logits", points=3, visible_points=1, reference=xl.focal_loss_with_logits, returns=FLOAT_ARRAY,
    visible=[
        Values("At z = 0 nothing is known, and the loss is a quarter of ln 2.", [
            call(np.array([1, 0]), np.array([0.0, 0.0])), call([1, 0], [0.0, 0.0])]),
        Values("It agrees with the loss of the probabilities, for both labels and for gamma 0, 1 and 2.", [
            call(np.array([1, 0, 1, 0]), np.array([2.0, 2.0, -1.5, -1.5])),
            *(call(np.array([1, 0, 1, 0]), np.array([2.0, 2.0, -1.5, -1.5]), gamma=gamma) for gamma in (0, 1))]),
    ],
    hidden=[
        Values("A hopeless example at |z| = 1000 costs 1000 nats, a perfect one nothing, and nothing warns.", [
            call(HOPELESS_Y, HOPELESS_Z), call(HOPELESS_Y, HOPELESS_Z, gamma=0.5),
            call(HOPELESS_Y, HOPELESS_Z, gamma=0.0), call(np.array([1, 0]), np.array([-800.0, 100.0]), gamma=5.0)],
            silent=True),
        Values("The tiny losses of the sure and right keep their digits: z = 30 and p_t = 1 - 1e-13.", [
            SURE, call([1, 0], [30.0, -30.0], gamma=1.0), call([1, 0], [30.0, -25.0], gamma=0.5),
            call([1, 0], [60.0, -40.0], gamma=1.0)], atol=0),
        Values("gamma need not be whole, and gamma = 0 is the log loss.", [
            call(np.array([1, 0, 0]), np.array([0.5, 0.5, -2.0]), gamma) for gamma in (0, 0.5, 1.5, 5.0)]),
        Values("Fresh labels, logits and gamma; the input stays as it was.", lambda rng: [
            call(y, z, float(gamma)) for y, z in _fresh_logits(rng, (2, 3, 8, 30)) for gamma in (0.3, 2.0, 4.0)]),
    ],
    misconceptions=[
        Misconception(
            "by way of probabilities", "ordinary logits are right, but far out your function has no finite value.",
            "In floating point sigmoid(-1000) is exactly 0, and exp(1000) is too large. Which of the two do you meet "
            "on the way? Notebook 04 had a price that needed neither.",
            shows=_lost(xl.focal_loss_with_logits)),
        Misconception(
            "a capped price", "ordinary logits are right, but a hopeless example costs you no more than a few dozen "
            "nats.",
            "Clipping puts a ceiling on the price (notebook 06). What does the contract say that z = -1000 costs, and "
            "from which form of the log loss does it come by itself?",
            shows=_capped(xl.focal_loss_with_logits)),
        Misconception(
            "digits lost", "the losses of examples that are sure and right have lost their digits, or vanished.",
            "At z = 30 the miss is 1e-13. Subtracted from 1, or added to 1, it keeps two or three of its digits. Where "
            "do you do either? Which function of x gives the small number itself?",
            shows=_digits_lost),
        Misconception(
            "label ignored", "your values do not depend on the label: a no is treated as a yes.",
            "z is the log-odds of a yes. What are the log-odds of a no?",
            like=_logits_by(lambda y, z, gamma: xl.sigmoid(-z) ** gamma * _price(z))),
        Misconception(
            "signs exchanged", "your values are those of the other label.",
            "z = 2 speaks for a yes. For which label should it be cheap?",
            like=_logits_by(lambda y, z, gamma: xl.sigmoid(_x(y, z)) ** gamma * _price(-_x(y, z)))),
        Misconception(
            "easy ones turned up", "your factor is large for easy examples and small for hard ones.",
            "At z = 2 a yes is easy. Is the factor there nearer to 0 or to 1, and which should it be?",
            like=_logits_by(lambda y, z, gamma: xl.sigmoid(_x(y, z)) ** gamma * _price(_x(y, z)))),
        Misconception(
            "modulated with p", "the factor that turns examples down is made of the probability of a yes, also where "
            "the label is 0.",
            "How large is your factor for a negative with z = -1.5, which is easy?",
            like=_logits_by(lambda y, z, gamma: xl.sigmoid(-z) ** gamma * _price(_x(y, z)))),
        Misconception(
            "logit taken for a probability", "you put the logit where a probability belongs.",
            "A logit can be any number, -1.5 for instance. What has to be done with it before it is a probability?",
            like=_logits_by(lambda y, z, gamma: -(1 - np.where(y == 1, z, 1 - z)) ** gamma
                            * np.log(np.where(y == 1, z, 1 - z)))),
        Misconception(
            "missing minus", "your values are the right size, but negative.",
            "What sign has a cost?",
            like=_logits_by(lambda y, z, gamma: -xl.focal_loss_with_logits(y, z, gamma))),
        Misconception(
            "gamma not used", "your values are the same whatever gamma is.",
            "Print the loss at gamma 0 and at gamma 5. Where does the argument enter?",
            like=_logits_by(*(lambda y, z, gamma, fixed=fixed: xl.focal_loss_with_logits(y, z, fixed)
                              for fixed in (0.0, 1.0, 2.0)))),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way.",
            "exp(1000) is too large for a float, and log(0) is minus infinity. Which of the two do you compute and "
            "then throw away?", shows=right_but_warned(xl.focal_loss_with_logits)),
    ],
    probes=[call(HOPELESS_Y, HOPELESS_Z), SURE,
            call(np.array([1, 0, 1, 0]), np.array([2.0, 2.0, -1.5, -1.5]), gamma=5.0)],
)

# ---------------------------------------------------------------- 9.4 focal_gradient


def _gradient_by(*formulas: Function) -> list[Function]:
    """Other formulas of (s, p_t, surprise, gamma), with s the sign of the label."""

    def from_parts(formula: Function) -> Function:
        def gradient(y: np.ndarray, z: np.ndarray, gamma: float) -> np.ndarray:
            x = _x(y, z)
            return np.asarray(formula(np.where(y == 1, 1.0, -1.0), xl.sigmoid(x), _price(x), gamma))
        return _with_default(gradient)

    return _by(xl.focal_gradient, *map(from_parts, formulas))


def _slope(s: np.ndarray | float, t: np.ndarray, price: np.ndarray, gamma: float) -> np.ndarray:
    return s * (1 - t) ** gamma * (-gamma * t * price + t - 1)


def _pushes_the_right_way(answer: Function, z: np.ndarray, gamma: float) -> str | None:
    up, down = answer(np.ones(len(z), int), z, gamma), answer(np.zeros(len(z), int), z, gamma)
    if np.any(up > 0):
        at = int(np.argmax(up))
        return f"for y = 1 and z = {z[at]:g} the slope is {up[at]:.4g}, and descent would lower z."
    if np.any(down < 0):
        at = int(np.argmin(down))
        return f"for y = 0 and z = {z[at]:g} the slope is {down[at]:.4g}, and descent would raise z."
    return None


def _hard_pull_more(answer: Function, y: int) -> str | None:
    """At p_t = 0.1 the slope is larger than cross-entropy's, at p_t = 0.9 it is smaller."""
    s = 2 * y - 1
    hard, easy = -s * math.log(9), s * math.log(9)
    focal = np.abs(answer(np.array([y, y]), np.array([hard, easy])))
    if focal[0] <= 0.9:
        return f"at p_t = 0.1 cross-entropy pulls with 0.9, your focal loss with {focal[0]:.4g}."
    if focal[1] >= 0.1:
        return f"at p_t = 0.9 cross-entropy pulls with 0.1, your focal loss with {focal[1]:.4g}."
    return None


def _measured_slopes(rng: np.random.Generator) -> Iterator[tuple]:
    for gamma in (0.5, 1.0, 5.0):
        for y, z in _fresh_logits(rng, (2, 6), spread=2.0):
            yield y, z, gamma


def _central_difference(answer: Function, y: np.ndarray, z: np.ndarray, gamma: float) -> str | None:
    h = 1e-5
    measured = (xl.focal_loss_with_logits(y, z + h, gamma) - xl.focal_loss_with_logits(y, z - h, gamma)) / (2 * h)
    got = np.asarray(answer(y, z, gamma))
    gap = np.abs(got - measured)
    if np.max(gap) < 1e-7:
        return None
    at = int(np.argmax(gap))
    return (f"for y = {y[at]} and z = {z[at]:g} the loss changes by {measured[at]:.5g} per unit of z, and you return "
            f"{got[at]:.5g}.")


def _pulled_on_average(seen: Seen) -> bool:
    """All values are the right ones divided by the number of examples."""
    valid, _ = sorted_out(seen, xl.focal_gradient)
    return any(np.size(right) > 1 for _, _, right in valid) and all(
        close(outcome.value, right / np.size(right)) for _, outcome, right in valid)


PAIRS = np.array([1, 0, 1, 0, 1, 0]), np.array([2.0, 2.0, -1.5, -1.5, 0.3, 0.3])

def _measured(seen: Seen) -> bool:
    """Nearly right throughout, and not quite right for ordinary logits either, which no limit touches."""
    ordinary = [(request, outcome) for request, outcome in seen if not _not_tiny(*request.args, **request.kwargs)]
    nearly = {"rtol": 1e-2, "atol": 1e-5}
    return (_answered_nearly(xl.focal_gradient, **nearly)(seen)
            and _answered_nearly(xl.focal_gradient, **nearly)(ordinary))


FOCAL_GRADIENT = Exercise(
    name="focal_gradient", points=4, visible_points=2, reference=xl.focal_gradient, returns=FLOAT_ARRAY,
    visible=[
        Values("With gamma = 0 it is p - y, the slope of the log loss.", [call(*PAIRS, gamma=0)]),
        Values("With gamma = 2 it is the slope of the focal loss, for both labels.", [
            call(*PAIRS), call([1, 0], [0.0, 0.0])]),
    ],
    hidden=[
        Law("With gamma 0.5, 1 and 5 it is what a small step in z changes.", _measured_slopes, _central_difference),
        Law("A positive is never pushed down, a negative never up.", lambda rng: [
            (np.array([-3.0, 0.0, 3.0]), 2.0), (rng.normal(0, 4, 50), 0.5), (rng.normal(0, 4, 50), 5.0)],
            _pushes_the_right_way),
        Values("At |z| = 1000 there is a slope, and nothing warns.", [
            call(HOPELESS_Y, HOPELESS_Z, gamma=gamma) for gamma in (2.0, 0.5, 0.0, 5.0)], silent=True),
        Law("A hard example pulls harder than under cross-entropy, an easy one less.", lambda rng: [(1,), (0,)],
            _hard_pull_more),
        Values("Fresh labels, logits and gamma; the input stays as it was.", lambda rng: [
            call(y, z, float(gamma)) for y, z in _fresh_logits(rng, (2, 3, 8, 30)) for gamma in (0.3, 2.0, 4.0)]),
    ],
    misconceptions=[
        Misconception(
            "factor taken for a constant", "you have scaled the slope of cross-entropy by the focal factor.",
            "The factor depends on z too: as z moves, it changes. Which rule of differentiation is for a product of "
            "two things that both change?",
            like=_gradient_by(lambda s, t, price, gamma: s * (1 - t) ** gamma * (t - 1))),
        Misconception(
            "one term of two", "you have the part of the slope that comes from the factor, and not the part that comes "
            "from the logarithm.",
            "With gamma = 0 the factor is constant. What slope is left then?",
            like=_gradient_by(lambda s, t, price, gamma: s * (1 - t) ** gamma * (-gamma * t * price))),
        Misconception(
            "sign of the label", "both labels push in the same direction.",
            "A positive should be pushed up, a negative down. Which of your factors knows which one it is?",
            like=_gradient_by(lambda s, t, price, gamma: _slope(1.0, t, price, gamma))),
        Misconception(
            "label ignored", "your values do not depend on the label: a no is treated as a yes.",
            "z is the log-odds of a yes. What are the log-odds of a no, and what is p_t then?",
            like=_by(xl.focal_gradient, lambda y, z, gamma=2.0: xl.focal_gradient(np.ones(z.shape, int), z, gamma))),
        Misconception(
            "uphill", "your slopes are right but for the sign, all of them.",
            "Descent subtracts the slope. For a positive that is not sure yet, should z go up or down?",
            like=_gradient_by(lambda s, t, price, gamma: -_slope(s, t, price, gamma))),
        Misconception(
            "terms against each other", "the two parts of your slope work against each other.",
            "Both the factor and the logarithm fall when p_t grows. What sign has ln p_t, and so do the two terms in "
            "the bracket agree or not?",
            like=_gradient_by(lambda s, t, price, gamma: s * (1 - t) ** gamma * (gamma * t * price + t - 1),
                              lambda s, t, price, gamma: s * (1 - t) ** gamma * (-gamma * t * price - t + 1))),
        Misconception(
            "slope in p", "your values are the slope in the probability, not in the logit.",
            "Training moves z. How much does p change when z moves a little, and where did that factor go?",
            like=_by(xl.focal_gradient, lambda y, z, gamma=2.0: xl.focal_loss_grad(
                y, xl.sigmoid(z), gamma, reduction="sum"))),
        Misconception(
            "p_t forgotten", "in the term with the logarithm a factor is missing.",
            "The slope of (1 - p_t)^gamma brings gamma, and a power that is lower by one, and the slope of p_t in z. "
            "What is that last slope, and what of it is left after the powers are put together?",
            like=_gradient_by(lambda s, t, price, gamma: s * (1 - t) ** gamma * (-gamma * price + t - 1),
                              lambda s, t, price, gamma: s * (1 - t) ** gamma * (-t * price + t - 1))),
        Misconception(
            "gamma not used", "your values are the same whatever gamma is.",
            "With gamma = 0 the slope is p - y. Where does the argument enter?",
            like=_gradient_by(*(lambda s, t, price, gamma, fixed=fixed: _slope(s, t, price, fixed)
                                for fixed in (0.0, 1.0, 2.0)))),
        Misconception(
            "divided by the examples", "your values are divided by the number of examples.",
            "Whoever averages the loss divides afterwards. Is one example's slope smaller because there are others?",
            shows=_pulled_on_average),
        Misconception(
            "size without direction", "your values are all positive.",
            "A slope says how steep *and* which way. Which way should a positive go?",
            like=_gradient_by(lambda s, t, price, gamma: np.abs(_slope(s, t, price, gamma)))),
        Misconception(
            "lost far out", "ordinary logits are right, but at |z| = 1000 your function has no value.",
            "There p_t is exactly 0 or 1 in floating point. Which logarithm, or which negative power of 0, do you "
            "compute? The price of a logit is known without its probability.",
            shows=_lost(xl.focal_gradient)),
        Misconception(
            "measured, not derived", "your slopes are right to some digits only, as a small step in z measures them.",
            "Measuring is how one *checks* a slope. What does the formula say?",
            shows=_measured),
        Misconception(
            "warnings on the way", "your values are right, but NumPy complains on the way.",
            "exp(1000) is too large for a float, and log(0) is minus infinity. Which of the two do you compute and "
            "then throw away?", shows=right_but_warned(xl.focal_gradient)),
    ],
    probes=[call(*PAIRS, gamma=5.0), call(HOPELESS_Y, HOPELESS_Z)],
)

# ---------------------------------------------------------------- 9.5 prior_bias


def _bias_by(*formulas: Callable[[float], float]) -> list[Function]:
    def imitating(formula: Callable[[float], float]) -> Function:
        def imitation(pi: Any) -> float:
            with np.errstate(all="ignore"):
                return float(formula(np.float64(pi)))
        return imitation

    return both(xl.prior_bias, *map(imitating, formulas))


def _comes_back(answer: Function, pi: float) -> str | None:
    b = answer(pi)
    return None if close(xl.sigmoid(b), pi) else f"sigmoid({b:.6g}) is {xl.sigmoid(b):.6g}, not {pi:.6g}."


PRIOR_BIAS = Exercise(
    name="prior_bias", points=1, visible_points=0.5, reference=xl.prior_bias, returns=NUMBER,
    visible=[
        Values("One in a hundred is a bias of -4.595120, half and half a bias of 0.", [
            call(0.01), call(0.5), call(0.9)]),
    ],
    hidden=[
        Law("The sigmoid leads back to the share.", lambda rng: [
            (0.25,), *((float(pi),) for pi in rng.uniform(0, 1, 10))], _comes_back),
        Values("Very rare and very frequent ones.", [call(1e-12), call(1e-300), call(1 - 1e-6)]),
        Values("0, 1 and everything outside are refused with a ValueError.", [
            call(0), call(1), call(0.0), call(1.0), call(-0.1), call(1.5)]),
    ],
    misconceptions=[
        Misconception(
            "sign", "your bias has the right size and the wrong sign.",
            "A rare class should be thought improbable at the start. Is the sigmoid of your bias above or below one "
            "half?",
            like=_bias_by(lambda pi: np.log((1 - pi) / pi))),
        Misconception(
            "log of the share", "you return the logarithm of pi alone.",
            "For a rare class that is close. What would the bias of an even chance be, and what should it be?",
            like=_bias_by(np.log, lambda pi: -np.log(pi))),
        Misconception(
            "the share itself", "you return a probability; the bias is added to a logit.",
            "sigmoid(0.01) is 0.5025. Which number has the sigmoid 0.01?",
            like=_bias_by(lambda pi: pi, lambda pi: 1 - pi, lambda pi: -pi)),
        Misconception(
            "odds", "you return the odds, how many times as many; the logit is their logarithm.",
            "Even odds are 1 to 1, and the bias for them is 0. Which function turns 1 into 0?",
            like=_bias_by(lambda pi: pi / (1 - pi), lambda pi: (1 - pi) / pi, lambda pi: -(1 - pi) / pi)),
        Misconception(
            "there instead of back", "you apply the sigmoid; its inverse is asked for.",
            "b goes in and pi comes out. You are given pi. Which way round?",
            like=_bias_by(xl.sigmoid, lambda pi: xl.sigmoid(-pi))),
        Misconception(
            "another logarithm", "your values are the right ones in another unit: the logarithm has another base.",
            "The sigmoid is made of e. Which logarithm undoes it?",
            like=_bias_by(lambda pi: np.log2(pi / (1 - pi)), lambda pi: np.log10(pi / (1 - pi)))),
        Misconception(
            "input not checked", "0 or 1, or numbers outside, are answered.",
            "No finite bias makes something impossible or certain. What should somebody hear who asks for one?",
            shows=lambda seen: _accepting(xl.prior_bias)(seen) or _other_error(seen)),
        Misconception(
            "a small constant", "your values are nearly right; a small constant, a limit or rounding shifts them.",
            "0 and 1 are refused, so nothing can go wrong in the logarithm, and the contract asks for no rounding. "
            "What is your extra step for?",
            shows=lambda seen: _answered_nearly(xl.prior_bias, rtol=1e-3, atol=1e-6)(
                [(request, outcome) for request, outcome in seen if 1e-6 < request.args[0] < 1 - 1e-6])
            or always_as(xl.prior_bias, lambda pi: xl.prior_bias(min(max(pi, 1e-7), 1 - 1e-7)))(seen)),
    ],
    probes=[call(0.2), call(0.7)],
)


def _other_error(seen: Seen) -> bool:
    """All values are right, and what should be refused stops with an error of arithmetic or with another one."""
    valid, refused = sorted_out(seen, xl.prior_bias)
    return (all(close(outcome.value, right) for _, outcome, right in valid) and bool(refused)
            and any(isinstance(outcome.error, ArithmeticError | AssertionError) for _, outcome in refused))


# ---------------------------------------------------------------- 9.6 positive_share


def _share_by(*formulas: Function) -> list[Function]:
    """Other formulas of (losses of the positives, losses of the negatives)."""

    def from_losses(formula: Function) -> Function:
        def share(y: np.ndarray, z: np.ndarray, gamma: float) -> float:
            losses = xl.focal_loss_with_logits(y, z, gamma)
            return float(formula(losses[y == 1], losses[y == 0]))
        return share

    return _by(xl.positive_share, *map(from_losses, formulas))


def _by_logits(formula: Function) -> Function:
    """A share of sums, of losses that another formula of (y, z, gamma) gives."""

    def share(y: np.ndarray, z: np.ndarray, gamma: float) -> float:
        losses = formula(y, z, gamma)
        return float(losses[y == 1].sum() / losses.sum())

    return share


def _is_a_share(answer: Function, y: np.ndarray, z: np.ndarray, gamma: float) -> str | None:
    """Together with the other class's share it makes 1."""
    one, other = answer(y, z, gamma), answer(1 - y, -z, gamma)
    return None if close(one + other, 1.0) else (
        f"the positives have {one:.6g}, and with the labels exchanged (and the logits too) {other:.6g}.")


def _one_class(y: Any, z: Any, gamma: float) -> bool:
    return len(np.unique(y)) < 2


POSITIVE_SHARE = Exercise(
    name="positive_share", points=2, visible_points=1, reference=xl.positive_share, returns=NUMBER,
    visible=[
        Values("2000 easy negatives (p_t = 0.99) and 2 hard positives (p_t = 0.1), a fifth of the notebook's crowd: "
               "under the log loss the positives own 18.6 % of the total, with gamma = 2 it is 99.95 %.", [
                   call(CROWD, CROWD_LOGITS, 0), call(CROWD, CROWD_LOGITS, 2)]),
        Values("One positive and three negatives that know nothing share a quarter to three quarters.", [
            call([1, 0, 0, 0], [0.0, 0.0, 0.0, 0.0], 2), call([1, 0, 0], [1.0, -2.0, 0.5], 1)]),
    ],
    hidden=[
        Law("The shares of the two classes make 1.", lambda rng: [
            (y, z, gamma) for y, z in _fresh_logits(rng, (2, 5, 20)) for gamma in (0.0, 2.0)], _is_a_share),
        Values("Extreme logits too: a hopeless example at |z| = 1000 owns nearly everything, and of tiny losses each "
               "class has its share.", [
            call(np.array([1, 0, 0]), np.array([12.0, -13.0, -12.5]), 5.0),
            call(np.array([1, 0, 0]), np.array([-1000.0, -1.0, 2.0]), 2.0),
            call(np.array([1, 0, 0]), np.array([0.5, 1000.0, -1000.0]), 1.0)]),
        Values("Without a positive, or without a negative, there is a ValueError.", [
            call([1, 1], [0.5, 1.0], 2), call([0, 0, 0], [0.5, 1.0, -1.0], 2),
            call(np.array([0]), np.array([0.5]), 0)]),
        Values("Fresh labels, logits and gamma.", lambda rng: [
            call(y, z, float(gamma)) for y, z in _fresh_logits(rng, (2, 3, 8, 30)) for gamma in (0.0, 0.5, 2.0, 5.0)]),
    ],
    misconceptions=[
        Misconception(
            "share of the means", "you compare the average loss of a positive with the average loss of a negative.",
            "The optimiser sees all examples at once, and there are a thousand times as many negatives. Whose "
            "*total* is larger?",
            like=_share_by(lambda a, b: a.mean() / (a.mean() + b.mean()), lambda a, b: a.mean() / b.mean(),
                           lambda a, b: a.mean() / np.concatenate([a, b]).mean())),
        Misconception(
            "share of the examples", "your value is the share of positives among the examples.",
            "That would be the same for every model. What does each example contribute to the loss?",
            like=_share_by(lambda a, b: len(a) / (len(a) + len(b)))),
        Misconception(
            "positives to negatives", "you divide by the loss of the negatives; a share is a part of the whole.",
            "Can your number exceed 1? What is the whole?",
            like=_share_by(lambda a, b: a.sum() / b.sum())),
        Misconception(
            "the negatives' share", "your value is the share of the negatives.",
            "Two hard positives among two thousand negatives that gamma = 2 has silenced: near 0 or near 1?",
            like=_share_by(lambda a, b: b.sum() / (a.sum() + b.sum()))),
        Misconception(
            "gamma not used", "your value is the same whatever gamma is.",
            "Under the log loss it is 18.6 %. What changes when the easy ones are turned down, and where in your "
            "function?",
            like=_by(xl.positive_share, *(lambda y, z, gamma, fixed=fixed: xl.positive_share(y, z, fixed)
                                          for fixed in (0, 2)))),
        Misconception(
            "factors without prices", "you add up the factors (1 - p_t)^gamma and leave the logarithm out.",
            "With gamma = 0 all factors are 1, and your share is that of the examples. What is each factor multiplied "
            "by in the loss?",
            like=_by(xl.positive_share, _by_logits(lambda y, z, gamma: xl.sigmoid(-_x(y, z)) ** gamma))),
        Misconception(
            "label ignored", "in your losses a no is treated as a yes.",
            "Two thousand negatives with p = 0.01 are easy. Are they, in your function?",
            like=_by(xl.positive_share, _by_logits(lambda y, z, gamma: xl.focal_loss_with_logits(
                np.ones(len(z), int), z, gamma)))),
        Misconception(
            "easy ones turned up", "your factor is large for easy examples and small for hard ones.",
            "With gamma = 2 the two hard positives should own nearly all of the loss. Who owns it in your function?",
            like=_by(xl.positive_share, _by_logits(
                lambda y, z, gamma: xl.sigmoid(_x(y, z)) ** gamma * _price(_x(y, z))))),
        Misconception(
            "lost far out", "ordinary logits are right, but at |z| = 1000 your function has no value.",
            "Where does a probability become exactly 0 or 1? Your `focal_loss_with_logits` does not need one.",
            shows=only_where(xl.positive_share, _large, lambda outcome: not _usable(outcome))),
        Misconception(
            "one class only", "a batch with one class gets a share from you.",
            "If there are only positives, every loss gives them everything. Would you like to hear 1.0, or that the "
            "question makes no sense?",
            shows=_accepting(xl.positive_share)),
    ],
    probes=[call(np.repeat([0, 1], [20, 10]), np.repeat([-3.5, -1.2], [20, 10]), 1),
            call([1, 1, 0], [0.3, -0.4, 1.2], 5)],
)


def _usable(outcome: Outcome) -> bool:
    value = as_number(outcome.value)
    return outcome.error is None and value is not None and math.isfinite(value)


EXERCISES = {exercise.name: exercise for exercise in (
    P_T, FOCAL_LOSS, FOCAL_LOSS_WITH_LOGITS, FOCAL_GRADIENT, PRIOR_BIAS, POSITIVE_SHARE)}
