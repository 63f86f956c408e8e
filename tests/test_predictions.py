"""Predictions beside outcomes: in words, whatever was written down as a prediction."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.strange import SECRET, STRANGE
from xentlib.predictions import NOT_YET, believe, compare


def text(comparison):
    assert repr(comparison) == str(comparison) == comparison.text
    return comparison.text


@pytest.mark.parametrize("prediction, outcome, digits, words", [
    (4, 4.485, 4, "You predicted 4 bits; it is 4.485 bits. You were 0.485 bits too low."),
    (5.0, 4.485, 4, "You predicted 5 bits; it is 4.485 bits. You were 0.515 bits too high."),
    (np.float32(0.5), 0.25, 4, "You predicted 0.5 bits; it is 0.25 bits. You were 0.25 bits too high."),
    (-1, 1, 4, "You predicted -1 bits; it is 1 bits. You were 2 bits too low."),
    (4.485, 4.48523, 4, "You predicted 4.485 bits; it is 4.485 bits. Exactly."),
    (4.48, 4.48523, 4, "You predicted 4.48 bits; it is 4.485 bits. You were 0.00523 bits too low."),
    (4.48, 4.48523, 3, "You predicted 4.48 bits; it is 4.49 bits. You were 0.00523 bits too low."),
    (4.49, 4.48523, 3, "You predicted 4.49 bits; it is 4.49 bits. Exactly."),
    (4, 4.48523, 1, "You predicted 4 bits; it is 4 bits. Exactly."),
    (12345678, 12345679, 8, "You predicted 12345678 bits; it is 12345679 bits. You were 1 bits too low."),
    (0, 0.0, 4, "You predicted 0 bits; it is 0 bits. Exactly."),
    (0.0, -0.0, 4, "You predicted 0 bits; it is 0 bits. Exactly."),
    (0.001, 0, 4, "You predicted 0.001 bits; it is 0 bits. You were 0.001 bits too high."),
])
def test_a_number_is_put_beside_the_outcome(prediction, outcome, digits, words):
    assert text(compare(prediction, outcome, "bits", digits)) == words


def test_a_plain_number_has_no_unit():
    assert text(compare(0.5, 0.25, "")) == "You predicted 0.5; it is 0.25. You were 0.25 too high."


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.integers(2, 10))
def test_numbers_that_look_the_same_are_called_exact_and_no_others(prediction, outcome, digits):
    words = text(compare(prediction, outcome, "nats", digits))
    same = float(f"{prediction:.{digits}g}") == float(f"{outcome:.{digits}g}")
    assert ("Exactly." in words) == same
    assert ("too high" in words) == (prediction > outcome and not same)
    assert ("too low" in words) == (prediction < outcome and not same)


@pytest.mark.parametrize("prediction, shown", [
    ("4", "'4'"), (True, "True"), ([4], "[4]"), (math.nan, "np.nan"), (math.inf, "np.inf"), (4 + 0j, "(4+0j)"),
    (..., "an ellipsis"), (np.array([4.0]), "np.array([4.0])"), ("<b>4</b>", "'<b>4</b>'"),
    (2**100_000, "a very long integer"),
], ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_said_to_be_none(prediction, shown):
    assert text(compare(prediction, 4.485, "bits")).startswith(f"Your prediction is {shown}; a number is needed")
    assert text(believe(prediction, True)).startswith(f"Your confidence is {shown}; a probability from 0 to 1 is")


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_is_not_asked_anything(name):
    for comparison in (compare(STRANGE[name](), 1.0, "bits"), believe(STRANGE[name](), False)):
        assert text(comparison).startswith(("Your prediction is a", "Your confidence is a"))
        assert SECRET not in text(comparison)


def test_before_a_prediction_nothing_is_given_away():
    assert text(compare(None, 4.485, "bits")) == text(believe(None, True)) == NOT_YET
    assert "4" not in NOT_YET


@pytest.mark.parametrize("confidence, truth, given, price", [
    (0.9, False, "0.1", "3.32 bits"), (0.9, True, "0.9", "0.15 bits"), (0.5, np.False_, "0.5", "1.00 bits"),
    (1, True, "1", "0.00 bits"), (0, False, "1", "0.00 bits"),
    (1, False, "0", "infinitely many bits"), (0.0, True, "0", "infinitely many bits"),
])
def test_belief_is_paid_for_in_bits(confidence, truth, given, price):
    assert text(believe(confidence, truth)) == (
        f"The statement is {'true' if truth else 'false'}. You gave that a probability of {given}, "
        f"so it surprised you by {price}.")


@pytest.mark.parametrize("confidence", [-0.1, 1.1, 90, -math.inf, math.nan])
def test_a_belief_beyond_certainty_is_refused(confidence):
    assert "a probability from 0 to 1 is needed" in text(believe(confidence, True))


@given(st.floats(0.001, 0.999))
def test_doubt_and_belief_pay_alike(confidence):
    price = text(believe(confidence, True)).split("by ")[1]
    assert price == f"{-math.log2(confidence):.2f} bits."
    assert abs(float(text(believe(1 - confidence, False)).split("by ")[1].split()[0]) - float(price.split()[0])) < 0.011


def test_a_comparison_is_escaped_in_the_page():
    page = compare("<script>", 1, "bits")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.startswith("<p") and page.endswith("</p>")


def test_an_outcome_that_is_no_number_is_not_compared():
    assert "nothing to compare" in repr(compare(0.5, float("nan"), "nats"))
