"""The figures of notebook 07 say in words what they show."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.plots.backpropagation import FEW, FEW_LABELS, PHOTO, WEIGHTS, slope_errors


@pytest.mark.parametrize("logits, label", [((2.0, 0.7, 0.0), 2), ((0, 0, 0), 0), ((-4, 4, 4), 1)])
def test_the_pull_is_target_minus_prediction(logits, label):
    words = plots.pull(*logits, label).description
    p = xl.softmax(logits)
    fruits = ("apple", "orange", "banana")
    for k, fruit in enumerate(fruits):
        assert f"{fruit} by {float(k == label) - p[k]:+.3f}" in words
    assert f"the truth is {fruits[label]}" in words


@pytest.mark.parametrize("truth, label", [("cat", 0), ("dog", 1)])
def test_the_way_back_is_that_of_the_chain_rule(truth, label):
    words = plots.there_and_back(truth).description
    p = xl.softmax(PHOTO @ WEIGHTS)
    assert p[0] == pytest.approx([0.9, 0.1]) and "[0.9, 0.1] for cat and dog" in words
    assert f"{-math.log(p[0, label]):.3f} nats" in words
    target = np.eye(2)[[label]]
    slope = xl.softmax_backward(p, -target / p)
    assert slope == pytest.approx(p - target)
    for row in (slope[0], PHOTO[0, 0] * slope[0], PHOTO[0, 1] * slope[0]):
        assert f"[{row[0] + 0:.4g}, {row[1] + 0:.4g}]" in words


def test_the_errors_of_differences_make_a_v():
    words = plots.step_errors(-5).description
    assert "to one side the smallest error is below 1e-8 and to both sides the smallest error is below 1e-10" in words
    assert "at a larger step" in words
    for large, small in ((1e-1, 1e-2), (1e-2, 1e-3)):
        falls = np.array(slope_errors(large)) / slope_errors(small)
        assert falls == pytest.approx([large / small, (large / small) ** 2], rel=0.2)
    assert slope_errors(1e-12)[1] > slope_errors(1e-9)[1] > 10 * slope_errors(1e-5)[1]


def some_training(steps=8, watch=None):
    X, y = FEW, FEW_LABELS
    return xl.train_mlp({"W1": np.zeros((2, 3)), "b1": np.zeros(3)}, X[:40], y[:40], epochs=steps, lr=1.0,
                        optimiser=xl.gradient_descent, held_out=(X[40:], y[40:]), watch=watch, progress=False)


def test_a_loss_curve_names_its_landmarks_and_its_lowest_point():
    learned = some_training()
    words = plots.loss_curve(learned, math.log(3)).description
    assert "1.0986 (knows nothing) and 0 (perfect)" in words
    assert f"falls from {learned.losses[0]:.4f} to {learned.losses[-1]:.4f}" in words
    lowest = int(np.argmin(learned.held_out))
    assert f"it is lowest at epoch {lowest}, with {learned.held_out[lowest]:.4f}" in words


def test_templates_know_what_the_middle_says():
    W = np.zeros((64, 10))
    W[27, 0], W[27, 8] = -2, 1
    assert "ink speaks most against a 0 and most for an 8" in plots.templates(W).description


def test_the_tumour_log_tells_all_three_curves():
    learned = some_training(20, watch=lambda params: (0.95, float(np.linalg.norm(params["W1"]))))
    words = plots.tumour_log(learned).description
    assert f"grows from {learned.watched[10][1]:.2f} after 10 steps to {learned.watched[-1][1]:.2f}" in words
    assert "0.9500 after 10 steps" in words


def test_the_gallery_tells_every_log_and_is_coarse_about_wild_ones():
    calm = some_training()
    wild = calm._replace(losses=[1.0, 4321.0, *calm.losses[2:]])
    words = plots.log_gallery(dict.fromkeys("pqrst", calm) | {"u": wild}, math.log(3), lambda learned: 0.5).description
    assert f"A starts at {calm.losses[0]:.4g} and ends at {calm.losses[-1]:.4g}" in words
    assert "F starts at 1 and jumps up and down, above 1000 at times" in words


@pytest.mark.parametrize("exponent", [-3, -0.5, 2])
def test_the_step_size_curve_is_that_of_the_training(exponent):
    _, _, losses = xl.train_softmax_regression(FEW, FEW_LABELS, 3, 10.0**exponent, 60)
    words = plots.step_size(exponent).description
    assert f"which is ln 3, to {losses[-1]:.4f}, at most {max(losses):.4f}" in words
