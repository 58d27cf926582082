"""The Grafana dashboards against Grafana's own model, Prometheus' parser, and the metrics that exist."""

import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

HERE = Path(__file__).parent
PACKAGING = HERE.parents[1] / "packaging" / "grafana"
FILES = sorted(PACKAGING.glob("*.json"))
EXPOSED = set(re.findall(r"^(whyrestart_\w+)\{?", (HERE.parent / "golden" / "metrics.prom").read_text(), re.MULTILINE))
each_file = pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in FILES])


def load(file):
    return json.loads(file.read_text())


def panels(file):
    return [panel for panel in load(file)["panels"] if panel["type"] != "row"]


def expressions(file):
    """Every query as Prometheus would get it."""
    texts = [target["expr"] for panel in panels(file) for target in panel["targets"]]
    chosen = {"$__rate_interval": "1m", "$cluster": "c", "$job": "j", "$instance": "i"}
    for variable, value in chosen.items():
        texts = [text.replace(variable, value) for text in texts]
    return texts


def test_there_are_both():
    assert [file.stem for file in FILES] == ["whyrestart-fleet", "whyrestart-node"]


@each_file
def test_the_files_are_written_by_their_script(file):
    written = runpy.run_path(str(PACKAGING / "write_dashboards.py"))["written"]()

    assert file.read_text() == written[file.name], "run packaging/grafana/write_dashboards.py"


@each_file
def test_grafanas_own_model_knows_every_key(file):
    """Grafana's generated model drops what it does not know, so nothing may be lost on the way through."""
    document = load(file)

    through = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(document)))

    assert lost(document, through) == []


def lost(before, after, path=""):
    """Paths of the keys and values that are not the same afterwards."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [each for key, value in before.items() for each in lost(value, after.get(key, ...), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            each for at, (b, a) in enumerate(zip(before, after, strict=True)) for each in lost(b, a, f"{path}[{at}]")
        ]
    return [] if before == after or (before in ([], {}, "") and after is ...) else [path]


def test_a_misspelt_key_would_be_noticed():
    document = load(FILES[0])
    document["pannels"] = []
    document["panels"][0]["gridpos"] = {"x": 1}

    through = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(document)))

    assert ".panels[0].gridpos" in lost(document, through)


@each_file
def test_queries_name_only_metrics_that_exist(file):
    used = {name for text in expressions(file) for name in re.findall(r"\bwhyrestart_\w+", text)}

    assert used <= EXPOSED


@pytest.mark.components
@each_file
def test_prometheus_can_parse_every_query(file, tmp_path):
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: apt-get install prometheus"
    rules = [{"record": f"panel:{at}:x", "expr": text} for at, text in enumerate(expressions(file))]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))

    check = subprocess.run(
        [promtool, "check", "rules", tmp_path / "rules.yaml"], text=True, capture_output=True, check=False
    )

    assert check.returncode == 0, check.stdout + check.stderr


@each_file
def test_panels_neither_overlap_nor_leave_the_grid(file):
    taken = {}
    for panel in load(file)["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]
    assert len({panel["id"] for panel in load(file)["panels"]}) == len(load(file)["panels"])


@each_file
def test_every_query_follows_the_chosen_data_source_and_node(file):
    for panel in panels(file):
        assert panel["title"]
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}"
            # Each metric of it, not only the first.
            for labels in re.findall(r"\b(?:whyrestart_\w+|up)\b(?:{([^}]*)})?", target["expr"]):
                assert '"$job"' in labels
                assert re.search(r'\bcluster=~?"\$cluster"', labels)


@each_file
def test_every_variable_of_a_query_is_one_of_the_dashboards_and_known_by_then(file):
    known = set()
    for variable in load(file)["templating"]["list"]:
        query = variable["query"] if isinstance(variable["query"], str) else variable["query"]["query"]
        assert set(re.findall(r"\$(\w+)", query)) <= known
        known.add(variable["name"])

    assert {"cluster", "job"} <= known
    used = {
        name for panel in panels(file) for target in panel["targets"] for name in re.findall(r"\$(\w+)", target["expr"])
    }
    assert used - {"__rate_interval"} <= known


def test_all_clusters_can_be_looked_at_together_and_series_of_none():
    variables = {each["name"]: each for each in load(PACKAGING / "whyrestart-fleet.json")["templating"]["list"]}

    assert (variables["cluster"]["includeAll"], variables["cluster"]["allValue"]) == (True, ".*")
    assert all('cluster=~"c"' in text for text in expressions(PACKAGING / "whyrestart-fleet.json"))
