"""How long a learner waits for an exploration: from the movement of a slider in JupyterLab to the new picture."""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.lab import Lab
from tests.browsing import CHROMIUM, chromium
from tests.explore.course import EXPLORATIONS
from tests.notebooks.course import NAMES, copy_course, notebook
from tests.test_lab import free_port, serving

INTERACTIVE = {make.__name__ for make in EXPLORATIONS}
MOST = 50  # milliseconds
READING = 5  # seconds, for the question
DRAG = """async (exploration, places) => {
    const image = exploration.querySelector("img"), waited = [];
    for (const slider of exploration.querySelectorAll("input")) {
        const [low, high, step] = [slider.min, slider.max, slider.step].map(Number);
        for (let k = 0; k < places; k++) {
            const before = slider.value, start = performance.now();
            slider.value = low + step * Math.floor((high - low) / step * k / (places - 1));
            if (slider.value === before) continue;
            const changed = new Promise((resolve) => {
                const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
                observer.observe(image, { attributeFilter: ["src"] });
            });
            slider.dispatchEvent(new Event("input"));
            await changed;
            await image.decode().catch(() => {}); // on a slow machine the picture at rest may take its place
            waited.push(performance.now() - start);
        }
    }
    return waited;
}"""


def drags(lab, name):
    """The explorations of a notebook: each one's name, the milliseconds of its first drag, and those of a later one."""
    lab.open(f"notebooks/{name}/{name}.ipynb")
    lab.run_all()
    for cell in notebook("notebooks", name).cells:
        made = re.search(r"^explore\.(\w+)\(.*\)$", cell.source, re.MULTILINE)
        if made and made[1] in INTERACTIVE:
            exploration = lab.cell(cell.id).locator(".exploration")
            at_once = exploration.evaluate(DRAG, 12)
            exploration.get_by_role("button", name="Reset").click()
            time.sleep(READING)
            yield made[1], at_once, exploration.evaluate(DRAG, 14)  # other places


def main():
    if not Path(CHROMIUM).exists():
        print(f"not measured: there is no {CHROMIUM}")
        return
    print(f"""Milliseconds in JupyterLab from a slider's movement to the decoded sketch: median and worst, of a drag at
once and of one {READING} seconds later, when most sketches are there before they are needed (aim {MOST})""")
    with tempfile.TemporaryDirectory() as folder:
        course, home, port = copy_course(Path(folder) / "course"), Path(folder) / "home", free_port()
        home.mkdir()
        command = [sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no", "--",
                   "--LabApp.expose_app_in_browser=True"]
        with serving(command, port, course, home, PYTHONPATH=str(course), HOME=str(home)) as served, \
                chromium() as browser:
            lab = Lab(browser.new_page(), served["address"], "drags")
            for name in NAMES:
                for exploration, *both in drags(lab, name):
                    first, later = (f"{statistics.median(waited):5.1f} {max(waited):6.1f}" for waited in both)
                    missed = statistics.median(both[1]) > MOST
                    print(f"{exploration:18} at once {first}    later {later}{'    MISSED' * missed}", flush=True)
