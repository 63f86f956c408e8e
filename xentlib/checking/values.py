"""What an answer returned: is it the right kind of thing, is it the right value, and how to write it down.

Nothing here runs the answer's code. Types are compared by identity, because a class of the answer's own can claim to be
any other and can define what `float`, `repr` and `==` make of its instances.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from .calling import Call

Problem = str | None

LARGEST_LIST = 1_000_000  # numbers in nested lists; more are no result of any exercise
MOST_AXES = 32


@dataclass(frozen=True)
class Kind:
    """A kind of result."""

    name: str
    problem: Callable[[Any, Any], Problem]  # of a value, given the right one: what is wrong with its kind, or None
    plain: Callable[[Any], Any]  # a value without a problem, as a law calculates with it, in memory of its own


# ---------------------------------------------------------------- reading values

def is_exactly(value: Any, *kinds: type) -> bool:
    """Whether the value is of one of these very classes, and not of a class that claims to be.

    >>> is_exactly(1, int), is_exactly(True, int)
    (True, False)
    """
    return any(type(value) is kind for kind in kinds)


NUMPY_INTEGERS = tuple({kind for kind in np.sctypeDict.values() if np.dtype(kind).kind in "iu"})
NUMPY_FLOATS = tuple({kind for kind in np.sctypeDict.values() if np.dtype(kind).kind == "f"})


def as_number(value: Any) -> float | None:
    """A plain real number as float: Python's or NumPy's own, or an array without axes; None for anything else.

    >>> as_number(np.float32(0.5)), as_number(True), as_number("0.5"), as_number(np.array(2))
    (0.5, None, None, 2.0)
    """
    if is_exactly(value, float, int):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if is_exactly(value, np.ndarray):
        return float(value) if value.dtype.kind in "fiu" and value.shape == () else None
    return float(value) if is_exactly(value, *NUMPY_FLOATS, *NUMPY_INTEGERS) else None


def as_numbers(value: Any) -> np.ndarray | None:
    """A plain array of real numbers, as float64, also from (nested) lists and tuples of them; None for anything else.

    >>> as_numbers([[1, 2], (3, 4)]), as_numbers([1, [2]])
    (array([[1., 2.], [3., 4.]]), None)
    """
    if not is_exactly(value, list, tuple):
        return _one_or_array(value)
    shape: list[int] = []
    entries = [value]  # level by level, so that no depth exhausts the stack
    while entries and is_exactly(entries[0], list, tuple):
        length = len(entries[0])
        if len(shape) == MOST_AXES or len(entries) * length > LARGEST_LIST:
            return None
        if not all(is_exactly(entry, list, tuple) and len(entry) == length for entry in entries):
            return None
        shape.append(length)
        entries = [inner for entry in entries for inner in entry]
    arrays = [_one_or_array(entry) for entry in entries]
    found = [array for array in arrays if array is not None]
    inside = found[0].shape if found else ()
    if len(found) < len(arrays) or any(array.shape != inside for array in found):
        return None
    return np.array(found, dtype=np.float64).reshape(*shape, *inside)


def _one_or_array(value: Any) -> np.ndarray | None:
    if is_exactly(value, np.ndarray):
        return value.astype(np.float64, copy=False) if value.dtype.kind in "fiu" else None
    number = as_number(value)
    return None if number is None else np.asarray(number)


def close(got: Any, expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> bool:
    """Whether two plain results agree: numbers within the tolerance, inf and nan in the same places, shapes equal.

    >>> close(0.1 + 0.2, 0.3), close([np.inf, 1], [np.inf, 2]), close(5.0, 0.0, atol=np.inf)
    (True, False, True)
    """
    if expected is None:
        return got is None
    if is_exactly(expected, bool, np.bool_):
        return is_exactly(got, bool, np.bool_) and bool(got) == bool(expected)
    if is_exactly(expected, str):
        return is_exactly(got, str, np.str_) and str(got) == expected
    if is_exactly(expected, dict):
        return is_exactly(got, dict) and _same_keys(got, expected) and all(
            close(got[name], expected[name], rtol, atol) for name in expected)
    if _of_unequal_parts(expected):
        return is_exactly(got, tuple, list) and len(got) == len(expected) and all(
            close(mine, right, rtol, atol) for mine, right in zip(got, expected, strict=True))
    a, b = as_numbers(got), as_numbers(expected)
    return a is not None and b is not None and a.shape == b.shape and bool(_agreeing(a, b, rtol, atol).all())


def _of_unequal_parts(value: Any) -> bool:
    """Whether this is a tuple of several results, such as two arrays of different shapes."""
    return is_exactly(value, tuple) and as_numbers(value) is None


def _same_keys(value: dict, expected: dict) -> bool:
    return all(is_exactly(key, str) for key in value) and set(value) == set(expected)


def _agreeing(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        near = np.isfinite(a) & np.isfinite(b) & (np.abs(a - b) <= atol + rtol * np.abs(b))
        return near | (a == b) | (np.isnan(a) & np.isnan(b))


# ---------------------------------------------------------------- kinds of results

def _nothing(value: Any) -> Problem:
    if value is None:
        return "It returned None. Does every path through your function end in a return?"
    if value is Ellipsis or value is NotImplemented:
        return f"It returned {value}, which is a placeholder."
    return None


def type_name(value: Any) -> str:
    """The name of its class, whatever the class of that class says."""
    return type.__dict__["__name__"].__get__(type(value))[:40]


def _what(value: Any) -> str:
    """`a list of 3`, `an array of shape (3, 1)`, `a str`: the kind of a value, for a sentence."""
    if is_exactly(value, np.ndarray):
        kind = "" if value.dtype.kind in "fiu" else f" ({np.dtype(value.dtype.type).name})"
        return f"an array of shape {value.shape}{kind}" if value.shape else f"an array without axes{kind}"
    name = type_name(value)
    size = f" of {len(value)}" if is_exactly(value, list, tuple, dict, set) else ""
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}{size}"


def _number(value: Any, expected: Any) -> Problem:
    if as_number(value) is None:
        return _nothing(value) or f"It returned {_what(value)}; one number was expected."
    return None


def _truth(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, bool, np.bool_):
        return _nothing(value) or f"It returned {_what(value)}; True or False was expected."
    return None


def _array(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, np.ndarray):
        return _nothing(value) or f"It returned {_what(value)}; a NumPy array was expected."
    if value.dtype.kind != "f":
        return f"It returned {_what(value)} with entries of type {value.dtype.type.__name__}; floats were expected."
    return _shape(value.shape, expected)


def _shape(shape: tuple[int, ...], expected: Any) -> Problem:
    wanted = np.shape(expected)
    if shape != wanted:
        return f"The result has the shape {shape}; the shape {wanted} was expected."
    return None


def _like_input(value: Any, expected: Any) -> Problem:
    if np.shape(expected) == ():
        return _number(value, expected)
    numbers, wanted = as_numbers(value), np.shape(expected)
    if numbers is None:
        return _nothing(value) or f"It returned {_what(value)}; numbers in the shape {wanted} were expected."
    return _shape(numbers.shape, expected)


def _integers(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, list, tuple, np.ndarray):
        return _nothing(value) or f"It returned {_what(value)}; a list of integers was expected."
    if (is_exactly(value, np.ndarray) and value.ndim != 1) or len(value) != len(expected):
        return f"It returned {_what(value)}; a list of {len(expected)} integers was expected."
    for entry in value:
        if not is_exactly(entry, int, *NUMPY_INTEGERS):
            return f"The list contains {shown(entry)}, {_what(entry)}; each entry has to be an integer."
    return None


def _integer(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, int, *NUMPY_INTEGERS):
        return _nothing(value) or f"It returned {_what(value)}; one integer was expected."
    return None


def _integer_or_none(value: Any, expected: Any) -> Problem:
    return None if value is None else _integer(value, expected)


def _text(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, str, np.str_):
        return _nothing(value) or f"It returned {_what(value)}; a text was expected."
    return None


def _named_numbers(value: Any, expected: Any) -> Problem:
    if not is_exactly(value, dict):
        return _nothing(value) or f"It returned {_what(value)}; a plain dict of numbers was expected."
    if not all(is_exactly(name, str) for name in value):
        return "The dict has keys that are not texts."
    for name in expected:
        if name not in value:
            return f"The dict has no entry {name!r}."
        if as_number(value[name]) is None:
            return f"The entry {name!r} is {shown(value[name])}, {_what(value[name])}; one number was expected."
    if len(value) > len(expected):
        return f"The dict has {len(value)} entries; {len(expected)} were expected."
    return None


def _rows(value: Any, expected: Any) -> Problem:
    wanted = f"{len(expected)} rows of numbers were expected."
    if not is_exactly(value, list, tuple, np.ndarray):
        return _nothing(value) or f"It returned {_what(value)}; {wanted}"
    if (is_exactly(value, np.ndarray) and not value.shape) or len(value) != len(expected):
        return f"It returned {_what(value)}; {wanted}"
    for row in value:
        numbers = as_numbers(row)
        if numbers is None or numbers.ndim != 1:
            return f"It contains {shown(row)}, {_what(row)}; {wanted}"
    return None


def several(*names: str) -> Kind:
    """A tuple of results with these names, each in the shape of the right one: numbers, arrays, dicts of arrays."""

    def problem(value: Any, expected: Any) -> Problem:
        wanted = f"a tuple ({', '.join(names)}) was expected."
        if not is_exactly(value, tuple, list) or len(value) != len(names):
            return _nothing(value) or f"It returned {_what(value)}; {wanted}"
        complaints = (_part(part, right, name) for part, right, name in zip(value, expected, names, strict=True))
        return next((complaint for complaint in complaints if complaint), None)

    return Kind(f"({', '.join(names)})", problem, lambda value: tuple(_own_part(part) for part in value))


def _part(value: Any, expected: Any, name: str) -> Problem:
    """What is wrong with the kind of one of several results, which the learner knows by `name`."""
    if is_exactly(expected, dict):
        if not is_exactly(value, dict):
            return f"{name} is {_what(value)}; a plain dict was expected."
        if not _same_keys(value, expected):
            return f"{name} has other keys than it should; {', '.join(map(repr, expected))} were expected."
        complaints = (_part(value[key], expected[key], f"{name}[{key!r}]") for key in expected)
        return next((complaint for complaint in complaints if complaint), None)
    numbers, wanted = as_numbers(value), np.shape(expected)
    if numbers is None:
        return f"{name} is {_what(value)}; {'one number' if wanted == () else 'an array of numbers'} was expected."
    if numbers.shape != wanted:
        return f"{name} has the shape {numbers.shape}; the shape {wanted} was expected."
    return None


def _own_part(value: Any) -> Any:
    if is_exactly(value, dict):
        return {key: _own_numbers(entry) for key, entry in value.items()}
    return _own_numbers(value)


def _own_numbers(value: Any) -> Any:
    numbers = np.array(as_numbers(value))
    return numbers if numbers.shape else float(numbers)


NUMBER = Kind("one number", _number, as_number)
TRUTH = Kind("True or False", _truth, bool)
FLOAT_ARRAY = Kind("an array of floats", _array, _own_numbers)
LIKE_INPUT = Kind("numbers in the shape of the input", _like_input, _own_numbers)
INTEGERS = Kind("a list of integers", _integers, lambda value: [int(entry) for entry in value])
INTEGER = Kind("one integer", _integer, int)
INTEGER_OR_NONE = Kind("one integer, or None", _integer_or_none, lambda value: None if value is None else int(value))
TEXT = Kind("a text", _text, str)
NAMED_NUMBERS = Kind("a dict of numbers", _named_numbers,
                     lambda value: {name: as_number(number) for name, number in value.items()})
ROWS = Kind("rows of numbers, each of any length", _rows, lambda value: [np.array(as_numbers(row)) for row in value])


# ---------------------------------------------------------------- writing values down

LONGEST = 160  # characters of a value in a report
MANY = 40  # entries
AS_TYPED = 0  # instead of a number of digits: 7, but as many as it takes where these would hide a small difference


def shown(value: Any, digits: int = 7) -> str:
    """A value as the learner could type it, shortened where it is long.

    >>> shown(0.1 + 0.2), shown([1, 2.0]), shown(np.array([0.5, 0.25])), shown(np.e)
    ('0.3', '[1, 2.0]', 'np.array([0.5, 0.25])', 'np.e')
    """
    text = ""
    for piece in _pieces(value, digits):
        text += piece
        if len(text) > LONGEST:
            return text[: LONGEST - 2].rstrip(" ,") + " …"
    return text


def told_apart(got: Any, expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> tuple[str, str]:
    """Two values that are not close, written so that the reader sees where they differ.

    >>> told_apart(0.5, 0.50000001), told_apart(np.zeros(100), np.arange(100))
    (('0.5', '0.50000001'), ('0.0 at index 1', '1.0 at index 1'))
    """
    if is_exactly(expected, dict) or _of_unequal_parts(expected):
        where, mine, right = _first_difference(got, expected, rtol, atol)
        if where:
            got_text, expected_text = told_apart(mine, right, rtol, atol)
            return f"{got_text} in {where}", f"{expected_text} in {where}"
    one, other, place = got, expected, ""
    g, e = as_numbers(got), as_numbers(expected)
    if g is not None and e is not None and g.shape == e.shape != ():
        at = tuple(np.argwhere(~_agreeing(g, e, rtol, atol))[0].tolist())
        one, other, place = float(g[at]), float(e[at]), f" at index {', '.join(map(str, at))}"
    digits = next((few for few in (7, 12) if shown(one, few) != shown(other, few)), 17)
    whole = shown(got, digits), shown(expected, digits)
    if not place or "…" not in whole[0] + whole[1]:
        return whole
    return shown(one, digits) + place, shown(other, digits) + place


def _first_difference(got: Any, expected: Any, rtol: float, atol: float) -> tuple[str, Any, Any]:
    """The first entry of a dict, or part of a tuple, that is not close: its name and both values."""
    if is_exactly(expected, dict):
        pairs = [(f"the entry {key!r}", got[key], expected[key]) for key in expected]
    else:
        places = ("first", "second", "third", "fourth")
        pairs = [(f"the {place} result", *pair) for place, *pair in zip(places, got, expected, strict=False)]
    return next((pair for pair in pairs if not close(pair[1], pair[2], rtol, atol)), ("", got, expected))


def shown_call(name: str, request: Call) -> str:
    """A call as the learner could type it; an entry that 7 digits would turn into a round number is written out.

    >>> shown_call("entropy", Call((np.array([0.5, 0.5 + 1e-10]),), {"base": np.e}))
    'entropy(np.array([0.5, 0.5000000001]), base=np.e)'
    """
    parts = [shown(value, AS_TYPED) for value in request.args]
    parts += [f"{key}={shown(value, AS_TYPED)}" for key, value in request.kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _pieces(value: Any, digits: int) -> Iterator[str]:
    """The text of a value bit by bit: whoever has read enough stops, however deep or large the rest is."""
    if is_exactly(value, float, *NUMPY_FLOATS):
        yield _float(float(value), digits)
    elif is_exactly(value, np.ndarray):
        if value.size > MANY or max(value.shape, default=0) > MANY:
            few = [shown(entry, digits) for entry in value.flat[:3].tolist()]
            yield f"an array of shape {value.shape}: [{', '.join([*few, '…'])}]"
        else:
            narrow = value.dtype.kind == "f" and value.dtype.itemsize < 8
            yield "np.array("
            yield from _pieces(_as_printed(value) if narrow else value.tolist(), digits)
            yield f", np.{value.dtype.name})" if narrow else ")"
    elif is_exactly(value, list, tuple):
        opening, closing = ("[", "]") if is_exactly(value, list) else ("(", ",)" if len(value) == 1 else ")")
        yield opening
        for position, entry in enumerate(value[:3] if len(value) > MANY else value):
            yield ", " if position else ""
            yield from _pieces(entry, digits)
        yield f", … {len(value)} in all{closing}" if len(value) > MANY else closing
    elif is_exactly(value, dict):
        yield "{"
        for position, (key, entry) in enumerate(value.items()):
            yield ", " if position else ""
            yield from _pieces(key, digits)
            yield ": "
            yield from _pieces(entry, digits)
        yield "}"
    elif is_exactly(value, str) and len(value) > 60:
        yield f"a text of {len(value)} characters"
    elif is_exactly(value, int, *NUMPY_INTEGERS):
        try:
            yield repr(int(value))
        except ValueError:  # of more digits than Python is willing to write
            yield "a very long integer"
    elif is_exactly(value, FunctionType):
        yield value.__code__.co_name
    elif value is None or is_exactly(value, bool, np.bool_, complex, str, np.str_):
        yield repr(value.item() if is_exactly(value, np.bool_, np.str_) else value)
    else:
        yield _what(value)  # never the repr of a strange object: it is the answer's code


def _as_printed(value: np.ndarray) -> Any:
    """The entries of a float16 or float32 array with as few digits as these types need: 0.2, not 0.200000002980232."""
    return np.reshape([float(str(entry)) for entry in value.flat], value.shape).tolist()


def _float(value: float, digits: int) -> str:
    if value == math.e:
        return "np.e"
    if not math.isfinite(value):
        return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")
    text = f"{value:.{digits or 7}g}"
    if digits == AS_TYPED and len(text) <= 6 and not math.isclose(float(text), value, rel_tol=1e-15):
        text = f"{value:.15g}"
    return text if any(mark in text for mark in ".en") else text + ".0"
