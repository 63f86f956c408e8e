"""What notebook 05 says of other libraries' losses is what they do, where they are installed."""

import inspect
import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from tests.parity.frameworks import installed

pytestmark = pytest.mark.filterwarnings("ignore")

BOOK = notebook("solutions", "05_categorical_cross_entropy")
ELSEWHERE = next(cell.source for cell in BOOK.cells if cell.id == "names-elsewhere")
Z, LABELS = np.array([[2.0, 0.5, -1.0], [0.0, 1.0, 2.0]]), np.array([2, 0])
ROWS = np.eye(3)[LABELS]
BILLS = xl.sparse_cross_entropy(LABELS, Z, reduction="none")
FAMOUS_Q, FAMOUS_Y = np.array([[0.25] * 4, [0.01, 0.01, 0.01, 0.96]]), np.eye(4)[[3, 3]]


def library(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    assert set(re.findall(r"^\| `([\w.]+)\(", ELSEWHERE, re.M)) == {
        "torch.nn.functional.cross_entropy", "torch.nn.functional.nll_loss", "keras.losses.categorical_crossentropy",
        "keras.losses.sparse_categorical_crossentropy", "sklearn.metrics.log_loss",
        "optax.losses.softmax_cross_entropy", "optax.losses.softmax_cross_entropy_with_integer_labels",
        "scipy.special.softmax"}


def test_pytorch():
    torch = library("torch")
    loss, z, labels = torch.nn.functional.cross_entropy, torch.tensor(Z), torch.tensor(LABELS)
    assert loss(z, labels).item() == pytest.approx(BILLS.mean())
    assert loss(z, torch.tensor(ROWS)).item() == pytest.approx(BILLS.mean())
    assert loss(z, torch.tensor([2, -100])).item() == pytest.approx(BILLS[0])
    with pytest.raises(IndexError):
        loss(z, torch.tensor([2, -1]))
    perfect = loss(torch.eye(10, dtype=torch.float64), torch.arange(10))
    assert perfect.item() == pytest.approx(math.log(1 + 9 / math.e))
    nll, shares = torch.nn.functional.nll_loss, torch.softmax(z, -1)
    assert nll(torch.log_softmax(z, -1), labels).item() == pytest.approx(BILLS.mean())
    assert nll(shares, labels).item() == pytest.approx(-np.exp(-BILLS).mean())  # minus probabilities, and no error


def test_keras():
    keras = library("keras")
    losses = keras.losses
    assert np.asarray(losses.categorical_crossentropy(ROWS, Z, from_logits=True)) == pytest.approx(BILLS, rel=1e-5)
    assert np.asarray(losses.sparse_categorical_crossentropy(LABELS, Z, from_logits=True)) == pytest.approx(
        BILLS, rel=1e-5)
    assert np.asarray(losses.categorical_crossentropy(ROWS, xl.softmax(Z))) == pytest.approx(BILLS, rel=1e-5)
    repaired = np.asarray(losses.categorical_crossentropy(FAMOUS_Y, FAMOUS_Q))
    assert repaired == pytest.approx(-np.log([0.25, 0.96 / 0.99]), rel=1e-5)
    impossible = losses.categorical_crossentropy(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    assert f"{float(impossible[0]):.2f}" == "16.12"
    missing = losses.sparse_categorical_crossentropy(np.array([-1, 0]), Z, from_logits=True)
    assert float(missing[0]) == 0


def test_scikit_learn():
    log_loss = library("sklearn.metrics").log_loss
    names = re.search(r"log_loss\((\w+), (\w+)\)", ELSEWHERE).groups()
    assert tuple(inspect.signature(log_loss).parameters)[:2] in (names, ("y_true", "y_pred"))  # before it was renamed
    assert log_loss(LABELS, xl.softmax(Z), labels=range(3)) == pytest.approx(BILLS.mean())
    assert f"{log_loss([0], [[0.0, 1.0]], labels=[0, 1]):.2f}" == "36.04"
    with pytest.warns(UserWarning, match="do not sum to one"):
        assert log_loss([3, 3], FAMOUS_Q, labels=range(4)) == pytest.approx(-np.log([0.25, 0.96]).mean())


def test_optax():
    optax = library("optax")
    assert np.asarray(optax.losses.softmax_cross_entropy(Z, ROWS)) == pytest.approx(BILLS, rel=1e-5)
    integer = optax.losses.softmax_cross_entropy_with_integer_labels
    assert np.asarray(integer(Z, LABELS)) == pytest.approx(BILLS, rel=1e-5)
    assert np.asarray(integer(Z, np.array([-1, 0]))) == pytest.approx(BILLS, rel=1e-5)  # -1 is the last class


def test_scipy():
    special = library("scipy.special")
    assert special.softmax(Z).sum() == pytest.approx(1) and special.softmax(Z, axis=-1).sum() == pytest.approx(2)
    assert np.exp(special.log_softmax(Z)).sum() == pytest.approx(1)
