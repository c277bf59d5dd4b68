"""The compose file: taken by the tool itself, and as closed as it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from monitord.inventory import load
from tests.deploy import variables
from tests.deploy.compose import DEPLOY, ROOT, VARIABLE, document, example, filled, services, text

FLOORS = {
    "prom/prometheus": (2, 42),
    "prom/alertmanager": (0, 25),
    "grafana/grafana": (9, 4),
    "postgres": (15,),
}
"""The oldest versions that monitord works with."""
SCHEMA = Path("/usr/lib/python3/dist-packages/compose/config/compose_spec.json")
"""The schema of the compose specification, as Debian's docker-compose brings it along."""
EACH = pytest.mark.parametrize("name", services())


@pytest.mark.system
def test_the_tool_takes_it(tmp_path: Path) -> None:
    if shutil.which("docker-compose") is None:
        pytest.skip("no docker-compose here")
    variables = tmp_path / "env"
    variables.write_text("\n".join(f"{k}={v}" for k, v in filled().items()), encoding="utf-8")
    command = ["docker-compose", "--env-file", str(variables), "-f", str(DEPLOY / "compose.yaml")]
    done = subprocess.run([*command, "config"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert yaml.safe_load(done.stdout)["services"].keys() == services().keys()


@pytest.mark.system
def test_without_passwords_it_does_not_start(tmp_path: Path) -> None:
    if shutil.which("docker-compose") is None:
        pytest.skip("no docker-compose here")
    (tmp_path / "env").touch()
    command = ["docker-compose", "--env-file", str(tmp_path / "env")]
    command += ["-f", str(DEPLOY / "compose.yaml")]
    done = subprocess.run([*command, "config"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PASSWORD" in done.stderr


@pytest.mark.system
def test_it_is_what_the_specification_allows() -> None:
    if not SCHEMA.exists():
        pytest.skip("the specification's schema is not installed")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(document(), schema, cls=jsonschema.Draft201909Validator)


def test_every_variable_is_in_the_example_and_none_else() -> None:
    used = {match["name"]: match for match in VARIABLE.finditer(text())}
    assert used.keys() | {"COMPOSE_PROJECT_NAME"} == example().keys()
    for name, match in used.items():
        if match["how"] == "-":
            assert example()[name] == match["rest"], name
        else:
            assert (match["how"], example()[name]) == ("?", ""), name


def test_every_variable_is_explained_in_both_languages() -> None:
    blocks = (DEPLOY / ".env.example").read_text(encoding="utf-8").split("\n\n")[1:]
    for block in blocks:
        comment, _, assignment = block.strip().rpartition("\n")
        assert re.fullmatch(r"[A-Z_]+=.*", assignment), block
        assert comment.count("\n") >= 1 or " / " in comment, block


def test_what_the_daemon_is_told_are_variables_that_it_reads() -> None:
    """A misspelt one says nothing: alerts went nowhere when one letter of a name was missing."""
    given = services()["monitord"]["environment"]
    assert {name for name in given if name.startswith("MONITORD_")} <= variables.of_run()


@pytest.mark.parametrize(
    "path",
    [
        *("docs/install.md", "docs/install.vi.md", "deploy/Dockerfile"),
        *("deploy/systemd/monitord.service", "deploy/systemd/monitord-reflector.service"),
    ],
)
def test_every_variable_that_people_are_told_to_set_is_read_by_something(path: str) -> None:
    told = set(re.findall(r"\bMONITORD_[A-Z_]+(?==)", (ROOT / path).read_text("utf-8")))
    grafana = {name for name in services()["grafana"]["environment"] if "MONITORD" in name}
    the_inventorys_own = {"MONITORD_COMMUNITY"}
    assert told
    assert told <= variables.of_all() | example().keys() | grafana | the_inventorys_own


@EACH
def test_an_image_is_pinned_and_not_too_old(name: str) -> None:
    image, _, tag = services()[name]["image"].rpartition(":")
    assert "." not in image.split("/")[0], "an image's short name is enough"
    found = re.fullmatch(r"v?([0-9.]+)(-[a-z]+)?", tag)
    assert found is not None
    version = tuple(map(int, found[1].split(".")))
    assert len(version) >= 2
    if name != "monitord":
        assert version >= FLOORS[image]


@EACH
def test_a_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_RAW"] if name == "monitord" else [])
    assert not service.keys() & {"privileged", "network_mode", "pid", "devices", "ipc"}
    assert service["restart"] == "unless-stopped"
    assert "mem_limit" in service
    assert not any("docker.sock" in volume for volume in service["volumes"])


@EACH
def test_a_service_is_asked_how_it_is(name: str) -> None:
    service = services()[name]
    if "build" in service:
        assert "\nHEALTHCHECK " in (ROOT / service["build"]["dockerfile"]).read_text("utf-8")
    else:
        assert service["healthcheck"]["test"][0] == "CMD"


@EACH
def test_only_this_machine_reaches_what_is_published(name: str) -> None:
    ports = services()[name].get("ports", [])
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert bool(ports) is (name in {"monitord", "grafana"})


@EACH
def test_what_is_mounted_is_there(name: str) -> None:
    whole = document()
    for volume in services()[name]["volumes"]:
        source, _, *mode = volume.split(":")
        if source.startswith("."):
            assert (DEPLOY / source).is_dir(), source
            assert mode == ["ro"]
        elif not source.startswith("/"):
            assert source in whole["volumes"]


def test_the_inner_networks_lead_nowhere() -> None:
    networks = document()["networks"]
    inner = {name for name, settings in networks.items() if settings.get("internal")}
    assert inner == {"inside", "database"}
    outer = {name: set(service["networks"]) - inner for name, service in services().items()}
    assert outer == {
        "monitord": {"sites"},
        "grafana": {"door"},
        "alertmanager": {"door"},
        "prometheus": set(),
        "postgres": set(),
    }


def test_prometheus_finds_the_others_by_their_names_and_ports() -> None:
    """The targets are mounted where the configuration looks for them."""
    volumes = services()["prometheus"]["volumes"]
    (source,) = (v.split(":")[0] for v in volumes if ":/etc/prometheus/targets:" in v)
    for path in sorted((DEPLOY / source).iterdir()):
        (group,) = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = {target.split(":")[0] for target in group["targets"]}
        assert names == {path.stem}
        assert names <= services().keys()
    port = (DEPLOY / source / "monitord.yml").read_text("utf-8")
    assert services()["monitord"]["environment"]["MONITORD_LISTEN"].split(":")[-1] in port


@pytest.mark.system
@pytest.mark.parametrize(
    ("name", "program"),
    [("prometheus", "prometheus"), ("alertmanager", "prometheus-alertmanager")],
)
def test_each_flag_is_one_of_the_programs(name: str, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    known = done.stdout + done.stderr
    flags = [word.partition("=")[0] for word in services()[name]["command"]]
    assert [flag for flag in flags if f"{flag}=" not in known and f"{flag} " not in known] == []


def test_the_first_inventory_is_fine() -> None:
    assert load(DEPLOY / "first-inventory.yaml").sites
