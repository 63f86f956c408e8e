"""Reading values, comparing them and writing them down."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.checking.strange import STRANGE
from xentlib.checking import call
from xentlib.checking.calling import same
from xentlib.checking.values import LONGEST, as_number, as_numbers, close, shown, shown_call, told_apart


@dataclass(frozen=True)
class Seed:
    """The place of a strange object, which hypothesis itself must not touch."""

    name: str


@dataclass(frozen=True)
class Many:
    """The place of a list that has the same entry fifty times: inside each other, they are soon endless."""

    entry: object


def grown(value):
    """The value with its strange objects and its long lists put in."""
    if isinstance(value, Many):
        return [grown(value.entry)] * 50
    if isinstance(value, Seed):
        return STRANGE[value.name]()
    if isinstance(value, list | tuple):
        return type(value)(map(grown, value))
    return {key: grown(entry) for key, entry in value.items()} if isinstance(value, dict) else value


NUMBERS = st.floats() | st.integers()
ENTRIES = arrays.arrays(st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.float16]),
                        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
LISTS = st.recursive(NUMBERS, lambda inside: st.lists(inside, max_size=4), max_leaves=10)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text() | st.binary() | st.complex_numbers() | ENTRIES
    | st.sampled_from(sorted(STRANGE)).map(Seed),
    lambda inside: st.lists(inside, max_size=5) | st.tuples(inside) | st.dictionaries(st.text(), inside, max_size=4)
    | st.sets(st.integers(), max_size=3) | inside.map(Many),
    max_leaves=20)


# ---------------------------------------------------------------- reading

@pytest.mark.parametrize("value, number", [
    (2, 2.0), (2.5, 2.5), (10**400, math.inf), (-10**400, -math.inf), (np.int8(-3), -3.0), (np.uint64(3), 3.0),
    (np.float16(0.5), 0.5), (np.longdouble(0.5), 0.5), (np.array(2), 2.0), (np.array(2.5, dtype=">f4"), 2.5),
    (True, None), (np.True_, None), (np.array(True), None), ("2", None), (None, None), (2 + 0j, None),
    (np.array([2.0]), None), (np.timedelta64(2), None), (np.datetime64(0, "s"), None), ([2.0], None),
], ids=lambda value: type(value).__name__)
def test_a_number_is_a_plain_real_number(value, number):
    assert as_number(value) == number


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_is_no_number_and_close_to_nothing(name):
    value = STRANGE[name]()
    assert as_number(value) is None
    assert as_numbers(value) is None
    assert as_numbers([value]) is None
    for expected in (6.0, True, [6.0], np.array([1.0, 3.0])):
        assert not close(value, expected)


@pytest.mark.parametrize("value, shape", [
    ([], (0,)), ([[], []], (2, 0)), ([1, 2.0], (2,)), ([(1, 2), [3, 4], (5, 6)], (3, 2)),
    ([np.zeros(3), np.ones(3)], (2, 3)), ([np.array(1), 2], (2,)), (np.zeros((2, 3), int), (2, 3)),
    ([[[1.0]]], (1, 1, 1)),
    ([1, [2]], None), ([[1], 2], None), ([[1], [2, 3]], None), ([np.zeros(3), np.zeros(2)], None),
    ([np.zeros(3), 1], None), ([1, True], None), ([1, "2"], None), ([None], None), ({1, 2}, None), (range(3), None),
    (np.array([True]), None), ([0.0] * 1_000_001, None),
])
def test_numbers_come_in_rectangular_lists_and_arrays(value, shape):
    numbers = as_numbers(value)
    assert (None if numbers is None else numbers.shape) == shape
    assert numbers is None or numbers.dtype == np.float64


@given(LISTS)
def test_a_list_is_read_as_numpy_reads_it_or_not_at_all(value):
    numbers = as_numbers(value)
    if numbers is not None and all(abs(n) < 2**60 for n in numbers.ravel()):
        np.testing.assert_array_equal(numbers, np.array(value, dtype=np.float64))


# ---------------------------------------------------------------- comparing

@given(NUMBERS | ENTRIES)
def test_every_value_is_close_to_itself(value):
    assert close(value, value)
    assert close(value, copy.deepcopy(value))


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_close_is_symmetric_but_for_a_hair(a, b):
    if close(a, b):
        assert close(b, a, rtol=1.001e-9)


@given(st.floats(1e-3, 1e3), st.floats(-1e-6, 1e-6))
@example(0.001, 1.55e-9)
def test_close_is_about_the_relative_distance(x, slip):
    if abs(slip) < 0.99e-9:
        assert close(x * (1 + slip), x, atol=0)
    elif abs(slip) > 1.1e-9:
        assert not close(x * (1 + slip), x, atol=0)


@pytest.mark.parametrize("got, expected, answer", [
    (math.inf, math.inf, True), (-math.inf, math.inf, False), (1e308, math.inf, False), (math.inf, 1e308, False),
    (math.nan, math.nan, True), (math.nan, 0.0, False), (0.0, math.nan, False), (1e-13, 0.0, True), (1e-11, 0.0, False),
    (-1.7e308, 1.7e308, False), (0.0, -0.0, True), (2, 2.0, True), ([1, 2], np.array([1.0, 2.0]), True),
    ([[1], [2]], [1, 2], False), ([1, 2], 1, False), (True, True, True), (np.True_, True, True), (1, True, False),
    (True, 1, False), (False, True, False), ("1", 1, False), (None, None, True),
])
def test_close_knows_the_special_cases(got, expected, answer):
    assert close(got, expected) is answer


def test_the_tolerance_is_the_requirements_own():
    assert close(1.00001, 1.0, rtol=1e-4) and not close(1.001, 1.0, rtol=1e-4)
    assert close(5.0, 0.0, atol=np.inf) and not close(math.nan, 0.0, atol=np.inf)


DATA = st.recursive(st.none() | st.booleans() | NUMBERS | st.text() | st.complex_numbers() | ENTRIES,
                    lambda inside: st.lists(inside, max_size=4) | st.tuples(inside, inside)
                    | st.dictionaries(st.text() | st.floats(), inside, max_size=3), max_leaves=10)


@given(DATA)
def test_a_deep_copy_is_the_same(value):
    assert same(value, copy.deepcopy(value))
    assert same(call(value, base=value), copy.deepcopy(call(value, base=value)))


@given(arrays.arrays(np.float64, st.integers(1, 5)), st.data())
def test_an_array_with_one_other_entry_is_not_the_same(array, data):
    other = array.copy()
    at = data.draw(st.integers(0, len(array) - 1))
    other[at] = 0.5 if array[at] != 0.5 else -0.0
    assert not same(array, other)
    assert not same([array.tolist()], [other.tolist()])


@pytest.mark.parametrize("a, b", [
    (1, 1.0), (1, True), ([1], (1,)), (np.zeros(2), np.zeros((2, 1))), (np.zeros(2), np.zeros(2, int)), (0.0, -0.0),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": 1}, {"a": 2}), ([1, 2], [1]), (call(1), call(2)), ("a", "b"),
    (np.array([None, 1]), np.array([None, 2])), (np.float64(0), np.float64(-0.0)),
])
def test_what_differs_in_type_order_shape_or_sign_is_not_the_same(a, b):
    assert same(a, a) and same(b, b)
    assert not same(a, b)


def test_an_array_of_objects_is_compared_by_its_entries():
    assert same(np.array([None, [1.0]], dtype=object), np.array([None, [1.0]], dtype=object))


# ---------------------------------------------------------------- writing

@given(ANYTHING, st.sampled_from([7, 12, 17]))
def test_a_value_is_always_written_and_never_at_length(value, digits):
    text = shown(grown(value), digits)
    assert 0 < len(text) <= LONGEST
    text.encode("utf-8")


@given(st.floats())
def test_a_float_written_with_17_digits_is_that_float(value):
    again = eval(shown(value, 17), {"np": np})
    assert same(again, value)


@given(st.recursive(st.integers(-999, 999) | st.booleans() | st.none() | st.text("ab'\"", max_size=3),
                    lambda inside: st.lists(inside, max_size=3) | st.tuples(inside) | st.tuples(inside, inside),
                    max_leaves=6))
def test_a_short_value_is_written_as_one_types_it(value):
    assert eval(shown(value)) == value


@pytest.mark.parametrize("value, text", [
    (0.1 + 0.2, "0.3"), (2.0, "2.0"), (-0.0, "-0.0"), (1e16, "1e+16"), (math.e, "np.e"), (np.float32(0.1), "0.1"),
    (math.inf, "np.inf"), (-math.inf, "-np.inf"), (math.nan, "np.nan"), (np.int8(-3), "-3"), (np.True_, "True"),
    (np.array(0.5), "np.array(0.5)"), (np.array([]), "np.array([])"), (np.array([[1, 2]]), "np.array([[1, 2]])"),
    ((1,), "(1,)"), ((), "()"), ({"a": [1.0]}, "{'a': [1.0]}"), ("x" * 61, "a text of 61 characters"),
    (2**100_000, "a very long integer"), (list(range(41)), "[0, 1, 2, … 41 in all]"),
    (tuple(range(41)), "(0, 1, 2, … 41 in all)"), (np.zeros(41), "an array of shape (41,): [0.0, 0.0, 0.0, …]"),
    (np.zeros((10**7, 0)), "an array of shape (10000000, 0): […]"), (object(), "an object"), (int, "a type"),
    (np.array([0.2, 1], np.float32), "np.array([0.2, 1.0], np.float32)"),
    (np.array([[np.inf], [1e-7]], np.float16), "np.array([[np.inf], [1e-07]], np.float16)"),
    (np.array([object()]), "np.array([an object])"), (np.datetime64(0, "s"), "a datetime64"),
], ids=lambda value: type(value).__name__)
def test_how_values_are_written(value, text):
    assert shown(value) == text


def test_a_call_is_written_as_one_types_it():
    assert shown_call("entropy", call([0.5, 0.5], base=math.e)) == "entropy([0.5, 0.5], base=np.e)"
    assert shown_call("now", call()) == "now()"


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=st.floats(-10, 10)), st.data())
def test_two_values_that_differ_look_different(expected, data):
    at = data.draw(st.integers(0, len(expected) - 1))
    got = expected.copy()
    got[at] += data.draw(st.sampled_from([1.0, -1e-3, 1e-7]))
    one, other = told_apart(got, expected)
    assert one != other
    assert told_apart(got.tolist(), expected.tolist())[0] != told_apart(got.tolist(), expected.tolist())[1]
    assert told_apart(got[at], expected[at])[0] != told_apart(got[at], expected[at])[1]


@pytest.mark.parametrize("got, expected, texts", [
    (0.3, 0.5, ("0.3", "0.5")),
    (0.123456789, 0.123456788, ("0.123456789", "0.123456788")),
    ([1, 2], [1, 3], ("[1, 2]", "[1, 3]")),
    ([1 / 3] * 30, [1 / 3] * 29 + [0.5], ("0.3333333 at index 29", "0.5 at index 29")),
    (np.zeros((9, 9)), np.eye(9)[::-1], ("0.0 at index 0, 8", "1.0 at index 0, 8")),
    (True, False, ("True", "False")),
    ([1, 2], [1, 2, 3], ("[1, 2]", "[1, 2, 3]")),
])
def test_how_a_difference_is_written(got, expected, texts):
    assert told_apart(got, expected) == texts


def test_a_function_among_the_arguments_is_shown_by_its_name():
    def cube(x):
        return x**3

    assert shown_call("slope", call(cube, 2.0)) == "slope(cube, 2.0)"
