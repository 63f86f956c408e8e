"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .capstone import linear_model_at, one_temperature
from .cross_entropy import book_between, mixed_book, tangent_line
from .house import Slider, exploration
from .kl_divergence import coin_and_model, one_bell
from .shannon_entropy import bent_coin, codeword_budget, weather_spending
from .surprise import surprise_of_p, yes_or_no

__all__ = [
    "Slider", "bent_coin", "book_between", "codeword_budget", "coin_and_model", "exploration", "linear_model_at",
    "mixed_book", "one_bell", "one_temperature", "surprise_of_p", "tangent_line", "weather_spending", "yes_or_no",
]
