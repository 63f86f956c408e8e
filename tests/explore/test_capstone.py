"""The exploration of notebook 10 starts as its twin, follows its slider and comes back."""

from xentlib import explore


def test_one_temperature():
    question, slider, reset, screen = explore.one_temperature().children
    twin = explore.linear_model_at(1.0)._repr_html_()
    assert "?" in question.value and screen.value == twin
    seen = {screen.value}
    for value in (slider.min, (slider.min + slider.max) / 2 + slider.step, slider.max):
        slider.value = value
        seen.add(screen.value)
    assert len(seen) == 4
    reset.click()
    assert screen.value == twin
