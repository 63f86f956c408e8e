"""The explorations of notebook 01 draw something at every place of their sliders, and start where their twin stands."""

import pytest

from xentlib import explore, plots


@pytest.mark.parametrize("p", [0, 0.5, 1])
def test_the_coin_can_be_bent_all_the_way(p):
    assert f"p = {p:.3g}" in plots.entropy_curve(p).description


@pytest.mark.parametrize("lengths", [(1, 1, 1, 1), (6, 6, 6, 6), (3, 3, 3, 3), (1, 2, 3, 3)])
def test_the_budget_is_drawn_however_it_is_spent(lengths):
    picture = explore.weather_spending(*lengths)
    used = sum(2.0**-n for n in lengths)
    assert f"In all {used:.7g} of 1" in picture.description
    assert ("no such code" in picture.description) == (used > 1)


@pytest.mark.parametrize("make, twin", [
    (explore.bent_coin, plots.entropy_curve(0.9)),
    (explore.codeword_budget, explore.weather_spending(2, 2, 2, 2)),
])
def test_an_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back(make, twin):
    box = make()
    question, *sliders, reset, screen = box.children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    for slider in sliders:
        for value in (slider.min, slider.max):
            slider.value = value
            assert screen.value.count("<img") == 1 and screen.value != twin._repr_html_()
    reset.click()
    assert screen.value == twin._repr_html_()
