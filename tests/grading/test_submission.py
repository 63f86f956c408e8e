"""What of a submission counts, and what reading a hostile one does."""

import json
import os
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xentlib.grading.submission import OWN, files_beside, plain_file, read_submission, restored


def graded(cell, name, solution, grade, locked):
    cell["id"] = name
    cell.metadata["nbgrader"] = {"grade_id": name, "solution": solution, "grade": grade, "locked": locked,
                                 "schema_version": 3, "task": False} | ({"points": 1} if grade else {})
    return cell


HIDDEN = "# checked later\n### BEGIN HIDDEN TESTS\nassert f(3) == 9\n### END HIDDEN TESTS"


def source():
    return new_notebook(cells=[
        new_code_cell("import numpy as np", id="imports"),
        graded(new_code_cell("def f(x):\n    return x * x"), "f", True, False, False),
        graded(new_code_cell("assert f(2) == 4"), "f-visible", False, True, True),
        graded(new_code_cell(HIDDEN), "f-hidden", False, True, True),
        new_code_cell("f(4)", id="use"),
        graded(new_markdown_cell("my model answer"), "essay", True, True, False),
    ])


RELEASED = {name: SimpleNamespace(source=text, checksum=name) for name, text in {
    "f": "def f(x):\n    raise NotImplementedError", "f-visible": "assert f(2) == 4", "f-hidden": HIDDEN,
    "essay": "*Double-click here*"}.items()}


def handed_in(edit=lambda cells: cells):
    """The cells of a submission in which both questions are answered, after `edit`."""
    book = source()
    book.cells[1].source, book.cells[3].source, book.cells[5].source = "f = abs", "# checked later", "because"
    book.cells = list(edit(book.cells))
    return book


def read_back(tmp_path, book):
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps(book))
    return restored(source(), read_submission(path), RELEASED)


def texts(result):
    return [cell.source for cell in result.cells]


AS_IT_SHOULD_BE = ["import numpy as np", "f = abs", "assert f(2) == 4", "# checked later", "f(4)", "because"]


def test_an_honest_submission_keeps_its_answers_and_needs_no_note(tmp_path):
    result = read_back(tmp_path, handed_in())
    assert texts(result) == AS_IT_SHOULD_BE and result.notes == []
    assert [cell["id"] for cell in result.cells] == ["imports", "f", "f-visible", "f-hidden", "use", "essay"]
    assert result.cells[1].metadata.nbgrader.checksum == "f"


def test_hidden_tests_and_model_answers_are_in_no_student_notebook(tmp_path):
    for edit in (lambda cells: cells, lambda cells: []):
        joined = "\n".join(texts(read_back(tmp_path, handed_in(edit))))
        assert "f(3)" not in joined and "model answer" not in joined and "x * x" not in joined


def changed(**changes):
    def edit(cells):
        for cell in cells:
            for name, value in changes.items():
                cell[name] = value
        return cells
    return edit


def without_tags(cells):
    for cell in cells:
        cell.metadata = {"tags": ["skip-execution"]}
    return cells


def unmarked(cells):
    cells[1].source = "def f(x):\n    return 7"
    cells[1].metadata, cells[1]["id"] = {}, "anew"
    return cells


def more_points(cells):
    cells[2].metadata["nbgrader"]["points"] = 1000
    cells[3].metadata["nbgrader"].update(grade=False, solution=True, locked=False)
    return cells


def retyped(cells):
    return [cell if "nbgrader" not in cell.metadata else (new_markdown_cell if cell.cell_type == "code" else
            new_code_cell)(cell.source, id=cell["id"], metadata=cell.metadata) for cell in cells]


@pytest.mark.parametrize("edit", [
    lambda cells: cells[::-1], lambda cells: [cells[1], cells[5]], without_tags, more_points, retyped,
    changed(metadata_of_mine=1)],
    ids=["reversed", "answers only", "untagged", "more points", "retyped", "strange keys"])
def test_whatever_is_done_to_the_notebook_the_answers_are_graded_in_the_sources_own(tmp_path, edit):
    result = read_back(tmp_path, handed_in(edit))
    assert texts(result) == AS_IT_SHOULD_BE
    for cell, original in zip(result.cells, source().cells, strict=True):
        assert cell.cell_type == original.cell_type
        assert {**cell.metadata.get("nbgrader", {}), "checksum": 0} == {**original.metadata.get("nbgrader", {}),
                                                                        "checksum": 0}


def edited_check(cells):
    cells[2].source = "pass"
    return cells


@pytest.mark.parametrize(("edit", "note"), [
    (edited_check, "`f-visible` was changed"), (lambda cells: cells[:2], "`essay` was missing"),
    (lambda cells: cells[::-1], "moved")], ids=["edited", "deleted", "moved"])
def test_what_is_put_right_is_said(tmp_path, edit, note):
    assert note in " ".join(read_back(tmp_path, handed_in(edit)).notes)


def test_a_missing_answer_is_the_cell_as_it_was_given_out(tmp_path):
    result = read_back(tmp_path, handed_in(lambda cells: cells[2:5]))
    assert texts(result)[1] == RELEASED["f"].source and texts(result)[5] == RELEASED["essay"].source


def with_own_cells(cells):
    return [new_code_cell("first = 1"), *cells[:1], new_code_cell("helper = 2"), *cells[1:]]


def test_an_answer_whose_cell_lost_its_marks_is_known_by_what_it_defines(tmp_path):
    result = read_back(tmp_path, handed_in(unmarked))
    assert texts(result)[1] == "def f(x):\n    return 7" and len(result.cells) == 6


def test_own_cells_stay_in_their_place_and_are_marked(tmp_path):
    result = read_back(tmp_path, handed_in(with_own_cells))
    assert texts(result) == ["first = 1", AS_IT_SHOULD_BE[0], "helper = 2", *AS_IT_SHOULD_BE[1:]]
    assert [cell.source for cell in result.cells if OWN in cell.metadata.get("tags", [])] == ["first = 1", "helper = 2"]
    assert len({cell["id"] for cell in result.cells}) == len(result.cells)


def with_copies(cells):
    copies = [new_code_cell("f = copied", metadata=cells[1].metadata),
              new_markdown_cell("second thoughts", metadata=cells[5].metadata),
              new_markdown_cell("*Double-click here*", metadata=cells[5].metadata)]
    return [*cells[:2], copies[0], *cells[2:], *copies[1:]]


def test_copies_run_in_their_order_and_the_last_written_text_counts(tmp_path):
    result = read_back(tmp_path, handed_in(with_copies))
    assert texts(result)[1:3] == ["f = abs", "f = copied"]
    (essay,) = (cell for cell in result.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "essay")
    assert essay.source == "second thoughts"


def test_a_lesson_cell_that_the_learner_changed_is_theirs(tmp_path):
    book = handed_in()
    book.cells[0].source += "\nimport math"
    assert texts(read_back(tmp_path, book))[0] == "import numpy as np\nimport math"


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](java&#115;cript:x)",
    "[a](JAVASCRIPT\\:x)", "[a](java&amp;#115;cript&amp;colon;x)", "[a]: data:text/html,x", "&lt;script&gt;"])
def test_nothing_in_a_written_answer_runs_in_the_graders_browser(tmp_path, text):
    book = handed_in()
    book.cells[5].source = text
    shown = texts(read_back(tmp_path, book))[5].lower()
    assert "<s" not in shown and "<i" not in shown and "script:" not in shown and "data:" not in shown


def test_comparisons_and_formulas_in_a_written_answer_stay_readable(tmp_path):
    book = handed_in()
    book.cells[5].source = "If $p < q$, then 1 <= 2 & the *mean* is **a < b**."
    assert texts(read_back(tmp_path, book))[5] == book.cells[5].source


def test_only_pictures_are_kept_as_attachments(tmp_path):
    book = handed_in()
    book.cells[5].attachments = {"a.png": {"image/png": "iVBORw0K", "text/html": "<script>"},
                                 "b.svg": {"image/svg+xml": "<svg onload=x>"}, "c": {"image/png": "\"><script>"}}
    assert read_back(tmp_path, book).cells[5].attachments == {"a.png": {"image/png": "iVBORw0K"}}


# ---------------------------------------------------------------- reading

@pytest.mark.parametrize("content", ["{", "[]", "null", '{"nbformat": 4}', '{"nbformat": 9, "cells": 3}', "[" * 100_000,
                                     '{"nbformat": 4, "metadata": {}, "cells": [3]}', "\0", '{"cells": ' + "9" * 9_999])
def test_a_damaged_notebook_is_said_to_be_damaged(tmp_path, content):
    path = tmp_path / "book.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match="damaged"):
        read_submission(path)


def test_other_things_than_a_notebook_are_named(tmp_path):
    path = tmp_path / "book.ipynb"
    with pytest.raises(ValueError, match="no notebook of this name"):
        read_submission(path)
    path.write_text(" ")
    with pytest.raises(ValueError, match="empty"):
        read_submission(path)
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="link"):
        read_submission(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ValueError, match="no file"):
        read_submission(path)
    path.unlink()
    with open(path, "wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ValueError, match="larger than"):
        read_submission(path)


def test_of_the_files_beside_only_ordinary_ones_are_taken(tmp_path):
    folder = tmp_path / "handed in"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "numbers.csv").write_text("1,2")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    with open(folder / "huge", "wb") as file:
        file.truncate(1 << 40)
    (folder / "not wanted").write_text("x")
    assert files_beside(folder, lambda path: path.endswith("wanted")) == {"data/numbers.csv": b"1,2"}
    (tmp_path / "elsewhere").symlink_to(folder)
    assert files_beside(tmp_path / "elsewhere", lambda path: False) == {}


def test_a_plain_file_is_read_whole(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    assert plain_file(tmp_path / "x", 5) == b"12345"
    with pytest.raises(ValueError, match="larger"):
        plain_file(tmp_path / "x", 4)
