"""Spellings of addresses: pairs that must meet, real links that must not, vectors of the standards."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from schemas.identity import address_key, normalise_url, site
from schemas.spellings import without_tracking
from tests.quality.corpora import DATA, halved, rows
from tests.quality.tables import table

_FOLDER: Final = DATA / "url_vectors"
_NO_HOST: Final = frozenset("/?#@:\\[] %<>^|\t\r\n")
"""What ends a host in an address, or may not stand in one."""


def tables() -> None:
    """Pairs on one host, merged links with every exception, vectors of the standards."""
    table(
        "Fetched and canonical address on one host",
        ["half", "pairs", "meet", "share"],
        [[half, str(pairs), str(meet), f"{meet / pairs:.3f}"] for half, pairs, meet in _meeting()],
    )
    merged = list(_merged())
    table(
        "Real links that count as one address though more differs than scheme, www., last slash and tracking",
        ["half", "merged", "addresses"],
        [[half, key, "  ".join(sorted(links))] for half, key, links in merged] or [["", "none", ""]],
    )
    vectors = {"WHATWG": _whatwg(), "IDNA": _idna(), "public suffixes": _suffixes()}
    table(
        "Vectors of the standards",
        ["vectors", "number", "right", "wrong"],
        map(_row, *zip(*vectors.items(), strict=True)),
    )


def _row(name: str, vectors: Iterator[tuple[str, bool]]) -> list[str]:
    found = list(vectors)
    wrong = [vector for vector, right in found if not right]
    return [name, str(len(found)), str(len(found) - len(wrong)), "; ".join(wrong)]


def _meeting() -> Iterator[tuple[str, int, int]]:
    for half, pairs in halved(rows(_FOLDER / "open" / "url_canonical_pairs.jsonl.gz")):
        both = [
            (address_key(fetched), address_key(canonical))
            for pair in pairs
            if (fetched := normalise_url(pair["url"]))
            and (canonical := normalise_url(pair["canonical"] or "", fetched))
            and pair["canonical"]
            and _host(fetched) == _host(canonical)
        ]
        yield half, len(both), sum(fetched == canonical for fetched, canonical in both)


def _merged() -> Iterator[tuple[str, str, set[str]]]:
    for half, links in halved(rows(_FOLDER / "open" / "real_hrefs.jsonl.gz")):
        found = defaultdict(set)
        for link in links:
            if normalised := normalise_url(link["url"]):
                found[address_key(normalised)].add(normalised)
        for key, addresses in sorted(found.items()):
            if len({_plain(address) for address in addresses}) > 1:
                yield half, key, addresses


def _host(address: str) -> str:
    return address.split("/")[2].removeprefix("www.")


def _plain(address: str) -> str:
    place, mark, query = address.partition("://")[2].partition("#")[0].removeprefix("www.").partition("?")
    return place.rstrip("/") + mark + query


def _vectors(folder: str, name: str) -> str:
    return gzip.decompress((_FOLDER / "original" / folder / f"{name}.gz").read_bytes()).decode()


def _whatwg() -> Iterator[tuple[str, bool]]:
    """Of each address of the web, the normal form: `href` without what we leave out."""
    for name in ("urltestdata.json", "ada_extra_urltestdata.json", "ada_long_urltestdata.json"):
        for vector in json.loads(_vectors("wpt", name)):
            if not isinstance(vector, dict) or "\ud800" <= max(vector["input"], default="") <= "\udfff":
                continue
            base = None if vector.get("base") in {None, "about:blank"} else vector["base"]
            if base is None and vector["input"].startswith("//"):
                continue  # taken for https on purpose
            ours = normalise_url(vector["input"], base)
            yield f"{vector['input']!r} at {base}", ours == _expected(vector)


def _expected(vector: dict[str, str]) -> str | None:
    if vector.get("failure") or vector.get("protocol") not in {"http:", "https:"}:
        return None
    query = without_tracking(vector["search"].removeprefix("?"))
    return f"{vector['protocol']}//{vector['host']}{vector['pathname']}" + (f"?{query}" if query else "")


def _idna() -> Iterator[tuple[str, bool]]:
    for name in ("toascii.json", "IdnaTestV2.json"):
        for vector in json.loads(_vectors("wpt", name)):
            if (
                isinstance(vector, dict)
                and vector["input"]
                and not set(vector["input"]) & set("/?#@:\\[] %<>^|\t\r\n")
            ):
                ours = normalise_url(f"https://{vector['input']}/x")
                expected = vector["output"] and f"https://{vector['output']}/x"
                yield repr(vector["input"]), ours == expected


def _suffixes() -> Iterator[tuple[str, bool]]:
    """`host expected`, both null where there is none; ours is then the host itself."""
    for line in _vectors("psl", "tests.txt").splitlines():
        given, _, expected = line.partition(" ")
        if line.startswith("//") or not expected or given == "null" or given.startswith("."):
            continue
        address, wanted = normalise_url(f"https://{given}"), normalise_url(f"https://{expected}")
        host = address and address.split("/")[2]
        yield (
            line,
            host is not None
            and site(f"https://{host}") == (host if expected == "null" else wanted and wanted.split("/")[2]),
        )
