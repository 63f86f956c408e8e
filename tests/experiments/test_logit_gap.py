"""Logits that stop, and logits that do not."""

import numpy as np
import pytest

import xentlib as xl
from xentlib.datasets import digits
from xentlib.experiments import logit_gap, stored_table
from xentlib.experiments.logit_gap import EPSILONS, MARKS, SEEDS, gap, looseness, plane

TABLE = stored_table("logit_gap")


def rows(eps):
    return [row for row in TABLE if row["eps"] == eps]


@pytest.fixture(scope="module")
def run():
    return logit_gap.train(eps=0.1, seed=2)


def test_a_stored_row_is_what_one_run_gives(run):
    (stored,) = [row for row in rows(0.1) if row["seed"] == 2]
    measured = logit_gap.measure(run)
    assert measured.keys() == stored.keys()
    for name, value in stored.items():
        assert measured[name] == pytest.approx(value, rel=0.05, abs=0.01), name


def test_there_is_a_gap_for_the_beginning_and_for_each_epoch(run):
    assert len(run.gaps) == len(run.right) == logit_gap.EPOCHS + 1
    assert abs(run.gaps[0]) < 0.2 and run.right[-1] == 1


def test_the_table_has_every_run_once():
    assert sorted((row["eps"], row["seed"]) for row in TABLE) == [(eps, seed) for eps in EPSILONS for seed in SEEDS]
    assert all(len(row["gaps"]) == len(row["right"]) == len(MARKS) for row in TABLE)


@pytest.mark.parametrize("eps", EPSILONS[1:])
def test_smoothed_gaps_and_losses_end_near_where_theory_has_them(eps):
    floor, limit = xl.smoothing_floor(10, eps)
    for row in rows(eps):
        assert abs(row["gaps"][-1] - limit) < 0.25
        assert 0 < row["loss"] - floor < 0.03


def test_plain_gaps_never_stop_also_when_all_is_right():
    for row in rows(0):
        assert all(np.diff(row["gaps"]) > 0)
        assert row["right"][MARKS.index(60)] == 1 and row["gaps"][-1] > row["gaps"][MARKS.index(60)] + 3


def test_smoothing_tightens_the_clusters():
    means = [np.mean([row["looseness_test"] for row in rows(eps)]) for eps in EPSILONS]
    assert means == sorted(means, reverse=True)


def test_a_gap_is_that_of_the_label_to_the_mean_of_the_others():
    assert gap(np.array([0, 2]), np.array([[5.0, 1, 3], [0, 0, 1]])) == (3 + 1) / 2


def test_the_plane_keeps_distances_within_it():
    """A network without hidden layers would show the images themselves; here one hidden unit each for three classes."""
    params = {"W1": np.eye(3), "b1": np.zeros(3), "W2": np.eye(3), "b2": np.zeros(3)}
    points = plane(params, np.eye(3), (0, 1, 2))
    assert np.linalg.norm(points[0] - points[1]) == pytest.approx(np.sqrt(2))
    assert np.linalg.norm(points[1] - points[2]) == pytest.approx(np.sqrt(2))


def test_the_last_hidden_layer_leads_to_the_logits(run):
    images = digits(0)[0][:5]
    last = logit_gap.last_hidden(run.params, images)
    assert last @ run.params["W3"] + run.params["b3"] == pytest.approx(xl.mlp_logits(run.params, images, "relu"))


def test_looseness_is_within_over_between():
    points = np.array([[0.0, 1], [0, -1], [10, 1], [10, -1], [0, 9], [0, 11]])
    assert looseness(points, np.array([4, 4, 7, 7, 9, 9]), (4, 7, 9)) == pytest.approx(1 / (400 / 3))
