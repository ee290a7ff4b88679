"""The language of a text: detectors and a vocabulary, weighed by a model."""
