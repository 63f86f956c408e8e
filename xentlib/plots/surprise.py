"""The figures of notebook 00: shares, the curve of surprise, cards, coins and questions."""

from __future__ import annotations

import math

import numpy as np

import xentlib as xl

from ..guessing import LARGEST, ask, halve
from .house import (
    BLUE,
    GREEN,
    GREY,
    HATCHES,
    INK,
    LABEL_BOX,
    ORANGE,
    SKY,
    VERMILION,
    Picture,
    axis_labels,
    canvas,
    picture,
)

WEATHER = {"sun": 0.36, "clouds": 0.65, "rain": 0.45}
UNITS = {"bits": (2.0, BLUE, "-", "o"), "nats": (math.e, VERMILION, "--", "s"), "hartleys": (10.0, GREEN, "-.", "^")}
DRAWS = {"any card at all": 1.0, "a red card": 1 / 2, "a heart": 1 / 4, "a king": 1 / 13,
         "the three\nof spades": 1 / 52}
AMBER = "#8A5A00"  # orange, dark enough for text


def _bits(amount: float) -> str:
    """`1 bit`, `5.7 bits`"""
    return f"{amount:.3g} bit{'s' * (amount != 1)}"


def shares() -> Picture:
    """The weather app's numbers laid end to end, and the same after sharing out: the second bar ends at 1."""
    figure, axes = canvas(height=2.9)
    said = np.array(list(WEATHER.values()))
    rows = {"shared out": xl.normalise(said), "the app says": said}
    for y, row in enumerate(rows.values()):
        starts = np.cumsum(row) - row
        for name, start, width, colour, hatch in zip(WEATHER, starts, row, (ORANGE, SKY, BLUE), HATCHES, strict=False):
            axes.barh(y, width, left=start, height=0.62, color=colour, hatch=hatch, edgecolor="white")
            axes.text(start + width / 2, y, f"{name}\n{width:.3g}", ha="center", va="center", fontsize=12,
                      bbox=LABEL_BOX)
    axes.axvline(1, color=INK, linestyle="--")
    axes.text(1.01, 1.58, "1: there is no more", va="bottom", fontsize=12)
    axes.set_yticks([0, 1], list(rows))
    axes.set_ylim(-0.5, 1.9)
    axes.set_xlim(0, said.sum() + 0.05)
    axes.grid(False, axis="y")
    axis_labels(axes, "probability, added up", "")
    after, before = (", ".join(f"{n} {x:.3g}" for n, x in zip(WEATHER, row, strict=True)) for row in rows.values())
    return picture(figure, f"""Two bars made of parts laid end to end. The app's parts ({before}) end at
        {said.sum():.3g}, beyond the line at 1. Divided by their total they are {after} and end exactly at 1,
        in the same proportions.""")


def surprise_curve(p: float = 0.25) -> Picture:
    """-log p in bits, nats and hartleys, with one probability marked on all three."""
    figure, axes = canvas(height=4.0)
    grid = np.geomspace(0.004, 1, 300)
    amounts = []
    for unit, (base, colour, line, marker) in UNITS.items():
        amounts.append(f"{xl.surprisal(p, base):.4g} {unit}")
        axes.plot(grid, xl.surprisal(grid, base), color=colour, linestyle=line)
        axes.plot([p], [xl.surprisal(p, base)], color=colour, linestyle=line, marker=marker, markersize=9,
                  label=amounts[-1])
    axes.axvline(p, color=GREY, linewidth=1, linestyle=":")
    axes.legend(loc="upper right", title=f"p = {p:.4g}", title_fontsize=14, fontsize=13, frameon=False, handlelength=3)
    axes.set_xlim(0, 1.01)
    axes.set_ylim(-0.15, 8)
    axis_labels(axes, "p, the probability of what happened", "its surprise, −log p")
    return picture(figure, f"""Three curves of the same shape fall from very high near p = 0 to 0 at p = 1: the
        surprise in bits is the highest, in nats lower, in hartleys the lowest. At p = {p:.4g} they give
        {', '.join(amounts)}.""")


def cards() -> Picture:
    """What single cards tell: points on the curve of surprise."""
    figure, axes = canvas(height=3.8)
    grid = np.geomspace(0.01, 1, 300)
    axes.plot(grid, xl.surprisal(grid), color=BLUE)
    for name, p in DRAWS.items():
        bits = xl.surprisal(p)
        axes.plot([p], [bits], "o", color=VERMILION, markersize=9, zorder=3)
        place, side = ((0, 28), "right") if p == 1 else ((12, 6), "left")
        axes.annotate(f"{name}: {_bits(bits)}", (p, bits), xytext=place, textcoords="offset points", fontsize=12,
                      ha=side, va="center")
    axes.set_xlim(0, 1.03)
    axes.set_ylim(-0.2, 7)
    axis_labels(axes, "p, the probability of what was drawn", "surprise in bits")
    drawn = "; ".join(f"{name}, p = {p:.3g}, {_bits(xl.surprisal(p))}" for name, p in DRAWS.items())
    return picture(figure, f"""The curve of surprise with five draws from 52 cards on it: {drawn}.
        The rarer, the more bits.""")


def deck(size: int = 52) -> Picture:
    """A shuffled deck turned over card by card: what each card tells, and all of them so far."""
    turned = np.arange(1, size + 1)
    bits = xl.surprisal(1 / turned[::-1])
    total = np.cumsum(bits)
    figure, (single, sums) = canvas(1, 2, width=8.5, height=3.6)
    single.bar(turned, bits, color=SKY, edgecolor=BLUE, linewidth=0.5, width=1)
    axis_labels(single, "card turned over", "its surprise in bits")
    sums.plot(turned, total, color=BLUE)
    sums.plot([size], [total[-1]], "o", color=VERMILION, markersize=9)
    sums.annotate(f"{total[-1]:.2f} bits", (size, total[-1]), xytext=(-8, 4), textcoords="offset points", ha="right",
                  va="bottom", fontsize=13)
    sums.set_ylim(0, total[-1] * 1.12)
    axis_labels(sums, "cards turned over", "surprise so far, in bits")
    return picture(figure, f"""Left: the first card of a shuffled deck has {bits[0]:.2f} bits, later ones less and less,
        because fewer are left; the last has {bits[-1]:.0f}. Right: added up, they reach {total[-1]:.2f} bits after
        {size} cards.""")


def pair(p: float = 0.5, q: float = 0.25) -> Picture:
    """Two independent outcomes in a square of area 1: the pair's probability is an area, its surprise a sum."""
    first, second, both = xl.surprisal(p), xl.surprisal(q), xl.surprisal(p * q)
    figure, axes = canvas(width=5.6, height=4.6)
    axes.axvspan(0, p, color=SKY, alpha=0.45)
    axes.axhspan(0, q, color=ORANGE, alpha=0.45)
    axes.fill_between([0, p], [q, q], facecolor="none", edgecolor=INK, hatch="//", linewidth=1.5)
    outside = {"fontsize": 13, "transform": axes.transAxes}
    axes.text(0.5, 1.03, f"first: p = {p:.3g}, {_bits(first)}", color=BLUE, ha="center", va="bottom", **outside)
    axes.text(1.03, 0.5, f"second: q = {q:.3g}, {_bits(second)}", color=AMBER, va="center", rotation=270, **outside)
    sums = f"both: p × q = {p * q:.3g}\n{first:.3g} + {second:.3g} = {_bits(both)}"
    axes.text(0.98, 0.97, sums, ha="right", va="top", bbox={"facecolor": "white", "edgecolor": INK, "pad": 5},
              **outside)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.grid(False)
    axis_labels(axes, "probability of the first outcome", "probability of the second outcome")
    return picture(figure, f"""A square of area 1. A strip of width p = {p:.3g} is the first outcome ({_bits(first)}), a
        strip of height q = {q:.3g} the second ({_bits(second)}). Both happen where they cross, an area of
        {p * q:.3g}, which is {_bits(both)}: the sum.""")


def first_question(cut: float = 16) -> Picture:
    """One question about 64 numbers, "is it at most `cut`?": what yes tells, what no tells, and the average."""
    cut = round(cut)
    rest = LARGEST - cut
    yes, no = xl.surprisal(cut / LARGEST), xl.surprisal(rest / LARGEST)
    mean = (cut * yes + rest * no) / LARGEST
    figure, (numbers, told) = canvas(2, 1, height=4.4, height_ratios=(1, 2.2))
    for name, start, width, colour, hatch in (("yes", 0, cut, BLUE, ""), ("no", cut, rest, ORANGE, "//")):
        numbers.barh(0, width, left=start, color=colour, hatch=hatch, edgecolor="white", height=0.8)
        middle = min(max(start + width / 2, 3), LARGEST - 3)  # a label needs some room
        numbers.text(middle, 0, f"{name}: {width}", ha="center", va="center", fontsize=12, bbox=LABEL_BOX)
    numbers.set_xlim(0, LARGEST)
    numbers.set_yticks([])
    numbers.set_xticks(range(0, LARGEST + 1, 16))
    numbers.grid(False)
    axis_labels(numbers, f"the numbers from 1 to {LARGEST}, as the answer splits them", "")
    rows = {"on average": (mean, GREY, ".."), "no": (no, ORANGE, "//"), "yes": (yes, BLUE, "")}
    for y, (bits, colour, hatch) in enumerate(rows.values()):
        told.barh(y, bits, color=colour, hatch=hatch, edgecolor="white", height=0.7)
        told.text(bits + 0.1, y, f"{bits:.2f}", va="center", fontsize=12, bbox={**LABEL_BOX, "alpha": 1})
    told.axvline(1, color=INK, linestyle="--", linewidth=1.2, zorder=0.9)
    told.set_yticks(range(3), list(rows))
    told.set_xlim(0, 6.6)
    told.grid(False, axis="y")
    axis_labels(told, "surprise of the answer, in bits", "")
    return picture(figure, f"""The question "is it at most {cut}?" splits {LARGEST} numbers into {cut} for yes and
        {rest} for no. Yes tells {yes:.2f} bits, no tells {no:.2f} bits, on average an answer tells {mean:.2f} bits; the
        dashed line marks 1 bit.""")


def halving(secret: int = 37) -> Picture:
    """The game played by halving: which numbers are possible after each answer."""
    answers = ask(secret, halve(secret))
    figure, axes = canvas(height=3.9)
    rows = [("at the start", 1, LARGEST),
            *((f"at most {a.cut}?  {'yes' if a.yes else 'no'}", a.low, a.high) for a in answers)]
    for y, (_, low, high) in enumerate(rows):
        left = high - low + 1
        axes.barh(y, left, left=low - 0.5, color=SKY, edgecolor=BLUE, height=0.7)
        axes.text(high + 1.5, y, f"{left} left" if left > 1 else f"it is {low}", va="center", fontsize=12)
    axes.axvline(secret, color=VERMILION, linestyle=":", linewidth=1.5)
    axes.set_yticks(range(len(rows)), [text for text, _, _ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, LARGEST + 10)
    axes.set_xticks([1, 16, 32, 48, 64])
    axes.grid(False, axis="y")
    axis_labels(axes, "numbers that are still possible", "")
    return picture(figure, f"""From {LARGEST} possible numbers, each answer leaves half:
        {', '.join(str(answer.left) for answer in answers)}. After {len(answers)} questions only {secret} is left; each
        answer told {_bits(answers[0].bits)}.""")
