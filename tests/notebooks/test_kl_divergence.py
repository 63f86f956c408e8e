"""Every number that the prose of notebook 03 takes from an experiment is the recomputed one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.plots.kl_divergence import GRID, TWO_HUMPS, bell

BOOK = notebook("solutions", "03_kl_divergence")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "code"}
DECIMAL = re.compile(r"\d+\.\d+")

BOB, ALICE = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]
FIXED, SURE = [0.25] * 4, [0.97, 0.01, 0.01, 0.01]
TARGET, OUTPUT = np.array([0.1541, 0.0511, 0.0947]), np.array([0.1132, 0.5477, 0.3390])
P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16], [1 / 2, 1 / 8, 1 / 8, 1 / 8, 1 / 8]
OUT_OF_THE_WAY = [0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.2, 0.1, 0.7]
HALFWAY = [0.8, 0.1, 0.1], [0.45, 0.1, 0.45], [0.1, 0.1, 0.8]
COIN = xl.decompose([0.6, 0.4], [0.2, 0.8])


def digits(number, places):
    return f"{number:.{places}f}"


def detour(p, q, r):
    return xl.kl_divergence(p, q) + xl.kl_divergence(q, r)


def nats(p, q):
    return xl.kl_divergence(p, q, math.e)


MEAN = float(np.sum(TWO_HUMPS * GRID))
SD = float(np.sqrt(np.sum(TWO_HUMPS * (GRID - MEAN) ** 2)))
RANDOM = np.random.default_rng(3)
TRUTHS, MODELS = RANDOM.dirichlet(np.ones(5), size=(2, 10_000))
NEARLY = xl.normalise(TRUTHS * (1 + 1e-9 * RANDOM.standard_normal(TRUTHS.shape)))
DRAWS = np.random.default_rng(1)
DRAWS_P, DRAWS_Q1, DRAWS_Q2 = (np.sort(DRAWS.normal(mean, 1, 10_000)) for mean in (0, -1, 1))
WASTE, BILL = digits(xl.kl_divergence(BOB, ALICE), 3), digits(xl.cross_entropy(BOB, ALICE), 3)
BOBS_BITS = digits(xl.entropy(BOB), 2)
NEGATIVE = float(np.sum(TARGET * np.log(TARGET / OUTPUT)))

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed).
SAID = {
    "last-bill": [BILL, BOBS_BITS, WASTE, digits(xl.kl_divergence(BOB, FIXED), 2)],
    "tangent-reading": [digits(COIN["entropy"], 3), digits(COIN["kl"], 3), digits(COIN["cross_entropy"], 3)],
    "random-pairs-reading": [digits(xl.kl_divergence(TRUTHS, MODELS).mean(), 2)],
    "bad-input-reading": [digits(TARGET.sum(), 4), digits(-NEGATIVE, 4)],
    "same-twice-reading": [BOBS_BITS],
    "hard-label-reading": [BILL, BOBS_BITS, "1.99"],
    "decompose-exercise": [BOBS_BITS],
    "direction": [WASTE, digits(xl.kl_divergence(ALICE, BOB), 1)],
    "miscoding": ["1.75", "0.375"],  # the published wrong answer
    "miscoding-reading": ["1.75", digits(xl.cross_entropy(Q, P), 3), "0.375", digits(xl.kl_divergence(P, Q), 3),
                          "0.9", "0.1"],
    "bounded-reading": [digits(math.log2(10), 1)],
    "predict-reverse-text": ["0.6"],
    "search-reading": ["0.6", digits(-math.log(0.6), 4), "0.4", digits(-math.log(0.4), 4), digits(MEAN, 2)[1:],
                       digits(SD, 2)],
    "explosion-text": [digits(nats(TWO_HUMPS, bell(-3, 0.7)), 2)],
    "honest-detour-reading": [digits(xl.kl_divergence(OUT_OF_THE_WAY[0], OUT_OF_THE_WAY[2]), 2),
                              digits(detour(*OUT_OF_THE_WAY), 2)],
    "not_a_distance-exercise": ["0.01"],
    "our-detour-reading": [digits(xl.kl_divergence(HALFWAY[0], HALFWAY[2]), 1), digits(detour(*HALFWAY), 2)],
    "written-answer": [digits(nats(bell(0, 1), bell(1, 1)) / math.log(2), 4)],
    "self-check": ["2.1", "1.8", digits(2.1 - 1.8, 1), digits(xl.js_divergence([0.5, 0.5, 0, 0], FIXED), 4),
                   digits(xl.entropy([0.375, 0.375, 0.125, 0.125]), 4), digits((1 + 2) / 2, 1), "0.6",
                   digits(xl.kl_divergence([1, 0], [0.6, 0.4]), 3)],
    "names-elsewhere": [WASTE, digits(nats(BOB, ALICE), 4), digits(xl.kl_divergence(ALICE, BOB), 1),
                        digits(nats(ALICE, BOB), 4), digits(math.sqrt(xl.js_divergence(BOB, ALICE)), 4),
                        digits(xl.js_divergence(BOB, ALICE), 4), digits(nats(BOB, ALICE) / 4, 4), "0.5",
                        digits(0.5 * math.log(0.5) + 0.5 * math.log(0.5 / 1e-7), 2),
                        "1.17", "2.13", "3.15"],  # versions; what they answer is asked in tests/parity
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 3\.\d|optax 0\.2\.8", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_the_sure_book_wastes_what_the_prose_says():
    ratio = xl.kl_divergence(BOB, SURE) / xl.kl_divergence(BOB, ALICE)
    assert 2.5 < ratio < 2.6 and "more than two and a half times as much" in WORDS["bills-reading"]
    assert 6 < xl.surprisal(0.01) < 7 and "more than six digits" in WORDS["bills-reading"]


def test_the_terms_of_alices_book():
    terms = np.array(BOB) * np.log2(np.array(BOB) / ALICE)
    assert terms[0] == 1 and "a whole bit a day" in WORDS["terms-reading"]
    assert (terms[1:3] < 0).all() and "Clouds and rain *save* something" in WORDS["terms-reading"]
    assert terms[3] == 0 and "Snow is right" in WORDS["terms-reading"]


def test_no_random_pair_is_below_zero_but_some_subtractions_are():
    assert (xl.kl_divergence(TRUTHS, MODELS) >= 0).all() and (xl.kl_divergence(TRUTHS, NEARLY) >= 0).all()
    by_subtraction = xl.cross_entropy(TRUTHS, NEARLY) - xl.entropy(TRUTHS)
    assert 0.25 < np.mean(by_subtraction < 0) < 0.35 and "About three in ten" in WORDS["bad-input"]
    assert -1e-15 < by_subtraction.min() < -1e-16 and r"-2 \cdot 10^{-16}" in WORDS["bad-input"]
    assert 1e-19 < xl.kl_divergence(TRUTHS, NEARLY).mean() < 1e-17 and "$10^{-18}$" in WORDS["round-off"]


def test_the_entropy_that_a_published_solution_got_wrong():
    assert xl.entropy(Q) == 2 and "$H(q)$ is 2, not 1.75" in WORDS["miscoding-reading"]
    assert xl.cross_entropy(Q, P) - 1.75 == 0.375
    assert xl.kl_divergence(P, Q) == pytest.approx(xl.kl_divergence(Q, P), abs=1e-12)


def test_a_floor_decides_which_of_two_losses_is_better():
    assert 2.375 - 1.75 > 2 - 1.99 and "1.75 in the first case and 1.99 in the second" in WORDS["hard-label-reading"]


def test_the_lesson_and_its_figures_use_the_same_bells():
    lesson = {"np": np, "xl": xl}
    exec(CODE["two-humps"], lesson)
    assert np.array_equal(lesson["x"], GRID) and np.array_equal(lesson["p"], TWO_HUMPS)
    assert len(GRID) == 301 and "301 cells" in WORDS["covers-and-chooses"]


def test_the_best_bells_are_those_of_the_prose():
    assert nats(bell(-3, 0.7), TWO_HUMPS) == pytest.approx(-math.log(0.6), abs=5e-5)
    assert nats(bell(3, 0.7), TWO_HUMPS) == pytest.approx(-math.log(0.4), abs=5e-5)
    assert (digits(MEAN, 2), digits(SD, 2)) == ("-0.60", "3.02") and "mean $-0.60$" in WORDS["search-reading"]
    for mean, sd in ((-0.6, 3.04), (-0.6, 3.0), (-0.8, 3.02), (-0.4, 3.02)):
        assert nats(TWO_HUMPS, bell(mean, sd)) > nats(TWO_HUMPS, bell(-0.6, 3.02))
    search = CODE["search"]
    assert "np.arange(-20, 21) / 5" in search and "41 means times 151 standard deviations" in WORDS["search-text"]
    assert len(np.arange(-20, 21)) == 41 and len(np.arange(25, 176)) == 151


def test_the_truth_is_dozens_of_nats_above_the_narrow_bell():
    right = np.abs(GRID - 3) < 0.5
    ratios = np.log(TWO_HUMPS / bell(-3, 0.7))[right]
    assert 24 < ratios.min() and "dozens of nats too long" in WORDS["landscapes-text"]
    assert digits(TWO_HUMPS[GRID > 0].sum(), 2) == "0.40" and "40 % of the time" in WORDS["landscapes-text"]


def test_each_step_to_the_right_costs_the_logarithm_of_ten():
    waste = [xl.kl_divergence([1 - a, a], [a, 1 - a]) for a in (1e-5, 1e-6)]
    assert waste[1] - waste[0] == pytest.approx(math.log2(10), abs=1e-3)


def test_small_steps_cost_their_square():
    steps = [xl.kl_divergence([0.5, 0.5], [0.5 + step, 0.5 - step]) for step in (0.01, 0.02, 0.04, 0.08)]
    assert all(3.9 < b / a < 4.1 for a, b in zip(steps, steps[1:], strict=False))
    assert "about four times as dear" in WORDS["honest-detour-reading"]


def test_the_root_of_jensen_shannon_obeys_the_triangle_inequality():
    p, q, r = np.random.default_rng(0).dirichlet(np.full(4, 0.3), size=(3, 5_000))
    root = {name: np.sqrt(xl.js_divergence(*pair)) for name, pair in {"pr": (p, r), "pq": (p, q), "qr": (q, r)}.items()}
    assert (root["pr"] <= root["pq"] + root["qr"] + 1e-12).all()


def test_the_textbook_cell_and_what_it_hides():
    def sums(p, q):
        with np.errstate(all="ignore"):
            terms = p * np.log2(p / q)
        return float(np.nansum(terms)), int(np.isnan(terms).sum())

    (one, lost), (two, lost_too), (back, _) = sums(DRAWS_P, DRAWS_Q1), sums(DRAWS_P, DRAWS_Q2), sums(DRAWS_Q2, DRAWS_P)
    question, answer = WORDS["written-question"], WORDS["written-answer"]
    assert (lost, lost_too) == (3461, 3471) and "3461 and 3471 of 10 000" in question
    assert "3461 of the 10 000" in answer and "3471 with $q_2$" in answer and 0.34 < lost / 10_000 < 0.36
    assert round(two) == -8785 and "-8785" in question and "$-8785$" in answer
    assert round(one, -2) == 8400 and round(-two, -2) == 8800 and round(back, -2) == 13_400
    assert "about 8800 and 13 400 bits" in question
    assert (round(DRAWS_P.sum()), round(DRAWS_Q1.sum())) == (-109, -10_117)
    assert "$-109$" in answer and r"$-10\,117$" in answer
    off = abs(back - abs(two)) / ((back + abs(two)) / 2)  # as the book computes it
    assert 0.35 < off < 0.45 and '"around 40% off"' in WORDS["textbook-truth-text"]
    for a, b in ((bell(0, 1), bell(1, 1)), (bell(1, 1), bell(0, 1))):
        assert nats(a, b) == pytest.approx(0.5, abs=1e-9)


def test_the_sentences_of_the_articles_are_quoted_and_repaired():
    assert 'cross-entropy "tells you how different these two are"' in WORDS["two-parts"]
    assert xl.cross_entropy(BOB, BOB) == 1.75 and xl.kl_divergence(BOB, BOB) == 0
    parts = xl.decompose([0, 0, 1], [0.7, 0.2, 0.1])
    assert parts["entropy"] == 0 and parts["kl"] == pytest.approx(parts["cross_entropy"], abs=1e-12)


def test_the_crowd_of_the_third_self_check():
    always = [[1.0, 0.0], [0.0, 1.0]]
    assert xl.kl_divergence([0.6, 0.4], always[0]) == math.inf
    assert xl.best_fit([0.6, 0.4], always, "reverse") == 0
