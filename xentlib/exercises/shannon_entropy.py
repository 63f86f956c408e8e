"""The exercises of notebook 01: entropy, and the codes that come near it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from .draws import distributions

# ---------------------------------------------------------------- 1.1 entropy


def _unweighted(p: Any, base: float = 2.0) -> float:
    p = np.asarray(p, float)
    return float(-np.sum(np.log(p[p > 0])) / math.log(base))


def _without_minus(p: Any, base: float = 2.0) -> float:
    return -xl.entropy(p, base)


def _always_bits(p: Any, base: float = 2.0) -> float:
    return xl.entropy(p)


def _always_nats(p: Any, base: float = 2.0) -> float:
    return xl.entropy(p, math.e)


def _averaged_again(p: Any, base: float = 2.0) -> float:
    return xl.entropy(p, base) / len(p)


def _without_validation(p: Any, base: float = 2.0) -> float:
    p = np.asarray(p, float)
    return float(-np.sum(p[p > 0] * np.log(p[p > 0])) / math.log(base))


def _normalising(p: Any, base: float = 2.0) -> float:
    return xl.entropy(xl.normalise(np.abs(p)), base)


def _dropping_small(p: Any, base: float = 2.0) -> float:
    p = np.asarray(p, float)
    return _without_validation(p[p > 1e-10], base)


def _shows_epsilon(seen: list[tuple[Call, Outcome]]) -> bool:
    """A certain event costs a tiny amount below zero instead of nothing."""
    certain = [o.value for c, o in seen if sorted(c.args[0])[-1] == 1.0 and isinstance(o.value, float)]
    return bool(certain) and all(-1e-3 < value < 0 for value in certain)


ENTROPY = Exercise(
    name="entropy", points=3, visible_points=1, reference=xl.entropy, returns=NUMBER,
    visible=[
        Values("A fair coin has 1 bit, four equal outcomes have 2, and [1/2, 1/4, 1/8, 1/8] has 1.75.", [
            call([0.5, 0.5]), call([0.25] * 4), call([0.5, 0.25, 0.125, 0.125])]),
        Values("A biased coin has 0.468996 bits, which is 0.325083 nats.", [
            call([0.9, 0.1]), call([0.9, 0.1], base=math.e)]),
        Values("Outcomes that never happen cost nothing.", [call([1.0, 0.0]), call([0.5, 0.5, 0.0])]),
    ],
    hidden=[
        Values("Certainty costs exactly 0.0, and nothing warns.",
               [call([1.0]), call([0.0, 1.0, 0.0]), call(np.array([1.0, 0.0]))], silent=True, zero_is_positive=True),
        Values("What is no distribution is refused with a ValueError.",
               [call([0.36, 0.65, 0.45]), call([1.5, -0.5]), call([np.nan, 1.0]), call([])]),
        Values("Fresh distributions, impossible outcomes among them, have the right entropy.",
               lambda rng: [call(p.tolist()) for p in distributions(rng, 20)]
               + [call(np.full(1000, 1e-3)), call([0.2, 0.3, 0.5], base=10.0)]),
        Law("The order of the outcomes does not matter.", lambda rng: ((p,) for p in distributions(rng, 10)),
            lambda answer, p: None if abs(answer(p) - answer(p[::-1].copy())) < 1e-9 else
            "turning the list round changes the entropy."),
        Values("Tiny probabilities keep their tiny contribution.", [call([1 - 1e-12, 1e-12])], rtol=1e-4, atol=0),
        Values("The input stays as it was.", lambda rng: [call(p) for p in distributions(rng, 4)]),
    ],
    misconceptions=[
        Misconception("missing minus", "your entropies are the right size, but negative.",
                      "A probability is at most 1. What sign does its logarithm have, and what sign should a price have?",
                      like=[_without_minus]),
        Misconception("base ignored", "your values do not follow `base`: one unit is always used.",
                      "`base=np.e` asks for nats and `base=2` for bits. How many bits does a fair coin have, and how many nats?",
                      like=[_always_bits, _always_nats]),
        Misconception("averaged twice", "your values are the right ones divided by the number of outcomes.",
                      "The probabilities p already are the weights of an average. What does dividing by K do on top?",
                      like=[_averaged_again]),
        Misconception("unweighted", "you add the surprises of all outcomes as if each happened equally often.",
                      "How often does each outcome happen, and so how much does its surprise count?", like=[_unweighted]),
        Misconception("epsilon inside", "a certain event has a slightly negative entropy in your function.",
                      "What does a small number added inside the logarithm do to log 1?", shows=_shows_epsilon),
        Misconception("no validation", "numbers that are no distribution get an entropy from you.",
                      "What would somebody notice who passes [0.36, 0.65, 0.45] by mistake?", like=[_without_validation]),
        Misconception("silent normalising", "you repair what is no distribution and answer another question.",
                      "Which bug upstream would you never hear of?", like=[_normalising]),
        Misconception("small ones dropped", "your function forgets outcomes that are rare but possible.",
                      "Only one probability contributes exactly nothing. Which?", like=[_dropping_small]),
    ],
    probes=[call([1.5, -0.5]), call([1.0, 0.0]), call([0.36, 0.65, 0.45])],
)

EXERCISES = {"entropy": ENTROPY}
