"""Losses: right to the last digits, 0 where right, inf where impossible, and silent; mpmath is the judge."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from mpmath import mp, mpf

from tests import reference
from tests.reference import exact, ulp_error
from tests.test_numerics import DTYPES, hard_logits, hard_tables
from xentlib import losses, numerics
from xentlib.losses import (
    absolute_error,
    absolute_error_grad,
    accuracy_is_not_loss,
    additive_cross_entropy,
    bce_with_logits,
    bce_with_logits_grad,
    best_constant,
    biased_optimum,
    binary_cross_entropy,
    binary_cross_entropy_grad,
    categorical_cross_entropy,
    categorical_cross_entropy_grad,
    clipped_ce_and_grad,
    clipped_cross_entropy,
    epsilon_strategies,
    first_loss_alarm,
    focal_gradient,
    focal_loss,
    focal_loss_grad,
    focal_loss_with_logits,
    logit_gradient,
    loss_range,
    p_t,
    positive_share,
    prior_bias,
    smooth_labels,
    smoothed_cross_entropy,
    smoothed_cross_entropy_grad,
    smoothing_floor,
    softmax_ce_grad,
    sparse_cross_entropy,
    sparse_cross_entropy_grad,
    squared_error,
    squared_error_grad,
    steps_to_unlearn,
    xent,
    xent_grad,
)

rng = np.random.default_rng(6)
LABELS, LOGITS = np.array([0, 2, 1]), rng.normal(0, 2, (3, 3))
TARGETS = numerics.softmax(rng.normal(size=(3, 3)))
Y, P, Z = np.array([1.0, 0, 1]), np.array([0.9, 0.2, 0.6]), np.array([2.0, -1, 0.5])

ON_PROBABILITIES = [binary_cross_entropy, focal_loss, squared_error, absolute_error]
ON_LOGITS = [bce_with_logits, focal_loss_with_logits]
ON_LABELS = [sparse_cross_entropy, lambda *args, **how: smoothed_cross_entropy(*args, eps=0.1, **how)]
ALL = [(loss, (Y, P)) for loss in ON_PROBABILITIES] + [(loss, (Y, Z)) for loss in ON_LOGITS]
ALL += [(loss, (LABELS, LOGITS)) for loss in ON_LABELS]
ALL += [(categorical_cross_entropy, (TARGETS, numerics.softmax(LOGITS))), (xent, (LOGITS, LABELS)),
        (xent, (LOGITS, TARGETS, 0.1, 2, [1, 2, 3]))]


def hard_probabilities(dtype):
    """Down to the smallest subnormal and up to the largest number below 1."""
    generator = np.random.default_rng(7)
    info = np.finfo(dtype)
    small = 10.0 ** generator.uniform(np.log10(float(info.smallest_subnormal)), 0, 150)
    edges = [0, 1, 0.5, info.smallest_subnormal, info.tiny, info.eps, np.nextafter(dtype(1), dtype(0))]
    near_1 = 1 - 10.0 ** generator.uniform(-16, 0, 150)
    return np.concatenate([generator.random(200), small, near_1, edges]).astype(dtype)


def hard_labels(shape, dtype):
    return (np.random.default_rng(8).random(shape) < 0.5).astype(dtype)


def pairwise(function, a, b):
    return [function(x, y) for x, y in zip(exact(a), exact(b), strict=True)]


@pytest.mark.parametrize("dtype", DTYPES)
class TestAccuracy:
    @pytest.mark.parametrize("soft", [False, True])
    def test_bce_of_probabilities(self, dtype, soft):
        p = hard_probabilities(dtype)
        y = np.random.default_rng(9).random(p.size).astype(dtype) if soft else hard_labels(p.size, dtype)
        got = binary_cross_entropy(y, p, reduction="none")
        assert got.dtype == dtype
        assert ulp_error(got, pairwise(reference.binary_cross_entropy, y, p)) <= (2 if dtype == np.float64 else 5)

    @pytest.mark.parametrize("soft", [False, True])
    def test_bce_of_logits(self, dtype, soft):
        z = hard_logits(dtype)
        y = np.random.default_rng(9).random(z.size).astype(dtype) if soft else hard_labels(z.size, dtype)
        got = bce_with_logits(y, z, reduction="none")
        assert got.dtype == dtype
        assert ulp_error(got, pairwise(reference.bce_with_logits, y, z)) <= (2 if dtype == np.float64 else 5)

    def test_gradients_of_bce_for_hard_labels(self, dtype):
        z, p = hard_logits(dtype), hard_probabilities(dtype)
        y, most = hard_labels(z.size, dtype), 4 if dtype == np.float64 else 5
        slope = pairwise(lambda a, b: reference.sigmoid(b) if a == 0 else -reference.sigmoid(-b), y, z)
        assert ulp_error(bce_with_logits_grad(y, z, reduction="none"), slope) <= most
        assert ulp_error(logit_gradient(y, z), slope) <= most
        y = hard_labels(p.size, dtype)
        y[p == 0], y[p == 1] = 0, 1
        slope = pairwise(lambda a, b: -1 / b if a else 1 / (1 - b), y, p)
        assert ulp_error(binary_cross_entropy_grad(y, p, reduction="none"), slope) <= most
        assert binary_cross_entropy_grad([1, 0], [0, 1], reduction="none").tolist() == [-np.inf, np.inf]

    @pytest.mark.parametrize("gamma", [0, 0.5, 1, 2, 3.3, 5])
    def test_focal_loss_and_gradient(self, dtype, gamma):
        z, p = hard_logits(dtype), hard_probabilities(dtype)
        most = 5 if dtype == np.float64 else 7
        y = hard_labels(z.size, dtype)
        expected = pairwise(lambda a, b: reference.focal_loss_with_logits(a, b, gamma), y, z)
        assert ulp_error(focal_loss_with_logits(y, z, gamma), expected) <= most
        expected = pairwise(lambda a, b: reference.focal_gradient(a, b, gamma), y, z)
        assert ulp_error(focal_gradient(y, z, gamma), expected) <= most
        y = hard_labels(p.size, dtype)
        surprise = pairwise(reference.binary_cross_entropy, y, p)
        expected = [(1 - b if a else b) ** mpf(gamma) * s for a, b, s in zip(exact(y), exact(p), surprise, strict=True)]
        assert ulp_error(focal_loss(y, p, gamma, reduction="none"), expected) <= most

    def test_losses_and_gradients_of_rows(self, dtype):
        factor = 1 if dtype == np.float64 else 5
        generator = np.random.default_rng(10)
        for z in hard_tables(dtype):
            classes = z.shape[1]
            labels = generator.integers(0, classes, len(z))
            sparse = sparse_cross_entropy(labels, z, reduction="none")
            smoothed = smoothed_cross_entropy(labels, z, 0.1, reduction="none")
            slope = sparse_cross_entropy_grad(labels, z, reduction="none")
            assert sparse.dtype == smoothed.dtype == slope.dtype == dtype
            for n, row in enumerate(exact(z)):
                q, miss, surprise, _ = reference.softmax_row(list(row))
                assert ulp_error(sparse[n], surprise[labels[n]], dtype) <= max(2, factor)
                mixed = (1 - mpf(0.1)) * surprise[labels[n]] + mpf(0.1) * mp.fsum(surprise) / classes
                assert ulp_error(smoothed[n], mixed, dtype) <= max(4, factor)
                q[labels[n]] = -miss[labels[n]]
                assert ulp_error(slope[n], q) <= max(4, factor)

    def test_ce_of_probabilities(self, dtype):
        q = numerics.softmax(np.random.default_rng(11).normal(0, 3, (40, 7))).astype(dtype)
        labels = np.arange(40) % 7
        got = categorical_cross_entropy(np.eye(7)[labels], q, reduction="none")
        assert ulp_error(got, [-mp.log(exact(q)[n, k]) for n, k in enumerate(labels)]) <= 2


class TestGradients:
    """A gradient is the derivative of its loss: differentiated by mpmath, in 80 digits."""

    @pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
    @pytest.mark.parametrize("p", [1e-6, 0.2, 0.9])
    def test_in_a_probability(self, y, p):
        losses_and_slopes = [
            (lambda q: reference.binary_cross_entropy(mpf(y), q), binary_cross_entropy_grad),
            (lambda q: (q - mpf(y)) ** 2, squared_error_grad),
            (lambda q: abs(q - mpf(y)), absolute_error_grad),
        ]
        for loss, gradient in losses_and_slopes:
            assert gradient(y, p) == pytest.approx(float(mp.diff(loss, mpf(p))), rel=1e-12)

    @pytest.mark.parametrize("gamma", [0, 0.5, 1, 2, 5])
    @pytest.mark.parametrize("y", [0, 1])
    @pytest.mark.parametrize("p", [1e-6, 0.2, 0.9, 1 - 1e-9])
    def test_focal_in_a_probability(self, gamma, y, p):
        def loss(q):
            q = q if y else 1 - q
            return -((1 - q) ** mpf(gamma)) * mp.log(q)

        assert focal_loss_grad(y, p, gamma) == pytest.approx(float(mp.diff(loss, mpf(p))), rel=1e-12)

    @pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
    @pytest.mark.parametrize("z", [-40.0, -1.0, 0.5, 30.0])
    def test_in_a_logit(self, y, z):
        slope = float(mp.diff(lambda x: reference.bce_with_logits(mpf(y), x), mpf(z)))
        assert bce_with_logits_grad(y, z) == pytest.approx(slope, rel=1e-12)
        assert logit_gradient(y, z) == bce_with_logits_grad(y, z)
        slope = float(mp.diff(lambda x: (reference.sigmoid(x) - mpf(y)) ** 2, mpf(z)))
        assert logit_gradient(y, z, loss="mse") == pytest.approx(slope, rel=1e-12)

    @pytest.mark.parametrize("gamma", [0, 0.5, 1, 2, 5])
    @pytest.mark.parametrize("z", [-40.0, -1.0, 0.5, 30.0])
    def test_focal_in_a_logit(self, gamma, z):
        for y in (0, 1):
            slope = float(mp.diff(lambda x, y=y: reference.focal_loss_with_logits(y, x, gamma), mpf(z)))
            assert focal_gradient(y, z, gamma) == pytest.approx(slope, rel=1e-12)

    @pytest.mark.parametrize("gamma", [0, 0.5, 2])
    @pytest.mark.parametrize("smoothing", [0, 0.1])
    @pytest.mark.parametrize("weight", [None, [1.0, 5.0, 0.5]])
    def test_in_the_logits_of_a_row(self, gamma, smoothing, weight):
        target = TARGETS if smoothing else LABELS
        T = TARGETS if smoothing else numerics.one_hot(LABELS, 3)
        T = (1 - smoothing) * T + smoothing / 3
        gradient = xent_grad(LOGITS, target, smoothing, gamma, weight)
        for n in range(3):
            for k in range(3):
                def loss(x, n=n, k=k):
                    z = [mpf(value) for value in LOGITS[n]]
                    z[k] = x
                    _, miss, surprise, _ = reference.softmax_row(z)
                    w = weight or [1, 1, 1]
                    return mp.fsum(w[j] * mpf(T[n, j]) * miss[j] ** mpf(gamma) * surprise[j] for j in range(3)) / 3

                assert gradient[n, k] == pytest.approx(float(mp.diff(loss, mpf(LOGITS[n, k]))), rel=1e-11, abs=1e-15)

    def test_the_other_gradients_are_special_cases(self):
        one_hot = numerics.one_hot(LABELS, 3)
        expected = xent_grad(LOGITS, LABELS)
        np.testing.assert_allclose(sparse_cross_entropy_grad(LABELS, LOGITS), expected, rtol=1e-14)
        np.testing.assert_allclose(softmax_ce_grad(LOGITS, one_hot), expected, rtol=1e-14)
        np.testing.assert_allclose(softmax_ce_grad(LOGITS, TARGETS), xent_grad(LOGITS, TARGETS), rtol=1e-13, atol=1e-17)
        np.testing.assert_allclose(
            smoothed_cross_entropy_grad(LABELS, LOGITS, 0.1), xent_grad(LOGITS, LABELS, smoothing=0.1), rtol=1e-13)
        q = numerics.softmax(LOGITS)
        np.testing.assert_allclose(categorical_cross_entropy_grad(TARGETS, q), -TARGETS / q / 3, rtol=1e-15)

    def test_the_mean_divides_by_the_number_of_examples(self):
        z = np.vstack([LOGITS, LOGITS])
        twice = softmax_ce_grad(z, np.vstack([TARGETS, TARGETS]))
        np.testing.assert_allclose(twice[:3], softmax_ce_grad(LOGITS, TARGETS) / 2, rtol=1e-14)
        for gradient, arguments in (
            (binary_cross_entropy_grad, (Y, P)), (bce_with_logits_grad, (Y, Z)), (squared_error_grad, (Y, P)),
            (absolute_error_grad, (Y, P)), (focal_loss_grad, (Y, P)), (sparse_cross_entropy_grad, (LABELS, LOGITS)),
            (xent_grad, (LOGITS, LABELS)), (softmax_ce_grad, (LOGITS, TARGETS)),
            (categorical_cross_entropy_grad, (TARGETS, TARGETS)),
        ):
            each = gradient(*arguments, reduction="none")
            np.testing.assert_array_equal(gradient(*arguments, reduction="sum"), each)
            np.testing.assert_allclose(gradient(*arguments), each / 3, rtol=1e-15)

    @given(hnp.arrays(np.float64, (4, 3), elements=st.floats(-1e308, 1e308)),
           st.sampled_from([0, 0.5, 1, 2, 5]), st.sampled_from([0, 0.1]))
    def test_gradients_are_finite_for_all_finite_logits(self, z, gamma, smoothing):
        labels = [0, 1, 2, 0]
        with np.errstate(all="raise"):
            gradient = xent_grad(z, labels, smoothing, gamma)
            assert np.isfinite(gradient).all()
            assert np.isfinite(sparse_cross_entropy_grad(labels, z)).all()
            for y in (0.0, 1.0):
                hard = np.full_like(z, y)
                assert np.isfinite(bce_with_logits_grad(hard, z)).all()
                assert np.isfinite(focal_gradient(hard, z, gamma)).all()
        np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-13)


class TestReductions:
    @pytest.mark.parametrize(("loss", "arguments"), ALL)
    def test_three_ways_to_report(self, loss, arguments):
        each = loss(*arguments, reduction="none")
        assert each.shape == (3,)
        assert loss(*arguments, reduction="sum") == pytest.approx(each.sum(), rel=1e-14)
        assert loss(*arguments, reduction="mean") == pytest.approx(each.mean(), rel=1e-14)
        assert type(loss(*arguments, reduction="mean")) is float

    @pytest.mark.parametrize(("loss", "arguments"), ALL)
    def test_an_unknown_reduction_is_refused(self, loss, arguments):
        with pytest.raises(ValueError, match=r"^reduction must be one of 'mean', 'sum', 'none', but it is 'avg'"):
            loss(*arguments, reduction="avg")

    def test_the_mean_is_the_default_but_for_focal_loss_with_logits(self):
        for loss, arguments in ALL:
            default = loss(*arguments)
            assert np.shape(default) == ((3,) if loss is focal_loss_with_logits else ())

    def test_leading_axes_are_kept(self):
        z, y = np.stack([LOGITS, 2 * LOGITS]), np.stack([LABELS, LABELS])
        for loss in (sparse_cross_entropy, lambda y, z, reduction: xent(z, y, 0.1, 2, reduction=reduction)):
            both = loss(y, z, reduction="none")
            assert both.shape == (2, 3)
            np.testing.assert_array_equal(both[1], loss(LABELS, 2 * LOGITS, reduction="none"))
        assert sparse_cross_entropy_grad(y, z).shape == z.shape
        assert bce_with_logits(np.ones((2, 3)), np.zeros((2, 3))) == pytest.approx(math.log(2), rel=1e-15)

    def test_the_layout_in_memory_does_not_matter(self):
        wide = np.random.default_rng(13).normal(size=(40, 6))
        labels = np.arange(40) % 3
        for view in (np.asfortranarray(wide[:, :3]), wide[:, ::2], wide[::-1, 3:], wide.T.copy().T[:, :3]):
            plain = np.ascontiguousarray(view)
            for function in (sparse_cross_entropy, sparse_cross_entropy_grad, lambda y, z: xent(z, y, 0.1, 2)):
                np.testing.assert_allclose(function(labels, view), function(labels, plain), rtol=1e-15)
            np.testing.assert_allclose(numerics.softmax(view), numerics.softmax(plain), rtol=1e-15)
            np.testing.assert_allclose(numerics.log_softmax(view), numerics.log_softmax(plain), rtol=1e-15)

    @pytest.mark.parametrize("dtype", DTYPES)
    def test_the_predictions_decide_the_type(self, dtype):
        assert bce_with_logits([1, 0], np.zeros(2, dtype), reduction="none").dtype == dtype
        assert binary_cross_entropy([1, 0], np.full(2, 0.5, dtype), reduction="none").dtype == dtype
        assert focal_loss_with_logits([1, 0], np.zeros(2, dtype)).dtype == dtype
        assert xent(np.zeros((2, 2), dtype), [1, 0], reduction="none").dtype == dtype
        assert sparse_cross_entropy([1, 0], np.zeros((2, 2), dtype), reduction="none").dtype == dtype
        assert bce_with_logits([1, 0], np.zeros(2, np.float16), reduction="none").dtype == np.float32


class TestConventions:
    def test_certain_predictions(self):
        with np.errstate(all="raise"):
            got = binary_cross_entropy([1, 0, 1, 0], [1, 0, 0, 1], reduction="none")
            assert got.tolist() == [0, 0, np.inf, np.inf]
            assert not np.signbit(got).any()
            assert focal_loss([1, 0, 1, 0], [1, 0, 0, 1], gamma=0, reduction="none").tolist() == got.tolist()
            assert focal_loss([1, 0, 1, 0], [1, 0, 0, 1], reduction="none").tolist() == got.tolist()
            got = categorical_cross_entropy([[1, 0], [1, 0]], [[1, 0], [0, 1]], reduction="none")
            assert got.tolist() == [0, np.inf]
            assert not np.signbit(got).any()

    def test_a_weight_of_zero_forgives_infinity(self):
        assert focal_loss([1, 0], [0, 0.5], alpha=0, reduction="none")[0] == 0
        assert xent([[0, -np.inf]], [0]) == 0
        assert xent([[0, -np.inf]], [1]) == np.inf
        assert xent([[0, -np.inf]], [1], class_weight=[1, 0]) == 0
        assert xent([[0, -np.inf]], [0], gamma=2) == 0
        assert smoothed_cross_entropy([0], [[0, -np.inf]], eps=0) == 0
        assert smoothed_cross_entropy([0], [[0, -np.inf]], eps=0.1) == np.inf
        assert bce_with_logits([1, 0], [np.inf, -np.inf]) == 0
        assert bce_with_logits([0], [np.inf]) == np.inf

    def test_nan_is_passed_on(self):
        assert np.isnan(bce_with_logits([1], [np.nan]))
        assert np.isnan(focal_loss_with_logits([1], [np.nan])[0])
        assert np.isnan(sparse_cross_entropy([0], [[np.nan, 0]]))
        assert np.isnan(smoothed_cross_entropy([0], [[0, np.nan]], 0.1))
        assert np.isnan(xent([[0, np.nan]], [0], gamma=1))

    def test_wrong_by_a_thousand_costs_a_thousand(self):
        with np.errstate(all="raise"):
            assert bce_with_logits([0, 1], [1000, -1000], reduction="none").tolist() == [1000, 1000]
            assert focal_loss_with_logits([0, 1, 1], [1000, -1000, 1000]).tolist() == [1000, 1000, 0]
            assert focal_gradient([0, 1, 1], [1000, -1000, 1000]).tolist() == [1, -1, 0]
            assert sparse_cross_entropy([1], [[1000, 0]]) == 1000
            assert smoothed_cross_entropy([0], [[1000, 0]], eps=0.1) == pytest.approx(50, rel=1e-15)
            assert smoothed_cross_entropy([0], [[1e308, -1e308]], eps=0.1) == pytest.approx(1e307, rel=1e-15)
            assert xent([[1000, 0]], [1], smoothing=0.1, gamma=2) == pytest.approx(950, rel=1e-15)
            assert bce_with_logits([0], [1e308]) == 1e308

    @pytest.mark.parametrize(("loss", "arguments"), [
        *ALL, (binary_cross_entropy_grad, (Y, P)), (bce_with_logits_grad, (Y, Z)), (squared_error_grad, (Y, P)),
        (absolute_error_grad, (Y, P)), (focal_loss_grad, (Y, P)), (focal_gradient, (Y, Z)), (logit_gradient, (Y, Z)),
        (sparse_cross_entropy_grad, (LABELS, LOGITS)), (softmax_ce_grad, (LOGITS, TARGETS)),
        (xent_grad, (LOGITS, TARGETS, 0.1, 2)), (smooth_labels, (TARGETS, 0.1)), (p_t, (Y, P)),
        (epsilon_strategies, (Y, P)), (positive_share, (Y, Z, 2)), (best_constant, (Y,)),
        (categorical_cross_entropy_grad, (TARGETS, TARGETS)),
    ])  # fmt: skip
    def test_inputs_stay_as_they_were(self, loss, arguments):
        copies = [np.copy(argument) for argument in arguments]
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument.flags.writeable = False
        result = loss(*arguments)
        for argument, copy in zip(arguments, copies, strict=True):
            np.testing.assert_array_equal(argument, copy)
            assert not (isinstance(result, np.ndarray) and np.shares_memory(result, argument))


class TestRefusals:
    @pytest.mark.parametrize(("loss", "name"), [(loss, "p") for loss in [*ON_PROBABILITIES, p_t]]
                             + [(loss, "z") for loss in [*ON_LOGITS, logit_gradient, focal_gradient]])
    def test_shapes_must_be_equal_and_never_broadcast(self, loss, name):
        with pytest.raises(ValueError, match=rf"^y and {name} must have the same shape, .*\(3,\).*\(3, 1\)"):
            loss(np.ones(3), np.ones((3, 1)))
        with pytest.raises(ValueError, match=r"must not be empty"):
            loss([], [])
        with pytest.raises(TypeError, match=r"^y must hold real numbers"):
            loss(["a"], [0.5])

    @pytest.mark.parametrize("loss", [binary_cross_entropy, focal_loss, p_t])
    @pytest.mark.parametrize("wrong", [1.2, -0.1, np.nan])
    def test_what_is_no_probability(self, loss, wrong):
        with pytest.raises(ValueError, match=rf"^p must lie between 0 and 1, but p\[1\] is {wrong}\.$"):
            loss([1, 0], [0.5, wrong])

    @pytest.mark.parametrize("loss", [binary_cross_entropy, bce_with_logits, logit_gradient])
    def test_what_is_no_soft_label(self, loss):
        with pytest.raises(ValueError, match=r"^y must lie between 0 and 1, but y\[0\] is 2"):
            loss([2, 0], [0.5, 0.5])

    @pytest.mark.parametrize("loss", [p_t, focal_loss, focal_loss_with_logits, focal_gradient])
    def test_soft_labels_where_hard_ones_are_due(self, loss):
        with pytest.raises(ValueError, match=r"^y must be 0 or 1, but y\[1\] is 0.5"):
            loss([1, 0.5], [0.5, 0.5])

    @pytest.mark.parametrize(("call", "message"), [
        (lambda: focal_loss(Y, P, gamma=-1), "gamma must be >= 0, but it is -1"),
        (lambda: focal_loss(Y, P, alpha=1.5), "alpha must be >= 0 and <= 1, but it is 1.5"),
        (lambda: xent(LOGITS, LABELS, gamma=np.nan), "gamma must be >= 0, but it is nan"),
        (lambda: xent(LOGITS, LABELS, smoothing=2), "smoothing must be >= 0 and <= 1, but it is 2"),
        (lambda: xent(LOGITS, LABELS, class_weight=[1, 1]), r"class_weight must have the shape \(3,\)"),
        (lambda: xent(LOGITS, LABELS, class_weight=[1, -1, 1]), r"class_weight.* but class_weight\[1\] is -1"),
        (lambda: smooth_labels(TARGETS, -0.1), "eps must be >= 0 and <= 1, but it is -0.1"),
        (lambda: smoothed_cross_entropy(LABELS, LOGITS, 1.1), "eps must be >= 0 and <= 1, but it is 1.1"),
        (lambda: smoothing_floor(1, 0.1), "K must be an integer >= 2, but it is 1"),
        (lambda: prior_bias(0), "pi must be > 0 and < 1, but it is 0"),
        (lambda: prior_bias(1), "pi must be > 0 and < 1, but it is 1"),
        (lambda: loss_range(0.6), "eps must be > 0 and <= 0.5, but it is 0.6"),
        (lambda: clipped_ce_and_grad(0.5, 1), "y must be 0 or 1, but y is 0.5"),
        (lambda: logit_gradient(Y, Z, loss="hinge"), "loss must be one of 'ce', 'mse', but it is 'hinge'"),
        (lambda: steps_to_unlearn(1, 1, 1, "mae"), "loss must be one of 'ce', 'mse', but it is 'mae'"),
        (lambda: positive_share([1, 1], [0, 0], 2), "y must hold both classes, but all its labels are 1"),
        (lambda: positive_share([0, 0], [0, 0], 2), "y must hold both classes, but all its labels are 0"),
        (lambda: best_constant([]), "y must not be empty"),
        (lambda: first_loss_alarm(2.3, 1, 64), "K must be an integer >= 2, but it is 1"),
        (lambda: first_loss_alarm(2.3, 10, 2), "N must be an integer >= 3, but it is 2"),
        (lambda: first_loss_alarm(2.3, 10, 64, tol=-1), "tol must be >= 0 and finite, but it is -1"),
        (lambda: best_constant([0.5]), "y must be 0 or 1"),
        (lambda: additive_cross_entropy(Y, P, eps=0), "eps must be > 0, but it is 0"),
    ])  # fmt: skip
    def test_settings_out_of_range(self, call, message):
        with pytest.raises(ValueError, match=rf"^{message}"):
            call()

    @pytest.mark.parametrize("loss", [sparse_cross_entropy, sparse_cross_entropy_grad,
                                      lambda y, z: smoothed_cross_entropy(y, z, 0.1), lambda y, z: xent(z, y)])
    @pytest.mark.parametrize(("labels", "message"), [
        ([0, 1, -1], r"labels must lie between 0 and 2, but labels\[2\] is -1"),
        ([0, 1, 3], r"labels must lie between 0 and 2, but labels\[2\] is 3"),
        ([0, 1], r"labels must hold one label for each row of logits, but labels is \(2,\) and logits is \(3, 3\)"),
        ([0.0, 1.0, 0.5], "labels must be integers"),
    ])  # fmt: skip
    def test_labels_that_do_not_fit(self, loss, labels, message):
        with pytest.raises(ValueError, match=rf"^{message}"):
            loss(labels, LOGITS)

    def test_labels_never_broadcast(self):
        with pytest.raises(ValueError, match=r"labels must hold one label"):
            sparse_cross_entropy([[0], [1], [2]], LOGITS)

    def test_rows_must_be_distributions(self):
        famous = [[0.25, 0.25, 0.25, 0.25], [0.01, 0.01, 0.01, 0.96]]
        with pytest.raises(ValueError, match=r"^Q must sum to 1, but its total in row 1 is 0.99"):
            categorical_cross_entropy(np.eye(4)[:2], famous)
        with pytest.raises(ValueError, match=r"^Y must sum to 1, but its total in row 1 is 0.99"):
            categorical_cross_entropy(famous, np.full((2, 4), 0.25))
        with pytest.raises(ValueError, match=r"^targets must sum to 1"):
            xent(np.zeros((2, 4)), famous)
        with pytest.raises(ValueError, match=r"^Q must have no negative probability"):
            categorical_cross_entropy([[1, 0]], [[1.5, -0.5]])
        assert categorical_cross_entropy([[1, 0]], [[0.5 + 4e-7, 0.5]]) > 0  # within the tolerance

    def test_one_vector_is_no_table(self):
        with pytest.raises(ValueError, match=r"^Q must be a non-empty table \(N, K\).*not \(2,\)"):
            categorical_cross_entropy([1, 0], [0.5, 0.5])
        with pytest.raises(ValueError, match=r"^Y and Q must have the same shape"):
            categorical_cross_entropy([1, 0], [[0.5, 0.5]])
        with pytest.raises(ValueError, match=r"^logits must be a non-empty table"):
            sparse_cross_entropy(0, [0.5, 0.5])
        with pytest.raises(ValueError, match=r"^logits must be a non-empty table"):
            xent(np.empty((0, 3)), np.empty(0, int))


class TestNumbersOfTheCourse:
    """The values that the notebooks quote."""

    def test_log_loss(self):
        assert binary_cross_entropy([0], [0.9]) == pytest.approx(2.302585, abs=1e-6)
        assert binary_cross_entropy([0], [0.51]) == pytest.approx(0.713350, abs=1e-6)
        assert binary_cross_entropy([0.5], [0.5]) == pytest.approx(math.log(2), rel=1e-15)
        assert bce_with_logits([1], [2]) == pytest.approx(0.126928, abs=1e-6)
        assert bce_with_logits([1], [40]) == pytest.approx(4.248354255291589e-18, rel=1e-15)
        assert best_constant([1, 0, 0, 0]) == pytest.approx((0.25, 0.562335), abs=1e-6)
        assert best_constant([1, 1]) == (1, 0)
        assert best_constant(np.arange(569) < 357)[1] == pytest.approx(0.660, abs=5e-4)

    @pytest.mark.parametrize(("loss", "cause"), [
        (2.3026, "ok"), (147.37, "sum"), (3.3219, "bits"), (0.23026, "mean over classes"), (-2.3026, "sign"),
        (2.34, "ok"), (2.26, "ok"), (2.36, "look at the init or the data"), (676.6, "look at the init or the data"),
        (0, "look at the init or the data"), (math.nan, "look at the init or the data"),
        (math.inf, "look at the init or the data"), (-math.inf, "look at the init or the data"),
    ])  # fmt: skip
    def test_the_first_loss_tells_the_bug(self, loss, cause):
        assert first_loss_alarm(loss, K=10, N=64) == cause

    def test_the_first_landmark_within_the_tolerance_counts(self):
        assert first_loss_alarm(1.3 * math.log(10), 10, 64, tol=0.5) == "ok"  # bits would be closer
        assert first_loss_alarm(2.31, 10, 64, tol=0.001) == "look at the init or the data"

    def test_falling_asleep(self):
        assert logit_gradient([0], [4])[0] == pytest.approx(0.982014, abs=1e-6)
        assert logit_gradient([0], [4], "mse")[0] == pytest.approx(0.034690, abs=1e-6)
        assert logit_gradient([0], [50]).tolist() == [1]
        assert logit_gradient([0], [50], "mse")[0] == pytest.approx(3.857499695927836e-22, rel=1e-12)
        assert [steps_to_unlearn(0.6, 0.9, 0.15, loss) for loss in ("ce", "mse")] == [22, 107]
        assert [steps_to_unlearn(2, 2, 0.15, loss) for loss in ("ce", "mse")] == [31, 302]
        assert steps_to_unlearn(-3, 0, 0.15, "ce") == 0
        assert steps_to_unlearn(2, 2, 0.15, "ce", max_steps=30) is None
        assert steps_to_unlearn(2, 2, 0.15, "ce", max_steps=31) == 31

    def test_many_classes(self):
        q = [[0.25, 0.25, 0.25, 0.25], [0.01, 0.02, 0.01, 0.96]]
        assert categorical_cross_entropy([[0, 0, 0, 1]] * 2, q) == pytest.approx(0.713558177820073, rel=1e-14)
        assert sparse_cross_entropy([3], np.zeros((1, 10))) == pytest.approx(math.log(10), rel=1e-15)
        truth, a, b = accuracy_is_not_loss()
        right = [(model.argmax(axis=1) == truth.argmax(axis=1)).mean() for model in (a, b)]
        assert right[0] > right[1]
        assert categorical_cross_entropy(truth, a) > categorical_cross_entropy(truth, b)

    def test_epsilon(self):
        assert loss_range(1e-7) == pytest.approx((1.0000000494736474e-07, 16.118095650958), rel=1e-9)
        assert loss_range(0.5) == pytest.approx((math.log(2), math.log(2)), rel=1e-15)
        assert clipped_ce_and_grad(0, 40) == (pytest.approx(16.118095650958, rel=1e-12), 0)
        assert clipped_ce_and_grad(1, 40) == (pytest.approx(1e-7, rel=1e-7), 0)
        assert clipped_ce_and_grad(1, -1000) == (pytest.approx(16.118095650958, rel=1e-12), 0)
        assert clipped_ce_and_grad(0, 16) == (bce_with_logits([0], [16]), numerics.sigmoid(16))
        assert clipped_ce_and_grad(1, 0) == pytest.approx((math.log(2), -0.5), rel=1e-15)
        got = epsilon_strategies([1, 0, 1], [1, 1, 0.5], eps=1e-7)
        assert got["exact"].tolist() == [0, np.inf, binary_cross_entropy(1, 0.5)]
        np.testing.assert_allclose(got["clip"], [1e-7, 16.118095650958, math.log(2)], rtol=1e-6)
        np.testing.assert_allclose(got["additive"], [-1e-7, 16.118095650958, math.log(2) - 2e-7], rtol=1e-6)
        assert clipped_cross_entropy([1], [1]) > 0 > additive_cross_entropy([1], [1])

    def test_smoothing(self):
        assert smooth_labels(np.eye(4, dtype=int)[:1], 0.1)[0] == pytest.approx([0.925, 0.025, 0.025, 0.025])
        assert smoothed_cross_entropy([0], [[2, 0, 0]], 0.1) == pytest.approx(0.372878, abs=1e-6)
        assert smoothing_floor(10, 0.1) == pytest.approx((0.500288, 4.510860), abs=1e-6)
        assert smoothing_floor(3, 0) == (0, math.inf)
        assert smoothing_floor(3, 1) == pytest.approx((math.log(3), 0), rel=1e-15)

    def test_focal_loss(self):
        assert focal_loss([1], [0.9]) == pytest.approx(0.00105361, abs=1e-8)
        assert focal_loss([1, 0], [0.5, 0.5], gamma=0, alpha=0.25, reduction="none") == pytest.approx(
            [0.25 * math.log(2), 0.75 * math.log(2)])
        assert focal_loss_with_logits([1], [0]) == pytest.approx([0.25 * math.log(2)])
        assert p_t([True, False], [0.9, 0.9]) == pytest.approx([0.9, 0.1])
        hard, easy = -math.log(9), math.log(9)
        assert abs(focal_gradient(1, hard) / logit_gradient(1.0, hard)) == pytest.approx(1.22, abs=5e-3)
        assert abs(focal_gradient(1, easy)) < abs(logit_gradient(1.0, easy))
        y = np.repeat([0, 1], [10000, 10])
        z = np.where(y == 1, -math.log(9), -math.log(99))
        assert positive_share(y, z, 0) == pytest.approx(0.186, abs=5e-4)
        assert positive_share(y, z, 2) == pytest.approx(0.9995, abs=5e-5)
        assert np.isnan(positive_share([0, 1], [-1000, 1000], 2))
        assert prior_bias(0.01) == pytest.approx(-4.595120, abs=1e-6)


probabilities = hnp.arrays(np.float64, 5, elements=st.floats(0, 1))
labels01 = hnp.arrays(np.int64, 5, elements=st.integers(0, 1))
moderate = st.floats(-30, 30)


class TestLaws:
    @given(probabilities, probabilities)
    def test_bce_is_smallest_at_the_truth(self, y, p):
        assert (binary_cross_entropy(y, p, "none") >= binary_cross_entropy(y, y, "none") * (1 - 1e-15)).all()

    @given(labels01, hnp.arrays(np.float64, 5, elements=moderate))
    def test_logits_and_probabilities_agree(self, y, z):
        p = numerics.sigmoid(z)
        np.testing.assert_allclose(
            bce_with_logits(y, z, "none"), binary_cross_entropy(y, p, "none"), rtol=1e-3, atol=1e-15)
        np.testing.assert_allclose(
            focal_loss_with_logits(y, z), focal_loss(y, p, reduction="none"), rtol=5e-3, atol=1e-15)

    @given(labels01, hnp.arrays(np.float64, 5, elements=st.floats(-1e3, 1e3)), st.floats(0, 5))
    def test_xent_of_two_classes_is_the_binary_focal_loss(self, y, z, gamma):
        pair = np.stack([np.zeros(5), z], axis=1)
        np.testing.assert_allclose(xent(pair, y, gamma=gamma, reduction="none"),
                                   focal_loss_with_logits(y, z, gamma), rtol=1e-11, atol=1e-300)

    @given(hnp.arrays(np.float64, (4, 3), elements=st.floats(-1e3, 1e3)), st.floats(0, 1))
    def test_smoothing_the_loss_is_smoothing_the_labels(self, z, eps):
        labels = np.array([0, 1, 2, 0])
        targets = smooth_labels(numerics.one_hot(labels, 3), eps)
        expected = smoothed_cross_entropy(labels, z, eps, reduction="none")
        np.testing.assert_allclose(xent(z, targets, reduction="none"), expected, rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(xent(z, labels, smoothing=eps, reduction="none"), expected, rtol=1e-12)
        assert (expected >= smoothing_floor(3, eps)[0] - 1e-15).all()

    @given(st.integers(2, 50), st.floats(1e-9, 1))
    def test_the_smoothing_floor_is_reached_by_its_gap(self, classes, eps):
        floor, gap = smoothing_floor(classes, eps)
        z = gap * numerics.one_hot([0], classes)
        assert smoothed_cross_entropy([0], z, eps) == pytest.approx(floor, rel=1e-7, abs=1e-15)

    @given(st.floats(1e-300, 1, exclude_max=True))
    def test_the_prior_bias_predicts_the_base_rate(self, pi):
        assert numerics.sigmoid(prior_bias(pi)) == pytest.approx(pi, rel=1e-12)

    @given(st.floats(0, 1), st.floats(1e-3, 0.3))
    def test_the_biased_optimum_is_a_minimum(self, p, eps):
        best = biased_optimum(p, eps)
        grid = np.append(np.linspace(0, 1, 101), best)
        costs = additive_cross_entropy(np.full(102, p), grid, eps, reduction="none")
        assert costs[-1] <= costs.min() + 1e-12
        assert biased_optimum(p, 0) == p

    @given(labels01, hnp.arrays(np.float64, 5, elements=st.floats(-1e308, 1e308)), st.floats(0, 10))
    def test_focal_loss_never_costs_more_than_log_loss(self, y, z, gamma):
        with np.errstate(all="raise"):
            assert (focal_loss_with_logits(y, z, gamma) <= bce_with_logits(y, z, "none") * (1 + 1e-15)).all()

    @given(hnp.arrays(np.float64, (3, 4), elements=moderate), hnp.arrays(np.float64, 4, elements=st.floats(0, 9)))
    def test_class_weights_scale_and_are_not_divided_out(self, z, weight):
        labels = [3, 0, 2]
        plain = sparse_cross_entropy(labels, z, reduction="none")
        np.testing.assert_allclose(xent(z, labels, class_weight=weight), (weight[labels] * plain).mean(), rtol=1e-12)


def test_every_loss_says_what_it_is():
    public = [value for name, value in vars(losses).items()
              if callable(value) and value.__module__ == losses.__name__ and not name.startswith("_")]
    for function in public:
        assert function.__doc__ and ">>>" in function.__doc__, function.__name__
