"""The figures of notebook 02 say in words what they show."""

import re

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots

BOB = {"sun": 1 / 2, "clouds": 1 / 4, "rain": 1 / 8, "snow": 1 / 8}
ALICE = {"sun": 1 / 8, "clouds": 1 / 2, "rain": 1 / 4, "snow": 1 / 8}


def test_the_borrowed_book_costs_the_cross_entropy():
    words = plots.borrowed_book(BOB, ALICE).description
    assert "sun 1 wide" in words and "in all 1.75 bits; with the borrowed book" in words
    assert "sun 3 wide" in words and words.endswith("in all 2.375 bits.")


@pytest.mark.parametrize("p, q", [(0, 0.3), (1, 0.3), (0.7, 0.3), (0.5, 0.5), (0.2, 0.9)])
def test_the_tangent_names_bill_floor_and_gap(p, q):
    words = plots.tangent(p, q).description
    bill, floor = xl.cross_entropy([p, 1 - p], [q, 1 - q]), xl.entropy([p, 1 - p])
    assert f"Marked is p = {p:.3g}: bill {bill:.3f}, entropy {floor:.3f}, extra {bill - floor:.3f}." in words


def test_the_table_tells_each_row_and_counts_the_frames():
    table = np.array([[1.0, 2.0, 3.0], [1.25, 1.5, 1.75], [2.5, 2.5, 1.0]])
    words = plots.bill_table(table, ["here", "there", "home"]).description
    assert "here: its own model 1.000, the others from 2.000 (there) to 3.000 (home);" in words
    assert "there: its own model 1.500, the others from 1.250 (here) to 1.750 (home);" in words
    assert "home: its own model 1.000, every other 2.500." in words
    assert "for 2 of the 3 texts it is its own" in words


def test_an_infinite_bill_is_called_so():
    words = plots.bill_table(np.array([[1.0, np.inf], [np.inf, 1.5]]), ["here", "there"]).description
    assert "here: its own model 1.000, every other infinity;" in words


def test_the_running_bill_tells_where_it_stands():
    words = plots.running_bill(np.array([1.0, 3.0] * 500), bill=2.1, own=1.5, outcomes=8).description
    assert re.findall(r"\d+\.\d+", words) == ["2.1", "2.000", "2.000", "2.000", "1.5"]
    assert words.endswith("knowing nothing costs 3.")


def test_the_ladder_tells_both_texts():
    words = plots.perplexity_ladder({"nothing": 27, "one": 17.2}, {"nothing": 27, "one": 16.5}).description
    assert "one 17.20 (training 16.50)" in words


def test_memory_and_news_names_the_best_of_each():
    words = plots.memory_and_news([9, 5, 3], [9.5, 6, 7]).description
    assert "3.00 and 7.00 for n = 3. On the new ones the best n is 2; on all of them it is 3." in words
