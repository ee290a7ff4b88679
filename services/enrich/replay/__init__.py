"""Pages that are still on `articles.raw`, read again: `python -m services.enrich replay --help`."""
