"""The site as people meet it: every page opened in Chromium from disk, in the light, in the dark, on a phone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from tests.browsing import chromium
from tests.notebooks.course import NAMES, notebook
from xentlib.site.reference import PAGES

ROOT = Path(__file__).parents[2]
# What differs in the dark and on a phone; to every other rule the page is the same.
DARK_AND_SMALL = ["color-contrast", "scrollable-region-focusable", "target-size"]
# axe looks long at each of a page's thousands of coloured words and letters of formulas. In the code one of each colour
# on each ground is enough, and a formula may be one word.
LEAVE_OUT_REPEATED = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span:not(:has(*))")) {
    const kind = [word.className, word.closest(".cell_input, .cell_output, article").className].join();
    if (seen.has(kind)) word.replaceWith(word.textContent);
    seen.add(kind);
  }
  for (const math of document.querySelectorAll("math")) math.replaceWith(math.textContent);
}"""


# A while after the window has a new width, the theme puts what now scrolls into the order of the Tab key.
REACHABLE = """() => [...document.querySelectorAll("[tabindex='-1']")].every(each =>
  each.scrollWidth <= each.clientWidth || !["auto", "scroll"].includes(getComputedStyle(each).overflowX))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "xentlib", "site", "--to", str(target)], cwd=ROOT, check=True)
    return target


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, parsed."""
    return {path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@dataclass
class Visit:
    """What a browser met on one page."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    wide: int = 0  # pixels that a phone would have to scroll sideways


@pytest.fixture(scope="module")
def visits(site, pages, browser):
    """Each page is opened once, narrow and dark, and then made wide and light."""
    page, axe, met = browser.new_page(), Axe(), {name: Visit() for name in pages}
    now = Visit()
    page.on("console", lambda message: now.console.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: now.console.append(str(error)))
    page.on("request", lambda request: now.requests.append(request.url))
    # axe would fetch the style sheets again, which a page opened from disk may not do.
    every = {"preload": False, "resultTypes": ["violations"]}
    small = every | {"runOnly": {"type": "rule", "values": DARK_AND_SMALL}}
    for name in pages:
        now = met[name]
        for scheme, width, options in (("dark", 360, small), ("light", 1280, every)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            if scheme == "dark":
                page.goto((site / name).as_uri())
                now.wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                page.evaluate(LEAVE_OUT_REPEATED)
            page.wait_for_function(f"document.documentElement.dataset.theme == '{scheme}'")
            page.wait_for_function(REACHABLE)
            now.barriers += barriers(axe.run(page, options=options))
    return met


def barriers(results):
    """What axe finds serious or critical, with the place."""
    return [f"{found['id']}: {node['html'][:200]}" for found in results.response["violations"]
            if found["impact"] in ("serious", "critical") for node in found["nodes"]]


def those(visits, what):
    return {name: getattr(visit, what) for name, visit in visits.items() if getattr(visit, what)}


def test_everything_is_there(pages):
    wanted = {"index.html", "learners.html", "instructors.html", "maintainers.html", "search.html",
              "reference/index.html", *(f"reference/{page.name}.html" for page in PAGES),
              *(f"notebooks/{name}/{name}.html" for name in NAMES)}
    assert set(pages) == wanted


def test_no_serious_barrier_in_the_light_in_the_dark_or_on_a_phone(visits):
    assert those(visits, "barriers") == {}


def test_no_error_in_the_console(visits):
    assert those(visits, "console") == {}


def test_nothing_is_asked_of_another_place(site, visits):
    asked = {url for visit in visits.values() for url in visit.requests}
    assert (site / "index.html").as_uri() in asked
    assert {url for url in asked if not url.startswith(("data:", site.as_uri()))} == set()


def test_a_phone_scrolls_in_one_direction_only(visits):
    assert those(visits, "wide") == {}


def test_no_link_is_broken(site, pages):
    broken = []
    for name, soup in pages.items():
        for tag in soup.find_all(True):
            target = tag.get("href") or tag.get("src")
            if not target or re.match("https?:|data:|mailto:", target):
                continue
            address, place = urldefrag(target)
            path = os.path.normpath(os.path.join(os.path.dirname(name), unquote(address))) if address else name
            there = (site / path.partition("?")[0]).is_file()
            if there and place and path in pages:
                there = pages[path].find(id=unquote(place)) is not None
            if not there:
                broken.append(f"{name}: {target}")
    assert broken == []


def test_every_page_says_what_it_is(pages):
    for name, soup in pages.items():
        assert soup.html["lang"] == "en", name
        assert soup.title.text.strip(), name
    titles = [soup.title.text for soup in pages.values()]
    assert len(set(titles)) == len(titles)


def test_headings_go_down_one_step_at_a_time(pages):
    for name, soup in pages.items():
        headings = soup.find("main").find_all(re.compile("^h[1-6]$"))
        levels = [int(tag.name[1]) for tag in headings if not tag.find_parent(class_="onlyprint")]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)


def test_every_picture_is_told_in_words(pages):
    pictures = [(name, image) for name, soup in pages.items() for image in soup.find("main").find_all("img")]
    assert len(pictures) > 80
    for name, image in pictures:
        words = image.get("alt", "")
        assert len(words.split()) >= 8, (name, words)
        assert not re.search(r"\.png|_build|No description has been provided", words), (name, words)


def test_no_solution_is_told(site, pages):
    """No line of an answer, a hidden check or a mark scheme that the learners' notebooks do not show themselves."""
    shown = "\n".join(cell.source for name in NAMES for cell in notebook("notebooks", name).cells)
    secret = {line.strip() for name in NAMES for cell in notebook("solutions", name).cells
              if "nbgrader" in cell.metadata for line in cell.source.splitlines()}
    secret = {line for line in secret if len(line) > 20 and line not in shown}
    assert len(secret) > 300
    for name, soup in pages.items():
        text = soup.get_text()
        if not name.startswith("reference/"):  # an example there may be a line of an answer, in other words
            assert {line for line in secret if line in text} == set(), name
    assert not list(site.glob("_sources/**/*.*"))


@pytest.mark.parametrize(("words", "page"), [("huffman", "01_shannon_entropy.html"),
                                             ("kl_divergence", "reference/information.html")])
def test_the_search_needs_no_network(site, browser, words, page):
    tab = browser.new_page()
    tab.goto(f"{(site / 'search.html').as_uri()}?q={words}")
    tab.locator(f"#search-results a[href*='{page}']").first.wait_for()
    tab.close()


def test_every_formula_is_drawn(pages):
    formulas = [math for soup in pages.values() for math in soup.find_all("math")]
    assert len(formulas) > 800
    assert [math for math in formulas if "\\" in math.get_text()] == []
    assert {tag.name for math in formulas for tag in math.find_all(True)} <= {
        "mfrac", "mi", "mn", "mo", "mover", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
        "mtd", "mtext", "mtr", "munder", "munderover"}  # MathML Core: what browsers draw
