"""The figures of notebook 08 say in words what they show."""

import io
import math

import matplotlib.image
import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.experiments import logit_gap, stored_table
from xentlib.plots.label_smoothing import _wilson


@pytest.fixture(scope="module")
def predictions():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (80, 4))
    return logits, np.where(rng.random(80) < 0.7, logits.argmax(axis=1), 0)


@pytest.mark.parametrize("names, eps, words", [
    (["cat", "dog"], 0.2, "cat keeps 0.9 and each other class gets 0.1."),
    (list("0123456789"), 0.1, "0 keeps 0.91 and each other class gets 0.01."),
])
def test_targets_are_told_before_and_after(names, eps, words):
    assert plots.smoothed_targets(names, eps).description.endswith(words)


@pytest.mark.parametrize("eps, K", [(0.2, 2), (0.1, 10), (1, 20)])
def test_the_lowest_loss_is_the_floor(eps, K):
    floor, gap = xl.smoothing_floor(K, eps)
    q = xl.softmax(np.array([gap] + [0.0] * (K - 1)))[0]
    words = plots.loss_by_confidence(eps, K).description
    assert f"smallest at q = {q:.4g}, where it is {floor:.3f} nats and rises again" in words
    assert f"pays {math.log(K):.3f} nats in both cases" in words


def test_without_smoothing_the_loss_falls_to_the_end():
    words = plots.loss_by_confidence(0, 10).description
    assert "smallest at q = 1, where it is 0.000 nats." in words and "rises again" not in words


def test_the_gaps_of_all_seeds_are_told_with_their_limits():
    rows = stored_table("logit_gap")
    last = np.array([row["gaps"][-1] for row in rows if row["eps"] == 0.1])
    words = plots.logit_gaps(rows, logit_gap.MARKS).description
    assert f"to {last.mean():.2f} ({last.min():.2f} to {last.max():.2f})" in words
    assert "for eps = 0 it has no limit" in words
    for eps in (0.05, 0.1, 0.2):
        assert f"for eps = {eps:g} it is to stop at {xl.smoothing_floor(10, eps)[1]:.3f}" in words


def test_clusters_are_told_by_their_looseness():
    points = np.array([[0.0, 1], [0, -1], [10, 1], [10, -1], [0, 9], [0, 11]])
    words = plots.clusters({"one": (points, np.array([4, 4, 7, 7, 9, 9]))}, (4, 7, 9)).description
    assert "digits 4, 7 and 9" in words
    assert f"one: mean square within the clusters is {1 / ((100 + 100 + 200) / 3):.3f} of" in words


def test_reliability_diagrams_are_told_with_confidence_accuracy_and_error(predictions):
    logits, labels = predictions
    P = xl.softmax(logits)
    words = plots.reliability({"mine": (P, labels)}).description
    assert f"mine: {P.max(axis=1).mean():.0%} sure on average and right in {xl.accuracy(labels, P):.0%}" in words
    assert f"ECE {xl.calibration_error(P, labels):.3f}" in words


@pytest.mark.parametrize("panels", ["ab", "abc", "abcdef"])
def test_no_title_of_a_reliability_diagram_is_cut_off(predictions, panels):
    shown = plots.reliability({f"eps = 0.1, {each}": (xl.softmax(predictions[0]), predictions[1]) for each in panels})
    image = matplotlib.image.imread(io.BytesIO(shown.png))
    assert (image[:2, :, :3] > 0.99).all()


def test_reliability_diagrams_tell_that_the_error_has_bins_of_its_own(predictions):
    words = plots.reliability({"mine": (xl.softmax(predictions[0]), predictions[1])}).description
    assert "diagrams with 10 bins" in words and "The ECE uses 15 bins" in words


def test_more_diagrams_than_columns_take_a_second_row(predictions):
    P, labels = xl.softmax(predictions[0]), predictions[1]
    one = plots.reliability(dict.fromkeys("abc", (P, labels)))
    two = plots.reliability(dict.fromkeys("abcde", (P, labels)))
    assert two.width == one.width and two.description.count("%, ECE ") == 5


def test_help_and_harm_tells_every_mean():
    rows = stored_table("label_smoothing")
    words = plots.help_and_harm(rows).description
    for name, what, noise in (("accuracy, clean labels", "accuracy", 0),
                              ("calibration error, 20 % wrong, judged by noisy", "ece_noisy", 0.2)):
        means = [np.mean([row[what] for row in rows if (row["noise"], row["eps"]) == (noise, eps)])
                 for eps in (0, 0.05, 0.1, 0.2, 0.3, 0.4)]
        assert f"{name}: {', '.join(f'{mean:.3f}' for mean in means[:-1])} and {means[-1]:.3f}" in words


@pytest.mark.parametrize("T", [0.3, 1.0, 6.0])
def test_a_temperature_is_told_with_both_numbers(predictions, T):
    logits, labels = predictions
    words = plots.temperature_curve(logits, labels, T).description
    assert f"At T = {T:.2f} it is {xl.sparse_cross_entropy(labels, logits / T):.3f} nats" in words
    assert words.endswith(f"an ECE of {xl.calibration_error(xl.softmax(logits / T), labels):.3f}.")


def test_beliefs_are_told_by_how_sure_they_were():
    words = plots.own_calibration([0.9, 0.1, 0.95, 0.6], [True, False, False, False]).description
    assert "60% sure and right in 0% of 1" in words
    assert "92% sure and right in 67% of 3" in words  # 0.1 for what is false is 0.9 for its opposite


def test_half_a_belief_counts_as_a_yes():
    assert "50% sure and right in 67% of 3" in plots.own_calibration([0.5] * 3, [True, True, False]).description


def test_no_belief_is_said_to_be_none():
    assert "There is no belief to show yet" in plots.own_calibration([], []).description


def test_wilsons_interval():
    """The example of the textbooks: 15 of 20, and the ends that stay within 0 and 1."""
    assert _wilson(0.75, 20) == pytest.approx((0.531, 0.888), abs=5e-4)
    assert _wilson(1, 1)[1] == pytest.approx(1) and _wilson(0, 3)[0] == pytest.approx(0, abs=1e-12)
