"""The exercises of notebook 02: the bill of a wrong price list, from distributions, from data, for whole languages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

import xentlib as xl

from ..checking import FLOAT_ARRAY, LIKE_INPUT, NUMBER, Call, Exercise, Law, Misconception, Outcome, Values, call
from ..checking.values import as_number, as_numbers, close
from .draws import distributions
from .recognise import Function, Predicate, Seen, both, only_where, sorted_out, unchecked

BOB, ALICE = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]  # how often sun, clouds, rain and snow come to each

MISSING_MINUS = (
    "your bills are the right size, but negative.",
    "A probability is at most 1. What sign does its logarithm have, and what sign should a price have?")
BASE_IGNORED = (
    "your values do not follow `base`: one unit is used whatever is asked for.",
    "`base=2` asks for bits and `base=np.e` for nats. Where in your function does `base` make a difference?")
UNIT_TURNED = (
    "your change of unit goes the wrong way: where the values should grow, they shrink.",
    "A nat is the larger unit, 1 nat is about 1.44 bits. Does the same bill come to more bits or to more nats?")


def _epsilon(reference: Function, free: Function) -> Predicate:
    """What costs infinity gets a large finite price, larger than if it were free; the rest is right but for a trace."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        large = []
        for request, outcome, right in valid:
            if math.isinf(right):
                number = as_number(outcome.value)
                large.append(number is not None and math.isfinite(number)
                             and number > free(*request.args, **request.kwargs) + 0.3)
            elif not close(outcome.value, right, atol=0.05):
                return False
        return bool(large) and all(large)

    return shows


def _warned(seen: Seen) -> bool:
    return any("encountered in" in text for _, outcome in seen for text in outcome.warnings)


def _log_of_zero(reference: Function) -> Predicate:
    """Every value is right and bad input refused, but a warning tells of log 0."""

    def shows(seen: Seen) -> bool:
        valid, refused = sorted_out(seen, reference)
        return (all(close(outcome.value, right) for _, outcome, right in valid)
                and all(outcome.error is not None for _, outcome in refused)
                and _warned([(request, outcome) for request, outcome, _ in valid]))

    return shows


# ---------------------------------------------------------------- 2.1 cross_entropy


def cross_entropy(p: Any, q: Any, base: float = 2.0) -> float:
    """The contract: the library's function for one distribution against one model."""
    return xl.cross_entropy(xl.as_distribution(p, "p"), xl.as_distribution(q, "q"), base)


def _entropy_of_p(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.entropy(p, base)


def _entropy_of_q(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.entropy(q, base)


def _extra_cost(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.kl_divergence(p, q, base)


def _exchanged(p: Any, q: Any, base: float = 2.0) -> float:
    return cross_entropy(q, p, base)


def _difference(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.entropy(q, base) - xl.entropy(p, base)


def _average_of_entropies(p: Any, q: Any, base: float = 2.0) -> float:
    return (xl.entropy(q, base) + xl.entropy(p, base)) / 2


def _unweighted(p: Any, q: Any, base: float = 2.0) -> float:
    return float(np.sum(xl.surprisal(q, base)))


def _unweighted_where_possible(p: Any, q: Any, base: float = 2.0) -> float:
    return float(np.sum(xl.surprisal(np.asarray(q, float)[np.asarray(p, float) > 0], base)))


def _likeliest_only(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.surprisal(float(np.asarray(q)[np.argmax(p)]), base)


def _log_of_average(p: Any, q: Any, base: float = 2.0) -> float:
    return xl.surprisal(min(float(np.dot(p, q)), 1.0), base)


def _terms(p: Any, q: Any, base: float = 2.0) -> np.ndarray:
    """p log 1/q for each outcome: 0 for p = 0, inf for q = 0."""
    p, q = np.asarray(p, float), np.asarray(q, float)
    return np.array([x * xl.surprisal(y, base) if x > 0 else 0.0 for x, y in zip(p, q, strict=True)])


def _not_happening_too(p: Any, q: Any, base: float = 2.0) -> float:
    p, q = np.asarray(p, float), np.asarray(q, float)
    return float(np.sum(_terms(p, q, base) + _terms(1 - p, 1 - q, base)))


def _impossible_is_free(p: Any, q: Any, base: float = 2.0) -> float:
    terms = _terms(p, q, base)
    return float(terms[np.isfinite(terms)].sum())


def _nan_for_zero(p: Any, q: Any, base: float = 2.0) -> float:
    """The formula without a thought about p = 0, as NumPy computes it."""
    p, q = xl.as_distribution(p), xl.as_distribution(q)
    with np.errstate(all="ignore"):
        return float(-np.sum(p * np.log(q)) / math.log(base))


def _model_has_zero(p: Any, q: Any, base: float = 2.0) -> bool:
    return bool((np.asarray(q, float) == 0).any())


def _stopped(outcome: Outcome) -> bool:
    return isinstance(outcome.error, ValueError | ArithmeticError | AssertionError)


def _normalising(p: Any, q: Any, base: float = 2.0) -> float:
    return cross_entropy(xl.normalise(p), xl.normalise(q), base)


def _lengths_not_compared(seen: Seen) -> bool:
    """Nothing is wrong but that two distributions of different lengths are put together."""
    valid, refused = sorted_out(seen, cross_entropy)
    if not all(close(outcome.value, right) for _, outcome, right in valid):
        return False
    unequal = [len(request.args[0]) != len(request.args[1]) for request, _ in refused]
    answered = [outcome.error is None for _, outcome in refused]
    return any(answered) and all(differ for differ, given in zip(unequal, answered, strict=True) if given)


def _pairs(rng: np.random.Generator, count: int, largest: int = 6) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A truth with zeros and a model without."""
    for p in distributions(rng, count, largest):
        yield p, rng.dirichlet(np.ones(len(p)))


def _never_below_entropy(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    bill, least = answer(p, q), xl.entropy(p)
    if bill >= least - 1e-9:
        return None
    return f"the bill is below the entropy of the truth, which is {least:.7g}. No code does that."


def _turned_round(answer: Function, p: np.ndarray, q: np.ndarray) -> str | None:
    if abs(answer(p, q) - answer(p[::-1].copy(), q[::-1].copy())) < 1e-9:
        return None
    return "listing the same outcomes in the opposite order changes the bill."


def _mixed_models(answer: Function, p: np.ndarray, other: np.ndarray, q: np.ndarray) -> str | None:
    half = answer((p + other) / 2, q)
    if abs(half - (answer(p, q) + answer(other, q)) / 2) < 1e-9:
        return None
    return "the bill of the half-and-half mixture is not halfway between the two bills."


def _three(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for p, q in _pairs(rng, 8):
        yield p, rng.dirichlet(np.ones(len(p))), q


CROSS_ENTROPY = Exercise(
    name="cross_entropy", points=3, visible_points=1, reference=cross_entropy, library=xl.cross_entropy, returns=NUMBER,
    visible=[
        Values("Bob's weather costs 2.375 bits with Alice's book and 1.75 with his own; hers costs 2.25 with his.",
               [call(BOB, ALICE), call(ALICE, BOB), call(BOB, BOB)]),
        Values("Where one outcome is certain, only its price counts: 3.3219 bits, which are 2.3026 nats.",
               [call([0, 0, 1], [0.7, 0.2, 0.1]), call([0, 0, 1], [0.7, 0.2, 0.1], base=math.e)]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(p, q) for p, q in _pairs(rng, 4)]),
        Values("What the model calls impossible costs infinity when it happens, without a warning.",
               [call([0.5, 0.5], [1.0, 0.0]), call(np.array([0.0, 1.0]), np.array([1.0, 0.0])),
                call([0.2, 0.3, 0.5], [0.6, 0.4, 0.0], base=math.e)], silent=True),
        Values("What never happens costs nothing, even where the model calls it impossible too, without a warning.",
               [call([0.5, 0.5, 0.0], [0.5, 0.5, 0.0]), call([0.0, 0.25, 0.75], [0.0, 0.75, 0.25])], silent=True),
        Values("A certain outcome that the model is certain of costs exactly 0.0.",
               [call([0.0, 1.0], [0.0, 1.0]), call([1.0], [1.0])], zero_is_positive=True, atol=0),
        Values("What is no distribution, as truth or as model, is refused with a ValueError.",
               [call([0.5, 0.5], [0.9, 0.9]), call([0.9, 0.9], [0.5, 0.5]), call([0.5, 0.5], [1.5, -0.5]),
                call([1.5, -0.5], [0.5, 0.5]), call([0.5, 0.5], [np.nan, 0.5])]),
        Values("A truth and a model of different lengths are refused with a ValueError.",
               [call([0.5, 0.5], [0.5, 0.25, 0.25]), call([1.0], [0.5, 0.5]), call([0.5, 0.5], [1.0])]),
        Values("Fresh truths and models, in several units, have the right bill.",
               lambda rng: [call(p.tolist(), q.tolist(), base=base)
                            for (p, q), base in zip(_pairs(rng, 12), [2.0, math.e, 10.0] * 4, strict=True)]),
        Law("No bill is below the entropy of the truth.", lambda rng: _pairs(rng, 100, 9), _never_below_entropy),
        Law("The order of the outcomes does not matter.", lambda rng: _pairs(rng, 6), _turned_round),
        Law("For one model, the bill of a mixture of two truths is the mixture of their bills.", _three, _mixed_models),
    ],
    misconceptions=[
        Misconception("entropy of p",
                      "your values are what the truth costs with its own code; the model has no influence.",
                      "Whose book is open on the table, and so whose probabilities set the lengths?",
                      like=both(cross_entropy, _entropy_of_p)),
        Misconception("entropy of q",
                      "your values are what the model expects to pay; what really happens has no influence.",
                      "How often does each outcome really come? Which of the two lists knows that?",
                      like=both(cross_entropy, _entropy_of_q)),
        Misconception("exchanged", "your values are the bill with the roles exchanged: q happens and p is the book.",
                      "In H(p, q) reality comes first. Which of the two lists says how often, and which one says how "
                      "dear?",
                      like=both(cross_entropy, _exchanged)),
        Misconception("extra cost only",
                      "your values are what the wrong book costs on top of the right one, not the bill.",
                      "Bob's weather with its own book costs 1.75 bits and you say 0. Which part of the bill is "
                      "missing?",
                      like=both(cross_entropy, _extra_cost)),
        Misconception("difference of entropies",
                      "your values are the difference of two entropies, each list with its own code.",
                      "Both places have the same entropy, so your bill is 0. In that difference, is Bob's weather "
                      "ever looked up in Alice's book?",
                      like=both(cross_entropy, _difference, lambda p, q, base=2.0: -_difference(p, q, base),
                                lambda p, q, base=2.0: abs(_difference(p, q, base)))),
        Misconception("average of entropies", "your values lie halfway between the two entropies.",
                      "Each of them is one list with its own code. Where do the frequencies of one list meet the "
                      "lengths of the other?", like=both(cross_entropy, _average_of_entropies)),
        Misconception("missing minus", *MISSING_MINUS,
                      like=both(cross_entropy, lambda p, q, base=2.0: -cross_entropy(p, q, base))),
        Misconception("base ignored", *BASE_IGNORED,
                      like=both(cross_entropy, lambda p, q, base=2.0: cross_entropy(p, q),
                                lambda p, q, base=2.0: cross_entropy(p, q, math.e),
                                lambda p, q, base=2.0: cross_entropy(p, q, 10.0))),
        Misconception("unit change turned round", *UNIT_TURNED,
                      like=both(cross_entropy, lambda p, q, base=2.0: cross_entropy(p, q, math.e) * math.log(base),
                                lambda p, q, base=2.0: cross_entropy(p, q) * math.log2(base))),
        Misconception("averaged twice", "your values are the right ones divided by the number of outcomes.",
                      "The probabilities p already are the weights of an average. What does dividing by K do on top?",
                      like=both(cross_entropy, lambda p, q, base=2.0: cross_entropy(p, q, base) / len(p))),
        Misconception("unweighted", "you add the prices of all outcomes in the book, as if each came every time.",
                      "How often does each outcome really come, and so how much does its price count?",
                      like=both(cross_entropy, _unweighted, _unweighted_where_possible)),
        Misconception("likeliest only", "you charge only for the outcome that happens most often.",
                      "What do the other outcomes cost when they happen, and how often do they?",
                      like=both(cross_entropy, _likeliest_only)),
        Misconception("log of the average", "you average the probabilities first and take one logarithm at the end.",
                      "Each outcome has its own price, and prices are what gets averaged. Is the logarithm of an "
                      "average the average of the logarithms?", like=both(cross_entropy, _log_of_average)),
        Misconception("not happening counted too", "for each outcome you pay twice: when it happens, and again when it "
                      "does not.",
                      "If it is not the first outcome, it is one of the others. Is their price not in your sum "
                      "already?",
                      like=both(cross_entropy, _not_happening_too)),
        Misconception("0 log 0", "where an outcome has probability 0 in both lists, your function finds no value.",
                      "How often does anybody pay for an outcome that never happens, however dear it is? Which "
                      "outcomes does your sum really need?",
                      like=both(cross_entropy, _nan_for_zero)),
        Misconception("error instead of infinity",
                      "your function stops with an error where something has probability 0.",
                      "Nothing is undefined here. What does the price of an outcome approach when its probability "
                      "goes to 0? And how often is that price paid if the outcome never happens?",
                      shows=only_where(cross_entropy, _model_has_zero, _stopped)),
        Misconception("impossible is free", "an outcome that the model calls impossible costs nothing in your function "
                      "when it happens.",
                      "What could a model save by calling everything impossible that is hard to predict? What should "
                      "it pay for such a claim when it turns out to be false?",
                      like=both(cross_entropy, _impossible_is_free)),
        Misconception("epsilon by reflex",
                      "an impossible outcome that happens gets a large but finite price, which comes "
                      "from a small number in your code.",
                      "Make that small number smaller: the price grows. Which price do you reach in the end, and "
                      "which one does the contract ask for? (Notebook 06 is about when a small number helps.)",
                      shows=_epsilon(cross_entropy, _impossible_is_free)),
        Misconception("log of zero",
                      "your values are right, but your function takes the logarithm of 0 on the way, and "
                      "NumPy warns about it.",
                      "Whoever uses your function sees that warning and wonders what broke. Can the outcomes that "
                      "never happen leave before the logarithm comes, and infinity be given without it?",
                      shows=_log_of_zero(cross_entropy)),
        Misconception("lengths not compared",
                      "a truth and a model with different numbers of outcomes get a bill from you.",
                      "Two of three prices were used, or one price for everything. Which loop, or which rule of "
                      "NumPy's, made that fit without a word?", shows=_lengths_not_compared),
        Misconception("no validation", "numbers that are no distribution get a bill from you.",
                      "A model that says [0.9, 0.9] would look cheaper than every honest one. Who would notice?",
                      shows=lambda seen: (unchecked(cross_entropy, _normalising)(seen)
                                          and not _lengths_not_compared(seen))),
        Misconception("silent normalising", "you repair what is no distribution and answer another question.",
                      "Which bug in somebody's program would your function keep quiet about?",
                      shows=lambda seen: (unchecked(cross_entropy)(seen) and not _lengths_not_compared(seen)
                                          and not unchecked(cross_entropy, _normalising)(seen))),
    ],
    probes=[call([0.5, 0.5], [1.0, 0.0]), call([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]), call([0.3, 0.7], [0.6, 0.4])],
)

# ---------------------------------------------------------------- 2.2 cross_entropy_table


def _logs(Q: Any, base: float = 2.0) -> np.ndarray:
    return -np.asarray(xl.surprisal(Q, base))


def _array(P: Any) -> np.ndarray:
    return np.asarray(P, float)


def _pairs_only(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return -np.sum(_array(P) * _logs(Q, base), axis=1)


def _matches_in_pairs(seen: Seen) -> bool:
    """With as many texts as models, the values are those of the pairs; otherwise there is nothing to compare."""
    square = [(request, outcome) for request, outcome, _ in sorted_out(seen, xl.cross_entropy_table)[0]
              if len(request.args[0]) == len(request.args[1])]
    return bool(square) and all(close(outcome.value, _pairs_only(*request.args, **request.kwargs))
                                for request, outcome in square)


def _sums_over_models(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return -_array(P) @ _logs(Q, base)


def _own_entropies(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return np.repeat(xl.entropy_rows(P, base)[:, None], len(Q), axis=1)


def _roles_exchanged(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return np.array([[cross_entropy(q, p, base) for q in Q] for p in P])


def _each_model_for_itself(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return np.repeat(xl.entropy_rows(Q, base)[None], len(P), axis=0)


def _extra_table(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    return xl.cross_entropy_table(P, Q, base) - xl.entropy_rows(P, base)[:, None]


def _nan_table(P: Any, Q: Any, base: float = 2.0) -> np.ndarray:
    """The extra cost by p log(p/q), where p = 0 gives nan."""
    P, Q = _array(P)[:, None], _array(Q)[None]
    with np.errstate(all="ignore"):
        return np.sum(P * np.log(P / Q), axis=-1) / math.log(base)


def _tables(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for M, N, K in [(1, 1, 2), (1, 3, 2), (3, 1, 4), (3, 3, 3), (4, 2, 3), (2, 4, 2), (2, 5, 7)]:
        yield rng.dirichlet(np.ones(K), size=M), rng.dirichlet(np.ones(K), size=N)


def _own_model_wins(answer: Function, P: np.ndarray, Q: np.ndarray) -> str | None:
    models = np.concatenate([P, Q])
    table = as_numbers(answer(P, models))
    if table is None or np.argmin(table, axis=1).tolist() != list(range(len(P))):
        return "for some text, another model than its own is the cheapest."
    return None


TEXTS = [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]
MODELS = [[0.5, 0.25, 0.25], [0.25, 0.25, 0.5], [0.125, 0.625, 0.25]]

CROSS_ENTROPY_TABLE = Exercise(
    name="cross_entropy_table", points=3, visible_points=1, reference=xl.cross_entropy_table, returns=FLOAT_ARRAY,
    visible=[
        Values("Two texts and three models give a table of shape (2, 3), one bill for each combination.",
               [call(np.array(TEXTS), np.array(MODELS))]),
        Values("Each text is cheapest with its own model: the diagonal has the smallest entry of every row.",
               [call(np.array(MODELS), np.array(MODELS))]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(P, Q) for P, Q in list(_tables(rng))[-2:]]),
        Values("With as many texts as models as outcomes, rows are still texts and columns are models.",
               [call(np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0.25, 0.25, 0.5]]), np.array(MODELS))]),
        Values("Nats and hartleys come out when `base` asks for them, lists go in, and a text may lack an outcome.",
               [call(TEXTS, MODELS, base=math.e), call(TEXTS, MODELS, base=10.0),
                call([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]], MODELS)]),
        Values("Fresh tables of many shapes, down to one text and one model, have the right entries.",
               lambda rng: [call(P, Q) for P, Q in _tables(rng)]),
        Law("Whatever the competition, each text's own model is the cheapest.", _tables, _own_model_wins),
    ],
    misconceptions=[
        Misconception("transposed", "your table has the right numbers, with rows and columns exchanged.",
                      "Row i is text i, column j is model j. Which index should run down and which across?",
                      like=[lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q, base).T]),
        Misconception("pairs only",
                      "you match the first text with the first model, the second with the second, and stop "
                      "there (or cannot go on).",
                      "Every text meets every model. For M texts and N models, how many bills is that?",
                      shows=_matches_in_pairs),
        Misconception("sums over models", "your sum runs over the models instead of over the outcomes.",
                      "Write down the shapes, (M, K) and (N, K). Which axis has to disappear, and is it the one that "
                      "your multiplication makes disappear?", like=[_sums_over_models]),
        Misconception("roles exchanged", "in your table the models happen and the texts are the books.",
                      "In H(p, q) the truth comes first. Which of the two tables should be inside the logarithm?",
                      like=[_roles_exchanged]),
        Misconception("entropy of the texts",
                      "each row repeats one number, the entropy of its text: the models have no "
                      "influence.", "Whose book sets the price, that of the text or that of the model?",
                      like=[_own_entropies]),
        Misconception("entropy of the models",
                      "each column repeats one number, the entropy of its model: the texts have "
                      "no influence.", "How often is each outcome really met? Which table knows that?",
                      like=[_each_model_for_itself]),
        Misconception("extra cost only",
                      "your table holds the extra cost of each wrong model, so a text with its own model pays 0.",
                      "Is a text free once its model is perfect? Which part of the bill is missing from every "
                      "row?", like=[_extra_table, _nan_table]),
        Misconception("missing minus",
                      *MISSING_MINUS, like=[lambda P, Q, base=2.0: -xl.cross_entropy_table(P, Q, base)]),
        Misconception("base ignored", *BASE_IGNORED,
                      like=[lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q),
                            lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q, math.e)]),
        Misconception("unit change turned round", *UNIT_TURNED,
                      like=[lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q, math.e) * math.log(base),
                            lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q) * math.log2(base)]),
        Misconception("averaged twice", "your entries are the right ones divided by the number of outcomes.",
                      "The rows of P already are the weights of an average. What does dividing by K do on top?",
                      like=[lambda P, Q, base=2.0: xl.cross_entropy_table(P, Q, base) / len(P[0])]),
    ],
    probes=[call(np.array(TEXTS), np.array(MODELS), base=math.e),
            call(np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[0.6, 0.4], [0.9, 0.1]]))],
)

# ---------------------------------------------------------------- 2.3 sample_nll


def _observed(samples: Any, K: int) -> np.ndarray:
    return np.bincount(np.asarray(samples, int), minlength=K) / len(samples)


def _log_of_mean(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.surprisal(min(float(np.mean(np.asarray(q, float)[np.asarray(samples)])), 1.0), base)


def _wrapping(samples: Any, q: Any, base: float = 2.0) -> float:
    q = np.asarray(q, float)
    return float(np.mean(xl.surprisal(q[np.asarray(samples)], base)))


def _total(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.sample_nll(samples, q, base) * len(samples)


def _over_classes(samples: Any, q: Any, base: float = 2.0) -> float:
    return _total(samples, q, base) / len(q)


def _each_once(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.sample_nll(np.unique(samples), q, base)


def _data_alone(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.entropy(_observed(samples, len(q)), base)


def _model_alone(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.entropy(q, base)


def _samples_as_weights(samples: Any, q: Any, base: float = 2.0) -> float:
    weights = np.asarray(samples, float)
    with np.errstate(all="ignore"):
        return float(np.sum(weights * xl.surprisal(np.asarray(q, float), base)))


def _multiplies_labels(seen: Seen) -> bool:
    """With as many samples as outcomes, the values are those of labels taken as weights."""
    even = [(request, outcome) for request, outcome, _ in sorted_out(seen, xl.sample_nll)[0]
            if len(request.args[0]) == len(request.args[1])]
    told = [(outcome.value, _samples_as_weights(*request.args, **request.kwargs)) for request, outcome in even]
    return any(np.isfinite(wrong) for _, wrong in told) and all(
        close(value, wrong) for value, wrong in told if np.isfinite(wrong))


def _extra_of_data(samples: Any, q: Any, base: float = 2.0) -> float:
    return xl.kl_divergence(_observed(samples, len(q)), q, base)


def _skipping_impossible(samples: Any, q: Any, base: float = 2.0) -> float:
    prices = np.asarray(xl.surprisal(np.asarray(q, float)[np.asarray(samples)], base))
    return float(np.sum(prices[np.isfinite(prices)]) / len(prices))


def _skipping_impossible_wholly(samples: Any, q: Any, base: float = 2.0) -> float:
    prices = np.asarray(xl.surprisal(np.asarray(q, float)[np.asarray(samples)], base))
    kept = prices[np.isfinite(prices)]
    return float(np.mean(kept)) if kept.size else math.nan


def _product(samples: Any, q: Any, base: float = 2.0) -> float:
    """By the probability of the whole message, which rounds to 0 when it is long."""
    return xl.surprisal(float(np.prod(np.asarray(q, float)[np.asarray(samples)])), base) / len(samples)


def _nan_for_unseen(samples: Any, q: Any, base: float = 2.0) -> float:
    """By the observed frequencies, without a thought about outcomes that were not observed."""
    with np.errstate(all="ignore"):
        return float(-np.sum(_observed(samples, len(q)) * np.log(np.asarray(q, float))) / math.log(base))


def _outside_answered(seen: Seen) -> list[tuple[Call, Outcome]]:
    """Samples outside 0..K-1 that were given a price."""
    _, refused = sorted_out(seen, xl.sample_nll)
    return [(c, o) for c, o in refused if len(c.args[0]) and o.error is None]


def _right_where_valid(seen: Seen) -> bool:
    return all(close(outcome.value, right) for _, outcome, right in sorted_out(seen, xl.sample_nll)[0])


def _wraps_around(seen: Seen) -> bool:
    answered = _outside_answered(seen)
    return (_right_where_valid(seen) and bool(answered)
            and all(close(outcome.value, _wrapping(*request.args)) for request, outcome in answered))


def _empty_answered(seen: Seen) -> bool:
    empty = [outcome for request, outcome in seen if not len(request.args[0])]
    return _right_where_valid(seen) and any(outcome.error is None for outcome in empty) and not _outside_answered(seen)


def _division_by_zero(seen: Seen) -> bool:
    empty = [outcome for request, outcome in seen if not len(request.args[0])]
    return (_right_where_valid(seen) and not _outside_answered(seen)
            and any(type(outcome.error) is ZeroDivisionError for outcome in empty))


def _draws(rng: np.random.Generator) -> Iterator[tuple[list[int], list[float]]]:
    for K, n in [(2, 1), (2, 5), (3, 4), (4, 10), (6, 50)]:
        q = rng.dirichlet(np.ones(K))
        yield rng.integers(0, K, size=n).tolist(), q.tolist()


def _is_cross_entropy(answer: Function, samples: list[int], q: list[float]) -> str | None:
    bill = cross_entropy(_observed(samples, len(q)), q)
    if abs(answer(samples, q) - bill) < 1e-9:
        return None
    return f"with the frequencies of these samples as truth, the cross-entropy is {bill:.7g}."


def _shuffled(answer: Function, samples: list[int], q: list[float]) -> str | None:
    if abs(answer(samples, q) - answer(samples[::-1], q)) < 1e-9:
        return None
    return "reading the data backwards changes the average."


SAMPLE_NLL = Exercise(
    name="sample_nll", points=2, visible_points=1, reference=xl.sample_nll, returns=NUMBER, accepts=(IndexError,),
    visible=[
        Values("The samples 0, 0, 1 under [1/2, 1/4, 1/4] cost (1 + 1 + 2)/3 bits on average, in nats accordingly.",
               [call([0, 0, 1], [0.5, 0.25, 0.25]), call([0, 0, 1], [0.5, 0.25, 0.25], base=math.e)]),
        Values("The average is the cross-entropy of the observed frequencies and the model.",
               [call([0, 1, 0, 2, 0, 0, 1, 3], ALICE), call(np.array([1, 1]), [0.25, 0.75])]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(np.array(x), np.array(q)) for x, q in _draws(rng)]),
        Values("A sample that the model calls impossible makes the average infinite; an impossible outcome that was "
               "not sampled is free.", [call([0, 1], [1.0, 0.0]), call([0, 2, 0], [0.5, 0.0, 0.5])]),
        Values("No samples, no average: a ValueError.", [call([], [0.5, 0.5])]),
        Values("A label below 0 or beyond K - 1 is refused.",
               [call([0, -1], [0.5, 0.25, 0.25]), call([0, 3], [0.5, 0.25, 0.25])]),
        Values("Long data keep their average, in every unit.",
               lambda rng: [call(rng.integers(0, 4, size=5000), ALICE),
                            call(rng.integers(0, 3, size=400), [0.2, 0.3, 0.5], base=10.0)]),
        Law("The average is the cross-entropy of the observed frequencies and the model.", _draws, _is_cross_entropy),
        Law("The order of the samples does not matter.", _draws, _shuffled),
    ],
    misconceptions=[
        Misconception("log of the mean", "you average the probabilities and take one logarithm at the end.",
                      "Each sample has its own surprise. Which is larger, the average surprise or the surprise of the "
                      "average, and what happens to a single impossible sample in each?",
                      like=both(xl.sample_nll, _log_of_mean)),
        Misconception("total instead of average", "your values are the whole bill, not the average per sample.",
                      "Twice as many samples of the same kind cost you twice as much. What does an average do?",
                      like=both(xl.sample_nll, _total)),
        Misconception("divided by K", "your total is divided by the number of possible outcomes.",
                      "How many surprises did you add up, and so how many share the bill?",
                      like=both(xl.sample_nll, _over_classes)),
        Misconception("missing minus", *MISSING_MINUS,
                      like=both(xl.sample_nll, lambda samples, q, base=2.0: -xl.sample_nll(samples, q, base))),
        Misconception("base ignored", *BASE_IGNORED,
                      like=both(xl.sample_nll, lambda samples, q, base=2.0: xl.sample_nll(samples, q),
                                lambda samples, q, base=2.0: xl.sample_nll(samples, q, math.e))),
        Misconception("unit change turned round", *UNIT_TURNED,
                      like=both(xl.sample_nll,
                                lambda samples, q, base=2.0: xl.sample_nll(samples, q, math.e) * math.log(base),
                                lambda samples, q, base=2.0: xl.sample_nll(samples, q) * math.log2(base))),
        Misconception("each outcome once", "you count each outcome once, however often it was sampled.",
                      "0 came twice and 1 once. Does the bill depend on how often each one came?",
                      like=both(xl.sample_nll, _each_once)),
        Misconception("entropy of the data", "your values are the entropy of the samples; the model has no influence.",
                      "Two models see the same data. Should a bad one pay as little as a good one?",
                      like=both(xl.sample_nll, _data_alone)),
        Misconception("entropy of the model",
                      "your values are what the model expects to pay; the samples have no influence.",
                      "What did really happen, and how often? Where does your function look at it?",
                      like=both(xl.sample_nll, _model_alone)),
        Misconception("extra cost only", "your values are the bill minus the entropy of the data.",
                      "What would the best possible model pay for these samples, and is that nothing?",
                      like=both(xl.sample_nll, _extra_of_data)),
        Misconception("samples as weights", "you multiply the samples themselves with the prices, as if a label were a "
                      "probability.",
                      "A sample is the name of an outcome, a place in q. What does the number 2 mean as a label, and "
                      "what as a weight?", shows=_multiplies_labels),
        Misconception("unseen gives nan", "where an outcome was never sampled and the model calls it impossible, your "
                      "function finds no value.",
                      "Who pays for an outcome that did not occur? Which outcomes does your sum really need?",
                      like=both(xl.sample_nll, _nan_for_unseen)),
        Misconception("product underflows",
                      "your function multiplies the probabilities of all samples first. For long data "
                      "the product is smaller than any number a computer holds, becomes 0, and the bill infinite.",
                      "What does the logarithm of a product of many small numbers turn into, and does that ever get "
                      "too small?", like=both(xl.sample_nll, _product)),
        Misconception("impossible is free", "a sample that the model calls impossible is left out of your bill.",
                      "What could a model save by calling everything impossible that is hard to predict?",
                      like=both(xl.sample_nll, _skipping_impossible, _skipping_impossible_wholly)),
        Misconception("epsilon by reflex",
                      "an impossible sample gets a large but finite price, which comes from a small "
                      "number in your code.",
                      "Make that small number smaller: the price grows. Which price do you reach in the end, and "
                      "which one does the contract ask for?", shows=_epsilon(xl.sample_nll, _skipping_impossible)),
        Misconception("labels wrap around", "the label -1 gets the price of the last outcome.",
                      "In Python an index of -1 is quietly read from the end. Who would find out that a label was "
                      "wrong?",
                      shows=_wraps_around),
        Misconception("labels outside ignored", "a label that no outcome has is passed over or given a price.",
                      "A label outside 0 to K - 1 is somebody's mistake. Who would find out?",
                      shows=lambda seen: (_right_where_valid(seen) and bool(_outside_answered(seen))
                                          and not _wraps_around(seen))),
        Misconception("empty answered", "no samples at all get an average from you.",
                      "What is the average of nothing? Which of the errors that the contract names says so to the "
                      "caller?",
                      shows=lambda seen: _empty_answered(seen) or _division_by_zero(seen)),
    ],
    probes=[call([1, 1, 1, 0], [0.1, 0.9]), call([0, 1], [1.0, 0.0]), call([0, 2, 0], [0.5, 0.0, 0.5]),
            call([0, 1, 1, 2], [0.2, 0.3, 0.5], base=10.0)],
)

# ---------------------------------------------------------------- 2.4 convert


def _inverted(value: Any, unit_from: str, unit_to: str) -> Any:
    return xl.convert(value, unit_to, unit_from)


def _log_of_value(value: Any, unit_from: str, unit_to: str) -> Any:
    xl.convert(value, unit_from, unit_to)
    with np.errstate(all="ignore"):
        logs = {"bit": np.log2, "nat": np.log, "hartley": np.log10}
        return logs[unit_to](value)


def _unchanged(value: Any, unit_from: str, unit_to: str) -> Any:
    xl.convert(value, unit_from, unit_to)
    return value


def _rounded(seen: Seen) -> bool:
    """Everything is right to two digits, and something only to a few more."""
    valid, _ = sorted_out(seen, xl.convert)
    numbers = [(as_numbers(outcome.value), as_numbers(right)) for _, outcome, right in valid]
    return (any(got is None or not close(got, right) for got, right in numbers)
            and all(got is not None and close(got, right, rtol=0.02) for got, right in numbers))


def _look_up_error(reference: Function) -> Predicate:
    """Everything is right, but an unknown unit ends in the dictionary's own error."""

    def shows(seen: Seen) -> bool:
        valid, refused = sorted_out(seen, reference)
        return (all(close(outcome.value, right) for _, outcome, right in valid)
                and any(isinstance(outcome.error, KeyError | UnboundLocalError) for _, outcome in refused))

    return shows


def _hartley_missing(seen: Seen) -> bool:
    """Bits and nats are right, but a hartley is refused or wrong."""
    valid, _ = sorted_out(seen, xl.convert)
    hartleys = [close(outcome.value, right) for request, outcome, right in valid
                if "hartley" in request.args[1:] and request.args[1] != request.args[2]]
    others = [close(outcome.value, right) for request, outcome, right in valid if "hartley" not in request.args[1:]]
    return bool(hartleys) and not any(hartleys) and all(others)


def _round_trip(answer: Function, value: float, one: str, other: str) -> str | None:
    back = answer(answer(value, one, other), other, one)
    return None if abs(back - value) < 1e-9 * max(1.0, abs(value)) else f"there and back gives {back!r}."


NAMES = ("bit", "nat", "hartley")

CONVERT = Exercise(
    name="convert", points=1, visible_points=0.5, reference=xl.convert, returns=LIKE_INPUT,
    visible=[Values("1 nat is 1.442695 bits, 1 bit is 0.693147 nats.",
                    [call(1.0, "nat", "bit"), call(1.0, "bit", "nat"), call(3.0, "bit", "nat")])],
    hidden=[
        Values("Hartleys convert to both others and back, and a unit to itself.",
               [call(2.0, one, other) for one in NAMES for other in NAMES
                if "hartley" in (one, other) or one == other]),
        Values("Arrays are converted element by element and stay as they were.",
               lambda rng: [call(rng.gamma(2, size=shape), "nat", "bit") for shape in [(3,), (2, 3)]]),
        Values("An unknown unit, on either side, is refused with a ValueError.",
               [call(1.0, "bits", "nat"), call(1.0, "nat", "shannon"), call(1.0, "byte", "byte")]),
        Law("There and back changes nothing.",
            lambda rng: [(round(float(rng.gamma(2)), 2), one, other) for one in NAMES for other in NAMES], _round_trip),
    ],
    misconceptions=[
        Misconception("direction turned round", "your factor is the right one the wrong way round.",
                      "A nat is the larger unit. Does one nat make more than one bit, or less?", like=[_inverted]),
        Misconception("log of the value", "you take a logarithm of the amount.",
                      "The amount already is a logarithm. What does a change of base do to a logarithm that is there?",
                      like=[_log_of_value]),
        Misconception("not converted", "the amount comes back as it went in.",
                      "Is a length of 1 inch also a length of 1 centimetre?", like=[_unchanged]),
        Misconception("rounded factor", "your factor is right to a few digits only.",
                      "Which exact expression stands behind 1.44 and 0.69? The computer will work out all its digits.",
                      shows=_rounded),
        Misconception("hartley missing", "bits and nats are right, the hartley is not known or taken for another unit.",
                      "A hartley is the unit of base 10. How many nats is that?", shows=_hartley_missing),
        Misconception("unknown units pass", "a unit that nobody knows gets a number from you.",
                      "What would somebody notice who writes \"bits\" where \"bit\" is expected?",
                      shows=unchecked(xl.convert)),
        Misconception("the dictionary's error",
                      "an unknown unit stops your function with an error of the look-up, not with "
                      "the ValueError of the contract.",
                      "What does the caller read, and what would have told them which units there are?",
                      shows=_look_up_error(xl.convert)),
    ],
    probes=[call(1.0, "hartley", "bit"), call(3.0, "nat", "bit")],
)

# ---------------------------------------------------------------- 2.5 perplexity

LN27 = math.log(27)


def _fixed_base(number: float) -> Function:
    def imitation(h: float, unit: str = "nat") -> float:
        xl.perplexity(h, unit)
        return float(number ** h) if h < 700 else math.inf
    return imitation


def _reciprocal(h: float, unit: str = "nat") -> float:
    xl.perplexity(h, unit)
    return 1 / h if h else math.inf


def _only_the_default_is_wrong(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.perplexity)
    named = [(len(request.args) + len(request.kwargs) > 1, close(outcome.value, right))
             for request, outcome, right in valid]
    return all(fine for unit, fine in named if unit) and any(not fine for unit, fine in named if not unit)


def _same_everywhere(answer: Function, nats: float) -> str | None:
    values = [answer(xl.convert(nats, "nat", unit), unit) for unit in NAMES]
    return None if np.allclose(values, values[0], rtol=1e-9, atol=0) else "the three units disagree."


PERPLEXITY = Exercise(
    name="perplexity", points=1, visible_points=0.5, reference=xl.perplexity, returns=NUMBER,
    visible=[Values("2 bits are 4 choices, ln 27 nats are 27, and no surprise at all is 1.",
                    [call(2.0, "bit"), call(LN27), call(0.0), call(1.0, "nat")])],
    hidden=[
        Values("An infinite surprise means infinitely many choices, in every unit.",
               [call(math.inf), call(math.inf, "bit"), call(math.inf, "hartley")]),
        Values("1 hartley is 10 choices; nats are the unit when none is named.",
               [call(1.0, "hartley"), call(2.5), call(2.5, unit="bit")]),
        Values("An unknown unit is refused with a ValueError.", [call(1.0, "bits"), call(1.0, "byte")]),
        Law("The same model has the same perplexity in every unit.",
            lambda rng: ((float(h),) for h in rng.uniform(0, 5, size=6)), _same_everywhere),
    ],
    misconceptions=[
        Misconception("the loss itself", "the surprise comes back as it went in.",
                      "How many equally likely choices are as surprising as 2 bits on average?",
                      like=[lambda h, unit="nat": xl.perplexity(h, unit) * 0 + h]),
        Misconception("reciprocal", "you divide 1 by the surprise.",
                      "No surprise at all means that there is one choice. What does your function make of 0?",
                      like=[_reciprocal]),
        Misconception("probability",
                      "your values are below 1: they are the typical probability, not the number of choices.",
                      "If each of N choices is equally likely, each has 1/N. Which of the two is asked for?",
                      like=[lambda h, unit="nat": 1 / xl.perplexity(h, unit)]),
        Misconception("bits taken for granted", "you raise 2 to the surprise, whatever unit it is in.",
                      "Under which number is the logarithm taken when the surprise is in nats? Which number undoes it?",
                      like=[_fixed_base(2.0)]),
        Misconception("nats taken for granted", "you raise e to the surprise, whatever unit it is in.",
                      "Under which number is the logarithm taken when the surprise is in bits? Which number undoes it?",
                      like=[_fixed_base(math.e)]),
        Misconception("wrong default",
                      "your function is right when a unit is named, but takes another one when none is.",
                      "Losses in machine learning are in natural logarithms unless they say otherwise. Which unit is "
                      "that?",
                      shows=_only_the_default_is_wrong),
        Misconception("unknown units pass", "a unit that nobody knows gets a number from you.",
                      "What would somebody notice who writes \"bits\" where \"bit\" is expected?",
                      shows=unchecked(xl.perplexity)),
        Misconception("the dictionary's error",
                      "an unknown unit stops your function with an error of the look-up, not with "
                      "the ValueError of the contract.",
                      "What does the caller read, and what would have told them which units there are?",
                      shows=_look_up_error(xl.perplexity)),
    ],
    probes=[call(3.0, "nat"), call(3.0, "bit"), call(1.0)],
)

# ---------------------------------------------------------------- 2.6 fit_bigram


def _counts(ids: Any, V: int) -> np.ndarray:
    table = np.zeros((V, V))
    np.add.at(table, (np.asarray(ids)[:-1], np.asarray(ids)[1:]), 1)
    return table


def _rows(table: np.ndarray) -> np.ndarray:
    """Each row divided by its total, uniform where there is none."""
    totals = table.sum(axis=1, keepdims=True)
    return np.where(totals > 0, table, 1.0) / np.where(totals > 0, totals, table.shape[1])


def _repeats_lost(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return _rows(np.minimum(_counts(ids, V), 1) + alpha)


def _joint(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    table = _counts(ids, V) + alpha
    return table / table.sum()


def _alpha_once(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    table = _counts(ids, V)
    totals = table.sum(axis=1, keepdims=True) + alpha
    return np.where(totals > 0, table + alpha, 1.0) / np.where(totals > 0, totals, V)


def _backwards(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return _rows(_counts(ids, V).T + alpha)


def _columns(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return _rows(_counts(ids, V).T + alpha).T


def _totals_across(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    """Row totals laid along the columns: what NumPy does with totals that lost their second axis."""
    table = _counts(ids, V) + alpha
    with np.errstate(all="ignore"):
        return table / table.sum(axis=1)


def _alpha_afterwards(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return _rows(_counts(ids, V)) + alpha


def _alpha_for_seen_pairs(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    table = _counts(ids, V)
    return _rows(np.where(table > 0, table + alpha, 0.0))


def _last_counted(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    """The total of a row counts every appearance of its symbol, also at the very end, where nothing follows."""
    totals = np.bincount(np.asarray(ids), minlength=V)[:, None] + alpha * V
    return np.where(totals > 0, _counts(ids, V) + alpha, 1.0) / np.where(totals > 0, totals, V)


def _circle(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return xl.fit_bigram([*ids, ids[0]], V, alpha)


def _every_other_pair(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    table = np.zeros((V, V))
    np.add.at(table, (np.asarray(ids)[:-1:2], np.asarray(ids)[1::2]), 1)
    return _rows(table + alpha)


def _without_context(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    return np.tile(xl.fit_ngram(ids, V, 1, alpha), (V, 1))


def _zero_rows(ids: Any, V: int, alpha: float = 0.0) -> np.ndarray:
    table = _counts(ids, V) + alpha
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1e-300)


def _uniform_when_unseen(ids: Any, V: int, alpha: float = 0.0) -> bool:
    return bool(alpha == 0 and (np.bincount(np.asarray(ids)[:-1], minlength=V) == 0).any())


def _some_nan(outcome: Outcome) -> bool:
    numbers = as_numbers(outcome.value)
    return numbers is not None and bool(np.isnan(numbers).any())


def _some_zero_row(outcome: Outcome) -> bool:
    numbers = as_numbers(outcome.value)
    return numbers is not None and numbers.ndim == 2 and bool((numbers == 0).all(axis=1).any())


def _divides_by_zero(outcome: Outcome) -> bool:
    return type(outcome.error) is ZeroDivisionError


def _warns_for_unseen(seen: Seen) -> bool:
    valid, _ = sorted_out(seen, xl.fit_bigram)
    return (all(close(outcome.value, right) for _, outcome, right in valid) and _warned(seen))


def _texts(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, int]]:
    for V, n in [(2, 4), (3, 6), (3, 12), (5, 60), (8, 20)]:
        used = rng.permutation(V)[: max(2, V - 2)]  # some symbols are never seen
        yield rng.choice(used, size=n), V


def _rows_are_distributions(answer: Function, ids: np.ndarray, V: int, alpha: float) -> str | None:
    table = as_numbers(answer(ids, V, alpha))
    if table is not None and np.allclose(table.sum(axis=1), 1, atol=1e-9) and (table >= 0).all():
        return None
    return "a row does not sum to 1."


def _much_smoothing(answer: Function, ids: np.ndarray, V: int) -> str | None:
    table = as_numbers(answer(ids, V, 1e9))
    if table is not None and np.allclose(table, 1 / V, atol=1e-6):
        return None
    return f"with a billion pretended sightings of every pair, each probability should be all but 1/{V}."


FIT_BIGRAM = Exercise(
    name="fit_bigram", points=4, visible_points=2, reference=xl.fit_bigram, library=xl.fit_ngram, returns=FLOAT_ARRAY,
    visible=[
        Values("The text 0 1 0 1 1 says that 1 always follows 0, and that 0 and 1 follow 1 equally often.",
               [call([0, 1, 0, 1, 1], 2)]),
        Values("With alpha = 1 the same text gives [[1/4, 3/4], [1/2, 1/2]]: every row sums to 1.",
               [call([0, 1, 0, 1, 1], 2, alpha=1.0)]),
        Values("In 0 0 1 0 1 0 0 0, three of the five symbols after a 0 are a 0.", [call([0, 0, 1, 0, 1, 0, 0, 0], 2)]),
    ],
    hidden=[
        Values("The input stays as it was.", lambda rng: [call(ids, V, 0.5) for ids, V in _texts(rng)]),
        Values("Rows are the previous symbol, columns the next one.",
               [call([0, 1, 2, 0], 3), call([0, 0, 1, 0, 2, 0, 1], 3, alpha=0.5)]),
        Values("Repeated pairs are all counted.", lambda rng: [call(rng.integers(0, 3, size=200), 3)]),
        Values("A symbol that nothing ever follows gets a uniform row, without a warning.",
               [call([0, 1, 0, 2], 3), call([1, 1], 4), call([0, 1], 2)], silent=True),
        Values("Fresh texts, with and without smoothing, some symbols unseen, have the right table.",
               lambda rng: [call(ids, V, alpha) for ids, V in _texts(rng) for alpha in (0.0, 0.01, 2.0)]),
        Law("Every row is a distribution, whatever alpha is.",
            lambda rng: ((ids, V, alpha) for ids, V in _texts(rng) for alpha in (0.0, 0.1, 3.0)),
            _rows_are_distributions),
        Law("The larger alpha, the more alike all probabilities.", _texts, _much_smoothing),
    ],
    misconceptions=[
        Misconception("repeats lost", "each pair counts once in your table, however often it occurs.",
                      "0 is followed by 1 twice. When one assignment names the same cell twice, how often does NumPy "
                      "write to it?", like=[_repeats_lost]),
        Misconception("joint instead of conditional",
                      "your whole table sums to 1, so it says how often each pair occurs.",
                      "The question is: given the previous symbol, what comes next? What should each row sum to then?",
                      like=[_joint]),
        Misconception("columns normalised", "your columns sum to 1 instead of your rows.",
                      "A row belongs to one previous symbol. Along which axis do its possible successors lie?",
                      like=[_columns]),
        Misconception("backwards", "your table tells which symbol came before, not which one comes next.",
                      "M[a, b] reads: after a comes b. Which of the two positions is a's?", like=[_backwards]),
        Misconception("totals across", "your rows are divided by each other's totals.",
                      "Totals of shape (V,) are laid along the columns. Which shape do they need to stay with their "
                      "rows?",
                      like=[_totals_across]),
        Misconception("alpha once", "you add alpha to every cell of a row, but only once to its total.",
                      "A row has V cells. By how much did their sum grow?", like=[_alpha_once]),
        Misconception("alpha afterwards", "you add alpha to the probabilities, not to the counts.",
                      "alpha pretends that each pair was seen a little more often. Before or after dividing by the "
                      "total is that said?", like=[_alpha_afterwards]),
        Misconception("alpha for seen pairs", "only pairs that were seen receive alpha in your table.",
                      "Which pairs is alpha there for, those that were seen or those that could still come?",
                      like=[_alpha_for_seen_pairs]),
        Misconception("alpha ignored", "your table does not change with alpha.",
                      "What should happen to a pair that was never seen when alpha is 1?",
                      like=[lambda ids, V, alpha=0.0: xl.fit_bigram(ids, V)]),
        Misconception("last symbol counted",
                      "your totals count every appearance of a symbol, also the one at the very end "
                      "of the text.",
                      "Which symbol follows the last one? So how many pairs begin with it?", like=[_last_counted]),
        Misconception("text closed to a circle", "you also count a pair from the last symbol back to the first.",
                      "Does the text say that the first symbol follows the last?", like=[_circle]),
        Misconception("every other pair", "you cut the text into separate pairs, so every other pair is missing.",
                      "In 0 1 0 1 1, how many symbols have a predecessor?", like=[_every_other_pair]),
        Misconception("context forgotten", "all your rows are alike: the previous symbol has no influence.",
                      "How often does u follow q, and how often does u follow anything? Which of the two is asked for?",
                      like=[_without_context]),
        Misconception("counts", "your table holds the counts, not probabilities.",
                      "What should the row of a previous symbol sum to?",
                      like=[lambda ids, V, alpha=0.0: _counts(ids, V) + alpha]),
        Misconception("nothing follows", "for a symbol that nothing ever follows, your function divides 0 by 0.",
                      "You know nothing about what comes after it. Which distribution says just that?",
                      shows=lambda seen: any(only_where(xl.fit_bigram, _uniform_when_unseen, symptom)(seen)
                                             for symptom in (_some_nan, _divides_by_zero))),
        Misconception("row of zeros", "for a symbol that nothing ever follows, your row is all zeros, which is no "
                      "distribution.",
                      "Does the model mean that after this symbol everything is impossible? Which row says \"no "
                      "idea\"?",
                      shows=only_where(xl.fit_bigram, _uniform_when_unseen, _some_zero_row)),
        Misconception("division by zero",
                      "your values are right, but your function divides by 0 on the way, and NumPy warns "
                      "about it.",
                      "Can the rows without any count be put right before the division comes?",
                      shows=_warns_for_unseen),
    ],
    probes=[call([0, 1, 2, 0, 0], 3), call([0, 0, 1, 0, 2, 0, 1], 3, alpha=0.5)],
)

EXERCISES = {exercise.name: exercise for exercise in (
    CROSS_ENTROPY, CROSS_ENTROPY_TABLE, SAMPLE_NLL, CONVERT, PERPLEXITY, FIT_BIGRAM)}
