"""What the frameworks answered when the parity tests asked them: stored numbers, since none of them is needed here."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "framework_table.json"


def versions() -> dict[str, str]:
    """Which version of each framework was asked."""
    return json.loads(FILE.read_text(encoding="utf-8"))["versions"]


def answers(function: str) -> dict[str, dict[str, float]]:
    """For each question about a function, such as "bce_probs", the answer of every framework that has one.

    "exact" is the right answer. Questions that should be refused have none, and are left out.
    """
    found: dict[str, dict[str, float]] = {}
    for row in json.loads(FILE.read_text(encoding="utf-8"))["rows"]:
        if row["function"] == function and None not in (row["value"], row["exact"]):
            found.setdefault(row["question"], {"exact": float(row["exact"])})[row["framework"]] = float(row["value"])
    return found
