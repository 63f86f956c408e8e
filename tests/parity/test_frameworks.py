"""Where the frameworks are right, our numbers are theirs; where they are not, the stored table says so."""

import json

import numpy as np
import pytest

from tests.parity.frameworks import OURS, TABLE, ask, available, questions, versions
from xentlib import numerics

FUNCTIONS = available()
STORED = json.loads(TABLE.read_text())
rng = np.random.default_rng(12)
Z, TABLE_OF_LOGITS = rng.normal(0, 2, 50), rng.normal(0, 2, (50, 4))
Y, LABELS = (rng.random(50) < 0.5).astype(float), rng.integers(0, 4, 50)
P, Q = numerics.softmax(rng.normal(size=(50, 4))), numerics.softmax(rng.normal(size=(50, 4)))
ORDINARY = {
    "bce_probs": (Y, numerics.sigmoid(Z)), "bce_probs_grad": (Y, numerics.sigmoid(Z)),
    "bce_logits": (Y, Z), "bce_logits_grad": (Y, Z),
    "ce_labels": (LABELS, TABLE_OF_LOGITS), "ce_targets": (P, TABLE_OF_LOGITS),
    "ce_labels_grad": (LABELS, TABLE_OF_LOGITS), "ce_smoothed": (LABELS, TABLE_OF_LOGITS),
    "sigmoid": (Z,), "log_softmax": (TABLE_OF_LOGITS,), "kl_divergence": (P, Q), "js_divergence": (P, Q),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("framework", "function"), [
    (name, function) for name, functions in FUNCTIONS.items() for function in functions if function in ORDINARY])
def test_ordinary_numbers_are_the_same(framework, function):
    theirs = np.asarray(FUNCTIONS[framework][function](*ORDINARY[function]), dtype=np.float64)
    ours = OURS[function](*ORDINARY[function])
    # Keras computes in float32 unless it is told otherwise.
    how = {"rtol": 1e-4, "atol": 1e-6} if framework == "Keras" else {"rtol": 1e-12, "atol": 1e-15}
    np.testing.assert_allclose(ours.reshape(theirs.shape), theirs, **how)


@pytest.mark.filterwarnings("ignore")
def test_the_stored_table_is_what_they_answer():
    """The same verdicts; the same numbers too, where it is the same version."""
    same_version = {"xentlib"} | {name for name, version in versions().items() if STORED["versions"][name] == version}
    stored = {(row["framework"], row["function"], row["question"]): row for row in STORED["rows"]}
    for row in ask():
        before = stored[row["framework"], row["function"], row["question"]]
        assert row["verdict"] == before["verdict"]
        if row["framework"] in same_version and row["value"] is not None:
            assert float(row["value"]) == pytest.approx(float(before["value"]), rel=1e-6, abs=1e-15, nan_ok=True)


def test_we_are_right_wherever_there_is_a_right_answer():
    ours = [row for row in STORED["rows"] if row["framework"] == "xentlib"]
    assert [row["question"] for row in ours] == [question for function, question, *_ in questions() if function in OURS]
    assert {function for function, *_ in questions()} - set(OURS) == {"sigmoid_then_bce_grad"}
    assert {row["verdict"] for row in ours} == {"right", "refuses it"}


def test_every_framework_is_in_the_table_and_none_is_always_right():
    verdicts = {}
    for row in STORED["rows"]:
        verdicts.setdefault(row["framework"], set()).add(row["verdict"])
    assert set(verdicts) == {"xentlib", "PyTorch", "SciPy", "scikit-learn", "Keras", "optax"}
    assert all(found - {"right"} for found in verdicts.values())
