"""`python -m xentlib grade --address`: a scheduler and workers, each a process of its own, on this machine."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from tests.grading.test_batch import grade, grade_apart, graded_lines, grading, read_until
from tests.grading.tiny import NAME, RIGHT, WRONG, hand_in, make_course, points
from tests.test_lab import free_port

CLASS = "abcdefgh"


@contextlib.contextmanager
def dask(role, ready, folder, *arguments):
    """A part of a cluster, from the moment it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + role, *arguments], cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True)
    try:
        read_until(process, ready)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    port = free_port()
    with dask("scheduler", "Scheduler at:", tmp_path_factory.mktemp("scheduler"), "--host", "127.0.0.1",
              "--port", str(port), "--no-dashboard"):
        yield f"tcp://127.0.0.1:{port}"


def worker(address, folder):
    return dask("worker", "Registered to", folder, address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
                "--no-dashboard", "--local-directory", str(folder))


@pytest.fixture
def course(tmp_path):
    root = make_course(tmp_path / "course")
    for student in CLASS:
        hand_in(root, student, WRONG if student < "c" else RIGHT)
    return root


def test_a_worker_killed_in_the_middle_costs_nothing_but_time(scheduler, course, tmp_path):
    with (worker(scheduler, tmp_path) as first, worker(scheduler, tmp_path),
          grading(course, NAME, "--address", scheduler) as process):
        said = read_until(process, f"2 of {len(CLASS)}")
        os.killpg(first.pid, signal.SIGKILL)
        said += process.communicate()[0]
    assert process.returncode == 0, said
    assert graded_lines(said) == sorted(CLASS)
    assert points(course) == {student: 0 if student < "c" else 2 for student in CLASS}


def test_a_cluster_without_workers_says_what_to_start(scheduler, course):
    done = grade(course, NAME, "--address", scheduler)
    assert done.returncode == 2 and f"`dask worker {scheduler} --nthreads 1`" in done.stdout


def test_an_address_where_nobody_answers(course):
    done = grade(course, NAME, "--address", f"tcp://127.0.0.1:{free_port()}")
    assert done.returncode == 2 and "No Dask scheduler answers at tcp://127.0.0.1" in done.stdout
    assert "`dask scheduler`" in done.stdout and "Traceback" not in done.stdout


def test_without_the_package_it_says_how_to_install_it(course, tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError('not here')")
    done = grade_apart(course, NAME, "--address", "tcp://127.0.0.1:1", env=os.environ | {"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2 and "pip install 'xentlib[cluster]'" in done.stdout
