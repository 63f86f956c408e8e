"""`python -m xentlib grade`: what it grades, what it says, how it ends."""

import contextlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from unittest import mock

import pytest
from nbgrader.api import Gradebook

from tests.grading.test_nbgrader import nbgrader
from tests.grading.tiny import NAME, RIGHT, WRONG, database, hand_in, make_course, points
from tests.notebooks.course import ROOT
from xentlib.__main__ import main
from xentlib.grading.one import STAMP


@contextlib.contextmanager
def grading(root, *arguments, before=(), **how):
    """The command at work in this course; whatever happens, it does not outlive the test."""
    command = [*before, sys.executable, "-m", "xentlib", "grade", *(arguments or (NAME,))]
    with subprocess.Popen(command, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **how) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process, words):
    """What a process says until it has said these words."""
    said = ""
    while words not in said:
        line = process.stdout.readline()
        assert line, f"it ended early:\n{said}"
        said += line
    return said


def grade_apart(root, *arguments, **how):
    """The command, done, in a process of its own: its exit status and everything it said."""
    with grading(root, *arguments, **how) as process:
        said, _ = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, said)


def grade(root, *arguments):
    """The command, done in this process, which has imported nbgrader already."""
    command, said = ["xentlib", "grade", *(arguments or (NAME,))], io.StringIO()
    with (contextlib.chdir(root), mock.patch("sys.argv", command), contextlib.redirect_stdout(said),
          contextlib.redirect_stderr(said)):
        status = main()
    return subprocess.CompletedProcess(command, status, said.getvalue())


def graded_lines(said):
    """The students whose submissions were graded, as the lines of progress tell."""
    return sorted(re.findall(r"^\d+ of \d+: (\w+)$", said, re.M))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def course(untouched, tmp_path):
    return shutil.copytree(untouched, tmp_path / "my course")


def test_what_is_new_is_graded_and_what_is_not_is_left(course):
    for student, answer in (("ada", RIGHT), ("bea", WRONG)):
        hand_in(course, student, answer, "2026-01-01 10:00:00 UTC")
    first = grade_apart(course, NAME, "--workers", "2")
    assert (first.returncode, graded_lines(first.stdout)) == (0, ["ada", "bea"])
    assert points(course) == {"ada": 2, "bea": 0}
    assert re.search(r"^ada +2 +5 +to be read$", first.stdout, re.M)
    assert "2 graded now, 0 before, 0 could not be." in first.stdout
    book = course / "gradebook" / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    before = book.read_bytes()

    hand_in(course, "bea", RIGHT, "2026-01-02 10:00:00 UTC")  # again
    hand_in(course, "cyd")  # late
    second = grade(course)
    assert (second.returncode, graded_lines(second.stdout)) == (0, ["bea", "cyd"])
    assert points(course) == {"ada": 2, "bea": 2, "cyd": 2}
    assert book.read_bytes() == before

    third = grade(course)
    assert (third.returncode, graded_lines(third.stdout)) == (0, [])
    assert "0 graded now, 3 before" in third.stdout
    assert graded_lines(grade(course, NAME, "--force").stdout) == ["ada", "bea", "cyd"]


def test_an_unchanged_submission_of_which_one_place_knows_nothing_is_graded_again(course):
    """The folder without the database, the database without the folder, the folder of an earlier submission."""
    for student in ("ada", "bea", "cyd"):
        hand_in(course, student)
    assert grade(course).returncode == 0
    graded = course / "gradebook" / "autograded"
    with Gradebook(database(course)) as gradebook:
        gradebook.remove_submission(NAME, "ada")
    shutil.rmtree(graded / "bea")
    (graded / "cyd" / NAME / STAMP).write_text("another")
    assert graded_lines(grade(course).stdout) == ["ada", "bea", "cyd"]
    assert graded_lines(grade(course).stdout) == []


def test_what_nbgraders_own_command_has_graded_is_not_graded_again(course):
    hand_in(course, "ada")
    nbgrader(course, "autograde", NAME)
    assert graded_lines(grade(course).stdout) == []
    hand_in(course, "ada", WRONG)
    assert graded_lines(grade(course).stdout) == ["ada"]


def test_late_is_said_and_an_extension_counts(course):
    nbgrader(course, "db", "assignment", "add", NAME, "--duedate", "2026-01-01 12:00:00 UTC")
    hand_in(course, "ada", when="2026-01-01 12:30:00 UTC")
    hand_in(course, "bea", when="2026-01-01 11:30:00 UTC")
    said = grade(course).stdout
    assert re.search(r"^ada .* late$", said, re.M) and not re.search(r"^bea .* late$", said, re.M)
    with Gradebook(database(course)) as gradebook:
        gradebook.grant_extension(NAME, "ada", hours=1)
    assert "late" not in grade(course, NAME, "--force").stdout


# ---------------------------------------------------------------- what is in the way: one sentence, nothing lost


def refused(done):
    """The sentence with which the command said that it can't be carried out."""
    assert done.returncode == 2 and len(done.stdout.splitlines()) == 1, done.stdout
    return done.stdout


def test_an_unknown_assignment(course):
    hand_in(course, "ada")
    assert "There is no assignment tinny: did you mean tiny?" in refused(grade(course, "tinny"))


def test_an_assignment_that_was_not_generated(course):
    (course / "gradebook" / "gradebook.db").unlink()
    hand_in(course, "ada")
    assert f"run `nbgrader generate_assignment {NAME}` first" in refused(grade(course))


def test_no_submissions(course):
    assert f"`nbgrader collect {NAME}`, or put each into gradebook/submitted/STUDENT/{NAME}/" in refused(grade(course))


def test_the_wrong_folder(course):
    assert "run this in the course's folder" in refused(grade(course / "solutions"))


def test_no_sandbox(course):
    hand_in(course, "ada")
    said = refused(grade_apart(course, env=os.environ | {"PATH": str(course)}))
    assert "bubblewrap" in said and "without_sandbox" in said


def test_a_folder_without_a_notebook(course):
    hand_in(course, "ada")
    (hand_in(course, "bea") / f"{NAME}.ipynb").rename(course / "elsewhere.ipynb")
    done = grade(course)
    assert done.returncode == 0 and points(course) == {"ada": 2, "bea": 0}
    assert re.search(r"^bea: handed in no notebook, earns 0 and is told; when it has arrived, grade again.$",
                     done.stdout, re.M)
    hand_in(course, "bea")
    assert graded_lines(grade(course).stdout) == ["bea"] and points(course) == {"ada": 2, "bea": 2}


def test_a_notebook_that_is_a_link_is_not_followed(course):
    notebook = hand_in(course, "ada") / f"{NAME}.ipynb"
    notebook.rename(course / "elsewhere.ipynb")
    notebook.symlink_to(course / "elsewhere.ipynb")
    assert grade(course).returncode == 0 and points(course) == {"ada": 0}
    assert "is a link" in (course / "gradebook" / "autograded" / "ada" / NAME / f"{NAME}.ipynb").read_text()


def test_a_student_who_is_not_in_the_list(course):
    hand_in(course, "ada")
    hand_in(course, "bea")
    nbgrader(course, "db", "student", "add", "ada")
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("c.Autograde.create_student = False\n")
    done = grade(course)
    assert done.returncode == 1 and points(course) == {"ada": 2}
    assert re.search(r"^bea: not in the gradebook's list of students; correct .* `nbgrader db student add bea`, and "
                     "grade again.$", done.stdout, re.M)
    (course / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    done = grade(course)
    assert done.returncode == 0 and "bea: not in the gradebook's list of students, and added to it" in done.stdout
    assert points(course) == {"ada": 2, "bea": 2}


def stopped(done, reason):
    assert done.returncode == 1 and "Traceback" not in done.stdout, done.stdout
    last = done.stdout.splitlines()[-1]
    assert reason in last and "Nothing is lost, and the same command goes on where it stopped" in last, done.stdout


def test_a_gradebook_that_another_program_holds(course):
    hand_in(course, "ada")
    path = course / "nbgrader_config.py"
    path.write_text(path.read_text().replace("timeout=60", "timeout=0.2"))
    with contextlib.closing(sqlite3.connect(course / "gradebook" / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # others may read, nobody else may write
        stopped(grade(course), "The gradebook is locked by another program: close that one.")
    done = grade(course)
    assert done.returncode == 0 and points(course) == {"ada": 2}
    assert graded_lines(done.stdout) == []  # it was graded before; only the gradebook had not heard of it


def confined(*how):
    """Run the command in a view of the system that differs in one thing."""
    return ["bwrap", "--dev-bind", "/", "/", *map(str, how)]


def test_a_full_disk(course):
    for student in ("ada", "bea"):
        hand_in(course, student)
    small = course / "gradebook" / "grading"
    small.mkdir()
    stopped(grade_apart(course, before=confined("--size", 4096, "--tmpfs", small)), "The disk is full: free some")
    assert grade(course).returncode == 0 and points(course) == {"ada": 2, "bea": 2}


def test_no_permission_to_write(course):
    hand_in(course, "ada")
    book = course / "gradebook"
    stopped(grade_apart(course, before=confined("--ro-bind", book, book)), "No permission for")
    assert grade(course).returncode == 0 and points(course) == {"ada": 2}


def test_no_permission_to_read_a_submission(course):
    hand_in(course, "ada")
    folder = hand_in(course, "bea")
    (folder / f"{NAME}.ipynb").chmod(0)
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("c.Execute.without_sandbox = True\n")  # no sandbox in the one that takes root's rights away
    done = grade_apart(course, before=confined("--unshare-user", "--cap-drop", "ALL"))
    assert done.returncode == 1 and points(course) == {"ada": 2}
    assert re.search(rf"^bea: No permission for .*; make gradebook/submitted/bea/{NAME} readable and grade again.$",
                     done.stdout, re.M)
    (folder / f"{NAME}.ipynb").chmod(0o644)
    assert grade(course).returncode == 0 and points(course) == {"ada": 2, "bea": 2}
