"""A notebook as the site shows it: what the learner gets, with the figures that the lesson's own cells draw."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..checking.report import MIME
from ..progress import CODE_STUB, TEXT_STUB

ROOT = Path(__file__).resolve().parents[2]
# Output that belongs to the person in front of it: a slider, or what their own saved notebooks tell.
PERSONAL = "nbval-ignore-output"
EXPLORE = ("Something to drag: in JupyterLab this cell shows sliders, and the figure follows them. Above, it is "
           "drawn once.")
OWN_WORK = "This cell reads your own notebooks. Run it in JupyterLab to see what it says of your work."


def lesson(name: str) -> NotebookNode:
    """The learner's notebook of this name, with the outputs that the same lesson cells have in solutions/.

    An answer cell and a check have none: what they show belongs to whoever writes the answer. ValueError if somebody
    has written answers into the notebook, since the site shows the course as it is handed out.
    """
    book, solved = _read("notebooks", name), _read("solutions", name)
    outputs = {cell.id: (cell.source, cell.outputs) for cell in solved.cells if cell.cell_type == "code"}
    for cell in book.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("solution") and not (CODE_STUB in cell.source or cell.source.strip() == TEXT_STUB):
            raise ValueError(f"notebooks/{name} holds an answer to {grading['grade_id']}; expected the notebook as it "
                             "is handed out, which `make notebooks` generates again")
        if cell.cell_type == "code":
            source, shown = outputs.get(cell.id, ("", []))
            cell.outputs = [] if grading or source != cell.source else shown
    return _for_readers(book)


def solution(name: str) -> NotebookNode:
    """The solved notebook of this name, with all of its outputs."""
    book = _for_readers(_read("solutions", name))
    title = book.cells[0]
    title.source = title.source.replace("\n", " (solutions)\n", 1)
    return book


def _read(half: str, name: str) -> NotebookNode:
    return nbformat.read(ROOT / half / name / f"{name}.ipynb", as_version=4)


def _for_readers(book: NotebookNode) -> NotebookNode:
    """Say in words what a page cannot do, and leave out a report's form for programs; its form for people stays."""
    for cell in book.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(MIME, None)
        if PERSONAL in cell.metadata.get("tags", []):
            said = EXPLORE if cell.source.startswith("explore.") else OWN_WORK
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": f'<p class="live">{said}</p>'})]
    return book
