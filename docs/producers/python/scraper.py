"""Fetch pages and produce each as a RawArticle: python scraper.py ADDRESS...

Needs aiokafka and httpx. Prints a line for each page that Kafka has: submission_id, partition, offset, address.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaProducer

TOPIC = os.environ.get("KAFKA_TOPIC_PREFIX", "") + "articles.raw"
MOST_BYTES = 5 * 1024 * 1024 - 4096  # of a message; the topic takes 5 MiB with key and headers


async def fetch(client: httpx.AsyncClient, address: str) -> dict[str, str]:
    """The page as a RawArticle."""
    answer = await client.get(address)
    answer.raise_for_status()
    html = "html" in answer.headers.get("content-type", "")
    return {
        "content": answer.text,  # decoded; in the message everything is UTF-8
        "content_type": "text/html" if html else "text/plain",
        "fetched_at": datetime.now(UTC).isoformat(),
        "submission_id": str(uuid4()),
        "url": address,
        "scraper": "example-python",
    }


async def main(addresses: list[str]) -> None:
    """Fetch and produce."""
    producer = AIOKafkaProducer(
        bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        acks="all",  # wait for every replica in sync
        enable_idempotence=True,  # a repeated request is no second message
        max_request_size=5 * 1024 * 1024,  # the default is 1 MB, less than some pages
        linger_ms=5,
    )
    async with producer, httpx.AsyncClient(follow_redirects=True, timeout=30) as client:
        for address in addresses:
            article = await fetch(client, address)
            value = json.dumps(article, ensure_ascii=False).encode()
            if len(value) > MOST_BYTES:
                print(f"too large: {address}", file=sys.stderr)
                continue
            # The address as key: all versions of a page go to one partition and are read in order.
            sent = await producer.send_and_wait(TOPIC, value, key=address.encode())
            print(article["submission_id"], sent.partition, sent.offset, address)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
