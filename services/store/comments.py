"""The description of every table and column, made of the descriptions of the messages' fields."""

from collections.abc import Iterator, Mapping
from typing import Final

from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle, Enricher, Entity, Language, NewsDate, RelatedLink
from schemas.fields import Message
from schemas.link_resolved import CopyFound, LinkResolved
from services.store.tables import VersionRow


def _described(model: type[Message], *, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Field -> description."""
    return {
        name: field.description or "" for name, field in model.model_fields.items() if name not in without
    }


def _date_described(name: str) -> dict[str, str]:
    what, of_date = _described(EnrichedArticle)[name], _described(NewsDate)
    return {
        name: f"{what} Empty where the page gives the day alone.",
        f"{name}_day": f"{what} The day: in UTC where the time is known, else as the page says.",
        f"{name}_precision": of_date["precision"],
        f"{name}_origin": of_date["origin"],
        f"{name}_raw": of_date["raw"],
    }


_ENTITY: Final = _described(Entity, without=frozenset({"id"}))
_LINK: Final = _described(RelatedLink)
_VERSION: Final = {"article_id": "The article.", "version_at": _described(LinkResolved)["version_at"]}

VIEWS: Final = frozenset(
    {
        *("related_links", "article_links", "pending_links", "article_overview", "copies"),
        *("sources", "source_daily", "entities", "entity_timeline"),
    }
)
TABLES: Final[Mapping[str, str]] = {
    "articles": "The newest version of each article.",
    "article_versions": "What came before the newest version of an article: one row for each time at which "
    "its content changed, by month, without what was withdrawn.",
    "article_entities": "Who and what the newest version names.",
    "links": "Links of the newest version as its page has them; where they lead is in related_links.",
    "link_answers": "The best answer to where a link of one version leads.",
    "copy_answers": "The best answer of each method to what one version is a copy of.",
    "dead_letters": "What could not be used: the topic articles.dead-letter, byte for byte.",
    "related_links": "Links of the newest version, and the articles that they lead to.",
    "article_links": "Every link from both of its ends.",
    "pending_links": "Links whose article has not come yet.",
    "article_overview": "An article on one line, with who and what it names and how it is linked.",
    "copies": "Articles that repeat an earlier one, beside it, unless that was withdrawn.",
    "sources": "Publishers, and how much there is of each.",
    "source_daily": "What each publisher published on each day.",
    "entities": "Everybody and everything that articles name.",
    "entity_timeline": "On how many articles of each day somebody or something is named.",
}
_ARTICLE: Final = (
    _described(EnrichedArticle, without=frozenset({"entities", "related_links"}))
    | _date_described("date_published")
    | _date_described("page_date")
    | {
        "in_language": _described(Language)["tag"],
        "in_language_script": _described(Language)["script"],
        "in_language_confidence": _described(Language)["confidence"],
        "in_language_others": _described(Language)["others"],
        "enricher_version": _described(Enricher)["version"],
        "message_rank": "Decides between two writings of one version: length, then digest of the message.",
        "withdrawn_at": "The time of its last withdrawal; it may have come back since.",
    }
)
_LETTER: Final = _described(DeadLetter, without=frozenset({"topic", "partition", "offset"}))
_NAMED: Final = {name: _ENTITY[name] for name in ("type", "name", "key")} | {
    "entity_id": _described(Entity)["id"]
}
_DAY: Final = "The day of publication; empty where it is not known."
_COUNTED: Final = {
    "articles": "How many, without withdrawn ones.",
    "withdrawn": "How many were withdrawn.",
    "copies": "How many repeat an earlier article.",
}

COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "articles": _ARTICLE
    | {"search": "Words of headline (weight A) and body, lower case, for @@ with to_tsquery('simple', ...)."},
    "article_versions": _VERSION | {name: _ARTICLE[name] for name in VersionRow._fields[2:]},
    "article_entities": {
        "article_id": "The article.",
        "position": "Its place among the entities, from 0.",
        "entity_id": _described(Entity)["id"],
    }
    | _ENTITY,
    "links": {"article_id": "The article."}
    | {name: _LINK[name] for name in ("position", "kind", "title", "url", "description")}
    | {"external": "On another site, not waited for."},
    "link_answers": _described(LinkResolved)
    | _VERSION
    | {"enricher_version": "Who read that version; empty: not known, counts where no other answer fits."},
    "copy_answers": _described(CopyFound) | _VERSION,
    "dead_letters": _LETTER
    | {
        "place": "Partition and offset of the letter, as `dead_letters show` takes them.",
        "dead_lettered_at": "When the letter was written.",
        "article_id": "The article, where the message was about one.",
        "topic": _described(DeadLetter)["topic"],
        "topic_partition": "Its partition there.",
        "topic_offset": "Its offset there.",
        "key": "The key of the message.",
        "value": "The message; empty where its article was withdrawn.",
        "headers": "Names and values of all headers of the letter.",
    },
    "related_links": {"article_id": "The article."} | _LINK,
    "article_links": {
        "article_id": "The article at this end.",
        "direction": "`to`: this article links to the other one; `from`: the other one links to it.",
        "other_id": "The article at the other end; empty while a link waits or leads to another site.",
    }
    | {name: _LINK[name] for name in ("position", "kind", "title", "status", "method", "score")},
    "pending_links": {
        "article_id": "The article that links.",
        "source": _ARTICLE["source"],
        "date_published_day": _ARTICLE["date_published_day"],
        "waiting_since": "When the version with the link was first read.",
    }
    | {name: _LINK[name] for name in ("position", "kind", "title", "url")},
    "article_overview": {
        name: _ARTICLE[name]
        for name in (
            *("id", "source", "url", "status", "date_published_day", "in_language", "headline"),
            *(
                "description",
                "word_count",
                "authors",
                "info_sources",
                "copy_of",
                "copy_method",
                "version_at",
                "withdrawn_at",
            ),
        )
    }
    | {
        "persons": "Persons that it names, the most salient first.",
        "places": "Places, the same.",
        "organizations": "Organisations, the same.",
        "links": "Links to other articles.",
        "links_resolved": "Those of them whose article is here.",
        "linked_from": "Links of other articles to it.",
        "copies": "Later articles that repeat it.",
        "past_versions": "Versions before this one.",
    },
    "copies": {
        "article_id": "The copy.",
        "original_source": "The publisher of the original; empty while it is not here.",
        "original_day": "Its day of publication.",
        "original_headline": "Its headline.",
    }
    | {
        name: _ARTICLE[name]
        for name in ("source", "date_published_day", "headline", "similarity", "copy_of", "copy_method")
    },
    "sources": _COUNTED
    | {
        "source": _ARTICLE["source"],
        "first_day": "The first day of publication.",
        "last_day": "The last one.",
    },
    "source_daily": _COUNTED
    | {
        "source": _ARTICLE["source"],
        "day": _DAY,
        "words": "Words of all bodies.",
        "languages": "Languages of the articles, BCP 47.",
    },
    "entities": _NAMED
    | {
        "same_as": _ENTITY["same_as"],
        "articles": "Articles that name it.",
        "mentions": "How often they do.",
    },
    "entity_timeline": _NAMED
    | {
        "day": _DAY,
        "articles": "Articles of that day that name it.",
        "sources": "Publishers of these articles.",
        "mentions": "How often they name it.",
        "salience": "Its share of all mentions in them, on average.",
    },
}


def statements() -> Iterator[str]:
    """`comment on` for every table, view and column."""
    for table, text in TABLES.items():
        kind = "view" if table in VIEWS else "table"
        yield f"comment on {kind} store.{table} is {_quoted(text)}"
        for column, description in COLUMNS[table].items():
            yield f"comment on column store.{table}.{column} is {_quoted(description)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
