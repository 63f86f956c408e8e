"""Every number that the prose of notebook 04 takes from an experiment is the recomputed or the stored one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.datasets import breast_cancer
from xentlib.experiments import saturation, stored_table

BOOK = notebook("solutions", "04_binary_cross_entropy")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "code"}
DECIMAL = re.compile(r"\d+\.\d+")
ROWS = stored_table("saturation")


def digits(number, places):
    return f"{float(number):.{places}f}"


def at(cost, p):
    """What a mail that is no spam costs."""
    return cost([0], [p])


def ratio(cost):
    return digits(at(cost, 0.9) / at(cost, 0.51), 2)


def slope(z, loss):
    return float(xl.logit_gradient([0], [z], loss)[0])


LN2 = digits(math.log(2), 3)
LOG, SQUARED, ABSOLUTE = ratio(xl.binary_cross_entropy), ratio(xl.squared_error), ratio(xl.absolute_error)
BENIGN = breast_cancer()[1]
DENSITY = 1 / (0.1 * math.sqrt(2 * math.pi))
PRICES = [digits(at(cost, p), places) for cost, p, places in (
    (xl.binary_cross_entropy, 0.51, 3), (xl.binary_cross_entropy, 0.9, 3), (xl.squared_error, 0.51, 2),
    (xl.squared_error, 0.9, 2))]

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed).
SAID = {
    "why-nats": [digits(1 / math.log(2), 4)],
    "price-lists-reading": [LN2],
    "capital-reading": [LN2],
    "logits": ["0.9", "2.25", digits(math.log(9), 3)],
    "sigmoid-reading": [digits(math.exp(-40) * 1e18, 3)],
    "sigmoid-exercise": [digits(xl.sigmoid(-40) * 1e18, 3)],
    "originally-predicted": ["0.1", "0.3", "0.9", digits(1 + (1 - 0.9), 1)],
    "soft-label-reading": ["0.1", "0.3", digits(xl.entropy([0.3, 0.7], base=math.e), 4)],
    "broadcast-text": ["0.1", "0.9"],
    "bce_with_logits-exercise": [digits(xl.bce_with_logits([1], [40]) * 1e18, 3), "40.000000000000000004"],
    "landmarks": ["0.45"],
    "landmarks-reading": [LN2, digits(xl.best_constant(BENIGN)[1], 3), "0.06",
                          digits(xl.entropy([0.01, 0.99], base=math.e), 3)],
    "best_constant-exercise": ["0.0"],
    "minimisers": ["0.7"],
    "minimisers-reading": ["0.7"],
    "three-losses-reading": [LOG, SQUARED],
    "logit_gradient-exercise": ["0.0001", "0.0002"],
    "race": ["0.2", "1.5", digits(xl.sigmoid(1.5), 2)],
    "predict-race-text": [digits(xl.sigmoid(6), 4)],
    "steps-reading": [digits(math.e**2, 1)],
    "balls-reading": [digits(xl.sigmoid(saturation.neuron_path(6, "mse", 86)[-1]), 3)],
    "gaussian-conclusion": ["0.1", "0.7", digits(DENSITY, 2), digits(math.log(DENSITY), 2)],
    "written-question": ["0.51", "0.9", *PRICES, LOG, SQUARED, ABSOLUTE],
    "written-answer": ["0.51", "0.9", *PRICES, LOG, SQUARED, ABSOLUTE, digits(slope(4, "ce"), 3),
                       digits(slope(4, "mse"), 3)],
    "self-check": ["0.65", LN2, "0.7", digits(xl.entropy([0.3, 0.7], base=math.e), 3),
                   digits(xl.bce_with_logits([0], [3]), 3), digits(slope(3, "ce"), 4), digits(1 - xl.sigmoid(3), 4),
                   digits(slope(3, "mse"), 4)],
    "names-elsewhere": ["2.13", "3.15", "1.9", "1.17", "16.12", "36.04",  # asked in tests/parity
                        "4.2", "4.3"],  # sections of a book
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 4\.\d|optax 0\.2\.8", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def lesson(*cells):
    """The variables of the lesson after these code cells."""
    names = {"np": np, "xl": xl}
    for cell in cells:
        exec(CODE[cell], names)
    return names


def test_ninety_percent_wrong_costs_about_three_times_as_much():
    assert 3 < float(LOG) < 3.3 and "about three times as much" in WORDS["price-lists-text"]
    assert at(xl.binary_cross_entropy, 0.51) > math.log(2) and "the 51 % filter did worse" in WORDS["price-lists-reading"]


def test_the_bet_the_likelihood_and_the_loss_are_one_thing():
    mails = lesson("twenty-mails")
    loss = xl.binary_cross_entropy(mails["y"], mails["p"])
    assert len(mails["y"]) == 20 and "Twenty mails" in WORDS["price-lists-reading"]
    assert np.prod(2 * mails["given"]) == pytest.approx(np.exp(20 * (np.log(2) - loss)))
    assert loss < math.log(2)
    assert 0.5**2000 == 0.0 and "below the smallest number" in WORDS["two-thousand-reading"]


def test_evidence_multiplies_the_odds():
    assert 4 * 2.25 == 9 and xl.sigmoid(math.log(4) + math.log(2.25)) == pytest.approx(0.9)


def test_two_of_three_formulas_say_never():
    assert 1 - 1 / (1 + np.exp(-40.0)) == 0 and (1 + np.tanh(-20.0)) / 2 == 0 and 1 / (1 + np.exp(40.0)) > 0
    assert "two of them say *never*" in WORDS["three-ways-reading"]


def test_the_stretched_table_and_the_best_it_allows():
    names = lesson("broadcast")
    assert names["table"].shape == (200, 200) and "40 000 numbers" in WORDS["broadcast-reading"]
    honest = xl.binary_cross_entropy(names["labels"], names["column"][:, 0])
    assert 0.1 < honest < 0.11 and names["table"].mean() > 1
    share = names["labels"].mean()

    def stretched(column):
        return np.mean([xl.binary_cross_entropy(names["labels"], np.full(200, p)) for p in column])

    best = stretched(np.full(200, share))
    assert best == pytest.approx(xl.best_constant(names["labels"])[1])
    moved = np.clip(share + 0.05 * np.random.default_rng(1).standard_normal(200), 0.01, 0.99)
    assert stretched(moved) > best and "say the same of every mail" in WORDS["broadcast-reading"]


def test_where_a_probability_rounds_to_one():
    assert xl.sigmoid(36.0) < 1 and xl.sigmoid(37.0) == 1 and "At 37" in WORDS["lost-reading"]
    single = xl.sigmoid(np.arange(10, 30, 0.25, dtype=np.float32))
    assert abs(np.arange(10, 30, 0.25)[single == 1][0] - 17) < 0.6 and "at about 17" in WORDS["lost-reading"]
    assert int(1000 / math.log(10)) == 434 and "434 decimal places" in WORDS["thousand-text"]
    assert xl.bce_with_logits([0], [1000]) == 1000 and "wrong by 1000 costs 1000" in WORDS["from-logits-reading"]


def test_the_tumours_are_those_of_the_prose():
    measurements, benign = breast_cancer()
    assert (len(benign), int(benign.sum()), measurements.shape[1]) == (569, 357, 30)
    assert "569 tumours, of which 357 were benign" in WORDS["landmarks"] and "30 measurements each" in WORDS["tumours"]
    assert saturation.TRAINING == 400 and 569 - 400 == 169 and "169 held back" in WORDS["tumours"]
    assert len(saturation.SEEDS) == 10 and saturation.UPDATES == 300 and saturation.ENOUGH == 0.95


def test_the_absolute_error_wants_to_exaggerate():
    p = np.linspace(0, 1, 101)
    mean = {cost: 0.7 * cost(np.ones(101), p, "none") + 0.3 * cost(np.zeros(101), p, "none")
            for cost in (xl.absolute_error, xl.squared_error)}
    assert p[mean[xl.absolute_error].argmin()] == 1 and p[mean[xl.squared_error].argmin()] == pytest.approx(0.7)
    assert "pays those who exaggerate 0.7 to 1" in WORDS["minimisers-reading"]


def test_the_pull_at_eight_and_at_three():
    assert 1450 < slope(8, "ce") / slope(8, "mse") < 1550 and "about 1500" in WORDS["pull-reading"]
    assert 10.8 < slope(3, "ce") / slope(3, "mse") < 11.2 and "eleven times less" in WORDS["self-check"]


def neuron(start, loss):
    return next(row["steps"][0] for row in ROWS if (row["race"], row["start"], row["loss"]) == ("neuron", start, loss))


def test_the_race_of_the_neuron():
    counts = [(neuron(start, "ce"), neuron(start, "mse")) for start in (1.5, 4, 6, 8)]
    assert counts == [(50, 50), (71, 143), (86, 703), (102, 4769)]
    assert "**exactly 50 updates**" in WORDS["race"] and "From 50 and 50 to 71 and 143" in WORDS["predict-race-text"]
    assert "86 and **703**" in WORDS["race-reading"] and "from 703 to 4769" in WORDS["steps-reading"]
    assert 86 - 71 == 15 and 102 - 86 == 16 and "about 15" in WORDS["steps-reading"]
    assert 6.5 < 4769 / 703 < 7.5 and "seven times as many" in WORDS["steps-reading"]
    assert "start=6, updates=86" in CODE["balls"]


def test_the_fair_rates():
    factor = saturation.fair_rate("mse") / saturation.fair_rate("ce")
    assert 4.7 < factor < 5 and "nearly five times as large" in WORDS["second-start"]


def race(start, loss, rate):
    return next(row for row in ROWS
                if (row["race"], row["start"], row["loss"], row["rate"]) == ("tumours", start, loss, rate))


def arrived(start, loss, rate):
    return sorted(steps for steps in race(start, loss, rate)["steps"] if steps is not None)


def test_the_good_start_is_a_tie():
    for rate in (1,):
        steps = arrived(0, "ce", rate) + arrived(0, "mse", rate)
        assert len(steps) == 20 and max(steps) <= 3
    right = {loss: np.mean(race(0, loss, 1)["right"]) for loss in ("ce", "mse")}
    assert abs(right["ce"] - right["mse"]) < 0.01 and "no less accurate" in WORDS["good-start-reading"]
    assert right["mse"] >= right["ce"] - 0.005


def test_the_bad_start_of_the_picture():
    assert arrived(-3, "ce", 10)[-1] <= 8 and "a handful of steps" in WORDS["all-seeds"]
    for seed in (0, 1):
        training, _ = saturation.shares_right(-3, "mse", 10, seed)
        assert training[50] < 0.1 and training[100] > 0.5 and "for some fifty updates" in WORDS["all-seeds"]


def test_what_the_table_says_of_rates():
    words = WORDS["table-reading"]
    assert not arrived(-3, "mse", 1) and not arrived(-10, "mse", 1) and "at the rate 1 is lost from both" in words
    assert len(arrived(-3, "mse", 10)) == 5 and arrived(-3, "mse", 10)[0] > 220 and "half of the seeds" in words
    assert len(arrived(-3, "mse", 100)) == 10 and "all ten escape from there" in words
    assert len(arrived(0, "mse", 100)) == 6 and "only six of ten arrive" in words
    assert len(arrived(-10, "mse", 1000)) == 1 and "except one seed" in words
    assert not arrived(-10, "mse", 10) and not arrived(-10, "mse", 100)
    assert len(arrived(-10, "ce", 1)) == 5 and "five of ten arrive within 300" in words
    for start in (0, -3, -10):
        for rate in (10, 100, 1000):
            assert len(arrived(start, "ce", rate)) == 10
    assert "with every larger rate of the table all ten arrive from everywhere" in words


def test_right_and_much_too_sure():
    assert "*above* the know-nothing landmark" in WORDS["table-reading"]
    bills = []
    for seed in (0, 1, 2):
        X, y, trained = saturation.tumours(seed)
        w = saturation.descend(X[:400], y[:400], -3 * trained, "ce", 100, 300)[-1]
        bills.append(xl.bce_with_logits(y[400:], X[400:] @ w))
    assert min(bills) > math.log(2)
    assert np.mean(race(-3, "ce", 100)["right"]) > 0.95


def test_squared_error_is_the_surprise_of_a_bell():
    names = lesson("gaussian-numbers")
    constant = math.log(math.sqrt(2 * math.pi))
    assert digits(constant, 4) == "0.9189" and "0.9189" in CODE["gaussian-numbers"]
    assert np.mean(-np.log(names["density"])) == pytest.approx(names["squared"] / 2 + constant)


def test_the_sentences_of_the_articles_are_quoted_and_repaired():
    assert '"MSE or MAE might treat all errors equally"' in WORDS["honest-comparison"]
    assert '"MSE or MAE might treat all errors equally"' in WORDS["written-question"]
    assert '"the negative sign ensures that the result is always positive"' in WORDS["written-question"]
    assert '"converge faster by countering the loss"' in WORDS["race"]
    assert '"Class 1 = 1 (originally predicted), class 0 = 1 − originally predicted"' in WORDS["originally-predicted"]
    assert -math.log(1 + 1e-9) < 0
