"""Eight training logs, seven of them sick: the same digits and the same settings, each time with another bug built in.

Every run is plain gradient descent on all 1300 examples at once, 1000 steps with the learning rate 0.5, from weights
of 0 (but for the bug that is about just that). A log is what a training script would have printed: steps, losses,
training accuracy, size of the gradient.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import xentlib as xl

from ..checking.values import shown
from ..datasets import digits
from ..learning import Loss, Params, Update, gradient_descent
from . import stored_table

EXAMPLES, STEPS, RATE = 1300, 1000, 0.5
PRINTED = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 700, 1000)  # the steps that a log shows


# ---------------------------------------------------------------- the bugs: losses of logits, with their slopes


def _scaled(factor: float) -> Loss:
    right = xl.softmax_loss()
    return Loss(lambda z, y: factor * right.value(z, y), lambda z, y: factor * right.slope(z, y))


def _double_softmax() -> Loss:
    """Probabilities are handed to a loss that expects logits, and takes their softmax once more."""
    right = xl.softmax_loss()
    return Loss(lambda z, y: right.value(xl.softmax(z), y),
                lambda z, y: xl.softmax_backward(xl.softmax(z), right.slope(xl.softmax(z), y)))


def _broadcast() -> Loss:
    """Logits (N, 1) meet labels (N,): NumPy makes a table (N, N), in which each logit answers for every label."""
    def value(z: np.ndarray, y: np.ndarray) -> float:
        return float(np.mean(np.logaddexp(0, z) - z * y))

    def slope(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (xl.sigmoid(z) - y).mean(axis=1, keepdims=True) / len(z)

    return Loss(value, slope)


class Bug(NamedTuple):
    """One cause of a sick log, and what the log looks like then."""

    loss: Loss
    looks: str  # completes "then ..."
    classes: int = 10
    from_zero: bool = True


CAUSES: dict[str, Bug] = {
    "healthy": Bug(xl.softmax_loss(), "the first loss is ln K, 2.303 for ten classes, and the last one is far below "
                   "every other floor"),
    "sum": Bug(_scaled(EXAMPLES), "the first loss is N times ln K, here 2993, and steps that are 1300 times too "
               "large throw the weights about"),
    "bits": Bug(_scaled(1 / math.log(2)), "the first loss is log2 K, 3.322 for ten classes; the rest looks healthy"),
    "mean over classes": Bug(_scaled(1 / 10), "the first loss is ln K / K, 0.230 for ten classes, and learning is ten "
                             "times too slow"),
    "sign": Bug(_scaled(-1), "the first loss is -ln K, and it falls below that without end, while the accuracy is that "
                "of guessing, or worse"),
    "double softmax": Bug(_double_softmax(), "the first loss is ln K, and it never gets below ln(1 + (K - 1)/e), 1.461 "
                          "for ten classes, however good the accuracy"),
    "init": Bug(xl.softmax_loss(), "the first loss is none of the known multiples of ln K, but far larger: the model "
                "is very sure before it has seen anything", from_zero=False),
    "broadcast": Bug(_broadcast(), "the loss goes to the entropy of the base rate and stays there, with the accuracy "
                     "of always giving the same answer", classes=2),
}
SHEETS = dict(zip("ABCDEFGH", ("bits", "double softmax", "sum", "broadcast", "healthy", "sign", "init",
                               "mean over classes"), strict=True))


# ---------------------------------------------------------------- training with a bug


def log(cause: str) -> dict[str, Any]:
    """Train with this bug and return the log of all steps: losses, accuracies, gradient_norms, each with 1001 entries.

    The task is to name the digit; for "broadcast", which needs two classes, whether it is an 8.
    """
    bug = CAUSES[cause]
    images, labels = digits()
    X, y = images[:EXAMPLES], labels[:EXAMPLES]
    outputs = 10
    if bug.classes == 2:
        y, outputs = (y == 8).astype(int), 1
    params: Params = {"W1": np.zeros((64, outputs)), "b1": np.zeros(outputs)}
    if not bug.from_zero:
        X = X * 16  # pixels as the file has them
        params["W1"] = np.random.default_rng(0).normal(0, 1, params["W1"].shape)
    norms: list[float] = []

    def right(params: Params) -> float:
        z = xl.mlp_logits(params, X)
        return float(((z[:, 0] > 0) == y).mean()) if outputs == 1 else xl.accuracy(y, z)

    trained = xl.train_mlp(params, X, y, epochs=STEPS, lr=RATE, loss=bug.loss, optimiser=_noting(norms),
                           batch_size=None, watch=right, progress=False)
    return {"losses": trained.losses, "accuracies": trained.watched, "gradient_norms": norms}


def _noting(norms: list[float]) -> Callable[[float], Update]:
    """Gradient descent that writes down the size of every gradient."""
    def optimiser(lr: float) -> Update:
        step = gradient_descent(lr)

        def update(params: Params, grads: Params) -> Params:
            norms.append(math.sqrt(sum(float(np.sum(g * g)) for g in grads.values())))
            return step(params, grads)

        return update

    return optimiser


def table() -> list[dict[str, Any]]:
    """The eight sheets, shuffled as `SHEETS` has them, with the steps that were printed; half a minute."""
    rows = []
    for sheet, cause in SHEETS.items():
        whole = log(cause)
        row: dict[str, Any] = {"sheet": sheet, "cause": cause, "classes": CAUSES[cause].classes, "steps": list(PRINTED)}
        for name, numbers in whole.items():
            # The last step has no gradient of its own: its weights are those that the log ends with.
            row[name] = [float(f"{numbers[min(step, len(numbers) - 1)]:.4g}") for step in PRINTED]
        rows.append(row)
    return rows


# ---------------------------------------------------------------- the detective's desk


def sheets() -> dict[str, dict[str, Any]]:
    """The stored logs by their letters, without the causes."""
    return {row["sheet"]: {name: entry for name, entry in row.items() if name != "cause"}
            for row in stored_table("sick_logs")}


@dataclass(frozen=True)
class Told:
    """What there is to say of each diagnosis, a line each."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self.lines)
        return f'<div style="border-left:5px solid #0065D1;padding-left:1em">{lines}</div>'


def told(diagnoses: Mapping[str, str | None]) -> Told:
    """What the eight diagnoses are worth: for a wrong one, how the log of such a bug would look.

    diagnoses: for each letter from A to H one of the names in `CAUSES`, or None while there is none.
    """
    lines, right, waiting = [], 0, []
    for sheet, cause in SHEETS.items():
        said = diagnoses.get(sheet)
        if said is None:
            waiting.append(sheet)
        elif said == cause:
            right += 1
            lines.append(f"{sheet}: yes, {cause}. {_sentence(cause)}")
        elif isinstance(said, str) and said in CAUSES:
            lines.append(f"{sheet}: not {said}. {_sentence(said)} Does sheet {sheet} do that?")
        else:
            lines.append(f"{sheet}: {shown(said)} is none of the eight names.")
    if waiting:
        lines.append(f"No diagnosis yet: {', '.join(waiting)}.")
    return Told((*lines, f"{right} of {len(SHEETS)} are right."))


def _sentence(cause: str) -> str:
    return f"Then {CAUSES[cause].looks}."
