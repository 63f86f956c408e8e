"""Two small exercises of the tests' own, so that a change of the course cannot hide a change of the engine."""

from __future__ import annotations

import builtins
import signal
import sys
import threading
import warnings

import numpy as np

from xentlib.checking import FLOAT_ARRAY, NUMBER, Exercise, Law, Misconception, Values, call, check_answer


def _reference_double(x):
    if x < 0:
        raise ValueError("x must not be negative")
    return 2.0 * x


def _squared(x):
    return x * x


def _never_refusing(x):
    return 2.0 * x


def _added_two(x):
    return _reference_double(x) / 2 + 2


DOUBLE = Exercise(
    name="double", points=5, visible_points=1, reference=_reference_double, returns=NUMBER,
    visible=[
        Values("Twice 3 is 6.", [call(3.0)]),
        Values("Twice nothing is nothing.", [call(0.0)]),
    ],
    hidden=[
        Values("Fresh numbers are doubled.", lambda rng: [call(x) for x in rng.uniform(3, 9, 5).tolist()]),
        Values("Negative numbers are refused.", [call(-1.0)]),
        Values("A tiny number is doubled in silence.", [call(1e-300)], silent=True, rtol=1e-9, atol=0),
        Law("Twice a sum is the sum of the doubles.", lambda rng: ((n / 2, n / 4) for n in range(1, 40)),
            lambda answer, a, b: None if abs(answer(a + b) - answer(a) - answer(b)) < 1e-9 else
            "the two sides differ."),
    ],
    misconceptions=[
        Misconception("squared", "you multiply the number by itself.", "What is twice 5?", like=[_squared]),
        Misconception("never refuses", "you double negative numbers too.", "Who asks that?", like=[_never_refusing]),
        Misconception("adds two", "you add 2, whatever the number is.", "Is 3 + 2 twice 3?", like=[_added_two]),
    ],
    probes=[call(5.0)],
)


def _reference_shares(counts):
    return np.asarray(counts, float) / np.sum(counts)


SHARES = Exercise(
    name="shares", points=2, visible_points=1, reference=_reference_shares, returns=FLOAT_ARRAY,
    visible=[
        Values("[1, 3] has the shares [1/4, 3/4].", [call(np.array([1.0, 3.0])), call([1.0, 3.0])]),
        Values("Many equal counts have equal shares.", [call(np.ones(100))]),
    ],
    hidden=[Values("Nested data stay as they were.", [call([2.0, 2.0])])],
)


def double(x):
    """A right answer."""
    if x < 0:
        raise ValueError("not below zero")
    return x + x


def _interpreter():
    """What a later cell would stumble over, had an answer left it changed."""
    return {
        "alarm": signal.getsignal(signal.SIGALRM),
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "error being handled": sys.exc_info()[1],
        "trace": sys.gettrace(),
        "profile": sys.getprofile(),
        "recursion": sys.getrecursionlimit(),
        "output": (sys.stdout, sys.stderr),
        "input": builtins.input,
        "floating point": (np.geterr(), np.geterrcall()),
        "warnings": list(warnings.filters),
        "threads": threading.active_count(),
    }


def report(function, exercise=DOUBLE, part="visible"):
    """Check an answer, and see that the process goes on as it was."""
    before = _interpreter()
    made = check_answer(exercise, function, part, np.random.default_rng(7))
    assert _interpreter() == before
    return made
