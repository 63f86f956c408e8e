"""The figures of notebook 01: codewords as areas, as shares of a budget and as a tree; entropy and what comes near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    COLOURS,
    GREY,
    HATCHES,
    INK,
    LABEL_BOX,
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

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# ---------------------------------------------------------------- codes


def area_picture(p: Mapping[str, float], code: Mapping[str, str]) -> Picture:
    """A code's cost as an area: each symbol is a bar, as high as it is frequent and as wide as its codeword is long."""
    figure, axes = canvas(height=3.9)
    draw_areas(axes, p, {symbol: len(code[symbol]) for symbol in p}, code)
    cost = xl.expected_length(p, code)
    axes.set_title(f"The shaded area is the cost: {short_number(cost)} bits a day", loc="left")
    rows = [f"{symbol} with codeword {code[symbol]} is {len(code[symbol])} wide and {short_number(share)} high"
            for symbol, share in p.items()]
    return picture(figure, f"The cost of a code as an area. Stacked from the top: {listed(rows)}. Together they cover "
                           f"{short_number(cost)} bits.")


def draw_areas(axes: Axes, p: Mapping[str, float], lengths: Mapping[str, int],
           code: Mapping[str, str] | None = None, reach: int = 4) -> None:
    """The bars of `area_picture`, drawn into these axes."""
    from matplotlib.ticker import FixedLocator, MultipleLocator

    top = 0.0
    for i, (symbol, share) in enumerate(p.items()):
        axes.barh(top, lengths[symbol], height=share, align="edge", color=COLOURS[i], alpha=0.45, edgecolor=INK,
                  hatch=HATCHES[i], linewidth=1.2)
        word = f"  {code[symbol]}" if code else ""
        axes.text(0.06, top + share / 2, f"{symbol}{word}", va="center", fontsize=TEXT, bbox=LABEL_BOX)
        top += share
    axes.set_xlim(0, max(reach, *lengths.values()) + 0.2)
    axes.set_ylim(1, 0)
    axes.xaxis.set_major_locator(MultipleLocator(1))
    axes.yaxis.set_major_locator(FixedLocator(np.cumsum([0, *p.values()]).tolist()))
    axis_labels(axes, "length of the codeword (bits)", "probability, added up")


def codeword_budget(lengths: Mapping[str, int]) -> Picture:
    """Kraft's budget as a bar: a codeword of length L uses up 2^-L of it."""
    figure, axes = canvas(height=2.3)
    _budget(axes, lengths)
    return picture(figure, _budget_in_words(lengths))


def _budget(axes: Axes, lengths: Mapping[str, int]) -> None:
    """The shares side by side, the largest first; what does not fit is cross-hatched."""
    used, order = 0.0, list(lengths)
    words = dict(zip(lengths, xl.canonical_code(list(lengths.values())), strict=True)) if _affordable(lengths) else {}
    for symbol in sorted(lengths, key=lambda symbol: lengths[symbol]):
        share, i = 2.0 ** -lengths[symbol], order.index(symbol)
        fits = used + share <= 1
        axes.barh(0, share, left=used, height=1, color=COLOURS[i] if fits else PAPER, alpha=0.45 if fits else 1,
                  edgecolor=INK if fits else VERMILION, hatch=HATCHES[i] if fits else "xxx", linewidth=1.2)
        if share >= 1 / 16:
            text = "\n".join(filter(None, [symbol, words.get(symbol), f"$2^{{-{lengths[symbol]}}}$"]))
            axes.text(used + share / 2, 0, text, ha="center", va="center", fontsize=TEXT, bbox=LABEL_BOX)
        used += share
    if used < 1:
        axes.text((used + 1) / 2, 0, "free", ha="center", va="center", color=GREY, fontsize=TEXT)
    axes.axvline(1, color=INK, linestyle="--")
    axes.set_xlim(0, max(1.02, used))
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("share of the codeword budget (1 = all of it)")
    refusal = "" if used <= 1 else ". There is no such code."
    axes.set_title(f"Budget used: {short_number(used)} of 1{refusal}", loc="left")


def _affordable(lengths: Mapping[str, int]) -> bool:
    return xl.kraft_sum(lengths.values()) <= 1


def _budget_in_words(lengths: Mapping[str, int]) -> str:
    shares = [f"{symbol} takes {short_number(2.0 ** -n)} with length {n}" for symbol, n in lengths.items()]
    used = xl.kraft_sum(lengths.values())
    end = ("all of it is spent" if used == 1 else f"{short_number(1 - used)} is left" if used < 1
           else f"that is {short_number(used - 1)} too much, so no prefix code has these lengths")
    return f"A bar for the codeword budget. {listed(shares)}. In all {short_number(used)} of 1: {end}."


def spending(p: Mapping[str, float], lengths: Mapping[str, int]) -> Picture:
    """What codeword lengths use of the budget, above, and what they cost, below."""
    figure, (above, below) = canvas(2, 1, height=5.6, height_ratios=[1, 2.2])
    _budget(above, lengths)
    draw_areas(below, p, lengths, reach=6)
    cost = sum(share * lengths[symbol] for symbol, share in p.items())
    price = f"{short_number(cost)} bits a day; the entropy is {short_number(xl.entropy(list(p.values())))}"
    verdict = f"Cost: {price}" if _affordable(lengths) else f"It would cost {price}, but there is no such code"
    below.set_title(verdict, loc="left")
    return picture(figure, f"{_budget_in_words(lengths)} {verdict}.")


def code_tree(code: Mapping[str, str], p: Mapping[str, float]) -> Picture:
    """A prefix code as a tree: the way from the root to a leaf spells its codeword, 0 to the left, 1 to the right."""
    leaves = sorted(code, key=lambda symbol: code[symbol])
    place = {code[symbol]: float(i) for i, symbol in enumerate(leaves)}
    weight = {code[symbol]: p[symbol] for symbol in leaves}
    inner = {word[:n] for word in code.values() for n in range(len(word))}
    for node in sorted(inner, key=len, reverse=True):
        children = [child for child in (node + "0", node + "1") if child in place]
        place[node] = float(np.mean([place[child] for child in children]))
        weight[node] = sum(weight[child] for child in children)

    figure, axes = canvas(height=4.4)
    for node in place:
        if node:
            parent = node[:-1]
            axes.plot([place[parent], place[node]], [len(parent), len(node)], color=GREY, zorder=1)
            axes.text((place[parent] + place[node]) / 2, (len(parent) + len(node)) / 2, node[-1], ha="center",
                      va="center", fontsize=TEXT, bbox={**LABEL_BOX, "alpha": 1})
    name = {word: symbol for symbol, word in code.items()}
    for node in place:
        text = f"{name[node]}\n{weight[node]:.4g}" if node in name else f"{weight[node]:.4g}"
        axes.text(place[node], len(node), text, ha="center", va="center", fontsize=TEXT, bbox={
            "boxstyle": "round,pad=0.35" if node in name else "circle,pad=0.3", "linewidth": 1.5,
            "edgecolor": BLUE if node in name else GREY, "facecolor": "#E8F2FA" if node in name else PAPER})
    deepest = max(map(len, code.values()))
    axes.set_ylim(deepest + 0.45, -0.45)
    axes.set_xlim(-0.6, len(leaves) - 0.4)
    axes.set_xticks([])
    axes.set_yticks(range(deepest + 1))
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set_ylabel("depth = length of the codeword (bits)")
    words = [f"{symbol} (probability {short_number(p[symbol])}) at depth {len(code[symbol])}, codeword {code[symbol]}"
             for symbol in sorted(code, key=lambda symbol: (len(code[symbol]), code[symbol]))]
    return picture(figure, f"The tree of a prefix code. Its leaves: {'; '.join(words)}. Each inner node carries the "
                           "sum of the probabilities below it.")


def ladder(steps: Mapping[str, float], entropy: float, unit: str = "bits per character") -> Picture:
    """How codes come down to the entropy, rung by rung; the bar of each is what it wastes."""
    figure, axes = canvas(height=0.55 * len(steps) + 1.5)
    names, values = list(steps), list(steps.values())
    reach = max(values) - entropy
    for y, value in enumerate(values):
        axes.plot([entropy, value], [y, y], color=BLUE, linewidth=5, alpha=0.35, solid_capstyle="butt")
        axes.plot(value, y, "o", color=BLUE, markersize=8)
        axes.text(value + 0.025 * reach, y, f"{value:.3f}", va="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.axvline(entropy, color=VERMILION, linestyle="--")
    axes.text(entropy + 0.02 * reach, -0.85, f"entropy {entropy:.3f}", va="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -1.2)
    axes.set_xlim(entropy - 0.04 * reach, entropy + 1.16 * reach)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit)
    rungs = [f"{name} {value:.3f}" for name, value in steps.items()]
    return picture(figure, f"A ladder of codes, in {unit}: {listed(rungs)}. The entropy, {entropy:.3f}, is the "
                           f"ground; the last rung is {values[-1] - entropy:.3f} above it.")


# ---------------------------------------------------------------- entropies


def entropy_curve(p: float) -> Picture:
    """The entropy of a coin over its bias, with one coin marked."""
    figure, axes = canvas(height=4)
    biases = np.linspace(0, 1, 401)
    here = float(xl.binary_entropy(p))
    axes.plot(biases, xl.binary_entropy(biases), color=BLUE)
    axes.plot([p, p, 0], [0, here, here], color=VERMILION, linestyle="--", linewidth=1.5)
    axes.plot(p, here, "o", color=VERMILION, markersize=9)
    axes.text(0.5, 0.12, f"p = {p:.3g}:  {here:.4f} bits", ha="center", color=INK, bbox=LABEL_BOX, fontsize=14)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.08)
    axis_labels(axes, "p, probability of heads", "entropy of one flip (bits)")
    return picture(figure, "The entropy of a coin over its probability of heads: an arch that rises from 0 at p = 0 "
                           "to 1 bit at p = 0.5 and falls back to 0 at p = 1. "
                           f"Marked is p = {p:.3g}, with {here:.4f} bits.")


def first_weighings(outcomes: Mapping[int, Sequence[float]]) -> Picture:
    """How many bits the first weighing of twelve balls can bring, over the number of balls put on each side.

    outcomes: the probabilities of left down, right down and balance, for each number of balls on a side.
    """
    figure, axes = canvas(height=4)
    bits = {number: float(xl.entropy(p)) for number, p in outcomes.items()}
    best = max(bits, key=lambda number: bits[number])
    for number, value in bits.items():
        chosen = number == best
        axes.bar(number, value, color=BLUE if chosen else PAPER, edgecolor=BLUE, linewidth=1.8, width=0.7, alpha=0.8,
                 hatch="" if chosen else "//")
        axes.text(number, value - 0.12, f"{value:.3f}", ha="center", va="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.axhline(np.log2(3), color=VERMILION, linestyle="--")
    axes.text(0.45, np.log2(3) + 0.1, f"three outcomes can bring at most {np.log2(3):.3f} bits", fontsize=TEXT)
    axes.set_ylim(0, 1.95)
    axes.set_xticks(list(bits))
    axes.grid(visible=False, axis="x")
    axis_labels(axes, "balls on each side of the scales", "entropy of the outcome (bits)")
    parts = [f"{number} against {number} brings {value:.3f}" for number, value in bits.items()]
    return picture(figure, f"The bits that a first weighing of twelve balls brings: {listed(parts)}. {best} against "
                           f"{best} brings most; three outcomes can bring {np.log2(3):.3f} at most.")
