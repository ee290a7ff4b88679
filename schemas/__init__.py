"""What travels between the services: messages, topics, identities. No client, no framework, no I/O."""
