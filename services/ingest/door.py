"""The HTTP door: `POST` and `DELETE /v1/articles`, and the page that describes them."""

import asyncio
from http.client import OK
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from schemas.raw_article import RawArticle
from services.ingest import description
from services.ingest.batch import Sender
from services.ingest.desk import NDJSON, Desk, Named
from services.ingest.keys import Keys
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
WithdrawnUrl = Annotated[
    str | None, Query(description="An address of the article; all that was fetched there is withdrawn.")
]
WithdrawnId = Annotated[
    str | None, Query(description="Its id in `store.articles`.", json_schema_extra={"format": "uuid"})
]


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

    @app.post(
        "/v1/articles",
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
        "/v1/articles",
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
