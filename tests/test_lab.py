"""`make lab`: the course is served, with nbgrader's extensions working, and stops when it is told to."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from xentlib.kernel_connection import PromptConnection

ROOT = Path(__file__).parents[1]
START = "notebooks/00_surprise/00_surprise.ipynb"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serving(command, port, folder, home, **more):
    """What a command that opens the lab says until it has told where the course is, and a way to ask its server."""
    settings = {name: str(home / name.lower()) for name in (
        "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR")}
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **settings, **more}, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        said = ""
        while "Ctrl+C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended early:\n{said}"
            said += line
        address = re.search(r"http://\S+", said).group()
        token = address.split("token=")[1]

        def ask(path, data=None):
            request = urllib.request.Request(f"http://localhost:{port}/{path}", data=data,
                                             headers={"Authorization": f"token {token}"})
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read().decode()

        yield {"said": said, "address": address, "port": port, "ask": ask, "process": process}
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    port = free_port()
    command = ["make", "lab", f"PORT={port}", "BROWSER=no"]
    with serving(command, port, ROOT, tmp_path_factory.mktemp("home")) as served:
        yield served


def test_it_says_where_the_course_is_and_what_to_do(lab):
    assert f"/lab/tree/{START}?token=" in lab["address"]
    for words in ("Shift+Enter", "Validate", "Ctrl+C"):
        assert words in lab["said"]


def test_the_address_opens_jupyterlab(lab):
    with urllib.request.urlopen(lab["address"], timeout=60) as page:
        assert page.status == 200
        assert "JupyterLab" in page.read().decode()


def test_a_stranger_without_the_token_gets_nothing(lab):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://localhost:{lab['port']}/api/contents/{START}", timeout=60)
    refused.value.close()
    assert refused.value.code == 403


def test_the_start_notebook_is_there(lab):
    status, text = lab["ask"](f"api/contents/{START}?content=0")
    assert status == 200 and json.loads(text)["type"] == "notebook"


def test_nbgraders_extensions_are_enabled(lab):
    _, page = lab["ask"]("lab")
    config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S).group(1))
    extensions = {each["name"] for each in config["federated_extensions"]}
    assert "@jupyter/nbgrader" in extensions and "@jupyter-widgets/jupyterlab-manager" in extensions


def test_nobody_is_asked_for_news_or_updates(lab):
    _, text = lab["ask"]("lab/api/settings/@jupyterlab/apputils-extension:notification")
    defaults = {name: each["default"] for name, each in json.loads(text)["schema"]["properties"].items()}
    assert (defaults["fetchNews"], defaults["checkForUpdates"]) == ("false", False)


def test_the_formgrader_lists_the_notebooks(lab):
    status, text = lab["ask"]("formgrader/api/assignments")
    assert status == 200
    assert {"00_surprise", "01_shannon_entropy"} <= {each["name"] for each in json.loads(text)}


def test_validate_shows_our_reports(lab):
    _, text = lab["ask"](f"assignments/validate?path={START}", data=b"")
    answer = json.loads(text)
    assert answer["success"], answer
    failed = json.loads(answer["value"])["failed"] if isinstance(answer["value"], str) else answer["value"]["failed"]
    assert any("Not attempted yet: surprisal" in each["error"] for each in failed)


def test_a_kernels_messages_are_sent_at_once(lab, monkeypatch):
    """Otherwise a picture that follows a slider is up to 40 ms late."""
    family = psutil.Process(lab["process"].pid).children(recursive=True)
    name = f"{PromptConnection.__module__}.{PromptConnection.__name__}"
    assert any(name in word for process in family for word in process.cmdline())
    done = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: done.append("connected"))
    monkeypatch.setattr(KernelWebsocketHandler, "set_nodelay", lambda self, value: done.append(value))
    PromptConnection(websocket_handler=KernelWebsocketHandler.__new__(KernelWebsocketHandler)).connect()
    assert done == [True, "connected"]


def test_a_second_lab_on_the_same_port_is_told_so(lab):
    command = ["make", "lab", f"PORT={lab['port']}", "BROWSER=no"]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert second.returncode != 0
    assert f"Port {lab['port']} is in use" in second.stderr


def test_ctrl_c_stops_it(lab):  # last in this file: the server is gone afterwards
    os.killpg(lab["process"].pid, signal.SIGINT)
    rest, _ = lab["process"].communicate(timeout=30)
    assert "JupyterLab is stopped." in rest
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", lab["port"]), timeout=2)
