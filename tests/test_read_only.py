"""A course that may only be read, as on a teacher's share, in a folder with spaces and accents: no tracebacks."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

from tests.notebooks.course import copy_course, notebook

# Root may write everywhere, unless it gives up the right to.
HUMBLE = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = copy_course(tmp_path_factory.mktemp("shared") / "Übungen à l'été")
    (folder / "home").mkdir()
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    yield folder
    for path in everything:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    shutil.rmtree(folder)


def run(course, *arguments, where="."):
    """What Python does there for somebody whose home may not be written to either."""
    home = str(course / "home")
    return subprocess.run([*HUMBLE, sys.executable, *arguments], cwd=course / where, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(course), "HOME": home, "XDG_CONFIG_HOME": home,
                               "XDG_CACHE_HOME": home, "PYTHONIOENCODING": "utf-8"})


def test_nothing_can_be_written_there(course):
    done = run(course, "-c", "open('new', 'w')")
    assert "PermissionError" in done.stderr


def test_progress(course):
    done = run(course, "-m", "xentlib", "progress")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Next: is_distribution in notebooks/00_surprise/00_surprise.ipynb" in done.stdout


def test_a_verb_that_writes_says_so_in_one_sentence(course):
    done = run(course, "-m", "xentlib", "notebooks")
    assert done.returncode == 1
    assert "may not be written here" in done.stderr and "Traceback" not in done.stderr


def test_a_notebook_works_and_says_that_it_cannot_be_saved(course):
    """The first cell, the installation check, a wrong answer and its report, a stored table and a figure."""
    name = "00_surprise"
    cells = {cell.id: cell.source for cell in notebook("notebooks", name).cells if cell.cell_type == "code"}
    lines = "\n".join([
        cells["imports"], f"print({cells['installation']})",
        cells["no-rain"], 'print(str(check("no_rain", globals())))',
        "from xentlib.experiments import stored_table", 'assert stored_table("saturation")',
        "import matplotlib", "matplotlib.use('agg')", 'assert "data:image/png" in plots.shares()._repr_html_()'])
    done = run(course, "-c", lines, where=f"notebooks/{name}")
    assert done.returncode == 0, done.stderr
    assert "✗ Your answers cannot be saved" in done.stdout
    assert "What your results show: you divide 1 by the probability of rain." in done.stdout
    assert "Traceback" not in done.stderr
    assert all("matplotlib" in line.lower() for line in done.stderr.splitlines())  # its own word on where its cache is
