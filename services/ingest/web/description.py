"""What the OpenAPI page says beyond the types: the kinds of body, the answers, examples that work."""

import json
from typing import Any, Final

TITLE: Final = "Vestnik ingest"
SUMMARY: Final = "Takes news pages from any scraper and gives a receipt for each."
DESCRIPTION: Final = """\
One address takes three kinds of body; `Content-Type` says which.

| body | what it is | answer |
|---|---|---|
| `application/json` | one article | one receipt: 202 when Kafka has it |
| `application/x-ndjson` | many, one a line, of any number; read as a stream | 200 and one receipt a line, in order |
| `text/html`, `text/plain` | the page itself, the rest in the query | one receipt |

**Receipts.** `accepted` is said only after Kafka acknowledged. Fields without a value are left out. Everything else
than `accepted` has an `error` with a stable `code`, the JSON `pointer` of the field, and a message.

| `code` | meaning |
|---|---|
| `unauthorized` | no key, or one that is not known |
| `rate-limited` | more articles than the key may send in this time; come again after `Retry-After` seconds. A batch is never refused for it: it is read as slowly as its key may send |
| `unavailable` | Kafka did not acknowledge in time, or too much is in hand: send the same again. It may have arrived; the same `submission_id` or `Idempotency-Key` makes a repetition harmless |
| `too-large` | more bytes than a message, a body, a line, a batch or the head of a request may have, expanded |
| `not-json`, `not-an-object`, `not-utf-8`, `too-deep`, `duplicate-key` | the JSON cannot be read without a doubt |
| `nul`, `lone-surrogate`, `undecodable` | this is no text |
| `unsupported-content-type`, `unsupported-encoding` | of the request |
| `broken-encoding` | the body is not compressed as `Content-Encoding` says |
| `timeout` | the body, or a line of a batch, did not come in time |
| `unexpected` | a field that does not belong there: `id` of what is no withdrawal, the query of an article as JSON |
| `missing`, `blank`, `string_type`, `timezone_aware`, ... | of the field at `pointer` |

**Batches.** A bad line costs only itself. Blank lines get no receipt. Fewer receipts than lines: the connection or the
service ended, and the rest is to be sent again. After the first `unavailable` the rest of the batch is not tried.

A line has to end within a minute of waiting; a blank one keeps a batch open. What ends a batch early (`timeout`,
`broken-encoding`, `too-large` of the batch) is its last receipt.

**Compression**: `Content-Encoding: gzip`, `zstd` or `br`. All limits are those of the expanded body.

**Repetition**: a request with the same `Idempotency-Key` (and the same API key) gives the same `submission_id`s, so that
what arrives twice is known as one.

**Charset of a page**: byte order mark, then the header, then the page's own declaration, then UTF-8, then a guess.
"""  # noqa: E501, rows of a table

KEY: Final = "The key of your scraper; `python -m services.ingest key NAME` makes one."
WITHDRAWAL: Final = """\
What is known under the address or the id is withdrawn: its text goes from the topics, the tables and the
history; keys and times stay. It may be said before the article comes. Give `url` or `id`.
"""

PLAIN: Final = {
    "content": "Мост над Дунав\n\nСтроежът започва през март.",
    "content_type": "text/plain",
    "source": "zornitsa.example",
    "fetched_at": "2026-03-12T07:05:00Z",
}
HTML: Final = {
    "content": "<html><head><title>Lighthouse stays lit</title></head><body><p>Councillors voted.</p></body>",
    "content_type": "text/html",
    "url": "https://harbour-gazette.example/local/lighthouse-stays-lit",
    "fetched_at": "2026-03-12T07:33:52Z",
}
CANCELED: Final = {
    "status": "canceled",
    "url": "https://harbour-gazette.example/local/swim",
    "fetched_at": "2026-03-13T09:00:00Z",
}
BATCH: Final = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (PLAIN, HTML, CANCELED))


RECEIPTS: Final = """\
{"status":"accepted","submission_id":"5b0c7d5e-7a35-4a6e-9d8f-0b8f6f0a5d11","partition":7,"offset":12}
{"status":"rejected","error":{"code":"blank","pointer":"/content","message":"line 2: `content` is empty"}}
"""


def request_body(article: dict[str, Any]) -> dict[str, Any]:
    """The three kinds of body; `article` is the JSON Schema of RawArticle."""
    text = {"type": "string", "pattern": TEXT}
    lines = {"type": "string"}
    return {
        "required": True,
        "content": {
            "application/json": _body(
                _usable_or_canceled(article), text=PLAIN, html=HTML, withdrawal=CANCELED
            ),
            "application/x-ndjson": _body(lines, batch=BATCH),
            "text/html": _body(text, page=HTML["content"]),
            "text/plain": _body(text, page=PLAIN["content"]),
        },
    }


def _usable_or_canceled(article: dict[str, Any]) -> dict[str, Any]:
    """The schema with what only code checks, and without what ingest fills in."""
    fields = {name: _without_nul(shape) for name, shape in article["properties"].items()}
    content = fields["content"] | {"anyOf": [{"type": "string", "pattern": TEXT}]}
    usable = {
        "required": ["content", "content_type"],
        "properties": {"status": {"const": "usable"}, "id": {"type": "null"}, "content": content}
        | {"content_type": {"enum": ["text/html", "text/plain"]}},
    }
    named = [{"required": [name], "properties": {name: {"type": "string"}}} for name in ("url", "id")]
    canceled = {"required": ["status"], "properties": {"status": {"const": "canceled"}}, "anyOf": named}
    time = {
        "anyOf": [fields["fetched_at"], {"type": "null"}],
        "description": fields["fetched_at"]["description"],
    }
    return article | {
        "required": [],
        "properties": fields | {"fetched_at": time},
        "anyOf": [usable, canceled],
    }


def _without_nul(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field; free text in it is told that NUL is none."""
    if "anyOf" in shape:
        return shape | {"anyOf": [_without_nul(branch) for branch in shape["anyOf"]]}
    if "items" in shape:
        return shape | {"items": _without_nul(shape["items"])}
    free = shape.get("type") == "string" and not shape.keys() & {"enum", "format", "pattern"}
    return shape | {"pattern": WITHOUT_NUL} if free else shape


def _body(schema: dict[str, Any], **examples: object) -> dict[str, Any]:
    return {"schema": schema, "examples": {name: {"value": value} for name, value in examples.items()}}


WITHOUT_NUL: Final = r"^[^\u0000]*$"
TEXT: Final = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
"""Not blank, and without NUL."""

ANSWERS: Final[dict[int, str]] = {
    200: "The receipts of a batch, one a line, in order.",
    202: "Kafka has it.",
    401: "No key, or one that is not known.",
    408: "The body did not come in time.",
    413: "Too large.",
    415: "Not one of the three kinds of body, or of the codings of a compressed one.",
    422: "Rejected; `error` names the field.",
    429: "More articles than the key may send. Come again after `Retry-After` seconds.",
    503: "Kafka did not acknowledge in time, or too much is in hand. Come again after `Retry-After` seconds.",
}
WITHDRAWAL_ANSWERS: Final = (401, 422, 429, 503)
SUBMISSION_ANSWERS: Final = (200, 401, 408, 413, 415, 422, 429, 503)
