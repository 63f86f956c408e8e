"""Blocked evaluation: wherever the cuts fall, the numbers are those of the formula on everything at once."""

import math
import tracemalloc

import numpy as np
import pytest

from xentlib import losses
from xentlib.blocks import BLOCK, evaluate


def double(z):
    return 2 * z


def row_total(z):
    return z.sum(axis=-1)


def at_label(z, y):
    return z[np.arange(len(y)), y]


@pytest.mark.parametrize("n", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_numbers_keep_their_places(n, dtype):
    z = np.arange(n, dtype=dtype)
    result = evaluate(double, z, dtype=dtype)
    assert result.dtype == dtype
    np.testing.assert_array_equal(result, 2 * z)


@pytest.mark.parametrize("shape", [(7, 3), (BLOCK // 3 + 5, 3), (3, 50257), (2, 40, 1000), (0, 4)])
def test_a_row_is_never_cut(shape):
    z = np.arange(math.prod(shape), dtype=np.float64).reshape(shape)
    np.testing.assert_array_equal(evaluate(row_total, z, dtype=np.float64, rows=True), z.sum(axis=-1))
    np.testing.assert_array_equal(evaluate(double, z, dtype=np.float64, rows=True), 2 * z)


def test_labels_go_with_their_rows_and_stay_integers():
    rng = np.random.default_rng(0)
    z, labels = rng.normal(size=(5, BLOCK // 4, 3)), rng.integers(0, 3, (5, BLOCK // 4))
    result = evaluate(at_label, z, labels=labels, dtype=np.float64, rows=True)
    np.testing.assert_array_equal(result, np.take_along_axis(z, labels[..., np.newaxis], axis=-1)[..., 0])


def test_views_are_read_in_their_own_order():
    z = np.arange(6.0 * BLOCK).reshape(3, -1)
    for view in (z.T, z[:, ::2], z[::-1]):
        np.testing.assert_array_equal(evaluate(double, view, dtype=np.float64), 2 * view)


def test_a_single_number_gives_a_scalar():
    assert type(evaluate(double, np.array(2.0), dtype=np.float64)) is float
    assert type(evaluate(double, np.array(2, np.float32), dtype=np.float32)) is np.float32


@pytest.mark.parametrize("n", [1, BLOCK, 2 * BLOCK + 1])
def test_sums_and_means_are_floats(n):
    z = np.arange(n, dtype=np.float64)
    assert evaluate(double, z, dtype=np.float64, reduction="sum") == n * (n - 1)
    mean = evaluate(double, z, dtype=np.float64, reduction="mean")
    assert mean == n - 1
    assert type(mean) is float


def test_the_formula_can_work_in_more_digits_than_it_returns():
    seen = []
    evaluate(lambda z: seen.append(z.dtype) or z, np.ones(3, np.float32), dtype=np.float32, work=np.float64)
    assert seen == [np.float64]


def test_a_mean_survives_where_the_sum_overflows():
    z = np.full(4, 1e308)
    assert evaluate(np.abs, z, dtype=np.float64, reduction="mean") == pytest.approx(1e308, rel=1e-15)
    assert evaluate(np.abs, z, dtype=np.float64, reduction="sum") == np.inf
    assert evaluate(np.abs, np.array([np.inf, 1]), dtype=np.float64, reduction="mean") == np.inf
    assert np.isnan(evaluate(np.abs, np.array([np.nan, 1]), dtype=np.float64, reduction="mean"))


@pytest.mark.parametrize("n", [1, 3, 1000, 20_000, 200_000])
@pytest.mark.parametrize(("dtype", "most"), [(np.float64, 1e-15), (np.float32, 5e-8)])
def test_means_are_accurate(n, dtype, most):
    rng = np.random.default_rng(n)
    z, y = rng.normal(0, 3, n).astype(dtype), (rng.random(n) < 0.5).astype(dtype)
    p, q = rng.random(n).astype(dtype), rng.normal(0, 2, (n // 10 + 1, 10)).astype(dtype)
    labels = rng.integers(0, 10, len(q))

    def wide(x):
        return x.astype(np.float64)

    for mean, terms in (
        (losses.bce_with_logits(y, z), losses.bce_with_logits(wide(y), wide(z), reduction="none")),
        (losses.binary_cross_entropy(y, p), losses.binary_cross_entropy(wide(y), wide(p), reduction="none")),
        (losses.sparse_cross_entropy(labels, q), losses.sparse_cross_entropy(labels, wide(q), reduction="none")),
        (losses.focal_loss(y, p), losses.focal_loss(wide(y), wide(p), reduction="none")),
    ):
        expected = math.fsum(terms) / len(terms)
        assert abs(mean - expected) <= most * expected


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_mean_needs_a_tenth_of_its_input_at_most(dtype):
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=10**6).astype(dtype), rng.integers(0, 2, 10**6)
    table, labels = rng.normal(size=(10**5, 10)).astype(dtype), rng.integers(0, 10, 10**5)
    for loss, arrays in (
        (losses.bce_with_logits, (y, z)),
        (losses.binary_cross_entropy, (y, abs(z) / (1 + abs(z)))),
        (losses.sparse_cross_entropy, (labels, table)),
    ):
        loss(*arrays)
        tracemalloc.start()
        loss(*arrays)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak <= 0.1 * sum(array.nbytes for array in arrays)


def test_no_setting_of_the_caller_makes_it_speak():
    with np.errstate(all="raise"):
        result = evaluate(lambda z: np.log(z) * 0 + np.exp(z), np.array([0.0, 1e4]), dtype=np.float64)
    assert np.isnan(result[0]) and result[1] == np.inf
