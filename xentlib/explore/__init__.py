"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .cross_entropy import book_between, mixed_book, tangent_line
from .house import Slider, exploration
from .kl_divergence import coin_and_model, one_bell
from .label_smoothing import modest_loss, thermometer
from .shannon_entropy import bent_coin, codeword_budget, weather_spending
from .surprise import surprise_of_p, yes_or_no

__all__ = [
    "Slider", "bent_coin", "book_between", "codeword_budget", "coin_and_model", "exploration", "mixed_book",
    "modest_loss", "one_bell", "surprise_of_p", "tangent_line", "thermometer", "weather_spending", "yes_or_no",
]
