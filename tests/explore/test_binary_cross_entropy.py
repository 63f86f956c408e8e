"""The explorations of notebook 04 draw something wherever their sliders stand, and start where their twin stands."""

import pytest

from xentlib import explore, plots


@pytest.mark.parametrize("make, twin", [
    (explore.say_always, plots.best_constants(rate=0.7)),
    (explore.slope_of_z, plots.slopes(z=4)),
    (explore.ball_race, explore.two_balls(start=6, updates=86)),
])
def test_an_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back(make, twin):
    question, *sliders, reset, screen = make().children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    for slider in sliders:
        seen = {screen.value}
        for value in (slider.min, (slider.min + slider.max) / 2 + slider.step, slider.max):
            slider.value = round(value / slider.step) * slider.step
            seen.add(screen.value)
        assert len(seen) == 4
    reset.click()
    assert screen.value == twin._repr_html_()
