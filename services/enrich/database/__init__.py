"""The link index in Postgres."""

from services.enrich.database.filling import Filling, NotEmptyError
from services.enrich.database.index import PostgresIndex, migrate

__all__ = ["Filling", "NotEmptyError", "PostgresIndex", "migrate"]
