"""Information: values a hand can check, laws that must hold, digits that must be right (mpmath is the judge)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from tests import reference
from tests.reference import exact, relative_error, ulp_error
from xentlib import information as info

ALICE, BOB = [0.125, 0.5, 0.25, 0.125], [0.5, 0.25, 0.125, 0.125]  # how often each says dog, cat, fish, bird
BASES = [2.0, math.e, 10.0]
PAIRWISE = [info.cross_entropy, info.kl_divergence, info.js_divergence]
AVERAGES = [lambda p, _q, **options: info.entropy(p, **options), *PAIRWISE]
JUDGES = [
    lambda p, _q, base: reference.entropy(p, base),
    reference.cross_entropy,
    reference.kl_divergence,
    reference.js_divergence,
]
ULPS = [2, 2, 4, 4]
NAMES = ["entropy", "cross_entropy", "kl_divergence", "js_divergence"]


@pytest.fixture(autouse=True)
def silent():
    """0 log 0 and 1/0 are decided before they are computed, not repaired after a warning."""
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        yield


def distribution(weights):
    weights = np.asarray(weights, dtype=float)
    return weights / math.fsum(weights)


weights = st.one_of(st.floats(0.01, 1), st.floats(1e-12, 1), st.sampled_from([0.0, 0.0, 1.0, 1e-300]))


@st.composite
def pairs(draw):
    """Distributions of equal length, with zeros, near-certainties, and sometimes the same one twice."""
    size = draw(st.integers(1, 8))
    row = st.lists(weights, min_size=size, max_size=size).filter(lambda w: sum(w) > 0.01).map(distribution)
    p = draw(row)
    return p, draw(st.one_of(row, st.just(p.copy()), st.permutations(p.tolist()).map(np.array)))


def hard_pairs():
    """What breaks textbook formulas: close neighbours, near-certainties, zeros, subnormals, awkward ratios."""
    rng = np.random.default_rng(7)
    for size in (2, 3, 5, 27, 100):
        first = np.arange(size) == 0
        for _ in range(2):
            p, q = rng.dirichlet(np.ones(size)), rng.dirichlet(np.ones(size))
            yield p, q
            yield p, p[::-1].copy()
            for gap in (1e-15, 1e-12, 1e-8, 1e-4, 0.1):
                yield p, distribution(p * (1 + gap * rng.uniform(-1, 1, size)))
            for doubt in (1e-17, 1e-12, 1e-3):
                yield np.where(first, 1 - doubt, doubt / (size - 1)), q
                yield (
                    np.where(first, 1 - doubt, doubt / (size - 1)),
                    np.where(first, 1 - doubt / 3, doubt / 3 / (size - 1)),
                )
            holes = distribution(np.where(rng.random(size) < 0.5, p, first))
            yield holes, q
            yield holes, distribution(holes * rng.uniform(0.5, 2, size))
            tiny = np.where(first, 1.0, 5e-324 * rng.integers(1, 50, size))
            yield tiny, np.where(first, 1.0, 5e-324 * rng.integers(1, 50, size))
            yield np.where(first, 1.0, 0.0), tiny
            yield q, tiny
            for ratio in rng.uniform(1.5, 6, 3):
                steps = ratio ** rng.integers(0, 2, size)
                yield distribution(steps), distribution(steps[::-1])


# --- values ------------------------------------------------------------------------------------------------


def test_values_known_from_the_books():
    assert info.entropy(BOB) == info.entropy(ALICE) == 1.75
    assert info.cross_entropy(BOB, ALICE) == 2.375 and info.cross_entropy(ALICE, BOB) == 2.25
    assert info.kl_divergence(BOB, ALICE) == 0.625 and info.kl_divergence(ALICE, BOB) == 0.5
    assert info.js_divergence(BOB, ALICE) == pytest.approx(0.132856, abs=5e-7)
    assert info.entropy([0.9, 0.1]) == pytest.approx(0.468996, abs=5e-7)
    assert info.entropy([0.9, 0.1], base=math.e) == pytest.approx(0.325083, abs=5e-7)
    assert info.surprisal(1 / 52) == pytest.approx(5.7004, abs=5e-5)
    assert info.cross_entropy([0, 0, 1], [0.7, 0.2, 0.1]) == pytest.approx(math.log2(10), rel=1e-15)
    assert info.kl_divergence([0.5, 0.5], [0.9, 0.1], base=math.e) == pytest.approx(0.510826, abs=5e-7)


def test_logarithms_of_powers_of_two_are_exact_bits():
    k = np.arange(1075)
    assert (info.surprisal(np.ldexp(1.0, -k)) == k).all()
    assert info.surprisal(2.0**-1074) == 1074.0
    for n in (2, 8, 1024):
        assert info.entropy(np.full(n, 1 / n)) == math.log2(n)
        assert info.entropy(np.full(n, 1 / n), base=n) == pytest.approx(1, rel=1e-15)


def test_every_unit_of_surprise():
    assert info.surprisal(0.5, base=math.e) == math.log(2)
    assert info.surprisal(0.001, base=10) == pytest.approx(3, rel=1e-15)
    assert info.surprisal(1 / 27, base=3) == pytest.approx(3, rel=1e-15)


@pytest.mark.parametrize("base", BASES)
def test_certainty_costs_plus_zero_and_the_impossible_infinity(base):
    for nothing in (
        info.surprisal(1, base),
        info.entropy([0, 1, 0], base),
        info.binary_entropy(0, base),
        info.binary_entropy(1, base),
        info.cross_entropy([0, 1], [0, 1], base),
        info.kl_divergence([0, 1], [0, 1], base),
        info.js_divergence([0, 1], [0, 1], base),
        info.sample_nll([1, 1], [0, 1], base),
    ):
        assert nothing == 0 and math.copysign(1, nothing) == 1
    for beyond in (
        info.surprisal(0, base),
        info.cross_entropy([0.5, 0.5], [1, 0], base),
        info.kl_divergence([0.5, 0.5], [1, 0], base),
        info.kl_divergence([5e-324, 1], [0, 1], base),
        info.sample_nll([0, 1], [1, 0], base),
    ):
        assert beyond == math.inf
    assert info.cross_entropy([1, 0], [1, 0], base) == 0
    assert info.kl_divergence([1, 0], [0.5, 0.5], 2) == 1


def test_disjoint_distributions_are_one_bit_apart_and_not_more():
    assert info.js_divergence([1, 0], [0, 1]) == 1
    for size in range(1, 40):
        p = np.concatenate([np.full(size, 1 / size), np.zeros(size)])
        assert info.js_divergence(p, p[::-1]) == 1
        assert info.js_divergence(p, p[::-1], base=math.e) == math.log(2)


# --- accuracy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", range(4), ids=NAMES)
def test_float64_is_right_to_the_last_digits(which):
    worst = dict.fromkeys(BASES, 0.0)
    for p, q in hard_pairs():
        nats = JUDGES[which](p, q, math.e)
        for base in BASES:
            got = np.float64(AVERAGES[which](p, q, base=base))
            worst[base] = max(worst[base], ulp_error(got, nats / (1 if base == math.e else mp.log(mpf(base)))))
    assert max(worst.values()) <= ULPS[which], worst


@pytest.mark.parametrize("which", range(4), ids=NAMES)
def test_float32_stays_float32_and_is_rounded_once(which):
    worst = 0.0
    for p, q in hard_pairs():
        p, q = p.astype(np.float32), q.astype(np.float32)
        got = AVERAGES[which](p, q)
        assert type(got) is np.float32
        worst = max(worst, ulp_error(got, JUDGES[which](p, q, 2.0)))
    assert worst <= 0.51


@pytest.mark.parametrize("which", range(4), ids=NAMES)
def test_fifty_thousand_classes(which):
    rng = np.random.default_rng(3)
    p, q = rng.dirichlet(np.full(50257, 0.1)), rng.dirichlet(np.ones(50257))
    with mp.workdps(30):
        assert ulp_error(np.float64(AVERAGES[which](p, q)), JUDGES[which](p, q, 2.0)) <= ULPS[which]


def test_float16_is_computed_in_float32():
    p = np.array([0.1, 0.2, 0.7], dtype=np.float16)
    q = p[::-1].copy()
    for average, judge in zip(AVERAGES, JUDGES, strict=True):
        assert ulp_error(average(p, q), judge(p, q, 2.0), np.float32) <= 0.51
    assert info.surprisal(p).dtype == info.normalise(p).dtype == info.binary_entropy(p).dtype == np.float32


@pytest.mark.parametrize("base", BASES)
def test_surprisal_and_binary_entropy_element_by_element(base):
    rng = np.random.default_rng(11)
    p = np.concatenate(
        [
            rng.random(200),
            10.0 ** -rng.uniform(0, 320, 200),
            1 - 10.0 ** -rng.uniform(0, 16, 200),
            [5e-324, 1e-310, 0.5, 1 - 2**-53],
        ]
    )
    heads = exact(p)
    surprise = np.array([-reference.log_base(x, base) for x in heads])
    assert ulp_error(info.surprisal(p, base), surprise) <= 1
    unit = 1 if base == math.e else mp.log(mpf(base))
    coin = np.array([x * s - (1 - x) * mp.log1p(-x) / unit for x, s in zip(heads, surprise, strict=True)])
    assert ulp_error(info.binary_entropy(p, base), coin) <= 3


def test_the_terms_keep_their_digits_however_close_p_and_q_are():
    rng = np.random.default_rng(5)
    p = 10.0 ** rng.uniform(-9, 1, 300)
    q = p * (1 + 10.0 ** rng.uniform(-15, 2, 300) * rng.choice([-0.009, 1], 300))
    extreme_p, extreme_q = np.array([4, 2.22e-308, 0, 1e-300, 3.0]), np.array([2.22e-308, 1e15, 0.5, 1e290, 5e-324])
    p, q = np.concatenate([p, extreme_p]), np.concatenate([q, extreme_q])
    terms = list(zip(exact(p), exact(q), strict=True))
    ratio = np.array([reference.log_ratio_term(a, b, math.e) for a, b in terms])
    gap = np.array([reference.divergence_term(a, b, math.e) for a, b in terms])
    assert ulp_error(info.relative_entropy_terms(p, q, math.e), ratio) <= 3
    assert ulp_error(info.divergence_terms(p, q, math.e), gap) <= 4
    assert info.divergence_terms([0.5, 0, 0], [0, 0.5, 0]).tolist() == [math.inf, 0.5 / math.log(2), 0]


def test_means_over_samples_are_accurate():
    q = np.array([0.1, 0.2, 0.7])
    samples = np.random.default_rng(0).integers(0, 3, 100_000)
    counts = np.bincount(samples)
    surprises = [-reference.log_base(x, 2.0) for x in exact(q)]
    true = mp.fsum(int(n) * s for n, s in zip(counts, surprises, strict=True)) / len(samples)
    assert relative_error(info.sample_nll(samples, q), true) <= 1e-15
    single = info.sample_nll(samples, q.astype(np.float32))
    surprises = [-reference.log_base(x, 2.0) for x in exact(q.astype(np.float32))]
    true = mp.fsum(int(n) * s for n, s in zip(counts, surprises, strict=True)) / len(samples)
    assert type(single) is np.float32 and relative_error(single, true) <= 6e-8


# --- laws --------------------------------------------------------------------------------------------------


@given(pairs(), st.sampled_from(BASES))
def test_gibbs_the_bill_is_entropy_plus_divergence(pair, base):
    p, q = pair
    parts = info.decompose(p, q, base)
    assert parts == {
        "entropy": info.entropy(p, base),
        "kl": info.kl_divergence(p, q, base),
        "cross_entropy": info.cross_entropy(p, q, base),
    }
    assert 0 <= parts["entropy"] <= math.log(len(p), base) * (1 + 1e-15)
    assert parts["kl"] >= 0 and not math.isnan(parts["kl"])
    assert parts["cross_entropy"] >= parts["entropy"] * (1 - 1e-12)
    if math.isinf(parts["kl"]):
        assert parts["cross_entropy"] == math.inf and ((p > 0) & (q == 0)).any()
    else:
        assert parts["cross_entropy"] == pytest.approx(parts["entropy"] + parts["kl"], rel=1e-12, abs=1e-15)


@given(pairs(), st.sampled_from(BASES))
def test_js_is_symmetric_bounded_and_made_of_two_divergences(pair, base):
    p, q = pair
    js = info.js_divergence(p, q, base)
    assert js == info.js_divergence(q, p, base)
    assert 0 <= js <= info.convert(1, "bit", "nat") / math.log(base) * (1 + 1e-15)
    middle = (p + q) / 2
    halves = [info.kl_divergence(x, middle, base) for x in (p, q)]
    assert js == pytest.approx(sum(halves) / 2, rel=1e-9, abs=1e-15)


@given(pairs())
def test_identical_distributions_are_exactly_no_distance_apart(pair):
    for p in pair:
        assert info.kl_divergence(p, p.copy()) == 0 and info.js_divergence(p, p.copy()) == 0
        assert info.cross_entropy(p, p.copy()) == info.entropy(p)


@given(pairs())
def test_only_the_probabilities_matter_not_their_order_nor_impossible_outcomes(pair):
    p, q = pair
    for average in AVERAGES:
        assert average(p[::-1], q[::-1]) == average(p, q)
        assert average(np.append(p, 0), np.append(q, 0)) == average(p, q)


@given(pairs())
def test_independent_sources_add_up(pair):
    p, q = (distribution(x + 1e-6) for x in pair)
    both = np.outer(p, q).ravel()
    assert info.entropy(both) == pytest.approx(info.entropy(p) + info.entropy(q), rel=1e-12, abs=1e-12)
    assert info.kl_divergence(both, both[::-1]) == pytest.approx(
        info.kl_divergence(p, p[::-1]) + info.kl_divergence(q, q[::-1]), rel=1e-9, abs=1e-12
    )


@given(pairs())
def test_lumping_outcomes_together_hides_differences_and_never_makes_any(pair):
    p, q = (np.append(x[0], x[1:].sum()) for x in pair)
    for divergence in (info.kl_divergence, info.js_divergence):
        assert divergence(p, q) <= divergence(*pair) * (1 + 1e-12) + 1e-15


@given(pairs(), pairs())
def test_the_root_of_js_obeys_the_triangle_inequality(one, other):
    size = min(len(one[0]), len(other[0]))
    p, q, r = (distribution(x[:size] + 1e-3) for x in (*one, other[0]))
    js = info.js_divergence
    assert math.sqrt(js(p, r)) <= math.sqrt(js(p, q)) + math.sqrt(js(q, r)) + 1e-12


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.lists(st.floats(0.01, 1), min_size=5, max_size=5))
def test_the_nll_of_a_sample_is_the_cross_entropy_of_its_frequencies(samples, model):
    q = distribution(model)
    observed = np.bincount(samples, minlength=5) / len(samples)
    assert info.sample_nll(samples, q) == pytest.approx(info.cross_entropy(observed, q), rel=1e-13)
    assert info.sample_nll(samples[::-1], q) == info.sample_nll(samples, q)


@given(st.floats(0, 1))
def test_binary_entropy_is_the_entropy_of_a_coin(p):
    if 1 - (1 - p) == p:  # otherwise 1 - p is rounded and [p, 1 - p] is another coin
        assert info.binary_entropy(p) == pytest.approx(info.entropy([p, 1 - p]), rel=1e-14, abs=0)
        assert info.binary_entropy(1 - p) == pytest.approx(info.binary_entropy(p), rel=1e-14, abs=0)


def test_js_and_kl_never_turn_negative_or_nan_between_close_neighbours():
    rng = np.random.default_rng(1)
    p = rng.dirichlet(np.ones(4), 3000)
    q = p * (1 + rng.choice([1e-16, 3e-16, 1e-15, 1e-12], (3000, 1)) * rng.choice([-1, 0, 1], p.shape))
    different = (p != q).any(axis=1)
    for divergence in (info.kl_divergence, info.js_divergence):
        assert ((divergence(p, q) > 0) == different).all()


# --- shapes and precision ----------------------------------------------------------------------------------


@pytest.mark.parametrize("average", AVERAGES, ids=NAMES)
def test_a_batch_is_its_rows_along_any_axis(average):
    rng = np.random.default_rng(2)
    P, Q = rng.dirichlet(np.ones(5), (2, 3)), rng.dirichlet(np.ones(5), (2, 3))
    one_by_one = [[average(p, q) for p, q in zip(*block, strict=True)] for block in zip(P, Q, strict=True)]
    assert average(P, Q).tolist() == one_by_one
    for axis in (0, 1, 2, -1, -2):
        moved = average(np.moveaxis(P, -1, axis), np.moveaxis(Q, -1, axis), axis=axis)
        assert moved.tolist() == one_by_one
    assert average(np.asfortranarray(P), Q).tolist() == one_by_one
    assert type(average(P[0, 0], Q[0, 0])) is float
    assert average(P[:1, 0], Q[:1, 0]).shape == (1,)
    assert average(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0,)


def test_entropy_rows_and_tables():
    assert info.entropy_rows([[0.5, 0.5], [1, 0], [0.25, 0.75]]).tolist() == [1, 0, info.entropy([0.25, 0.75])]
    assert info.entropy_rows([[0.25] * 4], base=math.e).tolist() == [info.entropy([0.25] * 4, math.e)]
    P = np.array([BOB, ALICE, [1, 0, 0, 0]])
    Q = np.array([ALICE, BOB, [0.25] * 4, [0.5, 0.5, 0, 0]])
    table = info.cross_entropy_table(P, Q, math.e)
    assert table.tolist() == [[info.cross_entropy(p, q, math.e) for q in Q] for p in P]
    assert info.cross_entropy_table(P.astype(np.float32), Q.astype(np.float32)).dtype == np.float32
    assert info.cross_entropy_table(P, Q.astype(np.float32)).dtype == np.float64
    for wrong in (BOB, [P, P]):
        with pytest.raises(ValueError, match="must be a table with one distribution a row"):
            info.entropy_rows(wrong)
    with pytest.raises(ValueError, match="same number of outcomes, but P has 4 and Q has 2"):
        info.cross_entropy_table(P, [[0.5, 0.5]])


def test_normalise_gives_new_rows_that_add_up_to_one():
    w = np.array([[1.0, 1.0], [3.0, 1.0]])
    result = info.normalise(w)
    assert result.tolist() == [[0.5, 0.5], [0.75, 0.25]] and w.tolist() == [[1, 1], [3, 1]]
    assert not np.shares_memory(result, w)
    assert info.normalise([1, 1, 2]).tolist() == [0.25, 0.25, 0.5]
    assert info.normalise(w, axis=0).tolist() == [[0.25, 0.5], [0.75, 0.5]]
    assert info.normalise(np.ones((2, 3, 4), dtype=int)).tolist() == np.full((2, 3, 4), 0.25).tolist()
    assert info.normalise(np.float32([1, 3])).dtype == np.float32
    assert info.normalise([1e308, 1e308, 0]).tolist() == [0.5, 0.5, 0]
    assert info.normalise([5e-324, 5e-324]).tolist() == [0.5, 0.5]
    assert info.normalise(np.zeros((0, 3))).shape == (0, 3)


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=20).filter(lambda w: sum(w) > 0))
def test_normalise_makes_distributions_in_the_same_proportions(w):
    p = info.normalise(w)
    assert info.is_distribution(p, atol=1e-14)
    assert (np.argsort(p, kind="stable")[-1:] == np.argsort(w, kind="stable")[-1:]).all() or max(p) == p[np.argmax(w)]
    assert info.normalise(p) == pytest.approx(p, rel=1e-15)


@pytest.mark.parametrize(
    ("w", "message"),
    [
        ([1, -1], "w must lie between 0 and inf, but w[1] is -1.0."),
        ([0, 0], "w must have a positive total, but its total is 0."),
        ([[1, 1], [0, 0]], "but its total in row 1 is 0."),
        ([1, np.nan], "w must be finite"),
        ([1, np.inf], "w must be finite"),
        ([], "w must have a positive total"),
        (1.0, "w must be an array of weights"),
    ],
)
def test_normalise_refuses_what_cannot_be_shared(w, message):
    with pytest.raises(ValueError) as error:
        info.normalise(w)
    assert message in str(error.value)


# --- what is a distribution --------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [[0.25] * 4, [1.0], [0.1] * 10, (0, 1), np.array([1, 0]), [True, False], [1, 1e-9]])
def test_distributions(p):
    assert info.is_distribution(p) is True
    assert info.as_distribution(p).tolist() == np.asarray(p, dtype=float).tolist()


@pytest.mark.parametrize(
    "p",
    [
        [0.36, 0.65, 0.45],
        [1.2, -0.2],
        [0.5, 0.49],
        [1 + 1e-6],
        [np.nan, 1],
        [np.inf, 0],
        [-np.inf, np.inf],
        [],
        1.0,
        [[0.5, 0.5]],
        [[0.5], [0.25, 0.25]],
        [0, 0],
    ],
)
def test_no_distributions(p):
    assert info.is_distribution(p) is False
    with pytest.raises(ValueError, match=r"^model must "):
        info.as_distribution(p, "model")


def test_the_tolerance_is_the_callers():
    assert info.is_distribution([0.5, 0.5 + 1e-6], atol=1e-5)
    assert not info.is_distribution([0.5, 0.5 + 1e-6])
    assert not info.is_distribution([0.5, 0.5 + 1e-12], atol=1e-13)
    with pytest.raises(TypeError):
        info.is_distribution(["a", "b"])


def test_as_distribution_gives_a_copy_to_write_into():
    p = np.array([0.0, 1.0])
    info.as_distribution(p)[0] = 1
    assert p.tolist() == [0, 1]
    assert info.as_distribution(np.float32([0.5, 0.5])).dtype == np.float32


@pytest.mark.parametrize("average", AVERAGES, ids=NAMES)
@pytest.mark.parametrize("bad", [[0.36, 0.65, 0.45], [1.5, -0.5, 0], [0.1, 0.1, 0.1], [np.nan, 0.5, 0.5]])
def test_averages_want_distributions(average, bad):
    good = [0.5, 0.25, 0.25]
    with pytest.raises(ValueError, match=r"^p must "):
        average(bad, good)
    if average in PAIRWISE:
        with pytest.raises(ValueError, match=r"^q must "):
            average(good, bad)


@pytest.mark.parametrize("average", PAIRWISE, ids=NAMES[1:])
def test_lengths_and_shapes_must_agree(average):
    with pytest.raises(ValueError, match=r"^p and q must have the same shape, but p is \(2,\) and q is \(3,\)\.$"):
        average([0.5, 0.5], [0.5, 0.25, 0.25])
    with pytest.raises(ValueError, match="same shape"):
        average([[0.5, 0.5], [1, 0]], [0.5, 0.5])


def test_totals_within_the_tolerance_break_no_law():
    slightly_more, slightly_less = [1 + 5e-9, 0], [0.5, 0.5 - 5e-9]
    assert info.entropy(slightly_more) == 0
    assert info.cross_entropy(slightly_more, slightly_more) == 0
    for p, q in ((slightly_more, slightly_less), (slightly_less, [0.5, 0.5 + 5e-9])):
        assert info.kl_divergence(p, q) >= 0 and 0 <= info.js_divergence(p, q) <= 1
    assert info.js_divergence([1 + 5e-9, 0], [0, 1 + 5e-9]) == 1


def test_nothing_given_is_changed():
    p, q = np.array([0.0, 0.25, 0.75]), np.array([0.5, 0.25, 0.25])
    table, samples = np.array([p, q]), np.array([0, 1, 1])
    before = [x.copy() for x in (p, q, table, samples)]
    for frozen in (p, q, table, samples):
        frozen.flags.writeable = False
    for average in AVERAGES:
        average(p, q)
    info.surprisal(p), info.binary_entropy(p), info.normalise(table), info.decompose(p, q)
    info.entropy_rows(table), info.cross_entropy_table(table, table), info.sample_nll(samples, q)
    info.divergence_terms(p, q), info.relative_entropy_terms(p, q), info.best_fit(p, table, "forward")
    info.perplexity(p), info.convert(p, "bit", "nat"), info.is_distribution(p)
    assert all((x == y).all() for x, y in zip((p, q, table, samples), before, strict=True))


# --- arguments of their own --------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [-0.1, 1.0000001, np.nan, [0.5, 2]])
def test_surprisal_and_binary_entropy_want_probabilities(p):
    for function in (info.surprisal, info.binary_entropy):
        with pytest.raises(ValueError, match=r"^p must lie between 0 and 1, but p"):
            function(p)


def test_scalars_stay_scalars_and_arrays_keep_their_shape():
    for function in (info.surprisal, info.binary_entropy, info.perplexity, lambda x: info.convert(x, "bit", "nat")):
        assert type(function(0.5)) is float and type(function(1)) is float
        assert type(function(np.float32(0.5))) is np.float32
        assert function([[0.5, 0.25]]).shape == (1, 2)


@pytest.mark.parametrize("base", [0, -2, 1, np.nan, np.inf])
def test_a_base_must_be_one_of_a_logarithm(base):
    for call in (
        lambda: info.surprisal(0.5, base),
        lambda: info.entropy([1], base),
        lambda: info.kl_divergence([1], [1], base),
        lambda: info.js_divergence([1], [1], base),
        lambda: info.cross_entropy([1], [1], base),
        lambda: info.binary_entropy(0.5, base),
    ):
        with pytest.raises(ValueError, match=r"^base must "):
            call()


@pytest.mark.parametrize(
    ("samples", "error", "message"),
    [
        ([], ValueError, "samples must not be empty"),
        ([0, -1], ValueError, r"samples\[1\] is -1"),
        ([3], ValueError, r"samples\[0\] is 3"),
        ([0.0], ValueError, "samples must be integers"),
        (["a"], TypeError, "samples must hold real numbers"),
    ],
)
def test_samples_are_outcomes(samples, error, message):
    with pytest.raises(error, match=message):
        info.sample_nll(samples, [0.5, 0.25, 0.25])


def test_impossible_samples_cost_infinity_and_unseen_outcomes_nothing():
    assert info.sample_nll([0, 2], [0.5, 0, 0.5]) == 1
    assert info.sample_nll([0, 1], [0.5, 0, 0.5]) == math.inf


@given(st.floats(0, 1e6), st.permutations(["bit", "nat", "hartley"]))
def test_units_convert_there_and_back_and_agree_on_the_perplexity(amount, units):
    one, other, _ = units
    there = info.convert(amount, one, other)
    assert info.convert(there, other, one) == pytest.approx(amount, rel=1e-15)
    assert info.convert(amount, one, one) == amount
    if amount < 100:
        assert info.perplexity(there, other) == pytest.approx(info.perplexity(amount, one), rel=1e-12)


def test_units_and_perplexities_by_hand():
    assert info.convert(1, "nat", "bit") == pytest.approx(1.442695, abs=5e-7)
    assert info.convert([1, 2], "hartley", "nat").tolist() == [math.log(10), 2 * math.log(10)]
    assert info.convert(math.inf, "bit", "nat") == math.inf
    assert info.perplexity(2, "bit") == 4 and info.perplexity(0) == 1 and info.perplexity(3, "hartley") == 1000
    assert info.perplexity(math.log(27)) == pytest.approx(27, rel=1e-15)
    assert info.perplexity(math.inf) == info.perplexity(1e6, "bit") == math.inf
    assert info.perplexity(np.float32(200)) == np.float32(np.inf)


def test_unknown_units_and_directions_are_told_the_known_ones():
    for call in (
        lambda: info.convert(1, "bits", "nat"),
        lambda: info.convert(1, "nat", "byte"),
        lambda: info.perplexity(1, "log"),
    ):
        with pytest.raises(ValueError, match="must be one of 'bit', 'nat', 'hartley'"):
            call()
    with pytest.raises(ValueError, match="direction must be one of 'forward', 'reverse'"):
        info.best_fit([0.5, 0.5], [[0.5, 0.5]], "backward")
    for function in (info.perplexity, lambda h: info.convert(h, "bit", "nat")):
        with pytest.raises(ValueError, match="must be a number"):
            function(math.nan)


def test_best_fit_covers_forward_and_chooses_in_reverse():
    two_hills = distribution([0.01, 1, 0.01, 0.01, 0.8, 0.01])
    wide, left, right = np.full(6, 1 / 6), distribution([1, 40, 1, 0.1, 0.1, 0.1]), distribution([0.1] * 3 + [1, 40, 1])
    assert info.best_fit(two_hills, [left, wide, right], "forward") == 1
    assert info.best_fit(two_hills, [wide, right, left], "reverse") == 2
    assert info.best_fit([0.5, 0.5, 0], [[1, 0, 0], [0.4, 0.3, 0.3]], "forward") == 1
    assert info.best_fit([0.5, 0.5, 0], [[0.4, 0.3, 0.3], [1, 0, 0]], "reverse") == 1
    for direction in ("forward", "reverse"):
        assert info.best_fit(BOB, [ALICE, BOB, BOB], direction) == 1
        assert type(info.best_fit(BOB, [BOB], direction)) is int
    with pytest.raises(ValueError, match="same shape"):
        info.best_fit([0.5, 0.5], [BOB], "forward")


def test_the_detour_is_cheaper():
    p, q, r = (info.as_distribution(x) for x in info.not_a_distance())
    assert min(*p, *q, *r) > 0
    assert info.kl_divergence(p, r) > info.kl_divergence(p, q) + info.kl_divergence(q, r) + 0.01
