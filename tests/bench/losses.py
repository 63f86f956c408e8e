"""How fast the losses are, next to PyTorch, SciPy and scikit-learn where they are installed: one run, one thread."""

import importlib
import math
import os
import time
import tracemalloc
from dataclasses import dataclass, field

for library in ("OMP", "OPENBLAS", "MKL"):  # read by each library when it is loaded
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

np = importlib.import_module("numpy")
losses, numerics = (importlib.import_module(f"xentlib.{name}") for name in ("losses", "numerics"))


def installed(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


torch, special, metrics = installed("torch"), installed("scipy.special"), installed("sklearn.metrics")
if torch:
    torch.set_num_threads(1)


@dataclass
class Task:
    """One piece of work, ours and theirs; `most` is the largest ratio ours / theirs that we claim."""

    name: str
    arrays: tuple
    ours: object
    theirs: dict = field(default_factory=dict)
    most: dict = field(default_factory=dict)


def best_seconds(functions, rounds=9):
    """The fastest of several rounds for each function; they take turns, so that a busy moment hits all."""
    best = dict.fromkeys(functions, math.inf)
    for turn in range(rounds + 1):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            if turn:  # the first round warms up
                best[name] = min(best[name], time.perf_counter() - start)
    return best


def memory_share(task):
    """Peak extra memory, as a part of the input's size."""
    tracemalloc.start()
    task.ours(*task.arrays)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / sum(array.nbytes for array in task.arrays)


def against(task, pytorch=None, scipy=None, sklearn=None, most_pytorch=None, most_scipy=None, most_sklearn=None):
    """Add the libraries that are installed."""
    peers = (("PyTorch", torch, pytorch, most_pytorch), ("SciPy", special, scipy, most_scipy),
             ("scikit-learn", metrics, sklearn, most_sklearn))
    for name, library, function, most in peers:
        if library and function:
            arrays = [torch.from_numpy(a) for a in task.arrays] if name == "PyTorch" else task.arrays
            task.theirs[name] = lambda function=function, arrays=arrays: function(*arrays)
            task.most[name] = most
    return task


def binary_tasks(dtype, rng):
    z = rng.normal(0, 3, 10**6).astype(dtype)
    y = (rng.random(10**6) < numerics.sigmoid(z)).astype(dtype)
    p, name = numerics.sigmoid(z), np.dtype(dtype).name
    functional = torch and torch.nn.functional
    yield against(
        Task(f"BCE from logits, 1e6, {name}", (y, z), losses.bce_with_logits),
        pytorch=lambda y, z: functional.binary_cross_entropy_with_logits(z, y),
        most_pytorch=1.3 if dtype == np.float64 else 1.8,
        scipy=lambda y, z: -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z)).mean(), most_scipy=1,
    )
    yield against(
        Task(f"BCE from probabilities, 1e6, {name}", (y, p), losses.binary_cross_entropy),
        pytorch=lambda y, p: functional.binary_cross_entropy(p, y), most_pytorch=0.6,
        scipy=lambda y, p: -(special.xlogy(y, p) + special.xlog1py(1 - y, -p)).mean(), most_scipy=1,
        sklearn=metrics and metrics.log_loss, most_sklearn=0.1,
    )
    yield against(Task(f"sigmoid, 1e6, {name}", (z,), numerics.sigmoid),
                  pytorch=torch and torch.sigmoid, scipy=special and special.expit)


def row_tasks(dtype, rng):
    name = np.dtype(dtype).name
    functional = torch and torch.nn.functional
    for n, classes, gap in ((10**5, 10, 0), (10**5, 10, 6), (10**4, 1000, 0), (10**4, 1000, 12), (256, 50257, 0)):
        labels = rng.integers(0, classes, n)
        z = rng.normal(0, 1, (n, classes)).astype(dtype)
        z[np.arange(n), labels] += gap
        kind = f", the label ahead by {gap}" if gap else ""
        yield against(
            Task(f"CE from logits, {n} x {classes}, {name}{kind}", (labels, z), losses.sparse_cross_entropy),
            pytorch=lambda y, z: functional.cross_entropy(z, y), most_pytorch=1.9 if classes == 10 else 1.05,
            scipy=lambda y, z: -special.log_softmax(z, axis=1)[np.arange(len(y)), y].mean(), most_scipy=1,
        )
    for shape in ((10**5, 10), (10**4, 100), (50257,)):
        z, size = rng.normal(0, 3, shape).astype(dtype), " x ".join(map(str, shape))
        for function in ("softmax", "log_softmax", "logsumexp"):
            yield against(
                Task(f"{function}, {size}, {name}", (z,), getattr(numerics, function)),
                pytorch=torch and (lambda z, f=function: getattr(torch, f)(z, -1)),
                scipy=special and (lambda z, f=function: getattr(special, f)(z, axis=-1)), most_scipy=1,
            )


def report(tasks):
    """Measure the tasks and print a line for each."""
    print("time of ours / theirs; where we claim a limit, in brackets; memory: peak beyond the input / input")
    for task in tasks:
        seconds = best_seconds({"xentlib": lambda task=task: task.ours(*task.arrays), **task.theirs})
        ours, cells = seconds.pop("xentlib"), []
        for name, theirs in seconds.items():
            ratio, most = ours / theirs, task.most[name]
            limit = "" if most is None else f" ({most}{', MISSED' if ratio > most else ''})"
            cells.append(f"{name} {ratio:.2f}{limit}")
        share = f"memory {memory_share(task):.3f}"
        print(f"{task.name:56} {ours * 1e3:7.2f} ms  {share}  {'  '.join(cells)}", flush=True)


def main():
    rng = np.random.default_rng(0)
    report(task for dtype in (np.float64, np.float32) for task in (*binary_tasks(dtype, rng), *row_tasks(dtype, rng)))


if __name__ == "__main__":
    main()
