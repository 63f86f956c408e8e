"""Every number that notebook 00 tells is recomputed here."""

import itertools
import math
import re

import numpy as np
import pytest

import xentlib as xl
from tests.notebooks.course import notebook
from xentlib.checking import MIME, Verdict
from xentlib.exercises import COURSE, check, find
from xentlib.guessing import ask, halve
from xentlib.progress import MARK

CELLS = {cell.id: cell for cell in notebook("solutions", "00_surprise").cells}
LEARNERS = notebook("notebooks", "00_surprise").cells
APP = np.array([0.36, 0.65, 0.45])


def says(cell, *sentences):
    """The text of the cell contains each of these, wherever its lines break."""
    text = " ".join(CELLS[cell].source.split())
    missing = [sentence for sentence in sentences if sentence not in text]
    assert not missing, f"{cell} does not say {missing}"


def shown(cell):
    """What the cell's outputs say, as they are stored."""
    return "\n".join(o.get("text") or o["data"]["text/plain"] for o in CELLS[cell].outputs)


# ---------------------------------------------------------------- how the course works


def test_the_points_of_the_title_are_those_of_the_exercises():
    checked = sum(find(name).points for name in COURSE["surprise"])
    says("title", f"{checked} points by the checks, {CELLS['written-answer'].metadata.nbgrader.points} points by hand")


def test_the_map_is_drawn_from_the_notebooks_beside_this_one():
    assert CELLS["progress"].source == 'read_progress("..")'
    assert "nbval-ignore-output" in CELLS["progress"].metadata.tags  # it shows each learner's own
    says("reading-the-map", *(f"**{mark}**" for mark in MARK.values()))


def test_the_installation_that_it_asks_for_is_there():
    wanted = re.fullmatch(r'check_installation\("([\d.]+)"\)', CELLS["installation"].source)
    assert xl.__version__.startswith(wanted[1])
    assert shown("installation").endswith("Everything is in place.")


def words(cells):
    """The words to read; a hint is read by those who open it."""
    return sum(len(re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S).split()) for cell in cells)


def test_the_minutes_are_those_of_a_quiet_reader_who_does_everything():
    """200 words a minute, 5 seconds for a cell to run, 5 minutes for an exercise and for the written question."""
    runs = sum(cell.cell_type == "code" for cell in LEARNERS)
    needed = words(LEARNERS) / 200 + runs * 5 / 60 + 5 * (len(COURSE["surprise"]) + 1)
    stated = int(re.search(r"\*\*(\d+) minutes", CELLS["title"].source)[1])
    assert needed <= stated <= needed + 5


def test_the_tour_takes_its_five_minutes():
    """To run, to predict, to be wrong, to open a hint, to be right and to validate: 11 actions of 10 seconds."""
    ids = [cell.id for cell in LEARNERS]
    tour = LEARNERS[ids.index("run-a-cell"):ids.index("validate") + 1]
    actions = sum(cell.cell_type == "code" for cell in tour) + len(["edit", "run", "check", "hint", "validate"])
    says("run-a-cell", "Five minutes")
    assert actions == 11 and words(tour) / 200 + actions * 10 / 60 <= 5


def test_the_answer_that_is_wrong_on_purpose_meets_a_report_with_a_named_thought():
    report = next(o["data"][MIME] for o in CELLS["no-rain-check"].outputs)
    assert (report["verdict"], report["misconception"]) == ("wrong_value", "one divided by it")
    for part in ("What your results show", "Think about this"):
        assert part in report["text"]
        says("warm-up-report", f"*{part}*")
    assert "point" not in report["text"]  # it is worth none


def test_the_repair_that_its_hint_leads_to_is_right():
    wrong = CELLS["no-rain"].source
    repaired = wrong.replace("1 / rain", "1 - rain")
    assert repaired != wrong
    says("warm-up-report", "What remains of 1 for the one, when you take the other away?")
    namespace = {}
    exec(repaired, namespace)
    assert str(check("no_rain", namespace)) == "✓ Right: no_rain\nAll values agree."


@pytest.mark.parametrize("answer, insight", [
    (lambda rain: 1 / rain, "one divided by it"), (lambda rain: 100 - rain, "taken from 100"),
    (lambda rain: rain, "the same again"), (lambda rain: rain - 1, "the other way round")])
def test_other_ways_of_being_wrong_there_are_named_too(answer, insight):
    report = check("no_rain", {"no_rain": answer})
    assert report.verdict is Verdict.WRONG_VALUE and report.misconception.name == insight


def test_validate_has_three_checks_to_list():
    assert len([name for name in CELLS if name.endswith("-visible")]) == len(COURSE["surprise"]) == 3
    says("validate", "the three exercises of this notebook", "and the written question")


# ---------------------------------------------------------------- distributions


def test_the_apps_numbers_are_no_distribution():
    says("weather-app", "sun 0.36, clouds 0.65, rain 0.45")
    assert not xl.is_distribution(APP)
    total = f"{APP.sum():.2f}"
    says("two-rules", f"The app gives away {total}", f"together {100 * APP.sum():.0f} days out of 100",
         f"0.1 + 0.2 is 0.3. In floats it is {0.1 + 0.2!r}")
    says("written-question", f"add up to {total}")
    says("written-answer", f"add up to {total}", f"Dividing by {total}")


def test_the_first_thought_that_the_tour_proposes_fails_where_it_says():
    says("weather-app", "`return abs(sum(p) - 1) <= atol`")
    report = check("is_distribution", {"is_distribution": lambda p, atol=1e-8: abs(sum(p) - 1) <= atol})
    assert report.points == 0 and report.misconception.name == "only the total"
    assert any("weather app" in text for text in report.passed)


def test_the_two_repairs():
    divided, by_odds = xl.normalise(APP), xl.normalise(APP / (1 - APP))
    assert shown("two-repairs") == (f"shares of the numbers: {divided.round(4)}\n"
                                    f"shares of the odds:    {by_odds.round(4)}\n")
    says("two-repairs-reading", f"clouds have {divided[1]:.4f} in the first and {by_odds[1]:.4f} in the second")
    three = [", ".join(f"{x:.3f}" for x in shares) for shares in (by_odds, divided)]
    for cell in ("written-question", "written-answer"):
        says(cell, *(f"({numbers})" for numbers in three))


def test_the_odds_are_what_follows_from_exactly_one_yes():
    """Go through all eight answers to three independent questions."""
    chance = {answers: math.prod(p if yes else 1 - p for p, yes in zip(APP, answers, strict=True))
              for answers in itertools.product([0, 1], repeat=3)}
    one = np.array([chance[tuple(row)] for row in np.eye(3, dtype=int)])
    assert np.allclose(one / one.sum(), xl.normalise(APP / (1 - APP)), rtol=1e-12)
    logits = np.log(APP / (1 - APP))
    assert np.allclose(np.exp(logits) / np.exp(logits).sum(), one / one.sum(), rtol=1e-12)
    many = sum(p for answers, p in chance.items() if sum(answers) > 1)
    assert 0.4 < many < 0.5
    says("which-repair", "on many a day more than one answer is yes")


# ---------------------------------------------------------------- surprise


def test_the_candidates():
    assert re.findall(r"[\d.]+(?=,|$)", shown("candidates"), re.M) == ["1.00", "0.75", "4.00", "4.00", "2.00", "2.00"]
    says("why-log", f"for *three* coins it says {2**3}, and three times 2 is {3 * 2}")


def test_the_units():
    assert eval(shown("units-of-a-coin")) == pytest.approx([1, math.log(2), math.log10(2)], rel=1e-12)
    says("units-repaired", f"1 nat is {xl.surprisal(1 / math.e):.4f} bits, "
         f"1 hartley is {xl.surprisal(1 / 10):.4f} bits", f"{xl.surprisal(0.5, math.e):.4f} for a fair coin")


def test_the_cards():
    says("predict-a-deck", f"The three of spades has {xl.surprisal(1 / 52):.2f} bits",
         f'"spades", {xl.surprisal(13 / 52):.0f} bits', f"{xl.surprisal(1 / 13):.2f} bits",
         f"The first card has {xl.surprisal(1 / 52):.2f} bits", f"it would be {52 * xl.surprisal(1 / 52):.0f} bits")
    says("more-cards", "Two halvings, two bits")
    assert xl.surprisal(13 / 52) == 2


def test_the_deck():
    bits = math.log2(math.factorial(52))
    assert f"{bits:.2f}" == "225.58"
    says("deck-reading", f"{bits:.2f} bits: about as surprising as {bits:.0f} fair coins",
         rf"$8 \cdot 10^{{{round(math.log10(math.factorial(52) / 8))}}}$")
    assert 7.95e67 < math.factorial(52) < 8.15e67
    assert f"{bits:.2f} bits" in shown("deck-picture")


def test_the_two_coins():
    assert shown("two-coins") == "(3.0, 3.0)"
    says("two-coins-reading", "One bit, two bits, and three for both, exactly")


# ---------------------------------------------------------------- the game


def test_halving_needs_six_questions_for_every_number():
    assert {len(halve(secret)) for secret in range(1, 65)} == {6}
    says("halving-seen", r"$\log_2 64 = 6$")
    says("objectives", "with six questions")


def test_asking_one_by_one():
    bits = [answer.bits for answer in ask(37, range(1, 38))]
    says("predict-the-sum", f"For 37 that takes {len(bits)} questions, {len(bits) - 1} of them answered no")
    assert shown("compare-one-by-one").startswith(
        f"36 times no: {sum(bits[:36]):.2f} bits, and then yes: {bits[36]:.2f} bits")
    says("one-by-one-reading", "Six again", f"36 answers with {sum(bits[:36]):.2f} bits together, "
         f"then a single one with {bits[36]:.2f}")
    assert sum(bits) == pytest.approx(6, abs=1e-12)


def test_a_million_entries():
    assert "believe(twenty_are_enough, truth=2**20 >= 1_000_000)" in CELLS["believe-million"].source
    says("best-question", f"is {2**20:,}".replace(",", " "), rf"\log_2 1\,000\,000 = {math.log2(1e6):.2f}$",
         f"Honest 50 % costs {xl.surprisal(0.5):.0f} bit either way")


def test_the_first_question():
    says("question-drag", f"A yes tells {xl.surprisal(16 / 64):.0f} bits, but it comes only once in four times; "
         f"a no tells {xl.surprisal(48 / 64):.2f}")
    averages = [xl.binary_entropy(cut / 64) for cut in range(1, 64)]
    assert max(averages) == 1 and averages.index(1) + 1 == 32
    says("bridge", f"a single answer can tell {xl.surprisal(1 / 64):.0f} bits",
         "the *average* never rises above 1 bit, and it is largest where yes and no are equally likely")


def test_the_answers_to_check_yourself():
    says("self-check", rf"-\log_{{10}} 0.0001 = {xl.surprisal(1e-4, 10):.0f}$ hartleys",
         rf"4 \cdot {xl.surprisal(1 / 10):.4f} = {xl.surprisal(1e-4):.2f}$", "1/2048 against 1/1024")
    assert xl.surprisal([1 / 1024, 1 / 2048]).tolist() == [10, 11]


# ---------------------------------------------------------------- what the libraries do


def test_numpy_refuses_what_is_no_distribution_in_the_words_quoted():
    says("names-elsewhere", '"Probabilities do not sum to 1"')
    with pytest.raises(ValueError, match=r"(?i)probabilities do not sum to 1"):
        np.random.default_rng(0).choice(3, p=APP)


# ---------------------------------------------------------------- and nothing is left out


def test_every_number_with_a_decimal_point_is_one_of_these():
    given = {"0.0", "0.1", "0.2", "0.3", "1.2", "0.25", "1.0", "0.36", "0.65", "0.45", "0.5", "0.75", "0.35", "0.0001"}
    shares = [*xl.normalise(APP), *xl.normalise(APP / (1 - APP))]
    bits = xl.surprisal([1 / 52, 1 / 13, 48 / 64, 28 / 64, 1 / 28, 1e-4, 1e-6])
    told = {f"{x:.{places}f}" for x in (*shares, *bits) for places in (2, 3, 4)}
    told |= {repr(0.1 + 0.2), "1.46", f"{math.log2(math.factorial(52)):.2f}"}
    told |= {f"{x:.4f}" for x in (1 / math.log(2), math.log2(10), math.log(2))}
    for cell in CELLS.values():
        if cell.cell_type == "markdown":
            text = re.sub(r"xercise 0\.\d", "", cell.source)
            unknown = set(re.findall(r"\d+\.\d+", text)) - given - told
            assert not unknown, (cell.id, unknown)
