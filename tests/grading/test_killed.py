"""A grading run that is killed at any moment and started again loses nothing and grades nothing twice."""

import json
import subprocess
import sys
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest
from nbgrader.api import Gradebook

from tests.grading.test_batch import grade, graded_lines, grading, read_until
from tests.grading.tiny import NAME, RIGHT, WRONG, database, hand_in, make_course, points
from tests.notebooks.course import ROOT
from xentlib.grading import workers
from xentlib.grading.one import Graded, Submission


@pytest.fixture(scope="module")
def moments(tmp_path_factory):
    """What `killing` found at each moment."""
    root = make_course(tmp_path_factory.mktemp("killed"))
    hand_in(root, "ada", WRONG, "2026-01-01 10:00:00 UTC")
    hand_in(root, "bea", RIGHT)
    assert grade(root).returncode == 0
    hand_in(root, "ada", RIGHT, "2026-01-02 10:00:00 UTC")
    hand_in(root, "cyd", WRONG)
    done = subprocess.run([sys.executable, "-m", "tests.grading.killing", str(root)], cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_every_step_and_at_last_not(moments):
    assert len(moments) > 30
    assert [moment["killed"] for moment in moments] == [True] * (len(moments) - 1) + [False]


def test_the_gradebook_and_the_folders_are_right_after_the_next_run(moments):
    for number, moment in enumerate(moments, 1):
        assert moment["again"] == 0, number
        assert moment["points"] == {"ada": 2, "bea": 2, "cyd": 0}, number
        assert moment["shown"] == dict.fromkeys(moment["points"], True), number


def test_nothing_that_was_kept_is_graded_again(moments):
    for number, moment in enumerate(moments, 1):
        assert sorted(moment["kept"] + moment["asked"]) == ["ada", "bea", "cyd"], number
    assert {len(moment["asked"]) for moment in moments} == {0, 1, 2}


def test_nothing_is_left_behind(moments):
    for moment in moments:
        assert moment["left"] == ["lock", "whole"]


@pytest.fixture
def course(tmp_path):
    root = make_course(tmp_path)
    for student in "abcdef":
        hand_in(root, student, WRONG if student < "c" else RIGHT)
    return root


def test_a_killed_command_takes_its_workers_along_and_goes_on_when_started_again(course):
    with grading(course, NAME, "--workers", "2") as process:
        said = read_until(process, "2 of 6")
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        process.kill()
        said += process.communicate()[0]
    _, alive = psutil.wait_procs(family, timeout=60)
    assert not alive

    again = grade(course, NAME, "--workers", "2")
    assert again.returncode == 0
    twice = set(graded_lines(said)) & set(graded_lines(again.stdout))
    assert len(graded_lines(said)) >= 2 and not twice
    assert points(course) == {student: 0 if student < "c" else 2 for student in "abcdef"}


def workers_of(process):
    """The processes that grade: forks of one that has imported nbgrader."""
    (server,) = (each for each in psutil.Process(process.pid).children()
                 if any("forkserver" in word for word in each.cmdline()))
    return server.children()


def test_a_killed_worker_costs_nothing_but_time(course):
    with grading(course, NAME, "--workers", "2") as process:
        said = read_until(process, "1 of 6")
        workers_of(process)[0].kill()
        said += process.communicate()[0]
    assert process.returncode == 0, said
    assert graded_lines(said) == sorted("abcdef")
    assert points(course) == {student: 0 if student < "c" else 2 for student in "abcdef"}


def test_what_a_person_has_graded_survives(course):
    assert grade(course).returncode == 0
    with Gradebook(database(course)) as gradebook:
        by_hand = gradebook.find_grade("why", NAME, NAME, "a")
        by_hand.manual_score = 3
        gradebook.find_comment("why", NAME, NAME, "a").manual_comment = "well said"
        gradebook.db.commit()
    assert grade(course, NAME, "--force").returncode == 0
    with Gradebook(database(course)) as gradebook:
        assert gradebook.find_grade("why", NAME, NAME, "a").score == 3
        assert gradebook.find_grade("why", NAME, NAME, "a").needs_manual_grade  # it may have changed: look again
        assert gradebook.find_comment("why", NAME, NAME, "a").comment == "well said"


def test_two_runs_at_once_do_not_meet(course):
    with grading(course, NAME, "--workers", "1") as process:
        read_until(process, "1 of 6")
        second = grade(course)
        assert second.returncode == 1 and "Another grading run is at work" in second.stdout
        process.communicate()
    assert process.returncode == 0


def test_a_process_that_ended_while_it_had_nothing_to_do_is_replaced(monkeypatch):
    ada = Submission("ada", {})
    pools = []

    class Pool:
        _processes = None

        def __init__(self):
            pools.append(self)

        def submit(self, work, course, submission, folder):
            if self is pools[0]:
                raise BrokenProcessPool
            future = Future()
            future.set_result(Graded(submission.student, submission.fingerprint, {}, {}))
            return future

        def shutdown(self, **_):
            pass

    monkeypatch.setattr(workers, "_process", Pool)
    assert [each.student for each in workers.in_processes(None, [ada], 1, None)] == ["ada"]
    assert len(pools) == 2
