"""A report knows which text was checked, or says that it does not: never a wrong mark."""

import functools
import linecache

import pytest
from IPython.core.interactiveshell import InteractiveShell

from xentlib.checking.fingerprint import fingerprint, fingerprint_of

CELL = "# a thought\n\ndef answer(x):\n    return 2 * x\n"


@pytest.fixture(scope="module")
def run():
    """Run a cell as a notebook does, and give what it calls `answer`."""
    shell = InteractiveShell()

    def run(source):
        shell.run_cell(source).raise_error()
        return shell.user_ns["answer"]

    return run


@pytest.mark.parametrize("source", [
    CELL, f"\n\n{CELL}\n\n", CELL.replace("\n", "\r\n"), CELL.rstrip(), CELL.replace("thought", "pensée ✓"),
    f"import math\n{CELL}\nx = answer(1)", f"%%capture\n{CELL}"], ids=repr)
def test_it_is_that_of_the_cell(run, source):
    assert fingerprint_of(run(source), "answer") == fingerprint(source)


def test_another_text_has_another(run):
    assert fingerprint_of(run(CELL.replace("2", "3")), "answer") != fingerprint(CELL)


def test_the_cell_that_ran_last_counts(run):
    run(CELL)
    later = CELL.replace("2", "4")
    assert fingerprint_of(run(later), "answer") == fingerprint(later)


@pytest.mark.parametrize("source", [
    "answer = lambda x: 2 * x",  # it could come from any cell
    "from operator import neg as answer",
    "answer = 7",
    "answer = type('Odd', (), {'__call__': lambda self, x: x, '__code__': 1})()",
    "import functools\n@functools.cache\ndef answer(x):\n    return x",
    "def wrapped(f):\n    return lambda x: f(x)\n@wrapped\ndef answer(x):\n    return x",
    "folder = %pwd\n" + CELL,
], ids=repr)
def test_where_the_cell_cannot_be_told_there_is_none(run, source):
    assert fingerprint_of(run(source), "answer") is None


def test_no_file_is_read_for_it():
    assert fingerprint_of(functools.wraps, "wraps") is None
    assert functools.__file__ not in linecache.cache


def test_a_text_that_no_file_could_hold_has_one():
    assert fingerprint("x = '\ud800'") != fingerprint("x = ''")
