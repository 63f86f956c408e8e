"""Work without end: loops, crashes, bombs, floods and results that no wire carries.

Every bomb is bounded, so that a sandbox that fails to hold it costs a red test and not the machine.
"""

from . import Attacks

ATTACKS = Attacks()


def result(name: str, body: str, told: str, tame: bool = True) -> None:
    """The answer's body; what it returns is never right."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    ATTACKS.answer(name, f"import os, sys, time, threading, signal\ndef text_entropy(text):\n{lines}", told=told, tame=tame)


def cell(name: str, body: str, told: str = "", tame: bool = True) -> None:
    """A cell that breaks down before the answer is defined. The answers, in cells of their own, are right."""
    ATTACKS.scratch(name, f"import os, sys, time, threading, signal\n{body}", told=told, tame=tame)


SLOW, DIED, KIND = "did not come back within", "ended the Python process", "was expected"

# ---------------------------------------------------------------- time

result("A loop without end", "while True: pass", SLOW)
result("A loop that catches everything", "while True:\n    try:\n        while True: pass\n    except BaseException: pass", SLOW)
result("A loop that ignores signals", """
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGVTALRM):
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass
""", "text_entropy")
result("A loop inside C", "return 10 ** 10 ** 8 % 7", "text_entropy")
result("An iterator without end", "import itertools\nreturn sum(itertools.repeat(1.0))", "text_entropy")
result("A sleep without end", "time.sleep(10 ** 8)", "text_entropy")
result("A lock that nobody opens", "lock = threading.Lock()\nlock.acquire()\nlock.acquire()", "text_entropy")
result("Waits for a key", "input('your answer?')\nsys.stdin.read()\nreturn float(os.read(0, 1))", "text_entropy")
result("Waits for a signal", "while True: signal.pause()", "text_entropy")
cell("A cell without end", "while True:\n    try:\n        while True: pass\n    except BaseException: pass", "was stopped after")
cell("A cell that waits for a key", "input('your name?')", "input")
cell("A thread that never rests", """
def busy():
    while True: pass
for _ in range(3): threading.Thread(target=busy, daemon=True).start()
""")
cell("A result whose repr never ends", """
class Endless:
    def __repr__(self):
        while True: pass
Endless()
""", "was stopped after")

# ---------------------------------------------------------------- the end of the process

result("os._exit", "os._exit(0)", DIED)
result("sys.exit", "sys.exit(0)", "This call stopped with an error")
result("KeyboardInterrupt", "raise KeyboardInterrupt", "This call stopped with an error")
result("GeneratorExit", "raise GeneratorExit", "This call stopped with an error")
result("An abort", "os.abort()", DIED)
result("A segmentation fault", "import ctypes\nctypes.string_at(1)", DIED)
result("Kills itself", "os.kill(os.getpid(), signal.SIGKILL)", DIED)
result("Stops itself", "os.kill(os.getpid(), signal.SIGSTOP)", "text_entropy")
result("Becomes another program", "os.execv('/bin/sleep', ['sleep', '1000'])", "text_entropy")
cell("A cell that leaves with os._exit", "os._exit(0)", DIED)
cell("A cell that leaves with sys.exit", "sys.exit(0)")
cell("A cell that kills itself", "os.kill(os.getpid(), signal.SIGKILL)", DIED)
cell("A cell that quits", "quit()\nexit()\nget_ipython().ask_exit()")
cell("A cell that closes its output", "sys.stdout.close(), sys.stderr.close()\nos.close(1), os.close(2)\nsys.stdout = sys.stderr = None")

# ---------------------------------------------------------------- bombs

result("Memory", "kept = []\nfor _ in range(60): kept.append(np.ones(10 ** 7))\nwhile len(kept) < 90: kept.append(np.ones(10 ** 7))\nreturn 0.0",
       "text_entropy", tame=False)
cell("Memory in many processes", """
import select
here, there = os.pipe()
for _ in range(12):
    if os.fork() == 0:
        try:
            kept = np.ones(5 * 10 ** 7)
            os.write(there, b"x")
            time.sleep(60)
        except BaseException:
            pass
        os._exit(0)
os.close(there)
said = 0
while said < 12 and select.select([here], [], [], 3)[0] and os.read(here, 1):
    said += 1
print("attack", "unbounded" if said == 12 else "bounded")
""", tame=False)
cell("A fork bomb", """
made = 0
for _ in range(400):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        made += 1
    except OSError as error:
        print("no more processes:", type(error).__name__)
        break
else:
    print("attack", "unbounded")
""", "no more processes", tame=False)
cell("A bomb of threads", """
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=[60], daemon=True).start()
    print("attack", "unbounded")
except BaseException as error:
    print("no more threads:", type(error).__name__)
""", "no more threads", tame=False)
cell("A full disk", """
for folder in (".", "/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "attack-@me@"), "wb") as file:
            for _ in range(3000):
                file.write(bytes(1 << 20))
        print("attack", "unbounded")
    except BaseException as error:
        print("no more room:", type(error).__name__)
""", "no more room", tame=False)
cell("A large sparse file", """
try:
    with open("attack-@me@", "wb") as file:
        file.truncate(10 ** 13)
    print("attack", "unbounded")
except OSError as error:
    print("no more room:", type(error).__name__)
""", "no more room")
cell("A bomb of files", """
made = 0
try:
    for made in range(200_000):
        os.mkdir(f"attack-@me@-{made}")
except OSError as error:
    print("no more files:", type(error).__name__)
""", tame=False)
cell("A bomb of open files", "kept = []\nwhile len(kept) < 2000: kept.append(open('/dev/null'))", "Too many open files")

# ---------------------------------------------------------------- floods

cell("200 MB of output", "line = 'x' * 99_999 + '\\n'\nfor _ in range(2000): sys.stdout.write(line)", "is left out")
cell("A million lines", "for number in range(1_000_000): print(number)", "Output truncated")
cell("200 MB of output past Python", "for _ in range(2000): os.write(1, b'x' * 100_000), os.write(2, b'x' * 100_000)")
cell("A flood of displays", "from IPython.display import display\nfor number in range(20_000): display(number)", "Output truncated")
cell("A flood of pictures", """
from IPython.display import display, Image
picture = b"\\x89PNG\\r\\n\\x1a\\n" + bytes(20_000_000)
for _ in range(5): display(Image(picture, format="png"))
""")
cell("A picture without bounds", """
import matplotlib.pyplot as plt
plt.figure(figsize=(3000, 3000), dpi=1000)
plt.plot([1, 2])
plt.show()
""")
cell("A long line with one end", "print('x' * 5_000_000)", "is left out")
result("An answer that prints 200 MB", "for _ in range(2000): print('x' * 100_000)\nreturn 0.0", "gives another value")
result("An answer that warns without end", "import warnings\nfor n in range(20_000): warnings.warn(f'{n}' * 100)\nreturn 0.0",
       "gives another value")
cell("An error with a text of 100 MB", "raise ValueError('x' * 10 ** 8)", "ValueError")
cell("An error with 100 000 causes", """
error = None
for _ in range(100_000):
    new = ValueError("again")
    new.__cause__, error = error, new
raise error
""")
cell("A group of a thousand errors", "raise ExceptionGroup('many', [ValueError(f'{n}' * 100) for n in range(1000)])")

# ---------------------------------------------------------------- results

result("10 GB of zeros", "return np.zeros(10 ** 10 // 8)", "MemoryError")
result("10 GB in eight bytes", "return np.broadcast_to(0.0, (10 ** 5, 10 ** 5))", "MemoryError")
result("A text of 100 MB", "return 'x' * 10 ** 8", "MemoryError")
result("An integer of ten million digits", "return 1 << (3 * 10 ** 7)", "gives another value")
result("A list of ten million numbers", "return [0.0] * 10 ** 7", "MemoryError")
result("A list 100 000 deep", "x = []\nfor _ in range(100_000): x = [x]\nreturn x", KIND)
result("A dict 100 000 deep", "x = {}\nfor _ in range(100_000): x = {'x': x}\nreturn x", KIND)
result("A list that holds itself", "x = []\nx.append(x)\nreturn x", KIND)
result("A dict that holds itself", "x = {}\nx['x'] = x\nreturn x", KIND)
result("A list of two to the thirtieth", "x = []\nfor _ in range(30): x = [x, x]\nreturn x", "MemoryError")
result("An array of objects that holds itself", "x = np.empty(1, object)\nx[0] = x\nreturn x", "text_entropy")
result("An array of a strange kind", "return np.zeros(2, dtype=[('a', 'O'), ('b', 'M8[ns]')])", KIND)
result("An array with 64 axes", "return np.zeros((1,) * 64)", KIND)
result("An array with no length but a great width", "return np.zeros((0, 2 ** 60))", "text_entropy")
result("An array over memory that is not there", """
from numpy.lib.stride_tricks import as_strided
return as_strided(np.zeros(1), (10 ** 6,), (10 ** 6,))
""", "text_entropy")
result("Recursion", "return text_entropy(text)", "calls itself too many times")
result("Recursion without a limit", "sys.setrecursionlimit(10 ** 9)\nreturn (lambda f: f(f))(lambda f: f(f))", "text_entropy")
result("A text of lone surrogates", "return '\\ud800'", KIND)
result("A text with the end of a text", "return 'a\\0b\\x1b[31m'", KIND)
result("An error as a result", "return ValueError", KIND)
result("An object that cannot be deleted", """
class Undead:
    def __del__(self):
        while True: time.sleep(1)
return Undead()
""", "text_entropy")

# ---------------------------------------------------------------- text that breaks a parser

ATTACKS.answer("Ten thousand brackets", "def text_entropy(text):\n    return " + "(" * 10_000 + "0" + ")" * 10_000, told="")
ATTACKS.answer("A hundred thousand minus signs", "def text_entropy(text):\n    return " + "-" * 100_000 + "0", told="")
ATTACKS.answer("A sum of 50 000 terms", "def text_entropy(text):\n    return " + "+".join(["0.0"] * 50_000), told="text_entropy")
ATTACKS.answer("Lambdas in lambdas", "text_entropy = " + "lambda text: " * 3_000 + "0", told="text_entropy")
ATTACKS.answer("Blocks in blocks", "".join(" " * depth + "if True:\n" for depth in range(150)) + " " * 150 + "pass", told="text_entropy")
ATTACKS.answer("Dots after dots", "def text_entropy(text):\n    return text" + ".x" * 100_000, told="text_entropy")
ATTACKS.answer("A thousand magics", "!true\n" * 1_000 + "def text_entropy(text):\n    return 0.0", told="text_entropy")
ATTACKS.answer("A cell of 5 MB", "def text_entropy(text):\n    '" + "x" * 5_000_000 + "'\n    return 0.0", told="text_entropy")
ATTACKS.answer("No Python at all", "def text_entropy(text:\n    return ][", told="SyntaxError")
ATTACKS.answer("A null byte", "def text_entropy(text):\n    return 0.0\0", told="")
ATTACKS.answer("Lone surrogates in the text", "def text_entropy(text):\n    return '\ud800'", told="")
ATTACKS.answer("Another language", "%%bash\necho 1.0", told="")
ATTACKS.answer("An empty answer", "", told="")
