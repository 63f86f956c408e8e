"""What crosses between the grader and a submission's process: plain data, and of all else what a report says of it."""

import socket

import numpy as np
import pytest

from xentlib.checking.calling import message, same
from xentlib.checking.values import shown, type_name
from xentlib.grading import wire


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def crossed(ends, value):
    wire.send(ends[0], value)
    return wire.receive(ends[1], 10)


PLAIN = [None, True, 0, -1, 2**62, -(2**200), 0.1, float("nan"), float("-inf"), -0.0, "", "é\ud800", 1 + 2j, [], (),
         [1, "a", None], (1, (2,)), {"a": [1.5]}, {(1, 2): 3}, np.float64(0.1), np.int8(3), np.bool_(True),
         np.str_("ok"), np.zeros((2, 0, 3)), np.array(2.0), np.arange(6.0).reshape(2, 3).T, np.array(["a", "bc"]),
         np.array([0.1], dtype=np.float16), np.array([1, None], dtype=object)]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_cross_unchanged(ends, value):
    assert same(crossed(ends, value), value)


class Thing(float):
    def __repr__(self):
        raise SystemExit


STRANGE = [object(), Thing(1), {1, 2}, range(3), print, type, ValueError, ValueError("no"), Ellipsis, NotImplemented,
           np.zeros(2).view(np.recarray), np.ma.array([1]), b"bytes", shown, np.random.default_rng(0)]


@pytest.mark.parametrize("value", STRANGE, ids=type_name)
def test_of_a_strange_value_crosses_what_a_report_says_of_it(ends, value):
    other = crossed(ends, value)
    assert (type_name(other), shown(other)) == (type_name(value), shown(value))


def test_an_integer_that_nobody_can_write_down_stays_one(ends):
    assert shown(crossed(ends, 10**100_000)) == shown(10**100_000)
    assert crossed(ends, -(10**100_000)) < 0


class OfBoth(KeyError, ValueError):
    pass


@pytest.mark.parametrize("error", [
    ValueError("a"), KeyError("a"), OSError(2, "missing"), OfBoth("b"), RecursionError(), np.linalg.LinAlgError("s"),
    np.exceptions.AxisError(3, 2), UnicodeDecodeError("ascii", b"x", 0, 1, "why"), SystemExit(3), StopIteration()],
    ids=type_name)
def test_an_error_keeps_its_name_its_words_and_its_kinds(ends, error):
    other = crossed(ends, error)
    assert (type_name(other), message(other)) == (type_name(error), message(error))
    for kind in wire.ERRORS.values():
        assert isinstance(other, kind) == isinstance(error, kind)


def test_a_name_error_keeps_the_name(ends):
    assert crossed(ends, NameError("name 'x' is not defined", name="x")).name == "x"


def test_a_function_of_the_senders_is_called_by_its_number(ends):
    functions = []
    wire.send(ends[0], [abs, len, crossed], functions)
    assert functions == [crossed]
    *_, stand_in = wire.receive(ends[1], 10, lambda number: lambda: number)
    assert stand_in() == 0 and shown(stand_in) == "crossed"


def test_what_is_too_large_is_not_sent(ends):
    around = []
    around += [around, around]
    for value in (np.zeros(wire.MOST_BYTES // 8 + 1), [0.0] * (wire.MOST_ITEMS + 1), around):
        with pytest.raises(wire.TooLarge):
            wire.send(ends[0], value)


HOSTILE = [
    b"[", b"\xff", b"{}", b'{"unknown": 1}', b'{"callback": 0}', b'{"int": 7}', b'{"singleton": "x"}',
    b'{"set": [[1]]}', b'{"array": ["O", [1], 0]}', b'{"array": ["<f8", [9], 0]}', b'{"array": ["<f8", [-1], 0]}',
    b'{"array": ["<f8", [1], -8]}', b'{"dict": [[[1], 2]]}', b'{"error": ["x", ["nobody"], "", null]}',
    b'{"error": ["x", ["print"], "", null]}', b"9" * 10_000, b"[" * 100_000]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40].decode("latin-1"))
def test_nonsense_is_refused(ends, text):
    ends[0].sendall(wire.HEAD.pack(len(text), 0) + text)
    with pytest.raises(wire.Broken):
        wire.receive(ends[1], 10)


def test_a_message_that_claims_to_be_huge_is_refused_before_it_is_read(ends):
    ends[0].sendall(wire.HEAD.pack(2**32 - 1, 0))
    with pytest.raises(wire.Broken):
        wire.receive(ends[1], 10)


def test_half_a_message_is_not_waited_for(ends):
    ends[0].sendall(wire.HEAD.pack(10, 0) + b"[")
    with pytest.raises(TimeoutError):
        wire.receive(ends[1], 0.05)
    ends[0].close()
    with pytest.raises(wire.Broken):
        wire.receive(ends[1], 10)
