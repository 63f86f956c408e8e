"""The exploration of notebook 05 draws something wherever its sliders stand, and starts where its twin stands."""

from xentlib import explore, plots


def test_the_exploration_starts_as_its_twin_follows_its_sliders_and_comes_back():
    question, *sliders, reset, screen = explore.votes_and_shares().children
    twin = plots.votes(temperature=1, shift=0)._repr_html_()
    assert "?" in question.value
    assert screen.value == twin
    for slider in sliders:
        seen = {screen.value}
        for value in (slider.min, (slider.min + slider.max) / 2 + slider.step, slider.max):
            slider.value = value
            seen.add(screen.value)
        assert len(seen) == 4
    reset.click()
    assert screen.value == twin
