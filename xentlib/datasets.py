"""The texts that the notebooks measure. They ship with the course, so nothing is ever downloaded.

Where each comes from, and under which licence, stands in `xentlib/data/README.md`.
"""

from __future__ import annotations

from importlib.resources import files


def zen_of_python() -> str:
    """The Zen of Python by Tim Peters (PEP 20), 856 characters: what `import this` prints.

    >>> zen_of_python().splitlines()[2]
    'Beautiful is better than ugly.'
    """
    text = files("xentlib").joinpath("data", "zen_of_python.txt").read_text(encoding="utf-8")
    return text.removesuffix("\n")  # a text file ends in a newline, the Zen does not
