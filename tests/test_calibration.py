"""Calibration: what counts as sure, which bin it falls into, and the temperature that mends it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib import numerics
from xentlib.calibration import calibration_error, reliability_curve, temperature
from xentlib.losses import sparse_cross_entropy


def sure(*confidences):
    """Predictions of class 0 with these confidences."""
    return [[c, 1 - c] for c in confidences]


class TestCalibrationError:
    def test_always_right_but_only_80_percent_sure(self):
        assert calibration_error(sure(0.8, 0.8, 0.8), [0, 0, 0]) == pytest.approx(0.2, rel=1e-14)

    def test_half_sure_and_right_half_of_the_time(self):
        assert calibration_error(sure(0.5, 0.5), [0, 1]) == 0

    def test_bins_weigh_what_they_hold(self):
        assert calibration_error(sure(*[1.0] * 9, 0.55), [0] * 9 + [1]) == pytest.approx(0.055, rel=1e-14)

    def test_a_certain_blunder_counts(self):
        assert calibration_error([[1, 0]], [1]) == 1

    def test_opposite_errors_cancel_only_within_a_bin(self):
        assert calibration_error(sure(0.75, 0.75), [0, 1], n_bins=2) == pytest.approx(0.25)
        apart = calibration_error(sure(0.7, 0.9), [0, 1], n_bins=10)
        assert apart == pytest.approx((0.3 + 0.9) / 2)
        assert calibration_error(sure(0.7, 0.9), [0, 1], n_bins=1) == pytest.approx(0.3)

    @given(st.integers(0, 2**32 - 1), st.integers(1, 40))
    def test_against_the_definition_and_in_any_order(self, seed, n_bins):
        rng = np.random.default_rng(seed)
        table, labels = numerics.softmax(rng.normal(0, 2, (50, 3))), rng.integers(0, 3, 50)
        confidence, right = table.max(axis=1), table.argmax(axis=1) == labels
        expected = 0.0
        for b in range(n_bins):
            inside = (confidence * n_bins >= b) & ((confidence * n_bins < b + 1) | (b == n_bins - 1))
            if inside.any():
                expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
        order = rng.permutation(50)
        assert calibration_error(table, labels, n_bins) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        assert calibration_error(table[order], labels[order], n_bins) == pytest.approx(expected, rel=1e-12, abs=1e-15)


class TestReliabilityCurve:
    def test_empty_bins_have_no_mean(self):
        confidence, accuracy, count = reliability_curve(sure(0.9, 0.8, 1.0), [0, 1, 0], n_bins=4)
        assert count.tolist() == [0, 0, 0, 3]
        assert np.isnan(confidence[:3]).all() and np.isnan(accuracy[:3]).all()
        assert confidence[3] == pytest.approx(0.9)
        assert accuracy[3] == pytest.approx(2 / 3)

    def test_every_prediction_is_in_one_bin(self):
        rng = np.random.default_rng(0)
        table = numerics.softmax(rng.normal(0, 5, (1000, 4)).astype(np.float32))
        assert reliability_curve(table, rng.integers(0, 4, 1000))[2].sum() == 1000

    @pytest.mark.parametrize(("table", "labels", "n_bins", "message"), [
        ([[0.9, 0.2]], [0], 15, "P must sum to 1"),
        ([0.9, 0.1], [0], 15, r"P must be a non-empty table \(N, K\)"),
        (sure(0.9), [2], 15, "labels must lie between 0 and 1"),
        (sure(0.9), [0, 1], 15, r"labels must have the shape \(1,\)"),
        (sure(0.9), [0], 0, "n_bins must be an integer >= 1"),
    ])  # fmt: skip
    def test_refusals(self, table, labels, n_bins, message):
        with pytest.raises(ValueError, match=rf"^{message}"):
            reliability_curve(table, labels, n_bins)


class TestTemperature:
    @staticmethod
    def honest(seed=0, n=4000):
        """Labels drawn from the softmax of the logits: calibrated at T = 1."""
        rng = np.random.default_rng(seed)
        z = rng.normal(0, 1.5, (n, 3))
        return z, (numerics.softmax(z).cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)

    @pytest.mark.parametrize("scale", [4, 1, 0.5])
    def test_it_undoes_a_scale(self, scale):
        z, labels = self.honest()
        assert temperature(scale * z, labels, np.geomspace(0.1, 10, 81)) == pytest.approx(scale, rel=0.1)

    def test_it_mends_the_calibration(self):
        z, labels = self.honest()
        best = temperature(4 * z, labels, [0.5, 1, 2, 4, 8])
        before, after = (calibration_error(numerics.softmax(4 * z / t), labels) for t in (1, best))
        assert after < before / 4

    def test_it_is_the_best_of_the_grid_in_any_order_and_the_first_on_ties(self):
        z, labels = self.honest(n=50)
        grid = [3.0, 0.7, 1.1, 2.0]
        costs = [sparse_cross_entropy(labels, z / t) for t in grid]
        assert temperature(z, labels, grid) == grid[int(np.argmin(costs))] == temperature(z, labels, grid[::-1])
        assert temperature(np.zeros((2, 2)), [0, 1], [5, 1, 2]) == 5

    def test_huge_logits_are_silent(self):
        with np.errstate(all="raise"):
            assert temperature([[1e4, -1e4], [1e4, -1e4]], [0, 1], [1, 1e5]) == 1e5

    @pytest.mark.parametrize(("grid", "message"), [([], "grid must hold at least one"), ([0], "grid must be > 0")])
    def test_refusals(self, grid, message):
        with pytest.raises(ValueError, match=rf"^{message}"):
            temperature(np.zeros((2, 2)), [0, 1], grid)
