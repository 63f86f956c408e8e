"""The explorations of notebook 01: a coin to bend, and a codeword budget to spend."""

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
