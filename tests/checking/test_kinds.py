"""The kinds of results that have parts, and those that are one integer, none, or a text."""

import numpy as np
import pytest

from xentlib.checking import INTEGER, INTEGER_OR_NONE, NAMED_NUMBERS, ROWS, TEXT, several
from xentlib.checking.values import close, shown, told_apart

PARTS = {"entropy": 1.75, "kl": np.inf}


@pytest.mark.parametrize("value", [PARTS, {"kl": np.float64(2), "entropy": np.array(1)}])
def test_a_dict_of_numbers_in_any_order(value):
    assert NAMED_NUMBERS.problem(value, PARTS) is None
    assert NAMED_NUMBERS.plain(value) == {name: float(number) for name, number in value.items()}


@pytest.mark.parametrize("value, says", [
    (None, "return"), ((1.75, 0.5), "a tuple of 2"), ({"entropy": 1.75}, "no entry 'kl'"),
    ({"entropy": "1.75", "kl": 0}, "'entropy' is '1.75', a str"), ({**PARTS, "sum": 2}, "3 entries; 2 were"),
    ({**PARTS, 3: 4}, "keys that are not texts"), ({"entropy": np.ones(1), "kl": 0}, "an array of shape (1,)"),
])
def test_what_is_no_dict_of_these_numbers(value, says):
    assert says in NAMED_NUMBERS.problem(value, PARTS)
    assert not close(value, PARTS)


def test_dicts_are_close_when_all_their_numbers_are():
    assert close({"kl": np.inf, "entropy": 1.75 + 1e-13}, PARTS)
    assert not close({"kl": np.inf, "entropy": 1.76}, PARTS)
    assert not close({"kl": 1e300, "entropy": 1.75}, PARTS)


@pytest.mark.parametrize("value", [([0.5, 0.5], (1, 0)), [np.array([1.0]), [1, 2, 3]], np.ones((2, 3))])
def test_rows_of_numbers(value):
    assert ROWS.problem(value, "pq") is None
    assert all(row.dtype == float and row.ndim == 1 for row in ROWS.plain(value))


@pytest.mark.parametrize("value", [
    None, [0.5, 0.5], ([0.5, 0.5],), ([0.5, 0.5], "ab"), ([0.5, 0.5], [[1.0]]), ([[1], [1, 2]], [1]), np.array(3.0),
    {"p": [1.0], "q": [1.0]}])
def test_what_is_no_two_rows_of_numbers(value):
    assert ROWS.problem(value, "pq")


@pytest.mark.parametrize("value, right", [
    (3, True), (np.int64(0), True), (True, False), (3.0, False), ("3", False), (np.array([3]), False), (None, False)])
def test_one_integer(value, right):
    assert (INTEGER.problem(value, 1) is None) == right


def test_one_integer_or_none():
    assert INTEGER_OR_NONE.problem(None, 3) is None and INTEGER_OR_NONE.problem(7, None) is None
    assert "one integer was expected" in INTEGER_OR_NONE.problem(7.0, 3)
    assert (INTEGER_OR_NONE.plain(None), INTEGER_OR_NONE.plain(np.int64(7))) == (None, 7)
    assert close(None, None)
    assert not close(None, 3) and not close(3, None) and not close([], None)


LOSS_AND_GRADS = 0.5, {"W": np.ones((2, 3)), "b": np.zeros(3)}


@pytest.mark.parametrize("value", [LOSS_AND_GRADS, [np.float64(0.5), {"b": [0, 0, 0], "W": [[1.0] * 3] * 2}]])
def test_several_results(value):
    kind = several("loss", "grads")
    assert kind.problem(value, LOSS_AND_GRADS) is None
    assert close(value, LOSS_AND_GRADS)
    loss, grads = kind.plain(value)
    assert loss == 0.5 and grads["W"].shape == (2, 3)


@pytest.mark.parametrize("value, says", [
    (None, "Does every path"), (0.5, "a tuple (loss, grads) was expected"), ((0.5,), "a tuple of 1"),
    ((0.5, [1]), "grads is a list of 1; a plain dict"), ((0.5, {"W": 1}), "'W', 'b' were expected"),
    ((0.5, {"W": np.ones((2, 3)), 3: 1}), "other keys"), (("0.5", LOSS_AND_GRADS[1]), "loss is a str; one number"),
    ((0.5, {"W": np.ones((2, 3)), "b": np.zeros((1, 3))}), "grads['b'] has the shape (1, 3); the shape (3,)"),
    ((0.5, {"W": None, "b": np.zeros(3)}), "grads['W'] is a NoneType; an array"),
    ((np.ones(1), LOSS_AND_GRADS[1]), "loss has the shape (1,)"),
])
def test_what_is_no_such_tuple(value, says):
    assert says in several("loss", "grads").problem(value, LOSS_AND_GRADS)
    assert not close(value, LOSS_AND_GRADS)


def test_several_results_are_told_apart_where_they_differ():
    other = 0.5, {"W": np.ones((2, 3)), "b": np.array([0.0, 0.25, 0.0])}
    assert not close(other, LOSS_AND_GRADS)
    assert told_apart(other, LOSS_AND_GRADS) == (
        "np.array([0.0, 0.25, 0.0]) in the entry 'b' in the second result",
        "np.array([0.0, 0.0, 0.0]) in the entry 'b' in the second result")


@pytest.mark.parametrize("value, right", [
    ("ok", True), (np.str_("ok"), True), (None, False), (1, False), (["ok"], False)])
def test_a_text(value, right):
    assert (TEXT.problem(value, "ok") is None) == right
    assert close(value, "ok") == right


def test_texts_are_equal_letter_by_letter():
    assert not close("OK", "ok") and not close("ok ", "ok")
    assert shown(np.str_("ok")) == "'ok'" and type(TEXT.plain(np.str_("ok"))) is str
