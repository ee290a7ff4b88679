"""The HTTP door: `POST /v1/articles`, and the page that describes it."""

import asyncio
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request, Response

from schemas.raw_article import RawArticle
from services.ingest import description
from services.ingest.batch import Sender
from services.ingest.desk import NDJSON, Desk, Named
from services.ingest.receipt import Receipt
from services.ingest.settings import IngestSettings

Url = Annotated[
    str | None, Query(description="Of a text/html or text/plain body: the address that was fetched.")
]
Source = Annotated[str | None, Query(description="Of such a body: the publisher, e.g. `bgnes.bg`.")]
Scraper = Annotated[str | None, Query(description="Of such a body: who read the page.")]
Repeated = Annotated[
    str | None,
    Header(description="The same key gives the same `submission_id`; in a batch, line by line."),
]


def create_app(sender: Sender, settings: IngestSettings, cut: asyncio.Event) -> FastAPI:
    """The application; `cut` ends open batches."""
    app = FastAPI(
        title=description.TITLE,
        version="1",
        summary=description.SUMMARY,
        description=description.DESCRIPTION,
    )
    desk = Desk(sender, settings, cut)

    @app.post(
        "/v1/articles",
        status_code=202,
        response_model=Receipt,
        response_description=description.ANSWERS[202],
        responses=_answers(),
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

    return app


def _answers() -> dict[int | str, dict[str, Any]]:
    errors: dict[int | str, dict[str, Any]] = {
        code: {"description": text, "model": Receipt}
        for code, text in description.ANSWERS.items()
        if code not in {200, 202}
    }
    stream = {"schema": {"type": "string"}, "example": description.RECEIPTS}
    batch = {"description": description.ANSWERS[200], "content": {NDJSON: stream}}
    return {200: batch, **errors}
