"""The noisy digit desk: 600 training digits, a fifth of them mislabelled, and predictions wanted as probabilities.

A recipe is a function (data, seed) -> predict, and predict maps images (N, 64) to probabilities (N, 10). `run` gives
it the training and the validation part of three splits, and keeps the test labels to itself.
"""

from __future__ import annotations

import html
import math
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

import xentlib as xl

from ..datasets import digits, noisy_labels

TRAINING, VALIDATION, NOISE, CLASSES = 600, 300, 0.2, 10
SEEDS = (0, 1, 2)
MEDALS = {"gold": 0.30, "silver": 0.45, "bronze": 0.60}  # the largest mean test log loss, in nats
TEMPERATURES = np.geomspace(0.1, 10, 120)

KNOW_NOTHING = math.log(CLASSES)  # 0.1 for every digit
# What a forecaster pays who gives each label exactly the share it has among the noisy ones: on noisy labels the
# entropy of the noise, on clean ones the surprise of the true digit's share.
NOISE_FLOOR = float(xl.entropy([1 - NOISE] + [NOISE / (CLASSES - 1)] * (CLASSES - 1), base=math.e))
HONEST_IMITATOR = -math.log(1 - NOISE)


class Data(NamedTuple):
    """What a recipe may learn from."""

    images: np.ndarray  # (600, 64), from 0 to 1
    labels: np.ndarray  # (600,), a fifth of them wrong
    valid_images: np.ndarray  # (300, 64)
    valid_labels: np.ndarray  # (300,), all right


Predict = Callable[[np.ndarray], Any]
Recipe = Callable[[Data, int], Predict]


def split(seed: int) -> tuple[Data, np.ndarray, np.ndarray]:
    """(what a recipe gets, test images, test labels), drawn from the 1797 digits by `seed`."""
    images, labels = digits(seed)
    seen = TRAINING + VALIDATION
    data = Data(images[:TRAINING].copy(), noisy_labels(labels[:TRAINING], NOISE, CLASSES, seed),
                images[TRAINING:seen].copy(), labels[TRAINING:seen].copy())  # copies: no way to the rest by .base
    return data, images[seen:], labels[seen:]


# ---------------------------------------------------------------- recipes


def train(data: Data, seed: int, *, hidden: int = 128, epochs: int = 150, smoothing: float = 0.0,
          decay: float = 0.0, early_stopping: bool = False) -> Predict:
    """Train a network (hidden=0: a linear model) and return what gives its logits.

    early_stopping: the weights of the epoch with the least log loss on the validation images.
    """
    sizes = (64, hidden, CLASSES) if hidden else (64, CLASSES)
    training = xl.train_mlp(
        xl.initial_params(sizes, seed, "relu"), data.images, data.labels, epochs=epochs, lr=5e-3,
        loss=xl.softmax_loss(smoothing), activation="relu", decay=decay, seed=seed, progress=False,
        held_out=(data.valid_images, data.valid_labels), watch=lambda params: params)
    params = training.params
    if early_stopping:
        params = training.watched[int(np.argmin(training.held_out))]
    return lambda images: xl.mlp_logits(params, images, "relu")


def recipe(*, temperature: bool = False, **settings: Any) -> Recipe:
    """A recipe with the settings of `train`; temperature: its sharpness is fitted on the validation images."""

    def made(data: Data, seed: int) -> Predict:
        logits, T = train(data, seed, **settings), 1.0
        if temperature:
            T = xl.temperature(logits(data.valid_images), data.valid_labels, TEMPERATURES)
        return lambda images: xl.softmax(logits(images) / T)

    return made


starter_recipe = recipe()

RECIPES: dict[str, Recipe] = {
    "network": starter_recipe,
    "network + temperature": recipe(temperature=True),
    "smoothing 0.1": recipe(smoothing=0.1),
    "linear": recipe(hidden=0, epochs=60),
    "smoothing 0.3 + temperature": recipe(smoothing=0.3, temperature=True),
    "early stopping": recipe(early_stopping=True),
    "smoothing 0.3 + early stopping + temperature": recipe(smoothing=0.3, early_stopping=True, temperature=True),
    "linear + temperature": recipe(hidden=0, epochs=60, temperature=True),
    "decay 0.01 + temperature": recipe(decay=1e-2, temperature=True),
    "smoothing 0.3 + decay 0.003 + temperature": recipe(smoothing=0.3, decay=3e-3, temperature=True),
}


# ---------------------------------------------------------------- scoring


class Score(NamedTuple):
    """What one run of a recipe is worth on the test images; losses in nats."""

    log_loss: float
    calibration_error: float
    accuracy: float
    tempered: float  # the log loss after one temperature, fitted on the validation images


def score(recipe: Recipe, seed: int) -> Score:
    """Run a recipe on the split of this seed and score what it predicts for the test images."""
    data, images, labels = split(seed)
    predict = recipe(data, seed)
    if not callable(predict):
        kind = f"an object of type {type(predict).__name__}"
        raise TypeError("a recipe must return a function of images, but it returned "
                        f"{'None (is the return missing?)' if predict is None else kind}.")
    P, Q = _probabilities(predict, data.valid_images), _probabilities(predict, images)
    with np.errstate(divide="ignore"):
        valid, test = np.log(P), np.log(Q)  # logits of these probabilities; -inf where one is 0
    T = xl.temperature(valid, data.valid_labels, TEMPERATURES)
    with np.errstate(invalid="ignore"):
        loss, tempered = xl.sparse_cross_entropy(labels, test), xl.sparse_cross_entropy(labels, test / T)
    return Score(loss, xl.calibration_error(Q, labels), xl.accuracy(labels, Q), tempered)


def _probabilities(predict: Predict, images: np.ndarray) -> np.ndarray:
    """What a recipe predicts, in memory of its own; ValueError where it is no table of distributions."""
    P = np.array(predict(images.copy()), dtype=float)
    if P.shape != (len(images), CLASSES):
        raise ValueError(
            f"predictions must have the shape ({len(images)}, {CLASSES}), one row an image, but it is {P.shape}.")
    for i, row in enumerate(P):
        if fault := _fault(row):
            raise ValueError("every row of predictions must be a distribution, entries from 0 to 1 that sum to 1, "
                             f"but row {i} {fault}.")
    return P


def _fault(row: np.ndarray) -> str | None:
    """What keeps a row from being a distribution."""
    if not np.isfinite(row).all():
        return f"holds {row[~np.isfinite(row)][0]}"
    if row.min() < 0:
        return f"holds {row.min():.6g}: logits have to go through softmax first"
    if abs(row.sum() - 1) > 1e-6:
        return (f"sums to {row.sum():.6g}: logits have to go through softmax first, and what was rounded or clipped "
                "has to be divided by its sum")
    return None


def medal(log_loss: float) -> str:
    """The medal of a mean test log loss.

    >>> medal(0.3), medal(0.44), medal(0.61), medal(math.nan)
    ('gold', 'silver', 'no medal yet', 'no medal yet')
    """
    return next((name for name, most in MEDALS.items() if log_loss <= most), "no medal yet")


@dataclass(frozen=True)
class Verdict:
    """The desk's sheet on one recipe, as text and as a table for the page."""

    seeds: tuple[int, ...]
    scores: tuple[Score, ...]
    interrupted: int | None = None  # the seed whose run was cut short and does not count

    @property
    def mean(self) -> Score:
        return Score(*np.mean(self.scores, axis=0).tolist()) if self.scores else Score(*[math.nan] * 4)

    @property
    def complete(self) -> bool:
        return set(SEEDS) <= set(self.seeds)

    @property
    def medal(self) -> str:
        return medal(self.mean.log_loss if self.complete else math.nan)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """One row for each seed, then the means."""
        named = [*zip(map(str, self.seeds), self.scores, strict=True), *([("mean", self.mean)] if self.scores else [])]
        return [(name, *(f"{number:.3f}" for number in score)) for name, score in named]

    @property
    def words(self) -> list[str]:
        cut = "" if self.interrupted is None else (
            f"Interrupted in the run with seed {self.interrupted}, which does not count.")
        *first, last = SEEDS
        lacking = "" if self.complete else f"A medal takes the splits {', '.join(map(str, first))} and {last}."
        sentences = [
            cut,
            f"Medal: {self.medal}. Gold takes a mean log loss of at most {MEDALS['gold']:.2f} nats, silver "
            f"{MEDALS['silver']:.2f}, bronze {MEDALS['bronze']:.2f}.",
            lacking,
            f"Landmarks on the (clean) test labels: {KNOW_NOTHING:.3f} nats for knowing nothing, {HONEST_IMITATOR:.3f} "
            "for imitating the noisy labels perfectly, 0 for certainty. Noise floor of the training labels: "
            f"{NOISE_FLOOR:.3f}.",
            _split_in_two(self.mean) if self.scores else "",
            _too_good(self.mean),
        ]
        return [sentence for sentence in sentences if sentence]

    def __repr__(self) -> str:
        table = "\n".join(f"{row[0]:>5}" + "".join(f"{cell:>13}" for cell in row[1:]) for row in [HEAD, *self.rows])
        return "\n".join([table, *self.words])

    def _repr_html_(self) -> str:
        def cells(row: tuple[str, ...], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"

        body = "".join(cells(row, "td") for row in self.rows)
        words = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.words)
        return f"<table><thead>{cells(HEAD, 'th')}</thead><tbody>{body}</tbody></table>{words}"


HEAD = ("seed", "log loss", "ECE", "accuracy", "tempered")


def _split_in_two(mean: Score) -> str:
    """How much of the log loss one more temperature would take away."""
    if not math.isfinite(mean.log_loss):
        return "Somewhere the recipe gave the true digit a probability of 0, and that costs infinitely much."
    gain = mean.log_loss - mean.tempered
    if gain < -0.005:
        return (f"One more temperature, fitted on the validation images, would cost {-gain:.3f} nats more. Has the "
                "recipe learned from these images? Then they cannot show how sure it may be.")
    if gain < 0.005:
        return "One more temperature, fitted on the validation images, would save next to nothing."
    return (f"One temperature, fitted on the validation images, would turn {mean.log_loss:.3f} into "
            f"{mean.tempered:.3f} nats: {gain:.3f} of the loss is misplaced confidence, the rest missing knowledge.")


def _too_good(mean: Score) -> str:
    """A doubt, where no recipe comes without the answers."""
    if not mean.accuracy > 0.995:
        return ""
    return ("More than 99.5 % of the test digits are right, which these training labels do not give: has the recipe "
            "seen the test labels? Then the medal says nothing.")


@contextmanager
def _noticing_interrupts() -> Iterator[list[int]]:
    """The interrupts so far. `train_mlp` ends at one and returns what it has, so that nobody else would hear of it."""
    noticed: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield noticed  # nobody interrupts here
        return

    def notice(number: int, frame: FrameType | None) -> None:
        noticed.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, notice)
    try:
        yield noticed
    finally:
        signal.signal(signal.SIGINT, before)


def run(recipe: Recipe, seeds: Sequence[int] = SEEDS, progress: bool = True) -> Verdict:
    """Run a recipe on the split of each seed, and say what it is worth. The test labels never leave this function.

    Interrupting ends it: the finished runs stay on the sheet, the one under way does not count.
    """
    scores: list[Score] = []
    interrupted = False
    with _noticing_interrupts() as interrupts:
        try:
            for i in xl.progress_bar(len(seeds), unit="seeds") if progress else range(len(seeds)):
                latest = score(recipe, seeds[i])
                if interrupts:
                    break
                scores.append(latest)
        except KeyboardInterrupt:
            interrupted = True
    done = len(scores)
    cut = seeds[done] if (interrupted or interrupts) and done < len(seeds) else None
    return Verdict(tuple(seeds[:done]), tuple(scores), cut)


# ---------------------------------------------------------------- the ablation table


def table() -> list[dict[str, Any]]:
    """Every recipe on five seeds, the desk's own three among them: 50 runs, about a minute."""
    runs = [(name, seed, score(made, seed)) for name, made in RECIPES.items() for seed in range(5)]
    return [{"recipe": name, "seed": seed} | {key: round(number, 6) for key, number in one._asdict().items()}
            for name, seed, one in runs]


def summary(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mean and spread (standard deviation) over the seeds of each recipe, the highest log loss first."""
    lines = []
    for name in dict.fromkeys(row["recipe"] for row in rows):
        runs = np.array([[row[key] for key in Score._fields] for row in rows if row["recipe"] == name])
        spread = {f"{key}_spread": float(sd) for key, sd in zip(Score._fields, runs.std(axis=0, ddof=1), strict=True)}
        lines.append({"recipe": name} | Score(*runs.mean(axis=0).tolist())._asdict() | spread)
    return sorted(lines, key=lambda line: -line["log_loss"])
