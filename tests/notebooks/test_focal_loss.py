"""Every number that the prose of notebook 09 takes from an experiment is the recomputed or the stored one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.experiments import focal, stored_table
from xentlib.plots.focal_loss import crossing

BOOK = notebook("solutions", "09_focal_loss")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "code"}
PRINTED = {cell.id: "".join(output.get("text", "") for output in cell.outputs)
           for cell in BOOK.cells if cell.cell_type == "code"}
DECIMAL = re.compile(r"\d+\.\d+")

ROWS = stored_table("focal")
TASK = focal.desk(3, 0)
KNOW_NOTHING = xl.entropy([TASK.rate, 1 - TASK.rate], base=math.e)
CROWD = np.repeat([0, 1], [10_000, 10])
CROWD_LOGITS = np.where(CROWD == 1, -math.log(9), -math.log(99))
LINE = np.linspace(-8, 8, 160_001)
YES = np.ones(len(LINE), int)
PULL, PLAIN_PULL = (np.abs(xl.focal_gradient(YES, LINE, gamma)) for gamma in (2, 0))
FRESH = xl.initial_params((64, 64, 1), activation="relu")
FIRST = xl.binary_loss().value(xl.mlp_logits(FRESH, TASK.X, "relu"), TASK.y)
EARLY = focal.trained(TASK, focal.RECIPES["cross-entropy"], epochs=20).logits(TASK.X)[TASK.y == 0, 0]


def digits(number, places):
    return f"{number:.{places}f}"


def gain(setting, recipe, measure="average_precision"):
    return focal.paired(ROWS, setting, recipe, measure)


def mean(setting, recipe, measure):
    return focal.column(ROWS, setting, recipe, measure).mean()


def point(recipe, threshold):
    """(recall, precision) of the network with this threshold, to two places."""
    at = focal.THRESHOLDS.index(threshold)
    return [digits(each[at], 2) for each in focal.operating_points(ROWS, "network", recipe)]


def owned(gamma, part=0.2):
    losses = np.sort(xl.focal_loss_with_logits(np.zeros(len(EARLY), int), EARLY, gamma))[::-1]
    return 100 * losses[:round(part * len(losses))].sum() / losses.sum()


SAME = [mean("network", recipe, "recall_same_alarms") for recipe in focal.MAIN]
FOCAL, WEIGHTS, PRIOR = (gain("network", recipe) for recipe in ("focal", "class weights", "prior bias"))
SHORT, LONG, NETWORK_LONG = gain("linear", "focal"), gain("linear, 1000 epochs", "focal"), gain(
    "network, 400 epochs", "focal")
RECALLS = [digits(100 * gain("network", recipe, "recall").difference, 1) for recipe in ("focal", "class weights")]
PRECISIONS = [point("cross-entropy", 0.5)[1], point("class weights", 0.5)[1]]
BEST = digits(focal.best_answer(0.9, 2), 3)
CROSSING, HARDEST = digits(crossing(2), 3), digits((PULL / PLAIN_PULL).max(), 2)

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed).
SAID = {
    "last-bill": ["0.1", digits(xl.smoothing_floor(10, 0.1)[0], 4)],
    "imbalance-sentence": [digits(KNOW_NOTHING, 3), digits(100 * (1 - TASK.rate), 1), "0.5"],
    "turned-down": ["0.9"],
    "factors-reading": ["0.5", digits(xl.focal_loss([1], [0.5]), 4), "0.00045", "0.9",
                        digits(xl.focal_loss([1], [0.9]), 5), digits(math.log(10), 4)],
    "first-half-sentence": ["0.25"],
    "focal_loss-exercise": [],
    "pull-reading": [CROSSING, HARDEST, digits(-LINE[PULL.argmax()], 2)],
    "fair-start": ["0.5"],
    "first-loss-reading": ["0.5", digits(FIRST, 2), digits(math.log(2), 2), "0.7", "0.01"],
    "owners-text": ["0.99", "0.1"],
    "owners-reading": [digits(100 * xl.positive_share(CROWD, CROWD_LOGITS, gamma), places)
                       for gamma, places in ((1, 1), (2, 2))],
    "hardest-reading": [digits(100 - owned(2), 1)],
    "crooked-text": ["0.9"],
    "crooked-reading": [BEST, digits(focal.best_answer(0.9, 5), 3), "0.9", "0.1",
                        digits(focal.best_answer(0.9, 0, 0.9), 3), "0.5"],
    "fair-text": ["0.5", digits(TASK.rate, 3), digits(KNOW_NOTHING, 3)],
    "stored-reading": ["0.5", digits(FOCAL.difference, 3), *RECALLS, *PRECISIONS, digits(WEIGHTS.difference, 3),
                       digits(WEIGHTS.difference / WEIGHTS.error, 1), digits(min(SAME), 2), digits(max(SAME), 2),
                       "0.25", digits(PRIOR.difference, 3)],
    "threshold-text": ["0.5"],
    "threshold-reading": [*point("class weights", 0.5), *point("cross-entropy", 0.1), "0.1", "0.3",
                          *point("focal", 0.3), "0.5", digits(mean("network", "cross-entropy", "mean_p"), 4),
                          digits(mean("network", "focal", "mean_p"), 4), digits(TASK.rate, 4),
                          digits(mean("network", "focal", "log_loss"), 3),
                          digits(mean("network", "cross-entropy", "log_loss"), 3)],
    "linear-short-reading": [digits(SHORT.difference, 3), "0.5", digits(mean("linear", "cross-entropy", "log_loss"), 3),
                             digits(KNOW_NOTHING, 3)],
    "linear-reading": [digits(-LONG.difference, 3), digits(LONG.error, 3), digits(-xl.prior_bias(TASK.rate), 1),
                       digits(gain("linear", "prior bias").difference, 3)],
    "gains-reading": [digits(NETWORK_LONG.difference, 3), digits(NETWORK_LONG.error, 3), "31.1", "34.0"],  # the paper
    "written-answer": ["0.9", CROSSING, HARDEST, "0.25", digits(FOCAL.difference, 3), digits(FOCAL.error, 3), "0.5",
                       *RECALLS, *PRECISIONS, digits(SHORT.difference, 3), digits(-LONG.difference, 3),
                       digits(LONG.error, 3), BEST],
    "what-you-can-do": ["0.5"],
    "self-check": ["0.69", "0.01", "0.99", digits(-xl.prior_bias(0.01), 3), digits(xl.entropy([0.01, 0.99], math.e), 3),
                   "0.7", "0.9", BEST, "0.5"],
    "names-elsewhere": ["0.9", "0.2", "0.25", "2.0", "16.12", digits(803 / 10, 1), "2.13", "3.15", "1.9",
                        *(digits(loss, 7) for alpha in (None, 0.25) for loss in xl.focal_loss(
                            [1, 0], [0.9, 0.2], alpha=alpha, reduction="none"))],  # asked in tests/parity
}


@pytest.mark.parametrize("cell", [cell for cell in WORDS if cell != "written-question"])
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"xercise 9\.\d|optax 0\.2\.8", "", WORDS[cell]))
    if cell.endswith("-exercise"):
        assert set(said) <= {"0.5", "0.25"}
    else:
        assert set(said) == set(SAID.get(cell, []))


def test_the_rubric_names_the_same_numbers():
    assert CROSSING in WORDS["written-question"] and HARDEST in WORDS["written-question"]


def test_ten_of_813():
    assert (TASK.y.sum(), len(TASK.y)) == (10, 813) and "10 of 813" in WORDS["landmarks-text"]
    assert math.log(2) > 10 * KNOW_NOTHING and "a tenth of that" in WORDS["fair-start"]


def test_the_factors_are_those_of_the_text():
    for pt, times in ((0.9, 100), (0.99, 10_000)):
        assert -math.log(pt) / xl.focal_loss([1], [pt]) == pytest.approx(times)
    assert "100 times less for the easy one, 10 000 times less for the very easy one" in WORDS["factors-reading"]
    assert digits(-(0.1**2) * math.log10(0.9), 5) == "0.00046" and round(0.1**2 * -math.log10(0.9), 6) == 0.000458


def test_a_subtraction_leaves_two_or_three_digits():
    right, lost = xl.sigmoid(-30.0), 1 - xl.sigmoid(30.0)
    assert 1e-4 < abs(lost / right - 1) < 1e-2 and "two or three digits" in WORDS["two-ways-reading"]


def test_the_focal_factor_never_raises_a_loss_and_its_slope_sometimes_does():
    p = np.linspace(0.001, 0.999, 999)
    losses = xl.focal_loss(np.ones(999), p, reduction="none")
    assert (losses <= -np.log(p)).all() and (PULL > PLAIN_PULL).any()
    assert (np.diff(PLAIN_PULL) < 0).all()  # convex; the focal pull weakens again far out
    assert PULL[0] < PULL.max()


def test_the_first_losses_are_the_two_landmarks():
    plain, prior = (float(line.split("first loss ")[1].split()[0]) for line in PRINTED["first-loss"].splitlines())
    assert plain == pytest.approx(FIRST, abs=1e-4) and plain == pytest.approx(math.log(2), rel=0.1)
    assert prior == pytest.approx(KNOW_NOTHING, abs=5e-4) and "the know-nothing loss" in WORDS["first-loss-reading"]


def test_one_positive_costs_229_negatives_and_the_crowd_owns_four_fifths():
    assert round(math.log(0.1) / math.log(0.99)) == 229 and "229 times" in WORDS["owners-text"]
    assert 1 - xl.positive_share(CROWD, CROWD_LOGITS, 0) > 0.8 and "More than four fifths" in WORDS["share-reading"]


def test_the_hardest_fifth():
    assert digits(owned(0), 0) == "78" and "owns 78 %" in WORDS["hardest-reading"]


def test_the_live_runs_agree_with_the_stored_ones():
    live = PRINTED["live"].splitlines()[2:]
    assert [line[:13].strip() for line in live] == list(focal.MAIN)
    for recipe, line in zip(focal.MAIN, live, strict=True):
        stored = [row["average_precision"] for row in ROWS if row["digit"] == 3 and row["seed"] < 2
                  and (row["setting"], row["recipe"]) == ("network", recipe)]
        assert float(line[22:33]) == pytest.approx(np.mean(stored), abs=0.006)
    differences = [float(line[22:33]) - float(live[0][22:33]) for line in live[1:]]
    assert max(map(abs, differences)) < 0.02 and "a hundredth or so" in WORDS["live-reading"]


def test_what_the_text_concludes_is_what_the_table_says():
    text = WORDS["stored-reading"]
    assert FOCAL.difference > 4 * FOCAL.error and f"{FOCAL.wins} of 20 pairs" in text
    assert mean("network", "focal, alpha 0.25", "recall") < mean("network", "cross-entropy", "recall")
    assert 0.7 * FOCAL.difference < PRIOR.difference < FOCAL.difference and "nearly as much as focal loss" in text
    spread = np.std(focal.column(ROWS, "network", "cross-entropy", "average_precision"))
    assert spread > 3 * FOCAL.difference and "changes the result more than any recipe" in WORDS["live-reading"]
    assert mean("network", "focal", "log_loss") < mean("network", "cross-entropy", "log_loss")
    assert mean("network", "cross-entropy", "mean_p") < TASK.rate < mean("network", "focal", "mean_p")


def test_a_threshold_reaches_what_class_weights_reach():
    recall, precision = focal.operating_points(ROWS, "network", "cross-entropy")
    (weighted, right), at = point("class weights", 0.5), np.argsort(recall)
    along = np.interp(float(weighted), recall[at], precision[at])
    assert abs(along - float(right)) < 0.05 and "all but on cross-entropy's own curve" in WORDS["threshold-reading"]
    assert point("focal", 0.3)[0] == weighted and float(point("focal", 0.3)[1]) > float(right) + 0.1


def test_the_gain_of_the_short_linear_run_was_an_unfinished_baseline():
    assert SHORT.wins == gain("linear", "prior bias").wins == gain("linear", "class weights").wins == SHORT.runs == 20
    assert mean("linear", "cross-entropy", "recall") == 0
    assert abs(LONG.difference) < 2 * LONG.error and f"{LONG.wins} of 20 pairs won" in WORDS["linear-reading"]
    assert gain("linear", "prior bias").difference > SHORT.difference
    assert "more than focal loss" in WORDS["linear-reading"]
    assert NETWORK_LONG.difference > 3 * NETWORK_LONG.error
    assert f"{NETWORK_LONG.wins} of 20 pairs" in WORDS["gains-reading"]


def test_recall_rose_as_the_self_check_says():
    before, after = (round(100 * mean("network", recipe, "recall")) for recipe in ("cross-entropy", "class weights"))
    assert f"from {before} to {after} %" in WORDS["self-check"]


def test_the_sentence_of_the_article_is_quoted_and_repaired():
    assert '"more weight to the examples the model gets wrong" is misleading' in WORDS["first-half-sentence"]
    assert "focal loss improves performance on minority classes" in WORDS["written-question"]
