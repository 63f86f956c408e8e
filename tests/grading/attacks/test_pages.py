"""Nothing of a submission runs, or poses as anything, in the browser of whoever opens its feedback."""

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from playwright.sync_api import sync_playwright
from traitlets.config.loader import PyFileConfigLoader

from .classroom import NAME, Held
from .pages import ATTACKS, MARKUP

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]
WATCH = "window.calls = 0; window.pwned = () => { window.calls += 1; }"
# Elements and attributes that could run something or lead away when they are used.
SUSPECTS = """() => [...document.querySelectorAll("*")].filter(element =>
    ["IFRAME", "OBJECT", "EMBED", "FORM", "BASE", "LINK", "TEMPLATE", "svg"].includes(element.tagName)
        && element.outerHTML.includes("pwned")
    || ["SCRIPT", "STYLE", "META"].includes(element.tagName) && element.outerHTML.includes("pwned")
    || [...element.attributes].some(attribute => /^on/i.test(attribute.name) && attribute.value.includes("pwned")
        || /^\\s*(javascript|data:text)/i.test(attribute.value.replace(/[\\x00-\\x20]/g, "")) && attribute.value.includes("pwned")
        || attribute.name == "style" && attribute.value.includes("pwned"))
).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="class")
def pages(graded):
    """The two pages of each submission: the student's feedback, and the one on which the formgrader grades it by hand."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(graded.course)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)
    about = {"assignment_id": NAME, "notebook_id": NAME, "submission_id": "1", "index": 0, "total": 1, "base_url": "",
             "student": "s", "last_name": "", "first_name": "", "notebook_path": ""}
    found = {}
    for student, feedback in graded.pages.items():
        path = graded.course / "gradebook" / "autograded" / student / NAME / f"{NAME}.ipynb"
        found[student] = [feedback, exporter.from_filename(str(path), resources=dict(about))[0]]
    return found


@pytest.fixture(scope="class")
def seen(pages, tmp_path_factory):
    """What the pages did in a browser: student -> calls, requests that they made, elements that could do more."""
    folder, found = tmp_path_factory.mktemp("pages"), {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        page = browser.new_page()
        page.add_init_script(WATCH)
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        for student, texts in pages.items():
            found[student] = []
            for number, text in enumerate(texts):
                requests.clear()
                path = folder / f"{student}-{number}.html"
                path.write_text(text)
                page.goto(path.as_uri(), wait_until="load")
                found[student] += ["pwned() was called"] * page.evaluate("window.calls") + page.evaluate(SUSPECTS)
                found[student] += [url for url in requests if "pwned" in url]
        browser.close()
    return found


class TestPages(Held):
    attacks = ATTACKS

    def test_nothing_runs(self, attack, seen):
        assert seen[attack.student] == []


def test_the_browser_would_have_noticed(tmp_path):
    """The markup does run where nobody cleans it."""
    path = tmp_path / "page.html"
    here_to_stay = MARKUP.replace("http-equiv", "name")
    path.write_text(f"<!DOCTYPE html><html><body>{here_to_stay}</body></html>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        page.wait_for_function("window.calls > 2")
        assert page.evaluate(SUSPECTS)
        browser.close()
