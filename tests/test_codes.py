"""Codes and n-gram models, against brute force and against the theorems they are famous for."""

import math
from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib import codes
from xentlib.information import cross_entropy, entropy, kl_divergence, normalise
from xentlib.validation import distributions

FIXED = {"dog": "00", "cat": "01", "fish": "10", "bird": "11"}
BOBS = {"dog": "0", "cat": "10", "fish": "110", "bird": "111"}
ALICES = {"cat": "0", "fish": "10", "dog": "110", "bird": "111"}
BOB = {"dog": 0.5, "cat": 0.25, "fish": 0.125, "bird": 0.125}

counts = st.lists(st.integers(0, 50), min_size=2, max_size=30).filter(any)
symbols = st.lists(st.integers(0, 3), min_size=4, max_size=60)


def prefix_free(codewords):
    """In dictionary order, a codeword that begins another stands right before one it begins."""
    ordered = sorted(codewords)
    return all(not b.startswith(a) for a, b in pairwise(ordered))


def cheapest(weights):
    """The smallest sum of weight x length over all lengths that Kraft's budget allows, by trying them all."""
    K = len(weights)
    allowed = (L for L in product(range(1, K + 1), repeat=K) if sum(2 ** (K - n) for n in L) <= 2**K)
    return min(cost(weights, L) for L in allowed)


def cost(weights, lengths):
    return sum(w * n for w, n in zip(weights, lengths, strict=True))


# --- expected length and Kraft -----------------------------------------------------------------------------


def test_the_price_of_three_codes():
    assert codes.expected_length(BOB, FIXED) == 2
    assert codes.expected_length(BOB, BOBS) == 1.75
    assert codes.expected_length(BOB, ALICES) == 2.375
    alice = {"dog": 0.125, "cat": 0.5, "fish": 0.25, "bird": 0.125}
    assert codes.expected_length(BOB, ALICES) == cross_entropy(list(BOB.values()), [alice[s] for s in BOB])


def test_symbols_are_matched_by_name_and_strangers_do_not_matter():
    shuffled = {symbol: BOBS[symbol] for symbol in sorted(BOBS)} | {"whale": "1111"}
    assert codes.expected_length(BOB, shuffled) == 1.75
    assert codes.expected_length({**BOB, "yeti": 0}, BOBS) == 1.75
    assert codes.expected_length([0.5, 0.5], ["0", "11"]) == codes.expected_length([0.5, 0.5], [1, 2]) == 1.5
    assert codes.expected_length({"a": 0.1, "b": 0.2, "c": 0.7}, {"a": 3, "b": 3, "c": 3}) == 3


@pytest.mark.parametrize(
    ("p", "code", "error", "message"),
    [
        (BOB, {"dog": "0", "cat": "10", "fish": "11"}, ValueError, "'bird' has none"),
        ({"a": 0.5, "b": 0.4}, {"a": "0", "b": "1"}, ValueError, "p must sum to 1, but its total is 0.9"),
        ({"a": 1.0}, {"a": "02"}, ValueError, "must consist of 0s and 1s, but one is '02'"),
        ({"a": 1.0}, {"a": -1}, ValueError, "length must be an integer >= 0, but it is -1"),
        ({"a": 1.0}, {"a": 1.5}, TypeError, "length must be an integer, not 1.5"),
    ],
)
def test_what_is_no_code_for_the_source(p, code, error, message):
    with pytest.raises(error, match=message):
        codes.expected_length(p, code)


def test_the_kraft_sum_adds_exactly():
    assert codes.kraft_sum(BOBS) == codes.kraft_sum(["0", "10", "110", "111"]) == codes.kraft_sum([1, 2, 3, 3]) == 1
    assert codes.kraft_sum([1, 1, 1]) == 1.5
    assert codes.kraft_sum([]) == 0
    assert codes.kraft_sum([*range(1, 2000), 1999]) == 1  # 2^-1999 alone is no float
    assert codes.kraft_sum([60] * 2**10) == 2.0**-50
    assert codes.kraft_sum(np.array([2, 2])) == 0.5


@given(st.lists(st.integers(1, 8), max_size=40))
def test_a_prefix_code_exists_exactly_within_the_budget(lengths):
    if codes.kraft_sum(lengths) > 1:
        with pytest.raises(ValueError, match="lengths must have a Kraft sum of at most 1, but theirs is"):
            codes.canonical_code(lengths)
    else:
        codewords = codes.canonical_code(lengths)
        assert [len(word) for word in codewords] == lengths
        assert prefix_free(codewords)


def test_canonical_codewords_count_up():
    assert codes.canonical_code([3, 1, 3, 2]) == ["110", "0", "111", "10"]
    assert codes.canonical_code(np.array([2, 2, 2, 2])) == ["00", "01", "10", "11"]
    assert codes.canonical_code([0]) == [""] and codes.canonical_code([]) == []
    long = codes.canonical_code(range(1, 100))
    assert long[-1] == "1" * 98 + "0"


# --- Shannon -----------------------------------------------------------------------------------------------


def test_shannon_lengths_round_up_and_are_exact_at_powers_of_two():
    assert codes.shannon_lengths([0.5, 0.25, 0.125, 0.125]) == [1, 2, 3, 3]
    assert codes.shannon_lengths([0.4, 0.3, 0.2, 0.1]) == [2, 2, 3, 4]
    assert codes.shannon_lengths([1.0]) == [0]
    assert codes.shannon_lengths([1 - 2**-53, 2**-53]) == [1, 53]
    for k in range(1, 53):
        p = 2.0**-k
        assert codes.shannon_lengths([p, 1 - p])[0] == k
        assert codes.shannon_lengths([np.nextafter(p, 1), 1 - p])[0] == k
        assert codes.shannon_lengths([np.nextafter(p, 0), 1 - p])[0] == k + 1
    assert all(type(n) is int for n in codes.shannon_lengths(np.array([0.3, 0.7])))


@given(counts)
def test_shannon_codes_fit_the_budget_and_lose_less_than_a_bit(w):
    p = normalise([n for n in w if n])
    lengths = codes.shannon_lengths(p)
    assert codes.kraft_sum(lengths) <= 1
    assert entropy(p) - 1e-12 <= cost(p, lengths) < entropy(p) + 1


@given(counts, st.randoms(use_true_random=False))
def test_the_shannon_code_of_a_wrong_model_costs_the_cross_entropy_and_less_than_a_bit_more(w, random):
    p = [n + 1 for n in w]
    q = random.sample(p, len(p))
    p, q = normalise(p), normalise(q)
    paid = cost(p, codes.shannon_lengths(q))
    assert cross_entropy(p, q) - 1e-12 <= paid < cross_entropy(p, q) + 1
    assert paid >= entropy(p) + kl_divergence(p, q) - 1e-12


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0, 0.5], r"p must be positive everywhere, but p\[1\] is 0"),
        ([0.5, 0.4], "p must sum to 1"),
        ([], "p must have at least one outcome"),
    ],
)
def test_shannon_lengths_refuse(p, message):
    with pytest.raises(ValueError, match=message):
        codes.shannon_lengths(p)


# --- Huffman -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("w", "lengths"),
    [
        ([0.5, 0.25, 0.125, 0.125], [1, 2, 3, 3]),
        ([0.4, 0.3, 0.2, 0.1], [1, 2, 3, 3]),
        ([1, 1, 1, 1], [2, 2, 2, 2]),
        ([7], [1]),
        ([0], [1]),
        ([0, 0], [1, 1]),
        ([0, 5, 0], [2, 1, 2]),
        ([1, 1, 2, 3, 5, 8, 13, 21], [7, 7, 6, 5, 4, 3, 2, 1]),
    ],
)
def test_huffman_lengths_by_hand(w, lengths):
    assert codes.huffman_lengths(w) == lengths


@given(st.lists(st.integers(0, 20), min_size=2, max_size=5))
def test_no_prefix_code_is_cheaper_than_huffmans(w):
    assert cost(w, codes.huffman_lengths(w)) == cheapest(w)


@given(counts)
def test_huffman_codes_use_the_whole_budget_and_give_the_frequent_short_codewords(w):
    before = list(w)
    lengths = codes.huffman_lengths(w)
    assert w == before and all(type(n) is int for n in lengths)
    assert codes.kraft_sum(lengths) == 1
    p = normalise(w)
    assert entropy(p) - 1e-12 <= cost(p, lengths) <= entropy(p) + 1
    for w_a, n_a in zip(w, lengths, strict=True):
        assert all(n_a <= n_b for w_b, n_b in zip(w, lengths, strict=True) if w_a > w_b)


@given(st.integers(2, 60), st.floats(1.1, 3))
def test_ties_and_steep_weights_cost_the_sum_of_their_merges(size, ratio):
    for w in ([1] * size, [ratio**k for k in range(size)]):
        merges, rest = 0, sorted(w)
        while len(rest) > 1:  # each merge adds a digit to all symbols below it
            merged = rest[0] + rest[1]
            merges += merged
            rest = sorted([merged, *rest[2:]])
        assert cost(w, codes.huffman_lengths(w)) == pytest.approx(merges, rel=1e-12)
    assert max(codes.huffman_lengths([1] * size)) == math.ceil(math.log2(size))


def test_large_counts_are_compared_exactly():
    w = [2**53 + 1, 2**53 + 1, 2**53]  # three times the same float
    assert codes.huffman_lengths(w) == codes.huffman_lengths(np.array(w)) == [2, 1, 2]


@given(st.dictionaries(st.characters(), st.integers(0, 30), min_size=1, max_size=20))
def test_a_huffman_coded_message_can_be_read_back(weights):
    code = codes.huffman_code(weights)
    assert list(code) == list(weights) and prefix_free(code.values())
    assert list(code.values()) == codes.huffman_code(list(weights.values()))
    message = "".join(code[symbol] for symbol in weights)
    read, symbol_of, word = [], {word: symbol for symbol, word in code.items()}, ""
    for digit in message:
        word += digit
        if word in symbol_of:
            read.append(symbol_of[word])
            word = ""
    assert read == list(weights) and word == ""


@pytest.mark.parametrize("w", [[], [1, -1], [1, math.nan], [1, math.inf], [[1, 2]], 3])
def test_huffman_refuses_what_is_no_list_of_weights(w):
    with pytest.raises(ValueError, match=r"^w must "):
        codes.huffman_lengths(w)


def test_blocks_bring_a_skewed_source_near_its_entropy():
    p = [0.95, 0.05]
    rates = [codes.huffman_rate(p, n) for n in (1, 2, 3, 4, 8)]
    assert [round(rate, 3) for rate in rates] == [1.0, 0.574, 0.433, 0.367, 0.299]
    for n in range(1, 12):
        assert entropy(p) <= codes.huffman_rate(p, n) < entropy(p) + 1 / n
    assert codes.huffman_rate([0.5, 0.25, 0.25], 3) == 1.5


def test_blocks_of_independent_symbols():
    p = np.array([0.5, 0.3, 0.2])
    blocks = codes.block_distribution(p, 3)
    assert blocks.shape == (27,)
    assert blocks[1 * 9 + 2 * 3 + 0] == pytest.approx(0.3 * 0.2 * 0.5, rel=1e-15)
    assert entropy(blocks) == pytest.approx(3 * entropy(p), rel=1e-14)
    assert codes.block_distribution(p, 1).tolist() == p.tolist()
    with pytest.raises(ValueError, match="at most a million blocks, but 3 \\*\\* 13 are more"):
        codes.block_distribution(p, 13)
    with pytest.raises(ValueError, match=r"^n must be an integer >= 1"):
        codes.huffman_rate(p, 0)


# --- texts -------------------------------------------------------------------------------------------------


def test_the_entropy_of_texts():
    assert codes.text_entropy("aabb") == 1 and codes.text_entropy("abcd") == 2 and codes.text_entropy("aaaa") == 0
    assert codes.text_entropy("aaab") == pytest.approx(0.811278, abs=5e-7)
    assert codes.text_entropy("aA a") == 1.5
    assert codes.text_entropy("\n \t.") == 2


def test_the_zen_of_python_costs_what_the_course_says(capsys):
    import this

    zen = "".join(this.d.get(character, character) for character in this.s)
    p = codes.character_frequencies(zen)
    assert len(zen) == 856 and len(p) == 45 and list(p.values()) == sorted(p.values(), reverse=True)
    assert sum(p.values()) == pytest.approx(1, abs=1e-14)
    assert round(codes.text_entropy(zen), 4) == 4.4851
    assert round(codes.expected_length(p, codes.huffman_code(p)), 4) == 4.5199
    assert round(codes.expected_length(list(p.values()), codes.shannon_lengths(list(p.values()))), 3) == 5.009


def test_texts_are_strings_with_something_in_them():
    for function in (codes.text_entropy, codes.character_frequencies):
        with pytest.raises(ValueError, match=r"^text must not be empty"):
            function("")
        with pytest.raises(TypeError, match=r"^text must be a str, not list\.$"):
            function(["a", "b"])


def test_characters_become_their_places_in_the_alphabet():
    assert codes.character_ids("hello", "ehlo").tolist() == [1, 0, 2, 2, 3]
    assert codes.character_ids("", "ab").shape == (0,)
    with pytest.raises(ValueError, match="only characters of the alphabet, but it contains 'é'"):
        codes.character_ids("café", "acf")


# --- n-gram models -----------------------------------------------------------------------------------------


def add_alpha(ids, V, context, following, alpha):
    n = len(context) + 1
    grams = Counter(tuple(ids[i : i + n]) for i in range(len(ids) - n + 1))
    total = sum(grams[(*context, x)] for x in range(V))
    return (grams[(*context, following)] + alpha) / (total + alpha * V) if total + alpha else 1 / V


def witten_bell(ids, V, context, following):
    """The recursion as Witten and Bell write it, on plain lists."""
    shorter = witten_bell(ids, V, context[1:], following) if context else 1 / V
    after = [ids[i + len(context)] for i in range(len(ids) - len(context)) if ids[i : i + len(context)] == context]
    if not after:
        return shorter
    return (after.count(following) + len(set(after)) * shorter) / (len(after) + len(set(after)))


def test_bigrams_by_hand():
    assert codes.fit_bigram([0, 1, 0, 1, 1], 2).tolist() == [[0, 1], [0.5, 0.5]]
    assert codes.fit_bigram([0, 1, 0, 1, 1], 2, alpha=1).tolist() == [[0.25, 0.75], [0.5, 0.5]]
    assert codes.fit_bigram([0, 1, 2, 0], 3).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert codes.fit_bigram([0, 1], 3)[1:].tolist() == [[1 / 3] * 3] * 2
    assert codes.fit_bigram([0, 0, 0, 1], 2)[0].tolist() == [2 / 3, 1 / 3]


@given(symbols, st.integers(1, 3), st.sampled_from([0, 0.1, 1, 10]))
def test_tables_of_any_order_count_as_brute_force_does(ids, n, alpha):
    table = codes.fit_ngram(ids, 4, n, alpha)
    assert table.shape == (4,) * n
    distributions(table, atol=1e-14)
    for *context, following in product(range(4), repeat=n):
        assert table[(*context, following)] == pytest.approx(add_alpha(ids, 4, context, following, alpha), rel=1e-14)


@given(symbols, symbols, st.integers(1, 4))
def test_witten_bell_is_its_recursion(train, text, n):
    model = codes.WittenBell(train, 4, n)
    expected = [witten_bell(train, 4, text[max(i - n + 1, 0) : i], text[i]) for i in range(len(text))]
    assert model.probabilities(text) == pytest.approx(expected, rel=1e-13)
    following = model.next_probabilities(text)
    distributions(following, atol=1e-13)
    recent = text[len(text) - n + 1 :]
    assert following == pytest.approx([witten_bell(train, 4, recent, x) for x in range(4)], rel=1e-13)
    assert (following > 0).all()


def test_a_long_context_needs_no_table():
    rng = np.random.default_rng(0)
    text = np.tile(rng.integers(0, 27, 200), 5)
    model = codes.WittenBell(text[:-200], 27, 12)
    assert codes.ngram_nll(text[-200:], model) < 0.5 < codes.ngram_nll(rng.integers(0, 27, 200), model)
    with pytest.raises(ValueError, match="below 2 \\*\\* 62, but 27 \\*\\* 14 is more"):
        codes.WittenBell(text, 27, 14)


@given(symbols, st.integers(1, 3), st.sampled_from([2.0, math.e]))
def test_the_nll_of_a_text_is_the_mean_surprise_of_its_symbols(ids, n, base):
    table = codes.fit_ngram(ids, 4, n, alpha=0.5)
    by_hand = [-math.log(table[tuple(ids[i - n + 1 : i + 1])], base) for i in range(n - 1, len(ids))]
    assert codes.ngram_nll(ids, table, base) == pytest.approx(sum(by_hand) / len(by_hand), rel=1e-12)
    smoothed = codes.WittenBell(ids, 4, n)
    by_hand = [-math.log(p, base) for p in smoothed.probabilities(ids)]
    assert codes.ngram_nll(ids, smoothed, base) == pytest.approx(sum(by_hand) / len(by_hand), rel=1e-12)


def test_one_impossible_bigram_costs_infinity_and_smoothing_pays_for_it():
    train, unseen = [0, 1, 0, 1, 0], [0, 1, 1]
    assert codes.ngram_nll(unseen, codes.fit_bigram(train, 2)) == math.inf
    assert codes.ngram_nll(unseen, codes.fit_bigram(train, 2, alpha=0.1)) < math.inf
    assert codes.ngram_nll(unseen, codes.WittenBell(train, 2, 2)) < math.inf
    assert codes.ngram_nll(train, codes.fit_bigram(train, 2)) == 0


@given(symbols, st.integers(1, 3))
def test_no_table_explains_its_own_text_better_than_its_counts(ids, n):
    best = codes.ngram_nll(ids, codes.fit_ngram(ids, 4, n))
    for alpha in (0.1, 1, 10):
        assert best <= codes.ngram_nll(ids, codes.fit_ngram(ids, 4, n, alpha)) + 1e-12


def test_samples_follow_the_model_they_are_drawn_from():
    M = np.array([[0.9, 0.1, 0.0], [0.0, 0.2, 0.8], [0.5, 0.5, 0.0]])
    text = codes.sample_ngram(M, 5000, np.random.default_rng(1), start=[0])
    assert text.shape == (5000,) and codes.fit_bigram(text, 3) == pytest.approx(M, abs=0.03)
    again = codes.sample_ngram(M, 5000, np.random.default_rng(1), start=[0])
    assert (text == again).all()
    unigram = codes.sample_ngram(np.array([0.25, 0.75]), 2000, np.random.default_rng(2))
    assert unigram.mean() == pytest.approx(0.75, abs=0.03)
    model = codes.WittenBell([0, 1, 2] * 50, 3, 3)
    cycle = codes.sample_ngram(model, 300, np.random.default_rng(3))
    assert ((np.diff(cycle) % 3) == 1).mean() > 0.9
    assert codes.sample_ngram(M, 0, np.random.default_rng(0), start=[1]).shape == (0,)


def test_a_table_of_higher_order_continues_the_last_symbols_of_the_start():
    follow = np.zeros((2, 2, 2))
    follow[0, 0, 1] = follow[0, 1, 1] = follow[1, 1, 0] = follow[1, 0, 0] = 1
    assert codes.sample_ngram(follow, 6, np.random.default_rng(0), start=[1, 1, 0, 0]).tolist() == [1, 1, 0, 0, 1, 1]
    with pytest.raises(ValueError, match=r"^start must be one text of at least 2 symbols"):
        codes.sample_ngram(follow, 1, np.random.default_rng(0), start=[1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: codes.fit_bigram([0], 2), ValueError, "ids must be one text of at least 2 symbols"),
        (lambda: codes.fit_bigram([0, 2], 2), ValueError, r"ids must lie between 0 and 1, but ids\[1\] is 2"),
        (lambda: codes.fit_bigram([0, -1], 2), ValueError, r"ids\[1\] is -1"),
        (lambda: codes.fit_bigram([0.0, 1.0], 2), ValueError, "ids must be integers"),
        (lambda: codes.fit_bigram("ab", 2), TypeError, "ids must hold real numbers"),
        (lambda: codes.fit_bigram([[0, 1]], 2), ValueError, "ids must be one text"),
        (lambda: codes.fit_bigram([0, 1], 2, alpha=-1), ValueError, "alpha must be >= 0"),
        (lambda: codes.fit_bigram([0, 1], 2, alpha=math.inf), ValueError, "alpha must be >= 0 and finite"),
        (lambda: codes.fit_bigram([0, 1], 0), ValueError, "V must be an integer >= 1"),
        (lambda: codes.fit_ngram([0, 1], 2, 0), ValueError, "n must be an integer >= 1"),
        (lambda: codes.fit_ngram(range(9), 9, 9), ValueError, "at most ten million numbers, but 9 \\*\\* 9 are more"),
        (lambda: codes.ngram_nll([0], np.full((2, 2), 0.5)), ValueError, "ids must be one text of at least 2 symbols"),
        (
            lambda: codes.ngram_nll([], codes.WittenBell([0], 1, 1)),
            ValueError,
            "ids must be one text of at least 1 symbol",
        ),
    ],
)
def test_n_gram_models_refuse(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_ids_are_not_changed():
    ids = np.array([0, 1, 1, 0])
    ids.flags.writeable = False
    model = codes.WittenBell(ids, 2, 2)
    codes.fit_bigram(ids, 2), codes.ngram_nll(ids, model), model.probabilities(ids)
    codes.sample_ngram(model, 3, np.random.default_rng(0), start=ids)
    assert ids.tolist() == [0, 1, 1, 0]
