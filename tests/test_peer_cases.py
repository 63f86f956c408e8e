"""Facts from the test suites of other libraries: our numbers are the exact ones.

Each case of tests/data/peer_cases.json has a function, an input, the number its library expects and the exact
one (mpmath, 200 digits). Where `peer_convention` is set, that library clips or renormalises, and we do not.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from xentlib import information, losses, numerics

CASES = json.loads((Path(__file__).parent / "data" / "peer_cases.json").read_text())["cases"]


def normalised(p, x):
    return p / p.sum(axis=x.get("axis", -1), keepdims=True) if x.get("normalize") else p


def two_distributions(x, function, **how):
    p, q = (normalised(np.array(x[name], float), x) for name in "pq")
    return function(p, q, base=x.get("base", np.e), **how)


def kl_divergence(x):
    """A table that is not normalised is one of totals: sum p ln(p/q), as it stands."""
    if np.ndim(x["p"]) == 2 and not x.get("normalize"):
        return information.relative_entropy_terms(x["p"], x["q"], base=np.e).sum(axis=-1)
    return two_distributions(x, information.kl_divergence)


def one_hot(x):
    return numerics.one_hot(x["labels"], np.shape(x.get("probs", x.get("logits")))[-1])


def sparse_logits(x):
    labels = np.array(x["labels"])
    ignored = labels == x.get("ignore_index", None)
    each = losses.smoothed_cross_entropy(
        np.where(ignored, 0, labels), x["logits"], x.get("label_smoothing", 0), reduction="none")
    return np.where(ignored, 0, each)


def weighted_bce(x):
    """`pos_weight` multiplies the positive half of the loss."""
    y, z = np.array(x["targets"], float), np.array(x["logits"], float)
    positive = y * losses.bce_with_logits(np.ones_like(z), z, reduction="none")
    negative = (1 - y) * losses.bce_with_logits(np.zeros_like(z), z, reduction="none")
    return x["pos_weight"] * positive + negative


def bce_logits(x):
    return weighted_bce(x) if "pos_weight" in x else losses.bce_with_logits(x["targets"], x["logits"], reduction="none")


def focal_ratio(x):
    arguments = x["targets"], x["logits"]
    focal = losses.focal_loss_with_logits(*arguments, x["gamma"], x["alpha"])
    return focal / losses.bce_with_logits(*arguments, reduction="none")


OURS = {
    "bce_logits": bce_logits,
    "bce_logits_grad": lambda x: losses.bce_with_logits_grad(x["targets"], x["logits"], reduction="none"),
    "bce_probs": lambda x: losses.binary_cross_entropy(x["targets"], x["probs"], reduction="none"),
    "ce_logits_grad_onehot": lambda x: losses.softmax_ce_grad(x["logits"], x["targets"], reduction="none"),
    "ce_logits_onehot": lambda x: losses.xent(
        x["logits"], x["targets"], smoothing=x.get("label_smoothing", 0), reduction="none"),
    "ce_logits_sparse": sparse_logits,
    "ce_probs_onehot": lambda x: losses.categorical_cross_entropy(
        x["targets"], normalised(np.array(x["probs"]), x), reduction="none"),
    "ce_probs_sparse": lambda x: losses.categorical_cross_entropy(one_hot(x), x["probs"], reduction="none"),
    "cross_entropy": lambda x: two_distributions(x, information.cross_entropy),
    "entropy": lambda x: information.entropy(normalised(np.array(x["p"], float), x), base=np.e),
    "focal_binary_logits": lambda x: losses.focal_loss_with_logits(x["targets"], x["logits"], x["gamma"], x["alpha"]),
    "focal_binary_probs": lambda x: losses.focal_loss(
        x["targets"], x["probs"], x["gamma"], x["alpha"], reduction="none"),
    "focal_categorical_logits": lambda x: x["alpha"] * losses.xent(
        x["logits"], x["targets"], smoothing=x["label_smoothing"], gamma=x["gamma"], reduction="none"),
    "focal_ratio_focal_over_ce": focal_ratio,
    "js_distance": lambda x: np.sqrt(two_distributions(x, information.js_divergence, axis=x.get("axis", -1))),
    "js_divergence": lambda x: two_distributions(x, information.js_divergence),
    "kl_div_elementwise": lambda x: information.divergence_terms(x["p"], x["q"], base=np.e),
    "kl_divergence": kl_divergence,
    "log_sigmoid": lambda x: numerics.log_sigmoid(x["x"]),
    "log_softmax": lambda x: numerics.log_softmax(x["x"]),
    "logsumexp": lambda x: numerics.logsumexp(x["x"]),
    "nll_from_logprobs": lambda x: -np.array(x["log_probs"])[np.arange(len(x["labels"])), x["labels"]],
    "rel_entr": lambda x: information.relative_entropy_terms(x["p"], x["q"], base=np.e),
    "sigmoid": lambda x: numerics.sigmoid(x["x"]),
    "smooth_labels": lambda x: losses.smooth_labels(x["targets"], x["alpha"]),
    "softmax": lambda x: numerics.softmax(x["x"]),
}


def reduced(each, x):
    """What the case asks for: one by one, or a mean over elements, rows or weights."""
    each, how = np.asarray(each, float), x.get("reduction")
    weight = np.asarray(x.get("sample_weight", 1.0), float)
    if how == "row_mean":
        return each.mean(axis=-1)
    weighted = each * weight.reshape(weight.shape + (1,) * (each.ndim - weight.ndim))
    if how == "weighted_mean":
        return (weighted.sum() / (np.broadcast_to(weight, each.shape[:1]).sum() * each[0].size))
    return weighted.mean() if how == "mean" else weighted


def numbers(value):
    """JSON has no infinity: it is written as a word."""
    return np.array(value, dtype=float)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['function']}")
def test_our_number_is_the_exact_one(case):
    x = case["input"]
    result = reduced(OURS[case["function"]](x), x)
    np.testing.assert_allclose(result, numbers(case["exact"]), rtol=1e-14, atol=0)
    if not case.get("peer_convention"):
        np.testing.assert_allclose(
            numbers(case["expected"]), numbers(case["exact"]), rtol=case["rtol"] or 1e-14, atol=case["atol"])


def test_every_case_is_asked():
    assert len(CASES) == 87
    assert {case["function"] for case in CASES} == set(OURS)
