"""The sandbox in which a submission runs: bubblewrap, and inside it limits that Python sets before it reads a line."""

from __future__ import annotations

import contextlib
import functools
import os
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
SCRATCH = str(64 << 20)  # bytes of files
MEMORY = 1024  # MiB beyond what Python and NumPy take
START = "import sys; sys.path.insert(0, {path!r}); from xentlib.grading.student import main; main({user}, {memory}, {isolated})"


class NoSandbox(Exception):
    """Submissions can't be run in isolation here; says why."""


@functools.cache
def require() -> None:
    """Raise NoSandbox where bubblewrap does not work."""
    if not shutil.which("bwrap"):
        raise NoSandbox("the program bwrap (Debian's package bubblewrap) is not installed")
    tried = subprocess.run([*_confined(), "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        raise NoSandbox(tried.stderr.strip() or "bwrap failed")


class Sandbox:
    """A new process that runs `xentlib.grading.student`, and the socket to it."""

    def __init__(self, isolated: bool = True) -> None:
        self.socket, theirs = socket.socketpair()
        # As root we become somebody else, whom the limit on processes binds; each grader's somebody another one.
        user = 20_000 + os.getpid() % 40_000 if isolated and os.getuid() == 0 else 0
        self.folder = None if isolated else tempfile.mkdtemp(prefix="submission-")
        python = [sys.executable, "-I", "-c",
                  START.format(path=str(PACKAGE.parent), user=user, memory=MEMORY, isolated=isolated)]
        self.process = subprocess.Popen(
            [*_confined(), *python] if isolated else python, stdin=theirs, stdout=subprocess.DEVNULL,
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


def _confined() -> list[str]:
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
               "--die-with-parent", "--new-session", "--clearenv", "--hostname", "grading"]
    if os.getuid() == 0:
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--disable-userns"]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):
        command += ["--perms", "1777", "--size", SCRATCH, "--tmpfs", folder]
    shown = list(dict.fromkeys(_shown()))
    above = {parent for path in shown for parent in Path(path).parents} - {Path("/"), Path("/tmp")}
    for folder in sorted(above):
        command += ["--perms", "0755", "--dir", str(folder)]  # bubblewrap's own would be closed to others
    for path in shown:
        command += ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind", path, path]
    # The exercises know the hidden cases, and grading is nobody's business in there but for its student's side.
    command += ["--tmpfs", str(PACKAGE / "exercises"), "--tmpfs", str(PACKAGE / "grading")]
    for name, place in (("no_exercises.py", "exercises/__init__.py"), ("__init__.py", "grading/__init__.py"),
                        ("student.py", "grading/student.py"), ("wire.py", "grading/wire.py")):
        command += ["--ro-bind", str(PACKAGE / "grading" / name), str(PACKAGE / place)]
    for folder in ("exercises", "grading"):
        command += ["--chmod", "0755", str(PACKAGE / folder), "--remount-ro", str(PACKAGE / folder)]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--perms", "1777", "--dir", "/tmp/submission",
            "--chdir", "/tmp/submission"]


def _shown() -> list[str]:
    """What a submission may read: the system, Python, its packages and xentlib."""
    paths = [*SYSTEM, sys.prefix, sys.base_prefix, str(Path(np.__file__).parents[1]), str(PACKAGE)]
    return [path for path in sorted(paths, key=len) if os.path.lexists(path)]
