"""Admission plugins, configuration kinds and installers' probes by release."""

from pathlib import Path

import pytest

from whyrestart.knowledge import admission_plugins, config_kinds
from whyrestart.knowledge.default_probes import default_probes, installers
from whyrestart.knowledge.flags import Verdict, lookup
from whyrestart.knowledge.lifetime import Lifetime, Presence, lifetime, release, table
from whyrestart.model.manifest import HttpGet, ProbeKind
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse

INSTALLERS = Path(__file__).parents[1] / "data" / "installers"

# Holds what the help of kube-apiserver lists under --enable-admission-plugins.
DATA = Path(__file__).parent.parent / "data" / "knowledge"


def v(text):
    return Version.parse(text)


@pytest.mark.parametrize("version", ["1.20", "1.35"])
def test_the_complete_releases_have_exactly_the_plugins_of_their_help(version):
    listed = (DATA / f"admission-plugins-{version}.txt").read_text().split()
    at = {p.name: p.life.at(v(version)) for p in admission_plugins.known().values()}

    assert {name for name, presence in at.items() if presence is Presence.PRESENT} == set(listed)
    assert Presence.UNKNOWN not in at.values()


@pytest.mark.parametrize(
    ("name", "version", "verdict", "nearest"),
    [
        pytest.param("PodSecurityPolicy", "1.24", "known", None, id="psp-last"),
        pytest.param("PodSecurityPolicy", "1.25", "removed", None, id="psp-gone"),
        pytest.param("PodSecurity", "1.21", "not_yet", None, id="too-early"),
        pytest.param("PersistentVolumeLabel", "1.31", "removed", None, id="pv-label"),
        pytest.param("DenyEscalatingExec", "1.25", "unknown_to_us", None, id="when-is-not-known"),
        pytest.param("NodeRestrictions", "1.20", "misspelt", "NodeRestriction", id="slip"),
        pytest.param("NodeRestrictions", "1.28", "unknown_to_us", "NodeRestriction", id="slip-elsewhere"),
        pytest.param("Nonsense", "1.20", "unknown_to_us", None, id="nothing-like-it"),
    ],
)
def test_a_plugin_is_judged_by_release(name, version, verdict, nearest):
    answer = admission_plugins.judge(name, v(version))

    assert (answer.verdict, answer.nearest) == (verdict, nearest)


@pytest.mark.parametrize(
    ("kind", "api", "version", "verdict", "use"),
    [
        pytest.param("Policy", "audit.k8s.io/v1beta1", "1.23", "known", "audit.k8s.io/v1", id="audit-last"),
        pytest.param("Policy", "audit.k8s.io/v1beta1", "1.24", "removed", "audit.k8s.io/v1", id="audit-gone"),
        pytest.param(
            "KubeSchedulerConfiguration",
            "kubescheduler.config.k8s.io/v1beta2",
            "1.28",
            "removed",
            "kubescheduler.config.k8s.io/v1",
            id="scheduler-gone",
        ),
        pytest.param(
            "AuthenticationConfiguration",
            "apiserver.config.k8s.io/v1",
            "1.32",
            "not_yet",
            "apiserver.config.k8s.io/v1beta1",
            id="authentication-too-early",
        ),
        pytest.param(
            "EncryptionConfiguration",
            "v1",
            "1.20",
            "unknown_to_us",
            "apiserver.config.k8s.io/v1",
            id="pair-that-is-not-in-the-table",
        ),
        pytest.param(
            "KubeSchedulerConfiguration",
            "kubescheduler.config.k8s.io/v1alpha1",
            "1.19.4",
            "removed",
            "kubescheduler.config.k8s.io/v1beta1",
            id="the-hard-way-at-1.19",
        ),
        pytest.param(
            "KubeSchedulerConfiguration",
            "kubescheduler.config.k8s.io/v1alpha2",
            "1.17",
            "not_yet",
            "kubescheduler.config.k8s.io/v1alpha1",
            id="profiles-before-1.18",
        ),
        pytest.param(
            "TracingConfiguration",
            "apiserver.config.k8s.io/v1beta1",
            "1.26",
            "not_yet",
            "apiserver.config.k8s.io/v1alpha1",
            id="tracing-beta-was-reverted-in-1.26",
        ),
        pytest.param(
            "TracingConfiguration",
            "apiserver.config.k8s.io/v1",
            "1.33",
            "not_yet",
            "apiserver.config.k8s.io/v1beta1",
            id="tracing-stable-in-1.34",
        ),
        pytest.param(
            "WebhookAdmissionConfiguration",
            "apiserver.config.k8s.io/v1",
            "1.16",
            "not_yet",
            None,
            id="webhooks-in-1.17",
        ),
        pytest.param(
            "Configuration",
            "resourcequota.admission.k8s.io/v1alpha1",
            "1.20",
            "known",
            "resourcequota.admission.k8s.io/v1beta1",
            id="one-plugin-s-is-not-another-s",
        ),
        pytest.param("Configuration", "example.com/v1", "1.20", "unknown_to_us", None, id="somebody-else-s"),
        pytest.param(
            "EgressSelectorConfiguration",
            "apiserver.k8s.io/v1alpha1",
            "1.30",
            "unknown_to_us",
            "apiserver.k8s.io/v1beta1",
            id="taken-in-any-version",
        ),
        pytest.param("Deployment", "apps/v1", "1.20", "unknown_to_us", None, id="no-configuration-at-all"),
    ],
)
def test_a_configuration_kind_is_judged_by_release(kind, api, version, verdict, use):
    answer = config_kinds.judge(kind, api, v(version))

    assert (answer.verdict, answer.use) == (verdict, use)


def test_kinds_are_found_by_the_flag_that_names_their_file():
    assert config_kinds.kinds_for("kube-apiserver", "audit-policy-file") == ("Policy",)
    assert config_kinds.kinds_for("kube-apiserver", "admission-control-config-file") == ("AdmissionConfiguration",)
    assert config_kinds.kinds_for("kube-apiserver", "anonymous-auth") == ()


@pytest.mark.parametrize("facts", config_kinds.known(), ids=lambda f: f"{f.kind}-{f.api_version}")
def test_every_kind_belongs_to_a_flag_of_its_component(facts):
    assert lookup(facts.component, facts.flag) is not None


@pytest.mark.parametrize(
    ("version", "kinds", "path"),
    [
        pytest.param("1.18.20", {ProbeKind.LIVENESS}, "/healthz", id="before-startup-probes"),
        pytest.param("1.19.0", {ProbeKind.STARTUP, ProbeKind.LIVENESS, ProbeKind.READINESS}, "/livez", id="from-1.19"),
    ],
)
def test_kubeadm_writes_these_probes(version, kinds, path):
    probes = default_probes("kubeadm", "kube-apiserver", v(version))

    assert {p.kind for p in probes} == kinds
    assert next(p for p in probes if p.kind is ProbeKind.LIVENESS).path == path


def test_an_installer_that_writes_no_probe_or_is_unknown_has_none():
    assert default_probes("k3s", "kube-apiserver", v("1.30")) == ()
    assert default_probes("homemade", "kube-apiserver", v("1.30")) == ()
    assert {i.name for i in installers() if i.anonymous} == {"kubeadm", "kubespray", "openshift"}


def shown(probe):
    """A probe of a manifest as the table tells it: a named port by its number, an exec probe as one."""
    handler = probe.handler
    timing = (probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds, probe.failure_threshold)
    if not isinstance(handler, HttpGet):
        return ("exec", "", timing)
    return (handler.scheme, handler.path, timing)


def told(probe):
    """The same of the table's entry; where the timing is left out, the kubelet's own."""
    defaults = (0, 1, 10, 3)
    timing = (probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds, probe.failure_threshold)
    full = tuple(default if value is None else value for value, default in zip(timing, defaults, strict=True))
    return ("exec", "", full) if probe.command else (probe.scheme, probe.path, full)


WRITTEN_BY = {
    **{f"kubeadm-{r}": ("kubeadm", r) for r in ("1.7", "1.13", "1.18", "1.22", "1.29", "1.33", "1.34", "1.36")},
    "kubespray-1.32": ("kubeadm", "1.32"),
    "kops-1.30": ("kops", "1.30"),
    "rke2-1.28": ("rke2", "1.28"),
    "openshift-4.16": ("openshift", "1.29"),
    "talos-1.8": ("talos", "1.31"),
}
COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")


MANIFESTS = [
    (path, *by, component)
    for fixture, by in WRITTEN_BY.items()
    for component in COMPONENTS
    for end in (".yaml", ".manifest", "-pod.yaml")
    if (path := INSTALLERS / fixture / f"{component}{end}").exists()
]


def test_every_installer_has_manifests():
    assert {path.parent.name for path, *_ in MANIFESTS} == WRITTEN_BY.keys()


@pytest.mark.parametrize(
    ("path", "installer", "release_", "component"),
    [pytest.param(*each, id=f"{each[0].parent.name}-{each[-1]}") for each in MANIFESTS],
)
def test_the_table_agrees_with_the_manifests_that_the_installers_wrote(path, installer, release_, component):
    pod = parse(str(path), path.read_bytes()).pod
    written = {p.kind: shown(p) for c in pod.containers for p in c.probes if c.name == component}

    table_says = {p.kind: told(p) for p in default_probes(installer, component, v(release_))}

    assert table_says == written


@pytest.mark.parametrize("name", ["admission_plugins", "config_kinds", "default_probes", "required_flags"])
def test_each_table_states_its_source(name):
    assert len(table(name)["source"].split()) > 5


@pytest.mark.parametrize(
    ("life", "version", "presence"),
    [
        pytest.param({"seen": ["1.20", "1.30"]}, "1.19", "unknown", id="before-the-first-sighting"),
        pytest.param({"seen": ["1.20", "1.30"]}, "1.25", "present", id="between-sightings"),
        pytest.param({"seen": ["1.20", "1.30"]}, "1.31", "unknown", id="after-the-last-sighting"),
        pytest.param({"seen": ["1.20", "1.30"], "gone": "1.33"}, "1.32", "unknown", id="not-yet-proved-gone"),
        pytest.param({"seen": ["1.20", "1.30"], "gone": "1.33"}, "1.33", "removed", id="proved-gone"),
        pytest.param({"seen": ["1.20", "1.20"], "removed": "1.33"}, "1.32", "present", id="exact-removal-fills-in"),
        pytest.param({"absent": "1.20"}, "1.20", "not_yet", id="proved-absent"),
        pytest.param({"absent": "1.20"}, "1.21", "unknown", id="nothing-known-since"),
        pytest.param({"since": "1.22"}, "1.22", "present", id="exactly-since"),
        pytest.param({"since": "1.22"}, "1.23", "unknown", id="since-alone-says-no-more"),
        pytest.param({}, "1.23", "unknown", id="nothing-known"),
    ],
)
def test_a_lifetime_says_no_more_than_is_proved(life, version, presence):
    assert lifetime(life).at(v(version)) == presence


def test_patch_releases_count_as_their_minor_release():
    life = Lifetime(seen=(v("1.20"), v("1.23")), removed=v("1.24"))

    assert life.at(v("v1.24.0-alpha.1")) is Presence.REMOVED
    assert life.at(v("v1.23.17+rke2r1")) is Presence.PRESENT


def test_a_table_with_a_broken_release_is_a_bug_and_says_which():
    with pytest.raises(ValueError, match=r"'1\.x' is not a release"):
        release("1.x")


def test_verdicts_of_flags_and_plugins_are_the_same_words():
    assert admission_plugins.judge("PodSecurity", v("1.30")).verdict is Verdict.KNOWN
