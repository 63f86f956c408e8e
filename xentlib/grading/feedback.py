"""What a student gets back: `nbgrader generate_feedback` renders templates/feedback with what is arranged here.

The page shows the report of each check, the grader's points and comments, and the notebook around them. It shows
neither the text of the checks, whose hidden part stays hidden, nor the mark scheme, nor a traceback, and it loads
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool

from ..checking import MIME
from ..checking.report import MARKS, Verdict
from .cleaning import render_markdown
from .submission import NOTICE, OWN

TONES = {Verdict.RIGHT: "right", Verdict.NOT_ATTEMPTED: "none"}
# What only a grader reads. It is nbgrader's own mark, but its preprocessor stops at a student's text with half of one.
MARK_SCHEME = re.compile(r"^.*BEGIN MARK SCHEME.*$[\s\S]*?^.*END MARK SCHEME.*$", re.M)
NO_RESPONSE = "No response."  # nbgrader's own comment on an answer that is still as it was handed out
PARTS = {"visible": "The check in your notebook", "hidden": "Fresh cases, edges and laws"}


class ReadGrades(GetGrades):
    """nbgrader's, which also says whether a person still has to give the points."""

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id,
                                          self.student_id)
        cell.metadata.nbgrader["waiting"] = bool(grade.needs_manual_grade)


@dataclass
class Check:
    """One graded cell that a program marked."""

    part: str
    points: float
    max_points: float
    outputs: list[Any]
    verdict: Verdict | None  # None where the check left no report

    @property
    def tone(self) -> str:
        return tone(self.verdict)

    @property
    def title(self) -> str:
        return PARTS.get(self.part, self.part)


@dataclass
class Task:
    """An exercise or a written question: what was asked, answered, and said about it."""

    name: str
    text: str  # the question, as HTML
    answer: Any
    checks: list[Check] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"task-{self.name}"

    @property
    def grading(self) -> Any:
        return self.answer.metadata.nbgrader

    @property
    def written(self) -> bool:
        return is_grade(self.answer)

    @property
    def title(self) -> str:
        """The first heading of its text, without the points, which stand beside it."""
        found = re.search(r"<h3>(.*?)</h3>", self.text)
        words = re.sub(r"<[^>]*>", "", found[1]) if found else self.name
        return re.sub(r" \([\d.]+ points?\)$", "", words)

    @property
    def comment(self) -> str:
        given = self.grading.get("comment") or ""
        return "" if given == NO_RESPONSE else given

    @property
    def waiting(self) -> bool:
        return self.written and self.grading.get("waiting", False)

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks) + (self.grading.get("score") or 0 if self.written else 0)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self.checks) + (self.grading.get("points", 0) if self.written else 0)

    @property
    def verdict(self) -> Verdict | None:
        """That of the first check that is not right."""
        verdicts = [check.verdict for check in self.checks]
        return next((verdict for verdict in verdicts if verdict is not Verdict.RIGHT), Verdict.RIGHT)

    @property
    def outcome(self) -> str:
        if self.written and self.grading.get("comment") == NO_RESPONSE:
            return f"{MARKS[Verdict.NOT_ATTEMPTED]} Not answered"
        if self.written:
            return "Waits for a grader" if self.waiting else "Read by a grader"
        return f"{MARKS[self.verdict]} {self.verdict.value}" if self.verdict else "✗ The check gave no report"

    @property
    def tone(self) -> str:
        return "none" if self.written else tone(self.verdict)

    def needless(self, check: Check) -> bool:
        """Whether a check only says again that an earlier one does not hold."""
        return check is not self.checks[0] and self.checks[0].verdict is not Verdict.RIGHT


@dataclass
class Between:
    """Cells between two tasks: the notebook's own, or the student's."""

    title: str
    cells: list[Any]


def tone(verdict: Verdict | None) -> str:
    return TONES.get(verdict, "wrong") if verdict else "wrong"


class ArrangeFeedback(Preprocessor):
    """Put the tasks of a graded notebook, and what lies between them, where the template finds them."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        notice = [cell for cell in notebook.cells if cell.id == NOTICE and cell.cell_type == "markdown"]
        cells = [cell for cell in notebook.cells if cell.id != NOTICE]
        for cell in cells:
            if cell.cell_type == "markdown" and not is_solution(cell):
                cell.source = MARK_SCHEME.sub("", cell.source)
        parts = list(arranged(cells))
        resources["feedback"] = {"title": _heading(cells, "#") or resources["nbgrader"]["notebook"], "notice": notice,
                                 "parts": parts, "tasks": [part for part in parts if isinstance(part, Task)]}
        return notebook, resources


def arranged(cells: list[Any]) -> Iterator[Task | Between]:
    """A task is an answer cell, the text cell above it, and the checks below it."""
    between: list[Any] = []
    task: Task | None = None
    for cell in cells:
        if is_solution(cell):
            question = between.pop() if between and between[-1].cell_type == "markdown" else None
            yield from _between(between)
            between = []
            task = Task(cell.metadata.nbgrader.grade_id, text_cell(question) if question else "", cell)
            yield task
        elif task and is_grade(cell):
            task.checks.append(_check(cell))
        else:
            between.append(cell)
    yield from _between(between)


def _between(cells: list[Any]) -> Iterator[Between]:
    for own, those in groupby(cells, key=lambda cell: OWN in cell.metadata.get("tags", [])):
        group = list(those)
        heading = _heading(group, "#+")
        yield Between("Cells of your own" if own else
                      f"The notebook's own text: {heading}" if heading else "The notebook's own text", group)


def _heading(cells: list[Any], level: str) -> str | None:
    """The first heading of this level (a pattern) in text cells."""
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    found = re.search(rf"^{level} +(.+)$", "\n".join(texts), re.M)
    return found[1] if found else None


def _check(cell: Any) -> Check:
    grading = cell.metadata.nbgrader
    verdict = None
    for output in cell.outputs:
        name = str(output.get("data", {}).get(MIME, {}).get("verdict")).upper()
        verdict = Verdict.__members__.get(name, verdict)
    return Check(grading.grade_id.rpartition("-")[2], grading.get("score") or 0, grading.get("points", 0), cell.outputs,
                 verdict)


def text_cell(cell: Any) -> str:
    """A text cell as HTML whose headings stand below the page's own; an empty cell of a table heads nothing."""
    text = render_markdown(cell.source, cell.get("attachments", {}))
    return re.sub(r"<(/?)h[1-6]>", r"<\1h3>", re.sub(r"<th[^>]*>\s*</th>", "<td></td>", text))
