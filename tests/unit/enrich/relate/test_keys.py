"""Keys under which articles are found."""

from uuid import UUID

import pytest

from schemas.enriched_article import RelatedLink
from services.enrich.relate import keys
from services.enrich.relate.keys import KeyKind, WaitingKey
from tests.unit.enrich.relate.articles import SOURCE, article, page, teaser


@pytest.mark.parametrize(
    "words",
    ["Новини", "Today", "The weather", "24 chasa", "今日天气", ""],
)
def test_a_title_that_names_no_one_article_is_no_key(words: str) -> None:
    """One or two short words stand above many articles."""
    assert keys.titled(SOURCE, words) is None


@pytest.mark.parametrize("words", ["Rain in May", "Преждевременни избори", "苏州老桥修缮工程完工"])
def test_a_title_counts_by_words_or_by_width(words: str) -> None:
    """Three words, or few long ones, or as many ideographs as say the same."""
    assert keys.titled(SOURCE, words) is not None


def _key(source: str, words: str) -> UUID:
    found = keys.titled(source, words)
    assert found
    return found.key


def test_titles_are_compared_folded_and_within_a_publisher() -> None:
    """Case, punctuation and width of characters do not matter, the publisher does."""
    key = _key(SOURCE, "Rain in “May”!")
    assert _key(SOURCE, "RAIN  in Ｍay") == key
    assert _key("elsewhere.example", "Rain in May") != key


def test_own_keys_are_addresses_and_titles() -> None:
    """Each spelling of the address, whatever the page calls it."""
    read = article(
        "bridge",
        url=page("bridge?edition=2"),
        canonical_url=page("bridge"),
        alternative_headline="A second line below it",
        other_headlines=["What became of the bridge"],
    )
    assert keys.own_keys(read) == {
        keys.address(page("bridge")): KeyKind.ADDRESS,
        keys.address(page("bridge?edition=2")): KeyKind.ADDRESS,
        _key(SOURCE, read.headline or ""): KeyKind.TITLE,
        _key(SOURCE, "A second line below it"): KeyKind.TITLE,
        _key(SOURCE, "What became of the bridge"): KeyKind.TITLE,
    }


def test_front_pages_parents_and_other_sites_are_nobodys_own_address() -> None:
    """What many articles share, or another site holds, must not lead to one of them."""
    front, elsewhere = "https://zornitsa.example/", "https://elsewhere.example/news/bridge"
    assert keys.own_addresses(article("bridge", canonical_url=elsewhere)) == [page("bridge")]
    assert keys.own_addresses(article("bridge", aliases=[front, elsewhere])) == [page("bridge")]
    assert keys.own_addresses(article("bridge", canonical_url="https://zornitsa.example/news")) == [
        page("bridge")
    ]
    assert keys.own_addresses(article("bridge", url=front)) == []
    assert keys.own_addresses(article("bridge", url=None)) == []


def test_a_link_waits_for_its_address_and_a_teaser_for_its_title_too() -> None:
    """On another site an address counts, a title does not; links to front pages wait for nothing."""
    links = [
        teaser(0, title="Rain in May again", url=page("rain")),
        RelatedLink(position=1, kind="body", title="Rain in May again", url=page("rain")),
        teaser(2, title="More news"),
        teaser(3, url="https://zornitsa.example/"),
        teaser(4, title="Rain in May again", url=page("rain")).model_copy(update={"status": "external"}),
    ]
    title = _key(SOURCE, "Rain in May again")
    assert keys.waiting_keys(article("page", related_links=links)) == [
        WaitingKey(0, keys.address(page("rain")), "url"),
        WaitingKey(0, title, "title"),
        WaitingKey(1, keys.address(page("rain")), "url"),
        WaitingKey(4, keys.address(page("rain")), "url"),
    ]
