"""The HTTP door: `POST` and `DELETE /v1/articles`, and the page that describes them."""

import asyncio
from http.client import METHOD_NOT_ALLOWED, OK
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from schemas.raw_article import RawArticle
from services.ingest.batch import Sender
from services.ingest.receipt import Receipt
from services.ingest.settings import IngestSettings
from services.ingest.web import description
from services.ingest.web.answer import refusal
from services.ingest.web.desk import NDJSON, Desk, Named
from services.ingest.web.keys import Keys

ARTICLES = "/v1/articles"

# What is in the query is text to FastAPI and only described here; acceptance checks it, and names the field.
_FIELDS = RawArticle.model_json_schema()["properties"]


def _query(field: str, description_: str) -> Any:  # noqa: ANN401, as FastAPI has it
    shape = next(branch for branch in _FIELDS[field]["anyOf"] if branch["type"] == "string")
    without_nul = {"pattern": description.WITHOUT_NUL} if "format" not in shape else {}
    return Query(description=description_, json_schema_extra=shape | without_nul)


Url = Annotated[str | None, _query("url", "Of a text/html or text/plain body: the address that was fetched.")]
Source = Annotated[str | None, _query("source", "Of such a body: the publisher, e.g. `bgnes.bg`.")]
Scraper = Annotated[str | None, _query("scraper", "Of such a body: who read the page.")]
Repeated = Annotated[
    str | None,
    Header(description="The same key gives the same `submission_id`; in a batch, line by line."),
]
WithdrawnUrl = Annotated[
    str | None, _query("url", "An address of the article; all that was fetched there is withdrawn.")
]
WithdrawnId = Annotated[str | None, _query("id", "Its id in `store.articles`.")]
ALLOWED = "DELETE, POST"
"""Methods of `/v1/articles`; Starlette names those of one route."""


def create_app(
    sender: Sender, settings: IngestSettings, cut: asyncio.Event, keys: Keys | None = None
) -> FastAPI:
    """The application; `cut` ends open batches, `keys` says who may send (without it everybody)."""
    app = FastAPIOffline(
        title=description.TITLE,
        version="1",
        summary=description.SUMMARY,
        description=description.DESCRIPTION,
        redoc_url=None,
    )
    desk = Desk(sender, settings, cut, keys)
    # Only for the description: the desk looks at the key, and says what is wrong with it.
    key = [Depends(HTTPBearer(auto_error=False, description=description.KEY))] if keys else []

    @app.exception_handler(METHOD_NOT_ALLOWED)
    async def wrong_method(request: Request, _: Exception) -> Response:
        allowed = ALLOWED if request.url.path == ARTICLES else "GET"
        receipt = refusal("method-not-allowed", f"{request.method} is not taken here; {allowed} is")
        return Response(receipt.to_json(), METHOD_NOT_ALLOWED, {"allow": allowed}, "application/json")

    @app.post(
        ARTICLES,
        status_code=202,
        response_model=Receipt,
        response_description=description.ANSWERS[202],
        responses=_answers(*description.SUBMISSION_ANSWERS),
        dependencies=key,
        summary="Submit one article or many",
        openapi_extra={"requestBody": description.request_body(RawArticle.model_json_schema())},
    )
    async def submit_articles(
        request: Request,
        url: Url = None,
        source: Source = None,
        scraper: Scraper = None,
        idempotency_key: Repeated = None,  # noqa: ARG001, for the description; intake reads the header
    ) -> Response:
        return await desk.take(request, Named(url, source, scraper))

    @app.delete(
        ARTICLES,
        status_code=202,
        response_model=Receipt,
        response_description=description.ANSWERS[202],
        responses=_answers(*description.WITHDRAWAL_ANSWERS),
        dependencies=key,
        summary="Withdraw an article",
        description=description.WITHDRAWAL,
    )
    async def withdraw_article(
        request: Request,
        url: WithdrawnUrl = None,
        id: WithdrawnId = None,  # noqa: A002, the name of the field
        idempotency_key: Repeated = None,  # noqa: ARG001, for the description
    ) -> Response:
        return await desk.withdraw(request, Named(url=url, id=id))

    return app


def _answers(*codes: int) -> dict[int | str, dict[str, Any]]:
    answers: dict[int | str, dict[str, Any]] = {
        code: {"description": description.ANSWERS[code], "model": Receipt} for code in codes
    }
    if OK in codes:
        stream = {"schema": {"type": "string"}, "example": description.RECEIPTS}
        answers[OK] = {"description": description.ANSWERS[OK], "content": {NDJSON: stream}}
    return answers
