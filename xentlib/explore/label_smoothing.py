"""The explorations of notebook 08: a loss that wants modesty, and a thermometer to label anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..plots import Picture, loss_by_confidence, temperature_curve
from ..plots.label_smoothing import TEMPERATURES, cost_of_temperatures
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration


def modest_loss() -> Exploration:
    """Drag eps and the number of classes, and watch where the smallest loss is and how high."""
    return exploration(
        loss_by_confidence,
        "How large may eps be before the best prediction is less than 0.8 sure, with two classes and with ten? And "
        "what happens to the floor on the way?",
        eps=Slider("eps", 0, 1, 0.2, 0.05),
        K=Slider("K, number of classes", 2, 20, 2, 1, "{} classes"))


def thermometer(logits: np.ndarray, labels: np.ndarray) -> Exploration:
    """Drag the temperature of a trained network's logits."""

    costs = cost_of_temperatures(logits, labels, TEMPERATURES)

    def draw(T: float) -> Picture:
        return temperature_curve(logits, labels, T, costs)

    return exploration(
        draw,
        "Which T makes the cross-entropy smallest? Is the calibration error smallest there as well, or elsewhere?",
        T=Slider("T, temperature", 0.3, 6, 1.0, 0.1))
