"""Kill a grading run at each step it takes on the disk and in the database, start it again, and say what was found.

`python -m tests.grading.killing COURSE` is a process of its own because it forks. COURSE has been graded once; since
then one student has handed in again and another for the first time. Prints one line of JSON for each moment.
"""

import contextlib
import io
import itertools
import json
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.grading.tiny import NAME, points
from xentlib.grading import batch
from xentlib.grading.one import STAMP, files_in, grade_one
from xentlib.grading.records import Records

STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.rmtree"}


def kill_at(moment: int, folder: Path) -> None:
    """Let this process be killed at its so-many-th step in the folder or commit to the database."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(name: str, arguments: tuple) -> None:
        if name not in STEPS or not str(arguments[0]).startswith((str(folder), "files", "grades", NAME)):
            return
        if name != "open" or (arguments[1] and set("wax+") & set(arguments[1])):
            step()

    sys.addaudithook(hook)
    event.listen(Engine, "commit", lambda connection: step())


def run(results, asked) -> int:
    """The command, with results that are there already instead of workers."""
    def ready(records, submissions, workers, address):
        for submission in submissions:
            asked.append(submission.student)
            yield results[submission.student]

    batch._results = ready
    with contextlib.redirect_stdout(io.StringIO()):
        return batch.grade(NAME, workers=1)


def main(root: Path) -> None:
    os.chdir(root)
    folder, before = root / "gradebook", root / "before"
    with Records(root, NAME) as records:
        course = records.course()
        submissions = [records.submission(student) for student in records.students()]
        unchanged = records.already_graded(submissions)
    results = {each.student: grade_one(course, each) for each in submissions}
    for student in unchanged:  # no run shall touch what stands there
        results[student] = replace(results[student], files=files_in(folder / "autograded" / student / NAME))
    shutil.copytree(folder, before)
    for moment in itertools.count(1):
        shutil.rmtree(folder)
        shutil.copytree(before, folder)
        child = os.fork()
        if not child:
            kill_at(moment, folder)
            os._exit(run(results, []))
        _, status = os.waitpid(child, 0)

        def stamped(student):
            stamp = folder / "autograded" / student / NAME / STAMP
            return stamp.exists() and stamp.read_text() == results[student].fingerprint

        kept = [student for student in results
                if stamped(student) or (folder / "grading" / "whole" / f"{NAME}+{student}").exists()]
        asked: list[str] = []
        again = run(results, asked)
        print(json.dumps({
            "killed": os.WIFSIGNALED(status), "again": again, "kept": kept, "asked": asked, "points": points(root),
            "shown": {student: stamped(student) and all(
                (folder / "autograded" / student / NAME / name).read_bytes() == content
                for name, content in graded.files.items()) for student, graded in results.items()},
            "left": sorted(path.name for path in (folder / "grading").rglob("*")),
        }), flush=True)
        if not os.WIFSIGNALED(status):
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
