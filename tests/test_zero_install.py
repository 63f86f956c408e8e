"""The door to a version that needs no installation stays open: Python in the browser, which is WebAssembly.

There, packages are pure Python wheels, nothing starts a thread or a process, imports are found by reading a cell, and
floating-point mistakes neither warn nor raise. What a course needs for that is kept here, long before it moves there.
"""

from __future__ import annotations

import ast
import contextlib
import os
import subprocess
import sys
import zipfile
from itertools import islice

import numpy as np
import pytest

from tests.answers import all_answers
from tests.checking.toys import DOUBLE, double
from tests.notebooks.course import NAMES, ROOT, notebook
from tests.test_imports import HEAVY
from xentlib.checking import Values, Verdict, call, calling, check_answer, run
from xentlib.exercises import COURSE, check, check_hidden, find

EXERCISES = [name for names in COURSE.values() for name in names]
RIGHT = [answer for answer in all_answers() if answer.caught is None]
# What belongs to a terminal, to the lab's server, or to an instructor's machine.
AT_HOME = {"install.py", "lab.py", "kernel_connection.py", "__main__.py", "grading", "site"}
PROCESSES = {"threading", "multiprocessing", "subprocess", "concurrent", "socket", "asyncio", "signal", "ctypes"}
GUARDED = {  # what does without where there is none; tests below
    "checking/calling.py": {"threading", "signal", "ctypes"},
    "experiments/noisy_desk.py": {"threading", "signal"},
    "plots/house.py": {"threading"},  # a lock; it starts nothing
}


def lesson_files():
    """The library as far as a notebook uses it."""
    paths = sorted((ROOT / "xentlib").rglob("*.py"))
    return [path for path in paths if path.relative_to(ROOT / "xentlib").parts[0] not in AT_HOME]


# ---------------------------------------------------------------- one wheel, with everything in it


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """xentlib built from what git knows, without a network."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked("pyproject.toml", "README.md", "xentlib"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index",
                    "--no-deps", "--no-build-isolation", "--wheel-dir", target, source],
                   check=True, capture_output=True, text=True)
    (built,) = target.iterdir()
    return built


def tracked(*paths):
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *paths], cwd=ROOT,
                            check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_the_wheel_is_for_every_machine_and_holds_every_file(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert set(tracked("xentlib")) <= set(archive.namelist())


def test_what_is_in_the_wheel_works_without_the_course_around_it(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    lines = f"""import sys
sys.path.insert(0, {str(tmp_path)!r})
import xentlib
from xentlib import datasets, experiments
from xentlib.exercises import check
print(xentlib.__file__.startswith({str(tmp_path)!r}), len(datasets.five_languages()),
      bool(experiments.stored_table("saturation")), str(check("entropy", {{}})).split(":")[0])"""
    done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() == "True 5 True ○ Not attempted yet"


# ---------------------------------------------------------------- imports


def imported(tree):
    """The top-level packages that some code imports, wherever it does."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_imports_plainly_what_a_browser_has(name):
    cells = [cell for cell in notebook("solutions", name).cells if cell.cell_type == "code"]
    first, *others = [ast.parse(cell.source) for cell in cells]  # a magic is no Python and would stop here
    asked = [node for node in first.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node).split("(")[0] for node in asked] == ["xl.require_version"]
    assert all(imported(tree) <= {"numpy", "xentlib"} for tree in (first, *others))
    assert not any(alias.name == "*" for node in first.body if isinstance(node, ast.ImportFrom) for alias in node.names)


def test_the_first_cells_need_no_heavy_package_no_thread_and_no_process():
    cells = [next(cell.source for cell in notebook("solutions", name).cells if cell.cell_type == "code")
             for name in NAMES]
    lines = f"""import _thread, os, sys
for package in {sorted(HEAVY)}:
    sys.modules[package] = None  # importing it now is an error
def refuse(*args, **kwargs):
    raise RuntimeError("there are no threads and no processes here")
_thread.start_new_thread = os.fork = os.posix_spawn = refuse
for cell in {cells!r}:
    exec(cell, {{}})"""
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- no threads, no processes


@pytest.mark.parametrize("path", lesson_files(), ids=lambda path: path.relative_to(ROOT / "xentlib").as_posix())
def test_the_library_of_the_lessons_starts_nothing_and_trusts_no_floating_point_alarm(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = path.relative_to(ROOT / "xentlib").as_posix()
    assert imported(tree) & PROCESSES <= GUARDED.get(inside, set())
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            assert not {"FloatingPointError", "LinAlgError", "RuntimeWarning"} & names_in(node.type)
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("seterr", "seterrcall", "geterr")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np.linalg":
            assert node.attr in ("norm", "qr")  # neither has anything to refuse
        if isinstance(node, ast.keyword) and node.arg in ("all", "divide", "invalid", "over", "under"):
            assert not (isinstance(node.value, ast.Constant) and node.value.value in ("raise", "call"))


def names_in(tree):
    return {node.id if isinstance(node, ast.Name) else node.attr for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute)}


def nobody_may(*args, **kwargs):
    raise AssertionError("there is no such thing in a browser")


@pytest.fixture
def in_a_browser(monkeypatch):
    """No alarm, no thread, and no floating-point mistake that NumPy would notice."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    for place, name in ((calling.signal, "signal"), (calling.signal, "setitimer"), (calling.threading, "Thread")):
        monkeypatch.setattr(place, name, nobody_may)
    with np.errstate(all="ignore"):
        monkeypatch.setattr(np, "errstate", lambda **settings: contextlib.nullcontext())
        yield


def test_a_function_that_takes_too_long_is_noticed_once_it_is_back(in_a_browser, monkeypatch):
    monkeypatch.setattr(run, "SECONDS_PER_CALL", 0.02)

    def slow(x):
        end = calling.time.thread_time() + 0.05
        while calling.time.thread_time() < end:
            pass
        return double(x)

    report = check_answer(DOUBLE, slow)
    assert report.verdict is Verdict.CRASHED
    assert "took longer than 0.02 seconds" in str(report) and "closing the page" in " ".join(str(report).split())
    assert not calling.invoke(double, call(3.0), seconds=20).timed_out


def test_training_notices_interrupts_only_where_there_are_any(in_a_browser, monkeypatch):
    from xentlib.experiments import noisy_desk

    monkeypatch.setattr(noisy_desk.signal, "getsignal", lambda number: None)
    with noisy_desk._noticing_interrupts() as noticed:
        assert noticed == []


# ---------------------------------------------------------------- no floating-point alarms, and other last digits


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_is_right_without_warnings_alarms_and_threads(answer, in_a_browser):
    """(An answer whose only fault is a warning passes there: nobody can hear it.)"""
    for report in (check(answer.exercise, {answer.exercise: answer.function}),
                   check_hidden(answer.exercise, {answer.exercise: answer.function})):
        assert report.verdict is Verdict.RIGHT, str(report)


def outcome_of(function, request):
    try:
        return function(*request.args, **request.kwargs)
    except (ValueError, TypeError, LookupError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_mathematics_asks_no_alarm_what_to_answer_or_to_refuse(name):
    """With every alarm off, and with an error for every alarm: the same values, the same refusals."""
    exercise = find(name)
    for requirement in (*exercise.visible, *exercise.hidden):
        if not isinstance(requirement, Values):
            continue
        calls = requirement.calls(np.random.default_rng(1)) if callable(requirement.calls) else requirement.calls
        for request in islice(calls, 40):
            with np.errstate(all="ignore"):
                silent = outcome_of(exercise.reference, request)
            with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
                alarmed = outcome_of(exercise.reference, request)
            assert calling.same(silent, alarmed), request


def moved(value, factor):
    """The same value with its last digits changed."""
    if isinstance(value, float | np.floating):
        return type(value)(value * factor)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value * factor
    if isinstance(value, dict):
        return {key: moved(each, factor) for key, each in value.items()}
    return type(value)(moved(each, factor) for each in value) if type(value) in (list, tuple) else value


CALCULATING = {answer.exercise: answer.function for answer in reversed(RIGHT)
               if answer.exercise != "clip_probs"}  # which only chooses among given floats: exact on every machine


@pytest.mark.parametrize("factor", [1 + 4 * 2**-52, 1 - 4 * 2**-52], ids=["up", "down"])
@pytest.mark.parametrize("name", CALCULATING)
def test_no_check_hangs_on_the_last_digits(name, factor):
    def elsewhere(*args, **kwargs):
        return moved(CALCULATING[name](*args, **kwargs), factor)

    for report in (check(name, {name: elsewhere}), check_hidden(name, {name: elsewhere})):
        assert report.verdict is Verdict.RIGHT, str(report)
