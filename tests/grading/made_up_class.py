"""Made-up classes: how many students answer an exercise in which way is known, so a report must find just that.

The answers are the registered ones of tests/answers, as source text in the answer cells. `hand_in` writes submissions,
for nbgrader to grade; `grade` writes graded notebooks and a gradebook as nbgrader would, through the same checks, in a
second instead of minutes.
"""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

import nbformat
import numpy as np
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

import xentlib as xl
from tests.answers import Answer, all_answers
from tests.notebooks.course import ROOT, grading, notebook
from xentlib.exercises import check, check_hidden
from xentlib.grading.adaptations import adapt

RIGHT, NOT_ATTEMPTED, CRASHED = "right", "not attempted", "crashed"  # anything else names a misconception
VARIETY = 2  # different answers of a kind; each different one is checked once
Plan = dict[str, dict[str, int]]  # exercise: {way to answer it: how many students do so}


@dataclass(frozen=True)
class Student:
    name: str
    answers: dict[str, str]  # exercise: source; an exercise that is not in it was not attempted


def make_class(plan: Plan, seed: int = 0) -> list[Student]:
    """As many students as each exercise of the plan has answers; who answers how is drawn anew for each exercise."""
    (size,) = {sum(ways.values()) for ways in plan.values()}
    rng = np.random.default_rng(seed)
    answers: list[dict[str, str]] = [{} for _ in range(size)]
    for exercise, ways in plan.items():
        drawn = rng.permutation([way for way, count in ways.items() for _ in range(count)])
        for student, way in zip(answers, drawn, strict=True):
            if way != NOT_ATTEMPTED:
                student[exercise] = str(rng.choice(sources(exercise, way)))
    return [Student(f"student{number:03}", each) for number, each in enumerate(answers)]


@functools.cache
def sources(exercise: str, way: str) -> tuple[str, ...]:
    """The texts of the first registered answers of this kind that a notebook can run."""
    if way == CRASHED:
        return (f'def {exercise}(*args, **kwargs):\n    raise RuntimeError("<b>made up</b>")\n',)
    wanted = [each for each in all_answers() if each.exercise == exercise
              and (each.caught is None if way == RIGHT else each.insight == way)]
    texts = tuple(text for text in map(source, wanted) if text)
    if not texts:
        raise ValueError(f"way is {way!r}, but no registered answer to {exercise} is of that kind")
    return texts[:VARIETY]


def source(answer: Answer) -> str | None:
    """Its text under the exercise's name, with the imports that it needs; None where it needs its module's helpers."""
    function = answer.function
    if type(function) is not FunctionType or function.__closure__:
        return None
    text = textwrap.dedent(inspect.getsource(function))
    body = text[text.index("\ndef ") + 1:] if "\ndef " in text else ""
    names = set(re.findall(r"[A-Za-z_]\w*", body)) & set(function.__globals__)
    imports = []
    for name in sorted(names - {"np", "xl", function.__name__}):
        value = function.__globals__[name]
        if isinstance(value, ModuleType):
            imports.append(f"import {value.__name__} as {name}\n")
        elif getattr(value, "__module__", "tests").split(".")[0] != "tests":
            imports.append(f"from {value.__module__} import {value.__name__} as {name}\n")
        else:
            return None
    renamed = re.sub(r"^def \w+", f"def {answer.exercise}", body, count=1)
    return "".join(imports) + renamed if renamed.startswith("def ") else None


def submission(student: Student, assignment: str):
    """The learner's notebook with this student's answers in it."""
    book = nbformat.from_dict(notebook("notebooks", assignment))
    for cell in book.cells:
        if grading(cell).get("grade_id") in student.answers:
            cell.source = student.answers[grading(cell)["grade_id"]]
    return book


def hand_in(course: Path, assignment: str, students: list[Student]) -> None:
    for student in students:
        write(submission(student, assignment), course, "submitted", student.name, assignment)


def write(book, course: Path, step: str, student: str, assignment: str) -> Path:
    path = course / "gradebook" / step / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


def grade(course: Path, assignment: str, students: list[Student]) -> None:
    """Do what `nbgrader autograde` does, as far as a report reads it."""
    adapt()  # it finds nbgrader the command that it makes a gradebook with
    (course / "gradebook").mkdir(parents=True, exist_ok=True)
    (course / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    url = f"sqlite:///{course / 'gradebook' / 'gradebook.db'}"
    with warnings.catch_warnings(), Gradebook(url, "xent") as gradebook:
        warnings.simplefilter("ignore", SAWarning)  # nbgrader_config.py says why
        gradebook.update_or_create_assignment(assignment)
        gradebook.update_or_create_notebook(assignment, assignment)
        for cell in notebook("notebooks", assignment).cells:
            if grading(cell).get("grade"):
                gradebook.update_or_create_grade_cell(grading(cell)["grade_id"], assignment, assignment,
                                                      max_score=grading(cell)["points"], cell_type=cell.cell_type)
        for student in students:
            gradebook.update_or_create_student(student.name)
            gradebook.update_or_create_submission(assignment, student.name)
            book = submission(student, assignment)
            for cell in book.cells:
                exercise, _, part = grading(cell).get("grade_id", "").rpartition("-")
                if grading(cell).get("grade") and part in ("visible", "hidden"):
                    report = checked(exercise, student.answers.get(exercise), part)
                    data, metadata = report._repr_mimebundle_()
                    cell.outputs = [nbformat.v4.new_output("execute_result", data, metadata=metadata,
                                                           execution_count=1)]
                    found = gradebook.find_grade(f"{exercise}-{part}", assignment, assignment, student.name)
                    found.auto_score, found.needs_manual_grade = report.points, False
                elif grading(cell).get("grade"):
                    found = gradebook.find_grade(grading(cell)["grade_id"], assignment, assignment, student.name)
                    found.auto_score, found.needs_manual_grade = 0, False  # as nbgrader treats an untouched answer
            gradebook.db.commit()
            write(book, course, "autograded", student.name, assignment)


@functools.cache
def checked(exercise: str, text: str | None, part: str):
    namespace: dict = {"np": np, "xl": xl}
    exec(text or stub(exercise), namespace)
    return (check if part == "visible" else check_hidden)(exercise, namespace)


def stub(exercise: str) -> str:
    return f'def {exercise}(*args, **kwargs):\n    raise NotImplementedError("replace this line with your answer")\n'
