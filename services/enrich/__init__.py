"""Reads pages and relates them: `articles.raw` in, `articles.enriched` and `articles.links` out."""
