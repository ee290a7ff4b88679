"""The HTTP door: who may send, how much, and what they are told."""
