"""Notebooks and folders in every state that a learner, an editor or an attacker may leave them in."""

import copy
import json
import os
import shutil
import socket

import nbformat

from . import ATTACKED, Attacks
from .classroom import CANARIES, NAME

ATTACKS = Attacks()
ALL = ("entropy", "text_entropy", "expected_length")
WRONG = "def text_entropy(text):\n    return 0.0"
WRONG_VALUE = "This call gives another value than it should"

# ---------------------------------------------------------------- the check cells


@ATTACKS.submission("Deleted check cells", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for part in ("visible", "hidden"):
        submission.book.cells.remove(submission.cell(f"text_entropy-{part}"))


@ATTACKS.submission("Edited check cells", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for part in ("visible", "hidden"):
        submission.cell(f"text_entropy-{part}").source = "2.0"


@ATTACKS.submission("Check cells with other tags", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for part in ("visible", "hidden"):
        submission.cell(f"text_entropy-{part}").metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell"]


@ATTACKS.submission("Answer cells with other tags")
def _(submission):
    for cell in submission.book.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "hide_input", "parameters"]


@ATTACKS.submission("Check cells turned to text", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    submission.cell("text_entropy-visible").cell_type = "markdown"
    submission.cell("text_entropy-hidden").cell_type = "raw"


@ATTACKS.submission("Changed points", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for cell in submission.book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["nbgrader"]["points"] = -3 if "text" in cell.metadata["nbgrader"]["grade_id"] else 1000


@ATTACKS.submission("Check cells that are no longer graded", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for cell in submission.book.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"].update(grade=False, solution=False, locked=False, task=True)


@ATTACKS.submission("Swapped names of cells", loses=["entropy", "expected_length"], told="text_entropy")
def _(submission):
    one, other = submission.cell("entropy"), submission.cell("text_entropy")
    one.metadata["nbgrader"]["grade_id"], other.metadata["nbgrader"]["grade_id"] = "text_entropy", "entropy"
    submission.cell("expected_length").metadata["nbgrader"]["grade_id"] = "expected_length-visible"


@ATTACKS.submission("The check comes before the answer", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    submission.book.cells.reverse()


@ATTACKS.submission("Cells in another order")
def _(submission):
    submission.book.cells.sort(key=lambda cell: cell.metadata.get("nbgrader", {}).get("grade_id", ""))


@ATTACKS.submission("A copied check cell says yes", loses=[ATTACKED], told=WRONG_VALUE)
def _(submission):
    submission.answer(WRONG)
    for where in (0, len(submission.book.cells)):
        double = copy.deepcopy(submission.cell("text_entropy-visible"))
        double.source, double["id"] = "1.0", f"copy-{where}"
        submission.book.cells.insert(where, double)


@ATTACKS.submission("An answer cell copied as JupyterLab copies it")
def _(submission):
    double = copy.deepcopy(submission.cell("text_entropy"))
    double["id"] = "copy"
    submission.book.cells.insert(submission.position("text_entropy"), double)


@ATTACKS.submission("A copied answer cell that stands after the check", loses=[ATTACKED], told="text_entropy")
def _(submission):
    submission.answer(WRONG)
    double = copy.deepcopy(submission.cell("text_entropy"))
    double["id"] = "copy"
    submission.book.cells.append(double)


@ATTACKS.submission("A split answer cell")
def _(submission):
    cell = submission.cell("text_entropy")
    helper, rest = cell.source.split("\n", 1)[0], cell.source
    cell.source = "del half\n" + rest
    first = nbformat.v4.new_code_cell("half = 1\n# " + helper)
    submission.book.cells.insert(submission.position("text_entropy"), first)


# ---------------------------------------------------------------- the answer cells

@ATTACKS.submission("A deleted answer cell", loses=[ATTACKED], told="text_entropy")
def _(submission):
    submission.book.cells.remove(submission.cell("text_entropy"))


@ATTACKS.submission("An answer cell turned to text")
def _(submission):
    submission.cell("text_entropy").cell_type = "markdown"


@ATTACKS.submission("An answer cell turned to raw")
def _(submission):
    submission.cell("text_entropy").cell_type = "raw"


@ATTACKS.submission("Answers that are not in their cells", loses=(), told="")
def _(submission):
    submission.scratch(submission.cell("text_entropy").source)
    submission.answer("pass")


@ATTACKS.submission("A written answer turned to code")
def _(submission):
    cell = submission.cell("written-answer")
    cell.cell_type, cell["outputs"], cell["execution_count"] = "code", [], None
    cell.source = "print('canary-' + 'neighbour-1188')"


@ATTACKS.submission("The lessons are gone")
def _(submission):
    submission.book.cells = [cell for cell in submission.book.cells if "nbgrader" in cell.metadata]


# ---------------------------------------------------------------- metadata

def strange_metadata(name, value):
    @ATTACKS.submission(f"Metadata: {name}")
    def _(submission):
        for cell in submission.book.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"] = copy.deepcopy(value)


strange_metadata("a list", [])
strange_metadata("a text", "text_entropy")
strange_metadata("nothing", None)
strange_metadata("no names", {"grade": True, "points": 10, "solution": True})
strange_metadata("names that are lists", {"grade_id": ["text_entropy"], "schema_version": 3})


def metadata(name, **values):
    @ATTACKS.submission(f"Metadata: {name}")
    def _(submission):
        for cell in submission.book.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"].update(values)


metadata("an old schema", schema_version=1)
metadata("a schema from the future", schema_version=99)
metadata("a schema that is a text", schema_version="3")
metadata("other checksums", checksum="0" * 32, cell_type="raw")
metadata("points that are no number", points="NaN")


def notebook_metadata(name, value):
    @ATTACKS.submission(f"Notebook metadata: {name}")
    def _(submission):
        submission.book["metadata"] = value


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
notebook_metadata("a kernel of another language", {"kernelspec": {**KERNEL, "name": "bash", "language": "bash"}})
notebook_metadata("a kernel that does not exist", {"kernelspec": {**KERNEL, "name": "../../bin/sh"}})
notebook_metadata("no kernel", {})
notebook_metadata("another language", {"kernelspec": KERNEL, "language_info": {
    "name": "bash", "file_extension": "/../../../attack", "pygments_lexer": "html", "mimetype": "text/html"}})
notebook_metadata("a list", [])
notebook_metadata("nested", {"kernelspec": KERNEL, "widgets": {"state": [[[[[]]]]]}, "nbgrader": {"grade_id": "entropy"}})

# ---------------------------------------------------------------- notebooks that are none


def raw(name, data, told="file is damaged", loses=ALL):
    @ATTACKS.submission(f"File: {name}", loses=loses, told=told)
    def _(submission):
        submission.path.write_bytes(data)


raw("no JSON", b'{"cells": [{"cell_type": "code", "sour')
raw("empty", b"", told="file is empty")
raw("not a text", bytes(range(256)) * 10)
raw("a list", b"[]")
raw("a number", b"3")
raw("nothing inside", b"{}")
raw("no cells", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', told="text_entropy")
raw("cells that are no list", b'{"cells": {"a": 1}, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
raw("cells that are no cells", b'{"cells": [null, 3, "x", []], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
raw("brackets without end", b"[" * 200_000)
raw("a page that was saved instead", b"<!DOCTYPE html><html><title>Sign in</title></html>")
raw("a conflict of versions", b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n")


@ATTACKS.submission("File: a mark at the beginning, as some editors leave it")
def _(submission):
    submission.path.write_bytes(b"\xef\xbb\xbf" + json.dumps(submission.book).encode())


@ATTACKS.submission("File: nested 100 000 deep", loses=ALL, told="file is damaged")
def _(submission):
    text = json.dumps(submission.book)
    submission.path.write_text(text.replace('"metadata": {', '"metadata": {"x": ' + "[" * 100_000 + "]" * 100_000 + ", ", 1))


def version(name, major, minor, **outcome):
    @ATTACKS.submission(f"Version: {name}", **outcome)
    def _(submission):
        submission.book["nbformat"], submission.book["nbformat_minor"] = major, minor


version("4.0", 4, 0)
version("4.99", 4, 99)
version("99", 99, 0, loses=ALL, told="file is damaged")
version("a text", "four", 5, loses=ALL, told="file is damaged")
version("no number", None, None, loses=ALL, told="file is damaged")


def cells(name, change, **outcome):
    @ATTACKS.submission(f"Cells: {name}", **outcome)
    def _(submission):
        for cell in submission.book.cells:
            change(cell)


cells("without an id", lambda cell: cell.pop("id", None))
cells("with the same id", lambda cell: cell.update(id="same"))
cells("with ids that are none", lambda cell: cell.update(id="</a><b> " * 50))
cells("with lines instead of a text", lambda cell: cell.update(source=cell["source"].splitlines(keepends=True)))
cells("with outputs of every kind", lambda cell: cell.update(outputs=[{"output_type": "strange"}, {"output_type": "stream"}, 3]))
cells("with counts that are texts", lambda cell: cell.update(execution_count="<b>7</b>"))


@ATTACKS.submission("Cells: without a source", loses=[ATTACKED], told="text_entropy")
def _(submission):
    del submission.cell("text_entropy")["source"]


@ATTACKS.submission("Cells: with a source of numbers", loses=[ATTACKED], told="text_entropy")
def _(submission):
    submission.cell("text_entropy")["source"] = [1, None, {"a": 2}]


@ATTACKS.submission("Cells: without metadata")
def _(submission):
    cell = submission.cell("text_entropy")
    cell["metadata"] = None


@ATTACKS.submission("Cells: of an unknown type")
def _(submission):
    submission.cell("text_entropy")["cell_type"] = "heading"


@ATTACKS.submission("Cells: ten thousand more")
def _(submission):
    extra = [nbformat.v4.new_markdown_cell("more") for _ in range(10_000)]
    submission.book.cells[2:2] = extra


# ---------------------------------------------------------------- the folder

@ATTACKS.submission("A renamed notebook", told="text_entropy")
def _(submission):
    (submission.folder / "my homework.ipynb").write_text(json.dumps(submission.book))
    submission.book = None


@ATTACKS.submission("Two notebooks")
def _(submission):
    second = copy.deepcopy(submission.book)
    second.cells[-1].source = "another"
    (submission.folder / f"{NAME} (1).ipynb").write_text(json.dumps(second))
    (submission.folder / ".ipynb_checkpoints").mkdir()
    (submission.folder / ".ipynb_checkpoints" / f"{NAME}-checkpoint.ipynb").write_text("{")


@ATTACKS.submission("A folder in the notebook's place", loses=ALL, told="")
def _(submission):
    submission.path.mkdir()
    (submission.path / f"{NAME}.ipynb").write_text(json.dumps(submission.book))


def shadow(name, files):
    @ATTACKS.submission(f"Beside it: {name}", loses=[ATTACKED], told="text_entropy")
    def _(submission):
        submission.answer(WRONG)
        for path, text in files.items():
            file = submission.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(submission.text(text))


FORGED = "class Right:\n    __repr__ = lambda self: '1'\ncheck = check_hidden = lambda *all: Right()\n"
TRACE = "open('@course@/attack-@me@', 'w').close()\n"
shadow("a library of the same name", {"xentlib/__init__.py": TRACE, "xentlib/exercises.py": FORGED, "xentlib/checking.py": FORGED})
shadow("a NumPy of its own", {"numpy.py": TRACE + "inf = 0\ndef __getattr__(name):\n    return lambda *all, **more: True\n"})
shadow("modules of the interpreter", {f"{name}.py": TRACE for name in (
    "sitecustomize", "usercustomize", "json", "socket", "struct", "io", "os", "ast", "IPython", "ipykernel", "matplotlib", "site")})
shadow("settings of every tool", {"nbgrader_config.py": TRACE, "conftest.py": TRACE, "ipython_config.py": TRACE,
                                  "jupyter_config.py": TRACE, "matplotlibrc": "backend: module://sitecustomize", ".env": "A=1",
                                  "startup/00.py": TRACE, "pyvenv.cfg": "home = .", "x.pth": "import os"})


BESIDE = []


def beside(make):
    """Something in the folder that nobody asked for; all of it is handed in together, and the answers are right."""
    BESIDE.append(make)
    return make


@ATTACKS.submission("Beside it: links, pipes, hostile names, a terabyte, ten thousand files", tame=False)
def _(submission):
    for make in BESIDE:
        make(submission.folder, submission)


@beside
def links_to_secrets(folder, submission):
    secrets = {"book.db": submission.world.course / "gradebook" / "gradebook.db", "notes": submission.world.course / "gradebook" / "notes.txt",
               "diary": submission.world.home / "diary.txt", "passwords": "/etc/shadow", "environment": "/proc/self/environ",
               "source.txt": submission.world.course / "solutions" / NAME / f"{NAME}.ipynb", "nowhere": "nowhere", "self": "self"}
    for name, target in secrets.items():
        (folder / name).symlink_to(target)


@beside
def links_to_folders(folder, submission):
    (folder / "gradebook").symlink_to(submission.world.course / "gradebook")
    (folder / "home").symlink_to(submission.world.home)
    (folder / "up").symlink_to("../..")
    (folder / "around").symlink_to(".")
    (folder / "all").symlink_to("/")


@beside
def a_pipe_and_a_socket(folder, submission):
    os.mkfifo(folder / "pipe")
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket has to be short
    try:
        with socket.socket(socket.AF_UNIX) as way:
            way.bind("socket")
    finally:
        os.chdir(here)


@beside
def a_file_of_a_terabyte_with_nothing_in_it(folder, submission):
    with open(folder / "empty.bin", "wb") as file:
        file.truncate(10 ** 12)


@beside
def ten_thousand_files(folder, submission):
    (folder / "many").mkdir()
    for number in range(10_000):
        (folder / "many" / str(number)).touch()


@beside
def folders_inside_folders_inside_folders(folder, submission):
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(300):
            os.mkdir("deeper")
            os.chdir("deeper")
        open("end", "w").close()
    finally:
        os.chdir(here)


@beside
def hostile_names(folder, submission):
    for name in (b"--help", b"-rf", b"new\nline", b"caf\xe9", b"$(touch attack-name)", b"<img src=x onerror=pwned()>.png", b"x" * 250,
                 b"*", b"?", b"[a]", b"{student_id}", b"%s", b"'; drop table grade; --", b"\xe2\x80\xae.txt", b".hidden"):
        with open(os.path.join(os.fsencode(folder), name), "wb"):
            pass


@beside
def a_file_that_may_not_be_read(folder, submission):
    (folder / "closed").write_text("x")
    (folder / "closed").chmod(0)


@beside
def files_of_the_course_under_its_own_names(folder, submission):
    (folder / "book").mkdir()
    for name in ("book/gradebook.db", "course.db", ".nbgrader.log", "Makefile", f"{NAME}.html", f"{NAME}.py"):
        (folder / name).write_text("{}")


def link(name, target, tame=True):
    @ATTACKS.submission(f"The notebook is a link: {name}", loses=ALL, told="text_entropy", tame=tame)
    def _(submission):
        submission.path.symlink_to(str(target(submission)))


link("to the solution", lambda submission: submission.world.course / "solutions" / NAME / f"{NAME}.ipynb")
link("to another submission", lambda submission: submission.world.course / "gradebook/submitted/a-first-student" / NAME / f"{NAME}.ipynb")
link("to nowhere", lambda submission: "nowhere")
link("to itself", lambda submission: submission.path.name)
link("to memory without end", lambda submission: "/dev/zero", tame=False)


@ATTACKS.submission("The notebook is a pipe", loses=ALL, told="text_entropy", tame=False)
def _(submission):
    os.mkfifo(submission.path)


@ATTACKS.submission("The folder is a link to another submission", loses=ALL, told="text_entropy")
def _(submission):
    shutil.rmtree(submission.folder)
    submission.folder.symlink_to(submission.world.course / "gradebook/submitted/a-first-student" / NAME)


# ---------------------------------------------------------------- the time of handing in

def timestamp(name, data):
    @ATTACKS.submission(f"Timestamp: {name}")
    def _(submission):
        (submission.folder / "timestamp.txt").write_bytes(data)


timestamp("no time", b"yesterday evening, I promise")
timestamp("a script", b"<script>pwned()</script>")
timestamp("empty", b"")
timestamp("not a text", bytes(range(256)))
timestamp("the year 99999", b"99999-12-31 23:59:59 UTC")
timestamp("long", b"2026-11-28 12:00:00 UTC" * 100_000)
timestamp("without a zone", b"2026-11-28 12:00:00")


@ATTACKS.submission("Timestamp: a link")
def _(submission):
    (submission.folder / "timestamp.txt").symlink_to(submission.world.home / "diary.txt")


@ATTACKS.submission("Timestamp: a folder")
def _(submission):
    (submission.folder / "timestamp.txt").mkdir()


@ATTACKS.submission("Timestamp: a pipe", tame=False)
def _(submission):
    os.mkfifo(submission.folder / "timestamp.txt")


@beside
def pages_that_the_formgrader_would_serve(folder, submission):
    """Their text is a canary: it must not come out of grading, for an instructor's browser would run it."""
    for name in ("page.html", "PAGE.HTM", "drawing.svg", "page.xhtml", "feed.xml", "program.js", "archive.mhtml"):
        (folder / name).write_text(f"<script>pwned()</script>{CANARIES['another submission']}")
