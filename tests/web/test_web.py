"""The HTTP interface: what each path answers, and that nothing on the node can break out of a page."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sinks import samples
from web.serving import client_of, serving
from whyrestart.model.cause import Cause
from whyrestart.model.observation import Gap, Source, Variant
from whyrestart.sinks import pages
from whyrestart.sinks.status import AlertPeerStatus

ALL_PATHS = (
    "/",
    "/metrics",
    "/api/v1/diagnosis",
    "/api/v1/history",
    "/causes/",
    "/causes/anonymous_auth_disabled",
    "/assets/page.css",
    "/-/healthy",
    "/-/ready",
)


@pytest.mark.parametrize("path", ALL_PATHS)
async def test_every_path_answers_get_and_head_and_refuses_to_change_anything(path):
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        got = await client.get(path)
        head = await client.head(path)
        refused = [(await client.request(method, path)).status_code for method in ("POST", "PUT", "DELETE", "PATCH")]

    assert (got.status_code, head.status_code) == (200, 200)
    assert head.content == b""
    assert refused == [405] * 4


@pytest.mark.parametrize("path", [*ALL_PATHS, "/nothing-here"])
async def test_every_answer_forbids_foreign_code_and_framing(path):
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        headers = (await client.get(path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy
    assert "server" not in headers


async def test_before_the_first_look_it_is_alive_and_says_that_it_is_not_ready():
    async with serving(None) as server, client_of(server) as client:
        answers = {path: (await client.get(path)).status_code for path in ALL_PATHS}

    assert answers["/-/healthy"] == 200
    assert answers["/metrics"] == 200
    assert (answers["/"], answers["/-/ready"], answers["/api/v1/diagnosis"]) == (503, 503, 503)


async def test_ready_waits_for_every_source():
    async with serving(replace(samples.looping_status(), ready=False)) as server, client_of(server) as client:
        assert (await client.get("/-/ready")).status_code == 503


async def test_the_diagnosis_is_the_document_of_the_contract():
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        answer = await client.get("/api/v1/diagnosis")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["verdict"]["cause"] == "anonymous_auth_disabled"


async def test_metrics_are_openmetrics_when_asked_for():
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        plain = await client.get("/metrics")
        opened = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert opened.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert opened.text.endswith("# EOF\n")


async def test_history_passes_the_pod_and_the_limit_on():
    asked = []

    async def history(*, pod, limit):
        asked.append((pod, limit))
        return [{"pod": pod, "cause": "oom_killed"}]

    async with serving(samples.looping_status(), history=history) as server, client_of(server) as client:
        answer = await client.get("/api/v1/history", params={"pod": "etcd-master-1", "limit": "5"})

    assert asked == [("etcd-master-1", 5)]
    assert answer.json() == {
        "schema": 1,
        "node": "master-1",
        "restarts": [{"pod": "etcd-master-1", "cause": "oom_killed"}],
    }


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1e9", "", "9" * 5000])
async def test_a_senseless_limit_is_refused_with_what_was_expected(limit):
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        answer = await client.get("/api/v1/history", params={"limit": limit})

    assert answer.status_code == 400
    assert "1 to 1000" in answer.json()["error"]


@pytest.mark.parametrize(
    "path", ["/causes/nope", "/causes/..%2f..%2fetc%2fpasswd", "/assets/..%2fpages.py", "/favicon.ico"]
)
async def test_what_is_not_there_is_not_found(path):
    async with serving(samples.looping_status()) as server, client_of(server) as client:
        assert (await client.get(path)).status_code == 404


def words_of(html):
    """The text of a page, white space collapsed."""

    class Text(HTMLParser):
        def __init__(self):
            super().__init__()
            self.parts = []

        def handle_data(self, data):
            self.parts.append(data)

    parser = Text()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.parts))


@pytest.mark.parametrize(
    "says",
    [
        pytest.param("--anonymous-auth=false makes kube-apiserver answer 401", id="verdict"),
        pytest.param("Next kill in 50 s at 08:00:50 UTC", id="countdown"),
        pytest.param("- - --anonymous-auth=false", id="edit"),
        pytest.param(
            "12 \N{MULTIPLICATION SIGN} killed after a failed probe: anonymous_auth_disabled", id="timeline-in-words"
        ),
        pytest.param("attempt 11: lived 1 min 30 s", id="each-attempt-in-words"),
        pytest.param("liveness GET https://10.0.0.4:6443/livez 3 of 8 failures", id="probe"),
        pytest.param("with a client certificate success 200 12 ms of 15 s", id="probe-matrix"),
        pytest.param("in back-off until 08:02:00 UTC", id="back-off"),
        pytest.param("+ - --anonymous-auth=false", id="last-change"),
        pytest.param("line 7: found a tab where indentation was expected", id="invalid-manifest"),
        pytest.param("apiserver-etcd-client 2026-11-28 5 d", id="certificate"),
        pytest.param("backup/apiserver 2026-10-19 expired, unused", id="certificate-that-nothing-uses"),
        pytest.param("kernel log blind never 90 /dev/kmsg: permission denied", id="blind-source"),
        pytest.param("kernel log since 07:45:00 UTC: /dev/kmsg: permission denied", id="gap"),
        pytest.param("follows from kube-apiserver", id="downstream"),
        pytest.param("Caution: A CIS scanner will report item 1.2.1 again.", id="caution"),
    ],
)
def test_the_status_page_says(says):
    assert says in words_of(pages.node(samples.looping_status(), samples.AT))


def test_what_it_advises_leaves_no_second_manifest_behind():
    page = words_of(pages.node(samples.looping_status(), samples.AT))

    assert "whyrestart fix --write applies it on the node" in page
    assert page.count("patch -") == page.count("patch --no-backup-if-mismatch")


def test_why_a_source_is_blind_is_said_once():
    status = samples.looping_status()
    (blind,) = (each for each in status.sources if not each.up)
    gap = Gap(source=blind.source, why=blind.why, since=samples.AT)
    page = words_of(pages.node(replace(status, diagnosis=replace(status.diagnosis, gaps=(gap,))), samples.AT))

    assert page.count(blind.why) == 1
    assert "Gaps" not in page


@pytest.mark.parametrize(
    ("intended", "banner"),
    [pytest.param(True, "healthy", id="turned-off"), pytest.param(False, "at_risk", id="refused")],
)
def test_a_source_that_is_turned_off_leaves_the_banner_green_and_is_told_below(intended, banner):
    status = samples.healthy_status()
    gap = Gap(source=Source.CRI, why="runtime_endpoint is off", since=samples.AT, intended=intended)
    page = pages.node(replace(status, diagnosis=replace(status.diagnosis, gaps=(gap,))), samples.AT)

    assert f'<section class="verdict {banner}"' in page
    assert "runtime_endpoint is off" in words_of(page)


def test_whether_alertmanagers_take_the_alerts_is_told():
    peers = (
        AlertPeerStatus(peer="am-1:9093", sent_total=3),
        AlertPeerStatus(peer="am-2:9093", up=False, errors_total=9),
    )
    page = words_of(pages.node(replace(samples.looping_status(), alert_peers=peers), samples.AT))

    assert "am-1:9093 takes them 3 taken, 0 not" in page
    assert "am-2:9093 does not take them 0 taken, 9 not" in page
    assert "Alerts sent from here" not in words_of(
        pages.node(replace(samples.looping_status(), alert_peers=()), samples.AT)
    )


def test_a_healthy_node_says_so_and_foretells_nothing():
    page = words_of(pages.node(samples.healthy_status(), samples.AT))

    assert "Nothing to repair on master-1." in page
    assert "Next kill" not in page


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(samples.hostile_status(), id="hostile"),
        pytest.param(samples.crowded_status(500), id="500-pods"),
        pytest.param(replace(samples.healthy_status(), containers=(), sources=(), manifests=()), id="nothing-known"),
    ],
)
def test_no_text_of_the_node_becomes_markup(status):
    class Tags(HTMLParser):
        def __init__(self):
            super().__init__()
            self.scripts = []
            self.handlers = []

        def handle_starttag(self, tag, attrs):
            names = dict(attrs)
            if tag == "script":
                self.scripts.append(names.get("src"))
            self.handlers += [name for name in names if name.startswith("on") or name == "style"]

    page = pages.node(status, samples.AT)
    parser = Tags()
    parser.feed(page)

    assert parser.scripts == ["/assets/page.js"]
    assert parser.handlers == []
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", page)
    page.encode()


def test_a_crowd_is_cut_and_counted():
    page = words_of(pages.node(samples.crowded_status(500), samples.AT))

    assert "440 more" in page


def test_two_hundred_attempts_stay_inside_the_picture():
    first, *_ = samples.looping_status().containers
    status = replace(samples.looping_status(), containers=(replace(first, attempts=samples.attempts(200)),))
    bars = re.findall(r'<rect x="([\d.]+)" y="6" width="([\d.]+)"', pages.node(status, samples.AT))

    assert len(bars) >= pages.pictures.IN_SIGHT
    assert all(float(x) >= 0 and float(x) + float(width) <= 1000.1 for x, width in bars)


def test_every_variant_has_words():
    probe = samples.liveness(*(samples.replay(variant, status=200) for variant in Variant))
    first, *_ = samples.looping_status().containers
    status = replace(samples.looping_status(), containers=(replace(first, probes=(probe,)),))

    page = words_of(pages.node(status, samples.AT))

    assert not [variant for variant in Variant if "_" in variant and variant in page]


@pytest.mark.parametrize("cause", [pytest.param(cause, id=str(cause)) for cause in Cause])
def test_every_cause_has_its_page(cause):
    page = pages.cause(cause)

    assert f"<code>{cause.value}</code>" in page
    assert "How to fix" in page


def test_the_list_of_causes_is_complete():
    listed = set(re.findall(r'href="/causes/([a-z_]+)"', pages.causes()))

    assert listed == {cause.value for cause in Cause}


def test_the_page_loads_nothing_from_elsewhere():
    page = pages.node(samples.looping_status(), samples.AT)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert [target for target in loaded if not target.startswith(("/", "#"))] == []
    assert all(target.removeprefix("/assets/") in pages.ASSETS for target in loaded if target.startswith("/assets/"))
