"""The class report finds in a made-up class just what was put into it."""

import csv
import re
import shutil
import sqlite3

import numpy as np
import pytest

from tests.browsing import assert_readable, chromium
from tests.notebooks.course import ROOT
from xentlib.__main__ import main
from xentlib.checking import MIME
from xentlib.checking.report import Verdict
from xentlib.grading.canonical import read
from xentlib.grading.results import NoResults, read_class
from xentlib.grading.statistics import ExerciseSummary, item_rest_correlations, summarise

from .made_up_class import CRASHED, NOT_ATTEMPTED, RIGHT, Student, grade, make_class, write

FIRST, SECOND = "00_surprise", "01_shannon_entropy"
PLANS = {
    FIRST: {"surprisal": {RIGHT: 15, "base ignored": 3, NOT_ATTEMPTED: 2},
            "normalise": {RIGHT: 12, "one total": 6, NOT_ATTEMPTED: 2},
            "is_distribution": {RIGHT: 20}},
    SECOND: {"entropy": {RIGHT: 8, "missing minus": 5, "base ignored": 2, CRASHED: 1, NOT_ATTEMPTED: 4},
             "entropy_rows": {RIGHT: 10, CRASHED: 3, NOT_ATTEMPTED: 7},
             "text_entropy": {RIGHT: 20}},
}
HOSTILE = "<img src=x onerror='window.hacked=1'>"  # the name of a student's folder


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for seed, (assignment, plan) in enumerate(PLANS.items()):
        grade(folder, assignment, make_class(plan, seed))
    return folder


@pytest.fixture
def other(course, tmp_path):
    """A copy, to break."""
    return shutil.copytree(course, tmp_path / "class")


def report(monkeypatch, course, *arguments):
    monkeypatch.chdir(course)
    monkeypatch.setattr("sys.argv", ["xentlib", "report", *arguments])
    return main()


def page(monkeypatch, course, *arguments):
    assert report(monkeypatch, course, *arguments) == 0
    return (course / "gradebook" / "report" / "report.html").read_text()


def summaries(course, *names):
    return {each.name: each for each in summarise(read_class(course, list(names)))}


# ---------------------------------------------------------------- what is found

@pytest.mark.parametrize(("assignment", "exercise"), [(a, e) for a, plan in PLANS.items() for e in plan])
def test_the_shares_are_those_of_the_class(course, assignment, exercise):
    ways = PLANS[assignment][exercise]
    (found,) = [each for each in summaries(course)[assignment].exercises if each.name == exercise]
    assert found.answers == sum(ways.values())
    named = {belief.misconception.name: belief.count for belief in found.beliefs}
    assert named == {way: count for way, count in ways.items() if way not in (RIGHT, CRASHED, NOT_ATTEMPTED)}
    counts = {Verdict.RIGHT: ways.get(RIGHT, 0), Verdict.NOT_ATTEMPTED: ways.get(NOT_ATTEMPTED, 0),
              Verdict.CRASHED: ways.get(CRASHED, 0), Verdict.WRONG_VALUE: sum(named.values())}
    assert found.counts == dict.fromkeys(Verdict, 0) | counts


def test_the_most_frequent_mistake_comes_first(course):
    entropy = next(each for each in summaries(course)[SECOND].exercises if each.name == "entropy")
    assert [belief.misconception.name for belief in entropy.beliefs] == ["missing minus", "base ignored"]
    assert len(set(entropy.beliefs[0].students)) == 5


def test_the_table_says_what_the_page_says(course, monkeypatch, tmp_path):
    assert report(monkeypatch, course, SECOND, "--output", str(tmp_path / "out")) == 0
    with (tmp_path / "out" / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["assignment"] for row in rows} == {SECOND}
    entropy = {(row["measure"], row["name"]): (row["value"], row["of"]) for row in rows if row["exercise"] == "entropy"}
    assert entropy["outcome", "right"] == ("8", "20") and entropy["outcome", "not_attempted"] == ("4", "20")
    assert entropy["misconception", "missing minus"] == ("5", "20")
    text = (tmp_path / "out" / "report.html").read_text()
    assert "missing minus" in text and "5 of 20, 25 %" in text
    assert "What your results show: your entropies are the right size, but negative." in text


def test_the_series_goes_over_the_assignments(course, monkeypatch):
    assert list(summaries(course)) == [FIRST, SECOND]
    assert summaries(course)[FIRST].share(Verdict.RIGHT) == 47 / 60
    both, one = page(monkeypatch, course), page(monkeypatch, course, FIRST)
    assert "<polyline" in both and "<polyline" not in one and SECOND not in one


def test_nobody_is_named_unless_asked(course, monkeypatch):
    assert "student0" not in page(monkeypatch, course)
    assert "student0" in page(monkeypatch, course, "--names")


# ---------------------------------------------------------------- which exercises separate

def test_an_exercise_that_goes_with_the_rest_separates_and_noise_does_not():
    able = np.repeat([0, 1], 50)
    noise = np.tile([0, 1], 50)
    good, also, none = item_rest_correlations(np.stack([2 * able, able, noise], axis=1))
    assert good > 0.7 and also > 0.7 and abs(none) < 0.05


def test_an_exercise_that_strong_students_miss_is_negative():
    able = np.repeat([0, 1], 10)
    assert item_rest_correlations(np.stack([able, able, 1 - able], axis=1))[2] == pytest.approx(-1)


@pytest.mark.parametrize(("index", "words"), [
    (0.5, "well"), (0.3, "fairly"), (0.1, "hardly"), (-0.3, "hardly"), (-0.5, "the wrong way round")])
def test_what_chance_alone_can_give_is_no_reproach(index, words):
    assert ExerciseSummary(FIRST, "surprisal", 25, {}, (), 1, 2, index).separates == words


def test_a_small_class_and_equal_points_have_no_index():
    able = np.repeat([0, 1], 4)
    assert np.isnan(item_rest_correlations(np.stack([able, able], axis=1))).all()
    assert np.isnan(item_rest_correlations(np.ones((30, 2)))).all()


def test_the_page_says_when_the_class_is_too_small(tmp_path, monkeypatch):
    grade(tmp_path, SECOND, [Student("one", {}), Student("two", {})])
    assert "The class is too small for that" in page(monkeypatch, tmp_path)


# ---------------------------------------------------------------- what submissions can do to it

def test_problems_of_submissions_are_said_and_nobody_is_named(other, monkeypatch):
    def graded(student):
        return other / "gradebook" / "autograded" / student / SECOND / f"{SECOND}.ipynb"

    graded("student000").write_text("{")
    graded("student001").unlink()
    (other / "gradebook" / "submitted" / "late" / SECOND).mkdir(parents=True)
    write(read(graded("student003")), other, "submitted", "early", SECOND)
    book = read(graded("student002"))
    for cell in book.cells:
        cell.outputs = [] if cell.cell_type == "code" else None
    book.cells = [cell for cell in book.cells if cell.cell_type == "code"]
    write(book, other, "autograded", "student002", SECOND)
    text = " ".join(page(monkeypatch, other, SECOND).split())
    for sentence in ("1 submission: Its graded notebook cannot be read", f"2 submissions: There is no {SECOND}.ipynb",
                     "1 submission: It is handed in but not graded yet.", "1 submission: The check left no report"):
        assert sentence in text, sentence
    assert "student00" not in text and " early" not in text, re.findall(".{40}(?:student00| early).{40}", text)
    named = " ".join(page(monkeypatch, other, SECOND, "--names").split())
    assert f"early, {SECOND}: It is handed in but not graded yet." in named


def test_a_forged_report_is_not_believed(other):
    """What a check cell's output claims counts only where it is a report that the course can have written."""
    path = other / "gradebook" / "autograded" / "student000" / SECOND / f"{SECOND}.ipynb"
    book = read(path)
    checks = {cell.metadata.nbgrader.grade_id: cell for cell in book.cells if "nbgrader" in cell.metadata}
    checks["entropy-visible"].outputs[0]["data"][MIME]["verdict"] = HOSTILE
    checks["entropy_rows-visible"].outputs[0]["data"][MIME] |= {"verdict": "crashed", "misconception": HOSTILE}
    checks["text_entropy-visible"].outputs[0]["data"][MIME]["exercise"] = "entropy"
    checks["text_entropy-hidden"].outputs = []
    write(book, other, "autograded", "student000", SECOND)
    (mine,) = [each for each in read_class(other, [SECOND]).submissions if each.student == "student000"]
    assert mine.results["entropy_rows"].verdict is Verdict.CRASHED and not mine.results["entropy_rows"].misconception
    assert "text_entropy" not in mine.results


def test_waiting_answers_are_counted(other, monkeypatch):
    with sqlite3.connect(other / "gradebook" / "gradebook.db") as gradebook:
        gradebook.execute("update grade set needs_manual_grade = 1 where cell_id in "
                          "(select id from base_cell where name = 'written-answer')")
    gradebook.close()
    assert f"{SECOND}: 20 answers" in page(monkeypatch, other)


# ---------------------------------------------------------------- what is not as it should be

@pytest.mark.parametrize(("arguments", "sentence"), [
    (["99_nothing"], f"There is no assignment 99_nothing in the gradebook; it knows {FIRST}, {SECOND}."),
    (["--output", "nbgrader_config.py/report"], "The report cannot be written to nbgrader_config.py/report: "),
])
def test_bad_arguments_are_one_sentence(course, monkeypatch, capsys, arguments, sentence):
    assert report(monkeypatch, course, *arguments) == 1
    said = capsys.readouterr()
    assert sentence in said.err and said.err.count("\n") == 1 and not said.out


def test_nothing_graded_yet_is_one_sentence(other, monkeypatch, capsys):
    shutil.rmtree(other / "gradebook" / "autograded")
    for arguments in ([], [SECOND]):
        assert report(monkeypatch, other, *arguments) == 1
        assert re.fullmatch(r"No submission of .* is graded yet; .*\n", capsys.readouterr().err)


def test_no_gradebook_yet_is_one_sentence(tmp_path, monkeypatch, capsys):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    assert report(monkeypatch, tmp_path) == 1
    assert capsys.readouterr().err.startswith("There is no gradebook")
    assert not (tmp_path / "gradebook" / "gradebook.db").exists()


def test_a_locked_gradebook_is_one_sentence(other):
    """Even reading waits for a program that holds the whole file; SQLite gives up after five seconds."""
    gradebook = sqlite3.connect(other / "gradebook" / "gradebook.db")
    try:
        gradebook.execute("begin exclusive")
        with pytest.raises(NoResults, match="Another program is writing to the gradebook"):
            read_class(other)
    finally:
        gradebook.close()


def test_a_file_that_is_no_gradebook_is_one_sentence(other):
    (other / "gradebook" / "gradebook.db").write_text("words " * 1000)
    with pytest.raises(NoResults, match="The gradebook cannot be read"):
        read_class(other)


# ---------------------------------------------------------------- in a browser

def test_the_page_reads_well_everywhere(other, monkeypatch):
    students = [Student(HOSTILE, {"entropy": "def entropy(p, base=2.0):\n    return -1.0\n"})]
    grade(other, SECOND, students)
    (other / "gradebook" / "autograded" / HOSTILE / FIRST).mkdir()
    page(monkeypatch, other, "--names")
    with chromium() as browser:
        assert_readable(browser, other / "gradebook" / "report" / "report.html")
