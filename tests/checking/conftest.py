"""Nothing but the report stands in a check cell: a single word on stderr would make its points zero."""

from __future__ import annotations

import random

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def nothing_is_written(capfd):
    seeds = np.random.get_state(), random.getstate()  # noqa: NPY002
    yield
    np.random.set_state(seeds[0])  # noqa: NPY002
    random.setstate(seeds[1])
    assert tuple(capfd.readouterr()) == ("", "")
