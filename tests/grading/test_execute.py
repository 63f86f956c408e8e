"""Grading a notebook: what runs, where, and what becomes of the checks."""

import logging
import shutil
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

from tests.grading.test_submission import graded
from tests.notebooks.course import ROOT
from xentlib.grading import sandbox
from xentlib.grading.execute import Execute, _Run
from xentlib.grading.remote import Remote

IMPORTS = "import math\nfrom xentlib.exercises import check"
ENTROPY = "def entropy(p, base=2):\n    return {sum}(x * math.log(1 / x, base) for x in p if x > 0)"
RIGHT = ENTROPY.format(sum="math.fsum")


def grade(*cells, answer=RIGHT, checks=('check("entropy", globals())',)):
    """Grade a small notebook with these lesson cells; the outputs by the cells' ids."""
    def book(text):
        return new_notebook(cells=[
            new_code_cell(IMPORTS, id="imports"),
            *(new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)),
            graded(new_code_cell(text, id="entropy"), "entropy", True, False, False),
            *(graded(new_code_cell(text, id=f"check-{n}"), f"check-{n}", False, True, True)
              for n, text in enumerate(checks))])
    notebook, remote = book(answer), Remote(ROOT, True, {})
    try:
        _Run(notebook, book("def entropy(p, base=2): ..."), remote).grade()
    finally:
        remote.end()
    nbformat.validate(notebook)
    return {cell["id"]: cell.outputs for cell in notebook.cells}


def points(outputs):
    (output,) = outputs
    return float(output["data"]["text/plain"])


def test_a_right_answer_earns_its_point_and_its_report_is_shown():
    outputs = grade()["check-0"]
    assert points(outputs) == 1 and "Right" in outputs[0]["data"]["text/html"]


def test_lesson_cells_that_no_answer_uses_do_not_run():
    ran = grade("print('expensive')\ntrained = 1", "print(trained)")
    assert ran["cell-0"] == ran["cell-1"] == []


def test_lesson_cells_run_where_an_answer_uses_them():
    ran = grade("print('expensive')\nadd_up = math.fsum", answer=ENTROPY.format(sum="add_up"))
    assert ran["cell-0"][0]["text"] == "expensive\n" and points(ran["check-0"]) == 1


def test_a_name_that_nobody_could_foresee_is_looked_for_in_the_skipped_cells():
    hidden_use = ENTROPY.format(sum="eval('add_up')")
    assert points(grade("add_up = math.fsum", answer=hidden_use)["check-0"]) == 1
    assert points(grade("pass", answer=hidden_use)["check-0"]) == 0


def test_a_cell_that_fails_does_not_end_the_others():
    ran = grade(answer=ENTROPY.format(sum="sum") + "\n1 / 0")
    assert ran["entropy"][0]["ename"] == "ZeroDivisionError" and points(ran["check-0"]) == 1


def test_checks_of_other_shapes_call_the_answer_as_a_function():
    ran = grade(checks=("assert entropy([0.5, 0.5]) == 1", "print('seen')\nassert entropy([1]) == 7, 'no'", "0.5"))
    assert ran["check-0"] == []
    assert [output["output_type"] for output in ran["check-1"]] == ["stream", "error"]
    assert "entropy([1])" not in str(ran["check-1"])
    assert points(ran["check-2"]) == 0.5


@pytest.mark.parametrize("answer", [
    "from xentlib.exercises import check\ndef check_hidden(*_): ...\nentropy = check",
    "check = globals = lambda *_: 10\ndef entropy(p, base=2):\n    return 1",
    "import builtins\nbuiltins.float = builtins.isinstance = lambda *_: True\ndef entropy(p, base=2):\n    return 1",
    "class Always(float):\n    __eq__ = lambda *_: True\ndef entropy(p, base=2):\n    return Always()"])
def test_nothing_that_an_answer_does_reaches_the_checks(answer):
    assert points(grade(answer=answer)["check-0"]) == 0


def test_what_a_learner_shows_is_text():
    ran = grade(answer="class Evil:\n    def _repr_html_(self):\n        return '<script>'\n"
                       "    def __repr__(self):\n        return '<script>'\nEvil()")
    assert set(ran["entropy"][0]["data"]) == {"text/plain"}


# ---------------------------------------------------------------- without bubblewrap

@pytest.fixture
def no_bubblewrap(monkeypatch):
    sandbox.require.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda program: None)
    yield
    sandbox.require.cache_clear()


def test_without_bubblewrap_grading_refuses_and_names_the_setting(no_bubblewrap):
    with pytest.raises(NbGraderException, match=r"(?s)bwrap.*not installed.*--Execute\.without_sandbox=True"):
        Execute().refuse_without_sandbox()


def test_where_bubblewrap_fails_the_reason_is_its_own(monkeypatch):
    sandbox.require.cache_clear()
    failed = subprocess.CompletedProcess([], 1, "", "bwrap: No permissions to create new namespace\n")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(NbGraderException, match="No permissions to create new namespace"):
        Execute().refuse_without_sandbox()
    sandbox.require.cache_clear()


def test_who_accepts_the_risk_grades_without(no_bubblewrap):
    Execute(config=Config({"Execute": {"without_sandbox": True}}), log=logging.getLogger()).refuse_without_sandbox()
    remote = Remote(ROOT, False, {"helper.py": b"value = 7"})
    try:
        assert remote.run("cell", "import helper\nprint(helper.value)")["printed"] == "7\n"
    finally:
        remote.end()
