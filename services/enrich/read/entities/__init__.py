"""Who and what a text names: the names of lists and of the tagger, brought together."""
