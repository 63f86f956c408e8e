"""The instructor's guide from its first command to its last, with students who have folders and names of their own."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest

from tests.grading.test_nbgrader import MINUS_MISSING, POINTS
from tests.notebooks.course import ROOT
from tests.test_lab import free_port, serving
from xentlib.checking.calling import SECONDS_PER_CALL
from xentlib.grading import remote, sandbox, submission
from xentlib.grading.execute import Execute

NAME = "01_shannon_entropy"
GUIDE = (ROOT / "xentlib" / "grading" / "guide.md").read_text()
BIN = Path(sys.executable).parent
# What can't be run here as it is written: the file that runs its like, and the words by which one finds it there.
RUN_BY = {
    'pip install -e ".[cluster]"': ("pyproject.toml", "cluster = ["),
    "dask scheduler --port 8786": ("tests/grading/test_cluster.py", 'dask("scheduler"'),
    "dask worker tcp://10.0.0.1:8786 --nthreads 1": ("tests/grading/test_cluster.py", '"--nthreads", "1"'),
    f"python -m xentlib grade {NAME} --address tcp://10.0.0.1:8786": ("tests/grading/test_cluster.py", '"--address"'),
}


def blocks():
    """The guide's commands in their order: whose they are, and the lines."""
    return [(who, lines.strip().splitlines()) for who, lines in re.findall(r"```bash (\w+)\n(.*?)```", GUIDE, re.S)]


class Loop:
    """A class of two with its instructor, an exchange between them, and what everybody's commands said."""

    def __init__(self, folder):
        self.folder, self.course, self.said = folder, folder / "course", []
        for part in ("solutions", "notebooks"):
            for name in ("00_surprise", NAME):
                shutil.copytree(ROOT / part / name, self.course / part / name)
        shutil.copytree(ROOT / "xentlib", self.course / "xentlib", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "nbgrader_config.py", self.course)
        exchange, passed_on = folder / "exchange", re.search(r"```python\n(.*?)```", GUIDE, re.S).group(1)
        text = re.sub(r'(?<=Exchange.root = ").*(?=")', str(exchange), passed_on)
        assert str(exchange) in text
        for name in ("instructor", "ada", "bob"):
            (folder / name / ".jupyter").mkdir(parents=True)
            (folder / name / ".jupyter" / "nbgrader_config.py").write_text(text)

    def run(self, who, command):
        """A command of the guide, typed by one of them."""
        home = self.folder / who
        (home / "passwd").write_text(f"{who}:x:{os.getuid()}:{os.getgid()}::{home}:/bin/sh\n")
        # nbgrader asks the system's list of users who is submitting; here everybody has one with their own name.
        as_user = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(home / "passwd"), "/etc/passwd"]
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [*([] if who == "instructor" else as_user), "bash", "-c", command], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd=self.course if who == "instructor" else home,
            env=os.environ | {"HOME": str(home), "PATH": path, "PYTHONPATH": str(self.course)})
        self.said.append(f"$ {command}\n{done.stdout}")
        assert done.returncode == 0, self.said[-1]
        return done.stdout

    def answer(self, who, **answers):
        """Write answers into the notebook that was fetched; the written one is always given."""
        path = self.folder / who / NAME / f"{NAME}.ipynb"
        book = nbformat.read(path, as_version=4)
        source = nbformat.read(self.course / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
        right = {cell["id"]: cell.source for cell in source.cells}
        for cell in book.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = answers.get(cell["id"], right[cell["id"]])
        nbformat.write(book, path)


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    """Everything the guide says, done in its order."""
    loop = Loop(tmp_path_factory.mktemp("class"))
    loop.tables, waiting = [], iter(blocks())
    for who, lines in waiting:
        if who == "cluster":
            continue
        if "generate_feedback" in lines[0]:
            read_by_hand(loop)
        for command in lines:
            if who == "instructor":
                if command.startswith("nbgrader collect") and "--update" in command:
                    loop.answer("bob")  # a second thought
                    loop.run("bob", f"nbgrader submit {NAME}")
                said = loop.run(who, command)
                loop.tables += [said] if "xentlib grade" in command else []
                continue
            for student in ("ada", "bob"):
                if command.startswith("nbgrader submit"):
                    loop.answer(student, **({"entropy": MINUS_MISSING} if student == "bob" else {}))
                loop.run(student, command)
    return loop


def read_by_hand(loop):
    """The written answers, read and given points through the formgrader's pages."""
    port = free_port()
    command = [sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no"]
    home = loop.folder / "instructor"
    with serving(command, port, loop.course, home, PYTHONPATH=str(loop.course)) as lab:
        token = lab["address"].split("token=")[1]

        def put(path, **data):
            request = urllib.request.Request(
                f"http://localhost:{port}/formgrader/api/{path}", json.dumps(data).encode(),
                {"Authorization": f"token {token}"}, method="PUT")
            urllib.request.urlopen(request, timeout=120).close()

        def ask(path):
            return json.loads(lab["ask"](f"formgrader/api/{path}")[1])

        loop.waiting = [each["needs_manual_grade"] for each in ask(f"submissions/{NAME}")]
        for entry in ask(f"submitted_notebooks/{NAME}/{NAME}"):
            _, page = lab["ask"](f"formgrader/submissions/{entry['id']}/")
            assert "lower bound for every prefix code" in page  # the rubric, above the answer
            for grade in ask(f"grades?submission_id={entry['id']}"):
                if grade["needs_manual_grade"]:
                    put(f"grade/{grade['id']}", manual_score=4 if entry["student"] == "ada" else 3)
            comment = ask(f"comments?submission_id={entry['id']}")[-1]
            put(f"comment/{comment['id']}", manual_comment=f"Well said, {entry['student']}.")
        lab["process"].send_signal(signal.SIGTERM)
        lab["process"].wait(timeout=60)


def test_every_command_of_the_guide_is_run_here_or_elsewhere():
    written = {command for who, lines in blocks() if who == "cluster" for command in lines}
    assert written == set(RUN_BY)
    for command, (file, words) in RUN_BY.items():
        assert words in (ROOT / file).read_text(), f"{command} is no longer run by {file}"
    assert GUIDE.count("```bash") == len(blocks())


def test_the_limits_in_the_guide_are_those_that_hold():
    words = " ".join(GUIDE.split())
    for limit in (f"{sandbox.MEMORY >> 20} MiB beyond", f"{SECONDS_PER_CALL:g} seconds of work for a call",
                  f"{Execute.seconds_per_cell.default_value:g} for a cell",
                  f"{remote.SECONDS_IN_ALL:g} for a submission",
                  f"files ({sandbox.SCRATCH >> 20} MiB)", f"a notebook of {submission.LARGEST_NOTEBOOK >> 20} MiB",
                  f"{submission.LARGEST_FILES >> 20} MiB of other files"):
        assert limit in words, limit


def test_the_first_grading_is_shown_and_the_second_takes_only_what_is_new(loop):
    first, second = loop.tables
    def points(student, table):
        return float(re.search(rf"^{student} +(\S+) +{POINTS + 5} +to be read, late$", table, re.M).group(1))

    assert "2 graded now, 0 before" in first and "1 graded now, 1 before" in second
    assert points("ada", first) == points("ada", second) == points("bob", second) == POINTS > points("bob", first)


def test_written_answers_were_waiting_and_their_points_are_in_the_table_of_grades(loop):
    assert loop.waiting == [True, True]
    with (loop.course / "gradebook" / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == NAME}
    assert {name: float(row["score"]) for name, row in rows.items()} == {"ada": POINTS + 4, "bob": POINTS + 3}
    assert rows["ada"]["last_name"] == "Lovelace" and float(rows["bob"]["late_submission_penalty"] or 0) == 0


def test_each_student_has_their_own_feedback_and_no_one_elses(loop):
    for student, other in (("ada", "bob"), ("bob", "ada")):
        pages = [path.read_text() for path in (loop.folder / student / NAME / "feedback").glob(f"*/{NAME}.html")]
        assert pages and f"Well said, {student}." in pages[-1]
        assert all(f"Well said, {other}." not in page for page in pages)


def test_the_student_hears_of_the_hidden_tests_only_what_they_may(loop):
    text = (loop.folder / "ada" / NAME / f"{NAME}.ipynb").read_text()
    assert "BEGIN HIDDEN TESTS" not in text and "BEGIN MARK SCHEME" not in text


def test_the_report_is_written(loop):
    folder = loop.course / "gradebook" / "report"
    assert "shannon_entropy" in (folder / "report.csv").read_text()
    assert "Lovelace" not in (folder / "report.html").read_text()
