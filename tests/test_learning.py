"""Learning: gradients judged by exact arithmetic and by differences, training by what it must be able to do."""

import signal
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from tests.reference import exact
from xentlib import losses
from xentlib.learning import (
    ACTIVATIONS,
    _backward,
    _forward,
    accuracy,
    adam,
    binary_loss,
    gradient_descent,
    initial_params,
    linear_backward,
    mlp_logits,
    mlp_loss_and_grads,
    numerical_gradient,
    progress_bar,
    softmax_backward,
    softmax_loss,
    train_mlp,
    train_softmax_regression,
)
from xentlib.numerics import one_hot, softmax

SEEDS = st.integers(0, 2**32 - 1)


def blobs(seed=0, n=60, K=3, D=4):
    """K clouds of points around well separated centres, and the number of the cloud of each point."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % K
    return 4 * rng.normal(size=(K, D))[y] + rng.normal(size=(n, D)), y


def exact_softmax(row):
    e = [mp.exp(z) for z in row]
    return [each / sum(e) for each in e]


class TestNumericalGradient:
    def test_against_the_derivative_of_exp(self):
        x = np.linspace(0, 2, 7)
        slope = numerical_gradient(lambda x: np.exp(x).sum(), x)
        assert np.abs(slope - [float(mp.exp(value)) for value in exact(x)]).max() < 1e-9  # one-sided: 4e-5

    def test_shapes_kept_integers_converted_and_nothing_changed(self):
        for x in (3, [1, 2], np.arange(24).reshape(2, 3, 4)):
            before, seen = np.copy(x), []

            def f(values, seen=seen):
                seen.append((values.shape, values.dtype))
                return float((values**2).sum())

            assert numerical_gradient(f, x) == pytest.approx(2 * np.asarray(x, float), abs=1e-6)
            assert set(seen) == {(np.shape(x), np.dtype(float))} and len(seen) == 2 * np.size(x)
            assert (before == x).all()

    def test_h_is_used(self):
        cube = numerical_gradient(lambda x: float(x**3), 0.0, h=0.5)
        assert cube == pytest.approx(0.25)  # (h^3 + h^3) / 2h

    @pytest.mark.parametrize("h", [0, -1, np.inf, np.nan])
    def test_refusals(self, h):
        with pytest.raises(ValueError, match=r"^h must be"):
            numerical_gradient(np.sum, [1.0], h)


class TestLinearBackward:
    @pytest.mark.parametrize(("N", "D", "K"), [(3, 4, 2), (3, 3, 3), (1, 2, 5)])
    def test_against_differences(self, N, D, K):
        rng = np.random.default_rng(N)
        X, W, b, dZ = (rng.normal(size=size) for size in ((N, D), (D, K), K, (N, K)))
        got = linear_backward(X, W, dZ)
        expected = (
            numerical_gradient(lambda X: (dZ * (X @ W + b)).sum(), X),
            numerical_gradient(lambda W: (dZ * (X @ W + b)).sum(), W),
            numerical_gradient(lambda b: (dZ * (X @ W + b)).sum(), b),
        )
        for mine, theirs in zip(got, expected, strict=True):
            assert mine.shape == theirs.shape
            assert mine == pytest.approx(theirs, abs=1e-8)

    @pytest.mark.parametrize("shapes", [((3, 4), (5, 2), (3, 2)), ((3, 4), (4, 2), (2, 3)), ((4,), (4, 2), (1, 2))])
    def test_refusals(self, shapes):
        with pytest.raises(ValueError, match="must fit together"):
            linear_backward(*map(np.ones, shapes))


class TestSoftmaxBackward:
    @given(SEEDS, st.integers(1, 5))
    def test_against_the_exact_jacobian(self, seed, K):
        rng = np.random.default_rng(seed)
        P, dP = softmax(rng.normal(0, 2, (3, K))), rng.normal(size=(3, K))
        got = softmax_backward(P, dP)
        for p, d, row in zip(exact(P), exact(dP), got, strict=True):
            expected = [sum(p[j] * ((j == k) - p[k]) * d[j] for j in range(K)) for k in range(K)]
            # P sums to 1 up to rounding only, which the Jacobian sees and the formula does not
            assert row == pytest.approx([float(each) for each in expected], abs=1e-14)
        assert np.abs(got.sum(axis=1)).max() < 1e-14

    def test_with_the_slope_of_cross_entropy_it_is_prediction_minus_target(self):
        rng = np.random.default_rng(0)
        z, Y = rng.normal(size=(4, 3)), softmax(rng.normal(size=(4, 3)))
        P = softmax(z)
        assert softmax_backward(P, -Y / P / 4) == pytest.approx(losses.softmax_ce_grad(z, Y), abs=1e-15)

    def test_refusals(self):
        with pytest.raises(ValueError, match=r"^P must sum to 1"):
            softmax_backward([[1.0, 1.0]], [[0.0, 0.0]])
        with pytest.raises(ValueError, match="same shape"):
            softmax_backward([[0.5, 0.5]], [0.0, 0.0])


class TestSoftmaxRegression:
    def test_the_first_steps_in_exact_arithmetic(self):
        X, y, lr = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]]), [2, 0, 1], 0.5
        W, b, history = train_softmax_regression(X, y, K=3, lr=lr, steps=4)
        w, c, costs = mp.zeros(2, 3), mp.zeros(1, 3), []
        for _ in range(5):
            z = [[sum(exact(x)[d] * w[d, k] for d in range(2)) + c[k] for k in range(3)] for x in X]
            P = [exact_softmax(row) for row in z]
            costs.append(-sum(mp.log(P[n][y[n]]) for n in range(3)) / 3)
            if len(costs) == 5:
                break
            G = [[(P[n][k] - (y[n] == k)) / 3 for k in range(3)] for n in range(3)]
            for k in range(3):
                for d in range(2):
                    w[d, k] -= mpf(lr) * sum(exact(X)[n, d] * G[n][k] for n in range(3))
                c[k] -= mpf(lr) * sum(G[n][k] for n in range(3))
        assert history == pytest.approx([float(cost) for cost in costs], rel=1e-13)
        assert pytest.approx(np.array(w.tolist(), float), rel=1e-12, abs=1e-14) == W
        assert b == pytest.approx(np.array(c.tolist(), float)[0], rel=1e-12, abs=1e-14)

    def test_it_starts_at_ln_k_and_separates_the_clouds(self):
        X, y = blobs()
        W, b, history = train_softmax_regression(X, y, K=5, lr=0.2, steps=100)
        assert W.shape == (4, 5) and len(history) == 101  # two classes never appear
        assert history[0] == pytest.approx(np.log(5), rel=1e-14) and history[-1] < 0.1
        assert accuracy(y, X @ W + b) == 1

    def test_a_data_set_told_twice_teaches_the_same(self):
        X, y = blobs()
        once, twice = (train_softmax_regression(np.tile(X, (n, 1)), np.tile(y, n), 3, 0.2, 20)[2] for n in (1, 2))
        assert once == pytest.approx(twice, rel=1e-12)

    def test_refusals(self):
        for X, y, steps in ([np.ones(3), [0, 0, 0], 1], [np.ones((2, 2)), [0], 1], [np.ones((1, 2)), [3], 1],
                            [np.ones((1, 2)), [0], -1], [np.ones((0, 2)), [], 1]):
            with pytest.raises(ValueError):
                train_softmax_regression(X, y, 3, 0.1, steps)


def slopes_by_differences(value, params):
    return {name: numerical_gradient(lambda x, name=name: value({**params, name: x}), params[name]) for name in params}


class TestBackpropagation:
    @pytest.mark.parametrize("sizes", [(3, 4, 2), (3, 3, 3), (4, 3), (2, 5, 4, 3)])
    def test_every_slope_against_differences(self, sizes):
        rng = np.random.default_rng(len(sizes))
        X, Y = rng.normal(size=(5, sizes[0])), softmax(rng.normal(size=(5, sizes[-1])))
        params = {name: rng.normal(size=array.shape) for name, array in initial_params(sizes).items()}
        loss, grads = mlp_loss_and_grads(params, X, Y)
        assert loss == losses.xent(mlp_logits(params, X), Y)
        assert list(grads) == list(params)
        for name, slope in slopes_by_differences(lambda params: mlp_loss_and_grads(params, X, Y)[0], params).items():
            assert grads[name] == pytest.approx(slope, abs=1e-8), name

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    @pytest.mark.parametrize("loss", [softmax_loss(smoothing=0.1, gamma=1.5, class_weight=[1, 2, 0.5]),
                                      binary_loss(), binary_loss(gamma=2, alpha=0.25)], ids=["softmax", "log", "focal"])
    def test_every_loss_and_bend_against_differences(self, activation, loss):
        rng = np.random.default_rng(1)
        K = 3 if "smoothing" in str(loss) else 1
        X, y = rng.normal(size=(6, 3)), rng.integers(0, max(K, 2), 6)
        params = {name: rng.normal(size=array.shape) for name, array in initial_params((3, 5, 4, K)).items()}
        layers = _forward(params, X, activation)
        grads = _backward(params, layers, loss.slope(layers[-1], y), activation)
        for name, slope in slopes_by_differences(lambda p: loss.value(mlp_logits(p, X, activation), y), params).items():
            assert grads[name] == pytest.approx(slope, abs=1e-8), name

    def test_nothing_is_changed(self):
        params, (X, y) = initial_params((4, 5, 3)), blobs()
        before = {name: array.copy() for name, array in params.items()}
        mlp_loss_and_grads(params, X, one_hot(y, 3))
        train_mlp(params, X, y, epochs=2, lr=0.1, progress=False)
        assert all((params[name] == before[name]).all() for name in params)


class TestInitialParams:
    @pytest.mark.parametrize(("activation", "square"), [("tanh", 1), ("relu", 2)])
    def test_spreads(self, activation, square):
        params = initial_params((400, 300, 200), activation=activation)
        assert params["W1"].std() == pytest.approx(np.sqrt(square / 400), rel=0.01)
        assert params["W2"].std() == pytest.approx(0.01, rel=0.01)
        assert not params["b1"].any() and not params["b2"].any()

    def test_a_fresh_network_knows_nothing(self):
        X, y = blobs()
        params = initial_params((4, 20, 3))
        assert softmax_loss().value(mlp_logits(params, X), y) == pytest.approx(np.log(3), rel=0.05)

    def test_the_output_bias(self):
        params = initial_params((4, 3, 1), output_bias=losses.prior_bias(0.01))
        assert params["b2"].tolist() == [losses.prior_bias(0.01)]
        assert initial_params((4, 2), output_bias=[1, 2])["b1"].tolist() == [1, 2]

    def test_the_seed_decides(self):
        first, again, other = (initial_params((3, 2), seed)["W1"] for seed in (1, 1, 2))
        assert (first == again).all() and (first != other).all()

    def test_refusals(self):
        with pytest.raises(ValueError, match="activation"):
            initial_params((2, 2), activation="sigmoid")
        with pytest.raises(ValueError, match="sizes"):
            initial_params((2,))


class TestUpdateRules:
    def test_gradient_descent(self):
        params, grads = {"W1": np.array([[1.0, 2.0]])}, {"W1": np.array([[10.0, -10.0]])}
        assert gradient_descent(0.1)(params, grads)["W1"].tolist() == [[0, 3]]

    def test_adam_against_its_paper(self):
        lr, beta1, beta2, eps = map(mpf, (0.05, 0.9, 0.999, 1e-8))
        slopes = [3.0, -1.0, 0.5, 2.0]
        update, params = adam(0.05), {"b1": np.array([1.0])}
        theta, m, v = mpf(1), mpf(0), mpf(0)
        for t, g in enumerate(slopes, start=1):
            params = update(params, {"b1": np.array([g])})
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
            theta -= lr * (m / (1 - beta1**t)) / (mp.sqrt(v / (1 - beta2**t)) + eps)
            assert params["b1"][0] == pytest.approx(float(theta), rel=1e-12)

    def test_two_trainings_share_no_memory(self):
        X, y = blobs()
        params = initial_params((4, 3))
        first, again = (train_mlp(params, X, y, epochs=3, lr=0.1, progress=False).losses for _ in range(2))
        assert first == again


class TestTrainMlp:
    def test_the_history(self):
        X, y = blobs()
        params = initial_params((4, 8, 3))
        learned = train_mlp(params, X[:40], y[:40], epochs=30, lr=0.05, held_out=(X[40:], y[40:]),
                            watch=lambda params: params, progress=False)  # fmt: skip
        assert len(learned.losses) == len(learned.held_out) == len(learned.watched) == 31
        assert learned.losses[0] == softmax_loss().value(mlp_logits(params, X[:40]), y[:40])
        assert learned.losses[-1] == softmax_loss().value(learned.logits(X[:40]), y[:40]) < 0.1
        assert learned.held_out[-1] == softmax_loss().value(learned.logits(X[40:]), y[40:])
        assert learned.watched[-1] is learned.params and not learned.interrupted

    def test_what_was_not_asked_for_is_empty(self):
        X, y = blobs()
        learned = train_mlp(initial_params((4, 3)), X, y, epochs=0, lr=0.01, progress=False)
        assert learned.held_out == learned.watched == [] and len(learned.losses) == 1

    def test_without_hidden_layer_and_batches_it_is_softmax_regression(self):
        X, y = blobs()
        start = {"W1": np.zeros((4, 3)), "b1": np.zeros(3)}
        how = {"lr": 0.1, "optimiser": gradient_descent, "batch_size": None, "progress": False}
        learned = train_mlp(start, X, y, epochs=20, **how)
        W, b, history = train_softmax_regression(X, y, 3, 0.1, 20)
        assert learned.losses == pytest.approx(history, rel=1e-12)
        assert learned.params["W1"] == pytest.approx(W, rel=1e-12)
        assert learned.params["b1"] == pytest.approx(b, rel=1e-12)

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_soft_targets_teach_what_hard_ones_do(self, activation):
        X, y = blobs()
        how = {"epochs": 5, "lr": 0.05, "activation": activation, "progress": False}
        params = initial_params((4, 6, 3), activation=activation)
        hard, soft = train_mlp(params, X, y, **how), train_mlp(params, X, one_hot(y, 3), **how)
        assert hard.losses == pytest.approx(soft.losses, rel=1e-9)

    def test_yes_or_no_with_the_prior_as_output_bias(self):
        X, y = blobs()
        rare = (y == 2).astype(int)
        params = initial_params((4, 8, 1), output_bias=losses.prior_bias(rare.mean()))
        learned = train_mlp(params, X, rare, epochs=60, lr=0.02, loss=binary_loss(), progress=False)
        _, base = losses.best_constant(rare)
        assert learned.losses[0] == pytest.approx(base, rel=0.02) and learned.losses[-1] < 0.05

    def test_decay_keeps_weights_small_and_spares_biases(self):
        X, y = blobs()
        sizes = [np.abs(train_mlp(initial_params((4, 8, 3)), X, y, epochs=50, lr=0.01, decay=decay,
                                  progress=False).params["W1"]).mean() for decay in (0, 0.1)]  # fmt: skip
        assert sizes[1] < sizes[0] / 2
        still = train_mlp({"W1": np.zeros((4, 3)), "b1": np.full(3, 7.0)}, 0 * X, y, epochs=2, lr=0.1, decay=1.0,
                          batch_size=None, optimiser=gradient_descent, progress=False)  # fmt: skip
        assert still.params["b1"] == pytest.approx(np.full(3, 7.0))  # balanced classes: only a decay would move it

    def test_an_interrupt_keeps_what_was_learned(self, capfd):
        X, y = blobs()
        params = initial_params((4, 8, 3))
        threading.Timer(0.4, signal.raise_signal, [signal.SIGINT]).start()
        learned = train_mlp(params, X, y, epochs=1_000_000, lr=0.01, held_out=(X, y), watch=lambda params: 1)
        assert learned.interrupted
        assert 2 < len(learned.losses) == len(learned.held_out) == len(learned.watched) < 1_000_000
        assert learned.losses[-1] == softmax_loss().value(learned.logits(X), y) < learned.losses[0] / 2
        out, err = capfd.readouterr()
        assert not err and out.endswith("of 1000000 epochs\n")

    def test_refusals(self):
        X, y = blobs()
        params = initial_params((4, 3))
        for wrong in ({"X": X[:5]}, {"epochs": -1}, {"batch_size": 0}, {"activation": "sine"}, {"targets": y + 3}):
            with pytest.raises(ValueError):
                train_mlp(params, **{"X": X, "targets": y, "epochs": 1, "lr": 0.1, "progress": False} | wrong)


class TestProgressBar:
    def test_it_counts_redraws_seldom_and_leaves_one_line(self, capfd):
        assert list(progress_bar(1000)) == list(range(1000))
        out, err = capfd.readouterr()
        assert not err and out.count("\r") == 51 and out.count("\n") == 1
        assert out.endswith("\r[####################] 1000 of 1000 epochs\n")

    def test_training_shows_it(self, capfd):
        X, y = blobs()
        train_mlp(initial_params((4, 3)), X, y, epochs=2, lr=0.1)
        assert capfd.readouterr().out.endswith("2 of 2 epochs\n")

    def test_nothing_to_do(self, capfd):
        assert list(progress_bar(0)) == []
        assert capfd.readouterr().out.endswith("0 of 0 epochs\n")


def test_accuracy():
    assert accuracy([0, 1, 1, 0], [[2, 1], [0, 1], [1, 0], [1, 0]]) == 0.75
    with pytest.raises(ValueError, match="same shape"):
        accuracy([0], np.zeros((2, 2)))
