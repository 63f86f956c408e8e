"""The figures of notebook 03 say in words what they show."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.plots.kl_divergence import GRID, TWO_HUMPS, bell

BOB, ALICE = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]


def test_each_bill_is_told_with_its_two_parts():
    words = plots.bills(BOB, {"Bob's": BOB, "Alice's": ALICE}).description
    assert "with Bob's 1.75 + 0 = 1.75" in words and "with Alice's 1.75 + 0.625 = 2.375" in words


@pytest.mark.parametrize("p, q", [(0.6, 0.2), (0.3, 0.3), (0.95, 0.02), (0, 0.5), (1, 1)])
def test_the_gap_of_the_tangent_is_the_divergence(p, q):
    parts = xl.decompose([p, 1 - p], [q, 1 - q])
    words = plots.coin_bill(p, q).description
    assert f"the curve is at {parts['entropy']:.4g} bits, the line at {parts['cross_entropy']:.4g}" in words
    assert f"the gap, {parts['kl']:.4g} bits" in words


@pytest.mark.parametrize("q", [0, 1])
def test_a_bill_without_end_is_drawn_all_the_same(q):
    assert "the gap, infinitely many bits" in plots.coin_bill(0.5, q).description


def test_one_divergence_grows_and_the_other_stays():
    words = plots.bounded().description
    a = 1e-8
    assert f"grows steadily to {xl.kl_divergence([1 - a, a], [a, 1 - a]):.3g} bits" in words
    assert "flattens out at 1 bit" in words


@pytest.mark.parametrize("mean, sd", [(0, 2), (-4, 0.5), (4, 5)])
def test_both_divergences_of_a_bell_are_finite_and_told(mean, sd):
    q = bell(mean, sd)
    forward, reverse = xl.kl_divergence(TWO_HUMPS, q, math.e), xl.kl_divergence(q, TWO_HUMPS, math.e)
    assert math.isfinite(forward) and math.isfinite(reverse)
    assert f"forward divergence is {forward:.4f} nats, its reverse divergence {reverse:.4f} nats" in plots.fit(
        mean, sd).description


def test_the_three_bells_are_told_with_both_directions():
    words = plots.covers_and_chooses((-0.6, 3.02), (-3, 0.7), (3, 0.7)).description
    assert "best in reverse: chooses, mean -3, standard deviation 0.7: forward 14.0209 nats, reverse 0.5108" in words


def test_the_landscapes_have_one_valley_and_three():
    forward, reverse = plots.landscapes().description.split("reverse lowest at")
    assert forward.count("nats)") == 1 and "mean -0.6, standard deviation 3 (0.79 nats)" in forward
    assert reverse.count("nats)") == 3
    assert "mean -3, standard deviation 0.7 (0.51 nats)" in reverse
    assert "mean 3, standard deviation 0.7 (0.92 nats)" in reverse


def test_the_third_valley_is_there_and_no_artefact_of_the_map():
    """Near a mean of -0.49 and a standard deviation of 2.53 every small step leads uphill."""
    def height(mean, sd):
        return xl.kl_divergence(bell(mean, sd), TWO_HUMPS, math.e)

    bottom = height(-0.4915, 2.5325)
    around = [(math.cos(angle) * r, math.sin(angle) * r) for angle in np.arange(16) * math.pi / 8 for r in (0.03, 0.1)]
    assert all(height(-0.4915 + dm, 2.5325 + ds) > bottom for dm, ds in around)
    assert 2.24 < bottom < 2.25


def test_the_explosion_is_that_of_the_narrow_bell():
    q = bell(-3, 0.7)
    terms = TWO_HUMPS * np.log(TWO_HUMPS / q)
    words = plots.explosion().description
    assert f"forward divergence of {xl.kl_divergence(TWO_HUMPS, q, math.e):.2f} nats" in words
    assert f"the cells right of 0 add {terms[GRID > 0].sum():.2f} of them" in words


@pytest.mark.parametrize("p, q, r, verdict", [
    ([0.8, 0.1, 0.1], [0.45, 0.1, 0.45], [0.1, 0.1, 0.8], "it is cheaper than the direct way"),
    ([0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.2, 0.1, 0.7], "it is not cheaper than the direct way"),
])
def test_the_triangle_compares_both_ways(p, q, r, verdict):
    words = plots.triangle(p, q, r).description
    assert f"from p to r costs {xl.kl_divergence(p, r):.3g} bits" in words
    assert f"costs {xl.kl_divergence(p, q):.3g} and {xl.kl_divergence(q, r):.3g}" in words and verdict in words
