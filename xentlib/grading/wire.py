"""What crosses between the grader and the process that runs a submission: plain data, as JSON and raw array bytes.

Never pickle. The other side may send anything: what is too large, malformed or late is `Broken`, and what is read is
made of Python's and NumPy's own plain types only. Of a value that is not plain, no more crosses than a report says of
it: the name of its class.
"""

from __future__ import annotations

import builtins
import json
import math
import re
import socket
import struct
import time
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

HEAD = struct.Struct("!II")  # the lengths of the JSON text and of the bytes behind it
MOST_TEXT = 32 << 20
MOST_BYTES = 64 << 20
MOST_ITEMS = 2_000_000  # twice as many as any result may have
DEEPEST = 40
MOST_BITS = 1 << 14  # of an integer; more digits than Python is willing to write
DTYPE = re.compile(r"[<>|=][biufcSUMm]\d{1,9}(\[\w{1,9}\])?")
SINGLETONS = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
ERRORS: dict[str, type[BaseException]] = {
    kind.__name__: kind for kind in (*vars(builtins).values(), np.exceptions.AxisError, np.linalg.LinAlgError)
    if isinstance(kind, type) and issubclass(kind, BaseException)}
FLAT = {float, bool, str, type(None)}


class Broken(Exception):
    """The other side is gone, is too slow, or does not keep to the protocol."""


class TooLarge(ValueError):
    """More data than may cross."""


# ---------------------------------------------------------------- frames

def send(connection: socket.socket, message: Any, functions: list[Callable] | None = None,
         seconds: float | None = None) -> None:
    """Send a message; each function in it joins `functions`, and its place in that list crosses."""
    packer = _Packer(functions)
    text = json.dumps(packer.packed(message)).encode("ascii")
    if len(text) > MOST_TEXT:
        raise TooLarge("more data than may cross")
    connection.settimeout(seconds)
    try:
        connection.sendall(b"".join([HEAD.pack(len(text), packer.size), text, *packer.arrays]))
    except OSError as error:
        raise Broken(f"nobody listens ({error})") from error


def receive(connection: socket.socket, seconds: float | None = None,
            function: Callable[[int], Callable] | None = None) -> Any:
    """Receive a message within `seconds`; `function` makes what stands for a function of the sender's."""
    deadline = None if seconds is None else time.monotonic() + seconds
    text, size = HEAD.unpack(_exactly(connection, HEAD.size, deadline))
    if text > MOST_TEXT or size > MOST_BYTES:
        raise Broken("its message is too large")
    content, arrays = _exactly(connection, text, deadline), _exactly(connection, size, deadline)
    try:
        return _Unpacker(arrays, function).unpacked(json.loads(content))
    except Exception as error:
        raise Broken("its message makes no sense") from error


def _exactly(connection: socket.socket, size: int, deadline: float | None) -> bytearray:
    content = bytearray(size)
    view, got = memoryview(content), 0
    while got < size:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        try:
            count = connection.recv_into(view[got:])
        except TimeoutError:
            raise
        except OSError as error:
            raise Broken(f"it is gone ({error})") from error
        if not count:
            raise Broken("it ended")
        got += count
    return content


# ---------------------------------------------------------------- values

class _Packer:
    """Turns a value into what JSON can say, and a list of the bytes of its arrays. Types are compared by identity."""

    def __init__(self, functions: list[Callable] | None) -> None:
        self.functions = functions
        self.arrays: list[bytes] = []
        self.size = 0
        self.items = 0

    def packed(self, value: Any, depth: int = 0) -> Any:
        kind = type(value)
        if kind is str and len(value) > MOST_TEXT:
            raise TooLarge("a longer text than may cross")
        if kind in FLAT:
            return value
        if kind is int:
            return value if -(1 << 62) < value < 1 << 62 else {"int": hex(_bounded(value))}
        if depth < DEEPEST:
            if kind is list:
                self.count(value)
                return value if set(map(type, value)) <= FLAT else [self.packed(entry, depth + 1) for entry in value]
            if kind is tuple or kind is set:
                return {kind.__name__: self.packed(list(value), depth)}
            if kind is dict:
                self.count(value)
                return {"dict": [[self.packed(key, depth + 1), self.packed(entry, depth + 1)]
                                 for key, entry in value.items()]}
            if kind is np.ndarray and value.dtype.kind == "O":
                return {"objects": [list(value.shape), self.packed([*value.flat], depth + 1)]}
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if kind is np.ndarray and DTYPE.fullmatch(value.dtype.str):
            return {"array": self.array(value)}
        if kind.__module__ == "numpy" and issubclass(kind, np.generic) and DTYPE.fullmatch(value.dtype.str):
            return {"scalar": self.array(np.asarray(value))}
        if kind is FunctionType and self.functions is not None:
            self.functions.append(value)
            return {"callback": [len(self.functions) - 1, value.__code__.co_name]}
        if kind is FunctionType:
            return {"function": value.__code__.co_name}
        if value is Ellipsis or value is NotImplemented:
            return {"singleton": repr(value)}
        if issubclass(kind, BaseException):
            return {"error": _packed_error(value)}
        if kind is type and issubclass(value, BaseException):
            return {"kind_of_error": _known(value)}
        return {"other": _name(kind)}

    def count(self, value: Any) -> None:
        self.items += 1 + len(value)
        if self.items > MOST_ITEMS:
            raise TooLarge("more entries than may cross")

    def array(self, value: np.ndarray) -> list:
        place = self.size
        self.size += value.nbytes
        if self.size > MOST_BYTES:
            raise TooLarge("more data than may cross")
        self.arrays.append(value.tobytes())
        return [value.dtype.str, list(value.shape), place]


class _Unpacker:
    def __init__(self, arrays: bytearray, function: Callable[[int], Callable] | None) -> None:
        self.arrays, self.function = arrays, function
        self.used = 0  # of the arrays' bytes: none of them may be named twice, or a little would become very much

    def unpacked(self, packed: Any) -> Any:
        kind = type(packed)
        if kind is list:
            return packed if set(map(type, packed)) <= FLAT | {int} else [self.unpacked(entry) for entry in packed]
        if kind is not dict:
            return packed
        (tag, content), = packed.items()
        if tag in ("array", "scalar"):
            array = self.array(*content)
            return array if tag == "array" else array[()]
        if tag == "tuple":
            return tuple(self.unpacked(content))
        if tag == "set":
            return set(_unlike(self.unpacked(content)))
        if tag == "dict":
            pairs = [(self.unpacked(key), self.unpacked(entry)) for key, entry in content]
            _unlike([key for key, _ in pairs])
            return dict(pairs)
        if tag == "int":
            return _bounded(int(content, 16))
        if tag == "complex":
            return complex(*map(float, content))
        if tag == "objects":
            entries = self.unpacked(content[1])
            array = np.empty(len(entries), dtype=object)
            for place, entry in enumerate(entries):
                array[place] = entry
            return array.reshape(content[0])
        if tag == "callback" and self.function is not None:
            function: Any = self.function(int(content[0]))
            function.__code__ = function.__code__.replace(co_name=_identifier(content[1]))  # as a report shows it
            return function
        if tag == "function":
            return _function(content)
        if tag == "singleton":
            return SINGLETONS[content]
        if tag == "error":
            return _unpacked_error(*content)
        if tag == "kind_of_error":
            return ERRORS[content[0]]
        if tag == "other":
            return type(_identifier(content), (), {})()
        raise ValueError(f"the tag is {tag!r}")

    def array(self, dtype: str, shape: list[int], place: int) -> np.ndarray:
        if not DTYPE.fullmatch(dtype) or not all(type(length) is int and length >= 0 for length in [*shape, place]):
            raise ValueError("this is no array")
        if place != self.used:
            raise ValueError("these bytes belong to another array")
        self.used += math.prod(shape) * np.dtype(dtype).itemsize
        array = np.frombuffer(self.arrays, dtype=np.dtype(dtype), count=math.prod(shape), offset=place) \
            if math.prod(shape) else np.empty(0, dtype=np.dtype(dtype))
        return array.reshape(shape).copy()


def _unlike(keys: list) -> list:
    """The keys of a dict or a set, unless they are chosen so that to look up one means to look at all."""
    if 2 * len(set(map(hash, keys))) < len(keys):
        raise ValueError("too many keys are alike")
    return keys


def _bounded(number: int) -> int:
    """The integer, or one that every report describes alike, because neither can be written down."""
    if number.bit_length() <= MOST_BITS:
        return number
    return (1 if number > 0 else -1) << MOST_BITS


def _name(kind: type) -> str:
    return str.__getitem__(type.__dict__["__name__"].__get__(kind), slice(40))


def _identifier(name: str) -> str:
    return name if type(name) is str and name.isidentifier() and len(name) <= 40 else "object"


def _function(name: str) -> FunctionType:
    def elsewhere() -> None:
        """Stands for a function that cannot cross."""
    return FunctionType(elsewhere.__code__.replace(co_name=_identifier(name)), {})


def _known(kind: type) -> list[str]:
    """The names of the nearest of its ancestors that are everybody's."""
    known = [ancestor for ancestor in type.mro(kind) if ERRORS.get(_name(ancestor)) is ancestor]
    return [_name(one) for one in known if not any(other is not one and issubclass(other, one) for other in known)]


def _packed_error(error: BaseException) -> list:
    try:
        text = str.__getitem__(str(error), slice(2_000))
    except BaseException:
        text = ""
    missing = error.name if type(error) is NameError and type(error.name) is str else None
    return [_name(type(error)), _known(type(error)), text, missing]


def _unpacked_error(name: str, ancestors: list[str], text: str, missing: str | None) -> BaseException:
    """An error that is called the same, says the same, and is of the same kinds."""
    text, kinds = str(text)[:2_000], [ERRORS[ancestor] for ancestor in ancestors]
    if name == ancestors[0]:
        try:
            error = kinds[0](text)
            if type(error) is NameError and type(missing) is str:
                error.name = missing[:200]
            if str(error) == text:
                return error
        except TypeError:
            pass
    kind: Any = type(_identifier(name), tuple(kinds), {"__str__": lambda self: text})
    return kind.__new__(kind)
