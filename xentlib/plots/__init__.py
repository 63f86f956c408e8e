"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .cross_entropy import (
    bill_table,
    borrowed_book,
    memory_and_news,
    perplexity_ladder,
    running_bill,
    tangent,
)
from .focal_loss import (
    catching_up,
    crooked_bets,
    crowd,
    focal_curve,
    gains,
    hardest_first,
    owners,
    pull_ratio,
    rare_digit,
    thresholds,
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
    "Picture", "area_picture", "bill_table", "bills", "borrowed_book", "bounded", "canvas", "cards", "catching_up",
    "code_tree", "codeword_budget", "coin_bill", "covers_and_chooses", "crooked_bets", "crowd", "deck",
    "entropy_curve", "explosion", "first_question", "first_weighings", "fit", "focal_curve", "gains", "halving",
    "hardest_first", "ladder", "landscapes", "memory_and_news", "owners", "pair", "perplexity_ladder", "picture",
    "pull_ratio", "rare_digit", "running_bill", "shares", "spending", "surprise_curve", "tangent",
    "thresholds", "triangle",
]
