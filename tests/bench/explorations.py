"""How long an exploration takes to answer its first drag: CPU milliseconds of a sketch, and of the picture at rest."""

import statistics
import time

from tests.explore.course import EXPLORATIONS

MOST = 50  # milliseconds for a sketch


def places(slider, count=12):
    """Values on the slider's steps, from one end to the other."""
    steps = round((slider["high"] - slider["low"]) / slider["step"])
    return [slider["low"] + slider["step"] * step for step in sorted({steps * k // (count - 1) for k in range(count)})]


def milliseconds(widget, draw):
    """One drag of every slider over its whole range."""
    taken = []
    for slider in widget.sliders:
        for value in places(slider):
            start = time.process_time()
            draw(**{slider["name"]: value})
            taken.append(1e3 * (time.process_time() - start))
        widget.move(**{slider["name"]: slider["start"]})
    return taken


def main():
    print(f"CPU milliseconds of a sketch while a slider moves (median at most {MOST}), and of the picture at rest")
    for make in EXPLORATIONS:
        widget = make()
        milliseconds(widget, widget.sketch)  # the first time fills matplotlib's own stores
        widget = make()
        sketches, full = milliseconds(widget, widget.sketch), milliseconds(widget, widget.move)
        median = statistics.median(sketches)
        print(f"{make.__name__:18} sketch {median:5.1f}, worst {max(sketches):5.1f}"
              f"    picture {statistics.median(full):5.1f}{'    MISSED' if median > MOST else ''}", flush=True)


if __name__ == "__main__":
    main()
