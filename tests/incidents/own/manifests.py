"""What lies in the manifest directory."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import IN_USE, KUBELET_CONFIG, UNIT, A, E, dies, miss, pod_text, probed_to_death, quiet, shows


def rewritten():
    """Four lives of four pod UIDs within some minutes: each edit makes a new pod."""
    node = Node().static_pod(A, edited=timedelta(seconds=40))
    for number in range(5):
        ago = timedelta(minutes=2 * (5 - number))
        node.died(A, "", code=0, attempt=0, uid=f"{number:032x}", ago=ago, lived=timedelta(minutes=1, seconds=50))
    return node.runs(A, uid="f" * 32, since=timedelta(seconds=38))


MANIFEST = (
    shows(
        "duplicate_manifest-bak",
        "duplicate_manifest",
        probed_to_death(A).static_pod(A, "--anonymous-auth=false", file="kube-apiserver.yaml.bak"),
        A,
    ),
    shows(
        "duplicate_manifest-copy-in-front",
        "duplicate_manifest",
        Node()
        .static_pod(A)
        .static_pod(A, "--v=4", file="backup-kube-apiserver.yml")
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=50))
        .runs(A, uid="2" * 32, since=timedelta(seconds=45)),
        A,
    ),
    shows(
        "editor_temporary_file-vim",
        "editor_temporary_file",
        Node()
        .static_pod(A, edited=timedelta(seconds=62))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=55))
        .kubelet(
            'E0312 10:28:58.1    2999 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory',
            ago=timedelta(seconds=60),
        ),
        A,
    ),
    shows(
        "stale_manifest-nginx-proxy",
        ("stale_manifest", "port_in_use"),
        dies(A, saying.component(IN_USE)["klog"])
        .manifest("nginx-proxy.yml", pod_text("nginx-proxy"))
        .runs("nginx-proxy")
        .socket("nginx", 6443),
    ),
    shows(
        "manifest_invalid-yaml",
        "manifest_invalid",
        Node()
        .manifest("kube-apiserver.yaml", pod_text() + "  - name: [\n")
        .static_pod(E)
        .runs(E)
        .kubelet(
            'E0312 10:29:00.1    2999 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 12: did not find expected node content), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"'
        ),
    ),
    shows(
        "manifest_invalid-tab",
        "manifest_invalid",
        Node().manifest("kube-apiserver.yaml", pod_text().replace("    image:", "\timage:")),
    ),
    shows(
        "manifest_invalid-schema",
        "manifest_invalid",
        Node().manifest(
            "kube-apiserver.yaml", pod_text().replace("  - name: kube-apiserver", "  - nome: kube-apiserver")
        ),
    ),
    shows("manifest_rewritten", "manifest_rewritten", rewritten(), A),
    shows(
        "manifest_changed",
        "manifest_changed",
        Node()
        .static_pod(A, edited=timedelta(seconds=62))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=55), lived=timedelta(days=20))
        .runs(A, uid="2" * 32, since=timedelta(seconds=50)),
    ),
    shows(
        "static_pod_path_wrong-unset",
        "static_pod_path_wrong",
        Node()
        .static_pod(A)
        .static_pod(E)
        .file(
            KUBELET_CONFIG,
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
        )
        .unit("kubelet")
        .kubelet(
            'I0312 09:00:00.1    2999 kubelet.go:400] "Kubelet is not running in standalone"', ago=timedelta(hours=1)
        ),
        UNIT,
    ),
    shows(
        "static_pod_path_wrong-elsewhere",
        "static_pod_path_wrong",
        Node()
        .static_pod(A)
        .file(
            KUBELET_CONFIG,
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifest\n",
        )
        .unit("kubelet")
        .kubelet(
            'E0312 10:29:00.1    2999 file.go:104] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifest"'
        ),
        UNIT,
    ),
    miss(
        "duplicate-editor-file",
        "duplicate_manifest",
        Node()
        .static_pod(A, edited=timedelta(seconds=62))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=55))
        .kubelet(
            'E0312 10:28:58.1    2999 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory',
            ago=timedelta(seconds=60),
        ),
    ),
    miss(
        "editor-file-long-ago",
        "editor_temporary_file",
        dies(A, saying.component("unknown flag: --bogus")["klog"]).kubelet(
            'E0312 04:28:58.1    2999 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory',
            ago=timedelta(hours=6),
        ),
    ),
    miss(
        "manifest_rewritten-one-edit",
        "manifest_rewritten",
        Node()
        .static_pod(A, edited=timedelta(seconds=62))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=55))
        .runs(A, uid="2" * 32, since=timedelta(seconds=50)),
    ),
    miss(
        "manifest_invalid-evicted",
        "manifest_invalid",
        Node().static_pod(A).failed_pod(A, "Evicted", "The node was low on resource: ephemeral-storage. "),
    ),
    quiet(
        "dotfile-beside", Node().static_pod(A).manifest(".kube-apiserver.yaml.swp", "b0VIM 8.2").runs(A).probe(A, 200)
    ),
)
