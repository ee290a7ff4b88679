"""The samples through the whole pipeline, as `make demo` sends them."""

from collections import Counter

from rich.console import Console

from local.demo import run
from local.stack import StackAddresses
from tests.manifest import manifest, standing


async def test_samples_end_as_their_manifest_says(stack: StackAddresses) -> None:
    """Every sample has the outcome that is written beside it, and every link leads where it should."""
    result = await run(stack.ingest_url, stack.postgres_dsn, Console(quiet=True))
    expected = Counter(sample.expect.outcome for sample in manifest())
    rejected = expected.pop("rejected")
    assert result.outcomes == expected
    assert (result.submitted, result.dead_lettered) == (expected.total(), expected["dead-letter"])
    assert [receipt["status"] for receipt in result.receipts].count("rejected") == rejected
    assert result.resolved == sum(bool(link.target) for sample in standing() for link in sample.expect.links)
