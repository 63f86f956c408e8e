"""A course with one small assignment, as quick to grade as nbgrader allows, and made-up submissions to it."""

import shutil
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from tests.notebooks.course import ROOT
from xentlib.grading.one import settings

NAME = "tiny"
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x"


def cell(make, source, identity, points=None, solution=False):
    grading = {"grade": points is not None, "grade_id": identity, "locked": not solution, "schema_version": 3,
               "solution": solution, "task": False}
    return make(source, id=identity, metadata={"nbgrader": grading | ({"points": points} if points else {})})


def make_course(root: Path) -> Path:
    """A course in this folder: its assignment earns 2 points by a check and 3 by hand."""
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    book = nbformat.v4.new_notebook(cells=[
        cell(code, f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION", "double", solution=True),
        cell(code, "assert double(3) == 6", "double-visible", points=2),
        cell(text, "Because.", "why", points=3, solution=True),
    ])
    (root / "solutions" / NAME).mkdir(parents=True)
    nbformat.write(book, root / "solutions" / NAME / f"{NAME}.ipynb")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    config = settings(root)
    config.CourseDirectory.assignment_id = NAME
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    return root


def hand_in(root: Path, student: str, answer: str = RIGHT, when: str | None = None) -> Path:
    """Put a submission where `nbgrader collect` would put it; returns its folder."""
    book = nbformat.read(root / "notebooks" / NAME / f"{NAME}.ipynb", as_version=4)
    book.cells[0].source, book.cells[2].source = answer, "I think so."
    folder = root / "gradebook" / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, folder / f"{NAME}.ipynb")
    if when:
        (folder / "timestamp.txt").write_text(when)
    return folder


def database(root: Path) -> str:
    return f"sqlite:///{root / 'gradebook' / 'gradebook.db'}"


def points(root: Path) -> dict[str, float]:
    """What the gradebook says that each student's code has earned."""
    with Gradebook(database(root)) as gradebook:
        return {each["student"]: each["code_score"] for each in gradebook.submission_dicts(NAME)}
