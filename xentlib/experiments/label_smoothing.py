"""Where label smoothing helps and where it harms: ten digits, with a fifth of the labels wrong and with none.

A network with one hidden layer learns 600 digits by heart, each time with another eps. On the rest it is asked how
often it is right and how sure it is, against the true labels ("clean") and against labels that are as often wrong as
those it learned from ("noisy"). 300 further digits serve to choose a temperature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import xentlib as xl

from ..datasets import digits, noisy_labels

TRAIN, CHOOSE = 600, 300  # of the 1797 digits; the other 897 are for the test
K, NOISE = 10, 0.2
EPOCHS, RATE = 150, 3e-3
EPSILONS, SEEDS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4), range(5)
TEMPERATURES = np.geomspace(0.25, 8, 121)
STUDENT = 2.776  # the 97.5 % point of Student's distribution for five values


@dataclass(frozen=True)
class Run:
    """One trained network, and what it says of the digits that it has not seen."""

    eps: float
    noise: float
    seed: int
    learned: float  # share of the training labels, wrong ones included, that it reproduces
    chosen: tuple[np.ndarray, np.ndarray, np.ndarray]  # of the digits to choose with: logits, noisy and clean labels
    logits: np.ndarray  # of the test digits
    noisy: np.ndarray
    clean: np.ndarray

    @property
    def P(self) -> np.ndarray:
        return xl.softmax(self.logits)


def train(eps: float, noise: float = NOISE, seed: int = 0) -> Run:
    """Train one network; `seed` decides the digits, the wrong labels and the initial weights."""
    images, clean = digits(seed)
    labels = noisy_labels(clean, noise, K, seed)
    network = xl.train_mlp(xl.initial_params((64, 128, K), seed, "relu"), images[:TRAIN], labels[:TRAIN],
                           epochs=EPOCHS, lr=RATE, loss=xl.softmax_loss(smoothing=eps), activation="relu", seed=seed,
                           progress=False)
    choose, test = slice(TRAIN, TRAIN + CHOOSE), slice(TRAIN + CHOOSE, None)
    return Run(eps, noise, seed, xl.accuracy(labels[:TRAIN], network.logits(images[:TRAIN])),
               (network.logits(images[choose]), labels[choose], clean[choose]),
               network.logits(images[test]), labels[test], clean[test])


def measure(run: Run) -> dict[str, Any]:
    """One row of the table: accuracy, confidence, calibration, and what a temperature makes of it.

    `t_noisy` is chosen with noisy labels and judged by noisy labels, `t_clean` by clean ones throughout. `least_` is
    the smallest calibration error that any temperature reaches, picked with the test labels themselves.
    """
    P = run.P
    sure, right = P.max(axis=1), P.argmax(axis=1) == run.clean
    row: dict[str, Any] = {
        "noise": run.noise, "eps": run.eps, "seed": run.seed, "learned": run.learned, "accuracy": np.mean(right),
        "confidence": np.mean(sure), "confidence_wrong": np.mean(sure[~right]),
    }
    z, *known = run.chosen
    for kind, labels, known_labels in (("noisy", run.noisy, known[0]), ("clean", run.clean, known[1])):
        T = xl.temperature(z, known_labels, TEMPERATURES)
        row |= {
            f"ece_{kind}": xl.calibration_error(P, labels), f"nll_{kind}": xl.sparse_cross_entropy(labels, run.logits),
            f"t_{kind}": T, f"ece_{kind}_t": xl.calibration_error(xl.softmax(run.logits / T), labels),
            f"nll_{kind}_t": xl.sparse_cross_entropy(labels, run.logits / T),
            f"least_{kind}": min(xl.calibration_error(xl.softmax(run.logits / T), labels) for T in TEMPERATURES),
        }
    return {name: round(float(value), 6) if name != "seed" else value for name, value in row.items()}


def table() -> list[dict[str, Any]]:
    """All runs: two kinds of labels, six eps, five seeds."""
    return [measure(train(eps, noise, seed)) for noise in (NOISE, 0.0) for eps in EPSILONS for seed in SEEDS]


# ---------------------------------------------------------------- reading the table


def column(rows: Iterable[Mapping[str, Any]], name: str, noise: float, eps: float) -> np.ndarray:
    """The values of one column for these labels and this eps, one for each seed."""
    return np.array([row[name] for row in rows if row["noise"] == noise and row["eps"] == eps])


def interval(values: Sequence[float] | np.ndarray) -> tuple[float, float]:
    """Mean of five values, and how far the 95 % interval of that mean reaches on either side (Student)."""
    if len(values) != len(SEEDS):
        raise ValueError(f"values must be {len(SEEDS)}, one for each seed, but there are {len(values)}.")
    return float(np.mean(values)), STUDENT * float(np.std(values, ddof=1)) / len(values) ** 0.5


def means(rows: Iterable[Mapping[str, Any]], names: Sequence[str], noise: float) -> dict[float, list[float]]:
    """For each eps the means of these columns over the seeds."""
    rows = [row for row in rows if row["noise"] == noise]
    found = sorted({row["eps"] for row in rows})
    return {eps: [float(column(rows, name, noise, eps).mean()) for name in names] for eps in found}
