"""One list of packages, however the course is installed."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]


def test_conda_users_get_the_same_packages():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    packages = {entry.replace(" ", "") for entry in listed if isinstance(entry, str)} - {"pip"}
    assert packages == {entry.replace(" ", "") for entry in WANTED} | {f"python{PROJECT['requires-python']}"}


def pinned():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_every_package_is_pinned_to_a_version_without_hosts():
    pins = pinned()
    assert all(re.fullmatch(r"[\w.!+]+", version) for version in pins.values())
    names = {re.match(r"[\w-]+", entry).group().lower() for entry in WANTED}
    assert names <= {name.lower().replace("_", "-") for name in pins}
    assert "://" not in (ROOT / "constraints.txt").read_text()


def test_jsonschema_stays_below_the_slow_versions():
    major, minor = map(int, pinned()["jsonschema"].split(".")[:2])
    assert (major, minor) < (4, 25)


def test_what_runs_is_what_is_pinned():
    from importlib.metadata import version

    pins = pinned()
    assert {name: version(name) for name in ("numpy", "matplotlib", "jupyterlab", "nbgrader", "nbval")} == {
        name: pins[name] for name in ("numpy", "matplotlib", "jupyterlab", "nbgrader", "nbval")}
