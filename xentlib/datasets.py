"""What the notebooks measure: texts that ship with the course, and two data sets that ship with scikit-learn.

Nothing is ever downloaded. Where each text comes from, and under which licence, stands in `xentlib/data/README.md`.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

import numpy as np

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


def digits(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """1797 handwritten digits of 8 by 8 pixels: images (1797, 64) from 0 to 1, and labels (1797,) from 0 to 9.

    In an order shuffled by `seed`, so that the first so many are a fair sample to learn from.
    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits; here scikit-learn's copy.

    >>> images, labels = digits()
    >>> images.shape, float(images.max()), len(set(labels))
    ((1797, 64), 1.0, 10)
    """
    from sklearn.datasets import load_digits  # scikit-learn takes a second to import

    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(labels))
    return images[order] / 16, labels[order]


def breast_cancer(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """569 tumours: 30 measurements of cell nuclei each, (569, 30), and a label (569,): 1 benign, 0 malignant.

    In an order shuffled by `seed`. The measurements are as taken, not standardised: their means and spreads belong
    to the part one learns from.
    Source: W. Wolberg, O. Mangasarian, N. Street, W. Street (1993), Breast Cancer Wisconsin (Diagnostic);
    here scikit-learn's copy.

    >>> measurements, benign = breast_cancer()
    >>> measurements.shape, int(benign.sum())
    ((569, 30), 357)
    """
    from sklearn.datasets import load_breast_cancer

    measurements, benign = load_breast_cancer(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(benign))
    return measurements[order], benign[order]


def _shipped(name: str) -> str:
    return files("xentlib").joinpath("data", name).read_text(encoding="utf-8")
