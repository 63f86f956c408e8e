"""Where nbgrader offers no setting and its own behaviour would hurt somebody; nbgrader_config.py calls `adapt`."""

from __future__ import annotations

import datetime
import fnmatch
import glob
import os
import sysconfig
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import handlers as formgrader
from nbgrader.utils import compute_checksum, is_ignored, is_solution, parse_utc
from nbgrader.validator import Validator

from ..checking import MIME
from .canonical import read
from .execute import Execute
from .submission import files_beside, is_page, plain_file

TEMPLATES = Path(__file__).parent / "templates"

_stock_error = Validator._extract_error
_stock_notebooks = BaseConverter.init_notebooks
_stock_assignment = BaseConverter.init_assignment


def adapt() -> None:
    """Make nbgrader's classes, in this process, behave as described below.

    It also calls a command of its own environment, alembic, by name: found even if that environment is not activated.
    """
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    Validator._extract_error = _extract_error
    GenerateAssignment.init_destination = _init_destination
    Autograde.init_notebooks = _init_notebooks
    BaseConverter.init_assignment = _init_assignment
    CourseDirectory.get_existing_timestamp = _get_existing_timestamp


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


def _init_notebooks(self: Autograde) -> None:
    """Grade every submission folder, also one without the notebook: its student gets 0 and is told why.

    nbgrader passes over such a folder with a warning, or ends the run if its notebook has another name. Where
    submissions can't be isolated, nothing is begun.
    """
    try:
        Execute(parent=self).refuse_without_sandbox()
    except NbGraderException as refusal:
        self.log.error("%s", refusal)
        raise
    self.assignments, self.notebooks = {}, []
    for folder in sorted(glob.glob(self._format_source(self.coursedir.assignment_id, self.coursedir.student_id))):
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", Path(folder).name)
        names = fnmatch.filter(sorted(path.name for path in Path(source).glob("*.ipynb")),
                               f"{self.coursedir.notebook_id}.ipynb")
        if names and os.path.isdir(folder):
            self.assignments[folder] = [os.path.join(folder, name) for name in names]
    if not self.assignments:
        _stock_notebooks(self)


def _init_assignment(self: BaseConverter, assignment_id: str, student_id: str) -> None:
    """Of what was handed in beside the notebook, copy the ordinary files that are no pages.

    nbgrader follows links, so that a link to the gradebook brings it into the student's feedback; it waits for ever for
    a pipe, and copies files of any size.
    """
    if not isinstance(self, Autograde):
        return _stock_assignment(self, assignment_id, student_id)
    source, target = (Path(form(assignment_id, student_id)) for form in (self._format_source, self._format_dest))
    ignored = [*self.coursedir.ignore, "*.ipynb"]
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files_beside(source, lambda path: is_page(path) or is_ignored(path, ignored)).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # of an earlier grading, and read-only
        path.write_bytes(content)


def _get_existing_timestamp(self: CourseDirectory, dest_path: str) -> datetime.datetime | None:
    """When something was handed in, or None where the file that says so is missing, strange or no date.

    nbgrader follows a link there, and ends the run where there is no date in it.
    """
    try:
        return parse_utc(plain_file(Path(dest_path) / "timestamp.txt", 200).decode("ascii").strip())
    except (ValueError, OverflowError):  # also what is no ASCII
        if os.path.lexists(Path(dest_path) / "timestamp.txt"):
            self.log.warning("%s/timestamp.txt says no time; the submission counts as handed in without one", dest_path)
        return None
