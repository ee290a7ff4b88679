"""The whole pipeline on one machine without Docker: real Kafka, real Postgres, the services."""
