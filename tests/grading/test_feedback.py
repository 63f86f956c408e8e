"""What students get back, and what a grader sees of them: the reports in words, and nothing that acts."""

import re
import shutil
import signal
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from tests.notebooks.course import ROOT, copy_course, grading
from tests.test_lab import free_port, serving
from xentlib.grading.canonical import read
from xentlib.grading.cleaning import CleanSubmission, clean_html, mathml, render_markdown
from xentlib.grading.feedback import ArrangeFeedback
from xentlib.grading.results import read_class
from xentlib.grading.submission import NOTICE, OWN

from .browsing import assert_readable, chromium, opened
from .made_up_class import CRASHED, NOT_ATTEMPTED, RIGHT, grade, hand_in, make_class, write
from .test_nbgrader import nbgrader

NAME = "01_shannon_entropy"
PLAN = {"entropy": {RIGHT: 1, "missing minus": 1, CRASHED: 1, NOT_ATTEMPTED: 1},
        "text_entropy": {RIGHT: 3, NOT_ATTEMPTED: 1}}
HACK = "window.hacked=1"
ACTIVE = [
    f"<script>{HACK}</script>", f"<img src=x onerror='{HACK}'>", f"<svg onload='{HACK}'></svg>",
    f"<svg><script>{HACK}</script></svg>", f"<iframe srcdoc='<script>parent.{HACK}</script>'></iframe>",
    f"<a href='javascript:{HACK}' autofocus onfocus='{HACK}'>link</a>", f"[link](javascript:{HACK})",
    f"<a href='java&#10;script:{HACK}'>link</a>", f"[link](data:text/html,<script>{HACK}</script>)",
    f"<details open ontoggle='{HACK}'><summary>s</summary></details>", f"<object data='javascript:{HACK}'></object>",
    f"<input autofocus onfocus='{HACK}'>", f"<form action='javascript:{HACK}'><button>b</button></form>",
    "<link rel='stylesheet' href='http://tracker.invalid/a.css'>", "<style>@import 'http://tracker.invalid/b.css';</style>",
    "<img src='http://tracker.invalid/c.png'>", "![picture](http://tracker.invalid/d.png)",
    "<p style='background:url(http://tracker.invalid/e.png)'>p</p>", "<base href='http://tracker.invalid/'>",
    "<meta http-equiv='refresh' content='0;url=http://tracker.invalid/'>",
    "<video poster='http://tracker.invalid/f.png' src='http://tracker.invalid/g.mp4' autoplay></video>",
    f"<noscript><p title=\"</noscript><img src=x onerror='{HACK}'>\"></noscript>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={HACK}&gt;\">",
    f"<template><img src=x onerror='{HACK}'></template>", f"<xmp><img src=x onerror='{HACK}'></xmp>",
    f"$\\text{{</math><img src=x onerror='{HACK}'>}}$", f"$$\\text{{&lt;img src=x onerror='{HACK}'&gt;}}$$",
    f"$\\href{{javascript:{HACK}}}{{x}}$",
    f"![p](\"onerror='{HACK}')", f"![a\" onerror=\"{HACK}](data:image/png;base64,AA)",
    "[my other file](evil.html)", f"```mermaid\n<img src=x onerror='{HACK}'>\n```",
    f"<!-- --!><img src=x onerror='{HACK}'>",
]

FORBIDDEN = {"script", "style", "svg", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "base",
             "video", "template", "noscript"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of four, really graded; then one graded notebook was filled with everything bad; and the feedback."""
    root = copy_course(tmp_path_factory.mktemp("class") / "course")
    nbgrader(root, "generate_assignment", NAME)
    hand_in(root, NAME, make_class(PLAN))
    nbgrader(root, "autograde", NAME)
    make_hostile(root)
    nbgrader(root, "generate_feedback", NAME)
    return root


def graded(course, student):
    return course / "gradebook" / "autograded" / student / NAME / f"{NAME}.ipynb"


def page(course, student):
    return course / "gradebook" / "feedback" / student / NAME / f"{NAME}.html"


def who(course, way):
    """The student whose answer to `entropy` came out in this way."""
    for each in read_class(course, [NAME]).submissions:
        result = each.results["entropy"]
        if way in (result.verdict.name, result.misconception and result.misconception.name):
            return each.student
    raise AssertionError(way)


def make_hostile(course):
    """As plain grading would leave the notebook of somebody who tries everything that a page could run."""
    path = graded(course, who(course, "CRASHED"))
    book = read(path)
    cells = {grading(cell).get("grade_id"): cell for cell in book.cells}
    cells["written-answer"].source = "\n\n".join([*ACTIVE, "![mine](attachment:mine)", "![none](attachment:none)"])
    cells["written-answer"].attachments = {"mine": {"text/html": "PGI+", "image/svg+xml": "<svg/>"}}
    bad = "".join(ACTIVE)
    output = nbformat.v4.new_output
    cells["entropy"].outputs = [
        output("display_data", {"text/html": bad}), output("display_data", {"text/markdown": bad, "text/plain": bad}),
        output("display_data", {"application/javascript": HACK}), output("display_data", {"text/latex": bad}),
        output("display_data", {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{HACK}'/>"}),
        output("display_data", {"image/png": f"AA\" onerror=\"{HACK}"}),
        output("display_data", {"text/vnd.mermaid": bad}), output("stream", text=bad, name="stderr"),
        output("error", ename=bad, evalue=bad, traceback=[bad]),
    ]
    cells["entropy"].source += f"\n# {bad}"
    cells["text_entropy-visible"].outputs = [output("error", ename="ZeroDivisionError", evalue="<b>x</b>", traceback=[
        "### BEGIN HIDDEN TESTS", "check_hidden('text_entropy', globals())"])]
    book.cells.append(nbformat.v4.new_raw_cell(bad, metadata={"raw_mimetype": "text/html"}))
    book.cells.append(nbformat.v4.new_code_cell("1", metadata={"tags": [bad.replace(",", ";")]}, outputs=[
        output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}})]))
    book.metadata |= {"title": bad, "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
                      "language_info": {"name": bad, "pygments_lexer": bad}}
    path.chmod(0o644)
    write(book, course, "autograded", path.parents[1].name, NAME)


# ---------------------------------------------------------------- the generator grades as nbgrader does

def test_a_made_up_class_comes_out_as_it_does_in_nbgrader(course, tmp_path):
    grade(tmp_path, NAME, make_class(PLAN))
    made_up, real = (read_class(each, [NAME]).submissions for each in (tmp_path, course))
    assert len(real) == 4
    for ours, theirs in zip(made_up, real, strict=True):
        kept = dict(theirs.results)
        if "text_entropy" not in kept:  # the one whose notebook was filled with everything bad
            kept["text_entropy"] = ours.results["text_entropy"]
        assert (ours.student, ours.results, ours.points) == (theirs.student, kept, theirs.points)


# ---------------------------------------------------------------- what the page says

def test_it_says_what_is_wrong_and_what_to_think_about(course):
    text = page(course, who(course, "missing minus")).read_text()
    for words in ("A wrong value", "0 of 3 points", "What your results show:", "Think about this:", "It returned",
                  'href="#task-entropy"', 'id="task-entropy"'):
        assert words in text, words


def test_an_untouched_answer_is_no_reproach(course):
    text = page(course, who(course, "NOT_ATTEMPTED")).read_text()
    assert "Not attempted yet" in text and "○ Not answered" in text and "No response." not in text


def test_written_answers_come_with_the_graders_points_and_words(course):
    student = who(course, "RIGHT")
    with Gradebook(f"sqlite:///{course / 'gradebook' / 'gradebook.db'}", "xent") as gradebook:
        given = gradebook.find_grade("written-answer", NAME, NAME, student)
        given.manual_score, given.needs_manual_grade = 3.5, False
        gradebook.find_comment("written-answer", NAME, NAME, student).manual_comment = "Why **exactly** $H(p)$?"
        gradebook.db.commit()
    nbgrader(course, "generate_feedback", NAME, "--student", student, "--force")
    text = page(course, student).read_text()
    assert "3.5 of 5" in text and "<strong>exactly</strong>" in text and "<mi>H</mi>" in text


def test_neither_hidden_tests_nor_mark_schemes_nor_tracebacks_are_shown(course):
    for student in ("RIGHT", "CRASHED", "missing minus", "NOT_ATTEMPTED"):
        text = page(course, who(course, student)).read_text()
        assert "Written question" in text and "MARK SCHEME" not in text and "with right reasoning" not in text
        assert "HIDDEN TESTS" not in text and "check_hidden(&quot;" not in text and "Traceback" not in text
    assert "ZeroDivisionError: &lt;b&gt;x&lt;/b&gt;" in text_of_hostile(course)


def text_of_hostile(course):
    return page(course, who(course, "CRASHED")).read_text()


def test_what_was_put_right_stands_apart_and_so_do_the_students_own_cells():
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    answer = {"grade_id": "entropy", "solution": True, "grade": False, "locked": False, "schema_version": 3}
    book = nbformat.v4.new_notebook(cells=[
        markdown("A deleted cell was put back.", id=NOTICE), markdown("# Entropy"), markdown("### Exercise (3 points)"),
        code("def entropy(p): ...", metadata={"nbgrader": answer}), markdown("## Coins"),
        code("1 + 1", metadata={"tags": [OWN]})])
    resources = {"nbgrader": {"notebook": NAME}}
    ArrangeFeedback().preprocess(CleanSubmission().preprocess(book, resources)[0], resources)
    feedback = resources["feedback"]
    assert [cell.source for cell in feedback["notice"]] == ["A deleted cell was put back."]
    assert feedback["title"] == "Entropy"
    assert [part.title for part in feedback["parts"]] == [
        "The notebook's own text: Entropy", "Exercise", "The notebook's own text: Coins", "Cells of your own"]


# ---------------------------------------------------------------- in a browser

def test_the_page_reads_well_everywhere_and_nothing_in_it_runs(course):
    with chromium() as browser:
        for student in ("missing minus", "CRASHED"):
            assert_readable(browser, page(course, who(course, student)))
    assert_harmless(text_of_hostile(course), {"style", "meta"})  # the page's own


def test_what_a_submission_shows_does_nothing_in_the_formgrader(course, tmp_path):
    with Gradebook(f"sqlite:///{course / 'gradebook' / 'gradebook.db'}", "xent") as gradebook:
        submission = gradebook.find_submission_notebook(NAME, NAME, who(course, "CRASHED")).id
    port = free_port()
    command = [sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no"]
    with serving(command, port, course, tmp_path, PYTHONPATH=str(course)) as lab, chromium() as browser:
        token = lab["address"].split("token=")[1]
        address = f"http://127.0.0.1:{port}/formgrader/submissions/{submission}/?token={token}"
        with opened(browser, address) as (shown, asked):
            shown.wait_for_function("document.querySelectorAll('input.score').length > 0")
            shown.wait_for_load_state("networkidle")
            assert shown.evaluate("window.hacked") is None
            assert [url for url in asked if not url.startswith((f"http://127.0.0.1:{port}/", "data:"))] == []
            assert shown.locator("math").count() > 10
            assert shown.locator("a[href^='javascript:'], a[href$='evil.html'], iframe, object").count() == 0
        lab["process"].send_signal(signal.SIGTERM)
        lab["process"].wait(timeout=60)


# ---------------------------------------------------------------- cleaning, piece by piece

@pytest.mark.parametrize("text", ACTIVE)
@pytest.mark.parametrize("clean", [clean_html, render_markdown])
def test_only_harmless_tags_and_attributes_are_left(clean, text):
    assert_harmless(clean(text))


def assert_harmless(text, but=frozenset()):
    """No element and no attribute that acts or loads, but for links to the web and pictures that hold their data."""
    for element in BeautifulSoup(text, "html.parser").find_all(True):
        assert element.name not in FORBIDDEN - but
        for name, value in element.attrs.items():
            assert not name.startswith("on") and name not in ("srcdoc", "action", "poster", "background")
            if name in ("href", "src"):
                assert re.match(r"https?://|mailto:|#|data:image/(png|jpeg|gif);base64,", value), value
            if name == "src":
                assert value.startswith("data:"), value


def test_what_is_harmless_stays():
    shown = render_markdown("# H\n\n**b** `c` [site](https://example.org) <details><summary>s</summary>d</details>\n\n"
                            "| a |\n|---|\n| 1 |\n\n![A dot](data:image/png;base64,iVBORw0KGgo=)")
    for part in ("<h1>H</h1>", "<strong>b</strong>", "<code>c</code>", '<a href="https://example.org">', "<summary>",
                 "<table>", '<img src="data:image/png;base64,iVBORw0KGgo=" alt="A dot">'):
        assert part in shown, part


def test_a_formula_becomes_mathml_or_stays_as_it_was_written():
    assert mathml("p^2", "inline").startswith('<math display="inline"><mrow><msup><mi>p</mi><mn>2</mn></msup>')
    assert "(1)" not in mathml(r"\begin{align}a&=b\end{align}", "block")
    for broken in (r"\frac{", r"\def\a{\a\a}\a", "x" * 5000, "{" * 3000):
        assert mathml(broken, "inline").startswith("<code>")


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "solutions").glob("*/*.ipynb")))
def test_every_formula_of_the_course_can_be_shown(name):
    for cell in read(ROOT / "solutions" / name / f"{name}.ipynb").cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"<code>\\", render_markdown(cell.source)), cell.id


# ---------------------------------------------------------------- release and fetch

def test_feedback_is_released_and_fetched_and_one_without_a_secret_stops_nobody(course, tmp_path):
    """The student's own secret finds the page; a submission that was put there by hand has neither secret nor time."""
    student, time = who(course, "missing minus"), "2026-11-28 12:00:00 UTC"
    cached = tmp_path / "cache" / "xent" / f"{student}+{NAME}+{time}"
    cached.mkdir(parents=True)
    shutil.copy(graded(course, student), cached)
    for folder in (cached, page(course, student).parent):
        (folder / "submission_secret.txt").write_text("secret")
    exchange = f"--Exchange.root={tmp_path / 'exchange'}"
    (tmp_path / "exchange").mkdir(mode=0o777)
    (tmp_path / "exchange").chmod(0o777)
    said = nbgrader(course, "release_feedback", NAME, exchange)
    assert "did not hand in through the exchange" in said
    assert len(list((tmp_path / "exchange" / "xent" / "feedback").glob("*.html"))) == 1
    nbgrader(course, "fetch_feedback", NAME, exchange, f"--Exchange.cache={tmp_path / 'cache'}",
             f"--Exchange.assignment_dir={tmp_path}", "--student", student)
    (fetched,) = (tmp_path / NAME / "feedback").glob("*/*.html")
    assert fetched.read_bytes() == page(course, student).read_bytes()
