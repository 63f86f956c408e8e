"""Create .venv with the course's pinned packages: `python3 xentlib/install.py`, called by every verb of the Makefile.

Runs with whatever Python the machine has, before anything is installed: standard library only, no imports from
xentlib, no syntax newer than Python 3.6. When the environment is already there and current it does nothing and needs
no network.
"""

import hashlib
import os
import subprocess
import sys

COURSE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(COURSE, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
STAMP = os.path.join(ENVIRONMENT, "installed.txt")
OLDEST = (3, 11)


def wanted():
    """What the environment has to contain, as a fingerprint: the two lists of packages, and where it stands."""
    with open(os.path.join(COURSE, "pyproject.toml")) as file:
        packages = file.read().split("\n[tool.")[0]  # what follows are settings of tools
    with open(os.path.join(COURSE, "constraints.txt")) as file:
        versions = file.read()
    return hashlib.sha256("\n".join([COURSE, packages, versions]).encode()).hexdigest()


def installed():
    """The fingerprint that the last complete installation left; none after an interrupted one."""
    try:
        with open(STAMP) as file:
            return file.read().strip()
    except OSError:
        return None


def problem():
    """One sentence about what this machine lacks, or None."""
    if sys.version_info < OLDEST:
        return ("This course needs Python {}.{} or newer, but {} is {}.{}; install a newer one and run, for example: "
                "make PYTHON=python3.11 lab").format(*OLDEST, sys.executable, *sys.version_info[:2])
    try:
        import ensurepip  # noqa: F401  (Debian ships Python without it)
        import venv  # noqa: F401
    except ImportError:
        return ("Python's venv module is missing; install it (Debian, Ubuntu: sudo apt install python3-venv) and run "
                "the same command again.")
    return None


def run(*command):
    subprocess.run(command, check=True, cwd=COURSE)


def main():
    if installed() == wanted() and os.path.exists(PYTHON):
        return
    sentence = problem()
    if sentence:
        sys.exit(sentence)
    print("Installing the course's packages into .venv (once, about a minute) ...", flush=True)
    try:
        run(sys.executable, "-m", "venv", "--clear", ENVIRONMENT)
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", "constraints.txt",
            "--editable", ".[test]")
    except subprocess.CalledProcessError:
        sys.exit("The installation stopped; the lines above say why. Once that is put right, run the same command "
                 "again.")
    with open(STAMP, "w") as file:
        file.write(wanted() + "\n")
    print("Installed.", flush=True)


if __name__ == "__main__":
    main()
