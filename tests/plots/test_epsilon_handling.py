"""The figures of notebook 06 say in words what they show."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.experiments import clipped_gradients
from xentlib.plots.epsilon_handling import naive_end


def test_where_each_float_type_ends_below_one():
    words = plots.room_below_one((1e-3, 1e-7, 1e-12, 1e-17)).description
    for kind in (np.float16, np.float32, np.float64):
        last = float(1 - np.nextafter(kind(1), kind(0)))
        assert f"the last {kind.__name__} below 1 is 1 - {last:.2g}" in words
    assert "1 - 6e-08, and 1 minus 1e-12 and 1e-17 is 1 there" in words
    assert "1 - 1.1e-16, and 1 minus 1e-17 is 1 there" in words


def test_the_loss_as_typed_ends_where_it_is_infinite_first():
    with np.errstate(divide="ignore"):
        loss = [-np.log(1 - 1 / (1 + np.exp(-np.float64(z)))) for z in (naive_end() - 1, naive_end())]
    assert loss[0] < math.inf and loss[1] == math.inf and naive_end() == 37


def test_the_plateaus_of_the_cliff_are_those_of_its_epsilons():
    words = plots.epsilon_cliff((1e-7, 1e-12)).description
    for eps in (1e-7, 1e-12):
        assert f"lipped at {eps:g} it stays at {xl.loss_range(eps)[1]:.1f} nats" in words
    assert "infinite from z = 37" in words
    assert "lipped at 0.001 it stays at 6.9 nats" in plots.epsilon_cliff((1e-3,)).description


@pytest.mark.parametrize("power, z", [(7, 20), (7, 16), (1, -45), (16, 45), (3, 0), (16, 36.5)])
def test_an_example_on_the_cliff_is_told_with_both_losses_and_slopes(power, z):
    words = plots.one_epsilon(power, z).description
    loss, slope = xl.clipped_ce_and_grad(0, z, 10.0**-power)
    assert f"the exact loss is {xl.bce_with_logits(0, z):.4g} nats with slope {xl.sigmoid(z):.3g}" in words
    assert f"the clipped one is {loss:.4g} nats with slope {slope:.3g}" in words


def test_the_best_looking_epsilon_is_the_share_of_blunders():
    words = plots.score_and_epsilon([1, 0, 0, 0, 0, 1, 0, 0, 0, 1], [1, 0, 0, 0, 1, 0, 0, 0, 0, 1]).description
    best = xl.binary_entropy(0.2, base=math.e)
    assert "of which 2" in words and f"{best:.4g} nats at 0.2" in words
    assert f"base rate 0.3 scores {xl.binary_entropy(0.3, base=math.e):.4g} nats" in words


def test_added_epsilons_push_outwards_and_soft_labels_pull_inwards():
    words = plots.optimum_shift(0.05).description
    assert f"{xl.biased_optimum(0.8, 0.05):.3g} for 0.8" in words and "0.77 for 0.8" in words


def test_silent_examples_are_counted():
    run = clipped_gradients.train(1e-7, seed=2)
    words = plots.silent_examples({"one": run}, 400).description
    assert f"one: {run.silent[0]} silent at first, {run.silent[-1]} at last, {run.accuracy[-1]:.1%} right" in words


def test_every_framework_is_told_with_both_caps():
    words = plots.framework_caps({"exact": math.inf, "A": 100.0, "B": math.inf},
                                 {"exact": math.inf, "A": 15.942384, "B": math.inf}).description
    assert "A 100 in float64 and 15.94 in float32; B ∞ in float64 and ∞ in float32" in words and "exact" not in words
