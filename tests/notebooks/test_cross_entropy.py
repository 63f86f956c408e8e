"""Every number that the prose of notebook 02 takes from an experiment is the recomputed one."""

import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib import datasets

BOOK = notebook("solutions", "02_cross_entropy")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
DECIMAL = re.compile(r"\d+\.\d+")

BOB, ALICE = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]


def digits(number, places):
    return f"{number:.{places}f}"


# ---------------------------------------------------------------- the experiments again

OWN, WRONG = digits(xl.entropy(BOB), 2), digits(xl.cross_entropy(BOB, ALICE), 3)
OTHER = digits(xl.cross_entropy(ALICE, BOB), 2)
EXTRA = digits(xl.kl_divergence(BOB, ALICE), 3)


def article(predicted, truth):
    """The popular article's function: a clip, and a small number on top."""
    predicted = np.clip(predicted, 1e-12, 1 - 1e-12)
    return -np.sum(truth * np.log(predicted + 1e-9)) / len(predicted)


LABELS, PREDICTED = np.eye(4)[[3, 3]], np.array([[0.25] * 4, [0.01, 0.01, 0.01, 0.96]])


def basket(p, q):
    return xl.cross_entropy([p, 1 - p], [q, 1 - q])


STORIES = {language: datasets.letters_only(text) for language, text in datasets.five_languages().items()}
IDS = {language: xl.character_ids(story, datasets.LETTERS) for language, story in STORIES.items()}
TEXTS = np.array([xl.fit_ngram(x, 27, 1) for x in IDS.values()])
MODELS = np.array([xl.fit_ngram(x, 27, 1, 0.5) for x in IDS.values()])
BILLS = xl.cross_entropy_table(TEXTS, MODELS)
ENGLISH, GERMAN, ITALIAN = 0, 1, 4


def share_right(length):
    first = np.array([xl.fit_ngram(x[: len(x) // 2], 27, 1, 0.5) for x in IDS.values()])
    right = []
    for language, x in enumerate(IDS.values()):
        second = x[len(x) // 2 :]
        windows = [second[i : i + length] for i in range(len(second) - length + 1)]
        bills = [[xl.sample_nll(window, model) for model in first] for window in windows]
        right.append(np.mean(np.argmin(bills, axis=1) == language))
    return digits(100 * np.mean(right), 1)


TRAIN, TEST = (datasets.letters_only("\n".join(topics)) for topics in datasets.documentation_split())
LEARNED, HELD_OUT = (xl.character_ids(text, datasets.LETTERS) for text in (TRAIN, TEST))
KNOWN = {TRAIN[i : i + 40] for i in range(len(TRAIN) - 39)}


def copied(text):
    return sum(text[i : i + 40] in KNOWN for i in range(len(text) - 39)) / (len(text) - 39)


NEW_TOPICS = [topic for topic in datasets.documentation_split()[1] if copied(datasets.letters_only(topic)) < 0.01]
NEW = xl.character_ids(datasets.letters_only("\n".join(NEW_TOPICS)), datasets.LETTERS)


def choices(text, model):
    return digits(2 ** xl.ngram_nll(text, model), 2)


TABLES = {n: xl.fit_ngram(LEARNED, 27, n, 0.1) for n in (1, 2, 3, 4)}
MIXED = {n: xl.WittenBell(LEARNED, 27, n) for n in range(1, 9)}
DAYS = xl.surprisal(np.array(ALICE)[np.random.default_rng(0).choice(4, size=10_000, p=BOB)])

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (assumed, or somebody else's).
SAID = {
    "last-bill": [OWN, WRONG],
    "who-decides-what": [OWN],
    "two-landmarks": [WRONG, OTHER, OWN],
    "cross-entropy-formula": [digits(article(LABELS, PREDICTED), 2), digits(article(PREDICTED, LABELS), 2)],
    "impossible-moral": [digits(np.log2(1000) / 8, 3)],
    "cross_entropy-exercise": ["0.0"],
    "tangent-text": [digits(-np.log2(0.3), 3), digits(-np.log2(0.7), 3), "0.3", "0.7"],
    "tangent-reading": [digits(basket(0.7, 0.3), 3), digits(basket(0.7, 0.7), 3)],
    "gibbs": [digits(basket(0.7, 0.7), 3), digits(basket(0.95, 0.8), 3), digits(basket(0.95, 0.95), 3)],
    "add-alpha": ["0.5", digits(np.log2(27), 3), digits(BILLS[GERMAN, GERMAN], 3)],
    "heat-map-reading": [digits(BILLS[ENGLISH, ITALIAN], 3), digits(BILLS[ITALIAN, ENGLISH], 3)],
    "detective-moral": [share_right(20), share_right(80), share_right(160)],
    "running-bill-reading": [digits(DAYS[:100].mean(), 3), digits(DAYS.mean(), 3), WRONG],
    "bits-and-nats-reading": [
        digits(BILLS[GERMAN, ENGLISH] / BILLS[GERMAN, GERMAN], 3),
        digits(BILLS[GERMAN, ENGLISH] - BILLS[GERMAN, GERMAN], 3),
        digits((BILLS[GERMAN, ENGLISH] - BILLS[GERMAN, GERMAN]) * math.log(2), 3), digits(1 / math.log(2), 4), "0.1"],
    "perplexity-text": [digits(BILLS[GERMAN, ENGLISH], 3), digits(2 ** BILLS[GERMAN, ENGLISH], 1),
                        digits(2 ** BILLS[GERMAN, GERMAN], 1), "70.6", digits(math.log(70.6), 3),
                        digits(2 ** math.log(70.6), 1)],
    "documentation": ["3.11"],
    "unseen-moral": ["0.1", choices(HELD_OUT, TABLES[1])],
    "ladder-reading": [*(choices(HELD_OUT, TABLES[n]) for n in (1, 2, 3, 4)),
                       *(choices(LEARNED, TABLES[n]) for n in (2, 4))],
    "memory": [choices(HELD_OUT, MIXED[8])],
    "memory-reading": [choices(NEW, MIXED[8]), choices(HELD_OUT, MIXED[8]), choices(NEW, MIXED[5]),
                       choices(NEW, TABLES[4]), choices(HELD_OUT, TABLES[4]), choices(NEW, TABLES[2]),
                       choices(HELD_OUT, TABLES[2])],
    "written-question": [OWN, WRONG],
    "written-answer": [OWN, WRONG, EXTRA, OTHER],
    "self-check": ["2.30", "4.1", digits(math.log(10), 3), "3.1", "2.9", digits(-np.log2(1001 / 1002), 5),
                   digits(np.log2(1002), 3), digits((-999 * np.log2(1001 / 1002) + np.log2(1002)) / 1000, 4)],
    "names-elsewhere": [EXTRA, "36.04"],  # 36.04: tests/parity/test_cross_entropy.py
    "bridge": [WRONG, OWN, EXTRA],
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"[Ee]xercise 2\.\d", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_whole_numbers_of_the_prose():
    assert len(STORIES["English"]) == 756 and "after 756 letters" in WORDS["raw-table-reading"]
    missing = set(datasets.LETTERS) - set(STORIES["English"])
    assert missing == {"x", "z"} and "no `x` and no `z`" in WORDS["raw-table-reading"]
    assert all(350 < len(story) // 2 < 450 for story in STORIES.values())
    assert "some 400 letters" in WORDS["detective-moral"]
    bigram = xl.fit_bigram(LEARNED, 27)
    unseen = bigram[HELD_OUT[:-1], HELD_OUT[1:]] == 0
    assert (unseen.sum(), unseen.size) == (19, 57_511)
    assert "19 pairs out of 57,511" in WORDS["unseen-moral"] and "57,511 pairs" in WORDS["one-missing-pair"]
    assert len(LEARNED) - 1 == 318_248 and "318,248" in WORDS["one-missing-pair"]
    for pair, word in (("mk", "fromkeys"), ("xd", "hexdigit")):
        assert bigram[xl.character_ids(pair, datasets.LETTERS)[0], xl.character_ids(pair, datasets.LETTERS)[1]] == 0
        assert pair in word and word in TEST.split() and f"the `{pair}` of `{word}`" in WORDS["unseen-moral"]
    assert len(datasets.python_documentation()) == 79 and "79 topics" in WORDS["documentation"]


def test_what_the_prose_says_of_tables_and_curves():
    assert (BILLS.argmin(axis=1) == np.arange(5)).all()  # "In every row the language's own price list is the cheapest"
    romance = [2, 3, 4]
    for row in romance:  # "French, Spanish and Italian are cheap in each other's lists"
        assert max(BILLS[row, romance]) < min(BILLS[row, [ENGLISH, GERMAN]])
    assert 0.45 < copied(TEST) < 0.55 and "Half of the" in WORDS["copied-reading"]
    new = [xl.ngram_nll(NEW, MIXED[n]) for n in MIXED]
    everything = [xl.ngram_nll(HELD_OUT, MIXED[n]) for n in MIXED]
    assert np.argmin(new) + 1 == 5 and "up to $n = 5$" in WORDS["memory-reading"]
    assert np.argmin(everything) + 1 == 8  # "On all held-out topics together that is invisible"
    assert xl.cross_entropy(BOB, ALICE) > np.log2(4) > xl.entropy(BOB)  # "worse than no knowledge at all"
    rare = xl.entropy([0.001, 0.999])
    assert abs((-999 * np.log2(1001 / 1002) + np.log2(1002)) / 1000 - rare) < 1e-5  # "all but exactly"


def test_stories_repeat_in_larger_topics():
    small = [topic for topic in datasets.documentation_split()[1] if copied(datasets.letters_only(topic)) > 0.9]
    assert len(small) >= 4  # "Some chapters are topics of their own and parts of a larger topic"


def test_the_outputs_say_the_same():
    outputs = {cell.id: "".join(str(output.get("text", output.get("data", {}).get("text/plain", "")))
                                for output in cell.outputs) for cell in BOOK.cells if cell.cell_type == "code"}
    assert share_right(80) in outputs["detective"] + outputs["compare-detective"]
    assert f"copied: {copied(TEST):.1%}" in outputs["copied"]
    assert f"{len(NEW_TOPICS)} of 16 topics" in outputs["copied"]
    assert choices(NEW, MIXED[8]) in outputs["memory-picture"]
