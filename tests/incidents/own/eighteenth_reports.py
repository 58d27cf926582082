"""Around the eighteenth lot of reports: images that the runtime cannot tell of, inits without a command, scripts before the program."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.shapes import IN_USE, A, E, dies, miss, shows

# ---- an image that is there, and of which the runtime cannot tell (pkg/kubelet/images/image_manager.go) ---------------
IMAGE = "k8s.gcr.io/kube-apiserver:v1.16.0"
UNSET = f'Id or size of image "{IMAGE}" is not set'
DESC = "rpc error: code = {} desc = {}"
LAYER = DESC.format("Unknown", f'reading image "{IMAGE}": layer not known')
AWAY = DESC.format(
    "Unavailable",
    'connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
)
LATE = DESC.format("DeadlineExceeded", "context deadline exceeded")
NO_SHORT = DESC.format(
    "Unknown",
    'short-name "kube-apiserver:v1.16.0" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
)


def failed(why):
    return f'Failed to inspect image "{IMAGE}": {why}'


def escaped(text, times=1):
    for _ in range(times):
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return text


def told(why, *, new):
    """What the kubelet says of it at each look at the pod: klog of 1.16, and of 1.30."""
    if new:
        return (
            f'E0312 10:29:20.1    5115 remote_image.go:136] "Get ImageStatus from image service failed" err="{escaped(why)}" image="{IMAGE}"',
            f"E0312 10:29:20.1    5115 kuberuntime_manager.go:1256] container &Container{{Name:kube-apiserver,Image:{IMAGE},Command:[kube-apiserver],}} start failed in pod kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394): ImageInspectError: {failed(why)}",
            f'E0312 10:29:20.1    5115 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ImageInspectError: \\"{escaped(failed(why), 2)}\\"" pod="kube-system/kube-apiserver-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394"',
        )
    return (
        f"E0312 10:29:20.1    5115 remote_image.go:94] ImageStatus failed: {why}",
        f'E0312 10:29:20.1    5115 pod_workers.go:191] Error syncing pod 4e1243bd22c66e76c2ba9eddc1f91394 ("kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)"), skipping: failed to "StartContainer" for "kube-apiserver" with ImageInspectError: "{escaped(failed(why))}"',
    )


def without_container(why, *, new=False, waits=True, logged=True):
    node = Node(version="v1.30.2" if new else "v1.16.0").unit("kubelet").static_pod(A, image=IMAGE)
    node = node.kubelet(*told(why, new=new)) if logged else node
    return node.waits(A, "ImageInspectError", failed(why)) if waits else node


IMAGES = (
    *(
        shows(f"container_create_failed-untold-image-{name}-{new}", "container_create_failed", without_container(why, new=new), A)
        for name, why in (("unset", UNSET), ("layer", LAYER))
        for new in (False, True)
    ),
    *(
        shows(f"container_create_failed-untold-image-by-the-journal-{name}-{new}", "container_create_failed", without_container(why, new=new, waits=False), A)
        for name, why in (("unset", UNSET), ("layer", LAYER))
        for new in (False, True)
    ),
    shows("container_create_failed-untold-image-by-the-list-alone", "container_create_failed", without_container(UNSET, logged=False), A),
    shows("image_unavailable-short-name-by-the-list-alone", "image_unavailable", without_container(NO_SHORT, logged=False), A),
    *(
        miss(f"untold-image-{name}-{new}", ["image_unavailable", "container_create_failed"], without_container(why, new=new))
        for name, why in (("runtime-away", AWAY), ("late", LATE))
        for new in (False, True)
    ),
    miss("untold-image-once-and-made-since", ["image_unavailable", "container_create_failed"], without_container(UNSET, waits=False).runs(A, since=timedelta(seconds=5))),
)  # fmt: skip

# ---- what an image begins with, and cannot hand over ------------------------------------------------------------------
INITS = (
    ("tini", "[FATAL tini (6)] exec /opt/rke/entrypoint.sh failed: No such file or directory", 127),
    ("tini-subreaper", "[WARN  tini (6)] Tini is not running as PID 1 and isn't registered as a child subreaper.\n[FATAL tini (6)] exec kube-apiserver failed: No such file or directory", 127),
    ("tini-of-another-machine", "[FATAL tini (7)] exec /usr/local/bin/kube-apiserver failed: Exec format error", 1),
    ("dumb-init", "[dumb-init] /usr/local/bin/kube-apiserver: No such file or directory", 2),
    ("catatonit", "ERROR (catatonit:2): failed to exec pid1: No such file or directory", 1),
    ("su-exec", "su-exec: /usr/local/bin/kube-apiserver: No such file or directory", 1),
    ("env", "/usr/bin/env: 'bash': No such file or directory", 127),
    ("env-in-utf-8", "env: \u2018bash\u2019: No such file or directory", 127),
    ("env-of-busybox", "env: can't execute 'bash': No such file or directory", 127),
    ("timeout", "timeout: failed to run command \u2018kube-apiserver\u2019: No such file or directory", 127),
)  # fmt: skip
USED = f'E0312 10:29:55.900100       1 run.go:74] "command failed" err="{IN_USE}"'
COMMANDS = (
    *(shows(f"command_not_found-init-{name}", "command_not_found", dies(A, said, code=code), A) for name, said, code in INITS),
    *(
        # Its mode, a mount or a security module: who forbids it is not known.
        shows(f"command_not_found-init-denied-{name}", ["command_not_found", "unknown"], dies(A, said, code=126), A, sure=False)
        for name, said in (
            ("tini", "[FATAL tini (6)] exec /opt/rke/entrypoint.sh failed: Permission denied"),
            ("env", "/usr/bin/env: 'kube-apiserver': Permission denied"),
            ("catatonit", "ERROR (catatonit:2): failed to exec pid1: Permission denied"),
        )
    ),
    miss("init-warns-alone", "command_not_found", dies(A, "[WARN  tini (6)] Tini is not running as PID 1 and isn't registered as a child subreaper.\n" + USED, node=Node().socket("nginx", 6443))),
    # A script of the image's looks for a helper in that way, and goes on without.
    miss("helper-by-env-and-on", "command_not_found", dies(A, "env: 'jq': No such file or directory\n" + USED, node=Node().socket("nginx", 6443))),
    miss("init-of-the-life-before", "command_not_found", Node().static_pod(A).died(A, INITS[0][1], code=127, attempt=4, ago=timedelta(minutes=6)).died(A, USED, attempt=5).socket("nginx", 6443)),
)  # fmt: skip

# ---- a script that makes ready for the program ------------------------------------------------------------------------
DATA = "/bitnami/etcd"
TOOLS = (
    ("mkdir", f"mkdir: cannot create directory '{DATA}': Permission denied"),
    ("mkdir-in-utf-8", f"mkdir: cannot create directory \u2018{DATA}\u2019: Permission denied"),
    ("mkdir-of-busybox", f"mkdir: can't create directory '{DATA}/data': Permission denied"),
    ("touch", f"touch: cannot touch '{DATA}/x': Permission denied"),
    ("touch-of-busybox", f"touch: {DATA}/x: Permission denied"),
    ("chown", f"chown: changing ownership of '{DATA}': Operation not permitted"),
    ("chmod", f"chmod: changing permissions of '{DATA}': Operation not permitted"),
    ("cp", f"cp: cannot create regular file '{DATA}/etcd.conf': Permission denied"),
    ("cp-from", f"cp: cannot open '{DATA}/etcd.conf' for reading: Permission denied"),
    ("ln", f"ln: failed to create symbolic link '{DATA}/x': Permission denied"),
    ("cat", f"cat: {DATA}/etcd.conf: Permission denied"),
    ("rm", f"rm: cannot remove '{DATA}/member': Operation not permitted"),
)
READY = "\x1b[0m\x1b[38;5;6metcd \x1b[38;5;5m10:29:50.10 \x1b[0m\x1b[38;5;2mINFO \x1b[0m ==> ** Starting etcd setup **"
CRASH = "2024-03-12 10:29:50.100000 C | etcdmain: listen tcp 10.0.0.4:2380: bind: address already in use"
AVC = 'audit: type=1400 audit(1710239396.1:77): avc:  denied  {{ write }} for  pid=77 comm="mkdir" path="{}" dev="dm-0" ino=7 scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=unconfined_u:object_r:var_lib_t:s0 tclass=dir permissive=0'


def by_script(*said, **more):
    return dies(E, "\n".join(said), mounts=(DATA,), **more)


SCRIPTS = (
    *(shows(f"file_permission_denied-script-{name}", "file_permission_denied", by_script(said), E) for name, said in TOOLS),
    shows("file_permission_denied-script-after-its-own-words", "file_permission_denied", by_script(READY, TOOLS[0][1]), E),
    shows("security_module_denied-script", "security_module_denied", by_script(TOOLS[0][1], node=Node().journal("kernel", AVC.format(DATA))), E),
    *(miss(f"script-goes-on-{name}", "file_permission_denied", by_script(said, CRASH)) for name, said in TOOLS),
    # Both go on after it, and the program itself is heard elsewhere.
    miss("script-goes-on-into-a-file", "file_permission_denied", dies(A, TOOLS[5][1], "--log-file=/var/log/kube-apiserver.log")),
    miss("script-goes-on-redirected", "file_permission_denied", dies(A, TOOLS[5][1], command="/bin/sh", flags=("-c", "exec kube-apiserver --secure-port=6443 1>>/var/log/kube-apiserver.log 2>&1"))),
    miss("script-was-killed", "file_permission_denied", by_script(TOOLS[5][1], code=137)),
    miss("script-disk-full", "file_permission_denied", by_script(f"mkdir: cannot create directory '{DATA}': No space left on device")),
    miss("script-another-way", "file_permission_denied", by_script(f"mkdir: cannot create directory '{DATA}': File exists")),
    miss("script-denied-in-the-life-before", "file_permission_denied", Node().static_pod(E).died(E, TOOLS[0][1], attempt=4, ago=timedelta(minutes=6)).died(E, CRASH, attempt=5)),
)  # fmt: skip

# ---- an error of several lines: what it is of stands behind the colon, on the next ------------------------------------
UNABLE = "F0804 04:36:31.177855   38699 run_components.go:421] Unable to initialize namespaces: unable to refresh the security allocation UID blocks:"
PAST, LIMITS = "x509: certificate has expired or is not yet valid", ": current time {} is {} {}"
OWN_CALL, OTHERS_CALL = (
    "Get https://master.example.com:6443/api/v1/namespaces: ",
    "Get https://hook.example.com:443/validate: ",
)
TO_COME = LIMITS.format("2024-03-12T10:29:50Z", "before", "2024-03-12T11:29:50Z")


def in_lines(*said):
    return dies(A, "\n".join(said), version=None, code=255)


CONTINUED = (
    shows("serving_certificate_expired-on-the-next-line", "serving_certificate_expired", in_lines(UNABLE, f" {OWN_CALL}{PAST}"), A),
    shows("serving_certificate_expired-on-one-line", "serving_certificate_expired", in_lines(f"{UNABLE} {OWN_CALL}{PAST}"), A),
    miss("next-line-of-another", "serving_certificate_expired", in_lines(UNABLE, f" {OTHERS_CALL}{PAST}")),
    miss("next-line-before-its-time", "serving_certificate_expired", in_lines(UNABLE, f" {OWN_CALL}{PAST}{TO_COME}")),
    miss("next-line-of-no-colon", "serving_certificate_expired", in_lines(f" {OWN_CALL}{PAST}", "F0804 04:36:31.177855   38699 run_components.go:421] Unable to listen: bind: address already in use")),
)  # fmt: skip

OWN_EIGHTEENTH_REPORTS = (*IMAGES, *COMMANDS, *SCRIPTS, *CONTINUED)
