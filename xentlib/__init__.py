"""xentlib: the helper library of the course on cross-entropy. Information is in bits, losses are in nats.

Everything here needs NumPy only; `xentlib.plots`, `xentlib.explore` and `xentlib.exercises` are imported by name.
"""

from .codes import (
    WittenBell,
    block_distribution,
    canonical_code,
    character_frequencies,
    character_ids,
    expected_length,
    fit_bigram,
    fit_ngram,
    huffman_code,
    huffman_lengths,
    huffman_rate,
    kraft_sum,
    ngram_nll,
    sample_ngram,
    shannon_lengths,
    text_entropy,
)
from .information import (
    as_distribution,
    binary_entropy,
    convert,
    cross_entropy,
    cross_entropy_table,
    entropy,
    entropy_rows,
    is_distribution,
    kl_divergence,
    normalise,
    perplexity,
    sample_nll,
    surprisal,
)

__version__ = "0.1.0"

__all__ = [
    "WittenBell", "as_distribution", "binary_entropy", "block_distribution", "canonical_code",
    "character_frequencies", "character_ids", "convert", "cross_entropy", "cross_entropy_table", "entropy",
    "entropy_rows", "expected_length", "fit_bigram", "fit_ngram", "huffman_code", "huffman_lengths",
    "huffman_rate", "is_distribution", "kl_divergence", "kraft_sum", "ngram_nll", "normalise", "perplexity",
    "sample_ngram", "sample_nll", "shannon_lengths", "surprisal", "text_entropy",
]
