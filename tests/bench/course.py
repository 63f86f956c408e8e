"""How long a learner waits: for the first page, for a later one, for a check, for an import."""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.answers import all_answers
from tests.test_lab import free_port
from xentlib.exercises import check, check_hidden

ROOT = Path(__file__).parents[2]


def seconds_to_a_served_page(folder):
    start = time.perf_counter()
    process = subprocess.Popen(["make", "lab", f"PORT={free_port()}", "BROWSER=no"], cwd=folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    while "Ctrl+C" not in (line := process.stdout.readline()):
        if not line:
            raise RuntimeError("make lab ended before it served a page")
    seconds = time.perf_counter() - start
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    return seconds


def seconds_to_import(statement):
    """The median of seven fresh interpreters."""
    def once():
        code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    return statistics.median(once() for _ in range(7))


def seconds_to_check(checking, answer):
    """The median of three checks."""
    def once():
        start = time.perf_counter()
        checking(answer.exercise, {answer.exercise: answer.function})
        return time.perf_counter() - start
    return statistics.median(once() for _ in range(3))


def main():
    with tempfile.TemporaryDirectory(prefix="a fresh clone ") as folder:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), folder], check=True)
        shutil.rmtree(Path(folder) / ".venv", ignore_errors=True)
        first = seconds_to_a_served_page(folder)
        later = statistics.median(seconds_to_a_served_page(folder) for _ in range(3))
    print(f"make lab, first time, packages cached:  {first:6.1f} s   (at most 90)")
    print(f"make lab, later:                        {later:6.1f} s   (at most 8)")
    numpy = seconds_to_import("import numpy")
    ours = seconds_to_import("import numpy, xentlib") - numpy
    print(f"import xentlib, beyond numpy's own:     {ours:6.3f} s   (at most 0.25)")
    checks = sorted((seconds_to_check(checking, answer), f"{checking.__name__}, {answer}")
                    for answer in all_answers() for checking in (check, check_hidden))
    median = statistics.median(seconds for seconds, _ in checks)
    print(f"a check, the median of {len(checks)}:           {median:6.3f} s   (at most 0.5)")
    for seconds, name in checks[-3:]:
        print(f"among the slowest:                      {seconds:6.3f} s   {name}, its own time included")


if __name__ == "__main__":
    main()
