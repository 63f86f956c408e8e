"""The explorations of notebook 00 draw something wherever their sliders stand, and start where their twin stands."""

import pytest

import xentlib as xl
from xentlib import explore, plots


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


@pytest.mark.parametrize("make, twin", [
    (explore.surprise_of_p, plots.surprise_curve(p=0.25)),
    (explore.yes_or_no, plots.first_question(cut=16)),
])
def test_an_exploration_starts_as_its_twin_follows_its_slider_and_comes_back(make, twin):
    question, slider, reset, screen = make().children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    seen = {screen.value}
    for value in (slider.min, (slider.min + slider.max) / 2, slider.max):
        slider.value = value
        seen.add(screen.value)
    assert len(seen) == 4
    reset.click()
    assert screen.value == twin._repr_html_()
