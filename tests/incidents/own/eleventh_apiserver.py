"""The apiserver, its companions and their manifests: what is known without a word of their own, and who waits for them."""

from datetime import timedelta

from incidents.builder import PKI, Node, http_probe
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import zap
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, miss, quiet, shows

VIP = "kube-vip"

# ---- anonymous requests are off, and it is killed when a probe kills that never succeeds --------------------------------

OFF = "--anonymous-auth=false"
SERVING = "I0312 10:28:20.1       1 secure_serving.go:123] Serving securely on [::]:6443"


def killed(*extra, log="", code=137, lived=timedelta(seconds=95), attempt=6, reason=None, **pod):
    """An apiserver that is killed after a while, by a probe that waits for 10 s and then fails eight times, 10 s apart."""
    node = Node(version="v1.20.7").static_pod(A, *extra, **pod)
    node.died(A, log, code=code, attempt=attempt, lived=lived, ago=timedelta(seconds=70), reason=reason)
    return node.runs(A, attempt=attempt + 1, since=timedelta(seconds=68))


ANONYMOUS = (
    *(shows(f"anonymous_auth_disabled-ends-at-its-age-{code}", "anonymous_auth_disabled", killed(OFF, code=code), A) for code in (0, 137)),
    shows("anonymous_auth_disabled-served-and-ends-at-its-age", "anonymous_auth_disabled", killed(OFF, log=SERVING), A),
    shows("always_allow-ends-at-its-age", "always_allow_resets_anonymous_auth", killed("--authorization-mode=AlwaysAllow"), A),
    miss("anonymous_auth_disabled-ends-too-late", "anonymous_auth_disabled", killed(OFF, lived=timedelta(hours=5))),
    miss("anonymous_auth_disabled-ends-too-soon", "anonymous_auth_disabled", killed(OFF, lived=timedelta(seconds=20))),
    miss("anonymous_auth_disabled-ends-by-itself", "anonymous_auth_disabled", killed(OFF, code=1)),
    shows("anonymous_auth_disabled-once", ["anonymous_auth_disabled", "unknown"], killed(OFF, attempt=0), sure=False),
    miss("anonymous_auth_disabled-never-served", "anonymous_auth_disabled", killed(OFF, log="I0312 10:28:20.1       1 server.go:146] Version: v1.20.7")),
    miss("anonymous_auth_disabled-out-of-memory", "anonymous_auth_disabled", killed(OFF, reason="OOMKilled")),
    miss("anonymous_auth_disabled-probed-by-a-sidecars-port", "anonymous_auth_disabled", killed(OFF, probe=http_probe(port=3990, path="/livez"))),
    miss("anonymous_auth_disabled-probe-passes", "anonymous_auth_disabled", killed(OFF).probe(A, 200)),
)  # fmt: skip

# ---- it ends at once and leaves no word, and a flag names what it cannot find ------------------------------------------

CONFIG = "/etc/kubernetes/scheduler-config.yaml"
AUDIT = f"{PKI}/audit-policy.yaml"


def silent(program, *extra, node=None, lived=timedelta(seconds=2), **pod):
    """It ends with 1 and there is no log."""
    return dies(program, "", *extra, node=node or Node(version="v1.24.2"), lived=lived, **pod)


def seen(*paths):
    node = Node(version="v1.24.2")
    for path in paths:
        node.there(path)
    return node


UNREAD = (
    shows("file_not_mounted-without-a-word", "file_not_mounted", silent(S, f"--config={CONFIG}", node=seen(CONFIG)), S),
    shows("file_missing-without-a-word", "file_missing", silent(A, f"--audit-policy-file={AUDIT}", node=Node().absent(AUDIT)), A),
    miss("file_not_mounted-of-an-image", "file_not_mounted", silent(S, f"--config={CONFIG}")),
    miss("file_not_mounted-lives-longer", "file_not_mounted", silent(S, f"--config={CONFIG}", node=seen(CONFIG), lived=timedelta(minutes=2))),
    miss("file_not_mounted-killed", "file_not_mounted", silent(S, f"--config={CONFIG}", node=seen(CONFIG), code=137)),
    miss("file_not_mounted-once", "file_not_mounted", silent(S, f"--config={CONFIG}", node=seen(CONFIG), attempt=0)),
    miss("file_not_mounted-it-writes-itself", "file_not_mounted", silent(A, "--audit-log-path=/var/log/audit.log", node=seen("/var/log/audit.log"))),
    miss("file_not_mounted-beside-another-end", "file_not_mounted", dies(S, "Error: unknown flag: --address", f"--config={CONFIG}", node=seen(CONFIG))),
    miss("file_not_mounted-mounted", ["file_not_mounted", "file_missing"], silent(S, f"--config={CONFIG}", node=seen(CONFIG), mounts=(CONFIG, "/etc/kubernetes/scheduler.conf"))),
)  # fmt: skip

# ---- a lease that is lost ------------------------------------------------------------------------------------------------

LOST = "Leaderelection lost"
K3S = (
    "E1215 02:05:54.010773      34 leaderelection.go:306] error retrieving resource lock kube-system/kube-scheduler: Get https://localhost:6444/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: context deadline exceeded",
    "E1215 02:05:54.438366      34 server.go:252] lost master",
    "lost lease",
)
LEASES = (
    *(
        shows(f"leader_election_lost-beside-a-kill-{version or 'of-no-release'}", "leader_election_lost", dies(S, f'E0312 10:29:59.4       1 server.go:216] "{LOST}"', version=version, code=1, reason="OOMKilled", lived=timedelta(hours=30)), S)
        for version in (None, "v1.24.2")
    ),
    shows("leader_election_lost-scheduler-error", "leader_election_lost", dies(S, f'E0312 10:29:59.4       1 server.go:216] "{LOST}"', lived=timedelta(hours=30)), S),
    shows("leader_election_lost-controllers-error-1.24", "leader_election_lost", dies(KCM, 'E0312 10:29:59.4       1 controllermanager.go:294] "leaderelection lost"', version="v1.24.2", lived=timedelta(hours=30)), KCM),
    shows("leader_election_lost-within-k3s-1.17", "leader_election_lost", Node(version=None).kubelet_loops(status=1).kubelet(*K3S, by="k3s"), UNIT),
    miss("leader_election_lost-controllers-error-1.27", "leader_election_lost", dies(KCM, 'E0312 10:29:59.4       1 controllermanager.go:332] "leaderelection lost"', version="v1.27.4", lived=timedelta(hours=30))),
    miss("leader_election_lost-scheduler-asked", "leader_election_lost", dies(S, 'I0312 10:29:59.4       1 server.go:213] "Requested to terminate, exiting"', code=0, lived=timedelta(hours=30))),
    shows("oom_killed-and-nothing-said", "oom_killed", dies(S, "", code=137, reason="OOMKilled", lived=timedelta(hours=30), limits={"memory": "128Mi"}), S),
    shows("oom_killed-of-its-child", "oom_killed", dies(S, "", code=1, reason="OOMKilled", lived=timedelta(hours=30), limits={"memory": "128Mi"}), S),
    miss("oom_killed-of-a-limit-that-is-not-there", "oom_killed", dies(S, "", code=1, reason="OOMKilled", lived=timedelta(hours=30))),
)  # fmt: skip

# ---- who waits for the apiserver and lives -------------------------------------------------------------------------------

REFUSED = "dial tcp 10.0.0.4:6443: connect: connection refused"
WAYS = {
    "refused": REFUSED,
    "late": "context deadline exceeded",
    "gave-up": "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
    "no-route": "dial tcp 10.0.0.4:6443: connect: no route to host",
    "unnamed": "dial tcp: lookup cp.example.com on 127.0.0.53:53: server misbehaving",
}
YOUNG = {"since": timedelta(minutes=5)}
FORBIDDEN = 'E0312 10:29:56.1       1 leaderelection.go:330] error retrieving resource lock kube-system/x: leases "x" is forbidden: User "y" cannot get resource "leases"'


def asks(program, why=REFUSED, *, times=4, host="10.0.0.4", form="1.24"):
    """What it says of the lease that it does not get."""
    url = f"https://{host}:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{program}?timeout=5s"
    line = (
        f'E0312 10:29:56.100000       1 leaderelection.go:436] "Error retrieving lease lock" err="Get \\"{url}\\": {why}" lock="kube-system/{program}"'
        if form == "1.34"
        else f'E0312 10:29:56.100000       1 leaderelection.go:330] error retrieving resource lock kube-system/{program}: Get "{url}": {why}'
    )
    return "\n".join([line] * times)


GOT = "I0312 10:25:20.1       1 leaderelection.go:260] successfully acquired lease kube-system/kube-scheduler"
VIPS = {"command": "/kube-vip", "flags": ("manager",), "probe": "", "mounts": ("/etc/kubernetes/admin.conf",)}
UNANSWERED = (
    *(shows(f"living-scheduler-waits-{name}", "apiserver_unreachable", lives(S, asks(S, why), **YOUNG), S) for name, why in WAYS.items()),
    shows("living-controllers-wait-1.34", "apiserver_unreachable", lives(KCM, asks(KCM, form="1.34"), **YOUNG), KCM),
    shows("living-kube-vip-waits", "apiserver_unreachable", lives(VIP, asks(VIP), **YOUNG, **VIPS), VIP),
    quiet("living-scheduler-waits-at-its-start", lives(S, asks(S), since=timedelta(seconds=50))),
    quiet("living-scheduler-waited-long-ago", lives(S, asks(S), silent=timedelta(minutes=12), since=timedelta(minutes=30))),
    quiet("living-scheduler-was-answered", lives(S, f"{GOT}\n{asks(S)}", **YOUNG)),
    quiet("living-scheduler-waited-twice", lives(S, asks(S, times=2), **YOUNG)),
    quiet("living-scheduler-is-refused-otherwise", lives(S, f"{asks(S)}\n{FORBIDDEN}", **YOUNG)),
    quiet("living-scheduler-of-three-days-waits", lives(S, asks(S))),
)  # fmt: skip

# ---- the kubelet does not take a file for a pod in which nothing is found -------------------------------------------------

FILE = f"/etc/kubernetes/manifests/{A}.yaml"
NEW = f'E0312 10:29:28.1       1 file.go:187] "Could not process manifest file" err="{{why}}" path="{FILE}"'
OLD = f'E0312 10:29:28.1       1 file.go:187] Can\'t process manifest file "{FILE}": {{why}}'
SEEN_AGAIN = f'E0312 10:29:28.1       1 file_linux.go:61] "Unable to process watch event" err="error while processing event (\\"{FILE}\\": 0x2 == IN_MODIFY): {{why}}"'
NOT_PARSED = f"{FILE}: couldn't parse as pod(yaml: line 44: did not find expected key), please check config file"
NOT_VALID = 'invalid pod: [spec.containers[0].volumeMounts[2].name: Not found: \\"audit\\"]'


def complained(line, *, edited=timedelta(minutes=40), ago=timedelta(seconds=32), times=1):
    return Node(version="v1.24.2").static_pod(A, edited=edited).unit("kubelet").kubelet(*[line] * times, ago=ago)


REFUSED_FILES = (
    *(
        shows(f"manifest_invalid-by-the-kubelets-word-{form}-{what}", "manifest_invalid", complained(line.format(why=why), times=2), A)
        for form, line in (("new", NEW), ("old", OLD), ("watch", SEEN_AGAIN))
        for what, why in (("parsed", NOT_PARSED), ("valid", NOT_VALID))
    ),
    miss("manifest_invalid-half-written", "manifest_invalid", complained(NEW.format(why=NOT_PARSED), edited=timedelta(seconds=32))),
    miss("manifest_invalid-mended-since", "manifest_invalid", complained(NEW.format(why=NOT_PARSED), edited=timedelta(seconds=20))),
    miss("manifest_invalid-long-ago", "manifest_invalid", complained(NEW.format(why=NOT_PARSED), ago=timedelta(minutes=30))),
    miss("manifest_invalid-of-a-neighbour", "manifest_invalid", complained(NEW.format(why=NOT_PARSED).replace(A, "kube-apiserver-old"))),
    quiet("manifest-refused-and-taken", complained(NEW.format(why=NOT_PARSED)).runs(A, since=timedelta(minutes=20))),
)  # fmt: skip

# ---- a pod that runs, and whose mirror the apiserver will not have --------------------------------------------------------

POD = f"{VIP}-master-1"
UNMIRRORED = {
    "1.20": f'E0312 10:29:28.4   28660 kubelet.go:1576] Failed creating a mirror pod for "{POD}_kube-system(d60e70748a63973ecc543c9844c63b1b)": pods "{POD}" is forbidden: ',
    "1.24": f'E0312 10:29:28.4   28660 kubelet.go:1709] "Failed creating a mirror pod for" pod="kube-system/{POD}" err="pods \\"{POD}\\" is forbidden: ',
}
SERVICE_ACCOUNT = "a mirror pod may not reference service accounts"


def unmirrored(form, why=SERVICE_ACCOUNT, *, times=2, ago=timedelta(seconds=32)):
    node = Node().static_pod(VIP, **VIPS).runs(VIP).unit("kubelet")
    return node.kubelet(*[UNMIRRORED[form] + why + ('"' if form == "1.24" else "")] * times, ago=ago)


MIRRORS = (
    *(shows(f"static_pod_references_api_object-runs-{form}", "static_pod_references_api_object", unmirrored(form), VIP) for form in UNMIRRORED),
    shows("static_pod_references_api_object-runs-secret", "static_pod_references_api_object", unmirrored("1.24", "can not create pods that reference secrets"), VIP),
    quiet("mirror-pod-of-no-priority-class", unmirrored("1.24", "no PriorityClass with name system-node-critical was found")),
    quiet("mirror-pod-refused-once", unmirrored("1.20", times=1)),
    quiet("mirror-pod-refused-long-ago", unmirrored("1.20", ago=timedelta(minutes=20))),
)  # fmt: skip

# ---- others ---------------------------------------------------------------------------------------------------------------

ISSUER = 'E0312 10:29:58.2       1 oidc.go:99] Failed to fetch provider config, trying again in 3s: "issuer" in config (https://sample.auth0.com/) does not match provided issuer URL (https://sample.auth0.com)'
OIDC = ("--oidc-issuer-url=https://sample.auth0.com", "--oidc-client-id=x")
BRIEF = {"version": "v1.1.4", "code": 255, "lived": timedelta(seconds=20)}
PREVENTED = "SELinux is preventing {who} from {what}. For complete SELinux messages run: sealert -l 0a1b"


def prevented(who="/usr/local/bin/kube-apiserver", what="write access on the sock_file kine.sock", log="", **more):
    node = Node(version="v1.27.15").journal("setroubleshootd", PREVENTED.format(who=who, what=what), **more)
    return dies(A, log, node=node)


ITSELF = "F0312 10:29:59.1   38699 run_components.go:421] Unable to initialize namespaces: Get https://master.example.com:{port}/api/v1/namespaces: x509: certificate has expired or is not yet valid"
STALL = {
    "3.4": "2024-03-12 10:29:50.961626 W | wal: sync duration of 1.102719306s, expected less than 1s",
    "3.5": zap("slow fdatasync", took="1.102s", **{"expected-duration": "1s"}),
}
UNWELL = {
    "3.4": "2024-03-12 10:29:51.542158 W | etcdserver/api/etcdhttp: /health error; QGET failed etcdserver: request timed out (status code 503)",
    "3.5": zap("serving /health false; QGET fails", error="etcdserver: request timed out"),
}


def beside_etcd(*lines, lived=timedelta(hours=1)):
    """An etcd that says so, and an apiserver that ended in those moments without a word."""
    return lives(E, "\n".join(lines)).static_pod(A).died(A, attempt=14, lived=lived)


OTHERS = (
    shows("authentication_config_invalid-another-issuer", "authentication_config_invalid", dies(A, ISSUER, *OIDC, **BRIEF), A),
    miss("authentication_config_invalid-issuer-away", "authentication_config_invalid", dies(A, ISSUER.split('"issuer"', maxsplit=1)[0] + "dial tcp 1.2.3.4:443: i/o timeout", *OIDC, **BRIEF)),
    miss("authentication_config_invalid-issuer-and-another-end", "authentication_config_invalid", dies(A, f"{ISSUER}\nF0312 10:29:59.1       1 server.go:200] unable to start", *OIDC, **BRIEF)),
    miss("authentication_config_invalid-issuer-and-killed", "authentication_config_invalid", dies(A, ISSUER, *OIDC, **{**BRIEF, "code": 137})),
    shows("security_module_denied-setroubleshoot-says", ["security_module_denied", "unknown"], prevented(), A, sure=False),
    shows("security_module_denied-setroubleshoot-of-a-capability", ["security_module_denied", "unknown"], prevented(what="using the dac_override capability"), A, sure=False),
    shows("security_module_denied-setroubleshoot-and-its-own-word", "security_module_denied", prevented(log="Error: open /var/lib/x/kine.sock: permission denied"), A),
    miss("security_module_denied-setroubleshoot-of-another", "security_module_denied", prevented("/usr/sbin/httpd")),
    miss("security_module_denied-setroubleshoot-long-before", "security_module_denied", prevented(ago=timedelta(minutes=30))),
    miss("security_module_denied-setroubleshoot-permissive", "security_module_denied", prevented().journal("kernel", 'audit: type=1400 avc:  denied  { write } for  pid=1 comm="kube-apiserver" name="kine.sock" permissive=1')),
    shows("serving_certificate_expired-by-its-own-name", "serving_certificate_expired", dies(A, ITSELF.format(port=6443), version=None, code=255), A),
    miss("serving_certificate_expired-of-another-port", "serving_certificate_expired", dies(A, ITSELF.format(port=9443), version=None, code=255)),
    *(shows(f"etcd_slow_disk-unwell-{form}", "etcd_slow_disk", beside_etcd(STALL[form], UNWELL[form])) for form in STALL),
    miss("etcd_slow_disk-unwell-without-a-stall", "etcd_slow_disk", beside_etcd(UNWELL["3.5"])),
    miss("etcd_slow_disk-unwell-and-refused-its-flags", "etcd_slow_disk", beside_etcd(STALL["3.5"], UNWELL["3.5"], lived=timedelta(seconds=2))),
)  # fmt: skip

ELEVENTH_APISERVER = (*ANONYMOUS, *UNREAD, *LEASES, *UNANSWERED, *REFUSED_FILES, *MIRRORS, *OTHERS)
