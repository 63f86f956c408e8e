"""The noisy digit desk keeps its test labels, judges what is handed in, and its table is what the recipes give."""

import math
import signal
import threading

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


def test_nothing_that_a_recipe_gets_is_a_window_on_the_test_digits():
    data, test_images, test_labels = desk.split(0)
    assert all(array.base is None for array in data)
    assert not any(np.shares_memory(array, test) for array in data for test in (test_images, test_labels))


def tens(first_row, others=0.1):
    """Predictions with one row of their own."""
    def predict(images):
        P = np.full((len(images), 10), others)
        P[0] = first_row
        return P
    return predict


@pytest.mark.parametrize("predict, message", [
    (tens(0.0), "every row of predictions must be a distribution, .* but row 0 sums to 0: .* divided by its sum"),
    (tens([0.999] + [0.0] * 9), "but row 0 sums to 0.999: "),
    (tens([13.0] + [0.0] * 9), "but row 0 sums to 13: logits have to go through softmax first"),
    (tens([1.5, -0.5] + [0.0] * 8), "but row 0 holds -0.5: logits have to go through softmax first"),
    (tens(0.1, others=np.nan), "but row 1 holds nan\\.$"),
    (tens([np.inf, -np.inf] + [0.0] * 8), "but row 0 holds inf\\.$"),
    (lambda images: np.ones(len(images)), r"predictions must have the shape \(300, 10\).* but it is \(300,\)"),
])
def test_what_is_no_prediction(predict, message):
    with pytest.raises(ValueError, match=message):
        desk.run(lambda data, seed: predict, progress=False)


@pytest.mark.parametrize("returned, named", [
    (np.zeros(3), "it returned an object of type ndarray"), (None, r"it returned None \(is the return missing\?\)")])
def test_a_recipe_that_returns_no_function(returned, named):
    with pytest.raises(TypeError, match=f"must return a function of images, but {named}"):
        desk.run(lambda data, seed: returned, progress=False)


def interrupts_at(seed_under_way, absorbed):
    """A recipe that is interrupted with this seed; absorbed: as train_mlp does, which returns what it has learned."""
    def recipe(data, seed):
        if seed == seed_under_way:
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                if not absorbed:
                    raise
        return knows_nothing(data, seed)
    return recipe


@pytest.mark.parametrize("absorbed", [False, True])
def test_an_interrupted_run_does_not_count_and_the_finished_ones_stay(absorbed):
    before = signal.getsignal(signal.SIGINT)
    sheet = desk.run(interrupts_at(1, absorbed))
    assert sheet.seeds == (0,) and sheet.mean.log_loss == pytest.approx(desk.KNOW_NOTHING)
    assert "Interrupted in the run with seed 1, which does not count." in repr(sheet)
    assert "Interrupted in the run with seed 1" in sheet._repr_html_()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_training_that_was_cut_short_does_not_count():
    def cut_short(data, seed):
        calls = iter(range(99))
        trained = xl.train_mlp(
            xl.initial_params((64, 10), seed), data.images, data.labels, epochs=3, lr=0.01, progress=False,
            watch=lambda params: next(calls) == 2 and signal.raise_signal(signal.SIGINT))
        assert trained.interrupted
        return lambda images: xl.softmax(trained.logits(images))

    sheet = desk.run(cut_short, progress=False)
    assert sheet.scores == () and math.isnan(sheet.mean.log_loss) and sheet.medal == "no medal yet"
    assert "Interrupted in the run with seed 0" in repr(sheet) and "nan" not in repr(sheet)


def test_outside_the_main_thread_the_desk_works_as_well():
    sheets = []
    thread = threading.Thread(target=lambda: sheets.append(desk.run(knows_nothing, seeds=(0,), progress=False)))
    thread.start()
    thread.join()
    assert sheets[0].seeds == (0,)


def test_a_medal_takes_all_three_splits():
    easy = desk.Score(0.1, 0.0, 0.95, 0.1)
    assert desk.Verdict((0, 1, 2), (easy,) * 3).medal == "gold" == desk.Verdict((0, 1, 2, 3), (easy,) * 4).medal
    one = desk.Verdict((1,), (easy,))
    assert one.medal == "no medal yet" and "A medal takes the splits 0, 1 and 2." in repr(one)
    assert "takes the splits" not in repr(desk.Verdict((0, 1, 2), (easy,) * 3))


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


def test_a_recipe_that_learned_from_the_validation_images_hears_that_they_cannot_judge_it():
    sheet = desk.Verdict((0, 1, 2), (desk.Score(0.203, 0.025, 0.936, 0.3),) * 3)
    assert "would cost 0.097 nats more. Has the recipe learned from these images?" in repr(sheet)
    assert "next to nothing" not in repr(sheet)


def test_a_result_that_only_the_test_labels_can_give_is_asked_about():
    def knows_the_labels(data, seed):
        images, labels = digits(seed)
        known = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
        return lambda images: np.eye(10)[[known[image.tobytes()] for image in images]]

    assert "has the recipe seen the test labels?" in repr(desk.run(knows_the_labels, progress=False))
    assert all("test labels?" not in repr(desk.Verdict(desk.SEEDS, tuple(
        desk.Score(*(row[key] for key in desk.Score._fields)) for row in ROWS if row["recipe"] == name)[:3]))
        for name in desk.RECIPES)


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
