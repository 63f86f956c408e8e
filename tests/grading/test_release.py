"""notebooks/ follows from solutions/: always the same bytes, and never over somebody's answers."""

import json
import re
import shutil

import nbformat
import pytest

from tests.notebooks.course import NAMES, ROOT
from xentlib.__main__ import main
from xentlib.grading import release
from xentlib.grading.canonical import canonical, read, write


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of the course's notebooks in which a test may do what it likes."""
    for half in ("solutions", "notebooks"):
        shutil.copytree(ROOT / half, tmp_path / half)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.setattr(release, "COURSE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_the_learners_notebook_is_in_step_with_its_source(name, course):
    committed = release.student_version(name).read_bytes()
    for _ in range(2):
        release.student_version(name).unlink()
        release.generate(name)
        assert release.student_version(name).read_bytes() == committed, "run `make notebooks` and commit"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("half", ["solutions", "notebooks"])
def test_the_stored_form_is_canonical(name, half):
    path = ROOT / half / name / f"{name}.ipynb"
    before = path.read_text(encoding="utf-8")
    assert nbformat.writes(canonical(read(path))) + "\n" == before


def test_a_learners_answers_are_never_overwritten(course, caplog):
    path = release.student_version(NAMES[0])
    book = read(path)
    answer = next(cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    answer.source += "\n    # my own thought"
    nbformat.write(book, path)
    notes = path.parent / "my notes.txt"
    notes.write_text("mine")
    before = path.read_bytes()
    release.generate(NAMES[0])
    assert path.read_bytes() == before
    assert "holds somebody's answers" in caplog.text


def test_other_files_of_a_learner_survive(course):
    notes = release.student_version(NAMES[0]).parent / "my notes.txt"
    notes.write_text("mine")
    release.generate(NAMES[0])
    assert notes.read_text() == "mine"


def test_traces_of_a_machine_are_dropped(tmp_path):
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "mine", "display_name": "x"}, "widgets": {"a": 1}})
    cell = nbformat.v4.new_code_cell("1 + 1", id="sum", execution_count=7, metadata={
        "execution": {"iopub.execute_input": "now"}, "scrolled": True, "tags": ["kept"]})
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=7)]
    widget = nbformat.v4.new_code_cell("slider", id="slider", metadata={"tags": ["nbval-ignore-output"]})
    widget.outputs = [nbformat.v4.new_output("stream", text="changes every time")]
    book.cells = [cell, widget]
    write(book, tmp_path / "book.ipynb")
    stored = json.loads((tmp_path / "book.ipynb").read_text())
    assert stored["metadata"]["kernelspec"]["name"] == "python3" and "widgets" not in stored["metadata"]
    first, second = stored["cells"]
    assert first["metadata"] == {"tags": ["kept"]} and first["execution_count"] == 1
    assert first["outputs"][0]["execution_count"] == 1 and second["outputs"] == []


def test_what_was_printed_is_one_piece():
    cell = nbformat.v4.new_code_cell("print('a'); print('b')", id="prints", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", name=name, text=text)
                    for name, text in (("stdout", "a\n"), ("stdout", "b\n"), ("stderr", "c\n"), ("stdout", "d\n"))]
    book = canonical(nbformat.v4.new_notebook(cells=[cell]))
    assert [output.text for output in book.cells[0].outputs] == ["a\nb\n", "c\n", "d\n"]


@pytest.mark.parametrize("identity", ["", "3f1c9a02", "Area Picture", "3f1c9a02-b1c2-4d5e-8f00-112233445566"])
def test_an_unreadable_cell_id_is_refused(identity):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("words")])
    book.cells[0]["id"] = identity
    with pytest.raises(ValueError, match="cell 0 has the id"):
        canonical(book)


def test_the_verbs_write_what_is_committed(course, monkeypatch):
    """`make outputs` and `make notebooks`: a re-run changes nothing but pixels."""
    def words(path):
        return re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "PICTURE", path.read_text())

    name = NAMES[0]
    paths = (release.source(name), release.student_version(name))
    before = [words(path) for path in paths]
    for arguments in (["outputs", name], ["notebooks"]):
        monkeypatch.setattr("sys.argv", ["xentlib", *arguments])
        assert main() == 0
    assert [words(path) for path in paths] == before
