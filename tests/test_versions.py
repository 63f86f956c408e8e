"""Half an upgrade is met by one sentence that says what to do, in the first cell of every notebook."""

import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

import xentlib
from tests.notebooks.course import NAMES, ROOT, notebook
from xentlib import versions
from xentlib.versions import VersionError, require_version, version_numbers


@pytest.mark.parametrize("half", ["solutions", "notebooks"])
@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_asks_before_it_imports_anything_else_of_ours(half, name):
    first = next(cell for cell in notebook(half, name).cells if cell.cell_type == "code")
    lines = [line for line in first.source.splitlines() if line]
    asking = lines.index("import xentlib as xl") + 1
    mine = ".".join(xentlib.__version__.split(".")[:2])
    assert lines[asking].startswith(f'xl.require_version("{mine}")')
    assert not any(line.startswith("from xentlib") for line in lines[:asking])


@pytest.mark.parametrize("wanted", ["0.1", "0.1.0", "0.1.7"])
def test_what_belongs_together_says_nothing(wanted, capsys):
    require_version(wanted)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("wanted", ["0.2", "0.10", "1.0"])
def test_an_old_library_stops_a_new_notebook(wanted):
    with pytest.raises(VersionError) as stopped:
        require_version(wanted)
    for words in (f"xentlib {wanted}", f"an older one, {xentlib.__version__}, in {ROOT}.", "make lab", "conda"):
        assert words in str(stopped.value)


def test_a_new_library_lets_an_old_notebook_go_on(monkeypatch, capsys):
    monkeypatch.setattr(versions, "__version__", "1.2.3")
    require_version("0.9")
    said = capsys.readouterr()
    assert not said.err  # where nbgrader would take points away
    for words in ("xentlib 0.9", "a newer one, 1.2.3", str(ROOT / "notebooks"), "copy your answers"):
        assert words in said.out


def test_a_notebook_shows_the_sentence_and_no_traceback(capsys):
    InteractiveShell().run_cell("import xentlib as xl\nxl.require_version('99.0')\nfrom xentlib import not_there_yet")
    shown = capsys.readouterr().out.strip()
    assert shown.startswith("This notebook was written for xentlib 99.0") and "\n" not in shown


def test_a_script_too_is_told():
    run = subprocess.run([sys.executable, "-c", "import xentlib; xentlib.require_version('99.0')"], cwd=ROOT,
                         capture_output=True, text=True)
    assert run.returncode == 1 and "VersionError: This notebook was written for xentlib 99.0" in run.stderr


def test_versions_compare_by_numbers_not_by_letters():
    assert version_numbers("2.10.0") > version_numbers("2.9") and version_numbers("0.9.6rc1") == (0, 9, 6)
