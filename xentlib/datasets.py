"""What the notebooks measure: texts that ship with the course, and two data sets that ship with scikit-learn.

Nothing is ever downloaded. Where each text comes from, and under which licence, stands in `xentlib/data/README.md`.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike

from xentlib import validation as check

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


def noisy_labels(labels: ArrayLike, share: float, classes: int, seed: int = 0) -> np.ndarray:
    """A copy of the labels with this share of them replaced, each by another class, all others equally likely.

    Exactly round(share * N) labels change, and `seed` chooses which ones: symmetric label noise.

    Shapes: labels (N,), integers in 0..classes-1, kept. Errors: ValueError for other labels, a share outside [0, 1],
    fewer than two classes.

    >>> noisy_labels([0, 1, 2, 3, 4], share=0.4, classes=5)
    array([0, 1, 3, 3, 0])
    """
    classes = check.integer(classes, "classes", low=2)
    noisy = check.labels(labels, classes).copy()
    rng = np.random.default_rng(seed)
    wrong = rng.permutation(len(noisy))[: round(check.number(share, "share", low=0, high=1) * len(noisy))]
    noisy[wrong] = (noisy[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return noisy


def imbalanced(labels: ArrayLike, positive: int, keep: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """One class against the rest, with most of that class left out: (rows, y).

    rows are the positions of `keep` examples of the class `positive` and of all examples of other classes, in an order
    drawn from `seed`; y is 1 for the class and 0 for the rest. Which ones are kept also depends on `seed`.

    Shapes: labels (N,) integers -> two arrays of equal length. Errors: ValueError where the class has fewer than
    `keep` examples.

    >>> rows, y = imbalanced([3, 8, 3, 8, 8], positive=3, keep=1)
    >>> rows, y
    (array([3, 0, 1, 4]), array([0, 1, 0, 0]))
    """
    labels = check.real_array(labels, "labels")
    rng = np.random.default_rng(seed)
    positives = rng.permutation(np.flatnonzero(labels == positive))
    keep = check.integer(keep, "keep", low=0, high=len(positives))
    rows = rng.permutation(np.concatenate([positives[:keep], np.flatnonzero(labels != positive)]))
    return rows, (labels[rows] == positive).astype(int)


def _shipped(name: str) -> str:
    return files("xentlib").joinpath("data", name).read_text(encoding="utf-8")
