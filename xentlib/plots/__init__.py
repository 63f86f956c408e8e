"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .house import Picture, canvas, picture
from .shannon_entropy import (
    area_picture,
    code_tree,
    codeword_budget,
    entropy_curve,
    first_weighings,
    ladder,
    spending,
)

__all__ = [
    "Picture", "area_picture", "canvas", "code_tree", "codeword_budget", "entropy_curve", "first_weighings", "ladder",
    "picture", "spending",
]
