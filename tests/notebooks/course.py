"""The notebooks as the tests see them."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "solutions").glob("*/*.ipynb"))


@functools.cache
def notebook(half: str, name: str):
    """A notebook of one half, "solutions" or "notebooks", as it is stored."""
    return nbformat.read(ROOT / half / name / f"{name}.ipynb", as_version=4)


def grading(cell):
    return cell.metadata.get("nbgrader", {})


def graded_code(book):
    """The check cells: code that earns points."""
    return [cell for cell in book.cells if cell.cell_type == "code" and grading(cell).get("grade")]


def answer_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code" and grading(cell).get("solution")]


def copy_course(folder):
    """A copy of the whole course in a new folder, so that nobody's work and nobody's gradebook is touched."""
    for part in ("solutions", "notebooks", "xentlib"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder
