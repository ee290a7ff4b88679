"""Links that might have led to what is withdrawn: they are answered anew, in a revision of their own.

No answer takes another one back but that of a later revision. So a look in which articles leave keys is
alone: every answer is either seen by it, or knows its revision.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from services.enrich.relate.fold import Decided
from services.enrich.relate.index import Announcement, Look
from services.enrich.relate.known import Known
from services.enrich.relate.resolution import Link, links_from, wanted_like
from services.enrich.relate.titles import Title

Held = tuple[UUID, UUID]
"""A key, and an article that is or was found under it."""


def left(
    folded: Iterable[Decided],
    announced: Announcement,
    before: Mapping[UUID, Known],
    at_first: Mapping[UUID, Known],
) -> set[Held]:
    """The keys under which articles were found, and are no longer.

    `before` is what was known without this batch, `at_first` what was known when it was announced: others
    could find what seemed to stay.
    """
    after = {decision.known.id: decision.known for decided in folded for decision in decided.decisions}
    withdrawn = {
        (key, known.id)
        for known in after.values()
        if known.id in before
        for key in before[known.id].found_under - known.found_under
    }
    return withdrawn | {
        (row.key, row.article_id)
        for row in announced.keys
        if not after[row.article_id].holds(row.at)
        and (row.article_id not in at_first or at_first[row.article_id].holds(row.at))
    }


async def revised(look: Look, gone: Collection[Held], stale: Collection[UUID]) -> dict[Link, UUID]:
    """The links to answer anew, in their next revision, each with an article that is gone from it.

    Those of stale versions wait no longer.
    """
    if not gone:
        return {}
    causes = dict(sorted(gone, reverse=True))
    lost = await look.headings(gone)
    alike = await wanted_like(look, {key: (Title.stored(one.title), one.bands) for key, one in lost.items()})
    causes |= {one.key: causes[key] for key, one in alike}
    rows = [row for row in await look.waiting(causes) if row.version not in stale]
    links = links_from(rows, await look.shown({row.key for row in rows if row.method == "title"}))
    return {
        link._replace(revision=link.revision + 1): min(
            causes[key] for key in (link.address, link.title) if key in causes
        )
        for link in links
    }
