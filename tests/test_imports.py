"""Who may import whom: the arrows of the house point one way, and what is heavy waits until it is needed."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "xentlib"
HEAVY = {"matplotlib", "sklearn", "scipy", "PIL", "anywidget", "ipywidgets", "IPython", "nbformat", "nbgrader",
         "hypothesis"}
MATHEMATICS = {"information", "codes", "numerics", "losses", "calibration", "validation", "blocks"}


def loaded_by(statements):
    """The top-level packages in memory after these statements, in a Python of its own."""
    run = subprocess.run([sys.executable, "-c", f"{statements}\nimport sys\nprint(*sys.modules)"], cwd=ROOT, check=True,
                         capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return {name.partition(".")[0] for name in run.stdout.split()}


def modules(room):
    """The module of this name, or every module of the package of this name."""
    path = PACKAGE / f"{room}.py"
    return [path] if path.exists() else sorted((PACKAGE / room).glob("*.py"))


def imports(path):
    """Every part of xentlib that this file imports anywhere, also inside its functions: `checking.values`, `losses`."""
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(name, package)
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return {name.partition(".")[2] for name in found if name.split(".")[0] == "xentlib"}


def rooms(path):
    return {name.split(".")[0] for name in imports(path)}


def test_the_library_needs_numpy_only():
    loaded = loaded_by("import xentlib")
    assert {"xentlib", "numpy"} <= loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("room", ["checking", "predictions", "beliefs", "exercises", "plots", "explore"])
def test_the_rooms_of_a_notebook_load_nothing_heavy_before_it_is_needed(room):
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in modules(room)]
    assert names
    assert not loaded_by("import " + ", ".join(names)) & HEAVY


@pytest.mark.parametrize("room", sorted(MATHEMATICS))
def test_the_mathematics_knows_nothing_of_the_rest(room):
    (path,) = modules(room)
    assert rooms(path) <= MATHEMATICS


@pytest.mark.parametrize("room", ["learning", "datasets"])
def test_learning_and_data_use_the_mathematics_only(room):
    (path,) = modules(room)
    assert rooms(path) <= MATHEMATICS


@pytest.mark.parametrize("path", modules("checking"), ids=lambda path: path.stem)
def test_checking_knows_no_exercise(path):
    assert rooms(path) <= {"checking"}


@pytest.mark.parametrize("path", modules("exercises"), ids=lambda path: path.stem)
def test_exercises_use_checking_the_mathematics_and_the_data(path):
    assert rooms(path) - {""} <= MATHEMATICS | {"checking", "datasets", "exercises", "learning"}


def test_only_the_command_line_and_nbgrader_know_grading():
    asking = {path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py")
              if "grading" in rooms(path) and path.parent.name != "grading"}
    assert asking == {"xentlib/__main__.py"}
