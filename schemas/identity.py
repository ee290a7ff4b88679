"""Who is who: addresses, folded text, and the ids made of them. Pure: same input, same id, for ever."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from uuid import UUID, SafeUUID, uuid5

import ada_url
from publicsuffixlist import PublicSuffixList

from schemas.letters import MARKS, has_marks, without_signs
from schemas.spellings import spelled, without_tracking

NAMESPACE = UUID("6f1d4f0a-6a0e-5b8c-9a51-3c0c2b9d7e10")
"""Our own namespace for UUIDv5; a different one would change every id."""

_NAMESPACE_BYTES = NAMESPACE.bytes
_VERSION_5 = 5 << 76 | 2 << 62
"""The bits of a UUID that say that it is a version 5 of RFC 9562."""
_UNNAMED = (1 << 128) - 1 - (15 << 76 | 3 << 62)
"""All other bits."""

UNKNOWN_SOURCE = "unknown"

_ROUTE = re.compile(r"!|/\w")
"""How the fragment of an address begins where it chooses the page (AJAX crawling, routers of browsers)."""
_LETTERS = re.compile(r"[^\W_]+")
_MARKED_LETTERS = re.compile(rf"(?:[^\W_]++[{MARKS}]*+)++")
_BODY_START = 200
_LONGEST_REMEMBERED = 400
_HOST = re.compile(r"https?://(\[[^\]]*\]|[^/:?#]+)")
_BELOW = re.compile(r"[/?#]")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def normalise_url(address: str, base: str | None = None) -> str | None:
    """The address as a browser would fetch it (WHATWG), without credentials, fragment and tracking.

    A fragment that chooses the page stays. `base` makes a relative address absolute; without one, an
    address that begins with `//` is taken for https. None for what is no http(s) address.
    """
    text = address.strip()
    try:
        url = (
            ada_url.URL(text, base)
            if base
            else ada_url.URL(f"https:{text}" if text.startswith("//") else text)
        )
    except ValueError:
        return None
    href: str = url.href
    if not href.startswith(("http://", "https://")):
        return None
    if "@" in href:
        url.username = url.password = ""
        href = url.href
    # Cut as text: each look at a part of the parsed address costs 1 us, and each change 3.
    page, mark, fragment = href.partition("#")
    path, _, query = page.partition("?")
    kept = without_tracking(query) if query else ""
    route = mark + fragment if mark and _ROUTE.match(fragment) else ""
    return (f"{path}?{kept}" if kept else path) + route


@lru_cache(maxsize=1 << 13)  # the links of one site are much the same on each of its pages
def address_key(url: str) -> str:
    """What all spellings of one address share; `url` is normalised.

    Host without `www.`, path without a last slash, and the parameters that name something, sorted. The
    scheme, a telephone's host, AMP, print and the number of a visit make no other address.
    """
    return spelled(url)


def is_root(url: str) -> bool:
    """Whether a normalised address is the front page of its site, which is no article's own address."""
    return not _BELOW.search(address_key(url))


def site(url: str) -> str:
    """The registrable domain of a normalised address (public suffix list), else its host."""
    host = _HOST.match(url)
    return _registrable(host[1]) if host else ""


def is_outside(url: str | None, own: str | None) -> bool:
    """Whether a link leads to another site than that of the page; both addresses are normalised."""
    return url is not None and own is not None and site(url) != site(own)


@lru_cache(maxsize=1 << 10)
def _registrable(host: str) -> str:
    if host.startswith("[") or host[-1:].isdecimal():  # the number of a machine has no domain
        return host
    return _suffixes().privatesuffix(host.removesuffix(".")) or host


def source_of(source: str | None, url: str | None) -> str:
    """The publisher: as given, else the site of the normalised address, else `unknown`."""
    return source or (site(url) if url else UNKNOWN_SOURCE)


def own_address(url: str | None, canonical: str | None) -> str | None:
    """The article's own address, of two normalised ones.

    The canonical that it declares, if it is on the same site and neither a root nor a parent path
    of the fetched one; else the fetched one unless that is a root.
    """
    if canonical and not is_root(canonical):
        if url is None:
            return canonical
        parent = address_key(url).startswith(address_key(canonical) + "/")
        if site(canonical) == site(url) and not parent:
            return canonical
    return url if url and not is_root(url) else None


def fold(text: str) -> str:
    """Text as it is compared: NFKC, case folded, every run of what is no letter or digit one space.

    Vowels that are marks are letters; points and accents that a word may have or not are left out.
    """
    return _remembered_fold(text) if len(text) <= _LONGEST_REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    letters = _LETTERS
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", text).casefold()
        if has_marks(text):
            text, letters = without_signs(text), _MARKED_LETTERS
    words: list[str] = []
    for word in text.split():
        if word.isalnum():
            words.append(word)
        else:
            words += letters.findall(word)
    return " ".join(words)


_remembered_fold = lru_cache(maxsize=1 << 12)(_fold)
"""The lines of a page are compared several times each; 4,096 of them take 6 MiB at most."""


def article_id(*, own: str | None, source: str, headline: str | None, body: str) -> UUID:
    """The id of an article: of its own address, else of source, headline and the start of its body."""
    if own:
        return uuid5(NAMESPACE, f"address:{address_key(own)}")
    if headline:
        return uuid5(NAMESPACE, f"headline:{source}\n{fold(headline)}\n{_folded_start(body)}")
    return uuid5(NAMESPACE, f"content:{source}\n{fold(body)}")


def _folded_start(body: str) -> str:
    """`fold(body)[:_BODY_START]`, of the first words alone where they are enough: a space ends what folds."""
    words, space, _ = body[: 2 * _BODY_START].rpartition(" ")
    start = fold(words) if space else ""
    return (start if len(start) >= _BODY_START else fold(body))[:_BODY_START]


def routing_key(url: str | None, submission_id: UUID) -> str:
    """The key on `articles.raw`: versions of one normalised address stay in one partition, in order."""
    return uuid5_text(f"route:{address_key(url)}") if url else str(submission_id)


def uuid5_text(name: str) -> str:
    """`str(uuid5(NAMESPACE, name))` in a third of the time: every message has two (RFC 9562, section 5.5)."""
    digest = hashlib.sha1(NAMESPACE.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def named(name: str) -> UUID:
    """`uuid5(NAMESPACE, name)` in a third of the time: each link has one or two."""
    digest = hashlib.sha1(_NAMESPACE_BYTES + name.encode(), usedforsecurity=False).digest()
    made = UUID.__new__(UUID)  # what its __init__ does, without the ways in which it can be called
    object.__setattr__(made, "int", int.from_bytes(digest[:16], "big") & _UNNAMED | _VERSION_5)
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def derived_submission_id(topic: str, partition: int, offset: int) -> UUID:
    """The id of a submission that came without one."""
    return uuid5(NAMESPACE, f"submission:{topic}/{partition}/{offset}")


def content_hash(*parts: str) -> str:
    """SHA-256 over `parts`, each ended, so that moving text between them changes it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\x00")
    return digest.hexdigest()
