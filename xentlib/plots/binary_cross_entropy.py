"""The figures of notebook 04: what being wrong costs, likelihoods, slopes, and two balls that roll."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LABEL_BOX,
    LINES,
    MARKERS,
    ORANGE,
    PURPLE,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    listed,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Cost = Callable[[np.ndarray, np.ndarray], np.ndarray]

# Each loss with its formula, colour and line: the same in every figure.
COSTS: dict[str, tuple[Cost, str, str]] = {
    "log loss": (lambda y, p: xl.binary_cross_entropy(y, p, "none"), BLUE, "-"),
    "squared error": (lambda y, p: xl.squared_error(y, p, "none"), VERMILION, "--"),
    "absolute error": (lambda y, p: xl.absolute_error(y, p, "none"), GREEN, "-."),
}
NAMES = {"ce": "log loss", "mse": "squared error"}
KNOW_NOTHING = math.log(2)


def costs(said: Sequence[float] = (0.51, 0.9)) -> Picture:
    """Three price lists for a mail that is no spam, over the probability that the filter gave to spam."""
    figure, axes = canvas(height=4.2)
    p = np.linspace(0.001, 0.999, 400)
    no = np.zeros_like(p)
    words = []
    for (name, (cost, colour, line)), marker in zip(COSTS.items(), MARKERS, strict=False):
        axes.plot(p, cost(no, p), color=colour, linestyle=line, label=name)
        prices = [float(cost(np.zeros(1), np.array([x]))[0]) for x in said]
        axes.plot(said, prices, marker, color=colour, markersize=8, linestyle="none")
        words.append(f"{name} {listed([f'{price:.3f}' for price in prices])}")
    for x in said:
        price = xl.binary_cross_entropy([0], [x])
        axes.annotate(f"{100 * x:.0f} %: {price:.3f}", (x, price), (-10, 4), textcoords="offset points", ha="right",
                      fontsize=TEXT, color=BLUE, bbox=LABEL_BOX)
    axes.axhline(KNOW_NOTHING, color=GREY, linewidth=1.2, linestyle=":")
    axes.text(0.01, KNOW_NOTHING + 0.06, "know-nothing: ln 2", fontsize=TEXT, color=INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 4)
    axes.legend(loc="upper left", frameon=False, fontsize=TEXT)
    axis_labels(axes, "probability that the filter gave to spam", "cost if the mail is no spam\n(log loss: nats)")
    return picture(figure, f"""Costs of a mail that is no spam over the probability given to spam. All three
        start at 0 for certainty that it is none. At {listed([f'{100 * x:.0f} %' for x in said])} they are:
        {'; '.join(words)}. At 100 % the squared and the absolute error end at 1, the log loss grows without end. A
        dotted line marks ln 2 = {KNOW_NOTHING:.3f} nats, the price of knowing nothing.""")


def sigmoid_curve(odds: Sequence[float] = (1 / 9, 1, 9)) -> Picture:
    """The sigmoid, with the logits of a few odds marked on it."""
    figure, axes = canvas(height=3.6)
    z = np.linspace(-6, 6, 301)
    axes.plot(z, xl.sigmoid(z), color=BLUE)
    words = []
    for each in odds:
        logit, p = math.log(each), each / (1 + each)
        ratio = f"{each:g} : 1" if each >= 1 else f"1 : {1 / each:g}"
        axes.plot(logit, p, "o", color=VERMILION, markersize=9)
        side = {"xytext": (14, -6), "va": "top"} if p > 0.2 else {"xytext": (-12, 8), "ha": "right"}
        axes.annotate(f"odds {ratio}\nz = {logit:.2f}, p = {p:.2g}", (logit, p), textcoords="offset points",
                      fontsize=TEXT, bbox=LABEL_BOX, **side)
        words.append(f"odds of {ratio} are the logit {logit:.2f} and the probability {p:.2g}")
    axes.set_xlim(-6, 6)
    axes.set_ylim(-0.03, 1.03)
    axis_labels(axes, "logit z = ln(odds for spam)", "probability of spam")
    return picture(figure, f"""The sigmoid curve from logit to probability rises from nearly 0 at -6 to nearly 1
        at 6, through one half at 0. Marked on it: {'; '.join(words)}.""")


def likelihood(y: Sequence[int], p: Sequence[float]) -> Picture:
    """What the filter gave to each label, multiplied up and, as surprise, added up."""
    given = np.where(np.asarray(y) == 1, p, 1 - np.asarray(p))
    surprise = -np.log(given)
    mails = np.arange(1, len(given) + 1)
    figure, (left, right) = canvas(1, 2, width=8.4, height=3.7)
    left.plot(mails, np.cumprod(given), color=PURPLE, marker="o", markersize=5)
    left.set_ylim(0, 1)
    left.set_title("product of what was given", loc="left", fontsize=TEXT + 1)
    axis_labels(left, "mails", "likelihood of all labels so far")
    total = np.cumsum(surprise)
    right.bar(mails, surprise, bottom=total - surprise, color=BLUE, alpha=0.55, edgecolor=INK, linewidth=0.8)
    right.plot(mails, mails * KNOW_NOTHING, color=GREY, linestyle=":", label="know-nothing: ln 2 a mail")
    right.legend(loc="upper left", frameon=False, fontsize=TEXT)
    right.set_title("sum of the surprises", loc="left", fontsize=TEXT + 1)
    axis_labels(right, "mails", "nats so far")
    dear = int(np.argmax(surprise))
    return picture(figure, f"""Left, the product of the probabilities given to {len(given)} labels shrinks
        from {given[0]:.2g} to {np.prod(given):.2g}, too close to 0 to be read off. Right, their surprises as
        steps that add up to {total[-1]:.2f} nats; the largest step, {surprise[dear]:.2f} nats, is mail
        {mails[dear]}, to whose label the filter gave {given[dear]:.2g}. Knowing nothing would have cost
        {len(given) * KNOW_NOTHING:.2f} nats.""")


def best_constants(rate: float = 0.7) -> Picture:
    """Three mean costs of saying the same probability of every mail, where a share `rate` is spam."""
    figure, axes = canvas(height=4)
    p = np.linspace(0, 1, 501)
    lows: list[str] = []
    for (name, (cost, colour, line)), marker in zip(COSTS.items(), MARKERS, strict=False):
        yes, no = cost(np.ones_like(p), p), cost(np.zeros_like(p), p)
        mean = no if rate == 0 else yes if rate == 1 else rate * yes + (1 - rate) * no
        low = int(np.argmin(mean))
        axes.plot(p, mean, color=colour, linestyle=line, label=name)
        axes.plot(p[low], mean[low], marker, color=colour, markersize=11, markeredgecolor=INK, clip_on=False, zorder=5)
        lows.append(f"{name} at {p[low]:.3g}, where it costs {mean[low] + 0.0:.3f}")
    axes.axvline(rate, color=GREY, linestyle=":", linewidth=1.2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 2)
    axes.legend(loc="upper center", frameon=False, fontsize=TEXT, ncols=3, bbox_to_anchor=(0.5, 1.15))
    axis_labels(axes, "probability that is said of every mail", "mean cost (log loss: nats)")
    return picture(figure, f"""Mean cost of saying the same of every mail while a share of {rate:.3g} is spam
        (dotted line). The lowest points: {'; '.join(lows)}.""")


# ---------------------------------------------------------------- losses over the logit, and their slopes


def _squared(z: Any) -> Any:
    return xl.sigmoid(z) ** 2


def _log_loss(z: Any) -> Any:
    return -xl.log_sigmoid(-z)


def slopes(z: float = 4.0) -> Picture:
    """Log loss and squared error of a mail that is no spam over its logit, with the tangent at one logit."""
    figure, panels = canvas(1, 2, width=8.4, height=3.8, sharey=True)
    grid = np.linspace(-8, 8, 321)
    words = []
    for axes, loss, height in zip(panels, ("ce", "mse"), (_log_loss, _squared), strict=True):
        _, colour, line = COSTS[NAMES[loss]]
        slope = float(xl.logit_gradient([0], [z], loss)[0])
        here = height(z)
        axes.plot(grid, height(grid), color=colour, linestyle=line)
        reach = np.array([-2.5, 2.5])
        axes.plot(z + reach, here + slope * reach, color=INK, linewidth=1.8)
        axes.plot(z, here, "o", color=INK, markersize=9)
        axes.set_title(f"{NAMES[loss]}: slope {slope:.4g}", loc="left", fontsize=TEXT + 1)
        axes.set_xlim(-8.3, 8.3)
        axes.set_xticks([-8, -4, 0, 4, 8])
        axes.set_ylim(-0.6, 8.4)
        words.append(f"the {NAMES[loss]} costs {here:.4g} and has the slope {slope:.4g}")
        axis_labels(axes, "logit z (the mail is no spam)", "")
    panels[0].set_ylabel("cost (log loss: nats)")
    return picture(figure, f"""Two losses over the logit for a mail that is no spam, each with its tangent at
        z = {z:.3g}: {' and '.join(words)}. On the right the log loss becomes a straight ramp, the squared
        error a flat shelf at a height of 1.""")


def rolling(start: float, updates: int, paths: Mapping[str, Sequence[float]]) -> Picture:
    """Two balls, released at the same logit, each on its own loss, after so many updates.

    paths: for "ce" and "mse" the logit after 0, 1, ... updates; the squared error is a²/2 here.
    """
    figure, panels = canvas(1, 2, width=8.4, height=3.8)
    grid = np.linspace(-3, 9, 241)
    words = []
    for axes, (loss, path), top in zip(panels, paths.items(), (9.4, 0.58), strict=True):
        _, colour, line = COSTS[NAMES[loss]]
        height = _log_loss if loss == "ce" else (lambda z: _squared(z) / 2)
        now = path[min(updates, len(path) - 1)]
        a = xl.sigmoid(now)
        axes.plot(grid, height(grid), color=colour, linestyle=line)
        goal = math.log(0.2 / 0.8)
        axes.axvspan(-3, goal, color=GREEN, alpha=0.18, linewidth=0)
        axes.text(-2.9, 0.93 * top, "output\nbelow 0.2", fontsize=TEXT - 1, va="top")
        axes.plot(start, height(start), "o", color="none", markeredgecolor=GREY, markersize=13)
        axes.plot(now, height(now), "o", color=ORANGE, markeredgecolor=INK, markersize=13)
        axes.set_title(f"{NAMES[loss]}: output {a:.3f}", loc="left", fontsize=TEXT + 1)
        axes.set_xlim(-3, 9)
        axes.set_ylim(0, top)
        arrived = "has arrived" if a < 0.2 else "has not arrived"
        words.append(f"on the {NAMES[loss]} the ball is at z = {now:.2f}, output {a:.3f}, and {arrived}")
        axis_labels(axes, "logit z", "nats" if loss == "ce" else "half the squared error")
    return picture(figure, f"""Two balls released at z = {start:g}, after {updates} updates with learning
        rates that are fair from 1.5: {'; '.join(words)}. The goal, an output below 0.2, is shaded at the left.""")


def steps_by_start(starts: Sequence[float], steps: Mapping[str, Sequence[int]]) -> Picture:
    """How many updates each loss needs, over the logit at the start; "ce" and "mse"."""
    figure, axes = canvas(height=4)
    words = []
    for (loss, counts), marker in zip(steps.items(), MARKERS, strict=False):
        _, colour, line = COSTS[NAMES[loss]]
        axes.semilogy(starts, counts, color=colour, linestyle=line, marker=marker, markersize=8, label=NAMES[loss])
        side = -16 if loss == "ce" else 8
        for x, count in zip(starts, counts, strict=True):
            axes.annotate(f"{count}", (x, count), (0, side), textcoords="offset points", ha="center", fontsize=TEXT,
                          color=colour)
        words.append(f"{NAMES[loss]} {', '.join(map(str, counts))}")
    axes.set_ylim(25, 12_000)
    axes.set_xlim(min(starts) - 0.4, max(starts) + 0.4)
    axes.legend(loc="upper left", frameon=False, fontsize=TEXT)
    axis_labels(axes, "logit at the start (how sure of the mistake)", "updates to unlearn it")
    return picture(figure, f"""Updates until the mistake is unlearned, on a logarithmic scale, for starts at the
        logits {', '.join(f'{x:g}' for x in starts)}: {'; '.join(words)}. Towards the right the squared error climbs
        like a straight line, that is exponentially; the log loss hardly climbs.""")


def tumour_curves(curves: Mapping[str, Sequence[np.ndarray]], start: float, rate: float) -> Picture:
    """The share of training tumours that are right, update by update; for "ce" and "mse" one curve a seed."""
    figure, axes = canvas(height=3.8)
    words = []
    for loss, lines in curves.items():
        _, colour, line = COSTS[NAMES[loss]]
        for i, shares in enumerate(lines):
            axes.plot(np.arange(len(shares)), 100 * shares, color=colour, linestyle=line, linewidth=2.4 - 0.8 * i,
                      label=NAMES[loss] if i == 0 else None)
        there = [np.flatnonzero(shares >= 0.95) for shares in lines]
        at = listed([f"after {found[0]} updates" if len(found) else f"not within {len(lines[0]) - 1}"
                     for found in there])
        words.append(f"with {NAMES[loss]} 95 % are right {at}")
    axes.axhline(95, color=GREY, linestyle=":", linewidth=1.2)
    axes.set_ylim(0, 101)
    axes.set_xlim(-3, None)
    axes.legend(loc="center right", frameon=False, fontsize=TEXT)
    axis_labels(axes, "updates", "training tumours right (%)")
    return picture(figure, f"""Percentage of training tumours on the right side, update by update, from
        {start:g} times the trained weights with the learning rate {rate:g}, for {len(next(iter(curves.values())))}
        seeds: {'; '.join(words)}.""")


def bell_and_bowl(mean: float = 2.0, sd: float = 1.0) -> Picture:
    """A normal density and its surprise: a parabola, which is squared error moved and scaled."""
    figure, (left, right) = canvas(1, 2, width=8.4, height=3.6)
    x = np.linspace(mean - 4, mean + 4, 301)
    surprise = (x - mean) ** 2 / (2 * sd**2) + math.log(sd * math.sqrt(2 * math.pi))
    left.plot(x, np.exp(-surprise), color=PURPLE, linestyle=LINES[0])
    left.set_ylim(0, None)
    left.set_title("what the model believes", loc="left", fontsize=TEXT + 1)
    axis_labels(left, "true value y", "density")
    floor = float(surprise.min())
    right.plot(x, surprise, color=BLUE)
    right.axhline(floor, color=GREY, linestyle=":", linewidth=1.4)
    right.set_title("what the truth costs", loc="left", fontsize=TEXT + 1)
    right.set_ylim(min(0, floor) - 0.3, None)
    _mark(right, mean, floor, f"{floor:.4f}")
    axis_labels(right, "true value y", "−ln density (nats)")
    return picture(figure, f"""Left, the density of a normal distribution with mean {mean:g} and standard
        deviation {sd:g}. Right, its negative logarithm: a parabola with its lowest point, {floor:.4f} nats, at
        {mean:g}. One unit away from the mean it is {1 / (2 * sd**2):g} nats higher, two units away
        {4 / (2 * sd**2):g}.""")


def _mark(axes: Axes, x: float, y: float, text: str) -> None:
    axes.plot(x, y, "o", color=INK, markersize=8)
    axes.annotate(text, (x, y), (0, 14), textcoords="offset points", ha="center", fontsize=TEXT, bbox=LABEL_BOX)
