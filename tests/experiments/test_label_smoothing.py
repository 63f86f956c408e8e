"""Noisy and clean digits, smoothed and not: the stored table is what one run gives, and says what the notebook says."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import label_smoothing, stored_table
from xentlib.experiments.label_smoothing import EPSILONS, SEEDS, column, interval, means

TABLE = stored_table("label_smoothing")


def mean(name, noise, eps):
    return float(column(TABLE, name, noise, eps).mean())


@pytest.fixture(scope="module")
def run():
    return label_smoothing.train(eps=0.1, noise=0.2, seed=1)


def test_a_stored_row_is_what_one_run_gives(run):
    (stored,) = [row for row in TABLE if (row["noise"], row["eps"], row["seed"]) == (0.2, 0.1, 1)]
    measured = label_smoothing.measure(run)
    assert measured.keys() == stored.keys()
    # Another machine may add in another order; the training carries that on.
    assert measured == pytest.approx(stored, rel=0.1, abs=0.02)


def test_a_run_is_the_same_twice(run):
    assert np.array_equal(label_smoothing.train(eps=0.1, noise=0.2, seed=1).logits, run.logits)


def test_a_fifth_of_the_labels_is_wrong_and_nearly_all_are_learned(run):
    wrong = np.concatenate([run.noisy != run.clean, run.chosen[1] != run.chosen[2]]).mean()
    assert 0.15 < wrong < 0.25
    assert all(row["learned"] > 0.97 for row in TABLE)


def test_no_digit_is_used_twice(run):
    assert len(run.clean) + len(run.chosen[2]) + label_smoothing.TRAIN == 1797


def test_the_table_has_every_run_once():
    assert {(row["noise"], row["eps"], row["seed"]) for row in TABLE} == {
        (noise, eps, seed) for noise in (0.2, 0) for eps in EPSILONS for seed in SEEDS}
    assert len(TABLE) == 2 * len(EPSILONS) * len(SEEDS)


def test_smoothing_raises_the_accuracy_in_every_seed():
    for noise in (0.2, 0):
        gain = column(TABLE, "accuracy", noise, 0.2) - column(TABLE, "accuracy", noise, 0)
        assert (gain > 0).all()


def test_the_error_by_noisy_labels_is_u_shaped_and_by_clean_ones_it_grows():
    noisy, clean = ([mean(name, 0.2, eps) for eps in EPSILONS] for name in ("ece_noisy", "ece_clean"))
    lowest = int(np.argmin(noisy))
    assert EPSILONS[lowest] == 0.1
    assert noisy[:lowest + 1] == sorted(noisy[:lowest + 1], reverse=True) and noisy[lowest:] == sorted(noisy[lowest:])
    assert clean == sorted(clean)


def test_a_temperature_repairs_by_clean_labels_and_not_by_noisy_ones():
    assert all(mean("ece_clean_t", noise, eps) < 0.05 for noise in (0.2, 0) for eps in EPSILONS)
    assert all(mean("ece_noisy_t", 0.2, eps) > 0.1 for eps in EPSILONS)
    assert (column(TABLE, "ece_noisy_t", 0.2, 0.1) > column(TABLE, "ece_noisy", 0.2, 0.1)).all()


def test_a_temperature_never_beats_the_best_there_is():
    assert all(row["least_noisy"] <= row["ece_noisy_t"] and row["least_clean"] <= row["ece_clean_t"] for row in TABLE)


def test_without_noise_both_kinds_of_labels_are_the_same():
    for row in TABLE:
        if row["noise"] == 0:
            assert all(row[f"{name}_noisy"] == row[f"{name}_clean"] for name in ("ece", "nll", "t", "least"))


def test_an_interval_is_that_of_student():
    assert interval([1, 2, 3, 4, 5]) == pytest.approx((3, 2.776 * math.sqrt(2.5 / 5)))
    with pytest.raises(ValueError, match="values must be 5, one for each seed"):
        interval([1, 2])


def test_means_are_taken_over_the_seeds():
    rows = [{"noise": 0.2, "eps": 0.1, "x": 1}, {"noise": 0.2, "eps": 0.1, "x": 3}, {"noise": 0, "eps": 0.1, "x": 9}]
    assert means(rows, ["x"], 0.2) == {0.1: [2]}


def test_a_fifth_of_wrong_labels_is_smoothing_with_two_ninths():
    assert xl.smooth_labels(xl.one_hot([0], 10), 2 / 9)[0] == pytest.approx([0.8] + [0.2 / 9] * 9)
