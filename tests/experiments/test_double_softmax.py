"""The digits and their four losses: gradients that fit their losses, landmarks, and what accuracy hides."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments.double_softmax import LOSSES, TRAIN, train

FLOOR = math.log(1 + 9 / math.e)


@pytest.mark.parametrize("name", LOSSES)
def test_every_slope_is_that_of_its_loss(name):
    rng = np.random.default_rng(0)
    y, z, h = rng.integers(0, 10, size=4), rng.normal(0, 1, (4, 10)), 1e-5
    slope = LOSSES[name](y, z)[1]
    for place in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[place] = h
        numeric = (LOSSES[name](y, z + step)[0] - LOSSES[name](y, z - step)[0]) / (2 * h)
        assert slope[place] == pytest.approx(numeric, abs=1e-8)


@pytest.mark.parametrize("name, first", [
    ("right", math.log(10)), ("double softmax", math.log(10)), ("sum", TRAIN * math.log(10)), ("squared", 0.09)])
def test_the_first_loss_is_the_know_nothing_value(name, first):
    assert train(name, steps=0).losses == pytest.approx([first])


@pytest.mark.parametrize("seed", [0, 1])
def test_training_helps_and_the_double_softmax_stays_above_its_floor(seed):
    right, double = train(seed=seed, steps=150), train("double softmax", lr=5, seed=seed, steps=150)
    assert len(right.losses) == 151 and (np.diff(right.losses) < 0).all() and right.accuracy > 0.92
    assert FLOOR < double.losses[-1] < FLOOR + 0.15 and double.accuracy > 0.92
    assert right.cross_entropy < math.log(10) / 5


def test_no_prediction_gets_below_the_floor():
    z = np.random.default_rng(1).normal(0, 30, (1000, 10))
    losses = xl.sparse_cross_entropy(z.argmax(axis=1), xl.softmax(z), reduction="none")
    assert losses.min() >= FLOOR - 1e-12
    assert losses.min() == pytest.approx(FLOOR, abs=1e-6)


def test_a_sum_is_a_mean_with_another_learning_rate():
    mean, total = train(steps=20), train("sum", lr=0.5 / TRAIN, steps=20)
    assert total.losses / TRAIN == pytest.approx(mean.losses)
    assert total.cross_entropy == pytest.approx(mean.cross_entropy)


def test_the_same_run_twice_is_the_same():
    assert np.array_equal(train(steps=5).losses, train(steps=5).losses)
    assert not np.array_equal(train(steps=5).losses, train(steps=5, seed=1).losses)
