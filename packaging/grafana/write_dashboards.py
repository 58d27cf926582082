"""Write the two Grafana dashboards: one for a node in trouble, one for all control-plane nodes.

Plain JSON of Grafana's dashboard model (schemaVersion 36, Grafana 9.1 and later), to be imported or provisioned.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Place = tuple[int, int]
States = dict[str, tuple[str, str]]
Steps = tuple[tuple[float | None, str], ...]

HERE = Path(__file__).parent

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
# Where no label `cluster` is, its variable is empty, and so is the label to Prometheus.
NODE = 'cluster="$cluster", job="$job", instance="$instance"'
FLEET = 'cluster=~"$cluster", job="$job"'

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "text"
LOOP_STATES = {"0": ("runs", GREEN), "1": ("loops", RED)}
UP_STATES = {"0": ("blind", RED), "1": ("sees", GREEN)}
PROBE_STATES = {"0": ("fails", RED), "1": ("succeeds", GREEN)}


def query(
    expr: str, *, legend: str = "__auto", ref: str = "A", instant: bool = False, form: str = "time_series"
) -> Json:
    """A target of a panel."""
    return {
        "datasource": DATASOURCE,
        "expr": expr,
        "legendFormat": legend,
        "refId": ref,
        "instant": instant,
        "range": not instant,
        "format": form,
        "editorMode": "code",
    }


def panel(
    kind: str,
    title: str,
    targets: list[Json],
    *,
    at: Place,
    size: Place,
    about: str = "",
    defaults: Json | None = None,
    options: Json | None = None,
    transforms: Sequence[Json] = (),
) -> Json:
    """A panel of any kind; `at` and `size` are in the grid of 24 columns."""
    for ref, target in zip("ABCDEFGH", targets, strict=False):
        target["refId"] = ref
    return {
        "type": kind,
        "title": title,
        "description": about,
        "datasource": DATASOURCE,
        "gridPos": {"x": at[0], "y": at[1], "w": size[0], "h": size[1]},
        "targets": list(targets),
        "fieldConfig": {"defaults": defaults or {}, "overrides": []},
        "options": options or {},
        "transformations": list(transforms),
    }


def mappings(states: States) -> list[Json]:
    """Values as words and colours."""
    return [
        {
            "type": "value",
            "options": {
                value: {"text": text, "color": color, "index": at}
                for at, (value, (text, color)) in enumerate(states.items())
            },
        }
    ]


def thresholds(*steps: tuple[float | None, str]) -> Json:
    """Colours from a value on; the first holds from minus infinity."""
    return {"mode": "absolute", "steps": [{"color": color, "value": value} for value, color in steps]}


def table(title: str, expr: str, *, keep: dict[str, str], at: Place, size: Place, about: str = "") -> Json:
    """The newest labels of an info metric; `keep` maps labels to column names, in their order."""
    hidden = [
        "Time", "Value", "__name__", "cluster", "node", "job", "endpoint", "service",
        "namespace", "pod", "container", "instance",
    ]  # fmt: skip
    return panel(
        "table",
        title,
        [query(expr, instant=True, form="table")],
        at=at,
        size=size,
        about=about,
        defaults={"custom": {"filterable": True}},
        options={"showHeader": True, "cellHeight": "sm"},
        transforms=[
            {
                "id": "organize",
                "options": {
                    "excludeByName": {name: True for name in hidden if name not in keep},
                    "indexByName": {name: index for index, name in enumerate(keep)},
                    "renameByName": dict(keep),
                },
            }
        ],
    )


def stat(
    title: str, expr: str, *, at: Place, unit: str = "short", steps: Steps, about: str = "", none: str = "none"
) -> Json:
    """One number on its colour."""
    return panel(
        "stat",
        title,
        [query(expr, instant=True)],
        at=at,
        size=(6, 4),
        about=about,
        defaults={"unit": unit, "noValue": none, "thresholds": thresholds(*steps), "color": {"mode": "thresholds"}},
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "colorMode": "background",
            "graphMode": "none",
            "textMode": "auto",
        },
    )


def states(title: str, expr: str, legend: str, words: States, *, at: Place, size: Place, about: str = "") -> Json:
    """One line for each series, its values as words."""
    return panel(
        "state-timeline",
        title,
        [query(expr, legend=legend)],
        at=at,
        size=size,
        about=about,
        defaults={
            "mappings": mappings(words),
            "thresholds": thresholds((None, GREY)),
            "color": {"mode": "thresholds"},
            "custom": {"fillOpacity": 80, "lineWidth": 0},
        },
        options={
            "mergeValues": True,
            "showValue": "auto",
            "alignValue": "left",
            "rowHeight": 0.8,
            "legend": {"showLegend": False, "displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "single", "sort": "none"},
        },
    )


def series(
    title: str, targets: list[Json], *, at: Place, size: Place, unit: str = "short", about: str = "", bars: bool = False
) -> Json:
    """Lines, or stacked bars, over time."""
    custom = {"drawStyle": "bars" if bars else "line", "fillOpacity": 70 if bars else 10, "lineWidth": 1}
    if bars:
        custom["stacking"] = {"mode": "normal", "group": "A"}
    return panel(
        "timeseries",
        title,
        targets,
        at=at,
        size=size,
        about=about,
        defaults={"unit": unit, "min": 0, "custom": custom, "color": {"mode": "palette-classic"}},
        options={
            "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
    )


def heatmap(title: str, expr: str, *, at: Place, size: Place, about: str = "") -> Json:
    """A histogram's buckets over time."""
    return panel(
        "heatmap",
        title,
        [query(expr, legend="{{le}}", form="heatmap")],
        at=at,
        size=size,
        about=about,
        options={
            "calculate": False,
            "color": {"mode": "scheme", "scheme": "Oranges", "steps": 32, "exponent": 0.5, "fill": "dark-orange"},
            "yAxis": {"axisPlacement": "left", "unit": "s"},
            "cellGap": 1,
            "showValue": "never",
            "tooltip": {"show": True, "yHistogram": False},
            "legend": {"show": False},
        },
    )


def row(title: str, y: int) -> Json:
    """A heading across the dashboard."""
    return {
        "type": "row",
        "title": title,
        "collapsed": False,
        "gridPos": {"x": 0, "y": y, "w": 24, "h": 1},
        "panels": [],
    }


def variable(name: str, label: str, **rest: object) -> Json:
    """A variable of the dashboard."""
    return {"name": name, "label": label, "hide": 0, "skipUrlSync": False, **rest}


def datasource() -> Json:
    """The choice of the data source."""
    return variable("datasource", "Data source", type="datasource", query="prometheus", refresh=1, regex="")


def label_values(name: str, label: str, expr: str, *, everything: bool = False) -> Json:
    """The choice of a label's value; with `everything` also of all, and of series without that label."""
    whole: Json = {"allValue": ".*"} if everything else {}
    return variable(
        name,
        label,
        type="query",
        datasource=DATASOURCE,
        query={"query": expr, "refId": "Variable"},
        refresh=2,
        regex="",
        sort=1,
        multi=False,
        includeAll=everything,
        **whole,
    )


def dashboard(
    *, uid: str, title: str, about: str, panels: list[Json], variables: list[Json], links: list[Json]
) -> Json:
    """A whole dashboard."""
    return {
        "uid": uid,
        "title": title,
        "description": about,
        "tags": ["kubernetes", "control-plane", "whyrestart"],
        "timezone": "browser",
        "editable": True,
        "graphTooltip": 1,
        "time": {"from": "now-6h", "to": "now"},
        "fiscalYearStartMonth": 0,
        "liveNow": False,
        "weekStart": "",
        "refresh": "30s",
        "schemaVersion": 36,
        "panels": [{"id": number, **each} for number, each in enumerate(panels, 1)],
        "templating": {"list": variables},
        "annotations": {"list": []},
        "links": links,
    }


def link(title: str, url: str) -> Json:
    """A link at the top."""
    return {
        "title": title,
        "type": "link",
        "icon": "external link",
        "tooltip": "",
        "url": url,
        "tags": [],
        "asDropdown": False,
        "targetBlank": True,
        "includeVars": False,
        "keepTime": False,
    }


WRONG = {
    "cluster": "Cluster",
    "instance": "Node",
    "pod": "Pod",
    "container": "Container",
    "state": "State",
    "cause": "Cause",
    "confidence": "Confidence",
    "role": "Role",
}


def node() -> Json:
    """One node: what is wrong, restarts, probes, and what surrounds them."""
    panels = [
        stat(
            "Loops",
            f"sum(whyrestart_restart_loop{{{NODE}}})",
            at=(0, 0),
            steps=((None, GREEN), (1, RED)),
            about="Static pods and kubelet that restart in a loop now.",
        ),
        stat(
            "Next kill in",
            f"min(whyrestart_next_kill_timestamp_seconds{{{NODE}}} - time())",
            at=(6, 0),
            unit="s",
            steps=((None, RED), (60, YELLOW)),
            about="When the kubelet will kill a container if nothing changes.",
        ),
        stat(
            "Restarts in 24 h",
            f"round(sum(increase(whyrestart_container_restarts_total{{{NODE}}}[24h])))",
            at=(12, 0),
            steps=((None, GREEN), (1, YELLOW), (10, RED)),
        ),
        stat(
            "Blind sources",
            f"count(whyrestart_source_up{{{NODE}}} == 0)",
            at=(18, 0),
            steps=((None, GREEN), (1, YELLOW)),
            about="What the daemon cannot see; causes that need it stay undecided.",
        ),
        table(
            "What is wrong, and why",
            f'whyrestart_diagnosis_info{{{NODE}, state!="healthy"}}',
            keep={name: text for name, text in WRONG.items() if name not in {"cluster", "instance"}},
            at=(0, 4),
            size=(24, 7),
        ),
        row("Restarts", 11),
        states(
            "Loops",
            f"whyrestart_restart_loop{{{NODE}}}",
            "{{container}}",
            LOOP_STATES,
            at=(0, 12),
            size=(12, 8),
        ),
        series(
            "Restarts by cause",
            [
                query(
                    "sum by (container, cause) "
                    f"(increase(whyrestart_container_restarts_by_cause_total{{{NODE}}}[15m])) > 0",
                    legend="{{container}}: {{cause}}",
                )
            ],
            at=(12, 12),
            size=(12, 8),
            bars=True,
            about="In the 15 minutes before each point.",
        ),
        heatmap(
            "How long attempts lived",
            f"sum by (le) (increase(whyrestart_container_lifetime_seconds_bucket{{{NODE}}}[$__rate_interval]))",
            at=(0, 20),
            size=(12, 8),
            about="Equal lifetimes are the kubelet's own arithmetic: 85 to 95 s and 240 to 250 s are probe kills.",
        ),
        series(
            "The kubelet's restart count",
            [query(f"whyrestart_container_restart_count{{{NODE}}}", legend="{{container}}")],
            at=(12, 20),
            size=(12, 8),
            about="It falls when a manifest is edited; that is no recovery.",
        ),
        row("Probes", 28),
        states(
            "Replayed probes",
            f"whyrestart_probe_success{{{NODE}}}",
            "{{container}} {{probe}} {{variant}}",
            PROBE_STATES,
            at=(0, 29),
            size=(24, 10),
            about="The variant kubelet is what the kubelet sends; the others tell causes apart.",
        ),
        series(
            "Answer time, as the kubelet asks",
            [
                query(
                    f'rate(whyrestart_probe_duration_seconds_sum{{{NODE}, variant="kubelet"}}[$__rate_interval]) / '
                    f'rate(whyrestart_probe_duration_seconds_count{{{NODE}, variant="kubelet"}}[$__rate_interval])',
                    legend="{{container}} {{probe}}",
                ),
                query(f"whyrestart_probe_timeout_seconds{{{NODE}}}", legend="timeout {{container}} {{probe}}"),
            ],
            at=(0, 39),
            size=(12, 8),
            unit="s",
        ),
        series(
            "Failures in a row, and the threshold",
            [
                query(f"whyrestart_probe_consecutive_failures{{{NODE}}}", legend="{{container}} {{probe}}"),
                query(
                    f"whyrestart_probe_failure_threshold{{{NODE}}} and on (namespace, pod, container, probe) "
                    f"(whyrestart_probe_consecutive_failures{{{NODE}}} > 0)",
                    legend="threshold {{container}} {{probe}}",
                ),
            ],
            at=(12, 39),
            size=(12, 8),
        ),
        row("Manifests, certificates, sources", 47),
        table(
            "Findings in manifests",
            f"whyrestart_manifest_finding{{{NODE}}} or whyrestart_manifest_valid{{{NODE}}} == 0",
            keep={"file": "File", "cause": "Cause", "confidence": "Confidence"},
            at=(0, 48),
            size=(8, 8),
        ),
        panel(
            "bargauge",
            "Certificates expire in",
            [
                query(
                    f"whyrestart_certificate_expiry_timestamp_seconds{{{NODE}}} - time() "
                    f"unless on (certificate) whyrestart_certificate_used{{{NODE}}} == 0",
                    legend="{{certificate}}",
                    instant=True,
                )
            ],
            at=(8, 48),
            size=(8, 8),
            defaults={
                "unit": "s",
                "min": 0,
                "max": 31536000,
                "thresholds": thresholds((None, RED), (1209600, YELLOW), (2592000, GREEN)),
                "color": {"mode": "thresholds"},
            },
            options={
                "orientation": "horizontal",
                "displayMode": "basic",
                "showUnfilled": True,
                "minVizWidth": 0,
                "minVizHeight": 10,
                "valueMode": "color",
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            },
        ),
        states(
            "Sources",
            f"whyrestart_source_up{{{NODE}}}",
            "{{source}}",
            UP_STATES,
            at=(16, 48),
            size=(8, 8),
        ),
    ]
    return dashboard(
        uid="whyrestart-node",
        title="whyrestart / Node",
        about="Why a control-plane node's static pods and kubelet restart.",
        panels=panels,
        variables=[
            datasource(),
            label_values("cluster", "Cluster", "label_values(whyrestart_build_info, cluster)"),
            label_values("job", "Job", 'label_values(whyrestart_build_info{cluster="$cluster"}, job)'),
            label_values(
                "instance", "Node", 'label_values(whyrestart_build_info{cluster="$cluster", job="$job"}, instance)'
            ),
        ],
        links=[link("Status page", "http://${instance}/")],
    )


def fleet() -> Json:
    """All nodes: who is in trouble, and whether the cause is one."""
    down = 'state=~"looping|absent"'
    panels = [
        stat(
            "Nodes watched",
            f"sum(up{{{FLEET}}})",
            at=(0, 0),
            steps=((None, RED), (1, GREEN)),
        ),
        stat(
            "Nodes in trouble",
            f'count(count by (cluster, instance) (whyrestart_diagnosis_info{{{FLEET}, {down}, role="root"}}))',
            at=(6, 0),
            steps=((None, GREEN), (1, RED)),
        ),
        stat(
            "etcd members down",
            f'count(whyrestart_diagnosis_info{{{FLEET}, container="etcd", {down}}})',
            at=(12, 0),
            steps=((None, GREEN), (1, RED)),
        ),
        stat(
            "Kills foreseen",
            f"count(whyrestart_next_kill_timestamp_seconds{{{FLEET}}})",
            at=(18, 0),
            steps=((None, GREEN), (1, YELLOW)),
        ),
        table(
            "What is wrong, and why",
            f'whyrestart_diagnosis_info{{{FLEET}, state!="healthy"}}',
            keep=WRONG,
            at=(0, 4),
            size=(24, 8),
        ),
        series(
            "Nodes by cause",
            [
                query(
                    f"count by (cause) (count by (cluster, instance, cause) "
                    f'(whyrestart_diagnosis_info{{{FLEET}, {down}, role="root"}}))',
                    legend="{{cause}}",
                )
            ],
            at=(0, 12),
            size=(12, 8),
            bars=True,
            about="One cause on every node is a change that was rolled out.",
        ),
        series(
            "Restarts by node",
            [
                query(
                    f"sum by (cluster, instance) (increase(whyrestart_container_restarts_total{{{FLEET}}}[15m]))",
                    legend="{{instance}}",
                )
            ],
            at=(12, 12),
            size=(12, 8),
            bars=True,
            about="In the 15 minutes before each point.",
        ),
        states(
            "Loops",
            f"whyrestart_restart_loop{{{FLEET}}}",
            "{{instance}} {{container}}",
            LOOP_STATES,
            at=(0, 20),
            size=(24, 12),
        ),
        table(
            "Next certificates to expire",
            f"bottomk(10, whyrestart_certificate_expiry_timestamp_seconds{{{FLEET}}} - time() "
            f"unless on (cluster, instance, certificate) whyrestart_certificate_used{{{FLEET}}} == 0) < 2592000",
            keep={"cluster": "Cluster", "instance": "Node", "certificate": "Certificate", "Value": "Seconds left"},
            at=(0, 32),
            size=(12, 8),
        ),
        table(
            "Versions",
            f"whyrestart_build_info{{{FLEET}}}",
            keep={"cluster": "Cluster", "instance": "Node", "version": "Version", "python": "Python"},
            at=(12, 32),
            size=(12, 8),
        ),
    ]
    return dashboard(
        uid="whyrestart-fleet",
        title="whyrestart / Fleet",
        about="All control-plane nodes: who restarts, and whether it is the same cause everywhere.",
        panels=panels,
        variables=[
            datasource(),
            label_values("cluster", "Cluster", "label_values(whyrestart_build_info, cluster)", everything=True),
            label_values("job", "Job", 'label_values(whyrestart_build_info{cluster=~"$cluster"}, job)'),
        ],
        links=[],
    )


DASHBOARDS: dict[str, Callable[[], Json]] = {"whyrestart-node.json": node, "whyrestart-fleet.json": fleet}


def written() -> dict[str, str]:
    """Each file's name and text."""
    return {name: json.dumps(make(), indent=2) + "\n" for name, make in DASHBOARDS.items()}


if __name__ == "__main__":
    for name, text in written().items():
        (HERE / name).write_text(text)
