"""A report is a plain number to nbgrader, a page for people and data for the instructor."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from nbgrader.utils import determine_grade

from tests.checking.toys import DOUBLE, double, report
from xentlib.checking import MIME, Finding, Misconception, Report, Verdict


def points_in_nbgrader(made):
    """What nbgrader gives for a check cell that ends in this report."""
    data, metadata = DisplayFormatter().format(made)
    shown = nbformat.v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    graded = {"grade": True, "solution": False, "locked": True, "points": made.max_points, "grade_id": "double-visible"}
    cell = nbformat.v4.new_code_cell("check()", outputs=[shown], metadata={"nbgrader": graded})
    points, most = determine_grade(cell)
    assert most == made.max_points
    return points


def finding(sentence="A sentence.", *facts, verdict=Verdict.WRONG_VALUE):
    return Finding(verdict, sentence, facts)


class Page(HTMLParser):
    """The elements and the words of a piece of HTML; every element has to be closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.elements, self.words = [], [], ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("points, text", [(0, "0"), (0.0, "0"), (1, "1"), (2.5, "2.5"), (0.67, "0.67"), (10, "10")])
def test_the_plain_form_is_the_number_of_points(points, text):
    made = Report("double", "hidden", points, 10, finding())
    assert repr(made) == text
    assert points_in_nbgrader(made) == points


def test_the_bundle_has_a_number_a_page_and_data():
    made = report(lambda x: x * x)
    bundle, metadata = made._repr_mimebundle_()
    assert metadata == {}
    assert set(bundle) == {"text/plain", "text/html", MIME}
    assert (bundle["text/plain"], bundle["text/html"]) == ("0", made._repr_html_())
    data = json.loads(json.dumps(bundle[MIME], allow_nan=False))
    assert data == {"exercise": "double", "part": "visible", "verdict": "wrong_value", "misconception": "squared",
                    "points": 0.0, "max_points": 1, "text": str(made)}


def test_which_text_was_checked_stands_beside_the_output_where_no_comparison_looks():
    made = replace(report(double), answer="0123456789abcdef")
    data, metadata = DisplayFormatter().format(made)
    assert metadata[MIME] == {"answer": "0123456789abcdef"}
    assert "0123456789abcdef" not in str(data)


def test_the_data_of_a_right_answer_name_no_misconception():
    assert report(double).data()["misconception"] is None
    assert report(double).data()["verdict"] == "right"


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_a_headline_with_a_mark_beside_its_colour(verdict):
    made = Report("double", "visible", 0, 1, finding(verdict=verdict))
    mark = {Verdict.RIGHT: "✓", Verdict.NOT_ATTEMPTED: "○"}.get(verdict, "✗")
    line = f"{mark} {verdict.value}: double — 0 of 1 point"
    assert str(made).splitlines()[0] == line
    assert line in Page(made._repr_html_()).words
    assert len(Verdict) == 6


def test_the_hidden_part_says_so():
    made = Report("double", "hidden", 1.5, 4, finding())
    assert made.headline == "A wrong value: double, further cases — 1.5 of 4 points"


def test_the_text_puts_facts_insight_question_and_notes_below_each_other():
    made = Report("double", "visible", 0, 1, finding("It is wrong.", ("The call", "double(3.0)"), ("Expected", "6.0")),
                  passed=["This holds."], missing=["That does not."], notes=["you printed."],
                  misconception=Misconception("squared", "you square.", "Why?"))
    assert str(made) == """\
✗ A wrong value: double — 0 of 1 point
It is wrong.
    The call: double(3.0)
    Expected: 6.0

What your results show: you square.
Think about this: Why?

  ✓ This holds.
  ✗ That does not.
Note: you printed."""


def test_the_page_says_what_the_text_says():
    made = report(lambda x: x * x)
    page = Page(made._repr_html_())
    for words in ("double(3.0)", "9.0", "6.0", "What your results show:", "you multiply the number by itself.",
                  "What is twice 5?", "Twice 3 is 6."):
        assert words in page.words
        assert words.rstrip(".") in str(made)
    assert ("div", "region", "Report on double") in [
        (tag, a.get("role"), a.get("aria-label")) for tag, a in page.elements]
    assert {a["scope"] for tag, a in page.elements if tag == "th"} == {"row"}


def test_code_in_a_sentence_is_set_as_code():
    made = Report("double", "visible", 0, 1, finding("Look at `x < 1` and at ` alone."))
    assert "Look at <code>x &lt; 1</code> and at <code> alone.</code>" in made._repr_html_()


def test_nothing_that_an_answer_says_becomes_markup():
    evil = "</p><script>alert('&')</script>"
    made = Report(evil, "visible", 0, 1, finding(evil, (evil, evil)), passed=[evil], missing=[evil], notes=[evil],
                  misconception=Misconception(evil, evil, evil))
    page = Page(made._repr_html_())
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.words.count("<script>alert('&')</script>") == 9


def test_a_learners_text_reaches_the_page_escaped():
    def shouting(x):
        print("<script>1</script>")
        raise ValueError("<script>2</script>")

    for answer in (shouting, lambda x: "<script>3</script>", "<script>4</script>"):
        page = Page(report(answer)._repr_html_())
        assert "script" not in {tag for tag, _ in page.elements}
        assert "<script>" in page.words


def test_an_output_as_a_notebook_file_keeps_it_is_read_the_same():
    made = report(lambda x: 2 * x, part="hidden")
    data, _ = DisplayFormatter().format(made)
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("check()", outputs=[output])])
    nbformat.validate(notebook)
    file = io.StringIO()
    nbformat.write(notebook, file)
    again = nbformat.reads(file.getvalue(), as_version=4).cells[0].outputs[0]
    assert float(again.data["text/plain"]) == made.points == 3
    assert DOUBLE.hidden_points == 4
