"""Words that stand in the same company."""

from services.enrich.read.tagging.clusters import word_clusters


def test_company() -> None:
    """Months are together and apart from cities; ё is е; what is not listed is in no group."""
    may, june, minsk, all_, same = word_clusters(["мая", "июня", "минск", "все", "всё"]).tolist()
    assert may == june != minsk
    assert all_ == same
    assert word_clusters(["minsk", "щзшы", ""]).tolist() == [[0, 0]] * 3
