"""The explorations of notebook 02: a code book between two places."""

import pytest

from xentlib import explore


@pytest.mark.parametrize("share, bill", [(0, "1.75"), (0.7, "1.9999"), (0.75, "2.0436"), (1, "2.375")])
def test_the_book_goes_from_bobs_to_alices(share, bill):
    assert explore.mixed_book(share).description.endswith(f"in all {bill} bits.")
