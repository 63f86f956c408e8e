"""One call, and everything that is known about it afterwards."""

from __future__ import annotations

import builtins
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from tests.checking.strange import SECRET
from xentlib.checking import Call, call, calling
from xentlib.checking.calling import KEPT_MESSAGE, KEPT_OUTPUT, TimeUp, invoke, message


def test_a_call_is_written_as_one_writes_it():
    assert call([1, 2], base=3) == Call(([1, 2],), {"base": 3})


def test_a_value_comes_back_itself_and_nothing_else_is_reported():
    value = object()
    outcome = invoke(lambda: value, call())
    assert outcome.value is value
    assert (outcome.error, outcome.timed_out, outcome.warnings, outcome.printed) == (None, False, (), "")
    assert (outcome.changed_input, outcome.borrowed) == (False, False)


def test_positional_and_named_arguments_arrive():
    assert invoke(lambda a, b=0, *, c: (a, b, c), call(1, 2, c=3)).value == (1, 2, 3)


def test_the_function_gets_copies():
    data = [[1.0], np.zeros(2)]

    def changing(data, *, more):
        data[0].append(2.0)
        data[1] += 1
        more["a"] = 0

    more = {}
    outcome = invoke(changing, call(data, more=more))
    assert outcome.changed_input
    assert (data[0], data[1].tolist(), more) == ([1.0], [0.0, 0.0], {})
    assert (outcome.after.args[0][0], outcome.after.kwargs) == ([1.0, 2.0], {"more": {"a": 0}})


def test_an_error_comes_back_with_the_answers_part_of_its_traceback_only():
    def fails():
        raise KeyError("gone")

    outcome = invoke(fails, call())
    assert isinstance(outcome.error, KeyError)
    trace = outcome.error.__traceback__
    assert (trace.tb_frame.f_code.co_name, trace.tb_next) == ("fails", None)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, StopAsyncIteration])
def test_no_error_gets_away(error):
    def fails():
        raise error

    assert type(invoke(fails, call()).error) is error


def test_output_and_warnings_are_kept_in_bounds():
    def talking():
        for i in range(2000):
            print(f"out {i}")
            print(f"err {i}", file=sys.stderr)
        for i in range(3):
            warnings.warn(f"warning {i % 2}\n{'!' * 1000}", stacklevel=1)

    outcome = invoke(talking, call())
    assert outcome.printed.startswith("out 0\nerr 0\nout 1\n")
    assert len(outcome.printed) == KEPT_OUTPUT
    assert [text[:11] for text in outcome.warnings] == ["warning 0 !", "warning 1 !"]
    assert all(len(text) <= KEPT_MESSAGE for text in outcome.warnings)


def test_a_warning_that_is_known_already_is_seen_each_time():
    def warning():
        warnings.warn("again", stacklevel=1)

    with warnings.catch_warnings():
        warnings.simplefilter("once")
        assert [invoke(warning, call()).warnings for _ in range(3)] == [("again",)] * 3


def test_floating_point_errors_warn_whatever_the_notebook_has_set():
    with np.errstate(all="ignore"):
        assert invoke(np.log, call(0.0)).warnings == ("divide by zero encountered in log",)
        assert np.geterr()["divide"] == "ignore"
    assert invoke(np.exp, call(-1000.0)).warnings == ()


class Mute(Exception):
    def __str__(self):
        raise SystemExit(SECRET)


class Text(str):
    def __getitem__(self, at):
        return SECRET

    def __str__(self):
        return self

    split = strip = encode = __len__ = __getitem__


@pytest.mark.parametrize("error, text", [
    (ValueError("plain"), "plain"), (ValueError(), ""), (ValueError(" two\n lines "), "two lines"),
    (ValueError(Text("of a subclass")), "of a subclass"), (ValueError("\ud800"), r"\ud800"), (KeyError("key"), "'key'"),
    (ValueError("x" * 10_000), "x" * KEPT_MESSAGE), (Mute(), "")], ids=lambda value: type(value).__name__)
def test_the_message_of_an_error_is_one_plain_line(error, text):
    assert message(error) == text
    assert type(message(error)) is str


def reference(x):
    return 2 * x


@pytest.mark.parametrize("answer, borrowed", [
    (reference, True), (lambda x: reference(x), True), (lambda x: sum(map(reference, [x])), True),
    (lambda x: 2 * x, False)], ids=["itself", "handed on", "from C", "own"])
def test_borrowing_is_seen_however_the_function_is_reached(answer, borrowed):
    assert invoke(answer, call(3), asked_for=reference.__code__).borrowed is borrowed
    assert invoke(answer, call(3)).borrowed is False


def waiting():
    while True:
        time.sleep(0.01)


def test_time_is_up_once_for_a_loop():
    outcome = invoke(waiting, call(), seconds=0.05)
    assert outcome.timed_out
    assert isinstance(outcome.error, TimeUp)
    assert outcome.value is None


def test_an_answer_that_swallows_the_alarm_and_returns_was_still_too_slow():
    def stubborn():
        try:
            waiting()
        except BaseException:
            return 6.0

    outcome = invoke(stubborn, call(), seconds=0.05)
    assert (outcome.timed_out, outcome.value) == (True, None)


def test_an_answer_that_swallows_it_twice_is_too_slow_as_well():
    def more_stubborn():
        try:
            try:
                waiting()
            except BaseException:
                return 5.0
        except BaseException:
            return 6.0

    outcome = invoke(more_stubborn, call(), seconds=0.05)
    assert (outcome.timed_out, outcome.value) == (True, None)


def test_input_asks_the_person_again_afterwards(monkeypatch):
    monkeypatch.setattr(builtins, "input", lambda prompt: "the person")
    assert isinstance(invoke(lambda: input("?"), call()).error, RuntimeError)
    assert input("?") == "the person"


def test_an_answer_in_time_is_not_disturbed_later():
    rang = []
    previous = signal.signal(signal.SIGALRM, lambda *about: rang.append(about))
    try:
        assert invoke(lambda: 6.0, call(), seconds=0.03).value == 6.0
        signal.sigtimedwait([], 0.1)  # the time in which an alarm left armed would ring
        assert rang == []
        signal.raise_signal(signal.SIGALRM)
        assert len(rang) == 1  # the notebook's own handler is back
    finally:
        signal.signal(signal.SIGALRM, previous)


def test_a_later_error_does_not_claim_to_come_from_the_alarm():
    def swallowing():
        while True:
            try:  # noqa: SIM105
                time.sleep(0.01)
            except:  # noqa: E722
                pass

    assert invoke(swallowing, call(), seconds=0.05).timed_out
    try:
        raise ValueError("later")
    except ValueError as error:
        assert error.__context__ is None


def test_outside_the_main_thread_time_is_up_again_and_again_and_never_afterwards():
    seen = []

    def several():
        for _ in range(3):
            seen.append(invoke(waiting, call(), seconds=0.05).timed_out)
            seen.append(invoke(lambda: sum(range(1000)), call(), seconds=0.05).value)

    thread = threading.Thread(target=several)
    thread.start()
    thread.join(timeout=20)
    assert seen == [True, 499500] * 3


def test_an_alarm_that_rings_outside_the_answer_disturbs_nobody():
    alarm = calling._Alarm(60)
    try:
        signal.raise_signal(signal.SIGALRM)
    finally:
        alarm.stop()
    assert not alarm.rang


def test_a_bell_that_rings_outside_the_answer_disturbs_nobody():
    bell = calling._Bell(0.001)
    end = time.monotonic() + 0.1
    try:
        while time.monotonic() < end:
            pass
    finally:
        bell.stop()
    assert not bell.rang


def test_insisting_ends_with_the_answer():
    before = sys.gettrace()
    sys.settrace(calling._raise_at_next_line)
    try:
        doubled = reference(3)
    finally:
        sys.settrace(before)
    assert doubled == 6


def test_a_trace_of_a_debugger_is_put_back():
    def tracing(frame, event, arg):
        return None

    before = sys.gettrace()
    sys.settrace(tracing)
    try:
        invoke(waiting, call(), seconds=0.05)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is tracing


def test_a_busy_machine_does_not_use_up_the_budget_of_an_answer(monkeypatch):
    budget = calling.Budget(1.0)
    now = calling.time.monotonic()
    monkeypatch.setattr(calling.time, "monotonic", lambda: now + 2.0)
    assert budget.left() > 0
    monkeypatch.setattr(calling.time, "monotonic", lambda: now + 3.1)
    assert budget.left() <= 0
