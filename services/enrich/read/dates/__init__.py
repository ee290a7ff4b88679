"""Dates: how they are written, where a page gives them, and which is that of publication."""
