"""The course's exercises, one module a notebook, and the two functions that its check cells call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from ..checking import Exercise, Finding, Report, Verdict, check_answer
from ..checking.fingerprint import fingerprint_of

# Which notebook asks for which functions, in the order in which it does. Modules are imported when needed.
COURSE: dict[str, tuple[str, ...]] = {
    "surprise": ("is_distribution", "normalise", "surprisal"),
    "shannon_entropy": ("entropy", "entropy_rows", "text_entropy", "expected_length", "shannon_lengths",
                        "huffman_lengths"),
    "cross_entropy": ("cross_entropy", "cross_entropy_table", "sample_nll", "convert", "perplexity", "fit_bigram"),
    "kl_divergence": ("kl_divergence", "decompose", "js_divergence", "best_fit", "not_a_distance"),
    "binary_cross_entropy": ("sigmoid", "binary_cross_entropy", "bce_with_logits", "best_constant", "logit_gradient",
                             "steps_to_unlearn"),
    "categorical_cross_entropy": ("one_hot", "softmax", "log_softmax", "categorical_cross_entropy",
                                  "sparse_cross_entropy", "accuracy_is_not_loss"),
    "epsilon_handling": ("xlogy", "clip_probs", "loss_range", "logsumexp", "biased_optimum", "clipped_ce_and_grad"),
    "backpropagation": ("softmax_ce_grad", "numerical_gradient", "linear_backward", "train_softmax_regression",
                        "softmax_backward", "mlp_loss_and_grads"),
    "label_smoothing": ("smooth_labels", "smoothed_cross_entropy", "smoothing_floor", "calibration_error",
                        "temperature"),
    "focal_loss": ("p_t", "focal_loss", "focal_loss_with_logits", "focal_gradient", "prior_bias", "positive_share"),
    "capstone": ("first_loss_alarm", "xent"),
}
UNGRADED = {"warm_up": ("no_rain",)}


def find(name: str) -> Exercise:
    """The exercise of this name.

    >>> find("entropy").points
    3
    """
    for module, names in (COURSE | UNGRADED).items():
        if name in names:
            return import_module(f"{__name__}.{module}").EXERCISES[name]
    raise ValueError(f"name is {name!r}, which is no exercise of this course; "
                     f"expected one of {', '.join(n for names in COURSE.values() for n in names)}")


def check(name: str, namespace: Mapping[str, Any]) -> Report:
    """Check the answer called `name`; in a notebook, `namespace` is `globals()`."""
    return _check(name, namespace, "visible")


def check_hidden(name: str, namespace: Mapping[str, Any]) -> Report:
    """Check the same answer on fresh random cases, edges and laws, as the grading does."""
    return _check(name, namespace, "hidden")


def _check(name: str, namespace: Mapping[str, Any], part: str) -> Report:
    exercise = find(name)
    if name not in namespace:
        points = exercise.visible_points if part == "visible" else exercise.hidden_points
        return Report(name, part, 0, points, Finding(
            Verdict.NOT_ATTEMPTED,
            f"There is no `{name}` yet. Run the cell above that defines it, then this one again."))
    report = check_answer(exercise, namespace[name], part)
    return replace(report, answer=fingerprint_of(namespace[name], name))
