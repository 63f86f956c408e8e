"""xentlib: the helper library of the course on cross-entropy. Information is in bits, losses are in nats.

Everything here needs NumPy only; `xentlib.plots`, `xentlib.explore` and `xentlib.exercises` are imported by name.
"""

from .codes import (
    block_distribution,
    canonical_code,
    character_frequencies,
    expected_length,
    huffman_code,
    huffman_lengths,
    huffman_rate,
    kraft_sum,
    shannon_lengths,
    text_entropy,
)
from .information import (
    as_distribution,
    best_fit,
    binary_entropy,
    cross_entropy,
    decompose,
    entropy,
    entropy_rows,
    is_distribution,
    js_divergence,
    kl_divergence,
    normalise,
    not_a_distance,
    surprisal,
)

__version__ = "0.1.0"

__all__ = [
    "as_distribution", "best_fit", "binary_entropy", "block_distribution", "canonical_code",
    "character_frequencies", "cross_entropy", "decompose", "entropy", "entropy_rows", "expected_length",
    "huffman_code", "huffman_lengths", "huffman_rate", "is_distribution", "js_divergence", "kl_divergence",
    "kraft_sum", "normalise", "not_a_distance", "shannon_lengths", "surprisal", "text_entropy",
]
