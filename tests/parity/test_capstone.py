"""What notebook 10 says of other libraries' general losses, asked of those that are installed."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from tests.parity.frameworks import installed

WORDS = {cell.id: cell.source for cell in notebook("solutions", "10_capstone").cells}
ROWS = set(re.findall(r"^\| `([\w.]+)\(", WORDS["names-elsewhere"], re.M))
RNG = np.random.default_rng(0)
Z, LABELS, WEIGHTS = RNG.normal(0, 2, (5, 3)), RNG.integers(0, 3, 5), np.array([1.0, 2.0, 5.0])
ONE_HOT, SOFT = np.eye(3)[LABELS], RNG.dirichlet(np.ones(3), 5)


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    assert {
        "torch.nn.functional.cross_entropy", "keras.losses.CategoricalFocalCrossentropy",
        "keras.losses.CategoricalCrossentropy", "optax.losses.softmax_cross_entropy",
        "optax.losses.softmax_cross_entropy_with_integer_labels", "sklearn.metrics.log_loss"} == ROWS


def test_torch():
    torch = framework("torch")

    def theirs(targets, **how):
        return torch.nn.functional.cross_entropy(torch.tensor(Z), torch.tensor(targets), **how).numpy()

    how = {"label_smoothing": 0.1, "weight": torch.tensor(WEIGHTS)}
    ours = xl.xent(Z, LABELS, smoothing=0.1, class_weight=WEIGHTS, reduction="none")
    assert theirs(LABELS, reduction="none", **how) == pytest.approx(ours)
    assert theirs(LABELS, reduction="sum", **how) == pytest.approx(ours.sum())
    assert theirs(LABELS, **how) == pytest.approx(ours.sum() / WEIGHTS[LABELS].sum())
    assert theirs(LABELS, **how) != pytest.approx(ours.mean())
    assert theirs(SOFT) == pytest.approx(xl.xent(Z, SOFT))


def test_keras_focal():
    keras = framework("keras")

    def theirs(targets, predictions, **how):
        return float(keras.losses.CategoricalFocalCrossentropy(**how)(targets, predictions))

    assert theirs(ONE_HOT, Z, from_logits=True) == pytest.approx(xl.xent(Z, LABELS, gamma=2) / 4, rel=1e-5)
    assert theirs(ONE_HOT, xl.softmax(Z), alpha=1.0) == pytest.approx(xl.xent(Z, LABELS, gamma=2), rel=1e-5)
    assert theirs(ONE_HOT, Z, alpha=1.0, label_smoothing=0.1, from_logits=True) == pytest.approx(
        xl.xent(Z, LABELS, gamma=2, smoothing=0.1), rel=1e-5)
    assert theirs(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), alpha=1.0) == pytest.approx(-math.log(1e-7), rel=1e-5)


def test_keras_cross_entropy():
    keras = framework("keras")
    smoothed = keras.losses.CategoricalCrossentropy(label_smoothing=0.1, from_logits=True)(ONE_HOT, Z)
    assert float(smoothed) == pytest.approx(xl.xent(Z, LABELS, smoothing=0.1), rel=1e-5)
    assert float(keras.losses.CategoricalCrossentropy()(ONE_HOT, xl.softmax(Z))) == pytest.approx(
        xl.xent(Z, LABELS), rel=1e-5)


def test_the_docstring_that_the_audit_quotes():
    keras = framework("keras")
    words = " ".join(keras.losses.CategoricalFocalCrossentropy.__doc__.split())
    quoted = re.search(r"> (The general formula.*)", WORDS["audit"]).group(1)
    assert quoted in words
    assert "where minus comes from `CrossEntropy(y_true, y_pred)`" in words  # as the correction grants


def test_optax():
    optax = framework("optax")
    theirs = np.asarray(optax.losses.softmax_cross_entropy_with_integer_labels(Z, LABELS))
    assert theirs == pytest.approx(xl.xent(Z, LABELS, reduction="none"), rel=1e-5)
    assert np.asarray(optax.losses.softmax_cross_entropy(Z, SOFT)) == pytest.approx(
        xl.xent(Z, SOFT, reduction="none"), rel=1e-5)


def test_scikit_learn():
    framework("sklearn")
    from sklearn.metrics import log_loss

    P, none, sample_weight = xl.softmax(Z), xl.xent(Z, LABELS, reduction="none"), WEIGHTS[LABELS]
    how = {"labels": [0, 1, 2]}
    assert log_loss(LABELS, P, normalize=False, **how) == pytest.approx(none.sum())
    assert log_loss(LABELS, P, sample_weight=sample_weight, **how) == pytest.approx(
        np.average(none, weights=sample_weight))
    clipped = 2 * log_loss([0, 1], [[1.0, 0.0], [1.0, 0.0]])
    assert clipped == pytest.approx(-math.log(np.finfo(float).eps))
