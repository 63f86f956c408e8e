"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .cross_entropy import book_between, mixed_book, tangent_line
from .house import Slider, exploration
from .shannon_entropy import bent_coin, codeword_budget, weather_spending
from .surprise import surprise_of_p, yes_or_no

__all__ = [
    "Slider", "bent_coin", "book_between", "codeword_budget", "exploration", "mixed_book", "surprise_of_p",
    "tangent_line", "weather_spending", "yes_or_no",
]
