"""Everything that store takes, in one stream, and the sets that must be in its tables afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.eventually import while_it_moves
from tests.integration.store.lane import Lane, Message, message
from tests.unit.store.messages import an_id, article, at, link

EDITED_EVERY = 10
POISON_EVERY = 500
STORED = "select (select count(*) from store.articles), (select count(*) from store.link_answers)"


@dataclass(frozen=True)
class Stream:
    """So many articles; in their middle a second version of each tenth of the first half, at the hour 1.

    To each version an answer for its link. One message in 500 is an article that Postgres refuses.
    """

    articles: int
    repeats_letters: bool = False
    """After a kill between the letter and the commit the message is read again, and the letter written."""

    @property
    def edited(self) -> range:
        """The articles that have two versions."""
        return range(0, self.articles // 2, EDITED_EVERY)

    @property
    def poisoned(self) -> range:
        """The numbers beside which a bad article stands."""
        return range(0, self.articles, POISON_EVERY)

    def messages(self) -> Iterator[Message]:
        """All of them, in order."""
        for number in range(self.articles):
            if number == self.articles // 2:
                yield from (message(article(old, hours=1)) for old in self.edited)
                yield from (message(link(old, hours=1)) for old in self.edited)
            yield message(article(number))
            yield message(link(number))
            if number in self.poisoned:
                yield message(article(f"poison {number}", word_count=2**31))

    async def is_stored(self, store: Lane) -> None:
        """Wait until all of it is committed; then compare sets: nothing is missing and nothing is twice."""
        for _ in range(2):  # a letter that came during the first round is copied in the second
            await store.all_committed()
        newest = {an_id(number): at(0) for number in range(self.articles)}
        newest |= {an_id(number): at(1) for number in self.edited}
        assert sorted(await store.rows("select id, version_at from store.articles")) == sorted(newest.items())
        past = await store.rows("select article_id, version_at from store.article_versions")
        assert sorted(past) == sorted((an_id(number), at(0)) for number in self.edited)
        assert sorted(await store.rows("select article_id, position from store.article_entities")) == sorted(
            (name, 0) for name in newest
        )
        links = "select article_id, position, target_id from store.related_links where status = 'resolved'"
        assert sorted(await store.rows(links)) == sorted((name, 0, an_id("target")) for name in newest)
        await self._letters_are_those_of_the_bad(store)

    async def _letters_are_those_of_the_bad(self, store: Lane) -> None:
        """A letter for each bad article, as many rows as letters; a kill may repeat one, nothing else."""
        letters = await store.dead_letters()
        bad = {str(an_id(f"poison {number}")) for number in self.poisoned}
        assert {letter.key.decode() for letter in letters} == bad
        rows = await store.rows("select place, article_id::text from store.dead_letters")
        assert sorted(rows) == sorted((f"0/{letter.offset}", letter.key.decode()) for letter in letters)
        if not self.repeats_letters:
            assert len(letters) == len(bad)


async def articles(store: Lane, at_least: int) -> int:
    """Wait until so many articles are stored, as long as articles or answers grow; how many there are."""
    (count, _), *_ = await while_it_moves(lambda: store.rows(STORED), lambda rows: rows[0][0] >= at_least)
    return int(count)
