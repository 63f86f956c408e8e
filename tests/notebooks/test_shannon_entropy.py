"""Every number that the prose of notebook 01 takes from an experiment is the recomputed one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.datasets import zen_of_python

WORDS = {cell.id: cell.source for cell in notebook("solutions", "01_shannon_entropy").cells
         if cell.cell_type == "markdown"}
DECIMAL = re.compile(r"\d+\.\d+")

WEATHER = {"sun": 1 / 2, "clouds": 1 / 4, "rain": 1 / 8, "snow": 1 / 8}
ALICES = {"sun": "110", "clouds": "0", "rain": "10", "snow": "111"}
UNEVEN = [0.4, 0.3, 0.2, 0.1]
ALARM = [0.95, 0.05]
ZEN = zen_of_python()
SHARES = list(xl.character_frequencies(ZEN).values())
HUFFMAN = xl.huffman_code(xl.character_frequencies(ZEN))


def digits(number, places):
    return f"{number:.{places}f}"


WEATHER_BITS = digits(xl.entropy(list(WEATHER.values())), 2)
MIXED_BILL = digits(xl.expected_length(WEATHER, ALICES), 3)
UNEVEN_BITS = digits(xl.entropy(UNEVEN), 3)
ALARM_BITS = digits(xl.entropy(ALARM), 3)
ALARM_RATES = {n: digits(xl.huffman_rate(ALARM, n), 3) for n in (1, 2, 3, 4, 8)}
SHANNON_UNEVEN = xl.shannon_lengths(UNEVEN)

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (a probability that is assumed).
SAID = {
    "entropy-formula": [digits(1 / math.log(2), 4), "2.54", WEATHER_BITS],
    "entropy-exercise": ["0.0"],
    "coin-reading": [digits(xl.binary_entropy(0.9), 3)],
    "balls-first-weighing": [digits(3 * np.log2(3), 3), digits(np.log2(24), 3)],
    "balls-moral": [digits(xl.entropy([12 / 24, 12 / 24, 0]), 3), digits(xl.entropy([8 / 24] * 3), 3)],
    "zen-fixed": [digits(np.log2(len(SHARES)), 2)],
    "wrong-code-moral": [MIXED_BILL, WEATHER_BITS],
    "why-minus-log-p": [digits(xl.surprisal(0.4), 2)],
    "shannon_lengths-exercise": ["2.0"],
    "huffman-idea": [digits(xl.expected_length(UNEVEN, SHANNON_UNEVEN), 1), UNEVEN_BITS, *map(str, UNEVEN), "0.6"],
    "huffman-cost": [digits(xl.huffman_rate(UNEVEN), 1), UNEVEN_BITS, *map(str, UNEVEN)],
    "huffman-zen-reading": [digits(xl.huffman_rate(SHARES), 4), digits(xl.text_entropy(ZEN), 4)],
    "alarm": [*map(str, ALARM)],
    "alarm-question": [ALARM_BITS],
    "alarm-reading": [*ALARM_RATES.values(), ALARM_BITS],
    "correction": [digits(xl.huffman_rate(SHARES), 3), digits(xl.text_entropy(ZEN), 3), ALARM_RATES[1], ALARM_BITS,
                   digits(xl.text_entropy(ZEN), 4)],
    "written-question": [digits(xl.huffman_rate(SHARES), 3), digits(xl.text_entropy(ZEN), 3)],
    "written-answer": [digits(xl.text_entropy(ZEN), 4), digits(xl.huffman_rate(SHARES), 4),
                       digits(xl.huffman_rate(SHARES) - xl.text_entropy(ZEN), 3), digits(xl.huffman_rate(SHARES, 2), 4),
                       *map(str, ALARM), ALARM_RATES[1], ALARM_BITS],
    "self-check": [digits(xl.kraft_sum([1, 2, 3, 3, 3]), 3)],
    "names-elsewhere": [digits(math.log(4), 4)],
    "bridge": [MIXED_BILL, WEATHER_BITS],
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 1\.\d", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_whole_numbers_of_the_prose():
    assert len(ZEN) == 856 and "856 characters" in WORDS["written-answer"]
    assert len(SHARES) == 45 and "45 different characters" in WORDS["zen-fixed"]
    assert 2**5 == 32 < 45 <= 2**6 == 64 and "32 codewords and 6 make\n64" in WORDS["zen-fixed"]
    assert round(1 / xl.character_frequencies(ZEN)[" "]) == 7 and "every seventh character" in WORDS["zen-fixed"]
    assert len(HUFFMAN[" "]) == 3 and "space, which is everywhere, has 3 digits" in WORDS["huffman-zen-reading"]
    assert max(map(len, HUFFMAN.values())) == 10 and "the rarest letters have\n10" in WORDS["huffman-zen-reading"]
    assert len(xl.block_distribution(ALARM, 8)) == 256 and "256 entries" in WORDS["alarm-reading"]


def test_what_the_prose_says_of_the_numbers():
    assert 0.30 < 1 - xl.kraft_sum(SHANNON_UNEVEN) < 1 / 3 and "Nearly a third of the budget" in WORDS["huffman-idea"]
    assert 1 - 1 / np.log2(3) > 1 / 3 and "more than a third of what a weighing can tell" in WORDS["balls-moral"]
    assert xl.text_entropy(ZEN) < xl.huffman_rate(SHARES) < xl.text_entropy(ZEN) + 0.035
    best = max(range(1, 7), key=lambda n: xl.entropy([2 * n / 24, 2 * n / 24, (24 - 4 * n) / 24]))
    assert best == 4 and "Four against four" in WORDS["balls-moral"]


def test_thirteen_balls_cannot_be_split_into_nines():
    """Self-check 3: after the first weighing two are left, which tell nine cases apart."""
    assert all(max(2 * n, 26 - 4 * n) > 9 for n in range(1, 7))
    assert "that is 8, 8 and 10" in WORDS["self-check"] and "it is 10, 10 and 6" in WORDS["self-check"]


def test_the_sentence_of_the_article_is_quoted_and_repaired():
    assert "smallest average encoding size per transmission" in WORDS["correction"]
    for n in (1, 2, 3, 4, 8):  # a bound that codes for blocks approach, and no code falls below
        assert xl.entropy(ALARM) < xl.huffman_rate(ALARM, n) < xl.entropy(ALARM) + 1 / n
