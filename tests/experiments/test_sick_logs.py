"""The eight logs were really trained with their bugs, and the detective is told what each of them looks like."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import sick_logs, stored_table

ROWS = {row["cause"]: row for row in stored_table("sick_logs")}


def test_every_cause_has_one_sheet():
    assert sorted(sick_logs.SHEETS.values()) == sorted(sick_logs.CAUSES) == sorted(ROWS)
    assert {row["sheet"]: cause for cause, row in ROWS.items()} == sick_logs.SHEETS
    assert all("cause" not in log for log in sick_logs.sheets().values())


@pytest.mark.parametrize("cause, first", [
    ("healthy", math.log(10)), ("sum", 1300 * math.log(10)), ("bits", math.log2(10)),
    ("mean over classes", math.log(10) / 10), ("sign", -math.log(10)), ("double softmax", math.log(10)),
    ("broadcast", math.log(2)),
])
def test_the_first_loss_is_the_landmark_of_the_bug(cause, first):
    assert ROWS[cause]["losses"][0] == pytest.approx(first, rel=1e-3)


def test_the_floors():
    assert min(ROWS["double softmax"]["losses"]) > math.log(1 + 9 / math.e)
    share = 1 - ROWS["broadcast"]["accuracies"][0]
    assert ROWS["broadcast"]["losses"][-1] == pytest.approx(xl.binary_entropy(share) * math.log(2), rel=5e-3)
    assert len(set(ROWS["broadcast"]["accuracies"])) == 1


@pytest.mark.parametrize("cause", ["healthy", "double softmax", "bits", "init"])
def test_a_stored_log_begins_as_a_training_with_that_bug_does(cause, monkeypatch):
    monkeypatch.setattr(sick_logs, "STEPS", 30)
    log, stored = sick_logs.log(cause), ROWS[cause]
    for name, numbers in log.items():
        again = [numbers[step] for step in stored["steps"] if step < 30]
        assert stored[name][: len(again)] == pytest.approx(again, rel=1e-3)


def test_the_broadcast_slope_is_the_slope_of_the_broadcast_loss():
    loss = sick_logs._broadcast()
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(5, 1)), np.array([0, 1, 1, 0, 1])
    assert xl.numerical_gradient(lambda z: loss.value(z, y), z) == pytest.approx(loss.slope(z, y), abs=1e-8)


def test_the_double_softmax_slope_is_the_slope_of_its_loss():
    loss = sick_logs._double_softmax()
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(4, 3)), np.array([0, 1, 2, 0])
    assert xl.numerical_gradient(lambda z: loss.value(z, y), z) == pytest.approx(loss.slope(z, y), abs=1e-8)


def test_the_right_diagnoses_are_told_so():
    told = repr(sick_logs.told(sick_logs.SHEETS))
    assert told.count(": yes, ") == 8 and told.endswith("8 of 8 are right.")


def test_what_is_said_of_a_lost_minus_is_what_its_log_shows():
    assert "while the accuracy is that of guessing, or worse" in sick_logs.CAUSES["sign"].looks
    log = next(row for row in stored_table("sick_logs") if row["cause"] == "sign")
    assert log["accuracies"][-1] == log["accuracies"][0] == max(log["accuracies"]) < 0.11


def test_a_wrong_diagnosis_hears_what_such_a_log_would_look_like():
    said = sick_logs.told({"A": "sum", "B": None, "C": "bad luck", "D": 7})
    assert said.lines[0].startswith("A: not sum. Then the first loss is N times ln K") and "sheet A" in said.lines[0]
    assert said.lines[1] == "C: 'bad luck' is none of the eight names." and said.lines[2].startswith("D: 7 is none")
    assert said.lines[3:] == ("No diagnosis yet: B, E, F, G, H.", "0 of 8 are right.")
    assert "<p>A: not sum" in said._repr_html_()


def test_no_wrong_diagnosis_gives_the_right_one_away():
    for sheet, cause in sick_logs.SHEETS.items():
        for other in set(sick_logs.CAUSES) - {cause}:
            line = next(line for line in sick_logs.told({sheet: other}).lines if line.startswith(sheet))
            assert line.startswith(f"{sheet}: not {other}.") and sick_logs.CAUSES[cause].looks not in line
