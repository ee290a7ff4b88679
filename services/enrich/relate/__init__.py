"""Relates what was read to what came before: versions, withdrawals, links, copies."""

from services.enrich.relate.batch import relate

__all__ = ["relate"]
