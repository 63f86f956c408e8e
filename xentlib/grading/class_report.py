"""`python -m xentlib report`: one page and one table on what a graded class has understood, and what it believes."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ..checking.report import Verdict
from .adaptations import TEMPLATES
from .release import COURSE
from .results import CONFIG, ClassResults, NoResults, read_class
from .statistics import TOO_FEW, AssignmentSummary, ExerciseSummary, summarise

IN_ORDER = (Verdict.RIGHT, Verdict.LAW_BROKEN, Verdict.WRONG_VALUE, Verdict.WRONG_TYPE, Verdict.CRASHED,
            Verdict.NOT_ATTEMPTED)
SHORT = {Verdict.RIGHT: "Right", Verdict.LAW_BROKEN: "Law broken", Verdict.WRONG_VALUE: "Wrong value",
         Verdict.WRONG_TYPE: "Wrong type", Verdict.CRASHED: "Crashed", Verdict.NOT_ATTEMPTED: "Not attempted"}
MOST = 10  # misconceptions at the head of the page
COLUMNS = ("assignment", "exercise", "measure", "name", "value", "of")


def write_report(assignments: list[str], names: bool, output: str | None) -> int:
    """Write report.html and report.csv, say where; returns the exit status."""
    course = Path.cwd() if (Path.cwd() / CONFIG).is_file() else COURSE
    folder = Path(output) if output else course / "gradebook" / "report"
    try:
        results = read_class(course, assignments)
        folder.mkdir(parents=True, exist_ok=True)
        summaries = summarise(results)
        (folder / "report.html").write_text(as_page(results, summaries, names), encoding="utf-8")
        with (folder / "report.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *as_rows(summaries)])
    except NoResults as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The report cannot be written to {folder}: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{folder / 'report.html'}\n{folder / 'report.csv'}")
    return 0


def as_rows(summaries: Iterable[AssignmentSummary]) -> Iterator[tuple[str, str, str, str, Any, Any]]:
    """The table: one number in a row. `of` is what the number is a part of, where it is a part of something."""
    for assignment in summaries:
        yield assignment.name, "", "handed in", "", assignment.handed_in, ""
        yield assignment.name, "", "mean share of points", "", _number(assignment.points), 1
        yield assignment.name, "", "written answers waiting", "", assignment.waiting, ""
        for each in assignment.exercises:
            row = assignment.name, each.name
            for verdict in IN_ORDER:
                yield *row, "outcome", verdict.name.lower(), each.counts[verdict], each.answers
            for belief in each.beliefs:
                yield *row, "misconception", belief.misconception.name, belief.count, belief.of
            yield *row, "mean points", "", _number(each.points), each.max_points
            yield *row, "item-rest correlation", "", _number(each.discrimination), ""


def _number(value: float) -> float | str:
    return "" if math.isnan(value) else round(value, 4)


def as_page(results: ClassResults, summaries: list[AssignmentSummary], names: bool) -> str:
    """The page, with students' names only where `names` is true."""
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                               lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    jinja.filters.update(percent=percent, prose=prose)
    beliefs = sorted((belief for a in summaries for e in a.exercises for belief in e.beliefs),
                     key=lambda belief: (-belief.share, -belief.count))
    return jinja.get_template("class_report/index.html.j2").render(
        results=results, summaries=summaries, names=names, beliefs=beliefs, most=MOST, verdicts=IN_ORDER, short=SHORT,
        verdict=Verdict, separating=separating(summaries), too_few=TOO_FEW, chart=CHART, series=series(summaries))


def percent(share: float) -> str:
    """A share for people: never 0 % or 100 % where it is not exactly that.

    >>> percent(0.0), percent(0.001), percent(0.5), percent(0.999), percent(1.0)
    ('0 %', '<1 %', '50 %', '>99 %', '100 %')
    """
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def prose(text: str) -> Markup:
    """Our own sentences, with `code` in backticks, as HTML; everything is escaped."""
    return Markup("").join(Markup("<code>{}</code>").format(piece) if i % 2 else piece
                           for i, piece in enumerate(text.split("`")))


# ---------------------------------------------------------------- what separates, and the series in time

def separating(summaries: list[AssignmentSummary]) -> list[ExerciseSummary]:
    """The exercises whose index can be told, the one that separates best first."""
    told = [each for a in summaries for each in a.exercises if not math.isnan(each.discrimination)]
    return sorted(told, key=lambda each: -each.discrimination)


@dataclass(frozen=True)
class Chart:
    """The sizes of the drawing, in its own units."""

    width: int = 440
    height: int = 180
    left: int = 48
    top: int = 12


CHART = Chart()


@dataclass(frozen=True)
class Line:
    """One line of the chart: a share over the assignments."""

    title: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def series(summaries: list[AssignmentSummary]) -> list[Line]:
    """Right and not attempted, over the assignments; nothing for a single one, which makes no line."""
    if len(summaries) < 2:
        return []
    step = (CHART.width - 2 * CHART.left) / (len(summaries) - 1)
    return [Line(SHORT[verdict], tuple((round(CHART.left + step * i, 1),
                                        round(CHART.top + CHART.height * (1 - each.share(verdict)), 1))
                                       for i, each in enumerate(summaries)))
            for verdict in (Verdict.RIGHT, Verdict.NOT_ATTEMPTED)]
