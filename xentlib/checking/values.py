"""What an answer returned: is it the right kind of thing, is it the right value, and how to write it down."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calling import Call

Problem = str | None


@dataclass(frozen=True)
class Kind:
    """A kind of result: what to call it, and what is wrong with a value (None when nothing is), given the right one."""

    name: str
    problem: Callable[[Any, Any], Problem]


def as_number(value: Any) -> float | None:
    """A plain real number as float: Python's or NumPy's own, or an array without axes; None for anything else.

    Only exact types count: a subclass could pretend to equal everything.

    >>> as_number(np.float32(0.5)), as_number(True), as_number("0.5"), as_number(np.array(2))
    (0.5, None, None, 2.0)
    """
    if type(value) in (int, float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    plain = type(value) is np.ndarray and value.shape == ()
    if (plain or type(value).__module__ == "numpy") and isinstance(value, np.generic | np.ndarray):
        return float(value) if value.dtype.kind in "fiu" and value.shape == () else None
    return None


def as_numbers(value: Any) -> np.ndarray | None:
    """A plain array of real numbers as float64, also from (nested) lists and tuples of them; None for anything else."""
    number = as_number(value)
    if number is not None:
        return np.asarray(number)
    if type(value) is np.ndarray:
        return value.astype(np.float64) if value.dtype.kind in "fiu" else None
    if type(value) in (list, tuple):
        rows = [as_numbers(entry) for entry in value]
        if any(row is None for row in rows) or len({row.shape for row in rows if row is not None}) > 1:
            return None
        return np.array(rows, dtype=np.float64)
    return None


def close(got: Any, expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> bool:
    """Whether two plain results agree: numbers within the tolerance, inf and nan in the same places, shapes equal."""
    if isinstance(expected, bool | np.bool_):
        return isinstance(got, bool | np.bool_) and bool(got) == bool(expected)
    if type(expected) is dict:
        return type(got) is dict and len(got) == len(expected) and all(
            name in got and close(got[name], expected[name], rtol, atol) for name in expected)
    a, b = as_numbers(got), as_numbers(expected)
    if a is None or b is None:
        return False
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


# ---------------------------------------------------------------- kinds of results

def _nothing(value: Any) -> Problem:
    if value is None:
        return "It returned None. Does every path through your function end in a return?"
    if value is Ellipsis or value is NotImplemented:
        return f"It returned {value}, which is a placeholder."
    return None


def _what(value: Any) -> str:
    """`a list of 3`, `an array of shape (3, 1)`, `a str`: the kind of a value, for a sentence."""
    if type(value) is np.ndarray:
        kind = "" if value.dtype.kind in "fiu" else f" ({value.dtype})"
        return f"an array of shape {value.shape}{kind}" if value.shape else f"an array without axes{kind}"
    if type(value) in (list, tuple, dict, set):
        return f"a {type(value).__name__} of {len(value)}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _number(value: Any, expected: Any) -> Problem:
    if as_number(value) is None:
        return _nothing(value) or f"It returned {_what(value)}; one number was expected."
    return None


def _truth(value: Any, expected: Any) -> Problem:
    if type(value) not in (bool, np.bool_):
        return _nothing(value) or f"It returned {_what(value)}; True or False was expected."
    return None


def _array(value: Any, expected: Any) -> Problem:
    if type(value) is not np.ndarray:
        return _nothing(value) or f"It returned {_what(value)}; a NumPy array was expected."
    if value.dtype.kind != "f":
        return f"It returned an array of {value.dtype}; an array of floats was expected."
    return _shape(value, expected)


def _shape(value: Any, expected: Any) -> Problem:
    shape, wanted = np.shape(value), np.shape(expected)
    if shape != wanted:
        return f"The result has the shape {shape}; the shape {wanted} was expected."
    return None


def _like_input(value: Any, expected: Any) -> Problem:
    if np.shape(expected) == ():
        return _number(value, expected)
    if as_numbers(value) is None:
        return _nothing(value) or f"It returned {_what(value)}; numbers in the shape {np.shape(expected)} were expected."
    return _shape(value, expected)


def _integers(value: Any, expected: Any) -> Problem:
    if type(value) not in (list, tuple, np.ndarray):
        return _nothing(value) or f"It returned {_what(value)}; a list of integers was expected."
    if np.shape(expected) != (len(value),) or (type(value) is np.ndarray and value.ndim != 1):
        return f"It returned {_what(value)}; a list of {len(expected)} integers was expected."
    for entry in value:
        if type(entry) is not int and not (isinstance(entry, np.integer) and type(entry).__module__ == "numpy"):
            return f"The list contains {shown(entry)}, {_what(entry)}; each entry has to be an integer."
    return None


def _integer(value: Any, expected: Any) -> Problem:
    if type(value) is not int and not (isinstance(value, np.integer) and type(value).__module__ == "numpy"):
        return _nothing(value) or f"It returned {_what(value)}; one integer was expected."
    return None


def _named_numbers(value: Any, expected: Any) -> Problem:
    if type(value) is not dict:
        return _nothing(value) or f"It returned {_what(value)}; a dict of numbers was expected."
    for name in expected:
        if name not in value:
            return f"The dict has no entry {name!r}."
        if as_number(value[name]) is None:
            return f"The entry {name!r} is {_what(value[name])}; one number was expected."
    if len(value) > len(expected):
        return f"The dict has {len(value)} entries; {len(expected)} were expected."
    return None


def _rows(value: Any, expected: Any) -> Problem:
    if type(value) not in (list, tuple, np.ndarray):
        return _nothing(value) or f"It returned {_what(value)}; {len(expected)} rows of numbers were expected."
    if (type(value) is np.ndarray and not value.shape) or len(value) != len(expected):
        return f"It returned {_what(value)}; {len(expected)} rows of numbers were expected."
    for position, row in enumerate(value):
        numbers = as_numbers(row)
        if numbers is None or numbers.ndim != 1:
            return f"Number {position} of what it returned is {_what(row)}; a row of numbers was expected."
    return None


NUMBER = Kind("one number", _number)
TRUTH = Kind("True or False", _truth)
FLOAT_ARRAY = Kind("an array of floats", _array)
LIKE_INPUT = Kind("numbers in the shape of the input", _like_input)
INTEGERS = Kind("a list of integers", _integers)
INTEGER = Kind("one integer", _integer)
NAMED_NUMBERS = Kind("a dict of numbers", _named_numbers)
ROWS = Kind("rows of numbers, each of any length", _rows)


# ---------------------------------------------------------------- writing values down

LONGEST = 160  # characters of a value in a report


def shown(value: Any, digits: int = 7) -> str:
    """A value as the learner could type it, shortened where it is long.

    >>> shown(0.1 + 0.2), shown([1, 2.0]), shown(np.array([0.5, 0.25])), shown(np.e)
    ('0.3', '[1, 2.0]', 'np.array([0.5, 0.25])', 'np.e')
    """
    text = _written(value, digits)
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip(" ,") + " …"


def told_apart(got: Any, expected: Any) -> tuple[str, str]:
    """Both values written with as many digits as it takes to see that they differ."""
    for digits in (7, 12, 17):
        a, b = shown(got, digits), shown(expected, digits)
        if a != b:
            break
    return a, b


def shown_call(name: str, request: Call) -> str:
    """`entropy([0.5, 0.5], base=np.e)`"""
    parts = [shown(value) for value in request.args]
    parts += [f"{key}={shown(value)}" for key, value in request.kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _written(value: Any, digits: int) -> str:
    if type(value) is float or isinstance(value, np.floating):
        return _float(float(value), digits)
    if type(value) is np.ndarray:
        if value.size > 40:
            few = ", ".join(_written(x, digits) for x in value.ravel()[:3].tolist())
            return f"an array of shape {value.shape}: [{few}, …]"
        return f"np.array({_written(value.tolist(), digits)})"
    if isinstance(value, np.bool_ | np.integer):
        return str(value.item())
    if type(value) in (list, tuple):
        if len(value) > 40:
            return f"[{', '.join(_written(x, digits) for x in value[:3])}, … {len(value)} in all]"
        inside = ", ".join(_written(x, digits) for x in value)
        return f"[{inside}]" if type(value) is list else f"({inside}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return "{" + ", ".join(f"{_written(k, digits)}: {_written(v, digits)}" for k, v in value.items()) + "}"
    if type(value) is str and len(value) > 60:
        return f"a text of {len(value)} characters"
    if value is None or type(value) in (bool, int, str):
        try:
            return repr(value)
        except ValueError:  # an integer of more digits than Python is willing to write
            return "a very long integer"
    return _what(value)  # never the repr of a strange object: it is the answer's code


def _float(value: float, digits: int) -> str:
    if value == math.e:
        return "np.e"
    if not math.isfinite(value):
        return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")
    text = f"{value:.{digits}g}"
    return text if any(mark in text for mark in ".en") else text + ".0"
