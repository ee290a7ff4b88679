"""How the models that the project ships are made; run by hand, never by a service."""
