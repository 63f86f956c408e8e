"""A notebook from elsewhere, with its outputs: JupyterLab doesn't trust them, and takes away some of their HTML."""

import re

from playwright.sync_api import expect

NAME = "01_shannon_entropy"


def test_figures_and_reports_keep_their_words(lab):
    lab.open(f"solutions/{NAME}/{NAME}.ipynb")
    assert not lab.trusts("fixed-area") and not lab.trusts("entropy-visible")
    lab.screenshot("figure", lab.cell("fixed-area"))
    lab.screenshot("report", lab.cell("entropy-visible"))
    figure = lab.output("fixed-area")
    expect(figure.get_by_role("img")).to_have_accessible_name(re.compile("^The cost of a code .* cover 2 bits.$"))
    assert figure.get_by_role("img").evaluate("image => image.complete && image.naturalWidth > image.width")
    report = lab.output("entropy-visible")
    expect(report).to_contain_text("✓ Right: entropy — 1 of 1 point")
    assert report.locator(".jp-RenderedHTML > div").evaluate("each => each.style.borderLeftWidth") == "5px"



def test_a_figure_is_heard_once_when_it_was_drawn_here(lab):
    lab.open(f"notebooks/{NAME}/{NAME}.ipynb")
    lab.run("imports")
    figure = lab.run("fixed-area")
    assert lab.trusts("fixed-area")
    assert figure.aria_snapshot().count("The cost of a code as an area") == 1
