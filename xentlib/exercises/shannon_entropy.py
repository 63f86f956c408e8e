"""The exercises of notebook 01: entropy, and the codes that come near it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, INTEGERS, NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from ..checking.values import close
from ..datasets import zen_of_python
from .draws import distributions
from .recognise import Function, Predicate, Seen, always_as, both, only_where, sorted_out, unchecked

# Insights and questions that more than one exercise needs.
LIST_AS_ARRAY = (
    "your function stops when it is given a plain list: it asks for something that only an array can do.",
    "[0.5, 0.5] > 0 is no question for a list. Which function of the library's or of NumPy's makes an array of "
    "whatever comes in?")
MISSING_MINUS = (
    "your entropies are the right size, but negative.",
    "A probability is at most 1. What sign does its logarithm have, and what sign should a price have?")

# ---------------------------------------------------------------- 1.1 entropy


def _nats(p: Any) -> float:
    return xl.entropy(p, math.e)


def _plain_formula(p: Any, base: float = 2.0) -> float:
    """The formula without a thought about p = 0, as NumPy computes it."""
    p = xl.as_distribution(p)
    with np.errstate(all="ignore"):
        return float(-np.sum(p * np.log(p)) / math.log(base))


def _plain_formula_in_python(p: Any, base: float = 2.0) -> float:
    """The same in plain Python, where log 0 is an error."""
    return -sum(x * math.log(x, base) for x in xl.as_distribution(p).tolist())


def _unweighted(p: Any, base: float = 2.0) -> float:
    p = xl.as_distribution(p)
    return float(-np.sum(np.log(p[p > 0])) / math.log(base))


def _share_of_the_largest(p: Any, base: float = 2.0) -> float:
    return xl.entropy(p) / math.log2(max(len(p), 2))


def _plain_average(p: Any, base: float = 2.0) -> float:
    return _unweighted(p, base) / int(np.count_nonzero(p))


def _both_outcomes_each(p: Any, base: float = 2.0) -> float:
    return float(np.sum(xl.binary_entropy(xl.as_distribution(p), base)))


def _normalising(p: Any, base: float = 2.0) -> float:
    return xl.entropy(xl.normalise(p), base)


def _list_as_array(seen: Seen) -> bool:
    """Stops wherever it is given a list, because it asks a question of it that only an array can answer."""
    lists = [outcome.error for request, outcome in seen if isinstance(request.args[0], list)]
    return bool(lists) and all(type(error) in (TypeError, AttributeError) and "list" in str(error) for error in lists)


def _nearly_right(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.entropy)
    return all(close(outcome.value, right, atol=1e-3) for _, outcome, right in valid)


def _certain(seen: Seen) -> list[float]:
    """What outcomes that are certain cost."""
    return [o.value for c, o in seen if len(c.args[0]) and max(c.args[0]) == 1.0 and isinstance(o.value, float)]


def _trace_below_zero(seen: Seen) -> bool:
    """Everything is nearly right, but certainty costs a tiny amount less than nothing."""
    return _nearly_right(seen) and any(-1e-3 < value < 0 for value in _certain(seen))


def _trace_above_zero(seen: Seen) -> bool:
    return _nearly_right(seen) and any(0 < value < 1e-3 for value in _certain(seen))


def _rare_ones_dropped(seen: Seen) -> bool:
    """Everything is right but the share of very small probabilities."""
    valid, _ = sorted_out(seen, xl.entropy)
    rare = [(o.value, right) for c, o, right in valid if any(0 < x < 1e-9 for x in c.args[0])]
    others = [(o.value, right) for c, o, right in valid if all(x == 0 or x >= 1e-4 for x in c.args[0])]
    return (bool(rare) and _nearly_right(seen) and all(close(value, right) for value, right in others)
            and all(isinstance(value, float) and value < 0.1 * right for value, right in rare))


def _warns_on_the_way(seen: Seen) -> bool:
    return any("encountered in" in text for _, outcome in seen for text in outcome.warnings)


def _nan_is_dropped(seen: Seen) -> bool:
    return unchecked(xl.entropy, _normalising)(seen) and _warns_on_the_way(_valid_calls(seen))


def _log_of_zero(seen: Seen) -> bool:
    """Every value is right and bad input refused, but a warning tells of log 0."""
    valid, refused = sorted_out(seen, xl.entropy)
    return (all(close(outcome.value, right) for _, outcome, right in valid)
            and all(outcome.error is not None for _, outcome in refused)
            and _warns_on_the_way(_valid_calls(seen)))


def _valid_calls(seen: Seen) -> Seen:
    return [(request, outcome) for request, outcome, _ in sorted_out(seen, xl.entropy)[0]]


def _with_impossible(answer: Function, p: np.ndarray) -> str | None:
    if abs(answer(np.append(p, 0.0)) - answer(p)) < 1e-9:
        return None
    return "a further outcome that never happens changes the entropy."


def _turned_round(answer: Function, p: np.ndarray) -> str | None:
    return None if abs(answer(p) - answer(p[::-1].copy())) < 1e-9 else "turning the list round changes the entropy."


def _two_sources(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    pair = np.outer(p, q).ravel()
    if abs(answer(pair) - answer(p) - answer(q)) < 1e-9:
        return None
    return "the pair does not cost the sum of both."


ENTROPY = Exercise(
    name="entropy", points=3, visible_points=1, reference=xl.entropy, returns=NUMBER,
    visible=[
        Values("A fair coin has 1 bit, four equal outcomes have 2, and [1/2, 1/4, 1/8, 1/8] has 1.75.", [
            call([0.5, 0.5]), call([0.25] * 4), call([0.5, 0.25, 0.125, 0.125])]),
        Values("A biased coin has 0.468996 bits, which is 0.325083 nats.", [
            call([0.9, 0.1]), call([0.9, 0.1], base=math.e)]),
        Values("Outcomes that never happen cost nothing.", [call([1.0, 0.0]), call([0.5, 0.5, 0.0])]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(p) for p in distributions(rng, 4)]),
        Values("Certainty costs exactly 0.0, and nothing warns.",
               [call([1.0]), call([0.0, 1.0, 0.0]), call(np.array([1.0, 0.0])), call((0, 1))],
               silent=True, zero_is_positive=True, atol=0),
        Values("What is no distribution is refused with a ValueError.",
               [call([0.36, 0.65, 0.45]), call([1.5, -0.5]), call([np.nan, 1.0]), call([])]),
        Values("Fresh distributions, impossible outcomes among them, have the right entropy.",
               lambda rng: [call(p.tolist()) for p in distributions(rng, 20)]
               + [call(np.full(1000, 1e-3)), call([0.2, 0.3, 0.5], base=10.0)]),
        Values("Tiny probabilities keep their tiny contribution.", [call([1 - 1e-12, 1e-12])], rtol=1e-4, atol=0),
        Law("The order of the outcomes does not matter.", lambda rng: ((p,) for p in distributions(rng, 10)),
            _turned_round),
        Law("Adding an outcome that never happens changes nothing.",
            lambda rng: ((p,) for p in distributions(rng, 6)), _with_impossible),
        Law("Two independent sources together have the sum of their entropies.",
            lambda rng: zip(distributions(rng, 6), distributions(rng, 6), strict=True), _two_sources),
    ],
    misconceptions=[
        Misconception("missing minus", *MISSING_MINUS,
                      like=[lambda p, base=2.0: -xl.entropy(p, base)]),
        Misconception("list as array", *LIST_AS_ARRAY, shows=_list_as_array),
        Misconception("0 log 0", "as soon as an outcome has probability 0, your function finds no value.",
                      "How often does anybody pay for the surprise of an outcome that never happens, however large "
                      "that surprise is? Which outcomes does your sum really need?",
                      like=[_plain_formula, _plain_formula_in_python]),
        Misconception("base ignored", "your values do not follow `base`: one unit is used whatever is asked for.",
                      "`base=np.e` asks for nats and `base=2` for bits. How many bits does a fair coin have, and how "
                      "many nats?",
                      like=[lambda p, base=2.0: xl.entropy(p), lambda p, base=2.0: _nats(p),
                            lambda p, base=2.0: xl.entropy(p, 10)]),
        Misconception("unit change turned round", "your change of unit goes the wrong way: where the values should "
                      "grow, they shrink.",
                      "A nat is the larger unit, 1 nat is about 1.44 bits. Does the same coin have more bits or more "
                      "nats?",
                      like=[lambda p, base=2.0: _nats(p) * math.log(base),
                            lambda p, base=2.0: xl.entropy(p) * math.log2(base)]),
        Misconception("averaged twice", "your values are the right ones divided by the number of outcomes.",
                      "The probabilities p already are the weights of an average. What does dividing by K do on top?",
                      like=[lambda p, base=2.0: xl.entropy(p, base) / len(p),
                            lambda p, base=2.0: xl.entropy(p, base) / np.count_nonzero(p)]),
        Misconception("divided by the base", "your logarithm is divided by the base itself.",
                      "log 8 has to become 3 with base 2, and log 2 has to become 1. By what do you divide so that "
                      "both are right?",
                      like=[lambda p, base=2.0: _nats(p) / base, lambda p, base=2.0: xl.entropy(p) / base]),
        Misconception("share of the largest", "your values are shares of the largest possible entropy: every fair "
                      "source gets 1 from you, however many sides it has.",
                      "Is a fair die as uncertain as a fair coin? What has the number of outcomes to do with the unit?",
                      like=[_share_of_the_largest]),
        Misconception("plain average", "you average the surprises as if all outcomes were equally frequent.",
                      "On how many days out of a hundred does each surprise come? Which average knows about that?",
                      like=[_plain_average]),
        Misconception("rounded", "your entropies are right but for the digits that you cut off.",
                      "Who should decide how many digits are shown: you, or the one who called you?",
                      like=[lambda p, base=2.0, digits=digits: round(xl.entropy(p, base), digits)
                            for digits in range(1, 9)]),
        Misconception("unweighted", "you add the surprises of all outcomes as if each happened every time.",
                      "How often does each outcome happen, and so how much does its surprise "
                      "count?", like=[_unweighted]),
        Misconception("not happening counted too", "for each outcome you pay twice: when it happens, and again when it "
                      "does not.",
                      "If it is not the first outcome, it is one of the others. Whose surprise is paid then, and is "
                      "that surprise already in your sum?", like=[_both_outcomes_each]),
        Misconception("epsilon inside", "a certain event costs slightly less than nothing in your function.",
                      "What does a small number added inside the logarithm do to log 1? Which single probability "
                      "were you guarding against, and does it need a logarithm at all?", shows=_trace_below_zero),
        Misconception("clipped", "a certain event costs a trace more than nothing in your function: its impossible "
                      "rivals were given a little probability.",
                      "The contract wants exactly 0.0 here. What should an outcome that never happens add to the bill?",
                      shows=_trace_above_zero),
        Misconception("nan dropped", "on the way, your function makes a nan of 0 · log 0 and drops it without a "
                      "word; the nan of a negative probability goes the same way, and [1.5, -0.5] gets an entropy.",
                      "Which nan is a harmless zero in disguise, and which one is somebody's bug? What could be "
                      "checked before any logarithm is taken?", shows=_nan_is_dropped),
        Misconception("log of zero", "your values are right, but your function takes the logarithm of 0 on the way and "
                      "throws the result away; the warning is about that.",
                      "Whoever uses your function sees that warning and wonders what broke. Can the zeros leave "
                      "before the logarithm comes?", shows=_log_of_zero),
        Misconception("no validation", "numbers that are no distribution get an entropy from you.",
                      "What would somebody notice who passes [0.36, 0.65, 0.45] or [1.5, -0.5] by mistake?",
                      shows=lambda seen: unchecked(xl.entropy, _normalising)(seen) and not _nan_is_dropped(seen)),
        Misconception("silent normalising", "you repair what is no distribution and answer another question.",
                      "Which bug in somebody's program would your function keep quiet about?",
                      like=[_normalising, lambda p, base=2.0: _normalising(np.abs(p), base)]),
        Misconception("small ones dropped", "your function forgets outcomes that are rare but possible.",
                      "Only one probability contributes exactly nothing. Which?", shows=_rare_ones_dropped),
    ],
    probes=[call([1.5, -0.5]), call([1.0, 0.0]), call([0.36, 0.65, 0.45]), call([0.7, 0.3]), call([0.2, 0.3, 0.5]),
            call([0.7, 0.3], base=math.e), call([0.2, 0.3, 0.5], base=10.0), call([1 - 1e-4, 1e-4])],
)

# ---------------------------------------------------------------- 1.2 entropy_rows


def _table(P: Any, base: float = 2.0) -> np.ndarray:
    """The table, if the exercise accepts it."""
    xl.entropy_rows(P, base)
    return np.asarray(P, float)


def _terms(P: Any, base: float = 2.0) -> np.ndarray:
    """p log 1/p for every entry."""
    P = _table(P, base)
    return P * np.where(P > 0, xl.surprisal(P, base), 0)


def _plain_rows(P: Any, base: float = 2.0) -> np.ndarray:
    P = _table(P, base)
    with np.errstate(all="ignore"):
        return -np.sum(P * np.log(P), axis=1) / math.log(base)


def _unweighted_rows(P: Any, base: float = 2.0) -> np.ndarray:
    P = _table(P, base)
    return np.sum(np.where(P > 0, xl.surprisal(P, base), 0), axis=1)


def _rows_normalised(P: Any, base: float = 2.0) -> np.ndarray:
    return xl.entropy_rows(xl.normalise(P), base)


def _rows_lost(seen: Seen) -> bool:
    """Every call stops because there is no second axis left to sum along."""
    return bool(seen) and all(isinstance(outcome.error, np.exceptions.AxisError)
                              for _, outcome, _ in sorted_out(seen, xl.entropy_rows)[0])


def _tables(rng: np.random.Generator, shapes: Sequence[tuple[int, int]]) -> Iterator[Call]:
    """Random tables of distributions of the given shapes, with a few impossible outcomes."""
    for N, K in shapes:
        weights = rng.integers(0, 10, size=(N, K)) + rng.random((N, K)).round(2)
        weights[rng.random((N, K)) < 0.2] = 0
        weights[:, 0] += 1
        yield call(weights / weights.sum(axis=1, keepdims=True))


ENTROPY_ROWS = Exercise(
    name="entropy_rows", points=2, visible_points=1, reference=xl.entropy_rows, returns=FLOAT_ARRAY,
    visible=[
        Values("The rows [.5, .5], [1, 0] and [.9, .1] have 1, 0 and 0.468996 bits: three rows, three numbers.", [
            call([[0.5, 0.5], [1.0, 0.0], [0.9, 0.1]]), call(np.array([[0.5, 0.5], [1.0, 0.0], [0.9, 0.1]]))]),
        Values("It works for more than two outcomes.", [call([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]])]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: list(_tables(rng, [(2, 3)]))),
        Values("A square table is read by rows, not by columns.",
               [call([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5], [0.25, 0.25, 0.5]])]),
        Values("Fresh tables of several shapes have the right entropies.",
               lambda rng: [call([[1, 0], [0, 1], [1, 0]]), *_tables(rng, [(2, 2), (3, 3), (2, 5), (6, 4), (40, 7)])]),
        Values("A table of one row gives an array of one number, and `base` is followed.",
               [call([[0.9, 0.1]]), call([[0.9, 0.1]], base=math.e), call([[0.5, 0.5], [0.2, 0.8]], base=10.0)]),
        Values("A table with a row that is no distribution is refused with a ValueError.", [
            call([[0.5, 0.5], [0.6, 0.5]]), call([[0.6, 0.5], [0.5, 0.4]]), call([[1.5, -0.5], [0.5, 0.5]]),
            call([[0.5, 0.5], [np.nan, 1.0]]), call([[0.5, 0.2, 0.1], [0.5, 0.8, 0.9]])]),
    ],
    misconceptions=[
        Misconception("one number for all", "you get one number for the whole table: the entropies of all rows, "
                      "together.",
                      "Each row is a source of its own. Along which axis do its outcomes lie, and along which axis "
                      "do the rows?",
                      like=[lambda P, base=2.0: float(np.sum(_terms(P, base))),
                            lambda P, base=2.0: float(np.mean(np.sum(_terms(P, base), axis=1))),
                            lambda P, base=2.0: float(np.mean(_terms(P, base)))]),
        Misconception("columns", "you have one number for each column.",
                      "Which numbers of the table add up to 1: those beside each other, or those below each other?",
                      like=[lambda P, base=2.0: np.sum(_terms(P, base), axis=0)]),
        Misconception("averaged twice", "your values are the right ones divided by the number of outcomes.",
                      "The entries of a row already are the weights of an average. What does a mean do on top?",
                      like=[lambda P, base=2.0: np.mean(_terms(P, base), axis=1)]),
        Misconception("rows lost", "when your function comes to sum along the rows, there are no rows any more: the "
                      "table has become one flat list.",
                      "Which shape does P[P > 0] have, and to which row does each of its entries belong? What could "
                      "stand in for a zero, so that the table keeps its shape?", shows=_rows_lost),
        Misconception("list as array", *LIST_AS_ARRAY, shows=_list_as_array),
        Misconception("0 log 0", "a row with a probability of 0 gets no value from you.",
                      "How often does anybody pay for the surprise of an outcome that never happens, however large "
                      "that surprise is?", like=[_plain_rows]),
        Misconception("missing minus", *MISSING_MINUS,
                      like=[lambda P, base=2.0: -xl.entropy_rows(P, base)]),
        Misconception("unweighted", "in each row you add the surprises as if each outcome happened every time.",
                      "How often does each outcome happen, and so how much does its surprise count?",
                      like=[_unweighted_rows]),
        Misconception("base ignored", "your values do not follow `base`: one unit is used whatever is asked for.",
                      "How many bits does a fair coin have, and how many nats?",
                      like=[lambda P, base=2.0: xl.entropy_rows(P), lambda P, base=2.0: xl.entropy_rows(P, math.e),
                            lambda P, base=2.0: xl.entropy_rows(P, 10)]),
        Misconception("rounded", "your entropies are right but for the digits that you cut off.",
                      "Who should decide how many digits are shown: you, or the one who called you?",
                      like=[lambda P, base=2.0, digits=digits: np.round(xl.entropy_rows(P, base), digits)
                            for digits in range(1, 9)]),
        Misconception("no validation", "a table with a row that is no distribution gets entropies from you.",
                      "In [[0.6, 0.5], [0.5, 0.4]] the grand total is 2, as it should be for two rows. Is each row a "
                      "distribution?", shows=unchecked(xl.entropy_rows, _rows_normalised)),
        Misconception("silent normalising", "you repair the rows that are no distributions and answer another "
                      "question.",
                      "Which bug in somebody's program would your function keep quiet about?",
                      like=[_rows_normalised, lambda P, base=2.0: _rows_normalised(np.abs(P), base)]),
    ],
    probes=[call([[0.25, 0.25, 0.25, 0.25], [0.1, 0.2, 0.3, 0.4]]), call([[0.5, 0.5]])],
)

# ---------------------------------------------------------------- 1.3 text_entropy


def _of_pieces(pieces: Sequence[Any]) -> float:
    """The entropy, in bits, of how often each piece occurs."""
    counts = np.array(list(Counter(pieces).values()))
    return xl.entropy(counts / counts.sum()) if len(counts) else 0.0


def _cleaned(clean: Callable[[str], str]) -> Function:
    return lambda text: _of_pieces(clean(text))


def _only(keep: Callable[[str], bool]) -> Callable[[str], str]:
    return lambda text: "".join(filter(keep, text))


_KEPT: list[Callable[[str], str]] = [
    str, str.strip, lambda text: text.replace(" ", ""), lambda text: text.replace("\n", ""),
    lambda text: "".join(text.split()), lambda text: " ".join(text.split()), _only(str.isalpha), _only(str.isalnum),
    _only(lambda c: c.isalpha() or c == " "),
]
_CLEANED = [*_KEPT[1:], *((lambda text, keep=keep: keep(text.lower())) for keep in _KEPT)]


def _one_of_each(text: str) -> float:
    """Every different character gets the probability 1/n."""
    return len(set(text)) / len(text) * math.log2(len(text))


def _every_occurrence(text: str) -> float:
    """The terms p log 1/p summed over the whole text, where each kind of character comes as often as it occurs."""
    p = xl.character_frequencies(text)
    return math.fsum(-p[c] * math.log2(p[c]) for c in text)


def _refuses_blanks(seen: Seen) -> bool:
    """Everything is right but for the texts that are all white space."""
    blank = [outcome for request, outcome in seen if request.args[0].isspace()]
    others = [(outcome, xl.text_entropy(request.args[0])) for request, outcome in seen if request.args[0].strip()]
    return (any(isinstance(outcome.error, ValueError) for outcome in blank)
            and all(close(outcome.value, right) for outcome, right in others))


def _random_texts(rng: np.random.Generator) -> Iterator[Call]:
    for letters, n in (("ab", 5), ("abc ", 8), ("aAbB\n .", 30), ("éeñn ☂😀", 40), ("the quick brown fox\n", 300)):
        yield call("".join(rng.choice(list(letters), size=n)))


def _shuffled(answer: Function, text: str) -> str | None:
    if abs(answer(text) - answer("".join(sorted(text)))) < 1e-9:
        return None
    return "the same characters in another order give another value."


def _repeated(answer: Function, text: str) -> str | None:
    if abs(answer(text) - answer(text * 3)) < 1e-9:
        return None
    return "the text three times over gives another value, although each character is as frequent as before."


TEXT_ENTROPY = Exercise(
    name="text_entropy", points=2, visible_points=1, reference=xl.text_entropy, returns=NUMBER,
    visible=[
        Values("aabb has 1 bit per character, abcd has 2, aaaa has none.", [call("aabb"), call("abcd"), call("aaaa")]),
        Values("The Zen of Python has 4.4851 bits per character.", [call(zen_of_python())]),
    ],
    hidden=[
        Values("How often each character occurs decides.", [call("aaab"), call("abracadabra")]),
        Values("Capitals, spaces, newlines and accents are characters of their own.",
               [call("aA a"), call(" a b\n\n"), call("  \n"), call("Éé"), call("naïve ☂☂"), call("aš")]),
        Values("The empty text is refused with a ValueError.", [call("")]),
        Values("Fresh texts have the right entropy.", _random_texts),
        Law("Only the counts matter, not the order.",
               lambda rng: ((c.args[0],) for c in _random_texts(rng)), _shuffled),
        Law("It is an average per character: a longer text of the same kind costs no more.",
            lambda rng: ((c.args[0],) for c in _random_texts(rng)), _repeated),
    ],
    misconceptions=[
        Misconception("all equally frequent", "your values depend only on how many different characters there are.",
                      "The logarithm of the size of the alphabet is what a text costs when all its characters are "
                      "equally frequent. Are they, in English?",
                      like=both(xl.text_entropy, lambda text: math.log2(len(set(text)) or 1),
                                 lambda text: math.ceil(math.log2(len(set(text)) or 1)))),
        Misconception("each kind once", "every different character has the same probability in your function, 1 over "
                      "the length of the text.",
                      "In aaab, how likely is the next character to be an a? What do your probabilities add up to?",
                      like=[_one_of_each]),
        Misconception("every occurrence", "you go through the text and add p log 1/p at every place, so a frequent "
                      "character is counted again each time it occurs.",
                      "p already says how often a character occurs. Over what does the sum in the entropy run?",
                      like=[_every_occurrence]),
        Misconception("whole text", "your values are the cost of the whole text, not of one of its characters.",
                      "The text twice over would cost twice as much in your unit. What is asked for?",
                      like=both(xl.text_entropy, lambda text: _of_pieces(text) * len(text))),
        Misconception("other unit", "your values are right in another unit than the one that is asked for.",
                      "aabb is as uncertain as a fair coin. How many bits does a fair coin have?",
                      like=both(xl.text_entropy, lambda text: _of_pieces(text) * math.log(2),
                                 lambda text: _of_pieces(text) * math.log10(2))),
        Misconception("missing minus", *MISSING_MINUS,
                      like=both(xl.text_entropy, lambda text: -_of_pieces(text))),
        Misconception("text cleaned", "your function changes the text before it counts: some characters are left "
                      "out, or taken for others.",
                      "Bob wants to read the message just as it was written. Are A and a the same symbol for his "
                      "code, and does a space need no codeword?",
                      like=both(xl.text_entropy, *map(_cleaned, _CLEANED))),
        Misconception("words counted", "you count words, not characters.",
                      "The words of a text have an entropy too, of another source. What is one symbol here?",
                      shows=always_as(xl.text_entropy, lambda text: _of_pieces(text.split()))),
        Misconception("bytes counted", "your values are right as long as the text is plain English; é or ☂ count as "
                      "more than one.",
                      "A file stores é in two bytes. How many characters does a reader see?",
                      like=both(xl.text_entropy, lambda text: _of_pieces(text.encode()))),
        Misconception("rounded", "your values are right but for the digits that you cut off.",
                      "Who should decide how many digits are shown: you, or the one who called you?",
                      like=[lambda text, digits=digits: round(xl.text_entropy(text), digits)
                            for digits in range(1, 9)]),
        Misconception("blank text refused", "a text of nothing but spaces and newlines is refused, as if it were "
                      "empty.",
                      "How many characters has a text of two spaces and a newline?", shows=_refuses_blanks),
        Misconception("empty text answered", "the empty text gets an entropy from you.",
                      "An average over no characters at all: of which distribution would it be the entropy?",
                      shows=unchecked(xl.text_entropy)),
    ],
    probes=[call("aaab"), call("a b\nA"), call("mississippi")],
)

# ---------------------------------------------------------------- 1.4 expected_length

BOB = {"sun": 0.5, "clouds": 0.25, "rain": 0.125, "snow": 0.125}
FIXED = {"sun": "00", "clouds": "01", "rain": "10", "snow": "11"}
BOBS_CODE = {"sun": "0", "clouds": "10", "rain": "110", "snow": "111"}
ALICES_CODE = {"sun": "110", "clouds": "0", "rain": "10", "snow": "111"}


def _lengths_of(p: Mapping, code: Mapping) -> list[int]:
    """The lengths of the codewords that can be needed, in the order of p."""
    return [len(code[s]) for s in p if p[s] > 0 and s in code]


def _paired_by_place(p: Mapping, code: Mapping) -> float:
    return math.fsum(x * len(word) for x, word in zip(p.values(), code.values(), strict=False))


def _paired_as_arrays(p: Mapping, code: Mapping) -> float:
    return float(np.dot(list(p.values()), [len(word) for word in code.values()]))


def _has_spare_codewords(p: Mapping, code: Mapping) -> bool:
    return any(s not in p for s in code)


def _has_none_for_an_impossible_symbol(p: Mapping, code: Mapping) -> bool:
    return any(share == 0 and s not in code for s, share in p.items())


def _no_such_key(outcome: Outcome) -> bool:
    return isinstance(outcome.error, LookupError)


def _random_books(rng: np.random.Generator) -> Iterator[Call]:
    """A distribution, and a code made for another one, in an order of its own and with codewords to spare."""
    for p in distributions(rng, 12):
        symbols = [f"s{i}" for i in range(len(p) + 1)]
        words = xl.huffman_code(rng.random(len(symbols)).round(2).tolist())
        order = rng.permutation(len(symbols))
        yield call(dict(zip(symbols, p.tolist(), strict=False)), {symbols[i]: words[i] for i in order})


EXPECTED_LENGTH = Exercise(
    name="expected_length", points=2, visible_points=1, reference=xl.expected_length, returns=NUMBER,
    accepts=(LookupError,),
    visible=[
        Values("Bob's weather costs 2 bits a day with the fixed code, and 1.75 with the code 0, 10, 110, 111.",
               [call(BOB, FIXED), call(BOB, BOBS_CODE)]),
        Values("Bob's weather written in Alice's code costs 2.375 bits a day.", [call(BOB, ALICES_CODE)]),
    ],
    hidden=[
        Values("Symbols are found by name: the order of the code book does not matter.",
               [call({"a": 0.5, "b": 0.25, "c": 0.25}, {"c": "11", "b": "10", "a": "0"}),
                call(BOB, dict(reversed(BOBS_CODE.items())))]),
        Values("Codewords for other symbols are ignored.",
               [call({"a": 0.5, "b": 0.5}, {"a": "0", "b": "10", "hail": "110"}),
                call({"a": 0.25, "b": 0.75}, {"hail": "0", "a": "10", "b": "110"})]),
        Values("A symbol that can occur but has no codeword is refused (KeyError or ValueError).",
               [call({"a": 0.5, "b": 0.5}, {"a": "0"}), call(BOB, {}),
                call({"a": 1 - 2.0 ** -40, "b": 2.0 ** -40}, {"a": "0"})]),
        Values("A symbol that never occurs needs no codeword.",
               [call({"a": 0.5, "b": 0.5, "c": 0.0}, {"a": "0", "b": "10"})]),
        Values("Fresh distributions and code books have the right cost; symbols may be numbers, too.",
               lambda rng: [call({0: 0.5, 1: 0.25, (1, 0): 0.25}, {(1, 0): "11", 1: "10", 0: "0"}),
                            *_random_books(rng)]),
    ],
    misconceptions=[
        Misconception("unweighted mean", "your value is the plain average of the codeword lengths.",
                      "Is Bob's sun as frequent as his snow? Which codeword is sent most often?",
                      like=both(xl.expected_length, lambda p, code: float(np.mean([len(w) for w in code.values()])),
                                 lambda p, code: float(np.mean([len(code.get(s, "")) for s in p])))),
        Misconception("whole code book", "you add up the lengths of all codewords.",
                      "One day's message is one codeword. How often is it which one?",
                      like=both(xl.expected_length, lambda p, code: sum(len(w) for w in code.values()),
                                 lambda p, code: sum(_lengths_of(p, code)))),
        Misconception("averaged twice", "your values are the right ones divided by the number of symbols.",
                      "The probabilities already are the weights of an average. What does dividing do on top?",
                      like=both(xl.expected_length, lambda p, code: sum(
                          x * len(code.get(s, "")) for s, x in p.items()) / len(p))),
        Misconception("entropy instead", "your value is the same for every code: it is the entropy, what the best "
                      "imaginable code would cost.",
                      "This code is on the table, good or bad. What do its own codewords cost?",
                      like=both(xl.expected_length, lambda p, code: xl.entropy(list(p.values())))),
        Misconception("longest codeword", "your value is the length of the longest codeword: the worst day, not the "
                      "average one.",
                      "How often does the worst day come?",
                      like=both(xl.expected_length, lambda p, code: max(map(len, code.values()), default=0),
                                 lambda p, code: max(_lengths_of(p, code), default=0))),
        Misconception("paired by place", "you pair the first probability with the first codeword, the second with the "
                      "second, and so on.",
                      "Two dicts need not have the same order, or the same keys. How does one find a word in a code "
                      "book?",
                      like=both(xl.expected_length, _paired_by_place, _paired_as_arrays)),
        Misconception("walks through the code book", "your function stops at a codeword for a symbol that is not in p.",
                      "What can be sent is decided by p. Which of the two dicts should lead the loop?",
                      shows=only_where(xl.expected_length, _has_spare_codewords, _no_such_key)),
        Misconception("word for the impossible", "your function asks for a codeword even where the symbol never "
                      "occurs.",
                      "How often will the codeword of a symbol with p = 0 be sent?",
                      shows=only_where(xl.expected_length, _has_none_for_an_impossible_symbol, _no_such_key)),
        Misconception("missing word is free", "a symbol without a codeword costs nothing in your function.",
                      "Half of the days cannot be sent at all. Would Alice want to hear that her bill went down?",
                      shows=unchecked(xl.expected_length)),
    ],
    probes=[call({"a": 0.7, "b": 0.2, "c": 0.1}, {"a": "0", "b": "10", "c": "11"}),
            call({"a": 0.25, "b": 0.75}, {"a": "0000", "b": "1"}), call({"a": 0.6, "b": 0.4}, {"a": "0", "b": "11"})],
)

# ---------------------------------------------------------------- 1.5 shannon_lengths


def _from_surprise(rounded: Callable[[float], float], base: float = 2.0) -> Function:
    """Codeword lengths by another rule than rounding -log2 p up."""
    def lengths(p: Any) -> list:
        xl.shannon_lengths(p)
        return [rounded(s) for s in xl.surprisal(p, base).tolist()]
    return lengths


def _rounded_terms(p: Any) -> list[int]:
    xl.shannon_lengths(p)
    return [math.ceil(-share * math.log2(share)) for share in p]


def _trips_over_powers_of_two(seen: Seen) -> bool:
    """All lengths are right but those of some powers of 1/2, long since below 1/8, which are one too long."""
    tripped = False
    for request, outcome, right in sorted_out(seen, xl.shannon_lengths)[0]:
        got = _integers(outcome.value, len(right))
        if got is None:
            return False
        for share, a, b in zip(request.args[0], got, right, strict=True):
            if a != b and not (a == b + 1 and share == 2.0 ** -b and share < 1 / 8):
                return False
            tripped |= a != b
    return tripped


def _no_answer_to_zero(seen: Seen) -> bool:
    """All lengths are right, but a probability of 0 is answered, or stops the function by accident."""
    valid, refused = sorted_out(seen, xl.shannon_lengths)
    return (all(close(outcome.value, right) for _, outcome, right in valid)
            and any(not isinstance(outcome.error, ValueError) for c, outcome in refused if 0 in list(c.args[0])))


def _lengths_for_no_distribution(seen: Seen) -> bool:
    """All lengths are right and a probability of 0 is refused, but positive numbers with another total are not."""
    valid, refused = sorted_out(seen, xl.shannon_lengths)
    zeros = [outcome for request, outcome in refused if 0 in list(request.args[0])]
    positive = [outcome for request, outcome in refused if min(request.args[0]) > 0]
    return (all(close(outcome.value, right) for _, outcome, right in valid)
            and all(isinstance(outcome.error, ValueError) for outcome in zeros)
            and any(outcome.error is None for outcome in positive))


def _longer_by_one_bit_at_most(answer: Function, p: np.ndarray) -> str | None:
    lengths = _integers(answer(p.tolist()), len(p))
    if lengths is None:
        return "lengths of this size belong to no code for so few symbols."
    budget, cost, limit = _kraft(lengths), float(np.dot(p, lengths)), xl.entropy(p)
    if budget > 1:
        return f"the Kraft sum is {float(budget):.4g}, so no prefix code has these lengths."
    if not limit - 1e-9 <= cost < limit + 1:
        return f"the entropy is {limit:.4g} and the code costs {cost:.4g}."
    return None


POWERS_OF_HALF = [2.0 ** -k for k in range(1, 41)]

SHANNON_LENGTHS = Exercise(
    name="shannon_lengths", points=2, visible_points=1, reference=xl.shannon_lengths, returns=INTEGERS,
    visible=[
        Values("Powers of 1/2 need exactly their surprise: [1/2, 1/4, 1/8, 1/8] has the lengths 1, 2, 3, 3.",
               [call([0.5, 0.25, 0.125, 0.125])]),
        Values("[.4, .3, .2, .1] has the lengths 2, 2, 3, 4.", [call([0.4, 0.3, 0.2, 0.1])]),
        Law("The lengths fit Kraft's budget and cost less than one bit more than the entropy.",
            lambda rng: [(np.array([0.4, 0.3, 0.2, 0.1]),)], _longer_by_one_bit_at_most),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(p) for p in distributions(rng, 2, zeros=False)]),
        Law("Fresh lengths fit Kraft's budget and cost less than one bit more than the entropy.",
            lambda rng: ((p,) for p in distributions(rng, 100, largest=10, zeros=False)), _longer_by_one_bit_at_most),
        Values("Fresh distributions have the right lengths.",
               lambda rng: [call(p.tolist()) for p in distributions(rng, 30, largest=10, zeros=False)]),
        Values("Powers of 1/2 stay exact, down to the fortieth.", [call([*POWERS_OF_HALF, POWERS_OF_HALF[-1]])]),
        Values("A certain outcome needs no codeword: its length is 0.", [call([1.0])]),
        Values("A probability of 0 is refused with a ValueError.", [call([0.5, 0.5, 0.0]), call([0.0, 1.0])]),
        Values("What is no distribution is refused with a ValueError.", [
            call([0.36, 0.65, 0.45]), call([0.5, 0.25]), call([1.5, -0.5]), call([np.nan, 1.0])]),
    ],
    misconceptions=[
        Misconception("too short", "some of your codewords are shorter than the surprise of their symbol.",
                      "Add up 2 to the minus length over your lengths for [.4, .3, .2, .1]. Is there room for all of "
                      "them in the budget?",
                      like=[_from_surprise(round), _from_surprise(math.floor)]),
        Misconception("weighted", "you round p log 1/p up: the surprise times its probability.",
                      "A codeword is as long on a rare day as on a frequent one. Where do the frequencies come in: in "
                      "a length, or in the average of the lengths?",
                      like=[_rounded_terms]),
        Misconception("other unit", "your lengths follow the surprise in another unit than the codewords are made of.",
                      "A codeword is made of 0s and 1s. How many of them tell one of eight equally likely outcomes?",
                      like=[_from_surprise(math.ceil, math.e), _from_surprise(round, math.e),
                            _from_surprise(math.ceil, 10)]),
        Misconception("fractional", "your lengths are the exact surprises, digits behind the point and all.",
                      "Can a codeword have 1.32 digits? Which is the next length that can be had, if it must not be "
                      "too short?", like=[_from_surprise(float)]),
        Misconception("one too long", "some of your codewords have one digit more than they need.",
                      "Three digits tell exactly eight things apart. How long is your codeword for p = 1/8?",
                      like=[_from_surprise(lambda s: math.floor(s) + 1), _from_surprise(lambda s: math.ceil(s) + 1)]),
        Misconception("Huffman's lengths", "these are the lengths of the cheapest code, which is the next exercise; "
                      "here each length follows from its own probability alone.",
                      "What would Shannon give to an outcome of probability 0.4, without looking at the others?",
                      like=[lambda p: xl.shannon_lengths(p) and xl.huffman_lengths(p)]),
        Misconception("fixed length", "all your codewords have the same length.",
                      "Which outcome is sent most often, and does it get the short codeword?",
                      like=both(xl.shannon_lengths, lambda p: [math.ceil(math.log2(len(p)))] * len(p))),
        Misconception("certain outcome paid for", "a certain outcome gets a digit from you.",
                      "What does Bob learn from a message that he knew beforehand? How surprising is it?",
                      shows=only_where(xl.shannon_lengths, lambda p: 1.0 in list(p),
                                        lambda outcome: close(outcome.value, [1]))),
        Misconception("tripped over round-off", "your lengths are right but for some powers of 1/2, which get one "
                      "digit too many.",
                      "Print the surprise of 2**-29 as your function computes it, with all its digits. What does "
                      "rounding up make of it? Is there a logarithm that is exact there?",
                      shows=_trips_over_powers_of_two),
        Misconception("no validation", "numbers that are no distribution get codeword lengths from you.",
                      "Do the lengths for [0.36, 0.65, 0.45] fit Kraft's budget? What would somebody notice who passes "
                      "these numbers by mistake?", shows=_lengths_for_no_distribution),
        Misconception("no answer to zero", "your function has no answer ready for a probability of 0.",
                      "How long would the codeword of an impossible outcome have to be?", shows=_no_answer_to_zero),
    ],
    probes=[call([0.4, 0.3, 0.2, 0.1]), call([0.9, 0.1]), call([0.25] * 4), call([0.6, 0.15, 0.15, 0.1]),
            call([0.96, 0.02, 0.015, 0.005])],
)

# ---------------------------------------------------------------- 1.6 huffman_lengths


def _integers(value: Any, count: int) -> list[int] | None:
    """The value as `count` plain integers of a sane size; None for anything else."""
    if INTEGERS.problem(value, [0] * count):
        return None
    lengths = [int(length) for length in value]
    return lengths if all(abs(length) < 10_000 for length in lengths) else None


def _kraft(lengths: Sequence[int]) -> Fraction:
    return sum((Fraction(2) ** -length for length in lengths), Fraction(0))


def _cost(w: Any, lengths: Sequence[float]) -> float:
    """Digits per symbol, for weights that may be counts."""
    return float(np.dot(w, lengths)) / (float(np.sum(w)) or 1.0)


def _dearer(w: Any, lengths: Sequence[int]) -> bool:
    """Whether a code costs more than the best one."""
    return _cost(w, lengths) > _cost(w, xl.huffman_lengths(w)) * (1 + 1e-9)


def _judge_lengths(request: Call, value: Any, right: Any) -> str | None:
    """Every optimal code will do: what counts is that the lengths can be had, and what they cost."""
    w = request.args[0]
    lengths = _integers(value, len(w))
    if lengths is None:
        return "Lengths of this size belong to no code for so few symbols."
    if len(w) == 1 and lengths != [1]:
        return f"A single symbol gets a codeword of length 1 by the contract; yours has the length {lengths[0]}."
    if min(lengths) < 0:
        return f"A codeword cannot have {min(lengths)} digits."
    budget = _kraft(lengths)
    if budget > 1:
        return f"No prefix code has these lengths: they use {float(budget):.6g} of a budget of 1 (Kraft)."
    if _dearer(w, lengths):
        return (f"A code with these lengths exists, but it costs {_cost(w, lengths):.6g} digits per symbol on average; "
                f"the best one costs {_cost(w, right):.6g}.")
    return None


def _merged(w: Any, put_back: Callable[[list, tuple], None], arranged: Function = sorted) -> list[int]:
    """Merge the first two groups of the list again and again; `put_back` decides where the new group goes."""
    groups = [(weight, [i]) for i, weight in enumerate(w)]
    groups = arranged(groups, key=lambda group: group[0])
    lengths = [0] * len(w)
    while len(groups) > 1:
        (a, some), (b, others) = groups.pop(0), groups.pop(0)
        for i in some + others:
            lengths[i] += 1
        put_back(groups, (a + b, some + others))
    return lengths if len(w) > 1 else [1]


def _first(groups: list, new: tuple) -> None:
    groups.insert(0, new)


def _as_it_stands(groups: list, key: Function) -> list:
    return groups


def _heaviest_first(groups: list, key: Function) -> list:
    return sorted(groups, key=key, reverse=True)


def _largest_first(w: Any) -> list[int]:
    def put_back(groups: list, new: tuple) -> None:
        groups.append(new)
        groups.sort(key=lambda group: -group[0])
    return _merged(w, put_back, _heaviest_first)


def _split_from_the_top(w: Any) -> list[int]:
    """Fano's rule: sort, cut where both halves weigh most nearly the same, and go on in each half."""
    lengths = [0] * len(w)

    def split(members: list[int]) -> None:
        if len(members) == 1:
            return
        def imbalance(cut: int) -> float:
            return abs(sum(w[i] for i in members[:cut]) - sum(w[i] for i in members[cut:]))
        cut = min(range(1, len(members)), key=imbalance)
        for i in members:
            lengths[i] += 1
        split(members[:cut])
        split(members[cut:])

    split(sorted(range(len(w)), key=lambda i: -w[i]))
    return lengths if len(w) > 1 else [1]


def _valid_lengths(seen: Seen) -> list[tuple[list, list[int]]]:
    """Weights and lengths wherever the answer gave lengths, for more than one symbol."""
    pairs = ((request.args[0], _integers(outcome.value, len(request.args[0])))
             for request, outcome in seen if outcome.error is None)
    return [(w, lengths) for w, lengths in pairs if lengths is not None and len(w) > 1]


def _pays_as(*imitations: Callable[[Any], list[int]]) -> Predicate:
    """One of the imitations costs the same on every call, and too much somewhere. Ties may be broken differently."""

    def shows(seen: Seen) -> bool:
        pairs = _valid_lengths(seen)
        return any(_dearer(w, lengths) for w, lengths in pairs) and any(
            all(math.isclose(_cost(w, lengths), _cost(w, imitation(w)), rel_tol=1e-9) for w, lengths in pairs)
            for imitation in imitations)

    return shows


def _shannons(seen: Seen) -> bool:
    """Every length is the surprise rounded up, of the share or (by mistake) of the weight itself."""
    pairs = [(np.array(w, float), lengths) for w, lengths in _valid_lengths(seen) if min(w) > 0]

    def all_are(scaled: Callable[[np.ndarray], np.ndarray]) -> bool:
        return all(np.all(np.abs(np.ceil(-np.log2(scaled(w)) - 1e-9) - lengths) == 0) for w, lengths in pairs)

    return (any(_dearer(w, lengths) or _kraft(lengths) > 1 for w, lengths in pairs)
            and (all_are(lambda w: w / w.sum()) or all_are(lambda w: w)))


def _blind_to_weights(seen: Seen) -> bool:
    """All lengths of a code are within one of each other, even where that is too dear."""
    pairs = _valid_lengths(seen)
    return (any(_dearer(w, lengths) for w, lengths in pairs)
            and all(max(lengths) - min(lengths) <= 1 and max(lengths) <= math.ceil(math.log2(len(w))) + 1
                    for w, lengths in pairs))


def _at_the_wrong_symbols(seen: Seen) -> bool:
    """The lengths of an optimal code, dealt out in another order than that of the weights."""
    pairs = _valid_lengths(seen)
    return (any(_dearer(w, lengths) for w, lengths in pairs)
            and all(_kraft(lengths) <= 1 and not _dearer(sorted(w), sorted(lengths, reverse=True))
                    for w, lengths in pairs))


def _optimal_but(place: Callable[[list], bool], symptom: Callable[[list, Outcome], bool]) -> Predicate:
    """Optimal on all calls but those for which `place` holds, and there the symptom is seen."""

    def shows(seen: Seen) -> bool:
        there = [(request.args[0], outcome) for request, outcome in seen if place(request.args[0])]
        elsewhere = [(request, outcome) for request, outcome in seen if not place(request.args[0])]
        return (any(symptom(w, outcome) for w, outcome in there)
                and all(outcome.error is None and not INTEGERS.problem(outcome.value, request.args[0])
                        and _judge_lengths(request, outcome.value, xl.huffman_lengths(request.args[0])) is None
                        for request, outcome in elsewhere))

    return shows


def _zero_weight_has_length_zero(w: list, outcome: Outcome) -> bool:
    lengths = _integers(outcome.value, len(w))
    return lengths is not None and any(weight == 0 and n == 0 for weight, n in zip(w, lengths, strict=True))


def _random_weights(rng: np.random.Generator) -> Iterator[Call]:
    """Up to 30 symbols, unsorted: small counts with many ties, and shares of 1."""
    for i in range(100):
        K = 2 + i * 29 // 100
        yield call(rng.integers(1, 6 + i, size=K).tolist() if i % 2 == 0 else rng.dirichlet(np.ones(K)).tolist())


def _fibonacci(count: int) -> list[int]:
    weights = [1, 1]
    while len(weights) < count:
        weights.append(weights[-1] + weights[-2])
    return weights


HUFFMAN_LENGTHS = Exercise(
    name="huffman_lengths", points=4, visible_points=2, reference=xl.huffman_lengths, returns=INTEGERS,
    judge=_judge_lengths,
    visible=[
        Values("[1/2, 1/4, 1/8, 1/8] costs 1.75 digits per symbol, the entropy itself.",
               [call([0.5, 0.25, 0.125, 0.125])]),
        Values("[.4, .3, .2, .1] costs 1.9, where Shannon's lengths cost 2.4.", [call([0.4, 0.3, 0.2, 0.1])]),
        Values("Among equal weights any optimal code will do.", [call([1, 1, 1, 1]), call([1, 1, 1])]),
    ],
    hidden=[
        Values("The lengths stand in the order of the weights, and the list of weights stays as it was.",
               [call([1, 10, 2, 5]), call([0.1, 0.2, 0.3, 0.4])]),
        Values("Merging from below beats splitting from the top.", [call([15, 7, 6, 6, 5])]),
        Values("A hundred fresh lists of up to 30 weights get optimal codes.", _random_weights),
        Values("Very uneven weights get very long codewords.", [call(_fibonacci(12)), call(_fibonacci(25)[::-1])]),
        Values("A single symbol gets length 1.", [call([7]), call([1.0])]),
        Values("Symbols of weight 0 get a codeword too.", [call([0, 1, 2]), call([3, 0, 1, 0, 5])]),
    ],
    misconceptions=[
        Misconception("Shannon's lengths", "your lengths are Shannon's, each symbol's surprise rounded up. They "
                      "always fit, but each rounding wastes a part of the budget.",
                      "For [.4, .3, .2, .1] they leave a good part of Kraft's budget unspent. Who could have a shorter "
                      "codeword?", shows=_shannons),
        Misconception("fixed length", "all your codewords are about equally long, whatever the weights.",
                      "Which symbol is sent most often? What would it save to give it one digit less, and who would "
                      "pay for that? (If your code comes from merging: when is it a merged group's turn again?)",
                      shows=_blind_to_weights),
        Misconception("merged group out of place", "your code exists but is too dear where the weights are nearly "
                      "equal: a merged group does not compete by its weight with the others.",
                      "After merging two of [1, 1, 1, 1] there are groups of weight 2, 1 and 1. Which two are the "
                      "lightest now?",
                      shows=_pays_as(lambda w: _merged(w, _first), lambda w: _merged(w, _first, _as_it_stands))),
        Misconception("largest first", "in your code the heaviest symbols have the longest codewords.",
                      "Those merged first end up deepest in the tree. Which symbols may lie deep?",
                      shows=_pays_as(_largest_first, lambda w: _merged(w, _first, _heaviest_first))),
        Misconception("order lost", "your lengths are those of an optimal code, but they stand at the wrong symbols.",
                      "The caller finds the length of the third weight at the third place. How does a length find "
                      "its way home after the sorting?", shows=_at_the_wrong_symbols),
        Misconception("split from the top", "your code is good, yet not the best: it comes from cutting the symbols "
                      "into halves of nearly equal weight.",
                      "Cutting decides about the most frequent symbols first, with the least knowledge. What happens "
                      "if one begins with the two symbols that matter least?", shows=_pays_as(_split_from_the_top)),
        Misconception("nothing to say", "a single symbol gets a codeword without digits from you.",
                      "A message of three such symbols would be the empty text. How would Bob know that there were "
                      "three?",
                      shows=_optimal_but(lambda w: len(w) == 1, lambda w, outcome: close(outcome.value, [0]))),
        Misconception("zero weight, no digits", "a symbol of weight 0 gets a codeword without digits from you.",
                      "The empty codeword is the beginning of every other. How much of the budget does a length of 0 "
                      "use?",
                      shows=_optimal_but(lambda w: len(w) > 1 and 0 in w, _zero_weight_has_length_zero)),
    ],
    probes=[call([0.4, 0.3, 0.2, 0.1]), call([1, 1, 1, 1, 1, 1]), call([5, 1, 1, 1]), call([15, 7, 6, 6, 5]),
            call([8, 1, 2, 4, 3])],
)

EXERCISES = {exercise.name: exercise for exercise in (
    ENTROPY, ENTROPY_ROWS, TEXT_ENTROPY, EXPECTED_LENGTH, SHANNON_LENGTHS, HUFFMAN_LENGTHS)}
