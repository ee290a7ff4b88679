"""What could not be used: `python -m services.runtime.dead_letters --help`."""
