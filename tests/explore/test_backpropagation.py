"""The explorations of notebook 07 draw something wherever their sliders stand, and start where their twin stands."""

import pytest

from xentlib import explore, plots


@pytest.mark.parametrize("make, twin", [
    (explore.pulled_logits, plots.pull(2.0, 0.7, 0.0, 2)),
    (explore.difference_step, plots.step_errors(-5)),
    (explore.descent_step, plots.step_size(-0.5)),
])
def test_an_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back(make, twin):
    question, *sliders, reset, screen = make().children
    assert "?" in question.value
    assert screen.value == twin._repr_html_()
    for slider in sliders:
        places = {slider.min, (slider.min + slider.max) / 2 + (slider.max > 2) * slider.step, slider.max}
        seen = {screen.value}
        for value in places:
            slider.value = value
            seen.add(screen.value)
        assert len(seen) >= 3
    reset.click()
    assert screen.value == twin._repr_html_()
