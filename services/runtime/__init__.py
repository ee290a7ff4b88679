"""How a service runs: settings, logs, probes, shutdown, Kafka and database plumbing. No content."""
