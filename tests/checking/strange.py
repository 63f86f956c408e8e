"""Objects whose own code lies or fails whenever it is asked. The engine must not ask."""

from __future__ import annotations

import numpy as np

SECRET = "a-word-that-no-report-may-show"

ASKED = ("__eq__", "__ne__", "__lt__", "__gt__", "__bool__", "__len__", "__repr__", "__str__", "__format__",
         "__float__", "__int__", "__index__", "__array__", "__iter__", "__getitem__", "__abs__", "__sub__", "__add__",
         "__hash__", "__getattr__", "__reduce_ex__", "__deepcopy__", "__round__")


def _failing(*args, **kwargs):
    raise SystemExit(SECRET)


def _lying(name):
    lies = {"__bool__": True, "__len__": 1, "__repr__": SECRET, "__str__": SECRET, "__format__": SECRET,
            "__float__": 6.0, "__int__": 6, "__index__": 6, "__hash__": 6, "__eq__": True, "__ne__": False}
    return lambda *args, **kwargs: lies.get(name, 6.0)


FAILS = dict.fromkeys(ASKED, _failing)
LIES = {name: _lying(name) for name in ASKED if name not in ("__getattr__", "__reduce_ex__")}


def _without_hash(methods):
    return {name: method for name, method in methods.items() if name != "__hash__"} | {"__hash__": object.__hash__}


class Pretender(type):
    """A class of classes: its instances say that they are whatever they are compared with."""

    __name__ = property(lambda cls: SECRET)
    __module__ = property(lambda cls: "numpy")

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(float)


def _claiming(kind):
    return property(lambda self: kind)


def _array(cls):
    return lambda: np.array([1.0, 3.0]).view(cls)


FailingArray = type("FailingArray", (np.ndarray,), {
    name: method for name, method in FAILS.items() if name not in ("__getattr__", "__deepcopy__", "__reduce_ex__")})
LyingArray = type("LyingArray", (np.ndarray,), LIES | {"__module__": "numpy", "shape": property(lambda self: ())})

STRANGE = {
    "everything fails": type("Failing", (), _without_hash(FAILS)),
    "everything lies": type("Lying", (), _without_hash(LIES)),
    "failing float": lambda: type("FailingFloat", (float,), FAILS)(6.0),
    "lying float": lambda: type("LyingFloat", (float,), LIES)(6.0),
    "lying float of NumPy's": lambda: type("LyingFloat64", (np.float64,), LIES | {"__module__": "numpy"})(6.0),
    "failing integer": lambda: type("FailingInt", (int,), FAILS)(6),
    "failing text": lambda: type("FailingText", (str,), FAILS)("6"),
    "failing list": lambda: type("FailingList", (list,), FAILS)([6.0]),
    "failing dict": lambda: type("FailingDict", (dict,), FAILS)(a=6.0),
    "failing array": _array(FailingArray),
    "lying array": _array(LyingArray),
    "says that it is a float": type("Claims", (), {"__class__": _claiming(float), "__float__": lambda self: 6.0}),
    "says that it is a float of NumPy's": type("Claims64", (), {"__class__": _claiming(np.float64)}),
    "does not say what it is": type("Silent", (), {"__class__": property(_failing)}),
    "of a class that equals every class": Pretender("Anything", (), {"__float__": lambda self: 6.0}),
    "of a class with a long name": type("A" * 10_000, (), {}),
    "of a class named in HTML": type("Ascript<script>", (), {}),
}
