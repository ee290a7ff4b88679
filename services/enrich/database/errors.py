"""How errors of the link index are told apart."""

from functools import partial

from services.runtime import postgres

error_families = partial(postgres.error_families, stage="relate")
"""Turns what Postgres raises into `TransientError` and `PermanentError` of the stage `relate`."""
