"""Answers to the exercises of notebook 09: p_t, the focal loss in three forms, the prior bias, the positives' share."""

import math

import numpy as np

import xentlib as xl

from . import right, wrong

# ---------------------------------------------------------------- 9.1 p_t


def checked(y, p):
    y, p = np.asarray(y), np.asarray(p)
    if y.shape != p.shape:
        raise ValueError("y and p must have the same shape")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels must be 0 or 1")
    return y, p


@right("p_t", "as in the notebook")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    if y.shape != p.shape:
        raise ValueError("y and p must have the same shape")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("labels must be 0 or 1")
    return np.where(y == 1, p, 1 - p)


@right("p_t", "a loop over the flattened arrays")
def _(y, p):
    y, p = np.array(y), np.array(p)
    if y.shape != p.shape:
        raise ValueError("shapes differ")
    result = []
    for label, probability in zip(y.ravel(), p.ravel(), strict=True):
        if label not in (0, 1):
            raise ValueError("labels must be 0 or 1")
        result.append(probability if label else 1 - probability)
    return np.array(result).reshape(p.shape)


@wrong("p_t", "clipped at 1e-7", caught="hidden", insight="clipped")
def _(y, p):
    y, p = checked(y, p)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.where(y == 1, p, 1 - p)


@right("p_t", "a sum of products")
def _(y, p):
    y, p = checked(y, p)
    return y * p + (1 - y.astype(float)) * (1 - p)


@right("p_t", "powers")
def _(y, p):
    y, p = checked(y, p)
    y = y.astype(float)
    return p**y * (1 - p) ** (1 - y)


@right("p_t", "one minus the miss")
def _(y, p):
    y, p = checked(y, p)
    return 1 - np.abs(y - p.astype(float))


@right("p_t", "a copy and a mask")
def _(y, p):
    y, p = checked(y, p)
    result = np.array(p, dtype=float)
    result[y == 0] = 1 - result[y == 0]
    return result


@wrong("p_t", "p", caught="visible", insight="probability of a yes")
def _(y, p):
    return np.array(p, dtype=float)


@wrong("p_t", "p, with all refusals", caught="visible", insight="probability of a yes")
def _(y, p):
    _, p = checked(y, p)
    return p * 1.0


@wrong("p_t", "reversed", caught="visible", insight="what did not happen")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    return np.where(y == 1, 1 - p, p)


@wrong("p_t", "the miss", caught="visible", insight="what did not happen")
def _(y, p):
    y, p = checked(y, p)
    return np.abs(y - p)


@wrong("p_t", "y times p", caught="visible", insight="negatives dropped")
def _(y, p):
    return np.asarray(y) * np.asarray(p)


@wrong("p_t", "a loop with 0 for the negatives", caught="visible", insight="negatives dropped")
def _(y, p):
    return np.array([probability if label else 0.0 for label, probability in zip(y, p, strict=True)])


@wrong("p_t", "p - 1 for the negatives", caught="visible", insight="minus for the negatives")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    return np.where(y == 1, p, p - 1)


@wrong("p_t", "minus where a plus belongs", caught="visible", insight="minus for the negatives")
def _(y, p):
    y, p = checked(y, p)
    return y * p - (1 - y) * (1 - p)


@wrong("p_t", "a product of everything", caught="visible", insight="multiplied instead of chosen")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    return (y * p) * ((1 - y) * (1 - p))


@wrong("p_t", "the larger of the two", caught="visible", insight="the larger one")
def _(y, p):
    p = np.asarray(p)
    return np.maximum(p, 1 - p)


@wrong("p_t", "the log loss", caught="visible", insight="the price")
def _(y, p):
    return xl.binary_cross_entropy(y, p, reduction="none")


@wrong("p_t", "log p_t", caught="visible", insight="the price")
def _(y, p):
    y, p = checked(y, p)
    return np.log(np.where(y == 1, p, 1 - p))


@wrong("p_t", "a list == 1", caught="visible", insight="a list compared with a number")
def _(y, p):
    p = np.asarray(p)
    return np.where(y == 1, p, 1 - p)


@wrong("p_t", "1 - p throughout", caught="visible", insight="a list compared with a number")
def _(y, p):
    return 1 - np.asarray(p)


@wrong("p_t", "soft labels pass", caught="hidden", insight="labels not checked")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    if y.shape != p.shape:
        raise ValueError("shapes differ")
    return np.where(y == 1, p, 1 - p)


@wrong("p_t", "nothing is checked", caught="hidden", insight="labels not checked")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    return np.where(y == 1, p, 1 - p)


@wrong("p_t", "soft labels mixed", caught="hidden", insight="labels not checked")
def _(y, p):
    y, p = np.asarray(y, float), np.asarray(p)
    if y.shape != p.shape:
        raise ValueError("shapes differ")
    return y * p + (1 - y) * (1 - p)


@wrong("p_t", "broadcasts", caught="hidden", insight="shapes stretched")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels must be 0 or 1")
    return np.where(y == 1, p, 1 - p)


@wrong("p_t", "compares the numbers of entries only", caught="hidden", insight="shapes stretched")
def _(y, p):
    y, p = np.asarray(y), np.asarray(p)
    if y.size != p.size or not np.isin(y, (0, 1)).all():
        raise ValueError("y and p must fit, labels must be 0 or 1")
    return np.where(y.ravel() == 1, p.ravel(), 1 - p.ravel()).reshape(p.shape)


@wrong("p_t", "changes p", caught="visible")
def _(y, p):
    y, p = checked(y, p)
    p[y == 0] = 1 - p[y == 0]
    return p


@wrong("p_t", "a list", caught="visible")
def _(y, p):
    return [b if a else 1 - b for a, b in zip(y, p, strict=True)]


@wrong("p_t", "the mean", caught="visible")
def _(y, p):
    y, p = checked(y, p)
    return float(np.where(y == 1, p, 1 - p).mean())


# ---------------------------------------------------------------- 9.2 focal_loss


def parts(y, p, gamma=2.0):
    """Checked input as (y, p, p_t)."""
    y, p = checked(y, p)
    if gamma < 0:
        raise ValueError("gamma must not be negative")
    return y, p, np.where(y == 1, p, 1 - p)


def weight(y, alpha):
    return 1.0 if alpha is None else np.where(y == 1, alpha, 1 - alpha)


@right("focal_loss", "as in the notebook")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    if gamma < 0:
        raise ValueError("gamma must not be negative")
    pt = xl.p_t(y, p)
    losses = -((1 - pt) ** gamma) * np.log(pt)
    if alpha is not None:
        losses = losses * np.where(np.asarray(y) == 1, alpha, 1 - alpha)
    return float(losses.mean()) if reduction == "mean" else losses


@right("focal_loss", "two branches, one for each label")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, _ = parts(y, p, gamma)
    positive, negative = (1.0, 1.0) if alpha is None else (alpha, 1 - alpha)
    losses = np.where(y == 1, -positive * (1 - p) ** gamma * np.log(p), -negative * p**gamma * np.log(1 - p))
    return losses.mean() if reduction == "mean" else losses


@right("focal_loss", "a loop")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = []
    for label, t in zip(y.ravel(), pt.ravel(), strict=True):
        a = 1 if alpha is None else alpha if label else 1 - alpha
        losses.append(-a * (1 - t) ** gamma * math.log(t))
    return sum(losses) / len(losses) if reduction == "mean" else np.reshape(losses, y.shape)


@right("focal_loss", "from the log loss")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    if gamma < 0:
        raise ValueError("gamma must not be negative")
    y, p = checked(y, p)
    ce = xl.binary_cross_entropy(y, p, reduction="none")
    losses = weight(y, alpha) * (1 - np.exp(-ce)) ** gamma * ce
    return np.mean(losses) if reduction == "mean" else losses


@right("focal_loss", "log1p and a list of lists")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, _ = parts(y, p, gamma)
    miss = np.where(y == 1, 1 - p, p)
    losses = weight(y, alpha) * miss**gamma * -np.log1p(-miss)
    return losses.mean() if reduction == "mean" else losses.tolist()


@wrong("focal_loss", "p instead of p_t", caught="visible", insight="modulated with p")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - p) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "p instead of p_t, unchecked", caught="visible", insight="modulated with p")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    ce = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    losses = weight(y, alpha) * (1 - p) ** gamma * ce
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "pt**gamma", caught="visible", insight="easy ones turned up")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * pt**gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha on both", caught="visible", insight="the same alpha for all")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = (1 if alpha is None else alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha on both, unchecked", caught="visible", insight="the same alpha for all")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    pt = np.where(y == 1, p, 1 - p)
    losses = -((1 - pt) ** gamma) * np.log(pt)
    if alpha is not None:
        losses *= alpha
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha reversed", caught="visible", insight="alpha on the wrong side")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    a = 1 if alpha is None else np.where(y == 1, 1 - alpha, alpha)
    losses = -a * (1 - pt) ** gamma * np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha for positives only", caught="visible", insight="negatives not weighed")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    a = np.where(y == 1, 1 if alpha is None else alpha, 1)
    losses = -a * (1 - pt) ** gamma * np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "missing minus", caught="visible", insight="missing minus")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "missing minus, no checks, where", caught="visible", insight="missing minus")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    losses = np.where(y == 1, (1 - p) ** gamma * np.log(p), p**gamma * np.log(1 - p)) * weight(y, alpha)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha inside p_t", caught="visible", insight="alpha inside p_t")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    ce = -weight(y, alpha) * np.log(pt)
    losses = (1 - np.exp(-ce)) ** gamma * ce
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "focal of the mean", caught="visible", insight="focal of the mean")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    ce = -weight(y, alpha) * np.log(pt)
    if reduction == "mean":
        ce = ce.mean()
        return float((1 - np.exp(-ce)) ** gamma * ce)
    return weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)


@wrong("focal_loss", "sum alpha normalised", caught="visible", insight="divided by the weights")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    a = weight(y, alpha) * np.ones(y.shape)
    losses = a * (1 - pt) ** gamma * -np.log(pt)
    return losses.sum() / a.sum() if reduction == "mean" else losses


@wrong("focal_loss", "np.average with weights", caught="visible", insight="divided by the weights")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = (1 - pt) ** gamma * -np.log(pt)
    a = weight(y, alpha) * np.ones(y.shape)
    return float(np.average(losses, weights=a)) if reduction == "mean" else a * losses


@wrong("focal_loss", "normalised by the positives", caught="visible", insight="divided by the positives")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.sum() / max(1, y.sum()) if reduction == "mean" else losses


@wrong("focal_loss", "sum", caught="visible", insight="sum instead of mean")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.sum() if reduction == "mean" else losses


@wrong("focal_loss", "always the mean", caught="visible", insight="reduction ignored")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    return float(np.mean(weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)))


@wrong("focal_loss", "always one by one", caught="visible", insight="reduction ignored")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    pt = np.where(y == 1, p, 1 - p)
    return weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)


@wrong("focal_loss", "log10", caught="visible", insight="another logarithm")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log10(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "log2, unchecked", caught="visible", insight="another logarithm")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    pt = np.where(y == 1, p, 1 - p)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log2(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "log of p for both labels", caught="visible", insight="price of a yes")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(p)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "p for p_t everywhere", caught="visible", insight="price of a yes")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    losses = weight(y, alpha) * (1 - p) ** gamma * -np.log(p)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "half of the log loss", caught="visible", insight="only positives pay")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, _ = parts(y, p, gamma)
    losses = -weight(y, alpha) * y * (1 - p) ** gamma * np.log(p)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "gamma as a factor", caught="visible", insight="times instead of to the power")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) * gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "log p as p_t", caught="visible", insight="logarithm for probability")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    pt = np.log(pt)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -pt
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "gamma fixed at 2", caught="visible", insight="gamma not used")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** 2 * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "weighted log loss without a focus", caught="visible", insight="gamma not used")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "alpha is 0.25 unless given", caught="visible", insight="a default for alpha")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, 0.25 if alpha is None else alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "None is half and half", caught="visible", insight="a default for alpha")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha or 0.5) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "if alpha:", caught="hidden", insight="alpha 0 taken for none")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = (1 - pt) ** gamma * -np.log(pt)
    if alpha:
        losses = losses * np.where(y == 1, alpha, 1 - alpha)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "clipped at 1e-7", caught="hidden", insight="a small constant")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, _ = parts(y, p, gamma)
    pt = np.clip(np.where(y == 1, p, 1 - p), 1e-7, 1 - 1e-7)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "epsilon in the logarithm", caught="visible", insight="a small constant")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt + 1e-7)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "broadcasts", caught="hidden", insight="shapes stretched")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    if gamma < 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("gamma must not be negative, labels must be 0 or 1")
    pt = np.where(y == 1, p, 1 - p)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "negative gamma passes", caught="hidden", insight="gamma not checked")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    pt = xl.p_t(y, p)
    losses = weight(np.asarray(y), alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "nothing is checked", caught="hidden", insight="input not checked")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    pt = np.where(y == 1, p, 1 - p)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "labels are not checked", caught="hidden", insight="input not checked")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = np.asarray(y), np.asarray(p)
    if y.shape != p.shape or gamma < 0:
        raise ValueError("shapes must be equal, gamma must not be negative")
    pt = np.where(y == 1, p, 1 - p)
    losses = weight(y, alpha) * (1 - pt) ** gamma * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "whole gammas only", caught="hidden")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p, pt = parts(y, p, gamma)
    losses = weight(y, alpha) * (1 - pt) ** int(gamma) * -np.log(pt)
    return losses.mean() if reduction == "mean" else losses


@wrong("focal_loss", "changes p", caught="visible")
def _(y, p, gamma=2.0, alpha=None, reduction="mean"):
    y, p = checked(y, p)
    p[y == 0] = 1 - p[y == 0]
    losses = weight(y, alpha) * (1 - p) ** gamma * -np.log(p)
    return losses.mean() if reduction == "mean" else losses


# ---------------------------------------------------------------- 9.3 focal_loss_with_logits


@right("focal_loss_with_logits", "as in the notebook")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return xl.sigmoid(-x) ** gamma * np.logaddexp(0, -x)


@right("focal_loss_with_logits", "from the log loss of the logit")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z, dtype=float)
    miss = xl.sigmoid(np.where(y == 1, -z, z))
    return miss**gamma * xl.bce_with_logits(y, z, reduction="none")


@right("focal_loss_with_logits", "a loop with two forms of the sigmoid")
def _(y, z, gamma=2.0):
    losses = []
    for label, logit in zip(y, z, strict=True):
        x = logit if label else -logit
        if x >= 0:
            e = math.exp(-x)
            losses.append((e / (1 + e)) ** gamma * math.log1p(e))
        else:
            e = math.exp(x)
            losses.append((1 / (1 + e)) ** gamma * (-x + math.log1p(e)))
    return np.array(losses)


@right("focal_loss_with_logits", "all in logarithms")
def _(y, z, gamma=2.0):
    x = (2 * np.asarray(y) - 1) * np.asarray(z)
    return np.exp(gamma * xl.log_sigmoid(-x)) * -xl.log_sigmoid(x)


@right("focal_loss_with_logits", "the general loss with two logits")
def _(y, z, gamma=2.0):
    z = np.asarray(z, dtype=float)
    return xl.xent(np.stack([np.zeros_like(z), z], axis=-1), np.asarray(y), gamma=gamma, reduction="none")


@wrong("focal_loss_with_logits", "via the library's probabilities", caught="hidden", insight="by way of probabilities")
def _(y, z, gamma=2.0):
    return xl.focal_loss(y, xl.sigmoid(z), gamma, reduction="none")


@wrong("focal_loss_with_logits", "log of a sigmoid", caught="hidden", insight="by way of probabilities")
def _(y, z, gamma=2.0):
    p = xl.sigmoid(np.asarray(z))
    pt = np.where(np.asarray(y) == 1, p, 1 - p)
    return -((1 - pt) ** gamma) * np.log(pt)


@wrong("focal_loss_with_logits", "plain Python's exp overflows", caught="hidden", insight="by way of probabilities")
def _(y, z, gamma=2.0):
    losses = []
    for label, logit in zip(y, z, strict=True):
        pt = 1 / (1 + math.exp(-logit if label else logit))
        losses.append(-((1 - pt) ** gamma) * math.log(pt))
    return np.array(losses)


@wrong("focal_loss_with_logits", "softplus by hand overflows", caught="hidden", insight="by way of probabilities")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return (1 / (1 + np.exp(x))) ** gamma * np.log(1 + np.exp(-x))


@wrong("focal_loss_with_logits", "clipped at 1e-12", caught="hidden", insight="a capped price")
def _(y, z, gamma=2.0):
    p = np.clip(xl.sigmoid(np.asarray(z)), 1e-12, 1 - 1e-12)
    pt = np.where(np.asarray(y) == 1, p, 1 - p)
    return -((1 - pt) ** gamma) * np.log(pt)


@wrong("focal_loss_with_logits", "logits clipped at 30", caught="hidden", insight="a capped price")
def _(y, z, gamma=2.0):
    x = np.clip(np.where(np.asarray(y) == 1, z, -np.asarray(z)), -30, 30)
    return xl.sigmoid(-x) ** gamma * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "only large logits clipped at 30", caught="hidden", insight="digits lost")
def _(y, z, gamma=2.0):
    x = np.minimum(np.where(np.asarray(y) == 1, z, -np.asarray(z)), 30)
    return xl.sigmoid(-x) ** gamma * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "log(1 + small)", caught="hidden", insight="digits lost")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return xl.sigmoid(-x) ** gamma * (np.maximum(-x, 0) + np.log(1 + np.exp(-np.abs(x))))


@wrong("focal_loss_with_logits", "1 - p_t", caught="hidden", insight="digits lost")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return (1 - xl.sigmoid(x)) ** gamma * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "p_t from the loss (torchvision's formula)", caught="hidden", insight="digits lost")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z)
    p = xl.sigmoid(z)
    pt = p * y + (1 - p) * (1 - y)
    return xl.bce_with_logits(y, z, reduction="none") * (1 - pt) ** gamma


@wrong("focal_loss_with_logits", "ignores y", caught="visible", insight="label ignored")
def _(y, z, gamma=2.0):
    z = np.asarray(z)
    return xl.sigmoid(-z) ** gamma * np.logaddexp(0, -z)


@wrong("focal_loss_with_logits", "signs exchanged", caught="visible", insight="signs exchanged")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, -np.asarray(z), z)
    return xl.sigmoid(-x) ** gamma * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "p_t^gamma", caught="visible", insight="easy ones turned up")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return xl.sigmoid(x) ** gamma * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "the factor from p", caught="visible", insight="modulated with p")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z)
    return (1 - xl.sigmoid(z)) ** gamma * xl.bce_with_logits(y, z, reduction="none")


@wrong("focal_loss_with_logits", "no sigmoid at all", caught="visible", insight="logit taken for a probability")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z)
    pt = np.where(y == 1, z, 1 - z)
    with np.errstate(all="ignore"):
        return -((1 - pt) ** gamma) * np.log(pt)


@wrong("focal_loss_with_logits", "log_sigmoid without its minus", caught="visible", insight="missing minus")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return xl.sigmoid(-x) ** gamma * xl.log_sigmoid(x)


@wrong("focal_loss_with_logits", "gamma fixed", caught="visible", insight="gamma not used")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return xl.sigmoid(-x) ** 2 * np.logaddexp(0, -x)


@wrong("focal_loss_with_logits", "plain log loss", caught="visible", insight="gamma not used")
def _(y, z, gamma=2.0):
    return xl.bce_with_logits(y, z, reduction="none")


@wrong("focal_loss_with_logits", "both forms, then a choice", caught="hidden", insight="log of zero")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    price = np.where(x < -30, -x, np.log1p(np.exp(-x)))
    return xl.sigmoid(-x) ** gamma * price


@wrong("focal_loss_with_logits", "the mean", caught="visible")
def _(y, z, gamma=2.0):
    x = np.where(np.asarray(y) == 1, z, -np.asarray(z))
    return float(np.mean(xl.sigmoid(-x) ** gamma * np.logaddexp(0, -x)))


# ---------------------------------------------------------------- 9.4 focal_gradient


def signed(y, z):
    """s, x = the logit of what happened, p_t, -ln p_t."""
    y, z = np.asarray(y), np.asarray(z, dtype=float)
    s = np.where(y == 1, 1.0, -1.0)
    return s, s * z, xl.sigmoid(s * z), np.logaddexp(0, -s * z)


@right("focal_gradient", "as in the notebook")
def _(y, z, gamma=2.0):
    s = 2 * np.asarray(y) - 1
    x = s * np.asarray(z)
    pt, miss, price = xl.sigmoid(x), xl.sigmoid(-x), np.logaddexp(0, -x)
    return -s * miss**gamma * (gamma * pt * price + miss)


@right("focal_gradient", "the formula of the paper")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (gamma * pt * -price + pt - 1)


@right("focal_gradient", "the product rule, factor by factor")
def _(y, z, gamma=2.0):
    s, x, pt, price = signed(y, z)
    factor, slope_of_price = xl.sigmoid(-x) ** gamma, -s * xl.sigmoid(-x)
    slope_of_factor = -gamma * factor * pt * s  # gamma miss^(gamma-1) times -pt miss s
    return slope_of_factor * price + factor * slope_of_price


@right("focal_gradient", "a loop")
def _(y, z, gamma=2.0):
    slopes = []
    for label, logit in zip(y, z, strict=True):
        s = 1 if label == 1 else -1
        pt, price = xl.sigmoid(s * logit), -xl.log_sigmoid(s * logit)
        slopes.append(s * (1 - pt) ** gamma * (-gamma * pt * price + pt - 1))
    return np.array(slopes)


@wrong("focal_gradient", "scaled CE gradient", caught="visible", insight="factor taken for a constant")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z)
    pt = xl.sigmoid(np.where(y == 1, z, -z))
    return (1 - pt) ** gamma * (xl.sigmoid(z) - y)


@wrong("focal_gradient", "scaled CE gradient, with the sign of the label", caught="visible",
       insight="factor taken for a constant")
def _(y, z, gamma=2.0):
    s, _, pt, _ = signed(y, z)
    return -s * (1 - pt) ** (gamma + 1)


@wrong("focal_gradient", "only the factor's slope", caught="visible", insight="one term of two")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return -s * gamma * (1 - pt) ** gamma * pt * price


@wrong("focal_gradient", "sign of s forgotten", caught="visible", insight="sign of the label")
def _(y, z, gamma=2.0):
    _, _, pt, price = signed(y, z)
    return (1 - pt) ** gamma * (gamma * pt * -price + pt - 1)


@wrong("focal_gradient", "everything as for a yes", caught="visible", insight="label ignored")
def _(y, z, gamma=2.0):
    return xl.sigmoid(-np.asarray(z)) ** gamma * (
        gamma * xl.sigmoid(z) * xl.log_sigmoid(z) + xl.sigmoid(z) - 1)


@wrong("focal_gradient", "ascent", caught="visible", insight="uphill")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return -s * (1 - pt) ** gamma * (gamma * pt * -price + pt - 1)


@wrong("focal_gradient", "s the wrong way round", caught="visible", insight="uphill")
def _(y, z, gamma=2.0):
    _, _, pt, price = signed(y, z)
    return (1 - 2 * np.asarray(y)) * (1 - pt) ** gamma * (gamma * pt * -price + pt - 1)


@wrong("focal_gradient", "plus where ln p_t is negative", caught="visible", insight="terms against each other")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (gamma * pt * price + pt - 1)


@wrong("focal_gradient", "1 - p_t in the bracket", caught="visible", insight="terms against each other")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (gamma * pt * -price + 1 - pt)


@wrong("focal_gradient", "the slope in p", caught="visible", insight="slope in p")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return -s * (gamma * (1 - pt) ** (gamma - 1) * price + (1 - pt) ** gamma / pt)


@wrong("focal_gradient", "p_t forgotten beside the logarithm", caught="visible", insight="p_t forgotten")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (-gamma * price + pt - 1)


@wrong("focal_gradient", "gamma not brought down", caught="visible", insight="p_t forgotten")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (-pt * price + pt - 1)


@wrong("focal_gradient", "gamma fixed at 2", caught="visible", insight="gamma not used")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** 2 * (-2 * pt * price + pt - 1)


@wrong("focal_gradient", "the slope of cross-entropy", caught="visible", insight="gamma not used")
def _(y, z, gamma=2.0):
    return xl.sigmoid(np.asarray(z)) - np.asarray(y)


@wrong("focal_gradient", "the slope of the mean", caught="visible", insight="divided by the examples")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return s * (1 - pt) ** gamma * (-gamma * pt * price + pt - 1) / len(pt)


@wrong("focal_gradient", "absolute value", caught="visible", insight="size without direction")
def _(y, z, gamma=2.0):
    _, _, pt, price = signed(y, z)
    return (1 - pt) ** gamma * (gamma * pt * price + 1 - pt)


@wrong("focal_gradient", "logarithm of a saturated sigmoid", caught="hidden", insight="lost far out")
def _(y, z, gamma=2.0):
    s = np.where(np.asarray(y) == 1, 1, -1)
    pt = xl.sigmoid(s * np.asarray(z))
    with np.errstate(all="ignore"):
        return s * (1 - pt) ** gamma * (gamma * pt * np.log(pt) + pt - 1)


@wrong("focal_gradient", "own sigmoid overflows", caught="hidden", insight="lost far out")
def _(y, z, gamma=2.0):
    s = np.where(np.asarray(y) == 1, 1, -1)
    pt = np.exp(s * np.asarray(z)) / (1 + np.exp(s * np.asarray(z)))
    return s * (1 - pt) ** gamma * (gamma * pt * np.log(pt) + pt - 1)


@wrong("focal_gradient", "a power below zero", caught="hidden", insight="lost far out")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    with np.errstate(all="ignore"):
        return -s * (gamma * (1 - pt) ** (gamma - 1) * pt * (1 - pt) * price + (1 - pt) ** (gamma + 1))


@wrong("focal_gradient", "central differences", caught="visible", insight="measured, not derived")
def _(y, z, gamma=2.0):
    z = np.asarray(z, dtype=float)
    return (xl.focal_loss_with_logits(y, z + 1e-3, gamma) - xl.focal_loss_with_logits(y, z - 1e-3, gamma)) / 2e-3


@wrong("focal_gradient", "own sigmoid warns", caught="hidden", insight="warnings on the way")
def _(y, z, gamma=2.0):
    s = np.where(np.asarray(y) == 1, 1, -1)
    x = s * np.asarray(z, dtype=float)
    pt = 1 / (1 + np.exp(-x))
    return s * (1 - pt) ** gamma * (gamma * pt * -np.logaddexp(0, -x) + pt - 1)


@wrong("focal_gradient", "the mean", caught="visible")
def _(y, z, gamma=2.0):
    s, _, pt, price = signed(y, z)
    return float(np.mean(s * (1 - pt) ** gamma * (-gamma * pt * price + pt - 1)))


# ---------------------------------------------------------------- 9.5 prior_bias


@right("prior_bias", "as in the notebook")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return np.log(pi / (1 - pi))


@right("prior_bias", "the formula of the paper")
def _(pi):
    if pi <= 0 or pi >= 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return -math.log((1 - pi) / pi)


@right("prior_bias", "a difference of logarithms, refused by math.log itself")
def _(pi):
    return math.log(pi) - math.log1p(-pi)


@wrong("prior_bias", "sign", caught="visible", insight="sign")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return np.log((1 - pi) / pi)


@wrong("prior_bias", "sign, unchecked", caught="visible", insight="sign")
def _(pi):
    return -math.log(pi / (1 - pi))


@wrong("prior_bias", "log pi", caught="visible", insight="log of the share")
def _(pi):
    return float(np.log(pi))


@wrong("prior_bias", "pi itself", caught="visible", insight="the share itself")
def _(pi):
    return pi


@wrong("prior_bias", "odds", caught="visible", insight="odds")
def _(pi):
    return pi / (1 - pi)


@wrong("prior_bias", "sigmoid", caught="visible", insight="there instead of back")
def _(pi):
    return xl.sigmoid(pi)


@wrong("prior_bias", "log10", caught="visible", insight="another logarithm")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return math.log10(pi / (1 - pi))


@wrong("prior_bias", "no validation", caught="hidden", insight="input not checked")
def _(pi):
    with np.errstate(all="ignore"):
        return float(np.log(np.float64(pi)) - np.log(np.float64(1 - pi)))


@wrong("prior_bias", "a division by zero at 1", caught="hidden", insight="input not checked")
def _(pi):
    return math.log(pi / (1 - pi))


@wrong("prior_bias", "0 and 1 pass, the outside does not", caught="hidden", insight="input not checked")
def _(pi):
    if pi < 0 or pi > 1:
        raise ValueError("pi must be a probability")
    with np.errstate(all="ignore"):
        return float(np.log(np.float64(pi) / np.float64(1 - pi)))


@right("prior_bias", "solved as hint 1 says")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return -math.log(1 / pi - 1)


@wrong("focal_gradient", "clipped at 1e-7", caught="hidden")
def _(y, z, gamma=2.0):
    y, z = np.asarray(y), np.asarray(z, float)
    s = np.where(y == 1, 1, -1)
    pt = np.clip(xl.sigmoid(s * z), 1e-7, 1 - 1e-7)
    return s * (1 - pt) ** gamma * (gamma * pt * np.log(pt) + pt - 1)


@wrong("prior_bias", "rounded", caught="visible", insight="a small constant")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return round(math.log(pi / (1 - pi)), 6)


@wrong("prior_bias", "epsilon", caught="visible", insight="a small constant")
def _(pi):
    if not 0 < pi < 1:
        raise ValueError("pi must lie strictly between 0 and 1")
    return math.log((pi + 1e-7) / (1 - pi + 1e-7))


@wrong("prior_bias", "clipped", caught="hidden", insight="a small constant")
def _(pi):
    pi = min(max(pi, 1e-7), 1 - 1e-7)
    return math.log(pi / (1 - pi))


@wrong("prior_bias", "an array", caught="visible")
def _(pi):
    return np.array([math.log(pi / (1 - pi))])


# ---------------------------------------------------------------- 9.6 positive_share


def losses_of(y, z, gamma):
    """Checked labels, and the focal losses."""
    y = np.asarray(y)
    if len(set(y.tolist())) < 2:
        raise ValueError("both classes are needed")
    return y, xl.focal_loss_with_logits(y, z, gamma)


@right("positive_share", "as in the notebook")
def _(y, z, gamma):
    positive = np.asarray(y) == 1
    if positive.all() or not positive.any():
        raise ValueError("there must be a positive and a negative")
    losses = xl.focal_loss_with_logits(y, z, gamma)
    return float(losses[positive].sum() / losses.sum())


@right("positive_share", "a dot product")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    return float(y @ losses / losses.sum())


@right("positive_share", "a loop")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    mine = total = 0.0
    for label, loss in zip(y, losses, strict=True):
        total += loss
        mine += loss if label == 1 else 0.0
    return mine / total


@wrong("positive_share", "means", caught="visible", insight="share of the means")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    a, b = losses[y == 1].mean(), losses[y == 0].mean()
    return a / (a + b)


@wrong("positive_share", "means, unchecked", caught="visible", insight="share of the means")
def _(y, z, gamma):
    y, losses = np.asarray(y), xl.focal_loss_with_logits(y, z, gamma)
    return losses[y == 1].mean() / (losses[y == 1].mean() + losses[y == 0].mean())


@wrong("positive_share", "count share", caught="visible", insight="share of the examples")
def _(y, z, gamma):
    return float(np.mean(np.asarray(y) == 1))


@wrong("positive_share", "pos/neg", caught="visible", insight="positives to negatives")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    return losses[y == 1].sum() / losses[y == 0].sum()


@wrong("positive_share", "the other class", caught="visible", insight="the negatives' share")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    return losses[y == 0].sum() / losses.sum()


@right("positive_share", "a loop that asks for one loss at a time")
def _(y, z, gamma):
    sums, counts = [0.0, 0.0], [0, 0]
    for label, logit in zip(y, z, strict=True):
        sums[int(label)] += float(xl.focal_loss_with_logits([label], [logit], gamma)[0])
        counts[int(label)] += 1
    if 0 in counts:
        raise ValueError("both classes are needed")
    return sums[1] / sum(sums)


@wrong("positive_share", "plain cross-entropy", caught="visible", insight="gamma not used")
def _(y, z, gamma):
    y, losses = losses_of(y, z, 0)
    return losses[y == 1].sum() / losses.sum()


@wrong("positive_share", "gamma left at its default", caught="visible", insight="gamma not used")
def _(y, z, gamma):
    y = np.asarray(y)
    losses = xl.focal_loss_with_logits(y, z)
    return losses[y == 1].sum() / losses.sum()


@wrong("positive_share", "only the factors", caught="visible", insight="factors without prices")
def _(y, z, gamma):
    y, z = np.asarray(y), np.asarray(z)
    factors = xl.sigmoid(np.where(y == 1, -z, z)) ** gamma
    return factors[y == 1].sum() / factors.sum()


@wrong("positive_share", "all as positives", caught="visible", insight="label ignored")
def _(y, z, gamma):
    y, z = np.asarray(y), np.asarray(z)
    losses = xl.sigmoid(-z) ** gamma * np.logaddexp(0, -z)
    return losses[y == 1].sum() / losses.sum()


@wrong("positive_share", "p_t^gamma", caught="visible", insight="easy ones turned up")
def _(y, z, gamma):
    y = np.asarray(y)
    x = np.where(y == 1, z, -np.asarray(z))
    losses = xl.sigmoid(x) ** gamma * np.logaddexp(0, -x)
    return losses[y == 1].sum() / losses.sum()


@wrong("positive_share", "through saturated probabilities", caught="hidden", insight="lost far out")
def _(y, z, gamma):
    y = np.asarray(y)
    if y.all() or not y.any():
        raise ValueError("both classes are needed")
    p = 1 / (1 + np.exp(-np.asarray(z)))
    losses = np.where(y == 1, -((1 - p) ** gamma) * np.log(p), -(p**gamma) * np.log(1 - p))
    return losses[y == 1].sum() / losses.sum()


@wrong("positive_share", "one class gets everything", caught="hidden", insight="one class only")
def _(y, z, gamma):
    y = np.asarray(y)
    losses = xl.focal_loss_with_logits(y, z, gamma)
    return float(losses[y == 1].sum() / losses.sum())


@wrong("positive_share", "a tiny constant below the line", caught="hidden")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    if y.all() or not y.any():
        raise ValueError("both classes are needed")
    return losses[y == 1].sum() / (losses.sum() + 1e-12)


@wrong("positive_share", "per example", caught="visible")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    return losses[y == 1].sum() / len(losses)


@wrong("positive_share", "in percent", caught="visible")
def _(y, z, gamma):
    y, losses = losses_of(y, z, gamma)
    return 100 * losses[y == 1].sum() / losses.sum()
