"""`python -m xentlib grade`: every submission of an assignment, in parallel, and right again after any interruption."""

from __future__ import annotations

import difflib
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import OperationalError

from .execute import REFUSED
from .one import SETTINGS, Graded, Submission
from .records import Busy, Records
from .workers import NoCluster, in_processes, on_cluster

ALL_GRADED, SOME_NOT, NOT_STARTED = 0, 1, 2


class Refused(Exception):
    """Why the command can't be carried out as it was typed."""


def grade(assignment: str, workers: int, address: str | None = None, force: bool = False) -> int:
    """Grade what is new, or everything, and say how it went; returns the exit status."""
    done = 0
    try:
        with Records(_course(), assignment) as records:
            submissions, problems = _to_grade(records, force)
            with Progress(len(submissions), problems) as progress:
                for graded in _results(records, submissions, workers, address):
                    if graded.problem is None:
                        records.keep(graded)
                        done += 1
                    else:
                        _stop_if_hopeless(graded.problem)
                        progress.problem(f"{graded.student}: {graded.problem}")
                    progress.step(graded.student)
            print(_table(records))
            print(f"{done} graded now, {len(records.students()) - done - len(problems)} before, "
                  f"{len(problems)} could not be.")
            return SOME_NOT if problems else ALL_GRADED
    except (Refused, NoCluster) as refused:
        print(refused, file=sys.stderr)
        return NOT_STARTED
    except Busy:
        reason = "Another grading run is at work on this course: let it end first"
    except KeyboardInterrupt:
        reason = "Stopped"
    except (OSError, OperationalError) as error:
        reason = sentence(error) or ""
        if not reason:
            raise
    print(f"{reason}. Nothing is lost, and the same command goes on where it stopped; {done} were graded now.",
          file=sys.stderr)
    return SOME_NOT


def _course() -> Path:
    root = Path.cwd()
    if not (root / SETTINGS).exists():
        raise Refused(f"There is no {SETTINGS} in {root}: run this in the course's folder.")
    return root


def _to_grade(records: Records, force: bool) -> tuple[list[Submission], list[str]]:
    """The submissions that need work, and a sentence for each that can't be graded."""
    assignment, notebooks, students = records.assignment, records.notebooks(), records.students()
    if not notebooks:
        raise Refused(_unknown(assignment, records))
    if not students:
        raise Refused(f"There is no submission of {assignment}: collect them with `nbgrader collect {assignment}`, or "
                      f"put each into {records.submitted.relative_to(records.root)}/STUDENT/{assignment}/.")
    known, submissions, problems = records.known_students(), [], []
    for student in students:
        folder = f"{records.submitted.relative_to(records.root)}/{student}/{assignment}"
        try:
            submission = records.submission(student)
        except OSError as error:
            problems.append(f"{student}: {sentence(error) or error}; make {folder} readable and grade again.")
            continue
        if student not in known and not records.new_students_allowed:
            problems.append(f"{student}: not in the gradebook's list of students; correct the folder's name, or "
                            f"`nbgrader db student add {student}`, and grade again.")
        else:
            submissions.append(submission)
    already = set() if force else records.already_graded(submissions)
    submissions = [each for each in submissions if each.student not in already]
    for each in submissions:
        if known and each.student not in known:
            print(f"{each.student}: not in the gradebook's list of students, and added to it; if the name is wrong, "
                  f"`nbgrader db student remove {each.student} --force` and correct the folder's name.")
        if not any(name.endswith(".ipynb") for name in each.files):
            print(f"{each.student}: handed in no notebook, earns 0 and is told; when it has arrived, grade again.")
    return submissions, problems


def _unknown(assignment: str, records: Records) -> str:
    names = [path.name for path in (records.root / records.coursedir.source_directory).iterdir() if path.is_dir()]
    if assignment in names:
        return f"The gradebook does not know {assignment} yet: run `nbgrader generate_assignment {assignment}` first."
    near = difflib.get_close_matches(assignment, names, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}."
    return f"There is no assignment {assignment}: {hint}"


def _results(records: Records, submissions: list[Submission], workers: int, address: str | None) -> Iterator[Graded]:
    if not submissions:
        return iter(())
    course = records.course()
    if address:
        return on_cluster(course, submissions, address)
    return in_processes(course, submissions, workers, records.work)


def _stop_if_hopeless(problem: str) -> None:
    """Raise what would keep every other submission from being graded as well."""
    if problem.startswith(REFUSED):
        raise Refused(problem)
    if os.strerror(errno.ENOSPC) in problem or "disk is full" in problem:
        raise OSError(errno.ENOSPC, problem)


def sentence(error: OSError | OperationalError) -> str | None:
    """What an instructor can do about an error of the system, if it is one of those they can do something about."""
    number, text = getattr(error, "errno", None), str(error)
    if number == errno.ENOSPC or "disk is full" in text:
        return "The disk is full: free some space"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission for {error.filename}: change it, or grade as its owner"
    if "readonly database" in text or "unable to open" in text:
        return "No permission for the gradebook: change it, or grade as its owner"
    if "locked" in text:
        return "The gradebook is locked by another program: close that one"
    return None


class Progress:
    """A bar on a terminal, and a line for each submission anywhere else."""

    def __init__(self, total: int, problems: list[str]) -> None:
        self.total, self.done, self.problems = total, 0, problems
        self.bar = sys.stdout.isatty()

    def __enter__(self) -> Progress:
        for problem in self.problems:
            print(problem)
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar and self.total:
            print()

    def problem(self, text: str) -> None:
        self.problems.append(text)
        print(("\r\x1b[K" if self.bar else "") + text, flush=True)

    def step(self, student: str) -> None:
        self.done += 1
        if not self.bar:
            print(f"{self.done} of {self.total}: {student}", flush=True)
        self._draw()

    def _draw(self) -> None:
        if self.bar and self.total:
            width = max(10, min(40, shutil.get_terminal_size().columns - 30))
            filled = width * self.done // self.total
            print(f"\r[{'#' * filled}{'.' * (width - filled)}] {self.done} of {self.total}", end="", flush=True)


def _table(records: Records) -> str:
    """Who has how many points, what waits for a reader, and who was late."""
    entries = {each["student"]: each for each in records.gradebook.submission_dicts(records.assignment)}
    rows = [("student", "points", "of", "")]
    for student in records.students():
        if not (entry := entries.get(student)):
            rows.append((student, "-", "-", "not graded"))
            continue
        notes = (["to be read"] if entry["needs_manual_grade"] else []) + (
            ["late"] if records.gradebook.find_submission(records.assignment, student).total_seconds_late else [])
        rows.append((student, f"{entry['score']:g}", f"{entry['max_score']:g}", ", ".join(notes)))
    name, points, most = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(f"{row[0]:{name}}  {row[1]:>{points}}  {row[2]:>{most}}  {row[3]}".rstrip() for row in rows)
