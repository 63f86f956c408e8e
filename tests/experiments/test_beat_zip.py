"""What letters cost on topics that are new, and on those that are not."""

import pytest

from xentlib.experiments import beat_zip, stored_table

ROWS = {row["coder"]: row for row in stored_table("beat_zip")}
TRAIN, ALL, NEW = beat_zip.texts()


def test_the_stored_rows_are_measured_again():
    """The compressors' bits may differ a little between versions of their libraries."""
    assert ROWS["mixture, n = 2"]["new"] == pytest.approx(beat_zip.mixture(TRAIN, NEW, 2), abs=1e-5)
    for name in ("zlib", "bz2"):
        assert ROWS[name]["new"] == pytest.approx(beat_zip.compressed(TRAIN, NEW, name), rel=0.02)


def test_more_letters_help_to_recite_and_hurt_on_news():
    mixtures = [ROWS[f"mixture, n = {n}"] for n in range(1, 9)]
    everything, new = ([row[key] for row in mixtures] for key in ("all", "new"))
    assert everything == sorted(everything, reverse=True)
    assert min(new) == new[4] and new[7] > new[4]
    assert ROWS["lzma"]["all"] < 1 < ROWS["lzma"]["new"]
