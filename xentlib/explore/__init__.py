"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .cross_entropy import book_between, mixed_book, tangent_line
from .focal_loss import turned_down, whispering_crowd
from .house import Slider, exploration
from .kl_divergence import coin_and_model, one_bell
from .shannon_entropy import bent_coin, codeword_budget, weather_spending
from .surprise import surprise_of_p, yes_or_no

__all__ = [
    "Slider", "bent_coin", "book_between", "codeword_budget", "coin_and_model", "exploration", "mixed_book",
    "one_bell", "surprise_of_p", "tangent_line", "turned_down", "weather_spending", "whispering_crowd", "yes_or_no",
]
