"""Is everything here that the course needs? Notebook 00 asks once, before anything else."""

from __future__ import annotations

import html
import os
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import xentlib

from .versions import version_numbers

PYTHON = (3, 11)
# Package, oldest version that will do, what it is here for. A test compares this with pyproject.toml.
NEEDED = (
    ("numpy", "2.2", "NumPy, which calculates"),
    ("matplotlib", "3.10", "matplotlib, which draws the figures"),
    ("anywidget", "0.9", "anywidget, which moves the sliders"),
    ("scikit-learn", "1.6", "scikit-learn, which brings the digits and the tumours"),
    ("jupyterlab", "4.4", "JupyterLab, which shows this page"),
    ("nbgrader", "0.9.6", "nbgrader, which counts the points"),
)
REMEDY = ("To put that right, close JupyterLab and start the course again from its own folder: make lab. "
          "With conda, run there: conda env update -f environment.yml, then: conda activate xent, "
          "then: python -m xentlib lab.")
NO_PLACE = ("Your answers cannot be saved: this notebook's folder may only be read. Copy the course to a folder of "
            "your own and open it there.")


@dataclass(frozen=True)
class Installation:
    """What was looked for and found, and a sentence for each thing that is not as it should be."""

    found: tuple[str, ...]
    problems: tuple[str, ...]

    def lines(self) -> list[str]:
        lines = [*(f"✓ {text}" for text in self.found), *(f"✗ {text}" for text in self.problems)]
        if not self.problems:
            return [*lines, "Everything is in place."]
        return lines if self.problems == (NO_PLACE,) else [*lines, REMEDY]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return "<p>" + "<br>".join(html.escape(line) for line in self.lines()) + "</p>"


def check_installation(wanted: str) -> Installation:
    """Look for everything that the course needs; `wanted` is the oldest xentlib that the notebooks can work with.

    The answer names no version as long as all is well, so that it reads the same on every machine.
    """
    found, problems = [], []

    def look(what: str, problem: str | None) -> None:
        if problem:
            problems.append(problem)
        else:
            found.append(what)

    look("Python, which runs all this", _python_problem())
    look("xentlib, this course's own library", _too_old("xentlib", xentlib.__version__, wanted))
    for package, oldest, what in NEEDED:
        look(what, _package_problem(package, oldest, what))
    look("the Validate button above this page", _lab_problem("The Validate button is", "nbgrader", "@jupyter/nbgrader"))
    for package, home in (("ipywidgets", "@jupyter-widgets/jupyterlab-manager"), ("anywidget", "anywidget")):
        look(f"the part of {package} that this page needs", _lab_problem("The sliders are", package, home))
    look("a folder in which your answers can be saved", None if os.access(Path.cwd(), os.W_OK) else NO_PLACE)
    return Installation(tuple(found), tuple(problems))


def _python_problem() -> str | None:
    if tuple(sys.version_info) >= PYTHON:
        return None
    return f"This notebook runs on Python {'.'.join(map(str, sys.version_info[:2]))}; the course needs 3.11 or newer."


def _package_problem(package: str, oldest: str, what: str) -> str | None:
    try:
        return _too_old(package, metadata.version(package), oldest)
    except metadata.PackageNotFoundError:
        name, purpose = what.split(", which ")
        return f"{name} is missing. It {purpose}."


def _too_old(package: str, version: str, oldest: str) -> str | None:
    if version_numbers(version) >= version_numbers(oldest):
        return None
    return f"{package} is version {version}, which is too old; the course needs {oldest} or newer."


def _lab_problem(what: str, package: str, extension: str) -> str | None:
    """Whether JupyterLab will find a package's part for the page."""
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:  # then JupyterLab is missing too, and a sentence says so
        return f"{what} missing, because Jupyter is not installed where this notebook runs."
    if any((Path(folder) / extension).is_dir() for folder in jupyter_path("labextensions")):
        return None
    return f"{what} missing: {package}'s part for JupyterLab is not where JupyterLab looks for it."
