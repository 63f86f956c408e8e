"""The exercises of notebook 07: from prediction minus target, through every layer, to a network that learns.

An imitation (`like=`) makes one mistake and is right in everything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, LIKE_INPUT, Call, Exercise, Law, Misconception, Outcome, Values, call, several
from ..checking.values import as_number, as_numbers, close
from .recognise import Function, Seen, only_where, right_but_warned, sorted_out

# ---------------------------------------------------------------- what the exercises share


def _softmax(z: np.ndarray, axis: Any = -1) -> np.ndarray:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _hard(rng: np.random.Generator, N: int, K: int) -> np.ndarray:
    """One-hot targets, as integers."""
    return np.eye(K, dtype=int)[rng.integers(0, K, N)]


def _numbers_in(value: Any) -> list[float]:
    """All numbers of a result, however it is nested."""
    if isinstance(value, dict):
        return [number for entry in value.values() for number in _numbers_in(entry)]
    numbers = as_numbers(value)
    if numbers is None and isinstance(value, tuple | list):
        return [number for entry in value for number in _numbers_in(entry)]
    return [] if numbers is None else numbers.ravel().tolist()


def _not_finite(outcome: Outcome) -> bool:
    """No value, a nan, an infinity: what an overflow leaves behind."""
    return outcome.error is not None or not np.isfinite(_numbers_in(outcome.value)).all()


def _any_of(*predicates: Callable[[Seen], bool]) -> Callable[[Seen], bool]:
    return lambda seen: any(predicate(seen) for predicate in predicates)


def _epsilon(reference: Function, loss: int, far: Callable[..., bool]) -> Callable[[Seen], bool]:
    """Only the result at place `loss` is off: by a trifle, and where the right one is large it stays at a ceiling."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        for request, outcome, right in valid:
            others = [(mine, its) for place, (mine, its) in enumerate(zip(outcome.value, right, strict=True))
                      if place != loss]
            mine, its = as_numbers(outcome.value[loss]), np.asarray(right[loss])
            if mine is None or mine.shape != its.shape or not np.isfinite(mine).all():
                return False
            near = close(mine, its, 0.01, 1e-5) or (far(*request.args) and float(mine.max()) < 50)
            if not near or not all(close(mine, its, 1e-7, 1e-7) for mine, its in others):
                return False
        return any(not close(outcome.value[loss], right[loss]) for _, outcome, right in valid)

    return shows


# ---------------------------------------------------------------- 7.1 softmax_ce_grad


def softmax_ce_grad(logits: Any, Y: Any) -> np.ndarray:
    """As the contract has it: always the slope of the mean."""
    return xl.softmax_ce_grad(logits, Y)


def _slope_by(*formulas: Function) -> list[Function]:
    def imitation(formula: Function) -> Function:
        return lambda logits, Y: formula(np.asarray(logits, float), np.asarray(Y, float))

    return [imitation(formula) for formula in formulas]


def _shifted_in_place(logits: Any, Y: Any) -> np.ndarray:
    z = np.asarray(logits, float)
    z -= z.max(axis=1, keepdims=True)
    return (_softmax(z) - Y) / len(z)


def _subtracted_in_place(logits: Any, Y: Any) -> np.ndarray:
    Y = np.asarray(Y, float)
    Y -= _softmax(np.asarray(logits, float))
    return -Y / len(Y)


def _probabilities_like_logits(logits: Any, Y: Any) -> np.ndarray:
    P = np.empty_like(logits)
    P[...] = _softmax(np.asarray(logits, float))
    return (P - Y) / len(P)


def _result_like_logits(logits: Any, Y: Any) -> np.ndarray:
    slope = np.empty_like(logits)
    slope[...] = softmax_ce_grad(logits, Y)
    return slope


def _large(logits: Any, Y: Any) -> bool:
    return float(np.max(np.abs(logits))) > 80


def _whole_batches(rng: np.random.Generator) -> Iterator[Call]:
    yield call(rng.integers(-3, 4, (5, 4)), _hard(rng, 5, 4))
    yield call(rng.integers(-3, 4, (4, 4)), _hard(rng, 4, 4))


def _twice_as_many(answer: Function, logits: np.ndarray, Y: np.ndarray) -> str | None:
    once, twice = answer(logits, Y), answer(np.vstack([logits, logits]), np.vstack([Y, Y]))
    if close(twice, np.vstack([once, once]) / 2):
        return None
    return f"entry 0, 0 is {once[0, 0]:.6g} for the batch and {twice[0, 0]:.6g} for twice the batch."


def _rows_add_up_to_zero(answer: Function, logits: np.ndarray, Y: np.ndarray) -> str | None:
    total = answer(logits, Y).sum(axis=1)
    return None if np.abs(total).max() < 1e-12 else f"a row adds up to {total[np.abs(total).argmax()]:.6g}."


def _soft_batches(rng: np.random.Generator, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for i in range(count):
        N, K = (1, 2) if i == 0 else rng.integers(2, 6, 2)
        yield rng.normal(0, 2, (N, K)), rng.dirichlet(np.ones(K), N)


SOFTMAX_CE_GRAD = Exercise(
    name="softmax_ce_grad", points=3, visible_points=1, reference=softmax_ce_grad, library=xl.softmax_ce_grad,
    returns=FLOAT_ARRAY,
    visible=[
        Values("Nothing known of two classes: the pull is one half, and in a batch of two half of that.",
               [call(np.array([[0, 0]]), np.array([[1, 0]])), call(np.array([[0, 0], [0, 0]]),
                                                                  np.array([[1, 0], [0, 1]]))]),
        Values("Fresh batches have the slope that central differences of the mean cross-entropy measure.",
               _whole_batches),
    ],
    hidden=[
        Law("Each row of the slope adds up to 0: what pushes one class up pushes the others down.",
            lambda rng: _soft_batches(rng, 6), _rows_add_up_to_zero),
        Law("The same examples twice: every entry is halved.", lambda rng: _soft_batches(rng, 6), _twice_as_many),
        Values("Soft targets are targets, too.", lambda rng: [call(*each) for each in _soft_batches(rng, 8)]),
        Values("Logits in the hundreds and thousands: right, and in silence.", [
            call(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([[0.0, 1.0], [0.0, 1.0]])),
            call(np.array([[-900.0, -901.0, -905.0]]), np.array([[0.2, 0.3, 0.5]])),
            call(np.array([[750.0, 751.0], [3.0, -2.0]]), np.array([[1.0, 0.0], [0.5, 0.5]]))], silent=True),
        Values("The result is a new array; logits and targets stay as they were.",
               [call(np.array([[2.0, 1.0, 0.5]]), np.array([[0.0, 1.0, 0.0]])),
                call(np.zeros((2, 2)), np.array([[1.0, 0.0], [1.0, 0.0]]))], new=True),
    ],
    misconceptions=[
        Misconception(
            "forgot the mean", "your slope is that of the total loss of the batch, not of its mean.",
            "Pass a batch twice over: the mean loss stays as it is. What does your slope do, and what happens to the "
            "step size of somebody who trains with it?",
            like=_slope_by(lambda z, Y: _softmax(z) - Y)),
        Misconception(
            "target minus prediction", "your slope has the right size and the wrong sign.",
            "Raise the logit of the right class a little: does the loss rise or fall? So which sign has the slope "
            "there?",
            like=_slope_by(lambda z, Y: (Y - _softmax(z)) / len(z), lambda z, Y: Y - _softmax(z))),
        Misconception(
            "a slope too many", "prediction minus target is in your result, but multiplied by a further factor that "
            "falls asleep for sure predictions.",
            "In the chain rule the slope of the softmax meets the slope of the logarithm. What remains of the two "
            "when they are multiplied out?",
            like=_slope_by(*(lambda z, Y, n=n: (P := _softmax(z)) * (1 - P) * (P - Y) / (len(z) if n else 1)
                             for n in (True, False)),
                           lambda z, Y: (P := _softmax(z)) * (P - Y) / len(z))),
        Misconception(
            "slope in the probabilities", "your result is the slope in the probabilities; the question is about the "
            "logits.",
            "Between logits and probabilities stands the softmax. What does the chain rule still ask for?",
            like=_slope_by(lambda z, Y: -Y / _softmax(z) / len(z), lambda z, Y: -Y / _softmax(z))),
        Misconception(
            "divided by every entry", "your slope is too small by the number of classes: you average over all entries.",
            "A loss is paid by each example, not by each class of each example. How many examples are there?",
            like=_slope_by(lambda z, Y: (_softmax(z) - Y) / z.size, lambda z, Y: (_softmax(z) - Y) / z.shape[1])),
        Misconception(
            "softmax down the batch", "your probabilities add up to 1 within each column, or over the whole table, "
            "instead of within each row.",
            "Whose probabilities have to add up to 1: those of one example over the classes, or those of one class "
            "over the examples?",
            like=_slope_by(lambda z, Y: (_softmax(z, axis=0) - Y) / len(z), lambda z, Y: _softmax(z, axis=0) - Y,
                           lambda z, Y: (_softmax(z, axis=None) - Y) / len(z),
                           lambda z, Y: ((e := np.exp(z - z.max(axis=1, keepdims=True))) / e.sum() - Y) / len(z))),
        Misconception(
            "softmax twice", "your probabilities have been through the softmax twice, which makes them timid.",
            "What comes in are logits. What would the softmax of [0.9, 0.1] be, and is it as sure as it was?",
            like=_slope_by(lambda z, Y: (_softmax(_softmax(z)) - Y) / len(z))),
        Misconception(
            "logits as probabilities", "you subtract the target from the logits themselves.",
            "A logit of 7 is no probability. What turns the logits into the prediction p of p - y?",
            like=_slope_by(lambda z, Y: (z - Y) / len(z), lambda z, Y: z - Y)),
        Misconception(
            "hard labels only", "soft targets are rounded to their largest class before you use them.",
            "A doctor says 0.7 to 0.3. Prediction minus target: which target?",
            like=_slope_by(lambda z, Y: (_softmax(z) - np.eye(z.shape[1])[Y.argmax(axis=1)]) / len(z))),
        Misconception(
            "cut to whole numbers", "for integer logits your numbers are cut to whole ones on the way.",
            "What does NumPy store when 0.5 is written into an array of integers? And what kind of array does "
            "`np.zeros_like` of integers make?",
            like=[_probabilities_like_logits, _result_like_logits]),
        Misconception(
            "changes what it was given", "your function works inside the arrays of its caller.",
            "`z -= ...` writes into the array behind the name, and `np.asarray` gives back that same array where "
            "nothing has to be converted. Which line makes a new one?",
            like=[_shifted_in_place, _subtracted_in_place]),
        Misconception(
            "overflow", "large logits become infinities or nan on the way, or at least a warning.",
            "exp(1000) is too large for any float. Which number may be subtracted from a row of logits without "
            "changing its softmax?",
            shows=_any_of(only_where(softmax_ce_grad, _large, _not_finite), right_but_warned(softmax_ce_grad))),
    ],
    probes=[call(np.array([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))],
)

# ---------------------------------------------------------------- 7.2 numerical_gradient


def numerical_gradient(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    return xl.numerical_gradient(f, x, h)


def sum_of_squares(x: np.ndarray) -> float:
    return float(np.sum(np.asarray(x) ** 2))


def product(x: np.ndarray) -> float:
    return float(np.prod(x))


def sum_of_exp(x: np.ndarray) -> float:
    return float(np.sum(np.exp(x)))


def sum_of_cubes(x: np.ndarray) -> float:
    return float(np.sum(np.asarray(x) ** 3))


def sum_of_absolutes(x: np.ndarray) -> float:
    return float(np.sum(np.abs(x)))


def chain(x: np.ndarray) -> float:
    """Each entry times the next one, squared: every slope depends on the neighbours."""
    flat = np.ravel(x)
    return float(np.sum(flat[:-1] * flat[1:] ** 2))


def only_two_by_three(x: np.ndarray) -> float:
    """No number unless it gets floats in the shape (2, 3)."""
    right = isinstance(x, np.ndarray) and x.shape == (2, 3) and x.dtype.kind == "f"
    return float(np.sum(np.arange(6).reshape(2, 3) * x**2)) if right else math.nan


def _differences(difference: Function) -> Function:
    """Entry by entry, on fresh float copies; `difference` gets f, x, the entry and h."""

    def imitation(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
        x = np.array(x, dtype=float)
        slope = np.empty_like(x)
        for entry in np.ndindex(x.shape):
            slope[entry] = difference(f, x, entry, h)
        return slope

    return imitation


def _moved(x: np.ndarray, entry: tuple, by: float) -> np.ndarray:
    moved = x.copy()
    moved[entry] += by
    return moved


def _forward(f: Function, x: np.ndarray, entry: tuple, h: float) -> float:
    return (f(_moved(x, entry, h)) - f(x)) / h


def _backward(f: Function, x: np.ndarray, entry: tuple, h: float) -> float:
    return (f(x) - f(_moved(x, entry, -h))) / h


def _central(f: Function, x: np.ndarray, entry: tuple, h: float) -> float:
    return (f(_moved(x, entry, h)) - f(_moved(x, entry, -h))) / (2 * h)


def _entry_alone(f: Function, x: np.ndarray, entry: tuple, h: float) -> float:
    return (f(x[entry] + h) - f(x[entry] - h)) / (2 * h)


def _all_at_once(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    x = np.array(x, dtype=float)
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


def _row_by_row(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for i in range(len(x)):
        slope[i] = _central(f, x, (i,), h)
    return slope


def _drifting(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        x[entry] += h
        ahead = f(x)
        x[entry] -= 2 * h
        slope[entry] = (ahead - f(x)) / (2 * h)
    return slope


def _drifting_in_place(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    slope = np.zeros(np.shape(x))
    for entry in np.ndindex(slope.shape):
        x[entry] += h
        ahead = f(x)
        x[entry] -= 2 * h
        slope[entry] = (ahead - f(x)) / (2 * h)
    return slope


def _nearly_restored(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    slope = np.zeros(np.shape(x))
    for entry in np.ndindex(slope.shape):
        x[entry] += h
        ahead = f(x)
        x[entry] -= 2 * h
        slope[entry] = (ahead - f(x)) / (2 * h)
        x[entry] += h
    return slope


def _steps_cut_off(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    x = np.array(x)
    slope = np.zeros(x.shape)
    for entry in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[entry], behind[entry] = x[entry] + h, x[entry] - h
        slope[entry] = (f(ahead) - f(behind)) / (2 * h)
    return slope


def _result_cut_off(f: Function, x: Any, h: float = 1e-5) -> np.ndarray:
    slope = np.zeros_like(x)
    slope[...] = numerical_gradient(f, x, h)
    return slope


def _all_zero(seen: Seen) -> bool:
    return all(close(outcome.value, np.zeros(np.shape(request.args[1])), atol=0) for request, outcome in seen)


def _noisy(seen: Seen) -> bool:
    """Smooth functions have slopes that are right to two digits and not to seven: round-off of a tiny step."""
    valid, _ = sorted_out(seen, numerical_gradient)
    smooth = [(request, outcome, right) for request, outcome, right in valid
              if len(request.args) == 2 and "h" not in request.kwargs and request.args[0] is not sum_of_absolutes]
    return (any(not close(outcome.value, right, 1e-7, 1e-7) for _, outcome, right in smooth)
            and all(close(outcome.value, right, 0.03, 0.03) for _, outcome, right in smooth)
            and not any(all(close(outcome.value, other(*request.args), 1e-7, 1e-7) for request, outcome, _ in smooth)
                        for other in (_differences(_forward), _differences(_backward), _drifting)))


def _fresh_slopes(rng: np.random.Generator) -> Iterator[Call]:
    for f in (sum_of_cubes, chain, sum_of_exp):
        for shape in ((2,), (2, 3)):
            yield call(f, rng.integers(-20, 21, shape) / 10)


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient", points=3, visible_points=1, reference=numerical_gradient,
    library=xl.numerical_gradient, returns=LIKE_INPUT,
    visible=[
        Values("The slope of a sum of squares is 2x, entry by entry and in the shape of x; x stays as it was.",
               [call(sum_of_squares, np.array([1.0, 2.0, 3.0])),
                call(sum_of_squares, np.array([[0.5, -1.0], [2.0, 0.1]]))], rtol=1e-7, atol=1e-7),
        Values("The slope of a product: each entry's is the product of the others.",
               [call(product, np.array([2.0, 3.0, 5.0]))], rtol=1e-7, atol=1e-7),
    ],
    hidden=[
        Values("Differences to both sides: nine digits on the exponential, and 0 at the tip of |x|.", [
            call(sum_of_exp, np.linspace(0, 2, 5)), call(sum_of_absolutes, np.array([0.0, 1.0, -2.0]))],
            rtol=1e-8, atol=1e-8),
        Values("Integers are converted; any shape will do, also one number and three axes.", [
            call(sum_of_cubes, np.array([1, 2, 3])), call(sum_of_squares, np.array(1.5)),
            call(sum_of_squares, np.arange(8).reshape(2, 2, 2)), call(chain, np.arange(6.0).reshape(1, 2, 3))],
            rtol=1e-7, atol=1e-7),
        Values("h is the step that is asked for.", [
            call(sum_of_cubes, np.array([0.0, 1.0]), h=0.5), call(sum_of_exp, np.array([0.0]), 1.0)],
            rtol=1e-9, atol=1e-9),
        Values("f is always given all of x: floats, in the shape of x.", [
            call(only_two_by_three, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
            call(only_two_by_three, np.array([[1, -2, 0], [0, 2, 1]]))], rtol=1e-7, atol=1e-7),
        Values("Fresh functions and places.", _fresh_slopes, rtol=1e-7, atol=1e-7),
    ],
    misconceptions=[
        Misconception(
            "to one side only", "your slopes are off by a little everywhere, always to the same side: you look to one "
            "side of x only.",
            "How fast does the error of a one-sided difference shrink with h, and how fast that of one that looks to "
            "both sides?", like=[_differences(_forward), _differences(_backward)]),
        Misconception(
            "everything moved at once", "all of x is moved at the same time, so that you get one slope for all, the "
            "sum of what was asked.",
            "The slope in one entry: which entries have to stand still meanwhile?",
            like=[_all_at_once, lambda f, x, h=1e-5: float(_all_at_once(f, x, h).flat[0])]),
        Misconception(
            "whole rows moved", "in a table you move whole rows, not single entries.",
            "`x[i]` of a table is a row. Which loop reaches every entry of an array of any shape?",
            like=[_row_by_row]),
        Misconception(
            "entries do not come back", "an entry that was moved is not put back before the next one: you drift.",
            "After the first entry, at which x do you measure the second slope? And what does your caller find in x "
            "at the end?", like=[_drifting, _drifting_in_place]),
        Misconception(
            "put back by calculation", "x is put back by adding what was subtracted, and round-off leaves a trace in "
            "the caller's array.",
            "Is (x + h) - 2h + h always x, to the last bit? What could you keep before you move an entry?",
            like=[_nearly_restored]),
        Misconception(
            "too small a step", "your slopes have only a few right digits: round-off.",
            "f(x + h) and f(x - h) agree in their first digits, and the difference keeps only the others. What does a "
            "step of 1e-12 leave of sixteen digits, and one of 1e-5 of the seven digits of float32?", shows=_noisy),
        Misconception(
            "the same place twice", "all your slopes are 0, also where f rises.",
            "Two names may stand for one array: after `a = b`, what does `a[i] += h` do to `b[i]`?",
            shows=_all_zero),
        Misconception(
            "h ignored", "your function uses its own step, whatever h is asked for.",
            "Where does `h` appear in your function?",
            like=[lambda f, x, h=1e-5: numerical_gradient(f, x), lambda f, x, h=1e-5: numerical_gradient(f, x, 1e-4),
                  lambda f, x, h=1e-5: numerical_gradient(f, x, 1e-6)]),
        Misconception(
            "half the way", "your slopes are twice what they should be, or half of it.",
            "From x - h to x + h: how far is that?",
            like=[_differences(lambda *args, factor=factor: factor * _central(*args)) for factor in (2, 0.5)]),
        Misconception(
            "not divided", "you return differences, not slopes: nothing is divided by the way that was walked.",
            "Rise over run: where is the run?",
            like=[_differences(lambda f, x, entry, h: 2 * h * _central(f, x, entry, h)),
                  _differences(lambda f, x, entry, h: h * _forward(f, x, entry, h))]),
        Misconception(
            "sign", "your slopes have the wrong sign.",
            "Where f grows, the slope is positive. Which of the two values do you subtract from which?",
            like=[_differences(lambda *args: -_central(*args))]),
        Misconception(
            "f of one entry", "f is given a single entry instead of the whole array.",
            "A product of three numbers depends on all three. What is the product of one of them?",
            like=[_differences(_entry_alone)]),
        Misconception(
            "steps cut off", "for integers your steps or your slopes are cut to whole numbers on the way.",
            "What does NumPy store when 1.00001 is written into an array of integers, and what for 0.99999?",
            like=[_steps_cut_off, _result_cut_off]),
    ],
    probes=[call(chain, np.array([[1.0, 2.0], [3.0, -1.0]])), call(product, np.array([1.0, 2.0, 4.0]), h=0.25)],
)

# ---------------------------------------------------------------- 7.3 linear_backward


def _linear_calls(rng: np.random.Generator, shapes: list[tuple[int, int, int]]) -> Iterator[Call]:
    for N, D, K in shapes:
        yield call(rng.integers(-9, 10, (N, D)) / 2, rng.integers(-9, 10, (D, K)) / 2, rng.integers(-9, 10, (N, K)) / 4)


def _back(dX: Function | None = None, dW: Function | None = None, db: Function | None = None) -> Function:
    """A linear_backward with some of its three parts computed like this."""

    def imitation(X: np.ndarray, W: np.ndarray, dZ: np.ndarray) -> tuple:
        right = xl.linear_backward(X, W, dZ)
        return tuple(part if formula is None else formula(X, W, dZ)
                     for formula, part in zip((dX, dW, db), right, strict=True))

    return imitation


def _over_n(part: int) -> Function:
    return lambda X, W, dZ: xl.linear_backward(X, W, dZ)[part] / len(X)


_SCALED = [_over_n(part) for part in range(3)]


def _mixed_up(*places: int) -> Function:
    return lambda X, W, dZ: tuple(xl.linear_backward(X, W, dZ)[place] for place in places)


LINEAR_BACKWARD = Exercise(
    name="linear_backward", points=3, visible_points=1, reference=xl.linear_backward,
    returns=several("dX", "dW", "db"),
    visible=[
        Values("One example, one input, one output, by hand: X = 2, W = 3 and dZ = 5 give 15, 10 and 5, in the right "
               "shapes.", [call(np.array([[2.0]]), np.array([[3.0]]), np.array([[5.0]])),
                           call(np.array([[0.0]]), np.array([[-1.0]]), np.array([[4.0]]))]),
    ],
    hidden=[
        Values("A layer with different numbers of examples, inputs and outputs has the slopes that central differences "
               "measure.", lambda rng: _linear_calls(rng, [(3, 4, 2), (2, 1, 3), (5, 2, 4)]), rtol=1e-9),
        Values("The same where all three numbers are equal, and no shape gives a mistake away.",
               lambda rng: _linear_calls(rng, [(3, 3, 3), (2, 2, 2)])),
        Values("Many examples and one: db has one entry for each output, added up over the examples.",
               lambda rng: _linear_calls(rng, [(1, 2, 3), (6, 2, 2), (2, 2, 1)])),
    ],
    misconceptions=[
        Misconception(
            "mean taken twice", "some of your slopes are too small by the number of examples.",
            "The loss is a mean, and dZ is its slope: the 1/N is already in it. Who divides a second time?",
            like=[_back(*(scaled if i & 1 << part else None for part, scaled in enumerate(_SCALED)))
                  for i in range(1, 8)]),
        Misconception(
            "an axis too many", "db has the shape (1, K).",
            "b has one axis. `keepdims` keeps another one; who needs it here?",
            like=[_back(db=lambda X, W, dZ: dZ.sum(axis=0, keepdims=True))]),
        Misconception(
            "one bias for all", "db is a single number: you add over examples and outputs.",
            "Every output has a bias of its own. Which of the two axes has to survive?",
            like=[_back(db=lambda X, W, dZ: float(dZ.sum())), _back(db=lambda X, W, dZ: np.array([dZ.sum()]))]),
        Misconception(
            "db over the outputs", "db is added up over the outputs instead of over the examples.",
            "b[k] is used once by every example. So over what do its contributions run?",
            like=[_back(db=lambda X, W, dZ: dZ.sum(axis=1))]),
        Misconception(
            "db not added up", "db is dZ itself: one row for every example.",
            "The same bias served all examples. How many slopes does one bias have?",
            like=[_back(db=lambda X, W, dZ: dZ), _back(db=lambda X, W, dZ: dZ[0])]),
        Misconception(
            "entry by entry", "an array is multiplied entry by entry where a matrix product belongs.",
            "`*` multiplies number by number and adds nothing up. Which sum does `@` form?",
            like=[_back(dX=dX, dW=dW) for dX in (None, lambda X, W, dZ: dZ * W.T, lambda X, W, dZ: dZ * W)
                  for dW in (None, lambda X, W, dZ: X.T * dZ) if dX or dW]),
        Misconception(
            "forward once more", "dX is multiplied with W as on the way forward, not with its transpose.",
            "dX[n, d] collects what every output k sends back through W[d, k]. Over which index of W does that sum "
            "run, and which index of W does a matrix product with dZ sum over?",
            like=[_back(dX=lambda X, W, dZ: dZ @ W)]),
        Misconception(
            "dW on its side", "dW is the transpose of what it should be.",
            "dW has to have the shape of W. Which of the two factors carries the inputs, and stands first?",
            like=[_back(dW=lambda X, W, dZ: dZ.T @ X)]),
        Misconception(
            "no transpose in dW", "dW is X times dZ as they stand.",
            "A sum over the examples: on which axis of X do they lie, and over which axis does a matrix product sum?",
            like=[_back(dW=lambda X, W, dZ: X @ dZ), _back(dW=lambda X, W, dZ: X * dZ)]),
        Misconception(
            "results in another order", "your three slopes are right, but in another order than asked.",
            "(dX, dW, db) is the order of the arguments of the layer. What is in your return?",
            like=[_mixed_up(*places) for places in ((1, 0, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1))]),
        Misconception(
            "the weights left out", "dZ reaches dX without having passed W, or W with X and dZ exchanged.",
            "If W is 3, one more unit of X means three more units of Z. How much is that in the loss?",
            like=[_back(dX=lambda X, W, dZ: dZ), _back(dX=lambda X, W, dZ: W),
                  _back(dX=lambda X, W, dZ: dZ, dW=lambda X, W, dZ: X)]),
        Misconception(
            "the input left out", "dW does not depend on X.",
            "A weight whose input is 0 has no influence on Z. What is its slope, and what is it in your result?",
            like=[_back(dW=lambda X, W, dZ: dZ), _back(dW=lambda X, W, dZ: X)]),
    ],
    probes=[call(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0], [2.0, 0.5]]),
                 np.array([[1.0, 0.0], [0.5, 2.0]])),
            call(np.array([[1.0, 2.0, 0.0]]), np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 1.0]]),
                 np.array([[1.0, -2.0]]))],
)

# ---------------------------------------------------------------- 7.4 train_softmax_regression


def _log_softmax(z: np.ndarray) -> np.ndarray:
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _mean_loss(z: np.ndarray, Y: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        return float(-np.where(Y > 0, _log_softmax(z), 0).sum() / len(z))


def _force(z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return (_softmax(z) - Y) / len(z)


def _twice_loss(z: np.ndarray, Y: np.ndarray) -> float:
    return _mean_loss(_softmax(z), Y)


def _twice_force(z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    P = _softmax(z)
    d = (_softmax(P) - Y) / len(z)
    return P * (d - (d * P).sum(axis=1, keepdims=True))


def _squares_force(z: np.ndarray, Y: np.ndarray, factor: float = 2.0) -> np.ndarray:
    P = _softmax(z)
    d = factor * (P - Y) / len(z)
    return P * (d - (d * P).sum(axis=1, keepdims=True))


def _descent(loss: Function = _mean_loss, force: Function = _force, bias: float = 1.0, sign: float = 1.0,
             classes: Callable | None = None, one_by_one: bool = False) -> Function:
    """Gradient descent with something changed."""

    def imitation(X: Any, y: Any, K: int, lr: float, steps: int) -> tuple:
        K = classes(y) if classes else K
        X, Y = np.asarray(X, float), np.eye(K)[np.asarray(y)]
        W, b = np.zeros((X.shape[1], K)), np.zeros(K)
        history = [loss(X @ W + b, Y)]
        for _ in range(steps):
            for rows in np.arange(len(X))[:, np.newaxis] if one_by_one else [slice(None)]:
                d = force(X[rows] @ W + b, Y[rows])
                W, b = W - sign * lr * X[rows].T @ d, b - bias * sign * lr * d.sum(axis=0)
            history.append(loss(X @ W + b, Y))
        return W, b, history

    return imitation


def _history(change: Callable[[list], list]) -> Function:
    def imitation(X: Any, y: Any, K: int, lr: float, steps: int) -> tuple:
        W, b, history = _descent()(X, y, K, lr, steps)
        return W, b, change(history)

    return imitation


def _one_step_more(X: Any, y: Any, K: int, lr: float, steps: int) -> tuple:
    W, b, history = _descent()(X, y, K, lr, steps + 1)
    return W, b, history[:-1]


def _clouds(rng: np.random.Generator, N: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds of points in three directions, far apart."""
    y = np.arange(N) % 3
    angle = 2 * np.pi * y / 3
    return np.round(5 * np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.5 * rng.normal(size=(N, 2)), 1), y


def _toy_problems(rng: np.random.Generator) -> Iterator[tuple]:
    yield (*_clouds(rng), 3, 0.5, 60)


def _starts_at_ln_k(answer: Function, *problem: Any) -> str | None:
    K, history = problem[2], answer(*problem)[2]
    if abs(history[0] - math.log(K)) < 1e-9:
        return None
    return f"ln {K} is {math.log(K):.10f}, and the history begins with {history[0]:.10f}."


def _learns(answer: Function, *problem: Any) -> str | None:
    X, y = problem[:2]
    W, b, history = answer(*problem)
    right = np.mean((X @ W + b).argmax(axis=1) == y)
    if history[-1] < 0.2 and right >= 0.98:
        return None
    return (f"the loss goes from {history[0]:.4f} to {history[-1]:.4f}, and {right:.0%} of the examples are told "
            "apart.")


def _retold(answer: Function, X: np.ndarray, y: np.ndarray) -> str | None:
    once, twice = answer(X, y, 3, 0.3, 5)[2], answer(np.vstack([X, X]), np.concatenate([y, y]), 3, 0.3, 5)[2]
    if close(once, twice, 1e-8, 1e-8):
        return None
    return f"after 5 steps the loss is {once[-1]:.6g} for the examples once and {twice[-1]:.6g} for the same twice."


def _trajectories(rng: np.random.Generator) -> Iterator[Call]:
    for N, D, K in ((3, 2, 2), (4, 4, 4), (8, 3, 5)):
        yield call(rng.integers(-20, 21, (N, D)) / 10, rng.integers(0, K, N), K, 0.3, 8)


def _large_features(X: Any, y: Any, K: int, lr: float, steps: int) -> bool:
    return float(np.max(np.abs(X))) > 100


def _starts_elsewhere(seen: Seen) -> bool:
    """Results of the right shapes whose first loss is near ln K without being it, differently each time."""
    firsts = []
    for request, outcome in seen:
        if outcome.error is not None or type(outcome.value) not in (tuple, list) or len(outcome.value) != 3:
            return False
        losses = as_numbers(outcome.value[2])
        if losses is None or losses.shape != (request.args[4] + 1,):
            return False
        if float(np.max(np.abs(request.args[0]))) < 100:
            firsts.append(losses[0] / math.log(request.args[2]))
    return len({round(first, 9) for first in firsts}) > 1 and all(1e-9 < abs(first - 1) < 5 for first in firsts)


# Far away, and the second and the last are the same point with different labels: one of them will be hopeless.
FAR_APART = np.array([[1000.0, 0.0], [0.0, 1000.0], [-1000.0, 500.0], [900.0, 300.0], [0.0, 1000.0], [0.0, 1000.0]])

TRAIN_SOFTMAX_REGRESSION = Exercise(
    name="train_softmax_regression", points=5, visible_points=2, reference=xl.train_softmax_regression,
    returns=several("W", "b", "history"),
    visible=[
        Law("The history begins before the first update, at ln K, and has steps + 1 entries.",
            lambda rng: [(np.array([[1.0], [-1.0]]), np.array([0, 1]), 2, 0.5, 3), (*_clouds(rng, 6), 4, 0.1, 2)],
            _starts_at_ln_k),
        Law("Three clouds of points far apart are learned: the loss falls, and the examples are told apart.",
            _toy_problems, _learns),
    ],
    hidden=[
        Values("Nothing here is random: weights, biases and every loss on the way are those of full-batch descent.",
               _trajectories, rtol=1e-8, atol=1e-8),
        Law("A data set that is told twice teaches the same.",
            lambda rng: [_clouds(rng, 6), _clouds(rng, 12)], _retold),
        Values("There are K columns, also for a class that never occurs; and every step is told, also one that changes "
               "nothing.", [
            call(np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([0, 1]), 4, 0.5, 3),
            call(np.array([[1.0, 2.0]]), np.array([1]), 3, 0.5, 0),
            call(np.zeros((4, 2)), np.array([0, 1, 1, 0]), 2, 0.5, 6)], rtol=1e-8, atol=1e-8),
        Values("Features around 1000 give finite losses, in silence.", [
            call(FAR_APART, np.array([0, 1, 2, 0, 1, 2]), 3, 0.1, 4)], silent=True, rtol=1e-8, atol=1e-8),
    ],
    misconceptions=[
        Misconception(
            "sum instead of mean", "your steps are those of the total loss, N times too large for N examples.",
            "Tell the same data set twice: should the path of learning change?",
            like=[_descent(force=lambda z, Y: len(z) * _force(z, Y)),
                  _descent(loss=lambda z, Y: len(z) * _mean_loss(z, Y), force=lambda z, Y: len(z) * _force(z, Y))]),
        Misconception(
            "total loss reported", "your path is right, but the history holds the total loss of all examples.",
            "A loss of 3.3 for three examples that nobody knows anything about: what does one example cost?",
            like=[_descent(loss=lambda z, Y: len(z) * _mean_loss(z, Y))]),
        Misconception(
            "mean over every entry", "your losses or steps are divided by the number of classes as well.",
            "An example pays once, for its own class. How many examples are there?",
            like=[_descent(loss=lambda z, Y: _mean_loss(z, Y) / z.shape[1]),
                  _descent(force=lambda z, Y: _force(z, Y) / z.shape[1]),
                  _descent(loss=lambda z, Y: _mean_loss(z, Y) / z.shape[1],
                           force=lambda z, Y: _force(z, Y) / z.shape[1])]),
        Misconception(
            "bias never learns", "your biases stay at 0 while the weights learn.",
            "What would the best model be if every feature were 0 and one class three times as frequent as the other?",
            like=[_descent(bias=0.0)]),
        Misconception(
            "bias with the mean once more", "your biases learn more slowly than they should: their slope is averaged "
            "once more.",
            "The slope in the logits already holds the 1/N of the mean. What has to be done with it over the "
            "examples?", like=[lambda X, y, K, lr, steps: _descent(bias=1 / len(X))(X, y, K, lr, steps)]),
        Misconception(
            "history too short", "one loss is missing in your history.",
            "With one step there are two losses to tell: before it and after it. When does your loop record?",
            like=[_history(lambda losses: losses[:-1]), _history(lambda losses: losses[1:])]),
        Misconception(
            "one step too many", "your history is right, and the weights have made one more step than it tells.",
            "Your loop records and then moves. What should it leave out when it comes to the last loss?",
            like=[_one_step_more]),
        Misconception(
            "softmax twice", "your probabilities pass the softmax once more, in the loss, in the slope or in both. "
            "Such a loss cannot fall below ln(1 + 2/e), 0.551 for three classes.",
            "What does the cross-entropy function expect to be given: logits or probabilities? And what do you give?",
            like=[_descent(loss=_twice_loss, force=_twice_force), _descent(loss=_twice_loss),
                  _descent(force=lambda z, Y: (_softmax(_softmax(z)) - Y) / len(z)),
                  _descent(loss=_twice_loss, force=lambda z, Y: (_softmax(_softmax(z)) - Y) / len(z))]),
        Misconception(
            "squared error", "your weights follow the squared error of the probabilities, not their cross-entropy.",
            "What remains of p - y when the slope of the softmax is multiplied to it, and the prediction is sure and "
            "wrong?", like=[_descent(force=_squares_force), _descent(force=partial(_squares_force, factor=1.0))]),
        Misconception(
            "uphill", "your loss grows from step to step.",
            "The slope points to where the loss grows. Which way do you want to walk?",
            like=[_descent(sign=-1.0)]),
        Misconception(
            "losses in bits", "the history counts in bits.",
            "Since notebook 04 losses are in nats. Which logarithm is that?",
            like=[_descent(loss=lambda z, Y: _mean_loss(z, Y) / math.log(2))]),
        Misconception(
            "one example at a time", "you update after every single example, so that the order of the examples "
            "decides.",
            "The contract is about one step for all examples together. How many updates does one of your steps make?",
            like=[_descent(one_by_one=True)]),
        Misconception(
            "classes counted in the labels", "the number of classes is counted in the labels, and K is ignored.",
            "A class may be absent from the examples and still exist. Who tells you how many there are?",
            like=[_descent(classes=lambda y: int(np.max(y)) + 1), _descent(classes=lambda y: len(np.unique(y)))]),
        Misconception(
            "random start", "your training does not start at W = 0 and b = 0.",
            "A model that knows nothing gives every class the same probability. Which loss does it have, and which "
            "have you at the start?",
            shows=_starts_elsewhere),
        Misconception(
            "epsilon in the logarithm", "your losses are a trifle off, or stop at a ceiling where they should be "
            "large: something keeps the probability away from 0.",
            "Notebook 06: what does a loss with a ceiling say about a prediction that is sure and wrong? Which of "
            "xentlib's losses needs no protection?",
            shows=_epsilon(xl.train_softmax_regression, 2, _large_features)),
        Misconception(
            "overflow", "large features become infinities or nan on the way.",
            "Two places can break: exp of a large number, and the logarithm of a probability that has become 0. "
            "xentlib has a loss and a slope that take logits; what could they save you?",
            shows=_any_of(only_where(xl.train_softmax_regression, _large_features, _not_finite),
                          right_but_warned(xl.train_softmax_regression))),
    ],
    probes=[call(np.array([[1.0, 0.5], [0.0, 2.0], [-1.0, 1.0]]), np.array([2, 0, 2]), 3, 0.4, 3)],
)

# ---------------------------------------------------------------- 7.5 softmax_backward


def _by_p(*formulas: Function) -> list[Function]:
    return [lambda P, dP, formula=formula: formula(np.asarray(P, float), np.asarray(dP, float)) for formula in formulas]


def _weighted(P: np.ndarray, dP: np.ndarray) -> np.ndarray:
    return (P * dP).sum(axis=1, keepdims=True)


def _from_cross_entropy(rng: np.random.Generator) -> Iterator[Call]:
    """The slope of the mean cross-entropy in the probabilities, -Y/P/N."""
    for N, K in ((2, 2), (3, 4)):
        P, Y = np.round(rng.dirichlet(np.full(K, 4.0), N) * 18 + 0.5) / 20, _hard(rng, N, K)
        P = P / P.sum(axis=1, keepdims=True)
        yield call(P, 0.0 - Y / P / N)


def _any_slopes(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((1, 2), (2, 3), (3, 3), (4, 2), (5, 5)):
        yield call(rng.dirichlet(np.ones(K), N), rng.integers(-20, 21, (N, K)) / 4)


def _tiny(P: Any, dP: Any) -> bool:
    return float(np.min(P)) < 1e-12


def _far_off(outcome: Outcome) -> bool:
    numbers = as_numbers(outcome.value)
    return numbers is not None and bool(np.isfinite(numbers).all()) and float(np.abs(numbers).max()) > 2


def _sums_vanish(answer: Function, P: np.ndarray, dP: np.ndarray) -> str | None:
    totals = answer(P, dP).sum(axis=1)
    return None if np.abs(totals).max() < 1e-10 else f"a row adds up to {totals[np.abs(totals).argmax()]:.6g}."


def _constants_do_nothing(answer: Function, P: np.ndarray, dP: np.ndarray) -> str | None:
    slopes = answer(P, np.full_like(P, dP[0, 0]))
    return None if np.abs(slopes).max() < 1e-10 else f"an entry is {slopes.flat[np.abs(slopes).argmax()]:.6g}."


SOFTMAX_BACKWARD = Exercise(
    name="softmax_backward", points=3, visible_points=1, reference=xl.softmax_backward, returns=FLOAT_ARRAY,
    visible=[
        Values("By hand: [0.5, 0.5] with the slopes [1, 0] gives [0.25, -0.25].",
               [call(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]])),
                call(np.array([[0.8, 0.1, 0.1]]), np.array([[0.0, 10.0, 0.0]]))]),
        Values("Fed with the slope of cross-entropy in the probabilities it gives prediction minus target, over N.",
               _from_cross_entropy),
    ],
    hidden=[
        Values("Any slopes, any number of rows and classes: what the whole table of partial slopes gives, row by row.",
               _any_slopes),
        Law("Each row of the result adds up to 0: a logit can only win what others lose.",
            lambda rng: [each.args for each in _any_slopes(rng)], _sums_vanish),
        Law("The same slope for every class moves nothing, because the probabilities cannot all grow.",
            lambda rng: [each.args for each in _any_slopes(rng)], _constants_do_nothing),
        Values("A tiny probability with a huge slope: together they are of ordinary size.",
               [call(np.array([[1.0, 1e-20]]), np.array([[0.0, -1e20]]))]),
    ],
    misconceptions=[
        Misconception(
            "mean down the batch", "what you subtract is added up over the examples instead of over the classes of "
            "each row.",
            "An example's probabilities compete with each other. Do they compete with those of the next example?",
            like=_by_p(lambda P, dP: P * (dP - (P * dP).sum(axis=0)),
                       lambda P, dP: P * (dP - (P * dP).sum()))),
        Misconception(
            "mean without weights", "what you subtract from the slopes does not weigh them with the probabilities.",
            "A class of probability 0.001 has a huge slope. How much of it do the other classes feel?",
            like=_by_p(lambda P, dP: P * (dP - dP.sum(axis=1, keepdims=True)),
                       lambda P, dP: P * (dP - dP.mean(axis=1, keepdims=True)),
                       lambda P, dP: P * (dP - (P * dP).mean(axis=1, keepdims=True)))),
        Misconception(
            "sign", "your result has the wrong sign, or adds the average where it should be subtracted.",
            "If class 0 alone is to grow, its logit has to grow. Which sign has your entry 0?",
            like=_by_p(lambda P, dP: P * (_weighted(P, dP) - dP), lambda P, dP: P * (dP + _weighted(P, dP)))),
        Misconception(
            "cross-entropy built in", "your result is right only where dP is the slope of cross-entropy.",
            "dP may be the slope of any loss. Where does your formula assume which one?",
            like=_by_p(lambda P, dP: P + P * dP, lambda P, dP: P / len(P) + P * dP,
                       lambda P, dP: P - (dP < 0), lambda P, dP: (P - (dP < 0)) / len(P))),
        Misconception(
            "each class on its own", "your result treats every class by itself, as the sigmoid does.",
            "If one probability grows, others have to shrink. Where do the other classes enter your entry k?",
            like=_by_p(lambda P, dP: P * (1 - P) * dP, lambda P, dP: P * dP)),
        Misconception(
            "only the others", "you count what the other classes do to an entry, and leave out its own part.",
            "The table of partial slopes has a diagonal as well. What stands there?",
            like=_by_p(lambda P, dP: -P * _weighted(P, dP), lambda P, dP: P * (P * dP - _weighted(P, dP)))),
        Misconception(
            "outer factor missing", "the average is subtracted rightly, but nothing is multiplied with the "
            "probability afterwards.",
            "A class that is nearly impossible: how much does its probability move when its logit moves a little?",
            like=_by_p(lambda P, dP: dP - _weighted(P, dP))),
        Misconception(
            "softmax once more", "P passes the softmax again before it is used.",
            "P is already the softmax of Z. What does the contract hand you?",
            like=_by_p(lambda P, dP: (Q := _softmax(P)) * (dP - _weighted(Q, dP)))),
        Misconception(
            "a mean on top", "your result is divided by the number of examples.",
            "dP is the slope of the loss in P, whatever the loss was. If it was a mean, where is its 1/N already?",
            like=_by_p(lambda P, dP: P * (dP - _weighted(P, dP)) / len(P))),
        Misconception(
            "kept away from 0", "your result is right, except where a probability is tiny.",
            "A probability of 1e-20 times a slope of 1e20 is 1. What becomes of that product when the probability is "
            "first lifted to 1e-7?",
            shows=only_where(xl.softmax_backward, _tiny, _far_off)),
    ],
    probes=[call(np.array([[0.7, 0.2, 0.1], [0.2, 0.2, 0.6]]), np.array([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]]))],
)

# ---------------------------------------------------------------- 7.6 mlp_loss_and_grads


def _network(*, loss: Function = _mean_loss, force: Function = _force, bend: Function = np.tanh,
             slope: Callable[[np.ndarray, np.ndarray], Any] = lambda h, a: 1 - h * h,
             change: Callable[[dict, dict], Any] | None = None) -> Function:
    """The network's loss and slopes with something changed; `slope` gets h = tanh(a) and a."""

    def imitation(params: dict, X: Any, Y: Any) -> tuple:
        W1, b1, W2, b2 = (np.asarray(params[name], float) for name in ("W1", "b1", "W2", "b2"))
        X, Y = np.asarray(X, float), np.asarray(Y, float)
        a = X @ W1 + b1
        h = bend(a)
        z = h @ W2 + b2
        d = force(z, Y)
        dh = d @ W2.T
        da = dh * slope(h, a)
        grads = {"W1": X.T @ da, "b1": da.sum(axis=0), "W2": h.T @ d, "b2": d.sum(axis=0)}
        if change:
            change(grads, {"X": X, "h": h, "d": d, "dh": dh, "da": da, "params": params})
        return loss(z, Y), grads

    return imitation


def _set(**formulas: Callable[[dict], np.ndarray]) -> Callable[[dict, dict], None]:
    """Some gradients computed like this instead."""

    def change(grads: dict, parts: dict) -> None:
        for name, formula in formulas.items():
            grads[name] = formula(parts)

    return change


def _trains(params: dict, X: Any, Y: Any, lr: float = 0.1) -> tuple:
    loss, grads = _network()(params, X, Y)
    for name in grads:
        params[name] -= lr * grads[name]
    return loss, grads


def _scaled(factor: Callable[[dict], float]) -> Callable[[dict, dict], None]:
    def change(grads: dict, parts: dict) -> None:
        for name in grads:
            grads[name] = factor(parts) * grads[name]

    return change


def _problem(rng: np.random.Generator, D: int, H: int, K: int, N: int, soft: bool = False, scale: float = 1.0) -> tuple:
    def decimals(*shape: int) -> np.ndarray:
        return np.round(rng.normal(0, scale, shape), 1) + 0.0  # no -0.0 in a report

    params = {"W1": decimals(D, H), "b1": decimals(H), "W2": decimals(H, K), "b2": decimals(K)}
    Y = rng.dirichlet(np.ones(K), N) if soft else _hard(rng, N, K)
    return params, np.round(rng.normal(size=(N, D)), 1) + 0.0, Y


def _sure_and_wrong(rng: np.random.Generator) -> Iterator[Call]:
    """Weights in the hundreds. The first right class has a probability that is 0 in floats, and none nearly so."""
    found = 0
    while found < 2:
        params, X, Y = _problem(rng, 2, 3, 3, 4, scale=400.0)
        logits = np.tanh(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
        Y[0] = np.arange(3) == logits[0].argmin()
        behind = logits.max(axis=1) - (Y * logits).sum(axis=1)
        if behind[0] > 800 and not np.any((behind > 600) & (behind < 800)):
            found += 1
            yield call(params, X, Y)


def _inputs_in_the_thousands(rng: np.random.Generator) -> Iterator[Call]:
    for sizes in SMALL:
        params, X, Y = _problem(rng, *sizes)
        yield call({**params, "W1": params["W1"] / 1000}, X * 1000, Y)


def _measured(seen: Seen) -> bool:
    """Slopes with the small errors of differences, and with large ones where no step suits every weight."""
    valid, _ = sorted_out([(request, outcome) for request, outcome in seen if not _heavy(*request.args)],
                          xl.mlp_loss_and_grads)
    far = [(outcome.value, right) for request, outcome, right in valid if np.max(np.abs(request.args[1])) > 100]
    near = [(outcome.value, right) for request, outcome, right in valid if np.max(np.abs(request.args[1])) <= 100]
    return (all(close(mine[0], right[0]) for mine, right in far)
            and any(not close(mine[1]["W1"], right[1]["W1"], 1e-8, 1e-8) for mine, right in far)
            and all(close(mine, right, 1e-6, 1e-6) for mine, right in near)
            and any(not close(mine[1], right[1], 1e-13, 1e-14) for mine, right in near))


def _right_loss(answer: Function, *problem: Any) -> str | None:
    got, right = answer(*problem)[0], xl.mlp_loss_and_grads(*problem)[0]
    return None if close(got, right) else f"the loss is {got:.7g}; {right:.7g} was expected."


def _right_slopes(*names: str) -> Callable[..., str | None]:
    def holds(answer: Function, *problem: Any) -> str | None:
        grads, right = answer(*problem)[1], xl.mlp_loss_and_grads(*problem)[1]
        for name in names:
            if not close(grads[name], right[name], 1e-8, 1e-10):
                at = np.unravel_index(np.abs(grads[name] - right[name]).argmax(), right[name].shape)
                return (f"the entry {', '.join(map(str, at))} of {name} is {grads[name][at]:.6g}; differences of the "
                        f"loss give {right[name][at]:.6g}.")
        return None

    return holds


def _step_helps(answer: Function, params: dict, X: np.ndarray, Y: np.ndarray) -> str | None:
    before, grads = answer(params, X, Y)
    after, _ = answer({name: params[name] - 0.001 * grads[name] for name in params}, X, Y)
    return None if after < before else f"the loss goes from {before:.8g} to {after:.8g}."


def _heavy(params: dict, X: Any, Y: Any) -> bool:
    return max(float(np.max(np.abs(array))) for array in params.values()) > 100


def _keeps(seen: Seen) -> bool:
    """Whether the loss of every call is right, so that only the changed input is to blame."""
    valid, _ = sorted_out([(request, outcome) for request, outcome in seen if not _heavy(*request.args)],
                          xl.mlp_loss_and_grads)
    return all(type(outcome.value) is tuple and as_number(outcome.value[0]) is not None
               and close(outcome.value[0], right[0]) for _, outcome, right in valid)


SMALL = [(3, 2, 2, 4), (2, 4, 3, 5)]  # inputs, hidden units, classes, examples

MLP_LOSS_AND_GRADS = Exercise(
    name="mlp_loss_and_grads", points=6, visible_points=2, reference=xl.mlp_loss_and_grads,
    returns=several("loss", "grads"),
    visible=[
        Law("The loss is the mean cross-entropy of the network, and grads has the keys and shapes of params.",
            lambda rng: [_problem(rng, *sizes) for sizes in SMALL], _right_loss),
        Law("The slopes of the last layer, W2 and b2, are those that central differences measure.",
            lambda rng: [_problem(rng, *sizes) for sizes in SMALL], _right_slopes("W2", "b2")),
    ],
    hidden=[
        Law("The slopes of the first layer, W1 and b1, are those that central differences measure.",
            lambda rng: [_problem(rng, *sizes) for sizes in (*SMALL, (3, 3, 3, 3))], _right_slopes("W1", "b1")),
        Law("A small step against the slopes lowers the loss.",
            lambda rng: [_problem(rng, *sizes) for sizes in SMALL], _step_helps),
        Values("Soft targets and square layers, on which a missing transpose does not show by its shape.",
               lambda rng: [call(*_problem(rng, *sizes, soft=True)) for sizes in ((3, 3, 3, 3), (2, 2, 2, 2), *SMALL)],
               rtol=1e-8, atol=1e-10),
        Values("Small weights under large inputs, and weights in the hundreds: finite, right, and in silence.",
               lambda rng: [*_inputs_in_the_thousands(rng), *_sure_and_wrong(rng)],
               silent=True, rtol=1e-8, atol=1e-8),
    ],
    misconceptions=[
        Misconception(
            "slope of tanh taken elsewhere", "your first layer takes the slope of tanh at another place than the "
            "input of the tanh.",
            "The slope of tanh can be written with its output. Which of your variables is the output, and which the "
            "input?",
            like=[_network(slope=lambda h, a: 1 - np.tanh(h) ** 2), _network(slope=lambda h, a: 1 - a * a)]),
        Misconception(
            "slope of another bend", "your first layer uses the slope of a function that is not tanh: the sigmoid's, "
            "or that of a kink at 0.",
            "At h = 0, where tanh is steepest, its slope is 1. What does your formula give there?",
            like=[_network(slope=lambda h, a: h * (1 - h)), _network(slope=lambda h, a: 1.0 * (h > 0)),
                  _network(slope=lambda h, a: 1 - h), _network(slope=lambda h, a: 1 + h * h)]),
        Misconception(
            "tanh passed by", "the slopes of the first layer ignore the tanh on their way back, somewhere at least.",
            "Forward, the signal passes W1, then tanh, then W2. Name the stations of the way back.",
            like=[_network(slope=lambda h, a: 1.0),
                  _network(change=_set(W1=lambda s: s["X"].T @ s["dh"])),
                  _network(change=_set(b1=lambda s: s["dh"].sum(axis=0))),
                  _network(slope=lambda h, a: h)]),
        Misconception(
            "bias averaged", "a bias has the mean over the examples where the sum belongs.",
            "The slope in the logits already holds the 1/N. What has to be done with the examples' contributions to "
            "one and the same bias?",
            like=[_network(change=_set(b1=lambda s: s["da"].mean(axis=0))),
                  _network(change=_set(b2=lambda s: s["d"].mean(axis=0))),
                  _network(change=_set(b1=lambda s: s["da"].mean(axis=0), b2=lambda s: s["d"].mean(axis=0)))]),
        Misconception(
            "mean over every entry", "your loss is divided by the number of classes as well.",
            "Zero logits over K classes have the loss ln K, whatever K is. What does yours say?",
            like=[_network(loss=lambda z, Y: _mean_loss(z, Y) / z.shape[1]),
                  _network(loss=lambda z, Y: _mean_loss(z, Y) / z.shape[1],
                           force=lambda z, Y: _force(z, Y) / z.shape[1])]),
        Misconception(
            "forgot the mean", "slopes, or loss and slopes, are those of the whole batch together, not of its mean.",
            "Which of the two has the 1/N in your function: the loss, the slopes, or neither?",
            like=[_network(change=_scaled(lambda s: len(s["X"]))),
                  _network(loss=lambda z, Y: len(z) * _mean_loss(z, Y), change=_scaled(lambda s: len(s["X"]))),
                  _network(loss=lambda z, Y: len(z) * _mean_loss(z, Y))]),
        Misconception(
            "mean taken twice", "your slopes are divided by the number of examples once too often.",
            "dZ, the slope of the mean, holds the 1/N. Which later line divides again?",
            like=[_network(change=_scaled(lambda s: 1 / len(s["X"]))),
                  _network(change=_set(W1=lambda s: s["X"].T @ s["da"] / len(s["X"]),
                                       W2=lambda s: s["h"].T @ s["d"] / len(s["X"])))]),
        Misconception(
            "target minus prediction", "all your slopes point the other way.",
            "Prediction minus target, or target minus prediction: which of them grows with the logit?",
            like=[_network(change=_scaled(lambda s: -1.0))]),
        Misconception(
            "trains inside", "your function changes the params that it was given: their numbers, or what is in "
            "the dict.",
            "Whoever wants to compare two steps from the same place needs the old weights, and nothing besides. Who "
            "should make the step, and where can a value wait for the way back?",
            like=[_trains, partial(_trains, lr=0.01), partial(_trains, lr=1.0)],
            shows=lambda seen: any(
                outcome.error is None and outcome.changed_input and _keeps(seen) for _, outcome in seen)),
        Misconception(
            "another bend forward", "your hidden layer is not the tanh of its input: your loss is that of another "
            "network.",
            "What is the value of a hidden unit whose input is -1 in your network, and what is tanh(-1)?",
            like=[_network(bend=lambda a: a), _network(bend=lambda a: np.maximum(a, 0)), _network(bend=xl.sigmoid),
                  _network(bend=lambda a: a, slope=lambda h, a: 1.0),
                  _network(bend=lambda a: np.maximum(a, 0), slope=lambda h, a: 1.0 * (h > 0)),
                  _network(bend=xl.sigmoid, slope=lambda h, a: h * (1 - h))]),
        Misconception(
            "input instead of hidden", "the slopes of W2 are built with the input of the tanh instead of its output.",
            "dW = X^T dZ for a linear layer: which array entered the last layer?",
            like=[_network(change=lambda grads, s: grads.update(
                W2=(s["X"] @ s["params"]["W1"] + s["params"]["b1"]).T @ s["d"]))]),
        Misconception(
            "hard labels only", "soft targets are rounded to their largest class.",
            "The target [0.6, 0.4] has an entropy of its own. What becomes of the 0.4?",
            like=[lambda params, X, Y: _network()(params, X, np.eye(np.shape(Y)[1])[np.argmax(Y, axis=1)])]),
        Misconception(
            "transpose missing", "on the way back through W2 its transpose is missing, which square layers hide.",
            "dX = dZ W^T. In a square layer dZ W has the right shape as well; does it have the right meaning?",
            like=[_network(change=_set(W1=lambda s: s["X"].T @ (s["d"] @ s["params"]["W2"] * (1 - s["h"] ** 2)),
                                       b1=lambda s: (s["d"] @ s["params"]["W2"] * (1 - s["h"] ** 2)).sum(axis=0)))]),
        Misconception(
            "measured", "your slopes are measured with differences, not passed back.",
            "How many trips through the network do your slopes cost, and which step suits a weight whose input "
            "is 1000?",
            shows=_measured),
        Misconception(
            "epsilon in the logarithm", "your loss is a trifle off, or stops at a ceiling where it should be large: "
            "something keeps the probability away from 0.",
            "Notebook 06: what does a loss with a ceiling say about a prediction that is sure and wrong? Which of "
            "xentlib's losses needs no protection?",
            shows=_epsilon(xl.mlp_loss_and_grads, 0, _heavy)),
        Misconception(
            "overflow", "large weights become infinities or nan on the way, or at least a warning.",
            "Where is an exp of a logit, where a logarithm of a probability? xentlib has a loss and a slope that take "
            "logits; what could they save you?",
            shows=_any_of(only_where(xl.mlp_loss_and_grads, _heavy, _not_finite),
                          right_but_warned(xl.mlp_loss_and_grads))),
    ],
    probes=[call({"W1": np.array([[1.0, -0.5], [0.3, 0.8]]), "b1": np.array([0.1, -0.2]),
                  "W2": np.array([[0.5, -1.0], [1.5, 0.2]]), "b2": np.array([0.0, 0.3])},
                 np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))],
)


EXERCISES = {exercise.name: exercise for exercise in (
    SOFTMAX_CE_GRAD, NUMERICAL_GRADIENT, LINEAR_BACKWARD, TRAIN_SOFTMAX_REGRESSION, SOFTMAX_BACKWARD,
    MLP_LOSS_AND_GRADS)}
