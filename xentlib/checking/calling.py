"""Call a learner's function so that whatever it does becomes an `Outcome`, and nothing else is disturbed."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import io
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

SECONDS_PER_CALL = 2.0
KEPT_OUTPUT = 2_000  # characters of what an answer prints


@dataclass(frozen=True)
class Call:
    """The arguments of one call, kept apart from the function that receives them."""

    args: tuple = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def call(*args: Any, **kwargs: Any) -> Call:
    """Write a call as one writes it: `call([0.5, 0.5], base=2)`."""
    return Call(args, kwargs)


@dataclass(frozen=True)
class Outcome:
    """What became of one call: a value or an error, and what happened on the way."""

    value: Any = None
    error: BaseException | None = None
    timed_out: bool = False
    warnings: tuple[str, ...] = ()
    printed: str = ""
    changed_input: bool = False
    after: Call = Call()  # the arguments as the function left them
    borrowed: bool = False  # the answer called the function that it was asked to write


class TimeUp(BaseException):
    """Raised inside an answer that takes too long. Not an Exception, so that `except Exception` lets it pass."""


def invoke(function: Callable[..., Any], request: Call, *, seconds: float = SECONDS_PER_CALL,
           asked_for: CodeType | None = None) -> Outcome:
    """Call `function` with copies of the arguments and report everything that happened.

    `asked_for` is the code of xentlib's own version of the function: an answer that runs it has borrowed, not solved.
    """
    given = copy.deepcopy(request)
    output = _Kept()
    value, error, timed_out, borrowed = None, None, False, [False]

    def watch(frame: Any, event: str, arg: Any) -> None:
        if event == "call" and frame.f_code is asked_for:
            borrowed[0] = True

    with (
        warnings.catch_warnings(record=True) as caught,
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        warnings.simplefilter("always")
        before = sys.getprofile()
        try:
            with _time_limit(seconds):
                if asked_for is not None:
                    sys.setprofile(watch)
                value = function(*given.args, **given.kwargs)
        except TimeUp:
            timed_out = True
        except BaseException as raised:  # also SystemExit and KeyboardInterrupt: the notebook goes on
            error = raised
        finally:
            if asked_for is not None:
                sys.setprofile(before)
        seen = tuple(dict.fromkeys(str(w.message) for w in caught))
    return Outcome(value, error, timed_out, seen, output.getvalue(), not same(given, request), given, borrowed[0])


def same(a: Any, b: Any) -> bool:
    """Whether two arguments are equal to the last bit, so that a change of the input is seen.

    >>> same([1.0, float("nan")], [1.0, float("nan")]), same(np.array([1, 2]), np.array([1.0, 2.0]))
    (True, False)
    """
    if type(a) is not type(b):
        return False
    if isinstance(a, Call):
        return same(a.args, b.args) and same(a.kwargs, b.kwargs)
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b) or (a != a and b != b)


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
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the block once `seconds` are over, and again every 50 ms in case the answer swallows it."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        limit = _by_alarm(seconds)
    else:
        limit = _from_a_thread(seconds)
    with limit:
        yield


@contextlib.contextmanager
def _by_alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: Any) -> None:
        raise TimeUp

    previous = signal.signal(signal.SIGALRM, ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # twice: the alarm can ring while the first one is being silenced
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextlib.contextmanager
def _from_a_thread(seconds: float) -> Iterator[None]:
    """The same where there is no alarm: on Windows, and outside the main thread. It cannot end a sleep."""
    caller = ctypes.c_ulong(threading.get_ident())
    done = threading.Event()

    def ring() -> None:
        wait = seconds
        while not done.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(caller, ctypes.py_object(TimeUp))
            wait = 0.05

    bell = threading.Thread(target=ring, daemon=True)
    bell.start()
    try:
        yield
    finally:
        done.set()
        bell.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(caller, None)
