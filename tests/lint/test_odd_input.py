"""What a hostile or a tired person gives to lint: odd YAML, odd flags, odd names, and what is no fault at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lint.manifests import changed, directory, found, given, read, rules
from whyrestart.lint import lint
from whyrestart.lint.engine import MOST_REMEDIES
from whyrestart.sinks import lint_json

API = read("kubeadm-1.33")
OLD = read("kubeadm-1.18")
ETCD = read("kubeadm-1.33", "etcd")
SCHEDULER = read("kubeadm-1.33", "kube-scheduler")
PRIV = "    - --allow-privileged=true\n"
OFF = "    - --anonymous-auth=false\n"
PORT = "    - --secure-port=6443\n"
AUTHENTICATED = "    - --authentication-config=/etc/kubernetes/pki/a.yaml\n    - --oidc-issuer-url=https://x\n"
ANON = {"anonymous_auth_disabled"}
IGNORE = "# whyrestart: ignore=anonymous_auth_disabled a sidecar answers"


def env(name, value):
    return ("    image: ", f'    env:\n    - name: {name}\n      value: "{value}"\n    image: ')


def faulty(*pairs, text=API):
    return changed(text, (PRIV, OFF), *pairs)


def as_json(text):
    return json.dumps(yaml.safe_load(text))


def flow(text):
    return yaml.safe_dump(yaml.safe_load(text), default_flow_style=True, width=100000)


SIDECAR = (
    "  hostNetwork: true\n",
    "  - name: prober\n    image: example.org/probe-proxy:1\n    args: [--listen=10001]\n  hostNetwork: true\n",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ---- the fault in another guise: it is found all the same
        pytest.param(as_json(faulty()), ANON, id="json"),
        pytest.param("---\n" + flow(faulty()), ANON, id="flow"),
        pytest.param("\ufeff" + faulty(), ANON, id="bom"),
        pytest.param(faulty().replace("\n", "\r\n"), ANON, id="crlf"),
        pytest.param("# kept\n---\n" + faulty() + "", ANON, id="document marks"),
        pytest.param("%YAML 1.1\n---\n" + faulty() + "...\n", ANON, id="directive"),
        pytest.param(faulty((OFF, "    - >-\n      --anonymous-auth=false\n")), ANON, id="folded scalar"),
        pytest.param(faulty((OFF, "    - |-\n      --anonymous-auth=false\n")), ANON, id="literal scalar"),
        pytest.param(faulty((OFF, '    - "--anonymous\\\n      -auth=false"\n')), ANON, id="escaped line break"),
        pytest.param(faulty((OFF, "    - '--anonymous-auth=false'\t# tab\n")), ANON, id="tab before a comment"),
        pytest.param(faulty(("  - command:", '  - "command":'), ("    livenessProbe:", '    "livenessProbe":')), ANON,
                     id="quoted keys"),
        pytest.param(changed(API, (PRIV, "    - --anonymous_auth=f\n")), ANON, id="underscore and f"),
        pytest.param(changed(API, (PRIV, "    - --anonymous-auth=true\n    - --anonymous-auth=0\n")), ANON,
                     id="twice, the last off"),
        pytest.param(changed(API, (PRIV, "    - --anonymous-auth=false\n    - --anonymous-auth=true\n")), set(),
                     id="twice, the last on"),
        pytest.param(changed(API, ("    - kube-apiserver\n", "    - kube-apiserver\n    args:\n"), (PRIV, OFF)), ANON,
                     id="args"),
        pytest.param(changed(API, (PRIV, "    - --profiling=no\n")), {"invalid_flag_value"}, id="a switch that is no"),
        pytest.param(changed(API, (PRIV, "    - --feature-gates=NodeSwap\n")), {"feature_gate_rejected"},
                     id="a gate without a value"),
        pytest.param(changed(API, (PRIV, "    - --feature-gates=NodeSwap=yes\n")), {"feature_gate_rejected"},
                     id="a gate that is yes"),
        pytest.param(changed(API, (PRIV, "    - --feature-gates=NodeSwap=True,\n")), set(), id="a gate that is True"),
        pytest.param(changed(API, (PRIV, "    - --anonymous-auth=$(ANON)\n"), env("ANON", "false")), ANON,
                     id="the fault out of a variable"),
        # ---- no fault
        pytest.param(changed(API, (PORT, "    - --secure-port=$(PORT)\n"), env("PORT", "6443")), set(),
                     id="port out of a variable"),
        pytest.param(changed(API, (PORT, "    - --secure-port=$(PORT)\n"), env("PORT", "8443"),
                             ("port: 6443", "port: 8443")), set(), id="another port out of a variable"),
        pytest.param(changed(API, (PRIV, "    - --feature-gates=$(GATES)\n"), env("GATES", "NodeSwap=true")), set(),
                     id="gates out of a variable"),
        pytest.param(changed(API, ("=NodeRestriction", "=$(PLUGINS)"), env("PLUGINS", "NodeRestriction")), set(),
                     id="plugins out of a variable"),
        pytest.param(changed(API, ("=Node,RBAC", "=$(MODES)"), env("MODES", "Node,RBAC")), set(), id="modes so"),
        pytest.param(changed(OLD, ("--insecure-port=0", "--insecure-port=$(P)"), env("P", "0")), set(),
                     id="plain port out of a variable"),
        pytest.param(changed(API, ("        port: 6443", "        port: 10001"), SIDECAR), set(),
                     id="a sidecar answers the probe"),
        pytest.param(changed(API, ("    - kube-apiserver\n", "    - /bin/sh\n    - -c\n    - exec kube-apiserver\n"),
                             (PRIV, OFF)), set(), id="a shell"),
        pytest.param(changed(API, ("- --service-cluster-ip-range=10.96.0.0/12\n",
                                   "- --service-cluster-ip-range\n    - 10.96.0.0/12\n")), set(), id="value apart"),
        pytest.param(changed(API, ("periodSeconds: 10\n      timeoutSeconds: 15\n    volume",
                                   "periodSeconds: 2147483647\n      timeoutSeconds: 15\n    volume"),
                             ("failureThreshold: 24", "failureThreshold: 2147483647")), set(), id="endless patience"),
        pytest.param(changed(API, ("  hostNetwork:", f"  terminationGracePeriodSeconds: {2**63 - 1}\n  hostNetwork:")),
                     set(), id="endless grace"),
        pytest.param(changed(API, ("failureThreshold: 24", "failureThreshold: 2147483648")), {"manifest_invalid"},
                     id="more than 32 bits"),
        pytest.param(changed(API, (PORT, "    - --secure-port=²\n")), None, id="a digit that is no number"),
        pytest.param(changed(API, (PORT, f"    - --secure-port={'9' * 5000}\n")), None, id="5000 digits"),
        pytest.param(changed(API, ("port: 6443", f"port: {'9' * 5000}")), None, id="5000 digits in a probe"),
        pytest.param(changed(API, ("port: 6443", 'port: "²"')), None, id="a superscript in a probe"),
        pytest.param(changed(API, ("cpu: 250m", "cpu: 1e999\n      limits:\n        memory: 9e99999")), None,
                     id="an endless quantity"),
        pytest.param(changed(ETCD, ("2381", "٢٣٨١")), None, id="other digits"),
    ],
)  # fmt: skip
def test_a_manifest_in_another_guise(text, expected):
    told = rules(given(text))
    assert expected is None or told == expected


@pytest.mark.parametrize("version", ["1.36", "1.37", "1.99", "v1.36.0-alpha.1", "v1.36.2+rke2r1"])
def test_a_release_beyond_the_tables_is_not_judged_by_guess(version):
    assert rules(*directory("kubeadm-1.36"), version=version) == set()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("v1.40.0", set(), id="to come"),
        pytest.param("latest", set(), id="no number"),
        pytest.param("sha-1.2.3", set(), id="a build's"),
        pytest.param("v1.33.4@sha256:" + "0" * 64, set(), id="with a digest"),
        pytest.param("v1.33.4-eks-1", set(), id="a distribution's"),
        pytest.param("v0.0.0-master_1", set(), id="unstamped"),
        pytest.param("v1." + "9" * 5000, set(), id="endless"),
    ],
)
def test_a_tag_that_tells_little(tag, expected):
    assert rules(given(changed(API, ("v1.33.4", tag)))) == expected


# ---- what others write --------------------------------------------------------------------------------------------

KUBE_VIP = """\
apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: null
  name: kube-vip
  namespace: kube-system
spec:
  containers:
  - args:
    - manager
    env:
    - name: vip_arp
      value: "true"
    - name: port
      value: "6443"
    - name: vip_nodename
      valueFrom:
        fieldRef:
          fieldPath: spec.nodeName
    image: ghcr.io/kube-vip/kube-vip:v0.8.9
    imagePullPolicy: IfNotPresent
    name: kube-vip
    resources: {}
    securityContext:
      capabilities:
        add: [NET_ADMIN, NET_RAW]
    volumeMounts:
    - mountPath: /etc/kubernetes/admin.conf
      name: kubeconfig
  hostAliases:
  - hostnames: [kubernetes]
    ip: 127.0.0.1
  hostNetwork: true
  volumes:
  - hostPath:
      path: /etc/kubernetes/admin.conf
    name: kubeconfig
status: {}
"""
# kubernetes' own cluster/gce/manifests, filled in.
GCE = """\
{"apiVersion": "v1", "kind": "Pod",
 "metadata": {"name": "kube-scheduler", "namespace": "kube-system", "labels": {"tier": "control-plane"}},
 "spec": {"hostNetwork": true, "containers": [{"name": "kube-scheduler", "image": "k8s.gcr.io/kube-scheduler:v1.24.2",
  "resources": {"requests": {"cpu": "75m"}},
  "command": ["/go-runner", "--log-file=/var/log/kube-scheduler.log", "--also-stdout=true",
   "/usr/local/bin/kube-scheduler", "--v=2", "--config=/etc/srv/kubernetes/kube-scheduler/config",
   "--authentication-kubeconfig=/etc/srv/kubernetes/kube-scheduler/kubeconfig"],
  "livenessProbe": {"httpGet": {"host": "127.0.0.1", "port": 10259, "path": "/healthz", "scheme": "HTTPS"},
   "initialDelaySeconds": 15, "timeoutSeconds": 15},
  "volumeMounts": [{"name": "logfile", "mountPath": "/var/log/kube-scheduler.log"},
   {"name": "srvkube", "mountPath": "/etc/srv/kubernetes/kube-scheduler", "readOnly": true}]}],
 "volumes": [{"name": "srvkube", "hostPath": {"path": "/etc/srv/kubernetes/kube-scheduler"}},
  {"name": "logfile", "hostPath": {"path": "/var/log/kube-scheduler.log", "type": "FileOrCreate"}}]}}
"""
# aks-engine's kubernetesmasteraddons, v1.18.
AKS = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
  labels:
    tier: control-plane
spec:
  priorityClassName: system-node-critical
  hostNetwork: true
  containers:
    - name: kube-apiserver
      image: mcr.microsoft.com/oss/kubernetes/hyperkube:v1.18.8
      imagePullPolicy: IfNotPresent
      command: ["/hyperkube", "kube-apiserver"]
      args: ["--advertise-address=10.255.255.5", "--anonymous-auth=false", "--authorization-mode=Node,RBAC",
        "--etcd-servers=https://127.0.0.1:2379", "--insecure-port=8080", "--secure-port=443"]
      livenessProbe:
        exec:
          command: ["/bin/bash", "-c", "curl --cert /etc/kubernetes/certs/client.crt https://localhost/healthz"]
        initialDelaySeconds: 30
        timeoutSeconds: 10
      volumeMounts:
        - name: etc-kubernetes
          mountPath: /etc/kubernetes
  volumes:
    - name: etc-kubernetes
      hostPath:
        path: /etc/kubernetes
"""
# Typhoon's bootstrap, v1.31: no probe at all, anonymous requests off.
TYPHOON = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  hostNetwork: true
  priorityClassName: system-cluster-critical
  securityContext: {runAsNonRoot: true, runAsUser: 65534, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.31.2
    command:
    - kube-apiserver
    - --advertise-address=$(HOST_IP)
    - --anonymous-auth=false
    - --authorization-mode=Node,RBAC
    - --etcd-servers=https://node1:2379
    - --service-account-issuer=https://kubernetes.default.svc.cluster.local
    - --service-account-key-file=/etc/kubernetes/pki/service-account.pub
    - --service-account-signing-key-file=/etc/kubernetes/pki/service-account.key
    env:
    - name: HOST_IP
      valueFrom:
        fieldRef:
          fieldPath: status.hostIP
    volumeMounts:
    - {name: etc-kubernetes-pki, mountPath: /etc/kubernetes/pki, readOnly: true}
  volumes:
  - name: etc-kubernetes-pki
    hostPath: {path: /etc/kubernetes/pki}
"""
HAPROXY = """\
apiVersion: v1
kind: Pod
metadata:
  name: haproxy
  namespace: kube-system
spec:
  containers:
  - image: haproxy:2.8
    name: haproxy
    livenessProbe:
      failureThreshold: 8
      httpGet:
        host: localhost
        path: /healthz
        port: 8443
        scheme: HTTPS
    volumeMounts:
    - {mountPath: /usr/local/etc/haproxy/haproxy.cfg, name: haproxyconf, readOnly: true}
  hostNetwork: true
  volumes:
  - name: haproxyconf
    hostPath: {path: /etc/haproxy/haproxy.cfg, type: FileOrCreate}
status: {}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("kube-vip", KUBE_VIP), ("gce", GCE), ("aks-engine", AKS), ("typhoon", TYPHOON), ("haproxy", HAPROXY)],
)
def test_finds_nothing_in_what_others_write_either(name, text):
    assert [each.summary for each in found(given(text, f"{name}.yaml"))] == []


# ---- ignore comments ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(faulty((OFF, f"    {IGNORE}\n\n\n{OFF}")), id="blank lines between"),
        pytest.param(faulty((OFF, f"{OFF.rstrip()}\t{IGNORE}\n")), id="behind a tab"),
        pytest.param(faulty((OFF, f"{IGNORE}\n{OFF}")), id="in the first column"),
        pytest.param(faulty((OFF, f"    {IGNORE}\n{OFF}")).replace("\n", "\r\n"), id="crlf"),
        pytest.param(faulty((OFF, f"    - '--anonymous-auth=false' {IGNORE}\n")), id="behind quotes"),
        pytest.param(faulty((OFF, f"    -\n      --anonymous-auth=false  {IGNORE}\n")), id="a dash of its own"),
        pytest.param(faulty((OFF, f"    - # flags\n      {IGNORE}\n      --anonymous-auth=false\n")), id="below it"),
        pytest.param(faulty((OFF, f"    {IGNORE}\n    - >-\n      --anonymous-auth=false\n")), id="a folded scalar"),
    ],
)
def test_a_comment_is_heeded_in_odd_places(text):
    assert rules(given(text)) == set()


def test_a_comment_behind_a_byte_order_mark_speaks_for_the_file():
    note = given("\ufeff# whyrestart: ignore=editor_temporary_file kept on purpose\nno pod", "notes.tmp", named=False)

    assert found(given(OLD, named=False), note) == ()


def test_of_thousands_of_mistakes_all_are_found_and_the_first_are_remedied():
    gates = ",".join(f"NoSuchGate{number}=true" for number in range(2 * MOST_REMEDIES))

    everything = found(changed(API, (PORT, f"{PORT}    - --feature-gates={gates}\n")))

    rejected = [each for each in everything if each.rule == "feature_gate_rejected"]
    assert len(rejected) == 2 * MOST_REMEDIES
    assert len([each for each in rejected if each.remedy]) == MOST_REMEDIES


def test_words_in_a_string_are_no_comment():
    text = faulty((OFF, f'{OFF}    - "--v=2 {IGNORE}"\n'))

    assert "anonymous_auth_disabled" in rules(given(text))


# ---- secrets and hostile names ------------------------------------------------------------------------------------

HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.31.0\napiServer:\n"
SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("config.yaml", f"{HEAD}staticPodURLHeader:\n  Authorization: Bearer {SECRET}\n", id="a header"),
        pytest.param("config.yaml", f"{HEAD}staticPodURLHeader: 'Authorization: Bearer {SECRET}'\n", id="headers"),
        pytest.param("config.yaml", f"{HEAD}authentication: 'token={SECRET}'\n", id="a map"),
        pytest.param("kubeadm.yaml", f"{KUBEADM}  extraArgs:\n  - name: feature-gates\n    value: token={SECRET}\n",
                     id="kubeadm's gates"),
        pytest.param("kube-apiserver.yaml", faulty((OFF, f"{OFF}    - --etcd-servers=https://root:{SECRET}@e:2379\n")),
                     id="a URL"),
        pytest.param("kube-apiserver.yaml", faulty((OFF, f"    - --token={SECRET}\n")), id="an unknown flag"),
        pytest.param("kube-apiserver.yaml", faulty((OFF, f"    - --insecure-token\n    - {SECRET}\n")),
                     id="in two words"),
        pytest.param("kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="--token={SECRET} --network-plugin=cni"\n', id="env"),
        pytest.param("config.toml", f'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry.configs."x".auth]\n'
                     f'password = "{SECRET}"\npassword = "b"\n', id="containerd"),
        pytest.param("kube-apiserver.yaml", faulty(("    image: ", f"    password: [{SECRET}\n    image: ")),
                     id="broken yaml"),
    ],
)  # fmt: skip
def test_no_form_shows_a_secret(name, text):
    report = lint([given(text, name)], version=None)
    for form in (lint_json.dumps, lint_json.sarif, lint_json.github):
        assert SECRET not in form(report)


def whyrestart(*arguments, cwd=None, **environment):
    variables = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon"), "NO_COLOR": "1", **environment}
    command = [sys.executable, "-m", "whyrestart", "lint", *arguments]
    return subprocess.run(command, capture_output=True, env=variables, cwd=cwd, timeout=60, check=False)


HOSTILE = "a\n::error::b\x1b[2J\u202e".encode() + b"\xff.yaml"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_hostile_name_neither_crashes_nor_commands(tmp_path, form):
    (tmp_path / os.fsdecode(HOSTILE)).write_text(faulty())
    os.mkfifo(tmp_path / os.fsdecode(b"fifo" + HOSTILE))
    done = whyrestart("-o", form, ".", cwd=tmp_path)

    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    for shown in (done.stdout, done.stderr):
        assert not any(line.startswith(b"::error::b") for line in shown.splitlines())
    # A workflow command names the file as it is called: GitHub finds it by that.
    if form != "github":
        assert not any(each in done.stdout for each in (b"\x1b", "\u202e".encode()))
    assert not any(each in done.stderr for each in (b"\x1b", "\u202e".encode()))


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_terminal_of_another_alphabet(tmp_path, form):
    (tmp_path / "ключ.yaml").write_text(faulty())
    done = whyrestart("-o", form, ".", cwd=tmp_path, PYTHONIOENCODING="latin-1")

    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr


# ---- configurations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("10-mine.conf", f"{HEAD}maxPods: 200\n", set(), id="a drop-in"),
        pytest.param("20-mine.conf", HEAD, set(), id="a drop-in that says nothing"),
        pytest.param("config.yaml", f"{HEAD}evictionHard: {{memory.available: 5%}}\n", set(), id="flow"),
        pytest.param("config.yaml", as_json(f"{HEAD}maxPods: 200\n"), set(), id="json"),
        pytest.param("config.yaml", f"{HEAD}maxPods: 2e2\n", set(), id="a number with an exponent"),
        pytest.param("config.toml", 'version = 4\n[plugins."io.containerd.cri.v1.runtime"]\n', set(), id="version 4"),
        pytest.param("config.toml", 'imports = ["/etc/containerd/conf.d/*.toml"]\nversion = 3\n', set(), id="imports"),
        pytest.param("config.toml", "version = 1\n[plugins.cri.containerd]\n", set(), id="version 1"),
        pytest.param("config.toml", "\ufeffversion = 2\n", None, id="toml with a byte order mark"),
        pytest.param("config.toml", 'version = 2\r\n[plugins."io.containerd.grpc.v1.cri"]\r\n', set(), id="toml crlf"),
        pytest.param("kubeadm.yaml", f'{KUBEADM}  extraArgs:\n  - name: secure-port\n    value: "²"\n', None,
                     id="kubeadm: no number"),
        pytest.param("kubeadm.yaml", f"{KUBEADM}  extraArgs:\n  - name: secure-port\n    value: \"{'9' * 5000}\"\n",
                     None, id="kubeadm: endless"),
        pytest.param("kubeadm.yaml", f'{KUBEADM}  extraArgs:\n  - name: anonymous-auth\n    value: "true"\n', set(),
                     id="kubeadm: sound"),
        pytest.param("20-x.conf", "[Service]\nEnvironment=KUBELET_EXTRA_ARGS=--node-ip=10.0.0.1 \\\n  --v=2\n", set(),
                     id="a unit's drop-in"),
        pytest.param("kubelet", 'KUBELET_EXTRA_ARGS="--node-ip=10.0.0.1\n', set(), id="an open quote"),
    ],
)  # fmt: skip
def test_a_configuration_in_another_guise(name, text, expected):
    told = rules(given(text, name, "etc"), version="1.31")
    assert expected is None or told == expected


# ---- what lint advises --------------------------------------------------------------------------------------------


def remedy_of(text, rule, version=None):
    return next(each.remedy for each in found(given(text), version=version) if each.rule == rule)


@pytest.mark.parametrize(
    ("text", "rule", "wrong"),
    [
        pytest.param(changed(API, ("        cpu: 250m", "        cpu: 250m\n      limits:\n        memory: 64Mi")),
                     "oom_killed", "comes from elsewhere", id="the limit stands in the manifest"),
        pytest.param(changed(API, (PRIV, AUTHENTICATED)), "authentication_config_invalid", "a.yaml: ",
                     id="nothing is wrong with the file"),
        pytest.param(changed(read("kubeadm-1.34"), ("name: probe-port", "name: probeport")), "probe_wrong_port",
                     "port ,", id="a port without a number"),
        pytest.param(changed(SCHEDULER, ("--bind-address=127.0.0.1", "--bind-address=::1")), "probe_wrong_host",
                     "127.0.0.1, on", id="loopback of the other family"),
    ],
)  # fmt: skip
def test_the_advice_fits_the_finding(text, rule, wrong):
    assert wrong not in remedy_of(text, rule).title
