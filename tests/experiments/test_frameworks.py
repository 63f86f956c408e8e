"""The stored answers of the frameworks, as a notebook reads them."""

import math

from xentlib.experiments import frameworks


def test_each_question_has_the_exact_answer_and_those_of_the_frameworks():
    asked = frameworks.answers("bce_probs")["p = 0, y = 1: impossible, and it happened"]
    assert asked["exact"] == asked["xentlib"] == math.inf
    assert set(asked) == {"exact", "xentlib", *frameworks.versions()} - {"optax"}


def test_questions_that_should_be_refused_are_left_out():
    assert frameworks.answers("entropy_unnormalised") == {}
    assert frameworks.answers("no such function") == {}
