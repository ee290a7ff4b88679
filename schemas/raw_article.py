"""RawArticle: a page as a scraper read it (topic `articles.raw`)."""

from typing import Annotated, Literal, LiteralString, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from schemas.fields import Address, Day, Line, Message, Name, Utc

ContentType = Literal["text/html", "text/plain"]
Status = Literal["usable", "canceled"]


class RawArticle(Message):
    """A page as a scraper read it, or the withdrawal of one.

    `content` and `content_type` are required unless `status` is `canceled`; a withdrawal names an
    `id` or a `url`. Unknown fields are ignored.
    """

    content: str | None = None
    """The page: HTML source or plain text."""
    content_type: ContentType | None = None
    """What `content` is."""
    fetched_at: Utc
    """When the page was read."""
    submission_id: UUID | None = None
    """The receipt; without one it is derived from topic, partition and offset."""
    url: Address | None = None
    """The address that was fetched."""
    source: Name | None = None
    """The publisher, e.g. `bgnes.bg`; without one the site of `url`, else `unknown`."""
    scraper: Name | None = None
    """Who read the page."""
    status: Status = "usable"
    """`canceled` withdraws what is known under `id` or `url`."""
    id: UUID | None = None
    """The article to withdraw; only with `status: canceled`."""
    headline: Line | None = None
    """Hint: the headline as the scraper knows it."""
    date_published: Utc | Day | None = None
    """Hint: when the article was published."""
    in_language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")] | None = (
        None
    )
    """Hint: the language, a BCP 47 tag."""
    authors: list[Line] = Field(default_factory=list, max_length=100)
    """Hint: who wrote it."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.status == "canceled":
            if self.id is None and self.url is None:
                raise _missing("url", "a withdrawal names an `id` or a `url`")
            return self
        if self.id is not None:
            raise PydanticCustomError(
                "unexpected", "`id` is derived; give it only with status `canceled`", {"field": "id"}
            )
        if self.content is None:
            raise _missing("content", "`content` is required")
        if not self.content.strip():
            raise PydanticCustomError("blank", "`content` is empty", {"field": "content"})
        if self.content_type is None:
            raise _missing("content_type", "`content_type` is required: text/html or text/plain")
        return self


def _missing(field: LiteralString, message: LiteralString) -> PydanticCustomError:
    return PydanticCustomError("missing", message, {"field": field})
