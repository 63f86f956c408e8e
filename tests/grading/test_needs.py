"""Which cells have to run."""

import pytest

from xentlib.grading.needs import names, needed


@pytest.mark.parametrize(("source", "uses", "defines"), [
    ("import numpy as np\nfrom math import log", "", "np log"),
    ("def f(x, base=e):\n    y = g(x)\n    return y", "e g", "f"),
    ("total = sum(x for x in numbers)", "sum numbers", "total"),
    ("x = 1\nprint(x)", "print", "x"),
    ("for i in range(3):\n    pass", "range", "i"),
    ("class A(B):\n    c = d", "B d", "A"),
    ("%time y = f(x)", "", ""),
    ("not python at all", "", ""),
])
def test_names(source, uses, defines):
    used, defined = names(source)
    assert set(uses.split()) <= used and (set(defines.split()) == defined or "%" in source)
    assert not used & defined


CELLS = ["import numpy as np", "slow = train()", "def helper(x):\n    return np.log(x)", "slow2 = slow + 1",
         "def answer(p):\n    slow = 3\n    return helper(p) * slow", "def other(p):\n    return slow2"]


def test_only_what_is_used_runs_and_what_that_uses():
    assert needed(CELLS, {4}) == {0, 2, 4}
    assert needed(CELLS, {5}) == {1, 3, 5}
