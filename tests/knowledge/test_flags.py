"""The flag tables against what real programs of 1.20.2 and 3.4.23 take, and the verdicts that lint builds on.

`tests/data/knowledge/flags-*.txt` are names that a real binary accepted, hidden ones included, for 1.30 those that the
help lists, and for the kubelet 1.23 those that its own source adds.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.knowledge import flags
from whyrestart.knowledge.flags import COMPONENTS, Verdict, canonical, is_complete, judge, lookup
from whyrestart.knowledge.lifetime import Presence, table
from whyrestart.model.version import Version

DATA = Path(__file__).parent.parent / "data" / "knowledge"
KUBERNETES = [c for c in COMPONENTS if c != "etcd"]
ALL = [(component, name) for component in COMPONENTS for name in flags.known(component)]


def v(text):
    return Version.parse(text)


def names(file):
    return (DATA / file).read_text().split()


@pytest.mark.parametrize("component", KUBERNETES)
def test_every_flag_that_a_real_1_20_2_takes_is_known_there(component):
    taken = names(f"flags-1.20.2-{component}.txt")

    assert {name: judge(component, name, v("1.20.2")).verdict for name in taken} == dict.fromkeys(taken, Verdict.KNOWN)


@pytest.mark.parametrize("component", KUBERNETES)
def test_no_other_flag_is_known_at_1_20(component):
    present = {f.name for f in flags.known(component).values() if f.life.at(v("1.20")) is Presence.PRESENT}

    assert present == {canonical(name) for name in names(f"flags-1.20.2-{component}.txt")}


@pytest.mark.parametrize("component", KUBERNETES)
def test_the_complete_release_leaves_no_flag_undecided(component):
    undecided = [f.name for f in flags.known(component).values() if f.life.at(v("1.20")) is Presence.UNKNOWN]

    assert undecided == []


def test_etcd_3_4_takes_what_a_real_3_4_23_took_and_nothing_that_it_refused():
    at = {f.name: f.life.at(v("3.4")) for f in flags.known("etcd").values()}

    assert {at[name] for name in names("flags-3.4.23-etcd.txt")} == {Presence.PRESENT}
    assert [name for name in names("flags-3.4.23-etcd-refused.txt") if at.get(name) is Presence.PRESENT] == []


@pytest.mark.parametrize(("component", "name"), ALL)
def test_no_lifetime_contradicts_itself(component, name):
    life = lookup(component, name).life
    end = life.removed or life.gone
    order = [life.since or life.absent, *(life.seen or ()), end]
    order = [release for release in order if release is not None]

    assert order == sorted(order)
    assert life.removed is None or life.gone is None
    assert life.since is None or life.absent is None
    if life.seen and end:
        assert life.seen[1] < end
    if life.seen and life.absent:
        assert life.absent < life.seen[0]
    if life.seen and life.since:
        assert life.since <= life.seen[0]


@pytest.mark.parametrize("component", COMPONENTS)
def test_each_table_states_its_source(component):
    assert len(table(f"flags/{component}")["source"].split()) > 5


@pytest.mark.parametrize(
    ("component", "flag", "version", "verdict", "removed_in", "since"),
    [
        pytest.param("kube-apiserver", "--insecure-port=8080", "1.23.17", "known", "1.24", None, id="last-with-it"),
        pytest.param("kube-apiserver", "--insecure-port=0", "1.24.0", "removed", "1.24", None, id="first-without-it"),
        pytest.param("kube-apiserver", "--anonymous-auth", "1.31", "known", None, None, id="lives-on"),
        pytest.param("kube-apiserver", "--authentication-config", "1.28", "not_yet", None, "1.29", id="too-early"),
        pytest.param("kube-apiserver", "--authentication-config", "1.29", "known", None, "1.29", id="just-in-time"),
        pytest.param("kube-apiserver", "--basic-auth-file", "1.18", "known", "1.19", None, id="basic-auth-in-1.18"),
        pytest.param("kube-apiserver", "--basic-auth-file", "1.20", "removed", "1.19", None, id="basic-auth-in-1.20"),
        pytest.param("kube-apiserver", "--cloud-provider", "1.33", "removed", "1.33", None, id="cloud-provider"),
        pytest.param("kubelet", "--cloud-provider", "1.33", "known", None, None, id="the-kubelet-keeps-it"),
        pytest.param("kube-apiserver", "--apiserver-count", "1.33", "known", None, None, id="hidden-but-still-taken"),
        pytest.param("kube-apiserver", "--tls-ca-file", "1.20", "removed", None, None, id="gone-before-some-release"),
        pytest.param("kube-apiserver", "--tls-ca-file", "1.12", "unknown_to_us", None, None, id="when-is-not-known"),
        pytest.param("kube-apiserver", "--kubelet-port", "1.30", "known", None, None, id="hidden-in-1.30"),
        pytest.param("kube-apiserver", "--kubelet-port", "1.34", "unknown_to_us", None, None, id="fate-not-known"),
        pytest.param("kube-apiserver", "--logging-format=json", "1.13.5", "not_yet", None, "1.19", id="logging-format"),
        pytest.param("kube-apiserver", "--shutdown-delay-duration", "1.14", "not_yet", None, "1.16", id="delay"),
        pytest.param("kube-apiserver", "--enable-priority-and-fairness", "1.14", "not_yet", None, "1.18", id="apf"),
        pytest.param("kube-apiserver", "--service-account-issuer", "1.13", "known", None, None, id="issuer-in-1.13"),
        pytest.param("kube-apiserver", "--tls-min-version", "1.14", "known", None, None, id="tls-version-in-1.14"),
        pytest.param("kube-apiserver", "--service-account-jwks-uri", "1.13", "not_yet", None, None, id="jwks-in-1.13"),
        pytest.param("kube-apiserver", "--service-account-jwks-uri", "1.16", "unknown_to_us", None, None, id="between"),
        pytest.param("kube-apiserver", "--ssh-user=core", "1.21", "known", "1.22", None, id="ssh-in-1.21"),
        pytest.param("kube-apiserver", "--ssh-user=core", "1.22", "removed", "1.22", None, id="ssh-in-1.22"),
        pytest.param("kube-apiserver", "--identity-lease-duration-seconds", "1.25", "known", "1.26", "1.20", id="id"),
        pytest.param("kube-apiserver", "--identity-lease-duration-seconds", "1.26", "removed", "1.26", "1.20", id="no"),
        pytest.param(
            "kube-apiserver",
            "--encryption-provider-config-automatic-reload",
            "1.25.9",
            "not_yet",
            None,
            "1.26",
            id="reload-in-1.25",
        ),
        pytest.param(
            "kube-apiserver",
            "--shutdown-watch-termination-grace-period=60s",
            "1.29.6",
            "known",
            None,
            None,
            id="watches-in-1.29",
        ),
        pytest.param(
            "kube-apiserver",
            "--shutdown-watch-termination-grace-period=60s",
            "1.27",
            "unknown_to_us",
            None,
            None,
            id="watches-in-1.27",
        ),
        pytest.param("kube-apiserver", "--permit-address-sharing", "1.20.15", "not_yet", None, "1.21", id="address"),
        pytest.param(
            "kube-controller-manager", "--volume-host-cidr-denylist", "1.18", "not_yet", "1.31", "1.19", id="v"
        ),
        pytest.param(
            "kube-controller-manager", "--volume-host-cidr-denylist", "1.30", "known", "1.31", "1.19", id="vh"
        ),
        pytest.param(
            "kube-controller-manager", "--volume-host-cidr-denylist", "1.31", "removed", "1.31", "1.19", id="w"
        ),
        pytest.param("kube-controller-manager", "--concurrent-job-syncs=9", "1.21", "not_yet", None, None, id="jobs"),
        pytest.param("kube-controller-manager", "--node-cidr-mask-size-ipv4", "1.15", "not_yet", None, None, id="dual"),
        pytest.param(
            "kube-scheduler", "--disable-http2-serving", "1.30.4", "not_yet", None, "1.31", id="http2-in-1.30"
        ),
        pytest.param("kube-scheduler", "--log-text-split-stream", "1.29", "not_yet", None, "1.30", id="text-in-1.29"),
        pytest.param("kubelet", "--seccomp-profile-root", "1.22", "known", "1.23", None, id="seccomp-in-1.22"),
        pytest.param("kubelet", "--seccomp-profile-root", "1.23", "removed", "1.23", None, id="seccomp-in-1.23"),
        pytest.param("kubelet", "--iptables-drop-bit=15", "1.30", "known", "1.31", None, id="iptables-in-1.30"),
        pytest.param("kubelet", "--iptables-drop-bit=15", "1.31", "removed", "1.31", None, id="iptables-in-1.31"),
        pytest.param("kubelet", "--non-masquerade-cidr", "1.24", "removed", "1.24", None, id="masquerade"),
        pytest.param("kubelet", "--register-schedulable", "1.33", "unknown_to_us", None, None, id="schedulable"),
        pytest.param(
            "kubelet", "--enable-cadvisor-json-endpoints", "1.21", "removed", "1.21", None, id="json-endpoints"
        ),
        pytest.param("kubelet", "--local-storage-capacity-isolation", "1.23", "not_yet", None, None, id="isolation"),
        pytest.param("kubelet", "--redirect-container-streaming", "1.21", "unknown_to_us", None, None, id="streaming"),
        pytest.param("kubelet", "--redirect-container-streaming", "1.23", "removed", None, None, id="streaming-gone"),
        pytest.param("kubelet", "--require-kubeconfig", "1.10.1", "removed", "1.10", None, id="require-kubeconfig"),
        pytest.param("kube-controller-manager", "--port=0", "1.24", "removed", "1.24", None, id="kcm-port"),
        pytest.param("kube-controller-manager", "--pod-eviction-timeout", "1.26", "known", "1.27", None, id="pet-1.26"),
        pytest.param("kube-scheduler", "--policy-config-file", "1.23", "removed", "1.23", None, id="scheduler-policy"),
        pytest.param("kube-apiserver", "--enable-swagger-ui", "1.23", "known", "1.24", None, id="swagger-in-1.23"),
        pytest.param("kube-apiserver", "--enable-swagger-ui", "1.24", "removed", "1.24", None, id="swagger-in-1.24"),
        pytest.param("kube-scheduler", "--address", "1.24.2", "removed", "1.24", None, id="scheduler-address"),
        pytest.param(
            "kube-controller-manager", "--deployment-controller-sync-period", "1.26", "removed", None, None, id="dcsp"
        ),
        pytest.param(
            "kube-controller-manager", "--cluster-signing-duration", "1.18", "not_yet", None, "1.19", id="csd"
        ),
        pytest.param("kubelet", "--dynamic-config-dir", "1.24", "removed", "1.24", None, id="dynamic-configuration"),
        pytest.param("etcd", "--proxy=off", "3.6.5", "removed", "3.6", None, id="etcd-proxy"),
        pytest.param("kube-scheduler", "--logtostderr", "1.26", "removed", "1.26", None, id="klog"),
        pytest.param("kubelet", "--container-runtime=remote", "1.26", "known", "1.27", None, id="runtime-in-1.26"),
        pytest.param("kubelet", "--container-runtime=remote", "1.27", "removed", "1.27", None, id="runtime-in-1.27"),
        pytest.param("kubelet", "--container-runtime-endpoint", "1.34", "known", None, None, id="endpoint-stays"),
        pytest.param("kubelet", "--network-plugin=cni", "1.24", "removed", "1.24", None, id="dockershim"),
        pytest.param("kubelet", "--pod-infra-container-image", "1.35", "removed", "1.35", None, id="pause-image"),
        pytest.param("kubelet", "--housekeeping-interval", "1.30", "unknown_to_us", None, None, id="cadvisor"),
        pytest.param("kubelet", "--seccomp-default", "1.21", "not_yet", None, "1.22", id="kubelet-too-early"),
        pytest.param("etcd", "--debug", "3.4.20", "known", "3.5", None, id="etcd-debug-in-3.4"),
        pytest.param("etcd", "--debug", "3.5.0", "removed", "3.5", None, id="etcd-debug-in-3.5"),
        pytest.param("etcd", "--enable-v2=true", "3.6.1", "removed", "3.6", None, id="etcd-v2"),
        pytest.param("etcd", "--listen-metrics-urls", "3.5.9", "known", None, "3.3", id="etcd-metrics"),
        pytest.param("etcd", "--listen-client-http-urls", "3.4.30", "unknown_to_us", None, None, id="backported"),
        pytest.param("etcd", "--experimental-corrupt-check-time=1h", "3.6.4", "known", "3.7", None, id="last-trial"),
        pytest.param("etcd", "--experimental-corrupt-check-time=1h", "3.7.0", "removed", "3.7", None, id="trial-over"),
        pytest.param("etcd", "--corrupt-check-time=1h", "3.5.21", "not_yet", None, "3.6", id="still-a-trial"),
        pytest.param("etcd", "--socket-reuse-port", "3.4.33", "not_yet", None, "3.5", id="etcd-new-in-3.5"),
        pytest.param("etcd", "--log-format=json", "3.5.12", "not_yet", None, "3.6", id="etcd-log-format"),
        pytest.param("etcd", "--v=2", "3.6.0", "known", None, None, id="taken-and-ignored"),
        pytest.param("etcd", "--cluster-active-size=3", "3.4.9", "known", None, None, id="ignored-in-3.4"),
        pytest.param("etcd", "--tls-min-version", "3.4.30", "unknown_to_us", None, None, id="in-some-patches-of-3.4"),
        pytest.param("etcd", "--discovery", "3.7.0", "unknown_to_us", None, None, id="3.7-was-not-read"),
    ],
)
def test_a_flag_is_judged_by_release(component, flag, version, verdict, *, removed_in, since):
    answer = judge(component, flag, v(version))

    assert answer.verdict == verdict
    assert answer.removed_in == v(removed_in)
    assert answer.since == v(since)


@pytest.mark.parametrize(
    ("component", "flag", "nearest"),
    [
        pytest.param("kube-apiserver", "--anonymus-auth", "anonymous-auth", id="letter-left-out"),
        pytest.param("kube-apiserver", "--etcd-server", "etcd-servers", id="singular"),
        pytest.param("kube-apiserver", "--service-acount-issuer=x", "service-account-issuer", id="with-value"),
        pytest.param("kube-scheduler", "--leaderelect", "leader-elect", id="hyphen-left-out"),
        pytest.param("kubelet", "--cgroup-drivers", "cgroup-driver", id="plural"),
    ],
)
def test_a_slip_is_named_where_the_table_is_complete_and_only_hinted_at_elsewhere(component, flag, nearest):
    sure, unsure = judge(component, flag, v("1.20.2")), judge(component, flag, v("1.27.3"))

    assert (sure.verdict, sure.nearest, sure.complete) == (Verdict.MISSPELT, nearest, True)
    assert (unsure.verdict, unsure.nearest, unsure.complete) == (Verdict.UNKNOWN_TO_US, nearest, False)


@pytest.mark.parametrize(
    ("component", "version", "slip", "nearest"),
    [
        pytest.param("kube-apiserver", "1.21.14", "--etcd-server", "etcd-servers", id="apiserver-1.21"),
        pytest.param("kube-apiserver", "1.31.2", "--shutdown-delay-durations", "shutdown-delay-duration", id="1.31"),
        pytest.param("kube-controller-manager", "1.21.0", "--cluster-cdr", "cluster-cidr", id="kcm-1.21"),
        pytest.param("kube-controller-manager", "1.31.0", "--concurrent-job-sync", "concurrent-job-syncs", id="kcm"),
        pytest.param("kube-scheduler", "1.18.20", "--leaderelect", "leader-elect", id="scheduler-1.18"),
        pytest.param("kube-scheduler", "1.29.0", "--bind-adress", "bind-address", id="scheduler-1.29"),
        pytest.param("kube-scheduler", "1.34.1", "--tls-minversion", "tls-min-version", id="scheduler-1.34"),
        pytest.param("kube-apiserver", "1.30.4", "--etcd-readycheck-timeouts", "etcd-readycheck-timeout", id="1.30"),
        pytest.param("kube-controller-manager", "1.30.4", "--cluster-cdr", "cluster-cidr", id="kcm-1.30"),
        pytest.param("kube-scheduler", "1.30.4", "--bind-adress", "bind-address", id="scheduler-1.30"),
        pytest.param("kubelet", "1.21.14", "--cgroup-drivers", "cgroup-driver", id="kubelet-1.21"),
        pytest.param("kubelet", "1.23.17", "--network-plugins", "network-plugin", id="kubelet-1.23"),
        pytest.param("etcd", "3.4.16", "--quota-backend-byte", "quota-backend-bytes", id="etcd-3.4"),
        pytest.param("etcd", "3.5.21", "--listen-client-url", "listen-client-urls", id="etcd-3.5"),
        pytest.param("etcd", "3.6.4", "--snapshot-counts", "snapshot-count", id="etcd-3.6"),
    ],
)
def test_a_slip_is_sure_in_every_complete_release(component, version, slip, nearest):
    answer = judge(component, slip, v(version))

    assert (answer.verdict, answer.nearest, answer.complete) == (Verdict.MISSPELT, nearest, True)


# Deprecated flags that the help, and so the pages of kubernetes.io, leave out: a complete release must not refuse them.
@pytest.mark.parametrize(
    ("component", "version", "hidden"),
    [
        pytest.param("kube-apiserver", "1.21", "--insecure-port=0 --admission-control=x --address=::1", id="api-1.21"),
        pytest.param("kube-apiserver", "1.31", "--cloud-provider=external --apiserver-count=3 --admission-control=x",
                     id="api-1.31"),
        pytest.param("kube-apiserver", "1.31", "--default-watch-cache-size=9 --enable-logs-handler=false",
                     id="api-1.31-caches"),
        pytest.param("kube-controller-manager", "1.21", "--port=0 --register-retry-count=3", id="kcm-1.21"),
        pytest.param("kube-controller-manager", "1.31", "--node-sync-period=9s --log-json-split-stream", id="kcm-1.31"),
        pytest.param("kube-apiserver", "1.30", "--cloud-provider=x --kubelet-port=1 --default-watch-cache-size=9",
                     id="api-1.30"),
        pytest.param("kube-controller-manager", "1.30", "--volume-host-cidr-denylist=x --node-sync-period=9s",
                     id="kcm-1.30"),
        pytest.param("kube-scheduler", "1.30", "--log-json-split-stream", id="scheduler-1.30"),
        pytest.param("kube-scheduler", "1.23", "--port=0 --logtostderr --lock-object-name=x", id="scheduler-1.23"),
        pytest.param("kube-scheduler", "1.34", "--log-json-split-stream", id="scheduler-1.34"),
        pytest.param("kubelet", "1.21", "--docker-root=x --housekeeping-interval=9s --chaos-chance=0", id="1.21"),
        pytest.param("kubelet", "1.23", "--docker=x --experimental-dockershim-root-directory=x --register-schedulable",
                     id="1.23"),
        pytest.param("etcd", "3.4", "--vv --snapshot --log-output=x --tls-min-version", id="etcd-3.4"),
        pytest.param("etcd", "3.5", "--force --retry-interval --config --log-level=x", id="etcd-3.5"),
    ],
)  # fmt: skip
def test_a_complete_release_does_not_refuse_what_its_help_hides(component, version, hidden):
    assert is_complete(component, v(version))
    assert {judge(component, flag, v(version)).verdict for flag in hidden.split()} <= {
        Verdict.KNOWN, Verdict.UNKNOWN_TO_US
    }  # fmt: skip
    assert not any(judge(component, flag, v(version)).complete for flag in hidden.split()
                   if judge(component, flag, v(version)).verdict is Verdict.UNKNOWN_TO_US)  # fmt: skip


@pytest.mark.parametrize("component", KUBERNETES[:3])
def test_every_flag_that_the_help_of_1_30_lists_is_known_there(component):
    listed = names(f"flags-1.30-{component}.txt")

    assert {name: judge(component, name, v("1.30")).verdict for name in listed} == dict.fromkeys(listed, Verdict.KNOWN)


def test_every_flag_that_the_source_of_the_kubelet_1_23_adds_is_known_there():
    added = names("flags-1.23-kubelet.txt")

    assert {name: judge("kubelet", name, v("1.23")).verdict for name in added} == dict.fromkeys(added, Verdict.KNOWN)


def test_a_name_like_no_other_is_unknown_and_the_complete_table_says_so():
    answer = judge("kube-apiserver", "--bogus", v("1.20.2"))

    assert (answer.verdict, answer.nearest, answer.complete) == (Verdict.UNKNOWN_TO_US, None, True)


def test_a_removed_flag_is_not_offered_as_the_nearest():
    assert flags.nearest("kube-apiserver", "--basic-auth-files", v("1.20.2")) is None
    assert flags.nearest("kube-apiserver", "--basic-auth-files", v("1.18.2")) == "basic-auth-file"


@pytest.mark.parametrize(
    ("component", "flag", "version"),
    [
        pytest.param("kube-apiserver", "--admission_control=x", "1.9.6", id="1.9-takes-it"),
        pytest.param("kube-apiserver", "--anonymous_auth=false", "1.31", id="apiserver-later"),
        pytest.param("kube-scheduler", "--bind_address=::", "1.29", id="scheduler-later"),
        pytest.param("kubelet", "--node_ip=10.0.0.4", "1.20.2", id="the-kubelet-always"),
        pytest.param("kube-controller-manager", "--concurrent_rc_syncs=3", "1.20.2", id="its-own-spelling"),
    ],
)
def test_underscores_are_taken_for_hyphens_where_the_release_does_or_may(component, flag, version):
    assert judge(component, flag, v(version)).verdict is Verdict.KNOWN


@pytest.mark.parametrize(
    ("component", "flag", "version", "right"),
    [
        pytest.param("kube-apiserver", "--admission_control=x", "1.10.0", "admission-control", id="since-1.10"),
        pytest.param("kube-apiserver", "--anonymous_auth=false", "1.20.2", "anonymous-auth", id="apiserver"),
        pytest.param("kube-controller-manager", "--secure_port=1", "1.20.2", "secure-port", id="controller-manager"),
        pytest.param("kube-controller-manager", "--concurrent-rc-syncs=3", "1.20.2", "concurrent_rc_syncs", id="rc"),
        pytest.param("kube-scheduler", "--log_file=/x", "1.20.2", "log-file", id="scheduler"),
        pytest.param("etcd", "--data_dir=/var/lib/etcd", "3.5.9", "data-dir", id="etcd-always"),
    ],
)
def test_an_underscore_is_refused_where_a_trial_was_refused(component, flag, version, right):
    answer = judge(component, flag, v(version))

    assert (answer.verdict, answer.nearest) == (Verdict.MISSPELT, right)


def test_a_program_without_a_table_is_never_judged():
    answer = judge("haproxy", "--anything", v("1.20"))

    assert (answer.verdict, answer.complete) == (Verdict.UNKNOWN_TO_US, False)


def test_a_removal_names_what_takes_its_place():
    silent = [
        (component, name)
        for component, name in ALL
        if lookup(component, name).life.removed and not lookup(component, name).instead
    ]

    assert silent == []


@pytest.mark.parametrize(("component", "name"), [(c, n) for c, n in ALL if "--" in lookup(c, n).instead])
def test_what_takes_the_place_is_a_flag_of_some_component(component, name):
    for word in lookup(component, name).instead.replace(",", " ").replace(";", " ").split():
        if word.startswith("--"):
            assert any(lookup(other, word) for other in (component, "kube-apiserver")), word


@pytest.mark.parametrize(
    ("version", "needed"),
    [
        pytest.param("1.19.16", ["etcd-servers"], id="before-the-issuer"),
        pytest.param(
            "1.20.0", ["etcd-servers", "service-account-issuer", "service-account-signing-key-file"], id="with-it"
        ),
    ],
)
def test_required_flags_by_release(version, needed):
    asked = v(version)

    assert [f.name for f in flags.required("kube-apiserver") if f.since is None or asked >= f.since] == needed
    assert flags.required("kubelet") == ()


@given(component=st.sampled_from(COMPONENTS), name=st.text(max_size=40), minor=st.integers(0, 60))
def test_no_input_breaks_the_judgement(component, name, minor):
    answer = judge(component, name, Version(1, minor))

    assert answer.verdict in Verdict
    assert answer.complete or answer.verdict is not Verdict.MISSPELT
