"""What notebook 06 says of other libraries, asked of those that are installed."""

import inspect
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

import xentlib as xl
from tests.parity.frameworks import installed

BOOK = Path(__file__).parents[2] / "solutions/06_epsilon_handling/06_epsilon_handling.ipynb"
ELSEWHERE = next("".join(cell["source"]) for cell in json.loads(BOOK.read_text())["cells"]
                 if cell["id"] == "names-elsewhere")
NAMED = {call for row in re.findall(r"^\| (`[^|]*)\|", ELSEWHERE, re.M) for call in re.findall(r"`([\w.]+)`", row)}

pytestmark = pytest.mark.filterwarnings("ignore")


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    assert sorted(NAMED) == sorted([
        "torch.nn.functional.binary_cross_entropy", "torch.nn.functional.binary_cross_entropy_with_logits",
        "keras.losses.binary_crossentropy", "sklearn.metrics.log_loss", "optax.losses.sigmoid_binary_cross_entropy",
        "scipy.special.xlogy", "torch.special.xlogy", "jax.scipy.special.xlogy", "scipy.special.logsumexp",
        "jax.nn.logsumexp", "keras.ops.logsumexp", "torch.logsumexp"])


def test_pytorch_caps_at_100_and_its_slope_fades():
    torch = framework("torch")
    functional = torch.nn.functional

    def loss_and_slope(z, dtype):
        z = torch.tensor([z], dtype=dtype, requires_grad=True)
        loss = functional.binary_cross_entropy(torch.sigmoid(z), torch.zeros(1, dtype=dtype))
        loss.backward()
        return float(loss.detach()), float(z.grad)

    assert float(functional.binary_cross_entropy(torch.zeros(1), torch.ones(1))) == 100
    assert loss_and_slope(27.0, torch.float64)[1] > 0.999 > loss_and_slope(28.0, torch.float64)[1]
    assert loss_and_slope(16.0, torch.float32)[1] > 0.999 and loss_and_slope(17.0, torch.float32) == (100, 0)
    logits = torch.tensor([1000.0])
    assert float(functional.binary_cross_entropy_with_logits(logits, torch.zeros(1))) == 1000
    assert list(inspect.signature(functional.binary_cross_entropy).parameters)[:2] == ["input", "target"]


def test_keras_clips_at_its_epsilon_and_takes_the_truth_first():
    keras = framework("keras")
    assert keras.config.epsilon() == 1e-7
    one, zero = np.array([[1.0]]), np.array([[0.0]])
    assert f"{float(keras.losses.binary_crossentropy(one, zero)[0]):.2f}" == "16.12"
    assert float(keras.losses.binary_crossentropy(zero, 1000 * one, from_logits=True)[0]) == 1000
    assert list(inspect.signature(keras.losses.binary_crossentropy).parameters)[:2] == ["y_true", "y_pred"]


def test_scikit_learn_clips_at_the_epsilon_of_the_type():
    log_loss = framework("sklearn.metrics").log_loss
    for dtype, words in ((np.float64, "36.04"), (np.float32, "15.94")):
        impossible = np.array([[1, 0], [0, 1]], dtype)
        value = log_loss([1, 0], impossible)
        assert f"{value:.2f}" == words == f"{-math.log(np.finfo(dtype).eps):.2f}"
    assert next(iter(inspect.signature(log_loss).parameters)) == "y_true"


def test_optax_has_logits_only():
    optax = framework("optax")
    assert float(optax.losses.sigmoid_binary_cross_entropy(np.array(1000.0), np.array(0.0))) == 1000
    assert [name for name in dir(optax.losses) if "binary_cross" in name] == ["sigmoid_binary_cross_entropy"]


def test_zero_times_the_logarithm_of_nan_is_nan_in_all_three_and_here():
    for name in ("scipy.special", "jax.scipy.special"):
        assert np.isnan(framework(name).xlogy(0.0, np.nan)) and framework(name).xlogy(0.0, 0.0) == 0
    torch = framework("torch")
    assert torch.special.xlogy(torch.tensor(0.0), torch.tensor(math.nan)).isnan()
    assert float(torch.special.xlogy(torch.tensor(0.0), torch.tensor(0.0))) == 0
    assert math.isnan(xl.xlogy(0, math.nan))


def test_log_sum_exp_takes_all_axes_but_in_pytorch():
    rows = np.zeros((2, 2))
    for function in (framework("scipy.special").logsumexp, framework("jax").nn.logsumexp,
                     framework("keras").ops.logsumexp):
        assert f"{float(function(rows)):.3f}" == "1.386"
        np.testing.assert_allclose(function(rows, axis=-1), xl.logsumexp(rows))
    torch = framework("torch")
    assert torch.logsumexp(torch.zeros(2, 2), -1).tolist() == pytest.approx([math.log(2)] * 2)
    with pytest.raises(TypeError):
        torch.logsumexp(torch.zeros(2, 2))
