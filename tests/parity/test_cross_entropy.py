"""What notebook 02 says of other libraries' functions is what they do, where they are installed."""

import math

import numpy as np
import pytest

import xentlib as xl
from tests.parity.frameworks import installed

BOB, ALICE = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
SAMPLES, MODEL = [0, 0, 1], [0.5, 0.25, 0.25]

pytestmark = pytest.mark.filterwarnings("ignore")


def library(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_scipys_entropy_of_two_is_the_extra_cost_in_nats_and_normalises():
    entropy = library("scipy.stats").entropy
    assert entropy(BOB, ALICE, base=2) == pytest.approx(xl.cross_entropy(BOB, ALICE) - xl.entropy(BOB))
    assert entropy(BOB, ALICE) == pytest.approx(0.625 * math.log(2))
    assert entropy(np.array(BOB) * 3, ALICE) == pytest.approx(entropy(BOB, ALICE))


def test_scikit_learns_log_loss_is_the_average_in_nats_truth_first_and_clips():
    log_loss = library("sklearn.metrics").log_loss
    assert log_loss(SAMPLES, [MODEL] * 3, labels=[0, 1, 2]) == pytest.approx(xl.sample_nll(SAMPLES, MODEL, math.e))
    impossible = log_loss([1], [[1.0, 0.0]], labels=[0, 1])
    assert f"{impossible:.2f}" == "36.04" and xl.sample_nll([1], [1, 0]) == math.inf


def test_pytorchs_nll_loss_takes_log_probabilities_first():
    torch = library("torch")
    model_first = torch.nn.functional.nll_loss(torch.log(torch.tensor([MODEL] * 3)), torch.tensor(SAMPLES))
    assert float(model_first) == pytest.approx(xl.sample_nll(SAMPLES, MODEL, math.e))


def test_kerass_categorical_crossentropy_takes_the_truth_first():
    keras = library("keras")
    rows = keras.losses.categorical_crossentropy(np.eye(3)[SAMPLES], np.array([MODEL] * 3))
    assert np.mean(np.asarray(rows)) == pytest.approx(xl.sample_nll(SAMPLES, MODEL, math.e), rel=1e-5)
