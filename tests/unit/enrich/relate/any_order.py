"""Lists of events whose order must not matter, and what a reader of both topics holds in the end."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from hypothesis import strategies as st

from schemas.enriched_article import CopyMethod, EnrichedArticle, NewsDate, RelatedLink
from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate import relate
from services.enrich.relate.index import LinkIndex
from services.enrich.submission import Emission, Submission, Withdrawal
from services.store.message import Content
from services.store.tables import ArticleRow
from services.store.versions import Folded
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submission_id, teaser
from tests.unit.store.messages import decoded, rows_of

TITLE = "The old stone bridge over the river opens again after nine years"
LIKE = "Old stone bridge over the river opens again after nine years of works"
CUT = "The old stone bridge over the..."


class Current(NamedTuple):
    """An article as a reader has it in the end."""

    status: str
    headline: str | None
    article_body: str
    content_hash: str
    withdrawn_at: datetime | None
    """Up to when what was read of it may stand nowhere."""
    links: tuple[RelatedLink, ...]
    original: "Original" = (None, None, None)


Original = tuple[UUID | None, CopyMethod | None, float | None]
"""Of which article it is a copy, how that was found, and how alike the texts are."""


class Read(NamedTuple):
    """A reading of one of three articles, under a title and an address that others may have too."""

    name: str
    second: int
    headline: str
    shown: tuple[str, ...] = ()
    """What its links show, names of `LINKS`."""
    under_alias: bool = False
    edited: bool = False

    @property
    def content(self) -> EnrichedArticle:
        """The article as read."""
        return article(
            self.name,
            self.second,
            headline=self.headline,
            article_body=TEXTS[self.name] + " The mayor has said so since." * self.edited,
            aliases=[page("alias")] if self.under_alias else [],
            date_published=NewsDate(
                value=date(2026, 2, DAYS[self.name]), precision="day", origin="meta", raw=""
            ),
            related_links=[
                LINKS[one].model_copy(update={"position": place}) for place, one in enumerate(self.shown)
            ],
            submission_id=submission_id(repr(self)),
        )


class TakenBack(NamedTuple):
    """A withdrawal of one of the three, by its address or its id, or of the address that others may have."""

    name: str
    second: int
    by: Literal["address", "id", "alias"]

    @property
    def content(self) -> Withdrawal:
        """The withdrawal as received."""
        if self.by == "id":
            return Withdrawal(at=at(self.second), source=SOURCE, id=article(self.name).id)
        return Withdrawal(
            at=at(self.second), source=SOURCE, url=page(self.name if self.by == "address" else "alias")
        )


class Submitted(Protocol):
    """Whatever comes as a message; its name is that of the submission."""

    @property
    def content(self) -> EnrichedArticle | Withdrawal:
        """What was read."""


DAYS = {"a": 1, "b": 1, "c": 2}
"""Two of them are of one day."""
TEXTS = {"a": f"{LONG_TEXT} as seen by a", "b": "Something happened to b.", "c": f"{LONG_TEXT} as seen by c"}
"""Two of them are much alike, of another day each."""
LINKS = {
    "alias": teaser(0, url=page("alias")),
    "b": teaser(0, url=page("b")),
    "title": teaser(0, title=TITLE),
    "cut": teaser(0, title=CUT),
    "title at a": teaser(0, title=TITLE, url=page("a")),
}


class Copied(NamedTuple):
    """A reading of one of six articles, with a text and at an address that others may have too."""

    name: str
    second: int
    text: str
    at_address: str

    @property
    def content(self) -> EnrichedArticle:
        """The article as read: the first two say when they were published, the others do not."""
        published = {"p": 3, "q": 1}.get(self.name)
        return article(
            self.name,
            self.second,
            article_body=SHARED_TEXTS.get(self.text, f"Something happened to {self.name}."),
            aliases=[page(self.at_address)],
            date_published=None
            if published is None
            else NewsDate(value=at(published), precision="second", origin="meta", raw=""),
            submission_id=submission_id(repr(self)),
        )


class Shows(NamedTuple):
    """What a page shows until it is edited, and from then on."""

    headline: str
    text: str
    links: tuple[str, ...] = ()


class Wavering(NamedTuple):
    """A reading of one of three articles that says when it was published, says it otherwise or does not."""

    name: str
    second: int
    day: int | None
    shows: Shows

    @property
    def content(self) -> EnrichedArticle:
        """The article as read."""
        return article(
            self.name,
            self.second,
            headline=self.shows.headline,
            article_body=SHARED_TEXTS.get(self.shows.text, f"Something happened to {self.name}."),
            date_published=self.day
            and NewsDate(value=date(2026, 2, self.day), precision="day", origin="meta", raw=""),
            related_links=[
                LINKS[one].model_copy(update={"position": place})
                for place, one in enumerate(self.shows.links)
            ],
            submission_id=submission_id(repr(self)),
        )


Event = Read | TakenBack | Copied | Wavering

SHARED_TEXTS = {"long": LONG_TEXT, "like it": f"{LONG_TEXT} as others have it"}
copied = st.builds(
    Copied,
    st.sampled_from("pqrstu"),
    st.integers(0, 7),
    st.sampled_from(["own", *SHARED_TEXTS]),
    st.sampled_from(["p", "q", "latest", "other"]),
)
"""Six articles may be at one address, which is too many."""
EDITED_AT = 3
"""The second from which on a page shows something else."""
neighbours = copied.map(lambda one: one._replace(text="own"))

names, seconds = st.sampled_from(sorted(DAYS)), st.integers(0, 5)
withdrawals = st.builds(TakenBack, names, seconds, st.sampled_from(["address", "id", "alias"]))


@st.composite
def wavering(draw: st.DrawFn) -> list[Wavering]:
    """Readings of three articles, each edited once at the most."""
    shown = st.builds(
        Shows,
        st.sampled_from([TITLE, TITLE, LIKE]),
        st.sampled_from(["long", "long", "like it", "own"]),
        st.lists(st.sampled_from(["cut", "title", "title at a"]), max_size=2).map(tuple),
    )
    pages = {name: (draw(shown), draw(shown)) for name in sorted(DAYS)}
    days = st.sampled_from([None, 1, 2, 3])
    read = draw(
        st.lists(st.tuples(names, seconds, days), min_size=3, max_size=7, unique_by=lambda one: one[:2])
    )
    return [Wavering(*one, pages[one[0]][one[1] >= EDITED_AT]) for one in read]


@st.composite
def readings(draw: st.DrawFn) -> Read:
    """A reading."""
    name = draw(names)
    return Read(
        name,
        draw(seconds),
        draw(st.sampled_from([f"What happened to {name} today", TITLE, LIKE])),
        tuple(draw(st.lists(st.sampled_from(sorted(LINKS)), max_size=3))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def lists(events: st.SearchStrategy[Event], longest: int = 7) -> st.SearchStrategy[list[Event]]:
    """Lists of events; nothing is read twice at one instant."""
    return st.lists(events, min_size=3, max_size=longest, unique_by=lambda one: (type(one), *one[:2]))


def submitted(events: Iterable[Submitted]) -> list[Submission]:
    """The events as they come, in this order."""
    return [
        Submission(0, offset, submission_id(repr(event)), event.content)
        for offset, event in enumerate(events)
    ]


@st.composite
def orders(draw: st.DrawFn, events: Sequence[Event]) -> list[list[Event]]:
    """The events in any order, some of them more than once, in batches."""
    again = draw(st.lists(st.sampled_from(events), max_size=4))
    shuffled = draw(st.permutations([*events, *again]))
    size = draw(st.sampled_from([1, 2, len(shuffled)]))
    return [shuffled[start : start + size] for start in range(0, len(shuffled), size)]


async def related(batches: Sequence[Sequence[Submitted]], index: LinkIndex, workers: int) -> list[Emission]:
    """Everything that so many workers publish, in the order in which Kafka has it."""
    published: list[Emission] = []

    async def publish(emissions: Sequence[Emission]) -> None:
        await asyncio.sleep(0)
        published.extend(emissions)

    async def work(own: Iterable[Sequence[Submitted]]) -> None:
        for batch in own:
            await relate(submitted(batch), index, publish)

    await asyncio.gather(*(work(batches[first::workers]) for first in range(workers)))
    return published


def without_originals(articles: Mapping[UUID, Current]) -> dict[UUID, Current]:
    """The same without originals."""
    return {name: one._replace(original=(None, None, None)) for name, one in articles.items()}


def in_store(emissions: Iterable[Emission]) -> dict[UUID, Current]:
    """What store holds of each article, by its own rules for versions and answers."""
    return held(emission.message for emission in emissions)


def last_of_each_key(emissions: Iterable[Emission]) -> dict[UUID, Current]:
    """What `articles.enriched` ends with, its links and originals as `articles.links` has them.

    Of these one key holds answers for all versions, so every answer counts; of the withdrawals the last ones.
    """
    last: dict[tuple[UUID, bool], EnrichedArticle] = {}
    answers: list[LinkResolved | CopyFound] = []
    for emission in emissions:
        if isinstance(emission.message, EnrichedArticle):
            last[emission.message.id, emission.outlived] = emission.message
        elif isinstance(emission.message, LinkResolved | CopyFound):
            answers.append(emission.message)
    return held([*last.values(), *answers])


def held(messages: Iterable[Content]) -> dict[UUID, Current]:
    """What is left of these messages."""
    rows = rows_of(decoded(*messages))
    withdrawn = {one.row.id for one in rows.articles if one.row.status == "canceled"}
    return {
        one.row.id: Current(
            one.row.status,
            one.row.headline,
            one.row.article_body,
            one.row.content_hash,
            rows.withdrawn.get(one.row.id),
            tuple(_links(rows, one.row.id, withdrawn)),
            _original(rows, one.row),
        )
        for one in rows.articles
    }


def _original(rows: Folded, shown: ArticleRow) -> Original:
    """The earlier of the originals by address and by text, of one and the same by address."""
    said = {
        answer.method: answer
        for answer in rows.copy_answers
        if (answer.article_id, answer.version_at) == (shown.id, shown.version_at) and not answer.is_open
    }
    unknown = datetime.max.replace(tzinfo=UTC)
    ranked = [(one.original_at or unknown, one.copy_of) for one in said.values()]
    if not ranked or (best := min(ranked)[1]) == shown.id:
        return None, None, None
    alike = said.get("text")
    return (
        best,
        "address" if "address" in said and said["address"].copy_of == best else "text",
        alike.similarity if alike and alike.copy_of == best else None,
    )


def _links(rows: Folded, article_id: UUID, withdrawn: set[UUID]) -> Iterable[RelatedLink]:
    (shown,) = (one for one in rows.articles if one.row.id == article_id)
    answers = {
        answer.position: answer
        for answer in rows.link_answers
        if (answer.article_id, answer.version_at, answer.enricher_version)
        == (article_id, shown.row.version_at, shown.row.enricher_version)
        and answer.target_id not in {*withdrawn, article_id}
    }
    for link in shown.links:
        answer = answers.get(link.position)
        yield RelatedLink(
            position=link.position,
            kind="teaser",
            title=link.title,
            url=link.url,
            status="resolved" if answer else "pending",
            target_id=answer and answer.target_id,
            method=answer and answer.method,
            score=answer and answer.score,
        )
