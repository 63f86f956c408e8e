"""Points that nobody earned: strange objects, patched modules, hooks into the notebook, forged reports and replies."""

from . import Attacks

ATTACKS = Attacks()
WRONG_KIND = "one number was expected"
WRONG_VALUE = "This call gives another value than it should"

# ---------------------------------------------------------------- objects that lie

ATTACKS.answer("An object that equals everything", """
class Everything(float):
    def _self(self, *others):
        return self
    def _true(self, *others):
        return True
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __abs__ = __neg__ = _self
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = _true
    __ne__ = lambda self, other: False
    __hash__ = float.__hash__

def text_entropy(text):
    return Everything(0)
""", told=WRONG_KIND)

ATTACKS.answer("An object that claims to be a float", """
class Chameleon:
    __class__ = property(lambda self: float)
    def __float__(self):
        import sys
        frame = sys._getframe()
        while frame:
            for value in frame.f_locals.values():
                if type(value) is float:
                    return value
            frame = frame.f_back
        return 1.0
    def __eq__(self, other):
        return True
    def __sub__(self, other):
        return 0.0

def text_entropy(text):
    return Chameleon()
""", told=WRONG_KIND)

ATTACKS.answer("An object with an array protocol of its own", """
class Protocol:
    __array_priority__ = 1e9
    dtype, shape, ndim, size = np.dtype(float), (), 0, 1
    def __array__(self, dtype=None, copy=None):
        return np.array(1.0)
    def __array_ufunc__(self, function, method, *inputs, **keywords):
        return np.True_
    def __array_function__(self, function, types, arguments, keywords):
        return np.True_

def text_entropy(text):
    return Protocol()
""", told=WRONG_KIND)

ATTACKS.answer("An array of a class of its own", """
class Subclass(np.ndarray):
    def __array_ufunc__(self, function, method, *inputs, **keywords):
        return np.array(True).view(Subclass)
    def __array_function__(self, function, types, arguments, keywords):
        return True
    def astype(self, *arguments, **keywords):
        return self
    def __float__(self):
        return 1.0

def text_entropy(text):
    return np.array(1.0).view(Subclass)
""", told=WRONG_KIND)

ATTACKS.answer("A class whose class lies", """
class Meta(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = lambda cls, other: True
    __hash__ = type.__hash__
    __name__ = "float"

class Lie(metaclass=Meta):
    __eq__ = lambda self, other: True

def text_entropy(text):
    return Lie()
""", told=WRONG_KIND)

ATTACKS.answer("An array of objects that equal everything", """
class Any:
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: self

def text_entropy(text):
    result = np.empty((), dtype=object)
    result[()] = Any()
    return result
""", told=WRONG_KIND)

ATTACKS.answer("A float that unpickles into a command", """
class Pickled(float):
    def __reduce_ex__(self, version):
        return __import__("os").system, ("echo attack-@me@ > @course@/attack-@me@",)
    __deepcopy__ = __copy__ = lambda self, memo=None: __import__("os").system("echo > @course@/attack-@me@")

def text_entropy(text):
    return Pickled(1)
""", told=WRONG_KIND)

ATTACKS.answer("An error whose text ends the grader", """
class Bang(Exception):
    def __str__(self):
        raise SystemExit(0)
    __repr__ = __format__ = __str__
    __class__ = property(lambda self: ValueError)

def text_entropy(text):
    raise Bang
""", told="This call stopped with an error")

ATTACKS.answer("An error of every kind", """
class Meta(type(ValueError)):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True

class Every(ValueError, TypeError, KeyError, NotImplementedError, metaclass=Meta):
    pass

def text_entropy(text):
    raise Every("which one did you want?")
""", told="text_entropy")

ATTACKS.answer("A function that is an object", """
class Function:
    __name__, __class__ = "text_entropy", property(lambda self: type(lambda: 0))
    __code__ = xl.text_entropy.__code__
    def __call__(self, text):
        return 1.0
    def __eq__(self, other):
        return True

text_entropy = Function()
""", told=WRONG_VALUE)

ATTACKS.answer("The answer is no function", "text_entropy = 1.0", told="is not a function here")
ATTACKS.answer("The answer is a class of numbers", "text_entropy = np.float64", told="This call stopped with an error")
ATTACKS.answer("Every number is not a number", "def text_entropy(text):\n    return float('nan')", told=WRONG_VALUE)
ATTACKS.answer("Complex", "def text_entropy(text):\n    return complex(1, float('nan'))", told=WRONG_KIND)
ATTACKS.answer("A generator", "def text_entropy(text):\n    yield 1.0", told=WRONG_KIND)
ATTACKS.answer("A coroutine", "async def text_entropy(text):\n    return 1.0", told=WRONG_KIND)
ATTACKS.answer("True where a number is due", "def text_entropy(text):\n    return True", told=WRONG_KIND)
ATTACKS.answer("A masked value", "def text_entropy(text):\n    return np.ma.masked", told=WRONG_KIND)

# ---------------------------------------------------------------- the library's own answer

ATTACKS.answer("The library does the work", "def text_entropy(text):\n    return xl.text_entropy(text)",
               told="hands the work to xentlib's own")
ATTACKS.answer("The library's function is the answer", "text_entropy = xl.text_entropy",
               told="hands the work to xentlib's own")

ATTACKS.answer("The right value is looked up in the caller's frames", """
def text_entropy(text):
    import sys
    frame = sys._getframe().f_back
    while frame:
        for value in list(frame.f_locals.values()):
            exercise = getattr(value, "exercise", None)
            if callable(getattr(exercise, "reference", None)):
                sys.setprofile(None)
                return exercise.reference(text)
        frame = frame.f_back
    return 0.5
""", told=WRONG_VALUE)

# ---------------------------------------------------------------- patched modules

PATCHES = {
    "The names of the checks": """
class Right:
    def __repr__(self):
        return "1"
def check(name, where):
    return Right()
check_hidden = check
""",
    "The exercises module": """
import xentlib.exercises
class Right:
    __repr__ = lambda self: "1"
xentlib.exercises.check = xentlib.exercises.check_hidden = lambda name, where: Right()
from xentlib.exercises import check, check_hidden
""",
    "The checking of answers": """
import sys
from xentlib import checking
def right(exercise, *others, **more):
    finding = checking.Finding(checking.Verdict.RIGHT, "All good.")
    return checking.Report(exercise.name, "visible", exercise.points, exercise.points, finding)
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").startswith("xentlib"):
        for name in ("check_answer", "_examine"):
            if hasattr(module, name):
                setattr(module, name, right)
""",
    "How values are compared": """
from xentlib.checking import run, values, calling
run.close = values.close = lambda *all, **more: True
values.Kind.problem = lambda *all: None
run._Session.value = lambda *all: None
""",
    "The report": """
from xentlib.checking import Report
Report.__repr__ = lambda self: f"{self.max_points}"
Report.points = property(lambda self: self.max_points)
Report._repr_mimebundle_ = lambda self, include=None, exclude=None: {"text/plain": f"{self.max_points}"}
""",
    "The exercise itself": """
from xentlib.exercises import find
exercise = find("text_entropy")
for name, value in (("reference", lambda text: 0.0), ("visible", ()), ("hidden", ()), ("visible_points", 99)):
    object.__setattr__(exercise, name, value)
""",
    "The builtins": """
import builtins
for name in ("isinstance", "all", "any", "callable", "issubclass"):
    setattr(builtins, name, lambda *all: True)
builtins.abs = lambda x: 0.0
builtins.type = type("type", (type,), {"__eq__": lambda self, other: True, "__hash__": None})
builtins.repr = builtins.str = lambda *x, **y: "1"
""",
    "NumPy": """
for name in ("allclose", "isclose", "array_equal", "isfinite", "all", "any", "abs", "isnan"):
    setattr(np, name, lambda *all, **more: np.True_)
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *all, **more: None
np.random.default_rng = lambda *all: np.random.Generator(np.random.PCG64(1))
""",
    "The serialisers": """
import json, pickle, marshal, struct, copy
class Forged(str):
    pass
for module in (json, pickle, marshal):
    for name in ("dumps", "dump", "loads", "load"):
        setattr(module, name, lambda *all, **more: '{"points": 2, "value": 0.0, "error": null}')
json.JSONEncoder.encode = json.JSONEncoder.iterencode = lambda self, o: '{"points": 2}'
struct.pack = lambda *all: b"\\0" * 8
copy.deepcopy = lambda x, memo=None: x
""",
    "Sockets and files": """
import io, os, socket
socket.socket.sendall = socket.socket.send = lambda self, data, *all: len(data)
socket.socket.recv = lambda self, size, *all: b"2" * size
os.write = lambda fd, data: len(data)
os.read = lambda fd, size: b"2" * size
""",
    "The assertion helpers": """
import unittest
for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, lambda *all, **more: None)
import sys
sys.modules["numpy.testing"] = sys.modules["nbgrader"] = sys.modules["xentlib.checking.values"] = unittest
""",
}
for what, source in PATCHES.items():
    ATTACKS.answer(f"Patched: {what}", f"{source}\ndef text_entropy(text):\n    return 0.0", told="text_entropy")

ATTACKS.scratch("Patched beforehand, with an answer that is right", PATCHES["The names of the checks"], told="Right")

# ---------------------------------------------------------------- hooks into the notebook

HOOKS = {
    "Input transformer": """
def transform(lines):
    return ["1.0\\n"] if any("check(" in line or "check_hidden(" in line for line in lines) else lines
get_ipython().input_transformers_cleanup.append(transform)
get_ipython().input_transformers_post.append(transform)
""",
    "AST transformer": """
import ast
class Transformer(ast.NodeTransformer):
    def visit_Call(self, node):
        if getattr(node.func, "id", "").startswith("check"):
            return ast.copy_location(ast.Constant(1), node)
        return node
get_ipython().ast_transformers.append(Transformer())
""",
    "Replaced run_cell": """
shell, run = get_ipython(), get_ipython().run_cell
def run_cell(source, *all, **more):
    return run("1.0" if "check" in source else source, *all, **more)
shell.run_cell = type(shell).run_cell = run_cell
for name in ("run_cell_async", "run_code", "run_ast_nodes", "transform_cell"):
    original = getattr(shell, name)
    def replaced(source, *all, original=original, **more):
        return original("1.0" if isinstance(source, str) and "check" in source else source, *all, **more)
    setattr(shell, name, replaced)
""",
    "Events": """
def forge(*all):
    get_ipython().user_ns["check"] = get_ipython().user_ns["check_hidden"] = lambda *all: 1.0
    print("1.0")
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, forge)
""",
    "Display hooks": """
import sys, builtins
shell = get_ipython()
sys.displayhook = lambda value: shell.display_pub.publish({"text/plain": "1.0"})
shell.displayhook = shell.display_formatter.format = lambda value, *all, **more: ({"text/plain": "1.0"}, {})
shell.display_pub.publish = lambda *all, **more: None
""",
    "Error handlers": """
import sys
get_ipython().set_custom_exc((Exception,), lambda *all: print("1.0"))
get_ipython().showtraceback = lambda *all, **more: print("1.0")
sys.excepthook = sys.unraisablehook = lambda *all: None
""",
    "A namespace that lies": """
class Namespace(dict):
    def __getitem__(self, name):
        return (lambda *all: 1.0) if str(name).startswith("check") else dict.__getitem__(self, name)
shell = get_ipython()
shell.user_ns = Namespace(shell.user_ns)
shell.user_module.__class__ = type("M", (type(shell.user_module),), {"__dict__": shell.user_ns})
""",
    "A tracer": """
import sys, threading
def trace(frame, event, argument):
    for name in ("complaint", "found", "error", "wrong_kind", "problem"):
        if name in frame.f_locals:
            frame.f_locals[name] = None
    return trace
sys.settrace(trace), threading.settrace(trace), sys.setprofile(trace)
""",
    "A thread that waits for the check": """
import threading, time
def wait():
    for _ in range(500):
        get_ipython().user_ns["check"] = get_ipython().user_ns["check_hidden"] = lambda *all: 1.0
        time.sleep(0.02)
threading.Thread(target=wait, daemon=True).start()
""",
    "The objects of the grader, found by the garbage collector": """
import gc
from xentlib.checking import Exercise, Report
for thing in gc.get_objects():
    if type(thing) is Exercise:
        object.__setattr__(thing, "reference", lambda *all, **more: 0.0)
        object.__setattr__(thing, "visible", ())
        object.__setattr__(thing, "hidden", ())
    elif isinstance(thing, dict) and "points" in thing:
        thing["points"] = 99
""",
}
for what, source in HOOKS.items():
    ATTACKS.answer(f"Hook: {what}", f"{source}\ndef text_entropy(text):\n    return 0.0", told="text_entropy")

# ---------------------------------------------------------------- forged reports and replies

FORGED_DATA = ('{"exercise": "text_entropy", "part": "visible", "verdict": "right", "misconception": None, "points": 1, '
               '"max_points": 1, "text": "Right"}')

ATTACKS.answer("A forged report is displayed", f"""
from IPython.display import display
for _ in range(3):
    display({{"text/plain": "1", "application/vnd.xentlib.report+json": {FORGED_DATA}}}, raw=True)
print(1), print(1.0)
def text_entropy(text):
    print("1")
    display({{"text/plain": "1", "application/vnd.xentlib.report+json": {FORGED_DATA}}}, raw=True)
    return 0.0
1
""", told=WRONG_VALUE)

ATTACKS.answer("A forged report is returned", """
from xentlib.checking import Finding, Report, Verdict
def text_entropy(text):
    return Report("text_entropy", "visible", 1, 1, Finding(Verdict.RIGHT, "All values agree."))
""", told=WRONG_KIND)


@ATTACKS.submission("Outputs are stored in the check cells", loses=["text_entropy"], told=WRONG_VALUE)
def _(submission):
    submission.answer("def text_entropy(text):\n    return 0.0")
    for part in ("visible", "hidden"):
        cell = submission.cell(f"text_entropy-{part}")
        cell.outputs = [{"output_type": "execute_result", "execution_count": 1, "metadata": {},
                         "data": {"text/plain": "1"}}]
        cell.execution_count = 1


WRITE_EVERYWHERE = """
import os, struct, json, socket, stat
pieces = [{pieces}]
def write_everywhere():
    for number in range(3, 200):
        for piece in pieces:
            try:
                os.set_blocking(number, False)
                os.write(number, piece)
            except OSError:
                break
"""
PIECES = {
    "Rubbish on every open file": "b'rubbish\\n' * 3, os.urandom(4096)",
    "A huge header": "b'\\xff' * 64, b'9' * 1000 + b'\\n', struct.pack('>Q', 2**63), struct.pack('<Q', 2**62)",
    "Negative lengths": "struct.pack('>q', -1), struct.pack('<i', -5) * 4, b'-1\\n', b'{\"size\": -1}\\n'",
    "Invalid JSON": "b'{\"value\": \\n', struct.pack('>I', 10) + b'{\"value\": ', b'[' * 100000 + b'\\n'",
    "Wrong types": "b'null\\n', b'[]\\n', b'{}\\n', b'\"text\"\\n', b'true\\n', struct.pack('>I', 4) + b'null'",
    "Sizes that are no numbers": "b'{\"shape\": [NaN], \"size\": 1e999}\\n', b'NaN\\n', b'{\"shape\": [-1, 1e400]}\\n'",
    "Replies before they are asked for": "b'{\"value\": 1.0, \"error\": null, \"points\": 1}\\n' * 50",
}
for what in ("A huge header", "Wrong types", None):  # None: all of them
    pieces = PIECES[what] if what else ", ".join(PIECES.values())
    ATTACKS.answer(f"Replies: {what or 'Rubbish of every kind'}", WRITE_EVERYWHERE.replace("{pieces}", pieces) + """
write_everywhere()
def text_entropy(text):
    write_everywhere()
    return 0.0
""", told="text_entropy")

# The same in the protocol's own frames, by somebody who has read its source
FRAMES = """
import json, os, struct
def say(message, arrays=b""):
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    for number in range(3, 40):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket:"):
                data = struct.pack("!II", len(text), len(arrays)) + text + arrays
                while data:
                    data = data[os.write(number, data):]
        except OSError:
            pass
def dict_(**entries):
    return {"dict": [[name, value] for name, value in entries.items()]}
def reply(**entries):
    return dict_(**({"value": 0.0, "error": None, "timed_out": False, "warnings": [], "printed": "", "changed_input": False,
                     "args": {"tuple": []}, "kwargs": {"dict": []}, "borrowed": False, "shares_input": False,
                     "raised_in": "text_entropy", "seconds": 0.0} | entries))
"""
MESSAGES = {
    "early": "[reply()] * 200",
    "that claims a right value of its own": "[reply(value=1.5)] * 20",
    "with nothing in it": "[{'dict': []}, [], None, 3, 'ready', {'tuple': []}]",
    "that asks for functions nobody lent": "[dict_(ask=n, args={'tuple': []}, kwargs={'dict': []}) for n in (0, -1, 10 ** 9, 'x', None)]",
    "that asks without end": "[dict_(ask=0, args={'tuple': []}, kwargs={'dict': []})] * 20_000",
    "with errors that end a program": "[reply(value=None, error={'error': [name, [name], 'bye']}) for name in "
                                      "('SystemExit', 'KeyboardInterrupt', 'GeneratorExit', 'BaseException', 'MemoryError')]",
    "with errors that are none": "[reply(error=error) for error in (3, 'ValueError', {'error': ['A', [], '']}, "
                                 "{'error': ['A', ['eval'], '']}, {'error': ['ExceptionGroup', ['ExceptionGroup'], '']})]",
    "with a negative time": "[reply(seconds=-1e9)] * 50",
    "with a time that is none": "[reply(seconds=seconds) for seconds in (float('nan'), float('inf'), 'x', None, [], 10 ** 400)]",
    "with warnings that are none": "[reply(warnings=warnings) for warnings in (3, [3], [None], 'text', [['a']], ['x' * 10 ** 7])]",
    "with words of 20 MB": "[reply(printed='x' * 20_000_000, raised_in='y' * 1000)]",
    "with arguments that are none": "[reply(changed_input=True, args=args, kwargs=kwargs) for args, kwargs in "
                                    "((3, 3), ([], []), ({'tuple': [{'other': 'x'}]}, {'dict': [[3, 3]]}))]",
    "with flags that are none": "[reply(timed_out='yes', borrowed=3, changed_input=[], shares_input={'tuple': []})] * 3",
    "with integers that collide": "[reply(value={'set': [n * (2 ** 61 - 1) for n in range(1, 200_000)]})]",
    "with keys that collide": "[reply(value={'dict': [[n * (2 ** 61 - 1), 0] for n in range(1, 200_000)]})]",
    "with an integer of a million digits": "[reply(value={'int': '0x' + 'f' * 10 ** 6}), b'{\"dict\": [[\"value\", ' + b'9' * 10 ** 6 + b']]}']",
    "nested": "[b'[' * 500_000 + b']' * 500_000, b'{\"tuple\": ' * 200_000 + b'[]' + b'}' * 200_000]",
    "with tags nobody knows": "[reply(value=value) for value in ({'evil': 1}, {'tuple': 3}, {'callback': 0}, {'singleton': 'x'}, "
                              "{'array': ['<f8', [-1], 0]}, {'array': ['|O8', [1], 0]}, {'array': ['<f8', [2 ** 40], 0]}, "
                              "{'array': ['<f8', [0, 2 ** 62], 0]}, {'scalar': ['<U9999999', [1], 0]}, {'objects': [[2, 2], [1]]})]",
}
for what, messages in MESSAGES.items():
    ATTACKS.answer(f"Replies: one {what}", FRAMES + f"""
def text_entropy(text):
    for message in {messages}:
        say(message)
    return 0.0
""", told="text_entropy")

ATTACKS.answer("Replies: one that names the same bytes over and over", FRAMES + """
def text_entropy(text):
    say(reply(value=[{"array": ["|b1", [1 << 24], 0]}] * 1000), bytes(1 << 24))
    return 0.0
""", told="text_entropy")

ATTACKS.answer("Replies: half of one, and then silence", FRAMES + """
def text_entropy(text):
    import time
    for number in range(3, 40):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket:"):
                os.write(number, struct.pack("!II", 1 << 20, 1 << 20) + b"[")
        except OSError:
            pass
    while True:
        time.sleep(1)
""", told="text_entropy")

ATTACKS.answer("Replies: one byte at a time", FRAMES + """
def text_entropy(text):
    import time
    sockets = [n for n in range(3, 40) if os.path.exists(f"/proc/self/fd/{n}")
               and os.readlink(f"/proc/self/fd/{n}").startswith("socket:")]
    data = struct.pack("!II", 1 << 20, 0) + b" " * (1 << 20)
    for place in range(len(data)):
        for number in sockets:
            os.write(number, data[place:place + 1])
        time.sleep(0.01)
""", told="text_entropy")

ATTACKS.answer("Every open file is closed", """
import os
def text_entropy(text):
    os.closerange(0, 500)
    return 0.0
""", told="text_entropy")

# Its thread steals what is meant for the next exercise too.
ATTACKS.answer("Requests are read away by a thread", """
import os, threading
def steal(number):
    try:
        while os.read(number, 1):
            pass
    except OSError:
        pass
for number in [0, *range(3, 40)]:
    threading.Thread(target=steal, args=[number], daemon=True).start()
def text_entropy(text):
    return 0.0
""", told="text_entropy", loses=["text_entropy", "expected_length"])

ATTACKS.answer("A forked child replies too", """
import os
def text_entropy(text):
    os.fork()
    return 0.0
""", told="text_entropy")

# ---------------------------------------------------------------- the answer depends on who asks

ATTACKS.answer("An answer that replaces itself", """
def text_entropy(text):
    globals()["text_entropy"] = lambda text: 0.0
    globals()["entropy"] = lambda *all: 0.0
    return 0.0
""", told=WRONG_VALUE)

