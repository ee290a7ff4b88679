"""Which of a page's titles is its headline."""

import pytest

from services.enrich.read.html.headline import Headline, find_headline, other_headlines
from tests.unit.enrich.read.trees import BASE, json_ld, metadata

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
            '<meta property="og:title" content="Ferry will run at night">',
            f"<h1>Tern</h1><h1>{HEADLINE}</h1>",
        ),
        (LD.replace("Ferry", "&amp;lt;i&amp;gt;Ferry&amp;lt;/i&amp;gt;"), ""),
        (LD.replace("night", "..."), f"<h1>{HEADLINE}</h1>"),
        ("<meta property='og:title' content='Boats'>", "<h1>Boats</h1>".replace("Boats", HEADLINE)),
        ("<title>Tern Island » Archive » Ferry to run all night</title>", "<h1>Tern Island</h1>"),
        (f"<title>{HEADLINE} - Tern Post</title>", f"<h1>Tern Post</h1><h2>Kites</h2><h2>{HEADLINE}</h2>"),
        (LD, f"<h1>On kites</h1><h2>11 Mar {HEADLINE}</h2>"),
        ("", f"<h1 itemprop='headline'>{HEADLINE}</h1><h1>Kites over the island</h1>"),
        (LD + f"<meta property='og:title' content='{HEADLINE}'>", "<h1>Ferry to run at night</h1>"),
        (f"<title>{HEADLINE} - On the sea</title>", f"<h2>On the sea</h2><h3>{HEADLINE}</h3>"),
        (f"<title>{HEADLINE} - news of the island, of the sea and of kites</title>", f"<td>{HEADLINE}</td>"),
        (f"<meta property='og:title' content='News | {HEADLINE} | Sea and mainland'>", ""),
    ],
)
def test_headline(head: str, body: str) -> None:
    """The heading that another title confirms, without kicker and site name, else the best single title."""
    found = find_headline(metadata(body, head, base=f"{BASE}-to-run-all-night"), has_text=True)
    assert found is not None
    assert found.text == HEADLINE


def test_kicker_of_all() -> None:
    """Words before the headline that Open Graph has too belong to it."""
    kicker = f"On the sea: {HEADLINE}"
    page = metadata(f"<h1>{kicker}</h1>", LD + f'<meta property="og:title" content="{kicker} - Tern Island">')
    assert find_headline(page, has_text=True) == Headline(kicker, next(page.tree.iter("h1")))


def test_unspaced() -> None:
    """Where no spaces stand between words a heading is confirmed letter by letter."""
    page = metadata("<h1>渡轮将通宵运行</h1><h1>风筝</h1>", "<title>渡轮将通宵运行了_海岛邮报</title>")
    assert find_headline(page, has_text=True) == Headline("渡轮将通宵运行", next(page.tree.iter("h1")))


def test_only_a_title() -> None:
    """The `title` of a page without text is none: error pages have one too."""
    page = metadata(head="<title>Just a moment</title>")
    found = [find_headline(page, has_text=has_text) for has_text in (True, False)]
    assert found == [Headline("Just a moment"), None]


def test_other_headlines() -> None:
    """What other sites and the `title` show, without the name of the site, each once."""
    head = (
        f"<title>Night ferry! | Tern Post</title>{SITE}{LD}"
        '<meta property="og:title" content="Ferry: all night long - Tern Post">'
        '<meta name="twitter:title" content="FERRY all night long">'
    )
    page = metadata(f"<h1>{HEADLINE}</h1>", head)
    assert other_headlines(page, HEADLINE) == ["Ferry: all night long", "Night ferry!"]
    assert other_headlines(metadata("", f"<title>{HEADLINE}</title>"), HEADLINE) == []
    assert other_headlines(metadata("<h1>Boats until dawn</h1>", LD), HEADLINE) == ["Boats until dawn"]
    assert other_headlines(metadata("<h1>Tern Island</h1>", LD), HEADLINE) == []
    assert other_headlines(metadata("<h1>Boats until dawn</h1><h1>Tern</h1>", LD), HEADLINE) == []
    assert other_headlines(metadata("", f"{SITE}<title>Tern Post</title>"), HEADLINE) == []
