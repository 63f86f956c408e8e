"""Which text an answer came from, so that a report found in a notebook can be told from one on an earlier answer."""

from __future__ import annotations

import hashlib
import linecache
from types import FunctionType
from typing import Any

from .calling import Elsewhere


def fingerprint(source: str) -> str:
    """A short mark of a cell's text, whatever empty lines are around it and whatever magic (`%%capture`) is above it.

    >>> fingerprint("x = 1") == fingerprint("x = 1\\n"), fingerprint("x = 1") == fingerprint("x = 2")
    (True, False)
    """
    text = "\n".join(source.splitlines()).strip()
    if text.startswith("%%"):
        text = text.partition("\n")[2].strip()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprint_of(function: Any, name: str) -> str | None:
    """The mark of the notebook cell that defines the function `name`, or None where the cell cannot be told.

    It cannot outside a notebook, for a decorated function, or where IPython rewrote the cell (`%time`, `!ls`). Nothing
    is read from a disk: IPython keeps the text of every cell that was run, for its error messages.
    """
    if issubclass(type(function), Elsewhere):
        return None if function.cell is None else fingerprint(function.cell)
    if type(function) is not FunctionType or function.__code__.co_name != name:
        return None
    entry = linecache.cache.get(function.__code__.co_filename, ())
    text = "".join(entry[2]) if len(entry) == 4 else ""
    return fingerprint(text) if text and "get_ipython()" not in text else None
