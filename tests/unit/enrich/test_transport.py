"""How Faust is set up; what it does with that is seen on a real Kafka."""

import ssl

import faust
import pytest
from mode import CrashingSupervisor
from pydantic import SecretStr

from services.enrich import preflight
from services.enrich.ledger import Ledger
from services.enrich.settings import EnrichSettings
from services.enrich.transport import Connection, _app, _credentials, _Transport
from services.runtime.settings import KafkaSettings

KAFKA = KafkaSettings(bootstrap_servers="one:9092, two:9093")


async def test_ends_are_asked_for_while_kafka_has_given_nothing() -> None:
    """While a group is joined again the ledger has partitions that Kafka has not: no ends, and no failure."""
    ledger = Ledger()
    ledger.rewind(("articles.raw", 3), 7)
    assert Connection(KAFKA, EnrichSettings(), ledger).high_waters() == {}


async def test_the_settings_that_keep_faust_safe() -> None:
    """Each of these was measured; another value loses messages, stops for ever or costs much."""
    conf = _app(KAFKA, EnrichSettings(), Ledger()).conf
    assert {
        "id": conf.id,
        "broker": [str(url) for url in conf.broker_consumer],
        "guarantee": conf.processing_guarantee.value,
        "wait_empty": conf.stream_wait_empty,
        "publish_on_commit": conf.stream_publish_on_commit,
        "supervisor": conf.agent_supervisor,
        "declare": conf.topic_allow_declare,
        "reset": conf.consumer_auto_offset_reset,
        "acks": conf.producer_acks,
        "linger": conf.producer_linger,
        "batch": conf.producer_max_batch_size,
        "request": conf.producer_max_request_size,
        "threaded": conf.producer_threaded,
        "session": conf.broker_session_timeout,
        "heartbeat": conf.broker_heartbeat_interval,
        "instance": conf.consumer_group_instance_id,
        "standby": conf.table_standby_replicas,
    } == {
        "id": "vestnik-enrich",
        "broker": ["aiokafka://one:9092", "aiokafka://two:9093"],
        "guarantee": "at_least_once",
        "wait_empty": True,
        "publish_on_commit": False,
        "supervisor": CrashingSupervisor,
        "declare": False,
        "reset": "earliest",
        "acks": -1,
        "linger": 0.02,
        "batch": 131_072,
        "request": 5 * 1024 * 1024 + 64 * 1024,
        "threaded": False,
        "session": 15.0,
        "heartbeat": 3.0,
        "instance": None,
        "standby": 0,
    }


async def test_one_agent_reads_raw_bytes_through_our_transport() -> None:
    """One agent, one at a time, on the topic with its prefix, and nothing decodes before us."""
    app = _app(KafkaSettings(topic_prefix="blue."), EnrichSettings(), Ledger())
    assert isinstance(app.transport, _Transport)
    (agent,) = app.agents.values()
    assert (agent.concurrency, agent.channel.get_topic_name()) == (1, "blue.articles.raw")
    assert (agent.channel.value_type, agent.channel.value_serializer) == (bytes, "raw")


async def test_a_name_makes_a_static_member() -> None:
    """An instance id reaches the group; without one membership is dynamic."""
    app = _app(KAFKA, EnrichSettings(instance_id="worker-0"), Ledger())
    assert app.conf.consumer_group_instance_id == "worker-0"


def test_a_password_goes_through_tls_only() -> None:
    """Without a context Faust would silently send it in the clear."""
    kafka = KafkaSettings(
        security_protocol="SASL_SSL",
        sasl_mechanism="PLAIN",
        sasl_username="enrich",
        sasl_password=SecretStr("secret"),
    )
    credentials = _credentials(kafka)
    assert isinstance(credentials, faust.SASLCredentials)
    assert isinstance(credentials.ssl_context, ssl.SSLContext)
    assert (credentials.protocol.value, credentials.mechanism.value) == ("SASL_SSL", "PLAIN")
    assert (credentials.username, credentials.password) == ("enrich", "secret")


def test_tls_without_a_password() -> None:
    """A client certificate would be in the context."""
    credentials = _credentials(KafkaSettings(security_protocol="SSL"))
    assert isinstance(credentials, faust.SSLCredentials)
    assert isinstance(credentials.context, ssl.SSLContext)


def test_plaintext_has_no_credentials() -> None:
    """On a trusted network nothing is sent."""
    assert _credentials(KafkaSettings()) is None


def test_the_installed_versions_are_the_tested_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is well as installed; another version is named."""
    assert preflight.untested_versions() == []
    monkeypatch.setattr(preflight, "TESTED", {"aiokafka": "0.15.0"})
    assert preflight.untested_versions() == ["aiokafka 0.14.0 is installed, 0.15.0 is needed"]
