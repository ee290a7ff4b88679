"""The description of every table and column, made of the descriptions of the messages' fields."""

from collections.abc import Iterator, Mapping
from typing import Final

from schemas.enriched_article import EnrichedArticle, Enricher, Entity, Language, NewsDate, RelatedLink
from schemas.fields import Message
from schemas.link_resolved import CopyFound, LinkResolved


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

TABLES: Final[Mapping[str, str]] = {
    "articles": "The newest version of each article.",
    "entities": "Who and what the newest version names.",
    "links": "Links of the newest version as its page has them; where they lead is in related_links.",
    "link_answers": "The best answer to where a link of one version leads.",
    "copy_answers": "The best answer to what one version is a copy of.",
    "related_links": "Links of the newest version, and the articles that they lead to.",
}
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "articles": _described(EnrichedArticle, without=frozenset({"entities", "related_links"}))
    | _date_described("date_published")
    | _date_described("page_date")
    | {
        "in_language": _described(Language)["tag"],
        "in_language_script": _described(Language)["script"],
        "in_language_confidence": _described(Language)["confidence"],
        "in_language_others": _described(Language)["others"],
        "enricher_version": _described(Enricher)["version"],
        "message_rank": "Decides between two writings of one version: length, then digest of the message.",
    },
    "entities": {
        "article_id": "The article.",
        "position": "Its place among the entities, from 0.",
        "entity_id": _described(Entity)["id"],
    }
    | _ENTITY,
    "links": {"article_id": "The article."}
    | {name: _LINK[name] for name in ("position", "kind", "title", "url", "description")}
    | {"external": "On another site, not waited for."},
    "link_answers": _described(LinkResolved) | _VERSION,
    "copy_answers": _described(CopyFound) | _VERSION,
    "related_links": {"article_id": "The article."} | _LINK,
}


def statements() -> Iterator[str]:
    """`comment on` for every table, view and column."""
    for table, text in TABLES.items():
        kind = "view" if table == "related_links" else "table"
        yield f"comment on {kind} store.{table} is {_quoted(text)}"
        for column, description in COLUMNS[table].items():
            yield f"comment on column store.{table}.{column} is {_quoted(description)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
