"""Six ways to keep a logarithm from 0, at their two ends."""

import math

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import snippet


def test_only_the_exact_loss_is_free_for_a_perfect_prediction_and_infinite_for_an_impossible_one():
    ends = {variant: snippet.extremes(variant) for variant in snippet.VARIANTS}
    assert [variant for variant, (low, _) in ends.items() if low == 0] == ["exact"]
    assert [variant for variant, (_, high) in ends.items() if high == math.inf] == ["exact"]
    assert {variant for variant, (low, _) in ends.items() if low < 0} == {"add 1e-9", "clip, then add 1e-9"}


@pytest.mark.parametrize("variant, eps", [("clip at 1e-12", 1e-12), ("clip at 1e-7", 1e-7),
                                          ("clip at 2.2e-16", float(np.finfo(float).eps))])
def test_a_clip_has_the_range_of_its_epsilon(variant, eps):
    assert snippet.extremes(variant) == pytest.approx(xl.loss_range(eps), rel=1e-4)


def test_no_perfect_prediction_prints_a_negative_zero():
    assert math.copysign(1, snippet.extremes("exact")[0]) == 1


def test_the_famous_constant_is_the_exact_value_of_its_input():
    rows = snippet.FAMOUS_PREDICTIONS[snippet.FAMOUS_TARGETS == 1]
    assert np.mean(-np.log(rows)) == pytest.approx(snippet.FAMOUS_ANSWER, abs=1e-12)
    assert snippet.FAMOUS_PREDICTIONS[1].sum() == pytest.approx(0.99)
