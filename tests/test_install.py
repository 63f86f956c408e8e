"""`make install` on machines that lack something, and on one that has everything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xentlib import install as install_module

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "xentlib" / "install.py"


def install(tmp_path, before):
    """Run a copy of install.py in an empty course, after some lines that change the machine it sees."""
    (tmp_path / "xentlib").mkdir()
    for name in ("pyproject.toml", "constraints.txt", "xentlib/install.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    code = f"import runpy, sys\n{before}\nrunpy.run_path({str(tmp_path / 'xentlib/install.py')!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize("before, sentence", [
    ("sys.version_info = (3, 9, 2)", "This course needs Python 3.11 or newer"),
    ("sys.modules['ensurepip'] = None", "sudo apt install python3-venv"),
])
def test_what_the_machine_lacks_is_said_in_one_sentence(tmp_path, before, sentence):
    done = install(tmp_path, before)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


def test_an_interrupted_installation_is_done_again(tmp_path):
    """The stamp is written last: a .venv without it counts for nothing."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    done = install(tmp_path, "import subprocess\n"
                   "def run(command, **kwargs): print('would run', *command[1:3])\nsubprocess.run = run")
    assert "would run -m venv" in done.stdout and "would run -m pip" in done.stdout
    again = subprocess.run([sys.executable, tmp_path / "xentlib/install.py"], capture_output=True, text=True)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    (tmp_path / "constraints.txt").write_text("numpy==1.0\n")
    changed = subprocess.run([sys.executable, "-c", "import sys; sys.modules['ensurepip'] = None; import runpy;"
                              f"runpy.run_path({str(tmp_path / 'xentlib/install.py')!r}, run_name='__main__')"],
                             capture_output=True, text=True)
    assert changed.returncode == 1  # it wanted to install again


def test_a_failed_download_is_explained_and_leaves_no_stamp(tmp_path):
    done = install(tmp_path, "import subprocess\n"
                   "def run(command, **kwargs): raise subprocess.CalledProcessError(1, command)\nsubprocess.run = run")
    assert done.returncode == 1 and "The installation stopped" in done.stderr
    assert not (tmp_path / ".venv" / "installed.txt").exists()


def test_make_is_quiet_and_needs_no_network_once_installed():
    assert install_module.installed() == install_module.wanted(), "run `make install` before the tests"
    nowhere = {**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_NO_INDEX": "1"}
    command = ["make", "--no-print-directory", "install"]
    done = subprocess.run(command, cwd=ROOT, env=nowhere, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_help_lists_every_verb():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in ("install", "lab", "progress", "test", "notebooks", "outputs", "bench"):
        assert f"make {verb} " in listed
