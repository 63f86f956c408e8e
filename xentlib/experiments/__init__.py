"""The experiments of the notebooks, and the tables for which a notebook has no time.

One module an experiment. A notebook runs it live with two seeds; its function `table()` runs it with all seeds and
returns the rows that `make tables` stores in xentlib/data/tables, so that text and figures show measured numbers:

    from xentlib.experiments import saturation, stored_table

    saturation.race(...)            # live, in seconds
    stored_table("saturation")      # measured earlier, by saturation.table()
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "tables"
# The modules here that have a `table()`.
TABLES: tuple[str, ...] = (
    "beat_zip",
    "clipped_gradients",
    "digit_reader",
    "focal",
    "label_smoothing",
    "logit_gap",
    "noisy_desk",
    "saturation",
    "sick_logs",
)


def stored_table(name: str) -> list[dict[str, Any]]:
    """The stored rows of one experiment, as `make tables` measured them.

    Each row maps the name of a column to its value. ValueError for a table that there is not.
    """
    if name not in TABLES:
        raise ValueError(f"name must be one of {', '.join(TABLES)}, but it is {name!r}.")
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def make_tables(names: Iterable[str] = ()) -> None:
    """Run the experiments with all their seeds, minutes each, and store their rows; all of them if none is named."""
    wanted = tuple(names) or TABLES
    if unknown := sorted(set(wanted) - set(TABLES)):
        raise SystemExit(f"There is no table {unknown[0]!r}; there are {', '.join(TABLES)}.")
    for name in wanted:
        rows = importlib.import_module(f"{__name__}.{name}").table()
        lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)  # one row a line: readable diffs
        (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{name}: {len(rows)} rows stored")
