"""An exploration in Chromium, with its real page part and its real kernel part; between them a stub of Jupyter."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browsing import chromium
from xentlib import explore, plots
from xentlib.explore.widget import HERE

SITE = "http://exploration.test"  # answered by the test itself: nothing else is let through
PATIENCE = 120_000  # milliseconds; a busy machine is no failure
PAGE = """<!doctype html>
<html lang="en">
<title>An exploration</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="exploration.css">
<style>:root { color-scheme: light dark } body { margin: 1em; font-family: sans-serif }</style>
<main><h1>An exploration</h1><div id="here"></div></main>
<script type="module">
  import exploration from "./exploration.js";
  const state = STATE, heard = window.heard = {};
  let unsaved = false;
  function change(name, value) {
    state[name] = value;
    (heard[`change:${name}`] ?? []).forEach((tell) => tell());
  }
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(value) === JSON.stringify(state[name])) return;
      unsaved = true;
      change(name, value);
    },
    async save_changes() {  // as in ipywidgets: of what has changed
      if (unsaved) { unsaved = false; change("shown", await window.kernel(state.position)); }
    },
    async send(message) {
      const sketch = await window.sketch(message.values);
      sketched.push(JSON.stringify(message.values));
      (heard["msg:custom"] ?? []).forEach((tell) => tell(sketch));
    },
    on: (event, tell) => (heard[event] ??= []).push(tell),
    off: (event, tell) => { heard[event] = heard[event].filter((each) => each !== tell); },
  };
  const sketched = window.sketched = [], pictures = window.pictures = [];
  window.leave = exploration.render({ model, el: document.querySelector("#here") });
  const image = document.querySelector("img");
  new MutationObserver(() => pictures.push({
    source: image.src, alt: image.alt, caption: document.querySelector("figcaption").textContent,
  })).observe(image, { attributeFilter: ["src"] });
</script>
</html>"""


@pytest.fixture(scope="module")
def browser():
    expect.set_options(timeout=PATIENCE)
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser):
    """A function that opens an exploration in a page of its own; anything that it asks the outside for fails."""
    contexts, wrong = [], []

    def opened(widget, **settings):
        def answer(route):
            name = route.request.url.removeprefix(SITE).strip("/")
            if name == "":
                state = {each: getattr(widget, each) for each in ("question", "sliders", "position", "shown")}
                route.fulfill(body=PAGE.replace("STATE", json.dumps(state)), content_type="text/html")
            elif name in ("exploration.js", "exploration.css"):
                route.fulfill(path=HERE / name)
            else:
                wrong.append(route.request.url)
                route.abort()

        def kernel(position):
            widget.position = position
            return widget.shown

        contexts.append(browser.new_context(**settings))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.route("**/*", answer)
        page.expose_function("kernel", kernel)
        page.expose_function("sketch", lambda values: widget.sketch(**values))
        page.goto(SITE)
        expect(page.get_by_role("img")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def rest(page, *words):
    """Wait for the picture in full, with these words in its description below."""
    for word in words:
        expect(page.locator("figcaption")).to_contain_text(word)
    expect(page.get_by_role("img")).to_have_attribute("src", re.compile("^data:image/png"))


def named(page, role):
    """The names of all that have this role, from Chromium's accessibility tree."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == role]


def values_said(page):
    """What is said for each slider's value (Chromium's tree has it for the screen reader, but not for a test)."""
    return page.get_by_role("slider").evaluate_all("all => all.map((each) => each.ariaValueText)")


def test_the_keyboard_moves_the_picture_and_reset_brings_it_back(open_page):
    page = open_page(explore.bent_coin())
    slider = page.get_by_role("slider", name="p, probability of heads")
    page.keyboard.press("Tab")
    expect(slider).to_be_focused()
    assert slider.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.keyboard.press("ArrowLeft")
    rest(page, "p = 0.89")
    page.keyboard.press("Home")
    rest(page, "p = 0")
    expect(page.locator("output")).to_have_text("0.00")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    rest(page, "p = 0.9")
    expect(slider).to_have_value("0.9")


def test_the_mouse_drags_sketches_along_and_the_words_wait_for_the_rest(open_page):
    page = open_page(explore.tangent_line())
    before = page.locator("figcaption").text_content()
    box = page.get_by_role("slider", name="p, true share").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.7 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.2 * box["width"], y, steps=12)
    page.mouse.up()
    expect(page.get_by_role("slider", name="p, true share")).not_to_have_value("0.7")
    value = page.get_by_role("slider", name="p, true share").input_value()
    rest(page, f"p = {float(value):.3g}")
    pictures = page.evaluate("window.pictures")
    moving = [picture for picture in pictures if picture["source"].startswith("data:image/jpeg")]
    assert moving and pictures[-1] not in moving
    words = {picture["alt"] for picture in pictures if picture not in moving} | {before}
    assert {picture["caption"] for picture in moving} <= words
    assert pictures[-1]["alt"] == page.locator("figcaption").text_content()


def test_where_the_sketches_are_there_already_the_picture_moves_with_the_slider(open_page):
    """Nothing is asked of the kernel between the movement and its picture."""
    page = open_page(explore.bent_coin())
    page.wait_for_function("window.sketched.length === 100")
    assert page.evaluate("window.sketched")[:3] == ['{"p":0.91}', '{"p":0.89}', '{"p":0.92}']
    alts = page.get_by_role("slider").evaluate("""slider => [0.5, 0.51, 0.3].map((value) => {
        slider.value = value;
        slider.dispatchEvent(new Event("input"));
        return document.querySelector("img").alt;
    })""")
    assert alts == [plots.entropy_curve(p).description for p in (0.5, 0.51, 0.3)]
    rest(page, alts[-1])
    page.wait_for_function("window.sketched.length === 101")  # the place where it stood before
    assert len(set(page.evaluate("window.sketched"))) == 101


def test_there_and_back_without_a_rest(open_page):
    page = open_page(explore.bent_coin())
    slider = page.get_by_role("slider")
    slider.evaluate("""slider => [0.5, 0.9].forEach((value) => {
        slider.value = value;
        slider.dispatchEvent(new Event("input"));
    })""")
    rest(page, "p = 0.9,")
    slider.press("Home")
    page.get_by_role("button").press("Enter")
    rest(page, "p = 0.9,")
    page.wait_for_function("window.sketched.length >= 100")  # it goes on


def test_an_exploration_out_of_sight_asks_for_nothing(open_page):
    page = open_page(explore.bent_coin(), viewport={"width": 800, "height": 400})
    page.evaluate("document.querySelector('h1').style.marginTop = '3000px'")
    page.evaluate("""async () => {
        for (let count = -1; count !== window.sketched.length;) {  // until what was under way is there
            count = window.sketched.length;
            await window.sketch({ p: 0.5 });
        }
        window.before = window.sketched.length;
        await window.sketch({ p: 0.5 });
    }""")
    assert page.evaluate("window.sketched.length === window.before && window.before < 100")
    page.get_by_role("slider").press("ArrowLeft")
    rest(page, "p = 0.89")


def test_a_screen_reader_hears_names_and_values_with_their_units(open_page):
    page = open_page(explore.codeword_budget())
    assert named(page, "slider") == [f"{day}, length of its codeword" for day in ("sun", "clouds", "rain", "snow")]
    assert named(page, "button") == ["Reset"]
    assert named(page, "image") == [page.locator("figcaption").text_content()]
    assert values_said(page) == ["2 digits"] * 4
    page.get_by_role("slider", name="sun").press("ArrowLeft")
    rest(page, "sun takes 0.5 with length 1")
    assert values_said(page) == ["1 digit", "2 digits", "2 digits", "2 digits"]


def test_a_slider_over_names_says_them(open_page):
    page = open_page(explore.pulled_logits())
    page.get_by_role("slider", name="truth").press("ArrowLeft")
    rest(page, "the truth is orange")
    assert values_said(page) == ["2.0 nats", "0.7 nats", "0.0 nats", "orange"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_it_fits_and_axe_finds_nothing(open_page, scheme, width):
    page = open_page(explore.along_the_cliff(), color_scheme=scheme, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_what_is_left_is_no_longer_heard(open_page):
    page = open_page(explore.bent_coin())
    listeners = "Object.values(window.heard).flat().length"
    assert page.evaluate(listeners) == 3
    page.evaluate("window.leave()")
    assert page.evaluate(listeners) == 0
