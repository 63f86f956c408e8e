"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .cross_entropy import (
    bill_table,
    borrowed_book,
    memory_and_news,
    perplexity_ladder,
    running_bill,
    tangent,
)
from .epsilon_handling import (
    epsilon_cliff,
    framework_caps,
    one_epsilon,
    optimum_shift,
    room_below_one,
    score_and_epsilon,
    silent_examples,
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
    "Picture", "area_picture", "bill_table", "bills", "borrowed_book", "bounded", "canvas", "cards", "code_tree",
    "codeword_budget", "coin_bill", "covers_and_chooses", "deck", "entropy_curve", "epsilon_cliff", "explosion",
    "first_question", "first_weighings", "fit", "framework_caps", "halving", "ladder", "landscapes", "memory_and_news",
    "one_epsilon", "optimum_shift", "pair", "perplexity_ladder", "picture", "room_below_one", "running_bill",
    "score_and_epsilon", "shares", "silent_examples", "spending", "surprise_curve", "tangent", "triangle",
]
