"""The exercises of notebook 10: what a first loss says, and one loss that contains all the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import LIKE_INPUT, TEXT, Call, Exercise, Misconception, Outcome, Values, call
from ..checking.values import as_numbers, close
from .recognise import Function, Seen, only_where, sorted_out, unchecked

UNKNOWN = "look at the init or the data"


# ---------------------------------------------------------------- 10.1 first_loss_alarm


def _landmarks(K: int, N: int) -> dict[str, float]:
    return {"ok": math.log(K), "sum": N * math.log(K), "bits": math.log2(K), "mean over classes": math.log(K) / K,
            "sign": -math.log(K)}


def _near(loss: float, value: float, tol: float) -> bool:
    return abs(loss - value) <= tol * abs(value)


def _alarm(near: Callable[[float, float, float], bool] = _near,
           changed: Callable[[int, int], dict[str, float]] = lambda K, N: {}) -> Function:
    """An alarm with another idea of "near", or with some other landmarks."""

    def imitation(loss: float, K: int, N: int, tol: float = 0.02) -> str:
        values = _landmarks(K, N) | changed(K, N)
        return next((name for name, value in values.items() if near(loss, value, tol)), UNKNOWN)

    return imitation


def _fixed(tolerance: float) -> Function:
    return _alarm(lambda loss, value, tol: _near(loss, value, tolerance))


def _rounded(places: int) -> Function:
    return _alarm(lambda loss, value, tol: round(loss, places) == round(value, places))


def _in_order(*names: str) -> Function:
    """The same landmarks, asked for in another order."""

    def imitation(loss: float, K: int, N: int, tol: float = 0.02) -> str:
        values = _landmarks(K, N)
        return next((name for name in names if _near(loss, values[name], tol)), UNKNOWN)

    return imitation


def _closest(loss: float, K: int, N: int, tol: float = 0.02) -> str:
    near = {name: abs(loss - value) for name, value in _landmarks(K, N).items() if _near(loss, value, tol)}
    return min(near, key=lambda name: near[name]) if near else UNKNOWN


def _zero_is_ok(seen: Seen) -> bool:
    """A loss of 0 is fine, that of a model that knows nothing is not."""
    said = {request.args[0]: outcome.value for request, outcome in seen if request.args[1:] == (10, 64)}
    return said.get(0.0) == "ok" and said.get(2.3026) != "ok"


def _no_number(loss: float, K: int, N: int, tol: float = 0.02) -> bool:
    return not math.isfinite(loss)


def _spelt_otherwise(seen: Seen) -> bool:
    """The right words but for capitals, blanks and signs."""
    def letters(text: str) -> str:
        return "".join(letter for letter in text.lower() if letter.isalpha())

    valid, _ = sorted_out(seen, xl.first_loss_alarm)
    return all(type(outcome.value) is str and letters(outcome.value) == letters(right) for _, outcome, right in valid)


def _fresh_alarms(rng: np.random.Generator) -> Iterator[Call]:
    for K in (2, 3, 5, 26, 100, 1000):
        N = int(rng.integers(3, 300))
        for value in _landmarks(K, N).values():
            yield call(value * float(rng.uniform(0.985, 1.015)), K, N)


def _both_sides(K: int, N: int) -> list[Call]:
    """Just inside and just outside the tolerance, below and above every landmark."""
    return [call(round(value * by, 6), K, N)
            for value in _landmarks(K, N).values() for by in (0.975, 0.985, 1.015, 1.025)]


FIRST_LOSS_ALARM = Exercise(
    name="first_loss_alarm", points=3, visible_points=1, reference=xl.first_loss_alarm, returns=TEXT,
    visible=[
        Values("Ten classes, a batch of 64: 2.3026 is ok, 147.37 a sum, 3.3219 bits, 0.23026 a mean over classes, "
               "-2.3026 a wrong sign.",
               [call(loss, 10, 64) for loss in (2.3026, 147.37, 3.3219, 0.23026, -2.3026)]),
        Values("676.6 is none of these: look at the init or the data.", [call(676.6, 10, 64)]),
    ],
    hidden=[
        Values("Other numbers of classes and examples are diagnosed as well.", _fresh_alarms),
        Values("The tolerance is relative and has two sides: 2.34 is still ok for ten classes, 2.36 is not.",
               [call(2.34, 10, 64), call(2.36, 10, 64), call(2.27, 10, 64), call(2.24, 10, 64),
                *_both_sides(10, 64), *_both_sides(3, 7)]),
        Values("What is no finite number, and a loss of 0, is told to look at the init or the data.",
               [call(loss, K, 64) for K in (10, 1000) for loss in (math.nan, math.inf, -math.inf, 0.0)]),
        Values("The tolerance that is asked for counts, and where several match, the first of the list.", [
            call(2.5, 10, 64, tol=0.2), call(2.31, 10, 64, tol=0.001), call(3.0, 4, 100, 0.0001),
            call(1.3 * math.log(10), 10, 64, tol=0.5), call(1.3 * math.log(50), 50, 8, tol=0.5),
            call(4.9, 10, 3, tol=0.5)]),
    ],
    misconceptions=[
        Misconception(
            "a good first loss is 0", "you expect a first loss near 0.",
            "A model with weights of 0 has learned nothing: it gives every class the same probability. What does that "
            "cost with ten classes? Which model would pay nothing at once?", shows=_zero_is_ok),
        Misconception(
            "absolute tolerance", "your tolerance is the same number of nats at every landmark.",
            "Two per cent of 2.3 and two per cent of 147 are different distances. Which of the two does a fixed 0.02 "
            "suit?",
            like=[_alarm(lambda loss, value, tol: abs(loss - value) <= tol)]),
        Misconception(
            "another logarithm", "your landmarks are those of the logarithm with base 10.",
            "The first loss of a healthy run with ten classes is 2.30. What is log10 of ten?",
            like=[_alarm(changed=lambda K, N: {"ok": math.log10(K)}),
                  _alarm(changed=lambda K, N: {
                      "ok": math.log10(K), "sum": N * math.log10(K), "mean over classes": math.log10(K) / K,
                      "sign": -math.log10(K)})]),
        Misconception(
            "fewer bits than nats", "your landmark of bits is smaller than that of nats.",
            "Eight equally probable classes cost 3 bits. How many nats is that, more than 3 or fewer?",
            like=[_alarm(changed=lambda K, N: {"bits": math.log(K) * math.log(2)})]),
        Misconception(
            "only from above", "a loss slightly below a landmark goes unrecognised.",
            "A few random weights can make the first loss a little larger, or a little smaller. How far is 3.3219 from "
            "the landmark of bits, and on which side?",
            like=[_alarm(lambda loss, value, tol: value <= loss <= value + tol * abs(value)),
                  _alarm(lambda loss, value, tol: 0 <= loss / value - 1 <= tol),
                  _alarm(lambda loss, value, tol: 0 <= loss - value <= tol)]),
        Misconception(
            "anything smaller will do", "whatever is below a landmark passes as that landmark.",
            "0.23 is far below ln 10. How large is your difference there, and is it small, or only negative?",
            like=[_alarm(lambda loss, value, tol: loss - value <= tol * abs(value)),
                  _alarm(lambda loss, value, tol: loss <= value * (1 + tol)),
                  _alarm(lambda loss, value, tol: loss / value - 1 <= tol),
                  _alarm(lambda loss, value, tol: loss - value <= tol)]),
        Misconception(
            "a tolerance below 0", "the wrong sign is never recognised, everything else is.",
            "For this landmark the expected loss is negative. What is two per cent of a negative number, and can a "
            "distance be smaller than that?",
            like=[_alarm(lambda loss, value, tol: abs(loss - value) <= tol * value),
                  _alarm(lambda loss, value, tol: value * (1 - tol) <= loss <= value * (1 + tol))]),
        Misconception(
            "sign thrown away", "a loss of -2.3026 is ok for you.",
            "Training makes the loss smaller and smaller. Where does that end if the loss lacks its minus?",
            like=[_alarm(lambda loss, value, tol: _near(abs(loss), value, tol)),
                  _alarm(lambda loss, value, tol: _near(abs(loss), abs(value), tol))]),
        Misconception(
            "to the last digit", "you ask for the landmark itself or its first digits, not for two per cent around it.",
            "Real weights are not exactly 0. Is a first loss of 2.31 with ten classes a reason to stop a training run?",
            like=[_fixed(0), _fixed(1e-9), _fixed(1e-6), _fixed(1e-5), _fixed(1e-4), _fixed(1e-3),
                  *map(_rounded, (2, 3, 4, 5))]),
        Misconception(
            "bits for nats", "you measure the first loss in bits.",
            "Frameworks take the natural logarithm. Which number is it then that a healthy run with ten classes "
            "begins with, 2.30 or 3.32?",
            like=[_alarm(changed=lambda K, N: {"ok": math.log2(K), "bits": math.log(K)}),
                  _alarm(changed=lambda K, N: {
                      "ok": math.log2(K), "sum": N * math.log2(K), "bits": math.log(K),
                      "mean over classes": math.log2(K) / K, "sign": -math.log2(K)})]),
        Misconception(
            "examples and classes exchanged", "the numbers of examples and of classes have changed places in your "
            "landmarks.",
            "A sum has one loss for each example in it. What does a mean over all entries of a table (N, K) divide by "
            "too much?",
            like=[_alarm(changed=lambda K, N: {"sum": K * math.log(K)}),
                  _alarm(changed=lambda K, N: {"mean over classes": math.log(K) / N}),
                  _alarm(changed=lambda K, N: {"sum": K * math.log(K), "mean over classes": math.log(K) / N}),
                  _alarm(changed=lambda K, N: _landmarks(N, K))]),
        Misconception(
            "divided by N as well", "your landmark of the mean over classes is divided by the number of examples, too.",
            "The right loss is itself a mean over the examples. Which division comes on top of it when the mean runs "
            "over all entries of a table (N, K)?",
            like=[_alarm(changed=lambda K, N: {"mean over classes": math.log(K) / (N * K)})]),
        Misconception(
            "tol not used", "you always work with the same tolerance, whatever `tol` is.",
            "Somebody who knows that the weights start exactly at 0 asks with tol=0.001. Where does your function hear "
            "of it?",
            like=[_fixed(0.02), _fixed(0.01), _fixed(0.05), _fixed(0.1)]),
        Misconception(
            "the closest, not the first", "where several landmarks are within the tolerance you take another than the "
            "first of the list.",
            "The contract fixes an order, so that everyone gets the same answer. Which landmark is asked about first?",
            like=[_closest, _in_order("ok", "bits", "sum", "mean over classes", "sign"),
                  _in_order("sign", "mean over classes", "bits", "sum", "ok")]),
        Misconception(
            "no number foreseen", "all finite losses are diagnosed rightly; with nan or inf your function stops, or "
            "claims to know the cause.",
            "Comparisons with nan are False, whichever way round they are. Follow a nan through your function: where "
            "does it come out?",
            shows=only_where(xl.first_loss_alarm, _no_number, lambda outcome: outcome.value != UNKNOWN)),
        Misconception(
            "other words", "your diagnoses are right, but not written as the contract has them.",
            "Another program will compare these texts with ==. Compare yours letter by letter: capitals, blanks, "
            "hyphens.", shows=_spelt_otherwise),
    ],
    probes=[call(loss, 10, 64) for loss in (0.0, 0.003598, 0.03598, 1.0, 1.596, 2.34, 2.36, 3.0, 5.0, 4.1589)],
)


# ---------------------------------------------------------------- 10.2 xent

Z = [[2.0, 0.0, -1.0], [0.5, 0.5, 0.0], [-1.0, 0.0, 3.0], [0.0, 1.5, 1.0]]
LABELS, ONE_HOT = [0, 1, 0, 2], [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]]
SOFT = [[0.7, 0.2, 0.1], [0.0, 0.5, 0.5], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]]
REDUCTIONS = ("mean", "sum", "none")


def _smooth(T: np.ndarray, eps: float) -> np.ndarray:
    return (1 - eps) * T + eps / T.shape[1]


def _rows_of(terms: np.ndarray) -> np.ndarray:
    return terms.sum(axis=1)


def _reduce(losses: np.ndarray, reduction: str, **_: Any) -> Any:
    return losses if reduction == "none" else float(losses.sum() if reduction == "sum" else losses.mean())


def _one_hot(targets: Any, K: int) -> np.ndarray:
    targets = np.asarray(targets)
    return np.eye(K)[targets] if targets.ndim == 1 else targets.astype(float)


def _version(*, smooth: Function = _smooth, log_q: Function = xl.log_softmax, factor: Function | None = None,
             weigh: Function | None = None, reduce: Function = _reduce, target: Function = _one_hot) -> Function:
    """`xent` with one of its steps taken otherwise; refuses another reduction as xent does."""

    def imitation(logits: Any, targets: Any, smoothing: float = 0.0, gamma: float = 0.0, class_weight: Any = None,
                  reduction: str = "mean") -> Any:
        if reduction not in REDUCTIONS:
            raise ValueError("no such reduction")
        with np.errstate(all="ignore"):
            z = np.asarray(logits, float)
            hard = target(targets, z.shape[1])
            T, logs = smooth(hard, smoothing), log_q(z)
            w = np.ones(z.shape[1]) if class_weight is None else np.asarray(class_weight, float)
            q = np.exp(logs)
            down = (1 - q) ** gamma if factor is None else factor(q, gamma, hard, T, w)
            weighted = w * T if weigh is None else weigh(w, T, hard, smoothing)
            return reduce(_rows_of(weighted * down * -logs), reduction, weights=(w * T).sum(axis=1),
                          label_weights=(w * hard).sum(axis=1), classes=z.shape[1])

    return imitation


def _divided_by(name: str) -> Function:
    """The torch way: a mean weighted by the weights of the examples."""
    def reduce(losses: np.ndarray, reduction: str, **sizes: Any) -> Any:
        return losses.sum() / sizes[name].sum() if reduction == "mean" else _reduce(losses, reduction)
    return reduce


def _per_entry(losses: np.ndarray, reduction: str, classes: int, **_: Any) -> Any:
    return losses.mean() / classes if reduction == "mean" else _reduce(losses, reduction)


def _from_whole_loss(logits: Any, targets: Any, smoothing: float = 0.0, gamma: float = 0.0, class_weight: Any = None,
                     reduction: str = "mean") -> Any:
    """p_t read off the finished loss of the example: exp(-L)."""
    losses = xl.xent(logits, targets, smoothing, 0.0, class_weight, "none")
    return _reduce((1 - np.exp(-losses)) ** gamma * losses, reduction)


def _from_mean(logits: Any, targets: Any, smoothing: float = 0.0, gamma: float = 0.0, class_weight: Any = None,
               reduction: str = "mean") -> Any:
    """p_t read off the loss after it was averaged or summed."""
    loss = xl.xent(logits, targets, smoothing, 0.0, class_weight, reduction)
    return (1 - np.exp(-loss)) ** gamma * loss


def _from_smoothed_loss(logits: Any, targets: Any, smoothing: float = 0.0, gamma: float = 0.0,
                        class_weight: Any = None, reduction: str = "mean") -> Any:
    """p_t read off the smoothed loss before the weights come in."""
    losses = xl.xent(logits, targets, smoothing, 0.0, None, "none")
    weighted = xl.xent(logits, targets, smoothing, 0.0, class_weight, "none")
    return _reduce((1 - np.exp(-losses)) ** gamma * weighted, reduction)


def _without(name: str) -> Function:
    def imitation(logits: Any, targets: Any, smoothing: float = 0.0, gamma: float = 0.0, class_weight: Any = None,
                  reduction: str = "mean") -> Any:
        given = {"smoothing": smoothing, "gamma": gamma, "class_weight": class_weight, "reduction": reduction}
        return xl.xent(logits, targets, **{other: value for other, value in given.items() if other != name})
    return imitation


def _scaled(factor: float) -> Function:
    def imitation(*args: Any, **kwargs: Any) -> Any:
        return factor * xl.xent(*args, **kwargs)
    return imitation


def _far(logits: Any, targets: Any, *rest: Any, **kwargs: Any) -> bool:
    return bool(np.abs(np.asarray(logits)).max() > 25)


def _off(outcome: Outcome) -> bool:
    """No finite value, or a warning on the way, or a capped one."""
    numbers = as_numbers(outcome.value)
    return outcome.error is not None or numbers is None or not np.isfinite(numbers).all() or bool(outcome.warnings)


def _overflows(seen: Seen) -> bool:
    """Right for ordinary logits; for large ones inf, nan or warnings, somewhere at least."""
    valid, _ = sorted_out(seen, xl.xent)
    near = [(outcome, right) for request, outcome, right in valid if not _far(*request.args)]
    return (all(close(outcome.value, right, atol=1e-8) for outcome, right in near)
            and any(_off(outcome) for request, outcome, _ in valid if _far(*request.args)))


def _capped(seen: Seen) -> bool:
    """Nearly right for ordinary logits; large losses are finite and too small."""
    valid, _ = sorted_out(seen, xl.xent)
    near = [(outcome, right) for request, outcome, right in valid if not _far(*request.args)]
    far = [(outcome, right) for request, outcome, right in valid if _far(*request.args)]
    return (all(close(outcome.value, right, atol=1e-3) for outcome, right in near)
            and not any(_off(outcome) for outcome, _ in far)
            and any(_smaller(outcome.value, right) for outcome, right in far))


def _smaller(value: Any, right: Any) -> bool:
    got, wanted = as_numbers(value), as_numbers(right)
    return got is not None and wanted is not None and got.shape == wanted.shape and bool((got < wanted - 1).any())


def _any_reduction(seen: Seen) -> bool:
    """Everything is right but that a reduction that there is not is answered, or falls through to None."""
    refused = sorted_out(seen, xl.xent)[1]
    return unchecked(xl.xent)(seen) and bool(refused)


def _settings(rng: np.random.Generator, K: int) -> dict[str, Any]:
    return {"smoothing": float(rng.choice([0, 0.1, 0.3])), "gamma": float(rng.choice([0, 0.5, 2, 3])),
            "class_weight": rng.uniform(0.2, 3, K).round(2)}


def _fresh_targets(rng: np.random.Generator, N: int, K: int, kind: int) -> np.ndarray:
    labels = rng.integers(0, K, N)
    return (labels, np.eye(K)[labels], rng.dirichlet(np.ones(K), N))[kind]


def _everything(rng: np.random.Generator) -> Iterator[Call]:
    for i, (N, K) in enumerate([(2, 3), (3, 3), (4, 2), (5, 5), (6, 4), (1, 7)]):
        z, targets = rng.normal(0, 2, (N, K)).round(2), _fresh_targets(rng, N, K, i % 3)
        yield call(z, targets, **_settings(rng, K), reduction=REDUCTIONS[i % 3])


def _soft_calls(rng: np.random.Generator) -> Iterator[Call]:
    for N, K in ((2, 3), (4, 4)):
        z, T = rng.normal(0, 2, (N, K)).round(2), rng.dirichlet(np.ones(K), N)
        yield call(z.tolist(), T.tolist())
        yield call(z, T, smoothing=0.2)
        yield call(z, T, gamma=2.0, reduction="none")


def _two_classes(rng: np.random.Generator) -> Iterator[Call]:
    for gamma in (0.0, 0.5, 5.0):
        z, y = rng.normal(0, 3, 6).round(2), rng.integers(0, 2, 6)
        yield call(np.column_stack([np.zeros(6), z]), y, gamma=gamma, reduction="none")
        yield call(np.column_stack([np.zeros(6), z]), y, gamma=gamma, class_weight=[0.75, 0.25])


BIG = [[1000.0, 0.0, -1000.0], [0.0, 1000.0, 1000.0], [-1000.0, -1000.0, -1000.0], [800.0, 0.0, 50.0]]

XENT = Exercise(
    name="xent", points=6, visible_points=2, reference=xl.xent, returns=LIKE_INPUT,
    visible=[
        Values("Without settings it is the ordinary cross-entropy, for labels and for one-hot rows, in all three "
               "reductions.",
               [call(Z, LABELS), call(Z, ONE_HOT), *(call(np.array(Z), np.array(LABELS), reduction=name)
                                                     for name in REDUCTIONS)]),
        Values("With smoothing it is notebook 08's loss: where the model says just what the smoothed target says, it "
               "is the floor, 0.500288 for ten classes and eps = 0.1.",
               [call([[round(xl.smoothing_floor(10, 0.1)[1], 9)] + [0.0] * 9], [0], smoothing=0.1),
                call(Z, LABELS, smoothing=0.1), call(Z, LABELS, smoothing=0.3, reduction="none")]),
        Values("With gamma it is notebook 09's focal loss: the certain examples are turned down.",
               [call(Z, LABELS, gamma=2.0), call(Z, LABELS, gamma=2.0, reduction="none")]),
        Values("With class weights each example counts as much as its class weighs, and the mean stays a plain mean "
               "over the examples.",
               [call(Z, LABELS, class_weight=[1.0, 2.0, 5.0], reduction="none"),
                call(Z, LABELS, class_weight=[1.0, 2.0, 5.0])]),
    ],
    hidden=[
        Values("Targets may be soft; tables with as many rows as classes are no trap.", _soft_calls),
        Values("With two classes and logits [0, z] it is the binary focal loss, weights included.", _two_classes),
        Values("Everything at once, in all three reductions; the mean is a plain mean over N.", lambda rng: [
            call(Z, SOFT, smoothing=0.2, gamma=2.0, class_weight=[1.0, 2.0, 5.0]),
            call(Z, LABELS, smoothing=0.2, gamma=1.0), call(Z, LABELS, smoothing=0.2, class_weight=[1.0, 2.0, 5.0]),
            call(Z, LABELS, gamma=1.0, class_weight=[1.0, 2.0, 5.0]), *_everything(rng)]),
        Values("Logits of 1000 are exact and silent, with smoothing and gamma as well.", [
            call(BIG, LABELS, reduction="none"), call(BIG, SOFT, reduction="none"),
            call(BIG, LABELS, smoothing=0.1), call(BIG, LABELS, gamma=2.0, reduction="none"),
            call(BIG, LABELS, smoothing=0.1, gamma=0.5, class_weight=[1.0, 2.0, 5.0], reduction="none"),
            call([[40.0, 0.0], [0.0, 40.0]], [1, 1], reduction="none")], silent=True),
        Values("A reduction that there is not is refused with a ValueError.",
               [call(Z, LABELS, reduction=name) for name in ("average", "", "Mean")]),
    ],
    misconceptions=[
        Misconception(
            "weighted mean", "with class weights your mean divides by the sum of the weights, as PyTorch does.",
            "Then doubling all weights changes nothing, and an example's share depends on who else is in its batch. "
            "Which number does the contract divide by?",
            like=[_version(reduce=_divided_by("weights")), _version(reduce=_divided_by("label_weights"))]),
        Misconception(
            "weights normalised away", "your class weights are divided by something before they count.",
            "A weight of 5 on a class has to make its examples five times as dear. Print what is left of the weights "
            "[1, 2, 5] in your function: do three hard labels still feel them?",
            like=[_version(weigh=lambda w, T, hard, eps: w * T / (w * T).sum(axis=1, keepdims=True)),
                  _version(weigh=lambda w, T, hard, eps: w / w.sum() * T),
                  _version(weigh=lambda w, T, hard, eps: w / w.mean() * T)]),
        Misconception(
            "smoothed after weighting", "the weights come in before the smoothing, so the shared-out part is not "
            "weighted class by class.",
            "What smoothing gives to class k is paid at class k's weight. Which of the two has to be finished first, "
            "the target or the weighing?",
            like=[_version(weigh=lambda w, T, hard, eps: _smooth(w * hard, eps))]),
        Misconception(
            "label's weight for the row", "you take the weight of the label for the whole row, also for what smoothing "
            "gave to the other classes.",
            "In the formula the weight stands inside the sum over k. Which weight does class 2 get in a row whose "
            "label is 0?",
            like=[_version(weigh=lambda w, T, hard, eps: w[hard.argmax(axis=1)][:, np.newaxis] * T),
                  _version(weigh=lambda w, T, hard, eps: (w * hard).sum(axis=1, keepdims=True) * T)]),
        Misconception(
            "p_t from the whole loss", "you read p_t off a finished loss, as exp(-loss), and turn the whole of it "
            "down.",
            "exp(-loss) is the probability of the label only for a bare cross-entropy. What does it become once "
            "weights or smoothing are in the loss, and how many factors does the formula have in a row?",
            like=[_from_whole_loss, _from_smoothed_loss, _from_mean]),
        Misconception(
            "one factor for the row", "each row has a single focal factor, that of its label.",
            "With smoothing every class has a term of its own. Which q stands in the factor of class k?",
            like=[_version(factor=lambda q, gamma, hard, T, w: (1 - (q * hard).sum(axis=1, keepdims=True)) ** gamma),
                  _version(factor=lambda q, gamma, hard, T, w: (1 - (q * T).sum(axis=1, keepdims=True)) ** gamma)]),
        Misconception(
            "easy ones emphasised", "gamma makes the certain examples count most.",
            "A label that got 0.99 is easy. Which of q and 1 - q is small there?",
            like=[_version(factor=lambda q, gamma, hard, T, w: q**gamma)]),
        Misconception(
            "gamma as a multiple", "gamma multiplies where it should be an exponent.",
            "What has to come out for gamma = 0? Try your factor there.",
            like=[_version(factor=lambda q, gamma, hard, T, w: gamma * (1 - q)),
                  _version(factor=lambda q, gamma, hard, T, w: 1 - gamma * q)]),
        Misconception(
            "shared out among the others only", "what smoothing takes is shared among K - 1 classes.",
            "This course mixes with the uniform distribution, in which the label has a share too. How much is that for "
            "each of K classes?",
            like=[_version(smooth=lambda T, eps: (1 - eps) * T + eps / (T.shape[1] - 1) * (1 - T))]),
        Misconception(
            "1/K for eps/K", "your smoothed targets sum to more than 1.",
            "Add up one row of your smoothed targets. How much was taken away, and how much was given?",
            like=[_version(smooth=lambda T, eps: (1 - eps) * T + (eps > 0) / T.shape[1]),
                  _version(smooth=lambda T, eps: (1 - eps) * T + eps),
                  _version(smooth=lambda T, eps: T + eps / T.shape[1])]),
        Misconception(
            "taken and not given", "smoothing takes something from the label and gives it to nobody.",
            "Add up one row of your smoothed targets. Who should have got the rest?",
            like=[_version(smooth=lambda T, eps: (1 - eps) * T)]),
        Misconception(
            "mean over N and K", "your mean divides by the number of all entries, not of examples.",
            "A row has one loss, however many classes it names. What would become of your loss if nine impossible "
            "classes were added?",
            like=[_version(reduce=_per_entry)]),
        Misconception(
            "minus missing", "your losses have the wrong sign.",
            "ln q is negative for every q below 1. What turns a surprise into a price?", like=[_scaled(-1)]),
        Misconception(
            "bits", "your losses are in bits.", "Losses are in nats in this course. Which logarithm is that?",
            like=[_scaled(1 / math.log(2)), _scaled(1 / math.log(10))]),
        Misconception(
            "softmax twice", "you take the softmax of what already went through one.",
            "Which of your steps needs logits, and what do you hand to it?",
            like=[_version(log_q=lambda z: xl.log_softmax(xl.softmax(z)))]),
        Misconception(
            "softmax over the wrong axis", "your probabilities do not sum to 1 in each row.",
            "Rows are examples, columns are classes. Over which of the two must the probabilities add up to 1? Print "
            "the sums.",
            like=[_version(log_q=lambda z: xl.log_softmax(z.T).T),
                  _version(log_q=lambda z: z - xl.logsumexp(z.ravel()))]),
        Misconception(
            "soft targets made hard", "where a target is soft you keep only its largest class.",
            "A target of [0.5, 0.3, 0.2] says more than \"class 0\". Where in your function does it lose that?",
            like=[_version(target=lambda targets, K: np.eye(K)[
                np.argmax(targets, axis=1) if np.ndim(targets) == 2 else np.asarray(targets)])]),
        Misconception(
            "a setting without effect", "one of the settings changes nothing in your results.",
            "Call your function twice, with and without each of smoothing, gamma, class_weight and reduction. Which "
            "pair is the same?",
            like=[_without(name) for name in ("smoothing", "gamma", "class_weight", "reduction")]),
        Misconception(
            "an exponential of 1000", "for ordinary logits your losses are right; for large ones they become inf or "
            "nan, or NumPy warns.",
            "Which comes first in your function, a probability or its logarithm? A probability of exp(-1000) has "
            "already become 0; its logarithm is just -1000.",
            shows=_overflows),
        Misconception(
            "price with a ceiling", "very wrong predictions stop costing more: your losses have a ceiling.",
            "Being wrong by 1000 logits has to cost 1000 nats. What in your function keeps the probability away from "
            "0, and what would make it unnecessary?",
            shows=_capped),
        Misconception(
            "any reduction will do", "a reduction that there is not is not refused.",
            "Somebody writes \"average\". Which of your branches do they land in, and will they ever know?",
            shows=_any_reduction),
    ],
    probes=[call(Z, LABELS, smoothing=0.1), call(Z, LABELS, gamma=2.0), call(Z, SOFT),
            call(Z, LABELS, class_weight=[1.0, 2.0, 5.0]),
            call(Z, LABELS, class_weight=[1.0, 2.0, 5.0], reduction="sum"),
            call(Z, LABELS, smoothing=0.2, gamma=1.0, reduction="none"),
            call(Z, LABELS, smoothing=0.2, class_weight=[1.0, 2.0, 5.0], reduction="none"),
            call(Z, LABELS, gamma=1.0, class_weight=[1.0, 2.0, 5.0], reduction="none"),
            call([[1000.0, 0.0], [0.0, 1000.0]], [0, 0], reduction="none")],
)


EXERCISES = {exercise.name: exercise for exercise in (FIRST_LOSS_ALARM, XENT)}
