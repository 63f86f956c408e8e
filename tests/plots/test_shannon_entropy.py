"""The figures of notebook 01 say in words what they show."""

import re

import pytest

import xentlib as xl
from xentlib import plots

WEATHER = {"sun": 0.5, "clouds": 0.25, "rain": 0.125, "snow": 0.125}
CODE = {"sun": "0", "clouds": "10", "rain": "110", "snow": "111"}


def numbers(picture):
    return re.findall(r"\d+(?:\.\d+)?", picture.description)


def test_the_area_is_the_expected_length():
    for code in (CODE, {"sun": "110", "clouds": "0", "rain": "10", "snow": "111"}):
        cost = xl.expected_length(WEATHER, code)
        assert plots.area_picture(WEATHER, code).description.endswith(f"cover {cost:g} bits.")


@pytest.mark.parametrize("lengths, end", [
    ((1, 2, 3, 3), "In all 1 of 1: all of it is spent."),
    ((2, 2, 3, 3), "In all 0.75 of 1: 0.25 is left."),
    ((1, 2, 2, 3), "In all 1.125 of 1: that is 0.125 too much, so no prefix code has these lengths."),
    ((1, 1, 4, 6), "In all 1.078125 of 1: that is 0.078125 too much, so no prefix code has these lengths."),
])
def test_the_budget_is_krafts(lengths, end):
    assert plots.codeword_budget(dict(zip(WEATHER, lengths, strict=True))).description.endswith(end)


def test_spending_names_the_cost_and_warns_when_there_is_no_such_code():
    good = plots.spending(WEATHER, {"sun": 1, "clouds": 2, "rain": 3, "snow": 3}).description
    assert good.endswith("Cost: 1.75 bits a day; the entropy is 1.75.")
    bad = plots.spending(WEATHER, {"sun": 1, "clouds": 2, "rain": 2, "snow": 2}).description
    assert bad.endswith("It would cost 1.5 bits a day; the entropy is 1.75, but there is no such code.")


def test_the_tree_puts_each_symbol_at_the_depth_of_its_codeword():
    p = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}
    words = plots.code_tree(xl.huffman_code(p), p).description
    for symbol, word in xl.huffman_code(p).items():
        assert f"{symbol} (probability {p[symbol]}) at depth {len(word)}, codeword {word}" in words


def test_the_tree_of_a_code_that_wastes_a_branch():
    words = plots.code_tree({"a": "0", "b": "100"}, {"a": 0.5, "b": 0.5}).description
    assert "b (probability 0.5) at depth 3" in words


def test_the_ladder_tells_each_rung_and_how_far_the_last_one_is_above_the_ground():
    ladder = plots.ladder({"one": 1.0, "two": 0.574}, 0.286, "bits a minute")
    assert numbers(ladder) == ["1.000", "0.574", "0.286", "0.288"]


@pytest.mark.parametrize("p", [0, 0.11, 0.5, 1])
def test_the_curve_marks_the_coin(p):
    assert plots.entropy_curve(p).description.endswith(f"Marked is p = {p:.3g}, with {xl.binary_entropy(p):.4f} bits.")


def test_weighings_are_compared():
    words = plots.first_weighings({3: [0.25, 0.25, 0.5], 4: [1 / 3] * 3}).description
    assert "3 against 3 brings 1.500 and 4 against 4 brings 1.585. 4 against 4 brings most" in words
