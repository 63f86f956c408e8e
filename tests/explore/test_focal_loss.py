"""The explorations of notebook 09 draw something wherever their sliders stand, and start where their twin stands."""

import pytest

from xentlib import explore, plots


@pytest.mark.parametrize("make, twin", [
    (explore.turned_down, plots.focal_curve(gamma=2.0, alpha=0.5)),
    (explore.whispering_crowd, plots.crowd(negatives=10_000, sure=0.99, gamma=2.0)),
])
def test_an_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back(make, twin):
    question, *sliders, reset, screen = make().children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    for slider in sliders:
        seen = {screen.value}
        for value in (slider.min, (slider.min + slider.max) / 2 + slider.step, slider.max):
            slider.value = value
            seen.add(screen.value)
        assert len(seen) >= 3  # the slider may start at its end
        reset.click()
        assert screen.value == twin._repr_html_()
