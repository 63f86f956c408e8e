"""Interactive explorations (anywidget). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .backpropagation import (
    descent_step,
    difference_step,
    pulled_logits,
)
from .binary_cross_entropy import (
    ball_race,
    say_always,
    slope_of_z,
    two_balls,
)
from .capstone import (
    linear_model_at,
    one_temperature,
)
from .categorical_cross_entropy import (
    votes_and_shares,
)
from .cross_entropy import (
    book_between,
    mixed_book,
    tangent_line,
)
from .epsilon_handling import (
    along_the_cliff,
)
from .focal_loss import (
    turned_down,
    whispering_crowd,
)
from .house import (
    Slider,
    exploration,
)
from .kl_divergence import (
    coin_and_model,
    one_bell,
)
from .label_smoothing import (
    modest_loss,
    thermometer,
)
from .shannon_entropy import (
    bent_coin,
    codeword_budget,
    weather_spending,
)
from .surprise import (
    surprise_of_p,
    yes_or_no,
)
