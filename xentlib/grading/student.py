"""The process that runs a submission's cells and calls its functions. It lives in a sandbox and knows nothing secret.

It reads requests from the socket that is its standard input: run a cell, look at names, call a function, receive files.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from ..checking.calling import Call, Outcome, invoke
from . import wire

KEPT_OUTPUT = 10_000  # characters
MOST_PICTURES = 4


def main(memory: int, isolated: bool) -> None:
    """Set the limits, of `memory` in bytes, and serve."""
    connection = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    _limit(memory, isolated)
    sys.path.insert(0, os.getcwd())
    Student(connection).serve()


def _limit(memory: int, isolated: bool) -> None:
    with open("/proc/self/statm") as pages:
        used = int(pages.read().split()[0]) * resource.getpagesize()
    for what, most in (("AS", used + memory), ("NPROC", 64), ("FSIZE", 64 << 20), ("NOFILE", 256),
                       ("CPU", 1_000), ("CORE", 0), ("MSGQUEUE", 0)):
        if what == "NPROC" and not isolated:
            continue  # it would count everything else that this user runs
        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


class Student:
    """The namespace of the notebook, and what the grader asks of it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.main = ModuleType("__main__")
        sys.modules["__main__"] = self.main
        vars(self.main)["__builtins__"] = builtins
        builtins.get_ipython = self.shell  # type: ignore[attr-defined]
        builtins.display = print  # type: ignore[attr-defined]
        self.ipython: Any = None
        self.cells: dict[str, str] = {}  # file name of its code -> its id

    def serve(self) -> None:
        wire.send(self.connection, "ready")
        while True:
            request = wire.receive(self.connection, function=self.stand_in)
            if "reply" in request:
                continue  # to a question of a call that is over
            try:
                answer = getattr(self, request.pop("do"))(**request)
                wire.send(self.connection, answer)
            except (wire.TooLarge, MemoryError) as error:
                failed = Outcome(error=MemoryError(f"its result is too large to be looked at ({error})"))
                wire.send(self.connection, as_data(failed))

    # ------------------------------------------------------------ cells

    def run(self, cell: str, source: str) -> dict[str, Any]:
        """Run a cell as a kernel does; a failing one ends where it fails."""
        printed = Kept()
        value, error = None, None
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                value = self.execute(cell, source)
                shown = None if value is None else repr(value)[:KEPT_OUTPUT]
            except BaseException as caught:
                error, shown = caught, None
        return {"pictures": _pictures(), "printed": printed.getvalue(), "shown": shown if type(shown) is str else None,
                "error": error, "trace": _trace(error) if error is not None else ""}

    def execute(self, cell: str, source: str) -> Any:
        name = f"<{cell}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            tree = ast.parse(source, name)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            code = compile(tree, name, "exec")
            final = compile(ast.Expression(last.value), name, "eval") if isinstance(last, ast.Expr) else None
        except SyntaxError:  # perhaps a magic; IPython knows
            result = self.shell().run_cell(source)
            result.raise_error()
            return result.result
        self.cells[name] = cell
        exec(code, vars(self.main))
        value = eval(final, vars(self.main)) if final else None
        return None if source.rstrip().endswith(";") else value

    def shell(self) -> Any:
        """An IPython shell in this namespace, for the cells that need one."""
        if self.ipython is None:
            os.environ["IPYTHONDIR"] = "/tmp/ipython"
            from IPython.core.interactiveshell import InteractiveShell
            from traitlets.config import Config

            quiet = Config({"HistoryManager": {"enabled": False}})
            self.ipython = InteractiveShell.instance(config=quiet, user_module=self.main, user_ns=vars(self.main))
            sys.modules["__main__"] = self.main
        return self.ipython

    # ------------------------------------------------------------ functions

    def look(self, names: list[str]) -> dict[str, Any]:
        """What each of these names is: a function and the cell that defines it, or its value."""
        found = {}
        for name in names:
            if name in vars(self.main):
                value = vars(self.main)[name]
                code = getattr(value, "__code__", None)
                cell = self.cells.get(code.co_filename) if type(code) is CodeType and code.co_name == name else None
                found[name] = {"callable": callable(value), "cell": cell, "value": None if callable(value) else value}
        return found

    def call(self, name: str, args: tuple, kwargs: dict[str, Any], seconds: float,
             asked_for: list[str] | None) -> dict[str, Any]:
        began = time.thread_time()
        outcome = invoke(vars(self.main)[name], Call(args, kwargs), seconds=seconds, asked_for=_code(asked_for))
        return as_data(outcome) | {"seconds": time.thread_time() - began}

    def stand_in(self, number: int) -> Callable[..., Any]:
        """What an answer calls instead of a function that it was given."""
        def ask(*args: Any, **kwargs: Any) -> Any:
            with _uninterrupted():
                wire.send(self.connection, {"ask": number, "args": args, "kwargs": kwargs})
                reply = wire.receive(self.connection)["reply"]
            if reply["error"] is not None:
                raise reply["error"]
            return reply["value"]
        return ask

    def files(self, contents: dict[str, Any]) -> None:
        """Write the files that were handed in beside the notebook."""
        for name, content in contents.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.tobytes())


def as_data(outcome: Outcome) -> dict[str, Any]:
    """What `invoke` saw, in a form that crosses."""
    after = outcome.after if outcome.changed_input else Call()
    return {"value": outcome.value, "error": None if outcome.timed_out else outcome.error,
            "timed_out": outcome.timed_out, "warnings": list(outcome.warnings[:20]), "printed": outcome.printed,
            "changed_input": outcome.changed_input, "args": after.args, "kwargs": after.kwargs,
            "borrowed": outcome.borrowed, "shares_input": outcome.shares_input, "raised_in": outcome.raised_in,
            "seconds": 0.0}


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """The time limit waits until a message has crossed whole."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})


def _code(place: list[str] | None) -> CodeType | None:
    """The code of a function of the library, by its module and its name."""
    if place is None:
        return None
    module, name = place
    return getattr(getattr(import_module(module), name, None), "__code__", None)


def _pictures() -> list[Any]:
    """The figures that a cell drew, as PNG."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    found = []
    with contextlib.suppress(BaseException):
        for number in pyplot.get_fignums()[:MOST_PICTURES] if pyplot else ():
            file = io.BytesIO()
            pyplot.figure(number).savefig(file, format="png", dpi=72)
            found.append(np.frombuffer(file.getvalue(), dtype=np.uint8))
        if pyplot:
            pyplot.close("all")
    return found


def _trace(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-5))[-KEPT_OUTPUT:]
    except BaseException:
        return ""


class Kept(io.StringIO):
    """A stream that keeps the beginning of what a cell prints."""

    def write(self, text: str) -> int:
        super().write(text[:max(0, KEPT_OUTPUT - self.tell())])
        return len(text)
