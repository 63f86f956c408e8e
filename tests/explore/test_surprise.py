"""The explorations of notebook 00: a surprise in three units, and a question with its average."""

import pytest

import xentlib as xl
from xentlib import plots


@pytest.mark.parametrize("p", [0.005, 0.125, 0.5, 1])
def test_the_surprise_is_told_in_three_units(p):
    words = plots.surprise_curve(p).description
    for base, unit in ((2, "bits"), (2.718281828459045, "nats"), (10, "hartleys")):
        assert f"{xl.surprisal(p, base):.4g} {unit}" in words


@pytest.mark.parametrize("cut", [1.0, 31.999999, 32.0, 63.0])
def test_a_question_is_told_with_its_average(cut):
    words = plots.first_question(cut).description
    assert f"is it at most {round(cut)}?" in words
    assert f"on average an answer tells {xl.binary_entropy(round(cut) / 64):.2f} bits" in words
