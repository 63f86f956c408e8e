"""nbgrader's own commands, without flags, from the course's folder: generate, validate, autograde, feedback."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.notebooks.course import NAMES, ROOT, grading
from xentlib.exercises import COURSE, find

NAME = "01_shannon_entropy"
POINTS = sum(find(name).points for name in COURSE["shannon_entropy"])

MINUS_MISSING = """
def entropy(p, base=2.0):
    return sum(x * np.log2(x) for x in p if x > 0)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, in a folder with a space in its name, with a class of three that has been graded."""
    root = tmp_path_factory.mktemp("a class") / "my course"
    for half in ("solutions", "notebooks"):
        shutil.copytree(ROOT / half, root / half)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    nbgrader(root, "generate_assignment", NAME)
    hand_in(root, "ada", "solutions")
    hand_in(root, "blank", "notebooks")
    hand_in(root, "bob", "notebooks", entropy=MINUS_MISSING)
    nbgrader(root, "autograde", NAME)
    return root


def nbgrader(root, *arguments):
    command = [str(Path(sys.executable).with_name("nbgrader")), *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "SAWarning" not in done.stderr
    return done.stdout + done.stderr


def hand_in(root, student, half, **answers):
    book = nbformat.read(root / half / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in book.cells:
        if grading(cell).get("grade_id") in answers:
            cell.source = answers[grading(cell)["grade_id"]]
    folder = root / "gradebook" / "submitted" / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(book, folder / f"{NAME}.ipynb")


def submission(root, student):
    with Gradebook(f"sqlite:///{root / 'gradebook' / 'gradebook.db'}") as gradebook:
        return next(each for each in gradebook.submission_dicts(NAME) if each["student"] == student)


def test_generating_again_leaves_the_same_bytes(course):
    path = course / "notebooks" / NAME / f"{NAME}.ipynb"
    assert path.read_bytes() == (ROOT / "notebooks" / NAME / f"{NAME}.ipynb").read_bytes()


def test_grading_data_live_in_one_folder(course):
    assert {path.name for path in course.iterdir()} == {"solutions", "notebooks", "nbgrader_config.py", "gradebook"}


def test_the_reference_solution_earns_every_point_and_waits_for_its_written_answer(course):
    graded = submission(course, "ada")
    assert (graded["code_score"], graded["max_code_score"]) == (POINTS, POINTS)
    assert graded["needs_manual_grade"]


def test_a_blank_submission_earns_nothing_and_needs_no_reading(course):
    graded = submission(course, "blank")
    assert (graded["score"], graded["needs_manual_grade"]) == (0, False)


def test_a_wrong_answer_is_told_what_is_wrong(course):
    assert submission(course, "bob")["code_score"] == 0
    text = (course / "gradebook" / "autograded" / "bob" / NAME / f"{NAME}.ipynb").read_text()
    assert "application/vnd.xentlib.report+json" in text and "missing minus" in text


def test_feedback_is_written(course):
    nbgrader(course, "generate_feedback", NAME)
    page = (course / "gradebook" / "feedback" / "bob" / NAME / f"{NAME}.html").read_text()
    assert "What your results show:" in page


@pytest.mark.parametrize("name", NAMES)
def test_validate_says_what_the_checks_say(course, name):
    said = nbgrader(course, "validate", f"notebooks/{name}/{name}.ipynb")
    assert "Not attempted yet" in said and "Partial credit" not in said and "Traceback" not in said


def test_validate_passes_the_reference_solution(course):
    assert "Success" in nbgrader(course, "validate", f"solutions/{NAME}/{NAME}.ipynb")


def test_grades_are_exported(course):
    nbgrader(course, "export")
    rows = (course / "gradebook" / "grades.csv").read_text().splitlines()
    assert len(rows) == 4 and all(student in "".join(rows) for student in ("ada", "blank", "bob"))
