"""Notebook 09: a rare digit, looked for by models that were trained with different losses.

One digit against the rest. Of the first 900 images 10 of the rare digit are kept, so that about 1.2 % of the training
examples are positives. The other 897 images are the test. They hold some 90 positives, which makes the measures steady;
they are weighted so that positives count as much as they do in training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import xentlib as xl
from xentlib.datasets import digits, imbalanced

RARE, TRAINING = 10, 900
DIGITS, SEEDS = (3, 8), range(10)
THRESHOLDS = (0.9, 0.7, 0.5, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)  # for which a row tells recall and false alarms


class Recipe(NamedTuple):
    """What distinguishes the ways to train."""

    gamma: float = 0.0
    alpha: float | None = None  # the positives' weight, the negatives have 1 - alpha; None weighs nobody
    balanced: bool = False  # choose alpha so that both classes weigh the same in total
    prior: bool = False  # begin with the base rate as the prediction


RECIPES = {
    "cross-entropy": Recipe(),
    "prior bias": Recipe(prior=True),
    "class weights": Recipe(balanced=True),
    "focal": Recipe(gamma=2.0),
    "focal, alpha 0.25": Recipe(gamma=2.0, alpha=0.25),
    "focal, class weights": Recipe(gamma=2.0, balanced=True),
}
MAIN = ("cross-entropy", "prior bias", "class weights", "focal")


class Setting(NamedTuple):
    """A model and how long it is trained."""

    hidden: tuple[int, ...]  # units of the hidden layers
    epochs: int
    recipes: tuple[str, ...]  # those in the table


SETTINGS = {
    "network": Setting((64,), 100, tuple(RECIPES)),
    "network, 400 epochs": Setting((64,), 400, MAIN),
    "linear": Setting((), 100, tuple(RECIPES)),
    "linear, 1000 epochs": Setting((), 1000, MAIN),
}


class Desk(NamedTuple):
    """One task: images (N, 64) with labels 1 for the rare digit, to learn from and to be tested on."""

    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray

    @property
    def rate(self) -> float:
        """The share of positives in training, and of the test's weight."""
        return float(self.y.mean())

    @property
    def weights(self) -> np.ndarray:
        """The weights of the test examples."""
        share = self.y_test.mean()
        return np.where(self.y_test == 1, self.rate / share, (1 - self.rate) / (1 - share))


def desk(digit: int = 3, seed: int = 0) -> Desk:
    """The task of finding this digit; the seed decides who is in training and which ten positives are kept."""
    images, labels = digits(seed)
    rows, y = imbalanced(labels[:TRAINING], digit, RARE, seed)
    return Desk(images[rows], y, images[TRAINING:], (labels[TRAINING:] == digit).astype(int))


def trained(task: Desk, recipe: Recipe, hidden: Sequence[int] = (64,), epochs: int = 100, seed: int = 0,
            progress: bool = False) -> xl.Training:
    """A model for the task, trained by the recipe; `watched` has its weights before and after every epoch."""
    alpha = 1 - task.rate if recipe.balanced else recipe.alpha
    bias = xl.prior_bias(task.rate) if recipe.prior else 0.0
    params = xl.initial_params((64, *hidden, 1), seed, "relu", output_bias=bias)
    return xl.train_mlp(params, task.X, task.y, epochs=epochs, lr=2e-3, loss=xl.binary_loss(recipe.gamma, alpha),
                        activation="relu", batch_size=64, watch=lambda params: params, seed=seed, progress=progress)


def measures(task: Desk, z: np.ndarray) -> dict[str, Any]:
    """What the logits z (N,) of the test examples are worth.

    `recall` is that of the threshold 0.5; `recall_same_alarms` that of a threshold which lets every model raise the
    same number of alarms, two for each positive. `recall_at` and `false_at`, false alarms for each positive that there
    is, belong to the THRESHOLDS.
    """
    y, weights, p = task.y_test, task.weights, xl.sigmoid(z)
    false = [(weights * (y == 0))[p > threshold].sum() / weights.sum() / task.rate for threshold in THRESHOLDS]
    order = np.argsort(-z, kind="stable")  # the most suspicious first
    found = np.cumsum((y * weights)[order]) / (y * weights).sum()
    raised = np.cumsum(weights[order]) / weights.sum()
    return {
        "average_precision": average_precision(task, z),
        "recall": (p > 0.5)[y == 1].mean(),
        "recall_same_alarms": found[raised <= 2 * task.rate][-1],
        "mean_p": np.average(p, weights=weights),
        "log_loss": np.average(xl.bce_with_logits(y, z, reduction="none"), weights=weights),
        "recall_at": [(p > threshold)[y == 1].mean() for threshold in THRESHOLDS],
        "false_at": false,
    }


def average_precision(task: Desk, z: np.ndarray) -> float:
    """How well the logits rank the test examples: the area under the curve of precision over recall."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(task.y_test, z, sample_weight=task.weights))


def run(setting: str, recipe: str, digit: int = 3, seed: int = 0) -> dict[str, Any]:
    """One row of the table: train one model by one recipe, and measure it."""
    task, (hidden, epochs, _) = desk(digit, seed), SETTINGS[setting]
    model = trained(task, RECIPES[recipe], hidden, epochs, seed)
    values = measures(task, model.logits(task.X_test)[:, 0])
    return {"setting": setting, "recipe": recipe, "digit": digit, "seed": seed,
            **{name: _rounded(value) for name, value in values.items()}}


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [round(float(each), 3) for each in value]
    return round(float(value), 5)


def table() -> list[dict[str, Any]]:
    """All settings and recipes with two digits and ten seeds: 400 runs, some seven minutes."""
    return [run(name, recipe, digit, seed) for name, setting in SETTINGS.items() for recipe in setting.recipes
            for digit in DIGITS for seed in SEEDS]


def operating_points(rows: Sequence[Mapping[str, Any]], setting: str, recipe: str) -> tuple[np.ndarray, np.ndarray]:
    """(recall, precision) for each of the THRESHOLDS, of the hits and false alarms of all runs together."""
    runs = [row for row in rows if (row["setting"], row["recipe"]) == (setting, recipe)]
    hits, false = (np.mean([row[name] for row in runs], axis=0) for name in ("recall_at", "false_at"))
    return hits, np.divide(hits, hits + false, out=np.full(len(hits), np.nan), where=hits + false > 0)


class Paired(NamedTuple):
    """A recipe against cross-entropy, run by run on the same data from the same first weights."""

    difference: float  # the mean
    error: float  # its standard error
    wins: int
    runs: int


def column(rows: Sequence[Mapping[str, Any]], setting: str, recipe: str, measure: str) -> np.ndarray:
    """One measure of all runs of a recipe, in the order of the rows."""
    return np.array([row[measure] for row in rows if (row["setting"], row["recipe"]) == (setting, recipe)], dtype=float)


def paired(rows: Sequence[Mapping[str, Any]], setting: str, recipe: str, measure: str = "average_precision") -> Paired:
    """By how much a recipe does better than cross-entropy in the same setting."""
    gains = column(rows, setting, recipe, measure) - column(rows, setting, "cross-entropy", measure)
    return Paired(float(gains.mean()), float(gains.std(ddof=1) / math.sqrt(len(gains))), int((gains > 0).sum()),
                  len(gains))


def scoreboard(rows: Sequence[Mapping[str, Any]], setting: str) -> str:
    """The means of all runs in one setting as a table to print, one line a recipe."""
    lines = [f"{setting:22}  average    gain over CE       recall  precision  recall, same   mean p  log loss",
             f"{'':22}  precision  (error), wins      at 0.5  at 0.5     alarms"]
    for recipe in dict.fromkeys(row["recipe"] for row in rows if row["setting"] == setting):
        ap, same, p, cost = (column(rows, setting, recipe, measure).mean() for measure in (
            "average_precision", "recall_same_alarms", "mean_p", "log_loss"))
        recall, precision = (each[THRESHOLDS.index(0.5)] for each in operating_points(rows, setting, recipe))
        gain = paired(rows, setting, recipe)
        text = "" if recipe == "cross-entropy" else (
            f"{gain.difference:+.3f} ({gain.error:.3f}) {gain.wins}/{gain.runs}")
        lines.append(f"{recipe:22}  {ap:9.3f}  {text:21}{recall:6.3f}  {precision:9.3f}  {same:12.3f}  {p:7.4f}  "
                     f"{cost:8.4f}".replace("nan", "  -"))
    return "\n".join(lines)


def learning_curve(recipe: str, epochs: Sequence[int], digit: int = 3, seed: int = 0) -> list[float]:
    """The average precision of a linear model after so many epochs of training, 0 for before the first."""
    task = desk(digit, seed)
    model = trained(task, RECIPES[recipe], hidden=(), epochs=max(epochs), seed=seed)
    return [average_precision(task, xl.mlp_logits(model.watched[epoch], task.X_test)[:, 0]) for epoch in epochs]


def best_answer(p: float, gamma: float = 2.0, alpha: float | None = None) -> float:
    """The probability q with the smallest expected focal loss where a yes comes with probability p."""
    low, high = -60.0, 60.0  # logits; the expected slope grows from negative to positive
    for _ in range(100):
        z = (low + high) / 2
        up, down = (float(xl.focal_gradient(y, z, gamma, alpha)) for y in (1, 0))
        low, high = (z, high) if p * up + (1 - p) * down < 0 else (low, z)
    return float(xl.sigmoid((low + high) / 2))
