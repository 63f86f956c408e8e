"""The stored tables are those that the experiments make, and `make tables` makes them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from xentlib import experiments
from xentlib.experiments import FOLDER, TABLES, make_tables, stored_table

ROOT = Path(__file__).parents[2]


def test_every_table_is_stored_and_nothing_else():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_the_same_columns(name):
    rows = stored_table(name)
    assert rows
    assert len({tuple(row) for row in rows}) == 1


def test_a_table_that_there_is_not():
    with pytest.raises(ValueError, match=r"name must be one of .*, but it is 'weather'"):
        stored_table("weather")
    run = subprocess.run([sys.executable, "-m", "xentlib", "tables", "weather"], cwd=ROOT, capture_output=True,
                         text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("There is no table 'weather'; there are ")


def test_a_table_is_measured_and_stored(tmp_path, monkeypatch, capsys):
    class Coin:
        @staticmethod
        def table():
            return [{"side": "heads", "bits": 1.0}, {"side": "tails", "bits": 1.0}]

    monkeypatch.setitem(sys.modules, "xentlib.experiments.coin", Coin)
    monkeypatch.setattr(experiments, "TABLES", ("coin",))
    monkeypatch.setattr(experiments, "FOLDER", tmp_path)
    make_tables()
    assert stored_table("coin") == json.loads((tmp_path / "coin.json").read_text()) == Coin.table()
    assert (tmp_path / "coin.json").read_text().count("\n") == 4
    assert capsys.readouterr().out == "coin: 2 rows stored\n"
