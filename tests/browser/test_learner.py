"""A learner's first hour in a real browser: from the address in the terminal to full marks and a map that has moved."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .lab import ENTROPY, START

NEGATIVE = """def entropy(p, base=2.0):
    p = xl.as_distribution(p)
    p = p[p > 0]
    return np.sum(p * np.log(p)) / np.log(base)"""
RIGHT = NEGATIVE.replace("np.sum(p * np.log(p))", "np.sum(p * np.log(1 / p))")


def assert_accessible(page, part):
    """axe-core finds nothing serious in our own parts of the page."""
    violations = Axe().run(page, context=part).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations
            if each["impact"] in ("serious", "critical")] == []


def test_a_first_hour(lab):
    lab.page.goto(lab.address)
    lab.wait_for(START)
    lab.screenshot("1-start")
    lab.run("imports")
    progress = lab.run("progress")
    expect(progress.get_by_role("row", name="01 Entropy")).to_contain_text("0 of 7")
    lab.screenshot("2-progress")
    progress.get_by_role("link", name="01 Entropy: the price of uncertainty").click()
    lab.wait_for(ENTROPY)

    lab.run_all()
    figure = lab.output("fixed-area").get_by_role("img")
    expect(figure).to_have_accessible_name(re.compile("^The cost of a code as an area.*Together they cover 2 bits.$"))
    assert figure.evaluate("image => image.complete && image.naturalWidth > image.width")
    lab.screenshot("3-figure")
    expect(lab.output("entropy-visible")).to_contain_text("Not attempted yet: entropy")

    lab.write("entropy", NEGATIVE)
    lab.run("entropy")
    report = lab.run("entropy-visible")
    expect(report).to_contain_text("A wrong value: entropy — 0 of 1 point")
    expect(report).to_contain_text("What your results show: your entropies are the right size, but negative.")
    lab.screenshot("4-misconception")

    lab.write("entropy", RIGHT)
    lab.run("entropy")
    expect(lab.run("entropy-visible")).to_contain_text("✓ Right: entropy — 1 of 1 point")
    lab.screenshot("5-right")
    said = lab.validate()
    assert "Not attempted yet: entropy_rows" in said
    assert "entropy — 1 of 1 point" not in said and "Not attempted yet: entropy " not in said
    assert_accessible(lab.page, ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-RenderedHTMLCommon.jp-OutputArea-output")

    lab.show(START)
    row = lab.run("progress").get_by_role("row", name="01 Entropy")
    expect(row).to_contain_text("1 of 7")
    expect(row).to_contain_text("✓ Right: entropy")
    lab.screenshot("6-moved")
    assert_accessible(lab.page, ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-RenderedHTMLCommon.jp-OutputArea-output")
