"""Every sample is read as its manifest says."""

from uuid import UUID

import pytest

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from services.enrich.read import read
from services.runtime.errors import PermanentError
from tests.manifest import Expect, Image, PageDate, Sample, with_outcome


def read_sample(sample: Sample) -> EnrichedArticle:
    """What is read of a sample."""
    return read(RawArticle.model_validate({"content": sample.content, **sample.raw}), UUID(int=1))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _seen(article: EnrichedArticle, expected: Expect) -> dict[str, object]:
    """What the manifest speaks about, in its terms."""
    captioned = next((image for image in article.images if image.caption and image.credit), None)
    dates = {
        name: PageDate.model_validate(found.model_dump(mode="json", include={"value", "precision", "origin"}))
        if (found := getattr(article, name))
        else None
        for name in ("date_published", "page_date")
    }
    return {
        "headline": article.headline,
        "authors": article.authors,
        "in_language": article.in_language and article.in_language.tag,
        **dates,
        "paragraphs": len(article.article_body.split("\n\n")),
        "first_words": article.article_body[: len(expected.first_words)],
        "last_words": article.article_body[-len(expected.last_words) :],
        "image": Image(caption=captioned.caption or "", credit=captioned.credit or "") if captioned else None,
        "countries": sorted(
            entity.id.removeprefix("country:")
            for entity in article.entities
            if entity.id and entity.id.startswith("country:")
        ),
        "links": [(link.kind, link.title) for link in article.related_links],
    }


@pytest.mark.parametrize("sample", with_outcome("enriched"), ids=lambda sample: sample.file)
def test_sample(sample: Sample) -> None:
    """Headline, text, dates, language, picture, countries and links are those of the manifest.

    A title is compared with single spaces: the manifest keeps the no-break spaces of its page.
    """
    expected = sample.expect.model_dump(exclude={"outcome", "of", "cause", "pointer"})
    expected |= {
        "date_published": sample.expect.date_published,
        "page_date": sample.expect.page_date,
        "image": sample.expect.image,
        "links": [(link.kind, _one_line(link.title)) for link in sample.expect.links],
    }
    assert _seen(read_sample(sample), sample.expect) == expected


@pytest.mark.parametrize("sample", with_outcome("dead-letter"), ids=lambda sample: sample.file)
def test_dead_letter(sample: Sample) -> None:
    """A page without content is refused with its cause."""
    with pytest.raises(PermanentError) as raised:
        read_sample(sample)
    assert raised.value.cause is Cause(sample.expect.cause or "")
