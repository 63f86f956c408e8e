"""What notebook 07 says of other libraries' slopes, optimisers and defaults, asked of those that are installed."""

import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest

import xentlib as xl
from tests.parity.frameworks import installed

NAME = "07_backpropagation"
BOOK = json.loads((Path(__file__).parents[2] / "solutions" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
ELSEWHERE = next("".join(cell["source"]) for cell in BOOK["cells"] if cell["id"] == "names-elsewhere")
ROWS = dict(re.findall(r"^\| `([\w.]+)\([^|]*\| (.*) \|$", ELSEWHERE, re.M))
rng = np.random.default_rng(7)
Z, LABELS = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])

pytestmark = pytest.mark.filterwarnings("ignore")


def library(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def default(function, name):
    return inspect.signature(function).parameters[name].default


def test_every_call_of_the_table_is_asked():
    assert set(ROWS) == {
        "torch.nn.functional.cross_entropy", "torch.autograd.gradcheck", "torch.optim.Adam",
        "keras.losses.SparseCategoricalCrossentropy", "keras.optimizers.Adam",
        "sklearn.linear_model.LogisticRegression", "sklearn.neural_network.MLPClassifier",
        "optax.softmax_cross_entropy_with_integer_labels",
        "scipy.optimize.approx_fprime"}


def test_pytorchs_slope_is_ours_and_adds_up():
    torch = library("torch")
    z = torch.tensor(Z, requires_grad=True)
    for times in (1, 2):
        loss = torch.nn.functional.cross_entropy(z, torch.tensor(LABELS))
        loss.backward()
        np.testing.assert_allclose(z.grad.numpy(), times * xl.sparse_cross_entropy_grad(LABELS, Z), atol=1e-12)
    assert loss.item() == pytest.approx(xl.sparse_cross_entropy(LABELS, Z))


def test_pytorchs_gradcheck_wants_float64():
    torch = library("torch")

    def loss(z):
        return torch.nn.functional.cross_entropy(z, torch.tensor(LABELS))

    assert torch.autograd.gradcheck(loss, torch.tensor(Z, requires_grad=True))
    with pytest.raises(RuntimeError):
        torch.autograd.gradcheck(loss, torch.tensor(Z.astype(np.float32), requires_grad=True))
    assert default(torch.autograd.gradcheck, "eps") == 1e-6


def test_pytorchs_step_sizes_and_that_our_adam_is_theirs():
    torch = library("torch")
    assert default(torch.optim.Adam, "lr") == default(torch.optim.SGD, "lr") == 0.001
    weights = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    theirs, ours = torch.optim.Adam([weights], lr=0.05), xl.adam(0.05)
    params = {"b1": np.array([1.0, -2.0])}
    for slope in ([3.0, -1.0], [-0.5, 0.2], [0.1, 4.0]):
        weights.grad = torch.tensor(slope, dtype=torch.float64)
        theirs.step()
        params = ours(params, {"b1": np.array(slope)})
    np.testing.assert_allclose(weights.detach().numpy(), params["b1"], rtol=1e-12)


def test_keras_expects_probabilities_and_its_optimisers_differ():
    keras = library("keras")
    loss = keras.losses.SparseCategoricalCrossentropy
    right = xl.sparse_cross_entropy(LABELS, Z)
    assert float(loss()(LABELS, xl.softmax(Z))) == pytest.approx(right, rel=1e-5)
    assert float(loss(from_logits=True)(LABELS, Z)) == pytest.approx(right, rel=1e-5)
    assert float(loss()(LABELS, Z)) != pytest.approx(right, rel=0.1)
    adam, sgd = keras.optimizers.Adam(), keras.optimizers.SGD()
    assert float(np.asarray(adam.learning_rate)) == pytest.approx(0.001) and adam.epsilon == 1e-7
    assert float(np.asarray(sgd.learning_rate)) == pytest.approx(0.01)


def test_scikit_learn_shrinks_weights():
    linear, network = library("sklearn.linear_model"), library("sklearn.neural_network")
    assert linear.LogisticRegression().C == 1.0
    X, y = rng.normal(size=(60, 2)), np.arange(60) % 3
    X[:, 0] += y

    def loss(C):
        model = linear.LogisticRegression(C=C, max_iter=1000, tol=1e-10).fit(X, y)
        return xl.sparse_cross_entropy(y, model.decision_function(X))

    _, _, history = xl.train_softmax_regression(X, y, 3, 0.5, 2000)
    assert loss(1.0) > history[-1] + 1e-4
    assert loss(1e6) == pytest.approx(history[-1], abs=1e-6)
    settings = network.MLPClassifier().get_params()
    assert (settings["hidden_layer_sizes"], settings["activation"], settings["solver"]) == ((100,), "relu", "adam")
    assert settings["alpha"] == 0.0001 and settings["batch_size"] == "auto"
    assert "min(200, n_samples)" in network.MLPClassifier.__doc__


def test_optax_does_not_average_and_asks_for_a_step_size():
    optax = library("optax")
    each = np.asarray(optax.softmax_cross_entropy_with_integer_labels(Z, LABELS))
    np.testing.assert_allclose(each, xl.sparse_cross_entropy(LABELS, Z, reduction="none"), rtol=1e-5)
    assert default(optax.adam, "learning_rate") is inspect.Parameter.empty
    assert default(optax.adam, "eps") == 1e-8


def test_scipys_differences_look_to_one_side():
    optimize = library("scipy.optimize")
    slope = optimize.approx_fprime(np.array([1.0]), lambda x: float(np.exp(x[0])))
    assert 1e-9 < abs(slope[0] - np.e) / np.e < 1e-7
    assert f"{np.sqrt(np.finfo(float).eps):.1e}" == "1.5e-08"
    assert optimize.approx_fprime(np.array([0.0]), lambda x: abs(x[0]))[0] == pytest.approx(1)
