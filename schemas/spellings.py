"""Which spellings of an address are one: what only says how a reader came, or how the page is shown. Pure."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

_FILE: Final = Path(__file__).with_name("spellings.toml")

_HOST: Final = re.compile(r"(?:(?:www|m|mobile|wap|touch|amp)\.)+(?=[^.]+\.[^.])")
"""`www.`, telephones and AMP before a name that could be registered."""
_AMP_CACHE: Final = re.compile(
    r"(?:[^/]+\.cdn\.ampproject\.org/[acv](?:/s)?|(?:www\.)?google\.[a-z.]+/amp(?:/s)?)/(?=[^/]+\.[^/]+/)"
)
_SLASHES: Final = re.compile(r"(?:/https?:)?//+")
"""Doubled, or within the path: archives write the address that they keep with its scheme or without."""
_INDEX: Final = re.compile(r"/(?:index\.(?:html?|php|jsp|aspx?)|default\.aspx?)$", re.IGNORECASE)
_SESSION: Final = re.compile(r";\w*(?:session|sess|s)_?id=[^/;]*", re.IGNORECASE)
_ENDINGS: Final = ("/amp", "/print", ".html", ".htm", ".shtml", ".amp")
"""AMP and print behind an article, and the ending of a file."""
_NEEDLESS: Final = re.compile(
    r"%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)|%(?:[0-9A-Fa-f][a-f]|[a-f][0-9A-F])"
)
"""Escapes of letters, digits and `-._~`, which mean the same without (RFC 3986, 2.3), or in lower case."""
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")
_WORD: Final = re.compile(r"(?=[^a-z]*[a-z])[^/%]*")
"""No number, and no address."""
_WAY: Final = re.compile(
    r"(?<![a-z])(?:rss|newsletter|facebook|twitter|whatsapp|telegram|linkedin|pinterest|push)(?![a-z])"
)
"""How a reader came, whatever the parameter is called."""
_VISIT: Final = re.compile(r"[0-9a-f]{32}")
_AMPERSAND: Final = re.compile(r"(?:amp(?:;|%3b))+", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"\.(?:php\d?|aspx?|jsp|jsf|do|cgi|dll|pl|cfm|fcgi|exe)$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{5}")


@dataclass(frozen=True)
class _Parameters:
    """Names of parameters, as `spellings.toml` describes them."""

    tracking: frozenset[str]
    prefixes: tuple[str, ...]
    origin: frozenset[str]
    session: frozenset[str]
    hashes: frozenset[str]
    view: Mapping[str, frozenset[str]]
    view_of_article: Mapping[str, frozenset[str]]

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        given = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        any_page, of_article = (
            {name: frozenset(values) for name, values in given[table].items()}
            for table in ("view", "view-of-article")
        )
        return cls(
            tracking=frozenset(given["tracking"]["names"]),
            prefixes=tuple(given["tracking"]["prefixes"]),
            origin=frozenset(given["origin"]["names"]),
            session=frozenset(given["session"]["names"]),
            hashes=frozenset(given["session"]["hashes"]),
            view=any_page,
            view_of_article=of_article,
        )

    def is_tracking(self, name: str) -> bool:
        return name in self.tracking or name.startswith(self.prefixes)

    def is_needless(self, name: str, value: str, *, named: bool) -> bool:
        """Whether a parameter changes nothing of what is read; `named`: the path alone names an article."""
        return (
            value in self.view.get(name, ())
            or name in self.session
            or (name in self.hashes and _VISIT.fullmatch(value) is not None)
            or (named and value in self.view_of_article.get(name, ()))
            or (named and name in self.origin and (not value or _WORD.fullmatch(value) is not None))
            or (named and _WORD.fullmatch(value) is not None and _WAY.search(value) is not None)
        )


def without_tracking(query: str) -> str:
    """The parameters of a query that may matter, as they stand."""
    is_tracking = _Parameters.load().is_tracking
    return "&".join(pair for pair, name, _ in _pairs(query) if not is_tracking(name))


def spelled(url: str) -> str:
    """One spelling for all of a normalised address: of host, path, and what of the query names something."""
    rest, _, route = url.partition("://")[2].partition("#")
    place, _, query = rest.partition("?")
    if "/amp/" in place or ".ampproject." in place:
        place = _AMP_CACHE.sub("", place, count=1)
    host, _, path = place.partition("/")
    host = host.removesuffix(".")
    forms = _HOST.match(host)
    path, named = _path(f"/{path}")
    kept = sorted(_kept(query, named=named)) if query else []
    return (
        (host[forms.end() :] if forms else host)
        + path
        + ("?" + "&".join(kept) if kept else "")
        + (f"#{route}" if route and not named else "")
    )


def _path(path: str) -> tuple[str, bool]:
    """The one spelling of a path, and whether it names an article by itself."""
    if "%" in path:
        path = _NEEDLESS.sub(_unescaped, path)
    if ";" in path:
        path = _SESSION.sub("", path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    path = path.rstrip("/.,")
    if "/index." in path or "/default." in path.lower():
        path = _INDEX.sub("", path)
    shown = path.removeprefix("/amp") if path.startswith("/amp/") else path
    while shown.endswith(_ENDINGS):
        shown = shown[: max(shown.rfind("/"), shown.rfind("."))]
    return (shown, True) if _names_an_article(shown) else (path, False)


def _names_an_article(path: str) -> bool:
    """Its last part has a number of five digits, or three words, and is no program that needs parameters."""
    last = path[path.rfind("/") + 1 :]
    telling = last.count("-") + last.count("_") > 1 or _NUMBER.search(last) is not None
    return telling and _SCRIPT.search(last) is None


def _kept(query: str, *, named: bool) -> Iterator[str]:
    known = _Parameters.load()
    for pair, name, value in _pairs(query):
        if not known.is_tracking(name) and not known.is_needless(name, value, named=named):
            yield _NEEDLESS.sub(_unescaped, pair) if "%" in pair else pair


def _pairs(query: str) -> Iterator[tuple[str, str, str]]:
    """Each parameter, and its name and value in lower case; `&amp;` is `&` escaped once too often."""
    for given in query.split("&"):
        pair = _AMPERSAND.sub("", given, count=1) if given[:3].casefold() == "amp" else given
        if pair:
            name, _, value = pair.casefold().partition("=")
            yield pair, name, value


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return (
        character
        if character.isascii() and (character.isalnum() or character in "-._~")
        else escape[0].upper()
    )
