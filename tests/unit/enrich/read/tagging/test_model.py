"""The weights of a tagger, looked up."""

import numpy as np

from services.enrich.read.tagging.model import tagger_model


def test_rows() -> None:
    """A feature of the model has its row, also the least and the largest; any other has the last, zeros."""
    model = tagger_model("sv")
    known = model.features[:-1]
    others = np.array([0, 1, 2**18, 2**32 - 1, *(known + 1)], dtype=np.uint32)
    absent = np.setdiff1d(others, known)
    assert np.array_equal(model.rows(known), np.arange(len(known)))
    assert set(model.rows(absent).tolist()) == {len(known)}
    assert not model.weights[len(known)].any()


def test_shape_of_rows() -> None:
    """Rows and scores keep the order of what is asked for."""
    model = tagger_model("sv")
    asked = np.array([[model.features[7], 0], [0, model.features[3]]], dtype=np.uint32)
    none = len(model.weights) - 1
    assert model.rows(asked).tolist() == [[7, none], [none, 3]]
    assert np.array_equal(model.scores(asked), model.weights[[7, 3]])
