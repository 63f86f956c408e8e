"""What a class's results say about its exercises: shares, misconceptions, and how well each tells students apart."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from ..checking.exercise import Misconception
from ..checking.report import Verdict
from ..exercises import find
from .results import ClassResults, Submission, exercises_of

TOO_FEW = 10  # students; below that a correlation says nothing


@dataclass(frozen=True)
class Belief:
    """A misconception, and who showed it."""

    assignment: str
    exercise: str
    misconception: Misconception
    students: tuple[str, ...]
    of: int

    @property
    def count(self) -> int:
        return len(self.students)

    @property
    def share(self) -> float:
        return self.count / self.of


@dataclass(frozen=True)
class ExerciseSummary:
    """One exercise over the class."""

    assignment: str
    name: str
    answers: int  # submissions whose check left a report
    counts: dict[Verdict, int]
    beliefs: tuple[Belief, ...]
    points: float  # on average
    max_points: float
    discrimination: float  # item-rest correlation; NaN where it cannot be told

    def share(self, verdict: Verdict) -> float:
        return self.counts[verdict] / self.answers if self.answers else 0.0

    @property
    def separates(self) -> str:
        """Its discrimination in a word; a negative one that chance alone can give is no reproach."""
        if self.discrimination >= 0.2:
            return "well" if self.discrimination >= 0.4 else "fairly"
        return "the wrong way round" if self.discrimination < -uncertainty(self.answers) else "hardly"


@dataclass(frozen=True)
class AssignmentSummary:
    """One assignment over the class: a point of the time series."""

    name: str
    handed_in: int
    exercises: tuple[ExerciseSummary, ...]
    points: float  # on average, as a share of all points
    waiting: int

    def share(self, verdict: Verdict) -> float:
        """Of all exercises of all submissions."""
        answers = sum(each.answers for each in self.exercises)
        return sum(each.counts[verdict] for each in self.exercises) / answers if answers else 0.0


def summarise(results: ClassResults) -> list[AssignmentSummary]:
    return [_assignment(name, results.of(name), results.waiting.get(name, 0)) for name in results.assignments]


def _assignment(name: str, submissions: list[Submission], waiting: int) -> AssignmentSummary:
    exercises = exercises_of(name)
    table = np.array([[each.results[name].points if name in each.results else 0.0 for name in exercises]
                      for each in submissions])
    discrimination = item_rest_correlations(table)
    summaries = tuple(_exercise(name, exercise, submissions, discrimination[column])
                      for column, exercise in enumerate(exercises))
    shares = [each.points / each.max_points for each in submissions if each.max_points]
    return AssignmentSummary(name, len(submissions), summaries, float(np.mean(shares)) if shares else 0.0, waiting)


def _exercise(assignment: str, name: str, submissions: list[Submission], discrimination: float) -> ExerciseSummary:
    judged = [(each.student, each.results[name]) for each in submissions if name in each.results]
    holders: dict[str, list[str]] = {}
    for student, result in judged:
        if result.misconception:
            holders.setdefault(result.misconception.name, []).append(student)
    exercise = find(name)
    beliefs = [Belief(assignment, name, misconception, tuple(holders[misconception.name]), len(judged))
               for misconception in exercise.misconceptions if misconception.name in holders]
    beliefs.sort(key=lambda belief: -belief.count)
    counted = Counter(result.verdict for _, result in judged)
    points = float(np.mean([result.points for _, result in judged])) if judged else 0.0
    counts = {verdict: counted[verdict] for verdict in Verdict}
    return ExerciseSummary(assignment, name, len(judged), counts, tuple(beliefs), points, exercise.points,
                           discrimination)


def item_rest_correlations(points: np.ndarray) -> list[float]:
    """Of a table (students, exercises): how each exercise goes with the sum of the others.

    NaN where the class is too small, where there is no other exercise, or where all students have the same points.

    >>> good, weak = np.arange(10) >= 5, np.arange(10) % 2
    >>> [round(r, 2) for r in item_rest_correlations(np.stack([good, good, weak], axis=1))]
    [0.71, 0.71, 0.2]
    """
    if points.ndim != 2 or len(points) < TOO_FEW:
        return [math.nan] * (points.shape[1] if points.ndim == 2 else 0)
    return [_correlation(column, points.sum(axis=1) - column) for column in points.T.astype(float)]


def uncertainty(students: int) -> float:
    """How far a correlation near 0 is off by chance: two standard errors."""
    return 2 / math.sqrt(students)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if np.ptp(a) < 1e-9 or np.ptp(b) < 1e-9:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])
