"""The exercises of notebook 06: zero times infinity, limits for probabilities, and what every epsilon costs.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, LIKE_INPUT, NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from ..checking.values import Kind, as_number, as_numbers, close, is_exactly
from .recognise import Function, Predicate, Seen, only_where, right_but_warned, sorted_out


def _quietly(formula: Function) -> Function:
    """The same calculation, whose warnings are nobody's affair."""

    def imitation(*args: Any, **kwargs: Any) -> Any:
        with np.errstate(all="ignore"):
            return formula(*args, **kwargs)

    return imitation


def _failed(outcome: Outcome) -> bool:
    return outcome.error is not None


def _stopped_by(outcome: Outcome, *kinds: type[BaseException]) -> bool:
    return type(outcome.error) in kinds


def _is_nan(value: Any) -> bool:
    numbers = as_numbers(value)
    return numbers is not None and bool(np.isnan(numbers).any())


def _pair_problem(value: Any, expected: Any) -> str | None:
    numbers = as_numbers(value)
    if value is None:
        return NUMBER.problem(None, 0.0)
    if numbers is None or numbers.shape != (2,):
        return "Two numbers were expected, in a tuple or a list; something else came back."
    return None


PAIR = Kind("two numbers", _pair_problem, lambda value: tuple(map(float, as_numbers(value))))  # type: ignore[arg-type]


# ---------------------------------------------------------------- 6.1 xlogy


def _of_arrays(formula: Function) -> Function:
    """An xlogy that follows another formula."""
    return _quietly(lambda x, y: formula(np.asarray(x, float), np.asarray(y, float)))


def _not_broadcast(seen: Seen) -> bool:
    """Wrong somewhere, and only where x and y have different shapes."""
    valid, _ = sorted_out(seen, xl.xlogy)
    wrong = [request for request, outcome, right in valid if not close(outcome.value, right)]
    return bool(wrong) and all(np.shape(request.args[0]) != np.shape(request.args[1]) for request in wrong)


def _arrays_fail(seen: Seen) -> bool:
    """Two plain numbers get the right value, two arrays never."""
    valid, _ = sorted_out(seen, xl.xlogy)
    arrays = [close(outcome.value, right) for _, outcome, right in valid if np.ndim(right)]
    singles = [close(outcome.value, right) for _, outcome, right in valid if not np.ndim(right) and not _is_nan(right)]
    return bool(arrays) and not any(arrays) and all(singles)


def _nan_forgiven(seen: Seen) -> bool:
    """Right, but where y itself is nan and x is not 0, something else than nan comes back."""
    valid, _ = sorted_out(seen, xl.xlogy)
    wrong = [(outcome, right) for _, outcome, right in valid if not close(outcome.value, right)]
    return bool(wrong) and all(_is_nan(right) and outcome.error is None and not _is_nan(outcome.value)
                               for outcome, right in wrong)


def _impossible_at_a_price(seen: Seen) -> bool:
    """What should be -inf is a finite number below zero."""
    valid, _ = sorted_out(seen, xl.xlogy)
    wrong = [(as_number(outcome.value), right) for _, outcome, right in valid
             if np.ndim(right) == 0 and not close(outcome.value, right, atol=1e-6)]
    return bool(wrong) and all(right == -math.inf and value is not None and -1e9 < value < -1 for value, right in wrong)


def _tiny_as_zero(seen: Seen) -> bool:
    """Wrong somewhere, and only where a number of the input is positive and tiny."""
    valid, _ = sorted_out(seen, xl.xlogy)
    wrong = [request for request, outcome, right in valid if not close(outcome.value, right)]
    return bool(wrong) and all(any(0 < np.min(numbers) < 1e-6 for numbers in request.args) for request in wrong)


def _fresh_xlogy(rng: np.random.Generator) -> Iterator[Call]:
    for size in (2, 3, 5, 8):
        x, y = rng.integers(0, 3, size) * rng.random(size), rng.random(size)
        y[rng.integers(size)] = 0
        yield call(x, y)
    table = rng.random((3, 4))
    table[:, 1] = 0
    yield call(table, rng.random((3, 4)))


XLOGY = Exercise(
    name="xlogy", points=2, visible_points=1, reference=xl.xlogy, returns=LIKE_INPUT,
    visible=[
        Values("What has no weight costs nothing: 0 ln 0 and 0 ln 5 are 0.", [call(0, 0), call(0, 5), call(0.0, 0.0)]),
        Values("2 ln e is 2, 3 ln 1 is 0, 0.5 ln 0.5 is -0.3466.", [call(2, math.e), call(3, 1), call(0.5, 0.5)]),
        Values("A positive weight on the impossible is -inf.", [call(1, 0), call(0.25, 0.0)]),
        Values("Of the lists [0, 2, 1] and [0, e, 0] it is [0, 2, -inf].", [call([0, 2, 1], [0, math.e, 0])]),
    ],
    hidden=[
        Values("Lists and arrays work, of integers as well, zeros and all, and nothing warns.", [
            call([0, 1, 2], [0, 1, 0]), call(np.array([0.0, 0.5, 0.0]), np.array([0.0, 0.5, 2.0])),
            call(np.array([0, 3]), np.array([0, 2])), call(1, 0), call(0, 0)], silent=True),
        Values("Shapes are matched as NumPy does: (2, 1) with (3,) gives (2, 3).", [
            call(np.array([[0.0], [2.0]]), np.array([0.0, 1.0, math.e])), call(2.0, np.array([1.0, 0.5])),
            call(np.array([0.0, 1.0, 2.0]), 0.0)]),
        Values("A weight on nan is nan: an accident elsewhere is not hidden.",
               [call(1, math.nan), call(np.array([0.0, 2.0]), np.array([0.0, math.nan]))]),
        Values("Large weights have their price, and tiny numbers are not zero.", [
            call(400, 1e-3), call(3000, 0.5), call(1e-12, 0), call(1e-10, 1e-300), call(2, 1e-300)]),
        Values("Fresh arrays with zeros in both places have the right values; the input stays as it was.",
               _fresh_xlogy),
    ],
    misconceptions=[
        Misconception(
            "zero times infinity", "where both are 0, your answer is nan: the computer multiplied 0 by -inf.",
            "How much has to be paid for what never happens, however dear it would be? Which elements need no "
            "logarithm at all?",
            like=[_of_arrays(lambda x, y: x * np.log(y))]),
        Misconception(
            "the price forgiven", "a positive weight on the impossible costs nothing in your function.",
            "Which of the two zeros is harmless: that something never happens, or that something happens which was "
            "called impossible? By what does your function decide: by x, by y, or by the result?",
            like=[_of_arrays(lambda x, y: np.where(y == 0, 0.0, x * np.log(y))),
                  _of_arrays(lambda x, y: np.where((y == 0) | (x == 0), 0.0, x * np.log(y))),
                  _of_arrays(lambda x, y: np.where(y > 0, x * np.log(y), 0.0))]),
        Misconception(
            "a finite price", "the impossible has a finite price in your function, chosen by a small constant.",
            "Where in the contract is that constant? What would another one have given?",
            shows=_impossible_at_a_price),
        Misconception(
            "infinity replaced", "an infinite value became a huge finite one: something replaces whatever is not "
            "finite.",
            "Three things can go wrong in a float: inf, -inf and nan. Which one did you want to repair, and which "
            "others did your repair touch?",
            like=[_of_arrays(lambda x, y: np.nan_to_num(x * np.log(y)))]),
        Misconception(
            "arguments exchanged", "your values are those of y ln(x).",
            "The weight stands in front, the logarithm is taken of the second. Which is which in `xlogy(2, np.e)`?",
            like=[_of_arrays(lambda x, y: np.where(y == 0, 0.0, y * np.log(x)))]),
        Misconception(
            "minus sign", "your values are the right size with the opposite sign.",
            "The loss has a minus in front, later. Does x ln(y) itself have one?",
            like=[_of_arrays(lambda x, y: -xl.xlogy(x, y))]),
        Misconception(
            "other logarithm", "your values are in another unit than nats.",
            "What should 2 ln(e) be, and which logarithm is it?",
            like=[_of_arrays(lambda x, y, base=base: xl.xlogy(x, y) / math.log(base)) for base in (2, 10)]),
        Misconception(
            "shapes not matched", "two inputs of the same shape work, inputs that NumPy would have to match do not.",
            "What does NumPy itself do with shapes (2, 1) and (3,)? Which step of yours needs them to be equal?",
            shows=_not_broadcast),
        Misconception(
            "single numbers only", "single numbers work; arrays and lists do not.",
            "`if x == 0` asks one question. What does an array answer to it, and who can choose element by element?",
            shows=_arrays_fail),
        Misconception(
            "nan hidden", "your values are right, but a nan that was in y before is turned into a number.",
            "0 ln 0 is harmless, and something else may have gone wrong earlier. Which condition tells the two apart: "
            "that the result is nan, or that the weight is 0?",
            shows=_nan_forgiven),
        Misconception(
            "a power in the logarithm", "small weights are right; with a large one the price is infinite, or lost.",
            "On paper x ln y is the logarithm of y to the power x. What is 0.001 to the power 400 in a computer?",
            like=[_of_arrays(lambda x, y: np.log(np.power(y, x)))]),
        Misconception(
            "nearly zero is zero", "a tiny weight, or a tiny y, is treated as if it were 0.",
            "How small may a positive number be and still cost something? Which comparison asks for exactly 0?",
            shows=_tiny_as_zero),
        Misconception(
            "both branches run", "your values are right, but NumPy warns: the logarithm of 0 or the product 0 * inf is "
            "still computed, and only then thrown away.",
            "`np.where` chooses between two finished arrays. When were they computed? How could the dangerous elements "
            "be kept out before?",
            shows=right_but_warned(xl.xlogy)),
    ],
    probes=[call(0, 0), call(1, 0), call(2, 3), call([0.0, 2.0], [0.0, 3.0]), call(1, math.nan)],
)

# ---------------------------------------------------------------- 6.2 clip_probs


def _type_of(p: Any) -> np.dtype:
    """The type that the result should have."""
    dtype = np.asarray(p).dtype
    return dtype if dtype.kind == "f" else np.dtype(np.float64)


def _floats_of_the_type(value: Any, expected: Any) -> str | None:
    problem = FLOAT_ARRAY.problem(value, expected)
    if problem is None and value.dtype != expected.dtype:
        return f"The numbers came back as {np.dtype(value.dtype.type).name}; {expected.dtype} was expected."
    return problem


SAME_FLOATS = Kind("an array of the input's own float type", _floats_of_the_type, lambda value: as_numbers(value))


def _limiting(formula: Callable[[np.ndarray, Any], Any]) -> Function:
    """A clip_probs that refuses what the reference refuses, and limits by `formula(p, eps)` in p's own type."""

    def imitation(p: Any, eps: float | None = None) -> Any:
        xl.clip_probs(p, eps)
        dtype = _type_of(p)
        low = np.finfo(dtype).eps if eps is None else dtype.type(eps)
        return np.asarray(formula(np.asarray(p, dtype), low), dtype)

    return imitation


def _clipped_numbers(seen: Seen) -> tuple[list[tuple[Call, Any, np.ndarray]], Seen]:
    """(call, what came back as numbers or None, right value) for the calls with a value, and the refused ones."""
    valid, refused = sorted_out(seen, xl.clip_probs)
    return [(request, as_numbers(outcome.value), right) for request, outcome, right in valid], refused


def _as_asked(value: Any, right: np.ndarray) -> bool:
    return value is not None and close(value, right, rtol=4 * float(np.finfo(right.dtype).eps), atol=0)


def _eps_of(request: Call) -> Any:
    return request.args[1] if len(request.args) > 1 else request.kwargs.get("eps")


def _became_float64(seen: Seen) -> bool:
    """Narrower floats come back as float64; whatever was float64 is right."""
    valid, _ = sorted_out(seen, xl.clip_probs)
    arrays = [(request, outcome.value, right) for request, outcome, right in valid
              if is_exactly(outcome.value, np.ndarray)]
    narrow = [value for _, value, right in arrays if right.dtype != np.float64]
    wide = [(value, right) for _, value, right in arrays if right.dtype == np.float64]
    return (bool(narrow) and all(value.dtype == np.float64 for value in narrow)
            and all(close(value, right) for value, right in wide))


def _another_default(seen: Seen) -> bool:
    """Right where `eps` is given; where it is not, float64 is limited elsewhere."""
    numbers, _ = _clipped_numbers(seen)
    default = [_as_asked(value, right) for request, value, right in numbers
               if _eps_of(request) is None and right.dtype == np.float64]
    given = [_as_asked(value, right) for request, value, right in numbers
             if _eps_of(request) is not None and right.dtype == np.float64]
    typed = all(outcome.error is not None or _floats_of_the_type(outcome.value, right) is None
                for _, outcome, right in sorted_out(seen, xl.clip_probs)[0] if right.dtype == np.float64)
    return bool(default) and not all(default) and all(given) and typed and all(
        value is not None for _, value, _ in numbers)


def _another_types_epsilon(seen: Seen) -> bool:
    """Without `eps`, float64 is right and a narrower type is not limited where it should be."""
    numbers, _ = _clipped_numbers(seen)
    wrong = [(request, right) for request, value, right in numbers if not _as_asked(value, right)]
    return bool(wrong) and all(_eps_of(request) is None and right.dtype != np.float64 for request, right in wrong)


def _accepts(which: Callable[[Any, np.dtype], bool]) -> Predicate:
    """Values are right, and of what should be refused exactly some of one kind is answered."""

    def shows(seen: Seen) -> bool:
        numbers, refused = _clipped_numbers(seen)
        answered = [request for request, outcome in refused if outcome.error is None]
        return (all(_as_asked(value, right) for _, value, right in numbers) and bool(answered)
                and all(outcome.error is not None or as_numbers(outcome.value) is not None for _, outcome in refused)
                and all(which(_eps_of(request), _type_of(request.args[0])) for request in answered))

    return shows


def _too_strict(seen: Seen) -> bool:
    """Right, but an eps below the machine epsilon is refused where 1 - eps is still below 1."""
    valid, _ = sorted_out(seen, xl.clip_probs)
    wrong = [(request, outcome, right) for request, outcome, right in valid
             if outcome.error is not None or not _as_asked(as_numbers(outcome.value), right)]
    return bool(wrong) and all(
        _stopped_by(outcome, ValueError) and (_eps_of(request) or 1) < np.finfo(right.dtype).eps
        for request, outcome, right in wrong)


def _between_zero_and_one(answer: Function, p: Any) -> str | None:
    values = np.asarray(answer(p))
    if values.min() <= 0 or values.max() >= 1:
        return f"the results reach from {float(values.min()):.3g} to {float(values.max()):.17g}."
    return None


def _inside(rng: np.random.Generator) -> Iterator[Call]:
    for dtype, eps in ((np.float64, 1e-9), (np.float32, 1e-4), (np.float16, 0.01), (np.float64, 0.1)):
        yield call(rng.uniform(2 * eps, 1 - 2 * eps, size=4).astype(dtype), eps)


CLIP_PROBS = Exercise(
    name="clip_probs", points=3, visible_points=1, reference=xl.clip_probs, returns=SAME_FLOATS,
    visible=[
        Values("[0, 0.3, 1] limited by 0.001 is [0.001, 0.3, 0.999].",
               [call([0, 0.3, 1], eps=1e-3), call([0.0, 1.0, 0.3], 0.01)]),
        Values("Without `eps` the limits of float64 are 2.2e-16 and 1 - 2.2e-16.",
               [call([0.0, 1.0]), call([0.0, 0.5, 1.0])], atol=0),
        Law("Every result lies strictly between 0 and 1.", lambda rng: [([0.0, 0.5, 1.0],)],
            _between_zero_and_one),
    ],
    hidden=[
        Values("float32 stays float32 and float16 stays float16, also without `eps`.", [
            call(np.array([0, 0.25, 1], np.float32), 1e-3), call(np.array([0, 0.25, 1], np.float32)),
            call(np.array([0, 0.25, 1], np.float16))], rtol=1e-6, atol=0),
        Law("In every float type every result lies strictly between 0 and 1.", lambda rng: [
            (np.array([0.0, 0.5, 1.0], dtype),) for dtype in (np.float32, np.float16, np.float64)],
            _between_zero_and_one),
        Values("An eps that is not between 0 and 0.5, or too small for the type, is refused with a ValueError.", [
            call([0.2, 0.8], 0), call([0.2, 0.8], -0.1), call([0.2, 0.8], 0.5), call([0.2, 0.8], 0.7),
            call(np.array([0.2, 0.8], np.float32), 1e-12), call([0.2, 0.8], 1e-18)]),
        Values("An eps below the machine epsilon is accepted if 1 - eps is below 1: 1e-7 in float32.", [
            call(np.array([0, 0.25, 1], np.float32), 1e-7), call(np.array([0, 0.25, 1], np.float16), 6e-4)],
            rtol=1e-6, atol=0),
        Values("Numbers between 0 and eps, or next to 1, are limited too.", [
            call(np.array([1e-5, 0.5, 1 - 1e-5]), 1e-3), call([1e-20, 1e-3, 0.2], 1e-2)]),
        Values("What lies inside the limits comes back in a new array, the same to the last bit.", _inside, new=True,
               rtol=0, atol=0),
        Values("Integers and booleans become float64.",
               [call(np.array([0, 1, 1])), call([0, 1], 1e-6), call(np.array([True, False]), 1e-3)], atol=0),
    ],
    misconceptions=[
        Misconception(
            "adding", "every probability has moved, those in the middle as well: eps was added to all of them.",
            "0.3 was harmless. And what has become of 1, after something was added to it?",
            like=[_limiting(lambda p, eps: p + eps), _limiting(lambda p, eps: np.minimum(p + eps, 1)),
                  _limiting(lambda p, eps: np.minimum(p + eps, 1 - eps))]),
        Misconception(
            "squeezing", "every probability has moved a little towards the middle, not only those at the ends.",
            "That is a useful thing with another name, and a later notebook is about it. Which of the three numbers in "
            "the first check had to change?",
            like=[_limiting(lambda p, eps: p * (1 - 2 * eps) + eps), _limiting(lambda p, eps: p * (1 - eps) + eps / 2),
                  _limiting(lambda p, eps: (p + eps) / (1 + 2 * eps))]),
        Misconception(
            "sharing out again", "your results add up to 1: you divide by the total at the end.",
            "Each number here may be the answer to its own yes-or-no question. Are they shares of anything?",
            like=[_limiting(lambda p, eps: np.clip(p, eps, 1 - eps) / np.clip(p, eps, 1 - eps).sum())]),
        Misconception(
            "one end only", "one end is limited, the other is left as it was.",
            "Two logarithms are taken of every prediction, of p and of 1 - p. Which one is infinite at which end?",
            like=[_limiting(np.maximum), _limiting(lambda p, eps: np.minimum(p, 1 - eps))]),
        Misconception(
            "only the very ends", "exact zeros and ones are repaired; numbers between 0 and eps go through.",
            "Which loss does 1e-300 have? Was eps meant as a replacement for 0, or as a limit?",
            like=[_limiting(lambda p, eps: np.where(p == 0, eps, np.where(p == 1, 1 - eps, p))),
                  _limiting(lambda p, eps: np.where(p <= 0, eps, np.where(p >= 1, 1 - eps, p)))]),
        Misconception(
            "float64 always", "whatever comes in, float64 comes out.",
            "A model in float32 that meets one float64 array continues in float64, at twice the memory. What type does "
            "the input have, and who changed it?",
            shows=_became_float64),
        Misconception(
            "a default of its own", "with eps given all is right; without it your limit is not the machine epsilon "
            "of the numbers that came in.",
            "How far below 1 does the next number lie, in float64? A number far smaller than that is lost at the upper "
            "end, a number far larger caps the loss earlier than necessary. Whom could you ask?",
            shows=_another_default),
        Misconception(
            "epsilon of another type", "without eps you use the machine epsilon of float64 for every type; a narrower "
            "one does not even notice it.",
            "What is 1 - 2.2e-16 in float32? Which epsilon belongs to the array that came in?",
            shows=_another_types_epsilon),
        Misconception(
            "lost in the type", "an eps that is too small for the type of the numbers is accepted: 1 - eps is 1 there, "
            "and the guard is none.",
            "In float32, 1 - 1e-12 is exactly 1. In which type do you have to compute 1 - eps to notice?",
            shows=_accepts(lambda eps, dtype: 0 < eps < 0.5)),
        Misconception(
            "any eps will do", "an eps of 0, a negative one or one of 0.5 and more is accepted.",
            "Against what does a limit of 0 protect? And what is left between 0.7 and 1 - 0.7?",
            shows=_accepts(lambda eps, dtype: True)),
        Misconception(
            "too strict", "an eps below the machine epsilon is refused, though 1 - eps is below 1 in that type.",
            "In the picture 1e-7 still makes a difference in float32, whose machine epsilon is 1.2e-7. Which of the "
            "two conditions stands in the contract?",
            shows=_too_strict),
        Misconception(
            "predictions overwritten", "the caller's own array has changed.",
            "Somebody reports these predictions tomorrow, and they are not the model's any more. Does your first line "
            "make a copy, or a second name?",
            shows=lambda seen: any(outcome.changed_input for _, outcome in seen)),
    ],
    probes=[call([0.2, 0.3, 0.9], 0.1), call([0.0, 0.25, 1.0], 0.05), call([0.001, 0.25, 0.999], 0.05)],
)

# ---------------------------------------------------------------- 6.3 loss_range


def _ranges(*formulas: Callable[[float], tuple[float, float]]) -> list[Function]:
    return [_quietly(formula) for formula in formulas]


def _below_zero_or_free(answer: Function, eps: float) -> str | None:
    low, high = answer(eps)
    if low <= 0:
        return f"the smallest loss comes out as {low:.3g}."
    return None if low < high else f"the smallest is {low:.6g}, the largest {high:.6g}."


LOSS_RANGE = Exercise(
    name="loss_range", points=1, visible_points=0.5, reference=xl.loss_range, returns=PAIR,
    visible=[
        Values("With eps = 1e-7 a loss lies between 0.0000001 and 16.118096 nats.", [call(1e-7)]),
        Values("With eps = 0.1 it lies between 0.105361 and 2.302585 nats.", [call(0.1)]),
    ],
    hidden=[
        # 1 - 1e-12 is rounded: whoever takes a logarithm of it is right to four digits only.
        Values("With eps = 1e-12 the largest is 27.631021 nats; with eps = 0.5 both are ln 2.",
               [call(1e-12), call(0.5)], rtol=1e-5),
        Law("The smallest loss is above 0, and below the largest.",
            lambda rng: [(eps,) for eps in (0.01, 1e-7, 1e-12, *10.0 ** rng.uniform(-12, -1, 5))],
            _below_zero_or_free),
        Values("Fresh epsilons have the right range.",
               lambda rng: [call(float(eps)) for eps in 10.0 ** rng.uniform(-8, -0.31, 8)], rtol=1e-5, atol=1e-15),
    ],
    misconceptions=[
        Misconception(
            "no limits", "you give the range without any clipping: from 0 to infinity.",
            "Which is the largest probability that a clipped prediction can have, and which the smallest? What do "
            "these two cost?",
            like=_ranges(lambda eps: (0.0, math.inf))),
        Misconception(
            "perfection is free", "a perfect prediction costs nothing in your answer.",
            "After the clip nobody is allowed to be perfect. Which probability is left for the best one, and what is "
            "its price?",
            like=_ranges(lambda eps: (0.0, -math.log(eps)))),
        Misconception(
            "adding instead of limiting", "your smallest loss is negative: that is what adding eps does.",
            "Clipping limits the best prediction to a number just below 1. Can its surprise be negative?",
            like=_ranges(lambda eps: (-math.log1p(eps), -math.log(eps)),
                         lambda eps: (math.log1p(-eps), -math.log(eps)))),
        Misconception(
            "order", "your two numbers are the right ones, in the other order.",
            "Smallest first. Which prediction costs least, one that is almost certain and right or one that is almost "
            "certain and wrong?",
            like=_ranges(lambda eps: (-math.log(eps), -math.log1p(-eps)))),
        Misconception(
            "other logarithm", "your values are in another unit than nats.",
            "This course counts losses in nats. Which logarithm is that?",
            like=_ranges(*(lambda eps, base=base: (-math.log1p(-eps) / math.log(base), -math.log(eps) / math.log(base))
                           for base in (2, 10)))),
        Misconception(
            "probabilities", "your two numbers are the limits of the probability, not those of the loss.",
            "What does a loss do with a probability before it is a price?",
            like=_ranges(lambda eps: (eps, 1 - eps), lambda eps: (1 - eps, eps))),
        Misconception(
            "missing minus", "your numbers have the right size, but both are negative.",
            "The logarithm of a probability is never above 0, a price never below. What stands between the two?",
            like=_ranges(lambda eps: (math.log1p(-eps), math.log(eps)), lambda eps: (math.log(eps), math.log1p(-eps)))),
    ],
    probes=[call(0.25)],
)

# ---------------------------------------------------------------- 6.4 logsumexp


def _along(formula: Function) -> Function:
    """A logsumexp that follows another formula."""
    return _quietly(lambda z, axis=-1: formula(np.asarray(z, float), axis))


def _stable(z: np.ndarray, axis: int, top: np.ndarray) -> np.ndarray:
    return np.log(np.sum(np.exp(z - top), axis=axis)) + np.squeeze(top, axis)


def _finite(top: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(top), top, 0)


def _nan_where(place: Callable[[np.ndarray], bool]) -> Predicate:
    def shows(seen: Seen) -> bool:
        return only_where(xl.logsumexp, lambda z, axis=-1: place(np.asarray(z, float)),
                          lambda outcome: _failed(outcome) or _is_nan(outcome.value))(seen)

    return shows


def _tables(rng: np.random.Generator) -> Iterator[Call]:
    for shape in ((3, 3), (2, 4), (5, 2)):
        yield call(rng.normal(0, 3, shape) + rng.choice([-2000, 0, 2000], size=(shape[0], 1)))
    for shape in ((3, 3), (4, 2)):
        yield call(rng.normal(0, 3, shape) + rng.choice([-2000, 0, 2000], size=shape[1]), axis=0)


LOGSUMEXP = Exercise(
    name="logsumexp", points=3, visible_points=1, reference=xl.logsumexp, returns=LIKE_INPUT,
    visible=[
        Values("Two equal scores add ln 2: [0, 0], [1000, 1000] and [-1000, -1000].",
               [call([0.0, 0.0]), call([1000.0, 1000.0]), call([-1000.0, -1000.0])]),
        Values("Of [0, ln 3] it is ln 4; of one score it is that score; a table gives one number a row.", [
            call([0.0, math.log(3)]), call([2.5]), call([[0.0, 0.0], [1.0, 3.0], [2.0, 2.0]])]),
    ],
    hidden=[
        Values("No score is too large, and rows that differ by thousands do not disturb each other.", [
            call([[0.0, 0.0], [-1000.0, -1000.0]]), call([1e6, 1e6 - 1]),
            call([[3000.0, 0.0, 3000.0], [1.0, 2.0, 3.0], [-5.0, -9.0, -7.0]])]),
        Values("`axis` is followed, and disappears from the shape.", [
            call(np.arange(6.0).reshape(2, 3), axis=0), call(np.arange(6.0).reshape(2, 3), axis=1),
            call(np.arange(9.0).reshape(3, 3) ** 2, axis=0), call(np.arange(24.0).reshape(2, 3, 4), axis=1),
            call([[0, 1], [2, 3]], axis=-1), call([[0.0, 1.0, 2.0]]), call([[0.0], [1.0]])]),
        Values("A score of -inf adds nothing, a row of nothing else is -inf, and nothing warns.", [
            call([0.0, -math.inf]), call([-math.inf, -math.inf]),
            call([[-math.inf, 1.0, 1.0], [-math.inf, -math.inf, -math.inf]])], silent=True),
        Values("Where one score is inf, so is the result, without a warning.",
               [call([math.inf, 1.0]), call([[0.0, math.inf], [0.0, 0.0], [-math.inf, math.inf]])], silent=True),
        Values("Fresh tables, far up and far down, have the right values; the input stays as it was.", _tables),
    ],
    misconceptions=[
        Misconception(
            "formula as it stands", "moderate scores are right; large ones become inf and very negative ones -inf.",
            "What is exp(1000) in a computer, and what is exp(-1000)? Adding a constant to all scores does something "
            "simple to the result: which constant would keep every exponential between 0 and 1?",
            like=[_along(lambda z, axis: np.log(np.sum(np.exp(z), axis=axis)))]),
        Misconception(
            "exponents held back", "moderate scores are right; beyond some limit your scores are cut off before the "
            "exponential, or a small constant takes over.",
            "Two scores of 1000 make 1000 and a little more. Can a result near 700 be right? Is there a way that needs "
            "no limit at all?",
            like=[_along(lambda z, axis, most=most: np.log(np.sum(np.exp(np.clip(z, -most, most)), axis=axis)))
                  for most in (30, 50, 80, 100, 300, 500, 600, 700, 709)] + [
                 _along(lambda z, axis, tiny=tiny: np.log(np.sum(np.exp(z), axis=axis) + tiny))
                 for tiny in (1e-7, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-300)]),
        Misconception(
            "maximum not put back", "your values are too small by the largest score of each row.",
            "Before the exponential you took something away from every score. Does the sum know? What is the result "
            "for one single score?",
            like=[_along(lambda z, axis: _stable(z, axis, z.max(axis=axis, keepdims=True)) - z.max(axis=axis))]),
        Misconception(
            "hard maximum", "your values are the largest scores themselves.",
            "It is a *soft* maximum. By how much do two equal scores exceed one, and a hundred equal ones?",
            like=[_along(lambda z, axis: z.max(axis=axis))]),
        Misconception(
            "mean instead of sum", "your values are too small by the logarithm of the number of scores.",
            "Of [0, 0] it should be ln 2. What does a mean of two ones give?",
            like=[_along(lambda z, axis: xl.logsumexp(z, axis) - math.log(z.shape[axis]))]),
        Misconception(
            "axis kept", "your numbers are right, but the axis that was summed is still there, with length 1.",
            "The maximum needs that axis to be subtracted. Does the result need it?",
            shows=lambda seen: _axis_kept(seen)),
        Misconception(
            "axis ignored", "everything is put into one number, or along one axis whatever was asked for.",
            "A table of three rows should give three numbers. Which of your calls never mentions `axis`?",
            like=[_along(lambda z, axis: xl.logsumexp(z.ravel())), _along(lambda z, axis: xl.logsumexp(z, 0)),
                  _along(lambda z, axis: xl.logsumexp(z, -1))]),
        Misconception(
            "one maximum for all", "rows far below the highest score of the whole table are lost: you subtract the "
            "same number from every row.",
            "After the subtraction every row should have a 0 as its largest score. Which rows have not?",
            like=[_along(lambda z, axis: np.log(np.sum(np.exp(z - z.max()), axis=axis)) + z.max()),
                  _along(lambda z, axis: np.log(np.sum(np.exp(z - _finite(z.max())), axis=axis)) + _finite(z.max()))]),
        Misconception(
            "squeezed too much", "a table with only one row loses that row's axis as well.",
            "Which axes does `np.squeeze` remove when it is not told which one?",
            like=[_along(lambda z, axis: np.squeeze(xl.logsumexp(z, axis)))]),
        Misconception(
            "infinity minus infinity", "where the largest score is infinite, your function finds no value.",
            "What is -inf minus -inf, and inf minus inf? What may be subtracted instead where the maximum is not "
            "finite, and what has to come out there?",
            shows=_nan_where(lambda z: bool(np.isinf(z).any()))),
        Misconception(
            "warnings", "your values are right, but NumPy complains on the way, where a score is infinite.",
            "All impossible is a legitimate row. Which subtraction or logarithm makes the noise, and can it be "
            "avoided?",
            shows=right_but_warned(xl.logsumexp)),
        Misconception(
            "other logarithm", "your values are in another unit than nats.",
            "Exponential and logarithm have to undo each other. Which base do the two have?",
            like=[_along(lambda z, axis, base=base: xl.logsumexp(z, axis) / math.log(base)) for base in (2, 10)]),
    ],
    probes=[call([-1000.0, -1000.0]), call([1.0, 2.0, 3.0]), call([[1.0, 2.0], [3.0, 5.0]], axis=0),
            call([[1.0, 2.0, 4.0], [3.0, 5.0, 0.0]])],
)


def _axis_kept(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.logsumexp)
    kept = 0
    for request, outcome, right in valid:
        axis = request.args[1] if len(request.args) > 1 else request.kwargs.get("axis", -1)
        kept += close(outcome.value, np.expand_dims(np.asarray(right), axis))
    return kept > 0 and all(outcome.error is None for _, outcome, _ in valid) and kept >= len(valid) - sum(
        _is_nan(outcome.value) for _, outcome, _ in valid)


# ---------------------------------------------------------------- 6.5 biased_optimum


def _optimum(formula: Callable[[float, float], float]) -> Function:
    return _quietly(formula)


def _limited(q: float) -> float:
    return min(max(q, 0.0), 1.0)


def _both_ways(formula: Callable[[float, float], float]) -> list[Function]:
    """A formula as it stands, and limited to [0, 1]."""
    return [_optimum(formula), _optimum(lambda p, eps: _limited(formula(p, eps)))]


def _pulled_in(share: float, p: float, eps: float) -> float:
    return p - share * eps * (2 * p - 1)


def _outside(p: float, eps: float) -> bool:
    return not 0 <= p * (1 + 2 * eps) - eps <= 1


def _no_probability(outcome: Outcome) -> bool:
    value = as_number(outcome.value)
    return value is not None and not 0 <= value <= 1


def _rough(seen: Seen) -> bool:
    """Near the right value everywhere, but by far more than round-off."""
    valid, _ = sorted_out(seen, xl.biased_optimum)
    gaps = [abs(number - right) if (number := as_number(outcome.value)) is not None else math.inf
            for _, outcome, right in valid]
    return max(gaps) < 0.006 and max(gaps) > 1e-6


def _cost_law(answer: Function, p: float, eps: float) -> str | None:
    q = answer(p, eps)
    grid = np.linspace(0, 1, 2001)
    cost = -(p * np.log(grid + eps) + (1 - p) * np.log(1 - grid + eps))
    own = -(p * math.log(q + eps) + (1 - p) * math.log(1 - q + eps))
    if own > cost.min() + 1e-12:
        return f"q = {q:.6g} costs {own:.9g}, and q = {grid[cost.argmin()]:.6g} only {cost.min():.9g} nats."
    return None


def _fresh_optima(rng: np.random.Generator) -> Iterator[Call]:
    for p, eps in zip(rng.uniform(0, 1, 12), rng.choice([0.001, 0.01, 0.1, 0.3], 12), strict=True):
        yield call(round(float(p), 3), float(eps))
    for p in (rng.uniform(0.9, 0.99), rng.uniform(0.01, 0.1)):  # both ends, whatever was drawn
        yield call(round(float(p), 3), 0.3)


BIASED_OPTIMUM = Exercise(
    name="biased_optimum", points=3, visible_points=1, reference=xl.biased_optimum, returns=NUMBER,
    visible=[
        Values("For p = 0.8 and eps = 0.01 it is 0.806; a fair coin stays fair.",
               [call(0.8, 0.01), call(0.5, 0.01), call(0.5, 0.1)], atol=1e-6),
        Values("For p = 0.2 and eps = 0.01 it is 0.194.", [call(0.2, 0.01)], atol=1e-6),
    ],
    hidden=[
        Values("The result is a probability: at most 1 for p = 0.999, at least 0 for p = 0.001.", [
            call(0.999, 0.01), call(0.001, 0.01), call(0.95, 0.2), call(1.0, 0.05), call(0.0, 0.05)], atol=1e-6),
        Values("Without eps it is the truth.", [call(0.3, 0), call(0.8, 0.0), call(0.999, 0)], atol=1e-6),
        Law("No other q on a fine grid costs less.", lambda rng: [(0.95, 0.2), (0.05, 0.2)] + [
            (float(p), float(eps)) for p, eps in zip(rng.uniform(0.02, 0.98, 12), 10.0 ** rng.uniform(-4, -0.7, 12),
                                                     strict=True)], _cost_law),
        Values("Fresh truths and epsilons have the right optimum.", _fresh_optima, atol=1e-6),
    ],
    misconceptions=[
        Misconception(
            "nothing changes", "you give p itself, whatever eps is.",
            "Without eps the best q is the truth. With it the slope at q = p is no longer 0: try p = 0.8 and eps = 0.1 "
            "on paper. In which direction does it fall?",
            like=[_optimum(lambda p, eps: p)]),
        Misconception(
            "towards the middle", "your q has moved towards 1/2.",
            "That is what mixing the labels does. Here q + eps and 1 - q + eps have to stand in the ratio p to 1 - p. "
            "Does q have to be larger or smaller than p, when p is above 1/2?",
            like=[formula for share in (1, 0.5, 2) for formula in _both_ways(partial(_pulled_in, share))]),
        Misconception(
            "the inverse map", "you divide by 1 + 2 eps: that is the way back, from q to p.",
            "Which of the two did you know, and which was asked for? Put your q into the loss and look whether its "
            "neighbours cost less.",
            like=_both_ways(lambda p, eps: (p + eps) / (1 + 2 * eps))),
        Misconception(
            "shifted by eps", "your q is p moved by eps, for every p.",
            "A fair coin stays fair, by symmetry. What does your formula say for p = 0.5?",
            like=[*_both_ways(lambda p, eps: p + eps), *_both_ways(lambda p, eps: p - eps),
                  *_both_ways(lambda p, eps: p * (1 + 2 * eps)), *_both_ways(lambda p, eps: p * (1 + eps))]),
        Misconception(
            "of the other outcome", "your q is that of the other outcome, 1 - p.",
            "Which of the two terms does p belong to in the loss, that with q or that with 1 - q?",
            like=_both_ways(lambda p, eps: xl.biased_optimum(1 - p, eps))),
        Misconception(
            "not a probability", "your formula is right, but where it leaves the range from 0 to 1, you leave it too.",
            "Where is a valley lowest, if its lowest point lies behind the fence? Which q may a model state at most?",
            shows=only_where(xl.biased_optimum, _outside, _no_probability)),
        Misconception(
            "held back from the ends", "your q is right, except that it never quite reaches 0 or 1.",
            "With eps inside the logarithm, q = 1 is allowed and costs a finite price. Where does your limit come "
            "from?",
            like=[_optimum(lambda p, eps: min(max(p * (1 + 2 * eps) - eps, eps), 1 - eps)),
                  _optimum(lambda p, eps: p if _outside(p, eps) else p * (1 + 2 * eps) - eps)],
            shows=lambda seen: _never_at_the_ends(seen)),
        Misconception(
            "too coarse a search", "your q is near the right one, and not nearer than the steps of a search.",
            "A slope of zero can be solved for q on paper. Or else: where would you search again, more finely?",
            shows=_rough),
    ],
    probes=[call(0.9, 0.05), call(0.7, 0.1)],
)


def _never_at_the_ends(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.biased_optimum)
    wrong = [(as_number(outcome.value), right) for _, outcome, right in valid
             if not close(outcome.value, right, atol=1e-6)]
    return any(right in (0, 1) for _, right in wrong) and all(
        value is not None and (right < value < 0.05 or right > value > 0.95) for value, right in wrong)


# ---------------------------------------------------------------- 6.6 clipped_ce_and_grad


def _one_example(formula: Callable[[float, float, float], tuple[float, float]]) -> Function:
    return _quietly(lambda y, z, eps=1e-7: formula(y, z, eps))


def _clip_is_active(y: float, z: float, eps: float = 1e-7) -> bool:
    return bool(min(xl.sigmoid(z), xl.sigmoid(-z)) < eps)


def _right_pair(y: float, z: float, eps: float) -> tuple[float, float]:
    return xl.clipped_ce_and_grad(y, z, eps)


def _slope(formula: Callable[[float, float, float], float]) -> Function:
    """The right loss with another slope."""
    return _one_example(lambda y, z, eps: (_right_pair(y, z, eps)[0], formula(y, z, eps)))


def _clipped(z: float, eps: float) -> float:
    return min(max(xl.sigmoid(z), eps), 1 - eps)


def _in_p(y: float, p: float) -> float:
    return -1 / p if y == 1 else 1 / (1 - p)


def _added(y: float, z: float, eps: float) -> float:
    return -math.log(xl.sigmoid(z if y == 1 else -z) + eps)


def _in_unit(base: float, slope_too: bool) -> Function:
    def formula(y: float, z: float, eps: float) -> tuple[float, float]:
        loss, slope = _right_pair(y, z, eps)
        return loss / math.log(base), slope / math.log(base) if slope_too else slope

    return _one_example(formula)


def _overflowing(seen: Seen) -> bool:
    """Right for moderate logits; far out the exponential overflows, noisily or with an error."""
    valid, _ = sorted_out(seen, xl.clipped_ce_and_grad)
    far = [outcome for request, outcome, _ in valid if abs(request.args[1]) > 500]
    near = [(outcome, right) for request, outcome, right in valid if abs(request.args[1]) <= 500]
    return (all(close(outcome.value, right) for outcome, right in near) and any(
        _stopped_by(outcome, OverflowError) or any("overflow" in text for text in outcome.warnings)
        for outcome in far))


CLIPPED_CE_AND_GRAD = Exercise(
    name="clipped_ce_and_grad", points=3, visible_points=1, reference=xl.clipped_ce_and_grad, returns=PAIR,
    visible=[
        Values("At z = 0 the loss is ln 2 and the slope -0.5 for y = 1, 0.5 for y = 0; z = 2, y = 0 costs 2.126928.",
               [call(1, 0.0), call(0, 0.0), call(0, 2.0)]),
        Values("At z = 40, y = 0 the loss is capped at 16.118096 and the slope is 0; so it is at z = -40, y = 1.",
               [call(0, 40.0), call(1, -40.0)]),
    ],
    hidden=[
        Values("Just inside the limits the slope is alive: z = 16, y = 0 and z = -16, y = 1.",
               [call(0, 16.0), call(1, -16.0), call(1, 15.0)]),
        Values("Sure and right: the slope is 0 and the loss -ln(1 - eps).",
               [call(1, 40.0), call(0, -40.0), call(1, 20.0), call(1, 6.0, 0.01)]),
        Values("Up to |z| = 1000 nothing overflows, and nothing warns.",
               [call(0, -1000.0), call(1, 1000.0), call(1, -1000.0), call(0, 1000.0)], silent=True),
        Values("Another eps sets another limit.", [
            call(0, 7.0, eps=1e-3), call(0, 6.0, eps=1e-3), call(1, -3.0, 0.1), call(1, -2.0, 0.1),
            call(0, 30.0, 1e-5), call(0, 1.2, 0.25), call(1, 1.2, 0.25)]),
        Values("Fresh labels and logits have the right loss and slope.", lambda rng: [
            call(int(y), float(z), float(eps)) for y, z, eps in zip(
                rng.integers(0, 2, 12), rng.uniform(-12, 12, 12), rng.choice([1e-7, 1e-3, 0.01], 12), strict=True)]),
    ],
    misconceptions=[
        Misconception(
            "no clip at all", "your numbers are those of the loss without any clip.",
            "Very well, that is the better loss, and here we want to see what the worse one does. What is the largest "
            "probability that a clipped sigmoid can have?",
            like=[_one_example(lambda y, z, eps: (xl.bce_with_logits(y, z), xl.bce_with_logits_grad(y, z)))]),
        Misconception(
            "slope ignores the clip", "the loss is capped, but your slope goes on as if it were not.",
            "Beyond the limit the loss stays at 16.12 however far z moves. What is the slope of a plateau?",
            like=[_slope(lambda y, z, eps: xl.bce_with_logits_grad(y, z))]),
        Misconception(
            "clipped probability in the slope", "your slope is the clipped probability minus y.",
            "That formula was found by following every step from z to the loss. One step is new here, the clip. How "
            "fast does its result change where it is active?",
            like=[_slope(lambda y, z, eps: _clipped(z, eps) - y)]),
        Misconception(
            "loss not capped", "the slope is 0 where the clip is active, but your loss goes on growing.",
            "The slope of your loss at z = 40 is 1, and you report 0. Which of the two did you compute from the "
            "clipped probability?",
            like=[_one_example(lambda y, z, eps: (xl.bce_with_logits(y, z), _right_pair(y, z, eps)[1]))]),
        Misconception(
            "slope in p", "your slope is that in the probability, not that in the logit.",
            "The logit moves the probability, and the probability moves the loss. By which factor do you get from one "
            "slope to the other?",
            like=[_slope(lambda y, z, eps: _in_p(y, _clipped(z, eps))), _slope(
                lambda y, z, eps: 0.0 if _clip_is_active(y, z, eps) else _in_p(y, _clipped(z, eps)))]),
        Misconception(
            "sign of the slope", "your slope has the wrong sign.",
            "For y = 1 the loss falls when z grows. Is the slope there positive or negative?",
            like=[_slope(lambda y, z, eps: -_right_pair(y, z, eps)[1])]),
        Misconception(
            "order", "your two numbers are right, in the other order.",
            "Which comes first in the contract, the loss or its slope?",
            like=[_one_example(lambda y, z, eps: _right_pair(y, z, eps)[::-1])]),
        Misconception(
            "label ignored", "one of the two labels is right; the other gets the same treatment.",
            "For y = 0 the model is asked for the probability of \"no\". Which probability is that?",
            like=[_one_example(lambda y, z, eps: _right_pair(1, z, eps)), _one_example(
                lambda y, z, eps: _right_pair(0, z, eps)), _one_example(
                lambda y, z, eps: (_right_pair(1, z, eps)[0], _right_pair(y, z, eps)[1]))]),
        Misconception(
            "loss in another unit", "your loss is in another unit than nats.",
            "Which logarithm has p - y as its slope in z?",
            like=[_in_unit(base, slope_too) for base in (2, 10) for slope_too in (False, True)]),
        Misconception(
            "one limit only", "an example that is sure and wrong is right; one that is sure and right is not limited.",
            "The clip has two ends. What does a probability of 1 become, and what does it cost afterwards?",
            like=[_one_example(lambda y, z, eps: (
                min(xl.bce_with_logits(y, z), -math.log(eps)), _right_pair(y, z, eps)[1])), _slope(
                lambda y, z, eps: 0.0 if xl.sigmoid(z if y == 1 else -z) < eps else xl.bce_with_logits_grad(y, z))]),
        Misconception(
            "the cap taken for the edge", "your slope ends where |z| reaches -ln(eps); the limit is active before.",
            "-ln(eps) is the largest loss. At which z is the sigmoid exactly 1 - eps? For eps = 0.25 you see the "
            "difference.",
            like=[_slope(lambda y, z, eps: xl.bce_with_logits_grad(y, z) if abs(z) < -math.log(eps) else 0.0)]),
        Misconception(
            "adding", "your loss is that of the probability plus eps; nothing is limited.",
            "Part 4 compares the two: what do clipping and adding make of a probability of 0.5?",
            like=[_one_example(lambda y, z, eps: (_added(y, z, eps), _right_pair(y, z, eps)[1])), _one_example(
                lambda y, z, eps: (_added(y, z, eps), xl.bce_with_logits_grad(y, z)))]),
        Misconception(
            "eps ignored", "with the default eps your answer is right; another eps changes nothing.",
            "Where in your function does eps occur?",
            like=[_one_example(lambda y, z, eps: _right_pair(y, z, 1e-7))]),
        Misconception(
            "overflow", "moderate logits are right; far out an exponential overflows.",
            "exp(1000) does not fit into a float, exp(-1000) is a harmless 0. The sigmoid can be written with either: "
            "when do you need which?",
            shows=_overflowing),
    ],
    probes=[call(0, 3.0), call(1, 2.0), call(1, -3.0, 0.1), call(1, 9.0, 0.01), call(0, -9.0, 0.01)],
)

EXERCISES = {exercise.name: exercise for exercise in (
    XLOGY, CLIP_PROBS, LOSS_RANGE, LOGSUMEXP, BIASED_OPTIMUM, CLIPPED_CE_AND_GRAD)}
