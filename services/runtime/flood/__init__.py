"""The flood guard: a consumer that dead-letters most of what it reads stands still until somebody looks."""
