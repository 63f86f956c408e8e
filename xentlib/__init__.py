"""xentlib: the helper library of the course on cross-entropy. Information is in bits, losses are in nats.

Everything here needs NumPy only; `xentlib.plots`, `xentlib.explore` and `xentlib.exercises` are imported by name.
"""

from .information import (
    as_distribution,
    binary_entropy,
    entropy,
    entropy_rows,
    is_distribution,
    normalise,
    surprisal,
)

__version__ = "0.1.0"

__all__ = [
    "as_distribution", "binary_entropy", "entropy", "entropy_rows", "is_distribution", "normalise", "surprisal",
]
