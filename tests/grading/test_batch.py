"""`python -m xentlib grade`: what it grades, what it says, how it ends."""

import contextlib
import re
import subprocess
import sys

import pytest

from tests.grading.tiny import NAME, RIGHT, WRONG, hand_in, make_course, points


@contextlib.contextmanager
def grading(root, *arguments, **how):
    """The command at work in this course; whatever happens, it does not outlive the test."""
    command = [sys.executable, "-m", "xentlib", "grade", *(arguments or (NAME,))]
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


def grade(root, *arguments, **how):
    """The command, done: its exit status and everything it said."""
    with grading(root, *arguments, **how) as process:
        said, _ = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, said)


def graded_lines(said):
    """The students whose submissions were graded, as the lines of progress tell."""
    return sorted(re.findall(r"^\d+ of \d+: (\w+)$", said, re.M))


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "my course")


def test_what_is_new_is_graded_and_what_is_not_is_left(course):
    for student, answer in (("ada", RIGHT), ("bea", WRONG)):
        hand_in(course, student, answer, "2026-01-01 10:00:00 UTC")
    first = grade(course, NAME, "--workers", "2")
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
