"""How far a learner is, read from the notebooks as saved: nothing is guessed, nothing is changed, nothing is raised."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from tests.notebooks.course import NAMES, ROOT, answer_cells, grading, notebook
from xentlib import progress
from xentlib.checking import MIME, Verdict
from xentlib.checking.fingerprint import fingerprint
from xentlib.exercises import COURSE, find
from xentlib.progress import CODE_STUB, TEXT_STUB, Unknown, read_progress

FIRST, SECOND = NAMES[:2]
DONE = "def is_distribution(p, atol=1e-8):\n    return True"


@pytest.fixture
def folder(tmp_path):
    """The first two notebooks, untouched, in a folder whose name has spaces and accents."""
    folder = tmp_path / "mes cahiers d'été"
    for name in (FIRST, SECOND):
        (folder / name).mkdir(parents=True)
        shutil.copy(path_of(ROOT / "notebooks", name), folder / name)
    return folder


def path_of(folder, name=FIRST):
    return folder / name / f"{name}.ipynb"


def report(verdict="right", points=1, checked=None, name="is_distribution", **more):
    """The output of a check cell, as JupyterLab saves it."""
    data = {"exercise": name, "part": "visible", "verdict": verdict, "points": points, **more}
    return {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "1", MIME: data},
            "metadata": {MIME: {"answer": checked}} if checked else {}}


def edit(folder, name=FIRST, **cells):
    """Change cells of a saved notebook: their source, or the outputs if it is a list of them."""
    book = json.loads(path_of(folder, name).read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if cell["id"] in cells:
            new = cells.pop(cell["id"])
            cell["outputs" if isinstance(new, list) else "source"] = new
    assert not cells
    path_of(folder, name).write_text(json.dumps(book), encoding="utf-8")


def standing(folder, source=None, *outputs):
    """Where the first exercise stands, with this answer and these outputs of its check."""
    if source is not None:
        edit(folder, is_distribution=source)
    edit(folder, **{"is_distribution-visible": list(outputs)})
    exercise = read_progress(folder).exercises[0]
    return exercise.standing, exercise.points


# ---------------------------------------------------------------- a learner at work


def test_a_learner_at_work(folder):
    """Answers one exercise rightly and one wrongly; later edits both answers and runs nothing."""
    def work(**sources):
        book = nbformat.read(path, as_version=4)
        for cell in book.cells:
            cell.source = sources.get(cell.id, cell.source)
        chosen = [cell for cell in book.cells if cell.id in ("imports", "is_distribution", "is_distribution-visible",
                                                             "normalise", "normalise-visible", "progress")]
        shown = nbformat.v4.new_notebook(cells=chosen, metadata=book.metadata)
        NotebookClient(shown, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}},
                       config=Config({"KernelManager": {"transport_encryption": "auto"}})).execute()
        nbformat.write(book, path)
        return read_progress(folder), chosen

    path = path_of(folder)
    solution = {cell.id: cell.source for cell in answer_cells(notebook("solutions", FIRST))}
    wrong = "def normalise(w):\n    return np.array(w) / 2"
    after, cells = work(is_distribution=f"# mine\n\n{solution['is_distribution']}  \n", normalise=wrong)
    assert [e.standing for e in after.exercises[:3]] == [Verdict.RIGHT, Verdict.WRONG_VALUE, Verdict.NOT_ATTEMPTED]
    assert [(e.points, e.certain) for e in after.exercises[:2]] == [(1, True), (0, True)]
    assert (after.next_step().what, after.next_step().cell) == ("normalise", "normalise-exercise")

    page = next(cell for cell in cells if cell.id == "progress").outputs[0].data
    assert "Next: is_distribution" in page["text/plain"]  # as saved before this run

    edit(folder, is_distribution=DONE)
    assert [e.standing for e in read_progress(folder).exercises[:2]] == [Unknown.CHANGED, Verdict.WRONG_VALUE]
    edit(folder, normalise=wrong + " * 2")
    assert read_progress(folder).exercises[1].standing is Unknown.CHANGED


# ---------------------------------------------------------------- what can be known of one exercise


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.NOT_ATTEMPTED])
def test_every_verdict_is_read(folder, verdict):
    assert standing(folder, DONE, report(verdict.name.lower(), 0, fingerprint(DONE))) == (verdict, 0)


def test_an_untouched_exercise_is_not_attempted_whether_its_check_was_run_or_not(folder):
    assert standing(folder) == (Verdict.NOT_ATTEMPTED, 0)
    assert standing(folder, None, report("not_attempted", 0)) == (Verdict.NOT_ATTEMPTED, 0)


def test_the_points_of_a_check_count_only_for_the_text_that_it_saw(folder):
    assert standing(folder, DONE, report(checked=fingerprint(DONE))) == (Verdict.RIGHT, 1)
    assert standing(folder, DONE.replace("True", "False"), report(checked=fingerprint(DONE))) == (Unknown.CHANGED, 0)


def test_empty_lines_around_an_answer_change_nothing(folder):
    assert standing(folder, f"\n{DONE}\n\n", report(checked=fingerprint(DONE))) == (Verdict.RIGHT, 1)


def test_an_answer_put_back_to_its_stub_is_not_attempted(folder):
    assert standing(folder, None, report(checked=fingerprint(DONE))) == (Verdict.NOT_ATTEMPTED, 0)


def test_an_answer_without_a_check_is_not_checked(folder):
    assert standing(folder, DONE) == (Unknown.UNCHECKED, 0)


def test_a_check_that_found_nothing_there_says_nothing_of_what_was_written_since(folder):
    """As after a restart: the answer stands there, but only its check was run."""
    assert standing(folder, DONE, report("not_attempted", 0)) == (Unknown.UNCHECKED, 0)


def test_an_answer_that_borrows_is_not_attempted(folder):
    borrowed = "def is_distribution(p, atol=1e-8):\n    return xl.is_distribution(p, atol)"
    assert standing(folder, borrowed, report("not_attempted", 0, fingerprint(borrowed))) == (Verdict.NOT_ATTEMPTED, 0)


def test_a_report_without_a_fingerprint_counts_and_the_doubt_is_said(folder):
    assert standing(folder, DONE, report()) == (Verdict.RIGHT, 1)
    doubt = "does not tell whether these were edited after their checks: is_distribution."
    assert doubt in str(read_progress(folder))
    standing(folder, DONE, report(checked=fingerprint(DONE)))
    assert "does not tell" not in str(read_progress(folder))


@pytest.mark.parametrize("output", [
    "text", None, {}, {"data": None}, {"data": {MIME: "right"}}, report("brilliant"), report(name="normalise"),
    report(part="hidden"), {"data": {MIME: {}}, "metadata": []}, {"output_type": "error", "ename": "NameError"},
], ids=str)
def test_what_is_no_report_of_ours_says_nothing(folder, output):
    assert standing(folder, DONE, output) == (Unknown.UNCHECKED, 0)


@pytest.mark.parametrize("points, counted", [
    (1, 1), (0.5, 0.5), (7, 1), (-1, 0), (float("nan"), 0), ("1", 0), (True, 0)])
def test_points_are_a_number_within_those_of_the_check(folder, points, counted):
    assert standing(folder, DONE, report(points=points)) == (Verdict.RIGHT, counted)


def test_the_report_may_come_after_other_outputs(folder):
    printed = {"output_type": "stream", "name": "stdout", "text": "hello"}
    assert standing(folder, DONE, printed, report()) == (Verdict.RIGHT, 1)


def test_a_text_is_a_text_also_as_a_list_of_lines(folder):
    edit(folder, is_distribution=DONE)
    book = json.loads(path_of(folder).read_text(encoding="utf-8"))
    cell = next(cell for cell in book["cells"] if cell["id"] == "is_distribution")
    cell["source"] = DONE.splitlines(keepends=True)
    path_of(folder).write_text(json.dumps(book), encoding="utf-8")
    assert standing(folder, None, report(checked=fingerprint(DONE))) == (Verdict.RIGHT, 1)


@pytest.mark.parametrize("text, answered", [
    (TEXT_STUB, False), (f"\n{TEXT_STUB} \n", False), ("", False), ("Three numbers.", True),
    (f"{TEXT_STUB}\n\nThree numbers.", True)])
def test_a_written_question_is_answered_once_there_is_a_word(folder, text, answered):
    edit(folder, **{"written-answer": text})
    assert read_progress(folder).written[0].answered is answered


def test_of_a_copied_exercise_the_last_counts_as_in_the_grading(folder):
    book = json.loads(path_of(folder).read_text(encoding="utf-8"))
    answer = next(cell for cell in book["cells"] if cell["id"] == "is_distribution")
    book["cells"].append({**answer, "id": "a-copy", "source": DONE})
    path_of(folder).write_text(json.dumps(book), encoding="utf-8")
    found = {exercise.name: exercise.standing for exercise in read_progress(folder).notebooks[0].exercises}
    assert len(read_progress(folder).notebooks[0].exercises) == len(found) == 3
    assert found["is_distribution"] is Unknown.UNCHECKED


# ---------------------------------------------------------------- the map


@pytest.mark.parametrize("half, reached", [("notebooks", 0), ("solutions", 1)])
def test_the_map_shows_every_notebook_with_its_exercises_and_points(half, reached):
    found = read_progress(ROOT / half)
    assert not found.problems
    assert [each.path for each in found.notebooks] == [ROOT / half / name / f"{name}.ipynb" for name in NAMES]
    for each, name in zip(found.notebooks, NAMES, strict=True):
        assert each.minutes > 0
        book = notebook(half, name)
        assert book.cells[0].source.startswith(f"# {each.title}\n")
        assert tuple(e.name for e in each.exercises) == COURSE[name[3:]]
        for exercise in each.exercises:
            asked = find(exercise.name)
            assert (exercise.visible_points, exercise.hidden_points) == (asked.visible_points, asked.hidden_points)
            assert exercise.points == reached * asked.visible_points
            assert exercise.cell == f"{exercise.name}-exercise"
        by_hand = [grading(cell) for cell in book.cells if grading(cell).get("solution") and grading(cell)["grade"]]
        assert [written.points for written in each.written] == [cell["points"] for cell in by_hand]
        assert all(written.answered is bool(reached) for written in each.written)
        in_all = sum(e.visible_points + e.hidden_points for e in each.exercises) + sum(w.points for w in each.written)
        assert in_all == sum(grading(cell).get("points", 0) for cell in book.cells)


def test_the_stubs_are_those_of_the_learners_notebooks():
    for name in NAMES:
        for cell in notebook("notebooks", name).cells:
            if grading(cell).get("solution"):
                assert CODE_STUB in cell.source if cell.cell_type == "code" else cell.source == TEXT_STUB, cell.id


def test_the_next_step_is_the_first_thing_that_is_not_done(folder):
    def step():
        found = read_progress(folder).next_step()
        return found.notebook.number, found.what, found.cell

    assert step() == ("00", "is_distribution", "is_distribution-exercise")
    assert f"Next: is_distribution in {path_of(folder)}\n" in str(read_progress(folder))
    for name in ("is_distribution", "normalise", "surprisal"):
        edit(folder, **{name: DONE, f"{name}-visible": [report(name=name)]})
    assert step() == ("00", "the written question", "written-question")
    edit(folder, **{"written-answer": "Words."})
    assert step() == ("01", "entropy", "entropy-exercise")
    shutil.rmtree(folder / SECOND)
    assert read_progress(folder).next_step() is None
    assert "Next: everything here is right or answered." in str(read_progress(folder))


def test_what_is_not_of_the_course_is_passed_over(folder):
    before = str(read_progress(folder))
    (folder / "99_mine").mkdir()
    (folder / "99_mine" / "99_mine.ipynb").write_text("{}")
    (folder / FIRST / ".ipynb_checkpoints").mkdir()
    for copy in (folder / "Untitled.ipynb", folder / f"{FIRST}.ipynb", folder / FIRST / f"{FIRST}-Copy1.ipynb",
                 folder / FIRST / ".ipynb_checkpoints" / f"{FIRST}-checkpoint.ipynb"):
        shutil.copy(path_of(folder), copy)
    shutil.copytree(folder / SECOND, folder / f"{SECOND}-Copy1")
    assert str(read_progress(folder)) == before


def test_nothing_is_written(folder):
    def state():
        return {path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in folder.rglob("*")}

    before = state()
    read_progress(folder)._repr_html_()
    assert state() == before


# ---------------------------------------------------------------- what can go wrong


@pytest.mark.parametrize("content, problem", [
    (b"", "is not a whole notebook"),
    (b'{"cells": [', "is not a whole notebook"),
    (b"\xff\xfe\xff", "is not a whole notebook"),
    (b"[" * 100_000, "is not a whole notebook"),
    (b"[]", "is no notebook of the present format"),
    (b'{"worksheets": [], "nbformat": 3}', "is no notebook of the present format"),
    (b'{"cells": {}}', "is no notebook of the present format"),
    (b'{"cells": []}', "holds no exercise of this course any more"),
    (b'{"cells": [1, null, {"cell_type": 3, "source": {}, "metadata": []}]}', "holds no exercise"),
], ids=str)
def test_a_broken_notebook_gets_a_sentence_and_the_others_their_rows(folder, content, problem, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0)
    path_of(folder).write_bytes(content)
    found = read_progress(folder)
    assert [each.number for each in found.notebooks] == ["01"]
    (said,) = found.problems
    assert said.startswith(f"{FIRST}.ipynb {problem}") and said.endswith(".") and "\n" not in said
    assert f"✗ {said}" in str(found)


def test_a_notebook_that_is_being_written_is_read_when_it_is_whole(folder, monkeypatch):
    whole = path_of(folder).read_bytes()
    path_of(folder).write_bytes(whole[:1000])
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        path_of(folder).write_bytes(whole)

    monkeypatch.setattr(progress.time, "sleep", sleep)
    found = read_progress(folder)
    assert not found.problems and len(found.notebooks) == 2 and len(waits) == 1


def test_folders_that_are_none(folder):
    def problem(path):
        (said,) = read_progress(path).problems
        return said

    assert problem(folder / "nowhere") == f"There is no folder {folder / 'nowhere'}."
    assert problem(path_of(folder)).startswith(f"{path_of(folder)} is a file; give the folder")
    assert problem(folder / FIRST).startswith(f"There is no notebook of this course in {folder / FIRST};")


def test_a_folder_whose_notebook_is_gone(folder):
    path_of(folder).unlink()
    assert read_progress(folder).problems == (f"{FIRST} holds no {FIRST}.ipynb; was the notebook moved or renamed?",)


def test_what_may_not_be_read_is_said(folder, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(progress.Path, "read_bytes", refused)
    assert read_progress(folder).problems[0] == f"{FIRST}.ipynb cannot be read: Permission denied."
    monkeypatch.setattr(progress.Path, "iterdir", refused)
    assert read_progress(folder).problems == (f"The folder {folder} cannot be read: Permission denied.",)


# ---------------------------------------------------------------- showing


def test_the_text(folder):
    edit(folder, **{"is_distribution": DONE, "is_distribution-visible": [report(checked=fingerprint(DONE))],
                    "normalise": "def normalise(w):\n    return w", "written-answer": "Words."})
    path = path_of(folder)
    assert str(read_progress(folder)) == f"""\
00 Surprise! · 45 minutes
    ✓ Right: is_distribution
    ↻ Not checked yet: normalise
    ○ Not attempted yet: surprisal
    Written question: ✓ answered, 3 points
    1 of 3 points by the checks; when graded, 3 for fresh cases and 3 by hand

01 Entropy: the price of uncertainty · 70 minutes
    ○ Not attempted yet: {", ".join(COURSE["shannon_entropy"])}
    Written question: ○ not yet, 5 points
    0 of 7 points by the checks; when graded, 8 for fresh cases and 5 by hand

Together: 1 of 10 points by the checks; when graded, 11 for fresh cases and 8 by hand
    ✓ 1 right · ↻ 1 not checked yet · ○ 7 not attempted yet
Next: normalise in {path} (not checked yet)

↻ No check has seen the answer as it stands now. Run its cell, then its check, and save.
Read from the notebooks as they were last saved. The points for fresh cases and for written questions are given when \
your work is graded."""


class Page(HTMLParser):
    """The words, links and header cells of a piece of HTML; every element has to be closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.words, self.links, self.scopes, self.elements = [], "", [], [], set()
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.add(tag)
        if tag != "br":
            self.open.append(tag)
        if tag == "a":
            self.links.append(attributes["href"])
        if tag == "th":
            self.scopes.append(attributes["scope"])
        assert "color" not in attributes.get("style", "")  # the page's own colours, light or dark

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_the_table_says_what_the_text_says(folder):
    edit(folder, **{"is_distribution": DONE, "is_distribution-visible": [report(checked=fingerprint(DONE))]})
    (folder / "02_cross_entropy").mkdir()
    found = read_progress(folder)
    page = Page(found._repr_html_())
    assert {"table", "caption", "thead", "tbody", "tfoot"} <= page.elements
    assert page.scopes == ["col"] * 6 + ["row"] * 3
    for words in ("The course, and your progress", "00 Surprise!", "✓ Right: is_distribution", "1 of 3",
                  "○ not yet, 3 points", "○ Not attempted yet: normalise, surprisal", "Next: normalise in notebook 00",
                  "Together115✓ 1 right○ 8 not attempted yet1 of 10110 of 2 answered, 8 points",
                  *found.notes()):
        assert words in page.words, words


@pytest.mark.parametrize("here, there", [(SECOND, ".."), ("..", "mes cahiers d'été")])
def test_every_link_leads_from_here_to_a_notebook_and_to_a_cell_in_it(folder, monkeypatch, here, there):
    monkeypatch.chdir(folder / here)  # the kernel of a notebook runs in the notebook's folder
    links = Page(read_progress(there)._repr_html_()).links
    assert len(links) == 2 + 9 + 1
    for link in links:
        assert not link.startswith("/") and " " not in link and "é" not in link
        target = urlsplit(link)
        book = nbformat.read(unquote(target.path), as_version=4)
        kind, _, cell = target.fragment.partition("=")
        assert (kind, cell) == ("", "") or (kind == "cell-id" and cell in {each.id for each in book.cells})


def test_nothing_in_a_notebook_becomes_markup(folder):
    edit(folder, title="# <script>1</script>\n\n**25 minutes")
    book = path_of(folder).read_text(encoding="utf-8")
    path_of(folder).write_text(book.replace('"normalise"', '"<script>2</script>"'), encoding="utf-8")
    page = Page(read_progress(folder)._repr_html_())
    assert "script" not in page.elements
    assert "<script>1</script>" in page.words and "<script>2</script>" in page.words
    assert "<b>" in Page(read_progress(folder / "<b>")._repr_html_()).words


def test_a_folder_without_notebooks_shows_a_sentence_only(tmp_path):
    page = Page(read_progress(tmp_path)._repr_html_())
    assert page.elements == {"p"} and page.words.startswith("✗ There is no notebook of this course in ")


# ---------------------------------------------------------------- the command


def command(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "xentlib", "progress", *arguments], cwd=ROOT, capture_output=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)} | environment)


def test_the_verb_reads_the_courses_own_notebooks_unless_told_otherwise(folder):
    own = command(PYTHONIOENCODING="utf-8")
    assert (own.returncode, own.stderr) == (0, b"")
    assert own.stdout.decode().strip() == str(read_progress(os.path.join("notebooks"))).replace(str(ROOT) + os.sep, "")
    other = command(str(folder), PYTHONIOENCODING="utf-8")
    assert other.stdout.decode().strip() == str(read_progress(folder))


def test_the_verb_says_what_is_wrong(tmp_path):
    run = command(str(tmp_path / "nowhere"), PYTHONIOENCODING="utf-8")
    assert (run.returncode, run.stderr) == (1, b"")
    assert run.stdout.decode().strip() == f"✗ There is no folder {tmp_path / 'nowhere'}."


def test_a_terminal_without_our_marks_is_no_reason_to_fail(folder):
    run = command(str(folder), PYTHONIOENCODING="ascii")
    assert run.returncode == 0 and b"? Not attempted yet: is_distribution" in run.stdout


def test_make_has_the_verb():
    planned = subprocess.run(["make", "--no-print-directory", "--dry-run", "progress"], cwd=ROOT, capture_output=True,
                             text=True, check=True)
    assert planned.stdout.splitlines()[-1].endswith("-m xentlib progress")
