"""A submission's process: answers score in it exactly as in the learner's own kernel, and its faults are not ours."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from tests.answers import all_answers
from tests.notebooks.course import ROOT
from xentlib.checking import Verdict, check_answer
from xentlib.checking.calling import Call, invoke
from xentlib.exercises import COURSE, find
from xentlib.grading.remote import ProcessEnded, Remote

# What the modules of tests.answers import, so that they can run there as one cell.
REGISTER = """
def right(exercise, name, **rest):
    def register(function):
        ANSWERS[exercise, name] = function
        return function
    return register

wrong, ANSWERS = right, {}
"""


@pytest.fixture
def remote():
    process = Remote(ROOT, True, {"helper.py": b"value = 7"})
    yield process
    process.end()


def function(remote, source, name="f"):
    """The stand-in for a function that a cell of the submission defines."""
    assert remote.run("cell", source)["error"] is None
    return remote.look([name])[name]


# ---------------------------------------------------------------- as in the learner's kernel

def sample():
    """Of each exercise the first right answer, and of its wrong ones one from every part of the list."""
    for name in (name for names in COURSE.values() for name in names):
        answers = [answer for answer in all_answers() if answer.exercise == name]
        wrong = [answer for answer in answers if answer.caught is not None]
        yield from [answer for answer in answers if answer.caught is None][:1]
        yield from wrong[::max(1, len(wrong) // 3)]


@pytest.mark.parametrize("module", COURSE)
def test_every_answer_gets_the_same_reports(remote, module):
    source = Path(importlib.import_module(f"tests.answers.{module}").__file__).read_text(encoding="utf-8")
    lines = [line for line in source.splitlines()
             if not line.startswith(("from tests", "from . import", "from __future__"))]
    for text in (REGISTER, "\n".join(lines)):
        assert remote.run("answers", text)["error"] is None
    for answer in sample():
        if answer.exercise not in COURSE[module]:
            continue
        there = function(remote, f"{answer.exercise} = ANSWERS[{answer.exercise!r}, {answer.name!r}]", answer.exercise)
        for part in ("visible", "hidden"):
            mine, theirs = (check_answer(find(answer.exercise), each, part, np.random.default_rng(1))
                            for each in (answer.function, there))
            assert theirs.data() == mine.data(), f"{answer}, {part}"


BEHAVIOURS = [
    "def f(x):\n    return x",
    "def f(x):\n    x[0] = 9\n    return x[1:]",
    "def f(x):\n    print('hello')\n    return {'a': (1, None, x)}",
    "import warnings\ndef f(x):\n    warnings.warn('careful')\n    return 1 / (x[0] * 0)",
    "import numpy as np\ndef f(x):\n    return np.float32(x[0]), np.log(x * 0)",
    "def f(x):\n    raise NotImplementedError('later')",
    "def g(x):\n    raise NotImplementedError\ndef f(x):\n    return g(x)",
    "def f(x):\n    return f(x)",
    "def f(x):\n    return {}['key']",
    "def f(x):\n    raise SystemExit(3)",
    "def f(x):\n    while True:\n        pass",
    "def f(x):\n    try:\n        input()\n    except RuntimeError as error:\n        return str(error)",
    "def f(x):\n    return lambda: x",
    "import math\nf = math.fsum",
    "class f:\n    def __init__(self, x):\n        pass",
]


@pytest.mark.parametrize("source", BEHAVIOURS)
def test_what_a_call_does_is_seen_as_if_it_had_been_made_here(remote, source):
    here: dict = {}
    exec(source, here)
    request = Call((np.array([1.0, 2.0]),))
    mine, theirs = invoke(here["f"], request, seconds=0.5), invoke(function(remote, source), request, seconds=0.5)
    for what in ("timed_out", "warnings", "printed", "changed_input", "borrowed", "shares_input", "raised_in"):
        assert getattr(theirs, what) == getattr(mine, what), what
    assert repr(theirs.after) == repr(mine.after)
    if mine.error is not None:
        assert (type(theirs.error).__name__, str(theirs.error)) == (type(mine.error).__name__, str(mine.error))
        assert isinstance(theirs.error, type(mine.error))
    elif type(mine.value) in (tuple, dict, str, float, np.ndarray):
        assert repr(theirs.value) == repr(mine.value)
    else:
        assert type(theirs.value).__name__ == type(mine.value).__name__


def test_an_answer_can_call_the_function_that_it_was_given(remote):
    there = function(remote, "def f(g, x):\n    try:\n        return g(x, scale=2)\n    except ValueError as error:\n"
                             "        return str(error)")
    asked = []

    def given(x, scale):
        asked.append(x)
        if x > 5:
            raise ValueError("too much")
        return x * scale

    assert (there(given, 4), there(given, 6), asked) == (8, "too much", [4, 6])


def test_an_answer_that_hands_the_work_to_the_library_is_seen(remote):
    there = function(remote, "import xentlib\ndef entropy(p, base=2):\n    return xentlib.entropy(p, base)", "entropy")
    assert "xentlib's own" in check_answer(find("entropy"), there).finding.sentence


def test_a_report_knows_which_cell_it_is_about(remote):
    source = "def f(x):\n    return x"
    assert function(remote, source).cell == source
    assert function(remote, "g = f", "g").cell is None


@pytest.mark.parametrize(("source", "printed"), [
    ("%%capture\nx = 1", ""), ("%time x = 1", None), ("x = !echo hello\nprint(x)", "['hello']\n"),
    ("    x = 1\n    print(x)", "1\n"), ("import helper\nprint(helper.value)", "7\n"),
    ("get_ipython().run_line_magic('who', '')", None), ("display(1)", "1\n"),
    ("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "")])
def test_cells_run_as_in_jupyter(remote, source, printed):
    result = remote.run("cell", source)
    assert result["error"] is None, result
    assert printed is None or result["printed"] == printed
    assert len(result["pictures"]) == ("plt" in source)


# ---------------------------------------------------------------- faults

GOOD = "def good(x):\n    return x + 1"
FAULTS = [
    "import os\ndef f(x):\n    os._exit(0)",
    "import os, signal\ndef f(x):\n    os.kill(os.getpid(), signal.SIGKILL)",
    "import ctypes\ndef f(x):\n    ctypes.string_at(0)",
    "def f(x):\n    return [bytearray(1 << 20) for _ in range(1 << 20)]",
    "import numpy as np\ndef f(x):\n    return np.zeros(1 << 27)",
    "def f(x):\n    return 'x' * (1 << 28)",
    "def f(x):\n    a = []\n    a.append(a)\n    return [a] * 3_000_000",
    "import sys\ndef f(x):\n    sys.setrecursionlimit(10**9)\n    return f(x)",
    "import os\ndef f(x):\n    for fd in range(100):\n        try:\n            os.write(fd, b'x' * 9)\n"
    "        except OSError:\n            pass\n    return 1",
    "import os\ndef f(x):\n    for fd in range(3, 100):\n        try:\n            os.close(fd)\n"
    "        except OSError:\n            pass\n    return 1",
    "def f(x):\n    print('x' * 10**8)\n    raise ValueError('x' * 10**8)",
]


@pytest.mark.parametrize("source", FAULTS)
def test_a_fault_is_an_error_of_its_call_and_later_ones_go_on(remote, source):
    good = function(remote, GOOD, "good")
    outcome = function(remote, source).outcome(Call((1,)), 2.0, None)
    assert outcome.error is not None and outcome.value is None
    assert good(1) == 2


@pytest.mark.parametrize("source", ["import os\nos._exit(1)", "import os\nos.write(os.dup(3), b'x' * 99)"])
def test_a_cell_that_ends_the_process_fails_and_the_rest_goes_on(remote, source):
    good = function(remote, GOOD, "good")
    result = remote.run("bad", source)
    assert isinstance(result["error"], ProcessEnded)
    assert good(1) == 2


def test_a_loop_that_nothing_interrupts_is_ended(remote):
    blocked = ("import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
               "def f(x):\n    while True:\n        pass")
    there = function(remote, blocked)
    assert there.outcome(Call((1,)), 0.1, None).timed_out


def test_what_ended_the_process_twice_is_not_tried_again(remote):
    there = function(remote, FAULTS[0])
    for _ in range(5):
        assert isinstance(there.outcome(Call((1,)), 1.0, None).error, ProcessEnded)
    assert remote.starts <= 3


def test_a_fault_is_reported_in_a_sentence(remote):
    there = function(remote, FAULTS[0].replace("f(x)", "entropy(p, base=2)"), "entropy")
    report = check_answer(find("entropy"), there)
    assert (report.verdict, report.points) == (Verdict.CRASHED, 0)
    assert "ended the Python process" in str(report)


# ---------------------------------------------------------------- the sandbox

def test_nothing_secret_is_seen_and_nothing_outside_is_reached(remote, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("secret")
    look = f"""
import os, socket, pathlib, xentlib.exercises
def readable(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError:
        return False
def writable(folder):
    try:
        open(os.path.join(folder, "x"), "w").close()
        return True
    except OSError:
        return False
seen = [path for path in {[str(tmp_path), str(ROOT / "solutions"), str(ROOT / "tests"), "/home", "/etc/passwd"]!r}
        if readable(path)]
written = [path for path in ["/", "/usr", "/etc", "/dev", {str(ROOT / "xentlib")!r}, os.path.dirname(xentlib.__file__)]
           if writable(path)]
others = [pid for pid in os.listdir("/proc") if pid.isdigit() and "pytest" in open(f"/proc/{{pid}}/cmdline").read()]
interfaces = [name for _, name in socket.if_nameindex() if name != "lo"]
rights = [line for line in open("/proc/self/status") if line.startswith("CapEff")]
hidden = hasattr(xentlib.exercises, "find"), os.listdir(os.path.dirname(xentlib.exercises.__file__))
print(seen, written, others, interfaces, hidden, int(rights[0].split()[1], 16), os.getuid() == 0)
"""
    assert remote.run("look", look)["printed"] == "[] [] [] [] (False, ['__init__.py']) 0 False\n"


def test_the_environment_is_not_seen(monkeypatch):
    monkeypatch.setenv("SECRET_OF_MINE", "x")
    process = Remote(ROOT, True, {})
    try:
        result = process.run("look", "import os\nprint('SECRET_OF_MINE' in os.environ)")
        assert result["printed"] == "False\n"
    finally:
        process.end()


def test_files_processes_and_memory_are_limited(remote):
    fill = ("def f(x):\n    with open('/tmp/big', 'wb') as file:\n        while True:\n"
            "            file.write(bytes(1 << 20))")
    assert isinstance(function(remote, fill).outcome(Call((1,)), 2.0, None).error, OSError)
    bomb = """
import os, time
def f(x):
    for n in range(10_000):
        try:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        except OSError:
            return n
"""
    assert function(remote, bomb)(1) < 100
