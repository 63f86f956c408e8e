"""Every number that the prose of notebook 06 takes from an experiment is the recomputed one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.experiments import clipped_gradients, frameworks, snippet, stored_table

BOOK = notebook("solutions", "06_epsilon_handling")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
CODE = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "code"}
DECIMAL = re.compile(r"\d+\.\d+")

Y, P = [1, 0, 0, 0], [1, 1, 0, 0]
CAPS = frameworks.answers("bce_probs")
DOUBLE, SINGLE, OTHER_END = (CAPS[question] for question in (
    "p = 0, y = 1: impossible, and it happened", "p = 0, y = 1, float32", "p = 1, y = 0, float32"))
SLOPES = {question.split(": ")[0]: answers
          for question, answers in frameworks.answers("sigmoid_then_bce_grad").items()}
TABLE = stored_table("clipped_gradients")


def digits(number, places):
    return f"{number:.{places}f}"


def cap(eps, places):
    return digits(xl.loss_range(eps)[1], places)


STRATEGIES = xl.epsilon_strategies([1, 1, 1], [1, 0.5, 0], eps=0.01)

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed).
SAID = {
    "last-bill": ["0.1", digits(-math.log(0.1), 2)],
    "three-answers": [digits(math.log(10), 2)],
    "clip_probs-exercise": ["0.5"],
    "cliff-reading": [cap(1e-7, 1), cap(1e-12, 1)],
    "loss_range-exercise": ["0.5"],
    "patient-reading": [digits(snippet.FAMOUS_PREDICTIONS[1].sum(), 2)],
    "extremes-reading": [digits(snippet.extremes("clip at 1e-12")[1], 2), digits(snippet.extremes("add 1e-9")[1], 4),
                         digits(snippet.extremes("clip, then add 1e-9")[1], 4)],
    "strategies-text": ["0.01", "0.5", digits(math.log(2), 3)],
    "strategies-reading": ["0.5", digits(STRATEGIES["additive"][1], 4), digits(STRATEGIES["clip"][2], 1)],
    "score-curve-reading": [digits(np.mean(np.array(Y) != P), 2), digits(xl.binary_entropy(0.25, base=math.e), 3)],
    "hidden-prices": ["0.1"],
    "optimum-shift-text": ["0.1", "0.9"],
    "biased_optimum-exercise": ["0.5"],
    "clipped_ce_and_grad-exercise": ["0.5"],
    "framework-caps-reading": [digits(DOUBLE["scikit-learn"], 2), digits(SINGLE["scikit-learn"], 2),
                               digits(DOUBLE["Keras"], 2), digits(OTHER_END["Keras"], 2)],
    "framework-slopes-reading": [cap(1e-7, 1)],
    "written-question": [cap(1e-15, 1), cap(1e-2, 1), "0.01", "99.9", digits(-math.log(0.99), 5),
                         digits(-math.log(0.999), 4), digits(-math.log(1e-15) / 1000, 4),
                         digits(-math.log(0.01) / 1000, 4)],
    "written-answer": [cap(1e-15, 1), cap(1e-2, 1), "0.01", "99.9", digits(-math.log(0.99), 5),
                       digits(-math.log(0.999), 4), digits(-math.log(1e-15) / 1000, 4),
                       digits(-math.log(0.01) / 1000, 4), cap(1e-6, 1),
                       *(digits(xl.clipped_cross_entropy(Y, P, eps), 2) for eps in (1e-2, 1e-15)),
                       digits(xl.binary_cross_entropy(Y, [0.25] * 4), 2)],
    "self-check": [cap(1e-7, 3), digits(2.0**-53 * 1e16, 1), digits(5000 - math.log(10), 3)],
    "names-elsewhere": [digits(DOUBLE["Keras"], 2), digits(DOUBLE["scikit-learn"], 2),
                        digits(SINGLE["scikit-learn"], 2), digits(2 * math.log(2), 3),
                        "1.17", "2.13", "3.15", "1.9"],  # versions; what they answer is asked in tests/parity
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 6\.\d|optax 0\.2\.8|\*0\.5 points.*", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_a_sigmoid_is_certain_from_17_and_from_37():
    certain = {}
    for kind in (np.float16, np.float32, np.float64):
        z = np.arange(0, 60, dtype=kind)
        certain[kind] = float(z[1 / (1 + np.exp(-z)) == 1][0])
    assert list(certain.values()) == [8, 17, 37]
    assert "17 nats are\nenough for certainty" in WORDS["two-ends"] and "from $z = 37$ on" in WORDS["cliff-reading"]
    assert 1e-45 < float(np.finfo(np.float32).smallest_subnormal) < 2e-45 and "$10^{-45}$" in WORDS["two-ends"]
    assert f"{np.finfo(np.float32).epsneg:.0e}" == "6e-08" and r"$6 \cdot 10^{-8}$" in WORDS["two-ends"]
    assert f"{np.finfo(np.float64).epsneg:.1e}" == "1.1e-16" and r"$1.1 \cdot 10^{-16}$" in WORDS["self-check"]
    assert np.float32(1) - np.float32(1e-12) == 1 and "$1 - 10^{-12}$ is 1" in WORDS["room-below-one-reading"]


def test_a_small_epsilon_guards_the_lower_end_in_every_type_and_the_machine_epsilon_both():
    reading = WORDS["room-below-one-reading"]
    assert np.clip(np.float32(0), np.float32(1e-12), None) > 0 and "it guards the lower end only" in reading
    for kind in (np.float16, np.float32, np.float64):
        above, below = np.nextafter(kind(1), kind(2)) - kind(1), kind(1) - np.nextafter(kind(1), kind(0))
        assert above == np.finfo(kind).eps == 2 * below and "twice the distance to the last one below" in reading
    assert xl.clip_probs(np.ones(1, np.float32), 1e-7) < 1 and np.finfo(np.float32).eps > 1e-7
    assert "an eps below the machine epsilon may still make a difference" in WORDS["clip_probs-exercise"]


def test_a_large_epsilon_forgives_shouting_and_does_not_reward_it():
    def shouted(right, eps):
        low, high = xl.loss_range(eps)
        return right * low + (1 - right) * high

    assert shouted(0.75, 0.01) == pytest.approx(xl.clipped_cross_entropy(Y, P, 0.01))
    for right in (0.5, 0.75, 0.9, 0.999):
        assert shouted(right, 0.01) > xl.binary_entropy(right, base=math.e)
    assert shouted(0.99, 0.01) == pytest.approx(xl.binary_entropy(0.99, base=math.e))
    assert "right 99 times in 100 loses nothing by it" in WORDS["written-answer"]


def test_the_exact_line_and_the_plateaus():
    assert xl.bce_with_logits(0, 40) == 40 and "at $z = 40$ is 40" in WORDS["cliff-reading"]
    for eps in (1e-7, 1e-12):
        assert xl.clipped_ce_and_grad(0, 40, eps) == xl.clipped_ce_and_grad(0, 30, eps)


def test_the_popular_function_is_neither_equal_nor_positive():
    lesson = {"np": np, "snippet": snippet}
    exec(CODE["patient"].split("print")[0], lesson)
    popular = lesson["popular_function"]
    computed = f"{popular(snippet.FAMOUS_PREDICTIONS, snippet.FAMOUS_TARGETS):.12f}"
    printed = f"{snippet.FAMOUS_ANSWER:.11f}"
    assert computed[:10] == printed[:10] and computed[10] != printed[10]  # "0." and eight decimals
    assert "from the ninth decimal on" in WORDS["patient-reading"]
    assert np.isclose(popular(snippet.FAMOUS_PREDICTIONS, snippet.FAMOUS_TARGETS), snippet.FAMOUS_ANSWER)
    assert -1e-9 < popular(np.eye(4), np.eye(4)) < -9.9e-10 and "$-10^{-9}$" in WORDS["extremes-reading"]
    assert popular(np.eye(4)[::-1], np.eye(4)) == pytest.approx(snippet.extremes("clip, then add 1e-9")[1])


def test_the_sentences_of_the_articles_are_quoted():
    assert '"negative sign ensures that the result is always positive"' in WORDS["autopsy"]
    assert '"calculated and actual values are equal"' in WORDS["patient-reading"]
    assert '"keeps calculations stable but can change the loss a bit"' in WORDS["strategies-reading"]
    assert '"undefined"' in WORDS["three-answers"] and '"smoothing factor"' in WORDS["smoothing-factor"]


def test_the_best_looking_epsilon_earns_what_the_base_rate_earns():
    scores = {eps: xl.clipped_cross_entropy(Y, P, eps) for eps in np.arange(1, 500) / 1000}
    best = min(scores, key=scores.get)
    assert best == 0.25
    assert scores[best] == pytest.approx(xl.binary_cross_entropy(Y, [0.25] * 4), abs=1e-12)
    assert xl.clipped_cross_entropy(Y, P, 1e-15) == pytest.approx(8.63, abs=0.005)


def test_exaggeration_pays_and_soft_labels_pull_back():
    assert xl.biased_optimum(0.8, 0.1) == pytest.approx(0.86) and 0.8 * 0.8 + 0.1 < 0.8
    assert "**exaggeration**" in WORDS["optimum-shift-text"]


def test_the_example_at_20_is_deaf():
    assert xl.clipped_ce_and_grad(0, 20)[1] == 0 and xl.bce_with_logits_grad(0, 20) == pytest.approx(1, abs=1e-8)


def test_the_clip_protects_the_mistakes():
    exact, clipped = clipped_gradients.train(None), clipped_gradients.train(1e-7)
    assert 0.8 < exact.accuracy[20] < 0.85 and "four in five are right after some 20 steps" in WORDS["silent-reading"]
    assert 0.85 < clipped.silent.min() / 400 < 0.95 and "nine in ten examples are silent" in WORDS["silent-reading"]
    right = {eps: [row["accuracy"] for row in TABLE if row["eps"] == eps] for eps in clipped_gradients.EPSILONS}
    ends = {eps: (f"{100 * min(values):.0f}", f"{100 * max(values):.0f}") for eps, values in right.items()}
    assert ends == {None: ("91", "96"), 1e-12: ("35", "82"), 1e-7: ("1", "5")}
    reading = WORDS["all-splits-reading"]
    assert "between 91 and 96 %" in reading and "between 1 and 5 %" in reading and "from 35 to 82 %" in reading
    assert len(clipped_gradients.SEEDS) == 10 and "every one of the ten" in reading
    assert (clipped_gradients.LEARNT_FROM, clipped_gradients.STEPS) == (400, 100)
    assert clipped_gradients.START == -10 and "enlarge them ten times" in WORDS["silent-question"]


def test_from_an_ordinary_start_none_of_this_would_show():
    x, y = clipped_gradients._tumours(0)
    ends = [clipped_gradients._descend(x[:400], y[:400], np.zeros(31), eps)[-1] for eps in (None, 1e-7)]
    right = [((x[400:] @ w > 0) == y[400:]).mean() for w in ends]
    assert right[0] == right[1] > 0.9


def test_the_frameworks_do_what_the_prose_says():
    assert math.isinf(DOUBLE["xentlib"]) and math.isinf(DOUBLE["SciPy"])
    assert DOUBLE["PyTorch"] == SINGLE["PyTorch"] == 100
    assert len({round(value, 2) for name, value in DOUBLE.items() if name != "exact"}) == 4
    assert "Five libraries, four opinions" in WORDS["framework-caps-reading"]
    assert SINGLE["Keras"] == pytest.approx(DOUBLE["Keras"]) and OTHER_END["Keras"] < DOUBLE["Keras"]
    reading = WORDS["framework-slopes-reading"]
    assert all(answers["Keras"] == 0 for answers in SLOPES.values()) and "in every type" in reading
    assert 0.09 < SLOPES["z = 30, y = 0, sigmoid first"]["PyTorch"] < 0.1 and "a tenth is left at $z = 30$" in reading
    assert SLOPES["z = 40, y = 0, sigmoid first"]["PyTorch"] == 0 and "nothing at 40" in reading
    assert SLOPES["z = 17, y = 0, sigmoid first"]["PyTorch"] == pytest.approx(1, abs=1e-7)
    assert SLOPES["z = 17, y = 0, sigmoid first, float32"]["PyTorch"] == 0 and "sigmoid of 17 is exactly 1" in reading
    from_logits = frameworks.answers("bce_logits_grad")["z = 40, y = 0: sure and wrong, its slope"]
    assert set(from_logits.values()) == {1.0}
    asked = frameworks.versions()
    tried = re.search(r"SciPy ([\d.]+), PyTorch ([\d.]+), Keras ([\d.]+) on JAX, scikit-learn ([\d.]+) and optax "
                      r"([\d.]+\d)", WORDS["names-elsewhere"]).groups()
    for name, version in zip(("SciPy", "PyTorch", "Keras", "scikit-learn", "optax"), tried, strict=True):
        assert asked[name].startswith(version), name


def test_the_self_check_computes_rightly():
    assert xl.logsumexp([-5000.0] * 10) == pytest.approx(-4997.697, abs=5e-4)
    assert xl.loss_range(1e-7)[1] == pytest.approx(16.118, abs=5e-4)
    assert np.float32(1) - np.float32(1e-15) == 1 > 1 - 1e-15
