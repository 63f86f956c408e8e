"""A page in Chromium: light, dark and on a phone, with axe; what it asks for and what ran in it."""

from __future__ import annotations

import contextlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--no-sandbox",  # CI may be root, whom Chromium's own sandbox refuses; it opens nothing but our own pages
    "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
CHROMIUM = "/usr/bin/chromium"
LOOKS = {
    "light": {"viewport": {"width": 1100, "height": 900}},
    "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
}


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=120_000)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser, address, **look):
    """The page, without the help of its own security policy, and the addresses that it asks for."""
    context = browser.new_context(bypass_csp=True, **look)
    context.set_default_timeout(120_000)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page, asked
    context.close()


def assert_readable(browser, path):
    """In every look: nothing for axe to say, nothing wider than the screen, nothing asked for but the page."""
    for name, look in LOOKS.items():
        with opened(browser, path.as_uri(), **look) as (page, asked):
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert page.evaluate("window.hacked") is None, name
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == [], name
