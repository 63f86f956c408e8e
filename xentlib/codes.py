"""Codes and language models: where probabilities turn into bits, and texts into probabilities.

The first half builds prefix codes: codewords of 0s and 1s of which none begins another, so that a message
needs no commas. Short codewords are a scarce budget (Kraft's inequality), and -log2 p is how much of it a
symbol deserves. The second half counts n-grams: models of text whose cross-entropy on text they have not
seen is the bill that every language model pays.

Sources: C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948);
L. G. Kraft, "A Device for Quantizing, Grouping, and Coding Amplitude-Modulated Pulses", MS thesis, MIT
(1949); D. A. Huffman, "A Method for the Construction of Minimum-Redundancy Codes", Proceedings of the IRE 40
(1952); T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition (2006), chapter 5.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from xentlib.information import as_distribution, entropy, surprisal
from xentlib.validation import finite, first_index, in_range, integer, labels, number, numeric_array

# --- prefix codes ------------------------------------------------------------------------------------------


def expected_length(p: Mapping | Sequence, code: Mapping | Sequence) -> float:
    """The average number of code digits per symbol: sum p(s) len(code(s)).

    `p` maps each symbol to its probability, `code` to its codeword, a str of 0s and 1s (or to the codeword's
    length). Two sequences in the same order do as well. Symbols are matched by name, not by place; codewords
    of other symbols are ignored, and a symbol with p = 0 needs none.

    ValueError if a symbol that can occur has no codeword, or p is no distribution.

    >>> expected_length({"dog": 0.5, "cat": 0.25, "fish": 0.25}, {"fish": "11", "dog": "0", "cat": "10"})
    1.5
    >>> expected_length([0.5, 0.25, 0.25], [2, 2, 2])
    2.0
    """
    probability, codewords = _by_symbol(p), _by_symbol(code)
    as_distribution(list(probability.values()), "p")
    missing = [symbol for symbol, share in probability.items() if share > 0 and symbol not in codewords]
    if missing:
        raise ValueError(f"code must have a codeword for every possible symbol, but {missing[0]!r} has none.")
    return math.fsum(share * _length(codewords[symbol]) for symbol, share in probability.items() if share > 0)


def kraft_sum(code: Mapping | Iterable) -> float:
    """How much of the codeword budget a code uses: sum 2^-length.

    A prefix code with these lengths exists if and only if the sum is at most 1 (Kraft 1949); a codeword of
    length L uses up 2^-L, the share of all long messages that begin with it. Takes lengths or codewords, adds
    exactly, and rounds once, to a float.

    >>> kraft_sum([1, 2, 3, 3]), kraft_sum(["0", "10"])
    (1.0, 0.75)
    """
    return float(_budget_used(code))


def shannon_lengths(p: ArrayLike) -> list[int]:
    """Shannon's codeword lengths, one a symbol: ceil(-log2 p).

    They always fit Kraft's budget, and cost less than one bit more than the entropy: H <= L < H + 1. A
    certain outcome needs no codeword at all (length 0). ValueError if a probability is 0: no length would do.

    >>> shannon_lengths([0.4, 0.3, 0.2, 0.1])
    [2, 2, 3, 4]
    """
    p = as_distribution(p)
    impossible = p == 0
    if impossible.any():
        (at,) = first_index(impossible)
        raise ValueError(f"p must be positive everywhere, but p[{at}] is 0: it has no finite codeword.")
    # p = m 2^e with 1/2 <= m < 1, so -log2 p lies in (-e, 1-e] and its ceiling is 1 - e, with no rounding.
    _, exponents = np.frexp(p)
    return (1 - exponents).tolist()


def huffman_lengths(w: ArrayLike) -> list[int]:
    """The codeword lengths of an optimal prefix code for non-negative weights (counts or probabilities).

    Huffman (1952): the two rarest symbols can share all but their last digit, so merge them into one symbol
    with their joint weight, and begin again. Every merge puts one more digit before all symbols below it.
    Zeros are allowed; a single symbol gets length 1. No prefix code has a smaller sum of weight x length.

    >>> huffman_lengths([0.4, 0.3, 0.2, 0.1])
    [1, 2, 3, 3]
    """
    weights = _weights(w)
    if len(weights) == 1:
        return [1]
    # (weight, node): among equal weights the older node goes first, which keeps the longest codeword short.
    heap = [(weight, node) for node, weight in enumerate(weights)]
    heapq.heapify(heap)
    parent: dict[int, int] = {}
    for merged in range(len(weights), 2 * len(weights) - 1):
        rarest, second = heapq.heappop(heap), heapq.heappop(heap)
        parent[rarest[1]] = parent[second[1]] = merged
        heapq.heappush(heap, (rarest[0] + second[0], merged))
    depth = {heap[0][1]: 0}
    for node in sorted(parent, reverse=True):  # a parent is younger than its children
        depth[node] = depth[parent[node]] + 1
    return [depth[node] for node in range(len(weights))]


def canonical_code(lengths: Sequence[int]) -> list[str]:
    """A prefix code with the given codeword lengths, in their order.

    Shortest first, each codeword is the next free binary number of its length: codewords of equal length
    count up. ValueError if the lengths exceed Kraft's budget.

    >>> canonical_code([2, 1, 3, 3])
    ['10', '0', '110', '111']
    """
    lengths = [_length(length) for length in lengths]
    used = _budget_used(lengths)
    if used > 1:
        raise ValueError(f"lengths must have a Kraft sum of at most 1, but theirs is {float(used):.10g}.")
    codewords = [""] * len(lengths)
    following, previous = 0, 0
    for symbol in sorted(range(len(lengths)), key=lambda symbol: lengths[symbol]):
        following <<= lengths[symbol] - previous
        previous = lengths[symbol]
        codewords[symbol] = format(following, f"0{previous}b") if previous else ""
        following += 1
    return codewords


def huffman_code(w: Mapping | ArrayLike) -> Any:
    """An optimal prefix code: the canonical code of `huffman_lengths`.

    A dict symbol -> weight gives a dict symbol -> codeword, a sequence of weights a list of codewords.

    >>> huffman_code({"a": 5, "b": 2, "c": 1})
    {'a': '0', 'b': '10', 'c': '11'}
    >>> huffman_code([1, 1, 1, 1])
    ['00', '01', '10', '11']
    """
    if isinstance(w, Mapping):
        return dict(zip(w, canonical_code(huffman_lengths(list(w.values()))), strict=True))
    return canonical_code(huffman_lengths(w))


def block_distribution(p: ArrayLike, n: int) -> np.ndarray:
    """The probabilities of all blocks of n independent symbols: the n-th extension of the source.

    (K,) -> (K^n,), with the last symbol of a block changing fastest. At most a million blocks.

    >>> block_distribution([0.75, 0.25], 2)
    array([0.5625, 0.1875, 0.1875, 0.0625])
    """
    p = as_distribution(p)
    n = integer(n, "n", 1)
    if len(p) ** n > 10**6:
        raise ValueError(f"n must leave at most a million blocks, but {len(p)} ** {n} are more.")
    return reduce(np.multiply.outer, [p] * n).ravel()


def huffman_rate(p: ArrayLike, n: int = 1) -> float:
    """Bits per symbol of the Huffman code for blocks of n symbols: from H(p) to H(p) + 1/n.

    A codeword has whole digits, so coding symbol by symbol wastes up to one bit on each; a block wastes it
    only once (Shannon 1948, theorem 9).

    >>> huffman_rate([0.95, 0.05]), round(huffman_rate([0.95, 0.05], 4), 4)
    (1.0, 0.3672)
    """
    blocks = block_distribution(p, n)
    return math.fsum(blocks * huffman_lengths(blocks)) / n


# --- texts -------------------------------------------------------------------------------------------------


def character_frequencies(text: str) -> dict[str, float]:
    """How often each character of a text occurs, as shares of 1, the most frequent first.

    Case-sensitive; spaces and newlines are characters too. ValueError for the empty text.

    >>> character_frequencies("abba!")
    {'a': 0.4, 'b': 0.4, '!': 0.2}
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}.")
    if not text:
        raise ValueError("text must not be empty: without characters there are no frequencies.")
    return {character: count / len(text) for character, count in Counter(text).most_common()}


def text_entropy(text: str) -> float:
    """The entropy of a text's characters, in bits per character, from their own frequencies.

    >>> text_entropy("aabb"), text_entropy("aaaa")
    (1.0, 0.0)
    """
    return entropy(list(character_frequencies(text).values()))


def character_ids(text: str, alphabet: str) -> np.ndarray:
    """A text as numbers: the place of each character in the alphabet, counted from 0.

    >>> character_ids("abba", " ab")
    array([1, 2, 2, 1])
    """
    place = {character: i for i, character in enumerate(alphabet)}
    strangers = sorted(set(text) - set(place))
    if strangers:
        raise ValueError(f"text must use only characters of the alphabet, but it contains {strangers[0]!r}.")
    return np.array([place[character] for character in text], dtype=np.intp)


# --- n-gram models -----------------------------------------------------------------------------------------
#
# An n-gram is a run of n symbols: n-1 symbols of context, h, and the next symbol, x. c(hx) is how often it
# was seen in training, c(h) how often anything was seen after h.


def fit_ngram(ids: ArrayLike, V: int, n: int, alpha: float = 0.0) -> np.ndarray:
    """Count n-grams and turn the counts into P(x | h) = (c(hx) + alpha) / (c(h) + alpha V).

    `ids` are symbols 0..V-1, at least n of them. Returns an array with n axes of length V: the first n-1
    index the context, oldest symbol first, and the last one the next symbol, so each last-axis row is a
    distribution. alpha > 0 (Laplace: 1, Lidstone: any) pretends to have seen each n-gram alpha times more,
    so that nothing is impossible. Without it, the row of a context never seen is uniform.

    >>> fit_ngram([0, 1, 1, 1], V=2, n=1)
    array([0.25, 0.75])
    """
    V, n = integer(V, "V", 1), integer(n, "n", 1)
    alpha = number(alpha, "alpha", low=0, below=math.inf)
    if V**n > 10**7:
        raise ValueError(f"n must leave a table of at most ten million numbers, but {V} ** {n} are more.")
    grams = _grams(_symbols(ids, V, "ids", n), V, n)
    counts = np.bincount(grams, minlength=V**n).reshape((V,) * n) + alpha
    totals = counts.sum(axis=-1, keepdims=True)
    return np.where(totals > 0, counts, 1.0) / np.where(totals > 0, totals, V)


def fit_bigram(ids: ArrayLike, V: int, alpha: float = 0.0) -> np.ndarray:
    """The n-gram model with one symbol of context: M[a, b] = P(b | a), row = previous, column = next.

    >>> fit_bigram([0, 1, 0, 1, 1], V=2)
    array([[0. , 1. ],
           [0.5, 0.5]])
    """
    return fit_ngram(ids, V, 2, alpha)


class WittenBell:
    """Contexts of all lengths up to n-1 in one model: each order leans on the next shorter one.

    P_n(x | h) = (c(hx) + T(h) P_{n-1}(x | h')) / (c(h) + T(h)), where T(h) is the number of different symbols
    seen after h, h' is h without its oldest symbol, and P_0 = 1/V. The more varied a context's continuations
    were, the likelier is one more new symbol. A context never seen leaves the shorter order's answer.

    I. H. Witten and T. C. Bell, "The zero-frequency problem", IEEE Trans. Information Theory 37 (1991).

    >>> model = WittenBell([0, 1, 0, 1, 0], V=3, n=2)
    >>> model.next_probabilities([1]).round(4)      # 1 was followed by 0, twice
    array([0.8413, 0.127 , 0.0317])
    """

    def __init__(self, ids: ArrayLike, V: int, n: int) -> None:
        self.V, self.n = integer(V, "V", 1), integer(n, "n", 1)
        if self.V**self.n > 2**62:
            raise ValueError(f"n must keep V ** n below 2 ** 62, but {self.V} ** {self.n} is more.")
        symbols = _symbols(ids, self.V, "ids", self.n)
        # For each order the n-grams seen and their counts; and the contexts seen with their c(h) and T(h).
        self.orders = []
        for order in range(1, self.n + 1):
            grams, counts = np.unique(_grams(symbols, self.V, order), return_counts=True)
            contexts, begin, kinds = np.unique(grams // self.V, return_index=True, return_counts=True)
            self.orders.append((grams, counts, contexts, np.add.reduceat(counts, begin), kinds))

    def probabilities(self, ids: ArrayLike) -> np.ndarray:
        """P(x_i | up to n-1 symbols before it) for every symbol of a text: (L,) in, (L,) out."""
        return self._probabilities(_symbols(ids, self.V, "ids", 1))

    def _probabilities(self, symbols: np.ndarray) -> np.ndarray:
        """The same for many texts of one length, (..., L)."""
        p = np.full(symbols.shape, 1 / self.V)
        for order, (grams, counts, contexts, totals, kinds) in enumerate(self.orders, start=1):
            seen = _grams(symbols, self.V, order)
            count = _look_up(seen, grams, counts)
            total, kind = (_look_up(seen // self.V, contexts, values) for values in (totals, kinds))
            shorter = p[..., order - 1 :]
            p[..., order - 1 :] = np.where(total > 0, (count + kind * shorter) / np.maximum(total + kind, 1), shorter)
        return p

    def next_probabilities(self, context: ArrayLike = ()) -> np.ndarray:
        """The distribution (V,) of the symbol that follows the given ones."""
        known = _symbols(context, self.V, "context", 0)
        continued = np.column_stack([np.tile(known, (self.V, 1)), np.arange(self.V)])
        return self._probabilities(continued)[:, -1]


def ngram_nll(ids: ArrayLike, model: np.ndarray | WittenBell, base: float = 2.0) -> float:
    """The average surprise of a text's symbols under a model, from `fit_ngram` or `WittenBell`.

    On text the model has not seen it estimates H(p, q); its perplexity is 2 ** ngram_nll. A table is scored
    from the first symbol with a full context, Witten-Bell from the very first. inf if the model calls
    impossible what happens.

    >>> ngram_nll([0, 1, 0, 1, 1], fit_bigram([0, 1, 0, 1, 1], V=2))
    0.5
    """
    if isinstance(model, WittenBell):
        p = model.probabilities(ids)
    else:
        V, n = len(model), model.ndim
        p = model.ravel()[_grams(_symbols(ids, V, "ids", n), V, n)]
    return float(surprisal(p, base).mean())


def sample_ngram(
    model: np.ndarray | WittenBell, length: int, rng: np.random.Generator, start: ArrayLike = ()
) -> np.ndarray:
    """Let a model write: `length` new symbols, each drawn from the model's distribution after those before.

    `start` is the text to continue; a table of order n needs at least n-1 symbols of it, Witten-Bell none.

    >>> alternate = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> sample_ngram(alternate, 5, np.random.default_rng(0), start=[0])
    array([1, 0, 1, 0, 1])
    """
    integer(length, "length", 0)
    V, n = (model.V, model.n) if isinstance(model, WittenBell) else (len(model), model.ndim)
    text = _symbols(start, V, "start", 0 if isinstance(model, WittenBell) else n - 1).tolist()
    for _ in range(length):
        context = text[max(len(text) - (n - 1), 0) :]
        p = model.next_probabilities(context) if isinstance(model, WittenBell) else model[tuple(context)]
        text.append(int(rng.choice(V, p=p)))
    return np.array(text[len(text) - length :], dtype=np.intp)


# --- arguments and bookkeeping -----------------------------------------------------------------------------


def _by_symbol(x: Mapping | Sequence) -> dict:
    """A mapping as it is; a sequence with its places as the symbols."""
    return dict(x) if isinstance(x, Mapping) else dict(enumerate(x))


def _length(codeword: Any) -> int:
    """The number of digits of a codeword, or a length given as such."""
    if not isinstance(codeword, str):
        return integer(codeword, "a codeword's length", 0)
    if codeword.strip("01"):
        raise ValueError(f"a codeword must consist of 0s and 1s, but one is {codeword!r}.")
    return len(codeword)


def _budget_used(code: Mapping | Iterable) -> Fraction:
    """Kraft's sum, exactly."""
    lengths = Counter(map(_length, code.values() if isinstance(code, Mapping) else code))
    longest = max(lengths, default=0)
    return Fraction(sum(count << (longest - length) for length, count in lengths.items()), 1 << longest)


def _weights(w: ArrayLike) -> list:
    """Non-negative weights as Python numbers, so that integer counts add up exactly."""
    weights = numeric_array(w, "w")
    if weights.ndim != 1 or weights.size == 0:
        raise ValueError(f"w must be a non-empty list of weights, but its shape is {weights.shape}.")
    finite(weights, "w")
    in_range(weights, "w", 0, math.inf)
    return np.asarray(w).tolist()


def _symbols(ids: ArrayLike, V: int, name: str, at_least: int) -> np.ndarray:
    """A text as symbols 0..V-1, enough of them."""
    symbols = labels(ids, V, name)
    if symbols.ndim != 1 or len(symbols) < at_least:
        raise ValueError(f"{name} must be one text of at least {at_least} symbols, but its shape is {symbols.shape}.")
    return symbols


def _grams(symbols: np.ndarray, V: int, n: int) -> np.ndarray:
    """Every run of n symbols as one number, n digits in base V; without its last digit it is the context."""
    runs = max(symbols.shape[-1] - n + 1, 0)
    number_of = np.zeros((*symbols.shape[:-1], runs), dtype=np.int64)
    for place in range(n):
        number_of = number_of * V + symbols[..., place : place + runs]
    return number_of


def _look_up(wanted: np.ndarray, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The value of each wanted key, 0 where the sorted keys do not have it."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
