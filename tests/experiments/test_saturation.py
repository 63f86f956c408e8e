"""The saturation race: what holds in every run, and that the stored rows are what a run gives."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import saturation, stored_table

ROWS = stored_table("saturation")


@pytest.mark.parametrize("loss", saturation.LOSSES)
def test_the_fair_rate_is_the_smallest_with_fifty_updates(loss):
    rate = saturation.fair_rate(loss)
    assert xl.steps_to_unlearn(0.6, 0.9, rate, loss) == 50
    assert xl.steps_to_unlearn(0.6, 0.9, rate * (1 - 1e-6), loss) == 51


@pytest.mark.parametrize("start", [1.5, 4.0])
def test_the_path_arrives_when_the_count_says(start):
    for loss in saturation.LOSSES:
        steps = saturation.neuron_steps(start, loss)
        outputs = xl.sigmoid(saturation.neuron_path(start, loss, steps))
        assert len(outputs) == steps + 1 and outputs[0] == pytest.approx(1 / (1 + math.exp(-start)))
        assert outputs[-1] < 0.2 <= outputs[-2] and (np.diff(outputs) < 0).all()


def test_squared_error_falls_behind_the_more_the_worse_the_start():
    behind = [saturation.neuron_steps(z, "mse") / saturation.neuron_steps(z, "ce") for z in (1.5, 3, 4, 5, 6)]
    assert behind == sorted(behind) and behind[0] == 1 and behind[-1] > 8


def test_standardised_by_those_to_learn_from_only():
    X, _, _ = saturation.tumours(0)
    assert X[:400, :-1].mean(axis=0) == pytest.approx(np.zeros(30), abs=1e-9)
    assert X[:400, :-1].std(axis=0) == pytest.approx(np.ones(30))
    assert abs(X[:, :-1].mean(axis=0)).max() > 1e-3 and (X[:, -1] == 1).all()


def test_descent_follows_the_slope_of_the_mean_loss():
    X, y, _ = saturation.tumours(1)
    w = 0.1 * np.random.default_rng(0).standard_normal(31)
    for loss, cost in (("ce", lambda w: xl.bce_with_logits(y[:400], X[:400] @ w)),
                       ("mse", lambda w: xl.squared_error(y[:400], xl.sigmoid(X[:400] @ w)))):
        step = w - saturation.descend(X[:400], y[:400], w, loss, 1.0, 1)[1]
        h = 1e-5 * np.eye(31)
        assert step == pytest.approx(np.array([(cost(w + e) - cost(w - e)) / 2e-5 for e in h]), abs=1e-7)


def test_the_bad_start_is_bad_and_the_good_one_neutral():
    for seed in (0, 1):
        training, test = saturation.shares_right(-3, "ce", 10, seed)
        assert training[0] < 0.05 and test[0] < 0.05 and test[-1] > 0.94
        assert len(training) == saturation.UPDATES + 1


@pytest.mark.parametrize("start, loss, rate", [(0, "ce", 1), (-3, "ce", 10), (-3, "mse", 1), (-1, "mse", 10)])
def test_a_stored_row_is_what_a_run_gives(start, loss, rate):
    (row,) = [row for row in ROWS if (row["race"], row["start"], row["loss"], row["rate"])
              == ("tumours", start, loss, rate)]
    live = saturation.tumour_race(start, loss, rate, seeds=(0, 1))
    for stored, again in zip(row["steps"][:2], live["steps"], strict=True):
        assert (stored is None) == (again is None) and (stored is None or abs(stored - again) <= 1)
    assert live["right"] == pytest.approx(row["right"][:2], abs=2 / 169)


def test_the_stored_table_has_every_setting_once():
    settings = [(row["race"], row["start"], row["loss"], row["rate"]) for row in ROWS]
    assert len(set(settings)) == len(settings) == 8 + 4 * 2 * 4
    for row in ROWS:
        assert len(row["steps"]) == (1 if row["race"] == "neuron" else 10)
        if row["race"] == "neuron":
            assert row["steps"][0] == saturation.neuron_steps(row["start"], row["loss"])


def test_told_in_words():
    assert saturation.told([5, 5]) == "5" and saturation.told([1, None, 7]) == "1 to 7 (2)"
    assert saturation.told([None]) == "never"
