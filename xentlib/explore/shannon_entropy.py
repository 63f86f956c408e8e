"""The explorations of notebook 01: a coin to bend, and a codeword budget to spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plots import Picture, entropy_curve, spending
from .house import Slider, exploration

if TYPE_CHECKING:
    from .widget import Exploration

WEATHER = {"sun": 0.5, "clouds": 0.25, "rain": 0.125, "snow": 0.125}  # Bob's
DIGITS = ("1 digit", *(f"{n} digits" for n in range(2, 7)))


def bent_coin() -> Exploration:
    """Drag a coin's bias and watch what one flip is worth."""
    return exploration(
        entropy_curve,
        "At which bias is a flip worth half a bit? Guess before you drag. And where does a small change of p matter "
        "most?",
        p=Slider("p, probability of heads", 0, 1, 0.9, 0.01))


def weather_spending(sun: int, clouds: int, rain: int, snow: int) -> Picture:
    """The budget used, and the cost of Bob's weather, with these codeword lengths."""
    return spending(WEATHER, {"sun": sun, "clouds": clouds, "rain": rain, "snow": snow})


def codeword_budget() -> Exploration:
    """Drag codewords longer and shorter within Kraft's budget."""
    return exploration(
        weather_spending,
        "All codewords have two digits. Shorten the one for sun: who must get longer, and is it worth it? Can you get "
        "below 1.75 bits a day without overspending?",
        **{day: Slider(f"{day}, length of its codeword", 1, 6, 2, 1, names=DIGITS) for day in WEATHER})
