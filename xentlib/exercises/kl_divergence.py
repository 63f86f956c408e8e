"""The exercises of notebook 03: the avoidable part of the bill, its two directions, and why it is no distance.

An imitation (`like=`) makes one mistake and is right in everything else, refusals included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import (
    INTEGER,
    NAMED_NUMBERS,
    NUMBER,
    ROWS,
    Call,
    Exercise,
    Law,
    Misconception,
    Outcome,
    Values,
    call,
)
from ..checking.values import as_number, as_numbers, close
from ..information import relative_entropy_terms
from .draws import distributions
from .recognise import Function, Seen, always_as, only_where, right_but_warned, sorted_out, unchecked

BOB, ALICE = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]
# Reported to PyTorch (issue 60928) with a negative "divergence": the target adds up to 0.2999.
TARGET, OUTPUT = [0.1541, 0.0511, 0.0947], [0.1132, 0.5477, 0.3390]
# Cover and Thomas: both directions are 0.125 bit here, by coincidence.
MISCODED, GUESSED = [0.5, 0.25, 0.125, 0.0625, 0.0625], [0.5, 0.125, 0.125, 0.125, 0.125]


def _pairs(rng: np.random.Generator, count: int, zeros: bool = True) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of distributions of equal length, the simplest first."""
    return zip(distributions(rng, count, zeros=zeros), distributions(rng, count, zeros=zeros), strict=True)


def _near_pairs(rng: np.random.Generator, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs that differ by one part in a billion: their divergence is smaller than the round-off of its terms."""
    for p in distributions(rng, count, zeros=False):
        yield p, xl.normalise(p * (1 + 1e-9 * rng.standard_normal(len(p))))


def _of_pair(reference: Function, formula: Function) -> Function:
    """An answer that follows another formula, and refuses what the reference refuses."""

    def imitation(p: Any, q: Any, base: float = 2.0) -> Any:
        reference(p, q, base)
        with np.errstate(all="ignore"):
            return formula(np.asarray(p, float), np.asarray(q, float), base)

    return imitation


def _kl_by(*formulas: Function) -> list[Function]:
    return [_of_pair(xl.kl_divergence, formula) for formula in formulas]


def _terms(p: np.ndarray, q: np.ndarray, base: float) -> np.ndarray:
    """p log(p/q) for every outcome, and 0 where p is 0."""
    return relative_entropy_terms(p, q, base)


def _log_ratios(p: np.ndarray, q: np.ndarray, base: float) -> np.ndarray:
    """log(p/q) for the outcomes that are possible in both."""
    possible = (p > 0) & (q > 0)
    return np.log(p[possible] / q[possible]) / math.log(base)


def _unknown(outcome: Outcome) -> bool:
    """No value, or one with a nan in it."""
    values = list(outcome.value.values()) if type(outcome.value) is dict else outcome.value
    numbers = as_numbers(values)
    return outcome.error is not None or (numbers is not None and bool(np.isnan(numbers).any()))


def _some_zero(p: Any, q: Any, base: float = 2.0) -> bool:
    return 0 in list(p) or 0 in list(q)


def _impossible_happens(p: Any, q: Any, base: float = 2.0) -> bool:
    return any(x > 0 and y == 0 for x, y in zip(p, q, strict=True))


# ---------------------------------------------------------------- 3.1 kl_divergence


def _without_the_impossible(p: np.ndarray, q: np.ndarray, base: float) -> float:
    """The sum over the outcomes that the model holds possible."""
    possible = q > 0
    return float(np.sum(_terms(p[possible], q[possible], base)))


def _finite_price_for_the_impossible(seen: Seen) -> bool:
    """Everything is nearly right but the infinite values, which are finite and too large to be an omission."""
    valid, _ = sorted_out(seen, xl.kl_divergence)
    finite = [(request, as_number(outcome.value)) for request, outcome, right in valid
              if right == math.inf and not close(outcome.value, right)]
    others = [(outcome, right) for _, outcome, right in valid if right < math.inf]
    return (bool(finite) and all(close(outcome.value, right, atol=0.01) for outcome, right in others)
            and all(value is not None and value > _omitting(request) + 0.5 for request, value in finite))


def _omitting(request: Call) -> float:
    p, q = (np.asarray(each, float) for each in request.args[:2])
    return max(0.0, _without_the_impossible(p, q, request.kwargs.get("base", 2.0)))


def _lost_at_zero(seen: Seen) -> bool:
    """Zeros are fatal, also where only the truth has one."""
    valid, _ = sorted_out(seen, xl.kl_divergence)
    return (only_where(xl.kl_divergence, _some_zero, _unknown)(seen)
            and any(_unknown(outcome) for request, outcome, _ in valid if 0 not in list(request.args[1])))


def _zeros_refused(p: Any, q: Any, base: float = 2.0) -> float:
    if 0 in list(q):
        raise ValueError("q has a zero")
    return xl.kl_divergence(p, q, base)


def _trace_below_zero(seen: Seen) -> bool:
    """Right but for round-off, which comes out negative somewhere."""
    valid, _ = sorted_out(seen, xl.kl_divergence)
    return (all(close(outcome.value, right, atol=1e-9) for _, outcome, right in valid)
            and any(outcome.value < 0 for _, outcome, _ in valid))


def _round_off_left(seen: Seen) -> bool:
    """Right but for round-off, which leaves something where p and q are the same."""
    valid, _ = sorted_out(seen, xl.kl_divergence)
    return (all(close(outcome.value, right, atol=1e-9) for _, outcome, right in valid)
            and any(as_number(outcome.value) != 0 and list(request.args[0]) == list(request.args[1])
                    for request, outcome, _ in valid))


def _sign_taken_away(seen: Seen) -> bool:
    """Bad input is answered, with a positive number where the formula itself is negative."""
    for request, outcome in sorted_out(seen, xl.kl_divergence)[1]:
        p, q = (np.asarray(each, float) for each in request.args[:2])
        if p.shape == q.shape and p.size and min(p.min(), q.min()) > 0:
            formula = float(np.sum(_terms(p, q, request.kwargs.get("base", 2.0))))
            if formula < 0 and close(outcome.value, -formula):
                return unchecked(xl.kl_divergence)(seen)
    return False


def _lengths_unequal(request: Call) -> bool:
    return len(request.args[0]) != len(request.args[1])


def _lengths_not_compared(seen: Seen) -> bool:
    """The only bad input that is answered is that of unequal lengths."""
    _, refused = sorted_out(seen, xl.kl_divergence)
    return (unchecked(xl.kl_divergence)(seen)
            and all(outcome.error is not None or _lengths_unequal(request) for request, outcome in refused))


def _normalising(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.kl_divergence(xl.normalise(p), xl.normalise(q), base)


def _not_negative(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    value = answer(p, q)
    return None if value >= 0 else f"the divergence comes out as {float(value):.3g}."


def _fresh_kl_calls(rng: np.random.Generator) -> Iterator[Call]:
    for p, q in _pairs(rng, 20):
        yield call(p.tolist(), q.tolist())
    for p, q in _pairs(rng, 6, zeros=False):
        yield call(p, q, base=float(rng.choice([math.e, 3, 10])))


KL_DIVERGENCE = Exercise(
    name="kl_divergence", points=3, visible_points=1, reference=xl.kl_divergence, returns=NUMBER,
    visible=[
        Values("Bob in Alice's code wastes 0.625 bit, Alice in Bob's code 0.5 bit, Bob in his own code nothing.",
               [call(BOB, ALICE), call(ALICE, BOB), call(BOB, BOB)]),
        Values("A fair coin modelled as 0.9 to 0.1 wastes 0.510826 nats.",
               [call([0.5, 0.5], [0.9, 0.1], base=math.e)]),
    ],
    hidden=[
        Values("What the model calls impossible may cost inf, what never happens costs nothing, and nothing warns.", [
            call([0.5, 0.5], [1.0, 0.0]), call([1.0, 0.0], [0.5, 0.5]), call([0.5, 0.5, 0.0], [0.25, 0.75, 0.0]),
            call([0.5, 0.5], [1.0, 0.0], base=math.e),
            call(np.array([0.0, 0.0, 1.0]), np.array([0.25, 0.5, 0.25]))], silent=True),
        Law("However close p and q are, the divergence is never below 0.", lambda rng: _near_pairs(rng, 60),
            _not_negative),
        Values("A model that is the truth wastes exactly 0.", lambda rng: [
            call(p, p) for p in distributions(rng, 20)], atol=0, rtol=0),
        Values("What is no pair of distributions of equal length is refused with a ValueError.", [
            call(TARGET, OUTPUT), call([0.5, 0.5], [0.9, 0.3]), call([0.5, 0.5], [0.9, 0.9]),
            call([1.5, -0.5], [0.5, 0.5]), call([0.5, 0.5], [1.5, -0.5]),
            call([np.nan, 1.0], [0.5, 0.5]), call([0.5, 0.5], [0.5, 0.5, 0.0]),
            call([0.5, 0.5, 0.0], [0.5, 0.5]), call([1.0], [0.5, 0.5]), call([], [])]),
        Values("Fresh pairs, zeros and other units among them, have the right divergence; the input stays as it was.",
               _fresh_kl_calls),
    ],
    misconceptions=[
        Misconception(
            "whole bill", "your values are the whole bill H(p, q), nature's part included.",
            "What does Bob's weather cost with his own, perfect code? Is that waste?",
            like=_kl_by(xl.cross_entropy)),
        Misconception(
            "other direction", "your values are those of the other direction: truth and model have changed places.",
            "Who decides how often an outcome occurs, and so does the weighting: the first argument or the second?",
            like=_kl_by(lambda p, q, base: xl.kl_divergence(q, p, base))),
        Misconception(
            "both directions", "your value is the same whichever comes first: you join the two directions.",
            "Bob in Alice's code wastes 0.625 bit, Alice in Bob's code 0.5. Should one number stand for both?",
            like=_kl_by(*(lambda p, q, base, share=share: share * (
                xl.kl_divergence(p, q, base) + xl.kl_divergence(q, p, base)) for share in (0.5, 1)),
                lambda p, q, base: max(xl.kl_divergence(p, q, base), xl.kl_divergence(q, p, base)),
                lambda p, q, base: min(xl.kl_divergence(p, q, base), xl.kl_divergence(q, p, base)))),
        Misconception(
            "mixture instead", "you compare with the mixture of p and q, not with q itself.",
            "That is a later exercise. Which single code book is on the table here?",
            like=_kl_by(*(lambda p, q, base, many=many: many * xl.js_divergence(p, q, base) for many in (1, 2)),
                        lambda p, q, base: xl.kl_divergence(p, (p + q) / 2, base))),
        Misconception(
            "difference of entropies", "your values are the difference of two entropies: how uncertain one is, less "
            "how uncertain the other is.",
            "Bob and Alice are equally uncertain, 1.75 bits each. Does his weather cost nothing extra in her code?",
            like=_kl_by(*(lambda p, q, base, sign=sign: sign * (xl.entropy(q, base) - xl.entropy(p, base))
                          for sign in (1, -1)),
                        lambda p, q, base: abs(xl.entropy(q, base) - xl.entropy(p, base)))),
        Misconception(
            "ratio upside down", "your values are the right size, but negative.",
            "A wrong code book can only cost more. Which surprise is the larger one on average, the model's or the "
            "truth's, and which do you subtract from which?",
            like=_kl_by(lambda p, q, base: -xl.kl_divergence(p, q, base))),
        Misconception(
            "model's weights", "the logarithms of your ratios are right, but weighted with the model's probabilities.",
            "How often does an outcome really occur: p of the time, or q of the time?",
            like=_kl_by(lambda p, q, base: -xl.kl_divergence(q, p, base))),
        Misconception(
            "gains thrown away", "the outcomes on which the model is lucky do not reduce your bill: their terms are "
            "dropped or counted as losses.",
            "Alice's codeword for clouds is shorter than Bob's own. Is nothing saved on a cloudy day? What "
            "must not be negative: each term, or the total?",
            like=_kl_by(lambda p, q, base: np.sum(np.abs(_terms(p, q, base))),
                        lambda p, q, base: np.sum(np.maximum(_terms(p, q, base), 0)))),
        Misconception(
            "unweighted", "you add the log ratios of all outcomes as if each occurred equally often.",
            "How often does each outcome occur, and so how much does its waste count?",
            like=_kl_by(lambda p, q, base: np.sum(np.log(p / q)) / math.log(base),
                        lambda p, q, base: np.sum(_log_ratios(p, q, base)),
                        lambda p, q, base: np.mean(_log_ratios(p, q, base)),
                        lambda p, q, base: abs(np.sum(_log_ratios(p, q, base))))),
        Misconception(
            "averaged twice", "your values are the right ones divided by the number of outcomes.",
            "The probabilities p already are the weights of an average. What does dividing by K do on top?",
            like=_kl_by(lambda p, q, base: xl.kl_divergence(p, q, base) / len(p),
                        lambda p, q, base: xl.kl_divergence(p, q, base) / max(np.count_nonzero(p), 1))),
        Misconception(
            "base ignored", "your values do not follow `base`: one unit is used whatever is asked for.",
            "`base=np.e` asks for nats, and bits are the default. When does your function hear of it?",
            like=_kl_by(*(lambda p, q, base, unit=unit: xl.kl_divergence(p, q, unit) for unit in (2.0, math.e, 10.0)),
                        lambda p, q, base: xl.kl_divergence(p, q, math.e) * math.log(base))),
        Misconception(
            "gap between the bars", "your values measure how far apart the bars of p and q are, with no logarithm.",
            "An outcome of probability 0.001 modelled as 0.000001: the bars hardly differ. How much longer did its "
            "codeword become?",
            like=_kl_by(lambda p, q, base: np.sum((p - q) ** 2), lambda p, q, base: np.sqrt(np.sum((p - q) ** 2)),
                        lambda p, q, base: np.mean((p - q) ** 2), lambda p, q, base: np.sum(np.abs(p - q)),
                        lambda p, q, base: np.sum(np.abs(p - q)) / 2, lambda p, q, base: np.max(np.abs(p - q)))),
        Misconception(
            "0 log 0", "as soon as an outcome has probability 0, your function finds no value.",
            "How often is the price of an outcome paid that never happens? And what price is fair where the model "
            "says never and the truth says sometimes?",
            shows=_lost_at_zero),
        Misconception(
            "nan swallowed", "where an outcome has probability 0, your answer is 0: a nan was on its way, and the "
            "comparison with 0 at the end hid it.",
            "Every comparison with nan is False, so what does max(0.0, nan) return? Where does the nan come from?",
            like=_kl_by(lambda p, q, base: max(0.0, np.sum(p * np.log(p / q)) / math.log(base)))),
        Misconception(
            "impossible left out", "something happens that the model calls impossible, and your sum leaves it out.",
            "The code book has no word for it at all. Can the message be sent, at whatever price?",
            like=_kl_by(_without_the_impossible, lambda p, q, base: max(0.0, _without_the_impossible(p, q, base)),
                        lambda p, q, base: abs(_without_the_impossible(p, q, base)))),
        Misconception(
            "finite price for the impossible", "something happens that the model calls impossible, and your function "
            "names a finite price for it.",
            "Where does that number come from: from p and q, or from a small constant that somebody chose? What would "
            "another constant have given?",
            shows=_finite_price_for_the_impossible),
        Misconception(
            "infinity refused", "your function stops where the divergence is infinite, as if such a model were no "
            "distribution.",
            "[1, 0] is a perfectly good distribution, of somebody very sure. What is the price of being that sure and "
            "wrong?",
            like=[_zeros_refused],
            shows=only_where(xl.kl_divergence, _impossible_happens, lambda outcome: outcome.error is not None)),
        Misconception(
            "sign taken away", "bad input goes through, and where its sum comes out negative, you take the sign away. "
            "That sign was the alarm.",
            "Can the divergence of two distributions be negative? So what did a negative sum tell you about the input?",
            shows=_sign_taken_away),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way about a zero in a logarithm or a "
            "division.",
            "Whoever uses your function sees that warning and wonders what broke. Which outcomes could leave before "
            "any logarithm is taken, and which need none because their price is known?",
            shows=right_but_warned(xl.kl_divergence)),
        Misconception(
            "a trace below zero", "where p and q nearly agree, round-off makes your divergence a trace less than zero.",
            "The truth lies at zero or just above it. What would be a better answer than -0.0000000000000002, and how "
            "do you get there without hiding larger errors?",
            shows=_trace_below_zero),
        Misconception(
            "round-off left over", "where p and q are the same, your function leaves a trace of round-off.",
            "You arrive at zero by two calculations that should cancel. What is the ratio p/q of each outcome, before "
            "anything else is computed?",
            shows=_round_off_left),
        Misconception(
            "lengths not compared", "distributions of unequal length are compared nevertheless.",
            "Three outcomes against two: which pairs does your function form, and what does it do with the rest?",
            shows=_lengths_not_compared),
        Misconception(
            "silent normalising", "you repair what is no distribution and answer another question.",
            "Somebody passes counts, or probabilities with a lost decimal. Which bug would your function keep quiet "
            "about?", like=[_normalising]),
        Misconception(
            "no validation", "numbers that are no distribution get a divergence from you.",
            "A model that claims [0.9, 0.9] would beat every honest one. What should somebody hear who passes it?",
            shows=unchecked(xl.kl_divergence, _normalising)),
    ],
    probes=[call([0.5, 0.5], [1.0, 0.0]), call([1.0, 0.0], [0.5, 0.5]), call([0.7, 0.2, 0.1], [0.2, 0.2, 0.6])],
)

# ---------------------------------------------------------------- 3.2 decompose


def _split(entropy: Function, kl: Function, cross_entropy: Function) -> Function:
    """A decompose with its three parts computed like this."""
    return _of_pair(xl.decompose, lambda p, q, base: {
        "entropy": entropy(p, q, base), "kl": kl(p, q, base), "cross_entropy": cross_entropy(p, q, base)})


def _entropy(p: Any, q: Any, base: float) -> float:
    return xl.entropy(p, base)


def _model_entropy(p: Any, q: Any, base: float) -> float:
    return xl.entropy(q, base)


def _reverse(p: Any, q: Any, base: float) -> float:
    return xl.kl_divergence(q, p, base)


def _minus(first: Function, second: Function, sign: int = -1) -> Function:
    return lambda p, q, base: first(p, q, base) + sign * second(p, q, base)


def _in(unit: float, part: Function) -> Function:
    return lambda p, q, base: part(p, q, unit)


def _negative(part: Function) -> Function:
    return lambda p, q, base: -part(p, q, base)


def _some(mistaken: Callable[[Function], Function]) -> list[Function]:
    """The same mistake in one, in two or in all of the three parts."""
    parts = (_entropy, xl.kl_divergence, xl.cross_entropy)
    return [_split(*(mistaken(part) if places >> i & 1 else part for i, part in enumerate(parts)))
            for places in range(1, 8)]


def _relabelled(p: Any, q: Any, base: float = 2.0) -> list[dict]:
    names = list(parts := xl.decompose(p, q, base))
    a, b, c = parts.values()
    return [dict(zip(names, values, strict=True)) for values in ((a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a))]


def _rounded(seen: Seen) -> bool:
    """Right to a few digits, not to all of them."""
    valid, _ = sorted_out(seen, xl.decompose)
    return (all(close(outcome.value, right, atol=6e-3) for _, outcome, right in valid)
            and any(not close(outcome.value, right) for _, outcome, right in valid))


def _entropy_unknown(outcome: Outcome) -> bool:
    return type(outcome.value) is dict and _unknown(outcome)


def _finite(outcome: Outcome) -> bool:
    if type(outcome.value) is not dict:
        return False
    numbers = as_numbers([outcome.value.get("kl"), outcome.value.get("cross_entropy")])
    return numbers is not None and bool(np.isfinite(numbers).any())


def _adds_up(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    parts = answer(p, q)
    total = parts["entropy"] + parts["kl"]
    if close(parts["cross_entropy"], total, rtol=1e-9, atol=1e-9):
        return None
    return f"the two parts are {float(total):.6g} together, the whole is {float(parts['cross_entropy']):.6g}."


DECOMPOSE = Exercise(
    name="decompose", points=2, visible_points=1, reference=xl.decompose, returns=NAMED_NUMBERS,
    visible=[
        Values("Bob in Alice's code: 1.75 bits of nature and 0.625 of waste are 2.375.", [call(BOB, ALICE)]),
        Values("Where the truth is certain, all that is paid is waste.",
               [call([0.0, 0.0, 1.0], [0.7, 0.2, 0.1]), call([1.0, 0.0], [0.25, 0.75])]),
    ],
    hidden=[
        Values("Nature's part is the truth's: [1/2, 1/4, 1/8, 1/16, 1/16] modelled as [1/2, 1/8, 1/8, 1/8, 1/8] is "
               "1.875 + 0.125 = 2.", [call(MISCODED, GUESSED), call(GUESSED, MISCODED)]),
        Values("Where the model calls impossible what happens, waste and whole are infinite and nature's part is not.",
               [call([0.5, 0.5], [1.0, 0.0]), call([0.25, 0.25, 0.5], [0.5, 0.5, 0.0])]),
        Values("All three parts follow `base`.",
               [call(BOB, ALICE, base=math.e), call([0.2, 0.8], [0.6, 0.4], base=10.0)]),
        Values("Fresh pairs are split rightly.", lambda rng: [
            call(p.tolist(), q.tolist()) for p, q in _pairs(rng, 12)]),
        Law("The two parts add up to the whole.", lambda rng: _pairs(rng, 12), _adds_up),
    ],
    misconceptions=[
        Misconception(
            "entropy of the model", "your \"entropy\" is that of the model, not that of the truth.",
            "Messages come from the truth, whatever book they are written in. Which part of the bill could no book "
            "avoid?",
            like=[_split(_model_entropy, xl.kl_divergence, xl.cross_entropy),
                  _split(_model_entropy, _minus(xl.cross_entropy, _model_entropy), xl.cross_entropy),
                  _split(_model_entropy, xl.kl_divergence, _minus(_model_entropy, xl.kl_divergence, 1))]),
        Misconception(
            "waste of the other direction", "your \"kl\" is that of the other direction.",
            "The bill is for Bob's weather in Alice's code; you report what Alice's weather would waste in Bob's. Do "
            "your two parts add up to the bill?",
            like=[_split(_entropy, _reverse, whole) for whole in (
                xl.cross_entropy, _minus(_entropy, _reverse, 1), lambda p, q, base: xl.cross_entropy(q, p, base))]),
        Misconception(
            "truth and model exchanged", "all three of your numbers belong to the same pair with truth and model "
            "exchanged.",
            "Truth first is this course's order. Whose messages are sent here, and who wrote the code book?",
            like=[_of_pair(xl.decompose, lambda p, q, base: xl.decompose(q, p, base))]),
        Misconception(
            "difference of entropies", "your \"kl\" is the difference of the two entropies.",
            "Bob and Alice are equally uncertain, 1.75 bits each. Does his weather cost nothing extra in her code?",
            like=[_split(_entropy, kl, xl.cross_entropy) for kl in (
                _minus(_entropy, _model_entropy), _minus(_model_entropy, _entropy),
                lambda p, q, base: abs(xl.entropy(p, base) - xl.entropy(q, base)))]),
        Misconception(
            "labels exchanged", "your three numbers are right, but under each other's names.",
            "Which of the three has to be the largest, because the other two are its parts?",
            like=[(lambda p, q, base=2.0, i=i: _relabelled(p, q, base)[i]) for i in range(5)]),
        Misconception(
            "missing minus", "some of your parts are the right size, but negative.",
            "All three are costs. What sign does the logarithm of a probability have, and what sign has a cost?",
            like=_some(_negative)),
        Misconception(
            "base ignored", "some of your parts do not follow `base`: they use one unit whatever is asked for.",
            "Apples plus inches: what is the sum of an entropy in bits and a divergence in nats? Which of your three "
            "lines never mentions `base`?",
            like=[imitation for unit in (2.0, math.e, 10.0) for imitation in _some(partial(_in, unit))]),
        Misconception(
            "0 log 0", "as soon as an outcome has probability 0, one of your parts finds no value.",
            "What never happens is never paid for, neither in the truth's code nor in the model's. Which outcomes do "
            "your sums need?",
            shows=lambda seen: only_where(xl.decompose, _some_zero, _unknown)(seen) and not _infinity_minus_infinity(
                seen)),
        Misconception(
            "infinity minus infinity", "where the waste is infinite, your function loses nature's part: it is found by "
            "subtracting one infinity from another.",
            "Does the entropy of the truth depend on the model at all? Which of the three can be computed without "
            "looking at q?",
            shows=lambda seen: _infinity_minus_infinity(seen)),
        Misconception(
            "finite price for the impossible", "something happens that the model calls impossible, and your bill stays "
            "finite.",
            "The code book has no word for what has to be said. Where does your finite number come from?",
            shows=only_where(xl.decompose, _impossible_happens, _finite)),
        Misconception(
            "rounded", "your parts are right to a few digits only.",
            "Rounded parts do not add up to a rounded whole. Who should decide how many digits to show: the function, "
            "or whoever prints its result?", shows=_rounded),
    ],
    probes=[call([0.2, 0.8], [0.6, 0.4], base=10.0)],
)


def _infinity_minus_infinity(seen: Seen) -> bool:
    return only_where(xl.decompose, _impossible_happens, _entropy_unknown)(seen)


# ---------------------------------------------------------------- 3.3 js_divergence


def _js_by(*formulas: Function) -> list[Function]:
    return [_of_pair(xl.js_divergence, formula) for formula in formulas]


def _mixture(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return (p + q) / 2


def _to_the_mixture(p: np.ndarray, q: np.ndarray, base: float) -> float:
    return xl.kl_divergence(p, _mixture(p, q), base)


def _from_the_mixture(p: np.ndarray, q: np.ndarray, base: float) -> float:
    return xl.kl_divergence(_mixture(p, q), p, base)


def _within_bounds(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    value = float(answer(p, q))
    return None if -1e-12 <= value <= 1 + 1e-12 else f"the value is {value:.6g}."


def _same_both_ways(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    there, back = float(answer(p, q)), float(answer(q, p))
    return None if abs(there - back) <= 1e-12 else f"one way it is {there:.6g}, the other way {back:.6g}."


JS_DIVERGENCE = Exercise(
    name="js_divergence", points=2, visible_points=1, reference=xl.js_divergence, returns=NUMBER,
    visible=[
        Values("Nothing in common is 1 bit, the same distribution twice is 0.",
               [call([1.0, 0.0], [0.0, 1.0]), call([0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.25, 0.75]), call(BOB, BOB)]),
        Values("Bob and Alice are 0.132856 bit apart, whoever comes first.", [call(BOB, ALICE), call(ALICE, BOB)]),
    ],
    hidden=[
        Values("Zeros in one, in the other or in both are fine, and nothing warns.", [
            call([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]), call([1.0, 0.0], [0.5, 0.5]),
            call([0.0, 1.0, 0.0], [0.0, 1.0, 0.0]),
            call(np.array([0.0, 0.25, 0.75, 0.0]), np.array([0.5, 0.5, 0.0, 0.0]))], silent=True),
        Law("The value lies between 0 and 1 bit.", lambda rng: _pairs(rng, 60), _within_bounds),
        Law("The order of the two does not matter.", lambda rng: _pairs(rng, 20), _same_both_ways),
        Values("`base` is followed: with base e the maximum is ln 2.", [
            call([1.0, 0.0], [0.0, 1.0], base=math.e), call(BOB, ALICE, base=math.e), call(BOB, ALICE, base=10.0)]),
        Values("Fresh pairs have the right value; the input stays as it was.",
               lambda rng: [call(p, q) for p, q in _pairs(rng, 20)]),
    ],
    misconceptions=[
        Misconception(
            "compared with each other", "you compare the two directly, in both directions; with nothing in common "
            "that is infinite.",
            "Each should be compared with something that has all their outcomes. What do p and q look like when you "
            "mix them half and half?",
            like=_js_by(*(lambda p, q, base, share=share: share * (
                xl.kl_divergence(p, q, base) + xl.kl_divergence(q, p, base)) for share in (0.5, 1)))),
        Misconception(
            "not halved", "your values are twice the right ones: you add the two divergences.",
            "Two strangers should be 1 bit apart: one yes-or-no question tells whose the outcome was. How do you get "
            "from a sum to a mean?",
            like=_js_by(lambda p, q, base: 2 * xl.js_divergence(p, q, base))),
        Misconception(
            "square root", "your values are the square roots of the right ones: the Jensen-Shannon distance, as "
            "SciPy's function of that name returns it.",
            "The divergence itself is asked for here. Is 0.132856 what your value gives when it is squared?",
            like=_js_by(lambda p, q, base: np.sqrt(xl.js_divergence(p, q, base)),
                        lambda p, q, base: np.sqrt(2 * xl.js_divergence(p, q, base)))),
        Misconception(
            "mixture in front", "the mixture stands in front in your divergences; it is the model here, not the truth.",
            "Which of the two decides how often an outcome occurs? Can it be infinite with p in front and the mixture "
            "behind?",
            like=_js_by(*(lambda p, q, base, share=share: share * (
                _from_the_mixture(p, q, base) + _from_the_mixture(q, p, base)) for share in (0.5, 1)))),
        Misconception(
            "one side only", "you compare only one of the two with the mixture, so the order still matters.",
            "What would the other one say?",
            like=_js_by(_to_the_mixture, lambda p, q, base: _to_the_mixture(q, p, base),
                        lambda p, q, base: _to_the_mixture(p, q, base) / 2,
                        lambda p, q, base: _to_the_mixture(q, p, base) / 2)),
        Misconception(
            "mixture not halved", "your mixture adds up to 2, so it is no distribution.",
            "The same distribution twice should be 0 apart. What do you get, and why just that number?",
            like=_js_by(lambda p, q, base: np.sum(_terms(p, p + q, base) + _terms(q, p + q, base)) / 2,
                        lambda p, q, base: np.sum(_terms(p, p + q, base) + _terms(q, p + q, base)),
                        lambda p, q, base: abs(np.sum(_terms(p, p + q, base) + _terms(q, p + q, base))) / 2)),
        Misconception(
            "entropies not averaged", "of the mixture's entropy you subtract something else than the average of the "
            "two entropies.",
            "Mixing p with itself changes nothing, so the difference should be 0. What is yours for BOB and BOB?",
            like=_js_by(*(lambda p, q, base, share=share: xl.entropy(_mixture(p, q), base) - share * (
                xl.entropy(p, base) + xl.entropy(q, base)) for share in (0, 1)),
                lambda p, q, base: xl.entropy(_mixture(p, q), base) - xl.entropy(p, base))),
        Misconception(
            "missing minus", "your values are the right size, but negative.",
            "A mixture is more uncertain than its ingredients are on average. What do you subtract from what?",
            like=_js_by(lambda p, q, base: -xl.js_divergence(p, q, base))),
        Misconception(
            "base ignored", "your values do not follow `base`: one unit is used whatever is asked for.",
            "Two strangers are 1 bit apart, and how many nats? When does your function hear of the base?",
            like=_js_by(*(lambda p, q, base, unit=unit: xl.js_divergence(p, q, unit)
                          for unit in (2.0, math.e, 10.0)))),
        Misconception(
            "gap between the bars", "your values measure how far apart the bars of p and q are, with no logarithm.",
            "Half the total gap is 1 for two strangers too, so it looks alike. What is it for Bob and Alice?",
            like=_js_by(lambda p, q, base: np.sum(np.abs(p - q)) / 2, lambda p, q, base: np.max(np.abs(p - q)),
                        lambda p, q, base: np.sum((p - q) ** 2) / 2, lambda p, q, base: np.sum((p - q) ** 2))),
        Misconception(
            "0 log 0", "as soon as an outcome has probability 0, your function finds no value.",
            "The mixture has a zero only where both have one. Which terms of your sums are never needed?",
            shows=only_where(xl.js_divergence, _some_zero, _unknown)),
        Misconception(
            "log of zero", "your values are right, but NumPy complains on the way about a zero in a logarithm or a "
            "division.",
            "Which outcomes could leave each of the two sums before a logarithm is taken?",
            shows=right_but_warned(xl.js_divergence)),
        Misconception(
            "a small constant", "your values are nearly right; a small constant in the logarithm, or a limit on the "
            "probabilities, shifts them.",
            "Against which infinity is it a guard? Is there one, when the mixture is the model?",
            shows=lambda seen: _nearly_but_not(seen)),
    ],
    probes=[call([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]), call([0.7, 0.2, 0.1], [0.1, 0.1, 0.8], base=math.e)],
)


def _nearly_but_not(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.js_divergence)
    return (all(close(outcome.value, right, atol=0.01) for _, outcome, right in valid)
            and any(not close(outcome.value, right) for _, outcome, right in valid))


# ---------------------------------------------------------------- 3.4 best_fit

TWO_HUMPS = [0.5, 0.03, 0.02, 0.05, 0.4]
ON_THE_SMALL, ON_THE_TALL = [0.05, 0.05, 0.05, 0.05, 0.8], [0.8, 0.05, 0.05, 0.05, 0.05]
WIDE = [0.25, 0.15, 0.2, 0.15, 0.25]
BELLS = [ON_THE_SMALL, WIDE, ON_THE_TALL]
MISSES, INVENTS = [[0.5, 0.5, 0.0], [0.98, 0.01, 0.01]], [[0.4, 0.5, 0.1], [0.999, 0.001, 0.0]]

Cost = Callable[[np.ndarray, np.ndarray, str], float]


def _by_direction(forward: Function, reverse: Function) -> Cost:
    return lambda p, q, direction: forward(p, q) if direction == "forward" else reverse(q, p)


_COST = _by_direction(xl.kl_divergence, xl.kl_divergence)


def _choosing(*costs: Cost, pick: Callable[[Sequence[float]], Any] = np.argmin) -> list[Function]:
    """A best_fit for each cost: refuses what the exercise refuses, and picks by that cost."""

    def imitating(cost: Cost) -> Function:
        def imitation(p: Any, candidates: Any, direction: str) -> int:
            xl.best_fit(p, candidates, direction)
            truth = np.asarray(p, float)
            with np.errstate(all="ignore"):
                return int(pick([cost(truth, q, direction) for q in np.asarray(candidates, float)]))
        return imitation

    return [imitating(cost) for cost in costs]


def _last_smallest(costs: Sequence[float]) -> int:
    return len(costs) - 1 - int(np.argmin(costs[::-1]))


def _both_possible(p: np.ndarray, q: np.ndarray) -> float:
    """The sum over the outcomes that both hold possible: an infinite term disappears."""
    possible = (p > 0) & (q > 0)
    return float(np.sum(_terms(p[possible], q[possible], 2.0)))


def _zero_somewhere(p: Any, candidates: Any, direction: str) -> bool:
    return 0 in np.ravel(p) or 0 in np.ravel(candidates)


def _astray_at_zeros(seen: Seen) -> bool:
    """Right wherever there is no zero, and wrong somewhere where there is one."""
    valid, _ = sorted_out(seen, xl.best_fit)
    wrong = [request for request, outcome, right in valid if not close(outcome.value, right)]
    return bool(wrong) and all(_zero_somewhere(*request.args) for request in wrong)


def _returns(value_of: Callable[[Call, int], Any]) -> Callable[[Seen], bool]:
    """Where the best index was asked for, what it points at was returned."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, xl.best_fit)
        return bool(valid) and all(close(outcome.value, value_of(request, right)) for request, outcome, right in valid)

    return shows


def _cost_of(request: Call, index: int) -> float:
    p, candidates, direction = request.args
    return _COST(np.asarray(p), np.asarray(candidates[index]), direction)


def _fresh_fits(rng: np.random.Generator) -> Iterator[Call]:
    for K, M in ((2, 3), (3, 5), (4, 4), (6, 12), (10, 30)):
        p, candidates = rng.dirichlet(np.ones(K)), rng.dirichlet(np.full(K, 0.7), size=M)
        for direction in ("forward", "reverse"):
            yield call(p, candidates, direction)


BEST_FIT = Exercise(
    name="best_fit", points=3, visible_points=1, reference=xl.best_fit, returns=INTEGER,
    visible=[
        Values("Of three models for a truth with two humps, forward picks the wide one, reverse the one on the "
               "taller hump.", [call(TWO_HUMPS, BELLS, "forward"), call(TWO_HUMPS, BELLS, "reverse")]),
        Values("The same from arrays in another order.", [
            call(np.array(TWO_HUMPS), np.array([ON_THE_TALL, ON_THE_SMALL, WIDE]), direction)
            for direction in ("forward", "reverse")]),
    ],
    hidden=[
        Values("Forward never picks a candidate that calls impossible what happens.",
               [call([0.45, 0.45, 0.1], MISSES, "forward"), call([0.9, 0.05, 0.05], INVENTS[::-1], "forward")]),
        Values("Reverse never picks a candidate that invents what never happens.",
               [call([0.5, 0.5, 0.0], INVENTS, "reverse"), call([0.25, 0.75, 0.0], MISSES[::-1], "reverse")]),
        Values("An exact match wins in both directions, whatever else is on offer.", [
            call([0.5, 0.3, 0.2], [[1.0, 0.0, 0.0], [0.4, 0.3, 0.3], [0.5, 0.3, 0.2]], direction)
            for direction in ("forward", "reverse")]),
        Values("The first one wins where several are equally good.", [
            call([0.5, 0.5], [[0.9, 0.1], [0.6, 0.4], [0.6, 0.4]], direction) for direction in ("forward", "reverse")]),
        Values("Another direction than these two is refused with a ValueError.", [
            call([0.5, 0.5], [[0.5, 0.5]], direction) for direction in ("backward", "", "Forward", None)]),
        Values("Fresh truths and candidates: the right one is picked in both directions.", _fresh_fits),
    ],
    misconceptions=[
        Misconception(
            "directions exchanged", "you pick for \"forward\" what is best in reverse, and the other way round.",
            "Forward puts the truth in front. Who does the weighting then, and what happens to a candidate that is "
            "nearly 0 where the truth is not?",
            like=_choosing(_by_direction(lambda p, q: xl.kl_divergence(q, p), lambda q, p: xl.kl_divergence(p, q)))),
        Misconception(
            "largest instead of smallest", "you pick the candidate with the largest divergence.",
            "What is the divergence of a perfect model?",
            like=[*_choosing(_COST, pick=np.argmax),
                  *_choosing(_by_direction(xl.cross_entropy, xl.cross_entropy), pick=np.argmax)]),
        Misconception(
            "direction not used", "you pick the same candidate whatever the direction.",
            "Where does `direction` enter your calculation? Print both divergences for two candidates: do they rank "
            "them alike?",
            like=_choosing(lambda p, q, direction: xl.kl_divergence(p, q),
                           lambda p, q, direction: xl.kl_divergence(q, p),
                           lambda p, q, direction: xl.cross_entropy(p, q))),
        Misconception(
            "whole bill in reverse", "in reverse you compare whole bills, and the candidate that always says the same "
            "comes off best.",
            "Forward, all candidates share the truth's entropy, so the bill ranks them rightly. Whose entropy is part "
            "of the bill in reverse, and is it the same for all?",
            like=_choosing(_by_direction(xl.kl_divergence, xl.cross_entropy),
                           _by_direction(xl.cross_entropy, xl.cross_entropy))),
        Misconception(
            "symmetric measure", "you rank by something that is the same in both directions.",
            "If the two directions always agreed, the exercise would not need the word. What makes them differ?",
            like=_choosing(lambda p, q, direction: xl.kl_divergence(p, q) + xl.kl_divergence(q, p),
                           lambda p, q, direction: xl.js_divergence(p, q))),
        Misconception(
            "gap between the bars", "you rank by how far apart the bars are, with no logarithm.",
            "A bar of 0.02 where the truth has 0.36 and a bar of 0.34 where it has 0.68 are equally far off. Which of "
            "the two makes for the longer codewords?",
            like=_choosing(lambda p, q, direction: float(np.sum((p - q) ** 2)),
                           lambda p, q, direction: float(np.sum(np.abs(p - q))),
                           lambda p, q, direction: float(np.max(np.abs(p - q))))),
        Misconception(
            "the price, not the place", "you return how good the best candidate is, not which one it is.",
            "The caller wants to take candidates[i]. What is i?", shows=_returns(_cost_of)),
        Misconception(
            "the candidate, not the place", "you return the best candidate itself, not its index.",
            "The caller wants to take candidates[i]. What is i?",
            shows=_returns(lambda request, index: request.args[1][index])),
        Misconception(
            "impossible left out", "terms with a zero are left out of your sums, so a candidate is not charged for "
            "what it calls impossible.",
            "Forward, a candidate has no word for something that happens. Which price should put it last?",
            shows=lambda seen: any(always_as(xl.best_fit, imitation)(seen) for imitation in _choosing(*(
                _by_direction(cost, cost) for cost in (
                    _both_possible, lambda p, q: abs(_both_possible(p, q)),
                    lambda p, q: max(0.0, _both_possible(p, q))))))),
        Misconception(
            "0 log 0", "without zeros you pick rightly; with them your function stops or goes astray.",
            "Look at the divergences themselves before the smallest is picked: is there a nan among them? How does it "
            "compare with a number?",
            shows=_astray_at_zeros),
        Misconception(
            "last of equals", "where several candidates are equally good, you pick the last one.",
            "What does your comparison do when a candidate is just as good as the best so far?",
            like=_choosing(_COST, pick=_last_smallest)),
        Misconception(
            "any direction will do", "a direction that does not exist is not refused.",
            "Somebody writes \"Forward\" or \"backward\" by mistake. Which of your branches do they land in, and will "
            "they ever know?", shows=unchecked(xl.best_fit)),
    ],
    probes=[call([0.5, 0.3, 0.2], [[0.98, 0.01, 0.01], [0.3, 0.4, 0.3]], "reverse"),
            call(TWO_HUMPS, BELLS, "reverse"), *_fresh_fits(np.random.default_rng(0))],
)

# ---------------------------------------------------------------- 3.5 not_a_distance

ENOUGH = 0.01  # bit


def _flaw(triple: Any) -> str | None:
    """What keeps three rows from being distributions of one length without zeros."""
    for name, row in zip("pqr", triple, strict=True):
        if not xl.is_distribution(row):
            return f"{name} is not a distribution: look at its sign and its total."
        if min(row) <= 0:
            return f"{name} has a zero; every entry has to be positive."
    if len({len(row) for row in triple}) > 1:
        return "The three do not have the same length."
    return None


def _saved(p: Any, q: Any, r: Any) -> float:
    """By how many bits the detour from p over q to r is cheaper than the direct way."""
    return xl.kl_divergence(p, r) - xl.kl_divergence(p, q) - xl.kl_divergence(q, r)


def _shortcut(answer: Function) -> str | None:
    triple = answer()
    flaw = _flaw(triple)
    if flaw:
        return flaw
    p, q, r = triple
    if _saved(p, q, r) >= ENOUGH:
        return None
    return (f"the direct way costs {xl.kl_divergence(p, r):.4g} bits, the detour {xl.kl_divergence(p, q):.4g} + "
            f"{xl.kl_divergence(q, r):.4g}.")


def _shows_of_triple(property_of: Callable[..., bool], clean: bool = True) -> Callable[[Seen], bool]:
    """Every triple that was returned has this property; `clean`: and each is free of other flaws."""

    def shows(seen: Seen) -> bool:
        if not seen or any(ROWS.problem(outcome.value, "pqr") for _, outcome in seen):
            return False
        triples = [ROWS.plain(outcome.value) for _, outcome in seen]
        return all((_flaw(triple) is None or not clean) and property_of(*triple) for triple in triples)

    return shows


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return close(a, b)


def _zeros_do_it(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> bool:
    if not all(map(xl.is_distribution, (p, q, r))) or len({len(p), len(q), len(r)}) > 1:
        return False
    return math.inf in (xl.kl_divergence(p, r), xl.kl_divergence(p, q), xl.kl_divergence(q, r))


NOT_A_DISTANCE = Exercise(
    name="not_a_distance", points=2, visible_points=1, reference=xl.not_a_distance, returns=ROWS,
    judge=lambda request, value, right: _flaw(value),
    visible=[
        Values("Three distributions of the same length, with no zero among them.", [call()]),
        Law("The detour over q is cheaper by at least 0.01 bit.", lambda rng: [()], _shortcut),
    ],
    hidden=[
        Law("Called again and again, it still returns such an example.", lambda rng: [(), (), ()], _shortcut),
    ],
    misconceptions=[
        Misconception(
            "all the same", "your three distributions are one and the same, and both ways cost nothing.",
            "A shortcut has to be shorter than the direct way. What must p and r be for the direct way to cost "
            "anything?",
            shows=_shows_of_triple(lambda p, q, r: _same(p, q) and _same(q, r))),
        Misconception(
            "there and back", "you return to where you started: this shows at most that the way back has another "
            "price than the way out.",
            "That D(p‖q) and D(q‖p) differ is one defect. A triangle has three corners: which one is missing?",
            shows=_shows_of_triple(lambda p, q, r: _same(p, r) and not _same(p, q))),
        Misconception(
            "no stop on the way", "your q is one of the two ends, so the detour is the direct way itself.",
            "Where could one stop on the way from p to r, so that two short stages replace a long one?",
            shows=_shows_of_triple(lambda p, q, r: not _same(p, r) and (_same(p, q) or _same(q, r)))),
        Misconception(
            "zeros do it", "a zero in your example makes one of the costs infinite.",
            "With infinity anything can be made larger than anything. The defect is there among ordinary numbers too: "
            "what becomes of your example when each zero is a small probability?",
            shows=_shows_of_triple(_zeros_do_it, clean=False)),
        Misconception(
            "too small a gain", "your detour is cheaper, but by less than 0.01 bit.",
            "Divergence grows like a square at first: twice as far is four times as dear. What happens to the gain "
            "when p and r move further apart?",
            shows=_shows_of_triple(lambda p, q, r: 0 < _saved(p, q, r) < ENOUGH)),
        Misconception(
            "detour too far", "in your example the detour costs more, as it should for a distance.",
            "Most stops q are out of the way. Where between p and r would the two stages be equally long?",
            shows=_shows_of_triple(lambda p, q, r: not _same(p, r) and not _same(p, q) and not _same(q, r)
                                   and _saved(p, q, r) <= 0)),
    ],
)

EXERCISES = {exercise.name: exercise for exercise in (
    KL_DIVERGENCE, DECOMPOSE, JS_DIVERGENCE, BEST_FIT, NOT_A_DISTANCE)}
