"""The figures of notebook 05 say in words what they show."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.plots.categorical_cross_entropy import FRUIT_SCORES


@pytest.mark.parametrize("temperature, shift", [(1, 0), (0.2, 5), (10, -5)])
def test_votes_are_told_with_their_shares(temperature, shift):
    words = plots.votes(temperature, shift).description
    first, second, third = xl.softmax(np.array(FRUIT_SCORES) / temperature)
    assert f"The shares of the votes are {first:.3g}, {second:.3g} and {third:.3g}, and add up to 1." in words
    votes = np.exp((np.array(FRUIT_SCORES) + shift) / temperature)
    assert f"exponential votes are {votes[0]:.3g}, {votes[1]:.3g} and {votes[2]:.3g}." in words


def test_a_shifted_row_has_the_same_shares():
    words = plots.shifted_table([[2, 0, -1], [12, 10, 9]]).description
    assert words.count("less the largest 0, -2 and -3, shares 0.84, 0.11 and 0.04") == 2
    assert "are the same." in words


def test_the_triangle_bills_each_prediction_by_the_share_of_the_banana():
    words = plots.triangle_of_bills([0.7, 0.2, 0.1], [0.25, 0.65, 0.1], [0.05, 0.05, 0.9]).description
    assert words.count(f"costs {-math.log(0.1):.3f} nats") == 2
    assert f"0.05, 0.05 and 0.9 costs {-math.log(0.9):.3f} nats" in words
    assert f"ln 3 = {math.log(3):.3f} through the middle" in words


def test_the_two_models_are_told_with_accuracy_and_loss():
    Y, QA, QB = xl.accuracy_is_not_loss()
    words = plots.two_models(Y, QA, QB).description
    for name, Q, hits in (("A", QA, 2), ("B", QB, 1)):
        loss = xl.categorical_cross_entropy(Y, Q)
        assert f"Model {name} is right in {hits} of 3 cases and pays {loss:.3f} nats" in words
    assert "6.91 nats, wrong" in words


def test_the_losses_are_told_with_both_landmarks():
    words = plots.training_losses({"one": np.array([2.3, 1.0]), "two": np.array([2.3, 1.6])}, floor=1.4612).description
    assert "ln 10 = 2.303, what knowing nothing costs, and 1.461, below which" in words
    assert "one: from 2.300 to 1.000 nats; two: from 2.300 to 1.600 nats" in words


def test_there_is_less_than_one_nat_of_room():
    words = plots.narrow_room(1000).description
    assert f"still pays from {math.log(1 + 1 / math.e):.3f} to {math.log(1 + 999 / math.e):.3f}, so" in words
    room = math.log(1000) - math.log(1 + 999 / math.e)
    assert 0.99 < room < 1 and f"only to {room:.3f} nats" in words
