"""Call a learner's function so that whatever it does becomes an `Outcome`, and the notebook goes on."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import io
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, is_dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

SECONDS_PER_CALL = 2.0  # of work; waiting, be it for a busy machine or in a sleep, counts a third
WAITING = 3.0
SECONDS_BETWEEN_RINGS = 0.05  # for an answer that swallows the first
KEPT_OUTPUT = 2_000  # characters of what an answer prints
KEPT_MESSAGE = 200  # characters of what its errors and warnings say


@dataclass(frozen=True)
class Call:
    """The arguments of one call, kept apart from the function that receives them."""

    args: tuple = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def call(*args: Any, **kwargs: Any) -> Call:
    """Write a call as one writes it: `call([0.5, 0.5], base=2)`."""
    return Call(args, kwargs)


class TimeUp(BaseException):
    """Raised inside an answer that takes too long. Not an Exception: `except Exception` lets it pass.

    A bare `except:` in a loop would swallow it for ever. So the next line that the answer reaches, which is that of the
    `except:` itself, raises it again, and that leaves the loop.
    """

    def __init__(self) -> None:
        frame = sys._getframe().f_back
        if not _in_answer(frame):
            return
        sys.settrace(_raise_at_next_line)
        while frame is not None and frame.f_code is not _answer.__code__:
            frame.f_trace = _raise_at_next_line
            frame = frame.f_back


@dataclass(frozen=True)
class Outcome:
    """What became of one call: a value or an error, and what happened on the way."""

    value: Any = None
    error: BaseException | None = None
    warnings: tuple[str, ...] = ()
    printed: str = ""
    changed_input: bool = False
    after: Call = Call()  # the arguments as the function left them
    borrowed: bool = False  # the answer called the function that it was asked to write
    shares_input: bool = False  # the value is an array in the memory of one that came in
    raised_in: str = ""  # the name of the function in which the error was raised
    seconds: float = 0.0  # of work that another process did for it

    @property
    def timed_out(self) -> bool:
        return isinstance(self.error, TimeUp)


class Elsewhere:
    """A function that lives in another process: `invoke` asks it what became of a call, instead of calling it."""

    cell: str | None = None  # the text of the notebook cell that defines it, where that is known

    def outcome(self, request: Call, seconds: float, asked_for: CodeType | None) -> Outcome:
        """What `invoke` would have seen in that process."""
        raise NotImplementedError


def invoke(function: Callable[..., Any], request: Call, *, seconds: float = SECONDS_PER_CALL,
           asked_for: CodeType | None = None) -> Outcome:
    """Call `function` with copies of the arguments and report everything that happened.

    `asked_for` is the code of xentlib's own version of the function: an answer that runs it has borrowed it.
    """
    if issubclass(type(function), Elsewhere):
        return function.outcome(request, seconds, asked_for)  # type: ignore[attr-defined]
    given, output = copy.deepcopy(request), _Kept()
    value: Any = None
    error: BaseException | None = None
    borrowed = False

    def watch(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal borrowed
        borrowed = borrowed or (event == "call" and frame.f_code is asked_for)

    with (
        _interpreter_restored(),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        warnings.simplefilter("always")
        limit = _time_limit(seconds)
        try:
            try:
                if asked_for is not None:
                    sys.setprofile(watch)
                value, error = next(_answer(function, given))
            finally:
                limit.stop()
        except TimeUp:
            pass  # it came as the answer returned
        finally:
            limit.stop()  # again: the bell's last ring may have cut the first short
        if limit.rang:  # also where the answer swallowed it and went on
            value, error = None, TimeUp()
        said = tuple(dict.fromkeys(message(w.message) for w in caught))
    return Outcome(value, error, said, output.getvalue(), not same(given, request), given, borrowed,
                   _shares_memory(value, given), _raised_in(error))


def _shares_memory(value: Any, given: Call) -> bool:
    return type(value) is np.ndarray and any(
        type(argument) is np.ndarray and np.shares_memory(argument, value) for argument in given.args)


def _raised_in(error: BaseException | None) -> str:
    trace = None if error is None else error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else trace.tb_frame.f_code.co_name


def same(a: Any, b: Any) -> bool:
    """Whether two arguments are equal to the last bit, so that a change of the input is seen.

    >>> same([1.0, float("nan")], [1.0, float("nan")]), same(np.array([1, 2]), np.array([1.0, 2.0]))
    (True, False)
    """
    if type(a) is not type(b):
        return False
    if is_dataclass(a):
        return same(vars(a), vars(b))
    if isinstance(a, np.ndarray | np.generic):
        if a.dtype != b.dtype or a.shape != b.shape:
            return False
        return same(a.tolist(), b.tolist()) if a.dtype.hasobject else a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return same(list(a), list(b)) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float | complex):
        return repr(a) == repr(b)  # nan is nan, and -0.0 is not 0.0
    if type(a).__eq__ is object.__eq__:
        return True  # nothing to compare by, such as a random generator, whose use changes it
    return bool(a == b)


def message(warning_or_error: BaseException | Warning | str) -> str:
    """What an error or a warning says, in one line, whatever its own code does when asked."""
    try:
        text = str.__getitem__(str(warning_or_error), slice(KEPT_MESSAGE))  # a plain text, also of a subclass
    except BaseException:
        return ""
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode("utf-8")


class _Kept(io.TextIOBase):
    """A text stream that keeps the first characters and forgets the rest, however much an answer prints."""

    def __init__(self) -> None:
        self._kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = KEPT_OUTPUT - len(self._kept)
        if room > 0:
            self._kept += text[:room]
        return len(text)

    def getvalue(self) -> str:
        return self._kept


@contextlib.contextmanager
def _interpreter_restored() -> Iterator[None]:
    """Put back what an answer may change in the interpreter and a later cell would stumble over."""
    trace, profile, depth, ask = sys.gettrace(), sys.getprofile(), sys.getrecursionlimit(), builtins.input
    builtins.input = _no_input
    try:
        yield
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)
        sys.setrecursionlimit(depth)
        builtins.input = ask


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() asks a person, and nobody answers during a check; use the arguments instead")


# ---------------------------------------------------------------- the time limit

def _answer(function: Callable[..., Any], given: Call) -> Iterator[tuple[Any, BaseException | None]]:
    """The value or the error of the call, made in a frame that the time limit can recognise.

    A generator, because that has an account of its own of the errors being handled: TimeUp in the middle of an
    `except:` upsets it, and without one every later error of the notebook would claim to come from TimeUp.
    """
    try:
        value = function(*given.args, **given.kwargs)
    except BaseException as error:  # also SystemExit and KeyboardInterrupt: the notebook goes on
        trace = sys.exc_info()[2]  # without this frame, which would keep the error and itself alive in a circle
        yield None, BaseException.with_traceback(error, trace and trace.tb_next)
    else:
        yield value, None


def _in_answer(frame: FrameType | None) -> bool:
    """Whether this frame belongs to the answer; anywhere else TimeUp would break the check itself."""
    while frame is not None and frame.f_code is not _answer.__code__:
        frame = frame.f_back
    return frame is not None


def can_interrupt() -> bool:
    """Whether an answer can be stopped while it runs: not in a browser, whose Python has no threads and no alarm."""
    return sys.platform != "emscripten"


def _has_alarm() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _time_limit(seconds: float) -> _Alarm | _Bell | _Watch:
    if not can_interrupt():
        return _Watch(seconds)
    return _Alarm(seconds) if _has_alarm() else _Bell(seconds)


class Budget:
    """Seconds that may be spent: as work of this thread, or WAITING times as many on the clock of the wall.

    So a busy machine, which lets an answer wait for its turn, does not make a right answer a slow one.
    """

    def __init__(self, seconds: float) -> None:
        self.work = time.thread_time() + seconds
        self.wall = time.monotonic() + WAITING * seconds

    def spend(self, seconds: float) -> None:
        """Count work that another process did."""
        self.work -= seconds

    def left(self) -> float:
        """The seconds of work that are left; 0 or less when the budget is spent."""
        return min(self.work - time.thread_time(), (self.wall - time.monotonic()) / WAITING)


class _Alarm:
    """Raises TimeUp in the answer once `seconds` are spent, and again for as long as the answer goes on."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self.budget = Budget(seconds)
        self.previous = signal.signal(signal.SIGALRM, self.ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, SECONDS_BETWEEN_RINGS)

    def ring(self, number: int, frame: FrameType | None) -> None:
        if self.budget.left() <= 0 and _in_answer(frame):
            self.rang = True
            raise TimeUp

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self.previous)


def _raise_at_next_line(frame: FrameType, event: str, arg: Any) -> Any:
    if event == "line" and frame.f_code is not _answer.__code__ and _in_answer(frame):
        raise TimeUp
    return _raise_at_next_line


class _Bell:
    """The same where there is no alarm: on Windows, and outside the main thread. It cannot end a sleep."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self.caller = threading.get_ident()
        self.running = threading.Lock()  # not an Event, whose own lock would stay locked if TimeUp came inside `set`
        self.running.acquire()
        self.thread = threading.Thread(target=self.wait, args=(seconds,), daemon=True)
        self.thread.start()

    def wait(self, seconds: float) -> None:
        while not self.running.acquire(timeout=seconds):
            if _in_answer(sys._current_frames().get(self.caller)):
                self.rang = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.caller), ctypes.py_object(TimeUp))
            seconds = SECONDS_BETWEEN_RINGS

    def stop(self) -> None:
        if self.running.locked():
            self.running.release()
        self.thread.join()  # a last TimeUp that is still on its way is raised in here


class _Watch:
    """The same where nothing can stop an answer: that it took too long is seen once it has come back."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self.budget = Budget(seconds)

    def stop(self) -> None:
        self.rang = self.budget.left() <= 0
