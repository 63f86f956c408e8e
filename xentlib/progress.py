"""The map of the course and how far the learner is, read from the notebooks as they were last saved.

Nothing here changes a notebook, runs a cell or needs a network. `read_progress` makes a `Progress` out of a folder; a
terminal shows it as text, a notebook as a table.
"""

from __future__ import annotations

import html
import io
import json
import math
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .checking.fingerprint import fingerprint
from .checking.report import MARKS, MIME, Verdict
from .exercises import COURSE

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
# What the learners' notebooks hold where nothing is written yet; nbgrader_config.py puts it there.
CODE_STUB = 'raise NotImplementedError("replace this line with your answer")'
TEXT_STUB = "*Double-click here and write your answer.*"
TRIES, SECONDS_BETWEEN = 3, 0.2  # for a notebook that JupyterLab is writing at this very moment


class Unknown(Enum):
    """Why nothing can be said of an answer that is there."""

    CHANGED = "Changed since its check"
    UNCHECKED = "Not checked yet"


Standing = Verdict | Unknown
IN_ORDER: tuple[Standing, ...] = (Verdict.RIGHT, Verdict.WRONG_VALUE, Verdict.LAW_BROKEN, Verdict.WRONG_TYPE,
                                  Verdict.CRASHED, *Unknown, Verdict.NOT_ATTEMPTED)
MARK: dict[Standing, str] = {each: MARKS[each] if isinstance(each, Verdict) else "↻" for each in IN_ORDER}


@dataclass(frozen=True)
class Exercise:
    """One function that the learner writes, and where it stands."""

    name: str
    standing: Standing
    points: float  # reached in the visible check
    visible_points: float
    hidden_points: float
    cell: str  # the id of the cell where its text begins
    certain: bool  # the check has left a fingerprint of the text that it saw


@dataclass(frozen=True)
class Written:
    """One written question; a person gives its points."""

    answered: bool
    points: float
    cell: str


@dataclass(frozen=True)
class Notebook:
    """What one notebook holds."""

    path: Path
    title: str
    minutes: int
    exercises: tuple[Exercise, ...]
    written: tuple[Written, ...]

    @property
    def number(self) -> str:
        return self.path.stem[:2]


@dataclass(frozen=True)
class Step:
    """The first thing that is not done: where it is, and what is known about it."""

    notebook: Notebook
    what: str
    cell: str
    standing: Standing

    @property
    def known(self) -> str:
        """` (a wrong value)`, or nothing where it was not begun."""
        words = self.standing.value
        return "" if self.standing is Verdict.NOT_ATTEMPTED else f" ({words[0].lower()}{words[1:]})"


@dataclass(frozen=True)
class Progress:
    """The notebooks of a folder, and a sentence for each thing that is not as it should be."""

    notebooks: tuple[Notebook, ...]
    problems: tuple[str, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return tuple(exercise for notebook in self.notebooks for exercise in notebook.exercises)

    @property
    def written(self) -> tuple[Written, ...]:
        return tuple(written for notebook in self.notebooks for written in notebook.written)

    @property
    def minutes(self) -> int:
        return sum(notebook.minutes for notebook in self.notebooks)

    def next_step(self) -> Step | None:
        for notebook in self.notebooks:
            for exercise in notebook.exercises:
                if exercise.standing is not Verdict.RIGHT:
                    return Step(notebook, exercise.name, exercise.cell, exercise.standing)
            for written in notebook.written:
                if not written.answered:
                    return Step(notebook, "the written question", written.cell, Verdict.NOT_ATTEMPTED)
        return None

    def notes(self) -> list[str]:
        """What the reader has to know about these numbers."""
        said = [f"✗ {problem}" for problem in self.problems]
        if any(isinstance(exercise.standing, Unknown) for exercise in self.exercises):
            said.append("↻ No check has seen the answer as it stands now. Run its cell, then its check, and save.")
        uncertain = [exercise.name for exercise in self.exercises if not exercise.certain
                     and exercise.standing not in (*Unknown, Verdict.NOT_ATTEMPTED)]
        if uncertain:
            said.append(f"The file does not tell whether these were edited after their checks: {', '.join(uncertain)}. "
                        "If you did edit them, run their checks again.")
        if self.notebooks:
            said.append("Read from the notebooks as they were last saved. The points for fresh cases and for written "
                        "questions are given when your work is graded.")
        return said

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_table(self)


# ---------------------------------------------------------------- reading

def read_progress(folder: str | os.PathLike[str]) -> Progress:
    """The progress in the course's notebooks of a folder: FOLDER/00_surprise/00_surprise.ipynb and so on.

    Whatever is in the folder, this raises nothing: `problems` says what could not be read, and why.
    """
    folder = Path(folder)
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return Progress((), (f"There is no folder {folder}.",))
    except NotADirectoryError:
        return Progress((), (f"{folder} is a file; give the folder in which the notebooks' own folders are.",))
    except OSError as error:
        return Progress((), (f"The folder {folder} cannot be read: {error.strerror}.",))
    notebooks, problems = [], []
    for name in names:
        if not re.fullmatch(r"\d\d_\w+", name) or name[3:] not in COURSE:
            continue  # somebody's own
        try:
            notebooks.append(_read_notebook(folder / name / f"{name}.ipynb"))
        except (FileNotFoundError, NotADirectoryError):
            problems.append(f"{name} holds no {name}.ipynb; was the notebook moved or renamed?")
        except OSError as error:
            problems.append(f"{name}.ipynb cannot be read: {error.strerror}.")
        except ValueError as error:
            problems.append(f"{name}.ipynb {error}.")
    if not notebooks and not problems:
        problems.append(f"There is no notebook of this course in {folder.resolve()}; give the folder in which "
                        "00_surprise and the others are.")
    return Progress(tuple(notebooks), tuple(problems))


@dataclass(frozen=True)
class _Cell:
    """What matters of a cell; whatever has another form than a notebook's is read as missing."""

    id: str
    kind: str
    source: str
    grade_id: str
    answer: bool  # the learner writes here
    graded: bool
    points: float
    outputs: list


def _read_notebook(path: Path) -> Notebook:
    cells = saved_cells(path)
    texts = [cell.source for cell in cells if cell.kind == "markdown"]
    title = re.search(r"^# +(.+)$", "\n".join(texts), re.M)
    minutes = re.search(r"\*\*(\d{1,4}) minutes", "\n".join(texts))
    checks = {cell.grade_id: cell for cell in cells if cell.graded and not cell.answer}
    answers = {cell.grade_id: cell for cell in cells if cell.answer}  # of copies the last counts, as in the grading
    exercises, written = [], []
    for before, cell in zip([*cells[:1], *cells], cells, strict=False):
        if answers.get(cell.grade_id) is not cell:
            continue
        if cell.graded:
            nothing = cell.source.replace(TEXT_STUB, "").strip() == "" or CODE_STUB in cell.source
            written.append(Written(not nothing, cell.points, before.id))
        else:
            exercises.append(_exercise(cell, before.id, checks.get(f"{cell.grade_id}-visible"),
                                       checks.get(f"{cell.grade_id}-hidden")))
    if not exercises:
        raise ValueError("holds no exercise of this course any more; was it converted or emptied?")
    return Notebook(path, title[1].strip() if title else path.stem, int(minutes[1]) if minutes else 0,
                    tuple(exercises), tuple(written))


def saved_cells(path: Path) -> list[_Cell]:
    """The cells of a notebook as it was last saved. OSError or ValueError where it cannot be read."""
    return list(_cells(_read_json(path)))


def _exercise(answer: _Cell, begins: str, visible: _Cell | None, hidden: _Cell | None) -> Exercise:
    standing, points, certain = _standing(answer, visible)
    return Exercise(answer.grade_id, standing, points, visible.points if visible else 0,
                    hidden.points if hidden else 0, begins, certain)


def _standing(answer: _Cell, check: _Cell | None) -> tuple[Standing, float, bool]:
    """Where the exercise stands, the points of its check, and whether the check is sure to have seen this very text."""
    attempted = CODE_STUB not in answer.source
    nothing_known: Standing = Unknown.UNCHECKED if attempted else Verdict.NOT_ATTEMPTED
    found = _report(check, answer.grade_id) if check else None
    if check is None or found is None:
        return nothing_known, 0, False
    verdict, points, checked = found
    if checked is None and attempted == (verdict is Verdict.NOT_ATTEMPTED):
        return nothing_known, 0, False  # the check saw nothing of what is written now
    if checked is not None and checked != fingerprint(answer.source):
        return (Unknown.CHANGED if attempted else Verdict.NOT_ATTEMPTED), 0, True
    return verdict, min(points, check.points), checked is not None


def _report(check: _Cell, name: str) -> tuple[Verdict, float, str | None] | None:
    """Verdict, points and fingerprint of the report that the check cell shows, if it shows one that we understand."""
    for output in check.outputs:
        data = _dict(_dict(_dict(output).get("data")).get(MIME))
        verdict = str(data.get("verdict")).upper()
        if (data.get("exercise"), data.get("part")) == (name, "visible") and verdict in Verdict.__members__:
            checked = _dict(_dict(_dict(output).get("metadata")).get(MIME)).get("answer")
            return Verdict[verdict], _number(data.get("points")), checked if isinstance(checked, str) else None
    return None


def _read_json(path: Path) -> dict:
    """The notebook as JSON; tries again where the file is not whole, because it may be being written."""
    for _ in range(TRIES):
        try:
            book = json.loads(path.read_bytes())
            break
        except (ValueError, RecursionError):
            time.sleep(SECONDS_BETWEEN)
    else:
        raise ValueError("is not a whole notebook; if it was being saved this moment, try again, otherwise JupyterLab "
                         "may be able to say more")
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise ValueError("is no notebook of the present format; opening it in JupyterLab and saving it may help")
    return book


def _cells(book: dict) -> Iterator[_Cell]:
    for cell in map(_dict, book["cells"]):
        grading = _dict(_dict(cell.get("metadata")).get("nbgrader"))
        outputs = cell.get("outputs")
        yield _Cell(_text(cell.get("id")), _text(cell.get("cell_type")), _text(cell.get("source")),
                    _text(grading.get("grade_id")), grading.get("solution") is True, grading.get("grade") is True,
                    _number(grading.get("points")), outputs if isinstance(outputs, list) else [])


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A text, also as the list of its lines, as which notebook files keep it."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return max(value, 0) if number else 0


# ---------------------------------------------------------------- showing

def show_progress(folder: str | None) -> int:
    """Print the progress of a folder, by default that of the course's own notebooks; returns the exit status."""
    progress = read_progress(_from_here(NOTEBOOKS) if folder is None else folder)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our marks shows a question mark
    print(progress)
    return 0 if progress.notebooks else 1


def as_text(progress: Progress) -> str:
    """For a terminal."""
    lines: list[str] = []
    for notebook in progress.notebooks:
        lines.append(f"{notebook.number} {notebook.title} · {notebook.minutes} minutes")
        lines += [f"    {MARK[standing]} {standing.value}: {', '.join(exercise.name for exercise in those)}"
                  for standing, those in _by_standing(notebook.exercises)]
        lines += [f"    Written question: {_answered(written)}" for written in notebook.written]
        lines += [f"    {_points(notebook.exercises, notebook.written)}", ""]
    if progress.notebooks:
        lines += [f"Together: {_points(progress.exercises, progress.written)}",
                  f"    {' · '.join(_counts(progress.exercises))}"]
        step = progress.next_step()
        lines += [f"Next: {step.what} in {step.notebook.path}{step.known}" if step else f"Next: {NOTHING_LEFT}", ""]
    return "\n".join(lines + progress.notes())


def as_table(progress: Progress) -> str:
    """For a notebook: a table that says everything in words, in the colours of the page, light or dark."""
    parts = []
    if progress.notebooks:
        rows = "".join(_row(notebook) for notebook in progress.notebooks)
        e, w = progress.exercises, progress.written
        answered = sum(written.answered for written in w)
        together = _table_row("Together", str(progress.minutes), "<br>".join(_counts(e)), _reached(e),
                              f"{_hidden(e):g}", f"{answered} of {len(w)} answered, {_by_hand(w):g} points")
        parts.append(
            f'<table><caption style="text-align:left;font-weight:bold">The course, and your progress</caption>'
            f"<thead><tr>{''.join(_cell('th', title, 'col') for title in TITLES)}</tr></thead>"
            f"<tbody>{rows}</tbody><tfoot>{together}</tfoot></table>")
        step = progress.next_step()
        todo = (f"{_link(step.notebook, step.cell, f'{step.what} in notebook {step.notebook.number}')}{step.known}"
                if step else NOTHING_LEFT)
        parts.append(f"<p><strong>Next:</strong> {todo}</p>")
    parts += [f"<p>{html.escape(note)}</p>" for note in progress.notes()]
    return "".join(parts)


TITLES = ("Notebook", "Minutes", "You build", "Points by the checks", "Points for fresh cases", "Written question")
NOTHING_LEFT = "everything here is right or answered. Well done."


def _row(notebook: Notebook) -> str:
    groups = [f"{MARK[standing]} {standing.value}: "
              + ", ".join(_link(notebook, exercise.cell, exercise.name) for exercise in those)
              for standing, those in _by_standing(notebook.exercises)]
    return _table_row(_link(notebook, "", f"{notebook.number} {notebook.title}"), str(notebook.minutes),
                      "<br>".join(groups), _reached(notebook.exercises), f"{_hidden(notebook.exercises):g}",
                      "<br>".join(map(_answered, notebook.written)))


def _table_row(head: str, *cells: str) -> str:
    return f"<tr>{_cell('th', head, 'row')}{''.join(_cell('td', each) for each in cells)}</tr>"


def _cell(tag: str, content: str, scope: str = "") -> str:
    role = f' scope="{scope}"' if scope else ""
    return f'<{tag}{role} style="text-align:left;vertical-align:top">{content}</{tag}>'


def _link(notebook: Notebook, cell: str, words: str) -> str:
    """A link from the page that runs in the current folder to a notebook, or to one of its cells."""
    address = quote(_from_here(notebook.path).replace(os.sep, "/"), errors="replace")
    place = f"#cell-id={quote(cell)}" if cell else ""
    return f'<a style="text-decoration:underline" href="{address}{place}">{html.escape(words)}</a>'


def _from_here(path: Path) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)


def _by_standing(exercises: tuple[Exercise, ...]) -> list[tuple[Standing, list[Exercise]]]:
    groups = [(standing, [e for e in exercises if e.standing is standing]) for standing in IN_ORDER]
    return [(standing, those) for standing, those in groups if those]


def _counts(exercises: tuple[Exercise, ...]) -> list[str]:
    """How many exercises have each outcome: `✓ 3 right`."""
    return [f"{MARK[standing]} {len(those)} {standing.value[0].lower()}{standing.value[1:]}"
            for standing, those in _by_standing(exercises)]


def _answered(written: Written) -> str:
    mark, words = ("✓", "answered") if written.answered else ("○", "not yet")
    return f"{mark} {words}, {written.points:g} points"


def _points(exercises: tuple[Exercise, ...], written: tuple[Written, ...]) -> str:
    return (f"{_reached(exercises)} points by the checks; when graded, {_hidden(exercises):g} for fresh cases "
            f"and {_by_hand(written):g} by hand")


def _reached(exercises: tuple[Exercise, ...]) -> str:
    return f"{sum(e.points for e in exercises):g} of {sum(e.visible_points for e in exercises):g}"


def _hidden(exercises: tuple[Exercise, ...]) -> float:
    return sum(e.hidden_points for e in exercises)


def _by_hand(written: tuple[Written, ...]) -> float:
    return sum(each.points for each in written)
