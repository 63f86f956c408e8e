"""Grade a restored notebook: its answers run in a sandbox, its checks run here."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool, Float

from ..checking import Report
from .needs import names, needed
from .remote import Remote, missing_name
from .sandbox import NoSandbox, require
from .submission import OWN, files_beside, source_of

NOT_SENT = (".ipynb", "timestamp.txt", "submission_secret.txt")
SHOWN = 10_000  # characters
REFUSED = "Submissions can't be run in isolation here"


class Execute(NbGraderPreprocessor):
    """The first of nbgrader's preprocessors for grading, in the place of its own Execute."""

    without_sandbox = Bool(
        False, help="Run submissions without isolation where bubblewrap does not work. Their code then runs with your "
        "rights: it can read and change every file of yours, grades included.").tag(config=True)

    seconds_per_cell = Float(
        60.0, help="How long one cell of a submission may run, on the clock of the wall.").tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        self.refuse_without_sandbox()
        coursedir = self.parent.parent.coursedir
        # What was handed in beside the notebook may be helpers that the answers import.
        files = files_beside(Path(resources["metadata"]["path"]), lambda path: path.endswith(NOT_SENT))
        remote = Remote(Path(coursedir.root), not self.without_sandbox, files, self.seconds_per_cell)
        try:
            _Run(notebook, source_of(coursedir, resources["nbgrader"]), remote).grade()
        finally:
            remote.end()
        return notebook, resources

    def refuse_without_sandbox(self) -> None:
        """Raise NbGraderException, in a sentence for the instructor, where submissions would run with their rights."""
        try:
            if not self.without_sandbox:
                require()
        except NoSandbox as reason:
            raise NbGraderException(
                f"{REFUSED}: {reason}. Install what is missing, or accept that they "
                "run with your own rights and can read and change your files: --Execute.without_sandbox=True") from None


class _Run:
    """One notebook on its way through the two processes."""

    def __init__(self, notebook: Any, source: Any, remote: Remote) -> None:
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.checks = {cell["id"]: cell.source for cell in source.cells if cell.cell_type == "code" and is_grade(cell)}
        self.lessons = [cell.source for cell in source.cells if cell.cell_type == "code" and not is_solution(cell)
                        and not is_grade(cell)]
        self.answers = {name for cell in source.cells if cell.cell_type == "code" and is_solution(cell)
                        for name in names(cell.source)[1]}
        self.remote = remote
        remote.run_more = self.run_more
        self.place = 0
        self.runs: set[int] = set()
        self.skipped: dict[str, int] = {}

    def grade(self) -> None:
        sources = ["" if is_grade(cell) else cell.source for cell in self.cells]
        theirs = {place for place, cell in enumerate(self.cells) if not is_grade(cell)
                  and (is_solution(cell) or OWN in cell.metadata.get("tags", ()))}
        self.runs = needed(sources, theirs)
        self.skipped = {name: place for place, source in enumerate(sources) if place not in self.runs
                        for name in names(source)[1]}
        for place, cell in enumerate(self.cells):
            self.place, number = place, place + 1
            if is_grade(cell):
                cell.outputs, cell.execution_count = self.check(self.checks[cell["id"]]), number
            elif place in self.runs:
                result = self.remote.run(cell["id"], cell.source)
                if self.run_more(missing_name(result["error"])):
                    result = self.remote.run(cell["id"], cell.source)
                cell.outputs, cell.execution_count = _outputs(result, number), number

    def run_more(self, name: str | None) -> bool:
        """Where a name is missing that a skipped cell above defines, begin anew with all cells above."""
        if name is None or self.skipped.get(name, self.place) >= self.place:
            return False
        self.skipped = {}
        self.runs |= {place for place, cell in enumerate(self.cells) if not is_grade(cell)}
        self.remote.begin_anew([(cell["id"], cell.source) for place, cell in enumerate(self.cells[:self.place])
                                if place in self.runs])
        return True

    def check(self, source: str) -> list:
        """The outputs of a check cell, which is the source's, run here with stand-ins for the answers."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        last_place = len(self.lessons)
        for place in sorted(needed([*self.lessons, source], {last_place}) - {last_place}):
            exec(compile(self.lessons[place], "<lesson>", "exec"), namespace)
        namespace |= self.remote.look(sorted(self.answers))
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed, outputs, value = io.StringIO(), [], None
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(tree, "<check>", "exec"), namespace)
                if isinstance(last, ast.Expr):
                    value = eval(compile(ast.Expression(last.value), "<check>", "eval"), namespace)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"[:SHOWN]
            outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error)[:SHOWN], traceback=[text]))
        if printed.getvalue():
            outputs.insert(0, new_output("stream", name="stdout", text=printed.getvalue()[:SHOWN]))
        if isinstance(value, Report):
            data, metadata = value._repr_mimebundle_()
            outputs.append(new_output("execute_result", data=data, metadata=metadata, execution_count=1))
        elif value is not None:
            outputs.append(new_output("execute_result", data={"text/plain": repr(value)[:SHOWN]}, execution_count=1))
        return outputs


def _outputs(result: dict[str, Any], number: int) -> list:
    """What a cell of the submission showed: text and pictures, and not much of either."""
    outputs = []
    if result["printed"]:
        more = "\n… (the rest of what this cell printed is left out)\n" if len(result["printed"]) >= SHOWN else ""
        outputs.append(new_output("stream", name="stdout", text=result["printed"][:SHOWN] + more))
    outputs += [new_output("display_data", data={"image/png": base64.b64encode(picture).decode("ascii")})
                for picture in result["pictures"]]
    if result["shown"]:
        outputs.append(new_output("execute_result", data={"text/plain": result["shown"][:SHOWN]},
                                  execution_count=number))
    if result["error"] is not None:
        error = result["error"]
        outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error)[:SHOWN],
                                  traceback=result["trace"][:SHOWN].splitlines()))
    return outputs
