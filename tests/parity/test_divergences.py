"""What notebook 03 says of other libraries' divergences, asked of those that are installed."""

import math
import re

import numpy as np
import pytest

from tests.notebooks.course import notebook
from tests.parity.frameworks import installed

BOOK = notebook("solutions", "03_kl_divergence")
ELSEWHERE = next(cell.source for cell in BOOK.cells if cell.id == "names-elsewhere")
BOB, ALICE = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.5, 0.25, 0.125])
THERE = 0.625 * math.log(2)
ROWS = dict(re.findall(r"^\| `([\w.]+)\([^|]*\| (.*) \|$", ELSEWHERE, re.M))


def framework(name):
    return installed(name) or pytest.skip(f"{name} is not installed")


def test_every_call_of_the_table_is_asked():
    assert set(ROWS) == {
        "scipy.stats.entropy", "scipy.special.rel_entr", "scipy.special.kl_div", "scipy.spatial.distance.jensenshannon",
        "torch.nn.functional.kl_div", "torch.distributions.kl_divergence", "keras.losses.kl_divergence",
        "optax.losses.kl_divergence"}


def test_scipy():
    framework("scipy")
    from scipy import special, stats
    from scipy.spatial import distance

    assert stats.entropy(BOB, ALICE) == pytest.approx(THERE)
    assert stats.entropy(BOB, ALICE, base=2) == pytest.approx(0.625)
    assert stats.entropy(4 * BOB, 8 * ALICE) == pytest.approx(THERE)  # normalised silently, both
    assert special.rel_entr(BOB, ALICE).sum() == pytest.approx(THERE)
    assert special.kl_div(BOB, ALICE).sum() == pytest.approx(THERE)
    assert special.kl_div(BOB / 4, ALICE).sum() != pytest.approx(special.rel_entr(BOB / 4, ALICE).sum())
    assert f"{distance.jensenshannon(BOB, ALICE, base=2):.4f}" == "0.3645"


@pytest.mark.filterwarnings("ignore")
def test_pytorch():
    torch = framework("torch")
    p, q = torch.tensor(BOB), torch.tensor(ALICE)
    kl_div = torch.nn.functional.kl_div
    assert kl_div(q.log(), p, reduction="sum").item() == pytest.approx(THERE)
    assert kl_div(q.log()[None], p[None], reduction="batchmean").item() == pytest.approx(THERE)
    assert f"{kl_div(q.log(), p).item():.4f}" == "0.1083"
    categorical = torch.distributions.Categorical
    assert torch.distributions.kl_divergence(categorical(p), categorical(q)).item() == pytest.approx(THERE)


@pytest.mark.filterwarnings("ignore")
def test_keras():
    keras = framework("keras")
    assert float(keras.losses.kl_divergence(BOB[None], ALICE[None])[0]) == pytest.approx(THERE, rel=1e-5)
    impossible = keras.losses.kl_divergence(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]]))
    assert f"{float(impossible[0]):.2f}" == "7.37"


def test_optax():
    optax = framework("optax")
    assert float(optax.losses.kl_divergence(np.log(ALICE), BOB)) == pytest.approx(THERE, rel=1e-5)
