"""The grader's end of a submission's process: it runs cells there, and lends its functions to the checks here."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from ..checking.calling import SECONDS_PER_CALL, WAITING, Call, Elsewhere, Outcome, TimeUp
from . import wire
from .sandbox import MEMORY, PACKAGE, Sandbox

SECONDS_TO_START = 60.0
SECONDS_IN_ALL = 600.0  # of a submission whose process ends again and again
SECONDS_BETWEEN_LOOKS = 0.25
GRACE = 2.0  # for what surrounds a call
MOST_STARTS = 12  # of a submission that ends its process again and again
MOST_FAULTS = 2  # of one function; then its calls are not tried any more

MOST_WARNINGS = 20
MOST_PICTURES = 4
LARGEST_PICTURE = 1 << 20
PNG = b"\x89PNG\r\n\x1a\n"

Cell = tuple[str, str]  # its id and its text


# What an answer that is not what was asked for makes of the attempt to read it.
NOT_AS_AGREED = (wire.Broken, LookupError, TypeError, ValueError, AttributeError)


class ProcessEnded(Exception):
    """What a report says of a call that ended its process."""


class Remote:
    """A submission's process. When it ends, a new one runs the cells that went well again, and the rest is checked."""

    def __init__(self, course: Path, isolated: bool, files: dict[str, bytes], seconds_per_cell: float = 60.0) -> None:
        self.course, self.isolated, self.seconds_per_cell = course, isolated, seconds_per_cell
        self.files = {name: np.frombuffer(content, dtype=np.uint8) for name, content in files.items()}
        self.run_more: Callable[[str | None], bool] = lambda name: False  # where an answer misses a name
        self.until = time.monotonic() + SECONDS_IN_ALL
        self.ran: list[Cell] = []
        self.bad: set[str] = set()
        self.faults: dict[str, int] = {}
        self.starts = 0
        self.sandbox: Sandbox | None = Sandbox(course, isolated)
        self.ready = False

    # ------------------------------------------------------------ its life

    def ask(self, request: dict[str, Any], seconds: float, functions: list[Callable] | None = None) -> Any:
        """Send a request and wait for the answer; Broken or TimeoutError end the process."""
        self.up()
        assert self.sandbox is not None
        if select.select([self.sandbox.socket], [], [], 0)[0]:
            self.end()  # it says something that nobody asked for, which would pass for the answer to what comes now
            self.up()
            assert self.sandbox is not None
        connection, deadline = self.sandbox.socket, time.monotonic() + seconds
        try:
            wire.send(connection, request, functions, GRACE + seconds)
            while True:
                self.wait(deadline)
                answer = wire.receive(connection, deadline - time.monotonic())
                if not (functions and type(answer) is dict and "ask" in answer):
                    return answer
                wire.send(connection, {"reply": _reply(functions, answer)}, seconds=GRACE)
        except (wire.Broken, TimeoutError):
            self.end()
            raise

    def wait(self, deadline: float) -> None:
        """Wait for an answer, and meanwhile see that no more memory is taken than one submission may take."""
        assert self.sandbox is not None
        while not select.select([self.sandbox.socket], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            if time.monotonic() > deadline:
                raise TimeoutError
            if self.sandbox.memory() > 2 * MEMORY:
                raise wire.Broken("it takes too much memory")

    def up(self) -> None:
        """Make sure that a process is there in which every cell that went well has been run."""
        while not self.ready:
            self.start()

    def start(self) -> None:
        """Start a process and run the cells in it; it may well end at one of them."""
        self.starts += 1
        if self.starts > MOST_STARTS or time.monotonic() > self.until:
            raise wire.Broken("it ended too often, or took too long")
        self.sandbox = self.sandbox or Sandbox(self.course, self.isolated)
        try:
            wire.receive(self.sandbox.socket, SECONDS_TO_START)
        except (wire.Broken, TimeoutError) as error:
            self.end()
            raise RuntimeError("the process for a submission's cells did not start") from error
        self.ready = True
        if self.files:
            self.ask({"do": "files", "contents": self.files}, self.seconds_per_cell)
        ran, self.ran = self.ran, []
        for cell in ran:
            self.run(*cell)

    def begin_anew(self, cells: list[Cell]) -> None:
        """Start a new process, in which these cells are run first; not those that ended a process before."""
        self.end()
        self.ran = [cell for cell in cells if cell[0] not in self.bad]

    def end(self) -> None:
        """Kill the process, and with it everything that it started."""
        if self.sandbox is not None:
            self.sandbox.end()
        self.sandbox, self.ready = None, False

    # ------------------------------------------------------------ what it does

    def run(self, cell: str, source: str) -> dict[str, Any]:
        """Run a cell. Of one that ended the process, only that is known."""
        try:
            result = self.ask({"do": "run", "cell": cell, "source": source}, self.seconds_per_cell)
            printed, shown, trace, error = (result[part] for part in ("printed", "shown", "trace", "error"))
            pictures = [picture.tobytes() for picture in result["pictures"][:MOST_PICTURES]
                        if type(picture) is np.ndarray and picture.nbytes < LARGEST_PICTURE]
            if not (type(printed) is type(trace) is str and type(shown) in (str, type(None))
                    and (error is None or isinstance(error, BaseException))):
                raise wire.Broken("this describes no cell")
        except TimeoutError:
            self.bad.add(cell)
            return _failed(f"this cell was stopped after {self.seconds_per_cell:g} seconds")
        except NOT_AS_AGREED:
            self.end()
            self.bad.add(cell)
            return _failed("this cell ended the Python process that it ran in")
        self.ran.append((cell, source))
        return {"printed": printed, "shown": shown, "trace": trace, "error": error,
                "pictures": [picture for picture in pictures if picture.startswith(PNG)]}

    def look(self, names: list[str]) -> dict[str, Any]:
        """What the submission calls by these names: stand-ins for functions, plain values."""
        try:
            found = self.ask({"do": "look", "names": names}, GRACE + SECONDS_PER_CALL)
            sources = dict(self.ran)
            return {name: Answer(self, name, sources.get(found[name]["cell"])) if found[name]["callable"]
                    else found[name]["value"] for name in names if name in found}
        except (TimeoutError, *NOT_AS_AGREED):
            self.end()
            return {}

    def call(self, name: str, request: Call, seconds: float, asked_for: CodeType | None) -> Outcome:
        if self.faults.get(name, 0) >= MOST_FAULTS:
            return Outcome(error=ProcessEnded("as before, this ended the Python process that ran your answer"))
        try:
            data = self.ask({"do": "call", "name": name, "args": request.args, "kwargs": request.kwargs,
                             "seconds": seconds, "asked_for": _place(asked_for)}, WAITING * seconds + GRACE, [])
            outcome = _outcome(data, request)
            if self.run_more(missing_name(outcome.error)):
                return self.call(name, request, seconds, asked_for)
            return outcome
        except TimeoutError:
            self.faults[name] = self.faults.get(name, 0) + 1
            return Outcome(error=TimeUp(), seconds=seconds)
        except wire.Broken:
            self.end()
            self.faults[name] = self.faults.get(name, 0) + 1
            return Outcome(error=ProcessEnded("your function ended the Python process that ran it, for example by "
                                              "os._exit, by too much memory or by too large a result"))


class Answer(Elsewhere):
    """A function of the submission, as the checks see it."""

    def __init__(self, remote: Remote, name: str, cell: str | None) -> None:
        self.remote, self.name, self.cell = remote, name, cell

    def outcome(self, request: Call, seconds: float, asked_for: CodeType | None) -> Outcome:
        return self.remote.call(self.name, request, seconds, asked_for)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outcome = self.outcome(Call(args, kwargs), SECONDS_PER_CALL, None)
        if outcome.error is not None:
            raise outcome.error
        return outcome.value


def _reply(functions: list[Callable], question: dict[str, Any]) -> dict[str, Any]:
    """The value of a function that a call was given: the answer in the sandbox calls it, it runs here."""
    try:
        value = functions[question["ask"]](*question["args"], **question["kwargs"])
        return {"value": value, "error": None}
    except Exception as error:
        return {"value": None, "error": error}


def _outcome(data: Any, request: Call) -> Outcome:
    """The outcome that the process describes, if it does describe one."""
    try:
        error = TimeUp() if data["timed_out"] is True else data["error"]
        if not (error is None or isinstance(error, BaseException)):
            raise TypeError("this is no error")
        changed = data["changed_input"] is True
        return Outcome(
            value=data["value"] if error is None else None, error=error,
            warnings=tuple(str(text)[:200] for text in data["warnings"][:MOST_WARNINGS]),
            printed=str(data["printed"])[:2_000], changed_input=changed,
            after=_arguments(data["args"], data["kwargs"]) if changed else request,
            borrowed=data["borrowed"] is True, shares_input=data["shares_input"] is True,
            raised_in=str(data["raised_in"]), seconds=max(0.0, float(data["seconds"])))
    except Exception as error:  # it may be anything, and so may be what goes wrong
        raise wire.Broken("this describes no call") from error


def _arguments(args: Any, kwargs: Any) -> Call:
    if type(args) is not tuple or type(kwargs) is not dict or not all(type(name) is str for name in kwargs):
        raise TypeError("these are no arguments")
    return Call(args, kwargs)


def _place(code: CodeType | None) -> list[str] | None:
    """Where the library has this code: its module and its name."""
    if code is None or not Path(code.co_filename).is_relative_to(PACKAGE):
        return None
    module = Path(code.co_filename).relative_to(PACKAGE.parent).with_suffix("")
    return [".".join(module.parts), code.co_name]


def missing_name(error: BaseException | None) -> str | None:
    """The name of which a NameError says that it is not defined."""
    return error.name if type(error) is NameError else None


def _failed(sentence: str) -> dict[str, Any]:
    return {"printed": "", "shown": None, "pictures": [], "trace": sentence[0].upper() + sentence[1:] + ".",
            "error": ProcessEnded(sentence)}
