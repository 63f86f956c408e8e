"""Ways to recognise a mistake from an answer's outcomes that more than one exercise needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..checking import Call, Outcome
from ..checking.values import close

Function = Callable[..., Any]
Seen = Sequence[tuple[Call, Outcome]]
Predicate = Callable[[Seen], bool]


def both(reference: Function, *mistakes: Function) -> list[Function]:
    """Each mistake as it is, and made by somebody who refuses bad input as the contract wants."""

    def refusing(mistake: Function) -> Function:
        def imitation(*args: Any, **kwargs: Any) -> Any:
            reference(*args, **kwargs)
            return mistake(*args, **kwargs)
        return imitation

    return [version for mistake in mistakes for version in (mistake, refusing(mistake))]


def sorted_out(seen: Seen, reference: Function) -> tuple[list[tuple[Call, Outcome, Any]], Seen]:
    """What was seen, in two parts: the calls that have a right value, with it, and those that the contract refuses."""
    valid, refused = [], []
    for request, outcome in seen:
        try:
            valid.append((request, outcome, reference(*request.args, **request.kwargs)))
        except ValueError:
            refused.append((request, outcome))
    return valid, refused


def unchecked(reference: Function, excuse: Function | None = None) -> Predicate:
    """All values are right, but input that should be refused is answered, and not as `excuse` would answer it."""

    def shows(seen: Seen) -> bool:
        valid, refused = sorted_out(seen, reference)
        if not all(close(outcome.value, right, atol=1e-8) for _, outcome, right in valid):
            return False
        answered = [(request, outcome) for request, outcome in refused if outcome.error is None]
        return bool(answered) and not (excuse is not None and _same_values(answered, excuse))

    return shows


def always_as(reference: Function, imitation: Function) -> Predicate:
    """Every value that should be given is the imitation's, and some of them are wrong."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        return (any(not close(outcome.value, right) for _, outcome, right in valid)
                and _same_values([(request, outcome) for request, outcome, _ in valid], imitation))

    return shows


def right_but_warned(reference: Function) -> Predicate:
    """All values are right, and NumPy complained on the way to one of them."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        return (all(close(outcome.value, right, atol=1e-8) for _, outcome, right in valid)
                and any("encountered in" in text for _, outcome, _ in valid for text in outcome.warnings))

    return shows


def rounded(reference: Function) -> Predicate:
    """Every value is the right one, rounded to the same number of decimal places, and some of them are wrong."""

    def shows(seen: Seen) -> bool:
        pairs = [(outcome.value, right) for _, outcome, right in sorted_out(seen, reference)[0]]
        return (any(not close(got, right) for got, right in pairs)
                and any(all(close(got, np.round(right, places), rtol=1e-12) for got, right in pairs)
                        for places in range(1, 9)))

    return shows


def _same_values(answered: Seen, function: Function) -> bool:
    """Whether `function` gives the same values wherever it gives any, and gives some."""
    alike = []
    for request, outcome in answered:
        try:
            alike.append(close(outcome.value, function(*request.args, **request.kwargs)))
        except ValueError:
            continue
    return bool(alike) and all(alike)


def only_where(reference: Function, place: Callable[..., bool], symptom: Callable[[Outcome], bool]) -> Predicate:
    """Calls for which `place` holds show the symptom, some of them at least; all the others have the right value."""

    def shows(seen: Seen) -> bool:
        valid, _ = sorted_out(seen, reference)
        others = [(outcome, right) for request, outcome, right in valid
                  if not (place(*request.args, **request.kwargs) and symptom(outcome))]
        return len(others) < len(valid) and all(close(outcome.value, right) for outcome, right in others)

    return shows
