"""How hypothesis runs here: a busy machine is no failure, so no example has a deadline, and slow ones may be drawn."""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
