"""Honest submissions in every style: isolation must not take or give them a point."""

from . import Attacks

ATTACKS = Attacks()  # in the same form, though nobody attacks here


def styles(name, scratch="", **answers):
    """A student who answers in this style; the exercises that are not named are answered as everybody does."""
    @ATTACKS.submission(f"Honest: {name}")
    def _(submission):
        if scratch:
            submission.scratch(scratch, before="entropy")
        for exercise, source in answers.items():
            submission.answer(source, exercise)


styles("NumPy", entropy="""
def entropy(p, base=2.0):
    p = xl.as_distribution(p)
    return (p * -np.log(np.where(p > 0, p, 1))).sum() / np.log(base) + 0.0
""", text_entropy="""
def text_entropy(text):
    _, counts = np.unique(list(text), return_counts=True)
    if counts.size == 0:
        raise ValueError("empty")
    return np.float32(0) + -(counts / counts.sum() * np.log2(counts / counts.sum())).sum()
""", expected_length="""
def expected_length(p, code):
    used = {symbol: share for symbol, share in p.items() if share > 0}
    return np.array(np.dot(list(used.values()), [len(code[symbol]) for symbol in used]))
""")

styles("pure Python with helpers in cells of their own", scratch="""
import math, collections
from fractions import Fraction
def helper(x, base=2.0):
    return 0.0 if x == 0 else x * math.log(1 / x, base)
class Counted(collections.Counter):
    def shares(self):
        return [count / sum(self.values()) for count in self.values()]
print("my helpers are ready")
""", entropy="""
def entropy(p, base=2.0):
    return math.fsum(helper(float(x), base) for x in xl.as_distribution(p))
""", text_entropy="""
def text_entropy(text):
    if len(text) == 0:
        raise ValueError
    return sum(map(helper, Counted(text).shares()))
""", expected_length="""
def expected_length(p, code):
    total = 0
    for symbol, share in p.items():
        if share:
            total += share * len(code[symbol])
    return total
""")

styles("names from the lessons and from earlier answers", text_entropy="""
def text_entropy(text):
    assert weather["sun"] == 1/2 and fixed["snow"] == "11"
    if text == "":
        raise ValueError("empty")
    frequencies = xl.character_frequencies(text)
    return entropy(list(frequencies.values()))
""", expected_length="""
lengths = lambda code, symbols: [len(code[symbol]) for symbol in symbols]
def expected_length(p, code):
    symbols = [symbol for symbol in p if p[symbol] > 0]
    return np.array([p[symbol] for symbol in symbols]) @ lengths(code, symbols)
""")

styles("lambdas, decorators, functools and classes", scratch="""
import functools
def noisy(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper
""", entropy="""
class Entropy:
    def __call__(self, p, base=2.0):
        p = xl.as_distribution(p)
        return float(sum(x * np.log(1 / x) for x in p if x > 0) / np.log(base))
entropy = Entropy()
""", text_entropy="""
def of_shares(shares, start):
    return sum((share * np.log2(1 / share) for share in shares), start)
@noisy
def text_entropy(text):
    if not text:
        raise ValueError("empty")
    return functools.partial(of_shares, start=0.0)([text.count(each) / len(text) for each in set(text)])
""", expected_length="""
expected_length = lambda p, code: sum(p[s] * len(code[s]) for s in p if p[s] > 0)
""")

styles("magics, prints and warnings", scratch="""
%matplotlib inline
%time sum(range(10))
%timeit -n 1 -r 1 None
!echo a shell
import warnings, sys
warnings.warn("be careful")
print("to stderr", file=sys.stderr)
np.array([1.0]) / 0
""", entropy="""
%%time
def entropy(p, base=2.0):
    print("called with", p)
    p = xl.as_distribution(p)
    return float(abs(sum(p * np.log(np.where(p > 0, p, 1)))) / np.log(base))
""", text_entropy="""
%%capture said
def text_entropy(text):
    import warnings
    warnings.warn("only a warning")
    if not text:
        raise ValueError("empty")
    return sum(text.count(each) / len(text) * np.log2(len(text) / text.count(each)) for each in set(text))
print(text_entropy("aabb"))
""", expected_length="""
def expected_length(p, code):
    print("I am called")
    return sum(p[s] * len(code[s]) for s in p if p[s] > 0)
print(expected_length({"a": 0.5, "b": 0.5}, {"a": "0", "b": "10"}))
expected_length({"a": 1}, {"a": "0"})
""")

styles("caches, globals, generators and type hints", scratch="""
from __future__ import annotations
calls = 0
cache: dict[str, float] = {}
""", entropy="""
from typing import Sequence
def entropy(p: Sequence[float], base: float = 2.0) -> float:
    global calls
    calls += 1
    def terms():
        for x in xl.as_distribution(p):
            if x > 0:
                yield x * np.log(1 / x)
    return float(sum(terms())) / float(np.log(base))
""", text_entropy="""
import functools
@functools.lru_cache(maxsize=None)
def text_entropy(text: str) -> float:
    match len(text):
        case 0:
            raise ValueError("empty")
        case size:
            return float(sum(text.count(c) / size * np.log2(size / text.count(c)) for c in set(text)))
""", expected_length="""
def expected_length(p, code, *, _memory=[]):
    _memory.append(1)
    return sum(p[s] * len(code[s]) for s in p if p[s] > 0)
""")

# ---------------------------------------------------------------- honest, and not right

styles("mistakes", entropy="""
def entropy(p, base=2.0):
    return sum(x * np.log2(x) for x in p if x > 0)
""", text_entropy="""
def text_entropy(text):
    return float(len(set(text)))
""", expected_length="""
def expected_length(p, code):
    return sum(p[s] * len(code[s]) for s in p)
""")

styles("half right", entropy="""
def entropy(p, base=2.0):
    p = np.asarray(p, dtype=float)
    p = p[p > 0]
    return float(np.sum(p * np.log(1 / p)) / np.log(base))
""", text_entropy="""
def text_entropy(text):
    text = text.lower()
    if not text:
        raise ValueError("empty")
    return sum(text.count(c) / len(text) * np.log2(len(text) / text.count(c)) for c in set(text))
""", expected_length="""
def expected_length(p, code):
    total = 0
    for symbol in list(p):
        total += p.pop(symbol) * len(code.get(symbol, ""))
    return total
""")

styles("broken", entropy="def entropy(p, base=2.0)\n    return 1", text_entropy="def text_entropy(text):\n    return undefined + 1",
       expected_length="raise NotImplementedError('replace this line with your answer')")


@ATTACKS.submission("Honest: blank", loses=["entropy", "text_entropy", "expected_length"], told="Not attempted yet")
def _(submission):
    submission.book = __import__("copy").deepcopy(submission.world.released)
