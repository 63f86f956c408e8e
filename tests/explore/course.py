"""Every exploration of the course, each with its static twin: the picture that stands above it in the notebook."""

import numpy as np

from xentlib import explore, plots
from xentlib.explore.cross_entropy import ALICE, BOB

LOGITS = np.random.default_rng(0).normal(0, 3, (900, 10))  # as many as in the notebook
LABELS = np.arange(900) % 10


def thermometer():
    return explore.thermometer(LOGITS, LABELS)


EXPLORATIONS = {
    explore.surprise_of_p: lambda: plots.surprise_curve(p=0.25),
    explore.yes_or_no: lambda: plots.first_question(cut=16),
    explore.bent_coin: lambda: plots.entropy_curve(0.9),
    explore.codeword_budget: lambda: explore.weather_spending(sun=2, clouds=2, rain=2, snow=2),
    explore.tangent_line: lambda: plots.tangent(p=0.7, q=0.3),
    explore.book_between: lambda: plots.borrowed_book(BOB, ALICE),
    explore.coin_and_model: lambda: plots.coin_bill(p=0.6, q=0.2),
    explore.one_bell: lambda: plots.fit(mean=0, sd=2),
    explore.say_always: lambda: plots.best_constants(rate=0.7),
    explore.slope_of_z: lambda: plots.slopes(z=4),
    explore.ball_race: lambda: explore.two_balls(start=6, updates=86),
    explore.votes_and_shares: lambda: plots.votes(temperature=1, shift=0),
    explore.along_the_cliff: lambda: plots.one_epsilon(power=7, z=20),
    explore.pulled_logits: lambda: plots.pull(apple=2.0, orange=0.7, banana=0.0, label=2),
    explore.difference_step: lambda: plots.step_errors(exponent=-5),
    explore.descent_step: lambda: plots.step_size(exponent=-0.5),
    explore.modest_loss: lambda: plots.loss_by_confidence(eps=0.2, K=2),
    thermometer: lambda: plots.temperature_curve(LOGITS, LABELS, T=1.0),
    explore.turned_down: lambda: plots.focal_curve(gamma=2, alpha=0.5),
    explore.whispering_crowd: lambda: plots.crowd(negatives=10_000, sure=0.99, gamma=2),
    explore.one_temperature: lambda: explore.linear_model_at(T=1.0),
}
