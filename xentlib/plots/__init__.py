"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .binary_cross_entropy import (
    bell_and_bowl,
    best_constants,
    costs,
    likelihood,
    rolling,
    sigmoid_curve,
    slopes,
    steps_by_start,
    tumour_curves,
)
from .capstone import ablation, identity_web, log_sheets, sharpness
from .categorical_cross_entropy import (
    narrow_room,
    shifted_table,
    training_losses,
    triangle_of_bills,
    two_models,
    votes,
)
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
from .house import (
    Picture,
    canvas,
    picture,
)
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
from .surprise import (
    cards,
    deck,
    first_question,
    halving,
    pair,
    shares,
    surprise_curve,
)

__all__ = [
    "Picture", "ablation", "area_picture", "bell_and_bowl", "best_constants", "bill_table", "bills", "borrowed_book",
    "bounded", "canvas", "cards", "code_tree", "codeword_budget", "coin_bill", "costs", "covers_and_chooses", "deck",
    "entropy_curve", "epsilon_cliff", "explosion", "first_question", "first_weighings", "fit", "framework_caps",
    "halving", "identity_web", "ladder", "landscapes", "likelihood", "log_sheets", "memory_and_news", "narrow_room",
    "one_epsilon", "optimum_shift", "pair", "perplexity_ladder", "picture", "rolling", "room_below_one", "running_bill",
    "score_and_epsilon", "shares", "sharpness", "shifted_table", "sigmoid_curve", "silent_examples", "slopes",
    "spending", "steps_by_start", "surprise_curve", "tangent", "training_losses", "triangle", "triangle_of_bills",
    "tumour_curves", "two_models", "votes",
]
