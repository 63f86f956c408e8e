"""The first thing that a learner runs says clearly what is missing, and the same on every machine where nothing is."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import xentlib
from xentlib import installation
from xentlib.installation import NEEDED, NO_PLACE, REMEDY, check_installation

ROOT = Path(__file__).parents[1]


def test_a_complete_installation_names_no_version():
    complete = check_installation(xentlib.__version__)
    assert not complete.problems
    assert len(complete.found) == len(NEEDED) + 6
    assert str(complete).endswith("Everything is in place.")
    assert not re.search(r"\d", str(complete))


def test_what_is_needed_is_what_gets_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=" + ".".join(map(str, installation.PYTHON))
    for package, oldest, _ in NEEDED:
        assert f"{package}>={oldest}" in project["dependencies"]


@pytest.mark.parametrize("package", [package for package, _, _ in NEEDED])
def test_a_missing_package_gets_its_own_sentence(package, monkeypatch):
    real = metadata.version

    def version(name):
        if name == package:
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    answer = check_installation(xentlib.__version__)
    assert len(answer.problems) == 1
    assert re.match(rf"{package} is missing\. It \w+", answer.problems[0], re.I)
    assert str(answer).endswith(REMEDY)
    assert "✗" in answer._repr_html_()


def test_an_old_package_is_named_with_both_versions(monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: "2.1.10")
    problems = check_installation("0.1").problems
    assert "numpy is version 2.1.10, which is too old; the course needs 2.2 or newer." in problems


def test_an_xentlib_older_than_the_notebooks_is_noticed():
    assert check_installation("99.0").problems == (
        f"xentlib is version {xentlib.__version__}, which is too old; the course needs 99.0 or newer.",)


def test_an_old_python_is_noticed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert installation._python_problem() == "This notebook runs on Python 3.9; the course needs 3.11 or newer."


def test_what_jupyterlab_would_not_find_is_noticed(monkeypatch):
    import jupyter_core.paths

    def missing():
        return [problem.split(" missing")[0] for problem in check_installation(xentlib.__version__).problems]

    monkeypatch.setattr(jupyter_core.paths, "jupyter_path", lambda *parts: [])
    assert missing() == ["The Validate button is", "The sliders are", "The sliders are"]
    monkeypatch.setitem(sys.modules, "jupyter_core.paths", None)
    assert missing() == ["The Validate button is", "The sliders are", "The sliders are"]


def test_a_folder_that_may_only_be_read_is_noticed_and_needs_no_new_installation(monkeypatch):
    monkeypatch.setattr(installation.os, "access", lambda path, mode: False)
    answer = check_installation(xentlib.__version__)
    assert answer.problems == (NO_PLACE,)
    assert str(answer).endswith(f"✗ {NO_PLACE}") and REMEDY not in str(answer)
