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
| `unavailable` | Kafka did not acknowledge in time, or too much is in hand: send the same again. It may have arrived; the same `submission_id` or `Idempotency-Key` makes a repetition harmless |
| `too-large` | more bytes than a message, a body or a line may have |
| `not-json`, `not-an-object`, `not-utf-8`, `too-deep`, `duplicate-key` | the JSON cannot be read without a doubt |
| `nul`, `lone-surrogate`, `undecodable` | this is no text |
| `unsupported-content-type`, `unsupported-encoding` | of the request |
| `timeout` | the body did not come in time |
| `missing`, `blank`, `string_type`, `timezone_aware`, ... | of the field at `pointer` |

**Batches.** A bad line costs only itself. Blank lines get no receipt. Fewer receipts than lines: the connection or the
service ended, and the rest is to be sent again. After the first `unavailable` the rest of the batch is not tried.

**Charset of a page**: byte order mark, then the header, then the page's own declaration, then UTF-8, then a guess.
"""  # noqa: E501, rows of a table

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
    text = {"type": "string"}
    # What ingest fills in, a client may leave out.
    lenient = article | {"required": [name for name in article.get("required", ()) if name != "fetched_at"]}
    return {
        "required": True,
        "content": {
            "application/json": _body(lenient, text=PLAIN, html=HTML, withdrawal=CANCELED),
            "application/x-ndjson": _body(text, batch=BATCH),
            "text/html": _body(text, page=HTML["content"]),
            "text/plain": _body(text, page=PLAIN["content"]),
        },
    }


def _body(schema: dict[str, Any], **examples: object) -> dict[str, Any]:
    return {"schema": schema, "examples": {name: {"value": value} for name, value in examples.items()}}


ANSWERS: Final[dict[int, str]] = {
    200: "The receipts of a batch, one a line, in order.",
    202: "Kafka has it.",
    408: "The body did not come in time.",
    413: "Too large.",
    415: "Not one of the three kinds of body.",
    422: "Rejected; `error` names the field.",
    503: "Kafka did not acknowledge in time, or too much is in hand. Come again after `Retry-After` seconds.",
}
