"""Names of persons, places, organisations, products and events, found by trained models."""
