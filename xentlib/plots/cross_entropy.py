"""The figures of notebook 02: a borrowed code book, the line that touches the arch, languages, models of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import xentlib as xl

from .house import (
    BLUE,
    GREY,
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
from .shannon_entropy import draw_areas


def borrowed_book(p: Mapping[str, float], q: Mapping[str, float]) -> Picture:
    """One source, two code books: its own on the left, one made for q on the right.

    Bars are as high as reality says (p) and as wide as the book says (-log2 of what it was made for).
    """
    own, borrowed = ({outcome: float(xl.surprisal(book[outcome])) for outcome in p} for book in (p, q))
    figure, (left, right) = canvas(1, 2, width=9, height=3.9, sharey=True)
    reach = max(4, int(np.ceil(max([*own.values(), *borrowed.values()]))))
    words = []
    for axes, lengths, name in ((left, own, "its own book"), (right, borrowed, "the borrowed book")):
        bill = sum(p[outcome] * lengths[outcome] for outcome in p)
        draw_areas(axes, p, {outcome: lengths[outcome] for outcome in p}, reach=reach)  # type: ignore[misc]
        axes.set_title(f"With {name}: {short_number(round(bill, 4))} bits", loc="left")
        rows = [f"{outcome} {short_number(round(lengths[outcome], 3))} wide" for outcome in p]
        words.append(f"with {name}, {listed(rows)}, in all {short_number(round(bill, 4))} bits")
    right.set_ylabel("")
    heights = [f"{outcome} {short_number(share)}" for outcome, share in p.items()]
    return picture(figure, f"The cost of two code books for one source as areas. In both the bars are as high as the "
                           f"outcome is frequent: {listed(heights)}. Their widths are the codeword lengths: "
                           f"{'; '.join(words)}.")


def tangent(p: float, q: float) -> Picture:
    """Two outcomes: the bill of one model q over every truth, a straight line that touches the entropy curve at q.

    p: the probability of the first outcome that is marked; q: the one that the model believes in, 0 < q < 1.
    """
    figure, axes = canvas(height=4.8)
    truths = np.linspace(0, 1, 401)
    line = [float(xl.surprisal(1 - q)), float(xl.surprisal(q))]  # what each outcome costs, and so the bill at both ends
    floor, bill = float(xl.binary_entropy(p)), (1 - p) * line[0] + p * line[1]
    axes.axhline(1, color=GREY, linestyle=":", linewidth=1.8)
    axes.plot(truths, xl.binary_entropy(truths), color=BLUE)
    axes.plot([0, 1], line, color=VERMILION, linestyle="--")
    axes.plot(q, xl.binary_entropy(q), "s", color=VERMILION, markersize=8)
    axes.plot([p, p], [floor, bill], color=INK, linewidth=4, solid_capstyle="butt")
    axes.plot([p, p], [floor, bill], "o", color=INK, markersize=6)
    axes.plot([p, p], [0, floor], color=GREY, linewidth=1.2)
    side, align = (0.02, "left") if p < 0.6 else (-0.02, "right")
    axes.text(p + side, (floor + bill) / 2 if bill - floor > 0.3 else bill + 0.22,
              f"extra {bill - floor:.3f}", ha=align, va="center", fontsize=TEXT, bbox=LABEL_BOX)
    axes.text(0.01, 4.2, f"bill H(p, q) = {bill:.3f} bits\nfloor H(p) = {floor:.3f} bits", va="top", fontsize=14,
              bbox=LABEL_BOX)
    axes.text(0.99, 1.03, "know nothing: 1 bit", ha="right", va="bottom", color=GREY, fontsize=TEXT)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 4.3)
    axis_labels(axes, "p, the true share of apples", "bits per fruit")
    axes.legend(handles=[axes.lines[2], axes.lines[1]], loc="upper right", fontsize=TEXT, frameon=False,
                labels=[f"bill with the model q = {q:.3g}", "entropy of the basket"])
    return picture(figure, "Bits per fruit over the true share of apples, p. The entropy is an arch from 0 over 1 bit "
                           f"at p = 0.5 back to 0. The bill of the model q = {q:.3g} is a straight line from "
                           f"{line[0]:.3f} bits at p = 0 to {line[1]:.3f} at p = 1; it touches the arch at p = {q:.3g} "
                           f"and is above it everywhere else. Marked is p = {p:.3g}: bill {bill:.3f}, entropy "
                           f"{floor:.3f}, extra {bill - floor:.3f}. Knowing nothing costs 1 bit.")


def bill_table(table: np.ndarray, names: Sequence[str]) -> Picture:
    """Every text against every model, as a heat-map; the cheapest model of each text is framed."""
    from matplotlib.patches import Rectangle

    figure, axes = canvas(width=7.5, height=4.4)
    finite = table[np.isfinite(table)]
    image = axes.imshow(np.where(np.isfinite(table), table, np.nan), cmap="cividis_r", aspect="auto",
                        vmin=finite.min(), vmax=finite.max() + 1e-9)
    middle = (finite.min() + finite.max()) / 2
    cheapest = table.argmin(axis=1)
    for (i, j), bill in np.ndenumerate(table):
        dark = np.isfinite(bill) and bill > middle
        axes.text(j, i, f"{bill:.3f}" if np.isfinite(bill) else "∞", ha="center", va="center", fontsize=14,
                  color=PAPER if dark else INK, weight="bold" if j == cheapest[i] else "normal")
    for i, j in enumerate(cheapest):
        axes.add_patch(Rectangle((j - 0.47, i - 0.45), 0.94, 0.9, fill=False, edgecolor=VERMILION, linewidth=3.5))
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axis_labels(axes, "model made for", "text in")
    if finite.max() > finite.min() and len(finite) > len(names):
        figure.colorbar(image, ax=axes, label="bits per letter", shrink=0.9)
    rows = [_row_in_words(name, dict(zip(names, row, strict=True))) for name, row in zip(names, table, strict=True)]
    own = sum(int(i == j) for i, j in enumerate(cheapest))
    return picture(figure, f"A table of bills in bits per letter, a text in each row, a model in each column. "
                           f"{'; '.join(rows)}. The cheapest model of each text is framed; for {own} of the "
                           f"{len(names)} texts it is its own.")


def _row_in_words(name: str, bills: Mapping[str, float]) -> str:
    """`English: its own model 4.059, the others from 4.252 (German) to 4.530 (Italian)`"""
    others = {model: bill for model, bill in bills.items() if model != name}
    low, high = min(others, key=others.__getitem__), max(others, key=others.__getitem__)
    first = f"{name}: its own model {_bill(bills[name])}"
    if others[low] == others[high]:
        return f"{first}, every other {_bill(others[low])}"
    return f"{first}, the others from {_bill(others[low])} ({low}) to {_bill(others[high])} ({high})"


def _bill(bits: float) -> str:
    return f"{bits:.3f}" if np.isfinite(bits) else "infinity"


def running_bill(prices: np.ndarray, bill: float, own: float, outcomes: int) -> Picture:
    """The average price over more and more days, and where it settles. own: the entropy; outcomes: how many."""
    figure, axes = canvas(height=4)
    days = np.arange(1, len(prices) + 1)
    average = np.cumsum(prices) / days
    axes.plot(days, average, color=BLUE, linewidth=1.8)
    for height, style, colour, text in ((bill, "--", VERMILION, f"cross-entropy {bill:.4g}"),
                                        (float(np.log2(outcomes)), ":", GREY, f"know nothing {np.log2(outcomes):.4g}"),
                                        (own, "-.", INK, f"floor, own book {own:.4g}")):
        axes.axhline(height, color=colour, linestyle=style, linewidth=1.8)
        axes.text(days[-1] * 1.1, height, text, va="center", fontsize=TEXT)
    axes.set_xscale("log")
    ticks = [10**k for k in range(len(str(days[-1])))]
    axes.set_xticks(ticks, [f"{tick:,}".replace(",", " ") for tick in ticks])
    axes.set_xlim(1, days[-1])
    axes.set_ylim(0.9, 3.1)
    axis_labels(axes, "days of weather seen", "average bits a day so far")
    seen = [f"{average[n - 1]:.3f} after {n}" for n in (10, 100, 1000, 10_000) if n <= len(prices)]
    return picture(figure, f"The average bill in bits over the number of days, which settles at the cross-entropy "
                           f"{bill:.4g}: {listed(seen)} days. For comparison: the floor with the right book is "
                           f"{own:.4g}, knowing nothing costs {np.log2(outcomes):.4g}.")


def perplexity_ladder(held_out: Mapping[str, float], training: Mapping[str, float]) -> Picture:
    """How many choices per letter a model leaves, rung by rung: on text held out, and on the text it learned from."""
    figure, axes = canvas(height=0.62 * len(held_out) + 1.3)
    names = list(held_out)
    for y, name in enumerate(names):
        axes.plot([1, held_out[name]], [y, y], color=BLUE, linewidth=5, alpha=0.3, solid_capstyle="butt")
        axes.plot(held_out[name], y, "o", color=BLUE, markersize=10, label="held out" if y == 0 else None)
        axes.plot(training[name], y, "|", color=VERMILION, markersize=20, markeredgewidth=3,
                  label="training" if y == 0 else None)
        axes.text(held_out[name] * 1.07, y, f"{held_out[name]:.2f}", va="center", fontsize=14, bbox=LABEL_BOX)
    axes.set_xscale("log")
    ticks = [1, 2, 3, 5, 10, 20, 27]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(1, 42)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.7)
    axes.grid(visible=False, axis="y")
    axes.legend(loc="lower right", ncols=2, fontsize=TEXT, frameon=False)
    axes.set_xlabel("perplexity: equally likely letters it feels like (log scale)")
    rungs = [f"{name} {held_out[name]:.2f} (training {training[name]:.2f})" for name in names]
    return picture(figure, f"A ladder of perplexities per letter, on text held out and on the training text: "
                           f"{listed(rungs)}. Knowing nothing is 27; certainty would be 1.")


def memory_and_news(held_out: Sequence[float], really_new: Sequence[float]) -> Picture:
    """Perplexity over how many letters a model looks at, on all held-out topics and on those that are really new."""
    figure, axes = canvas(height=4.2)
    orders = np.arange(1, len(held_out) + 1)
    for values, style, marker, colour, name in ((really_new, "--", "s", VERMILION, "really new topics"),
                                                (held_out, "-", "o", BLUE, "all held-out topics")):
        axes.plot(orders, values, linestyle=style, marker=marker, color=colour, markersize=8)
        axes.text(orders[-1] + 0.15, values[-1], f"{name}\n{values[-1]:.2f}", va="center", fontsize=TEXT)
    axes.set_yscale("log")
    ticks = [2.5, 3, 4, 6, 10, 17]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(0.8, len(held_out) + 0.1)
    axis_labels(axes, "n: the letter and the n - 1 before it", "perplexity per letter (log scale)")
    pairs = [f"{a:.2f} and {b:.2f} for n = {n}" for n, a, b in zip(orders, held_out, really_new, strict=True)]
    best = int(np.argmin(really_new)) + 1
    return picture(figure, "Perplexity per letter over the length n of the letter runs that the model counts, for all "
                           f"held-out topics and for the really new ones: {listed(pairs)}. On the new ones the best n "
                           f"is {best}; on all of them it is {int(np.argmin(held_out)) + 1}.")
