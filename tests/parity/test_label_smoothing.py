"""What notebook 08 says of other libraries' smoothing and calibration, asked of those that are installed."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

import xentlib as xl
from tests.parity.frameworks import installed

BOOK = Path(__file__).parents[2] / "solutions/08_label_smoothing/08_label_smoothing.ipynb"
ELSEWHERE = next("".join(cell["source"]) for cell in json.loads(BOOK.read_text(encoding="utf-8"))["cells"]
                 if cell["id"] == "names-elsewhere")
CALLS = re.findall(r"^\| `([\w.]+)\(", ELSEWHERE, re.M)
LABELS, LOGITS = [0], [[2.0, 0.0, 0.0]]
OURS = xl.smoothed_cross_entropy(LABELS, LOGITS, 0.1)

pytestmark = pytest.mark.filterwarnings("ignore")


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    assert CALLS == [
        "torch.nn.functional.cross_entropy", "keras.losses.categorical_crossentropy",
        "keras.losses.binary_crossentropy", "optax.smooth_labels", "sklearn.calibration.calibration_curve",
        "sklearn.calibration.CalibratedClassifierCV"]
    assert f"{OURS:.4f}" == "0.3729" and "the first two give 0.3729" in ELSEWHERE


def test_pytorch():
    torch = framework("torch")
    functional, logits, labels = torch.nn.functional, torch.tensor(LOGITS), torch.tensor(LABELS)
    assert float(functional.cross_entropy(logits, labels, label_smoothing=0.1)) == pytest.approx(OURS, rel=1e-6)
    with pytest.raises(RuntimeError):
        functional.cross_entropy(logits, labels, label_smoothing=1.5)
    negative = functional.cross_entropy(logits, labels, label_smoothing=-0.1)
    assert float(negative) == float(functional.cross_entropy(logits, labels))
    two = functional.cross_entropy(logits.repeat(2, 1), labels.repeat(2), label_smoothing=0.1)
    assert float(two) == pytest.approx(OURS, rel=1e-6)


def test_keras():
    keras = framework("keras")
    one_hot, P = xl.one_hot(LABELS, 3), xl.softmax(LOGITS)
    smoothed = keras.losses.categorical_crossentropy
    from_logits = smoothed(one_hot, np.array(LOGITS), from_logits=True, label_smoothing=0.1)
    assert np.shape(from_logits) == (1,) and float(from_logits[0]) == pytest.approx(OURS, rel=1e-5)
    assert float(smoothed(one_hot, P, label_smoothing=0.1)[0]) == pytest.approx(OURS, rel=1e-5)
    with pytest.raises(TypeError):
        keras.losses.sparse_categorical_crossentropy(np.array(LABELS), P, label_smoothing=0.1)
    cat = keras.losses.binary_crossentropy(np.array([[1.0]]), np.array([[0.9]]), label_smoothing=0.2)
    assert float(cat[0]) == pytest.approx(-0.9 * math.log(0.9) - 0.1 * math.log(0.1), rel=1e-5)


def test_optax():
    optax = framework("optax")
    Y = xl.one_hot([1], 4)
    assert np.asarray(optax.smooth_labels(Y, 0.1)) == pytest.approx(xl.smooth_labels(Y, 0.1), rel=1e-6)
    assert np.asarray(optax.smooth_labels(Y, 1.5)).min() < 0


def test_scikit_learn():
    calibration = framework("sklearn.calibration")
    right, sure = calibration.calibration_curve([1, 0, 1, 1], [0.9, 0.1, 0.81, 0.95], n_bins=5)
    assert right.tolist() == [0, 1] and sure == pytest.approx([0.1, (0.9 + 0.81 + 0.95) / 3])
    linear = framework("sklearn.linear_model").LogisticRegression()
    X, y = np.arange(20.0)[:, np.newaxis], np.tile([0, 1, 1, 1], 5)
    calibrated = calibration.CalibratedClassifierCV(linear, method="temperature", cv=2).fit(X, y)
    assert calibrated.predict_proba(X).sum(axis=1) == pytest.approx(1)
    assert calibration.CalibratedClassifierCV(linear).method == "sigmoid"
    assert calibration.CalibratedClassifierCV(linear, method="isotonic", cv=2).fit(X, y)
