"""The exercises of notebook 04: log loss for two classes, from probabilities and from logits, and what it teaches.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import (
    INTEGER_OR_NONE,
    LIKE_INPUT,
    NUMBER,
    Call,
    Exercise,
    Law,
    Misconception,
    Outcome,
    Values,
    call,
)
from ..checking.values import as_number, as_numbers, close
from .recognise import Function, Predicate, Seen, only_where, right_but_warned, rounded, sorted_out, unchecked

REDUCE: dict[str, Function] = {"mean": np.mean, "sum": np.sum, "none": lambda losses: losses}


def _unknown(outcome: Outcome) -> bool:
    """No value, or one with a nan in it."""
    numbers = as_numbers(outcome.value)
    return outcome.error is not None or (numbers is not None and bool(np.isnan(numbers).any()))


def _warned(outcome: Outcome, words: str = "encountered in") -> bool:
    return any(words in text for text in outcome.warnings)


def _nearly(got: Any, right: Any, share: float) -> bool:
    """Whether all numbers agree but for this share of them."""
    return close(got, right, rtol=share, atol=share)


def _error_returned(seen: Seen) -> bool:
    """Somewhere an exception is handed back as if it were a value."""
    return any(isinstance(outcome.value, BaseException) for _, outcome in seen)


ERROR_RETURNED = Misconception(
    "error returned", "your function returns an error as if it were a value.",
    "What can a caller compute with a returned ValueError? Which word stops the function and the caller as well?",
    shows=_error_returned)


def _shapes_differ(request: Call) -> bool:
    return np.shape(request.args[0]) != np.shape(request.args[1])


def _shapes_not_compared(reference: Function, hard: Callable[[Call], bool]) -> Predicate:
    """Arrays of different shapes are answered; all that is not `hard` in another way is right."""

    def shows(seen: Seen) -> bool:
        valid, refused = sorted_out(seen, reference)
        return (all(close(outcome.value, right, atol=1e-8) or hard(request) for request, outcome, right in valid)
                and any(outcome.error is None and _shapes_differ(request) for request, outcome in refused))

    return shows


# ---------------------------------------------------------------- 4.1 sigmoid


def _of_logits(*formulas: Function) -> list[Function]:
    """Answers that follow another formula of z."""

    def imitating(formula: Function) -> Function:
        def imitation(z: Any) -> Any:
            with np.errstate(all="ignore"):
                return formula(np.asarray(z, float))
        return imitation

    return [imitating(formula) for formula in formulas]


def _exponential_share(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - np.max(z))
    return e / e.sum()


def _huge(z: Any) -> bool:
    return bool(np.max(np.abs(z)) > 700)


def _is_array(z: Any) -> bool:
    return np.ndim(z) > 0


def _overflows(seen: Seen) -> bool:
    """Wrong, without a value or with a warning of overflow, at logits of many hundreds only."""
    return (only_where(xl.sigmoid, _huge, lambda outcome: _unknown(outcome) or _warned(outcome, "overflow"))(seen)
            and not _both_branches(seen))


def _both_branches(seen: Seen) -> bool:
    """All values are right, but a branch that was not chosen divided infinity by infinity."""
    return right_but_warned(xl.sigmoid)(seen) and any(_warned(outcome, "invalid value") for _, outcome in seen)


def _wrong_tails(seen: Seen) -> np.ndarray:
    """Pairs (value, right value) of wrong small probabilities, (n, 2); none if anything else is wrong as well."""
    double = [(outcome.value, right) for request, outcome, right in sorted_out(seen, xl.sigmoid)[0]
              if getattr(request.args[0], "dtype", None) != np.float32]
    pairs = [np.stack([np.ravel(got), np.ravel(right)], axis=1) for got, right in double
             if close(got, right, atol=1e-8)]
    if len(pairs) < len(double):
        return np.empty((0, 2))
    got, right = np.concatenate(pairs).T
    wrong = (right < 0.5) & (np.abs(got - right) > 1e-9 * right)
    return np.stack([got[wrong], right[wrong]], axis=1)


def _tail_lifted(seen: Seen) -> bool:
    """Small probabilities end at a floor, the same for all."""
    got, right = _wrong_tails(seen).T
    return got.size > 1 and bool(np.all(got > right)) and np.max(got) < 1.001 * np.min(got)


def _tail_lost(seen: Seen) -> bool:
    """Small probabilities are wrong, those of moderate logits among them."""
    return bool(np.any(_wrong_tails(seen)[:, 1] > 1e-20)) and not _tail_lifted(seen)


def _whole_numbers(z: Any) -> bool:
    return np.asarray(z).dtype.kind == "i"


def _cut_to_whole_numbers(seen: Seen) -> bool:
    """Wrong for arrays of whole numbers only, and only because the result was cut to whole numbers."""
    valid, _ = sorted_out(seen, xl.sigmoid)
    wrong = [(request, outcome, right) for request, outcome, right in valid
             if not close(outcome.value, right, rtol=1e-7, atol=1e-8)]
    return bool(wrong) and all(_whole_numbers(*request.args) and close(outcome.value, np.floor(right))
                               for request, outcome, right in wrong)


def _mirrored(answer: Function, z: np.ndarray) -> str | None:
    there, back = answer(z), answer(-z)
    return None if close(there + back, np.ones_like(z)) else (
        f"at {float(z[0]):.4g} and at its mirror image the values add up to {float(there[0] + back[0]):.6g}.")


def _finite_probabilities(answer: Function, z: np.ndarray) -> str | None:
    p = answer(z)
    if not np.isfinite(p).all():
        return "some values are not finite."
    return None if np.all((p >= 0) & (p <= 1)) and _nearly(p, xl.sigmoid(z), 1e-5) else "some values are far off."


def _fresh_logits(rng: np.random.Generator) -> Iterator[tuple[np.ndarray]]:
    for scale in (1, 3, 10, 30):
        yield (np.round(scale * rng.standard_normal(4), 2),)


SIGMOID = Exercise(
    name="sigmoid", points=2, visible_points=1, reference=xl.sigmoid, returns=LIKE_INPUT,
    visible=[
        Values("A logit of 0 is a probability of one half, 2 is 0.880797, and -2 is 0.119203.",
               [call(0.0), call(2.0), call(-2.0)]),
        Values("An array comes back in its shape.", [
            call(np.array([-2.0, 0.0, 2.0])), call(np.array([[0.5, -1.5, 3.0], [0.0, 1.0, -4.0]]))]),
    ],
    hidden=[
        Values("Logits of 1000 and -1000 are exactly 1 and 0, and nothing warns.", [
            call(1000.0), call(-1000.0), call(np.array([-1000.0, 0.0, 1000.0])), call(np.array([[750.0], [-750.0]]))],
            silent=True, atol=0),
        Values("Small probabilities keep their digits: a logit of -40 is 4.248e-18, not 0.", [
            call(-40.0), call(np.array([-10.0, -30.0, -100.0, -600.0])), call(-708.0)], atol=0),
        Law("What is left for \"no\" is the sigmoid of the negative logit.", _fresh_logits, _mirrored),
        Values("Whole numbers and lists are accepted; the input stays as it was.", [
            call(3), call(np.array([-1, 0, 2])), call([1, -1, 0]), call([[0.5, -0.5], [2, -2]])]),
        Law("Single precision gives finite probabilities.",
            lambda rng: [(np.array([-1000, -90, -20, 0, 20, 90, 1000], dtype=np.float32),)], _finite_probabilities),
    ],
    misconceptions=[
        Misconception(
            "falls instead of rising", "your curve falls: the larger the logit, the smaller your probability.",
            "A logit is a score in favour of \"yes\". What should e^(-z) do to the denominator when z grows?",
            like=_of_logits(lambda z: xl.sigmoid(-z))),
        Misconception(
            "shares of a total", "your entries share a total of 1 among each other; a single number gets all of it.",
            "Each entry is its own yes-or-no question: is this mail spam, is that one? Do the answers to different "
            "questions have to add up to anything?",
            like=_of_logits(_exponential_share)),
        Misconception(
            "hyperbolic tangent", "your values are those of a hyperbolic tangent, or of one that is moved and scaled, "
            "but not of this curve.",
            "They are relatives: the sigmoid is a tanh of another argument, moved and halved. What should come out at "
            "0, at very large and at very small z, and how steep is the middle?",
            like=_of_logits(np.tanh, lambda z: (np.tanh(z) + 1) / 2, lambda z: np.tanh(z / 2))),
        Misconception(
            "minus in the denominator", "where 1 and the exponential should be added, you subtract.",
            "At z = 0 the exponential is 1. What is your denominator there, and what should it be for a half?",
            like=_of_logits(lambda z: 1 / (1 - np.exp(-z)), lambda z: np.exp(z) / (np.exp(z) - 1))),
        Misconception(
            "odds, not a probability", "your values go beyond 1: they are the odds, yes against no.",
            "Odds of 3 to 1: that is three yes for one no, four in all. Which share of them are yes?",
            like=_of_logits(np.exp, lambda z: np.exp(-z))),
        Misconception(
            "hard decision", "your function answers yes or no, 1 or 0, where a probability is asked for.",
            "A logit of 0.1 and one of 10 both mean \"rather yes\". Which difference gets lost?",
            like=_of_logits(lambda z: (z > 0) * 1.0, lambda z: (z >= 0) * 1.0, lambda z: np.heaviside(z, 0.5))),
        Misconception(
            "another base", "your curve is a sigmoid, but not with base e.",
            "A logit is a *natural* logarithm of odds from here on. Which power undoes a natural logarithm?",
            like=_of_logits(lambda z: 1 / (1 + 2.0 ** -z), lambda z: 1 / (1 + 10.0 ** -z))),
        Misconception(
            "slope of the curve", "your values are the slope of the sigmoid, not its height.",
            "s (1 - s) is largest at z = 0. What should happen to a probability when the evidence grows further?",
            like=_of_logits(lambda z: xl.sigmoid(z) * xl.sigmoid(-z))),
        Misconception(
            "logarithm of it", "your values are the logarithms of the probabilities.",
            "All of them are below zero. Which number from 0 to 1 is asked for?",
            like=_of_logits(xl.log_sigmoid, lambda z: -xl.log_sigmoid(z))),
        Misconception(
            "rounded", "your values are right to a few digits only.",
            "-40 becomes 0, and a logarithm of it becomes infinite. Who should decide how many digits to show?",
            shows=rounded(xl.sigmoid)),
        Misconception(
            "lists not accepted", "single logits and arrays go well, lists stop your function.",
            "A list has no minus sign and knows no arithmetic. What makes an array of whatever comes in?",
            shows=only_where(xl.sigmoid, lambda z: isinstance(z, list), lambda outcome: outcome.error is not None)),
        Misconception(
            "single numbers only", "single logits go well, arrays stop your function.",
            "Functions of the `math` module want one number. Which library has the same function for whole arrays?",
            shows=only_where(xl.sigmoid, _is_array, lambda outcome: outcome.error is not None)),
        Misconception(
            "both branches", "your values are right, but NumPy warns: the branch that is not chosen is computed as "
            "well, and divides infinity by infinity there.",
            "`np.where` evaluates both of its branches for all entries before it picks. Which single exponential is "
            "never large, whatever the sign of z, and could serve both?",
            shows=_both_branches),
        Misconception(
            "limited logits", "very negative logits all get the same small probability: there is a limit somewhere in "
            "your function.",
            "Two mails, at logits of -600 and -1000: one is e^400 times less likely to be spam than the other. What "
            "does your function say of them? Which formula needs no limit?",
            shows=_tail_lifted),
        Misconception(
            "overflow", "for very large logits, positive or negative, an exponential overflows on the way.",
            "e^1000 is beyond any float, e^(-1000) is just 0. For which sign of z is e^(-z) harmless? Can the other "
            "half be written with a harmless exponential too?",
            shows=_overflows),
        Misconception(
            "tail lost", "small probabilities lose their digits or become 0: somewhere they are what is left over "
            "after subtracting something from 1 or adding something to -1.",
            "In a float, 1 - 0.0000000000000000042 is 1. Which way of writing the sigmoid never comes near 1 when its "
            "result is tiny?",
            shows=_tail_lost),
        Misconception(
            "cut to whole numbers", "for an array of whole numbers your probabilities are cut down to whole numbers, "
            "nearly always 0.",
            "You write into an array that was made like the input. Which numbers can an array of integers hold?",
            shows=_cut_to_whole_numbers),
    ],
    probes=[call(-40.0), call(np.array([1.0, -3.0]))],
)

# ---------------------------------------------------------------- 4.2 binary_cross_entropy

SPAM_Y, SPAM_P = [1, 0, 1], [0.9, 0.2, 0.6]


def _as_asked(losses: np.ndarray, reduction: str) -> Any:
    return REDUCE[reduction](losses)


def _bce_by(*formulas: Function, reduce: Function = _as_asked) -> list[Function]:
    """Answers that follow another formula for each element, and refuse what the exercise refuses."""

    def imitating(formula: Function) -> Function:
        def imitation(y: Any, p: Any, reduction: str = "mean") -> Any:
            xl.binary_cross_entropy(y, p, reduction)
            with np.errstate(all="ignore"):
                return reduce(formula(np.asarray(y, float), np.asarray(p, float)), reduction)
        return imitation

    return [imitating(formula) for formula in formulas]


def _each(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    return xl.binary_cross_entropy(y, p, "none")


def _yes(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    return -xl.xlogy(y, p)


def _no(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    return -xl.xlogy(1 - y, 1 - p)


def _wrong_side(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    return ((p > 0.5) != (y > 0.5)) * 1.0


def _certain(y: Any, p: Any, reduction: str = "mean") -> bool:
    """Some probability is 0 or 1, or so near that a small constant decides."""
    p = np.asarray(p, float)
    return bool(np.any((p < 1e-3) | (p > 1 - 1e-3)))


def _certain_call(request: Call) -> bool:
    return _certain(*request.args, **request.kwargs)


def _largest(value: Any) -> float | None:
    numbers = as_numbers(value)
    return None if numbers is None or not numbers.size else float(np.max(numbers))


def _infinity_replaced(low: float, high: float) -> Predicate:
    """All is nearly right except at certainty, where infinite losses lie between low and high."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, xl.binary_cross_entropy)
        if not all(_certain_call(request) or _nearly(outcome.value, right, 1e-4) for request, outcome, right in valid):
            return False
        prices = [_largest(outcome.value) for _, outcome, right in valid if _largest(right) == math.inf]
        return any(price is not None and low < price < high for price in prices)

    return shows


def _small_constant(seen: Seen) -> bool:
    """Nearly right everywhere, and shifted a little where nothing is certain."""
    valid, _ = sorted_out(seen, xl.binary_cross_entropy)
    usual = [(outcome.value, right) for request, outcome, right in valid if not _certain_call(request)]
    return (all(_nearly(got, right, 1e-4) for got, right in usual)
            and any(not close(got, right) for got, right in usual))


def _answers_only(refused_like: Callable[[Call], bool]) -> Predicate:
    """The only bad input that is answered is that of one kind."""

    def shows(seen: Seen) -> bool:
        _, refused = sorted_out(seen, xl.binary_cross_entropy)
        return (unchecked(xl.binary_cross_entropy)(seen)
                and all(outcome.error is not None or refused_like(request) for request, outcome in refused))

    return shows


def _unknown_reduction(request: Call) -> bool:
    return request.kwargs.get("reduction", "mean") not in REDUCE


def _empty(request: Call) -> bool:
    return np.size(request.args[0]) == 0


def _holds_nan(request: Call) -> bool:
    return any(bool(np.isnan(np.asarray(numbers, float)).any()) for numbers in request.args)


def _two_axes(request: Call) -> bool:
    return np.ndim(request.args[1]) > 1


def _as_in_one_row(losses: np.ndarray, reduction: str) -> Any:
    return np.mean(losses, axis=0) if reduction == "mean" else REDUCE[reduction](losses)


def _along(axis: int) -> Function:
    return lambda losses, reduction: losses if reduction == "none" else getattr(np, reduction)(losses, axis=axis)


def _by_rows(losses: np.ndarray, reduction: str) -> Any:
    return losses.sum() / len(losses) if reduction == "mean" else REDUCE[reduction](losses)


def _always(*kept: str) -> list[Function]:
    return [_bce_by(_each, reduce=lambda losses, reduction, name=name: REDUCE[name](losses))[0] for name in kept]


def _cheapest_at_the_truth(answer: Function, y: float, p: float) -> str | None:
    honest, other = float(answer([y], [y])), float(answer([y], [p]))
    if honest <= other + 1e-12:
        return None
    return f"for the soft label {y:.3g}, saying {y:.3g} costs {honest:.6g} and saying {p:.3g} costs {other:.6g}."


def _soft_pairs(rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    for y in (0.5, 0.2, 0.9):
        yield y, round(float(rng.uniform(0.05, 0.95)), 2)
    for y, p in rng.uniform(0.05, 0.95, size=(5, 2)):
        yield float(y), float(p)


def _fresh_bce_calls(rng: np.random.Generator) -> Iterator[Call]:
    for shape in ((3,), (2, 3), (4, 2, 2)):
        for reduction in REDUCE:
            yield call(rng.integers(0, 2, shape), rng.uniform(0.02, 0.98, shape), reduction=reduction)
            yield call(rng.uniform(0, 1, shape), rng.uniform(0.02, 0.98, shape), reduction=reduction)
    yield call([0.3], [0.3])


BINARY_CROSS_ENTROPY = Exercise(
    name="binary_cross_entropy", points=4, visible_points=2, reference=xl.binary_cross_entropy, returns=LIKE_INPUT,
    visible=[
        Values("No spam: a filter that says 90 % pays 2.302585 nats, one that says 51 % pays 0.713350.",
               [call([0], [0.9]), call([0], [0.51])]),
        Values("Three mails: each on its own, their sum, and their mean if nothing is said.", [
            call(SPAM_Y, SPAM_P, reduction="none"), call(SPAM_Y, SPAM_P, reduction="sum"),
            call(SPAM_Y, SPAM_P, reduction="mean"), call(np.array(SPAM_Y), np.array(SPAM_P))]),
        Values("Shapes (3,) and (3, 1) are refused with a ValueError, not stretched to 3 x 3.", [
            call(np.array(SPAM_Y), np.array(SPAM_P)[:, None]), call(np.array(SPAM_Y)[:, None], np.array(SPAM_P))]),
    ],
    hidden=[
        Values("Certain and right costs exactly 0, certain and wrong inf, never nan, and nothing warns.", [
            call([1], [1.0]), call([0], [0.0]), call([1, 0], [1.0, 0.0]), call([1], [0.0]), call([0], [1.0]),
            call(np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0]), reduction="none"),
            call([1, 0], [0.0, 0.5]),
            call([1], [1e-60])], silent=True, atol=0),
        Law("For a soft label the cheapest probability is the label itself.", _soft_pairs, _cheapest_at_the_truth),
        Values("Tables are averaged over all their elements, \"none\" keeps their shape; whole numbers are accepted.", [
            call(np.array([[1, 0], [0, 1], [1, 1]]), np.array([[0.9, 0.2], [0.4, 0.6], [0.5, 0.7]])),
            call([[1, 0, 1]], [[0.25, 0.5, 0.75]], reduction="none"),
            call([[1, 0, 1]], [[0.25, 0.5, 0.75]], reduction="sum"), call([1, 0, 1], [1, 0, 1])]),
        Values("What is no probability, another reduction and empty data are refused with a ValueError.", [
            call([1], [1.2]), call([0, 1], [-0.1, 0.5]), call([1], [np.nan]), call([2], [0.5]),
            call([-1, 1], [0.5, 0.5]),
            call([1], [0.5], reduction="average"), call([1], [0.5], reduction=None), call([], []),
            call([1, 0, 1], [0.5, 0.5])]),
        Values("Fresh labels, hard and soft, have the right loss; the input stays as it was.", _fresh_bce_calls),
    ],
    misconceptions=[
        ERROR_RETURNED,
        Misconception(
            "missing minus", "your losses are the right size, but negative.",
            "The logarithm of a probability is never above 0, and a loss is a cost. What is missing in front?",
            like=_bce_by(lambda y, p: -_each(y, p))),
        Misconception(
            "no price for false alarms", "mails that are no spam cost nothing: only one half of the formula is there.",
            "The first test is a false alarm, with 90 %. What does your function charge, and which weight is 1 when "
            "y is 0?",
            like=[*_bce_by(_yes, lambda y, p: -_yes(y, p)),
                  *_bce_by(_yes, reduce=lambda losses, reduction: losses.sum() / max(np.count_nonzero(losses), 1)
                           if reduction == "mean" else REDUCE[reduction](losses))]),
        Misconception(
            "no price for misses", "spam that is let through costs nothing: only one half of the formula is there.",
            "What does your function charge for y = 1, p = 0.1?",
            like=_bce_by(_no, lambda y, p: -_no(y, p))),
        Misconception(
            "sign of one half", "one of the two halves has the wrong sign, so one kind of mistake earns money.",
            "Both logarithms are negative. What has to stand in front of each for both to be a cost?",
            like=_bce_by(lambda y, p: _yes(y, p) - _no(y, p), lambda y, p: _no(y, p) - _yes(y, p))),
        Misconception(
            "probability of the other class", "you charge for the probability given to what did *not* happen.",
            "p is the probability of spam. If the mail is no spam, which probability did the filter give to that?",
            like=_bce_by(lambda y, p: _each(1 - y, p))),
        Misconception(
            "truth and prediction exchanged", "label and probability have changed places in your formula.",
            "Which of the two is inside the logarithm: what happened, or what was said about it?",
            like=_bce_by(lambda y, p: _each(p, y))),
        Misconception(
            "error rate", "you count mistakes: how sure the filter was makes no difference to you.",
            "51 % and 90 % were both wrong. Should they cost the same?",
            like=_bce_by(_wrong_side, lambda y, p: 1 - _wrong_side(y, p), lambda y, p: _each(y, (p > 0.5) * 1.0))),
        Misconception(
            "gap, not surprise", "you charge for the gap between label and probability, with no logarithm.",
            "By that price list, a filter that says 100 % and is wrong pays 1. What should it pay for calling "
            "impossible what happened?",
            like=_bce_by(lambda y, p: (y - p) ** 2, lambda y, p: np.abs(y - p), lambda y, p: (y - p) ** 2 / 2,
                         lambda y, p: y - p, lambda y, p: p - y)),
        Misconception(
            "another logarithm", "your losses are in another unit: all of them are off by the same factor.",
            "From this notebook on the unit is the nat. Which logarithm belongs to it?",
            like=_bce_by(lambda y, p: _each(y, p) / math.log(2), lambda y, p: _each(y, p) / math.log(10))),
        Misconception(
            "sigmoid once more", "your function takes p for a logit and makes a probability of it first.",
            "The next exercise starts from logits. What does this one get, and what would a second sigmoid make of "
            "0.9?",
            like=_bce_by(lambda y, p: xl.bce_with_logits(y, p, "none"))),
        Misconception(
            "reduction not followed", "your function reduces in the same way whatever `reduction` says.",
            "Which three results are asked for, and which one is meant if the caller says nothing?",
            like=_always("mean", "sum", "none")),
        Misconception(
            "rounded", "your losses are right to a few digits only.",
            "Who should decide how many digits to show: the function, or whoever prints its result?",
            shows=rounded(xl.binary_cross_entropy)),
        Misconception(
            "shapes not compared", "arrays of different shapes are answered. Left to itself, NumPy stretches (3,) and "
            "(3, 1) to a table of 3 x 3, every label with every prediction.",
            "The mean of those nine numbers looks like a loss, and nobody is warned (PyTorch's issue 1939 is about "
            "just this). Which comparison at the top would stop it?",
            shows=_shapes_not_compared(xl.binary_cross_entropy, _certain_call)),
        Misconception(
            "hard labels only", "soft labels such as 0.3 are treated as if they were 0 or 1.",
            "Three of ten doctors say yes: y = 0.3. How much weight do the two logarithms get?",
            like=_bce_by(lambda y, p: np.where(y == 1, _each(1 + 0 * y, p), _each(0 * y, p)),
                         lambda y, p: np.where(y > 0.5, _each(1 + 0 * y, p), _each(0 * y, p)),
                         lambda y, p: np.where(y >= 0.5, _each(1 + 0 * y, p), _each(0 * y, p)),
                         lambda y, p: np.where(y == 0, _each(0 * y, p), _each(1 + 0 * y, p)))),
        Misconception(
            "only the waste", "a soft label that is said exactly costs nothing with you: you charge the waste alone.",
            "Three of ten people called it spam, and the filter says 30 %. Is the mail no surprise, whatever it turns "
            "out to be?",
            like=_bce_by(lambda y, p: _each(y, p) - _each(y, y), lambda y, p: np.where(y == p, 0, _each(y, p)))),
        Misconception(
            "one axis only", "a table is not averaged over all its elements: you divide by the number of rows, or "
            "reduce along one axis.",
            "Six mails in a table of 3 x 2 are six mails. By how many do you divide?",
            like=[*(_bce_by(_each, reduce=_along(axis))[0] for axis in (0, -1)),
                  *_bce_by(_each, reduce=_by_rows), *_bce_by(_each, reduce=_as_in_one_row)]),
        Misconception(
            "0 log 0", "where a prediction is certain, 0 or 1, your function finds no value.",
            "For y = 1 the weight of ln(1 - p) is 0. What should a term with weight 0 add, whatever its logarithm is?",
            shows=only_where(xl.binary_cross_entropy, _certain, _unknown)),
        Misconception(
            "infinity swept away", "a filter that was certain and wrong pays a finite sum with 308 digits: nan was "
            "replaced by 0, and infinity by the largest float.",
            "`nan_to_num` repairs the one you wanted and ruins the one that was right. Could the term with weight 0 "
            "be left out before it becomes nan?",
            shows=_infinity_replaced(1e100, math.inf)),
        Misconception(
            "epsilon by reflex", "a small constant keeps your logarithm from 0: certain and wrong costs a finite "
            "price, which the constant decides.",
            "There is no epsilon before notebook 06. What should a certain prediction cost when it is right, and what "
            "when it is wrong, and which logarithms do you need for that?",
            shows=lambda seen: _infinity_replaced(0, 1e100)(seen) or _small_constant(seen)),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way about a logarithm of zero.",
            "That logarithm is either not needed or meant to be infinite. How can you say so before it is taken?",
            shows=right_but_warned(xl.binary_cross_entropy)),
        Misconception(
            "any reduction will do", "a reduction that does not exist is not refused.",
            "Somebody writes \"average\". Which of your branches do they land in, and will they ever know?",
            shows=_answers_only(_unknown_reduction)),
        Misconception(
            "mean of nothing", "empty data get an answer, though there is nothing to average.",
            "What is the mean of no mails? What should somebody hear whose data got lost on the way?",
            shows=_answers_only(_empty)),
        Misconception(
            "nan is let in", "a probability that is no number at all is not refused.",
            "Every comparison with nan is False. Which question about p is answered with True by a probability only?",
            shows=_answers_only(_holds_nan)),
        Misconception(
            "no validation", "numbers that are no probabilities get a loss from you.",
            "A p of 1.2 is most often a logit that somebody forgot to convert. What should they hear?",
            shows=unchecked(xl.binary_cross_entropy)),
    ],
    probes=[call([1, 0], [0.7, 0.4], reduction="sum"), call([1], [0.0]), call([0], [1.0])],
)

# ---------------------------------------------------------------- 4.3 bce_with_logits


def _from_logits(*formulas: Function, total: Function = np.mean) -> list[Function]:
    def imitating(formula: Function) -> Function:
        def imitation(y: Any, z: Any) -> Any:
            xl.bce_with_logits(y, z)
            with np.errstate(all="ignore"):
                return total(formula(np.asarray(y, float), np.asarray(z, float)))
        return imitation

    return [imitating(formula) for formula in formulas]


def _each_logit(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return xl.bce_with_logits(y, z, "none")


def _far(y: Any, z: Any) -> float:
    return float(np.max(np.abs(z))) if np.size(z) else 0.0


def _not_infinite(outcome: Outcome) -> bool:
    value = as_number(outcome.value)
    return value is not None and math.isfinite(value)


def _wrong_logit_calls(seen: Seen, rtol: float = 1e-8, atol: float = 1e-8) -> list[tuple[float, Outcome, float]]:
    """(distance of the farthest logit, outcome, right value) of the calls that have a value and miss it."""
    valid, _ = sorted_out(seen, xl.bce_with_logits)
    return [(_far(*request.args), outcome, right) for request, outcome, right in valid
            if not close(outcome.value, right, rtol, atol)]


def _probability_rounds(seen: Seen) -> bool:
    """Infinite, or no value, from logits of 36 on where the loss itself is moderate."""
    wrong = _wrong_logit_calls(seen)
    return (any(far < 700 for far, *_ in wrong)
            and all(far > 36 and not _not_infinite(outcome) for far, outcome, _ in wrong))


def _logits_overflow(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.bce_with_logits)
    wrong = [(_far(*request.args), outcome) for request, outcome, right in valid
             if not close(outcome.value, right, 1e-8, 1e-8) or _warned(outcome, "overflow")]
    return bool(wrong) and all(
        far > 700 and (not _not_infinite(outcome) or _warned(outcome, "overflow")) for far, outcome in wrong)


def _capped(seen: Seen) -> bool:
    """Large losses come out too small, and finite."""
    wrong = _wrong_logit_calls(seen, 1e-4, 1e-4)
    values = [as_number(outcome.value) for _, outcome, _ in wrong]
    return bool(wrong) and all(far > 9 for far, *_ in wrong) and all(
        value is not None and 0 <= value < right for value, (_, _, right) in zip(values, wrong, strict=True))


def _tiny_losses_lost(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.bce_with_logits)
    return (all(close(outcome.value, right, atol=1e-9) for _, outcome, right in valid)
            and any(not close(outcome.value, right, atol=0) and right < 1e-9 for _, outcome, right in valid))


def _beyond_floats(request: Call) -> bool:
    return _far(*request.args) > 36


def _fresh_logit_calls(rng: np.random.Generator) -> Iterator[Call]:
    for shape in ((1,), (3,), (6,)):
        yield call(rng.integers(0, 2, shape), np.round(2 * rng.standard_normal(shape), 2))


BCE_WITH_LOGITS = Exercise(
    name="bce_with_logits", points=3, visible_points=1, reference=xl.bce_with_logits, returns=NUMBER,
    visible=[
        Values("A logit of 0 costs ln 2 whatever the label; a logit of 2 costs 0.126928 for a \"yes\".",
               [call([1], [0.0]), call([0], [0.0]), call([1], [2.0]), call([0], [2.0])]),
        Values("For moderate logits it is the log loss of their sigmoid, averaged.", _fresh_logit_calls),
    ],
    hidden=[
        Values("Wrong by 1000 costs exactly 1000, right by 1000 costs 0, and nothing warns.", [
            call([0], [1000.0]), call([1], [-1000.0]), call([1], [1000.0]), call([0], [-1000.0]),
            call([0, 1], [1e4, 1e4]), call([1, 0, 1], [-1e4, 50.0, 1e4])], silent=True, atol=1e-300),
        Values("Tiny losses keep their digits: y = 1 at a logit of 40 costs 4.248e-18.", [
            call([1], [40.0]), call([0], [-40.0]), call([1, 0], [35.0, -45.0])], atol=0),
        Values("Soft labels, tables and lists of whole numbers are fine.", lambda rng: [
            call([0.5], [0.0]), call([0.3, 0.9], [1.5, -2.0]), call(rng.uniform(0, 1, 4), 3 * rng.standard_normal(4)),
            call(np.array([[1, 0], [0, 1], [1, 1]]), np.array([[2.0, -1.0], [0.5, 3.0], [-2.0, 0.0]])),
            call([1, 0, 0], [3, -2, 1])]),
        Values("Different shapes are refused with a ValueError.", [
            call(np.array([1, 0, 1]), np.array([[2.0], [-1.0], [0.5]])), call([1, 0], [0.5]), call([1], [0.5, 2.0])]),
    ],
    misconceptions=[
        ERROR_RETURNED,
        Misconception(
            "sign of y z", "the label's part is added where it should be taken off.",
            "For a \"yes\" a larger logit is better. Should it raise or lower the cost?",
            like=_from_logits(lambda y, z: np.logaddexp(0, z) + y * z)),
        Misconception(
            "label not used", "your loss is the same whatever the label is.",
            "Which part of the formula depends on y?",
            like=_from_logits(lambda y, z: np.logaddexp(0, z), lambda y, z: np.logaddexp(0, -z))),
        Misconception(
            "other label", "you charge every mail as if it had the other label.",
            "y = 1 with a logit of 2 is right with 88 %. Is it cheap in your version?",
            like=_from_logits(lambda y, z: _each_logit(1 - y, z))),
        Misconception(
            "missing minus", "your losses are the right size, but negative.",
            "What does it cost to know nothing, at a logit of 0?",
            like=_from_logits(lambda y, z: -_each_logit(y, z))),
        Misconception(
            "logits taken for probabilities", "your formula takes the logarithm of the logits themselves.",
            "A logit may be 0, -3 or 20. What turns it into a probability?",
            like=_from_logits(lambda y, z: -(y * np.log(z) + (1 - y) * np.log(1 - z)),
                              lambda y, z: -(xl.xlogy(y, z) + xl.xlogy(1 - y, 1 - z)))),
        Misconception(
            "sigmoid twice", "a sigmoid is applied to what already is a probability.",
            "How many times does the curve of exercise 4.1 stand between the logit and the logarithm?",
            like=_from_logits(lambda y, z: _each_logit(y, xl.sigmoid(z)))),
        Misconception(
            "not averaged", "your value grows with the number of mails: it is their sum.",
            "Twice as many mails of the same kind: should the loss be twice as large?",
            like=_from_logits(_each_logit, total=np.sum)),
        Misconception(
            "another logarithm", "your losses are in another unit: all of them are off by the same factor.",
            "Knowing nothing costs ln 2 = 0.693 nats. What is it in your unit?",
            like=_from_logits(lambda y, z: _each_logit(y, z) / math.log(2),
                              lambda y, z: _each_logit(y, z) / math.log(10))),
        Misconception(
            "squared error", "you charge the squared gap between label and sigmoid.",
            "How much can that ever cost? And a log loss?",
            like=_from_logits(lambda y, z: (xl.sigmoid(z) - y) ** 2, lambda y, z: (xl.sigmoid(z) - y) ** 2 / 2)),
        Misconception(
            "rows counted, not elements", "a table is divided by the number of its rows, not of its elements.",
            "Six mails in a table of 3 x 2 are six mails. By how many do you divide?",
            like=_from_logits(_each_logit, total=lambda losses: losses.sum() / len(losses))),
        Misconception(
            "hard labels only", "your losses are right for hard labels, but not for soft ones such as 0.3.",
            "Three of ten doctors say yes: y = 0.3. How much of z is taken off?",
            like=_from_logits(lambda y, z: _each_logit((y == 1) * 1.0, z), lambda y, z: _each_logit((y > 0.5) * 1.0, z),
                              lambda y, z: _each_logit((y >= 0.5) * 1.0, z),
                              lambda y, z: _each_logit((y > 0) * 1.0, z),
                              lambda y, z: np.logaddexp(0, -(2 * y - 1) * z))),
        Misconception(
            "rounded", "your losses are right to a few digits only.",
            "What becomes of a loss of 4.248e-18? Who should decide how many digits to show?",
            shows=rounded(xl.bce_with_logits)),
        Misconception(
            "probability rounded to 1", "from logits of about 37 on, your loss is infinite or no number at all.",
            "There the sigmoid is so close to 1 that a float makes it 1, and the logarithm of what is left sees 0. "
            "Is the detour over the probability needed?",
            shows=_probability_rounds),
        Misconception(
            "overflow", "for logits of many hundreds an exponential on the way is too large for a float, or so small "
            "that it becomes 0.",
            "e^1000 is no float, but ln(1 + e^1000) is nearly 1000. How would you compute it for a large z with an "
            "exponential that may become 0 without harm?",
            shows=_logits_overflow),
        Misconception(
            "loss capped", "large losses come out too small: from some logit on, being even more wrong costs nothing "
            "more.",
            "A limit on the probability or on the logit does that. Which slope does a constant have, and what can be "
            "learned from an example without a slope?",
            shows=_capped),
        Misconception(
            "tiny losses lost", "the loss of a prediction that is sure and right becomes 0, or is mere round-off: two "
            "numbers near 40 are subtracted to find one of 0.000000000000000004.",
            "Can the loss be written so that every term of it is small when the loss is small? And which function "
            "of NumPy keeps the digits of ln(1 + x) for a tiny x?",
            shows=_tiny_losses_lost),
        Misconception(
            "shapes not compared", "arrays of different shapes are answered. Left to itself, NumPy stretches them, and "
            "every label meets every logit.",
            "Which comparison at the top would stop it?",
            shows=_shapes_not_compared(xl.bce_with_logits, _beyond_floats)),
    ],
    probes=[call([0], [50.0]), call([1], [-200.0]), call([1, 0, 0], [1.0, 3.0, -2.0])],
)

# ---------------------------------------------------------------- 4.4 best_constant


def _constant_by(*formulas: Callable[[float, float], tuple[float, float]]) -> list[Function]:
    """Answers that get the base rate and its entropy, and the number of labels, and make something else of them."""

    def imitating(formula: Function) -> Function:
        def imitation(y: Any) -> Any:
            p, loss = xl.best_constant(y)
            with np.errstate(all="ignore"):
                return formula(np.float64(p), loss)
        return imitation

    return [imitating(formula) for formula in formulas]


def _constant_sum(y: Any) -> tuple[float, float]:
    p, loss = xl.best_constant(y)
    return p, loss * len(y)


def _one_label_only(y: Any) -> bool:
    return len(set(map(float, y))) == 1


def _mixed(seen: Seen) -> list[tuple[Any, Any]]:
    """(value, right value) where both labels occur."""
    return [(outcome.value, right) for request, outcome, right in sorted_out(seen, xl.best_constant)[0]
            if not _one_label_only(*request.args)]


def _parts(value: Any) -> np.ndarray:
    numbers = as_numbers(value)
    return numbers if numbers is not None and numbers.shape == (2,) else np.full(2, np.nan)


def _majority(seen: Seen) -> bool:
    pairs = [(_parts(got)[0], right[0]) for got, right in _mixed(seen) if right[0] != 0.5]
    return bool(pairs) and all(got == round(right) for got, right in pairs)


def _coarse(seen: Seen) -> bool:
    pairs = _mixed(seen)
    return (bool(pairs) and all(_nearly(got, right, 0.03) for got, right in pairs)
            and any(not close(_parts(got)[0], right[0]) for got, right in pairs))


def _constant_shifted(seen: Seen) -> bool:
    """The base rate is right; the loss is nearly right, and off where only one label occurs."""
    valid, _ = sorted_out(seen, xl.best_constant)
    return (all(_nearly(outcome.value, right, 1e-4) for _, outcome, right in valid)
            and any(not close(_parts(outcome.value)[1], right[1], atol=0) for _, outcome, right in valid))


def _fresh_labels(rng: np.random.Generator) -> Iterator[Call]:
    for N in (3, 7, 20, 101):
        positive = int(rng.integers(1, N))
        labels = rng.permutation(np.arange(N) < positive).astype(int)
        yield call(labels.tolist() if N < 10 else labels)


BEST_CONSTANT = Exercise(
    name="best_constant", points=2, visible_points=1, reference=xl.best_constant, returns=LIKE_INPUT,
    visible=[
        Values("One spam in four mails: say 25 % always, and pay 0.562335 nats a mail.", [call([1, 0, 0, 0])]),
        Values("The same from an array, with three spams in five.", [call(np.array([1, 0, 1, 0, 1]))]),
    ],
    hidden=[
        Values("Where both labels are equally frequent, the best is one half, and it costs ln 2.",
               [call([1, 0]), call([0, 0, 1, 1, 0, 1])]),
        Values("Where all labels are the same, the best costs exactly 0.0, and nothing warns.", [
            call([1, 1, 1]), call([0, 0]), call([1]), call(np.zeros(50)), call(np.ones(7, dtype=int))],
            silent=True, atol=0),
        Values("Of 569 tumours 357 are benign: the best constant costs 0.660 nats.",
               [call(np.repeat([1, 0], [357, 212]))]),
        Values("Fresh labels have the right constant and the right loss.", _fresh_labels),
    ],
    misconceptions=[
        Misconception(
            "majority for certain", "you bet everything on the more frequent label.",
            "As soon as one mail of the other kind arrives, that costs infinitely much. Which probability leaves room "
            "for both, in the measure in which they come?",
            shows=_majority),
        Misconception(
            "share of the other label", "your probability is the share of zeros.",
            "p is the probability of \"yes\". One spam in four mails: what would you say of the fifth?",
            like=_constant_by(lambda p, loss: (1 - p, loss))),
        Misconception(
            "order of the pair", "your two numbers are right, but the loss comes first.",
            "Which of the two does the contract name first?",
            like=_constant_by(lambda p, loss: (loss, p))),
        Misconception(
            "one kind of mail only", "your loss counts only the mails of one kind, with their frequency.",
            "One mail in four is spam, and three are not. Who pays for the three?",
            like=_constant_by(lambda p, loss: (p, -p * np.log(p)), lambda p, loss: (p, -(1 - p) * np.log(1 - p)),
                              lambda p, loss: (p, -xl.xlogy(p, p)), lambda p, loss: (p, -xl.xlogy(1 - p, 1 - p)))),
        Misconception(
            "surprise of one label", "your loss is the surprise of one of the two labels, not an average.",
            "How often does each of the two surprises have to be paid?",
            like=_constant_by(lambda p, loss: (p, -np.log(p)), lambda p, loss: (p, -np.log(1 - p)),
                              lambda p, loss: (p, -np.log(p) - np.log(1 - p)))),
        Misconception(
            "fair coin", "you say one half, or charge ln 2, whatever the labels are.",
            "With one spam in four mails you know more than nothing. What do you say of the fifth mail, and what does "
            "it cost on average?",
            like=_constant_by(lambda p, loss: (p, math.log(2)), lambda p, loss: (0.5, math.log(2)),
                              lambda p, loss: (0.5, loss))),
        Misconception(
            "squared error", "your loss is the squared error of the best constant.",
            "It happens to have the same best constant. Which loss is asked for here?",
            like=_constant_by(lambda p, loss: (p, p * (1 - p)), lambda p, loss: (p, 2 * p * (1 - p)))),
        Misconception(
            "another logarithm", "your loss is in another unit.",
            "From this notebook on the unit is the nat. Which logarithm belongs to it?",
            like=_constant_by(lambda p, loss: (p, loss / math.log(2)), lambda p, loss: (p, loss / math.log(10)))),
        Misconception(
            "missing minus", "your loss is the right size, but negative.",
            "Logarithms of probabilities are at most 0, costs at least. What is missing in front?",
            like=_constant_by(lambda p, loss: (p, -loss))),
        Misconception(
            "not averaged", "your loss is the sum over all labels.",
            "What does one mail cost on average?", like=[_constant_sum]),
        Misconception(
            "rounded", "your numbers are right to a few digits only.",
            "Who should decide how many digits to show: the function, or whoever prints its result?",
            shows=rounded(xl.best_constant)),
        Misconception(
            "coarse search", "your constant is near the best one, but not the best: it seems to come from a search.",
            "On paper the slope of the mean loss is 0 at one place only. Write it down: how many times does each of "
            "the two logarithms occur?",
            shows=_coarse),
        Misconception(
            "0 log 0", "where all labels are the same, your function finds no value.",
            "How many mails of the other kind are there to pay for? What should 0 mails cost, whatever the price?",
            shows=only_where(xl.best_constant, _one_label_only, _unknown)),
        Misconception(
            "a small constant", "your loss is nearly right; a small constant in the logarithm, or a limit on the "
            "probability, shifts it.",
            "Where all labels are the same it should be exactly 0. What should become of a term whose weight is 0?",
            shows=_constant_shifted),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way about a logarithm of zero.",
            "Which of the two logarithms is not needed when all labels are the same?",
            shows=right_but_warned(xl.best_constant)),
    ],
    probes=[call([1, 1, 1, 0, 0, 1, 1, 1]), call([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
)

# ---------------------------------------------------------------- 4.5 logit_gradient

Slope = Callable[[np.ndarray, np.ndarray], np.ndarray]  # of label and sigmoid


def _gradient_by(ce: Slope, mse: Slope) -> Function:
    """An answer with these slopes, each as a function of the label and the sigmoid."""

    def imitation(y: Any, z: Any, loss: str = "ce") -> Any:
        xl.logit_gradient(y, z, loss)
        y, s = np.asarray(y, float), xl.sigmoid(z)
        with np.errstate(all="ignore"):
            return (ce if loss == "ce" else mse)(y, s)

    return imitation


def _ce(y: np.ndarray, s: np.ndarray) -> np.ndarray:
    return s - y


def _mse(y: np.ndarray, s: np.ndarray) -> np.ndarray:
    return 2 * (s - y) * s * (1 - s)


def _ce_in_p(y: np.ndarray, s: np.ndarray) -> np.ndarray:
    return (s - y) / (s * (1 - s))


def _mse_in_p(y: np.ndarray, s: np.ndarray) -> np.ndarray:
    return 2 * (s - y)


def _scaled(slope: Slope, factor: Callable[[np.ndarray], float]) -> Slope:
    return lambda y, s: slope(y, s) * factor(s)


def _fresh_slopes(rng: np.random.Generator) -> Iterator[Call]:
    for shape in ((3,), (5,), (2, 3)):
        for loss in ("ce", "mse"):
            yield call(rng.integers(0, 2, shape), 3 * rng.standard_normal(shape), loss=loss)
    yield call(rng.uniform(0, 1, 4), rng.standard_normal(4))
    yield call([1, 0, 1], [2, -1, 0], loss="mse")


def _numeric_slopes(rng: np.random.Generator) -> Iterator[tuple[float, float, str]]:
    for loss in ("ce", "mse"):
        for y in (0.0, 1.0):
            for z in np.linspace(-5, 5, 11):
                yield y, float(z), loss


def _height(y: float, z: float, loss: str) -> float:
    return xl.bce_with_logits([y], [z]) if loss == "ce" else xl.squared_error([y], [xl.sigmoid(z)])


def _is_the_slope(answer: Function, y: float, z: float, loss: str) -> str | None:
    h = 1e-4
    rise = (_height(y, z + h, loss) - _height(y, z - h, loss)) / (2 * h)
    slope = float(answer(np.array([y]), np.array([z]), loss)[0])
    return None if abs(slope - rise) < 1e-6 else (
        f"around z = {z:g} with y = {y:g} the loss \"{loss}\" rises by {rise:.6g} per unit of z, not by {slope:.6g}.")


def _losses(y: np.ndarray, s: np.ndarray) -> np.ndarray:
    return -(xl.xlogy(y, s) + xl.xlogy(1 - y, 1 - s))


def _few_digits(seen: Seen) -> bool:
    pairs = [(outcome.value, right) for _, outcome, right in sorted_out(seen, xl.logit_gradient)[0]]
    return (all(_nearly(got, right, 1e-3) for got, right in pairs)
            and any(not close(got, right) for got, right in pairs))


LOGIT_GRADIENT = Exercise(
    name="logit_gradient", points=3, visible_points=1, reference=xl.logit_gradient, returns=LIKE_INPUT,
    visible=[
        Values("Badly wrong, z = 4 for y = 0: log loss pulls with 0.982014, squared error with 0.034690.",
               [call([0], [4.0]), call([0], [4.0], loss="ce"), call([0], [4.0], loss="mse")]),
        Values("A \"yes\" at z = -1 is pulled upwards by both: the slopes are negative.",
               [call(np.array([1.0]), np.array([-1.0])), call(np.array([1.0]), np.array([-1.0]), loss="mse")]),
    ],
    hidden=[
        Law("The slope is what the loss rises per unit of z.", _numeric_slopes, _is_the_slope),
        Values("At z = 50 for y = 0 log loss still pulls with 1; squared error has fallen asleep.", [
            call([0], [50.0]), call([0], [50.0], loss="mse"), call([1], [-50.0]), call([1], [-50.0], loss="mse")]),
        Values("One slope for each example, in the shape of z, hard labels and soft; the input stays as it was.",
               _fresh_slopes),
        Values("Another loss is refused with a ValueError.", [
            call([0], [1.0], loss="mae"), call([0], [1.0], loss="MSE"), call([0], [1.0], loss="")]),
    ],
    misconceptions=[
        ERROR_RETURNED,
        Misconception(
            "sleeping factor kept", "your slope of the log loss still has the factor s (1 - s) in it.",
            "The slope of the log loss in p has p (1 - p) below the line. What happens when both meet?",
            like=[_gradient_by(_mse, _mse), _gradient_by(lambda y, s: _ce(y, s) * s * (1 - s), _mse),
                  _gradient_by(lambda y, s: _ce(y, s) * s * (1 - s), lambda y, s: _ce(y, s) * s * (1 - s))]),
        Misconception(
            "slope in the probability", "your slopes say what happens when the *probability* moves, not the logit.",
            "If z moves a little, by how much does s move? At z = 4, is that much or little?",
            like=[_gradient_by(_ce_in_p, _mse_in_p), _gradient_by(_ce_in_p, _mse), _gradient_by(_ce, _mse_in_p)]),
        Misconception(
            "same slope for both", "you return the same slope for both losses.",
            "One of the two is almost flat at z = 4. Which one, and which factor makes it so?",
            like=[_gradient_by(_ce, _ce)]),
        Misconception(
            "factor 2", "your slope of the squared error is off by a factor of 2.",
            "The loss here is (s - y)² without a half in front. What comes down when a square is differentiated?",
            like=[_gradient_by(_ce, lambda y, s: _mse(y, s) / 2), _gradient_by(_ce, lambda y, s: _mse(y, s) * 2)]),
        Misconception(
            "half of the sleeping factor", "in your slope of the squared error, s (1 - s) is only half there.",
            "The sigmoid's own slope has two factors: it is flat at both ends. Which end is steep in yours?",
            like=[_gradient_by(_ce, lambda y, s: 2 * _ce(y, s) * s),
                  _gradient_by(_ce, lambda y, s: 2 * _ce(y, s) * (1 - s))]),
        Misconception(
            "losses exchanged", "each of your two slopes is right, for the other loss.",
            "Which loss has a slope that never falls asleep?", like=[_gradient_by(_mse, _ce)]),
        Misconception(
            "wrong direction", "your slopes have the wrong sign.",
            "For y = 0, does the loss rise or fall when z grows? (The step *against* the slope comes later.)",
            like=[_gradient_by(_scaled(_ce, lambda s: -1), _scaled(_mse, lambda s: -1)),
                  _gradient_by(_scaled(_ce, lambda s: -1), _mse), _gradient_by(_ce, _scaled(_mse, lambda s: -1))]),
        Misconception(
            "averaged", "your slopes are divided by the number of examples.",
            "One slope for each example is asked for. Who takes the mean, if anybody does?",
            like=[_gradient_by(_scaled(_ce, lambda s: 1 / s.size), _scaled(_mse, lambda s: 1 / s.size)),
                  _gradient_by(_scaled(_ce, lambda s: 1 / len(s)), _scaled(_mse, lambda s: 1 / len(s)))]),
        Misconception(
            "loss, not its slope", "your values are the losses themselves.",
            "A slope says which way and how strongly. Can a loss be negative? Can a slope?",
            like=[_gradient_by(_losses, lambda y, s: (s - y) ** 2)]),
        Misconception(
            "sigmoid left out", "you compare the label with the logit itself.",
            "y lies between 0 and 1. What lies between 0 and 1 on the prediction's side?",
            like=[lambda y, z, loss="ce": xl.logit_gradient(y, z, loss) * 0 + (
                np.asarray(z, float) - np.asarray(y, float)) * (1 if loss == "ce" else 2)]),
        Misconception(
            "a few digits only", "your slopes are right to a few digits only: rounded, or estimated from two heights.",
            "Moving a logit up and down is a good test of a formula. Which formula does it test here?",
            shows=_few_digits),
        Misconception(
            "any loss will do", "a loss that does not exist is not refused.",
            "Somebody writes \"MSE\" or \"mae\". Which of your branches do they land in, and will they ever know?",
            shows=unchecked(xl.logit_gradient)),
    ],
    probes=[call([0, 1], [1.0, 1.0], loss="mse"), call([0, 1], [-2.0, 2.0]), call([1], [0.5], loss="mse")],
)

# ---------------------------------------------------------------- 4.6 steps_to_unlearn


def _steps(slope: Callable[[float, str], float], *, both: float = 2.0, late: bool = False, least: int = 0,
           more: int = 0, goal: float | None = None, last_look: bool = True, failure: Any = None,
           reached: Callable[[float, float], bool] = operator.lt) -> Function:
    """A learner's neuron in plain Python: these slopes in z, and one thing done differently.

    both: how many of the two parameters move; late: b moves by the slope after w has moved; more: is added to the
    count; goal: a fixed target; last_look: whether the output after the last update is looked at; reached: how output
    and target are compared.
    """

    def output(z: float) -> float:
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

    def imitation(w: float, b: float, lr: float, loss: str, target: float = 0.2, max_steps: int = 100_000) -> Any:
        z, wanted = w + b, target if goal is None else goal
        for step in range(max_steps + last_look):
            a = output(z)
            if step >= least and reached(a, wanted):
                return step + more
            if late:
                z -= lr * slope(a, loss)
                z -= lr * slope(output(z), loss)
            else:
                z -= both * lr * slope(a, loss)
        return max_steps if failure == "limit" else failure

    return imitation


def _pull(a: float, loss: str) -> float:
    return a if loss == "ce" else a * a * (1 - a)


def _fails(request: Call) -> bool:
    return xl.steps_to_unlearn(*request.args, **request.kwargs) is None


def _something_for_failure(seen: Seen) -> bool:
    """Everything is right except that failures are reported as something else than None."""
    pairs = [(outcome, xl.steps_to_unlearn(*request.args, **request.kwargs)) for request, outcome in seen]
    failures = [outcome for outcome, right in pairs if right is None]
    return (all(close(outcome.value, right) for outcome, right in pairs if right is not None)
            and any(outcome.error is not None or outcome.value is not None for outcome in failures))


def _nothing_returned(seen: Seen) -> bool:
    return all(outcome.error is None and outcome.value is None for _, outcome in seen)


def _calls_itself(seen: Seen) -> bool:
    """Everything is right but what needs too many calls, one inside the other."""
    outcomes = [(outcome, right) for _, outcome, right in sorted_out(seen, xl.steps_to_unlearn)[0]]
    deep = [isinstance(outcome.error, RecursionError) for outcome, _ in outcomes]
    return any(deep) and all(stopped or close(outcome.value, right)
                             for stopped, (outcome, right) in zip(deep, outcomes, strict=True))


def _limit_ignored(seen: Seen) -> bool:
    """A failure is reported as a number beyond the limit: the search went on."""
    answered = [(request, as_number(outcome.value)) for request, outcome in seen
                if _fails(request) and outcome.error is None]
    return _something_for_failure(seen) and any(
        number is not None and request.kwargs.get("max_steps", math.inf) < number < math.inf
        for request, number in answered)


def _fresh_races(rng: np.random.Generator) -> Iterator[Call]:
    for loss in ("ce", "mse"):
        for low, high in ((0.5, 1.5), (1.0, 2.0)):
            w, b = (round(float(x), 2) for x in rng.uniform(low, high, 2))
            lr, target = round(float(rng.uniform(0.3, 0.9)), 2), round(float(rng.uniform(0.1, 0.4)), 2)
            yield call(w, b, lr, loss, target=target)
    yield call(3.5, 3.5, 0.5, "mse")  # 1144 updates


STEPS_TO_UNLEARN = Exercise(
    name="steps_to_unlearn", points=3, visible_points=1, reference=xl.steps_to_unlearn, returns=INTEGER_OR_NONE,
    visible=[
        Values("From (0.6, 0.9) with a learning rate of 0.15: 22 updates with log loss, 107 with squared error.",
               [call(0.6, 0.9, 0.15, "ce"), call(0.6, 0.9, 0.15, "mse")]),
        Values("From (2, 2): 31 and 302.", [call(2.0, 2.0, 0.15, "ce"), call(2.0, 2.0, 0.15, "mse")]),
    ],
    hidden=[
        Values("An output below the target already needs 0 updates; one that is just at the target is not below.", [
            call(0.0, 0.0, 0.5, "ce", target=0.5), call(-3.0, 0.0, 0.15, "ce"), call(-1.0, -1.0, 0.15, "mse"),
            call(0.6, 0.9, 0.15, "mse", target=0.9)]),
        Values("None if it is not there after max_steps updates; the last one still counts.", [
            call(2.0, 2.0, 0.15, "ce", max_steps=31), call(2.0, 2.0, 0.15, "ce", max_steps=30),
            call(3.5, 3.5, 0.15, "mse", max_steps=300), call(0.6, 0.9, 0.15, "ce", max_steps=0),
            call(-3.0, 0.0, 0.15, "ce", max_steps=0)]),
        Values("However far the start is, nothing overflows.", [
            call(400.0, 400.0, 10.0, "ce"), call(40.0, 0.0, 0.5, "ce"), call(-400.0, -400.0, 0.15, "mse")]),
        Values("Weight and bias answer to the same look at the output, also when they move far.", [
            call(0.0, 3.0, 2.0, "ce", target=0.1), call(1.0, 1.0, 3.0, "mse", target=0.15)]),
        Values("Fresh starts, learning rates and targets take the right number of updates, many or few.", _fresh_races),
    ],
    misconceptions=[
        Misconception(
            "nothing returned", "your function returns None whatever happens.",
            "None is the answer for a neuron that does not get there. Does every path through your function end in a "
            "return? What is only printed does not reach whoever calls it.",
            shows=_nothing_returned),
        Misconception(
            "uphill", "your neuron walks up the slope: its mistake grows.",
            "The slope points to where the loss rises. Which way should the neuron go?",
            like=[_steps(lambda a, loss: -_pull(a, loss))]),
        Misconception(
            "both losses the same", "both losses take the same number of updates with you: the squared error lacks the "
            "slope of the sigmoid.",
            "The loss is a²/2, and a depends on z. What does the chain rule add behind a?",
            like=[_steps(lambda a, loss: a)]),
        Misconception(
            "sleeping factor kept", "your log loss falls asleep like the squared error: a factor a (1 - a) is left "
            "in it.",
            "In exercise 4.5 something cancelled. What is the slope of -ln(1 - a) in the logit?",
            like=[_steps(lambda a, loss: a * a * (1 - a)), _steps(lambda a, loss: a * (1 - a)),
                  _steps(lambda a, loss: a * (1 - a) if loss == "ce" else a * a * (1 - a))]),
        Misconception(
            "losses exchanged", "each of your two counts is right, for the other loss.",
            "Which of the two falls asleep when it is badly wrong?",
            like=[_steps(lambda a, loss: _pull(a, "mse" if loss == "ce" else "ce"))]),
        Misconception(
            "slope in the output", "your slope of the log loss is that in the output a, not in the logit.",
            "-ln(1 - a) has the slope 1/(1 - a) in a. How does a move when w and b do?",
            like=[_steps(lambda a, loss: 1 / max(1 - a, 1e-300) if loss == "ce" else a * a * (1 - a)),
                  _steps(lambda a, loss: 1 / max(1 - a, 1e-300) if loss == "ce" else a)]),
        Misconception(
            "factor 2", "your squared error pulls twice as hard as it should.",
            "Nielsen's loss is a²/2: what is the half good for when it is differentiated?",
            like=[_steps(lambda a, loss: a if loss == "ce" else 2 * a * a * (1 - a))]),
        Misconception(
            "only one moves", "your neuron moves at half the speed: of weight and bias only one is changed.",
            "The input is x = 1, so w and b both reach the output. Which of them does an update leave where it was?",
            like=[_steps(_pull, both=1.0)]),
        Misconception(
            "one after the other", "your bias moves by a slope that was computed after the weight had moved.",
            "Both should answer to the same look at the output. When do you compute the slope, and how often?",
            like=[_steps(_pull, late=True)]),
        Misconception(
            "slope left out", "every update is equally large, whatever the output: the slope does not enter.",
            "What is subtracted from w: the learning rate, or the learning rate times something?",
            like=[_steps(lambda a, loss: 1.0)]),
        Misconception(
            "one too many", "you count looks at the output, not updates: your numbers are one too large.",
            "If the output is below the target at the first look, how many updates were made?",
            like=[_steps(_pull, more=1), _steps(_pull, least=1)]),
        Misconception(
            "one too few", "your numbers are one too small.",
            "Follow it by hand with a target that one update reaches. Where does your counter start, and when does it "
            "move?", like=[_steps(_pull, more=-1)]),
        Misconception(
            "target not used", "your neuron always stops at the same output, whatever `target` says.",
            "Where in your loop does `target` appear?",
            like=[_steps(_pull, goal=0.2), _steps(_pull, goal=0.5)]),
        Misconception(
            "at the target", "an output that is exactly at the target counts as below it.",
            "The contract says *below* `target`. Which comparison is that?",
            like=[_steps(_pull, reached=operator.le)]),
        Misconception(
            "a call for every update", "your function calls itself for every update, and Python ends such a chain of "
            "calls after about a thousand.",
            "From a logit of 8 the squared error needs 4769 updates. Which construction repeats something as often as "
            "needed without one call inside the other?",
            shows=_calls_itself),
        Misconception(
            "last update not looked at", "the output after the very last update is never looked at: where the last one "
            "succeeds, you report a failure.",
            "With max_steps = 31 there are 31 updates and 32 looks. How many does your loop take?",
            like=[_steps(_pull, last_look=False)]),
        Misconception(
            "limit ignored", "your neuron goes on beyond `max_steps`.",
            "Some starts need more steps than anybody has time for. Where does your loop hear of the limit?",
            shows=_limit_ignored),
        Misconception(
            "failure looks like success", "a neuron that never gets there is reported as something else than None.",
            "Somebody averages your results over many starts. What does a failure do to the average if it is a number, "
            "and what to the other starts if it is an error?",
            shows=_something_for_failure),
    ],
    probes=[call(1.0, 0.5, 0.6, "mse", target=0.3), call(1.0, 0.5, 0.6, "ce", target=0.4), call(-3.0, 0.0, 0.15, "ce")],
)


def _by_name(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    return {exercise.name: exercise for exercise in exercises}


EXERCISES = _by_name((SIGMOID, BINARY_CROSS_ENTROPY, BCE_WITH_LOGITS, BEST_CONSTANT, LOGIT_GRADIENT, STEPS_TO_UNLEARN))
