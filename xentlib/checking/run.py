"""Check one answer against one exercise: call it, compare, recognise the mistake, and report."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from .calling import SECONDS_PER_CALL, Budget, Call, Outcome, call, can_interrupt, invoke, message
from .exercise import Exercise, Law, Misconception, Requirement, Values
from .report import Finding, Report, Verdict
from .values import as_numbers, close, shown, shown_call, told_apart, type_name

SECONDS_IN_ALL = 8.0


def check_answer(exercise: Exercise, function: Any, part: str = "visible",
                 rng: np.random.Generator | None = None) -> Report:
    """The report on `function` as an answer to `exercise`.

    `part` is "visible" (what the learner sees in the notebook: all or nothing) or "hidden" (fresh cases, edges and
    laws, each requirement worth the same; they count only for an answer whose visible part is right).
    """
    if part not in ("visible", "hidden"):
        raise ValueError(f"part is {part!r}; expected 'visible' or 'hidden'")
    with _nothing_on_stderr():
        session = _Session(exercise, function, rng if rng is not None else np.random.default_rng())
        try:
            return _examine(session, exercise, part)
        finally:
            del session  # with every strange object that the answer returned, while nobody hears it go


def _examine(session: _Session, exercise: Exercise, part: str) -> Report:
    core = session.report("visible", exercise.visible, exercise.visible_points)
    if part == "visible":
        return core
    if core.verdict is not Verdict.RIGHT:
        return Report(exercise.name, part, 0, exercise.hidden_points, core.finding, misconception=core.misconception,
                      missing=["the visible check; the further cases count once it holds"] if core.missing else ())
    return session.report(part, exercise.hidden, exercise.hidden_points)


@contextlib.contextmanager
def _nothing_on_stderr() -> Iterator[None]:
    """For nbgrader, one word there makes the points of a cell zero: say a warning when strange values are compared."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


class Unanswered(Exception):
    """There is no usable value; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class _Session:
    """One answer under examination; remembers every outcome, for the diagnosis at the end."""

    def __init__(self, exercise: Exercise, function: Any, rng: np.random.Generator) -> None:
        self.exercise, self.function, self.rng = exercise, function, rng
        self.seen: list[tuple[Call, Outcome]] = []
        self.budget = Budget(SECONDS_IN_ALL)

    # ------------------------------------------------------------ asking

    def ask(self, request: Call) -> Outcome:
        if not callable(self.function):
            raise Unanswered(Finding(
                Verdict.WRONG_TYPE,
                f"`{self.exercise.name}` is not a function here but {shown(self.function)}. Run the cell that defines "
                "it again; a later cell may have used the name for something else."))
        left = self.budget.left()
        if left <= 0:
            raise Unanswered(self.too_slow(request))
        first = not self.seen
        code = getattr(self.exercise.library or self.exercise.reference, "__code__", None) if first else None
        outcome = invoke(self.function, request, seconds=min(SECONDS_PER_CALL, left), asked_for=code)
        self.budget.spend(outcome.seconds)
        self.seen.append((request, outcome))
        if outcome.timed_out:
            raise Unanswered(self.too_slow(request))
        answered_before = any(earlier.error is None for _, earlier in self.seen)
        if isinstance(outcome.error, NotImplementedError) and not answered_before:
            raise Unanswered(Finding(Verdict.NOT_ATTEMPTED, self.unwritten(outcome.raised_in)))
        if outcome.borrowed:
            raise Unanswered(Finding(
                Verdict.NOT_ATTEMPTED,
                f"This hands the work to xentlib's own `{self.exercise.name}`, so there is nothing of yours to check "
                "yet. Write the calculation yourself; the library's other functions are yours to use."))
        return outcome

    def unwritten(self, where: str) -> str:
        name = self.exercise.name
        if where != name and where.isidentifier():
            return f"Your `{name}` calls `{where}`, which still has to be written."
        return (f"The cell above still has its placeholder. Replace that line with your own, run the cell, "
                f"then run this check again. `{name}` is waiting for you.")

    def too_slow(self, request: Call) -> Finding:
        if len(self.seen) > 1 and self.budget.left() <= 0:
            sentence = (f"{len(self.seen)} calls of your function together took longer than {SECONDS_IN_ALL:g} "
                        "seconds, so the check ended here. Which part of the work could NumPy do on whole arrays?")
        elif not can_interrupt():
            sentence = (f"Your function took longer than {SECONDS_PER_CALL:g} seconds, so the check ended with this "
                        "call. Which part of the work could NumPy do on whole arrays? (In a browser's Python nothing "
                        "can stop a function that never ends, except closing the page.)")
        else:
            sentence = (f"Your function did not come back within {SECONDS_PER_CALL:g} seconds, so it was stopped; your "
                        "notebook is fine. Is there a loop whose condition never changes?")
        return Finding(Verdict.CRASHED, sentence, [("The call", shown_call(self.exercise.name, request))])

    # ------------------------------------------------------------ comparing

    def finding(self, requirement: Requirement) -> Finding | None:
        """None where the requirement holds, else what was seen where it fails first."""
        try:
            if isinstance(requirement, Law):
                return self.law(requirement)
            calls = requirement.calls(self.rng) if callable(requirement.calls) else requirement.calls
            for request in calls:
                found = self.value(request, requirement)
                if found:
                    return found
        except Unanswered as stopped:
            return stopped.finding
        return None

    def value(self, request: Call, requirement: Values | None) -> Finding | None:
        """What is wrong with the answer's value; without a requirement any value of the right kind will do."""
        outcome, right = self.ask(request), invoke(self.exercise.reference, request)
        facts = [("The call", shown_call(self.exercise.name, request))]
        if right.error is not None:
            if not isinstance(right.error, ValueError | TypeError | LookupError):
                raise right.error  # the reference itself is broken: not the learner's affair
            return self.should_refuse(outcome, right.error, facts)
        if outcome.error is not None:
            facts.append(("The error", _error(outcome.error)))
            if not self.exercise.judge:  # else the reference's value is one of many right ones, and a whole answer
                facts.append(("Expected", shown(right.value)))
            sentence = "This call stopped with an error; the contract wants a value."
            return Finding(Verdict.CRASHED, sentence + _not_yet_run(outcome.error), facts)
        wrong_kind = self.exercise.returns.problem(outcome.value, right.value)
        if wrong_kind:
            return Finding(Verdict.WRONG_TYPE, wrong_kind, [*facts, ("It returned", shown(outcome.value))])
        if outcome.changed_input:
            afterwards = shown_call(self.exercise.name, outcome.after)
            return Finding(Verdict.LAW_BROKEN, "Your function changed the data that it was given; whoever called it "
                           "still needs them as they were.", [*facts, ("Afterwards", afterwards)])
        if requirement is None:
            return None
        if requirement.new and outcome.shares_input:
            return Finding(Verdict.LAW_BROKEN, "What came back is the very array that came in. Whoever changes one of "
                           "the two later changes the other as well.", facts)
        if self.exercise.judge:
            plain = self.exercise.returns.plain(outcome.value)
            complaint = _complaint(self.exercise.judge, request, plain, right.value)
            if complaint:
                return Finding(Verdict.WRONG_VALUE, complaint, [*facts, ("It returned", shown(outcome.value))])
        elif not close(outcome.value, right.value, requirement.rtol, requirement.atol):
            got, expected = told_apart(outcome.value, right.value, requirement.rtol, requirement.atol)
            return Finding(Verdict.WRONG_VALUE, "This call gives another value than it should.",
                           [*facts, ("It returned", got), ("Expected", expected)])
        if requirement.zero_is_positive and _negative_zero(outcome.value):
            return Finding(Verdict.WRONG_VALUE,
                           "The value is a negative zero, which prints as -0.0; a cost of nothing is 0.0.",
                           [*facts, ("It returned", shown(outcome.value)), ("Expected", shown(right.value))])
        if requirement.silent and outcome.warnings:
            return Finding(Verdict.LAW_BROKEN, "The value is right, but the contract says that no warning appears.",
                           [*facts, ("The warning", outcome.warnings[0])])
        return None

    def should_refuse(self, outcome: Outcome, right: BaseException, facts: list[tuple[str, str]]) -> Finding | None:
        allowed = (type(right), *self.exercise.accepts)
        if isinstance(outcome.error, allowed):
            return None
        wanted = ("Expected", f"a {type(right).__name__}, because {_because(right)}")
        if outcome.error is None:
            text = ("This call should be refused. It returned an error as its result; an error has to be raised."
                    if _is_an_error(outcome.value) else "This call should be refused, but it was answered.")
            return Finding(Verdict.WRONG_VALUE, text,
                           [*facts, ("It returned", shown(outcome.value)), wanted])
        return Finding(Verdict.CRASHED, "This call is refused, as it should be, but with another kind of error.",
                       [*facts, ("The error", _error(outcome.error)), wanted])

    def law(self, law: Law) -> Finding | None:
        for arguments in law.cases(self.rng):
            made: list[tuple[Call, Any]] = []

            def answer(*args: Any, made: list = made, **kwargs: Any) -> Any:
                request = call(*args, **kwargs)
                found = self.value(request, None)
                if found:
                    raise Unanswered(found)
                made.append((request, self.exercise.returns.plain(self.seen[-1][1].value)))
                return made[-1][1]

            complaint = _complaint(law.holds, answer, *arguments)
            if complaint:
                facts = [(shown_call(self.exercise.name, request), shown(value)) for request, value in made[:4]]
                return Finding(Verdict.LAW_BROKEN, f"{law.text} Here it does not hold: {complaint}", facts)
        return None

    # ------------------------------------------------------------ the report

    def report(self, part: str, requirements: Sequence[Requirement], points: float) -> Report:
        passed, missing, first = [], [], None
        for requirement in requirements:
            found = self.finding(requirement)
            if found is None:
                passed.append(requirement.text)
                continue
            missing.append(requirement.text)
            first = first or found
            if found.verdict is Verdict.NOT_ATTEMPTED or not callable(self.function):
                return Report(self.exercise.name, part, 0, points, found)
            if self.seen and self.seen[-1][1].timed_out:
                missing += [later.text for later in requirements[len(passed) + len(missing):]]
                break
        notes = self.notes()
        if first is None:
            well_done = Finding(Verdict.RIGHT, _well_done(part, points))
            return Report(self.exercise.name, part, points, points, well_done, passed, notes=notes)
        earned = 0.0 if part == "visible" else round(points * len(passed) / len(requirements), 2)
        return Report(self.exercise.name, part, earned, points, first, passed, missing, self.diagnosis(), notes)

    def notes(self) -> list[str]:
        notes = []
        warned = [text for _, outcome in self.seen for text in outcome.warnings]
        if warned:
            notes.append(f"your function made NumPy or Python warn: {warned[0]}")
        printed = next((outcome.printed for _, outcome in self.seen if outcome.printed), "")
        if printed:
            notes.append(f"what your function prints was kept out of the report; it begins with {shown(printed[:50])}")
        return notes

    def diagnosis(self) -> Misconception | None:
        """The known mistake that explains most of what was seen, if one does and nothing speaks against it."""
        if any(outcome.timed_out for _, outcome in self.seen):
            return None
        seen = list(self.seen)
        for request in self.exercise.probes:
            left = self.budget.left()
            if left <= 0:
                break
            outcome = invoke(self.function, request, seconds=min(SECONDS_PER_CALL, left))
            self.budget.spend(outcome.seconds)
            seen.append((request, outcome))
        right = [invoke(self.exercise.reference, request) for request, _ in seen]
        best, most = None, 0
        for misconception in self.exercise.misconceptions:
            strength = max((_strength(imitation, seen, right) for imitation in misconception.like), default=0)
            if misconception.shows is not None and _shows(misconception.shows, seen):
                strength = len(seen)
            if strength > most:
                best, most = misconception, strength
        return best


def _complaint(says: Callable[..., str | None], *arguments: Any) -> str | None:
    """What a law or a judge says. Right answers never make its own calculation fail, wild values may."""
    try:
        return says(*arguments)
    except Unanswered:
        raise
    except Exception:
        return "this value makes no sense here."


def _shows(recognises: Callable[[Sequence[tuple[Call, Outcome]]], bool], seen: Sequence[tuple[Call, Outcome]]) -> bool:
    try:
        return bool(recognises(seen))
    except BaseException:  # it looks at whatever the answer returned, whose own code can do anything
        return False


def _strength(imitation: Callable[..., Any], seen: Iterable[tuple[Call, Outcome]], right: Sequence[Outcome]) -> int:
    """On how many calls the answer makes this very mistake; 0 if it avoids it anywhere, or makes others more often."""
    alike = other = 0
    for (request, got), correct in zip(seen, right, strict=True):
        mistaken = invoke(imitation, request)
        if _agree(mistaken, correct):
            other += not _agree(got, correct)  # wrong where this mistake alone would be right
            continue
        if _agree(got, correct):
            return 0
        if _agree(got, mistaken) or _nearly(got.value, mistaken.value, correct.value):
            alike += 1
        else:
            other += 1
    return alike if alike >= other else 0


def _agree(a: Outcome, b: Outcome) -> bool:
    """Both refused in the same way, or both gave the same value and treated their input alike."""
    if a.error is not None or b.error is not None:
        return a.error is not None and b.error is not None and (
            isinstance(a.error, type(b.error)) or isinstance(b.error, type(a.error)))
    return a.changed_input == b.changed_input and close(a.value, b.value)


def _nearly(got: Any, mistaken: Any, correct: Any) -> bool:
    """Whether a value is the mistaken one but for round-off that is small beside the distance to the right one."""
    g, m, c = as_numbers(got), as_numbers(mistaken), as_numbers(correct)
    if g is None or m is None or c is None or not g.shape == m.shape == c.shape:
        return False
    if not np.isfinite([g, m, c]).all():
        return False
    return bool(np.max(np.abs(g - m), initial=0) < 0.01 * np.max(np.abs(m - c), initial=0))


def _negative_zero(value: Any) -> bool:
    numbers = as_numbers(value)
    return numbers is not None and bool(np.any((numbers == 0) & np.signbit(numbers)))


def _error(error: BaseException) -> str:
    """`ValueError: text`"""
    too_deep = "the function calls itself too many times, one call inside the other"
    text = too_deep if isinstance(error, RecursionError) else message(error)
    return f"{type_name(error)}: {text}" if text else type_name(error)


def _not_yet_run(error: BaseException) -> str:
    """What to do about a name that Python does not know: as a rule its cell was not run, or not since a restart."""
    name = error.name if type(error) is NameError else None
    if type(name) is not str or not name.isidentifier():
        return ""
    return (f" Python does not know `{name}` here. After a restart of the kernel, run the notebook's first code cell. "
            f"If a cell above makes `{name}`, run that cell too. Otherwise look at its spelling.")


def _is_an_error(value: Any) -> bool:
    """Whether it is an error or a kind of error, as in `return ValueError`."""
    return issubclass(value if type(value) is type else type(value), BaseException)


def _because(error: BaseException) -> str:
    return str(error).rstrip(".")


def _well_done(part: str, points: float) -> str:
    if not points:
        return "All values agree."
    if part == "visible":
        return "All values agree. Fresh cases, edges and laws follow when your work is graded."
    return "Fresh cases, edges and laws all hold."
