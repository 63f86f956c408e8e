"""Every odd thing that an answer can be, return or do gets one clear report with the right verdict."""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import operator
import random
import signal
import sys
import threading
import time
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.strange import SECRET, STRANGE
from tests.checking.test_report import points_in_nbgrader
from tests.checking.toys import DOUBLE, SHARES, double, report
from xentlib.checking import (
    FLOAT_ARRAY,
    INTEGERS,
    LIKE_INPUT,
    NUMBER,
    TRUTH,
    Exercise,
    Law,
    Misconception,
    Report,
    Values,
    Verdict,
    call,
    check_answer,
    run,
)


@pytest.fixture
def short_calls(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_PER_CALL", 0.1)


def assert_sound(made, verdict, *words):
    """The verdict and what it is worth, and a text that holds the words and nothing of the machinery."""
    assert isinstance(made, Report)
    assert made.verdict is verdict, str(made)
    assert points_in_nbgrader(made) == made.points
    assert (made.points == made.max_points) == (verdict is Verdict.RIGHT)
    for text in (str(made), made._repr_html_()):
        assert "Traceback" not in text
        assert SECRET not in text
        assert len(text) < 4000
    for word in words:
        assert word in " ".join(str(made).split()), str(made)


def class_name(value):
    return type(value).__name__


def returning(value):
    return lambda x: value


# ---------------------------------------------------------------- what an answer returns

@pytest.mark.parametrize("value, verdict, words", [
    (None, Verdict.WRONG_TYPE, "It returned None. Does every path"),
    (..., Verdict.WRONG_TYPE, "Ellipsis, which is a placeholder"),
    (NotImplemented, Verdict.WRONG_TYPE, "NotImplemented, which is a placeholder"),
    (True, Verdict.WRONG_TYPE, "It returned a bool; one number was expected"),
    ("6.0", Verdict.WRONG_TYPE, "It returned a str; one number was expected"),
    (b"6", Verdict.WRONG_TYPE, "a bytes"),
    (6 + 0j, Verdict.WRONG_TYPE, "one number was expected. The call: double(3.0) It returned: (6+0j)"),
    ([6.0], Verdict.WRONG_TYPE, "a list of 1"),
    (np.array([6.0]), Verdict.WRONG_TYPE, "an array of shape (1,)"),
    ((i for i in [6.0]), Verdict.WRONG_TYPE, "a generator"),
    (double, Verdict.WRONG_TYPE, "a function"),
    (int, Verdict.WRONG_TYPE, "a type"),
    (float("nan"), Verdict.WRONG_VALUE, "np.nan"),
    (float("inf"), Verdict.WRONG_VALUE, "np.inf"),
    (-float("inf"), Verdict.WRONG_VALUE, "-np.inf"),
    (-6, Verdict.WRONG_VALUE, "It returned: -6 Expected: 6.0"),
    (6.0000001, Verdict.WRONG_VALUE, "It returned: 6.0000001 Expected: 6.0"),
    (2**100_000, Verdict.WRONG_VALUE, "It returned: a very long integer"),
    (-2**100_000, Verdict.WRONG_VALUE, "It returned: a very long integer"),
    (np.zeros(10**7), Verdict.WRONG_TYPE, "an array of shape (10000000,)"),
    ([0.0] * 2_000_000, Verdict.WRONG_TYPE, "a list of 2000000"),
    ("<script>alert(1)</script>", Verdict.WRONG_TYPE, "a str"),
    ("\ud800", Verdict.WRONG_TYPE, r"'\ud800'"),
], ids=class_name)
def test_a_wrong_return_value_is_said_and_shown(value, verdict, words):
    assert_sound(report(returning(value)), verdict, words)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_is_named_by_its_class_and_never_asked_anything(name):
    made = report(returning(STRANGE[name]()))
    assert_sound(made, Verdict.WRONG_TYPE, "It returned a")


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_inside_a_list_or_an_array_is_not_asked_either(name):
    for value in ([1.0, STRANGE[name]()], {"a": STRANGE[name]()}, (STRANGE[name](),)):
        assert_sound(report(returning(value), SHARES), Verdict.WRONG_TYPE, "a NumPy array was expected")
        assert_sound(report(returning(value), replace(SHARES, returns=LIKE_INPUT)), Verdict.WRONG_TYPE)
    box = np.empty(2, dtype=object)
    box[0] = STRANGE[name]()
    assert_sound(report(returning(box), SHARES), Verdict.WRONG_TYPE, "(object)")


@pytest.mark.parametrize("value, words", [
    (np.array([[0.25], [0.75]]), "The result has the shape (2, 1); the shape (2,) was expected."),
    (np.array([0.25, 0.5, 0.25]), "The result has the shape (3,)"),
    (np.array(0.25), "The result has the shape ()"),
    (np.array([]), "The result has the shape (0,)"),
    (np.zeros((10**7, 0)), "The result has the shape (10000000, 0)"),
    (np.array([1, 3]), "entries of type int64; floats were expected"),
    (np.array([0.25, 0.75], dtype=object), "(object)"),
    (np.array(["a", "b"]), "entries of type str_"),
    (np.array([True, False]), "(bool)"),
    (np.array([0.25, 0.75]).view(np.ma.MaskedArray), "a MaskedArray"),
    (np.array([0.25, 0.75]).view(np.matrix), "a matrix"),
    ([0.25, 0.75], "It returned a list of 2; a NumPy array was expected."),
], ids=class_name)
def test_an_array_of_another_kind_is_told_from_a_wrong_value(value, words):
    assert_sound(report(returning(value), SHARES), Verdict.WRONG_TYPE, words)


@pytest.mark.parametrize("value, right", [
    (np.array([0.25, 0.75]), True), ([0.25, 0.75], True), ((0.25, 0.75), True), (np.float32([0.25, 0.75]), True),
    ([np.array(0.25), np.float16(0.75)], True), ([[0.25], [0.75]], False), (0.25, False), ([0.25, "0.75"], False),
    ([0.25, [0.75]], False), ([0.25, True], False), ({0.25, 0.75}, False), ([], False),
])
def test_numbers_in_the_shape_of_the_input_may_come_in_any_plain_container(value, right):
    exercise = replace(SHARES, returns=LIKE_INPUT, visible=SHARES.visible[:1])
    assert_sound(report(returning(value), exercise), Verdict.RIGHT if right else Verdict.WRONG_TYPE)


def nested(depth):
    value = 0.25
    for _ in range(depth):
        value = [value]
    return value


def doubled_within(depth):
    """A short program for a list of 2 ** depth numbers."""
    value = [0.25]
    for _ in range(depth):
        value = [value, value]
    return value


def round_and_round():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize("value", [nested(100_000), doubled_within(60), round_and_round(), {0: nested(5_000)}],
                         ids=["deep", "endless by sharing", "in itself", "deep in a dict"])
@pytest.mark.parametrize("kind", [NUMBER, LIKE_INPUT, INTEGERS, TRUTH], ids=lambda kind: kind.name)
def test_deeply_nested_lists_are_refused_without_walking_through_them(value, kind):
    exercise = replace(SHARES, returns=kind, reference=lambda counts: [1.0, 2.0])
    assert_sound(report(returning(value), exercise), Verdict.WRONG_TYPE)


@pytest.mark.parametrize("value, verdict, words", [
    ([1, 2], Verdict.RIGHT, ""), ((1, 2), Verdict.RIGHT, ""), (np.array([1, 2], dtype=np.uint8), Verdict.RIGHT, ""),
    ([1, 3], Verdict.WRONG_VALUE, "[1, 3]"),
    ([1, 2.0], Verdict.WRONG_TYPE, "The list contains 2.0, a float; each entry has to be an integer."),
    ([1, True], Verdict.WRONG_TYPE, "The list contains True, a bool"),
    ([1], Verdict.WRONG_TYPE, "a list of 1; a list of 2 integers was expected"),
    (np.array(5), Verdict.WRONG_TYPE, "an array without axes; a list of 2 integers was expected"),
    (np.array([[1], [2]]), Verdict.WRONG_TYPE, "an array of shape (2, 1)"),
    ("12", Verdict.WRONG_TYPE, "a str; a list of integers was expected"),
    (np.array([1.0, 2.0]), Verdict.WRONG_TYPE, "The list contains 1.0"),
], ids=class_name)
def test_a_list_of_integers_is_a_list_of_integers(value, verdict, words):
    exercise = replace(SHARES, returns=INTEGERS, reference=lambda counts: [1, 2])
    assert_sound(report(returning(value), exercise), verdict, words)


@pytest.mark.parametrize("value, verdict", [
    (True, Verdict.RIGHT), (np.True_, Verdict.RIGHT), (False, Verdict.WRONG_VALUE), (np.False_, Verdict.WRONG_VALUE),
    (1, Verdict.WRONG_TYPE), (1.0, Verdict.WRONG_TYPE), ("yes", Verdict.WRONG_TYPE),
    (np.array(True), Verdict.WRONG_TYPE),
])
def test_true_is_not_whatever_counts_as_true(value, verdict):
    exercise = replace(SHARES, returns=TRUTH, reference=lambda counts: True)
    assert_sound(report(returning(value), exercise), verdict)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
    | st.sampled_from([np.float32(1), np.int8(-1), np.longdouble(2), np.datetime64(0, "s"), np.str_("a"), object()]),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=3)
    | st.tuples(inside, inside) | st.lists(inside, max_size=3).map(lambda v: np.array([None, *v], dtype=object)[1:]),
    max_leaves=12)


KINDS = [NUMBER, TRUTH, LIKE_INPUT, INTEGERS, SHARES.returns]


@settings(max_examples=150)
@given(PLAIN, st.sampled_from(KINDS), st.sampled_from(["visible", "hidden"]))
def test_whatever_is_returned_there_is_a_report_with_a_plain_number_of_points(value, kind, part):
    expected = {NUMBER: 1.0, TRUTH: True, INTEGERS: [1, 2]}.get(kind, np.array([0.5, 0.5]))
    exercise = replace(SHARES, returns=kind, reference=lambda counts: expected)
    made = check_answer(exercise, returning(value), part)
    assert 0 <= float(repr(made)) <= made.max_points
    assert points_in_nbgrader(made) == made.points
    assert len(str(made)) < 4000


# ---------------------------------------------------------------- what an answer raises

class Mute(Exception):
    def __str__(self):
        raise RuntimeError(SECRET)


class Unpicklable(Exception):
    def __init__(self, x):
        super().__init__("no copies")
        self.lock = threading.Lock()

    def __reduce__(self):
        raise TypeError(SECRET)


@pytest.mark.parametrize("error, words", [
    (ValueError("no such number"), "ValueError: no such number"),
    (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    (SystemExit(0), "SystemExit: 0"),
    (KeyboardInterrupt(), "KeyboardInterrupt"),
    (GeneratorExit(), "GeneratorExit"),
    (StopIteration(3), "StopIteration: 3"),
    (MemoryError(), "MemoryError"),
    (Mute(), "Mute"),
    (Unpicklable(1), "Unpicklable: no copies"),
    (ValueError("two\nlines   and\ta tab"), "ValueError: two lines and a tab"),
    (ValueError("\ud800"), r"ValueError: \ud800"),
    (ValueError("long " * 10_000), "ValueError: long long"),
    (ExceptionGroup("several", [ValueError("one")]), "ExceptionGroup: several"),
], ids=class_name)
def test_an_error_is_shown_with_the_call_that_met_it(error, words):
    def answer(x):
        raise error

    made = report(answer)
    assert_sound(made, Verdict.CRASHED, "The call: double(3.0)", words, "Expected: 6.0")
    made._repr_html_().encode("utf-8")


def test_a_function_that_exits_or_calls_itself_without_end_is_a_crash():
    def endless(x):
        return endless(x)

    assert_sound(report(lambda x: sys.exit("bye")), Verdict.CRASHED, "SystemExit: bye")
    assert_sound(report(endless), Verdict.CRASHED, "RecursionError: the function calls itself too many times")


def test_the_placeholder_is_not_attempted():
    def double(x):
        raise NotImplementedError("replace this line with your answer")

    for part in ("visible", "hidden"):
        made = report(double, part=part)
        assert_sound(made, Verdict.NOT_ATTEMPTED, "still has its placeholder")
        assert (made.misconception, list(made.missing)) == (None, [])


def test_an_unwritten_helper_is_named():
    def halve(x):
        raise NotImplementedError("replace this line with your answer")

    def double(x):
        return 4 * halve(x)

    assert_sound(report(double), Verdict.NOT_ATTEMPTED, "Your `double` calls `halve`, which still has to be written.")


def test_an_answer_that_leaves_out_one_case_was_attempted_and_keeps_its_other_points():
    def answer(x):
        if x < 1e-9 and x > 0:
            raise NotImplementedError("tiny numbers")
        return double(x)

    made = report(answer, part="hidden")
    assert_sound(made, Verdict.CRASHED, "NotImplementedError: tiny numbers")
    assert made.points == 3


def test_handing_the_work_to_the_library_is_not_attempted():
    made = report(lambda x: DOUBLE.reference(x))
    assert_sound(made, Verdict.NOT_ATTEMPTED, "hands the work to xentlib's own `double`")


def test_another_kind_of_refusal_is_told_from_an_answer():
    def shouting(x):
        if x < 0:
            raise OSError("no")
        return 2 * x

    assert_sound(report(lambda x: 2 * x, part="hidden"), Verdict.WRONG_VALUE, "should be refused, but it was answered",
                 "a ValueError, because x must not be negative")
    assert_sound(report(shouting, part="hidden"), Verdict.CRASHED, "another kind of error", "OSError: no")
    assert report(shouting, replace(DOUBLE, accepts=(OSError,)), "hidden").verdict is Verdict.RIGHT


@pytest.mark.parametrize("error", [ValueError, ValueError("x is negative")], ids=class_name)
def test_an_error_that_is_returned_is_told_from_one_that_is_raised(error):
    made = report(lambda x: 2 * x if x >= 0 else error, part="hidden")
    assert_sound(made, Verdict.WRONG_VALUE, "It returned an error as its result; an error has to be raised")


def test_a_broken_reference_is_never_blamed_on_the_learner():
    def broken(x):
        raise ZeroDivisionError("ours")

    with pytest.raises(ZeroDivisionError, match="ours"):
        report(double, replace(DOUBLE, reference=broken))


# ---------------------------------------------------------------- what an answer is

class Doubler:
    def method(self, x):
        return 2 * x

    def __call__(self, x):
        return 2 * x


@pytest.mark.parametrize("answer", [
    lambda x: 2 * x, functools.partial(operator.mul, 2), np.positive, Doubler().method, Doubler(),
    functools.lru_cache(lambda x: 2 * x), np.vectorize(lambda x: 2 * x)],
    ids=["lambda", "partial", "ufunc", "method", "object", "cached", "vectorised"])
def test_anything_that_can_be_called_may_be_an_answer(answer):
    verdict = Verdict.WRONG_VALUE if answer is np.positive else Verdict.RIGHT
    assert_sound(report(answer), verdict)


@pytest.mark.parametrize("answer, words", [
    (6.0, "`double` is not a function here but 6.0"),
    (None, "`double` is not a function here but None"),
    ("<script>", "`double` is not a function here but '<script>'"),
    (np.zeros(10**6), "an array of shape (1000000,)"),
], ids=["number", "None", "text", "array"])
def test_what_cannot_be_called_is_no_function(answer, words):
    for part in ("visible", "hidden"):
        assert_sound(report(answer, part=part), Verdict.WRONG_TYPE, words)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_object_instead_of_a_function_is_not_asked_anything(name):
    assert_sound(report(STRANGE[name]()), Verdict.WRONG_TYPE, "not a function here but a")


def test_a_class_is_called_and_what_it_makes_is_no_number():
    class Twice:
        def __init__(self, x):
            self.x = x

    assert_sound(report(Twice), Verdict.WRONG_TYPE, "It returned a Twice; one number was expected.")


def test_coroutines_and_generators_are_no_numbers():
    async def later(x):
        return 2 * x

    def one_by_one(x):
        yield 2 * x

    assert_sound(report(later), Verdict.WRONG_TYPE, "a coroutine")
    assert_sound(report(one_by_one), Verdict.WRONG_TYPE, "a generator")


@pytest.mark.parametrize("answer", [lambda: 6.0, lambda x, y: 6.0, lambda *, x: 6.0], ids=["none", "two", "by name"])
def test_a_wrong_signature_is_a_crash_that_shows_the_call(answer):
    assert_sound(report(answer), Verdict.CRASHED, "double(3.0)", "TypeError: ")


# ---------------------------------------------------------------- what an answer does on the way

def test_what_an_answer_prints_is_kept_out_and_mentioned():
    def talking(x):
        for _ in range(20_000):
            print("step <b>by</b> step")
        print("a secret plan", file=sys.stderr)
        logging.getLogger("answer").warning("heard")
        return 2 * x

    made = report(talking)
    assert_sound(made, Verdict.RIGHT, "what your function prints was kept out of the report", "step <b>by</b> step")
    assert "&lt;b&gt;by" in made._repr_html_()


def test_a_warning_never_decides_unless_the_contract_says_silent():
    def warning(x):
        warnings.warn(f"be careful with {'<i>' * 10_000}", stacklevel=1)
        return double(x)

    assert_sound(report(warning), Verdict.RIGHT, "made NumPy or Python warn: be careful with <i><i>")
    made = report(warning, part="hidden")
    assert_sound(made, Verdict.LAW_BROKEN, "the contract says that no warning appears", "be careful with")
    assert made.points == 3


def test_a_numpy_warning_is_caught_too():
    def dividing(x):
        np.float64(1) / np.float64(0)
        return 2 * x

    assert_sound(report(dividing), Verdict.RIGHT, "divide by zero")


def test_wild_values_make_the_check_itself_say_nothing():
    wild = [np.longdouble("1e4000"), np.float64(-1.7e308), np.float16(65504), np.int64(-2**63), np.uint8(255)]
    exercise = replace(DOUBLE, reference=lambda x: 1.7e308, hidden=[
        Law("Differences are small.", lambda rng: [(1.0,)], lambda answer, x: f"{answer(x) - 2 * answer(2 * x)}")])
    for value in wild:
        assert_sound(report(returning(value), exercise), Verdict.WRONG_VALUE)
        assert report(returning(value), replace(exercise, visible=[]), "hidden").verdict is Verdict.LAW_BROKEN


def test_the_data_have_to_stay_as_they_were():
    def in_place(counts):
        counts /= np.sum(counts)
        return counts

    def by_entry(counts):
        total = sum(counts)
        for i, count in enumerate(counts):
            counts[i] = count / total
        return np.array(counts)

    assert_sound(report(in_place, SHARES), Verdict.LAW_BROKEN, "changed the data that it was given",
                 "Afterwards: shares(np.array([0.25, 0.75]))")
    assert_sound(report(by_entry, SHARES), Verdict.LAW_BROKEN, "Afterwards: shares(np.array([0.25, 0.75]))")


@pytest.mark.parametrize("argument, change", [
    ([1.0, 3.0], lambda data: data.append(0.0)),
    ([[1.0], [3.0]], lambda data: data[1].__setitem__(0, 4.0)),
    ({"a": 1.0}, lambda data: data.update(b=2.0)),
    ({"a": [1.0, 2.0]}, lambda data: data["a"].reverse()),
    ((np.array([1.0]),), lambda data: data[0].fill(2)),
    (np.array([0.0, 1.0]), lambda data: data.__imul__(-1.0)),
    ([0.0], lambda data: data.__setitem__(0, -0.0)),
    ([1.0], lambda data: data.__setitem__(0, data)),
    ([1.0], lambda data: data.__setitem__(0, STRANGE["everything lies"]())),
    ({"a": 1.0}, lambda data: (data.pop("a"), data.__setitem__(STRANGE["everything fails"](), 1.0))),
    (np.array([[1.0, 2.0]]), lambda data: data.resize((2, 1), refcheck=False)),
], ids=["longer", "nested", "dict", "list in dict", "array in tuple", "sign of zero", "sign of a zero", "in itself",
        "strange entry", "strange key", "shape"])
def test_any_change_of_the_data_is_noticed(argument, change):
    exercise = replace(DOUBLE, reference=lambda data: 1.0, visible=[Values("One.", [call(argument)])])

    def changing(data):
        change(data)
        return 1.0

    assert_sound(report(changing, exercise), Verdict.LAW_BROKEN, "changed the data", "Afterwards: double(")
    assert_sound(report(lambda data: 1.0, exercise), Verdict.RIGHT)


def test_a_random_generator_as_argument_may_be_used():
    exercise = replace(DOUBLE, reference=lambda rng: float(rng.random()), visible=[
        Values("The first draw.", [call(np.random.default_rng(3))])])
    assert_sound(report(lambda rng: float(rng.random()), exercise), Verdict.RIGHT)


def meddling(x):
    np.seterr(all="raise")
    np.seterrcall(lambda *about: None)
    warnings.simplefilter("error")
    warnings.filters.append(("ignore", None, Warning, None, 0))
    sys.stdout = sys.stderr = io.StringIO()
    sys.setrecursionlimit(200)
    np.random.seed(0)  # noqa: NPY002
    random.seed(0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.alarm(1)
    sys.setprofile(lambda *event: None)
    sys.settrace(lambda *event: None)
    return double(x)


@pytest.mark.parametrize("part", ["visible", "hidden"])
def test_an_answer_that_turns_every_knob_of_the_interpreter_disturbs_nothing(part):
    assert_sound(report(meddling, part=part), Verdict.RIGHT)  # and `report` sees that all is as before


def test_nobody_is_asked_for_input():
    assert_sound(report(lambda x: float(input("a number?"))), Verdict.CRASHED, "input() asks a person")


# ---------------------------------------------------------------- answers without end

def plain_loop(x):
    while True:
        x += 1


def loop_that_catches_exceptions(x):
    while True:
        try:
            x = 1 / x
        except Exception:
            x = 2


def loop_that_catches_everything(x):
    while True:
        try:  # noqa: SIM105
            time.sleep(0.01)
        except:  # noqa: E722
            pass


def loop_that_always_continues(x):
    while True:
        try:
            time.sleep(0.01)
        finally:
            continue  # noqa: B012


def loop_that_suppresses(x):
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(0.01)


def loop_in_a_helper(x):
    return loop_that_catches_everything(x)


def sleeper(x):
    time.sleep(1000)


def patient(x):
    try:
        time.sleep(1000)
    except BaseException:
        return 2 * x


ENDLESS = [plain_loop, loop_that_catches_exceptions, loop_that_catches_everything, loop_that_always_continues,
           loop_that_suppresses, loop_in_a_helper, sleeper, patient]


@pytest.mark.parametrize("answer", ENDLESS, ids=lambda answer: answer.__name__)
def test_an_answer_without_end_is_stopped_once(answer, short_calls):
    for part in ("visible", "hidden"):
        begun = time.monotonic()
        made = report(answer, part=part)
        assert_sound(made, Verdict.CRASHED, "did not come back within 0.1 seconds", "double(3.0)")
        assert made.misconception is None
        assert time.monotonic() - begun < 2.5


def test_an_answer_without_end_is_not_asked_again(short_calls):
    asked = []

    def listening(x):
        asked.append(x)
        plain_loop(x)

    report(listening)
    assert asked == [3.0]


@pytest.mark.parametrize("answer", [answer for answer in ENDLESS if answer not in (sleeper, patient)],
                         ids=lambda answer: answer.__name__)
def test_outside_the_main_thread_an_answer_without_end_is_stopped_too(answer, short_calls):
    made = []
    thread = threading.Thread(target=lambda: made.append(report(answer)))
    thread.start()
    thread.join(timeout=20)
    assert_sound(made[0], Verdict.CRASHED, "did not come back within 0.1 seconds")


def test_outside_the_main_thread_a_right_answer_is_right():
    made = []
    thread = threading.Thread(target=lambda: made.extend(report(double, part="hidden") for _ in range(5)))
    thread.start()
    thread.join(timeout=20)
    assert [each.verdict for each in made] == [Verdict.RIGHT] * 5


def test_many_slow_calls_end_the_check(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_IN_ALL", 0.1)

    def slow(x):
        time.sleep(0.02)
        return double(x)

    many = Values("Many.", [call(float(n)) for n in range(50)])
    made = report(slow, replace(DOUBLE, visible=[many, *DOUBLE.visible]))
    assert_sound(made, Verdict.CRASHED, "together took longer than 0.1 seconds")
    assert list(made.missing) == ["Many.", "Twice 3 is 6.", "Twice nothing is nothing."]


def test_a_name_that_python_does_not_know_is_one_whose_cell_was_not_run():
    def borrowing(x):
        return made_elsewhere(x)  # noqa: F821

    assert_sound(report(borrowing), Verdict.CRASHED, "first code cell", "If a cell above makes `made_elsewhere`")


def test_an_error_that_only_claims_to_be_about_a_name_is_not_asked():
    class Nameless(NameError):
        name = property(lambda self: 1 / 0)

    for error in (Nameless("x"), NameError("x"), NameError("x", name="<b>")):
        def failing(x, error=error):
            raise error

        made = report(failing)
        assert_sound(made, Verdict.CRASHED)
        assert "Python does not know" not in str(made)


# ---------------------------------------------------------------- points, laws, fresh cases

def test_the_visible_part_is_all_or_nothing():
    def half_right(x):
        return 6.0

    made = report(half_right)
    assert (made.points, made.max_points) == (0, 1)
    assert (list(made.passed), list(made.missing)) == (["Twice 3 is 6."], ["Twice nothing is nothing."])
    assert report(double).points == 1


def test_the_hidden_part_counts_only_after_the_visible_one():
    calls = []

    def answer(x):
        calls.append(x)
        return double(x) + (x == 0)

    made = report(answer, part="hidden")
    assert_sound(made, Verdict.WRONG_VALUE, "the further cases count once it holds", "0 of 4 points")
    assert set(calls) == {3.0, 0.0, 5.0}


@pytest.mark.parametrize("wrong_at, points", [((), 4), (("tiny",), 3), (("tiny", "negative"), 2),
                                              (("tiny", "negative", "fresh"), 1)])
def test_each_hidden_requirement_adds_its_share(wrong_at, points):
    def answer(x):
        bad = [name for name, here in (("tiny", 0 < x < 1e-9), ("negative", x < 0), ("fresh", x > 3 and x * 4 % 1 > 0))
               if here and name in wrong_at]
        return 7.5 if bad else double(x)

    made = report(answer, part="hidden")
    assert made.points == points, str(made)
    assert len(made.passed) == points
    assert points_in_nbgrader(made) == points


def test_points_that_do_not_divide_evenly_stay_within_bounds():
    exercise = replace(DOUBLE, points=2, visible_points=1, hidden=DOUBLE.hidden[:3])
    made = report(lambda x: 2 * x, exercise, "hidden")
    assert (repr(made), len(made.passed)) == ("0.67", 2)


def test_a_law_shows_its_smallest_counterexample():
    def answer(x):
        return double(x) + (0.5 if 1 < x < 1.6 else 0)

    made = report(answer, replace(DOUBLE, hidden=DOUBLE.hidden[3:]), "hidden")
    assert_sound(made, Verdict.LAW_BROKEN, "Twice a sum is the sum of the doubles. Here it does not hold",
                 "double(1.5): 3.5 double(1.0): 2.0 double(0.5): 1.0")


def test_a_law_asks_only_for_the_right_kind_of_value():
    law = Law("Twice is twice.", lambda rng: [(1.0,)], lambda answer, x: None if answer(x) > 0 else "not above 0.")
    exercise = replace(DOUBLE, visible=[law])
    assert report(lambda x: 5.0, exercise).verdict is Verdict.RIGHT
    assert_sound(report(lambda x: "5", exercise), Verdict.WRONG_TYPE, "It returned a str")
    assert_sound(report(lambda x: 1 / 0, exercise), Verdict.CRASHED, "ZeroDivisionError", "double(1.0)")


def test_a_law_calculates_with_plain_values_in_memory_of_their_own():
    buffer = np.zeros(2)

    def reusing(counts):
        buffer[:] = counts
        return buffer

    kept = Law("Other counts, other shares.", lambda rng: [([1.0, 3.0], [2.0, 2.0])],
               lambda answer, a, b: "they are equal." if np.array_equal(answer(a), answer(b)) else None)
    exercise = replace(SHARES, visible=[kept], returns=LIKE_INPUT)
    assert report(reusing, exercise).verdict is Verdict.RIGHT
    added = Law("Shares can be added.", lambda rng: [([1.0, 3.0],)],
                lambda answer, a: None if (answer(a) + answer(a)).shape == (2,) else "they cannot.")
    assert report(lambda counts: [0.25, 0.75], replace(exercise, visible=[added])).verdict is Verdict.RIGHT


def test_a_law_that_cannot_be_calculated_with_a_wild_value_is_broken():
    law = Law("The inverse is finite.", lambda rng: [(1.0,)], lambda answer, x: None if 1 / answer(x) else "no.")
    made = report(lambda x: 0.0, replace(DOUBLE, visible=[law]))
    assert_sound(made, Verdict.LAW_BROKEN, "makes no sense here", "double(1.0): 0.0")


def test_a_judge_decides_where_several_values_are_right():
    def judge(request, value, right):
        return None if value in (6.0, 0.0, 66.0) else f"{1 / (value - 1):.2f} is not among them."

    exercise = replace(DOUBLE, judge=judge)
    assert report(returning(66.0), exercise).verdict is Verdict.RIGHT
    assert_sound(report(returning(3.0), exercise), Verdict.WRONG_VALUE, "0.50 is not among them.", "It returned: 3.0")
    assert_sound(report(returning(1.0), exercise), Verdict.WRONG_VALUE, "makes no sense here")


def test_where_several_values_are_right_a_crash_gives_none_of_them_away():
    exercise = replace(DOUBLE, judge=lambda request, value, right: None)
    made = report(lambda x: 1 / 0, exercise)
    assert_sound(made, Verdict.CRASHED, "The call: double(3.0)", "ZeroDivisionError")
    assert "6.0" not in str(made)


def test_a_judge_is_handed_plain_values():
    def judge(request, value, right):
        return None if type(value) is list and all(type(entry) is int for entry in value) else "strange."

    exercise = replace(SHARES, returns=INTEGERS, reference=lambda counts: [1, 2], judge=judge)
    for value in ([3, 4], (3, 4), np.array([3, 4]), [np.int8(3), 4]):
        assert report(returning(value), exercise).verdict is Verdict.RIGHT


def test_a_negative_zero_is_wrong_where_the_contract_says_so():
    exercise = replace(DOUBLE, visible=[Values("Nothing is 0.0.", [call(0.0)], zero_is_positive=True)])
    assert_sound(report(lambda x: -0.0, exercise), Verdict.WRONG_VALUE, "It returned: -0.0 Expected: 0.0")
    assert report(lambda x: -0.0, replace(exercise, visible=DOUBLE.visible[1:])).verdict is Verdict.RIGHT


def test_the_first_requirement_that_fails_gives_the_verdict():
    def answer(x):
        if x == 0:
            return "nothing"
        raise ValueError("three")

    assert report(answer).verdict is Verdict.CRASHED
    assert report(answer, replace(DOUBLE, visible=DOUBLE.visible[::-1])).verdict is Verdict.WRONG_TYPE


def test_got_and_expected_differ_in_the_report_wherever_they_differ():
    def last_one_off(counts):
        shares = np.asarray(counts, float) / np.sum(counts)
        shares[-1] += 1e-8 * (len(shares) > 2)
        return shares

    made = report(last_one_off, SHARES)
    assert_sound(made, Verdict.WRONG_VALUE, "It returned: 0.01000001 at index 99 Expected: 0.01 at index 99")


def test_a_difference_that_only_a_strict_requirement_minds_is_shown():
    exercise = replace(SHARES, visible=[Values("Exact.", [call([1.0, 3.0])], rtol=1e-15, atol=0)])
    made = report(returning(np.array([0.25, 0.75 + 1e-12])), exercise)
    assert_sound(made, Verdict.WRONG_VALUE, "np.array([0.25, 0.750000000001]) Expected: np.array([0.25, 0.75])")


def test_the_hidden_part_draws_fresh_cases_each_time():
    asked = []

    def listening(x):
        asked.append(x)
        return double(x)

    for _ in range(2):
        np.random.seed(0)  # noqa: NPY002
        random.seed(0)
        check_answer(DOUBLE, listening, "hidden")
    fresh = [x for x in asked if x > 3 and x * 4 % 1 > 0]
    assert len(fresh) == 10 == len(set(fresh))


@pytest.mark.parametrize("answer", [double, lambda x: 2 * x, lambda x: x * x, lambda x: x / 0],
                         ids=["function", "lambda", "wrong", "crashing"])
def test_twenty_checks_in_a_row_agree(answer):
    seen = {(made.verdict, made.points, made.misconception and made.misconception.name)
            for made in (check_answer(DOUBLE, answer, "hidden") for _ in range(20))}
    assert len(seen) == 1


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="part is 'all'; expected 'visible' or 'hidden'"):
        report(double, part="all")


# ---------------------------------------------------------------- recognising a mistake

def named(function, exercise=DOUBLE, part="visible"):
    made = report(function, exercise, part)
    return made.misconception.name if made.misconception else None


def test_a_mistake_is_named_when_all_telling_calls_agree():
    assert named(lambda x: x * x) == "squared"
    assert named(lambda x: x ** 2.0) == "squared"
    assert named(lambda x: x + 2) == "adds two"
    assert named(lambda x: 2 * x, part="hidden") == "never refuses"
    assert named(lambda x: 17.0) is None


def test_a_mistake_is_named_in_spite_of_round_off_and_of_another_one_elsewhere():
    assert named(lambda x: x * x * (1 + 1e-8)) == "squared"

    def squared_and_broken_at_zero(x):
        return x * x if x else None

    assert named(squared_and_broken_at_zero) == "squared"


def test_a_mistake_is_not_named_where_other_mistakes_prevail():
    assert named(lambda x: {3: 9.0, 5: 1.0}.get(x, 0.0)) == "squared"
    assert named(lambda x: {3: 9.0, 5: 1.0}.get(x, 7.0)) is None


def test_a_mistake_is_not_named_where_one_telling_call_contradicts_it():
    assert named(lambda x: x * x if x == 3 else 2 * x) is None  # 5.0, a probe, is right
    assert named(lambda x: x * x if x != 3 else 1.0, replace(DOUBLE, probes=())) is None


def test_the_mistake_that_explains_more_is_named_and_of_equals_the_first():
    twice_known = Misconception("also squared", "x", "y", like=[lambda x: x * x])
    partly = Misconception("squared at three", "x", "y", like=[lambda x: 9.0 if x == 3 else 2 * x])
    exercise = replace(DOUBLE, misconceptions=(partly, *DOUBLE.misconceptions, twice_known))
    assert named(lambda x: x * x, exercise) == "squared"


def test_outcomes_can_show_a_mistake_that_values_do_not():
    silent = Misconception("says nothing", "x", "y", shows=lambda seen: all(o.value is None for _, o in seen))
    assert named(lambda x: None, replace(DOUBLE, misconceptions=[silent])) == "says nothing"
    assert named(lambda x: 1.0, replace(DOUBLE, misconceptions=[silent])) is None


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(1), NotImplementedError()])
def test_a_recogniser_that_fails_does_not_break_the_report(error):
    def failing(seen):
        raise error

    known = [Misconception("unlucky", "x", "y", shows=failing), *DOUBLE.misconceptions]
    assert named(lambda x: x * x, replace(DOUBLE, misconceptions=known)) == "squared"


@pytest.mark.parametrize("name", STRANGE)
def test_strange_objects_meet_no_recogniser_that_breaks(name):
    curious = Misconception("curious", "x", "y", shows=lambda seen: any(o.value == 1 or o.value < 1 for _, o in seen))
    report(returning(STRANGE[name]()), replace(DOUBLE, misconceptions=[curious, *DOUBLE.misconceptions]))


def test_a_probe_without_end_is_stopped(short_calls):
    def loops_at_five(x):
        while x == 5.0:
            pass
        return 1.0

    assert named(loops_at_five) is None


def test_an_exercise_without_calls_is_right_and_asks_nothing():
    empty = Exercise("nothing", 1, 1, double, NUMBER, [], [])
    assert check_answer(empty, lambda: 1 / 0).verdict is Verdict.RIGHT


def test_a_new_array_may_not_be_the_one_that_came_in():
    exercise = Exercise("absolute", 1, 1, reference=np.abs, returns=FLOAT_ARRAY,
                        visible=[Values("A new array.", [call(np.array([1.0, 2.0]))], new=True)], hidden=[])
    for answer in (lambda x: x, lambda x: x[:], lambda x: x.reshape(2)):
        assert "the very array that came in" in check_answer(exercise, answer).finding.sentence
    assert check_answer(exercise, lambda x: x.copy()).verdict is Verdict.RIGHT
