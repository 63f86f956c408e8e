"""The exercises of notebook 05: labels as rows, softmax and its logarithm, the bill of many classes in two forms.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import (
    FLOAT_ARRAY,
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
from ..checking.values import Kind, as_number, as_numbers, close, is_exactly
from .recognise import (
    Function,
    Predicate,
    Seen,
    always_as,
    only_where,
    right_but_warned,
    rounded,
    sorted_out,
    unchecked,
)

FRUITS = [0.7, 0.2, 0.1]  # apple, orange, banana: what the model says
SCORES = [math.log(share) for share in FRUITS]


def _quietly(function: Function) -> Function:
    """The same without NumPy's warnings, which a mistaken formula may cause."""

    def quiet(*args: Any, **kwargs: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)

    return quiet


def _numbers(outcome: Outcome) -> np.ndarray | None:
    return None if outcome.error is not None else as_numbers(outcome.value)


def _not_finite(outcome: Outcome) -> bool:
    """No value, or one with a nan or an infinity in it."""
    numbers = _numbers(outcome)
    return outcome.error is not None or (numbers is not None and not bool(np.isfinite(numbers).all()))


def _has_nan(outcome: Outcome) -> bool:
    numbers = _numbers(outcome)
    return outcome.error is not None or (numbers is not None and bool(np.isnan(numbers).any()))


def _nearly(reference: Function, away: float = 0.01) -> Predicate:
    """Every finite value is right but for a small shift, and some are shifted."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        finite = [(outcome.value, right) for _, outcome, right in valid if np.isfinite(np.asarray(right)).all()]
        return (all(close(value, right, atol=away) for value, right in finite)
                and any(not close(value, right) for value, right in finite))

    return shows


def _answers_only(reference: Function, place: Callable[..., bool], like: Function | None = None) -> Predicate:
    """All values are right, and all bad input that is answered lies where `place` holds; `like`: with its values."""

    def shows(seen: Seen) -> bool:
        _, refused = sorted_out(seen, reference)
        answered = [(request.args, outcome.value) for request, outcome in refused if outcome.error is None]
        return unchecked(reference)(seen) and all(
            place(*args) and (like is None or close(value, like(*args))) for args, value in answered)

    return shows


def _told(reference: Function) -> Predicate:
    """All values are right; bad input gets a text, an error object or None, and some of it is not stopped."""

    def shows(seen: Seen) -> bool:
        _, refused = sorted_out(seen, reference)
        return unchecked(reference)(seen) and all(
            outcome.error is not None or outcome.value is None or isinstance(outcome.value, str | Exception)
            for _, outcome in refused)

    return shows


def _told_not_raised(reference: Function) -> Misconception:
    return Misconception(
        "told, not raised", "for bad input your function returns a message, or None, and whoever called it goes on.",
        "Who reads what was returned, before calculating with it? Which statement of Python stops a caller?",
        shows=_told(reference))


def _exactly_as(reference: Function, *imitations: Function) -> Predicate:
    """Every value that should be given is that of one of the imitations; what is refused does not count."""
    return lambda seen: any(always_as(reference, imitation)(seen) for imitation in imitations)


def _numpys_error(reference: Function) -> Predicate:
    """All values are right and all bad input is stopped, some of it by an IndexError."""

    def shows(seen: Seen) -> bool:
        valid, refused = sorted_out(seen, reference)
        return (all(close(outcome.value, right) for _, outcome, right in valid)
                and all(outcome.error is not None for _, outcome in refused)
                and any(isinstance(outcome.error, IndexError) for _, outcome in refused))

    return shows


# ---------------------------------------------------------------- 5.1 one_hot


def _as_rows(mistake: Callable[[np.ndarray, int], np.ndarray]) -> list[Function]:
    """An answer that makes this mistake with the labels."""
    return [lambda labels, K: mistake(np.asarray(labels), K)]


def _negative(labels: Any, K: int) -> bool:
    return min(labels) < 0


def _fractions(labels: Any, K: int) -> bool:
    return any(label != int(label) for label in labels)


def _of_integers(seen: Seen) -> bool:
    """The right table, but its entries are integers or truth values."""
    valid, _ = sorted_out(seen, xl.one_hot)
    return bool(valid) and all(
        is_exactly(outcome.value, np.ndarray) and outcome.value.dtype.kind in "iub"
        and np.array_equal(outcome.value.astype(float), right) for _, outcome, right in valid)


def _fresh_labels(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((3, 2), (3, 3), (2, 5), (8, 4), (4, 10)):
        yield call(rng.integers(0, K, size=N), K)


ONE_HOT = Exercise(
    name="one_hot", points=1, visible_points=0.5, reference=xl.one_hot, returns=FLOAT_ARRAY,
    visible=[
        Values("Banana and apple, labels 2 and 0 of three fruits, become the rows [0, 0, 1] and [1, 0, 0].",
               [call([2, 0], 3)]),
    ],
    hidden=[
        Values("There are K columns, also for classes that no label of this batch has.",
               [call([0, 1], 4), call([0], 3), call(np.array([1, 1, 1]), 3)]),
        Values("Labels outside 0..K-1 are refused with a ValueError.",
               [call([0, -1], 3), call([3, 0], 3), call([-3], 3), call([0, 7], 3)]),
        Values("Labels that are no integers are refused with a ValueError.",
               [call([0.5, 1.0], 3), call([1.5], 2), call(np.array([0.0, 1.25]), 3)]),
        Values("Fresh labels have the right rows; the labels stay as they were.", _fresh_labels),
    ],
    misconceptions=[
        Misconception(
            "classes on the rows", "your table lies on its side: classes are rows and examples are columns.",
            "In this course each example is a row. How many rows should three photos of ten digits give?",
            like=_as_rows(lambda labels, K: np.eye(K)[labels].T)),
        Misconception(
            "counting from one", "your 1 stands one place too far to the left: you count classes from 1.",
            "With three classes the labels are 0, 1 and 2. Where does the 1 of label 0 belong?",
            like=_as_rows(lambda labels, K: np.eye(K)[labels - 1])),
        Misconception(
            "counting from the end", "your 1 stands in the right place, counted from the wrong end.",
            "Which column is class 0: the first or the last?",
            like=_as_rows(lambda labels, K: np.eye(K)[:, ::-1][labels])),
        Misconception(
            "one cold", "zeros and ones have changed places in your rows.",
            "Each row is a distribution over classes that is sure of one of them. What should it add up to?",
            like=_as_rows(lambda labels, K: 1 - np.eye(K)[labels])),
        Misconception(
            "all classes up to the label", "your rows have a 1 in every column up to the label.",
            "Each row is a distribution. What does the row of label 2 add up to, and what should it?",
            like=_as_rows(lambda labels, K: np.tril(np.ones((K, K)))[labels])),
        Misconception(
            "columns from the data", "your table has as many columns as this batch needs, whatever `K` says.",
            "The next batch happens to hold no 9. What becomes of a network with ten outputs?",
            shows=_exactly_as(xl.one_hot, *_as_rows(lambda labels, K: np.eye(int(labels.max()) + 1)[labels]))),
        Misconception(
            "columns for the classes met", "you give a column to each class that occurs in this batch, in order.",
            "Two batches without the same classes: does their first column mean the same?",
            like=_as_rows(lambda labels, K: (labels[:, None] == np.unique(labels)).astype(float))),
        Misconception(
            "no floats", "your ones and zeros are in the right places, but they are integers or truth values.",
            "These rows are probabilities, and somebody will multiply them with logarithms and smooth them. Which "
            "type of number do probabilities need?",
            shows=_of_integers),
        Misconception(
            "last class by accident", "the label -1 becomes the last class.",
            "NumPy counts negative indices from the end. In many data sets -1 stands for \"no label\". What would "
            "your table teach the model about those examples?",
            shows=_answers_only(xl.one_hot, _negative, lambda labels, K: np.eye(K)[np.asarray(labels)])),
        _told_not_raised(xl.one_hot),
        Misconception(
            "fractions cut off", "labels with a fraction are turned into integers without a word.",
            "Label 0.5 is a sign that something else than labels was passed. Who will notice?",
            shows=_answers_only(xl.one_hot, _fractions)),
        Misconception(
            "NumPy's own error", "bad labels stop your function, but by accident: the error is NumPy's IndexError.",
            "The contract promises a ValueError, so that callers know what to expect. When could your function look "
            "at the labels, so that it need not wait for NumPy to stumble?",
            shows=_numpys_error(xl.one_hot)),
        Misconception(
            "labels not checked", "labels that do not exist are answered.",
            "Which labels are there for a given K? What should somebody hear who passes another one?",
            shows=unchecked(xl.one_hot)),
    ],
    probes=[call([1, 0, 0], 4), call([1, 2], 3)],
)

# ---------------------------------------------------------------- 5.2 softmax

Z = [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]  # as many rows as columns: a wrong axis goes unnoticed
WIDE = [[2.0, 0.0, -1.0, 0.5], [0.0, 1.0, 1.0, 3.0]]
SECURE = 700  # exp of more than this is infinite in float64


def _of_scores(*formulas: Function) -> list[Function]:
    """Answers that take the scores as a float array of their own, and then follow another formula."""
    return [_quietly(lambda z, axis=-1, formula=formula: formula(np.array(z, dtype=float), axis))
            for formula in formulas]


def _exp(z: np.ndarray, axis: int) -> np.ndarray:
    return np.exp(z - z.max(axis=axis, keepdims=True))


def _in_place(formula: Function) -> Function:
    """An answer that shifts the very array it was given."""

    def imitation(z: Any, axis: int = -1) -> np.ndarray:
        z = np.asarray(z)
        if z.dtype.kind != "f":
            z = z.astype(float)
        z -= z.max(axis=axis, keepdims=True)
        return formula(z, axis=axis)

    return imitation


def _large(z: Any, axis: int = -1) -> bool:
    """Scores whose exponentials overflow, or all vanish."""
    z = np.asarray(z, dtype=float)
    return bool(np.max(np.abs(z[np.isfinite(z)]), initial=0) >= SECURE)


def _far_apart(z: Any, axis: int = -1) -> bool:
    """Scores of one example whose probabilities are too different for one of them not to vanish."""
    z = np.asarray(z, dtype=float)
    return bool(np.max(z.max(axis=axis) - z.min(axis=axis)) >= SECURE)


def _overflows(reference: Function) -> Predicate:
    """Large scores give no number, and some of them would not be far apart."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        if not all(outcome.error or is_exactly(outcome.value, np.ndarray) for _, outcome, _ in valid):
            return False
        return only_where(reference, _large, _not_finite)(seen) and any(
            _not_finite(outcome) for request, outcome, _ in valid if np.ndim(request.args[0]) == 1)

    return shows


def _unmoved(answer: Function, z: np.ndarray, shift: float) -> str | None:
    before, after = answer(z), answer(z + shift)
    if close(before, after):
        return None
    return f"adding {shift:g} to every score changes the result by up to {np.max(np.abs(after - before)):.3g}."


def _tables(rng: np.random.Generator, count: int) -> Iterator[np.ndarray]:
    """Random tables of scores, the simplest first."""
    for i in range(count):
        N, K = 1 + i // 2, 2 + i % 3
        yield np.round(rng.normal(0, 2, (N, K)), 1) if i < 4 else rng.normal(0, 3, (N, K))


def _fresh_scores(rng: np.random.Generator) -> Iterator[Call]:
    for z in _tables(rng, 8):
        yield call(z)
    for axis in (0, 1, 2, -2):
        yield call(rng.normal(0, 2, (3, 2, 4)), axis=axis)


SOFTMAX = Exercise(
    name="softmax", points=3, visible_points=1, reference=xl.softmax, returns=FLOAT_ARRAY,
    visible=[
        Values("Equal scores share equally, and the logarithms of [0.7, 0.2, 0.1] give these shares back.",
               [call([0.0, 0.0]), call(SCORES), call([1.0, 2.0, 4.0])]),
        Values("In a table each row is shared out for itself.", [call(Z), call(WIDE)]),
    ],
    hidden=[
        Values("Scores of 1000 and 10 000 are no problem, and nothing warns.", [
            call([1000.0, 0.0, -1000.0]), call([1000.0, 999.0]), call([-1000.0, -1000.0]),
            call([[1e4, 1e4 - 1], [0.0, 1.0]])], silent=True),
        Values("A row far below the others has shares of its own.",
               [call([[1000.0, 999.0], [0.0, 1.0]]), call([[0.0, 1.0], [-2000.0, -2001.0]])], silent=True),
        Values("A score of -inf gets exactly 0, also beside scores that are very low.", [
            call([-math.inf, -600.0, -601.0]), call([0.0, -math.inf]),
            call(np.array([[1.0, -math.inf, 2.0], [-math.inf, 0.0, 0.0]])), call([-math.inf, -5000.0, -5001.0])],
            atol=0, silent=True),
        Values("`axis` is followed, also with three axes and with integers; the input stays as it was.", [
            call(np.array(Z), axis=0), call(np.array(WIDE), axis=0), call([[1, 2], [3, 5]], axis=0), call([1, 3, 2]),
            call(np.arange(24.0).reshape(2, 3, 4) % 5, axis=1)]),
        Law("Adding the same number to all scores changes nothing.",
            lambda rng: [(z, float(rng.integers(-20, 20))) for z in _tables(rng, 10)], _unmoved),
        Values("Fresh scores have the right shares.", _fresh_scores),
    ],
    misconceptions=[
        Misconception(
            "one total for all rows", "your whole table adds up to 1, where every row should.",
            "Each row is one example. Why should the photo of a 3 take probability away from the photo of a 7?",
            like=_of_scores(lambda z, axis: np.exp(z) / np.exp(z).sum(), lambda z, axis: np.exp(z - z.max()) / np.sum(
                np.exp(z - z.max())), lambda z, axis: _exp(z, axis) / _exp(z, axis).sum())),
        Misconception(
            "totals against columns", "the total of row 0 divides column 0, that of row 1 column 1, and so on.",
            "A sum over the last axis has shape (N,). Along which axis does NumPy lay it against an (N, K) table, and "
            "which shape would run down the rows?",
            like=_of_scores(lambda z, axis: np.exp(z) / np.exp(z).sum(axis=axis),
                            lambda z, axis: _exp(z, axis) / _exp(z, axis).sum(axis=axis),
                            lambda z, axis: _exp(z - z.max(axis=axis), axis) / _exp(
                                z - z.max(axis=axis), axis).sum(axis=axis, keepdims=True),
                            lambda z, axis: np.exp(z - z.max(axis=axis)) / np.exp(
                                z - z.max(axis=axis)).sum(axis=axis, keepdims=True),
                            lambda z, axis: np.exp(z - z.max(axis=axis)) / np.exp(
                                z - z.max(axis=axis)).sum(axis=axis))),
        Misconception(
            "shared over the batch", "your columns add up to 1: the examples of a batch compete with each other.",
            "A single photo has to get the same answer whatever else is in the batch. Which axis holds the classes?",
            like=_of_scores(lambda z, axis: xl.softmax(z, axis=0))),
        Misconception(
            "each for itself", "your values are sigmoids: each class is a yes or no of its own, and they need not add "
            "up to 1.",
            "This is how [0.36, 0.65, 0.45] may have come about. What do yours add up to?",
            like=_of_scores(lambda z, axis: xl.sigmoid(z))),
        Misconception(
            "no exponential", "you divide the scores themselves by their total.",
            "Scores may be negative, and they may add up to 0. What does a share of -0.2 mean?",
            like=_of_scores(lambda z, axis: z / z.sum(axis=axis, keepdims=True),
                            lambda z, axis: np.abs(z) / np.abs(z).sum(axis=axis, keepdims=True),
                            lambda z, axis: z**2 / (z**2).sum(axis=axis, keepdims=True),
                            lambda z, axis: (z - z.min(axis=axis, keepdims=True)) / (
                                z - z.min(axis=axis, keepdims=True)).sum(axis=axis, keepdims=True))),
        Misconception(
            "powers of two", "your shares follow powers of 2, not of e.",
            "Which number raised to ln 0.7 gives 0.7 back?",
            like=_of_scores(lambda z, axis: xl.softmax(z * math.log(2), axis))),
        Misconception(
            "not shared out", "your values are exponentials that nobody has divided by their total.",
            "What do two equal scores get, and what should they?",
            like=_of_scores(lambda z, axis: np.exp(z), _exp,
                            lambda z, axis: np.exp(z) / np.exp(z).max(axis=axis, keepdims=True))),
        Misconception(
            "averages instead of totals", "your values are right but for a factor: you divide by a mean.",
            "K shares that are each K times too large: what do they add up to?",
            like=_of_scores(lambda z, axis: z.shape[axis] * xl.softmax(z, axis))),
        Misconception(
            "the lowest wins", "your largest share goes to the smallest score.",
            "A higher score should mean a larger share. Which sign does the exponent need?",
            like=_of_scores(lambda z, axis: xl.softmax(-z, axis))),
        Misconception(
            "winner takes all", "your rows give everything to the largest score.",
            "That is an argmax. How sure should the model be when two scores are nearly equal?",
            like=_of_scores(lambda z, axis: (z == z.max(axis=axis, keepdims=True)).astype(float),
                            lambda z, axis: np.where(
                                np.indices(z.shape)[axis] == np.expand_dims(z.argmax(axis=axis), axis), 1.0, 0.0))),
        Misconception(
            "logarithms of the shares", "your values are the logarithms of the right ones.",
            "That will be the next exercise. What range do probabilities have?",
            like=_of_scores(xl.log_softmax)),
        Misconception(
            "axis ignored", "you always share out over the last axis, whatever `axis` says.",
            "Somebody stores classes first, examples last, and says so with `axis=0`. When does your function hear of "
            "it?", like=_of_scores(lambda z, axis: xl.softmax(z))),
        Misconception(
            "one maximum for all rows", "you subtract the largest score of the whole table, and rows far below it "
            "vanish: 0 is divided by 0.",
            "The shift only has to be the same within a row. Which maximum does each row need?",
            like=_of_scores(lambda z, axis: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=axis, keepdims=True))),
        Misconception(
            "overflow", "as soon as scores are large, your function finds no numbers: exp(1000) is infinite, and "
            "infinity by infinity is nan.",
            "The shares do not change when the same number is subtracted from all scores of a row. Which number makes "
            "the largest exponential harmless?",
            shows=_overflows(xl.softmax)),
        Misconception(
            "scores cut off", "you limit the scores, so that those beyond the limit become equal.",
            "1000 against 999 is a difference of 1. What do you make of it? Is there a way to tame large scores that "
            "leaves their differences alone?",
            like=_of_scores(*(lambda z, axis, most=most: xl.softmax(np.clip(z, -most, most), axis)
                              for most in (10, 20, 30, 50, 80, 88, 100, 200, 300, 500, 600, 700, 709)))),
        Misconception(
            "an ordinary score for -inf", "a score of -inf is replaced by an ordinary low one.",
            "Minus infinity is below everything. Which class wins with your function when all the others are lower "
            "than your replacement?",
            like=_of_scores(*(lambda z, axis, low=low: xl.softmax(np.nan_to_num(z, neginf=low), axis)
                              for low in (-10, -20, -50, -100, -200, -500, -600)))),
        Misconception(
            "integers stay integers", "given integers you return integers, and shares between 0 and 1 are cut off.",
            "What type does `np.array([1, 3, 2])` have, and what happens to 0.7 when it is stored in there?",
            shows=lambda seen: any(is_exactly(outcome.value, np.ndarray) and outcome.value.dtype.kind in "iu"
                                   for _, outcome in seen)),
        Misconception(
            "shifted in place", "your shares are right, but the scores that you were given are changed.",
            "`z -= ...` writes into the array that the caller still needs. Which way of subtracting makes a new one?",
            like=[_in_place(xl.softmax)]),
        Misconception(
            "half the digits", "your shares are right to seven digits or so: they were calculated in single precision.",
            "Which type of number do you ask NumPy for? Its ordinary floats have sixteen digits.",
            shows=lambda seen: any(is_exactly(outcome.value, np.ndarray) and outcome.value.dtype in (
                np.float32, np.float16) for _, outcome in seen)),
        Misconception(
            "rounded", "your shares are the right ones, rounded.",
            "Who decides how many places matter: the function, or whoever prints its result?",
            shows=rounded(xl.softmax)),
        Misconception(
            "a small constant", "your shares are nearly right: a small constant shifts them.",
            "Can a total of exponentials be 0 once the largest of them is 1? Which danger is the constant for?",
            shows=_nearly(xl.softmax)),
    ],
    probes=[call([1000.0, 1000.0]), call(WIDE), call([3.0, -1.0]), call([[0.5, 2.0], [1.0, -1.0], [3.0, 3.5]])],
)

# ---------------------------------------------------------------- 5.3 log_softmax


def _logsumexp(z: np.ndarray, axis: int) -> np.ndarray:
    return np.expand_dims(xl.logsumexp(z, axis), axis)


def _log_shares_total_one(answer: Function, z: np.ndarray, axis: int) -> str | None:
    totals = np.exp(answer(z, axis=axis)).sum(axis=axis)
    return None if close(totals, np.ones(totals.shape)) else f"with axis={axis} they add up to {totals.flat[0]:.4g}."


def _vanishes(seen: Seen) -> bool:
    """Infinite, or what nan_to_num makes of it, exactly for what is far behind the winner."""
    valid, _ = sorted_out(seen, xl.log_softmax)
    lost = False
    for request, outcome, right in valid:
        got = _numbers(outcome)
        if got is None or got.shape != right.shape:
            if outcome.error is None or not _far_apart(*request.args, **request.kwargs):
                return False
            lost = True
        elif not close(got, right):
            wrong = ~np.isclose(got, right, rtol=1e-9, atol=1e-9)
            if np.any(wrong & ((right > -SECURE) | (np.abs(got) < 1e300))):
                return False
            lost = True
    return lost


def _capped(reference: Function) -> Predicate:
    """Large logarithms stop at a limit; everything else is right, or nearly."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        limited = False
        for _, outcome, right in valid:
            got, size = _numbers(outcome), np.abs(right)
            if got is None or got.shape != size.shape:
                return False
            wrong = ~np.isclose(got, right, rtol=1e-9, atol=0.01)
            if np.any(wrong & ((size < 6) | ~np.isfinite(got) | (np.abs(got) >= size))):
                return False
            limited = limited or bool(np.any(wrong))
        return limited

    return shows


def _far_rows_lose_their_rest(seen: Seen) -> bool:
    """Only what is tiny is wrong, and only in rows whose largest score is not that of the table."""
    valid, _ = sorted_out(seen, xl.log_softmax)
    lost = False
    for request, outcome, right in valid:
        if not close(outcome.value, right, atol=1e-9):
            return False
        z, axis = np.asarray(request.args[0], dtype=float), request.kwargs.get("axis", -1)
        wrong = ~np.isclose(outcome.value, right, rtol=1e-6, atol=0)
        if np.any(wrong & (z.max(axis=axis, keepdims=True) == z.max())):
            return False
        lost = lost or bool(np.any(wrong))
    return lost


def _small_gap_lost(seen: Seen) -> bool:
    """Right to twelve places, and nothing left of what is smaller."""
    valid, _ = sorted_out(seen, xl.log_softmax)
    return (all(close(outcome.value, right, atol=1e-9) for _, outcome, right in valid)
            and any(not close(outcome.value, right, rtol=1e-6, atol=0) for _, outcome, right in valid))


LOG_SOFTMAX = Exercise(
    name="log_softmax", points=2, visible_points=1, reference=xl.log_softmax, returns=FLOAT_ARRAY,
    visible=[
        Values("Two equal scores have log probability -ln 2 each; the logarithms of [0.7, 0.2, 0.1] stay as they are.",
               [call([0.0, 0.0]), call(SCORES), call([1.0, 2.0, 4.0])]),
    ],
    hidden=[
        Values("What is far behind has a large negative logarithm, never -inf, and nothing warns.", [
            call([1000.0, 0.0]), call([0.0, -1000.0]), call([1000.0, 1000.0]), call([-1000.0, -1001.0]),
            call([[1e4, 0.0], [0.0, 1.0]])], silent=True),
        Law("The probabilities add up to 1 on the chosen axis.",
            lambda rng: [(z, axis) for z in _tables(rng, 8) for axis in (-1, 0, 1)], _log_shares_total_one),
        Values("A nearly certain winner keeps its tiny rest: the first of [40, 0] has -4.248e-18, not 0.",
               [call([40.0, 0.0]), call([0.0, 50.0, 1.0]), call([[38.0, 0.0, 0.0], [0.0, 37.0, 37.0]]),
                call([[40.0, 0.0], [0.0, 100.0]])], rtol=1e-6, atol=0),
        Values("Fresh scores have the right logarithms on every axis; the input stays as it was.", _fresh_scores),
    ],
    misconceptions=[
        Misconception(
            "maximum not added back", "the largest score is taken out inside the logarithm, and never accounted for "
            "outside.",
            "ln of the sum of exp(z) equals m plus ln of the sum of exp(z - m). Where is that m in your result?",
            like=_of_scores(lambda z, axis: z - _logsumexp(z - z.max(axis=axis, keepdims=True), axis))),
        Misconception(
            "maximum taken off twice", "the largest score is subtracted outside, but the logarithm inside still "
            "contains it.",
            "Shifting all scores must change nothing. If z loses m, what has to happen to the total of exponentials?",
            like=_of_scores(lambda z, axis: z - z.max(axis=axis, keepdims=True) - _logsumexp(z, axis))),
        Misconception(
            "the loss, not the logarithm", "your values are the right ones with the opposite sign.",
            "Logarithms of probabilities are never above 0. The minus comes later, when they become a price.",
            like=_of_scores(lambda z, axis: -xl.log_softmax(z, axis))),
        Misconception(
            "no logarithm", "your values are the probabilities themselves.",
            "What is the logarithm of 1/2?", like=_of_scores(xl.softmax)),
        Misconception(
            "bits", "your values are in bits: right but for the factor 1.4427.",
            "From notebook 04 on losses are in nats. Which logarithm gives those?",
            like=_of_scores(lambda z, axis: xl.log_softmax(z, axis) / math.log(2))),
        Misconception(
            "ten as base", "your values are decimal logarithms.",
            "From notebook 04 on losses are in nats. Which logarithm gives those?",
            like=_of_scores(lambda z, axis: xl.log_softmax(z, axis) / math.log(10))),
        Misconception(
            "logarithm of the scores", "you take logarithms of the scores, or of what they are to each other.",
            "A score may be negative or 0. Which function has to come before the logarithm?",
            like=_of_scores(lambda z, axis: np.log(z), lambda z, axis: np.log(z / z.sum(axis=axis, keepdims=True)),
                            lambda z, axis: z - np.log(z.sum(axis=axis, keepdims=True)))),
        Misconception(
            "one total for all rows", "your whole table adds up to 1, where every row should.",
            "Each row is one example. Over which axis does the sum of exponentials run?",
            like=_of_scores(lambda z, axis: z - xl.logsumexp(z.ravel()),
                            lambda z, axis: z - z.max(axis=axis, keepdims=True) - np.log(
                                _exp(z, axis).sum()))),
        Misconception(
            "totals against columns", "the total of row 0 is subtracted from column 0, that of row 1 from column 1, "
            "and so on.",
            "A sum over the last axis has shape (N,). Which shape would run down the rows?",
            like=_of_scores(lambda z, axis: z - xl.logsumexp(z, axis),
                            lambda z, axis: z - z.max(axis=axis) - np.log(np.sum(
                                np.exp(z - z.max(axis=axis)), axis=axis)))),
        Misconception(
            "shared over the batch", "your columns add up to 1: the examples of a batch compete with each other.",
            "Which axis holds the classes unless `axis` says otherwise?",
            like=_of_scores(lambda z, axis: xl.log_softmax(z, axis=0))),
        Misconception(
            "axis ignored", "you always share out over the last axis, whatever `axis` says.",
            "Which of your sums and maxima hear of `axis`?", like=_of_scores(lambda z, axis: xl.log_softmax(z))),
        Misconception(
            "one maximum for all rows", "you subtract the largest score of the whole table: rows below it lose "
            "digits, or vanish.",
            "The shift only has to be the same within a row. Which maximum does each row need?",
            like=_of_scores(lambda z, axis: z - z.max() - np.log(np.exp(z - z.max()).sum(axis=axis, keepdims=True))),
            shows=_far_rows_lose_their_rest),
        Misconception(
            "logarithm of a vanished share", "you form the probabilities first. What is far behind gets exactly 0 "
            "there, and its logarithm is -inf where about -1000 is right.",
            "On paper the logarithm and the exponential undo each other. Can you subtract two logarithms, so that the "
            "quotient never has to be formed?",
            shows=_vanishes),
        Misconception(
            "overflow", "as soon as scores are large, your function finds no numbers: their exponentials are infinite, "
            "or all of them 0.",
            "Shifting all scores of a row changes nothing in the end. Which shift makes the largest exponential 1?",
            shows=_overflows(xl.log_softmax)),
        Misconception(
            "a limit on the logarithm", "what is far behind stops at a limit: a constant, or a clip, keeps its "
            "probability from vanishing.",
            "-1000 is the right answer, and it is a perfectly ordinary number. Where does yours come from, from the "
            "scores or from a constant that somebody chose?",
            shows=_capped(xl.log_softmax)),
        Misconception(
            "shifted in place", "your values are right, but the scores that you were given are changed.",
            "`z -= ...` writes into the array that the caller still needs. Which way of subtracting makes a new one?",
            like=[_in_place(xl.log_softmax), _quietly(_in_place(
                lambda z, axis: z - np.log(np.exp(z).sum(axis=axis, keepdims=True))))]),
        Misconception(
            "tiny rest lost", "a winner that is nearly certain comes out as exactly certain: its logarithm is 0 where "
            "a tiny negative number is right.",
            "The total of exponentials is 1 for the winner plus a tiny rest. What does the computer make of 1 + "
            "0.000000000000000004? Which NumPy functions take the logarithm without forming that sum?",
            shows=_small_gap_lost),
    ],
    probes=[call([1000.0, 1000.0]), call([0.0, -1000.0]), call(WIDE), call(Z), call(Z, axis=0)],
)

# ---------------------------------------------------------------- 5.4 categorical_cross_entropy

LAST = [[0.0, 0.0, 0.0, 1.0]] * 2
REPAIRED = [[0.25, 0.25, 0.25, 0.25], [0.01, 0.02, 0.01, 0.96]]
FAMOUS = [[0.25, 0.25, 0.25, 0.25], [0.01, 0.01, 0.01, 0.96]]  # its second row adds up to 0.99
BASKET_Y = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
BASKET_Q = [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.25, 0.25, 0.5], [0.4, 0.5, 0.1]]


def _cross_entropy_of_tables(Y: Any, Q: Any) -> float:
    """xentlib's function for exactly two axes, as the exercise has it."""
    if np.ndim(Y) != 2 or np.ndim(Q) != 2:
        raise ValueError(f"Y and Q must have two axes, but they have {np.ndim(Y)} and {np.ndim(Q)}")
    return xl.categorical_cross_entropy(Y, Q)


def _of_tables(*formulas: Function) -> list[Function]:
    """Answers that follow another formula."""
    return [_quietly(lambda Y, Q, formula=formula: float(
        formula(np.array(Y, dtype=float), np.array(Q, dtype=float)))) for formula in formulas]


def _bill(Y: np.ndarray, Q: np.ndarray) -> np.ndarray:
    """The bill of each row, with 0 ln 0 = 0."""
    safe = np.where(Y > 0, Q, 1)
    return -np.sum(Y * np.log(safe), axis=-1)


def _possible_bill(Y: np.ndarray, Q: np.ndarray) -> np.ndarray:
    """The same over the classes that the model holds possible."""
    return -np.sum(Y * np.log(np.where(Q > 0, Q, 1)), axis=-1)


def _floored(q: np.ndarray) -> list[np.ndarray]:
    """What people put into the logarithm so that it does not stumble over 0."""
    return [q, *(np.clip(q, eps, 1 - eps) for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)),
            *(q + eps for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)),
            np.clip(q, 1e-12, 1 - 1e-12) + 1e-9]


def _zero_predicted(Y: Any, Q: Any) -> bool:
    return 0 in np.ravel(Q)


def _impossible_happens(Y: Any, Q: Any) -> bool:
    Y, Q = np.asarray(Y, dtype=float), np.asarray(Q, dtype=float)
    return bool(np.any((Y > 0) & (Q == 0)))


def _lost_at_zero(seen: Seen) -> bool:
    """Every prediction of exactly 0 is fatal, also for classes that do not occur."""
    valid, _ = sorted_out(seen, _cross_entropy_of_tables)
    harmless = [outcome for request, outcome, _ in valid
                if _zero_predicted(*request.args) and not _impossible_happens(*request.args)]
    return (only_where(_cross_entropy_of_tables, _zero_predicted, _has_nan)(seen)
            and bool(harmless) and all(_has_nan(outcome) for outcome in harmless))


def _constant_inside(seen: Seen) -> bool:
    """Nearly right, and not exact for the perfect or the impossible, where these were asked."""
    valid, _ = sorted_out(seen, _cross_entropy_of_tables)
    values = [(as_number(outcome.value), right) for _, outcome, right in valid]
    extreme = [(value, right) for value, right in values if right in (0, math.inf)]
    return (all(value is not None and (value > 3 if right == math.inf else close(value, right, atol=0.01))
                for value, right in values)
            and any(not close(value, right) for value, right in extreme or values))


def _another_shape(Y: Any, Q: Any) -> bool:
    return np.ndim(Y) != 2 or np.shape(Y) != np.shape(Q)


def _single_rows(Y: Any, Q: Any) -> bool:
    return np.ndim(Y) == np.ndim(Q) == 1


def _rows_off(Y: Any, Q: Any) -> bool:
    return not _another_shape(Y, Q) and bool(np.max(np.abs(np.sum(Q, axis=-1) - 1)) > 1e-6)


def _renormalising(Y: Any, Q: Any) -> float:
    return _cross_entropy_of_tables(Y, xl.normalise(Q))


def _row_by_row(seen: Seen) -> bool:
    """The bills of the rows, where their mean was asked for."""
    valid, _ = sorted_out(seen, _cross_entropy_of_tables)
    return bool(valid) and all(
        close(outcome.value, xl.categorical_cross_entropy(request.args[0], request.args[1], reduction="none"))
        for request, outcome, _ in valid)


def _rounding_refused(seen: Seen) -> bool:
    return only_where(_cross_entropy_of_tables, lambda Y, Q: np.max(np.abs(np.sum(Q, axis=-1) - 1)) > 1e-9,
                      lambda outcome: outcome.error is not None)(seen)


def _targets_and_predictions(rng: np.random.Generator, count: int) -> Iterator[Call]:
    for i in range(count):
        N, K = 1 + i, 2 + i % 4
        Q = rng.dirichlet(np.ones(K), size=N)
        yield call(xl.one_hot(rng.integers(0, K, size=N), K) if i % 2 else rng.dirichlet(np.ones(K), size=N), Q)


CATEGORICAL_CROSS_ENTROPY = Exercise(
    name="categorical_cross_entropy", points=4, visible_points=2, reference=_cross_entropy_of_tables,
    library=xl.categorical_cross_entropy, returns=NUMBER,
    visible=[
        Values("The popular example, with its second row repaired, costs 0.713558177820073 nats.",
               [call(LAST, REPAIRED)]),
        Values("A banana, where the model says 0.7 apple, 0.2 orange and 0.1 banana, costs 2.302585 nats.",
               [call([[0.0, 0.0, 1.0]], [FRUITS])]),
        Values("Four fruits: the mean over the four, not over all twelve entries.", [call(BASKET_Y, BASKET_Q)]),
    ],
    hidden=[
        Values("Soft targets count every class: [0.5, 0.5] predicted as it is costs ln 2.", [
            call([[0.5, 0.5]], [[0.5, 0.5]]), call([[0.9, 0.1]], [[0.6, 0.4]]),
            call([[0.6, 0.4]], [[0.9, 0.1]]), call([[0.2, 0.3, 0.5]], [FRUITS])]),
        Values("Certain and right costs 0, certain and wrong inf, and nothing warns.", [
            call([[0.0, 1.0, 0.0]], [[0.0, 0.25, 0.75]]), call(np.eye(3).tolist(), np.eye(3).tolist()),
            call([[1.0, 0.0]], [[0.0, 1.0]]), call([[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [0.5, 0.5]]),
            call([[0.5, 0.5]], [[1.0, 0.0]])], silent=True),
        Values("Predicted rows that do not add up to 1 are refused with a ValueError, to the sixth decimal.", [
            call(LAST, FAMOUS), call([[1.0, 0.0, 0.0]], [[0.36, 0.65, 0.45]]),
            call([[0.0, 1.0]], [[0.5, 0.50001]]), call([[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.4], [0.5, 0.6]]),
            call([[1.0, 0.0, 0.0]], [[0.3333333, 0.3333333, 0.3333333]])]),
        Values("Tables of different shapes, and anything that has not two axes, are refused with a ValueError.", [
            call([[1.0, 0.0]], [[0.5, 0.5], [0.5, 0.5]]), call([[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5]]),
            call([[1.0, 0.0, 0.0]], [[0.5, 0.5]]), call([[1.0], [1.0]], [[0.5, 0.5], [0.5, 0.5]]),
            call([1.0, 0.0], [0.5, 0.5])]),
        Values("Fresh targets, hard and soft, have the right bill; the input stays as it was.",
               lambda rng: _targets_and_predictions(rng, 10)),
    ],
    misconceptions=[
        Misconception(
            "predictions first", "truth and prediction have changed places: you take the logarithm of the targets.",
            "Both tables have the same shape, so nothing complains. Which of the two is the price list?",
            like=_of_tables(*(lambda Y, Q, i=i: np.mean(-np.sum(Q * np.log(_floored(Y)[i]), axis=-1))
                              for i in range(len(_floored(np.zeros(1))))),
                            lambda Y, Q: np.mean(_possible_bill(Q, Y)))),
        Misconception(
            "averaged over the classes too", "your values are K times too small: the mean runs over all N times K "
            "entries.",
            "In each row all entries but one are 0. Should a bill become smaller because there are more classes that "
            "did not occur?",
            like=_of_tables(lambda Y, Q: np.mean(_bill(Y, Q)) / Y.shape[-1])),
        Misconception(
            "sum over the batch", "your values are N times too large: you add up the bills of the examples.",
            "Twice the examples, twice the loss, and twice the step in training. By what should the total be divided?",
            like=_of_tables(lambda Y, Q: np.sum(_bill(Y, Q)))),
        Misconception(
            "divided by the classes", "you divide the total by the number of classes, not by the number of examples.",
            "Which of the two numbers of the shape counts the examples?",
            like=_of_tables(lambda Y, Q: np.sum(_bill(Y, Q)) / Y.shape[-1])),
        Misconception(
            "missing minus", "your values are the right size, but negative.",
            "A loss is a price. What sign does the logarithm of a probability have?",
            like=_of_tables(lambda Y, Q: -np.mean(_bill(Y, Q)))),
        Misconception(
            "bits", "your values are in bits: the popular example costs 1.0294 of them.",
            "From notebook 04 on losses are in nats. Which logarithm gives those?",
            like=_of_tables(lambda Y, Q: np.mean(_bill(Y, Q)) / math.log(2))),
        Misconception(
            "ten as base", "your values are in decimal digits: a factor of 2.3026 is missing.",
            "From notebook 04 on losses are in nats. Which logarithm gives those?",
            like=_of_tables(lambda Y, Q: np.mean(_bill(Y, Q)) / math.log(10))),
        Misconception(
            "a second softmax", "you take the softmax of the predictions, which are probabilities already.",
            "Even a perfect row, [0, 0, 1], then has the shares [0.21, 0.21, 0.58]. How low can your loss get?",
            like=_of_tables(lambda Y, Q: np.mean(_bill(Y, xl.softmax(Q))))),
        Misconception(
            "every class a coin", "you also charge for the classes that did not occur, with ln(1 - q): a binary loss "
            "for each column.",
            "The classes of one row are not K independent coins; they share one unit of probability. Whose "
            "surprise is paid when a banana is drawn?",
            like=_of_tables(*(lambda Y, Q, share=share: np.sum(_bill(Y, Q) + _bill(1 - Y, 1 - Q)) / share(Y)
                              for share in (len, np.size)))),
        Misconception(
            "surprise of the average", "you average the probabilities first and take the logarithm of the result.",
            "One example with probability 0.001 among good ones: how much does it cost, and how much of that survives "
            "your average?",
            like=_of_tables(lambda Y, Q: -np.log(np.mean(np.sum(Y * Q, axis=-1))))),
        Misconception(
            "no logarithm", "you measure how much probability is missing at the right class, without a logarithm.",
            "A class with probability 0.001 occurs. Is it hardly worse than one with 0.01?",
            like=_of_tables(lambda Y, Q: np.mean(1 - np.sum(Y * Q, axis=-1)),
                            lambda Y, Q: np.mean(np.sum(Y * Q, axis=-1)),
                            lambda Y, Q: np.mean((Y - Q) ** 2), lambda Y, Q: np.mean(np.sum((Y - Q) ** 2, axis=-1)),
                            lambda Y, Q: np.mean(np.abs(Y - Q)))),
        Misconception(
            "error rate", "your values count how often the favourite is wrong.",
            "0.51 and 0.99 for the right class are both a hit. Should they cost the same?",
            like=_of_tables(lambda Y, Q: np.mean(Q.argmax(axis=-1) != Y.argmax(axis=-1)),
                            lambda Y, Q: np.mean(Q.argmax(axis=-1) == Y.argmax(axis=-1)))),
        Misconception(
            "perplexity", "your values are e to the power of the right ones.",
            "A perplexity counts equally likely choices. What is asked for is the price in nats.",
            like=_of_tables(lambda Y, Q: np.exp(np.mean(_bill(Y, Q))))),
        Misconception(
            "rows, not their mean", "you return one bill per example.",
            "Training needs one number to make smaller. How do N bills become one?", shows=_row_by_row),
        Misconception(
            "only the favourite of the truth", "of soft targets you count the largest entry only.",
            "Somebody is 0.9 sure of a cat and 0.1 of a dog. What does the dog's tenth cost?",
            shows=_exactly_as(_cross_entropy_of_tables, *_of_tables(
                lambda Y, Q: -np.mean(np.log(Q[np.arange(len(Q)), Y.argmax(axis=-1)])),
                lambda Y, Q: -np.mean(np.max(Y, axis=-1) * np.log(Q[np.arange(len(Q)), Y.argmax(axis=-1)]))))),
        Misconception(
            "waste, not the bill", "of soft targets you report the divergence: the entropy of the targets is missing.",
            "With one-hot targets both are the same. What does a perfect prediction of [0.5, 0.5] cost?",
            shows=_exactly_as(_cross_entropy_of_tables, *_of_tables(
                lambda Y, Q: np.mean(_bill(Y, Q) - _bill(Y, Y))))),
        Misconception(
            "0 log 0", "as soon as a prediction is exactly 0, your function finds no value, even if that class does "
            "not occur.",
            "What never happens is never paid. Which products of your sum could be left out before any logarithm is "
            "taken?", shows=_lost_at_zero),
        Misconception(
            "impossible left out", "a class occurs that the model calls impossible, and your sum leaves it out.",
            "It was certain and wrong. Should that be the cheapest mistake of all?",
            shows=_exactly_as(_cross_entropy_of_tables, *_of_tables(lambda Y, Q: np.mean(_possible_bill(Y, Q))))),
        Misconception(
            "infinity refused", "your function stops where a class occurs that the model calls impossible.",
            "[0, 1] is a perfectly good distribution, of somebody very sure. What is the price of being that sure and "
            "wrong?",
            shows=only_where(_cross_entropy_of_tables, _impossible_happens, lambda outcome: outcome.error is not None)),
        Misconception(
            "rounded", "your values are the right ones, rounded.",
            "Who decides how many places matter: the function, or whoever prints its result?",
            shows=rounded(_cross_entropy_of_tables)),
        Misconception(
            "a constant inside the logarithm", "a small constant, or a limit on the probabilities, shifts your values: "
            "a perfect prediction does not cost exactly 0, or an impossible one not inf.",
            "Where does the price of the impossible come from in your function: from the data, or from a constant that "
            "somebody chose?", shows=_constant_inside),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way about a zero in a logarithm.",
            "Whoever uses your function sees that warning and wonders what broke. Which entries need a logarithm at "
            "all?", shows=right_but_warned(_cross_entropy_of_tables)),
        Misconception(
            "rounding refused", "a row like [0.3333333, 0.3333333, 0.3333333] is refused, though it is off by less "
            "than a millionth.",
            "How far from 1 may a row be, according to the contract?", shows=_rounding_refused),
        _told_not_raised(_cross_entropy_of_tables),
        Misconception(
            "silent repair", "rows that do not add up to 1 are repaired without a word.",
            "A model that has lost one hundredth of its probability has a bug. Who would ever hear of it?",
            shows=lambda seen: (unchecked(_cross_entropy_of_tables)(seen)
                                and not unchecked(_cross_entropy_of_tables, _renormalising)(seen))),
        Misconception(
            "too generous", "a row that is off by a hundred-thousandth passes, and the contract allows a millionth.",
            "Which tolerances has your comparison besides the one that you gave it? `np.allclose` and `np.isclose` add "
            "two.",
            shows=_answers_only(_cross_entropy_of_tables, lambda Y, Q: not _another_shape(Y, Q) and bool(
                np.max(np.abs(np.sum(Q, axis=-1) - 1)) < 1e-4))),
        Misconception(
            "single rows answered", "a single row is taken for a table of one.",
            "Four numbers without a second axis: one example of four classes, or four examples of a class each? Who "
            "should say so?",
            shows=_answers_only(_cross_entropy_of_tables, _single_rows)),
        Misconception(
            "shapes not compared", "tables that do not belong together are answered: NumPy stretches one of them.",
            "One row of targets against two rows of predictions: which pairs does your function form?",
            shows=_answers_only(_cross_entropy_of_tables, _another_shape)),
        Misconception(
            "totals not checked", "rows that do not add up to 1 get a bill from you.",
            "[0.36, 0.65, 0.45] promises 146 %. Would an honest model have a chance against one that promises 100 % "
            "to every class?", shows=_answers_only(_cross_entropy_of_tables, _rows_off)),
        Misconception(
            "no validation", "neither shapes nor totals are checked.",
            "What should somebody hear who passes one row too few, or a row that promises 146 %?",
            shows=unchecked(_cross_entropy_of_tables)),
    ],
    probes=[call([[1.0, 0.0, 0.0]] * 3 + [[0.0, 1.0, 0.0]], BASKET_Q)],
)

# ---------------------------------------------------------------- 5.5 sparse_cross_entropy


def _cross_entropy_of_labels(labels: Any, logits: Any, reduction: str = "mean") -> Any:
    """xentlib's function for one axis of labels, as the exercise has it."""
    if np.ndim(labels) != 1 or np.ndim(logits) != 2:
        raise ValueError(f"labels (N,) and logits (N, K) were expected, not {np.shape(labels)}, {np.shape(logits)}")
    return xl.sparse_cross_entropy(labels, logits, reduction=reduction)


def _of_labels(*formulas: Callable[[np.ndarray, np.ndarray], np.ndarray],
               mean: Callable[[np.ndarray], Any] = np.mean) -> list[Function]:
    """Answers with another bill for each example, or another mean."""

    def imitating(formula: Function) -> Function:
        def imitation(labels: Any, logits: Any, reduction: str = "mean") -> Any:
            rows = formula(np.asarray(labels), np.array(logits, dtype=float))
            return rows if reduction == "none" else float(mean(rows))
        return _quietly(imitation)

    return [imitating(formula) for formula in formulas]


def _at(table: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return table[np.arange(len(labels)), labels]


def _bills(labels: np.ndarray, z: np.ndarray) -> np.ndarray:
    return -_at(xl.log_softmax(z), labels)


def _lengths_unequal(labels: Any, logits: Any) -> bool:
    return np.shape(labels) != (len(logits),)


def _label_missing(labels: Any, logits: Any) -> bool:
    return not _lengths_unequal(labels, logits) and min(labels) < 0


def _always(wanted: str) -> Function:
    return lambda labels, logits, reduction="mean": _cross_entropy_of_labels(labels, logits, wanted)


def _large_logits(labels: Any, logits: Any, reduction: str = "mean") -> bool:
    return _large(logits)


def _overflows_at_labels(seen: Seen) -> bool:
    """Large logits give no number, some of them although they are not far apart."""
    valid, _ = sorted_out(seen, _cross_entropy_of_labels)
    return (only_where(_cross_entropy_of_labels, _large_logits, _not_finite)(seen)
            and any(_not_finite(outcome) for request, outcome, _ in valid if np.ptp(request.args[1]) < SECURE))


def _vanishes_at_labels(seen: Seen) -> bool:
    """Infinite bills for labels far behind the winner, right everywhere else."""
    return only_where(_cross_entropy_of_labels, lambda labels, logits, reduction="mean": _far_apart(logits),
                      _not_finite)(seen)


def _fresh_logits(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((1, 2), (2, 3), (3, 3), (5, 2), (4, 10), (7, 4)):
        z, labels = rng.normal(0, 3, (N, K)), rng.integers(0, K, size=N)
        yield call(labels, z)
        yield call(labels.tolist(), z, reduction="none")


SPARSE_CROSS_ENTROPY = Exercise(
    name="sparse_cross_entropy", points=3, visible_points=1, reference=_cross_entropy_of_labels,
    library=xl.sparse_cross_entropy, returns=LIKE_INPUT,
    visible=[
        Values("Equal scores cost ln K, whatever the labels are.",
               [call([0, 2, 1], [[0.0] * 3] * 3), call([9, 0], [[0.0] * 10] * 2)]),
        Values("A banana with the scores of 0.7, 0.2 and 0.1 costs 2.302585 nats; in a batch it is the mean.",
               [call([2], [SCORES]), call([2, 0, 0], [*WIDE, [1.0, 0.0, 0.0, 2.0]]), call([0, 2, 1], Z)]),
    ],
    hidden=[
        Values("Huge scores give exact bills, and nothing warns.", [
            call([1], [[1000.0, 0.0]]), call([0], [[1000.0, 0.0]]), call([0, 1], [[1000.0, 1000.0]] * 2),
            call([0, 1], [[-1000.0, -1000.0], [1e4, 1e4]]), call([1], [[1e4, -1e4]]),
            call([1, 0], [[1000.0, 0.0]] * 2, reduction="none")],
            silent=True),
        Values("Labels outside 0..K-1 are refused with a ValueError.", [
            call([-1, 0], [[0.0, 1.0]] * 2), call([0, 2], [[0.0, 1.0]] * 2), call([-2], [[0.0, 1.0]])]),
        Values("Labels and logits have to agree in length, and labels have one axis; else ValueError.", [
            call([0, 1], [[0.0, 1.0]] * 3), call([0, 1, 1], [[0.0, 1.0]] * 2), call([0], [[0.0, 1.0]] * 2),
            call([[0], [1]], [[0.0, 1.0]] * 2), call([[0], [1], [0]], [[0.0, 1.0, 2.0]] * 3)]),
        Values("\"none\" gives one bill per example, with as many classes as examples and otherwise.", [
            call([0, 2, 1], Z, reduction="none"), call([3, 0], WIDE, reduction="none"),
            call(np.array([1]), np.array([[0.0, 1.0]]), reduction="none")]),
        Values("Fresh labels and scores have the right bill; the input stays as it was.", _fresh_logits),
    ],
    misconceptions=[
        Misconception(
            "every label from every row", "you read the columns of all labels from every row: N times N bills instead "
            "of N.",
            "`table[:, labels]` takes whole columns. How do you say \"from row 0 the first label, from row 1 the "
            "second\"?",
            like=_of_labels(lambda y, z: -xl.log_softmax(z)[:, y], lambda y, z: -xl.log_softmax(z)[y])),
        Misconception(
            "scores as probabilities", "you take the logarithm of the raw scores.",
            "Scores may be negative, and they do not add up to 1. What has to happen before they have a logarithm?",
            like=_of_labels(lambda y, z: -np.log(_at(z, y)),
                            *(lambda y, z, eps=eps: -np.log(_at(np.clip(z, eps, 1 - eps), y))
                              for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-7)))),
        Misconception(
            "scores as prices", "you charge the raw score of the label.",
            "All scores raised by 5 describe the same model. Does your bill stay the same?",
            like=_of_labels(lambda y, z: -_at(z, y), lambda y, z: _at(z, y))),
        Misconception(
            "only the difference to the winner", "you charge the distance to the highest score, without the doubt.",
            "With equal scores the model knows nothing. Is that for free?",
            like=_of_labels(lambda y, z: z.max(axis=-1) - _at(z, y))),
        Misconception(
            "a second softmax", "you take the softmax of the softmax.",
            "Which of your steps expects raw scores, and what do you hand it? How low can such a loss get?",
            like=_of_labels(lambda y, z: _bills(y, xl.softmax(z)))),
        Misconception(
            "softmax twice over, in the log", "you take the softmax of logarithms that are normalised already, or the "
            "logarithm of a logarithm.",
            "What comes out of log_softmax: scores, probabilities or logarithms of probabilities?",
            like=_of_labels(lambda y, z: -np.log(-_at(xl.log_softmax(z), y)),
                            lambda y, z: -np.log(_at(xl.log_softmax(z), y)))),
        Misconception(
            "shared over the batch", "your softmax runs over the examples, not over the classes.",
            "Which axis holds the classes?", like=_of_labels(lambda y, z: -_at(xl.log_softmax(z, axis=0), y))),
        Misconception(
            "one total for all rows", "your softmax runs over the whole table at once.",
            "Zero scores for 3 examples and 3 classes should cost ln 3. Which number does your bill know, 3 or 9?",
            like=_of_labels(lambda y, z: xl.logsumexp(z.ravel()) - _at(z, y))),
        Misconception(
            "each for itself", "you use sigmoids: each class is a yes or no of its own.",
            "With ten equal scores the model should be ten times in doubt. What does your bill say?",
            like=_of_labels(lambda y, z: -xl.log_sigmoid(_at(z, y)))),
        Misconception(
            "missing minus", "your values are the right size, but negative.",
            "A loss is a price. What sign does the logarithm of a probability have?",
            like=_of_labels(lambda y, z: -_bills(y, z))),
        Misconception(
            "no logarithm", "you return the probability of the label, or what is missing to 1.",
            "What does a probability of 1/10 cost?",
            like=_of_labels(lambda y, z: _at(xl.softmax(z), y), lambda y, z: 1 - _at(xl.softmax(z), y))),
        Misconception(
            "the favourite pays", "you charge the class that the model likes best, whatever the label says.",
            "A model that is very sure of the wrong class: what does it pay with your function?",
            like=_of_labels(lambda y, z: -xl.log_softmax(z).max(axis=-1))),
        Misconception(
            "counting from one", "you charge the class before the label: classes count from 0 here.",
            "With three classes the labels are 0, 1 and 2. Which column belongs to label 1?",
            like=_of_labels(lambda y, z: -_at(xl.log_softmax(z), y - 1))),
        Misconception(
            "surprise of the average", "you average the probabilities first and take the logarithm of the result.",
            "One example with probability 0.001 among good ones: how much does it cost, and how much of that survives "
            "your average?", like=_of_labels(_bills, mean=lambda rows: -np.log(np.mean(np.exp(-rows))))),
        Misconception(
            "sum over the batch", "your values are N times too large: you add up the bills of the examples.",
            "By what should the total be divided, so that a larger batch does not mean a larger loss?",
            like=_of_labels(_bills, mean=np.sum)),
        Misconception(
            "averaged over the classes too", "your values are K times too small: you divide by the classes as well.",
            "Each example has one label and one bill. How many bills are averaged?",
            like=[*_of_labels(lambda y, z: _bills(y, z) / z.shape[-1]), lambda labels, logits, reduction="mean": (
                _cross_entropy_of_labels(labels, logits, reduction) / (
                    1 if reduction == "none" else np.shape(logits)[-1]))]),
        Misconception(
            "bits", "your values are in bits: right but for the factor 1.4427.",
            "From notebook 04 on losses are in nats. Which logarithm gives those?",
            like=_of_labels(lambda y, z: _bills(y, z) / math.log(2))),
        Misconception(
            "always the mean", "\"none\" asks for one bill per example, and you return their mean all the same.",
            "Somebody wants to find the ten most expensive photos. When does your function hear of `reduction`?",
            shows=_exactly_as(_cross_entropy_of_labels, _always("mean"))),
        Misconception(
            "always row by row", "you return one bill per example, whatever `reduction` says.",
            "The default is \"mean\", one number. When does your function hear of `reduction`?",
            shows=_exactly_as(_cross_entropy_of_labels, _always("none"))),
        Misconception(
            "column of bills", "your bills for \"none\" stand in a column of shape (N, 1).",
            "Whoever multiplies them with weights of shape (N,) gets an N by N table. Which axis is one too many?",
            shows=lambda seen: _column_of_bills(seen)),
        Misconception(
            "one maximum for all rows", "you subtract the largest score of the whole table, and rows far below it "
            "vanish.",
            "The shift only has to be the same within a row. Which maximum does each row need?",
            shows=_exactly_as(_cross_entropy_of_labels, *_of_labels(
                lambda y, z: np.log(np.exp(z - z.max()).sum(axis=-1)) - _at(z - z.max(), y)))),
        Misconception(
            "logarithm of a vanished share", "you form the probabilities first. What is far behind gets exactly 0 "
            "there, and its price is infinite where 1000 is right.",
            "Exercise 5.3 made a function for this. Does yours use it, or something like it?",
            shows=_vanishes_at_labels),
        Misconception(
            "overflow", "as soon as scores are large, your function finds no numbers: their exponentials are infinite, "
            "or all of them 0.",
            "Shifting all scores of a row changes nothing in the end. Which shift makes the largest exponential 1?",
            shows=_overflows_at_labels),
        Misconception(
            "a limit on the bill", "what is far behind stops at a limit: a constant, or a clip, keeps its "
            "probability from vanishing.",
            "Being wrong by 1000 costs 1000. Where does your number come from, from the scores or from a constant that "
            "somebody chose?", shows=_capped(_cross_entropy_of_labels)),
        Misconception(
            "last class by accident", "the label -1 is billed as the last class.",
            "NumPy counts negative indices from the end. In many data sets -1 stands for \"no label\". What would "
            "your loss teach the model about those examples?",
            shows=_answers_only(_cross_entropy_of_labels, _label_missing, lambda labels, logits: float(np.mean(
                _bills(np.asarray(labels), np.asarray(logits, dtype=float)))))),
        _told_not_raised(_cross_entropy_of_labels),
        Misconception(
            "lengths not compared", "labels whose shape does not fit the scores are answered.",
            "Labels of shape (N, 1) look harmless. What becomes of them next to something of shape (N,)?",
            shows=_answers_only(_cross_entropy_of_labels, _lengths_unequal)),
        Misconception(
            "NumPy's own error", "bad labels stop your function, but by accident: the error is NumPy's IndexError.",
            "The contract promises a ValueError, so that callers know what to expect. When could your function look "
            "at the labels, so that it need not wait for NumPy to stumble?",
            shows=_numpys_error(_cross_entropy_of_labels)),
        Misconception(
            "labels not checked", "labels that do not exist, or that do not belong to these scores, are answered.",
            "Which labels are there for K columns, and how many for N rows?",
            shows=unchecked(_cross_entropy_of_labels)),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way.",
            "Whoever uses your function sees that warning and wonders what broke. Which exponentials are too large?",
            shows=right_but_warned(_cross_entropy_of_labels)),
    ],
    probes=[call([0, 2, 1], Z, reduction="none"), call([3, 0], WIDE), call([1, 0, 0, 2], [[0.2, 0.5, 1.0]] * 4),
            call([0, 1], [[1000.0, 1000.0]] * 2)],
)


def _column_of_bills(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, _cross_entropy_of_labels)
    columns = [(outcome, right) for request, outcome, right in valid if request.kwargs.get("reduction") == "none"]
    return bool(columns) and all(close(outcome.value, np.reshape(right, (-1, 1))) for outcome, right in columns)


# ---------------------------------------------------------------- 5.6 accuracy_is_not_loss

NAMES = ("Y", "QA", "QB")


def _three_tables(value: Any, expected: Any) -> str | None:
    wanted = "three tables were expected: Y, QA and QB."
    if not is_exactly(value, list, tuple, np.ndarray) or (is_exactly(value, np.ndarray) and not value.ndim):
        return f"It returned something else; {wanted}" if value is not None else f"It returned None; {wanted}"
    if len(value) != len(NAMES):
        return f"It returned {len(value)} things; {wanted}"
    for name, table in zip(NAMES, value, strict=True):
        numbers = as_numbers(table)
        if numbers is None or numbers.ndim != 2:
            return f"{name} is no table of numbers with one row per example; {wanted}"
    return None


THREE_TABLES = Kind("three tables of numbers", _three_tables,
                    lambda value: [np.array(as_numbers(table)) for table in value])


def _flaw(tables: Any) -> str | None:
    """What keeps three tables from being targets and predictions to compare."""
    Y, QA, QB = tables
    if not Y.shape == QA.shape == QB.shape:
        return f"The three tables have the shapes {Y.shape}, {QA.shape} and {QB.shape}; they have to be equal."
    if min(Y.shape) < 2:
        return f"The tables have the shape {Y.shape}; at least two examples and two classes are needed."
    if not (np.isin(Y, (0, 1)).all() and (Y.sum(axis=1) == 1).all()):
        return "Y is not one-hot: each row needs one 1 and zeros."
    for name, Q in (("QA", QA), ("QB", QB)):
        if not (np.abs(Q.sum(axis=1) - 1) <= 1e-6).all():
            return f"A row of {name} does not add up to 1."
        if not (Q > 0).all():
            return f"{name} has an entry that is not above 0."
        if ((Q.max(axis=1, keepdims=True) == Q).sum(axis=1) > 1).any():
            return f"{name} has a row with two favourites: which class does the model choose there?"
    return None


def _accuracies(Y: np.ndarray, *models: np.ndarray) -> list[float]:
    return [float(np.mean(Q.argmax(axis=1) == Y.argmax(axis=1))) for Q in models]


def _losses(Y: np.ndarray, *models: np.ndarray) -> list[float]:
    return [float(np.mean(_bill(Y, Q))) for Q in models]


def _disagree(answer: Function) -> str | None:
    tables = answer()
    flaw = _flaw(tables)
    if flaw:
        return flaw
    Y, *models = tables
    (a, b), (loss_a, loss_b) = _accuracies(Y, *models), _losses(Y, *models)
    if a > b and loss_a > loss_b:
        return None
    return f"accuracies {a:.4g} and {b:.4g}, losses {loss_a:.4g} and {loss_b:.4g} nats."


def _of_every_answer(property_of: Callable[..., bool], clean: bool = True) -> Predicate:
    """Everything that was returned has this property; `clean`: and no other flaw."""

    def shows(seen: Seen) -> bool:
        if not seen or any(_three_tables(outcome.value, None) for _, outcome in seen):
            return False
        answers = [THREE_TABLES.plain(outcome.value) for _, outcome in seen]
        return all((_flaw(tables) is None or not clean) and property_of(*tables) for tables in answers)

    return shows


def _compared(holds: Callable[[float, float, float, float], bool]) -> Predicate:
    return _of_every_answer(lambda Y, QA, QB: holds(*_accuracies(Y, QA, QB), *_losses(Y, QA, QB)))


def _same_shapes(Y: np.ndarray, QA: np.ndarray, QB: np.ndarray) -> bool:
    return Y.shape == QA.shape == QB.shape


ACCURACY_IS_NOT_LOSS = Exercise(
    name="accuracy_is_not_loss", points=2, visible_points=1, reference=xl.accuracy_is_not_loss, returns=THREE_TABLES,
    judge=lambda request, value, right: _flaw(value),
    visible=[
        Values("Three tables of one shape: one-hot targets, and two models with rows that add up to 1, without zeros "
               "and without ties.", [call()]),
        Law("Model A is right more often than B and has the higher loss.", lambda rng: [()], _disagree),
    ],
    hidden=[
        Law("Called again and again, it still returns such an example.", lambda rng: [(), (), ()], _disagree),
    ],
    misconceptions=[
        Misconception(
            "targets not first", "your one-hot table is not the first of the three.",
            "The contract names the order. What is a row of targets, and what a row of predictions?",
            shows=_of_every_answer(lambda Y, QA, QB: not np.isin(Y, (0, 1)).all() and any(
                np.isin(Q, (0, 1)).all() for Q in (QA, QB)), clean=False)),
        Misconception(
            "B before A", "you found an example, with the two models in the other order: your second model is right "
            "more often and pays more.",
            "The contract wants A first. Which of yours is A?",
            shows=_compared(lambda a, b, loss_a, loss_b: a < b and loss_a < loss_b)),
        Misconception(
            "A better in both", "your A is right more often and also pays less: accuracy and loss agree.",
            "Being right more often makes A cheaper, unless its few mistakes are very expensive. How sure is A where "
            "it is wrong?",
            shows=_compared(lambda a, b, loss_a, loss_b: a > b and loss_a <= loss_b)),
        Misconception(
            "A worse in both", "your A is right less often and also pays more: accuracy and loss agree.",
            "A needs the better accuracy. In how many rows is its favourite the right class, and in how many is B's?",
            shows=_compared(lambda a, b, loss_a, loss_b: a < b and loss_a >= loss_b)),
        Misconception(
            "equally often right", "your two models are right equally often; A has to be right more often.",
            "Change one row of B by a little, so that its favourite is wrong by a hair. What does that cost B?",
            shows=_compared(lambda a, b, loss_a, loss_b: a == b)),
        Misconception(
            "no distributions", "some of your rows do not add up to 1.",
            "A row is one unit of probability, shared out over the classes. What do yours add up to?",
            shows=_of_every_answer(lambda Y, QA, QB: _same_shapes(Y, QA, QB) and not all(
                (np.abs(Q.sum(axis=1) - 1) <= 1e-6).all() for Q in (QA, QB)), clean=False)),
        Misconception(
            "infinity does it", "a prediction of exactly 0 makes a loss infinite.",
            "With infinity anything can be outdone. How small may the probability be, and still do the job?",
            shows=_of_every_answer(lambda Y, QA, QB: _same_shapes(Y, QA, QB) and all(
                (np.abs(Q.sum(axis=1) - 1) <= 1e-6).all() for Q in (QA, QB)) and bool(
                    (np.minimum(QA, QB) == 0).any()), clean=False)),
        Misconception(
            "a tie", "one of your rows has two favourites, and then accuracy depends on who breaks the tie.",
            "0.5 against 0.5 is no choice. Which way should it lean, and by how little?",
            shows=_of_every_answer(lambda Y, QA, QB: (_flaw((Y, QA, QB)) or "").endswith(
                "which class does the model choose there?"), clean=False)),
        Misconception(
            "soft targets", "your Y is not one-hot, so it does not say which class is right.",
            "Accuracy needs one right answer per row. Which one is it?",
            shows=_of_every_answer(lambda Y, QA, QB: (_flaw((Y, QA, QB)) or "").startswith("Y is not"), clean=False)),
        Misconception(
            "one example only", "your tables have a single row.",
            "With one example, accuracy is all or nothing. What changes when there are several rows, and how many do "
            "you need at least?",
            shows=_of_every_answer(lambda Y, QA, QB: _same_shapes(Y, QA, QB) and len(Y) == 1, clean=False)),
    ],
)

EXERCISES = {exercise.name: exercise for exercise in (
    ONE_HOT, SOFTMAX, LOG_SOFTMAX, CATEGORICAL_CROSS_ENTROPY, SPARSE_CROSS_ENTROPY, ACCURACY_IS_NOT_LOSS)}
