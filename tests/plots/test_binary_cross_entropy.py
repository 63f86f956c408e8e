"""The figures of notebook 04 say in words what they show."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots


def test_the_price_lists_name_all_prices():
    words = plots.costs((0.25, 0.8)).description
    assert "At 25 % and 80 % they are" in words
    for name, cost in (("log loss", xl.binary_cross_entropy), ("squared error", xl.squared_error),
                       ("absolute error", xl.absolute_error)):
        assert f"{name} {cost([0], [0.25]):.3f} and {cost([0], [0.8]):.3f}" in words


def test_odds_are_told_as_logits_and_probabilities():
    words = plots.sigmoid_curve((1 / 3, 3)).description
    assert "odds of 3 : 1 are the logit 1.10 and the probability 0.75" in words
    assert "odds of 1 : 3 are the logit -1.10 and the probability 0.25" in words


def test_the_likelihood_and_its_dearest_mail():
    words = plots.likelihood([1, 0, 1], [0.5, 0.9, 0.8]).description
    assert f"shrinks from 0.5 to {0.5 * (1 - 0.9) * 0.8:.2g}" in words
    assert f"add up to {3 * xl.binary_cross_entropy([1, 0, 1], [0.5, 0.9, 0.8]):.2f} nats" in words
    assert f"the largest step, {-math.log(0.1):.2f} nats, is mail 2" in words
    assert f"Knowing nothing would have cost {3 * math.log(2):.2f} nats" in words


@pytest.mark.parametrize("rate, absolute", [(0.7, 1), (0.3, 0), (0, 0), (1, 1)])
def test_the_lowest_points_follow_the_share_or_jump(rate, absolute):
    words = plots.best_constants(rate).description
    assert f"log loss at {rate:g}, where it costs {xl.entropy([rate, 1 - rate], base=math.e):.3f}" in words
    assert f"squared error at {rate:g}" in words
    assert f"absolute error at {absolute:g}, where it costs {min(rate, 1 - rate):.3f}" in words


@pytest.mark.parametrize("z", [-8, 0, 4])
def test_both_slopes_are_told(z):
    words = plots.slopes(z).description
    for loss in ("ce", "mse"):
        assert f"has the slope {float(xl.logit_gradient([0], [z], loss)[0]):.4g}" in words


def test_the_balls_are_where_their_paths_say():
    paths = {"ce": [3.0, 1.0, -2.0], "mse": [3.0, 2.9, 2.8]}
    words = plots.rolling(3, 2, paths).description
    assert f"on the log loss the ball is at z = -2.00, output {xl.sigmoid(-2):.3f}, and has arrived" in words
    assert "on the squared error the ball is at z = 2.80" in words and "has not arrived" in words
    assert "z = -2.00" in plots.rolling(3, 99, paths).description  # a path that ends stays at its end


def test_the_updates_are_listed():
    words = plots.steps_by_start([1, 2], {"ce": [50, 60], "mse": [50, 90]}).description
    assert "logits 1, 2: log loss 50, 60; squared error 50, 90" in words


def test_arrivals_of_the_tumours():
    curves = {"ce": [np.array([0.0, 0.96]), np.array([0.0, 0.5])], "mse": [np.array([0.0, 0.1]), np.array([0.97, 1.0])]}
    words = plots.tumour_curves(curves, -3, 10).description
    assert "with log loss 95 % are right after 1 updates and not within 1" in words
    assert "with squared error 95 % are right not within 1 and after 0 updates" in words


def test_the_bowl_has_the_bells_floor():
    words = plots.bell_and_bowl(mean=1, sd=2).description
    assert f"lowest point, {math.log(2 * math.sqrt(2 * math.pi)):.4f} nats, at 1" in words
    assert "One unit away from the mean it is 0.125 nats higher, two units away 0.5" in words
