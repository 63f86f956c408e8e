"""The figures of notebook 00 say in words what they show."""

import math

import pytest

import xentlib as xl
from xentlib import plots


def test_the_shares_end_at_one():
    words = plots.shares().description
    assert "end at 1.46, beyond the line at 1" in words
    for share in xl.normalise([0.36, 0.65, 0.45]):
        assert f"{share:.3g}" in words


def test_the_cards_are_on_the_curve():
    words = plots.cards().description
    for name, p in {"a red card": 1 / 2, "a heart": 1 / 4, "a king": 4 / 52, "the three of spades": 1 / 52}.items():
        bits = xl.surprisal(p)
        assert f"{name}, p = {p:.3g}, {bits:.3g} bit" in words


@pytest.mark.parametrize("size", [2, 32, 52])
def test_the_deck_adds_up_to_the_logarithm_of_all_orders(size):
    assert f"they reach {math.log2(math.factorial(size)):.2f} bits after {size} cards" in plots.deck(size).description


@pytest.mark.parametrize("p, q", [(1, 1), (0.5, 0.25), (0.05, 0.3)])
def test_the_pair_is_the_sum(p, q):
    both = xl.surprisal(p) + xl.surprisal(q)
    assert f"an area of {p * q:.3g}, which is {both:.3g} bit" in plots.pair(p, q).description


@pytest.mark.parametrize("secret", [1, 37, 64])
def test_halving_finds_every_secret(secret):
    assert f"After 6 questions only {secret} is left; each answer told 1 bit." in plots.halving(secret).description
