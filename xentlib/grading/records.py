"""The course's gradebook and graded folders, written by one process, and right again after any interruption.

What is known of a submission stands in two places, the database and the folder of autograded files, and no system
changes both at one moment. So a graded submission is first stored whole in a folder of its own, by one renaming; from
then on it counts as graded. Then it is carried over: the database, the files, the removal of that folder. Each of the
three can be done twice without harm, and whatever a killed run has left is carried over first by the next one.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Base, Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, insert, select, text

from .one import SETTINGS, STAMP, Course, Graded, Submission, files_in, settings, write_files

OF_STUDENTS = {"student", "submitted_assignment", "submitted_notebook", "grade", "comment"}  # the gradebook's tables


class Busy(Exception):
    """Another grading run is at work on this course."""


class Records:
    """One assignment of the course in this folder, open for writing; a context manager."""

    def __init__(self, root: Path, assignment: str) -> None:
        config = settings(root)
        self.root, self.assignment = root, assignment
        self.coursedir = CourseDirectory(config=config)
        self.new_students_allowed = config.Autograde.get("create_student", True)
        self.submitted = root / self.coursedir.submitted_directory
        self.folder = self.submitted.with_name("grading")
        self.work, self.whole = self.folder / "work", self.folder / "whole"

    def __enter__(self) -> Records:
        self.folder.mkdir(parents=True, exist_ok=True)
        # A lock of SQLite's works on every system and ends with the process that holds it.
        self._lock = sqlite3.connect(self.folder / "lock", isolation_level=None, timeout=0)
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            self._lock.close()
            raise Busy from None
        self.gradebook = Gradebook(self.coursedir.db_url, self.coursedir.course_id)
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in (self.work, self.whole):
            folder.mkdir(exist_ok=True)
        for left in sorted(self.whole.iterdir()):
            self._carry_over(left)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.gradebook.close()
        self._lock.close()

    def path(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.assignment))

    def students(self) -> list[str]:
        """Who has handed something in."""
        return sorted(path.parent.name for path in self.submitted.glob(f"*/{self.assignment}") if path.is_dir())

    def known_students(self) -> set[str]:
        return {student.id for student in self.gradebook.students}

    def notebooks(self) -> list[str]:
        """The notebooks of this assignment; none if it was not generated yet."""
        try:
            return [notebook.name for notebook in self.gradebook.find_assignment(self.assignment).notebooks]
        except MissingEntry:
            return []

    def submission(self, student: str) -> Submission:
        try:
            extension = self.gradebook.find_submission(self.assignment, student).extension
        except MissingEntry:
            extension = None
        return Submission(student, files_in(self.path(self.coursedir.submitted_directory, student)), extension)

    def already_graded(self, submissions: Iterable[Submission]) -> set[str]:
        """The students of whom both places show exactly this submission."""
        entered = (select(SubmittedAssignment.student_id).join(Assignment)
                   .where(Assignment.name == self.assignment))
        without_grade = (entered.join(SubmittedNotebook).join(Grade)
                         .where(Grade.auto_score.is_(None), Grade.needs_manual_grade.is_(False)))
        database = set(self.gradebook.db.scalars(entered)) - set(self.gradebook.db.scalars(without_grade))
        return database & {each.student for each in submissions if self._stamp(each.student) == each.fingerprint}

    def _stamp(self, student: str) -> str | None:
        stamp = self.path(self.coursedir.autograded_directory, student) / STAMP
        return stamp.read_text() if stamp.exists() else None

    def course(self) -> Course:
        """What a worker needs to know."""
        source = self.path(self.coursedir.source_directory, ".")
        files = {f"{source.relative_to(self.root).as_posix()}/{name}": content
                 for name, content in files_in(source).items()}
        return Course(self.assignment, files | {SETTINGS: (self.root / SETTINGS).read_bytes()}, self._definition())

    def _definition(self) -> bytes:
        """An SQLite gradebook with the course's assignments and no student."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            path = Path(folder) / "gradebook.db"
            engine = create_engine(f"sqlite:///{path}")
            Base.metadata.create_all(engine)
            with engine.begin() as connection:
                for table in Base.metadata.sorted_tables:
                    if table.name not in OF_STUDENTS:
                        rows = [dict(row._mapping) for row in self.gradebook.db.execute(select(table))]
                        if rows:
                            connection.execute(insert(table), rows)
            engine.dispose()
            return path.read_bytes()

    def keep(self, graded: Graded) -> None:
        """Store a graded submission; when this returns, both places show it."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            built = Path(folder) / "built"
            write_files(graded.files, built / "files")
            for path in (built / "files").rglob("*"):
                if path.is_file():
                    path.chmod(0o444)  # as nbgrader leaves them
            (built / "files" / STAMP).write_text(graded.fingerprint)
            (built / "grades.json").write_text(json.dumps(graded.grades))
            whole = self.whole / f"{self.assignment}+{graded.student}"  # nbgrader allows no + in an assignment's name
            built.rename(whole)
        self._carry_over(whole)

    def _carry_over(self, whole: Path) -> None:
        assignment, _, student = whole.name.partition("+")
        grades, files = whole / "grades.json", whole / "files"
        if grades.exists():  # it goes last
            self._record(student, assignment, json.loads(grades.read_text()))
            if files.exists():
                place = Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment))
                if place.exists():
                    shutil.rmtree(place)
                place.parent.mkdir(parents=True, exist_ok=True)
                files.rename(place)
            grades.unlink()
        whole.rmdir()

    def _record(self, student: str, assignment: str, grades: dict[str, Any]) -> None:
        """Enter what the machine has found and leave what a person has."""
        gradebook, when = self.gradebook, grades["timestamp"]
        # Where another program is writing, this says so at once; nbgrader would first fill the screen.
        gradebook.db.execute(text("BEGIN IMMEDIATE"))
        gradebook.update_or_create_student(student)
        entry = gradebook.update_or_create_submission(assignment, student, **({"timestamp": when} if when else {}))
        for notebook in entry.notebooks:
            found = grades["notebooks"][notebook.name]
            notebook.late_submission_penalty = found["penalty"]
            for grade in notebook.grades:
                grade.auto_score, by_hand = found["grades"][grade.name]
                grade.needs_manual_grade = by_hand or grade.manual_score is not None  # as nbgrader does
            for comment in notebook.comments:
                comment.auto_comment = found["comments"][comment.name]
        gradebook.db.commit()
