"""Interactive explorations (ipywidgets). Each has a static twin: the same picture, drawn once, in the cell above it."""

from .house import Slider, exploration

__all__ = ["Slider", "exploration"]
