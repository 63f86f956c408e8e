"""The figures of notebook 09 say in words what they show."""

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.experiments import focal, stored_table
from xentlib.plots.focal_loss import crossing

CROWD = np.repeat([0, 1], [10_000, 10])
CROWD_LOGITS = np.where(CROWD == 1, -np.log(9), -np.log(99))
ROWS = stored_table("focal")


def test_the_rare_digit_is_counted():
    words = plots.rare_digit(focal.desk(3, 0)).description
    assert "the 10 positives among 813 training examples, which is 1.2%" in words


@pytest.mark.parametrize("gamma, alpha", [(0, 0.5), (2, 0.5), (5, 0.05), (0.25, 0.95)])
def test_the_focal_curve_names_its_factors_and_weights(gamma, alpha):
    words = plots.focal_curve(gamma, alpha).description
    for p in (0.1, 0.5, 0.9):
        factor = xl.focal_loss([1], [p], gamma=gamma) / -np.log(p)
        assert f"{factor:.3g} at {p:g}" in words
    assert f"Positives weigh {2 * alpha:.3g} and negatives {2 * (1 - alpha):.3g}" in words
    assert ("lies on it" in words) == (gamma == 0)


@pytest.mark.parametrize("gamma", [1, 2, 5])
def test_the_pulls_cross_where_the_two_slopes_are_equal(gamma):
    p = crossing(gamma)
    z = xl.prior_bias(p)
    assert xl.focal_gradient(1, z, gamma) == pytest.approx(xl.focal_gradient(1, z, 0), rel=1e-9)
    assert abs(xl.focal_gradient(1, z - 0.1, gamma)) > abs(xl.focal_gradient(1, z - 0.1, 0))
    words = plots.pull_ratio((gamma,)).description
    z = np.linspace(-8, 8, 20_001)
    ratio = xl.focal_gradient(np.ones(len(z), int), z, gamma) / xl.focal_gradient(np.ones(len(z), int), z, 0)
    assert f"below a probability of {p:.3f}, by a factor of up to {ratio.max():.3f}" in words


def test_the_owners_have_the_shares_of_the_function():
    words = plots.owners(CROWD, CROWD_LOGITS).description
    for gamma in (0, 1, 2):
        assert f"{100 * xl.positive_share(CROWD, CROWD_LOGITS, gamma):.4g} % with gamma {gamma}" in words


@pytest.mark.parametrize("negatives, sure, gamma", [(100, 0.9, 0), (20_000, 0.999, 5), (10_000, 0.99, 2)])
def test_the_crowd_is_that_of_its_sliders(negatives, sure, gamma):
    words = plots.crowd(negatives, sure, gamma).description
    share = 10 * np.log(10) / (10 * np.log(10) - negatives * np.log(sure))
    assert f"10 positives and {negatives} negatives" in words and f"{100 * share:.4g} % with gamma 0" in words


def test_the_hardest_negatives_are_added_up_first():
    z = np.array([3.0, -1.0, -1.0, -1.0, -1.0])
    losses = np.logaddexp(0, z)
    first = 100 * losses[0] / losses.sum()
    assert f"The hardest 20% own {first:.3g} % with gamma 0" in plots.hardest_first(z).description


def test_the_best_answers_are_the_minimisers():
    words = plots.crooked_bets((0, 2)).description
    assert "the best answer is 0.900 with gamma 0 and 0.694 with gamma 2" in words


def test_the_thresholds_are_those_of_the_table():
    words = plots.thresholds(ROWS, "network").description
    for recipe in focal.RECIPES:
        recall, precision = (each[2] for each in focal.operating_points(ROWS, "network", recipe))
        assert f"{recipe} {recall:.2f} and {precision:.2f}" in words
    focal_curve, plain = (focal.operating_points(ROWS, "network", name) for name in ("focal", "cross-entropy"))
    assert (np.interp(plain[0][1:7], *focal_curve) >= plain[1][1:7]).all() and "lies a little higher" in words


def test_the_gains_are_told_with_their_errors():
    words = plots.gains(ROWS, ["network", "linear"], ["focal"]).description
    for setting in ("network", "linear"):
        gain = focal.paired(ROWS, setting, "focal")
        assert f"{setting}: focal {gain.difference:+.3f} ± {2 * gain.error:.3f}" in words


def test_the_learning_curves_are_told():
    assert "slow 0.10 after 10, 0.90 after 100" in plots.catching_up([10, 100], {"slow": [0.1, 0.9]}).description
