"""A command line that is refused: what is edited, by version; and what is left to words."""

import pytest

from remedies.building import APISERVER_FLAGS, ETCD_FLAGS, changes, episode, http_probe, manifest, ways

ISSUER = "https://kubernetes.default.svc.cluster.local"
SA_KEY = "/etc/kubernetes/pki/sa.key"


def of(program, *extra, version, **fields):
    return episode(manifest(program, *extra, version=version), version=version, **fields)


@pytest.mark.parametrize(
    ("program", "version", "flag", "expected", "valid_for"),
    [
        pytest.param(
            "kube-apiserver", "v1.24.0", "--insecure-port=0", ["-    - --insecure-port=0"], ">=1.24", id="removed"
        ),
        pytest.param(
            "kube-apiserver",
            "v1.20.2",
            "--authentication-config=/x",
            ["-    - --authentication-config=/x"],
            "<1.29",
            id="not-there-yet",
        ),
        pytest.param("kube-apiserver", "v1.20.2", "--bogus=1", ["-    - --bogus=1"], "", id="never-heard-of"),
        pytest.param(
            "kube-scheduler",
            "v1.29.0",
            "--lock-object-name=x",
            ["-    - --lock-object-name=x", "+    - --leader-elect-resource-name=x"],
            ">=1.29",
            id="has-another-name",
        ),
        pytest.param(
            "kube-apiserver",
            "v1.20.2",
            "--anonymus-auth=true",
            ["-    - --anonymus-auth=true", "+    - --anonymous-auth=true"],
            "",
            id="misspelt",
        ),
        pytest.param(
            "kube-apiserver",
            "v1.20.2",
            "--anonymous_auth=true",
            ["-    - --anonymous_auth=true", "+    - --anonymous-auth=true"],
            "",
            id="underscore",
        ),
        pytest.param(
            "etcd",
            "v3.5.9",
            "--compaction-batch-limit=5",
            ["-    - --compaction-batch-limit=5", "+    - --experimental-compaction-batch-limit=5"],
            "<3.6",
            id="experimental-before-3.6",
        ),
        pytest.param(
            "etcd",
            "v3.7.1",
            "--experimental-corrupt-check-time=1h",
            ["-    - --experimental-corrupt-check-time=1h", "+    - --corrupt-check-time=1h"],
            ">=3.7",
            id="out-of-experiment",
        ),
        pytest.param(
            "etcd",
            "v3.7.1",
            "--experimental-initial-corrupt-check=true",
            ["-    - --experimental-initial-corrupt-check=true"],
            ">=3.7",
            id="a-feature-gate-by-now-is-left-to-words",
        ),
        pytest.param(
            "kube-apiserver",
            "v1.24.0",
            "--experimental-encryption-provider-config=/x",
            [
                "-    - --experimental-encryption-provider-config=/x",
                "+    - --encryption-provider-config=/x",
            ],
            ">=1.24",
            id="encryption-out-of-experiment",
        ),
    ],
)
def test_an_unknown_flag_goes_or_gets_its_name(program, version, flag, expected, valid_for):
    about = of(program, flag, version=version)

    remedy = ways("unknown_flag", about, flag=flag.partition("=")[0], line=17)[0]

    assert changes(remedy) == expected
    assert remedy.valid_for == valid_for
    assert flag.partition("=")[0] in remedy.title


def test_a_flag_that_the_version_is_known_to_refuse_goes_with_the_one_in_question():
    about = of("kube-apiserver", "--insecure-port=0", "--cloud-provider=aws", version="v1.33.0")

    remedy = ways("unknown_flag", about, flag="--insecure-port")[0]

    assert changes(remedy) == ["-    - --insecure-port=0", "-    - --cloud-provider=aws"]
    assert "--cloud-provider" in remedy.title


def test_a_renamed_flag_that_is_given_already_only_goes():
    about = of("kube-scheduler", "--address=127.0.0.1", version="v1.28.4")

    made = ways("unknown_flag", about, flag="--address")

    assert [changes(each) for each in made] == [["-    - --address=127.0.0.1"]]


@pytest.mark.parametrize(
    ("version", "flag", "probe", "expected"),
    [
        pytest.param(
            "v1.20.2",
            "--insecure-port=8080",
            http_probe(8080, "/healthz", "HTTP"),
            [
                "-    - --insecure-port=8080",
                "-        port: 8080",
                "-        scheme: HTTP",
                "+        port: 6443",
                "+        scheme: HTTPS",
            ],
            id="its-probe-follows",
        ),
        pytest.param("v1.23.1", "--insecure-port=8080", None, ["-    - --insecure-port=8080"], id="no-probe-there"),
        pytest.param("v1.22.0", "--port=8080", None, ["-    - --port=8080"], id="the-older-name"),
    ],
)
def test_the_plain_port_goes_and_the_probe_with_it(version, flag, probe, expected):
    about = episode(manifest("kube-apiserver", flag, version=version, probe=probe), version=version)
    name = flag.partition("=")[0]

    remedy = ways("invalid_flag_value", about, flag=name, value="8080", why="only zero is allowed")[0]

    assert changes(remedy) == expected


@pytest.mark.parametrize(
    ("flag", "why", "expected"),
    [
        pytest.param(
            "--node-monitor-grace-period=5",
            'time: missing unit in duration "5"',
            ["-    - --node-monitor-grace-period=5", "+    - --node-monitor-grace-period=5s"],
            id="unit",
        ),
        pytest.param(
            "--authorization-mode=Nod,RBAK",
            "is not a valid mode",
            ["-    - --authorization-mode=Nod,RBAK", "+    - --authorization-mode=Node,RBAC"],
            id="modes",
        ),
        pytest.param(
            "--profiling=flase",
            "invalid syntax",
            ["-    - --profiling=flase", "+    - --profiling=false"],
            id="boolean",
        ),
        pytest.param("--service-cluster-ip-range=10.0.0.0/99", "invalid CIDR address", [], id="words-alone"),
        pytest.param("--client-ca-file=x", "must be absolute", [], id="never-drop-what-guards"),
    ],
)
def test_a_value_is_corrected_where_it_is_known(flag, why, expected):
    base = [each for each in APISERVER_FLAGS if not each.startswith(flag.partition("=")[0])]
    about = episode(manifest("kube-apiserver", flags=[*base, flag]))
    name, _, value = flag.partition("=")

    made = ways("invalid_flag_value", about, flag=name, value=value, why=why)

    assert [line for each in made for line in changes(each)] == expected
    assert name in made[0].title


def test_of_a_flag_that_is_given_twice_the_refused_value_is_corrected():
    about = of("kube-apiserver", "--profiling=flase", "--profiling=true", version="v1.28.4")

    remedy = ways("invalid_flag_value", about, flag="--profiling", value="flase", why="invalid syntax")[0]

    assert changes(remedy) == ["-    - --profiling=flase", "+    - --profiling=false"]


def test_of_a_tuning_flag_that_is_given_twice_the_refused_value_goes():
    about = of("kube-apiserver", "--event-ttl=x", "--event-ttl=2h", version="v1.28.4")

    made = ways("invalid_flag_value", about, flag="--event-ttl", value="x", why="invalid duration")

    assert [changes(each) for each in made] == [[], ["-    - --event-ttl=x"]]


def test_a_misspelt_flag_is_not_dropped_with_what_it_was_to_set():
    base = [flag for flag in APISERVER_FLAGS if not flag.startswith("--authorization-mode")]
    about = episode(manifest("kube-apiserver", flags=[*base, "--authorization-mod=Node,RBAC"]))

    made = ways("unknown_flag", about, flag="--authorization-mod")

    assert [changes(each) for each in made] == [
        ["-    - --authorization-mod=Node,RBAC", "+    - --authorization-mode=Node,RBAC"]
    ]


@pytest.mark.parametrize("flag", ["--quota-backend-bytes=lots", "--election-timeout=5s0"])
def test_what_members_share_or_data_need_is_not_dropped(flag):
    name, _, value = flag.partition("=")

    made = ways("invalid_flag_value", of("etcd", flag, version="v3.5.9"), flag=name, value=value, why="parse error")

    assert [changes(each) for each in made] == [[]]


def test_a_tuning_flag_may_be_dropped_for_its_default():
    about = of("kube-apiserver", "--event-ttl=x", version="v1.28.4")

    made = ways("invalid_flag_value", about, flag="--event-ttl", value="x", why="invalid duration")

    assert [changes(each) for each in made] == [[], ["-    - --event-ttl=x"]]


@pytest.mark.parametrize(
    ("seen", "edited"),
    [
        pytest.param({SA_KEY: "file"}, True, id="the-key-is-there"),
        pytest.param({SA_KEY: None}, False, id="the-key-is-not-there"),
        pytest.param({}, False, id="nobody-looked"),
    ],
)
def test_signing_flags_are_added_only_with_a_key_that_is_there(seen, edited):
    flags = [each for each in APISERVER_FLAGS if "signing-key" not in each and "issuer" not in each]
    about = episode(manifest("kube-apiserver", version="v1.20.2", flags=flags), version="v1.20.2", seen=seen)

    remedy = ways("missing_required_flag", about,
                  flag="--service-account-signing-key-file, --service-account-issuer")[0]  # fmt: skip

    wanted = [f"+    - --service-account-signing-key-file={SA_KEY}", f"+    - --service-account-issuer={ISSUER}"]
    assert changes(remedy) == (wanted if edited else [])
    assert f"--service-account-issuer={ISSUER}" in remedy.title
    assert "----" not in remedy.title


@pytest.mark.parametrize(
    ("version", "gates", "gate", "expected"),
    [
        pytest.param(
            "v1.31.1",
            "InTreePluginvSphereUnregister=true,NodeSwap=true",
            "InTreePluginvSphereUnregister",
            "NodeSwap=true",
            id="the-rest-stays",
        ),
        pytest.param("v1.28.4", "ServerSideApply=false", "ServerSideApply", None, id="the-only-one"),
        pytest.param(
            "v1.21.0",
            "Accelerators=true,CustomPodDNS=true,AllAlpha=false",
            "Accelerators",
            "AllAlpha=false",
            id="with-the-next-one-that-is-refused",
        ),
    ],
)
def test_a_gate_is_taken_out_of_the_list(version, gates, gate, expected):
    about = of("kube-apiserver", f"--feature-gates={gates}", version=version)

    remedy = ways("feature_gate_rejected", about, gate=gate, flag="--feature-gates")[-1]

    kept = [f"+    - --feature-gates={expected}"] if expected else []
    assert changes(remedy) == [f"-    - --feature-gates={gates}", *kept]


def test_a_misspelt_gate_is_corrected():
    about = of("kube-apiserver", "--feature-gates=EphemeralContainer=true", version="v1.20.2")

    remedy = ways("feature_gate_rejected", about, gate="EphemeralContainer", flag="--feature-gates")[0]

    assert changes(remedy)[-1] == "+    - --feature-gates=EphemeralContainers=true"


@pytest.mark.parametrize(
    ("version", "flag", "plugin", "expected"),
    [
        pytest.param(
            "v1.25.0",
            "--enable-admission-plugins=NodeRestriction,PodSecurityPolicy",
            "PodSecurityPolicy",
            "--enable-admission-plugins=NodeRestriction",
            id="removed",
        ),
        pytest.param(
            "v1.20.2",
            "--enable-admission-plugins=NodeRestrictions",
            "NodeRestrictions",
            "--enable-admission-plugins=NodeRestriction",
            id="misspelt",
        ),
        pytest.param(
            "v1.20.2",
            "--admission-control=Initializers,NamespaceLifecycle",
            "Initializers",
            "--admission-control=NamespaceLifecycle",
            id="the-older-flag",
        ),
    ],
)
def test_a_plugin_is_taken_out_of_the_list(version, flag, plugin, expected):
    about = of("kube-apiserver", flag, version=version)

    remedy = ways("unknown_admission_plugin", about, plugin=plugin, flag=flag.partition("=")[0])[0]

    assert changes(remedy) == [f"-    - {flag}", f"+    - {expected}"]


def test_pod_preset_takes_its_api_with_it():
    flags = ["--enable-admission-plugins=PodPreset", "--runtime-config=settings.k8s.io/v1alpha1=true"]
    about = of("kube-apiserver", *flags, version="v1.20.6")

    remedy = ways("unknown_admission_plugin", about, plugin="PodPreset", flag="--enable-admission-plugins")[0]

    assert len(changes(remedy)) == 2
    assert all(line.startswith("-") for line in changes(remedy))


@pytest.mark.parametrize(
    ("command", "image", "why", "expected"),
    [
        pytest.param(
            "/usr/local/bin/kube-apiserverx",
            "k8s.gcr.io/kube-apiserver:v1.20.2",
            "no such file",
            ["-    - /usr/local/bin/kube-apiserverx", "+    - kube-apiserver"],
            id="misspelt",
        ),
        pytest.param(
            "/hyperkube",
            "k8s.gcr.io/kube-apiserver:v1.20.2",
            "no such file",
            ["-    - /hyperkube", "+    - kube-apiserver"],
            id="hyperkube",
        ),
        pytest.param(
            "kube-apiserver --v=2",
            "x",
            "executable file not found in $PATH",
            ["-    - kube-apiserver --v=2", "+    - kube-apiserver", "+    - --v=2"],
            id="two-words-in-one",
        ),
        pytest.param("/opt/start", "example.org/own:1", "no such file", [], id="nobody-knows"),
        pytest.param("kube-apiserver", "k8s.gcr.io/kube-apiserver:v1", "exec format error", [], id="another-machine"),
        pytest.param(
            "/usr/local/bin/kube-apiserver",
            "k8s.gcr.io/kube-apiserver:v1",
            "permission denied",
            [],
            id="not-executable",
        ),
    ],
)
def test_the_program_is_named_as_the_image_has_it(command, image, why, expected):
    text = manifest("kube-apiserver", image=image).replace("    - kube-apiserver\n", f"    - {command}\n")

    remedy = ways("command_not_found", episode(text), command=command, image=image, why=why, line=9)[0]

    assert changes(remedy) == expected


def test_the_address_of_the_nodes_own_etcd_is_given():
    etcd = episode(manifest("etcd", version=None, image="registry.k8s.io/etcd:3.5.9-0"))
    about = episode(manifest("kube-apiserver", flags=[f for f in APISERVER_FLAGS if "etcd" not in f]),
                    observations=[s for seen in etcd.node.observations.values() for s in seen])  # fmt: skip

    remedy = ways("missing_required_flag", about, flag="--etcd-servers")[0]

    assert changes(remedy) == ["+    - --etcd-servers=https://127.0.0.1:2379"]
    assert "--listen-client-urls" in "".join(ETCD_FLAGS)


def test_all_underscores_that_the_release_refuses_go_in_one_edit():
    about = of("kube-apiserver", "--anonymous_auth=true", "--event_ttl=2h", version="v1.20.2")

    remedy = ways("unknown_flag", about, flag="--anonymous_auth")[0]

    assert changes(remedy) == [
        "-    - --anonymous_auth=true",
        "-    - --event_ttl=2h",
        "+    - --anonymous-auth=true",
        "+    - --event-ttl=2h",
    ]


def test_an_underscore_that_the_release_takes_is_left_alone():
    about = of("kube-apiserver", "--anonymous_auth=true", "--bogus=1", version="v1.31.4")

    assert changes(ways("unknown_flag", about, flag="--bogus")[0]) == ["-    - --bogus=1"]
