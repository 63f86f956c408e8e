"""How hypothesis runs here: a busy machine is no failure, and the same code meets the same examples.

No example has a deadline, slow ones may be drawn, and a red test means that something was changed, not that a rare
example was drawn today. To look for rare ones: `pytest --hypothesis-profile=default --hypothesis-seed=random`.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("patient")
