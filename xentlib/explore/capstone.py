"""The exploration of notebook 10: a model that is right more often than it dares to say, and one temperature."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from ..experiments import noisy_desk
from ..plots import Picture, sharpness
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


@functools.cache
def _linear_model() -> tuple[np.ndarray, np.ndarray]:
    """Logits and labels of the validation images, for the desk's linear model and its first split."""
    data, _, _ = noisy_desk.split(0)
    logits = noisy_desk.train(data, 0, hidden=0, epochs=60)
    return logits(data.valid_images), data.valid_labels


def linear_model_at(T: float) -> Picture:
    """The linear model on the validation images, its logits divided by T."""
    return sharpness(*_linear_model(), T)


def one_temperature() -> Exploration:
    """Drag the temperature and watch log loss, calibration and accuracy."""
    return exploration(
        linear_model_at,
        "Below which T does the log loss rise again? What happens to the accuracy on the way? And does the "
        "T of the least log loss also have the least calibration error?",
        T=Slider("T, temperature", 0.1, 2, 1, 0.02))
