"""The explorations of notebook 08 draw something wherever their sliders stand, and start where their twin stands."""

import numpy as np
import pytest

from xentlib import explore, plots

LOGITS = np.random.default_rng(0).normal(0, 3, (60, 5))
LABELS = np.arange(60) % 5


@pytest.mark.parametrize("make, twin", [
    (explore.modest_loss, plots.loss_by_confidence(eps=0.2, K=2)),
    (lambda: explore.thermometer(LOGITS, LABELS), plots.temperature_curve(LOGITS, LABELS, T=1.0)),
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
        assert len(seen) >= 3  # the middle or an end may be where it started
    reset.click()
    assert screen.value == twin._repr_html_()
