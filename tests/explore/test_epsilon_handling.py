"""The exploration of notebook 06 draws something wherever its sliders stand, and starts where its twin stands."""

from xentlib import explore, plots


def test_it_starts_as_its_twin_follows_its_sliders_and_comes_back():
    twin = plots.one_epsilon(power=7, z=20)._repr_html_()
    question, *sliders, reset, screen = explore.along_the_cliff().children
    assert "?" in question.value
    assert screen.value == twin
    for slider in sliders:
        seen = {screen.value}
        for value in (slider.min, (slider.min + slider.max) // 2 + slider.step, slider.max):
            slider.value = value
            seen.add(screen.value)
        assert len(seen) == 4
    reset.click()
    assert screen.value == twin
