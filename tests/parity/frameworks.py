"""The same questions to every framework, and what each answers: the table that the epsilon notebook shows.

`python -m tests.parity.frameworks` asks the frameworks that are installed and writes the table to
xentlib/data/framework_table.json; the tests beside this module ask again and compare.
"""

import importlib
import json
import math
import os
import warnings
from pathlib import Path

import numpy as np
from mpmath import mpf

from tests import reference
from xentlib import information, losses, numerics

TABLE = Path(losses.__file__).parent / "data" / "framework_table.json"


def installed(name):
    """The module, or None. Some frameworks warn while they are imported; that is not our business."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    os.environ.setdefault("JAX_ENABLE_X64", "1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return None


# --- each framework's own way to say it ----------------------------------------------------------------------


def pytorch(torch):
    functional, tensor = torch.nn.functional, torch.tensor

    def gradient(z, y, loss):
        z = tensor(z, requires_grad=True)
        loss(z, tensor(y)).backward()
        return z.grad.numpy()

    return {
        "bce_probs": lambda y, p: functional.binary_cross_entropy(tensor(p), tensor(y), reduction="none"),
        "bce_probs_grad": lambda y, p: gradient(
            p, y, lambda p, y: functional.binary_cross_entropy(p, y, reduction="sum")),
        "sigmoid_then_bce_grad": lambda y, z: gradient(
            z, y, lambda z, y: functional.binary_cross_entropy(torch.sigmoid(z), y, reduction="sum")),
        "bce_logits": lambda y, z: functional.binary_cross_entropy_with_logits(tensor(z), tensor(y), reduction="none"),
        "bce_logits_grad": lambda y, z: gradient(
            z, y, lambda z, y: functional.binary_cross_entropy_with_logits(z, y, reduction="sum")),
        "ce_labels": lambda y, z: functional.cross_entropy(tensor(z), tensor(y), reduction="none"),
        "ce_targets": lambda T, z: functional.cross_entropy(tensor(z), tensor(T), reduction="none"),
        "ce_labels_grad": lambda y, z: gradient(
            z, y, lambda z, y: functional.cross_entropy(z, y, reduction="sum")),
        "ce_smoothed": lambda y, z: functional.cross_entropy(
            tensor(z), tensor(y), label_smoothing=0.1, reduction="none"),
        "sigmoid": lambda z: torch.sigmoid(tensor(z)),
        "log_softmax": lambda z: torch.log_softmax(tensor(z), -1),
        "kl_divergence": lambda p, q: functional.kl_div(tensor(q).log(), tensor(p), reduction="none").sum(-1),
    }


def scipy(special):
    stats, distance = importlib.import_module("scipy.stats"), importlib.import_module("scipy.spatial.distance")
    return {
        "bce_probs": lambda y, p: -(special.xlogy(y, p) + special.xlog1py(1 - y, -p)),
        "bce_logits": lambda y, z: -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z)),
        "bce_logits_grad": lambda y, z: special.expit(z) - y,
        "ce_labels": lambda y, z: -special.log_softmax(z, axis=-1)[np.arange(len(y)), y],
        "ce_labels_grad": lambda y, z: special.softmax(z, axis=-1) - np.eye(z.shape[-1])[y],
        "sigmoid": special.expit,
        "log_softmax": lambda z: special.log_softmax(z, axis=-1),
        "kl_divergence": lambda p, q: special.rel_entr(p, q).sum(-1),
        "js_divergence": lambda p, q: distance.jensenshannon(p, q, axis=-1) ** 2,
        "entropy_unnormalised": lambda p: stats.entropy(p),
    }


def scikit_learn(metrics):
    def one_by_one(y, p):
        return [metrics.log_loss(y[n : n + 1], p[n : n + 1], labels=[0, 1]) for n in range(len(y))]

    return {"bce_probs": one_by_one}


def keras(keras):
    functions, convert = keras.losses, keras.ops.convert_to_tensor

    def gradient(x, loss):
        """Keras itself differentiates nothing: its backend does."""
        return importlib.import_module("jax").grad(lambda x: loss(x).sum())(x.astype(keras.config.floatx()))

    def each(function, y, p, **how):
        """Keras averages over the last axis: with one column, that is each example alone."""
        return function(convert(y[:, np.newaxis]), convert(p[:, np.newaxis]), **how)

    def rows(y, z, **how):
        return functions.categorical_crossentropy(convert(y), convert(z), from_logits=True, **how)

    return {
        "bce_probs": lambda y, p: each(functions.binary_crossentropy, y, p),
        "bce_probs_grad": lambda y, p: gradient(p, lambda p: each(functions.binary_crossentropy, y, p)),
        "sigmoid_then_bce_grad": lambda y, z: gradient(
            z, lambda z: each(functions.binary_crossentropy, y, keras.ops.sigmoid(z))),
        "bce_logits": lambda y, z: each(functions.binary_crossentropy, y, z, from_logits=True),
        "bce_logits_grad": lambda y, z: gradient(
            z, lambda z: each(functions.binary_crossentropy, y, z, from_logits=True)),
        "ce_labels": lambda y, z: rows(np.eye(z.shape[-1], dtype=z.dtype)[y], z),
        "ce_targets": lambda T, z: rows(T, z),
        "ce_smoothed": lambda y, z: rows(np.eye(z.shape[-1], dtype=z.dtype)[y], z, label_smoothing=0.1),
        "ce_probs_unnormalised": lambda T, q: functions.categorical_crossentropy(convert(T), convert(q)),
        "kl_divergence": lambda p, q: functions.kl_divergence(convert(p), convert(q)),
    }


def optax(optax):
    jax = importlib.import_module("jax")

    def smoothed(y, z):
        return optax.softmax_cross_entropy(z, optax.smooth_labels(jax.nn.one_hot(y, z.shape[-1], dtype=z.dtype), 0.1))

    return {
        "bce_logits": lambda y, z: optax.sigmoid_binary_cross_entropy(z, y),
        "bce_logits_grad": lambda y, z: jax.grad(lambda z: optax.sigmoid_binary_cross_entropy(z, y).sum())(z),
        "ce_labels": lambda y, z: optax.softmax_cross_entropy_with_integer_labels(z, y),
        "ce_targets": lambda T, z: optax.softmax_cross_entropy(z, T),
        "ce_labels_grad": lambda y, z: jax.grad(
            lambda z: optax.softmax_cross_entropy_with_integer_labels(z, y).sum())(z),
        "ce_smoothed": smoothed,
        "sigmoid": jax.nn.sigmoid,
        "log_softmax": jax.nn.log_softmax,
        "kl_divergence": lambda p, q: optax.losses.kl_divergence(jax.numpy.log(q), p),
    }


FRAMEWORKS = {
    "PyTorch": ("torch", pytorch), "SciPy": ("scipy.special", scipy), "scikit-learn": ("sklearn.metrics", scikit_learn),
    "Keras": ("keras", keras), "optax": ("optax", optax),
}
OURS = {
    "bce_probs": lambda y, p: losses.binary_cross_entropy(y, p, reduction="none"),
    "bce_probs_grad": lambda y, p: losses.binary_cross_entropy_grad(y, p, reduction="none"),
    "bce_logits": lambda y, z: losses.bce_with_logits(y, z, reduction="none"),
    "bce_logits_grad": lambda y, z: losses.bce_with_logits_grad(y, z, reduction="none"),
    "ce_labels": lambda y, z: losses.sparse_cross_entropy(y, z, reduction="none"),
    "ce_targets": lambda T, z: losses.xent(z, T, reduction="none"),
    "ce_labels_grad": lambda y, z: losses.sparse_cross_entropy_grad(y, z, reduction="none"),
    "ce_smoothed": lambda y, z: losses.smoothed_cross_entropy(y, z, 0.1, reduction="none"),
    "sigmoid": numerics.sigmoid,
    "log_softmax": numerics.log_softmax,
    "kl_divergence": lambda p, q: information.kl_divergence(p, q, base=math.e),
    "js_divergence": lambda p, q: information.js_divergence(p, q, base=math.e),
    "entropy_unnormalised": lambda p: information.entropy(p, base=math.e),
    "ce_probs_unnormalised": lambda T, q: losses.categorical_cross_entropy(T, q, reduction="none"),
}


def available():
    """The functions of xentlib and of each installed framework, by name."""
    modules = {name: installed(module) for name, (module, _) in FRAMEWORKS.items()}
    return {"xentlib": OURS} | {name: FRAMEWORKS[name][1](module) for name, module in modules.items() if module}


# --- the questions -------------------------------------------------------------------------------------------


def questions():
    """(function, what is asked, arguments, exact answer or None where only an error is right)."""
    one, zero = np.array([1.0]), np.array([0.0])
    certain = np.array([0])
    sharp = np.array([[40.0, 0.0]])
    tiny = float(reference.softplus(mpf(-40)))
    near = np.array([[0.5, 0.5]]), np.array([[0.5 + 1e-9, 0.5 - 1e-9]])
    famous = np.array([[0.01, 0.01, 0.01, 0.96]])
    return [
        ("bce_probs", "p = 0, y = 1: impossible, and it happened", (one, zero), math.inf),
        ("bce_probs", "p = 0, y = 1, float32", (np.float32([1]), np.float32([0])), math.inf),
        ("bce_probs", "p = 1, y = 0, float32", (np.float32([0]), np.float32([1])), math.inf),
        ("bce_probs", "p = 1e-60, y = 1: very unlikely", (one, np.array([1e-60])), 60 * math.log(10)),
        ("bce_probs", "p = 1, y = 1: certain and right", (one, one), 0.0),
        ("bce_probs", "p = 1e-20, y = 0: almost certain and right", (zero, np.array([1e-20])), 1e-20),
        ("bce_probs_grad", "p = 1e-20, y = 1: its slope in p", (one, np.array([1e-20])), -1e20),
        # From a logit to its loss by way of the probability: a road only for those who differentiate by themselves.
        ("sigmoid_then_bce_grad", "z = 17, y = 0, sigmoid first: its slope in z", (zero, np.array([17.0])),
         float(1 / (1 + mpf(math.exp(-17))))),
        ("sigmoid_then_bce_grad", "z = 17, y = 0, sigmoid first, float32: its slope in z",
         (np.float32([0]), np.float32([17])), float(1 / (1 + mpf(math.exp(-17))))),
        ("sigmoid_then_bce_grad", "z = 30, y = 0, sigmoid first: its slope in z", (zero, np.array([30.0])), 1.0),
        ("sigmoid_then_bce_grad", "z = 40, y = 0, sigmoid first: its slope in z", (zero, np.array([40.0])), 1.0),
        ("bce_logits", "z = 40, y = 1: sure and right", (one, np.array([40.0])), tiny),
        ("bce_logits", "z = 1000, y = 0: wrong by far", (zero, np.array([1000.0])), 1000.0),
        ("bce_logits_grad", "z = 40, y = 1: its slope", (one, np.array([40.0])), -tiny),
        ("bce_logits_grad", "z = 40, y = 0: sure and wrong, its slope", (zero, np.array([40.0])), 1.0),
        ("ce_labels", "z = [40, 0], label 0: sure and right", (certain, sharp), tiny),
        ("ce_labels", "z = [1000, 0], label 1: wrong by far", (np.array([1]), np.array([[1000.0, 0.0]])), 1000.0),
        ("ce_targets", "z = [0, -inf], target [1, 0]: 0 · inf",
         (np.array([[1.0, 0.0]]), np.array([[0.0, -np.inf]])), 0.0),
        ("ce_labels_grad", "z = [40, 0], label 0: the slope of the loser", (certain, sharp), tiny),
        ("ce_labels_grad", "z = [40, 0], label 0: the slope of the winner", (certain, sharp), -tiny),
        ("log_softmax", "z = [40, 0]: the winner", (sharp,), -tiny),
        ("sigmoid", "z = -740: a subnormal probability", (np.array([-740.0]),), math.exp(-740)),
        ("kl_divergence", "p = q = [1, 0]: identical", (np.array([[1.0, 0.0]]),) * 2, 0.0),
        ("kl_divergence", "p = [.5, .5], q differs by 1e-9", near, float(
            reference.kl_divergence(*(row[0] for row in near), base=np.e))),
        ("js_divergence", "p = [.5, .5], q differs by 1e-9 (JS)", near, float(
            reference.js_divergence(*(row[0] for row in near), base=np.e))),
        ("entropy_unnormalised", "[1, 1, 1, 1]: no distribution", (np.ones(4),), None),
        ("ce_probs_unnormalised", "q = [.01, .01, .01, .96]: sums to .99", (np.eye(4)[3:], famous), None),
    ]


def answer(question, function, arguments):
    """The one number asked for; of the two slopes of a row, the winner's stands first."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            values = np.asarray(function(*arguments), dtype=np.float64).ravel()
        except ValueError:
            return None
    return float(values[1 if "loser" in question else 0])


def verdict(value, exact):
    """What became of the exact answer; where there is none, only a refusal is right."""
    if value is None:
        return "refuses it"
    if exact is None:
        return "accepts it"
    if math.isnan(value):
        return "nan"
    if value == exact or (math.isfinite(exact) and abs(value - exact) <= 1e-6 * abs(exact)):
        return "right"
    if value == 0:
        return "loses it"
    if abs(exact) > 20 and abs(value) < abs(exact):
        return "caps it"
    return "clips it" if exact <= 1e-20 < value else "wrong"


def ask():
    """The table: one row for each question and framework that has such a function.

    Values are written as Python prints them, because JSON has neither inf nor nan.
    """
    rows = []
    for name, functions in available().items():
        for function, question, arguments, exact in questions():
            if function not in functions:
                continue
            value = answer(question, functions[function], arguments)
            rows.append({"framework": name, "function": function, "question": question,
                         "value": None if value is None else repr(value),
                         "exact": None if exact is None else repr(exact), "verdict": verdict(value, exact)})
    return rows


def versions():
    return {name: importlib.import_module(module.split(".")[0]).__version__
            for name, (module, _) in FRAMEWORKS.items() if installed(module)}


def main():
    rows = ask()
    TABLE.write_text(json.dumps({"versions": versions(), "rows": rows}, indent=1, ensure_ascii=False) + "\n")
    for row in rows:
        print(f"{row['framework']:13} {row['question']:50} {row['value']!s:24} {row['exact']!s:24} {row['verdict']}")


if __name__ == "__main__":
    main()
