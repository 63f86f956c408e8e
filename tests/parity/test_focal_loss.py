"""What notebook 09 says of other libraries' focal losses and weights, asked of those that are installed."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from tests.parity.frameworks import installed

BOOK = notebook("solutions", "09_focal_loss")
ELSEWHERE = next(cell.source for cell in BOOK.cells if cell.id == "names-elsewhere")
Y, P = np.array([1.0, 0.0]), np.array([0.9, 0.2])
Z = np.log(P / (1 - P))
PLAIN, WEIGHTED = [0.0010536, 0.0089257], [0.0002634, 0.0066943]

pytestmark = pytest.mark.filterwarnings("ignore")


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    named = set(re.findall(r"^\| `([\w.]+)\(", ELSEWHERE, re.M))
    assert named == {
        "optax.losses.sigmoid_focal_loss", "keras.losses.binary_focal_crossentropy",
        "keras.losses.CategoricalFocalCrossentropy", "torch.nn.functional.binary_cross_entropy_with_logits",
        "sklearn.metrics.average_precision_score"}


def test_our_own_values_are_those_of_the_text():
    assert xl.focal_loss(Y, P, reduction="none") == pytest.approx(PLAIN, abs=5e-8)
    assert xl.focal_loss(Y, P, alpha=0.25, reduction="none") == pytest.approx(WEIGHTED, abs=5e-8)
    assert all(str(number) in ELSEWHERE for number in PLAIN + WEIGHTED)


def test_optax_takes_logits_first_and_no_alpha_unless_told():
    loss = framework("optax").losses.sigmoid_focal_loss
    assert np.asarray(loss(Z, Y)) == pytest.approx(PLAIN, abs=5e-8)
    assert np.asarray(loss(Z, Y, alpha=0.25)) == pytest.approx(WEIGHTED, abs=5e-8)
    assert np.asarray(loss(np.array([-1000.0, 1000.0, 1000.0]), np.array([1.0, 0.0, 1.0]))).tolist() == [1000, 1000, 0]
    with pytest.raises(TypeError):
        loss(Z, Y, 0.25)


def test_keras_binary_loss_ignores_alpha_unless_told_and_caps():
    losses = framework("keras").losses
    function = losses.binary_focal_crossentropy
    assert np.asarray(function(Y[:, None], P[:, None])) == pytest.approx(PLAIN, abs=1e-7)
    assert np.asarray(function(Y[:, None], P[:, None], alpha=0.9)) == pytest.approx(PLAIN, abs=1e-7)
    weighted = function(Y[:, None], P[:, None], apply_class_balancing=True)
    assert np.asarray(weighted) == pytest.approx(WEIGHTED, abs=1e-7)
    assert float(function(Y, P)) == pytest.approx(np.mean(PLAIN), abs=1e-7)  # the mean over the last axis
    for hopeless in (function(np.array([[1.0]]), np.array([[0.0]])),
                     function(np.array([[1.0]]), np.array([[-1000.0]]), from_logits=True)):
        assert f"{float(hopeless[0]):.2f}" == "16.12"


def test_keras_categorical_loss_is_a_quarter_and_its_first_formula_lacks_the_minus():
    loss = framework("keras").losses.CategoricalFocalCrossentropy
    one, other = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    for label, prediction in ((one, [[0.9, 0.1]]), (other, [[0.1, 0.9]])):
        assert float(loss()(label, np.array(prediction))) == pytest.approx(0.25 * 0.0010536, rel=1e-4)
    first = next(line.strip() for line in loss.__doc__.splitlines() if "log(p_t)" in line)
    assert first == "`FL(p_t) = (1 - p_t) ** gamma * log(p_t)`"


def test_pytorch_weighs_positives_only_and_has_no_focal_loss():
    torch = framework("torch")
    weighted = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.tensor(Z), torch.tensor(Y), pos_weight=torch.tensor(80.3), reduction="none")
    assert weighted.tolist() == pytest.approx([-80.3 * math.log(0.9), -math.log(0.8)])
    mean = torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor(Z), torch.tensor(Y))
    assert mean.item() == pytest.approx((-math.log(0.9) - math.log(0.8)) / 2)
    assert not [name for name in [*dir(torch.nn), *dir(torch.nn.functional)] if "focal" in name.lower()]


def test_scikit_learn_weighs_classes_by_their_inverse_counts_and_ranks_any_score():
    metrics = framework("sklearn.metrics")
    from sklearn.utils.class_weight import compute_class_weight

    labels = np.repeat([0, 1], [803, 10])
    weights = compute_class_weight("balanced", classes=np.array([0, 1]), y=labels)
    assert weights == pytest.approx([813 / (2 * 803), 813 / (2 * 10)])
    assert weights[1] / weights[0] == pytest.approx(80.3)
    y, z = np.array([0, 1, 0, 1, 0]), np.array([-2.0, 1.0, 1.5, 3.0, 0.0])
    assert metrics.average_precision_score(y, z) == metrics.average_precision_score(y, xl.sigmoid(z))
    fewer = metrics.average_precision_score(y, z, sample_weight=np.where(y == 1, 0.1, 1.0))
    assert fewer < metrics.average_precision_score(y, z)
