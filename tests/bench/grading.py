"""What grading costs, beside nbgrader's own on the same submissions: `make bench-grading CLASS=20`."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil

from tests.grading.test_nbgrader import MINUS_MISSING
from xentlib.grading.remote import Remote

ROOT = Path(__file__).parents[2]
NAME = "01_shannon_entropy"
BIN = Path(sys.executable).parent
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "xent"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.ClearMarkScheme.enforce_metadata = False
"""
# Runs a command and says what it and all that it ever started took, also what outlived its own parent.
WATCH = """
import ctypes, json, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans become children of this process
start = time.perf_counter()
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.perf_counter() - start
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"status": status, "seconds": seconds, "cpu": used.ru_utime + used.ru_stime}))
"""


def make_course(folder, settings, students):
    """A course in this folder with a class of so many: solutions, blank ones, and ones with a mistake."""
    shutil.copytree(ROOT / "solutions" / NAME, folder / "solutions" / NAME)
    (folder / "nbgrader_config.py").write_text(settings)
    subprocess.run([BIN / "nbgrader", "generate_assignment", NAME], cwd=folder, check=True, capture_output=True)
    right = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    blank = nbformat.read(ROOT / "notebooks" / NAME / f"{NAME}.ipynb", as_version=4)
    for student in range(students):
        book = nbformat.from_dict(json.loads(json.dumps(blank)))
        for cell, solved in zip(book.cells, right.cells, strict=True):
            if student % 10 and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = MINUS_MISSING if cell["id"] == "entropy" and student % 2 else solved.source
        place = folder / "gradebook" / "submitted" / f"s{student:03}" / NAME
        place.mkdir(parents=True)
        nbformat.write(book, place / f"{NAME}.ipynb")
    return folder


def forget_grades(folder):
    for name in ("gradebook/autograded", "autograded"):
        shutil.rmtree(folder / name, ignore_errors=True)


def measure(folder, *command):
    """Seconds by the clock and seconds of the processors."""
    forget_grades(folder)
    done = subprocess.run([sys.executable, "-c", WATCH, *map(str, command)], cwd=folder, check=True,
                          capture_output=True, text=True)
    found = json.loads(done.stdout)
    assert found["status"] == 0, command
    return found["seconds"], found["cpu"]


def peak_memory(folder, *command):
    """The most memory that the command and everything below it held at once, in MiB; shared pages count once."""
    forget_grades(folder)
    process = psutil.Popen(list(map(str, command)), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        held = 0
        for each in (process, *process.children(recursive=True)):
            try:
                held += each.memory_full_info().pss
            except psutil.Error:
                continue
        peak = max(peak, held)
        time.sleep(0.1)
    return peak / 2**20


def seconds_of_a_call(folder, calls=300):
    """The median of calls of an answer in its own process by a check in ours."""
    remote = Remote(folder, True, {})
    try:
        remote.run("double", "def double(x):\n    return 2 * x")
        double = remote.look(["double"])["double"]

        def once():
            start = time.perf_counter()
            assert double(1.5) == 3
            return time.perf_counter() - start
        return statistics.median(once() for _ in range(calls))
    finally:
        remote.end()


def main(students=20):
    print(f"{students} submissions of {NAME}, {os.cpu_count()} cores, "
          f"{psutil.virtual_memory().total / 2**30:.0f} GiB of memory, load before: {os.getloadavg()[0]:.1f}")
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls its alembic by name
    with tempfile.TemporaryDirectory() as folder:
        settings = (ROOT / "nbgrader_config.py").read_text()
        ours = make_course(Path(folder) / "ours", settings, students)
        few = make_course(Path(folder) / "few", settings, 4)
        stock = make_course(Path(folder) / "stock", STOCK, students)
        grade = (sys.executable, "-m", "xentlib", "grade", NAME, "--workers")
        plain, one, two = (measure(*how) for how in (
            (stock, BIN / "nbgrader", "autograde", NAME), (ours, *grade, 1), (ours, *grade, 2)))
        for name, (seconds, cpu) in (("nbgrader autograde, not isolated", plain), ("xentlib grade, one worker", one),
                                     ("xentlib grade, two workers", two)):
            print(f"{name:34} {seconds:7.1f} s   a notebook: {seconds / students:6.3f} s, "
                  f"of processors {cpu / students:6.3f} s")
        print(f"one worker takes, of nbgrader's time   {one[0] / plain[0]:6.2f}   (at most 0.25)")
        print(f"two workers are faster than one by     {one[0] / two[0]:6.2f}   (at least 1.7)")
        memory = [peak_memory(few, *grade, workers) for workers in (1, 2)]
        print(f"memory with one worker {memory[0]:.0f} MiB, with two {memory[1]:.0f} MiB: "
              f"{memory[1] - memory[0]:.0f} MiB more for a worker")
        print(f"a call across the processes            {seconds_of_a_call(ours) * 1e3:6.2f} ms (at most 2)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
