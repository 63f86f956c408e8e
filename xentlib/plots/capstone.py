"""The figures of notebook 10: eight logs, a web of identities, a ladder of recipes, one temperature."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LABEL_BOX,
    ORANGE,
    PAPER,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    listed,
    picture,
    short_number,
)
from .label_smoothing import cost_of_temperatures

# ---------------------------------------------------------------- eight logs


def log_sheets(sheets: Mapping[str, Mapping[str, Any]]) -> Picture:
    """The losses of every log, step by step, with the value of a model that knows nothing as a dotted line."""
    rows = (len(sheets) + 1) // 2
    figure, panels = canvas(rows, 2, width=8.4, height=2.45 * rows)
    said = []
    for axes, (name, log) in zip(panels.flat, sheets.items(), strict=False):
        steps, losses, know_nothing = log["steps"], log["losses"], math.log(log["classes"])
        axes.plot(steps, losses, "o-", color=BLUE, markersize=4)
        axes.axhline(know_nothing, color=VERMILION, linestyle=":")
        axes.set_xscale("symlog", linthresh=1)
        axes.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
        axes.set_xlim(-0.2, 1300)
        if min(losses) < 0:
            axes.set_yscale("symlog", linthresh=1)
            axes.set_yticks([-1000, -10, 0])
            axes.set_ylim(3 * min(losses), 30 * know_nothing)
        elif max(losses) > 100:
            axes.set_yscale("log")
        else:
            axes.set_ylim(0, 1.15 * max(know_nothing, *losses))
        axes.set_title(f"{name}: {log['classes']} classes, accuracy {log['accuracies'][-1]:.2f}", loc="left",
                       fontsize=TEXT)
        axis_labels(axes, "step", "loss as printed")
        said.append(f"{name} from {short_number(losses[0])} to {short_number(losses[-1])}")
    return picture(figure, f"""The losses of {len(sheets)} training logs over their steps, from the first to the
        last: {listed(said)}. A dotted line marks what a model pays that knows nothing, the logarithm of the
        number of classes.""")


# ---------------------------------------------------------------- the web of identities


@dataclass(frozen=True)
class Identity:
    """A special case of `xent` and the earlier function that it equals."""

    notebook: str
    function: str
    setting: str
    xent: Callable[[], Any]
    earlier: Callable[[], Any]

    @property
    def gap(self) -> float:
        """The largest difference between the two on one random batch."""
        return float(np.max(np.abs(np.asarray(self.xent()) - np.asarray(self.earlier()))))


_rng = np.random.default_rng(0)
_Z, _LABELS, _P = _rng.normal(0, 3, (6, 4)), _rng.integers(0, 4, 6), _rng.dirichlet(np.ones(4), 6)
_SCORES, _YES = _rng.normal(0, 3, 6), _rng.integers(0, 2, 6)
_TWO = np.column_stack([np.zeros(6), _SCORES])  # sigmoid(z) is the softmax of [0, z]
_Q = xl.softmax(_Z)

IDENTITIES = (
    Identity("00", "surprisal", "one label, \"none\"", lambda: xl.xent(_Z, _LABELS, reduction="none"),
             lambda: xl.surprisal(_Q[np.arange(6), _LABELS], base=math.e)),
    Identity("01", "entropy_rows", "logits ln p, targets p", lambda: xl.xent(np.log(_P), _P, reduction="none"),
             lambda: xl.entropy_rows(_P, base=math.e)),
    Identity("02", "cross_entropy", "soft targets p", lambda: xl.xent(_Z[:1], _P[:1]),
             lambda: xl.cross_entropy(_P[0], _Q[0], base=math.e)),
    Identity("03", "kl_divergence", "minus the entropy", lambda: xl.xent(_Z[:1], _P[:1]) - xl.entropy(_P[0], math.e),
             lambda: xl.kl_divergence(_P[0], _Q[0], math.e)),
    Identity("04", "bce_with_logits", "K = 2, logits [0, z]", lambda: xl.xent(_TWO, _YES),
             lambda: xl.bce_with_logits(_YES, _SCORES)),
    Identity("05", "sparse_cross_entropy", "all defaults", lambda: xl.xent(_Z, _LABELS),
             lambda: xl.sparse_cross_entropy(_LABELS, _Z)),
    Identity("06", "logsumexp", "plus the label's logit",
             lambda: xl.xent(_Z, _LABELS, reduction="none") + _Z[np.arange(6), _LABELS],
             lambda: xl.logsumexp(_Z)),
    Identity("07", "softmax_ce_grad", "its slope in the logits",
             lambda: xl.numerical_gradient(lambda z: xl.xent(z, _LABELS), _Z),
             lambda: xl.softmax_ce_grad(_Z, xl.one_hot(_LABELS, 4))),
    Identity("08", "smoothed_cross_entropy", "smoothing = 0.1", lambda: xl.xent(_Z, _LABELS, smoothing=0.1),
             lambda: xl.smoothed_cross_entropy(_LABELS, _Z, eps=0.1)),
    Identity("09", "focal_loss_with_logits", "K = 2, gamma = 2,\nweights [0.75, 0.25]",
             lambda: xl.xent(_TWO, _YES, gamma=2, class_weight=[0.75, 0.25], reduction="none"),
             lambda: xl.focal_loss_with_logits(_YES, _SCORES, gamma=2, alpha=0.25)),
)


def _tiny(gap: float) -> str:
    return f"{gap:.0e}" if gap else "0"


def identity_web(identities: Sequence[Identity] = IDENTITIES) -> Picture:
    """`xent` in the middle, and around it the earlier functions that it equals, with the setting and the difference."""
    figure, axes = canvas(width=8.6, height=7.2)
    axes.axis("off")
    axes.set_xlim(-1.6, 1.6)
    axes.set_ylim(-1.22, 1.22)
    half = len(identities) // 2
    said = []
    for i, each in enumerate(identities):
        left = i < half
        x, y = (-1.05 if left else 1.05), 1 - 2 * (i % half) / (half - 1)
        axes.plot([0, 0.8 * x], [0, y], color=GREY, linewidth=1.6, zorder=1)  # to the box's near half, clear of others
        axes.text(x, y, f"{each.notebook}  {each.function}\n{each.setting}\ndifference {_tiny(each.gap)}", ha="center",
                  va="center", fontsize=TEXT - 1.5, linespacing=1.35,
                  bbox={"boxstyle": "round,pad=0.5", "facecolor": PAPER, "edgecolor": BLUE if left else GREEN,
                        "linestyle": "-" if left else "--", "linewidth": 1.8})
        setting = " ".join(each.setting.split())
        said.append(f"{each.function} of notebook {each.notebook} ({setting}; {_tiny(each.gap)})")
    axes.text(0, 0, "xent", ha="center", va="center", fontsize=TEXT + 8, fontweight="bold", color=INK,
              bbox={"boxstyle": "circle,pad=0.5", "facecolor": ORANGE, "edgecolor": INK})
    return picture(figure, f"""xent in the middle, joined to {len(identities)} functions of earlier notebooks that it
        equals with the setting in brackets, where the last number is the largest difference on a random batch:
        {listed(said)}.""")


# ---------------------------------------------------------------- the ladder of recipes


def _in_two_lines(recipe: str) -> str:
    """A recipe with more than two parts, broken before the last."""
    *first, last = recipe.split(" + ")
    return f"{' + '.join(first)}\n+ {last}" if len(first) > 1 else recipe


def ablation(lines: Sequence[Mapping[str, Any]], medals: Mapping[str, float]) -> Picture:
    """The test log loss of every recipe, mean and spread, and what is left of it after one more temperature."""
    figure, axes = canvas(width=8.6, height=0.52 * len(lines) + 1.5)
    said = []
    for row, line in enumerate(lines):
        axes.plot([line["tempered"], line["log_loss"]], [row, row], color=GREY, linewidth=1.6, zorder=1)
        axes.errorbar(line["log_loss"], row, xerr=line["log_loss_spread"], fmt="o", color=BLUE, capsize=4,
                      markersize=8, label="as it is, ± spread over seeds" if row == 0 else None)
        axes.plot(line["tempered"], row, "D", markerfacecolor=PAPER, markeredgecolor=VERMILION, markersize=7,
                  label="after one more temperature" if row == 0 else None)
        axes.text(0.985, row, f"{line['accuracy']:.3f}", va="center", ha="right", fontsize=TEXT, bbox=LABEL_BOX,
                  transform=axes.get_yaxis_transform())
        said.append(f"{line['recipe']} {line['log_loss']:.3f} ± {line['log_loss_spread']:.3f} "
                    f"(tempered {line['tempered']:.3f}, accuracy {line['accuracy']:.3f})")
    for name, most in medals.items():
        axes.axvline(most, color=GREY, linestyle=":", linewidth=1.4)
        axes.text(most, len(lines) - 0.35, name, ha="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.text(0.985, -0.75, "accuracy", ha="right", fontsize=TEXT, transform=axes.get_yaxis_transform())
    axes.set_yticks(range(len(lines)), [_in_two_lines(line["recipe"]) for line in lines])
    axes.set_ylim(len(lines) - 0.1, -1)
    axes.set_xlim(0, 0.95)
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper right", ncols=2, fontsize=TEXT, frameon=False)
    axis_labels(axes, "test log loss (nats)", "")
    return picture(figure, f"""The test log loss of {len(lines)} recipes in nats, mean and spread over the seeds, with
        what one more temperature leaves of it, and the accuracy: {'; '.join(said)}. Dotted lines mark the medals at
        {listed([f'{most:g} ({name})' for name, most in medals.items()])}.""")


# ---------------------------------------------------------------- one temperature


def sharpness(logits: np.ndarray, labels: np.ndarray, T: float) -> Picture:
    """A model at the temperature T: its log loss among those of all temperatures, and its reliability diagram."""
    figure, (curve, diagram) = canvas(1, 2, width=8.4, height=3.9)
    P = xl.softmax(logits / T)
    loss, error = xl.sparse_cross_entropy(labels, logits / T), xl.calibration_error(P, labels)
    right = xl.accuracy(labels, P)
    grid = np.geomspace(0.1, 2, 40)
    losses = cost_of_temperatures(logits, labels, grid)
    curve.plot(grid, losses, color=BLUE)
    curve.plot(T, loss, "o", color=VERMILION, markersize=10)
    curve.set_ylim(0, None)
    curve.set_title(f"T = {T:.2f}: {loss:.3f} nats", loc="left")
    axis_labels(curve, "temperature T", "log loss (nats)")
    confidence, accuracy, count = xl.reliability_curve(P, labels, 10)
    used = count > 0
    diagram.plot([0, 1], [0, 1], color=GREY, linestyle="--")
    diagram.scatter(confidence[used], accuracy[used], s=15 + 250 * count[used] / count.sum(), color=VERMILION,
                    marker="s", alpha=0.8)
    diagram.set_xlim(0, 1.02)
    diagram.set_ylim(0, 1.05)
    diagram.set_title(f"accuracy {right:.3f}, ECE {error:.3f}", loc="left")
    axis_labels(diagram, "how sure it is", "how often it is right")
    side = "surer than it is right" if P.max(axis=1).mean() > right else "right more often than it is sure"
    return picture(figure, f"""At the temperature {T:.2f} the log loss is {loss:.3f} nats, the calibration error
        {error:.3f} and the accuracy {right:.3f}; on average the model is {side}. The curve of the log loss over the
        temperature is lowest near {grid[np.argmin(losses)]:.2f}.""")
