"""The explorations of notebook 03 draw something wherever their sliders stand, and start where their twin stands."""

import pytest

from xentlib import explore, plots


@pytest.mark.parametrize("make, twin", [
    (explore.coin_and_model, plots.coin_bill(p=0.6, q=0.2)),
    (explore.one_bell, plots.fit(mean=0, sd=2)),
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
        assert len(seen) == 4
    reset.click()
    assert screen.value == twin._repr_html_()
