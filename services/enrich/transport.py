"""Faust: the only module that imports it. Fetches, rebalances, produces and sends our commits.

Stock Faust decides by its streams' acknowledgements what to commit, and they acknowledge too much. Here
the answer comes from the ledger: offsets enter it in the consumer's thread, at the moment when aiokafka
hands them over, before Faust can lose one. This rests on private names; `preflight` checks the versions.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol, cast

import faust
from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode import CrashingSupervisor
from mode.utils.futures import notify

from schemas.topics import DEAD_LETTER, RAW
from services.enrich import metrics
from services.enrich.ledger import Ledger
from services.enrich.message import Message
from services.enrich.outgoing import Record
from services.enrich.settings import EnrichSettings
from services.runtime.settings import KafkaSettings
from services.runtime.shutdown import fail_stop

HEARTBEATS_A_SESSION: Final = 5
PATIENCE_SECONDS: Final = 20 * 24 * 60 * 60
"""How long a worker may hold what it has in hand, until the link index or a person answers."""
FAUST_LOGGER: Final = logging.getLogger("faust")
"""Else mode would name a subclass's logger after this module, and its chatter would count as ours."""


class Inbox(Protocol):
    """Who gets the messages."""

    async def take(self, message: Message, settle: Callable[[], object]) -> None:
        """Take one message in hand; `settle` is called when it is done or given back."""

    def give_back(self) -> None:
        """The partitions are about to be taken away."""


class Connection:
    """A member of the consumer group and its producer."""

    def __init__(self, kafka: KafkaSettings, settings: EnrichSettings, ledger: Ledger) -> None:
        self._kafka = kafka
        self._app = _app(kafka, settings, ledger)
        self._starting: asyncio.Task[None] | None = None

    def start(self, inbox: Inbox) -> None:
        """Join the group; `failure` tells when that did not work."""
        self._app.inbox = inbox
        self._starting = asyncio.create_task(self._app.start())

    async def stop(self) -> None:
        """Wait until everything taken is settled, commit, leave. It cannot be cancelled (mode shields it)."""
        await self._app.stop()
        if self._starting:
            await asyncio.gather(self._starting, return_exceptions=True)

    def failure(self) -> BaseException | None:
        """Why Faust has stopped on its own; None while it runs."""
        if self._app.crashed:
            return self._app.crash_reason or RuntimeError("Faust crashed")
        starting = self._starting
        return starting.exception() if starting and starting.done() and not starting.cancelled() else None

    @property
    def settled(self) -> bool:
        """Whether this worker takes part in the group and no rebalance is going on."""
        return bool(self._app.started and not self._app.rebalancing and not self._app.should_stop)

    async def check(self) -> None:
        """Return when a broker answers and the group has let us in."""
        if not self.settled:
            raise RuntimeError("joining the consumer group")
        await self.ask_broker()

    async def ask_broker(self) -> None:
        """Return when a broker answers. Goes by the producer: a stuck commit does not stand in its way."""
        producer = cast("_Producer", self._app.producer)
        await producer._ensure_producer().client.fetch_all_metadata()  # noqa: SLF001, see above

    async def produce(self, records: Sequence[Record]) -> None:
        """Return when Kafka has acknowledged all. Raises what it refused."""
        producer = self._app.producer
        acknowledgements = [
            await producer.send(
                self._kafka.topic(record.topic), record.key, record.value, None, None, list(record.headers)
            )
            for record in records
        ]
        await asyncio.gather(*acknowledgements)

    def high_waters(self) -> dict[tuple[str, int], int]:
        """The end of each partition that is ours, as far as fetched.

        Goes by what the consumer's thread saw: while the group is joined again aiokafka has no partitions
        and does not answer, though the ledger still keeps their books.
        """
        ends = self._app.ends
        return {tp: ends[tp] for tp in self._app.ledger.partitions() if tp in ends}


class _Thread(driver.AIOKafkaConsumerThread):
    """The thread of the aiokafka consumer: the only place where offsets enter the ledger."""

    logger = FAUST_LOGGER

    def _create_worker_consumer(self, transport: Any) -> AIOKafkaConsumer:  # noqa: ANN401
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001, Faust ties it to exactly_once
        return consumer

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109, as Faust has it
        max_records: int | None = None,
    ) -> Mapping[TP, list[Any]]:
        records = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        # No await from here on: the positions belong to exactly these records.
        ledger, ends = _ours(self.app).ledger, _ours(self.app).ends
        for partition in consumer.assignment().intersection(ledger.partitions()):
            state = consumer._subscription.subscription.assignment.state_value(partition)  # noqa: SLF001
            if state.highwater is not None:
                ends[partition] = state.highwater
            if state.has_valid_position:
                offsets = [record.offset for record in records.get(partition, ())]
                ledger.enter(partition, offsets, state.position)
        return records

    async def seek_to_committed(self) -> Mapping[TP, int]:
        starts: Mapping[TP, int] = await self.call_thread(self._rewind)
        return starts

    async def _rewind(self) -> Mapping[TP, int]:
        """Seek every partition; aiokafka's own leaves those without a commit wherever they are."""
        consumer = self._ensure_consumer()
        starts = {partition: await consumer.committed(partition) for partition in consumer.assignment()}
        if never := [partition for partition, offset in starts.items() if offset is None]:
            starts |= await consumer.beginning_offsets(never)
        for partition, offset in starts.items():  # no await in here: position and ledger agree
            consumer.seek(partition, offset)
            _ours(self.app).ends.pop(TP(*partition), None)
            _ours(self.app).ledger.rewind(TP(*partition), offset)
        return starts

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        committed = await super()._commit(offsets)
        if committed:
            _ours(self.app).ledger.confirm(offsets.items())
            metrics.LAST_COMMIT.set_to_current_time()
        return committed


class _Consumer(driver.Consumer):
    """Faust's consumer with the arithmetic of its acknowledgements taken out."""

    logger = FAUST_LOGGER

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    def ack(self, message: Any) -> bool:  # noqa: ANN401
        """Tell `wait_empty` that a message is settled; commits do not depend on it."""
        self._unacked_messages.discard(message)
        message.acked = True
        self._n_acked += 1
        notify(self._waiting_for_ack)
        return True

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Gaps are the ledger's business."""

    def _filter_tps_with_pending_acks(self, _topics: object = None) -> Iterator[TP]:
        return (TP(*partition) for partition in _ours(self.app).ledger.partitions())

    def _filter_committable_offsets(self, tps: Iterable[TP]) -> dict[TP, int]:
        self._acked.clear()  # Faust's streams write events that they skip straight in here
        self._acked_index.clear()
        return {
            TP(*partition): offset for partition, offset in _ours(self.app).ledger.committable(tps).items()
        }

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Give back, wait for what is in work, commit it, close the books."""
        _ours(self.app).inbox.give_back()
        try:
            await super().on_partitions_revoked(revoked)
        finally:
            _ours(self.app).ledger.forget(revoked)


class _Producer(driver.Producer):
    """Idempotent, so that a late first try never lands behind a newer version of its article."""

    logger = FAUST_LOGGER

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class _Transport(driver.Transport):
    Consumer = _Consumer
    Producer = _Producer


class _App(faust.App):
    logger = FAUST_LOGGER
    ledger: Ledger
    inbox: Inbox
    ends: dict[tuple[str, int], int]
    """Of each partition the end of its log when it was last fetched; written by the consumer's thread."""

    def _create_directories(self) -> None:
        """A worker keeps nothing on disk."""


def _ours(app: object) -> _App:
    return cast("_App", app)


def _app(kafka: KafkaSettings, settings: EnrichSettings, ledger: Ledger) -> _App:
    app = _App(
        settings.group_id,
        broker=[f"aiokafka://{server.strip()}" for server in kafka.bootstrap_servers.split(",")],
        broker_credentials=_credentials(kafka),
        broker_client_id="vestnik-enrich",
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=settings.session_timeout_seconds / HEARTBEATS_A_SESSION,
        broker_commit_interval=settings.commit_interval_seconds,
        # Heartbeats show that we live. Who waits for the link index or for a person keeps its partitions.
        broker_max_poll_interval=PATIENCE_SECONDS,
        consumer_group_instance_id=settings.instance_id,
        consumer_auto_offset_reset="earliest",
        producer_linger=0.02,
        producer_max_batch_size=131_072,
        producer_request_timeout=60.0,
        producer_max_request_size=DEAD_LETTER.max_message_bytes,
        stream_wait_empty=True,
        stream_buffer_maxsize=settings.stream_buffer,
        agent_supervisor=CrashingSupervisor,
        processing_guarantee="at_least_once",
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        store="memory://",
        web_enabled=False,
        autodiscover=False,
    )
    app.ledger = ledger
    app.ends = {}
    app.transport = _Transport(app.conf.broker_consumer, app)  # before the first topic asks for it
    raw = app.topic(kafka.topic(RAW), value_type=bytes, value_serializer="raw", key_serializer="raw")

    @app.agent(raw, name="enrich")
    async def _take(stream: Any) -> None:  # noqa: ANN401
        try:
            async for event in stream.noack().events():
                await app.inbox.take(_message(event.message), event.ack)
        except Exception as error:  # noqa: BLE001, whatever it is: nothing more may be committed
            fail_stop("a message could not be taken", error)

    return app


def _message(message: Any) -> Message:  # noqa: ANN401
    return Message(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        appended_at=datetime.fromtimestamp(message.timestamp, UTC),
        key=message.key,
        value=message.value,
        headers=tuple(message.headers or ()),
    )


def _credentials(kafka: KafkaSettings) -> faust.types.auth.CredentialsT | None:
    context = kafka.ssl_context()
    if context is None:
        return None
    if kafka.security_protocol == "SSL":
        return faust.SSLCredentials(context=context)
    return faust.SASLCredentials(  # without a context it would silently be plaintext
        mechanism=kafka.sasl_mechanism,
        username=kafka.sasl_username,
        password=kafka.sasl_password.get_secret_value(),
        ssl_context=context,
    )
