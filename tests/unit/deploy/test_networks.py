"""Who reaches whom, by the networks of docker-compose.yml."""

from __future__ import annotations

import pytest

from tests.unit.deploy.compose import composed, services

SERVICES = services()
NETWORKS = composed()["networks"]
BUILDS = {"build-gpu", "build-gpu1", "build-llmapi"}
TRITONS = {"triton-gpu", "triton-gpu1", "triton-llmapi", "triton-cpu"}
NO_MASQUERADING = {"com.docker.network.bridge.enable_ip_masquerade": "false"}


@pytest.mark.parametrize(
    ("network", "members"),
    [
        ("edge", {"bole"}),
        ("monitoring", {"prometheus", "grafana"}),
        ("metrics", {"bole", "prometheus", *TRITONS}),
        ("model", {"bole", "verify", *TRITONS}),
        ("storage", {"bole", "postgres"}),
        ("download", {"fetch-cpu", *BUILDS}),
    ],
)
def test_a_network_has_those_who_need_it(network: str, members: set[str]) -> None:
    """Grafana reaches Prometheus alone."""
    assert {name for name, service in SERVICES.items() if network in service.get("networks", ())} == members


def test_there_is_no_other_network() -> None:
    assert set(NETWORKS) == {"edge", "monitoring", "metrics", "model", "storage", "download"}


@pytest.mark.parametrize("network", ["metrics", "model", "storage"])
def test_what_carries_resumes_and_figures_has_no_way_out(network: str) -> None:
    assert NETWORKS[network] == {"internal": True}


@pytest.mark.parametrize("network", ["edge", "monitoring"])
def test_a_published_network_has_no_way_back_for_answers_from_outside(network: str) -> None:
    """An internal network publishes no port, so that this one cannot be one."""
    assert NETWORKS[network] == {"driver_opts": NO_MASQUERADING}
    published = {name for name, service in SERVICES.items() if "ports" in service and network in service["networks"]}
    assert published
    assert published == {name for name, service in SERVICES.items() if network in service.get("networks", ())}


def test_the_model_on_processors_is_fetched_by_another_service() -> None:
    fetch, serve = SERVICES["fetch-cpu"], SERVICES["triton-cpu"]
    assert serve["depends_on"]["fetch-cpu"] == {"condition": "service_completed_successfully"}
    assert serve["environment"]["HF_HUB_OFFLINE"] == "1"
    assert fetch["profiles"] == serve["profiles"]
    assert (fetch["image"], fetch["build"], fetch["user"]) == (serve["image"], serve["build"], serve["user"])
    assert fetch["command"] == ["--fetch-only", *serve["command"]]
    assert fetch["volumes"] == ["models:/models"]
    assert "models:/models" in serve["volumes"]
    assert "environment" not in fetch
