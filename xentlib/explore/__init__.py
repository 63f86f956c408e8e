"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .house import Slider, exploration
from .shannon_entropy import bent_coin, codeword_budget, weather_spending

__all__ = ["Slider", "bent_coin", "codeword_budget", "exploration", "weather_spending"]
