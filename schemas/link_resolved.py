"""LinkResolved and CopyFound: what became known of an article afterwards (topic `articles.links`)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.enriched_article import LinkMethod, Share
from schemas.fields import Message, Utc


class LinkResolved(Message):
    """The target of a link arrived after the article that links to it.

    Of several answers to one link that of the greatest method (`url`, then `title`, then `similar-title`),
    then score stands; then one whose `target_id` is the article that holds the link; then the smallest
    `target_id`. That article itself as the target means that several are as likely, and the link waits.
    """

    article_id: UUID
    """The article that holds the link."""
    version_at: Utc
    """The version of it that holds the link."""
    position: Annotated[int, Field(ge=0)]
    """The link's place among the links of that version."""
    target_id: UUID
    """The article that it leads to; the one that holds the link where it is left open between several."""
    method: LinkMethod
    """How the target was found."""
    score: Share
    """How sure that is."""

    @property
    def key(self) -> str:
        """The key on the topic."""
        return f"{self.article_id}/{self.position}"


class CopyFound(Message):
    """An earlier article with a text like this one became known after it.

    Where `copy_of` is the article itself, an earlier reading of it came late: it is nobody's copy.
    """

    article_id: UUID
    """The copy."""
    version_at: Utc
    """The version of it that is a copy."""
    copy_of: UUID
    """The earlier article."""
    similarity: Share
    """How alike the two are."""
    original_at: Utc | None = None
    """When the earlier one was published, else first read. Of several answers that of the earliest stands."""

    @property
    def key(self) -> str:
        """The key on the topic."""
        return f"{self.article_id}/copy"
