"""What the site is made of: lessons without answers, formulas, docstrings; and the solutions, if somebody asks."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import xentlib
from tests.notebooks.course import NAMES, answer_cells, notebook
from xentlib.checking.report import MIME
from xentlib.site import lessons
from xentlib.site.formulas import mathml
from xentlib.site.reference import PAGES, markdown, reference_page, signature

ROOT = Path(__file__).parents[2]


def for_people(output):
    """The output without a report's form for programs, which no page can show."""
    return {**output, "data": {kind: data for kind, data in output["data"].items() if kind != MIME}} if (
        "data" in output) else output


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_shows_what_its_cells_draw_and_nothing_of_an_answer(name):
    solved = {cell.id: cell for cell in notebook("solutions", name).cells if cell.cell_type == "code"}
    figures = 0
    for cell in lessons.lesson(name).cells:
        if cell.cell_type != "code":
            continue
        if "nbgrader" in cell.metadata:
            assert cell.outputs == []
        elif lessons.PERSONAL in cell.metadata.get("tags", []):
            assert "JupyterLab" in cell.outputs[0].data["text/html"]
        else:
            assert [for_people(output) for output in solved[cell.id].outputs] == cell.outputs
            figures += "<img" in str(cell.outputs)
    assert figures >= 3


def test_an_answer_in_the_learners_notebook_is_refused(monkeypatch):
    book = nbformat.from_dict(notebook("notebooks", NAMES[1]).copy())
    read = lessons._read
    monkeypatch.setattr(lessons, "_read", lambda half, name: book if half == "notebooks" else read(half, name))
    answer = answer_cells(book)[0]
    monkeypatch.setitem(answer, "source", "def entropy(p, base=2.0):\n    return 1.0\n")
    with pytest.raises(ValueError, match=r"holds an answer to entropy; .*make notebooks"):
        lessons.lesson(NAMES[1])


@pytest.mark.parametrize(("latex", "expected"), [
    (r"-\ln p", '<mo form="prefix">−</mo><mi>ln</mi><mspace width="0.167em" /><mi>p</mi>'),
    (r"y \ln p", '<mi>y</mi><mspace width="0.167em" /><mi>ln</mi><mspace width="0.167em" /><mi>p</mi>'),
    (r"a - b", "<mi>a</mi><mo>−</mo><mi>b</mi>"),
    (r"= -1", '<mo>=</mo><mo form="prefix">−</mo><mn>1</mn>'),
    (r"1/2", '<mn>1</mn><mo lspace="0" rspace="0">/</mo><mn>2</mn>'),
    (r"\mathbf 1", "<mn>𝟏</mn>"),
    (r"\mathrm{softmax}(z)", '<mi>softmax</mi><mo stretchy="false" form="prefix">('),
    (r"-\infty", "<mi>∞</mi>"),
    (r"\boxed{x}", '<mrow class="boxed"><mrow><mi>x</mi></mrow></mrow>'),
])
def test_formulas_are_set_as_tex_sets_them(latex, expected):
    assert expected in mathml(latex)


def test_a_docstring_becomes_markdown():
    said = markdown("Price of p_k * q_k.\n\nSee `fit_ngram`. \n\nShapes: (N, K). Units: nats.\n\n>>> 1 + 1\n2")
    assert said == (r"Price of p\_k \* q\_k." "\n\nSee `fit_ngram`.\n\n:Shapes: (N, K).\n:Units: nats.\n\n"
                    "```pycon\n>>> 1 + 1\n2\n```")


def test_a_signature_is_what_one_types():
    assert signature(xentlib.entropy) == "(p, base=2.0, axis=-1)"


def test_everything_that_the_library_offers_is_described():
    told = "".join(reference_page(page) for page in PAGES)
    offered = [name for name, thing in vars(xentlib).items() if callable(thing)]
    assert len(offered) > 90
    assert [name for name in offered if f" {name}(" not in told] == []


def test_the_solutions_are_published_when_asked(tmp_path):
    command = [sys.executable, "-m", "xentlib", "site", "--solutions", "yes", "--to", str(tmp_path / "site")]
    subprocess.run(command, cwd=ROOT, check=True)
    for name in NAMES:
        page = (tmp_path / "site" / "solutions" / name / f"{name}.html").read_text(encoding="utf-8")
        assert "Report on" in page
