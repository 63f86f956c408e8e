"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .backpropagation import (
    log_gallery,
    loss_curve,
    pull,
    step_errors,
    step_size,
    templates,
    there_and_back,
    tumour_log,
)
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
from .capstone import (
    ablation,
    identity_web,
    log_sheets,
    sharpness,
)
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
from .surprise import (
    cards,
    deck,
    first_question,
    halving,
    pair,
    shares,
    surprise_curve,
)
