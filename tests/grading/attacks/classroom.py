"""Grade a class of attackers with nbgrader's own commands, and say what damage each of them did."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import functools
import html
import json
import os
import re
import resource
import shutil
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

import xentlib
from tests.notebooks.course import ROOT

from . import Attack

NAME = "01_shannon_entropy"
# The smallest part of the notebook that has everything: lessons, a picture, three exercises, a written question.
CELLS = re.compile("title|imports|fixed-code|fixed-area|(entropy|text_entropy|expected_length)(-.*)?|written-.*")
EXERCISES = ("entropy", "text_entropy", "expected_length")
HONEST = {
    "entropy": "def entropy(p, base=2.0):\n"
               "    p = xl.as_distribution(p)\n"
               "    return float(sum(x * np.log(1 / x) for x in p if x > 0) / np.log(base))",
    "text_entropy": "def text_entropy(text):\n"
                    "    if not text:\n"
                    "        raise ValueError('no text')\n"
                    "    shares = [text.count(each) / len(text) for each in set(text)]\n"
                    "    return sum(share * np.log2(1 / share) for share in shares)",
    "expected_length": "def expected_length(p, code):\n"
                       "    return sum(p[symbol] * len(code[symbol]) for symbol in p if p[symbol] > 0)",
    "written-answer": "No prefix code is shorter on average, and most codes for single symbols are longer.",
}
BYSTANDERS = ("a-first-student", "zz-last-student")  # the ones graded before and after all others

CANARY = re.compile("canary-[a-z]+-[0-9]+")
CANARIES = {"the hidden tests": "canary-tests-4411", "the gradebook's folder": "canary-gradebook-7302",
            "another submission": "canary-neighbour-1188", "the home folder": "canary-home-5120",
            "the environment": "canary-environment-9007"}
WRITABLE = [Path(path) for path in (
    "/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", "/etc", "/root", "/usr/bin", "/usr/local/lib",
    sys.prefix, *site.getsitepackages(), os.path.dirname(json.__file__), os.path.dirname(nbformat.__file__),
    os.path.dirname(xentlib.__file__))]
UNBOUNDED = "attack unbounded"  # what an attack prints that was not stopped in time
SYSTEM_V_KEY = 0x7E000000 + os.getpid()  # another class may be graded at the same time


@functools.cache
def _released() -> Path:
    """A course of one small assignment, generated and ready to be handed in."""
    course = Path(tempfile.mkdtemp(prefix="course-")) / "course"
    book = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    book.cells = [cell for cell in book.cells if CELLS.fullmatch(cell.id)]
    hidden = next(cell for cell in book.cells if cell.id == "text_entropy-hidden")
    hidden.source = hidden.source.replace("### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS\n# "
                                          + CANARIES["the hidden tests"])
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(book, path)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    done = nbgrader(course, "generate_assignment", NAME)
    if done.returncode:
        raise RuntimeError(done.stderr)
    (course / "gradebook" / "notes.txt").write_text(CANARIES["the gradebook's folder"])
    return course


def nbgrader(course: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("nbgrader")), *arguments]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, errors="replace", timeout=3600,
                          stdin=subprocess.DEVNULL, env=os.environ | environment, preexec_fn=_bounded)


def _bounded() -> None:
    """What is not held as it should be fails here, and leaves the machine standing."""
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 30, 2 << 30))


class Submission:
    """One student's folder while it is being made: the released notebook, answered honestly, for an attack to change."""

    def __init__(self, world: World, student: str) -> None:
        self.world, self.student = world, student
        self.folder = world.course / "gradebook" / "submitted" / student / NAME
        self.folder.mkdir(parents=True)
        self.path = self.folder / f"{NAME}.ipynb"
        self.book: Any = copy.deepcopy(world.released)
        for name, source in HONEST.items():
            self.cell(name).source = source

    def cell(self, name: str) -> Any:
        return next(cell for cell in self.book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)

    def position(self, name: str) -> int:
        return self.book.cells.index(self.cell(name))

    def text(self, source: str) -> str:
        """What an attacker who knows everything about the place would write."""
        facts = {"course": self.world.course, "home": self.world.home, "port": self.world.door.port,
                 "me": self.student, "name": NAME, "library": Path(xentlib.__file__).parent,
                 "key": SYSTEM_V_KEY, "grader": os.getpid()}
        return re.sub(r"@(\w+)@", lambda match: str(facts[match[1]]), source.strip("\n"))

    def answer(self, source: str, name: str = "text_entropy") -> None:
        self.cell(name).source = self.text(source)

    def scratch(self, source: str, before: str = "text_entropy") -> Any:
        cell = nbformat.v4.new_code_cell(self.text(source))
        self.book.cells.insert(self.position(before), cell)
        return cell

    def write(self) -> None:
        """Unless the attack has put something else there, or nothing on purpose."""
        if self.book is not None and not os.path.lexists(self.path):
            self.path.write_text(json.dumps(self.book))


class Door:
    """Ways out of the sandbox that somebody listens to. The kernel keeps who came; nobody has to be there."""

    def __init__(self, home: Path) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.abstract, self.file = (socket.socket(socket.AF_UNIX) for _ in range(2))
        self.abstract.bind(f"\0attack-{self.port}")
        self.file.bind(str(home / "door"))
        self.ways = (self.tcp, self.udp, self.abstract, self.file)
        for way in self.ways:
            way.setblocking(False)
        for way in (self.abstract, self.file):
            way.listen(100)

    def visitors(self) -> str:
        """What everybody said who came through."""
        said = []
        for way in self.ways:
            with contextlib.suppress(BlockingIOError):
                while True:
                    if way is self.udp:
                        said.append(way.recv(1000))
                    else:
                        with way.accept()[0] as visitor:
                            said.append(visitor.recv(1000) or b"somebody")
        return " ".join(text.decode(errors="replace") for text in said)

    def close(self) -> None:
        for way in self.ways:
            way.close()


class World:
    """A course, a home folder and open doors: everything that an attack may want to reach."""

    def __init__(self, folder: Path) -> None:
        self.course, self.home = folder / "course", folder / "home"
        shutil.copytree(_released(), self.course)
        self.home.mkdir()
        (self.home / "diary.txt").write_text(CANARIES["the home folder"])
        self.released = nbformat.read(self.course / "notebooks" / NAME / f"{NAME}.ipynb", as_version=4)
        self.door = Door(self.home)
        for student in BYSTANDERS:
            submission = Submission(self, student)
            submission.scratch(f"# {CANARIES['another submission']}")
            submission.write()

    def submit(self, attack: Attack) -> None:
        submission = Submission(self, attack.student)
        attack.make(submission)
        submission.write()

    def files(self) -> dict[str, bytes]:
        """Everything that grading has no business to change."""
        found = {}
        for top in ("solutions", "notebooks", "gradebook/submitted"):
            for where, folders, names in os.walk(self.course / top):
                for name in folders + names:
                    path = Path(where, name)
                    regular = path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 24
                    found[str(path)] = path.read_bytes() if regular else b""
        return found


@dataclass
class Graded:
    """What came of a class."""

    course: Path
    points: dict[str, dict[str, float]]  # student -> exercise -> points
    most: dict[str, float]  # exercise -> points
    shown: dict[str, str] = field(default_factory=dict)  # student -> all outputs and files that came out of grading
    pages: dict[str, str] = field(default_factory=dict)  # student -> the feedback page
    exits: dict[str, int] = field(default_factory=dict)  # command -> exit status
    log: str = ""
    visitors: str = ""
    changed: list[str] = field(default_factory=list)  # files that grading had no business to change
    left: str = ""  # names of files, shared memory, and the command lines of processes that were left behind


def grade(folder: Path, attacks: Sequence[Attack], settings: str = "") -> Graded:
    """Let all of them submit, grade them in one run, and look at what is left."""
    world = World(folder)
    for attack in attacks:
        world.submit(attack)
    with open(world.course / "nbgrader_config.py", "a") as config:
        config.write(settings)
    before = world.files()
    environment = {"HOME": str(world.home), "ATTACK_CANARY": CANARIES["the environment"]}
    try:
        with _orphans() as orphans:
            runs = {command: nbgrader(world.course, command, NAME, **environment)
                    for command in ("autograde", "generate_feedback")}
            left = "\n".join(orphans())
        graded = _gradebook(world.course)
        graded.exits = {command: run.returncode for command, run in runs.items()}
        graded.log = "".join(run.stderr for run in runs.values())
        graded.visitors = world.door.visitors()
        after = world.files()
        graded.changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        graded.left = left + _litter(world, {attack.student for attack in attacks})
        for student in [*BYSTANDERS, *(attack.student for attack in attacks)]:
            graded.pages[student], graded.shown[student] = _written(world.course, student)
        return graded
    finally:
        world.door.close()


def _gradebook(course: Path) -> Graded:
    with Gradebook(f"sqlite:///{course / 'gradebook' / 'gradebook.db'}") as gradebook:
        most = dict.fromkeys(EXERCISES, 0.0)
        for cell in gradebook.find_notebook(NAME, NAME).grade_cells:
            if cell.name.rpartition("-")[0] in most:
                most[cell.name.rpartition("-")[0]] += cell.max_score
        points: dict[str, dict[str, float]] = {}
        for submission in gradebook.assignment_submissions(NAME):
            mine = points.setdefault(submission.student_id, dict.fromkeys(EXERCISES, 0.0))
            for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                if grade.name.rpartition("-")[0] in mine:
                    mine[grade.name.rpartition("-")[0]] += grade.score
        return Graded(course, points, most)


def _written(course: Path, student: str) -> tuple[str, str]:
    """The feedback page; and all outputs and files that came out of grading, as one text."""
    page = course / "gradebook" / "feedback" / student / NAME / f"{NAME}.html"
    pieces = []
    for top in ("autograded", "feedback"):
        for where, _, names in os.walk(course / "gradebook" / top / student):
            for path in (Path(where, name) for name in names):
                if path.suffix == ".ipynb":
                    with contextlib.suppress(ValueError):  # somebody wrote into it, which is seen elsewhere
                        cells = json.loads(path.read_text())["cells"]
                        pieces += [json.dumps([cell.get("outputs"), cell.get("attachments")]) for cell in cells]
                elif path != page and path.is_file() and path.stat().st_size < 1 << 24:
                    pieces.append(path.read_text(errors="replace"))
    return page.read_text(errors="replace") if page.is_file() else "", "\n".join(pieces)


def _litter(world: World, students: set[str]) -> str:
    """What the attacks leave in places that the next student could read; swept up."""
    found = []
    places = {world.course, world.course / "gradebook", world.home, *WRITABLE}
    for path in (path for place in places for path in place.glob("*attack-*")
                 if path.name.partition("attack-")[2] in students):
        found.append(f"{path} {path.read_text(errors='replace')[:100] if path.is_file() else ''}")
        path.rmdir() if path.is_dir() else path.unlink()
    for kind, columns in (("shm", 1), ("sem", 1), ("msg", 1)):
        for line in Path("/proc/sysvipc", kind).read_text().splitlines()[1:]:
            if int(line.split()[0]) == SYSTEM_V_KEY:
                found.append(f"System V {kind}")
                ctypes.CDLL(None)[f"{kind}ctl"](int(line.split()[columns]), 0, 0)
    return "\n".join(found)


@contextlib.contextmanager
def _orphans() -> Iterator[Any]:
    """Become the parent of whatever is left without one, so that it can be seen and ended."""
    become_subreaper = functools.partial(ctypes.CDLL(None).prctl, 36)
    mine = set(_children())
    become_subreaper(1)

    def left() -> list[str]:
        patience = time.monotonic() + 20  # what was killed needs a moment to be gone
        while alive := [pid for pid in set(_children()) - mine if not _gone(pid)]:
            if time.monotonic() > patience:
                break
            time.sleep(0.05)
        lines = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in alive]
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return lines
    try:
        yield left
    finally:
        become_subreaper(0)


def _children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def _gone(pid: int) -> bool:
    """Whether it has ended; takes leave of it if so."""
    return os.waitpid(pid, os.WNOHANG) != (0, 0)


# ---------------------------------------------------------------- damage

def damage(attack: Attack, graded: Graded) -> list[str]:
    """What went wrong with one submission, in words; nothing if it was held."""
    student, found = attack.student, []
    mine = graded.points.get(student)
    if mine is None:
        found.append("it was not graded")
    else:
        for exercise, most in graded.most.items():
            deserved = 0.0 if exercise in attack.loses else most
            if mine[exercise] != deserved:
                found.append(f"{exercise} got {mine[exercise]:g} points and deserves {deserved:g}")
    found += [f"{what} can be read" for what, canary in CANARIES.items() if canary in graded.shown[student]]
    found += ["a limit does not hold"] * (UNBOUNDED in graded.shown[student])
    mark = re.compile(f"attack-{student}(?![a-z0-9-])|/{student}/")
    for traces in (graded.visitors, graded.left, "\n".join(graded.changed)):
        found += [f"it got out: {line}" for line in traces.splitlines() if mark.search(line)]
    if attack.told and " ".join(attack.told.split()) not in plain(graded.pages[student]):
        found.append(f"the student is not told {attack.told!r}")
    if not graded.pages[student]:
        found.append("there is no feedback page")
    return found


def shown_on_the_page(graded: Graded, student: str) -> list[str]:
    """What a feedback page shows that its student must not see; nbgrader's own shows the hidden tests."""
    own = {"another submission"} if student in BYSTANDERS else set()
    return [what for what, canary in CANARIES.items() if what not in own and canary in graded.pages[student]]


def damage_to_others(graded: Graded) -> list[str]:
    """What went wrong for the whole class."""
    found = [f"{command} ended with {status}" for command, status in graded.exits.items() if status]
    found += [f"{student} has {graded.points.get(student)}" for student in BYSTANDERS
              if graded.points.get(student) != graded.most]
    found += [f"{what}: {traces}" for what, traces in (("somebody got out", graded.visitors), ("left", graded.left),
                                                      ("changed", "\n".join(graded.changed))) if traces]
    return found


def plain(page: str) -> str:
    """The words on a page."""
    body = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


class Held:
    """The tests of one kind of attack; `graded` and `attack` come from conftest.py."""

    attacks: Sequence[Attack]

    def test_it_is_held(self, attack: Attack, graded: Graded) -> None:
        found = damage(attack, graded)
        assert not found, found

    def test_nobody_else_is_touched(self, graded: Graded) -> None:
        found = damage_to_others(graded)
        assert not found, found

    def test_feedback_shows_no_secret(self, graded: Graded) -> None:
        found = {student: shown for student in graded.pages if (shown := shown_on_the_page(graded, student))}
        assert not found, found
