"""What notebook 04 says of other libraries' log losses, asked of those that are installed."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import xentlib as xl
from tests.parity.frameworks import installed

NAME = "04_binary_cross_entropy"  # read as JSON: where the frameworks are, Jupyter need not be
BOOK = json.loads((Path(__file__).parents[2] / "solutions" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
ELSEWHERE = next("".join(cell["source"]) for cell in BOOK["cells"] if cell["id"] == "names-elsewhere")
Y, P, Z = np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.2, 0.6]), np.array([1.0, 2.0, -3.0])
EACH = xl.binary_cross_entropy(Y, P, "none")

pytestmark = pytest.mark.filterwarnings("ignore")


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def said(call, words):
    """The row of the table that begins with this call contains these words."""
    (row,) = [line for line in ELSEWHERE.splitlines() if line.startswith(f"| `{call}(")]
    return words in row


def test_every_call_of_the_table_is_asked():
    assert set(re.findall(r"`([\w.]+)\(", ELSEWHERE)) == {
        "torch.nn.functional.binary_cross_entropy", "torch.nn.functional.binary_cross_entropy_with_logits",
        "keras.losses.binary_crossentropy", "sklearn.metrics.log_loss", "optax.losses.sigmoid_binary_cross_entropy",
        "scipy.special.expit", "torch.sigmoid", "jax.nn.sigmoid", "sklearn.metrics.brier_score_loss"}


def test_pytorch():
    torch = framework("torch")
    y, p, z = torch.tensor(Y), torch.tensor(P), torch.tensor(Z)
    functional = torch.nn.functional
    assert functional.binary_cross_entropy(p, y).item() == pytest.approx(EACH.mean())
    assert functional.binary_cross_entropy(torch.tensor([0.0]), torch.tensor([1.0])).item() == 100
    assert said("torch.nn.functional.binary_cross_entropy", "100")
    assert functional.binary_cross_entropy_with_logits(z, y).item() == pytest.approx(xl.bce_with_logits(Y, Z))
    assert torch.sigmoid(z).numpy() == pytest.approx(xl.sigmoid(Z))
    for loss in (functional.binary_cross_entropy, functional.binary_cross_entropy_with_logits):
        with pytest.raises(ValueError):
            loss(p[:, None], y)


def test_keras():
    keras = framework("keras")
    loss = keras.losses.binary_crossentropy
    assert np.asarray(loss(np.stack([Y, Y]), np.stack([P, P]))) == pytest.approx([EACH.mean()] * 2, rel=1e-5)
    assert float(loss(Y[None], Z[None], from_logits=True)[0]) == pytest.approx(xl.bce_with_logits(Y, Z), rel=1e-5)
    assert f"{float(loss(np.array([[1.0]]), np.array([[0.0]]))[0]):.2f}" == "16.12"
    assert said("keras.losses.binary_crossentropy", "16.12")
    with pytest.raises(ValueError):
        loss(Y, P[:, None])


def test_scikit_learn():
    metrics = framework("sklearn.metrics")
    assert metrics.log_loss(Y, P) == pytest.approx(EACH.mean())
    assert metrics.log_loss(Y, P, normalize=False) == pytest.approx(EACH.sum())
    assert f"{metrics.log_loss([1], [0.0], labels=[0, 1]):.2f}" == "36.04" and said("sklearn.metrics.log_loss", "36.04")
    with pytest.raises(ValueError):
        metrics.log_loss([0.3, 0.5], [0.2, 0.4])
    assert metrics.brier_score_loss(Y, P) == pytest.approx(xl.squared_error(Y, P))
    assert metrics.brier_score_loss([1, 0], [0.0, 0.0]) == pytest.approx((1 + 0) / 2)


def test_optax():
    optax = framework("optax")
    loss = optax.losses.sigmoid_binary_cross_entropy
    assert np.asarray(loss(Z, Y)) == pytest.approx(xl.bce_with_logits(Y, Z, "none"), rel=1e-5)
    assert loss(Z[:, None], Y).shape == (3, 3) and "optax stretches them" in ELSEWHERE
    assert np.asarray(framework("jax").nn.sigmoid(Z)) == pytest.approx(xl.sigmoid(Z), rel=1e-5)


def test_scipy():
    assert framework("scipy.special").expit(Z) == pytest.approx(xl.sigmoid(Z))
