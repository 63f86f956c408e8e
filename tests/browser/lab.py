"""JupyterLab as a person uses it: opens, clicks, types, reads. Everything waits for a state, nothing for a time."""

from __future__ import annotations

import contextlib
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.notebooks.course import ROOT

PATIENCE = 120_000  # milliseconds, for a machine that is busy with other things
SCREENSHOTS = ROOT / "build" / "screenshots"
START = "notebooks/00_surprise/00_surprise.ipynb"
ENTROPY = "notebooks/01_shannon_entropy/01_shannon_entropy.ipynb"
READY = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await jupyterapp.restored; await panel.context.ready; await panel.revealed;
    await panel.sessionContext.ready; await panel.sessionContext.session.kernel.info;
}"""
CODE = "jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code' && c.model.source !== '')"
# Set when a cell has come to its end; a cell's number alone can be the one of an earlier run.
LISTEN = """id => {
    const cell = jupyterapp.shell.currentWidget.content.widgets.find(c => c.model.id === id).model;
    window.cellHasRun = false;
    const listener = (model, change) => {
        if (change.name === 'executionState' && change.newValue === 'idle') {
            window.cellHasRun = true; cell.stateChanged.disconnect(listener);
        }
    };
    cell.stateChanged.connect(listener);
}"""

RESTARTED = """() => {
    const session = jupyterapp.shell.currentWidget.sessionContext;
    window.kernelIsNew = false;
    let restarting = false;
    session.statusChanged.connect((_, status) => {
        restarting ||= status === 'restarting';
        window.kernelIsNew ||= restarting && status === 'idle';
    });
}"""


class Lab:
    """One page with JupyterLab in it, and the notebook that is in front."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page, self.address, self.name = page, address, name
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    # ---------------------------------------------------------------- notebooks

    def open(self, path: str) -> None:
        """Open a notebook by the address that the terminal printed, with another path in it."""
        self.page.goto(self.address.replace(START, path).replace("?", "?reset&"))
        self.wait_for(path)

    def wait_for(self, path: str) -> None:
        """Until this notebook is in front and its kernel answers: clicks before that are sometimes lost."""
        self.until("path => window.jupyterapp?.shell?.currentWidget?.context?.path === path", path)
        self.page.evaluate(READY)

    def show(self, path: str) -> None:
        """Click on the tab of a notebook; opens it from the address where it has none."""
        tab = self.page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text=path.rsplit("/", 1)[1])
        if tab.count():
            tab.click()
        else:
            self.page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', {path}); }", path)
        self.wait_for(path)

    def until(self, condition: str, argument: object = None) -> None:
        self.page.wait_for_function(condition, arg=argument, timeout=PATIENCE, polling=100)

    def menu(self, *names: str) -> None:
        for name in names:  # the role's name has the keyboard shortcut in it
            self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel").get_by_text(name, exact=True).click()

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        self.until("() => !jupyterapp.shell.currentWidget.context.model.dirty")

    def screenshot(self, what: str) -> Path:
        path = SCREENSHOTS / f"{self.name}-{what}.png"
        self.page.screenshot(path=path)
        return path

    # ---------------------------------------------------------------- cells

    def cell(self, name: str) -> Locator:
        """The cell with this id, brought into view."""
        index = self.page.evaluate(
            "id => jupyterapp.shell.currentWidget.content.widgets.findIndex(c => c.model.id === id)", name)
        assert index >= 0, f"there is no cell {name}"
        cell = self.panel.locator(f'[data-windowed-list-index="{index}"]')
        cell.scroll_into_view_if_needed()
        return cell

    def output(self, name: str) -> Locator:
        return self.cell(name).locator(".jp-OutputArea")

    def write(self, name: str, text: str) -> None:
        """Type a text in place of the cell's own."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def run(self, name: str) -> Locator:
        """Click into a cell, press Shift+Enter, and see what it says in the end."""
        self.cell(name).locator(".cm-content").click()
        with self.running(name):
            self.page.keyboard.press("Shift+Enter")
        return self.output(name)

    @contextlib.contextmanager
    def running(self, name: str):
        """What is done in here makes this cell run; it has come to its end afterwards."""
        self.page.evaluate(LISTEN, name)
        yield
        self.until("() => window.cellHasRun")

    def run_all(self) -> None:
        last = self.page.evaluate(f"() => {CODE}.at(-1).model.id")
        with self.running(last):
            self.menu("Run", "Run All Cells")

    def restart_kernel(self) -> None:
        self.page.evaluate(RESTARTED)
        self.menu("Kernel", "Restart Kernel…")
        self.dialog("Restart Kernel?").get_by_role("button", name="Confirm Kernel Restart").click()
        self.until("() => window.kernelIsNew")
        self.page.evaluate(READY)

    # ---------------------------------------------------------------- dialogs

    def dialog(self, title: str) -> Locator:
        dialog = self.page.locator(".jp-Dialog").filter(has=self.page.locator(".jp-Dialog-header", has_text=title))
        expect(dialog).to_be_visible(timeout=PATIENCE)
        return dialog

    def press_validate(self) -> None:
        self.panel.get_by_role("button", name="Validate").click()

    def validate(self) -> str:
        """Press nbgrader's Validate, read its dialog, and close it."""
        self.press_validate()
        dialog = self.dialog("Validation Results")
        text = dialog.inner_text()
        self.screenshot("validate")
        dialog.get_by_role("button", name="Ok").click()
        expect(dialog).to_be_hidden()
        return text
