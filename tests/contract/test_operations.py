"""What operators are given against what the code has: metrics and settings by name."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
DASHBOARDS = sorted((ROOT / "ops" / "grafana" / "dashboards").glob("*.json"))
ALERTS = ROOT / "ops" / "prometheus" / "alerts.yml"
METRIC = re.compile(r"\bvestnik_\w+")
SERVICES = ("ingest", "enrich", "store")

OF_THE_COMPOSE_FILE = {
    *("POSTGRES_PASSWORD", "ENRICH_PASSWORD", "STORE_MIGRATE_PASSWORD", "STORE_PASSWORD", "PEOPLE_PASSWORD"),
    "GRAFANA_PASSWORD",
}
OF_THE_LOCAL_STACK = {"VESTNIK_HOME", "VESTNIK_CACHE", "ENRICH_WORKERS"}


def _members(module: str, kind: type[Any]) -> list[Any]:
    found = vars(importlib.import_module(module)).values()
    return [each for each in found if isinstance(each, kind)]


def _series() -> set[str]:
    """The names of all series that the services offer."""
    metrics = [each for name in SERVICES for each in _members(f"services.{name}.metrics", MetricWrapperBase)]
    return {sample.name for metric in metrics for sample in _samples(metric)}


def _samples(metric: MetricWrapperBase) -> list[Any]:
    # A metric with labels has no samples before the first use; its unlabelled twin names them.
    names = metric._labelnames
    child = metric.labels(*("x" for _ in names)) if names else metric
    found = [sample for family in metric.collect() for sample in family.samples]
    assert child is not None
    return found


def _asked() -> list[tuple[str, str]]:
    panels = [
        (f"{file.stem}: {panel['title']}", target["expr"])
        for file in DASHBOARDS
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]
        for target in panel["targets"]
    ]
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    rules = [(rule["alert"], rule["expr"]) for group in groups for rule in group["rules"]]
    return panels + rules


@pytest.mark.parametrize(("where", "expression"), _asked())
def test_what_is_asked_for_is_measured(where: str, expression: str) -> None:
    """Every series in a dashboard or an alert is one that a service offers."""
    assert set(METRIC.findall(expression)) - _series() == set()


def test_every_alert_leads_to_a_heading() -> None:
    """The runbook of every alert exists."""
    headings = {
        "#" + line.lstrip("# ").strip().lower().replace(" ", "-")
        for line in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    runbooks = [rule["annotations"]["runbook"] for group in groups for rule in group["rules"]]
    assert [book for book in runbooks if book.removeprefix("docs/operations.md") not in headings] == []


def _variables() -> set[str]:
    modules = ["services.runtime.settings", *(f"services.{name}.settings" for name in SERVICES)]
    classes = [
        each
        for module in modules
        for each in _members(module, type)
        if issubclass(each, BaseSettings) and each.__module__ == module
    ]
    return {
        str(each.model_config.get("env_prefix", "")) + field.upper()
        for each in classes
        for field in each.model_fields
    }


def test_every_setting_is_in_the_example() -> None:
    """`.env.example` names every variable that is read, and no other."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    assert named == _variables() | OF_THE_COMPOSE_FILE | OF_THE_LOCAL_STACK


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_only_what_its_service_needs(service: str) -> None:
    """No Faust outside enrich, no Postgres client and no web framework where none is used."""
    lock = (ROOT / "requirements" / f"{service}.txt").read_text(encoding="utf-8")
    packages = set(re.findall(r"^([a-z0-9_.-]+)==", lock, re.MULTILINE))
    kept_out = {
        "ingest": {"faust-streaming", "asyncpg", "trafilatura"},
        "enrich": {"fastapi"},
        "store": {"faust-streaming", "fastapi", "trafilatura"},
    }
    assert packages & kept_out[service] == set()
    assert "--hash=sha256:" in lock
    assert "://" not in lock
