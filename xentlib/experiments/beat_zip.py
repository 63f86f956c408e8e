"""Letters of Python's documentation, coded by n-gram models and by compressors that read the training text first.

The held-out topics repeat much of the training text word for word, so everything is measured twice: on all of them,
and on those that are really new (less than 1 % of their stretches of 40 letters stand in the training text).
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any

import xentlib as xl

from ..datasets import LETTERS, documentation_split, letters_only

COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "zlib": lambda text: zlib.compress(text, 9),
    "bz2": lambda text: bz2.compress(text, 9),
    "lzma": lambda text: lzma.compress(text, preset=9 | lzma.PRESET_EXTREME),
}


def texts() -> tuple[str, str, str]:
    """(training text, all held-out topics, the really new ones), in 27 letters."""
    learned, held_out = documentation_split()
    train = letters_only("\n".join(learned))
    known = {train[i : i + 40] for i in range(len(train) - 39)}

    def copied(topic: str) -> float:
        text = letters_only(topic)
        return sum(text[i : i + 40] in known for i in range(len(text) - 39)) / (len(text) - 39)

    new = [topic for topic in held_out if copied(topic) < 0.01]
    return train, letters_only("\n".join(held_out)), letters_only("\n".join(new))


def mixture(train: str, text: str, n: int) -> float:
    """Bits a letter with a Witten-Bell mixture of the contexts of up to n - 1 letters."""
    model = xl.WittenBell(xl.character_ids(train, LETTERS), 27, n)
    return xl.ngram_nll(xl.character_ids(text, LETTERS), model)


def compressed(train: str, text: str, name: str) -> float:
    """Bits a letter that a compressor adds for the text when it has read the training text."""
    size = COMPRESSORS[name]
    return 8 * (len(size(f"{train} {text}".encode())) - len(size(train.encode()))) / len(text)


def table() -> list[dict[str, Any]]:
    """Runs of 1 to 8 letters, and the three compressors; ten seconds."""
    train, everything, new = texts()
    bits = {f"mixture, n = {n}": [mixture(train, text, n) for text in (new, everything)] for n in range(1, 9)}
    bits |= {name: [compressed(train, text, name) for text in (new, everything)] for name in COMPRESSORS}
    return [{"coder": name, "new": round(on_new, 6), "all": round(on_all, 6)}
            for name, (on_new, on_all) in bits.items()]
