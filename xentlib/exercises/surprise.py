"""The exercises of notebook 00: what a distribution is, how to make one from weights, how much an outcome surprises.

An imitation (`like=`) makes one mistake and is right in everything else, so that answers with a second mistake, or
with none of the others, are still recognised by the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import (
    FLOAT_ARRAY,
    LIKE_INPUT,
    TRUTH,
    Call,
    Exercise,
    Law,
    Misconception,
    Outcome,
    Values,
    call,
)
from ..checking.values import as_number, as_numbers, close
from .draws import distributions

Seen = Sequence[tuple[Call, Outcome]]


def _message(outcome: Outcome, *kinds: type[BaseException]) -> str:
    """The text of Python's or NumPy's own error of one of these kinds, else "". A learner's own class is
    not asked."""
    return str(outcome.error) if type(outcome.error) in kinds else ""


def _stops_on_lists(seen: Seen) -> bool:
    """Something was asked of a plain list that only an array can do."""
    texts = [_message(o, TypeError, AttributeError) for c, o in seen
             if isinstance(c.args[0], list | tuple) and np.ndim(c.args[0]) == 1]
    return any(f"'{kind}' object has no attribute" in t or ("unsupported operand" in t and f"'{kind}'" in t)
               for t in texts for kind in ("list", "tuple"))


NEEDS_ARRAY = Misconception(
    "lists are not arrays",
    "your function stops when it is given a plain Python list: what it asks for, only arrays can do.",
    "Which NumPy function makes an array of whatever came in, be it a list, a list of lists or an array?",
    shows=_stops_on_lists)


# ---------------------------------------------------------------- 0.1 is_distribution


def _row(p: Any) -> np.ndarray | None:
    """The numbers, if they are one non-empty row of finite ones."""
    array = np.asarray(p, float)
    return array if array.ndim == 1 and array.size and np.isfinite(array).all() else None


def _judging(rule: Callable[[np.ndarray, float], Any]) -> Callable[..., bool]:
    """An is_distribution that is right about shapes and NaN, and judges the numbers themselves by `rule(p,
    atol)`."""
    def imitation(p: Any, atol: float = 1e-8) -> bool:
        row = _row(p)
        return row is not None and bool(rule(row, atol))
    return imitation


def _total_is_one(p: np.ndarray, atol: float) -> bool:
    return bool(abs(math.fsum(p) - 1) <= atol)


def _is_exactly_one(add: Callable[[np.ndarray], Any], p: np.ndarray, atol: float) -> bool:
    return bool((p >= 0).all() and add(p) == 1)


def _with_fixed_tolerance(fixed: float, p: np.ndarray, atol: float) -> bool:
    return bool((p >= 0).all()) and _total_is_one(p, fixed)


def _accepts_nan(p: Any, atol: float = 1e-8) -> bool:
    array = np.asarray(p, float)
    return array.ndim == 1 and array.size > 0 and not ((array < 0).any() or abs(array.sum() - 1) > atol)


def _accepts_tables(axis: int | None, p: Any, atol: float = 1e-8) -> bool:
    array = np.asarray(p, float)
    if not (array.size and np.isfinite(array).all()):
        return False
    return bool((array >= 0).all() and (np.abs(array.sum(axis=axis) - 1) <= atol).all())


def _never_changes(seen: Seen) -> bool:
    return {bool(o.value) if type(o.value) in (bool, np.bool_) else None for _, o in seen} in ({True}, {False})


def _says(seen: Seen, p: list[float], verdict: bool) -> bool:
    """Whether the answer to `p` was this verdict."""
    return any(type(o.value) in (bool, np.bool_) and o.value == verdict for c, o in seen
               if type(c.args[0]) is list and c.args[0] == p)


def _refuses_single_numbers(seen: Seen) -> bool:
    """[1.0] is refused, but not because of the 1: [1.0, 0.0] is accepted."""
    return _says(seen, [1.0], False) and _says(seen, [1.0, 0.0], True)


def _only_the_total(seen: Seen) -> bool:
    return _says(seen, [0.25] * 4, True) and _says(seen, APP, False) and _says(seen, [1.2, -0.2], True)


def _only_the_entries(seen: Seen) -> bool:
    return _says(seen, [0.25] * 4, True) and _says(seen, APP, True) and _says(seen, [1.2, -0.2], False)


def _raises_instead(seen: Seen) -> bool:
    """Answers where the answer is yes, stops with an error somewhere where it is no."""
    yes = [o for c, o in seen if xl.is_distribution(*c.args, **c.kwargs)]
    no = [o for c, o in seen if not xl.is_distribution(*c.args, **c.kwargs)]
    refused = (ValueError, TypeError, AssertionError, IndexError)
    return bool(yes) and all(o.error is None for o in yes) and any(isinstance(o.error, refused) for o in no)


def _compares_as_a_whole(seen: Seen) -> bool:
    texts = [_message(o, ValueError, TypeError) for _, o in seen]
    return any("truth value of an array" in t
               or ("not supported between instances of" in t and ("'list'" in t or "'tuple'" in t)) for t in texts)


APP = [0.36, 0.65, 0.45]  # what the weather app says
ROUND_OFF = [call([0.1] * 10), call([0.57, 0.29, 0.12, 0.02]), call([1 / 49] * 49), call(np.full(1000, 1e-3))]
ALMOST = [0.5, 0.500001]  # misses 1 by a millionth

IS_DISTRIBUTION = Exercise(
    name="is_distribution", points=2, visible_points=1, reference=xl.is_distribution, returns=TRUTH,
    visible=[
        Values("Four equal outcomes are a distribution, and so is a single certain one.",
               [call([0.25] * 4), call([1.0])]),
        Values("The weather app's [0.36, 0.65, 0.45] is none.", [call(APP)]),
        Values("[1.2, -0.2] is none either, although it adds up to 1.", [call([1.2, -0.2])]),
    ],
    hidden=[
        Values("Round-off is forgiven.", ROUND_OFF),
        Values("The caller's `atol` decides how far from 1 the total may be.", [
            call(ALMOST), call(ALMOST, atol=1e-5), call([0.33, 0.33, 0.33]), call([0.33, 0.33, 0.33], atol=0.05),
            call([0.5, 0.5 + 1e-10]), call([0.5, 0.5 + 1e-10], atol=1e-12), call([0.5, 0.25, 0.25], atol=0),
            call([0.51, 0.26, 0.25], atol=0.015)]),
        Values("NaN, infinity and nothing at all get a plain False.", [
            call([np.nan, 1.0]), call(np.array([0.5, np.nan, 0.5])), call([np.inf, 0.5]), call([np.inf, -np.inf]),
            call([]), call(np.array([]))]),
        Values("A table is not one distribution: False, and no error.", [
            call([[0.5, 0.5]]), call([[0.25, 0.25], [0.25, 0.25]]), call(np.array([[0.5, 0.5], [0.5, 0.5]])),
            call(np.array([[1.0]]))]),
        Values("Impossible outcomes may be listed; tuples, arrays and integers are welcome.", [
            call([1.0, 0.0]), call((0, 1)), call(np.array([0.5, 0.0, 0.5])), call(np.array([1, 0, 0])), call([1, 1])]),
        Values("No entry may be below zero, not even by a hair.", [
            call([0.5, -0.5]), call([0.5, 1e-9, 0.5, -1e-9]), call(np.array([-0.25, 0.25, 1.0]))]),
        Values("Fresh distributions are accepted; moved by a little, they are refused.",
               lambda rng: [c for p in distributions(rng, 8) for c in (
                   call(p.tolist()), call(p), call((p + 1e-4).tolist()), call([*p.tolist(), 1e-3, -1e-3]))]),
    ],
    misconceptions=[
        Misconception(
            "compared as a whole",
            "you compare `p` as a whole with one number, where the question is about each of its entries.",
            "`p >= 0` on an array gives one True or False per entry. Has every one of them to be True, or is "
            "one enough?",
            shows=_compares_as_a_whole),
        NEEDS_ARRAY,
        Misconception(
            "error instead of False", "where the answer is no, your function sometimes stops with an error.",
            "Whoever asks a yes/no question wants to hear no, not an alarm. For which input does yours not "
            "come back?",
            shows=_raises_instead),
        Misconception(
            "the same answer to everything", "every list gets the same answer from you.",
            "Four times 0.25 is a distribution, 0.36, 0.65 and 0.45 are not. What tells them apart?",
            shows=_never_changes),
        Misconception(
            "only the total",
            "the total is all that you look at: an entry below zero passes as long as the others make up for "
            "it.",
            "How often does an event of probability -0.2 happen? Which second rule do the entries have to "
            "keep?",
            shows=_only_the_total),
        Misconception(
            "only the entries",
            "each entry looks like a probability to you, and what they add up to plays no part.",
            "If the app is right about 0.36, 0.65 and 0.45, how often is the weather one of these three? How "
            "often can it be?",
            shows=_only_the_entries),
        Misconception(
            "exactly one",
            "numbers that add up to 1 on paper are refused when their sum in floats misses 1 by the last "
            "digit.",
            "What does Python say to `0.1 + 0.2 == 0.3`? What is the argument `atol` for?",
            like=[_judging(partial(_is_exactly_one, add)) for add in (np.sum, math.fsum, sum)]),
        Misconception(
            "a second tolerance",
            "you forgive more than the caller allowed: next to `atol`, a second tolerance is at work.",
            "`np.isclose` and `math.isclose` both have a relative tolerance as well. What is it when nobody "
            "sets it?",
            like=[_judging(lambda p, atol: (p >= 0).all() and _total_is_one(p, atol + 1e-5)),
                  _judging(lambda p, atol: (p >= 0).all() and _total_is_one(p, max(atol, 1e-9)))]),
        Misconception(
            "atol ignored",
            "how far from 1 the total may be is fixed in your function; the caller's `atol` changes nothing.",
            "Somebody calls `is_distribution(p, atol=0.01)` for percentages rounded by hand. Where does that "
            "0.01 arrive?",
            like=[_judging(partial(_with_fixed_tolerance, 10.0 ** -digits)) for digits in range(2, 16)]),
        Misconception(
            "strict tolerance", "a total that misses 1 by exactly `atol` is refused.",
            "With `atol=0`, what should `[0.5, 0.25, 0.25]` get? Does the contract say \"less than\" or \"at "
            "most\"?",
            like=[_judging(lambda p, atol: (p >= 0).all() and abs(math.fsum(p) - 1) < atol)]),
        Misconception(
            "negatives forgiven",
            "an entry a hair below zero is let through, as if `atol` were meant for the entries too.",
            "The contract gives the total some room. Does it give the entries any?",
            like=[_judging(lambda p, atol: (p >= -atol).all() and _total_is_one(p, atol)),
                  _judging(lambda p, atol: (p >= -1e-8).all() and _total_is_one(p, atol))]),
        Misconception(
            "absolute values", "the minus sign of an entry makes no difference to you.",
            "Is [0.5, -0.5] a distribution? What does taking the size of each entry hide from you?",
            like=[lambda p, atol=1e-8: xl.is_distribution(np.abs(p), atol)]),
        Misconception(
            "single outcome refused", "a list of one number is refused, even where that number is 1.",
            "If only one thing can happen, how probable is it? And is that a row of numbers, too?",
            shows=_refuses_single_numbers),
        Misconception(
            "only too much", "a total above 1 is refused, a total below 1 is not.",
            "[0.33, 0.33, 0.33] leaves 1 % to nothing at all. On how many sides of 1 can a total miss it?",
            like=[_judging(lambda p, atol: (p >= 0).all() and math.fsum(p) - 1 <= atol)]),
        Misconception(
            "zero or one refused",
            "an outcome that is certain, or impossible, makes you refuse the whole list.",
            "0 and 1 are probabilities too. Where do your comparisons draw the line?",
            like=[_judging(lambda p, atol: (p > 0).all() and _total_is_one(p, atol)),
                  _judging(lambda p, atol: ((p > 0) & (p < 1)).all() and _total_is_one(p, atol)),
                  _judging(lambda p, atol: ((p >= 0) & (p < 1)).all() and _total_is_one(p, atol))]),
        Misconception(
            "NaN passes", "a list that contains NaN (\"not a number\") counts as a distribution.",
            "Every comparison with NaN is False, `nan < 0` and `nan > 1` alike. So is \"not bad\" the same "
            "as \"good\"?",
            like=[_accepts_nan]),
        Misconception(
            "table accepted", "a whole table passes for one distribution.",
            "What is the `ndim` of a single list of numbers, and what is that of a table?",
            like=[partial(_accepts_tables, None), partial(_accepts_tables, -1), partial(_accepts_tables, 0)]),
    ],
    probes=[*ROUND_OFF, call(ALMOST), call([0.33, 0.33, 0.33], atol=0.05), call([0.5, 0.5 + 1e-10], atol=1e-12),
            call([1.0, 0.0]), call([0.0, 0.5, 0.5])],
)


# ---------------------------------------------------------------- 0.2 normalise


def _weights(w: Any) -> np.ndarray:
    """The weights as floats; ValueError as the contract asks."""
    array = np.array(w, float)
    if (array < 0).any() or (array.sum(axis=-1) == 0).any():
        raise ValueError("w must have no negative weight and no total of 0")
    return array


def _dividing_by(amount: Callable[[np.ndarray], Any]) -> Callable[[Any], np.ndarray]:
    """A normalise that divides the right weights by the wrong amount."""
    return lambda w: _weights(w) / amount(_weights(w))


def _in_place(w: Any) -> np.ndarray:
    _weights(w)
    array = np.asarray(w, float)
    array /= array.sum(axis=-1, keepdims=True)
    return array


def _shows_in_place(seen: Seen) -> bool:
    """An input was changed, or NumPy refused to write fractions into an array of integers."""
    return any(o.changed_input or (type(o.error).__name__ == "UFuncTypeError" and "Cannot cast" in str(o.error))
               for _, o in seen)


def _only_single_lists(seen: Seen) -> bool:
    """Answers for single lists, stops on every table."""
    single = [o for c, o in seen if np.ndim(c.args[0]) == 1]
    tables = [o for c, o in seen if np.ndim(c.args[0]) > 1]
    return (any(o.error is None for o in single) and bool(tables)
            and all(isinstance(o.error, TypeError | ValueError) for o in tables))


def _padding(extra: float, w: Any) -> np.ndarray:
    array = _weights(w)
    return array / (array.sum(axis=-1, keepdims=True) + extra)


def _refuses_small_totals(seen: Seen) -> bool:
    """ValueErrors for small totals; everything else is right."""
    small = [o for c, o in seen if 0 < np.min(np.sum(c.args[0], axis=-1)) < 1e-6 and np.min(c.args[0]) >= 0]
    others = [(c, o) for c, o in seen if np.min(np.sum(c.args[0], axis=-1)) >= 1e-6 and np.min(c.args[0]) >= 0]
    return (any(type(o.error) is ValueError for o in small)
            and all(o.error is None and close(o.value, xl.normalise(c.args[0])) for c, o in others))


def _exponential(w: Any) -> np.ndarray:
    return xl.normalise(np.exp(_weights(w)))


def _min_max(w: Any) -> np.ndarray:
    array = _weights(w)
    low, high = array.min(axis=-1, keepdims=True), array.max(axis=-1, keepdims=True)
    return (array - low) / (high - low)


def _any_sign(w: Any) -> np.ndarray:
    array = np.asarray(w, float)
    total = array.sum(axis=-1, keepdims=True)
    if (total == 0).any():
        raise ValueError("the total is 0")
    return array / total


def _any_total(w: Any) -> np.ndarray:
    array = np.asarray(w, float)
    if (array < 0).any():
        raise ValueError("a weight is negative")
    return array / array.sum(axis=-1, keepdims=True)


def _any_total_in_python(w: Any) -> np.ndarray:
    if (np.sum(w, axis=-1) == 0).any():
        raise ZeroDivisionError("division by zero")
    return xl.normalise(w)


def _fills_up(fill: float | None, w: Any) -> np.ndarray:
    """Shares that add up to 0 become `fill`, or are all equal where it is None: it looks like an answer."""
    array = np.asarray(w, float)
    if (array < 0).any():
        raise ValueError("a weight is negative")
    total = array.sum(axis=-1, keepdims=True)
    return np.where(total > 0, array / np.where(total > 0, total, 1), 1 / array.shape[-1] if fill is None else fill)


def _integer_stacks(rng: np.random.Generator) -> Iterator[Call]:
    for shape in ((3,), (1,), (2, 4), (4, 4), (2, 3, 4), (3, 3, 3)):
        weights = rng.integers(0, 10, size=shape)
        weights[..., 0] += 1  # no row of zeros
        yield call(weights.tolist())
        yield call(weights)


def _float_arrays(rng: np.random.Generator) -> Iterator[Call]:
    yield call(np.array([1.0, 1.0, 2.0]))
    yield call(np.array([0.25, 0.75]))
    for shape in ((5,), (3, 4), (4, 4)):
        yield call(rng.uniform(0.1, 10, size=shape))


def _keeps_shares(answer: Callable[..., Any], w: list[float], factor: float) -> str | None:
    before, after = np.asarray(answer(w)), np.asarray(answer([factor * x for x in w]))
    if abs(before.sum() - 1) > 1e-9:
        return f"the result adds up to {before.sum():.6g}."
    return None if np.allclose(before, after, rtol=1e-9, atol=1e-12) else f"times {factor:g}, the shares are different."


NORMALISE = Exercise(
    name="normalise", points=2, visible_points=1, reference=xl.normalise, returns=FLOAT_ARRAY,
    visible=[
        Values("Single lists: the app's three numbers, and [1, 1, 2].", [call([1, 1, 2]), call([0.36, 0.65, 0.45])]),
        Values("Each row of a table is shared out on its own.", [call([[1, 1], [3, 1]]), call([[2, 1, 1], [1, 1, 6]])]),
    ],
    hidden=[
        Values("Lists, integers, tables and stacks of tables: the last axis is the one shared out.", _integer_stacks),
        Values("A negative weight is refused with a ValueError.", [
            call([1, -1, 1]), call([-1, -3]), call([[1, 1], [3, -1]]), call([0.5, -1e-12])]),
        Values("Weights that add up to 0 are refused with a ValueError.", [
            call([0, 0]), call([[1, 1], [0, 0]]), call(np.zeros((2, 2, 2)))]),
        Values("The array that came in stays as it was, and a new one is returned.", _float_arrays, new=True),
        Law("Shares add up to 1, and multiplying all weights by one factor changes none of them.",
            lambda rng: (((10 * p).tolist(), float(factor)) for p, factor in zip(
                distributions(rng, 8), rng.choice([2, 10, 0.125, 1e6], size=8), strict=True)),
            _keeps_shares),
        Values("Weights may be as small as they like.", [
            call([1e-12, 3e-12]), call([[1, 3], [2e-15, 6e-15]]), call([0, 5e-13])]),
    ],
    misconceptions=[
        NEEDS_ARRAY,
        Misconception(
            "in place",
            "you divide in place: the quotients are written over the weights themselves, which may be your "
            "caller's, or integers that cannot hold a fraction.",
            "What is the difference between `w / total` and `w /= total` for the one who called you?",
            like=[_in_place], shows=_shows_in_place),
        Misconception(
            "single lists only", "a single list is shared out, but a table of several rows stops your function.",
            "What does the sum of a table have to be, so that each row gets its own? Which NumPy function can be told "
            "along which axis to add?",
            shows=_only_single_lists),
        Misconception(
            "one total", "your table adds up to 1 as a whole; each of its rows should.",
            "How many distributions are in a table of two rows, and so how many totals are there?",
            like=[_dividing_by(np.sum)]),
        Misconception(
            "columns", "the columns of your tables add up to 1; the rows should.",
            "A row is one forecast, along the last axis. Which number does `axis` need for that, in a table "
            "and in a stack of them?",
            like=[_dividing_by(lambda w: w.sum(axis=0, keepdims=True))]),
        Misconception(
            "totals lie across",
            "you have a total per row, but it meets the wrong numbers: it divides a column.",
            "What shapes do the table and its totals have, and how does NumPy line them up? What would keep "
            "the totals upright?",
            like=[_dividing_by(lambda w: w.sum(axis=-1))]),
        Misconception(
            "softmax", "your shares grow exponentially with the weights.",
            "Twice the weight is twice the share. What does exp do to twice the weight?",
            like=[_exponential, lambda w: xl.normalise(np.exp2(_weights(w)))]),
        Misconception(
            "scaled by the largest",
            "your entries fill the range up to 1, but together they make more or less than 1.",
            "What has to be 1 in the end: the largest share, or all shares together?",
            like=[_dividing_by(lambda w: w.max(axis=-1, keepdims=True)), _dividing_by(np.max), _min_max]),
        Misconception(
            "unit length", "the squares of your entries add up to 1, as for an arrow of length 1.",
            "\"Normalise\" has two meanings. Which of them makes probabilities?",
            like=[_dividing_by(lambda w: np.linalg.norm(w, axis=-1, keepdims=True)), _dividing_by(np.linalg.norm)]),
        Misconception(
            "total padded",
            "your shares add up to a little less than 1, and the smaller the weights, the more is missing.",
            "What is added to the total before you divide? Which total were you afraid of, and what does the "
            "contract want there?",
            like=[partial(_padding, extra) for extra in (1e-3, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)]),
        Misconception(
            "small totals refused", "weights are refused because their total is small.",
            "Grams or tonnes: do the shares of three parcels depend on it? Which single total says nothing about "
            "sharing?",
            shows=_refuses_small_totals),
        Misconception(
            "rounded", "your shares are right but for the digits that you cut off.",
            "The examples show four digits to be readable. Do rounded shares still add up to 1?",
            like=[lambda w, digits=digits: np.round(xl.normalise(w), digits) for digits in range(2, 9)]),
        Misconception(
            "negative weights accepted", "a negative weight is shared out like any other.",
            "[1, -1, 1] would become [1, -1, 1]. Is that a distribution? What does the contract want to "
            "happen?",
            like=[_any_sign]),
        Misconception(
            "negative weights repaired", "a negative weight is quietly turned into something else.",
            "How would your caller ever hear that a weight came out negative? What does the contract want to "
            "happen?",
            like=[lambda w: xl.normalise(np.abs(w)), lambda w: xl.normalise(np.maximum(w, 0))]),
        Misconception(
            "empty total", "weights that add up to 0 are divided by that 0.",
            "What can shares of nothing be? What does the contract want to happen instead?",
            like=[_any_total, _any_total_in_python]),
        Misconception(
            "empty total filled up",
            "weights that add up to 0 get an answer that nobody gave you a reason for.",
            "Nothing is known about these outcomes. Who should decide what to do then: you, or the one who "
            "called you?",
            like=[partial(_fills_up, 0.0), partial(_fills_up, None)]),
    ],
)


# ---------------------------------------------------------------- 0.3 surprisal


def _probability(p: Any) -> np.ndarray:
    """The probabilities as floats; ValueError as the contract asks."""
    array = np.asarray(p, float)
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError("p must lie between 0 and 1")
    return array


def _of_probability(formula: Callable[[np.ndarray, float], Any]) -> Callable[..., Any]:
    """A surprisal that refuses what it should, and is wrong in its formula."""
    def imitation(p: Any, base: float = 2.0) -> Any:
        return formula(_probability(p), base)
    return imitation


def _formula(p: Any, base: float = 2.0) -> Any:
    """-log p and nothing else: no look at what came in."""
    return -np.log(np.asarray(p, float)) / math.log(base)


def _accepting(refused: Callable[[np.ndarray], Any], p: Any, base: float = 2.0) -> Any:
    """A surprisal that refuses less than it should."""
    if np.any(refused(np.asarray(p, float))):
        raise ValueError("p must lie between 0 and 1")
    return _formula(p, base)


def _always(unit: float, p: np.ndarray, base: float) -> Any:
    return xl.surprisal(p, unit)


def _by_the_base(unit: float, p: np.ndarray, base: float) -> Any:
    return np.asarray(xl.surprisal(p, unit)) / base


def _rounding(digits: int, p: np.ndarray, base: float) -> Any:
    return np.round(xl.surprisal(p, base), digits)


def _refusing_zero(p: Any, base: float = 2.0) -> Any:
    if (_probability(p) == 0).any():
        raise ValueError("p must be positive")
    return xl.surprisal(p, base)


def _entries(seen: Seen) -> Iterator[tuple[float, float, float]]:
    """Each single probability that was asked for, with the surprise it got and the right one."""
    for request, outcome in seen:
        p, got = as_numbers(request.args[0]), as_numbers(outcome.value)
        if p is None or got is None or p.shape != got.shape or not ((p >= 0) & (p <= 1)).all():
            continue
        right = np.asarray(xl.surprisal(*request.args, **request.kwargs))
        yield from zip(p.ravel().tolist(), got.ravel().tolist(), right.ravel().tolist(), strict=True)


def _right_inside(seen: Seen) -> bool:
    """Right, but for a trace, wherever the outcome is neither certain nor (nearly) impossible."""
    inside = [(got, right) for p, got, right in _entries(seen) if 0.01 <= p <= 0.99]
    return bool(inside) and all(close(got, right, rtol=0.01) for got, right in inside)


def _at(p: float, seen: Seen) -> list[float]:
    return [got for asked, got, _ in _entries(seen) if asked == p]


def _adds_epsilon(seen: Seen) -> bool:
    certain = _at(1.0, seen)
    return _right_inside(seen) and bool(certain) and all(-0.01 < got < 0 for got in certain)


def _clips(seen: Seen) -> bool:
    certain, impossible = _at(1.0, seen), _at(0.0, seen)
    return _right_inside(seen) and (
        (bool(impossible) and all(1 < got < np.inf for got in impossible))
        or (bool(certain) and all(0 < got < 0.01 for got in certain)))


def _warns_at_zero(seen: Seen) -> bool:
    """All values are right; an impossible outcome brings a warning along."""
    valid = [(c, o) for c, o in seen if np.all((np.asarray(c.args[0]) >= 0) & (np.asarray(c.args[0]) <= 1))]
    warned = any(o.warnings for c, o in valid if np.any(np.asarray(c.args[0]) == 0))
    return warned and all(close(o.value, xl.surprisal(*c.args, **c.kwargs)) for c, o in valid)


def _one_at_a_time(seen: Seen) -> bool:
    """Answers for a single number, stops on every list and array."""
    single = [o for c, o in seen if as_number(c.args[0]) is not None]
    many = [o for c, o in seen if as_number(c.args[0]) is None]
    return (any(o.error is None for o in single) and bool(many)
            and all(isinstance(o.error, TypeError | ValueError) for o in many))


def _adds_up(seen: Seen) -> bool:
    """Right for a single number, and one number where several were asked for."""
    single = [(c, o) for c, o in seen if as_number(c.args[0]) is not None]
    many = [o for c, o in seen if np.ndim(c.args[0])]
    return (bool(many) and all(as_number(o.value) is not None for o in many)
            and all(close(got, right) for _, got, right in _entries(single)))


def _fresh_probabilities(rng: np.random.Generator) -> Iterator[Call]:
    yield call(0.125)
    yield call(1e-300)
    yield call([1 / 6, 5 / 6], base=6.0)
    for shape in ((4,), (1,), (2, 3), (2, 2, 2)):
        yield call(rng.uniform(0.001, 1, size=shape), base=float(rng.choice([2, math.e, 3, 10])))


def _additive(answer: Callable[..., Any], p: float, q: float) -> str | None:
    apart, together = float(answer(p)) + float(answer(q)), float(answer(p * q))
    return None if abs(apart - together) < 1e-9 else f"{apart:.6g} for the two, {together:.6g} for the pair."


SURPRISAL = Exercise(
    name="surprisal", points=2, visible_points=1, reference=xl.surprisal, returns=LIKE_INPUT,
    visible=[
        Values("A fair coin has 1 bit, one card of 52 has 5.7004 bits, and certainty has none.", [
            call(0.5), call(1 / 52), call(1.0)]),
        Values("Lists and tables get one surprise per entry, in their own shape.", [
            call([0.5, 0.25, 1.0]), call(np.array([[0.5, 0.25], [0.125, 1.0]]))]),
        Values("`base` sets the unit: e for nats, 10 for hartleys.", [call(0.5, base=math.e), call(0.01, base=10.0)]),
    ],
    hidden=[
        Values("An impossible outcome is infinitely surprising, without a warning.", [
            call(0.0), call(0), call([1.0, 0.5, 0.0]), call(np.array([[0.0, 0.25]]), base=math.e)], silent=True),
        Values("A certain outcome has 0.0, not -0.0.", [
            call(1.0), call(1), call([1.0, 0.5]), call(np.array([1.0, 1.0]), base=10.0)], zero_is_positive=True),
        Values("What is no probability is refused with a ValueError.", [
            call(-0.1), call(1.5), call([0.5, 1.0000001]), call([0.5, -1e-9]), call(np.nan),
            call(np.array([0.5, np.nan]))]),
        Values("Fresh probabilities, tiny ones among them, in other units too; the input stays as it was.",
               _fresh_probabilities),
        Law("The surprises of independent outcomes add up to the surprise of both.",
            lambda rng: [(0.5, 0.5), (0.25, 0.1), *zip(*rng.uniform(0.001, 0.999, size=(2, 8)).tolist(), strict=True)],
            _additive),
    ],
    misconceptions=[
        Misconception(
            "one number at a time", "your function answers for a single probability and stops on several.",
            "Which function takes the logarithm of every entry of an array at once? And whether an array is "
            "in range: is that one question, or one per entry?",
            shows=_one_at_a_time),
        NEEDS_ARRAY,
        Misconception(
            "added up",
            "for several probabilities you return one number; each of them has a surprise of its own.",
            "Four probabilities came in. How many surprises should come out?", shows=_adds_up),
        Misconception(
            "epsilon added",
            "something small is added to every probability before the logarithm is taken: even a certain "
            "outcome no longer has 0, but slightly less.",
            "What is the logarithm of 1 plus a little? What was that little there to hide, and does the "
            "contract want it hidden?",
            shows=_adds_epsilon),
        Misconception(
            "clipped",
            "your function moves probabilities away from 0 or 1 before it looks at them, so that the "
            "impossible has a "
            "finite surprise or the certain has one at all.",
            "A forecast says \"impossible\", and it happens. How much surprise does the contract ask for?",
            shows=_clips),
        Misconception(
            "warning at zero", "your values are right, but NumPy complains on the way to the infinite one.",
            "Which entries never need to meet the logarithm, because their surprise is known? What could "
            "stand in for them?",
            shows=_warns_at_zero),
        Misconception(
            "missing minus", "your surprises are the right size, but negative.",
            "A probability is at most 1. What sign does its logarithm have, and what sign should a surprise "
            "have?",
            like=[_of_probability(lambda p, base: -xl.surprisal(p, base))]),
        Misconception(
            "base ignored", "your values do not follow `base`: one unit is always used.",
            "A fair coin has 1 bit, which is 0.6931 nats. Where in your function does `base` decide which of "
            "the two comes out?",
            like=[_of_probability(partial(_always, one)) for one in (2.0, math.e, 10.0)]),
        Misconception(
            "base upside down", "the base enters your values the wrong way round.",
            "How many times does 2 fit into a product that makes 8, and which of log 8 and log 2 do you "
            "divide by which?",
            like=[_of_probability(lambda p, base: 1 / xl.surprisal(p, base)),
                  _of_probability(lambda p, base: xl.surprisal(p, math.e) * math.log(base)),
                  _of_probability(lambda p, base: xl.surprisal(p) * math.log2(base))]),
        Misconception(
            "divided by the base", "your logarithm is divided by the base itself.",
            "log 8 has to become 3 with base 2, and log 2 has to become 1. By what do you divide so that both are "
            "right?",
            like=[_of_probability(partial(_by_the_base, unit)) for unit in (math.e, 2.0)]),
        Misconception(
            "rounded", "your surprises are right but for the digits that you cut off.",
            "Surprises will be added up by the thousand. What do the missing digits add up to?",
            like=[_of_probability(partial(_rounding, digits)) for digits in range(1, 9)]),
        Misconception(
            "odds",
            "your number says how many times rarer than certain, or than its opposite, an outcome is. It "
            "multiplies.",
            "Two independent coins: yours gives 2 and 2, and then what for the pair? Which function turns "
            "products into sums?",
            like=[_of_probability(lambda p, base: 1 / p), _of_probability(lambda p, base: (1 - p) / p)]),
        Misconception(
            "improbability", "your number is how often the outcome stays away.",
            "A fair coin gets 0.5 from you. What does a pair of coins get, and is it twice as much?",
            like=[_of_probability(lambda p, base: 1 - p)]),
        Misconception(
            "weighted", "you multiply each surprise by its probability.",
            "How surprised is somebody who sees the outcome? Does it matter then how often that happens?",
            like=[_of_probability(lambda p, base: p * -np.log(np.where(p > 0, p, 1)) / math.log(base))]),
        Misconception(
            "zero refused", "your function stops at p = 0, as if 0 were no probability.",
            "Somebody calls an outcome impossible, and it happens. What number describes that surprise?",
            like=[_refusing_zero]),
        Misconception(
            "the impossible is free", "an impossible outcome does not surprise you at all.",
            "Follow the surprise through p = 0.1, 0.01, 0.001. Where is it heading as p goes to 0?",
            like=[_of_probability(lambda p, base: np.where(p > 0, _formula(np.where(p > 0, p, 1), base), 0.0))]),
        Misconception(
            "NaN passes", "NaN (\"not a number\") slips through, although numbers out of range do not.",
            "Every comparison with NaN is False, `nan < 0` and `nan > 1` alike. So is \"not out of range\" "
            "the same as \"in range\"?",
            like=[partial(_accepting, lambda p: (p < 0) | (p > 1))]),
        Misconception(
            "no validation", "numbers that are no probability get a surprise from you, or NaN.",
            "Can something happen 150 % of the time? What should somebody hear who passes 1.5 by mistake?",
            like=[_formula, lambda p, base=2.0: abs(_formula(p, base)),
                  partial(_accepting, lambda p: p < 0), partial(_accepting, lambda p: p > 1)]),
    ],
    probes=[call(0.0), call(0.25), call(1 / 52), call(1.0)],
)

EXERCISES = {exercise.name: exercise for exercise in (IS_DISTRIBUTION, NORMALISE, SURPRISAL)}
