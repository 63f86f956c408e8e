"""Numerics: right to the last digits where the textbook formula breaks; mpmath is the judge."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests import reference
from tests.reference import exact, mpf, ulp_error
from xentlib import numerics

DTYPES = [np.float64, np.float32]
ELEMENTWISE = [numerics.sigmoid, numerics.log_sigmoid]
ROWS = [numerics.softmax, numerics.log_softmax, numerics.logsumexp]
finite_rows = hnp.arrays(np.float64, hnp.array_shapes(min_dims=1, max_dims=3, max_side=5),
                         elements=st.floats(-1e4, 1e4))


def hard_logits(dtype):
    """Numbers near 0, ordinary, large, at the edges of exp, and the largest there are."""
    rng = np.random.default_rng(4)
    edges = [0, -0.0, 16.5, -16.5, 37, -37, 40, -40, -87.5, -103, -709.5, -745, 1e3, -1e3, 1e-300, 5e-324]
    largest = np.finfo(dtype).max / 2 * np.array([1, -1])
    return np.concatenate([rng.normal(0, 3, 200), rng.normal(0, 30, 150), rng.uniform(-750, 750, 100),
                           rng.uniform(-1e-5, 1e-5, 50), edges, largest]).astype(dtype)


def hard_tables(dtype):
    """Rows of logits: ordinary, spread out, shifted far away, with a dominant one, with many classes."""
    rng = np.random.default_rng(5)
    tables = []
    for classes in (2, 3, 10, 100):
        shape = (8, classes)
        dominant = np.where(np.arange(classes) == 1, rng.uniform(5, 80, (8, 1)), 0)
        tables += [rng.normal(0, 1, shape), rng.normal(0, 3, shape), rng.normal(0, 100, shape),
                   rng.normal(0, 3, shape) + 1e4, rng.normal(0, 1, shape) + dominant, 0.1 + dominant,
                   rng.uniform(-375, 375, shape)]
    large = np.finfo(dtype).max / 4
    tables += [rng.normal(0, 3, (1, 1000)), rng.normal(0, 2, (1, 50257)),
               [[large, -large, 0], [0, 0, large], [-large, -large, -large], [1e3, -1e3, 0]]]
    return [np.array(table).astype(dtype) for table in tables]


def elementwise(function, x):
    return [function(value) for value in exact(x)]


@pytest.mark.parametrize("dtype", DTYPES)
class TestAccuracy:
    def test_sigmoid(self, dtype):
        z = hard_logits(dtype)
        assert ulp_error(numerics.sigmoid(z), elementwise(reference.sigmoid, z)) <= (2 if dtype == np.float64 else 5)

    def test_log_sigmoid(self, dtype):
        z = hard_logits(dtype)
        expected = elementwise(lambda value: -reference.softplus(-value), z)
        assert ulp_error(numerics.log_sigmoid(z), expected) <= (2 if dtype == np.float64 else 5)

    def test_softmax_log_softmax_and_logsumexp(self, dtype):
        for z in hard_tables(dtype):
            softmax, log_softmax, logsumexp = (function(z) for function in ROWS)
            for n, row in enumerate(exact(z)):
                q, _, surprise, total = reference.softmax_row(list(row))
                most = 4 if dtype == np.float64 else 5
                assert ulp_error(softmax[n], q) <= most
                assert ulp_error(log_softmax[n], [-s for s in surprise]) <= most
                unit = reference.ulp(max(abs(total), 1), dtype)
                assert abs(mpf(float(logsumexp[n])) - total) <= 4 * unit


@pytest.mark.parametrize("far", [0.0, -5e3, -1e308, -np.inf])
def test_the_exponential_of_a_difference_keeps_what_the_subtraction_loses(far):
    """A number far away makes all differences wide; the others must not suffer from it."""
    rng = np.random.default_rng(1)
    a, b = np.append(rng.uniform(-690, 0, 300), far), rng.uniform(0, 20)
    with np.errstate(all="ignore"):  # as inside a formula
        got = numerics.exp_difference(a, np.array([b]))
    expected = [reference.mp.exp(a_k - mpf(b)) for a_k in exact(a[:-1])]
    assert ulp_error(got[:-1], expected) <= 1.5
    assert got[-1] == (np.exp(-b) if far == 0 else 0)
    narrow = numerics.exp_difference(a[:-1].astype(np.float32), np.float32([b]))
    expected = [reference.mp.exp(a_k - mpf(float(np.float32(b)))) for a_k in exact(a[:-1].astype(np.float32))]
    assert ulp_error(narrow.astype(np.float32), expected) <= 0.6


@pytest.mark.parametrize("gamma", [0.1, 2.0, 3.3])
def test_the_exponential_of_a_product_keeps_what_the_multiplication_loses(gamma):
    x = np.append(np.random.default_rng(2).uniform(0, 690 / gamma, 300), [0, 1e308, np.inf])
    with np.errstate(all="ignore"):
        got = numerics.exp_product(-gamma, x)
    assert ulp_error(got[:-2], [reference.mp.exp(-mpf(gamma) * value) for value in exact(x[:-2])]) <= 1.5
    assert got[-2:].tolist() == [0, 0]


def test_tiny_probabilities_are_kept():
    assert numerics.sigmoid(-40) == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert numerics.sigmoid(-740) > 0
    assert numerics.log_softmax([40, 0])[0] == pytest.approx(-4.248354255291589e-18, rel=1e-15)


def test_limits_are_exact():
    assert numerics.sigmoid([-np.inf, -1000, 0, 1000, np.inf]).tolist() == [0, 0, 0.5, 1, 1]
    assert numerics.log_sigmoid([-1000, 1000]).tolist() == [-1000, 0]
    assert numerics.log_softmax([1000, 0]).tolist() == [0, -1000]
    assert numerics.softmax([1000, 0, -np.inf]).tolist() == [1, 0, 0]
    assert numerics.softmax([[1000.0, 1000], [-1000, -1000]]).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_logsumexp_of_infinities():
    rows = [[-np.inf, -np.inf], [np.inf, 0], [np.inf, np.inf], [-np.inf, 3], [np.inf, -np.inf]]
    assert numerics.logsumexp(rows).tolist() == [-np.inf, np.inf, np.inf, 3, np.inf]


@pytest.mark.parametrize("function", ELEMENTWISE + ROWS)
def test_nan_is_passed_on(function):
    assert np.isnan(function([np.nan, 1.0])).any()


@pytest.mark.parametrize("function", [numerics.softmax, numerics.log_softmax])
def test_a_row_without_a_possible_class_has_no_softmax(function):
    assert np.isnan(function([[-np.inf, -np.inf], [0, 0]])).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize("function", ELEMENTWISE + ROWS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, int, bool])
def test_types(function, dtype):
    z = np.array([[0, 1], [1, 1]], dtype)
    expected = np.float32 if dtype in (np.float32, np.float16) else np.float64
    result = function(z)
    assert result.dtype == expected
    np.testing.assert_allclose(result, function(z.astype(np.float64)), rtol=1e-6)


@pytest.mark.parametrize("function", ELEMENTWISE + ROWS)
def test_lists_and_empty_batches(function):
    np.testing.assert_array_equal(function([[1, 2], [3, 5]]), function(np.array([[1.0, 2], [3, 5]])))
    assert function(np.empty((0, 3))).shape in ((0, 3), (0,))


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_a_number_gives_a_number(function):
    assert isinstance(function(2), float)
    assert isinstance(function(np.float32(2)), np.float32)


@pytest.mark.parametrize("function", [*ELEMENTWISE, *ROWS, numerics.clip_probs])
def test_inputs_stay_as_they_were_and_nothing_is_said(function):
    z = np.array([[0.25, 0.0], [1.0, 0.5]])
    before = z.copy()
    z.flags.writeable = False
    with np.errstate(all="raise"):
        result = function(z)
    np.testing.assert_array_equal(z, before)
    assert not np.shares_memory(result, z)


@pytest.mark.parametrize("function", ELEMENTWISE + ROWS)
def test_silence_at_the_extremes(function):
    with np.errstate(all="raise"):
        function(np.array([[1e308, -1e308, 1e3], [-np.inf, 5e-324, 0.0]]))


@pytest.mark.parametrize("function", ELEMENTWISE + ROWS)
@pytest.mark.parametrize("wrong", ["1", None, [1j], {"a": 1}])
def test_what_is_not_numeric_is_refused(function, wrong):
    with pytest.raises(TypeError, match=r"^z must hold real numbers"):
        function(wrong)


@pytest.mark.parametrize("function", ROWS)
class TestAxis:
    @pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
    def test_each_slice_is_a_row(self, function, axis):
        z = np.random.default_rng(0).normal(size=(3, 4, 5))
        slices = np.moveaxis(z, axis, -1).reshape(-1, z.shape[axis])
        expected = np.array([function(row) for row in slices])
        result = function(z, axis=axis)
        if function is not numerics.logsumexp:
            result = np.moveaxis(result, axis, -1)
        np.testing.assert_array_equal(result.reshape(expected.shape), expected)

    def test_wrong_axes_are_refused(self, function):
        with pytest.raises(ValueError, match=r"^axis must be an integer between -2 and 1, but it is 2\.$"):
            function(np.zeros((2, 2)), axis=2)
        with pytest.raises(TypeError, match=r"^axis must be an integer"):
            function(np.zeros((2, 2)), axis=None)

    def test_nothing_to_compare_is_refused(self, function):
        with pytest.raises(ValueError, match=r"at least one axis"):
            function(3.0)
        with pytest.raises(ValueError, match=r"at least one score"):
            function(np.empty((2, 0)))


class TestLaws:
    @given(finite_rows)
    def test_softmax_is_a_distribution_in_the_order_of_the_logits(self, z):
        q = numerics.softmax(z)
        assert (q >= 0).all()
        np.testing.assert_allclose(q.sum(axis=-1), 1, rtol=1e-14)
        assert (np.diff(np.take_along_axis(q, z.argsort(axis=-1), axis=-1), axis=-1) >= 0).all()

    @given(finite_rows, st.integers(-1000, 1000))
    def test_softmax_only_sees_differences(self, z, shift):
        z = np.round(z * 16) / 16  # so that the sum is exact
        np.testing.assert_allclose(numerics.softmax(z + shift), numerics.softmax(z), rtol=1e-14)
        np.testing.assert_allclose(numerics.log_softmax(z + shift), numerics.log_softmax(z), rtol=1e-14)

    @given(finite_rows)
    def test_log_softmax_is_what_logsumexp_leaves(self, z):
        total = np.expand_dims(numerics.logsumexp(z), -1)
        np.testing.assert_allclose(numerics.log_softmax(z), z - total, rtol=1e-13, atol=1e-11)

    @given(finite_rows)
    def test_sigmoid_is_a_softmax_of_two(self, z):
        pair = np.stack([np.zeros_like(z), z], axis=-1)
        np.testing.assert_allclose(numerics.sigmoid(z), numerics.softmax(pair)[..., 1], rtol=1e-14, atol=5e-324)
        np.testing.assert_allclose(numerics.sigmoid(-z), 1 - numerics.sigmoid(z), rtol=0, atol=1e-15)


class TestXlogy:
    def test_only_a_weight_of_zero_forgives(self):
        assert numerics.xlogy(0, 0) == 0
        assert numerics.xlogy(0, np.inf) == 0
        assert numerics.xlogy(1, 0) == -np.inf
        assert numerics.xlogy(2, np.e) == 2
        assert np.isnan(numerics.xlogy(1, np.nan))
        assert np.isnan(numerics.xlogy(np.nan, 1))

    def test_shapes_broadcast(self):
        result = numerics.xlogy(np.array([[0], [2]]), [1, 0.5, 0])
        np.testing.assert_array_equal(result, [[0, 0, 0], [0, 2 * np.log(0.5), -np.inf]])

    def test_types_and_silence(self):
        x, y = np.array([0, 1, 2], np.float32), np.array([0, 0, 3], np.float32)
        with np.errstate(all="raise"):
            assert numerics.xlogy(x, y).dtype == np.float32
        assert numerics.xlogy(x, 2.0).dtype == np.float64
        assert isinstance(numerics.xlogy(1, 2), float)
        assert (x.tolist(), y.tolist()) == ([0, 1, 2], [0, 0, 3])


class TestClipProbs:
    def test_values_inside_keep_their_bits(self):
        p = np.array([0.0, 0.3, 1.0])
        assert numerics.clip_probs(p, eps=1e-3).tolist() == [0.001, 0.3, 0.999]
        assert p.tolist() == [0, 0.3, 1]

    @pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
    def test_the_default_keeps_type_and_both_logarithms_finite(self, dtype):
        clipped = numerics.clip_probs(np.array([0, 1], dtype))
        assert clipped.dtype == dtype
        assert clipped[0] == np.finfo(dtype).eps
        assert np.isfinite(np.log(clipped)).all() and np.isfinite(np.log(1 - clipped)).all()

    def test_integers_become_float64(self):
        assert numerics.clip_probs([0, 1]).dtype == np.float64

    @pytest.mark.parametrize("eps", [0, -1, 0.5, np.nan])
    def test_eps_out_of_range(self, eps):
        with pytest.raises(ValueError, match=r"^eps must be > 0 and < 0.5"):
            numerics.clip_probs([0.5], eps)

    def test_an_eps_that_the_type_cannot_see_is_refused(self):
        with pytest.raises(ValueError, match=r"1 - eps is below 1 in float32, but it is 1e-12"):
            numerics.clip_probs(np.array([0.5], np.float32), 1e-12)

    def test_nan_is_no_probability(self):
        with pytest.raises(ValueError, match=r"p\[1\] is nan"):
            numerics.clip_probs([0.5, np.nan])


class TestOneHot:
    def test_rows_are_examples_and_columns_classes(self):
        table = numerics.one_hot([2, 0], 4)
        assert table.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]
        assert table.dtype == np.float64

    @given(hnp.arrays(np.int64, hnp.array_shapes(max_dims=3), elements=st.integers(0, 6)))
    def test_argmax_finds_the_labels_again(self, labels):
        table = numerics.one_hot(labels, 7)
        assert table.sum() == labels.size
        np.testing.assert_array_equal(table.argmax(axis=-1), labels)

    @pytest.mark.parametrize("labels", [[0, -1], [3], [0.5], [1.0]])
    def test_wrong_labels_are_refused(self, labels):
        with pytest.raises(ValueError, match=r"^labels must"):
            numerics.one_hot(labels, 3)

    def test_wrong_numbers_of_classes_are_refused(self):
        with pytest.raises(ValueError, match=r"^K must be an integer >= 1"):
            numerics.one_hot([0], 0)


class TestExactRowSums:
    """Sums as good as rounded once, which adding one by one, in pairs or in halves is not."""

    @pytest.mark.parametrize("shape", [(300, 3), (300, 10), (300, 64), (300, 65), (100, 1000), (2, 50257)])
    @pytest.mark.parametrize("spread", [0.01, 1, 10])
    def test_the_sum_of_exponentials(self, shape, spread):
        e = np.exp(np.random.default_rng(8).normal(0, spread, shape))
        assert numerics.exact_row_sums(e)[:, 0].tolist() == [math.fsum(row) for row in e]

    def test_parts_that_nearly_cancel(self):
        rng = np.random.default_rng(9)
        first, second = rng.normal(0, 1, (2, 200, 30))
        first[:, 0] -= first.sum(axis=1) + second.sum(axis=1)
        both = np.hstack([first, second])
        largest = np.abs(both).sum(axis=1)
        sums = numerics.exact_row_sums(first, second)[:, 0]
        assert np.all(np.abs(sums - [math.fsum(row) for row in both]) <= 1e-30 * largest)

    def test_an_infinite_term(self):
        with np.errstate(invalid="ignore"):  # as inside every formula
            assert numerics.exact_row_sums(np.array([[1, np.inf], [1, 2]])).tolist() == [[np.inf], [3]]
