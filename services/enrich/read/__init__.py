"""A page becomes an article: `read(page, submission_id)`, pure and CPU-bound."""

from services.enrich.read.article import ENRICHER_VERSION, read

__all__ = ["ENRICHER_VERSION", "read"]
