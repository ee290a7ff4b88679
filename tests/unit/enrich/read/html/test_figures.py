"""Pictures of an article."""

import pytest

from schemas.enriched_article import Image
from services.enrich.read.html.figures import find_images
from tests.unit.enrich.read.trees import json_ld, metadata

SITE = "https://tern-island.example"


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The quay. Photo: Rowan Kerr", "The quay", "Rowan Kerr"),
        ("The quay <span class='img-credit'>Rowan Kerr</span>", "The quay", "Rowan Kerr"),
        ("The quay <small>Rowan Kerr</small>", "The quay", "Rowan Kerr"),
        ("<b>The</b> quay", "The quay", None),
        ("", None, None),
    ],
)
def test_caption(caption: str, text: str | None, credit: str | None) -> None:
    """A caption is parted from its credit by a photo word or an element of its own."""
    page = metadata(
        f"<figure><img data-src='/q.jpg' src='data:image/gif;x'><figcaption>{caption}</figcaption></figure>"
    )
    assert find_images(page) == [Image(url=f"{SITE}/q.jpg", caption=text, credit=credit)]


def test_elsewhere() -> None:
    """Figures of the frame of a site are none of the article; then the picture of the head counts."""
    body = "<aside><figure><img src='/ad.jpg'></figure></aside>"
    meta = '<meta property="og:image" content="/m.jpg">'
    described = json_ld('{"@type": "NewsArticle", "image": [{"@type": "ImageObject", "url": "/l.jpg"}]}')
    assert find_images(metadata(body, meta)) == [Image(url=f"{SITE}/m.jpg")]
    assert find_images(metadata(body, meta + described)) == [Image(url=f"{SITE}/l.jpg")]
    assert find_images(metadata(body)) == []
