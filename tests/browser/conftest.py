"""One copy of the course, one JupyterLab and one Chromium for each file, and a watch over all that is asked for."""

from __future__ import annotations

import re
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.notebooks.course import copy_course
from tests.test_lab import free_port, serving

from .lab import PATIENCE, SCREENSHOTS, Lab

ARGUMENTS = [
    "--no-sandbox",  # CI may be root, whom Chromium's own sandbox refuses; it opens nothing but our own pages
    "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nothing off this machine is found
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Where some people keep a course: in a folder with a space and an umlaut."""
    return copy_course(tmp_path_factory.mktemp("browser") / "Übungen zur Entropie")


@pytest.fixture(scope="module")
def prefix():
    """What stands before the command that opens the lab."""
    return []


@pytest.fixture(scope="module")
def served(course, prefix, tmp_path_factory):
    """`make lab`'s own command, which a browser then visits."""
    home = tmp_path_factory.mktemp("home")
    port = free_port()
    command = [*prefix, sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no", "--",
               "--LabApp.expose_app_in_browser=True"]  # so that a test can see what state it is in
    with serving(command, port, course, home, PYTHONPATH=str(course), HOME=str(home)) as lab:
        yield lab


@pytest.fixture(scope="module")
def chromium():
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def harmless():
    """What the console may say: patterns. Nothing, as it is."""
    return []


@pytest.fixture
def watched_page(chromium, harmless, request):
    """A new page. In the end nothing off this machine was asked for, and the console has said nothing but that."""
    context = chromium.new_context(viewport={"width": 1300, "height": 1100})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("console", lambda message: message.type == "error" and said.append(f"{message.text} {message.location}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and said.append(f"{answer.status} {answer.url}"))
    yield page
    page.screenshot(path=SCREENSHOTS / f"{request.node.name}-at-the-end.png")
    context.close()
    assert [url for url in asked if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1):|data:|blob:", url)] == []
    assert [each for each in said if not any(re.search(pattern, each) for pattern in harmless)] == []


@pytest.fixture
def lab(watched_page, served, request):
    return Lab(watched_page, served["address"], request.node.name)
