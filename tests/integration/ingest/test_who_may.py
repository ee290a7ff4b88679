"""Who may send, and how much."""

from pathlib import Path

import httpx

from services.ingest.web.keys import new_key
from tests.integration.ingest.lane import NDJSON, Lane, article, ndjson, receipts

TEXT = {"content-type": "text/plain"}


def bearer(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"authorization": f"Bearer {key}"}


async def test_only_with_a_key(way: Lane, tmp_path: Path) -> None:
    """Without a known key nothing is taken, one by one, in a batch or as a withdrawal."""
    key, entry = new_key("scraper", None)
    file = tmp_path / "keys.toml"
    file.write_text(entry)

    async def answers(door: httpx.AsyncClient, headers: dict[str, str]) -> list[httpx.Response]:
        return [
            await door.post("/v1/articles", content=b"x", headers=TEXT | headers),
            await door.post("/v1/articles", content=ndjson([article("y")]), headers=NDJSON | headers),
            await door.delete("/v1/articles", params={"url": "https://a.example/1"}, headers=headers),
        ]

    async with way.door(keys=file) as door:
        refused = [*await answers(door, {}), *await answers(door, bearer(key + "x"))]
        nothing = await way.arrived()
        taken = await answers(door, bearer(key))
        metrics = (await door.get("/openapi.json")).json()["components"]["securitySchemes"]
    assert [answer.status_code for answer in refused] == [401] * 6
    assert {answer.headers["www-authenticate"] for answer in refused} == {"Bearer"}
    assert {answer.json()["error"]["code"] for answer in refused} == {"unauthorized"}
    assert nothing == []
    assert [answer.status_code for answer in taken] == [202, 200, 202]
    assert len(await way.arrived()) == 3
    assert metrics["HTTPBearer"]["scheme"] == "bearer"


async def test_rate(way: Lane, tmp_path: Path) -> None:
    """Beyond its rate a key gets 429 with Retry-After; a batch waits; another key does not notice."""
    (slow, slow_entry), (free, free_entry) = new_key("slow", 2), new_key("free", None)
    file = tmp_path / "keys.toml"
    file.write_text(slow_entry + free_entry)
    async with way.door(keys=file) as door:

        async def post(key: str) -> httpx.Response:
            return await door.post("/v1/articles", content=b"x", headers=TEXT | bearer(key))

        batch = receipts(
            await door.post(
                "/v1/articles",
                content=ndjson([article(f"{number}") for number in range(22)]),
                headers=NDJSON | bearer(slow),
            )
        )
        refused, other = await post(slow), await post(free)
        withdrawn = await door.delete("/v1/articles", params={"id": "x"}, headers=bearer(slow))
    assert [receipt["status"] for receipt in batch] == ["accepted"] * 22
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["error"]["code"] == "rate-limited"
    assert (other.status_code, withdrawn.status_code) == (202, 429)


async def test_two_clients_count_alike(way: Lane, tmp_path: Path) -> None:
    """One Idempotency-Key of two clients gives two submissions, of one client one."""
    (one, first), (two, second) = new_key("one", None), new_key("two", None)
    file = tmp_path / "keys.toml"
    file.write_text(first + second)
    async with way.door(keys=file) as door:
        ids = [
            (
                await door.post(
                    "/v1/articles", content=b"x", headers=TEXT | bearer(key) | {"idempotency-key": "1"}
                )
            ).json()["submission_id"]
            for key in (one, one, two)
        ]
    assert ids[0] == ids[1] != ids[2]
