"""What happens in the middle of real work: unsaved changes, a restarted kernel, cells run out of order."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.notebooks.course import ROOT

from .lab import ENTROPY, START
from .test_learner import RIGHT


@pytest.fixture(autouse=True)
def untouched(course):
    """Nothing that another test saved is left."""
    shutil.copy(ROOT / ENTROPY, course / ENTROPY)


@pytest.fixture
def harmless():
    """JupyterLab asks a new kernel about its debugger, and says so when a restart comes before the answer."""
    return ["Could not restore the debugger state: Canceled future for debug_request message"]


def test_unsaved_changes(lab):
    lab.open(ENTROPY)
    lab.menu("Settings", "Autosave Documents")  # else it might save at any time
    lab.run("imports")
    lab.write("entropy", RIGHT)
    lab.run("entropy")
    lab.run("entropy-visible")
    lab.show(START)
    lab.run("imports")
    progress = lab.run("progress")
    expect(progress.get_by_role("row", name="01 Entropy")).to_contain_text("0 of 7")
    expect(progress).to_contain_text("Read from the notebooks as they were last saved.")
    lab.screenshot("progress")
    lab.show(ENTROPY)
    said = lab.validate()
    assert "Not attempted yet: entropy_rows" in said and "Not attempted yet: entropy " not in said
    assert lab.page.evaluate("() => jupyterapp.shell.currentWidget.context.model.dirty") is False
    lab.show(START)
    expect(lab.run("progress").get_by_role("row", name="01 Entropy")).to_contain_text("1 of 7")


def test_a_kernel_restarted_in_the_middle(lab):
    lab.open(ENTROPY)
    lab.restart_kernel()
    report = lab.run("entropy-visible")
    expect(report).to_contain_text("There is no entropy yet. Run the cell above that defines it, then this one again.")
    lab.screenshot("nothing")
    lab.write("entropy", RIGHT)
    lab.run("entropy")
    report = lab.run("entropy-visible")
    lab.screenshot("no-imports")
    expect(report).to_contain_text("Python does not know xl here.")
    expect(report).to_contain_text("After a restart of the kernel, run the notebook's first code cell.")
    lab.run("imports")
    expect(lab.run("entropy-visible")).to_contain_text("✓ Right: entropy")


def test_cells_out_of_order(lab):
    lab.open(ENTROPY)
    lab.restart_kernel()
    lab.run("imports")
    report = lab.run("entropy_rows-visible")
    expect(report).to_contain_text("There is no entropy_rows yet. Run the cell above that defines it, then this one")
    lab.write("entropy", RIGHT)
    lab.run("entropy")
    expect(lab.run("entropy-visible")).to_contain_text("✓ Right: entropy")
    lab.write("entropy", RIGHT.replace("log(1 / p)", "log(p)"))  # and not run
    expect(lab.run("entropy-visible")).to_contain_text("✓ Right: entropy")
    lab.save()
    lab.show(START)
    lab.run("imports")
    progress = lab.run("progress")
    expect(progress.get_by_role("row", name="01 Entropy")).to_contain_text("↻ Changed since its check: entropy")
    expect(progress).to_contain_text("Run its cell, then its check, and save.")
    lab.screenshot("progress")
