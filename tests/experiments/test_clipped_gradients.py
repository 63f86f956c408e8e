"""A clip keeps a model that is sure and wrong from learning: in the stored table and in fresh runs."""

import numpy as np
import pytest

import xentlib as xl
from xentlib.experiments import clipped_gradients, stored_table
from xentlib.experiments.clipped_gradients import EPSILONS, LEARNT_FROM, SEEDS, STEPS, slopes, train

ROWS = stored_table("clipped_gradients")


def test_the_slopes_are_those_of_each_clipped_example():
    y, z = np.array([0.0, 1.0, 0.0, 1.0, 0.0]), np.array([40.0, -40.0, 3.0, 20.0, -1.0])
    for eps in (1e-7, 1e-12):
        wanted = [xl.clipped_ce_and_grad(*pair, eps)[1] for pair in zip(y, z, strict=True)]
        np.testing.assert_allclose(slopes(y, z, eps), wanted, rtol=1e-12)
    np.testing.assert_allclose(slopes(y, z, None), xl.bce_with_logits_grad(y, z, reduction="none"))


def test_every_epsilon_and_seed_is_in_the_table():
    assert [(row["eps"], row["seed"]) for row in ROWS] == [(eps, seed) for eps in EPSILONS for seed in SEEDS]


def test_the_clip_protects_the_mistakes_whichever_tumours_are_learnt_from():
    for seed in SEEDS:
        exact, mild, usual = ({row["seed"]: row for row in ROWS if row["eps"] == eps}[seed] for eps in EPSILONS)
        assert exact["silent_first"] == exact["silent_last"] == 0
        assert exact["accuracy"] > 0.9 and usual["accuracy"] < 0.1
        assert usual["silent_last"] > 0.85 * LEARNT_FROM
        assert 0 < mild["silent_last"] < usual["silent_last"]
        assert usual["accuracy"] < mild["accuracy"] < exact["accuracy"]


@pytest.mark.parametrize("eps", [None, 1e-7])
def test_a_stored_row_is_what_a_run_gives(eps):
    run = train(eps, seed=3)
    stored = next(row for row in ROWS if row["eps"] == eps and row["seed"] == 3)
    assert len(run.silent) == len(run.accuracy) == STEPS + 1
    # Rounding differs between machines: an example at the edge of the clip may fall to either side.
    assert abs(int(run.silent[-1]) - stored["silent_last"]) <= 3
    assert run.accuracy[-1] == pytest.approx(stored["accuracy"], abs=0.02)
    assert run.loss[-1] == pytest.approx(stored["loss"], rel=0.02)


def test_the_start_is_sure_and_wrong():
    for seed in (0, 1):
        run = train(None, seed)
        assert run.accuracy[0] < 0.1 and run.loss[0] > 30
    assert clipped_gradients.START < 0
