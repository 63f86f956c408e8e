"""The course in a folder that nobody may write to, such as a teacher's share: it says so, and what can work works."""

import os
import stat

import pytest
from playwright.sync_api import expect

from .lab import ENTROPY, START


@pytest.fixture(scope="module")
def prefix():
    """Root may write to every file, unless it gives up the right to."""
    return ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def course(course):
    everything = [course, *course.rglob("*")]
    for path in everything:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    yield course
    for path in everything:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


@pytest.fixture
def harmless():
    return ["403 .*/api/contents/notebooks/", "status of 403.*/api/contents/notebooks/"]  # saving, which is refused


def test_the_terminal_says_so(served):
    assert "cannot be saved" in served["said"]
    assert "Traceback" not in served["said"]


def test_running_and_progress_work(lab):
    lab.open(START)
    lab.run("imports")
    progress = lab.run("progress")
    expect(progress.get_by_role("row", name="01 Entropy")).to_contain_text("0 of 7")
    expect(lab.run("is_distribution-visible")).to_contain_text("Not attempted yet: is_distribution")
    lab.screenshot("progress")


def test_saving_and_validating_say_what_is_wrong(lab):
    lab.open(ENTROPY)
    lab.write("entropy", "def entropy(p, base=2.0):\n    return 1.0")
    lab.press_validate()
    saving = lab.dialog("File Save Error for 01_shannon_entropy.ipynb")
    expect(saving).to_contain_text("Permission denied")
    lab.screenshot("saving")
    saving.get_by_role("button", name="Close").click()
    validating = lab.dialog("Validation failed")
    expect(validating).to_contain_text("Cannot save notebook")
    lab.screenshot("validating")
