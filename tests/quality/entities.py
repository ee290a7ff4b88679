"""Names of persons, places and organisations: exact spans in news, by the tagger and by all of `read`."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from statistics import mean
from typing import Any, Final, NamedTuple

from natasha.doc import Doc
from natasha.emb import NewsEmbedding
from natasha.ner import NewsNERTagger
from natasha.segment import Segmenter

from schemas.enriched_article import EntityType
from services.enrich.read.entities.agencies import credited
from services.enrich.read.entities.grouping import grouped
from services.enrich.read.entities.model import TAGGER
from services.enrich.read.tagging.tagger import find_names, tagger_for
from tests.quality.corpora import DATA, rows
from tests.quality.tables import table
from training.ronec import untitled

TOPICS: Final = ("asia_bibi", "brexit", "nord_stream", "ryanair")
"""Of `slavic_news`; the texts of its other topics are among those that the tagger learnt from."""
HELD_OUT: Final = ("hr", "sr-Latn", "sk", "pt", "hu", "ro", "da", "sv", "en", "de")
"""Languages of `ner_train` whose official test part is kept from training."""
CYRILLIC: Final = "sr, from sr-Latn"
"""The Serbian texts, put into Cyrillic letters."""
TITLED: Final = "ro"
"""Romanian as RONEC marks it, `președintele Traian Băsescu` and `Președintele`: what is found of persons is
compared with the roles that the tagger found beside and between their names, which `read` leaves out."""
UNTITLED: Final = "ro, no titles"
"""The same texts; of persons only the names, on both sides: what `read` gives."""
_TAGS: Final = {CYRILLIC: "sr", UNTITLED: "ro"}
LENGTH: Final = 3_000
TIMED_TEXTS: Final = 600
_BREXIT: Final = re.compile("br[eě][gkx][sxz]?it|бр[еэ][гкз]{1,2}[сз]?[иі]т|брекси|брексі", re.IGNORECASE)
"""One word of 2,600 mentions, an event that the tagger never saw: it is left out of the main figure."""
_KINDS: Final[Mapping[EntityType, str]] = {"Person": "PER", "Place": "LOC", "Organization": "ORG"}


class Span(NamedTuple):
    """A name; code points."""

    start: int
    end: int
    kind: str


class MarkedText(NamedTuple):
    """A text and its gold names with a capital, none inside another."""

    language: str
    topic: str
    half: str
    text: str
    names: frozenset[Span]


_TWO: Final = {"lj": "љ", "nj": "њ", "dž": "џ"}
_CYRILLIC_OF: Final = (
    dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
    | dict(zip("ABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ", "АБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", strict=True))
    | {
        form: letter if form.islower() else letter.upper()
        for latin, letter in _TWO.items()
        for form in (latin, latin.title(), latin.upper())
    }
)
_LETTER: Final = re.compile("lj|nj|dž|[LND](?i:j|ž)|.", re.DOTALL)

Finder = Callable[[str, str], Iterable[Span]]


def tables() -> None:
    """F1 by language, topic and half, and the speed of the tagger."""
    finders: dict[str, Finder] = {"tagger": _tagged, "all of read": _read}
    news, held_out = list(news_names()), list(held_out_names())
    for name, finder in finders.items():
        _news_table(f"Names in slavic_news, exact span and kind, F1 of {name}", news, finder)
    russian = [text for text in news if text.language == "ru"]
    _news_table("Names in slavic_news, F1 of natasha", russian, _natasha)
    results = {name: _by(held_out, finder, lambda text: text.language) for name, finder in finders.items()}
    table(
        "Names in the test parts of ner_train, F1 (spaces between sentences are line breaks)",
        ["language", "names", *results],
        [
            [
                language,
                str(results["tagger"][language].gold),
                *(f"{found[language].f1:.1f}" for found in results.values()),
            ]
            for language in (*HELD_OUT, CYRILLIC, UNTITLED)
        ],
    )
    _speed(news)


class Score(NamedTuple):
    """Counts of names."""

    right: int
    found: int
    gold: int

    @property
    def f1(self) -> float:
        """In percent."""
        return 200 * self.right / max(1, self.found + self.gold)


def read_scores(texts: Iterable[MarkedText]) -> Mapping[str, Score]:
    """What all of `read` finds in each language."""
    return _by(texts, _read, lambda text: text.language)


def news_names() -> Iterator[MarkedText]:
    """The articles of `slavic_news` that have nothing to do with what the tagger learnt from."""
    for row in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        topic = row["topic"]
        if topic in TOPICS:
            half = "second" if sha256((row["dup_group"] or row["id"]).encode()).digest()[-1] % 2 else "first"
            yield MarkedText(row["lang"], topic, half, row["text"], _gold(row["text"], row["entities"]))


def held_out_names() -> Iterator[MarkedText]:
    """The test parts of `ner_train`; not of the PUD treebanks, which have nothing else."""
    for language in HELD_OUT:
        all_rows = list(rows(DATA / "ner_train" / f"{language}.jsonl.gz"))
        yield from _held_out(language, all_rows)
        if language == "ro":
            yield from _held_out(UNTITLED, untitled(all_rows))
        if language == "sr-Latn":
            yield from map(_in_cyrillic, _held_out(CYRILLIC, all_rows))


def _held_out(language: str, all_rows: Iterable[Mapping[str, Any]]) -> Iterator[MarkedText]:
    for row in all_rows:
        if (row.get("topic") or "").endswith("test") and "PUD" not in row["source"]:
            yield MarkedText(language, row["topic"], "", row["text"], _gold(row["text"], row["entities"]))


def _in_cyrillic(text: MarkedText) -> MarkedText:
    """The same text in the other script; what has a letter that Serbian lacks stays as it is."""
    steps = [(match.start(), _CYRILLIC_OF.get(match[0], match[0])) for match in _LETTER.finditer(text.text)]
    moved = {start: at for at, (start, _) in enumerate(steps)} | {len(text.text): len(steps)}
    names = frozenset(Span(moved[one.start], moved[one.end], one.kind) for one in text.names)
    return text._replace(text="".join(letter for _, letter in steps), names=names)


def _gold(text: str, entities: Iterable[Mapping[str, object]]) -> frozenset[Span]:
    spans = [Span(int(str(e["start"])), int(str(e["end"])), str(e["type"])) for e in entities]
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        words = text[span.start : span.end]
        if words != words.lower() and not (kept and span.start < kept[-1].end):
            kept.append(span)
    return frozenset(kept)


def _news_table(title: str, texts: Iterable[MarkedText], finder: Finder) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        found = frozenset(finder(text.text, text.language))
        plain = _plain(text, text.names), _plain(text, found)
        _add(counts[text.language, "with Brexit"], _three(text.names), _three(found))
        for column in ("without", f"{text.half} half", text.topic, *({s.kind for s in _three(text.names)})):
            _add(
                counts[text.language, column],
                *(
                    {s for s in spans if column not in {"PER", "LOC", "ORG"} or s.kind == column}
                    for spans in plain
                ),
            )
    languages = sorted({language for language, _ in counts})
    columns = ["without", "with Brexit", "first half", "second half", *TOPICS, "PER", "LOC", "ORG"]
    f1 = {key: _score(count).f1 for key, count in counts.items()}
    table(
        title,
        ["language", *columns[:4], "mean of topics", *columns[4:]],
        [
            [
                language,
                *(f"{f1.get((language, column), 0):.1f}" for column in columns[:4]),
                f"{mean(f1[language, topic] for topic in TOPICS if (language, topic) in f1):.1f}",
                *(
                    f"{f1[language, column]:.1f}" if (language, column) in f1 else ""
                    for column in columns[4:]
                ),
            ]
            for language in languages
        ],
    )


def _by(texts: Iterable[MarkedText], finder: Finder, key: Callable[[MarkedText], str]) -> Mapping[str, Score]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        _add(
            counts[key(text)],
            *(_plain(text, spans) for spans in (text.names, finder(text.text, text.language))),
        )
    return {name: _score(count) for name, count in counts.items()}


def _add(count: Counter[str], gold: frozenset[Span] | set[Span], found: frozenset[Span] | set[Span]) -> None:
    count.update(right=len(gold & found), found=len(found), gold=len(gold))


def _score(count: Counter[str]) -> Score:
    return Score(count["right"], count["found"], count["gold"])


def _three(spans: Iterable[Span]) -> frozenset[Span]:
    return frozenset(span for span in spans if span.kind in {"PER", "LOC", "ORG"})


def _plain(text: MarkedText, spans: Iterable[Span]) -> frozenset[Span]:
    """Persons, places and organisations, without the word Brexit."""
    return frozenset(span for span in _three(spans) if not _BREXIT.search(text.text[span.start : span.end]))


def _tagged(text: str, language: str) -> Iterator[Span]:
    names = find_names(text, _TAGS.get(language, language))
    return _as_marked(text, language, [Span(*name) for name in names])


def _as_marked(text: str, language: str, found: Sequence[Span]) -> Iterator[Span]:
    """What is found; in `TITLED` texts persons with the roles about their names, and roles alone.

    A role about what was found to be no person stays out.
    """
    roles = tagger_for(TITLED).names(text, 0.0, roles=True) if language == TITLED else []
    taken: set[Span] = set()
    for role in (Span(*one) for one in roles if one.kind == "PER"):
        words = text[role.start : role.end]
        within = {span for span in found if span.start < role.end and role.start < span.end}
        if words != words.lower() and all(span.kind == "PER" for span in within):
            taken |= within
            yield role
    yield from (span for span in found if span not in taken)


def _natasha(text: str, _language: str) -> Iterator[Span]:
    """The names that natasha finds, the reference for Russian; its models come in its wheel."""
    document = Doc(text)
    segmenter, tagger = _natasha_parts()
    document.segment(segmenter)
    document.tag_ner(tagger)
    for span in document.spans:
        yield Span(span.start, span.stop, span.type)


@lru_cache(maxsize=1)
def _natasha_parts() -> tuple[Any, Any]:
    return Segmenter(), NewsNERTagger(NewsEmbedding())


def _read(text: str, language: str) -> Iterator[Span]:
    return _as_marked(text, language, list(_outermost(text, _TAGS.get(language, language))))


def _outermost(text: str, language: str) -> Iterator[Span]:
    """The outermost mentions with a capital, as the gold names are.

    Not the country in the name of an organisation, and not the agency `dpa`.
    """
    end = 0
    for span in sorted(
        (
            Span(mention.start, mention.end, _KINDS.get(entity.type, ""))
            for entity in grouped(text, language, TAGGER.find_names(text, language), credited(text, language))
            for mention in entity.mentions
        ),
        key=lambda span: (span.start, -span.end),
    ):
        words = text[span.start : span.end]
        if span.start >= end and words != words.lower():
            yield span
            end = span.end


def _speed(texts: Iterable[MarkedText]) -> None:
    """Articles cut or joined to one length; cold: no word was seen before, warm: all were."""
    joined = "\n\n".join(text.text for text in texts if text.language == "bg")
    pieces = list(islice((joined[at : at + LENGTH] for at in range(0, len(joined), LENGTH)), TIMED_TEXTS))
    find_names(pieces[0], "bg")
    tagger_for.cache_clear()
    rates = []
    for _ in range(2):
        start = time.process_time()
        for piece in pieces:
            find_names(piece, "bg")
        rates.append(len(pieces) / (time.process_time() - start))
    table(
        f"Tagger: Bulgarian texts of {LENGTH} code points a second of one core",
        ["cold, with loading the model", "warm"],
        [[f"{rate:.0f}" for rate in rates]],
    )
