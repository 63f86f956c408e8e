"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .cross_entropy import (
    bill_table,
    borrowed_book,
    memory_and_news,
    perplexity_ladder,
    running_bill,
    tangent,
)
from .house import Picture, canvas, picture
from .kl_divergence import (
    bills,
    bounded,
    coin_bill,
    covers_and_chooses,
    explosion,
    fit,
    landscapes,
    triangle,
)
from .label_smoothing import (
    clusters,
    help_and_harm,
    logit_gaps,
    loss_by_confidence,
    own_calibration,
    reliability,
    smoothed_targets,
    temperature_curve,
)
from .shannon_entropy import (
    area_picture,
    code_tree,
    codeword_budget,
    entropy_curve,
    first_weighings,
    ladder,
    spending,
)
from .surprise import cards, deck, first_question, halving, pair, shares, surprise_curve

__all__ = [
    "Picture", "area_picture", "bill_table", "bills", "borrowed_book", "bounded", "canvas", "cards", "clusters",
    "code_tree", "codeword_budget", "coin_bill", "covers_and_chooses", "deck", "entropy_curve", "explosion",
    "first_question", "first_weighings", "fit", "halving", "help_and_harm", "ladder", "landscapes", "logit_gaps",
    "loss_by_confidence", "memory_and_news", "own_calibration", "pair", "perplexity_ladder", "picture", "reliability",
    "running_bill", "shares", "smoothed_targets", "spending", "surprise_curve", "tangent", "temperature_curve",
    "triangle",
]
