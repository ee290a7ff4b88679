"""Which of a page's titles is its headline."""

import pytest

from services.enrich.read.headline import find_headline
from tests.unit.enrich.read.trees import json_ld, metadata

HEADLINE = "Ferry to run all night"
SITE = '<meta property="og:site_name" content="Tern Post">'
LD = json_ld('{"@type": "NewsArticle", "headline": "Ferry to run all night"}')


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>x</title>" + LD, "<h1>Tern Post</h1>"),
        (f"<title>{HEADLINE} | Tern Post</title>", f"<h1>Tern Post</h1><h1>{HEADLINE}</h1>"),
        (f'<meta property="og:title" content="{HEADLINE} - Tern Post">', f"<h1>{HEADLINE}</h1>"),
        (LD, f"<h1><span>News</span>{HEADLINE}</h1>"),
        (SITE + f'<meta property="og:title" content="{HEADLINE} - Tern Post">', ""),
        (SITE + f"<title>{HEADLINE} | Tern Post</title>", ""),
        ("", f"<h1>{HEADLINE}</h1>"),
        (
            '<meta property="og:title" content="Why the ferry will run at night">',
            f"<h1>Tern</h1><h1>{HEADLINE}</h1>",
        ),
    ],
)
def test_headline(head: str, body: str) -> None:
    """The heading that another title confirms, without kicker and site name, else the best single title."""
    assert find_headline(metadata(body, head), has_text=True) == HEADLINE


def test_only_a_title() -> None:
    """The `title` of a page without text is none: error pages have one too."""
    page = metadata(head="<title>Just a moment</title>")
    assert [find_headline(page, has_text=has_text) for has_text in (True, False)] == ["Just a moment", None]
