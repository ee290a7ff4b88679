"""Settings that several services share. Each is one environment variable, listed in `.env.example`."""

import ssl
import sys
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PostgresDsn, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import Topic
from services.runtime.errors import EXIT_CONFIG

SettingsType = TypeVar("SettingsType", bound=BaseSettings)

_DSN: Final = TypeAdapter(PostgresDsn)


class KafkaSettings(BaseSettings):
    """How to reach Kafka."""

    model_config = SettingsConfigDict(env_prefix="KAFKA_", use_attribute_docstrings=True, frozen=True)

    bootstrap_servers: str = "localhost:9092"
    """`host:port`, several with commas."""
    topic_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]{0,100}$")
    """Stands before the name of every topic, so that several pipelines can share one Kafka."""
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_SSL"] = "PLAINTEXT"
    """SASL is only offered inside TLS."""
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How to log in, with SASL_SSL."""
    sasl_username: str = ""
    """Who logs in."""
    sasl_password: SecretStr = SecretStr("")
    """The password."""
    ssl_cafile: Path | None = None
    """Certificates to trust (PEM); without one those of the system."""
    ssl_certfile: Path | None = None
    """Client certificate (PEM), for mutual TLS."""
    ssl_keyfile: Path | None = None
    """Key of the client certificate (PEM)."""

    def topic(self, topic: Topic) -> str:
        """The name of a topic of the catalogue on this Kafka."""
        return self.topic_prefix + topic.name

    def ssl_context(self) -> ssl.SSLContext | None:
        """The TLS context; None only for PLAINTEXT."""
        if self.security_protocol == "PLAINTEXT":
            return None
        context = ssl.create_default_context(cafile=self.ssl_cafile)
        if self.ssl_certfile:
            context.load_cert_chain(self.ssl_certfile, self.ssl_keyfile)
        return context

    def client_options(self) -> dict[str, Any]:
        """Keyword arguments for every aiokafka client."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers,
            "security_protocol": self.security_protocol,
            "ssl_context": self.ssl_context(),
        }
        if self.security_protocol == "SASL_SSL":
            options |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.sasl_username,
                "sasl_plain_password": self.sasl_password.get_secret_value(),
            }
        return options


def _usable_dsn(dsn: str) -> str:
    """An address that libpq would take: without a host it is a socket, or PGHOST says where."""
    parts = urlsplit(dsn)
    if parts.scheme in {"postgres", "postgresql"} and not parts.netloc.rpartition("@")[2]:
        return dsn
    try:
        _DSN.validate_python(dsn)
    except ValidationError as error:
        raise ValueError(error.errors(include_input=False)[0]["msg"]) from None
    return dsn


class PostgresSettings(BaseSettings):
    """How to reach Postgres."""

    model_config = SettingsConfigDict(env_prefix="POSTGRES_", use_attribute_docstrings=True, frozen=True)

    dsn: Annotated[str, AfterValidator(_usable_dsn)] = Field(repr=False)
    """`postgresql://user:password@host:port/database?sslmode=...`, with the service's own role."""
    pool_size: int = Field(default=4, ge=1, le=100)
    """Connections at the most."""


class FloodSettings(BaseSettings):
    """When a consumer stands still because most of what it reads becomes dead letters."""

    model_config = SettingsConfigDict(env_prefix="FLOOD_", use_attribute_docstrings=True, frozen=True)

    window: int = Field(default=5000, ge=1, le=1_000_000)
    """How many of the last messages are looked at. With the share of a half 2,501 letters are written before
    somebody is asked: 25 s of a broken release at 100 messages a second, a minute of `redrive`; and an import
    of 2,000 pages that are no articles, in one piece, stops nobody."""
    share: float = Field(default=0.5, gt=0, le=1)
    """More than this share of them must be dead-lettered. At 1 the guard is off."""


class ProbeSettings(BaseSettings):
    """Where metrics and probes are served."""

    model_config = SettingsConfigDict(env_prefix="METRICS_", use_attribute_docstrings=True, frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on; loopback unless told otherwise."""
    port: int = Field(default=9464, ge=0, le=65535)
    """Port of /metrics, /livez and /readyz; 0 takes a free one."""


class LogSettings(BaseSettings):
    """How logs are written."""

    model_config = SettingsConfigDict(env_prefix="LOG_", use_attribute_docstrings=True, frozen=True)

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The least that is written."""
    format: Literal["auto", "json", "console"] = "auto"
    """`auto`: JSON when not on a terminal."""


def load(settings: type[SettingsType]) -> SettingsType:
    """Read settings from the environment, or say which variable is wrong and exit 78."""
    try:
        return settings()
    except ValidationError as error:
        lines = [
            f"{_variable(settings, item['loc'])}: {item['msg']}" if item["loc"] else item["msg"]
            for item in error.errors(include_input=False)
        ]
        sys.stderr.write(
            "cannot start, these settings are wrong (see .env.example):\n  " + "\n  ".join(lines) + "\n"
        )
        raise SystemExit(EXIT_CONFIG) from None


def _variable(settings: type[BaseSettings], location: tuple[int | str, ...]) -> str:
    prefix = settings.model_config.get("env_prefix", "")
    return prefix.upper() + "_".join(str(part) for part in location).upper()
