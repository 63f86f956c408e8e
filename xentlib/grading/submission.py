"""What of a submission counts: the text of its answers and the learner's own cells. All else comes from the source."""

from __future__ import annotations

import contextlib
import html
import json
import mimetypes
import os
import re
import stat
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from nbgrader.utils import is_locked, is_solution

from .canonical import read
from .needs import names

LARGEST_NOTEBOOK = 20 << 20  # bytes; pictures that were pasted into an answer included
LARGEST_FILES = 16 << 20  # bytes of all other files together
MOST_FILES = 200
OWN = "xentlib-own"  # the tag of a cell that is the learner's
NOTICE = "about-your-submission"  # the id of the cell that tells the learner what was put right
MISSING = "Your submission has no notebook of this name, so there was nothing to grade."
TAGS = re.compile(r"<(?=[a-zA-Z/!?])")
SCRIPTS = re.compile(r"(?i)(script|data|file)[\s\\]*:")
MOST_ENTITIES = 5  # one inside the other
PICTURE = re.compile(r"[A-Za-z0-9+/=\s]+")


# ---------------------------------------------------------------- reading

def plain_file(path: str | Path, largest: int) -> bytes:
    """The content of an ordinary file. ValueError, in words for the student, if it is a link, a pipe or too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise ValueError(MISSING) from None
    except OSError:
        raise ValueError("Your notebook is a link to another file or cannot be opened; hand in the file itself."
                         ) from None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise ValueError("What was handed in under the notebook's name is no file; hand in the notebook itself.")
    with open(descriptor, "rb") as file:
        if about.st_size > largest:
            raise ValueError(f"Your notebook is larger than {largest >> 20} MB, so it was not graded. Clear its "
                             "outputs and hand it in again.")
        return file.read(largest)


def read_submission(path: str | Path) -> list[Any]:
    """The cells of the notebook that was handed in; ValueError, in words for the student, if it can't be read."""
    if os.path.islink(os.path.dirname(path)):
        raise ValueError("The folder that was handed in is a link to another one; hand in the notebook itself.")
    content = plain_file(path, LARGEST_NOTEBOOK)
    if not content.strip():
        raise ValueError("Your notebook's file is empty. Download the notebook again and hand it in once more.")
    try:
        notebook = nbformat.from_dict(json.loads(content))
        if notebook.get("nbformat") != 4:
            notebook = nbformat.convert(notebook, 4)
        return [nbformat.from_dict(_parts(cell)) for cell in notebook.cells]
    except Exception:  # whatever a reader of hostile data may run into, RecursionError too
        raise ValueError("Your notebook's file is damaged (Jupyter could not open it either), so nothing in it "
                         "was graded. Open it in JupyterLab, repair or restore it, and hand it in again.") from None


def _parts(cell: Any) -> dict[str, Any]:
    """What of a cell is read here, whatever else it says of itself."""
    source = cell.get("source") or ""
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    grading = (cell.get("metadata") or {}).get("nbgrader")
    return {"cell_type": "code" if cell.get("cell_type") == "code" else "markdown",
            "source": source.encode("utf-8", "replace").decode("utf-8"),
            "grade_id": grading.get("grade_id") if isinstance(grading, dict) else None,
            "known_as": cell.get("id"),
            "attachments": cell.get("attachments") or {}}


def files_beside(folder: Path, without: Callable[[str], bool]) -> dict[str, bytes]:
    """The ordinary files that were handed in, by their paths in the folder; no links, no pipes, and no huge ones."""
    found: dict[str, bytes] = {}
    room = 0 if folder.is_symlink() else LARGEST_FILES
    for where, _, files in os.walk(folder):
        for path in (Path(where, name) for name in sorted(files)):
            if len(found) < MOST_FILES and not without(str(path)):
                with contextlib.suppress(ValueError):
                    content = plain_file(path, room)
                    found[path.relative_to(folder).as_posix()] = content
                    room -= len(content)
    return found


def is_page(path: str) -> bool:
    """Whether a browser may run what is in this file. The formgrader serves the files that were handed in.

    >>> is_page("a/helpers.py"), is_page("notes.HTML"), is_page("picture.svg")
    (False, True, True)
    """
    return re.search("html|xml|script|message|multipart", mimetypes.guess_type(path)[0] or "") is not None


class SubmissionExporter(NotebookExporter):
    """Reads what students hand in so that nothing ends the run: what can't be read is an empty notebook and a note."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        if not self.parent._sanitizing:  # our own restored notebook
            return super().from_filename(filename, resources, **kwargs)
        folder, name = os.path.split(filename)
        resources = dict(resources or {}, metadata={"name": Path(name).stem, "path": folder})
        resources["notes"] = []
        try:
            if not os.path.lexists(filename):
                filename = _renamed(self.parent.coursedir, resources["nbgrader"], filename)
                called = re.sub(r"[^\w .()-]", "?", os.path.basename(filename))
                resources["notes"].append(f"Your notebook had the name `{called}`; it was graded all the same.")
            resources["submission"] = read_submission(filename)
        except ValueError as problem:
            resources["submission"], resources["notes"] = [], [str(problem)]
        return self.from_notebook_node(new_notebook(), resources, **kwargs)  # Restore fills it


def _renamed(coursedir: Any, about: dict[str, str], filename: str) -> str:
    """The only notebook that was handed in, where only one is asked for, whatever its name is."""
    asked = list(_source_folder(coursedir, about).glob("*.ipynb"))
    there = list(Path(filename).parent.glob("*.ipynb"))
    if len(asked) == len(there) == 1:
        return str(there[0])
    raise ValueError(MISSING)


# ---------------------------------------------------------------- restoring

@dataclass
class Restored:
    """The notebook that is graded, and what had to be put right, in sentences for the student."""

    cells: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def restored(source: Any, submission: list[Any], released: dict[str, Any]) -> Restored:
    """The source's notebook with the submission's answers and own cells.

    `released` are the cells as the students got them, by grade id. Of several copies of an answer cell the first stands
    in the answer's place and the others stay where they are, as cells of the learner's own: they run in their order, as
    in the learner's kernel. Of a written answer the last copy that was written in counts.
    """
    result = Restored()
    lessons = {cell.source.strip(): cell["id"] for cell in source.cells if not _grade_id(cell)}
    known = {cell["id"] for cell in source.cells}
    keys = [_key(cell, known, lessons) for cell in submission]
    # An answer whose cell lost its marks is known by the name that it defines.
    lost = {name: cell["id"] for cell in source.cells if is_solution(cell) and cell.cell_type == "code"
            and cell["id"] not in keys for name in names(cell.source)[1]}
    answers: dict[str, Any] = {}
    edited: dict[str, Any] = {}
    own: dict[str | None, list] = {}
    place: str | None = None
    seen: list[str] = []
    for cell, key in zip(submission, keys, strict=True):
        if key is None and lost and cell.cell_type == "code":
            key = next((lost[name] for name in names(cell.source)[1] if name in lost), None)
        if key is None or key in seen:
            own.setdefault(place, []).append(cell)
            continue
        seen.append(key)
        place = key
        (answers if key in released else edited)[key] = cell
    for cell in source.cells:
        result.cells += [_own(each, f"own-{len(result.cells) + n}") for n, each in enumerate(own.pop(None, []))]
        key = cell["id"]
        new = deepcopy(cell)
        if key in released:
            new.metadata.nbgrader["checksum"] = released[key].checksum
        if is_solution(cell):
            new.source = released[key].source
            mine = answers.get(key)
            if mine is None:
                result.notes.append(f"The cell `{key}` was missing; it was put back as it was given out.")
            else:
                new.source = mine.source
                if cell.cell_type == "markdown":
                    written = [each for each in own.get(key, []) if each.get("grade_id") == key]
                    changed = [each for each in [mine, *written] if each.source.strip() != released[key].source.strip()]
                    new = _harmless(new, (changed or [mine])[-1])
        elif is_locked(cell):
            if cell.cell_type == "code":
                ClearHiddenTests()._remove_hidden_test_region(new)
            if key not in answers:
                result.notes.append(f"The cell `{key}` was missing; it was put back.")
            elif cell.cell_type == "code" and answers[key].source.strip() not in (cell.source, new.source):
                result.notes.append(f"The cell `{key}` was changed; it was put back as it was given out.")
        elif cell.cell_type == "code" and key in edited and edited[key].source.strip() != cell.source.strip():
            new.source = edited[key].source
        if cell.cell_type == "code":
            new.outputs, new.execution_count = [], None
        result.cells += [new, *(_own(each, f"own-{len(result.cells) + 1 + n}")
                                for n, each in enumerate(own.pop(key, [])))]
    if seen != [cell["id"] for cell in source.cells if cell["id"] in seen]:
        result.notes.append("Cells had been moved; they were graded in the notebook's own order.")
    return result


def _grade_id(cell: Any) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _key(cell: Any, known: set[str], lessons: dict[str, str]) -> str | None:
    """Which cell of the source this one is: by its grade id, its own id or, in an old notebook, its text."""
    for name in (cell.get("grade_id"), cell.get("known_as"), lessons.get(cell.source.strip())):
        if isinstance(name, str) and name in known:
            return name
    return None


def _own(cell: Any, name: str) -> Any:
    new = deepcopy(cell) if cell.cell_type == "code" else _harmless(new_markdown_cell(), cell)
    if cell.cell_type == "code":
        new = nbformat.v4.new_code_cell(cell.source)
    new["id"], new.metadata = name, nbformat.from_dict({"tags": [OWN]})
    return new


def _harmless(new: Any, cell: Any) -> Any:
    """Give `new` the text of a student's cell, as a grader's browser may show it: without HTML and scripts."""
    text = cell.source
    for _ in range(MOST_ENTITIES):  # `java&#115;cript:` is a script too, and so is one that is written twice so
        text = html.unescape(text)
    if html.unescape(text) != text:  # nobody writes this but to be read for ever
        text = text.replace("&", "& ")
    new.source = SCRIPTS.sub(r"\1 :", TAGS.sub("< ", text))
    pictures = {}
    for name, forms in cell.attachments.items() if isinstance(cell.attachments, dict) else ():
        kept = {form: data for form, data in forms.items() if isinstance(data, str)
                and form in ("image/png", "image/jpeg") and PICTURE.fullmatch(data)} if isinstance(forms, dict) else {}
        if kept:
            pictures[str(name)] = kept
    if pictures:
        new.attachments = nbformat.from_dict(pictures)
    return new


class Restore(NbGraderPreprocessor):
    """The one preprocessor that nbgrader sanitises with."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        about, coursedir = resources["nbgrader"], self.parent.parent.coursedir
        source = source_of(coursedir, about)
        with Gradebook(about["db_url"]) as gradebook:
            released = {cell.name: cell
                        for cell in gradebook.find_notebook(about["notebook"], about["assignment"]).source_cells}
            submission = resources.pop("submission")
            result = restored(source, submission, released)
        notes = resources.pop("notes") + (result.notes if submission else [])
        for note in notes:
            self.log.warning("%s: %s", about["student"], note)
        if notes:
            told = new_markdown_cell("**About your submission.** " + " ".join(notes))
            told["id"] = NOTICE
            result.cells.insert(0, told)
        return new_notebook(cells=result.cells, metadata=deepcopy(source.metadata)), resources


def source_of(coursedir: Any, about: dict[str, str]) -> Any:
    """The instructor's notebook."""
    return read(_source_folder(coursedir, about) / f"{about['notebook']}.ipynb")


def _source_folder(coursedir: Any, about: dict[str, str]) -> Path:
    return Path(coursedir.format_path(coursedir.source_directory, ".", about["assignment"]))
