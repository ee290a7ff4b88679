"""Links whose answers may be less sure than they were: they are answered anew, in a revision of their own.

What they might have led to is withdrawn, or is of another date or text now; or they are themselves of an
earlier date. No answer takes another one back but that of a later revision. So a look in which links are
answered anew is alone: every answer is either seen by it, or knows its revision.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from operator import attrgetter
from uuid import UUID

from services.enrich.relate.entries import Announcement
from services.enrich.relate.fold import Decided
from services.enrich.relate.index import Look
from services.enrich.relate.known import Headlined, Known
from services.enrich.relate.resolution import Link, links_from, links_of, wanted_like
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


def _headed(announced: Announcement) -> dict[Held, Headlined]:
    """What others find under titles when this is announced."""
    found: dict[Held, Headlined] = {}
    for row in sorted((row for row in announced.keys if row.heading), key=attrgetter("at")):
        if heading := row.heading:
            held = row.key, row.article_id
            dated = min(heading.dated, found[held].dated) if held in found else heading.dated
            found[held] = Headlined(dated, heading.body)
    return found


async def reheaded(
    look: Look,
    folded: Iterable[Decided],
    before: Mapping[UUID, Known],
    superseded: Iterable[Announcement],
) -> set[Held]:
    """Titles under which articles have an earlier date than before, or a text that tells them from others.

    A text does so where it is, or was, that of another article too: under one title the two are one. What
    was announced before this batch knew better is such a change as well: others may have found it.
    """
    after = {decision.known.id: decision.known for decided in folded for decision in decided.decisions}
    stood = [
        ((key, known.id), was)
        for known in after.values()
        if known.id in before
        for key, was in before[known.id].titles.items()
    ]
    changed = [
        ((key, article_id), was, now)
        for (key, article_id), was in chain(stood, *(_headed(one).items() for one in superseded))
        if (now := after[article_id].titles.get(key, was)) != was
    ]
    if not changed:
        return set()
    sharers = await look.sharers({one.body for _, *pair in changed for one in pair if one.body})
    return {
        (key, article_id)
        for (key, article_id), was, now in changed
        if now.dated != was.dated
        or any(
            one.article_id != article_id
            for body in (was.body, now.body)
            if body
            for one in sharers.get(body, ())
        )
    }


async def redated(
    look: Look, folded: Iterable[Decided], before: Mapping[UUID, Known], stale: Collection[UUID]
) -> dict[Link, UUID]:
    """The links of versions that stood before and are of an earlier time now, as `revised` has them."""
    versions = {
        decision.known.version: (decided.item.arrival, decision.known)
        for decided in folded
        for decision in decided.decisions
        if decided.item.arrival and decision.is_redated and decision.known.version not in stale
        if decision.known.id in before and before[decision.known.id].version == decision.known.version
    }
    revisions = await look.revisions(versions) if versions else {}
    links = [
        link
        for version, (arrival, known) in versions.items()
        for link in links_of(arrival, version, known.version_at, known.dated or arrival.dated)
    ]
    return {link._replace(revision=revisions.get(link.place, 0) + 1): link.article_id for link in links}


async def revised(look: Look, gone: Collection[Held], stale: Collection[UUID]) -> dict[Link, UUID]:
    """The links to answer anew, in their next revision, each with an article that is gone from it or changed.

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
