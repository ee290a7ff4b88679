"""Of what an article is a copy, where its addresses and its text say something."""

from datetime import datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from services.enrich.relate.copies import Original
from services.enrich.relate.originals import Found, left_unsaid, with_original
from services.enrich.relate.shared_addresses import Elder, Shared
from tests.unit.enrich.relate.articles import article, at

PAGE = article("page", 9)
SMALL, BIG = UUID(int=7), UUID(int=8)


def _by_address(second: int, article_id: UUID) -> Shared:
    return Shared(Elder(at(second), article_id))


def _by_text(second: int, article_id: UUID, similarity: float = 0.75) -> Original:
    return Original(at(second), article_id, 1 - similarity, UUID(int=1))


def _says(one: EnrichedArticle) -> tuple[UUID | None, str | None, float | None, datetime | None]:
    return one.copy_of, one.copy_method, one.similarity, one.original_at


NOTHING = None, None, None, None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Found(), NOTHING),
        (Found(by_text=_by_text(1, SMALL)), (SMALL, "text", 0.75, at(1))),
        (Found(_by_address(1, SMALL)), (SMALL, "address", None, at(1))),
        (Found(_by_address(1, BIG), _by_text(2, SMALL)), (BIG, "address", None, at(1))),
        (Found(_by_address(2, SMALL), _by_text(1, BIG)), (BIG, "text", 0.75, at(1))),
        (Found(_by_address(1, BIG), _by_text(1, SMALL)), (SMALL, "text", 0.75, at(1))),
        (Found(_by_address(1, SMALL), _by_text(2, SMALL)), (SMALL, "address", 0.75, at(1))),
        (Found(Shared(None), _by_text(2, SMALL)), (SMALL, "text", 0.75, at(2))),
        (Found(Shared(None)), NOTHING),
        (Found(_by_address(1, PAGE.id), _by_text(2, SMALL)), NOTHING),
        (Found(by_text=_by_text(1, PAGE.id)), NOTHING),
    ],
    ids=[
        *("nothing", "text", "address", "address earlier", "text earlier", "smaller id", "one and the same"),
        *("too many's and text", "too many's", "itself by address", "itself by text"),
    ],
)
def test_the_earlier_original_stands(
    found: Found, expected: tuple[UUID | None, str | None, float | None, datetime | None]
) -> None:
    """Whichever way it was found; of one and the same by address, with the similarity of the texts."""
    assert _says(with_original(PAGE, found)) == expected


def _event(method: str, copy_of: UUID, second: int | None, similarity: float | None = None) -> CopyFound:
    return CopyFound.model_validate(
        {
            "article_id": PAGE.id,
            "version_at": PAGE.version_at,
            "copy_of": copy_of,
            "method": method,
            "similarity": similarity,
            "original_at": second and at(second),
        }
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Found(), []),
        (Found(_by_address(1, SMALL)), []),
        (Found(by_text=_by_text(1, SMALL)), []),
        (Found(_by_address(1, BIG), _by_text(2, SMALL)), [_event("text", SMALL, 2, 0.75)]),
        (Found(_by_address(1, SMALL), _by_text(2, SMALL)), [_event("text", SMALL, 2, 0.75)]),
        (Found(_by_address(2, SMALL), _by_text(1, BIG)), [_event("address", SMALL, 2)]),
        (
            Found(_by_address(1, PAGE.id), _by_text(2, SMALL)),
            [_event("address", PAGE.id, 1), _event("text", SMALL, 2, 0.75)],
        ),
        (Found(_by_address(1, PAGE.id)), [_event("address", PAGE.id, 1)]),
        (Found(Shared(None), _by_text(2, SMALL)), []),
    ],
    ids=[
        *("nothing", "address", "text", "address earlier", "one and the same", "text earlier"),
        *("itself by address and text", "itself by address", "too many's"),
    ],
)
def test_what_the_article_does_not_say_is_told_beside_it(found: Found, expected: list[CopyFound]) -> None:
    """Each method's answer reaches a reader, so that one stands when the other is taken back."""
    assert left_unsaid(with_original(PAGE, found), found) == expected
