"""What a page is written in."""

import pytest

from services.enrich.read.formats import Written, is_page, is_piece, recognised

TEXT = "The ferry will run all night."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n<!DOCTYPE HTML PUBLIC>", True),
        ("<html lang=bg>", True),
        ("<?xml version='1.0'?><html>", True),
        ("A < b and <p>", False),
        ("<header>", False),
    ],
)
def test_is_page(text: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """A page that begins like HTML is HTML."""
    assert is_page(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<p>{TEXT}</p>", True),
        (f"\n<DIV class='x'>{TEXT}", True),
        (f"Ferry<br>{TEXT}<br />{TEXT}<BR/>", True),
        (f"{TEXT} <br> {TEXT}", False),
        (f"{TEXT * 99} <div></div><p></p><span></span> {TEXT}", False),
        ("a < b > c", False),
        ("<3 the ferry", False),
        ("<Ferry> </p>", False),
    ],
)
def test_is_piece(text: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """A text that begins with a block, or has three tags, is a piece of HTML; a sign or two are none."""
    assert is_piece(text) is expected


@pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
@pytest.mark.parametrize(
    ("content", "text", "is_markup"),
    [
        (f"<html><p>{TEXT}</p></html>", f"<html><p>{TEXT}</p></html>", True),
        (f"<p>{TEXT}</p>", f"<p>{TEXT}</p>", True),
        (
            f"Ferry &amp; island\n<p>{TEXT}</p><p>x</p><br>",
            f"<h1>Ferry &amp; island</h1><p>{TEXT}</p><p>x</p><br>",
            True,
        ),
        (f"&lt;p&gt;{TEXT}&lt;/p&gt;", f"<p>{TEXT}</p>", True),
        (
            f"# Ferry\n\n{TEXT}\n\n## In May",
            f"<main><h1>Ferry</h1>\n<p>{TEXT}</p>\n<h2>In May</h2>\n</main>",
            True,
        ),
        (
            "Isla&#8217;s &amp;quot;ferry&amp;quot; &amp; &nosuch; AT&T &copy=1",
            'Isla’s "ferry" & &nosuch; AT&T &copy=1',
            False,
        ),
        (f"Ferry\\n\\n{TEXT}\\n{TEXT}", f"Ferry\n\n{TEXT}\n{TEXT}", False),
        (f"C:\\new is a folder.\n{TEXT}", f"C:\\new is a folder.\n{TEXT}", False),
        (f"Ferry\n\n{TEXT}", f"Ferry\n\n{TEXT}", False),
    ],
)
def test_recognised(content: str, content_type: str, text: str, is_markup: bool) -> None:  # noqa: FBT001
    """A page is read as what it is, whatever its sender calls it; a bare title before its blocks is one."""
    found = recognised(content, "text/html" if content_type == "text/html" else "text/plain")
    found = found._replace(
        text=found.text.replace("<html><head></head><body>", "").replace("</body></html>", "")
    )
    assert found == Written(text, is_markup, [])


@pytest.mark.parametrize(
    ("template", "is_drawn"),
    [(f"<p>{TEXT}</p>" * 3, True), (f"<p>{TEXT}</p>", False), ("<p>{{title}}</p>" * 3, False)],
)
def test_template(template: str, is_drawn: bool) -> None:  # noqa: FBT001 - the expected value
    """A text that stands in a template is text; a template with gaps is for many things."""
    page = f"<html><h1>x</h1><script type='text/template'>{template}</script><p>y</p></html>"
    assert recognised(page, "text/html").text == (
        f"<html><h1>x</h1><div>{template}</div><p>y</p></html>" if is_drawn else page
    )


@pytest.mark.parametrize(
    "content",
    [
        f"{TEXT[:-1]} <b>at last</b>.<p>x</p>",
        f"{TEXT}<p>x</p>",
        "Ferry\nIsland<p>x</p>",
        "a<p><h1>b</h1>",
        "<?xml version='1.0'?><article>x</article>",
    ],
)
def test_no_title(content: str) -> None:
    """The start of a sentence, a sentence, two lines, and what stands before a headline are no title."""
    assert recognised(content, "text/html").text == content


def test_bounded_twice() -> None:
    """Line ends that are read from references count as any other."""
    found = recognised("Ferry &#10;" * 60_000, "text/plain")
    assert (found.text.count("\n"), found.met) == (50_000, ["lines"])


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["<script type='text/template'>", "<p>", "<br>", "&amp;", "\\n", "&#", "</p>"]
)
def test_many(piece: str) -> None:
    """A page of nothing but signs costs no more than its length."""
    for content_type in ("text/html", "text/plain"):
        content = piece * (20_000_000 // len(piece))
        assert recognised(content, "text/html" if content_type == "text/html" else "text/plain").text


def test_inline_tags() -> None:
    """A text that is called HTML and has a tag is HTML; called plain it has a sign too many."""
    content = f"{TEXT} <b>Always.</b>"
    assert recognised(content, "text/html").is_markup
    assert not recognised(content, "text/plain").is_markup
