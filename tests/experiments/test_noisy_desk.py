"""The noisy digit desk keeps its test labels, judges what is handed in, and its table is what the recipes give."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.datasets import digits
from xentlib.experiments import noisy_desk as desk
from xentlib.experiments import stored_table

ROWS = stored_table("noisy_desk")
LINES = {line["recipe"]: line for line in desk.summary(ROWS)}


def knows_nothing(data, seed):
    return lambda images: np.full((len(images), 10), 0.1)


def test_a_fifth_of_the_training_labels_is_wrong_and_all_others_are_right():
    images, labels = digits(1)
    data, test_images, test_labels = desk.split(1)
    assert (data.labels != labels[:600]).sum() == 120
    assert np.array_equal(data.valid_labels, labels[600:900]) and np.array_equal(test_labels, labels[900:])
    assert len(np.concatenate([data.images, data.valid_images, test_images])) == len(images) == 1797


def test_the_landmarks():
    sheet = desk.run(knows_nothing, progress=False)
    assert sheet.mean.log_loss == pytest.approx(desk.KNOW_NOTHING) and sheet.medal == "no medal yet"
    truth = xl.smooth_labels(np.eye(10), 0.2 * 10 / 9)  # 0.8 and nine times 0.2 / 9
    assert xl.entropy(truth[0], base=math.e) == pytest.approx(desk.NOISE_FLOOR)
    assert -math.log(truth[0, 0]) == pytest.approx(desk.HONEST_IMITATOR)


def test_a_recipe_sees_no_test_image_before_it_predicts_and_cannot_change_the_desk():
    def spoiling(data, seed):
        for array in data:
            array[:] = 0

        def predict(images):
            images[:] = 0
            return np.full((len(images), 10), 0.1)
        return predict

    assert desk.run(spoiling, progress=False).mean == desk.run(knows_nothing, progress=False).mean


@pytest.mark.parametrize("predict, message", [
    (lambda images: np.zeros((len(images), 10)), "every row of predictions must be a distribution"),
    (lambda images: np.full((len(images), 10), np.nan), "every row of predictions must be a distribution"),
    (lambda images: np.ones(len(images)), r"predictions must have the shape \(300, 10\).* but it is \(300,\)"),
])
def test_what_is_no_prediction(predict, message):
    with pytest.raises(ValueError, match=message):
        desk.run(lambda data, seed: predict, progress=False)


def test_a_recipe_that_returns_no_function():
    with pytest.raises(TypeError, match="must return a function of images, but it returned a ndarray"):
        desk.run(lambda data, seed: np.zeros(3), progress=False)


def test_calling_the_truth_impossible_costs_infinitely_much_and_is_said():
    def always_zero(data, seed):
        return lambda images: np.eye(10)[np.zeros(len(images), int)]

    sheet = desk.run(always_zero, seeds=(0,), progress=False)
    assert sheet.mean.log_loss == math.inf and "infinitely much" in repr(sheet)


def test_medals():
    assert [desk.medal(loss) for loss in (0.3, 0.31, 0.45, 0.6, 0.61)] == [
        "gold", "silver", "silver", "bronze", "no medal yet"]


def test_the_sheet_says_what_a_temperature_would_save():
    sheet = desk.run(desk.RECIPES["linear"], seeds=(0,), progress=False)
    mean = sheet.mean
    assert f"would turn {mean.log_loss:.3f} into {mean.tempered:.3f} nats" in repr(sheet)
    assert all(f"<td>{mean.log_loss:.3f}</td>" in sheet._repr_html_() for mean in sheet.scores)
    already = desk.run(desk.RECIPES["linear + temperature"], seeds=(0,), progress=False)
    assert "save next to nothing" in repr(already)
    assert already.mean.log_loss == pytest.approx(mean.tempered, abs=0.005)
    assert already.mean.accuracy == mean.accuracy


def test_a_stored_row_is_what_one_run_gives():
    """Within 1e-4 nats: the order of additions in a matrix product may differ from machine to machine."""
    for name in ("linear", "linear + temperature"):
        stored = next(row for row in ROWS if (row["recipe"], row["seed"]) == (name, 3))
        now = desk.score(desk.RECIPES[name], 3)._asdict()
        assert {key: stored[key] for key in now} == pytest.approx(now, abs=1e-4)


def test_the_table_has_ten_recipes_on_five_seeds():
    assert [(row["recipe"], row["seed"]) for row in ROWS] == [(name, s) for name in desk.RECIPES for s in range(5)]
    assert len(desk.RECIPES) == 10


def test_what_the_table_is_there_to_show():
    def better(one, other, by=0.0):
        return LINES[one]["log_loss"] + by < LINES[other]["log_loss"]

    assert better("linear + temperature", "linear", 0.2)
    assert better("linear + temperature", "network + temperature", 0.2)
    assert LINES["linear"]["accuracy"] > LINES["network"]["accuracy"] + 0.05
    assert LINES["linear"]["accuracy"] == LINES["linear + temperature"]["accuracy"]
    assert LINES["smoothing 0.1"]["calibration_error"] > LINES["network"]["calibration_error"]
    assert better("decay 0.01 + temperature", "network + temperature", 0.3)


def test_the_summary_is_the_mean_and_the_spread():
    runs = [row["log_loss"] for row in ROWS if row["recipe"] == "linear"]
    assert LINES["linear"]["log_loss"] == pytest.approx(np.mean(runs))
    assert LINES["linear"]["log_loss_spread"] == pytest.approx(np.std(runs, ddof=1))
    losses = [line["log_loss"] for line in LINES.values()]
    assert losses == sorted(losses, reverse=True)
