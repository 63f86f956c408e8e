"""The exercise contract: every right style earns everything, every wrong answer loses points and hears why."""

from __future__ import annotations

import numpy as np
import pytest

from tests.answers import all_answers
from xentlib.checking import Verdict
from xentlib.exercises import COURSE, check, check_hidden, find

EXERCISES = [name for names in COURSE.values() for name in names]
RIGHT = [answer for answer in all_answers() if answer.caught is None]
WRONG = [answer for answer in all_answers() if answer.caught is not None]


def reports(name, function):
    return check(name, {name: function}), check_hidden(name, {name: function})


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_earns_every_point(answer):
    exercise = find(answer.exercise)
    visible, hidden = reports(answer.exercise, answer.function)
    assert visible.verdict is Verdict.RIGHT, str(visible)
    assert hidden.verdict is Verdict.RIGHT, str(hidden)
    assert visible.points + hidden.points == exercise.points


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_loses_points_and_hears_why(answer):
    exercise = find(answer.exercise)
    visible, hidden = reports(answer.exercise, answer.function)
    failed = visible if answer.caught == "visible" else hidden
    assert (visible.verdict is Verdict.RIGHT) == (answer.caught == "hidden"), str(visible)
    assert failed.verdict not in (Verdict.RIGHT, Verdict.NOT_ATTEMPTED), str(failed)
    assert visible.points + hidden.points < exercise.points
    named = failed.misconception.name if failed.misconception else None
    assert named == answer.insight, str(failed)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_attempted_and_earns_nothing(name):
    def stub(*args, **kwargs):
        raise NotImplementedError("replace this line with your answer")

    stub.__code__ = stub.__code__.replace(co_name=name)
    for report in reports(name, stub):
        assert (report.verdict, report.points) == (Verdict.NOT_ATTEMPTED, 0), str(report)


RUBBISH = [None, "0.5", float("nan"), -0.0, True, 10**400, [], [None], [10**400] * 4, [-(10**6)] * 4, [[1, 2], [3]],
           {"a": 1}, object(), np.array(["a"]), np.array(None), np.full(4, np.inf), np.zeros((2, 2)), 1 + 2j, range(4)]


@pytest.mark.parametrize("name", EXERCISES)
def test_whatever_an_answer_returns_there_is_a_report(name):
    for value in RUBBISH:
        for report in reports(name, lambda *args, value=value, **kwargs: value):
            assert str(report) and report._repr_html_()


@pytest.mark.parametrize("name", EXERCISES)
def test_every_misconception_of_an_exercise_is_met_by_some_wrong_answer(name):
    met = {answer.insight for answer in WRONG if answer.exercise == name}
    assert {misconception.name for misconception in find(name).misconceptions} <= met


@pytest.mark.parametrize("name", EXERCISES)
def test_an_answer_that_only_calls_the_library_is_not_attempted(name):
    import xentlib

    library = getattr(xentlib, name)

    def borrowed(*args, **kwargs):
        return library(*args, **kwargs)

    for report in reports(name, borrowed):
        assert (report.verdict, report.points) == (Verdict.NOT_ATTEMPTED, 0), str(report)
