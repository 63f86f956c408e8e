"""Where nbgrader offers no setting and its own behaviour would hurt somebody; nbgrader_config.py calls `adapt`."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.server_extensions.formgrader import handlers as formgrader
from nbgrader.utils import compute_checksum, is_solution
from nbgrader.validator import Validator

from ..checking import MIME
from .canonical import read

TEMPLATES = Path(__file__).parent / "templates"

_stock_error = Validator._extract_error


def adapt() -> None:
    """Make nbgrader's classes, in this process, behave as described below.

    It also calls a command of its own environment, alembic, by name: found even if that environment is not activated.
    """
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    Validator._extract_error = _extract_error
    GenerateAssignment.init_destination = _init_destination


def template_folders() -> list[str]:
    """Where nbconvert looks for the templates of feedback and formgrader: ours first, then nbgrader's."""
    return [str(TEMPLATES), formgrader.template_path]


def _extract_error(self: Validator, cell: Any) -> str:
    """`nbgrader validate` and the Validate button show our report.

    nbgrader finds only errors and stderr worth showing; of a check that reports points it says "Partial credit; passed
    some but not all of the tests", whatever the points are.
    """
    for output in cell.get("outputs", []):
        report = output.get("data", {}).get(MIME)
        if report:
            return report["text"]
    return _stock_error(self, cell)


def _init_destination(self: GenerateAssignment, assignment_id: str, student_id: str) -> bool:
    """Write the generated notebook in its place, unless somebody's work stands there.

    nbgrader skips an assignment whose folder exists (and then does not enter it into the gradebook), or, with --force,
    first deletes the whole folder with whatever a learner has put into it.
    """
    folder = Path(self._format_dest(assignment_id, student_id))
    for path in sorted(folder.glob("*.ipynb")):
        if holds_answers(path):
            self.log.error("%s holds somebody's answers and was left as it is; move it elsewhere to generate it anew",
                           path)
            return False
    return True


def holds_answers(path: Path) -> bool:
    """Whether an answer cell of this generated notebook was changed since it was generated."""
    return any(is_solution(cell) and cell.metadata.nbgrader.get("checksum") not in (None, compute_checksum(cell))
               for cell in read(path).cells)
