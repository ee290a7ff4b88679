"""One article a request."""

import asyncio
import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from schemas.identity import normalise_url, routing_key
from schemas.topics import RAW_MAX_BYTES
from services.ingest.acceptance import VALUE_MAX_BYTES
from tests.eventually import eventually
from tests.integration.ingest.lane import Arrived, Lane, article, posting

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"
# Every plane, combining marks, directions, line separators, a letter outside the BMP, an escape.
UNICODE = "Ѝ ѝ ё 𝔙 עברית \u202eабв \u2028 \ufeff \ufffe 👩‍👩‍👧 \\u0000 \x7f é e\u0301\r\n\tконец"
CYRILLIC = "<html><head>{head}</head><body><p>Здравей, „свят“ — това е страница.</p></body></html>"


def receipt_of(arrived: Arrived) -> dict[str, Any]:
    """The receipt that belongs to a message."""
    return {
        "status": "accepted",
        "submission_id": arrived.article["submission_id"],
        "partition": arrived.partition,
        "offset": arrived.offset,
    }


async def test_accepted_article_is_on_the_topic_to_the_code_point(way: Lane) -> None:
    """What was sent is on the topic unchanged, with key, CloudEvents headers and trace; 202 says where."""
    url = "https://example.org/новини?utm_source=x"
    sent = article(UNICODE, url=url, source="Вестник", headline="Заглавие", authors=["Ѝво"], unknown=1)
    async with way.door() as door:
        answer = await door.post("/v1/articles", json=sent, headers={"traceparent": TRACE})
    (arrived,) = await way.arrived()
    submission_id = answer.json()["submission_id"]

    assert (answer.status_code, answer.json()) == (202, receipt_of(arrived))
    del sent["unknown"]
    assert arrived.article == sent | {"submission_id": submission_id, "status": "usable"}
    assert arrived.key == routing_key(normalise_url(url), UUID(submission_id))
    time = datetime.fromisoformat(arrived.headers.pop("ce_time"))
    assert datetime.now(UTC) - time < timedelta(minutes=1)
    assert UUID(arrived.headers.pop("ce_id"))
    assert arrived.headers == {
        "ce_specversion": "1.0",
        "ce_type": "vestnik.raw-article.v1",
        "ce_source": "/vestnik/ingest",
        "ce_subject": submission_id,
        "ce_dataschema": "urn:vestnik:schema:vestnik.raw-article.v1",
        "content-type": "application/json; charset=utf-8",
        "traceparent": TRACE,
    }


async def test_what_the_sender_leaves_out_is_filled_in(way: Lane) -> None:
    """The time of receipt stands for a missing fetched_at; a given id is kept; a key gives one id."""
    own, page = uuid4(), {"content": "Текст", "content_type": "text/plain"}
    async with way.door() as door:
        before = datetime.now(UTC)
        answers = [
            await door.post("/v1/articles", json=page | {"fetched_at": None}, headers={"traceparent": "bad"}),
            await door.post("/v1/articles", json=page | {"submission_id": str(own)}),
            await door.post("/v1/articles", json=page, headers={"idempotency-key": "k1"}),
            await door.post("/v1/articles", json=page, headers={"idempotency-key": "k1"}),
            await door.post("/v1/articles", json=page, headers={"idempotency-key": "k2"}),
        ]
    ids = [answer.json()["submission_id"] for answer in answers]
    arrived = {one.article["submission_id"]: one for one in await way.arrived()}
    first = arrived[ids[0]]

    assert ids[1] == str(own)
    assert (ids[2] == ids[3], len(set(ids))) == (True, 4)
    assert first.key == ids[0]
    assert "traceparent" not in first.headers
    assert before <= datetime.fromisoformat(first.article["fetched_at"]) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("content_type", "head", "codec"),
    [
        ("text/html; charset=windows-1251", "", "cp1251"),
        ('text/html; charset="UTF-8"', "", "utf-8"),
        ("text/html", '<meta charset="windows-1251">', "cp1251"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("text/html", "", "utf-8"),
        ("text/html", "", "utf-16"),
        ("text/html", "", "cp1251"),
        ("text/html; charset=bogus", '<meta charset="windows-1251">', "cp1251"),
        ("text/plain", "", "cp1251"),
    ],
)
async def test_page_as_it_is(way: Lane, content_type: str, head: str, codec: str) -> None:
    """A page in any charset, declared in a header, in itself or nowhere, is on the topic as text."""
    page = CYRILLIC.replace("—", "-" if codec == "koi8-r" else "—").format(head=head)
    page = page.replace("„свят“", "свят") if codec == "koi8-r" else page
    query = {"url": "https://example.org/1", "source": "example.org", "scraper": "s1"}
    async with way.door() as door:
        answer = await door.post(
            "/v1/articles", params=query, content=page.encode(codec), headers={"content-type": content_type}
        )
    (arrived,) = await way.arrived()

    assert (answer.status_code, answer.json()) == (202, receipt_of(arrived))
    del arrived.article["submission_id"], arrived.article["fetched_at"]
    kind = content_type.partition(";")[0]
    assert arrived.article == query | {
        "content": page,
        "content_type": kind,
        "status": "usable",
        "authors": [],
    }


async def test_charset_of_the_header_decides(way: Lane) -> None:
    """The same byte is the letter that the charset of the header says."""
    async with way.door() as door:
        for charset in ("windows-1251", "koi8-r", "iso-8859-7"):
            headers = {"content-type": f"text/plain; charset={charset}"}
            await door.post("/v1/articles", content=b"\xc6", headers=headers)
    assert {one.article["content"] for one in await way.arrived()} == {"Ж", "ф", "Ζ"}


async def test_largest_article_fits_and_one_byte_more_does_not(way: Lane) -> None:
    """A message of exactly the limit comes through Kafka whole; one byte more is 413 and not there."""
    frame = {"submission_id": str(uuid4()), "url": "https://example.org/" + "a" * 8000}
    empty = len(json.dumps(article("", **frame) | {"status": "usable", "authors": []}, separators=(",", ":")))
    room = VALUE_MAX_BYTES - empty
    largest, beyond = article("x" * room, **frame), article("x" * (room + 1), **frame)
    async with way.door() as door:
        answers = [await door.post("/v1/articles", json=one) for one in (largest, beyond)]
    (arrived,) = await way.arrived()

    assert [answer.status_code for answer in answers] == [202, 413]
    assert arrived.article["content"] == largest["content"]
    assert answers[1].json() == {
        "status": "too_large",
        "submission_id": frame["submission_id"],
        "error": {
            "code": "too-large",
            "pointer": "",
            "message": f"the article as a message is larger than {VALUE_MAX_BYTES:,} bytes",
        },
    }
    assert VALUE_MAX_BYTES < RAW_MAX_BYTES


@pytest.mark.parametrize("chunked", [False, True])
async def test_limit_of_a_body(way: Lane, chunked: bool) -> None:  # noqa: FBT001, a parameter of the test
    """A body of exactly the limit is taken, one byte more is 413, announced or not."""
    limit = 2048

    async def pieces(size: int) -> Any:  # noqa: ANN401, what httpx takes
        for _ in range(0, size, 1024):
            yield b"a" * min(1024, size)
        if size % 1024:
            yield b"b"

    async with way.door(max_item_bytes=limit) as door:
        codes = [
            (
                await door.post(
                    "/v1/articles",
                    content=pieces(size) if chunked else b"a" * size,
                    headers={"content-type": "text/plain"},
                )
            ).status_code
            for size in (limit, limit + 1024)
        ]
    assert codes == [202, 413]


@pytest.mark.parametrize(
    ("headers", "body", "status", "code", "pointer"),
    [
        ({"content-type": "application/xml"}, b"<a/>", 415, "unsupported-content-type", ""),
        ({}, b"<a/>", 415, "unsupported-content-type", ""),
        (
            {"content-type": "text/plain", "content-encoding": "deflate"},
            b"x",
            415,
            "unsupported-encoding",
            "",
        ),
        (
            {"content-type": "text/plain", "content-encoding": "gzip"},
            b"x",
            422,
            "broken-encoding",
            "",
        ),
        ({"content-type": "application/json"}, b"{", 422, "not-json", ""),
        ({"content-type": "application/json"}, b'{"content_type":"text/plain"}', 422, "missing", "/content"),
        ({"content-type": "text/plain"}, b" \n", 422, "blank", "/content"),
        ({"content-type": "text/plain"}, b"text " * 40 + b"\0", 422, "nul", "/content"),
        ({"content-type": "text/plain"}, b"a\0b", 422, "undecodable", ""),
    ],
)
async def test_refused_with_a_reason(
    way: Lane, headers: dict[str, str], body: bytes, status: int, code: str, pointer: str
) -> None:
    """What cannot be used is answered with a status, a code and the field, and nothing is on the topic."""
    async with way.door() as door:
        answer = await door.post("/v1/articles", content=body, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, answer.json()["status"], error["code"], error["pointer"]) == (
        status,
        "rejected",
        code,
        pointer,
    )
    assert await way.arrived() == []


async def test_hostile_bodies_get_documented_answers(way: Lane, shared_data: Path) -> None:
    """No JSON of the test suite is a server error; every naughty string arrives or is refused by name."""
    folder = shared_data / "bad_input/open"
    with gzip.open(folder / "json_parsing.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [base64.b64decode(json.loads(line)["bytes_b64"]) for line in lines]
    with gzip.open(folder / "naughty_strings.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    inside = [b'{"content":"x","content_type":"text/plain","extra":' + body + b"}" for body in bodies]
    headers, few = {"content-type": "application/json"}, asyncio.Semaphore(16)
    async with way.door() as door:

        async def answer_to(body: bytes) -> tuple[int, str]:
            async with few:  # httpx is slow with many waiting
                answer = await door.post("/v1/articles", content=body, headers=headers)
            error = answer.json().get("error", {})
            return answer.status_code, error.get("code", "")

        seen = set(await asyncio.gather(*map(answer_to, (*bodies, *inside))))
        named = [json.dumps(article(text, headline=text)).encode() for text in texts]
        naughty = await asyncio.gather(*map(answer_to, named))

    assert seen == {
        (202, ""),
        (422, "not-json"),
        (422, "not-utf-8"),
        (422, "not-an-object"),
        (422, "duplicate-key"),
        (422, "missing"),
        (422, "too-deep"),
    }
    taken = [text for text, (code, _) in zip(texts, naughty, strict=True) if code == 202]
    assert sorted(
        one.article["content"] for one in await way.arrived() if "headline" in one.article
    ) == sorted(taken)
    assert {answer for answer in naughty if answer[0] != 202} <= {(422, "blank"), (422, "nul")}


async def test_too_much_in_hand(way: Lane) -> None:
    """While one request holds all the room the next gets 503 with Retry-After, and afterwards 202."""
    async with way.door(max_requests=1) as door:

        async def post() -> httpx.Response:
            return await door.post("/v1/articles", content=b"x", headers={"content-type": "text/plain"})

        async def refused() -> httpx.Response | None:
            answer = await post()
            return answer if answer.status_code == 503 else None

        async with posting(door, "text/plain", length=4) as slow:
            await slow.send(b"ab")
            answer = await eventually(refused)
            await slow.send(b"cd")
            first = await slow.status()
        after = await post()

    assert (first, after.status_code) == (202, 202)
    assert answer is not None
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["error"]["code"] == "unavailable"


async def test_body_that_does_not_come(way: Lane) -> None:
    """A body that stops half-way is 408 after its time, and its room is free again."""
    async with way.door(body_seconds=0.2, max_requests=1) as door:
        async with posting(door, "text/plain", length=4) as slow:
            await slow.send(b"ab")
            assert await slow.status() == 408
        answer = await door.post("/v1/articles", content=b"x", headers={"content-type": "text/plain"})
    assert answer.status_code == 202


async def test_examples_of_the_description_work(way: Lane) -> None:
    """Every example of the OpenAPI page is accepted as it stands."""
    async with way.door() as door:
        description = (await door.get("/openapi.json")).json()
        bodies = description["paths"]["/v1/articles"]["post"]["requestBody"]["content"]
        seen = {}
        for kind, body in bodies.items():
            for name, example in body["examples"].items():
                value = example["value"]
                content = value if isinstance(value, str) else json.dumps(value)
                answer = await door.post(
                    "/v1/articles", content=content.encode(), headers={"content-type": kind}
                )
                statuses = {json.loads(line)["status"] for line in answer.text.splitlines()}
                seen[kind, name] = (answer.status_code, statuses)
    assert seen == {
        ("application/json", "text"): (202, {"accepted"}),
        ("application/json", "html"): (202, {"accepted"}),
        ("application/json", "withdrawal"): (202, {"accepted"}),
        ("application/x-ndjson", "batch"): (200, {"accepted"}),
        ("text/html", "page"): (202, {"accepted"}),
        ("text/plain", "page"): (202, {"accepted"}),
    }
