"""Strings, encodings and markup that break others, as pages and as fields over HTTP."""

import asyncio
import base64
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from tests.integration.ingest.lane import Lane
from tests.integration.ingest.test_bad_files import DOCUMENTED, cases, is_text, line

AT_ONCE = 16


async def answers(door: httpx.AsyncClient, requests: list[tuple[str, bytes]]) -> list[httpx.Response]:
    """The answer to each content type and body, in order."""
    few = asyncio.Semaphore(AT_ONCE)

    async def post(content_type: str, body: bytes) -> httpx.Response:
        async with few:  # httpx is slow with many waiting
            return await door.post("/v1/articles", content=body, headers={"content-type": content_type})

    return await asyncio.gather(*(post(*each) for each in requests))


def is_documented(answer: httpx.Response) -> bool:
    """Whether an answer is a receipt of a status and with a code that the OpenAPI page names."""
    receipt: dict[str, Any] = answer.json()
    if answer.status_code == 202:
        return bool(receipt["status"] == "accepted")
    return answer.status_code == 422 and receipt["error"]["code"] in DOCUMENTED


async def test_strings_and_markup(way: Lane, shared_data: Path) -> None:
    """As pages, and as fields with everything escaped: text comes back equal, the rest is refused."""
    strings = [case["text"] for case in cases(shared_data, "naughty_strings")]
    markup = [case["input"] for case in cases(shared_data, "html_tokenizer")]
    fields = [("application/json", line(text, "text/plain")) for text in strings]
    fields += [("application/json", line(text, "text/html")) for text in markup]
    texts = [("text/plain; charset=utf-8", text) for text in strings] + [
        ("text/html", text) for text in markup
    ]
    pages = [(kind, text.encode("utf-8", "surrogatepass")) for kind, text in texts]
    async with way.door() as door:
        as_fields, as_pages = await answers(door, fields), await answers(door, pages)
    assert [answer.text for answer in (*as_fields, *as_pages) if not is_documented(answer)] == []
    whole = [text for text in strings + markup if is_text(text)]
    taken = [
        text.removeprefix("\ufeff")
        for (_, text), answer in zip(texts, as_pages, strict=True)
        if answer.status_code == 202 and is_text(text)
    ]
    assert [answer.status_code == 202 for answer in as_fields] == [is_text(text) for text in strings + markup]
    assert len(taken) >= len([text for text in whole if text.removeprefix("\ufeff").strip()])
    arrived = Counter(str(one.article["content"]) for one in await way.arrived())
    assert Counter(whole) + Counter(taken) - arrived == Counter()


async def test_encodings(way: Lane, shared_data: Path) -> None:
    """Every page of the encoding tests is taken; those in ASCII come back equal."""
    bodies = [base64.b64decode(case["html_b64"]) for case in cases(shared_data, "html_encoding")]
    async with way.door() as door:
        found = await answers(door, [("text/html", body) for body in bodies])
    assert {answer.status_code for answer in found} == {202}
    arrived = Counter(str(one.article["content"]) for one in await way.arrived())
    assert Counter(body.decode() for body in bodies if body.isascii()) - arrived == Counter()
