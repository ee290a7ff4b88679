"""Withdrawals over HTTP."""

import pytest

from tests.integration.ingest.lane import Lane


async def test_withdrawal(way: Lane) -> None:
    """A withdrawal by address or id is on the topic as such; by address it goes where its article went."""
    article_id = "5f0c7d5e-7a35-5a6e-9d8f-0b8f6f0a5d11"
    async with way.door() as door:
        page = await door.post(
            "/v1/articles",
            content=b"x",
            headers={"content-type": "text/plain"},
            params={"url": "https://lomnica.example/reka"},
        )
        answers = [
            await door.delete(
                "/v1/articles",
                params={"url": "https://www.lomnica.example/reka/"},
                headers={"idempotency-key": "w"},
            )
            for _ in range(2)
        ]
        by_id = await door.delete("/v1/articles", params={"id": article_id})
    assert [answer.status_code for answer in (page, *answers, by_id)] == [202] * 4
    assert answers[0].json()["submission_id"] == answers[1].json()["submission_id"]
    by_submission = {one.article["submission_id"]: one for one in await way.arrived()}
    withdrawn = by_submission[answers[0].json()["submission_id"]]
    assert withdrawn.key == by_submission[page.json()["submission_id"]].key
    assert {name: withdrawn.article[name] for name in ("status", "url")} == {
        "status": "canceled",
        "url": "https://www.lomnica.example/reka/",
    }
    assert by_submission[by_id.json()["submission_id"]].article["id"] == article_id


@pytest.mark.parametrize(
    ("params", "pointer"),
    [({}, "/url"), ({"id": "seven"}, "/id"), ({"url": ""}, "/url"), ({"url": "x" * 8193}, "/url")],
)
async def test_of_nothing(way: Lane, params: dict[str, str], pointer: str) -> None:
    """A withdrawal that names nothing usable is refused with the field."""
    async with way.door() as door:
        answer = await door.delete("/v1/articles", params=params)
    assert (answer.status_code, answer.json()["error"]["pointer"]) == (422, pointer)
    assert await way.arrived() == []
