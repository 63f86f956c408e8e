"""One submission, graded in a course of its own: what travels to a worker, what comes back, and the work itself.

A worker never sees the gradebook. It makes a small course in a temporary folder, with a gradebook that knows the
assignment and one student, lets nbgrader's own Autograde work there as nbgrader_config.py tells it to, and hands back
the graded files and the grades. So it makes no difference in which process or on which machine it runs.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from .submission import LARGEST_NOTEBOOK

SETTINGS = "nbgrader_config.py"
STAMP = ".graded"  # in an autograded folder: the fingerprint of the submission that it shows, written last


@dataclass(frozen=True)
class Course:
    """What every submission of an assignment needs: paths from the course's folder and their bytes."""

    assignment: str
    files: Mapping[str, bytes | None]
    gradebook: bytes  # an SQLite file that holds the assignment and no student


@dataclass(frozen=True)
class Submission:
    student: str
    files: dict[str, bytes | None]  # None stands for what is no plain file, such as a link
    extension: timedelta | None = None

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a file has changed, come or gone."""
        digests = [(name, content and hashlib.sha256(content).digest()) for name, content in self.files.items()]
        return hashlib.sha256(repr(sorted(digests)).encode()).hexdigest()


@dataclass(frozen=True)
class Graded:
    """A graded submission, or the reason why it could not be."""

    student: str
    fingerprint: str
    files: Mapping[str, bytes | None]
    grades: dict[str, Any]
    problem: str | None = None


def files_in(folder: Path) -> dict[str, bytes | None]:
    """The files of a folder by their path in it, hidden ones left out. No link is followed: it can point anywhere."""
    paths = (Path(parent, name) for parent, _, names in os.walk(folder, onerror=_raise) for name in names)
    return {name.as_posix(): _content(folder / name)
            for name in sorted(path.relative_to(folder) for path in paths)
            if not any(part.startswith(".") for part in name.parts)}


def _content(path: Path) -> bytes | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(LARGEST_NOTEBOOK + 1)  # enough to see that it is too large


def _raise(error: OSError) -> None:
    raise error


def write_files(files: Mapping[str, bytes | None], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.symlink_to("nowhere")  # so that grading can say what was handed in
        else:
            path.write_bytes(content)


def settings(root: Path) -> Config:
    """The course's settings as nbgrader's own commands have them."""
    config: Config = PyFileConfigLoader(SETTINGS, path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    return config


def stamp(notebooks: Iterable[str], **_: str) -> None:
    """nbgrader's last step of grading a submission, whoever started it; one that was broken off has no stamp."""
    for submitted in {Path(notebook).parent for notebook in notebooks}:
        student, assignment = submitted.parts[-2:]
        graded = submitted.parents[1].with_name("autograded") / student / assignment
        (graded / STAMP).write_text(Submission(student, files_in(submitted)).fingerprint)


_one_at_a_time = threading.Lock()  # nbgrader changes the current folder, which a process has one of


def grade_one(course: Course, submission: Submission, work: Path | None = None) -> Graded:
    """Grade one submission in a temporary folder, inside `work` if given. Whatever goes wrong comes back as a word."""
    student, notes = submission.student, _Notes()
    try:
        with _one_at_a_time, tempfile.TemporaryDirectory(prefix="grading-", dir=work) as folder:
            root = Path(folder).resolve()
            write_files(course.files, root)
            config = settings(root)
            config.CourseDirectory.assignment_id, config.CourseDirectory.student_id = course.assignment, student
            config.Autograde.create_student = True  # whether somebody may be new is settled before the work
            coursedir = CourseDirectory(config=config, log=notes.logger)
            Path(coursedir.db_url.removeprefix("sqlite:///").partition("?")[0]).write_bytes(course.gradebook)

            def path(step: str) -> Path:
                return Path(coursedir.format_path(step, student, course.assignment))

            path(coursedir.submitted_directory).mkdir(parents=True)
            write_files(submission.files, path(coursedir.submitted_directory))
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                gradebook.update_or_create_student(student)
                gradebook.update_or_create_submission(course.assignment, student, extension=submission.extension)
            Autograde(coursedir=coursedir, config=config, log=notes.logger).start()
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                grades = _grades(gradebook, course.assignment, student)
            return Graded(student, submission.fingerprint, files_in(path(coursedir.autograded_directory)), grades)
    except NbGraderException as error:
        problem = notes.last_error or str(error)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    return Graded(student, submission.fingerprint, {}, {}, problem)


def _grades(gradebook: Gradebook, assignment: str, student: str) -> dict[str, Any]:
    """What grading by machine puts into a gradebook, as plain data."""
    submission = gradebook.find_submission(assignment, student)
    return {
        "timestamp": submission.timestamp and submission.timestamp.isoformat(),
        "notebooks": {notebook.name: {
            "penalty": notebook.late_submission_penalty,
            "grades": {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades},
            "comments": {comment.name: comment.auto_comment for comment in notebook.comments},
        } for notebook in submission.notebooks},
    }


class _Notes(logging.Handler):
    """Keeps the last line of the last traceback that nbgrader wrote into its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last_error = ""
        self.logger = logging.Logger("grading", logging.INFO)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if (text := record.getMessage().strip()).startswith("Traceback"):
            self.last_error = text.splitlines()[-1]
