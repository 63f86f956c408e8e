"""Every number that the prose of notebook 08 takes from an experiment is the recomputed or the stored one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.experiments import label_smoothing, logit_gap, stored_table
from xentlib.experiments.label_smoothing import EPSILONS, column, interval

BOOK = notebook("solutions", "08_label_smoothing")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "code"}
DECIMAL = re.compile(r"\d+\.\d+")

TABLE, GAPS = stored_table("label_smoothing"), stored_table("logit_gap")
PAT = [0.9, 0.8, 0.7, 0.95, 0.6, 0.99, 0.8, 0.3, 0.9, 0.7, 0.85, 0.1]
TRUE = [True, True, False, True, True, False, True, False, True, False, True, False]


def digits(number, places):
    return f"{number:.{places}f}"


def mean(name, eps, noise=0.2):
    return digits(column(TABLE, name, noise, eps).mean(), 3)


def gain(eps, noise=0.2):
    """How much accuracy smoothing gains, seed by seed: the mean, and the reach of its 95 % interval."""
    return [digits(each, 3) for each in interval(
        column(TABLE, "accuracy", noise, eps) - column(TABLE, "accuracy", noise, 0))]


def of_gaps(eps, name):
    return np.array([row[name] for row in GAPS if row["eps"] == eps])


def reached(eps, epoch=120):
    return of_gaps(eps, "gaps")[:, logit_gap.MARKS.index(epoch)]


def limit(eps, places=2):
    return digits(xl.smoothing_floor(10, eps)[1], places)


FLOOR = xl.smoothing_floor(10, 0.1)[0]
ACCURACY, NOISY, CLEAN = (
    [mean(name, eps) for eps in EPSILONS] for name in ("accuracy", "ece_noisy", "ece_clean"))
WRONG = [mean("confidence_wrong", eps) for eps in (0, 0.1, 0.4)]
SURE, BLUNDER = (
    [digits(-math.log(q), 3), digits(-0.9 * math.log(q) - 0.1 * math.log(1 - q), 3)] for q in (0.999, 0.01))
NLL = [mean("nll_clean_t", 0), mean("nll_clean_t", 0.4)]
NEVER_MORE = digits(max(column(TABLE, "ece_clean_t", 0.2, eps).mean() for eps in EPSILONS), 3)
LAST = (mean("ece_noisy_t", 0), mean("ece_noisy_t", 0.1))

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed, or read).
SAID = {
    "last-bill": ["0.1"],
    "blunders-reading": [WRONG[0], "0.64"],
    "pull": [digits(reached(0, 10)[0], 1)],
    "gap-reading": [digits(reached(0).min(), 1), digits(reached(0).max(), 1)],
    "soft-targets": ["0.9", "0.1"],
    "eps-reading": ["0.2", "0.1"],
    "more-classes": ["0.9", "0.1", "1.1", "0.91", "0.01", "0.9001", "0.0001"],
    "two-conventions": ["0.1", "0.9", digits(0.1 / 9, 4), "0.91", "0.01", "1.9", "0.99"],
    "soft-loss": ["0.2"],
    "loss-curve-reading": [digits(math.log(2), 3), digits(xl.smoothing_floor(2, 0.2)[0], 3), "0.9"],
    "less-harsh": ["0.01", "0.999"],
    "less-harsh-reading": [*SURE, *BLUNDER],
    "floor": ["0.1", "0.91", "0.01"],
    "stop": ["0.91", "0.01"],
    "floor-training-text": ["0.1"],
    "floor-reading": [digits(FLOOR, 4), digits(of_gaps(0.1, "loss").min(), 3), digits(of_gaps(0.1, "loss").max(), 3),
                      "0.91", "0.01", limit(0.1), digits(reached(0.1).mean(), 2)],
    "smoothing_floor-exercise": ["0.2"],
    "gap-table-reading": ["0.05", "0.1", "0.2", *(limit(eps) for eps in (0.05, 0.1, 0.2)),
                          *(digits(reached(eps).mean(), 2) for eps in (0.05, 0.1, 0.2)),
                          digits(reached(0, 10).mean(), 1), digits(reached(0).mean(), 1)],
    "clusters-reading": [digits(of_gaps(eps, name).mean(), 3) for name in ("looseness_test", "looseness")
                         for eps in (0, 0.1)],
    "calibration": ["0.7", "0.8"],
    "reliability-plain-reading": ["0.1"],
    "helps": ["0.1"],
    "table-reading": [
        ACCURACY[0], ACCURACY[-1], "0.1", "0.4", "0.05", *gain(0.1), *gain(0.4), *gain(0.05), *WRONG,
        NOISY[0], NOISY[2], NOISY[-1], CLEAN[0], CLEAN[2], CLEAN[-1], mean("accuracy", 0, 0),
        mean("accuracy", 0.1, 0), *gain(0.1, 0), mean("ece_clean", 0, 0), mean("ece_clean", 0.1, 0),
        "0.150", "0.024",  # read in Mueller and others, table 3
        "0.8", digits(0.2 / 9, 3)],
    "noise-is-smoothing-reading": ["0.8", "0.1", "0.4"],
    "temperature-text": ["0.4", mean("confidence", 0.4)[:-1]],
    "which-cure-reading": [NEVER_MORE, CLEAN[-1], *NLL, "0.4", NOISY[0], LAST[0], NOISY[2], LAST[1]],
    "thermometer-reading": [mean("least_noisy", 0), NOISY[2], "0.8"],
    "written-question": [
        ACCURACY[0], ACCURACY[-1], "0.2", "0.1", NOISY[0], NOISY[2], NOISY[-1], CLEAN[0], CLEAN[-1], "0.8",
        NEVER_MORE, *NLL, *LAST],
    "written-answer": [
        ACCURACY[0], ACCURACY[-1], ACCURACY[2], ACCURACY[3], "0.1", "0.2", "0.4", "0.02", NOISY[0], NOISY[2],
        NOISY[-1], CLEAN[0], CLEAN[2], CLEAN[-1], *NLL, mean("nll_noisy_t", 0), mean("nll_noisy_t", 0.4), "0.8",
        NEVER_MORE, *LAST],
    "pat-reading": ["0.5", "0.1", "0.99", digits(float(xl.binary_cross_entropy(TRUE, PAT)) / math.log(2), 3),
                    digits(xl.surprisal(0.01), 2)],
    "what-you-can-do": [digits(FLOOR, 3), limit(0.1), "0.1"],
    "self-check": [
        "0.1", "0.79", "0.901", "0.001", digits(-0.901 * math.log(0.901), 4), digits(-0.099 * math.log(0.001), 4),
        digits(xl.smoothing_floor(100, 0.1)[0], 4), digits(0.79 - xl.smoothing_floor(100, 0.1)[0], 3),
        "0.99", "0.90", digits(0.99 - 0.90, 2), "0.62", "0.35", digits(FLOOR, 2)],
    "names-elsewhere": ["0.1", "0.2", "0.9", "1.5", digits(xl.smoothed_cross_entropy([0], [[2, 0, 0]], 0.1), 4),
                        "2.13", "3.15", "1.9"],  # versions; what they answer is asked in tests/parity
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 8\.\d|optax 0\.2\.8", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_the_numbers_of_the_beginning_are_those_of_the_experiment():
    words = WORDS["last-bill"]
    assert f"Of {label_smoothing.TRAIN} training digits, {label_smoothing.TRAIN * 0.2:.0f}" in words
    assert f"{1797 - label_smoothing.TRAIN - label_smoothing.CHOOSE} new digits" in words
    assert f"{label_smoothing.CHOOSE} digits here" in WORDS["temperature-text"]


def test_blunders_are_made_with_the_confidence_of_the_prose():
    sure = column(TABLE, "confidence_wrong", 0.2, 0)
    assert sure.min() > 0.64 and sure[:2].mean() == pytest.approx(0.65, abs=0.005)
    assert "about 65 % sure" in WORDS["blunders-reading"]
    runs = [label_smoothing.train(0, 0.2, seed) for seed in (0, 1)]
    wrong = np.concatenate([run.P.max(axis=1)[run.P.argmax(axis=1) != run.clean] for run in runs])
    assert 1 / 9 < np.mean(wrong > 0.9) < 1 / 7 and "One blunder in eight" in WORDS["blunders-reading"]


def test_the_pull_goes_on_when_all_is_right():
    right = np.array([row["right"] for row in GAPS if row["eps"] == 0])[:, logit_gap.MARKS.index(60):]
    assert (right == 1).all() and "from epoch 60 on, the network makes no error at all" in WORDS["pull"]
    growth = (reached(0) - reached(0, 60)) / (reached(0) - reached(0, 10))
    assert 0.3 < growth.mean() < 0.4 and "a third of the growth came after epoch 60" in WORDS["gap-reading"]
    assert (reached(0) > 2 * reached(0, 10)).all() and "more than doubled" in WORDS["gap-reading"]
    assert math.exp(22) > 2e9 and "odds\nof billions to one" in WORDS["gap-reading"]
    assert (logit_gap.TRAIN, logit_gap.EPOCHS) == (900, 120)
    assert "900 clean digits" in WORDS["pull"] and "120 epochs" in WORDS["pull"]
    assert logit_gap.DROP == 84 and "From epoch 84 on" in WORDS["gap-text"]


def test_all_five_smoothed_gaps_are_the_same_to_two_digits():
    assert np.ptp(reached(0.1)) < 0.0101
    assert "no seed differs by more than 0.01 from another" in WORDS["floor-reading"]


def test_the_conventions_of_the_table():
    rows = re.findall(r"^\| [^|]*\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", WORDS["two-conventions"], re.M)
    assert len(rows) == 4
    for label, other, total in rows:
        assert float(label) + 9 * float(other) == pytest.approx(float(total), abs=2e-3)
    K, eps = 10, 0.1
    assert [float(row[0]) for row in rows] == pytest.approx([1 - eps + eps / K, 1 - eps, 1 - eps + 1 / K, 1 - eps])
    assert [float(row[1]) for row in rows] == pytest.approx(
        [eps / K, eps / (K - 1), 1 / K, eps / K], abs=5e-5)
    assert xl.smooth_labels(xl.one_hot([0], 1000), 0.1)[0, :2] == pytest.approx([0.9001, 0.0001])
    assert 0.9 + 0.1 + 0.1 == pytest.approx(1.1) and "sum to 1.1" in WORDS["more-classes"]


def test_the_blunder_gets_a_tenth_off_and_certainty_pays_like_ignorance():
    assert 0.09 < 1 - float(BLUNDER[1]) / float(BLUNDER[0]) < 0.11
    assert "discount of a tenth" in WORDS["less-harsh-reading"]
    assert 0 < math.log(2) - float(SURE[1]) < 0.002 and "almost what a model pays that knows nothing" in WORDS[
        "less-harsh-reading"]


def test_the_sentences_of_the_articles_are_quoted():
    for cell, sentence in {
        "pull": '"very high loss for confident errors"', "soft-targets": '"0.9 for cat and 0.1 for dog"',
        "less-harsh": '"makes the loss less harsh when the model makes a mistake"',
        "two-conventions": '"smoothing factor"', "table-reading": '"potentially improving performance"',
    }.items():
        assert sentence in WORDS[cell]


def test_smoothing_multiplies_the_error_on_clean_digits():
    error = {eps: column(TABLE, "ece_clean", 0, eps) for eps in (0, 0.1)}
    assert (error[0.1] > error[0]).all()  # so the sentence to believe is false
    assert error[0.1][:2].mean() > 8 * error[0][:2].mean()
    assert "by more than eight" in WORDS["live-reading"]


def test_the_gain_of_the_smallest_eps_is_uncertain():
    middle, reach = map(float, gain(0.05))
    assert middle < reach and "still includes 0" in WORDS["table-reading"]


def test_the_same_predictions_are_too_sure_by_one_kind_of_labels_only():
    noisy, clean = column(TABLE, "ece_noisy", 0.2, 0), column(TABLE, "ece_clean", 0.2, 0)
    assert (noisy > 0.15).all() and (clean < 0.06).all() and "The same predictions!" in WORDS["reliability-plain-reading"]


def test_the_network_of_the_thermometer_is_as_modest_as_the_text_says():
    assert column(TABLE, "confidence", 0.2, 0.4).mean() == pytest.approx(0.483, abs=5e-4)
    assert round(100 * column(TABLE, "accuracy", 0.2, 0.4).mean()) == 87 and "in 87 %" in WORDS["temperature-text"]
    assert (column(TABLE, "t_clean", 0.2, 0.4) < 0.5).all() and "far below 1" in WORDS["temperature-reading"]


def test_cross_entropy_and_calibration_error_want_other_temperatures():
    run = label_smoothing.train(0, 0.2, 0)
    grid = np.arange(3, 61) / 10
    by_loss = xl.temperature(run.logits, run.noisy, grid)
    errors = [xl.calibration_error(xl.softmax(run.logits / T), run.noisy) for T in grid]
    assert 2.7 <= by_loss <= 3.3 and "$T$ near 3" in WORDS["thermometer-reading"]
    assert 1.7 <= grid[int(np.argmin(errors))] <= 2.3 and "smallest near 2" in WORDS["thermometer-reading"]
    worse = column(TABLE, "ece_noisy_t", 0.2, 0.1) - column(TABLE, "ece_noisy", 0.2, 0.1)
    assert (worse > 0).all()


def test_the_answer_to_the_written_question_reads_the_table_rightly():
    between = column(TABLE, "accuracy", 0.2, 0.4) - column(TABLE, "accuracy", 0.2, 0.2)
    assert abs(between.mean()) < interval(column(TABLE, "accuracy", 0.2, 0.4))[1]
    reaches = [interval(column(TABLE, "accuracy", 0.2, eps))[1] for eps in (0.2, 0.3, 0.4)]
    assert all(0.01 < reach < 0.025 for reach in reaches) and "about ± 0.02" in WORDS["written-answer"]


def test_pats_one_great_error_is_more_than_half_of_the_bill():
    bill = xl.binary_cross_entropy(TRUE, PAT, reduction="none") / math.log(2)
    assert bill.max() > bill.sum() / 2 and "More than half of it" in WORDS["pat-reading"]
    assert bill.mean() > 1 and "more than somebody who knows nothing" in WORDS["pat-reading"]
    lesson = {"np": np, "xl": xl, "plots": __import__("xentlib.plots").plots}
    exec(CODE["pat"], lesson)
    assert (lesson["pat"], lesson["true"]) == (PAT, TRUE)


def test_the_second_self_check():
    assert xl.calibration_error([[0.99, 0.01]] * 100, [0] * 90 + [1] * 10) == pytest.approx(0.09)
