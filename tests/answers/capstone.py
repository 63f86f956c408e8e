"""Answers to the exercises of notebook 10: an alarm for first losses, and the loss that contains all others."""

import math

import numpy as np

import xentlib as xl

from . import right, wrong

UNKNOWN = "look at the init or the data"


# ---------------------------------------------------------------- 10.1 first_loss_alarm


@right("first_loss_alarm", "as in the notebook")
def _(loss, K, N, tol=0.02):
    know_nothing = np.log(K)
    landmarks = {"ok": know_nothing, "sum": N * know_nothing, "bits": np.log2(K),
                 "mean over classes": know_nothing / K, "sign": -know_nothing}
    for name, value in landmarks.items():
        if abs(loss - value) <= tol * abs(value):
            return name
    return UNKNOWN


@right("first_loss_alarm", "a table of pairs and math.isclose")
def _(loss, K, N, tol=0.02):
    for value, name in [(math.log(K), "ok"), (N * math.log(K), "sum"), (math.log2(K), "bits"),
                        (math.log(K) / K, "mean over classes"), (-math.log(K), "sign")]:
        if math.isclose(loss, value, rel_tol=tol):
            return name
    return UNKNOWN


@right("first_loss_alarm", "a dict of ratios")
def _(loss, K, N, tol=0.02):
    ratios = {"ok": 1, "sum": N, "bits": 1 / math.log(2), "mean over classes": 1 / K, "sign": -1}
    found = [name for name, ratio in ratios.items() if abs(loss / math.log(K) / ratio - 1) <= tol]
    return (found or [UNKNOWN])[0]


@right("first_loss_alarm", "if after if, nan first")
def _(loss, K, N, tol=0.02):
    base = math.log(K)
    if not math.isfinite(loss):
        return UNKNOWN
    if base * (1 - tol) <= loss <= base * (1 + tol):
        return "ok"
    if N * base * (1 - tol) <= loss <= N * base * (1 + tol):
        return "sum"
    if math.log2(K) * (1 - tol) <= loss <= math.log2(K) * (1 + tol):
        return "bits"
    if base / K * (1 - tol) <= loss <= base / K * (1 + tol):
        return "mean over classes"
    if base * (1 - tol) <= -loss <= base * (1 + tol):
        return "sign"
    return UNKNOWN


@right("first_loss_alarm", "NumPy, a np.str_ out")
def _(loss, K, N, tol=0.02):
    names = np.array(["ok", "sum", "bits", "mean over classes", "sign", UNKNOWN])
    values = np.log(K) * np.array([1, N, 1 / np.log(2), 1 / K, -1])
    return names[np.argmax(np.append(np.isclose(loss, values, rtol=tol, atol=0), True))]


def alarm(near, **changed):
    def answer(loss, K, N, tol=0.02):
        values = {"ok": math.log(K), "sum": N * math.log(K), "bits": math.log2(K),
                  "mean over classes": math.log(K) / K, "sign": -math.log(K)}
        values |= {name: value(K, N) for name, value in changed.items()}
        for name, value in values.items():
            if near(loss, value, tol):
                return name
        return UNKNOWN
    return answer


def relative(loss, value, tol):
    return abs(loss - value) <= tol * abs(value)


@wrong("first_loss_alarm", "expects zero", caught="visible", insight="a good first loss is 0")
def _(loss, K, N, tol=0.02):
    if abs(loss) <= tol:
        return "ok"
    for name, value in {"sum": N * math.log(K), "bits": math.log2(K), "sign": -math.log(K)}.items():
        if relative(loss, value, tol):
            return name
    return UNKNOWN


@wrong("first_loss_alarm", "expects little", caught="visible", insight="a good first loss is 0")
def _(loss, K, N, tol=0.02):
    if loss < 0:
        return "sign"
    return "ok" if loss < 0.5 else UNKNOWN


ABSOLUTE = "absolute tolerance"
wrong("first_loss_alarm", "absolute tolerance", caught="hidden", insight=ABSOLUTE)(
    alarm(lambda loss, value, tol: abs(loss - value) <= tol))
wrong("first_loss_alarm", "absolute tolerance with isclose", caught="hidden", insight=ABSOLUTE)(
    alarm(lambda loss, value, tol: math.isclose(loss, value, abs_tol=tol)))
wrong("first_loss_alarm", "np.isclose with atol", caught="hidden", insight=ABSOLUTE)(
    alarm(lambda loss, value, tol: bool(np.isclose(loss, value, atol=tol, rtol=0))))
wrong("first_loss_alarm", "only from above", caught="visible", insight="only from above")(
    alarm(lambda loss, value, tol: 0 <= loss - value <= tol * abs(value)))
wrong("first_loss_alarm", "only from above, as a ratio", caught="visible", insight="only from above")(
    alarm(lambda loss, value, tol: 1 <= loss / value <= 1 + tol))
wrong("first_loss_alarm", "no abs", caught="visible", insight="anything smaller will do")(
    alarm(lambda loss, value, tol: (loss - value) / abs(value) <= tol))
wrong("first_loss_alarm", "no abs, ratio", caught="visible", insight="anything smaller will do")(
    alarm(lambda loss, value, tol: loss / value <= 1 + tol))
wrong("first_loss_alarm", "tolerance times a negative number", caught="visible", insight="a tolerance below 0")(
    alarm(lambda loss, value, tol: abs(loss - value) <= tol * value))
wrong("first_loss_alarm", "an interval upside down", caught="visible", insight="a tolerance below 0")(
    alarm(lambda loss, value, tol: (1 - tol) * value < loss < (1 + tol) * value))
wrong("first_loss_alarm", "abs of the loss", caught="visible", insight="sign thrown away")(
    alarm(lambda loss, value, tol: relative(abs(loss), abs(value), tol)))
wrong("first_loss_alarm", "exactly equal", caught="visible", insight="to the last digit")(
    alarm(lambda loss, value, tol: loss == value))
wrong("first_loss_alarm", "rounded to two decimals", caught="hidden", insight="to the last digit")(
    alarm(lambda loss, value, tol: round(loss, 2) == round(value, 2)))
wrong("first_loss_alarm", "isclose with its own tolerance", caught="visible", insight="to the last digit")(
    alarm(lambda loss, value, tol: math.isclose(loss, value)))
wrong("first_loss_alarm", "np.isclose with its own tolerance", caught="visible", insight="to the last digit")(
    alarm(lambda loss, value, tol: bool(np.isclose(loss, value))))
wrong("first_loss_alarm", "log2 throughout", caught="visible", insight="bits for nats")(
    alarm(relative, ok=lambda K, N: math.log2(K), bits=lambda K, N: math.log(K)))
wrong("first_loss_alarm", "every landmark in bits", caught="visible", insight="bits for nats")(
    alarm(relative, ok=lambda K, N: math.log2(K), sum=lambda K, N: N * math.log2(K), bits=lambda K, N: math.log(K),
          sign=lambda K, N: -math.log2(K), **{"mean over classes": lambda K, N: math.log2(K) / K}))
wrong("first_loss_alarm", "log10 for ln", caught="visible", insight="another logarithm")(
    alarm(relative, ok=lambda K, N: math.log10(K), sum=lambda K, N: N * math.log10(K), sign=lambda K, N: -math.log10(K),
          **{"mean over classes": lambda K, N: math.log10(K) / K}))
wrong("first_loss_alarm", "nats to bits the wrong way round", caught="visible", insight="fewer bits than nats")(
    alarm(relative, bits=lambda K, N: math.log(K) * math.log(2)))
wrong("first_loss_alarm", "a mean over N and K", caught="visible", insight="divided by N as well")(
    alarm(relative, **{"mean over classes": lambda K, N: math.log(K) / (N * K)}))
wrong("first_loss_alarm", "K times ln K", caught="visible", insight="examples and classes exchanged")(
    alarm(relative, sum=lambda K, N: K * math.log(K)))
wrong("first_loss_alarm", "mean over N", caught="visible", insight="examples and classes exchanged")(
    alarm(relative, **{"mean over classes": lambda K, N: math.log(K) / N}))
wrong("first_loss_alarm", "ln N", caught="visible", insight="examples and classes exchanged")(
    lambda loss, K, N, tol=0.02: alarm(relative)(loss, N, K, tol))
wrong("first_loss_alarm", "tol ignored", caught="hidden", insight="tol not used")(
    alarm(lambda loss, value, tol: relative(loss, value, 0.02)))
wrong("first_loss_alarm", "two per cent written out", caught="hidden", insight="tol not used")(
    alarm(lambda loss, value, tol: 0.98 <= loss / value <= 1.02))


@wrong("first_loss_alarm", "the closest", caught="hidden", insight="the closest, not the first")
def _(loss, K, N, tol=0.02):
    values = {"ok": math.log(K), "sum": N * math.log(K), "bits": math.log2(K),
              "mean over classes": math.log(K) / K, "sign": -math.log(K)}
    gaps = {name: abs(loss / value - 1) for name, value in values.items()}
    best = min(gaps, key=gaps.get)
    return best if gaps[best] <= tol else UNKNOWN


@wrong("first_loss_alarm", "bits asked before sum", caught="hidden", insight="the closest, not the first")
def _(loss, K, N, tol=0.02):
    for name, value in (("ok", math.log(K)), ("bits", math.log2(K)), ("sum", N * math.log(K)),
                        ("mean over classes", math.log(K) / K), ("sign", -math.log(K))):
        if relative(loss, value, tol):
            return name
    return UNKNOWN


@wrong("first_loss_alarm", "nan crashes", caught="hidden", insight="no number foreseen")
def _(loss, K, N, tol=0.02):
    int(loss)
    return alarm(relative)(loss, K, N, tol)


@wrong("first_loss_alarm", "nan falls through to ok", caught="hidden", insight="no number foreseen")
def _(loss, K, N, tol=0.02):
    base = math.log(K)
    for name, value in (("sum", N * base), ("bits", math.log2(K)), ("mean over classes", base / K), ("sign", -base)):
        if relative(loss, value, tol) and not relative(loss, base, tol):
            return name
    if abs(loss - base) > tol * base:
        return UNKNOWN
    return "ok"


@wrong("first_loss_alarm", "names nan", caught="hidden", insight="no number foreseen")
def _(loss, K, N, tol=0.02):
    return "nan" if not np.isfinite(loss) else alarm(relative)(loss, K, N, tol)


@wrong("first_loss_alarm", "capitals", caught="visible", insight="other words")
def _(loss, K, N, tol=0.02):
    return alarm(relative)(loss, K, N, tol).upper()


@wrong("first_loss_alarm", "hyphens", caught="visible", insight="other words")
def _(loss, K, N, tol=0.02):
    return alarm(relative)(loss, K, N, tol).replace(" ", "-")


@wrong("first_loss_alarm", "True or False", caught="visible")
def _(loss, K, N, tol=0.02):
    return relative(loss, math.log(K), tol)


@wrong("first_loss_alarm", "nothing for the unknown", caught="visible")
def _(loss, K, N, tol=0.02):
    said = alarm(relative)(loss, K, N, tol)
    return None if said == UNKNOWN else said


# ---------------------------------------------------------------- 10.2 xent


@right("xent", "as in the notebook")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    z, targets = np.asarray(logits, float), np.asarray(targets)
    K = z.shape[1]
    T = np.eye(K)[targets] if targets.ndim == 1 else targets
    T = (1 - smoothing) * T + smoothing / K
    w = np.ones(K) if class_weight is None else np.asarray(class_weight)
    log_q = xl.log_softmax(z)
    losses = -np.sum(w * T * (1 - np.exp(log_q)) ** gamma * log_q, axis=1)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return float(losses.sum())
    if reduction == "mean":
        return float(losses.mean())
    raise ValueError(f"reduction must be 'mean', 'sum' or 'none', but it is {reduction!r}")


@right("xent", "loops")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    losses = []
    for z, t in zip(logits, targets, strict=True):
        K, top = len(z), max(z)
        total = math.log(sum(math.exp(v - top) for v in z))
        loss = 0.0
        for k in range(K):
            share = t[k] if np.ndim(t) else float(k == t)
            share = (1 - smoothing) * share + smoothing / K
            surprise = top - z[k] + total
            weight = 1.0 if class_weight is None else class_weight[k]
            loss += weight * share * (1 - math.exp(-surprise)) ** gamma * surprise
        losses.append(loss)
    return np.array(losses) if reduction == "none" else sum(losses) / (len(losses) if reduction == "mean" else 1)


@right("xent", "logsumexp, einsum, expm1")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    z = np.array(logits, dtype=float)
    K = z.shape[1]
    surprise = np.logaddexp.reduce(z, axis=1, keepdims=True) - z
    T = xl.one_hot(targets, K) if np.ndim(targets) == 1 else np.array(targets, dtype=float)
    T = xl.smooth_labels(T, smoothing)
    w = np.ones(K) if class_weight is None else np.array(class_weight, dtype=float)
    losses = np.einsum("k,nk,nk,nk->n", w, T, (-np.expm1(-surprise)) ** gamma, surprise)
    return {"none": lambda: losses, "sum": losses.sum, "mean": losses.mean}.get(reduction, lambda: _refuse())()


def _refuse():
    raise ValueError("reduction")


@right("xent", "label by label with take_along_axis where targets are hard")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    if reduction not in {"none", "sum", "mean"}:
        raise ValueError(reduction)
    z = np.asarray(logits, dtype=np.float64)
    shifted = z - z.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    price = -log_q * (1 - np.exp(log_q)) ** gamma * (1 if class_weight is None else np.asarray(class_weight))
    if np.ndim(targets) == 1:
        label = np.take_along_axis(price, np.asarray(targets)[:, None], axis=1)[:, 0]
    else:
        label = (np.asarray(targets) * price).sum(axis=1)
    losses = (1 - smoothing) * label + smoothing * price.mean(axis=1)
    return losses if reduction == "none" else getattr(losses, reduction)()


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def rows(targets, K):
    targets = np.asarray(targets)
    return np.eye(K)[targets] if targets.ndim == 1 else targets * 1.0


def reduced(losses, reduction):
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


def general(log_q=log_softmax, smooth=lambda T, eps, K: (1 - eps) * T + eps / K, rows=rows, reduce=reduced,
            down=lambda q, gamma, T: (1 - q) ** gamma, sign=-1, refuse=False):
    """Wrong answers that differ from a right one in a single step; most do not refuse an unknown reduction."""
    def answer(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
        if refuse and reduction not in ("none", "sum", "mean"):
            raise ValueError("reduction")
        z = np.asarray(logits, float)
        K = z.shape[1]
        T = smooth(rows(targets, K), smoothing, K)
        w = np.ones(K) if class_weight is None else np.asarray(class_weight, float)
        logs = log_q(z)
        return reduce(sign * np.sum(w * T * down(np.exp(logs), gamma, T) * logs, axis=1), reduction)
    return answer


@wrong("xent", "weighted mean, as in PyTorch", caught="visible", insight="weighted mean")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    losses = general()(logits, targets, smoothing, gamma, class_weight, "none")
    if reduction != "mean":
        return reduced(losses, reduction)
    T, w = rows(targets, np.shape(logits)[1]), class_weight
    return losses.sum() / (len(losses) if w is None else np.sum(T * np.asarray(w)))


@wrong("xent", "np.average", caught="visible", insight="weighted mean")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    losses = general()(logits, targets, smoothing, gamma, None, "none")
    T = rows(targets, np.shape(logits)[1])
    w = (T * (1 if class_weight is None else np.asarray(class_weight))).sum(axis=1)
    return np.average(losses, weights=w) if reduction == "mean" else reduced(losses * w, reduction)


def weighed(change):
    """Another way for the weights: change(w, hard targets, eps) gives what stands before the logarithms."""
    def answer(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
        z = np.asarray(logits, float)
        T = rows(targets, z.shape[1])
        w = np.ones(z.shape[1]) if class_weight is None else np.asarray(class_weight, float)
        log_q = log_softmax(z)
        return reduced(-(change(w, T, smoothing) * (1 - np.exp(log_q)) ** gamma * log_q).sum(axis=1), reduction)
    return answer


wrong("xent", "weights times targets, normalised again", caught="visible", insight="weights normalised away")(
    weighed(lambda w, T, eps: xl.normalise(w * ((1 - eps) * T + eps / T.shape[1]))))
wrong("xent", "weights scaled to sum to 1", caught="visible", insight="weights normalised away")(
    weighed(lambda w, T, eps: w / w.sum() * ((1 - eps) * T + eps / T.shape[1])))
wrong("xent", "weights scaled to mean 1", caught="visible", insight="weights normalised away")(
    weighed(lambda w, T, eps: w * len(w) / w.sum() * ((1 - eps) * T + eps / T.shape[1])))
wrong("xent", "smooths after weighting", caught="hidden", insight="smoothed after weighting")(
    weighed(lambda w, T, eps: (1 - eps) * w * T + eps / T.shape[1]))
wrong("xent", "the label's weight for the whole row", caught="hidden", insight="label's weight for the row")(
    weighed(lambda w, T, eps: (T @ w)[:, None] * ((1 - eps) * T + eps / T.shape[1])))


@wrong("xent", "p_t from the finished loss", caught="hidden", insight="p_t from the whole loss")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    losses = general()(logits, targets, smoothing, 0.0, class_weight, "none")
    return reduced((1 - np.exp(-losses)) ** gamma * losses, reduction)


@wrong("xent", "focal on the mean", caught="visible", insight="p_t from the whole loss")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    loss = general()(logits, targets, smoothing, 0.0, class_weight, reduction)
    return (1 - np.exp(-loss)) ** gamma * loss


wrong("xent", "one factor for the row, from the smoothed target", caught="hidden", insight="one factor for the row")(
    general(down=lambda q, gamma, T: (1 - (q * T).sum(axis=1, keepdims=True)) ** gamma))


@wrong("xent", "one factor for the row, from the label", caught="hidden", insight="one factor for the row")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    z = np.asarray(logits, float)
    p_t = (softmax(z) * rows(targets, z.shape[1])).sum(axis=1)
    losses = general()(logits, targets, smoothing, 0.0, class_weight, "none")
    return reduced((1 - p_t) ** gamma * losses, reduction)


wrong("xent", "q to the gamma", caught="visible", insight="easy ones emphasised")(
    general(down=lambda q, gamma, T: q**gamma))
wrong("xent", "gamma times", caught="visible", insight="gamma as a multiple")(
    general(down=lambda q, gamma, T: gamma * (1 - q)))
wrong("xent", "one minus gamma q", caught="visible", insight="gamma as a multiple")(
    general(down=lambda q, gamma, T: 1 - gamma * q))
wrong("xent", "eps / (K - 1)", caught="visible", insight="shared out among the others only")(
    general(smooth=lambda T, eps, K: np.where(T > 0, (1 - eps) * T, eps / (K - 1))))
wrong("xent", "1 / K for eps / K", caught="visible", insight="1/K for eps/K")(
    general(smooth=lambda T, eps, K: (1 - eps) * T + 1 / K if eps else T))
wrong("xent", "eps on every class", caught="visible", insight="1/K for eps/K")(
    general(smooth=lambda T, eps, K: (1 - eps) * T + eps))
wrong("xent", "only the label", caught="visible", insight="taken and not given")(
    general(smooth=lambda T, eps, K: (1 - eps) * T))
wrong("xent", "np.mean of the table", caught="visible", insight="mean over N and K")(
    lambda logits, *rest, reduction="mean", **how: general()(logits, *rest, reduction=reduction, **how) / (
        np.shape(logits)[1] if reduction == "mean" else 1))
wrong("xent", "no minus", caught="visible", insight="minus missing")(general(sign=1))
wrong("xent", "log2", caught="visible", insight="bits")(general(sign=-1 / math.log(2)))
wrong("xent", "softmax before log_softmax", caught="visible", insight="softmax twice")(
    general(log_q=lambda z: log_softmax(softmax(z))))
wrong("xent", "softmax over the examples", caught="visible", insight="softmax over the wrong axis")(
    general(log_q=lambda z: log_softmax(z.T).T))
wrong("xent", "softmax over the whole table", caught="visible", insight="softmax over the wrong axis")(
    general(log_q=lambda z: np.log(np.exp(z) / np.exp(z).sum())))
wrong("xent", "argmax of every target", caught="hidden", insight="soft targets made hard")(
    general(rows=lambda targets, K: np.eye(K)[np.argmax(rows(targets, K), axis=1)], refuse=True))
wrong("xent", "gamma ignored", caught="visible", insight="a setting without effect")(
    general(down=lambda q, gamma, T: np.ones_like(q)))
wrong("xent", "always the mean", caught="visible", insight="a setting without effect")(
    general(reduce=lambda losses, reduction: losses.mean()))


@wrong("xent", "weights ignored", caught="visible", insight="a setting without effect")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    return general()(logits, targets, smoothing, gamma, None, reduction)


@wrong("xent", "smoothing ignored", caught="visible", insight="a setting without effect")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    return general(refuse=True)(logits, targets, 0.0, gamma, class_weight, reduction)


wrong("xent", "log of softmax", caught="hidden", insight="an exponential of 1000")(
    general(log_q=lambda z: np.log(softmax(z)), refuse=True))
wrong("xent", "exp of the logits", caught="hidden", insight="an exponential of 1000")(
    general(log_q=lambda z: z - np.log(np.exp(z).sum(axis=1, keepdims=True))))
wrong("xent", "nan_to_num", caught="hidden", insight="price with a ceiling")(
    general(log_q=lambda z: np.log(softmax(z) + 1e-300)))
wrong("xent", "clips at 1e-12", caught="hidden", insight="price with a ceiling")(
    general(log_q=lambda z: np.log(np.clip(softmax(z), 1e-12, 1)), refuse=True))
wrong("xent", "adds 1e-9", caught="visible", insight="price with a ceiling")(
    general(log_q=lambda z: np.log(softmax(z) + 1e-9)))
wrong("xent", "any reduction is a mean", caught="hidden", insight="any reduction will do")(general())


@wrong("xent", "an unknown reduction gives None", caught="hidden", insight="any reduction will do")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    losses = general()(logits, targets, smoothing, gamma, class_weight, "none")
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()


@wrong("xent", "smooths the targets in place", caught="hidden")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    if isinstance(targets, np.ndarray) and targets.dtype == float and smoothing:
        targets *= 1 - smoothing
        targets += smoothing / targets.shape[1]
        smoothing = 0.0
    return general(refuse=True)(logits, targets, smoothing, gamma, class_weight, reduction)


@wrong("xent", "shifts the logits in place", caught="visible")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    if isinstance(logits, np.ndarray):
        logits -= logits.max(axis=1, keepdims=True)
    return general(refuse=True)(logits, targets, smoothing, gamma, class_weight, reduction)


@wrong("xent", "integer tables are taken for labels", caught="visible")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    targets = np.asarray(targets)
    if targets.dtype.kind == "i":
        targets = np.eye(np.shape(logits)[1])[targets]
    return general(refuse=True)(logits, targets, smoothing, gamma, class_weight, reduction)


@wrong("xent", "a list of three", caught="visible")
def _(logits, targets, smoothing=0.0, gamma=0.0, class_weight=None, reduction="mean"):
    losses = general()(logits, targets, smoothing, gamma, class_weight, "none")
    return [losses.mean(), losses.sum(), losses]
