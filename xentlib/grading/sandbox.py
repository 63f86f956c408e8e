"""The sandbox in which a submission runs: bubblewrap, and inside it limits that Python sets before it reads a line."""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

PACKAGE = Path(__file__).resolve().parents[1]
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "MPLBACKEND": "agg", "MPLCONFIGDIR": "/tmp/matplotlib",
    "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SCRATCH = 64 << 20  # bytes of files
MEMORY = 1 << 30  # bytes beyond what Python and NumPy take; of all its processes together
START = "import sys; sys.path.insert(0, {path!r}); from xentlib.grading.student import main; main({memory}, {isolated})"


class NoSandbox(Exception):
    """Submissions can't be run in isolation here; says why."""


@functools.cache
def require() -> None:
    """Raise NoSandbox where bubblewrap does not work."""
    for program in ("bwrap", "setpriv") if os.getuid() == 0 else ("bwrap",):
        if not shutil.which(program):
            package = "bubblewrap" if program == "bwrap" else "util-linux"
            raise NoSandbox(f"the program {program} (Debian's package {package}) is not installed")
    tried = subprocess.run([*_confined(Path("/nowhere")), "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        raise NoSandbox(tried.stderr.strip() or "bwrap failed")


class Sandbox:
    """A new process that runs `xentlib.grading.student`, and the socket to it. It does not see the course's folder."""

    def __init__(self, course: Path, isolated: bool = True) -> None:
        self.socket, theirs = socket.socketpair()
        self.folder = None if isolated else tempfile.mkdtemp(prefix="submission-")
        python = [sys.executable, "-I", "-c",
                  START.format(path=str(PACKAGE.parent), memory=MEMORY, isolated=isolated)]
        self.process = subprocess.Popen(
            [*_confined(course), *python] if isolated else python, stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=None if isolated else os.environ | ENVIRONMENT, cwd=self.folder,
            start_new_session=True)
        theirs.close()

    def end(self) -> None:
        """Kill it, and with it everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.socket.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def memory(self) -> int:
        """The bytes that it and its children hold, shared ones counted for each."""
        parents, sizes = {}, {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError, ValueError, IndexError):
                state = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
                parents[int(pid)], sizes[int(pid)] = int(state[1]), int(state[21]) * resource.getpagesize()
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return sum(sizes.get(pid, 0) for pid in family)


def _confined(course: Path) -> list[str]:
    """bubblewrap's command, up to the program that runs inside."""
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
               "--die-with-parent", "--new-session", "--clearenv", "--hostname", "grading", "--cap-drop", "ALL",
               "--proc", "/proc", "--dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):
        command += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", folder]
    shown, course = _shown(), course.resolve()
    outside = [path for path in shown if not path.is_relative_to(course)]
    for path in outside:
        command += _bound(path)
    if any(course.is_relative_to(path) for path in outside):
        command += ["--perms", "0755", "--tmpfs", str(course)]
    for path in shown:
        if path not in outside:
            command += _bound(path)
    # The exercises know the hidden cases; of grading, only what runs in there is shown.
    for folder in ("exercises", "grading"):
        command += ["--perms", "0755", "--tmpfs", str(PACKAGE / folder)]
    for name, place in (("no_exercises.py", "exercises/__init__.py"), ("__init__.py", "grading/__init__.py"),
                        ("student.py", "grading/student.py"), ("wire.py", "grading/wire.py")):
        command += ["--ro-bind", str(PACKAGE / "grading" / name), str(PACKAGE / place)]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    for folder in (str(PACKAGE / "exercises"), str(PACKAGE / "grading"), "/dev", "/"):
        command += ["--remount-ro", folder]
    command += ["--perms", "1777", "--dir", "/tmp/submission", "--chdir", "/tmp/submission"]
    if os.getuid() != 0:
        return [*command, "--unshare-user", "--disable-userns"]
    # No limit on processes binds root: become somebody else, in each grader another one, who then gives up the rest.
    user = str(20_000 + os.getpid() % 40_000)
    return [*command, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID",
            "setpriv", "--reuid", user, "--regid", user, "--clear-groups",
            "bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/",
            "--unshare-pid"]  # of their own, so that they can't kill what they run in


def _bound(path: Path) -> list[str]:
    """Show this path. Folders above it are made first, because bubblewrap's own would be closed to others."""
    above = [part for parent in reversed(path.parents[:-1]) for part in ("--perms", "0755", "--dir", str(parent))]
    if path.is_symlink():
        return [*above, "--symlink", os.readlink(path), str(path)]
    return [*above, "--ro-bind", str(path), str(path)]


def _shown() -> list[Path]:
    """What a submission may read: the system, Python, its packages and xentlib; none that lies in another."""
    wanted = [*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), Path(np.__file__).parents[1], PACKAGE]
    found: list[Path] = []
    for path in sorted(wanted, key=lambda path: len(path.parts)):
        if os.path.lexists(path) and not any(path.is_relative_to(other) for other in found):
            found.append(path)
    return found
