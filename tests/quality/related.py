"""Links that find their articles: real teasers in the order of their days, and titles that are changed."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import sqrt
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from schemas.enriched_article import EnrichedArticle, Enricher, RelatedLink
from schemas.identity import NAMESPACE, article_id, content_hash, fold
from schemas.link_resolved import LinkResolved
from services.enrich.relate import relate
from services.enrich.relate.memory import MemoryIndex
from services.enrich.submission import Emission, Submission
from tests.quality.corpora import DATA, rows
from tests.quality.related_pages import Case, Replay, cases, in_first_half, replay
from tests.quality.tables import table
from tests.quality.title_variants import variants

BATCH: Final = 64
SURE: Final = 1.959964
"""Standard deviations of a 95 % interval."""
READ_AT: Final = datetime(2026, 3, 1, tzinfo=UTC)
HALVES: Final = (("looked at", True), ("only scored", False))


class Answer(NamedTuple):
    """What a link got in the end."""

    target_id: UUID | None
    was_late: bool
    """Whether it came after the article that holds the link was published."""


class Score(NamedTuple):
    """How many links lead where they should."""

    right: int
    wrong: int
    expected: int

    @property
    def cells(self) -> list[str]:
        """Number, found, recall, wrong, precision and its 95 % interval."""
        given = self.right + self.wrong
        low, high = wilson(self.right, given)
        recall = f"{self.right / self.expected:.4f}" if self.expected else "-"
        precision = f"{self.right / given:.4f} ({low:.4f}-{high:.4f})" if given else "-"
        return [str(self.expected), str(self.right), recall, str(self.wrong), precision]


COLUMNS: Final = ["links", "right", "recall", "wrong", "precision (95 % interval)"]


def tables() -> None:
    """Real teasers with and without addresses; changed titles of news."""
    for with_addresses in (True, False):
        _real_links(with_addresses=with_addresses)
    _changed_titles()


def wilson(right: int, given: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not given:
        return 0.0, 1.0
    share, spread = right / given, SURE * SURE / given
    middle = share + spread / 2
    half = SURE * sqrt(share * (1 - share) / given + spread / (4 * given))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def answers_of(articles: Sequence[EnrichedArticle]) -> dict[tuple[UUID, int], Answer]:
    """What the links of these articles get when they come in this order; by submission and position."""
    return asyncio.run(_related(articles))


def answers_in(messages: Iterable[object]) -> dict[tuple[UUID, int], Answer]:
    """What messages say of links, articles before their answers; by submission and position."""
    found: dict[tuple[UUID, int], Answer] = {}
    versions: dict[tuple[UUID, datetime], UUID] = {}
    for message in messages:
        if isinstance(message, EnrichedArticle):
            versions[message.id, message.version_at] = message.submission_id
            for link in message.related_links:
                found[message.submission_id, link.position] = Answer(link.target_id, was_late=False)
        elif isinstance(message, LinkResolved):
            submission_id = versions[message.article_id, message.version_at]
            target = message.target_id if message.target_id != message.article_id else None
            found[submission_id, message.position] = Answer(target, was_late=True)
    return found


async def _related(articles: Sequence[EnrichedArticle]) -> dict[tuple[UUID, int], Answer]:
    index = MemoryIndex()
    messages: list[object] = []

    async def keep(emissions: Sequence[Emission]) -> None:
        messages.extend(emission.message for emission in emissions)

    for start in range(0, len(articles), BATCH):
        batch = [
            Submission(0, offset, article.submission_id, article)
            for offset, article in enumerate(articles[start : start + BATCH], start)
        ]
        await relate(batch, index, keep)
    return answers_in(messages)


def _real_links(*, with_addresses: bool) -> None:
    made = replay(cases(), with_addresses=with_addresses)
    answers = answers_of(made.articles)
    title = f"Real teasers, {'with addresses' if with_addresses else 'addresses withheld'}"
    table(title, ["half", "kind", *COLUMNS], _real_rows(made, answers))
    late = {case for case in made.links.values() if case.before_article}
    verdicts = verdicts_of(made, answers)
    by_event = {
        case
        for where, case in made.links.items()
        if made.pages[where[0]] in case.before_article and where in answers and answers[where].was_late
    }
    table(
        f"{title}: seen before their article",
        ["links", "right", "answered later"],
        [[str(len(late)), str(sum(verdicts[case] == "right" for case in late)), str(len(by_event))]],
    )
    table(f"{title}: each that is not right", ["half", "kind", "case", "got"], _failures(made, answers))


def _real_rows(made: Replay, answers: dict[tuple[UUID, int], Answer]) -> Iterator[list[str]]:
    for half, looked_at in HALVES:
        scores: Counter[tuple[str, str]] = Counter()
        for case, verdict in verdicts_of(made, answers).items():
            if case.looked_at == looked_at:
                scores[case.kind, verdict] += 1
                scores["all links and negatives", verdict] += 1
        for kind in sorted({kind for kind, _ in scores}):
            right, wrong, missed = (scores[kind, verdict] for verdict in ("right", "wrong", "missed"))
            yield [half, kind, *Score(right, wrong, right + missed + scores[kind, "wrong target"]).cells]


def verdicts_of(made: Replay, answers: Mapping[tuple[UUID, int], Answer]) -> dict[Case, str]:
    """A case is right where it leads to its article wherever it stands, wrong where it misleads anywhere.

    A page that was read again waits with its newest version only, and never for itself.
    """
    own = {one.submission_id: one.id for one in made.articles}
    newest = {one.id: one.submission_id for one in made.articles}
    verdicts: dict[Case, str] = {}
    for where, case in made.links.items():
        target = answers[where].target_id if where in answers else None
        expected = _ids(case, made)
        if target is not None and target not in expected:
            verdicts[case] = "wrong"
        elif verdicts.get(case) != "wrong":
            page = own[where[0]]
            waits = newest[page] == where[0] and bool(expected - {page})
            missed = waits and target is None
            verdicts[case] = "missed" if missed or verdicts.get(case) == "missed" else "right"
    return {case: verdict for case, verdict in verdicts.items() if case.targets or verdict == "wrong"}


def _ids(case: Case, made: Replay) -> set[UUID]:
    return {made.ids[page] for page in case.targets}


def _failures(made: Replay, answers: dict[tuple[UUID, int], Answer]) -> Iterator[list[str]]:
    for case, verdict in verdicts_of(made, answers).items():
        if verdict != "right":
            half = next(half for half, looked_at in HALVES if looked_at == case.looked_at)
            yield [
                half,
                case.kind,
                case.id if half != "looked at" else f"{case.id} {case.title[:70]}",
                verdict,
            ]


def _changed_titles() -> None:
    """News of one language is one publisher here, which is harder than any real one."""
    header = ["half", "kind", *COLUMNS]
    table("Changed titles of news; half of their articles are not there", header, _changed_rows())


def _changed_rows() -> Iterator[list[str]]:
    for half, looked_at in HALVES:
        scores = _changed_scores(looked_at=looked_at)
        for kind, score in sorted(scores.items()):
            yield [half, kind, *score.cells]
        yield [half, "all", *_total(scores.values()).cells]
        yield [half, "truncated", *_total(one for kind, one in scores.items() if "truncated" in kind).cells]
        yield [half, "rewritten", *_total(one for kind, one in scores.items() if "rewritten" in kind).cells]


def _total(scores: Iterable[Score]) -> Score:
    return Score(*map(sum, zip(*scores, strict=True)))


def _changed_scores(*, looked_at: bool) -> dict[str, Score]:
    docs = {
        (doc["lang"], doc["title"]): doc
        for doc in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz")
        if doc["title"] and in_first_half(doc["id"]) == looked_at
    }
    there = {key: _news(*key) for key in docs if in_first_half(f"there {key[1]}")}
    by_id = {article.id: docs[key] for key, article in there.items()}
    titles = defaultdict(list)
    for language, title in docs:
        titles[language].append(title)
    shown = [(key, variant) for key in docs for variant in variants(key[1], titles[key[0]])]
    pages = [_page(number, key[0], variant.title) for number, (key, variant) in enumerate(shown)]
    answers = answers_of([*there.values(), *pages])
    counts: Counter[tuple[str, str]] = Counter()
    for page, (key, variant) in zip(pages, shown, strict=True):
        target = answers[page.submission_id, 0].target_id
        counts[variant.kind, "expected"] += key in there
        if target:
            right = _same_story(docs[key], by_id[target])
            counts[variant.kind, "right" if right else "wrong"] += 1
    kinds = {kind for kind, _ in counts}
    return {kind: Score(*(counts[kind, what] for what in ("right", "wrong", "expected"))) for kind in kinds}


def _same_story(one: dict[str, str], other: dict[str, str]) -> bool:
    """One article, or one text of an agency under one title on two sites, spelled anew or begun alike."""
    ours, theirs = fold(one["title"]), fold(other["title"])
    copies = one["dup_group"] and one["dup_group"] == other["dup_group"]
    return bool(copies) or ours in theirs or theirs in ours


def _news(language: str, title: str) -> EnrichedArticle:
    return _made(language, title, title, [])


def _page(number: int, language: str, title: str) -> EnrichedArticle:
    links = [RelatedLink(position=0, kind="teaser", title=title)]
    return _made(language, f"Page {number} of this publisher", f"page {number}", links)


def _made(language: str, headline: str, text: str, links: list[RelatedLink]) -> EnrichedArticle:
    source = f"{language}.example"
    return EnrichedArticle(
        id=article_id(own=None, source=source, headline=headline, body=text),
        submission_id=uuid5(NAMESPACE, f"{language} {text}"),
        source=source,
        version_at=READ_AT,
        headline=headline,
        article_body=text,
        content_hash=content_hash(headline, text),
        related_links=links,
        enricher=Enricher(version="1"),
    )
