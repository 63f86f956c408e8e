"""How long a learner waits for an exploration: from the movement of a slider in JupyterLab to the new picture."""

import re
import statistics
import sys
import tempfile
from pathlib import Path

from tests.browser.lab import Lab
from tests.browsing import chromium
from tests.explore.course import EXPLORATIONS
from tests.notebooks.course import NAMES, copy_course, notebook
from tests.test_lab import free_port, serving

INTERACTIVE = {make.__name__ for make in EXPLORATIONS}
PLACES = 12  # of each slider's range
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
            await image.decode();
            waited.push(performance.now() - start);
        }
    }
    return waited;
}"""


def drags(lab, name):
    """The explorations of a notebook: each one's name, and the milliseconds of its first drag."""
    lab.open(f"notebooks/{name}/{name}.ipynb")
    lab.run_all()
    for cell in notebook("notebooks", name).cells:
        made = re.search(r"^explore\.(\w+)\(.*\)$", cell.source, re.MULTILINE)
        if made and made[1] in INTERACTIVE:
            yield made[1], lab.cell(cell.id).locator(".exploration").evaluate(DRAG, PLACES)


def main():
    print("Milliseconds in JupyterLab from a slider's movement to the decoded sketch, while the slider moves")
    with tempfile.TemporaryDirectory() as folder:
        course, home, port = copy_course(Path(folder) / "course"), Path(folder) / "home", free_port()
        home.mkdir()
        command = [sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no", "--",
                   "--LabApp.expose_app_in_browser=True"]
        with serving(command, port, course, home, PYTHONPATH=str(course), HOME=str(home)) as served, \
                chromium() as browser:
            lab = Lab(browser.new_page(), served["address"], "drags")
            for name in NAMES:
                for exploration, waited in drags(lab, name):
                    print(f"{exploration:18} median {statistics.median(waited):5.1f}, worst {max(waited):5.1f}",
                          flush=True)
