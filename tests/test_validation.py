"""Arguments: what is accepted as it is, and the one sentence that refuses the rest."""

from fractions import Fraction

import numpy as np
import pytest

from xentlib import validation as v


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ([1, 0], np.float64),
        ((0.5, 0.5), np.float64),
        (True, np.float64),
        (np.array([1, 2], dtype=np.uint8), np.float64),
        (np.array([True, False]), np.float64),
        (np.float64(0.5), np.float64),
        (np.array([0.5], dtype=">f8"), np.float64),
        (np.array([0.5], dtype=np.longdouble), np.float64),
        (np.array([0.5], dtype=np.float32), np.float32),
        (np.array([0.5], dtype=np.float16), np.float32),
    ],
)
def test_numbers_become_floats_of_the_right_precision(given, dtype):
    array = v.numeric_array(given, "p")
    assert array.dtype == dtype and array.dtype.isnative
    assert array.tolist() == np.asarray(given, dtype=np.float64).tolist()


@pytest.mark.parametrize(
    "given",
    ["0.5", ["a", "b"], None, [0.5, None], 1j, [1j, 0], {"a": 0.5}, {0.5, 0.25}, object(), [Fraction(1, 2)], b"01"],
)
def test_what_is_not_numeric_is_a_type_error_with_the_argument_name(given):
    with pytest.raises(TypeError, match=r"^model must hold real numbers, not .*\.$"):
        v.numeric_array(given, "model")


def test_ragged_rows_are_named():
    with pytest.raises(ValueError, match=r"^P must be a rectangular array, not rows of unequal lengths\.$"):
        v.numeric_array([[0.5, 0.5], [1.0]], "P")


def test_float64_comes_through_without_a_copy_and_unchanged():
    given = np.array([0.25, 0.75])
    assert v.numeric_array(given, "p") is given


def test_results_keep_their_precision_and_single_numbers_print_plainly():
    assert repr(v.as_result(np.array(1.75))) == "1.75"
    assert type(v.as_result(np.float64(1.75))) is float
    assert type(v.as_result(np.array(1.75), np.dtype(np.float32))) is np.float32
    array = v.as_result(np.array([1.75]), np.float32)
    assert isinstance(array, np.ndarray) and array.dtype == np.float32


@pytest.mark.parametrize(("a", "b"), [((3,), (3, 1)), ((3,), (1, 3)), ((), (1,)), ((2, 3), (3, 2))])
def test_shapes_are_never_broadcast(a, b):
    with pytest.raises(ValueError) as error:
        v.same_shape(np.zeros(a), np.zeros(b), "labels", "predictions")
    assert str(error.value) == (
        f"labels and predictions must have the same shape, but labels is {a} and predictions is {b}."
    )
    v.same_shape(np.zeros(a), np.ones(a), "labels", "predictions")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.2, 1.5, 2.0], "p must lie between 0 and 1, but p[1] is 1.5."),
        ([[0, 1], [0.5, -0.25]], "p must lie between 0 and 1, but p[1, 1] is -0.25."),
        ([0.5, np.nan], "p must lie between 0 and 1, but p[1] is nan."),
        ([np.inf], "p must lie between 0 and 1, but p[0] is inf."),
        (-1e-300, "p must lie between 0 and 1, but p is -1e-300."),
    ],
)
def test_the_first_value_out_of_range_is_named_with_its_place(values, message):
    with pytest.raises(ValueError) as error:
        v.in_range(np.asarray(values, dtype=float), "p")
    assert str(error.value) == message


def test_the_ends_of_a_range_belong_to_it_and_empty_arrays_pass():
    v.in_range(np.array([0.0, 1.0]), "p")
    v.in_range(np.zeros((0, 3)), "p")
    v.in_range(np.array([-3.0, np.inf]), "z", -3, np.inf)


def test_zero_or_one_leaves_no_room_between():
    v.zero_or_one(np.array([0.0, 1.0, -0.0]), "y")
    for bad in (0.5, np.nan, 2.0):
        with pytest.raises(ValueError, match=r"^y must be 0 or 1, but y\[1\] is "):
            v.zero_or_one(np.array([1.0, bad]), "y")


def test_infinities_and_nan_are_told_apart():
    with pytest.raises(ValueError, match=r"^w must be finite, but w\[1\] is inf\.$"):
        v.finite(np.array([1.0, np.inf]), "w")
    with pytest.raises(ValueError, match=r"^h must be a number, but h is nan\.$"):
        v.not_nan(np.array(np.nan), "h")
    v.not_nan(np.array([np.inf, -np.inf]), "h")


def test_empty_is_refused_where_a_mean_is_wanted():
    with pytest.raises(ValueError, match=r"^y must not be empty, but its shape is \(0, 2\)\.$"):
        v.non_empty(np.zeros((0, 2)), "y")
    v.non_empty(np.zeros(1), "y")


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.36, 0.65, 0.45], "q must sum to 1, but its total is 1.46."),
        ([[0.5, 0.5], [0.01, 0.98]], "q must sum to 1, but its total in row 1 is 0.99."),
        ([1.2, -0.2], "q must have no negative probability, but q[1] is -0.2."),
        ([0.5, np.nan], "q must be finite, but q[1] is nan."),
        ([np.inf, 0.5], "q must be finite, but q[0] is inf."),
        ([1e308, 1e308], "q must sum to 1, but its total is inf."),
        ([], "q must have at least one outcome, but its shape is (0,)."),
        (1.0, "q must be a distribution (an array), not the single number 1.0."),
    ],
)
def test_what_is_no_distribution_is_said_in_one_sentence(p, message):
    with pytest.raises(ValueError) as error:
        v.distributions(p, "q")
    assert str(error.value) == message


def test_distributions_along_another_axis():
    columns = np.array([[0.5, 1.0], [0.25, 0.0], [0.25, 0.0]])
    rows = v.distributions(columns, axis=0)
    assert rows.tolist() == columns.T.tolist() and rows.flags.c_contiguous
    with pytest.raises(ValueError, match="must sum to 1"):
        v.distributions(columns)
    with pytest.raises(ValueError, match=r"^axis must be an integer between -2 and 1, but it is 2\.$"):
        v.distributions(columns, axis=2)


def test_the_tolerance_knows_how_coarse_the_input_is():
    tenths = [0.1] * 10
    for dtype in (np.float64, np.float32, np.float16):
        v.distributions(np.array(tenths, dtype=dtype))
    off = np.array([0.5, 0.5 + 1e-6])
    with pytest.raises(ValueError):
        v.distributions(off)
    v.distributions(off, atol=1e-5)
    v.distributions(off.astype(np.float32))
    with pytest.raises(ValueError):
        v.distributions(np.array([0.5, 0.5001], dtype=np.float32))


@pytest.mark.parametrize("y", [[0, 2, 1], np.array([[0], [2]], dtype=np.uint8), [True, False], []])
def test_labels_come_back_as_integers_in_their_shape(y):
    result = v.labels(y, 3)
    assert result.dtype == np.intp and result.tolist() == np.asarray(y, dtype=int).tolist()


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, -1], "labels must lie between 0 and 2, but labels[1] is -1."),
        ([[0], [3]], "labels must lie between 0 and 2, but labels[1, 0] is 3."),
        ([1.0, 0.0], "labels must be integers, but labels[0] is 1.0."),
    ],
)
def test_labels_neither_wrap_around_nor_get_rounded(y, message):
    with pytest.raises(ValueError) as error:
        v.labels(y, 3)
    assert str(error.value) == message


def test_labels_that_are_not_numbers_are_a_type_error():
    with pytest.raises(TypeError):
        v.labels(["cat"], 3)


@pytest.mark.parametrize(
    ("value", "limits", "rule"),
    [
        (-1, {"low": 0}, ">= 0"),
        (1, {"low": 0, "below": 1}, ">= 0 and < 1"),
        (0, {"above": 0, "high": 5}, "> 0 and <= 5"),
        (float("nan"), {}, "a number"),
        (float("nan"), {"above": 0}, "> 0"),
        (float("inf"), {"low": 0, "high": 9}, ">= 0 and <= 9"),
        (float("inf"), {"above": 0, "below": float("inf")}, "> 0 and finite"),
        (float("-inf"), {"above": float("-inf"), "below": 1}, "< 1"),
    ],
)
def test_numbers_out_of_their_limits(value, limits, rule):
    with pytest.raises(ValueError) as error:
        v.number(value, "gamma", **limits)
    assert str(error.value) == f"gamma must be {rule}, but it is {value}."


def test_a_number_within_its_limits_is_a_python_float():
    assert type(v.number(np.float32(0.5), "eps", low=0, below=1)) is float
    assert v.number(2, "gamma", low=0) == 2.0
    assert v.number(float("inf"), "h") == float("inf")
    with pytest.raises(ValueError, match=r"^eps must be a single number, but its shape is \(1,\)\.$"):
        v.number([0.1], "eps")
    with pytest.raises(TypeError, match=r"^eps must hold real numbers"):
        v.number("0.1", "eps")


def test_integers_are_not_guessed():
    assert v.integer(np.int64(3), "K", 1) == 3
    for wrong in (3.0, True, "3", None):
        with pytest.raises(TypeError, match=r"^K must be an integer, not "):
            v.integer(wrong, "K", 1)
    with pytest.raises(ValueError, match=r"^K must be an integer >= 1, but it is 0\.$"):
        v.integer(0, "K", 1)
    with pytest.raises(ValueError, match=r"^axis must be an integer between -1 and 0, but it is 1\.$"):
        v.check_axis(1, 1)
    assert v.check_axis(-1, 3) == 2


@pytest.mark.parametrize("reduction", ["average", "Mean", None, 0, ["mean"]])
def test_an_unknown_reduction_is_told_the_known_ones(reduction):
    with pytest.raises(ValueError, match=r"^reduction must be one of 'mean', 'sum', 'none', but it is .*\.$"):
        v.reduction_name(reduction)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_known_reductions_pass(reduction):
    assert v.reduction_name(reduction) == reduction
