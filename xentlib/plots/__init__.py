"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .capstone import ablation, identity_web, log_sheets, sharpness
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
    "Picture", "ablation", "area_picture", "bill_table", "bills", "borrowed_book", "bounded", "canvas", "cards",
    "code_tree", "codeword_budget", "coin_bill", "covers_and_chooses", "deck", "entropy_curve", "explosion",
    "first_question", "first_weighings", "fit", "halving", "identity_web", "ladder", "landscapes", "log_sheets",
    "memory_and_news", "pair", "perplexity_ladder",
    "picture", "running_bill", "shares", "sharpness", "spending", "surprise_curve", "tangent", "triangle",
]
