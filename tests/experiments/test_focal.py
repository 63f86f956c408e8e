"""The rare digit: a fair split, measures that mean what they say, and rows that can be measured again."""

import numpy as np
import pytest

import xentlib as xl
from xentlib.datasets import digits
from xentlib.experiments import focal, stored_table

ROWS = stored_table("focal")


@pytest.mark.parametrize("digit, seed", [(3, 0), (8, 7)])
def test_training_and_test_share_no_image_and_ten_positives_are_kept(digit, seed):
    task = focal.desk(digit, seed)
    assert task.y.sum() == focal.RARE and 0.011 < task.rate < 0.014
    images, labels = digits(seed)
    rest = labels[focal.TRAINING:]
    assert np.array_equal(task.X_test, images[focal.TRAINING:]) and np.array_equal(task.y_test, rest == digit)
    places = {image.tobytes(): i for i, image in enumerate(images)}
    assert max(places[image.tobytes()] for image in task.X) < focal.TRAINING


def test_the_test_weighs_positives_as_training_does():
    task = focal.desk()
    assert np.average(task.y_test, weights=task.weights) == pytest.approx(task.rate)
    assert task.weights.sum() == pytest.approx(len(task.y_test))


def test_a_perfect_a_blind_and_a_perverse_ranking():
    task = focal.desk()
    perfect = focal.measures(task, np.where(task.y_test == 1, 5.0, -5.0))
    assert [perfect[name] for name in ("average_precision", "recall", "recall_same_alarms")] == pytest.approx([1, 1, 1])
    assert perfect["mean_p"] == pytest.approx(xl.sigmoid(5) * task.rate + xl.sigmoid(-5) * (1 - task.rate))
    blind = focal.measures(task, np.full(len(task.y_test), xl.prior_bias(task.rate)))
    assert blind["average_precision"] == pytest.approx(task.rate)
    assert blind["log_loss"] == pytest.approx(xl.entropy([task.rate, 1 - task.rate], base=np.e))
    assert focal.measures(task, np.where(task.y_test == 1, -5.0, 5.0))["recall_same_alarms"] == 0


def test_alarms_are_counted_at_each_threshold():
    task = focal.desk()
    z = np.where(task.y_test == 1, xl.prior_bias(0.6), xl.prior_bias(0.2))
    row = {"setting": "network", "recipe": "focal", **focal.measures(task, z)}
    recall, precision = focal.operating_points([row], "network", "focal")
    assert recall.tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert np.isnan(precision[:2]).all() and precision[2:] == pytest.approx([1, 1, *[task.rate] * 5])


def test_class_weights_weigh_both_classes_alike():
    task = focal.desk()
    alpha = 1 - task.rate
    weights = np.where(task.y == 1, alpha, 1 - alpha)
    assert weights[task.y == 1].sum() == pytest.approx(weights[task.y == 0].sum())


def test_a_prior_bias_starts_at_the_know_nothing_loss():
    task = focal.desk()
    prior, plain = (focal.trained(task, focal.RECIPES[name], epochs=0) for name in ("prior bias", "cross-entropy"))
    assert prior.losses[0] == pytest.approx(xl.entropy([task.rate, 1 - task.rate], base=np.e), rel=0.02)
    assert plain.losses[0] == pytest.approx(np.log(2), rel=0.1)


@pytest.mark.parametrize("setting, recipe, digit, seed", [
    ("network", "focal", 8, 3), ("linear", "class weights", 3, 9)])
def test_a_stored_row_can_be_measured_again(setting, recipe, digit, seed):
    """Another processor may round differently on the way: half a percentage point is left for that."""
    again = focal.run(setting, recipe, digit, seed)
    stored = next(row for row in ROWS if (row["setting"], row["recipe"], row["digit"], row["seed"]) == (
        setting, recipe, digit, seed))
    assert list(again) == list(stored)
    for name in again.keys() - {"setting", "recipe"}:
        assert again[name] == pytest.approx(stored[name], rel=0.01, abs=0.005)


def test_the_table_has_every_pair():
    expected = [(setting, recipe, digit, seed) for setting, (_, _, recipes) in focal.SETTINGS.items()
                for recipe in recipes for digit in focal.DIGITS for seed in focal.SEEDS]
    assert [(row["setting"], row["recipe"], row["digit"], row["seed"]) for row in ROWS] == expected


def test_pairs_are_compared_run_by_run():
    rows = [{"setting": "s", "recipe": recipe, "ap": value} for recipe, values in (
        ("cross-entropy", (0.1, 0.5, 0.3)), ("focal", (0.2, 0.6, 0.3))) for value in values]
    difference, error, wins, runs = focal.paired(rows, "s", "focal", "ap")
    assert (difference, wins, runs) == (pytest.approx(0.2 / 3), 2, 3)
    assert error == pytest.approx(np.std([0.1, 0.1, 0], ddof=1) / np.sqrt(3))


def test_the_board_shows_every_recipe_of_a_setting():
    board = focal.scoreboard(ROWS, "linear")
    assert [line.split("  ")[0] for line in board.splitlines()[2:]] == list(focal.RECIPES)
    assert "nan" not in board and f"{focal.paired(ROWS, 'linear', 'focal').difference:+.3f}" in board


def test_the_long_baseline_catches_up_and_the_short_one_has_not():
    short, long = focal.learning_curve("cross-entropy", [10, 400])
    assert short < 0.2 < 0.7 < long


@pytest.mark.parametrize("gamma, alpha, best", [(0, None, 0.9), (1, None, 0.774), (2, None, 0.694), (5, None, 0.597),
                                                (2, 0.25, 0.601), (0, 0.9, 0.988)])
def test_the_best_answer_costs_least(gamma, alpha, best):
    q = np.linspace(0.001, 0.999, 999)
    yes, no = (xl.focal_loss(np.full(999, y), q, gamma, alpha, reduction="none") for y in (1, 0))
    assert q[np.argmin(0.9 * yes + 0.1 * no)] == pytest.approx(best, abs=1e-3)
    assert focal.best_answer(0.9, gamma, alpha) == pytest.approx(best, abs=6e-4)
