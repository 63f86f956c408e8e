"""An instructor's way through the formgrader: generate, autograde, grade a written answer by hand, see the points."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.notebooks.course import ROOT

from .lab import START

NAME = "01_shannon_entropy"
ANSWER = "No code for single symbols can go below the entropy; with probabilities 1/2 and 1/4 it reaches it."


@pytest.fixture(scope="module")
def course(course):
    """The course, with one submission to grade."""
    folder = course / "gradebook" / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    book = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    (written,) = (cell for cell in book.cells if cell.id == "written-answer")
    written.source = ANSWER
    nbformat.write(book, folder / f"{NAME}.ipynb")
    return course


def test_from_generating_to_points(lab):
    lab.page.goto(lab.address)
    lab.wait_for(START)
    lab.menu("Nbgrader", "Formgrader")
    frame = lab.page.frame_locator("iframe")
    row = frame.locator("tr", has=frame.get_by_text(NAME, exact=True))
    expect(row).to_be_visible()
    lab.screenshot("1-assignments")

    def told(words):
        expect(frame.locator(".modal.in")).to_contain_text(words)
        lab.screenshot(words.split()[1])
        frame.locator(".modal.in .modal-footer .close").click()
        expect(frame.locator(".modal")).to_have_count(0)

    row.locator(".assign a").click()
    told(f"Successfully created the student version of '{NAME}'")
    row.locator(".num-submissions a").click()
    ada = frame.locator("tr", has=frame.get_by_text("ada", exact=True))
    expect(ada).to_contain_text("needs autograding")
    ada.locator(".autograde a").click()
    told(f"Successfully autograded '{NAME}' for student 'ada'")
    expect(ada).to_contain_text("needs manual grading")
    expect(ada).to_contain_text("15 / 20")

    frame.get_by_role("link", name="Manual Grading").click()
    frame.get_by_role("link", name=NAME).click()
    frame.get_by_role("link", name=NAME).click()
    lab.screenshot("5-submissions")
    frame.get_by_role("link", name="Submission #1").click()
    expect(frame.get_by_text(ANSWER)).to_be_visible()
    score = frame.locator("#written-answer")
    score.scroll_into_view_if_needed()
    score.fill("4")
    score.press("Tab")
    expect(frame.locator(".nbgrader_cell", has=score).locator(".score-saved")).to_be_visible()
    lab.screenshot("6-by-hand")

    frame.get_by_role("link", name="Manual Grading").click()
    expect(frame.locator("tr", has=frame.get_by_text(NAME, exact=True))).to_contain_text("19 / 20")
    lab.screenshot("7-points")
