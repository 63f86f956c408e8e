"""The canonical form of a notebook: the same content always gives the same bytes, so a diff shows only what changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = ("nbgrader", "tags", "deletable", "editable")  # everything else is a trace of somebody's machine
NOT_COMPARED = "nbval-ignore-output"
CELL_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def canonical(notebook: Any) -> Any:
    """The notebook in canonical form: readable cell ids kept, traces of a run or a machine dropped.

    A graded cell's id is its grade id. Any other cell needs a readable id of its own (ValueError otherwise): a random
    one would change whenever somebody's editor makes it anew.
    """
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        cell["id"] = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
        if not CELL_ID.fullmatch(cell["id"]) or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell["id"]):
            raise ValueError(f"cell {position} has the id {cell['id']!r}; expected a readable one, like 'area-picture'")
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            # nbval compares the outputs of run cells only; which run it was says nothing.
            cell.execution_count = 1 if cell.execution_count else None
            if NOT_COMPARED in cell.metadata.get("tags", []):
                cell.outputs = []  # an interactive exploration; its static twin stands above it
            cell.outputs = _whole_streams(cell.outputs)
            for output in cell.outputs:
                if "metadata" in output:
                    output.metadata = nbformat.from_dict({})
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
    return notebook


def _whole_streams(outputs: list) -> list:
    """Printed text in one piece: on a busy machine it arrives in several."""
    whole: list = []
    for output in outputs:
        if whole and output.output_type == "stream" == whole[-1].output_type and output.name == whole[-1].name:
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def write(notebook: Any, path: Path) -> None:
    """Write it in canonical form, if that changes the file."""
    text = nbformat.writes(canonical(notebook)) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


class Canonical(NbGraderPreprocessor):
    """The first of nbgrader's preprocessors: whatever was left in the source by a run does not reach the learners."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        return canonical(notebook), resources
