"""Read how a class was graded: our reports in the graded notebooks, the points in the gradebook. Changes nothing."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url, select
from sqlalchemy.exc import DatabaseError, OperationalError
from traitlets.config.loader import PyFileConfigLoader

from ..checking import MIME
from ..checking.exercise import Misconception
from ..checking.report import Verdict
from ..exercises import COURSE, find
from ..progress import saved_cells

CONFIG = "nbgrader_config.py"
PATIENCE = 5  # seconds, while another program writes to the gradebook


class NoResults(Exception):
    """There is nothing to report on; the message says why, and what to do."""


@dataclass(frozen=True)
class Result:
    """How one student's answer to one exercise was judged."""

    verdict: Verdict
    misconception: Misconception | None
    points: float


@dataclass(frozen=True)
class Submission:
    """One student's graded notebook: a result for each exercise whose check left a report."""

    student: str
    assignment: str
    results: dict[str, Result]
    points: float
    max_points: float


@dataclass(frozen=True)
class Problem:
    """Something about a submission that the instructor should know."""

    assignment: str
    student: str
    sentence: str


@dataclass
class ClassResults:
    """All that was read. `waiting`: how many answers of an assignment wait for a person to grade them."""

    assignments: list[str]
    students: int
    submissions: list[Submission] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, assignment: str) -> list[Submission]:
        return [each for each in self.submissions if each.assignment == assignment]


@dataclass
class _Gradebook:
    """What the gradebook says: points by (assignment, student, cell), and the rest by name."""

    students: int
    assignments: set[str]
    points: dict[tuple[str, str], dict[str, tuple[float, float]]]
    waiting: dict[str, int]


def exercises_of(assignment: str) -> tuple[str, ...]:
    """The exercises of `01_shannon_entropy` in order; none for an assignment that is not of this course."""
    return COURSE.get(assignment[3:], ())


def read_class(course: Path, names: list[str] | None = None) -> ClassResults:
    """The results of the named assignments, or of all that are graded. NoResults where there are none."""
    folders = _folders(course)
    gradebook = _read_gradebook(folders.db_url)
    known = sorted(name for name in gradebook.assignments if exercises_of(name))
    for name in names or []:
        if name not in known:
            there = ", ".join(known) or "none yet"
            raise NoResults(f"There is no assignment {name} in the gradebook; it knows {there}.")
    found = ClassResults(sorted(set(names or known)), gradebook.students)
    for name in found.assignments:
        _read_assignment(folders, name, gradebook, found)
    if names is None or not names:
        found.assignments = [name for name in known if found.of(name)]
        found.problems = [each for each in found.problems if each.assignment in found.assignments]
    if not found.submissions:
        what = " and ".join(names) if names else "any assignment"
        raise NoResults(f"No submission of {what} is graded yet; `nbgrader autograde ASSIGNMENT` grades what was "
                        "collected.")
    found.waiting = {name: gradebook.waiting.get(name, 0) for name in found.assignments}
    return found


def _folders(course: Path) -> CourseDirectory:
    if not (course / CONFIG).is_file():
        raise NoResults(f"There is no {CONFIG} in {course}; run this from the course's folder.")
    config = PyFileConfigLoader(CONFIG, path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    return CourseDirectory(config=config)


def _read_gradebook(db_url: str) -> _Gradebook:
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite":
        if not Path(url.database or "").is_file():
            raise NoResults(f"There is no gradebook {url.database} yet; `nbgrader generate_assignment` and `nbgrader "
                            "autograde` make one.")
        url = url.set(query={"timeout": str(PATIENCE)})
    try:
        with api.Gradebook(url.render_as_string(hide_password=False), "") as gradebook:
            return _query(gradebook.db)
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise NoResults("Another program is writing to the gradebook at this moment; try again when it has "
                            "finished.") from error
        raise NoResults(f"The gradebook cannot be read: {error.orig}.") from error
    except DatabaseError as error:
        raise NoResults(f"The gradebook cannot be read: {error.orig}.") from error


def _query(session: Any) -> _Gradebook:
    submission = api.SubmittedAssignment
    rows = session.execute(
        select(api.Assignment.name, submission.student_id, api.BaseCell.name, api.Grade.score, api.Grade.max_score,
               api.Grade.needs_manual_grade)
        .select_from(api.Grade).join(api.BaseCell, api.Grade.cell_id == api.BaseCell.id)
        .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(submission, api.SubmittedNotebook.assignment_id == submission.id)
        .join(api.Assignment, submission.assignment_id == api.Assignment.id)).all()
    points: dict[tuple[str, str], dict[str, tuple[float, float]]] = defaultdict(dict)
    waiting: dict[str, int] = defaultdict(int)
    for assignment, student, cell, score, most, by_hand in rows:
        points[assignment, student][cell] = (score, most)
        waiting[assignment] += bool(by_hand)
    assignments = set(session.scalars(select(api.Assignment.name)))
    return _Gradebook(len(session.scalars(select(api.Student.id)).all()), assignments, points, waiting)


def _read_assignment(folders: CourseDirectory, name: str, gradebook: _Gradebook, found: ClassResults) -> None:
    for student in sorted(_students(folders, folders.submitted_directory, name)
                          | _students(folders, folders.autograded_directory, name)):
        def note(sentence: str, student: str = student) -> None:
            found.problems.append(Problem(name, student, sentence))

        graded = Path(folders.format_path(folders.autograded_directory, student, name)) / f"{name}.ipynb"
        handed_in = Path(folders.format_path(folders.submitted_directory, student, name))
        if not graded.is_file():
            whole = (handed_in / f"{name}.ipynb").is_file()
            note("It is handed in but not graded yet." if whole else f"There is no {name}.ipynb in it.")
            continue
        points = gradebook.points.get((name, student))
        if points is None:
            note("Its graded notebook is there, but the gradebook does not know it; grade it again.")
            continue
        try:
            results = _results(saved_cells(graded), points)
        except (OSError, ValueError):
            note("Its graded notebook cannot be read; grade it again.")
            continue
        missing = [exercise for exercise in exercises_of(name) if exercise not in results]
        if missing:
            note(f"The check left no report for {', '.join(missing)}.")
        reached = [points[cell] for cell in points]
        found.submissions.append(Submission(student, name, results, sum(score for score, _ in reached),
                                            sum(most for _, most in reached)))


def _students(folders: CourseDirectory, step: str, assignment: str) -> set[str]:
    root = Path(folders.format_path(step, ".", ".")).resolve()
    if not root.is_dir():
        return set()
    return {entry.name for entry in os.scandir(root) if (root / entry.name / assignment).is_dir()}


def _results(cells: list[Any], points: dict[str, tuple[float, float]]) -> dict[str, Result]:
    """By exercise: what its first check that is not right says, else what its last one says."""
    results: dict[str, Result] = {}
    for cell in cells:
        exercise, _, part = cell.grade_id.rpartition("-")
        judged = _judged(cell, exercise, part) if cell.graded and not cell.answer else None
        before = results.get(exercise)
        if judged is None or (before and before.verdict is not Verdict.RIGHT):
            continue
        together = sum(points.get(f"{exercise}-{each}", (0, 0))[0] for each in ("visible", "hidden"))
        results[exercise] = Result(*judged, together)
    return results


def _judged(cell: Any, exercise: str, part: str) -> tuple[Verdict, Misconception | None] | None:
    """Verdict and misconception of the report in a check cell; only what this course knows is believed."""
    if not any(exercise in names for names in COURSE.values()):
        return None
    for output in cell.outputs:
        data = output.get("data") if isinstance(output, dict) else None
        report = data.get(MIME) if isinstance(data, dict) else None
        if not isinstance(report, dict) or (report.get("exercise"), report.get("part")) != (exercise, part):
            continue
        verdict = Verdict.__members__.get(str(report.get("verdict")).upper())
        if verdict is not None:
            named = (each for each in find(exercise).misconceptions if each.name == report.get("misconception"))
            return verdict, next(named, None)
    return None
