"""The exercise without points with which notebook 00 shows what a report is, by way of a wrong answer."""

from __future__ import annotations

from ..checking import NUMBER, Exercise, Misconception, Values, call


def _dry(rain: float) -> float:
    return 1 - rain


NO_RAIN = Exercise(
    name="no_rain", points=0, visible_points=0, reference=_dry, returns=NUMBER, hidden=[],
    visible=[
        Values("Rain with 0.45 leaves 0.55 for dry weather.", [call(0.45)]),
        Values("Rain with 0.1 leaves 0.9.", [call(0.1)]),
        Values("Certain rain leaves nothing.", [call(1.0)]),
    ],
    misconceptions=[
        Misconception(
            "one divided by it", "you divide 1 by the probability of rain.",
            "Can anything be more probable than certain? Either it rains or it stays dry: what do the two "
            "probabilities add up to?",
            like=[lambda rain: 1 / rain]),
        Misconception(
            "taken from 100", "you take the probability of rain away from 100.",
            "A probability of 1 is certain, as 100 percent are. Which of the two scales does `rain` come in?",
            like=[lambda rain: 100 - rain]),
        Misconception(
            "the same again", "what comes back is the probability of rain.",
            "Rain has 0.1. Would you take an umbrella, and how sure are you that it stays dry?",
            like=[lambda rain: rain]),
        Misconception(
            "the other way round", "your numbers have the right size, but the wrong sign.",
            "What do you take away from what: all that there is from the rain, or the rain from all that there is?",
            like=[lambda rain: rain - 1]),
    ],
)

EXERCISES = {NO_RAIN.name: NO_RAIN}
