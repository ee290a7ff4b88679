"""The services: `ingest`, `enrich`, `store`, and `runtime`, which says how each of them runs."""
