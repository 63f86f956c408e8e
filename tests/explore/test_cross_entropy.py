"""The explorations of notebook 02 draw something at every place of their sliders, and start where their twin stands."""

import pytest

from xentlib import explore, plots
from xentlib.explore.cross_entropy import ALICE, BOB


@pytest.mark.parametrize("share, bill", [(0, "1.75"), (0.7, "1.9999"), (0.75, "2.0436"), (1, "2.375")])
def test_the_book_goes_from_bobs_to_alices(share, bill):
    assert explore.mixed_book(share).description.endswith(f"in all {bill} bits.")


@pytest.mark.parametrize("make, twin", [
    (explore.tangent_line, plots.tangent(p=0.7, q=0.3)),
    (explore.book_between, plots.borrowed_book(BOB, ALICE)),
])
def test_an_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back(make, twin):
    box = make()
    question, *sliders, reset, screen = box.children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    for slider in sliders:
        for value in (slider.min, (slider.min + slider.max) / 2, slider.max):
            slider.value = value
            assert screen.value.count("<img") == 1
            assert (screen.value == twin._repr_html_()) == (len(sliders) == 1 and slider.value == 1)
    reset.click()
    assert screen.value == twin._repr_html_()
