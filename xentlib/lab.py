"""Open the course in JupyterLab: `make lab`, or `python -m xentlib lab`."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
START = "notebooks/00_surprise/00_surprise.ipynb"
SETTINGS = Path(__file__).with_name("data") / "jupyterlab"  # asks nobody for news, updates or extensions
PATIENCE = 120  # seconds for a cold start on a slow machine


def open_lab(port: int, browser: bool, extra: list[str]) -> int:
    """Serve the course on this machine, say where, and stay until it is stopped; returns the exit status."""
    if not (COURSE / START).exists():
        print(f"The start notebook {START} is missing in {COURSE}; is this the course's folder?", file=sys.stderr)
        return 1
    if _taken(port):
        print(f"Port {port} is in use, perhaps by a JupyterLab that is already open. "
              f"To use another: make lab PORT={port + 1}", file=sys.stderr)
        return 1
    if not os.access((COURSE / START).parent, os.W_OK):
        print(f"The folder {COURSE} is read-only for you: you can read and run everything, but your answers cannot be "
              "saved. Copy the course to a folder of your own to work in it.\n", flush=True)
    for ending in (signal.SIGINT, signal.SIGTERM):  # Ctrl+C and kill; also where whoever started this ignores them
        signal.signal(ending, signal.default_int_handler)
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(16)
    address = f"http://localhost:{port}/lab/tree/{START}?token={token}"
    print("Starting JupyterLab ...", flush=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0",
         f"--ServerApp.root_dir={COURSE}", "--log-level=ERROR",
         f"--LabApp.app_settings_dir={SETTINGS}", "--LabApp.extension_manager=readonly",
         "--KernelManager.transport_encryption=auto",
         "--ServerApp.kernel_websocket_connection_class=xentlib.kernel_connection.PromptConnection",
         *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []), *extra],
        cwd=COURSE, env={**os.environ, "JUPYTER_TOKEN": token})
    try:
        if not _answers(server, port):
            print("JupyterLab did not start; the lines above say why.", file=sys.stderr)
            server.terminate()
            return server.wait() or 1
        print(f"""
The course is open. The start notebook is notebook 00, "Surprise!":

    {address}

Run a cell with Shift+Enter. The other notebooks are a click away: notebook 00 links to them all.
The Validate button above a notebook runs it from the top and lists the checks that do not pass yet.
Stop everything here with Ctrl+C; your notebooks are saved.
""", flush=True)
        if browser and _screen():
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        server.send_signal(signal.SIGTERM)
        server.wait()
        print("\nJupyterLab is stopped.")
        return 0


def _taken(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _answers(server: subprocess.Popen, port: int) -> bool:
    """Wait until the server answers; False if it ends or stays silent."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=1).close()
            return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _screen() -> bool:
    """Whether a browser window can open here."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
