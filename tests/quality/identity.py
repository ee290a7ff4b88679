"""Who and what is meant: ids of countries and cities, base forms, and keys that languages share."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from statistics import mean
from typing import Final, NamedTuple

import numpy as np

from schemas.enriched_article import Entity
from services.enrich.read.entities.agencies import credited
from services.enrich.read.entities.cities import FILE, plain_name
from services.enrich.read.entities.grouping import grouped
from services.enrich.read.entities.model import TAGGER
from tests.quality.gold_names import HALVES, Article, Gold, articles, city, country
from tests.quality.tables import table

_KINDS: Final = ("PER", "LOC", "ORG")


class Answer(NamedTuple):
    """A gold mention, and the entity that we have at its start."""

    article: Article
    gold: Gold
    entity: Entity | None

    @property
    def id(self) -> str | None:
        """Our id."""
        return self.entity.id if self.entity else None

    @property
    def key(self) -> str:
        """Our key, empty without one."""
        return (self.entity.key if self.entity else None) or ""


def tables() -> None:
    """Each table for gold spans (as a perfect tagger would find them), and for those that `read` finds."""
    readers: Mapping[str, Callable[[Article], list[Entity]]] = {
        "gold spans": _of_gold,
        "all of read": _of_read,
    }
    read = list(articles())
    for name, reader in readers.items():
        answers = [answer for article in read for answer in _answers(article, reader(article))]
        _ids_table(f"Ids of countries, percent, {name}", answers, country)
        _ids_table(f"Ids of cities, percent, {name}", answers, city)
        _not_cities(f"Mentions of what is no city that have the id of one, {name}", answers)
        _base_forms(f"Base forms like the gold ones, percent (words unchanged), {name}", answers)
        _keys(f"Pairs of mentions in two languages with one gold id, {name}", answers)


def _of_gold(article: Article) -> list[Entity]:
    names = [gold.name for gold in article.mentions]
    return grouped(article.text, article.language, names, credited(article.text, article.language))


def _of_read(article: Article) -> list[Entity]:
    names = TAGGER.find_names(article.text, article.language)
    return grouped(article.text, article.language, names, credited(article.text, article.language))


def _answers(article: Article, entities: Iterable[Entity]) -> Iterator[Answer]:
    """The longest mention at a place counts."""
    found: dict[int, tuple[int, Entity]] = {}
    for entity in entities:
        for mention in entity.mentions:
            if mention.start not in found or found[mention.start][0] < mention.end:
                found[mention.start] = mention.end, entity
    for gold in article.mentions:
        yield Answer(article, gold, found.get(gold.name.start, (0, None))[1])


def _ids_table(title: str, answers: Iterable[Answer], wanted: Callable[[str], str | None]) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for answer in answers:
        right = wanted(answer.gold.id) if answer.gold.name.kind == "LOC" else None
        if right:
            kind = "right" if answer.id == right else "wrong" if answer.id else "none"
            counts[answer.article.language, answer.article.half][kind] += 1
    columns = [(kind, half) for half in HALVES for kind in ("right", "wrong")]
    rows = []
    for language in _languages(answer.article.language for answer in answers):
        halves = {half: counts[language, half] for half in HALVES}
        shares = (f"{100 * halves[half][kind] / max(1, halves[half].total()):.2f}" for kind, half in columns)
        rows.append([language, *(str(halves[half].total()) for half in HALVES), *shares])
    header = [
        "language",
        *(f"{half} half" for half in HALVES),
        *(f"{kind}, {half}" for kind, half in columns),
    ]
    table(title, header, rows)


def _not_cities(title: str, answers: Iterable[Answer]) -> None:
    counts: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        if not city(answer.gold.id):
            counts[answer.article.language][answer.gold.name.kind].append(answer.id in _cities())
    rows = [
        [language, *(f"{sum(of_kind[kind])} of {len(of_kind[kind])}" for kind in _KINDS)]
        for language, of_kind in sorted(counts.items())
    ]
    table(title, ["language", *_KINDS], rows)


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    with np.load(FILE) as file:
        return frozenset(f"geonames:{number}" for number in file["cities"].tolist())


def _base_forms(title: str, answers: Iterable[Answer]) -> None:
    """Of names that no list has, and of all persons.

    It counts where the base form ends like the gold one: that of a person may be shorter than the full name.
    """
    counts: dict[tuple[str, str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for answer in answers:
        gold, entity = answer.gold, answer.entity
        if entity and (entity.id is None or entity.type == "Person"):
            words = answer.article.text[gold.name.start : gold.name.end]
            right = _ends(entity.name, gold.lemma), _ends(words, gold.lemma)
            counts[answer.article.language, gold.name.kind, answer.article.half].append(right)
    columns = [(kind, half) for kind in _KINDS for half in HALVES]
    rows = [
        [language, *(_percent(counts[language, kind, half]) for kind, half in columns)]
        for language in _languages(answer.article.language for answer in answers)
    ]
    table(title, ["language", *(f"{kind}, {half} half" for kind, half in columns)], rows)


def _percent(found: list[tuple[bool, bool]]) -> str:
    ours, unchanged = (mean(column) for column in zip(*found, strict=True)) if found else (0, 0)
    return f"{100 * ours:.1f} ({100 * unchanged:.1f})"


def _ends(name: str, lemma: str) -> bool:
    return f" {plain_name(name)}".endswith(f" {plain_name(lemma)}")


def _keys(title: str, answers: Iterable[Answer]) -> None:
    """All gold ids, and those of whom no mention has an id of a list."""
    found: dict[tuple[str, str], dict[str, list[Answer]]] = {}
    for answer in answers:
        kind = answer.gold.name.kind
        if kind in _KINDS and answer.gold.id.startswith(("LOC", "GPE") if kind == "LOC" else kind):
            of_kind = found.setdefault((kind, answer.article.half), {})
            of_kind.setdefault(answer.gold.id, []).append(answer)
    rows = []
    for (kind, half), of_gold in sorted(found.items(), key=lambda item: item[0]):
        unlisted = {gold: named for gold, named in of_gold.items() if not any(one.id for one in named)}
        rows += [[kind, half, *_shares(of_gold)], [f"{kind}, on no list", half, *_shares(unlisted)]]
    header = [
        "kind",
        "half",
        "gold ids",
        "share a key",
        "mean of ids",
        "same key and one gold id, any language",
    ]
    table(title, header, rows)


def _shares(of_gold: Mapping[str, list[Answer]]) -> list[str]:
    shares: list[tuple[int, int]] = []
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for gold, named in of_gold.items():
        languages: dict[str, Counter[str]] = defaultdict(Counter)
        for answer in named:
            languages[answer.article.language][answer.key] += 1
            by_key[answer.key][gold] += 1
        pairs = list(combinations(languages.values(), 2))
        if every := sum(one.total() * other.total() for one, other in pairs):
            shares.append((sum(one[key] * other[key] for one, other in pairs for key in one if key), every))
    by_key.pop("", None)
    together = sum(count.total() ** 2 for count in by_key.values())
    true = sum(times**2 for count in by_key.values() for times in count.values())
    return [
        str(len(shares)),
        f"{100 * sum(same for same, _ in shares) / sum(every for _, every in shares):.1f}",
        f"{100 * mean(same / every for same, every in shares):.1f}",
        f"{100 * true / together:.1f}",
    ]


def _languages(languages: Iterable[str]) -> list[str]:
    return sorted(set(languages))
