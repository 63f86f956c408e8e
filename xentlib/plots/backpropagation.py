"""The figures of notebook 07: the pull on the logits, a bill on its way back, error curves, logs of training."""

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
    ORANGE,
    TEXT,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    listed,
    picture,
    short_number,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# ---------------------------------------------------------------- prediction minus target

FRUITS = ("apple", "orange", "banana")
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, math.sqrt(3) / 2]])


def pull(apple: float, orange: float, banana: float, label: int = 2) -> Picture:
    """A prediction over three fruits from its logits, the truth in a corner, and the pull from one to the other."""
    logits = np.array([apple, orange, banana], dtype=float)
    target = np.eye(3)[label]
    p = xl.softmax(logits)
    pulls = target - p
    figure, (map_, bars) = canvas(1, 2, width=8.4, height=3.9, width_ratios=[1.25, 1])
    _triangle(map_)
    path = [p]
    for _ in range(100):
        logits = logits + 0.4 * (target - path[-1])
        path.append(xl.softmax(logits))
    way = np.array(path) @ CORNERS
    map_.plot(way[:, 0], way[:, 1], color=GREY, linestyle=":", linewidth=2)
    start, corner = p @ CORNERS, CORNERS[label]
    map_.annotate("", xy=tuple(corner), xytext=tuple(start), arrowprops={
        "arrowstyle": "-|>", "color": VERMILION, "linewidth": 2.6, "shrinkA": 5, "shrinkB": 9})
    map_.plot(*start, "o", color=INK, markersize=8)
    bars.barh(range(3), pulls, height=0.55, color=[VERMILION if i == label else BLUE for i in range(3)], alpha=0.75,
              edgecolor=INK, hatch=["//" if i == label else "" for i in range(3)])
    for row, value in enumerate(pulls):
        bars.text(value + (0.03 if value >= 0 else -0.03), row, f"{value:+.3f}", va="center",
                  ha="left" if value >= 0 else "right", fontsize=TEXT)
    bars.set_yticks(range(3), FRUITS)
    bars.set_xlim(-1.45, 1.45)
    bars.set_ylim(2.6, -0.6)
    bars.axvline(0, color=INK, linewidth=1)
    bars.grid(axis="y", visible=False)
    bars.set_title(f"loss {xl.sparse_cross_entropy([label], [[apple, orange, banana]]):.3f} nats", loc="left")
    axis_labels(bars, "pull on each logit, target − prediction", "")
    said = listed([f"{fruit} {p[i]:.3g}" for i, fruit in enumerate(FRUITS)])
    pulled = listed([f"{fruit} by {pulls[i]:+.3f}" for i, fruit in enumerate(FRUITS)])
    return picture(figure, f"""A triangle whose corners are the certain predictions apple, orange and banana. The
        prediction, {said}, is a point; the truth is {FRUITS[label]}. An arrow leads from the point to that corner:
        it is target minus prediction, and its three components pull the logits: {pulled}. A dotted line shows the
        way that the prediction takes when its logits follow the pull.""")


def _triangle(axes: Axes) -> None:
    outline = CORNERS[[0, 1, 2, 0]]
    axes.plot(outline[:, 0], outline[:, 1], color=INK, linewidth=1.4)
    for (x, y), fruit, dx, dy, ha in zip(CORNERS, FRUITS, (-0.03, 0.03, 0), (-0.03, -0.03, 0.04),
                                         ("center", "center", "center"), strict=True):
        axes.text(x + dx, y + dy, fruit, ha=ha, va="top" if dy < 0 else "bottom", fontsize=TEXT)
    axes.set_xlim(-0.2, 1.2)
    axes.set_ylim(-0.16, 1.02)
    axes.set_aspect("equal")
    axes.axis("off")


# ---------------------------------------------------------------- there and back

PHOTO = np.array([[1.0, 2.0]])
WEIGHTS = np.array([[math.log(9) - 1, 0.0], [0.5, 0.0]])  # so that the photo is a cat with 0.9


def there_and_back(truth: str = "dog") -> Picture:
    """Cat or dog at 90 to 10: the values on the way forward, and under them the slopes on the way back."""
    label = ("cat", "dog").index(truth)
    logits = PHOTO @ WEIGHTS
    p = xl.softmax(logits)
    loss, dz = xl.sparse_cross_entropy([label], logits), xl.sparse_cross_entropy_grad([label], logits)
    dp = -np.eye(2)[[label]] / p
    _, dW, db = xl.linear_backward(PHOTO, WEIGHTS, dz)
    figure, axes = canvas(width=8.6, height=3.7)
    axes.axis("off")
    axes.set_xlim(0, 10)
    axes.set_ylim(-0.45, 3.9)
    stations = (("photo x", _pair(PHOTO[0]), ""), ("logits z = xW + b", _pair(logits[0]), _pair(dz[0])),
                ("p = softmax(z)", _pair(p[0]), _pair(dp[0])), (f"bill for a {truth}", f"{loss:.3f}", "1"))
    places = (0.9, 3.7, 6.7, 9.1)
    for place, (name, forward, back) in zip(places, stations, strict=True):
        axes.text(place, 3.45, name, ha="center", fontsize=TEXT)
        axes.text(place, 2.5, forward, ha="center", va="center", fontsize=TEXT + 1, color=BLUE, bbox=_box(BLUE))
        if back:
            axes.text(place, 1.25, back, ha="center", va="center", fontsize=TEXT + 1, color=VERMILION,
                      bbox=_box(VERMILION))
    for left, right in ((1.55, 2.75), (4.6, 5.8), (7.6, 8.5)):
        _arrow(axes, (left, 2.5), (right, 2.5), BLUE, "-")
    for left, right in ((4.75, 5.65), (7.65, 8.75)):
        _arrow(axes, (right, 1.25), (left, 1.25), VERMILION, "--")
    axes.text(0.1, 1.25, "slopes, backwards", color=VERMILION, fontsize=TEXT, va="center")
    axes.text(0.1, -0.2, f"for the weights:  dW = xᵀ dz = [{_pair(dW[0])}, {_pair(dW[1])}]    db = {_pair(db)}",
              fontsize=TEXT, color=VERMILION, va="center")
    _arrow(axes, (3.7, 0.85), (3.7, 0.15), VERMILION, "--")
    return picture(figure, f"""Forward: a photo with the features {_pair(PHOTO[0])} becomes the logits
        {_pair(logits[0])}, then the probabilities {_pair(p[0])} for cat and dog, then the bill for a {truth},
        {loss:.3f} nats. Backward, under each value, its slope: the bill 1, the probabilities {_pair(dp[0])}, the
        logits {_pair(dz[0])}, which is prediction minus target. From these the weights get the slopes
        [{_pair(dW[0])}, {_pair(dW[1])}] and the biases {_pair(db)}.""")


def _pair(numbers: Sequence[float] | np.ndarray) -> str:
    return f"[{', '.join(f'{number + 0.0:.4g}' for number in numbers)}]"


def _box(colour: str) -> dict[str, Any]:
    return {"boxstyle": "round,pad=0.35", "facecolor": "#FFFFFF", "edgecolor": colour}


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str, line: str) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": colour, "linestyle": line,
                                                        "linewidth": 2, "shrinkA": 0, "shrinkB": 0})


# ---------------------------------------------------------------- the step of a difference

LOGITS, TARGETS = np.array([[1.0, -0.5, 0.3], [0.2, 2.0, -1.0]]), np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
EXPONENTS = np.arange(-14, -0.49, 0.1)


def slope_errors(h: float) -> tuple[float, float]:
    """The largest error of one-sided and of central differences with the step h, for the slope of cross-entropy."""
    def loss(z: np.ndarray) -> float:
        return xl.xent(z, TARGETS)

    right = xl.softmax_ce_grad(LOGITS, TARGETS)
    one_sided = np.empty_like(LOGITS)
    for entry in np.ndindex(LOGITS.shape):
        ahead = LOGITS.copy()
        ahead[entry] += h
        one_sided[entry] = (loss(ahead) - loss(LOGITS)) / h
    central = xl.numerical_gradient(loss, LOGITS, h)
    return float(np.abs(one_sided - right).max()), float(np.abs(central - right).max())


_measured: list[np.ndarray] = []


def _all_errors() -> np.ndarray:
    """Both errors for every step of the curve; measured once."""
    if not _measured:
        _measured.append(np.array([slope_errors(10.0**exponent) for exponent in EXPONENTS]))
    return _measured[0]


def step_errors(exponent: float = -5.0) -> Picture:
    """How wrong differences are, step by step of h: too large a step and too small a one."""
    errors, steps = _all_errors(), 10.0**EXPONENTS
    figure, axes = canvas(height=4.1)
    here = slope_errors(10.0**exponent)
    for column, (name, colour, line, marker) in enumerate((
            ("to one side", ORANGE, "--", "s"), ("to both sides", BLUE, "-", "o"))):
        axes.plot(steps, errors[:, column], color=colour, linestyle=line, linewidth=1.8, label=name)
        axes.plot(10.0**exponent, here[column], marker, color=colour, markersize=9, markeredgecolor=INK)
    axes.axvline(10.0**exponent, color=GREY, linewidth=1.2, linestyle=":")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(3e-1, 1e-14)  # from large steps on the left to small ones
    axes.set_ylim(1e-13, 1)
    axes.legend(loc="upper center", fontsize=TEXT, ncols=2)
    axes.set_title(f"h = {10.0**exponent:.1g}: one side {here[0]:.0e}, both {here[1]:.0e}", loc="left")
    axis_labels(axes, "step h", "largest error of the slope")
    best = [f"{name} the smallest error is {_below(errors[:, column].min())}"
            for column, name in enumerate(("to one side", "to both sides"))]
    one, both = steps[errors.argmin(axis=0)]
    return picture(figure, f"""The error of numerical slopes against the step h, both on logarithmic scales. Both
        curves fall as the step shrinks and rise again when it gets too small, like a V: {listed(best)}, at a
        {"larger" if both > one else "smaller"} step. At a step of {10.0**exponent:.1g} the error is
        {_below(here[0])} to one side and {_below(here[1])} to both sides.""")


def _below(error: float) -> str:
    """The error in coarse words: round-off is not the same on every machine, and its order of magnitude is."""
    return f"below 1e{2 * math.ceil(math.log10(error) / 2)}"


# ---------------------------------------------------------------- logs of training


def loss_curve(learned: xl.Training, know_nothing: float, floor: float = 0.0, step: str = "epoch") -> Picture:
    """The loss of the examples learned from and of those held out, between their two landmarks."""
    figure, axes = canvas(height=3.7)
    steps = np.arange(len(learned.losses))
    axes.plot(steps, learned.losses, color=BLUE, label="learned from")
    axes.plot(steps, learned.held_out, color=VERMILION, linestyle="--", label="held out")
    _landmarks(axes, know_nothing, floor, len(steps) - 1)
    axes.set_ylim(floor - 0.04 * know_nothing, 1.12 * know_nothing)
    axes.legend(loc="center right", fontsize=TEXT)
    axis_labels(axes, step, "mean cross-entropy (nats)")
    lowest = int(np.argmin(learned.held_out))
    return picture(figure, f"""Two loss curves over {len(steps) - 1} {step}s between the landmarks
        {short_number(round(know_nothing, 4))} (knows nothing) and {short_number(floor)} (perfect). The loss of the
        examples learned from falls from {learned.losses[0]:.4f} to {learned.losses[-1]:.4f}, that of the held-out
        ones from {learned.held_out[0]:.4f} to {learned.held_out[-1]:.4f}; it is lowest at {step} {lowest}, with
        {learned.held_out[lowest]:.4f}.""")


def _landmarks(axes: Axes, know_nothing: float, floor: float, right: float) -> None:
    for height, name, x, side in ((know_nothing, "knows nothing", right, "right"), (floor, "perfect", 0, "left")):
        axes.axhline(height, color=GREY, linewidth=1.3, linestyle=":")
        axes.text(x, height, name, ha=side, va="bottom", fontsize=TEXT - 1, color=GREY)


def templates(W: np.ndarray) -> Picture:
    """What each class looks for in an image of 8 by 8 pixels: its column of the weights."""
    figure, panels = canvas(2, 5, width=7.8, height=3.2)
    reach = float(np.abs(W).max())
    for k, axes in enumerate(panels.flat):
        image = axes.imshow(W[:, k].reshape(8, 8), cmap="PuOr", vmin=-reach, vmax=reach)
        axes.set_title(str(k), fontsize=TEXT)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(visible=False)
    bar = figure.colorbar(image, ax=panels, shrink=0.85, ticks=[-reach, 0, reach])
    bar.ax.set_yticklabels([f"{-reach:.1f}: ink speaks against it", "0", f"+{reach:.1f}: ink speaks for it"])
    bar.ax.tick_params(labelsize=TEXT - 2)
    middle = W.reshape(8, 8, -1)[3:5, 3:5].mean(axis=(0, 1))
    against, most = (f"{'an' if k == 8 else 'a'} {k}" for k in (int(middle.argmin()), int(middle.argmax())))
    return picture(figure, f"""Ten small images, one for each digit: its weights on the 8 by 8 pixels, from
        {-reach:.1f} (ink there speaks against the digit) to {reach:.1f} (ink speaks for it). In the very middle ink
        speaks most against {against} and most for {most}.""")


def tumour_log(learned: xl.Training) -> Picture:
    """Loss, accuracy and the length of the weights, over a long training."""
    figure, panels = canvas(1, 3, width=9.2, height=3.4)
    steps = np.arange(1, len(learned.losses))
    accuracy, length = np.array(learned.watched).T
    panels[0].plot(steps, learned.losses[1:], color=BLUE, label="learned from")
    panels[0].plot(steps, learned.held_out[1:], color=VERMILION, linestyle="--", label="held out")
    lowest = int(np.argmin(learned.held_out))
    panels[0].plot(lowest, learned.held_out[lowest], "v", color=VERMILION, markersize=9)
    panels[0].legend(loc="upper right", fontsize=TEXT - 1)
    panels[0].set_ylim(0, 0.25)
    panels[1].plot(steps, accuracy[1:], color=VERMILION, linestyle="--")
    panels[1].set_ylim(0.9, 1)
    panels[2].plot(steps, length[1:], color=GREEN, linestyle="-.")
    panels[2].set_ylim(0, None)
    for axes, name in zip(panels, ("loss (nats)", "accuracy, held out", "length of the weights"), strict=True):
        axes.set_xscale("log")
        axes.set_title(name, loc="left", fontsize=TEXT + 0.5)
        axis_labels(axes, "step", "")
    return picture(figure, f"""Three curves over {steps[-1]} steps, drawn on a logarithmic scale. The loss of the
        examples learned from falls to {learned.losses[-1]:.4f}; that of the held-out ones is lowest after {lowest}
        steps, with {learned.held_out[lowest]:.4f}, and rises to {learned.held_out[-1]:.4f}. The accuracy on held-out
        tumours is {accuracy[10]:.4f} after 10 steps and {accuracy[-1]:.4f} at the end. The length of the weights
        grows from {length[10]:.2f} after 10 steps to {length[-1]:.2f}.""")


def log_gallery(logs: Mapping[str, xl.Training], know_nothing: float, right: Callable[[xl.Training], float]) -> Picture:
    """The logs of several trainings side by side; `right` gives the share of held-out examples that one reads.

    They are called A, B, C ..., also in the description: the reader is to find out what each of them is.
    """
    figure, panels = canvas(2, 3, width=9.2, height=5.6)
    said = []
    for number, (axes, learned) in enumerate(zip(panels.flat, logs.values(), strict=True)):
        steps = np.arange(len(learned.losses))
        axes.plot(steps, learned.losses, color=BLUE, linewidth=1.8)
        axes.plot(steps, learned.held_out, color=VERMILION, linestyle="--", linewidth=1.8)
        axes.axhline(know_nothing, color=GREY, linewidth=1.3, linestyle=":")
        highest = max(learned.losses)
        axes.set_ylim(0, 3 if highest < 3 else None)
        if highest > 100:
            axes.set_yscale("log")
            axes.set_ylim(0.5, 3 * highest)
        axes.set_title(f"{'ABCDEF'[number]}: {right(learned):.1%} right", loc="left", fontsize=TEXT + 0.5)
        axis_labels(axes, "step" if number > 2 else "", "loss (nats)" if number % 3 == 0 else "")
        said.append(f"{'ABCDEF'[number]} starts at {learned.losses[0]:.4g} and " + (
            # A wild log amplifies round-off, which is not the same on every machine.
            f"jumps up and down, above {10 ** int(math.log10(highest))} at times" if highest > 10 else
            f"ends at {learned.losses[-1]:.4g}, held out {learned.held_out[-1]:.4g}, with {right(learned):.1%} right"))
    return picture(figure, f"""{len(logs)} loss curves, solid for the digits learned from and dashed for those held
        out, each with the line of knowing nothing at {know_nothing:.4f}: {'; '.join(said)}.""")


FEW_LABELS = np.arange(60) % 3
FEW = 2.5 * CORNERS[FEW_LABELS] + 0.7 * np.random.default_rng(2).normal(size=(60, 2))


def step_size(exponent: float = -0.5) -> Picture:
    """Sixty points of three classes, learned in 60 steps of this size: the loss on the way."""
    lr = 10.0**exponent
    _, _, losses = xl.train_softmax_regression(FEW, FEW_LABELS, 3, lr, 60)
    figure, axes = canvas(height=3.6)
    axes.plot(losses, color=BLUE)
    _landmarks(axes, math.log(3), 0, 60)
    axes.set_ylim(-0.1, max(1.5, 1.05 * max(losses)))
    axes.set_title(f"step size {lr:.3g}: loss {losses[-1]:.4f} after 60 steps", loc="left")
    axis_labels(axes, "step", "mean cross-entropy (nats)")
    ups = int(np.sum(np.diff(losses) > 0))
    return picture(figure, f"""The loss of sixty examples of three classes over 60 steps of size {lr:.3g}: from
        {losses[0]:.4f}, which is ln 3, to {losses[-1]:.4f}, at most {max(losses):.4f}. In {ups} of the 60 steps it
        rises.""")
