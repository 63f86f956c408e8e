"""The experiments of notebook 07: what they find is a property of the problem, and the stored table is theirs."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import bigram_descent, digit_reader, stored_table, training_logs, tumours


def test_one_stored_split_is_what_a_run_gives():
    rows = {row["model"]: row for row in stored_table("digit_reader") if row["seed"] == 1}
    _, _, X_test, y_test = digit_reader.split(1)
    for model, learned in (("softmax regression", digit_reader.descend(1)), ("network", digit_reader.network(1))):
        # Descent on all examples repeats to the last digits; Adam on batches amplifies round-off a little.
        close = 1e-3 if model == "network" else 1e-4
        assert learned.losses[-1] == pytest.approx(rows[model]["train loss"], abs=close)
        assert learned.held_out[-1] == pytest.approx(rows[model]["test loss"], abs=10 * close)
        assert xl.accuracy(y_test, learned.logits(X_test)) == pytest.approx(rows[model]["test accuracy"], abs=0.005)


def test_the_network_reads_better_than_the_linear_model_in_every_split():
    rows = {(row["model"], row["seed"]): row for row in stored_table("digit_reader")}
    for seed in digit_reader.SEEDS:
        linear, network = rows["softmax regression", seed], rows["network", seed]
        assert network["test loss"] < linear["test loss"] and network["test accuracy"] > linear["test accuracy"]


def test_the_held_out_digits_are_none_of_those_learned_from():
    X, y, X_test, y_test = digit_reader.split()
    assert len(X) == len(y) == 1300 and len(X_test) == len(y_test) == 497
    assert not {image.tobytes() for image in X} & {image.tobytes() for image in X_test}


def test_every_sick_log_shows_its_sickness():
    short = {"steps": 40}
    healthy = digit_reader.descend(**short)
    assert healthy.losses[0] == pytest.approx(math.log(10)) and (np.diff(healthy.losses) < 0).all()
    small = digit_reader.descend(lr=0.005, **short)
    assert (np.diff(small.losses) < 0).all() and small.losses[-1] > 2.2
    assert max(digit_reader.descend(lr=20, **short).losses) > 10
    total = digit_reader.descend(loss=training_logs.total(), **short)
    assert total.losses[0] == pytest.approx(1300 * math.log(10)) and total.held_out[0] == pytest.approx(math.log(10))
    assert max(total.losses) > 10 * total.losses[0]
    twice = digit_reader.descend(loss=training_logs.softmax_twice(), **short)
    assert min(twice.losses) > math.log(1 + 9 / math.e)
    shuffled = training_logs.wrong_labels(40)
    assert shuffled.losses[-1] < math.log(10) < shuffled.held_out[-1]
    assert list(training_logs.LOGS) == list(dict.fromkeys(training_logs.LOGS)) and len(training_logs.LOGS) == 6


def test_the_slope_of_the_softmax_twice_is_that_of_its_loss():
    loss, z = training_logs.softmax_twice(), np.array([[1.0, -0.5, 2.0], [0.0, 0.3, 0.1]])
    y = np.array([0, 2])
    assert loss.slope(z, y) == pytest.approx(xl.numerical_gradient(lambda z: loss.value(z, y), z), abs=1e-9)


def test_the_test_loss_of_the_tumours_turns_up_while_the_weights_grow():
    learned = tumours.train(400)
    lengths = [length for _, length in learned.watched]
    assert (np.diff(learned.losses) < 0).all() and (np.diff(lengths) > 0).all()
    lowest = int(np.argmin(learned.held_out))
    assert 100 < lowest < 400 and learned.held_out[-1] > learned.held_out[lowest]
    X, _, X_test, _ = tumours.split()
    assert X.mean(axis=0) == pytest.approx(np.zeros(30), abs=1e-9) and len(X_test) == 169


def test_descent_approaches_the_counted_pairs_from_above():
    counts = bigram_descent.pairs()
    losses, best = bigram_descent.descend(counts, steps=100), bigram_descent.counted(counts)
    assert losses[0] == pytest.approx(math.log(27)) and (np.diff(losses) < 0).all()
    assert best < losses[-1] < best + 0.05
    by_fit = counts / counts.sum(axis=1, keepdims=True)
    assert best == pytest.approx(-np.sum(counts * np.log(np.where(counts > 0, by_fit, 1))) / counts.sum())
