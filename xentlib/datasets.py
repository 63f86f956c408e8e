"""The texts that the notebooks measure. They ship with the course, so nothing is ever downloaded.

Where each comes from, and under which licence, stands in `xentlib/data/README.md`.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

LETTERS = " abcdefghijklmnopqrstuvwxyz"  # the 27 symbols of a text in which only words are left


def zen_of_python() -> str:
    """The Zen of Python by Tim Peters (PEP 20), 856 characters: what `import this` prints.

    >>> zen_of_python().splitlines()[2]
    'Beautiful is better than ugly.'
    """
    text = _shipped("zen_of_python.txt")
    return text.removesuffix("\n")  # a text file ends in a newline, the Zen does not


def python_documentation() -> list[str]:
    """79 topics of the documentation of Python 3.11, as its `help()` shows them, in alphabetical order.

    >>> python_documentation()[0].splitlines()[0]
    'The "assert" statement'
    """
    return _shipped("python_documentation.txt").split("\f\n")


def documentation_split() -> tuple[list[str], list[str]]:
    """The topics of the documentation, those to learn from and those to test on: every fifth one is held out."""
    topics = python_documentation()
    return [topic for i, topic in enumerate(topics) if i % 5], topics[::5]


def five_languages() -> dict[str, str]:
    """The same short story in five languages, written for this course.

    >>> list(five_languages())
    ['English', 'German', 'French', 'Spanish', 'Italian']
    """
    stories = (story.split("\n", 1) for story in _shipped("five_languages.txt").strip().split("\n\n"))
    return {language: text.replace("\n", " ") for language, text in stories}


def letters_only(text: str) -> str:
    """A text in the 27 symbols of `LETTERS`: small letters without accents, one space for whatever is between words.

    >>> letters_only("Où est la Straße?")
    'ou est la strasse'
    """
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub("[^a-z]+", " ", letters.lower()).strip()


def _shipped(name: str) -> str:
    return files("xentlib").joinpath("data", name).read_text(encoding="utf-8")
