"""LinkResolved and CopyFound: what became known of an article afterwards (topic `articles.links`)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.enriched_article import CopyMethod, LinkMethod, Share
from schemas.fields import Message, Utc


class LinkResolved(Message):
    """The target of a link arrived after the article that links to it.

    Of several answers to one link that of the greatest revision stands, then of the greatest method (`url`,
    then `title`, then `similar-title`), then of the greatest score; then one whose `target_id` is the article
    that holds the link; then the smallest `target_id`. That article itself as the target means that the link
    waits: several are as likely, or what it led to was withdrawn.
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
    enricher_version: str | None = None
    """The enricher that read that version: a newer one may find other links in the same text, which this does
    not answer. Null: not known; then it answers where no other answer names the enricher of the article."""
    revision: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """How often what answers rest on has changed: an article that the link might have led to was withdrawn,
    or turned out to be older or to have another text. What was said before is void."""

    @property
    def key(self) -> str:
        """The key on the topic."""
        return f"{self.article_id}/{self.position}"


class CopyFound(Message):
    """An earlier article with an address of this one, or with a text like its own, became known after it.

    Of the answers of one method that of the earliest original stands, then that of the smallest `copy_of`.
    Where `copy_of` is the article itself, that is the earliest one. Of both methods the earlier original
    stands, of one and the same `address`; an article that is its own original is nobody's copy.

    An answer by `address` that names the article itself and no `original_at` takes all answers by address
    back, for good: so many articles have that address that it says nothing. The one by text stands then.
    """

    article_id: UUID
    """The copy."""
    version_at: Utc
    """The version of it that is a copy."""
    copy_of: UUID
    """The earlier article."""
    method: CopyMethod = "text"
    """How the two were found to be one: they share an address, or their texts are alike."""
    similarity: Share | None = None
    """How alike the texts are; empty by `address`, which says nothing of them."""
    original_at: Utc | None = None
    """When the earlier one was published, else first read."""

    @property
    def is_open(self) -> bool:
        """Whether it takes all answers by address back."""
        return self.method == "address" and self.copy_of == self.article_id and self.original_at is None

    @property
    def key(self) -> str:
        """The key on the topic; answers by address have one of their own."""
        return f"{self.article_id}/copy" if self.method == "text" else f"{self.article_id}/copy-address"
