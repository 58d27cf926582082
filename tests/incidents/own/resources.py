"""Memory, disks and kernel limits."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import UNIT, A, E, dies, miss, probed_to_death, quiet, shows, unhealthy


def memcg(node, program=A, attempt=5):
    identity = node.container_id(program, attempt)
    return node.journal(
        "kernel",
        f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=cri-containerd-{identity}.scope,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-{identity}.scope,task_memcg=/x,task={program},pid=2711,uid=0",
        f"Memory cgroup out of memory: Killed process 2711 ({program}) total-vm:1543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:-997",
    )


GLOBAL = (
    "kube-apiserver invoked oom-killer: gfp_mask=0x1100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=-997",
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/pod1/aa,task=kube-apiserver,pid=2711,uid=0",
    "Out of memory: Killed process 2711 (kube-apiserver) total-vm:1543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:-997",
)
GLOBAL_OLD = (
    "Out of memory: Kill process 2711 (kube-apiserver) score 903 or sacrifice child",
    "Killed process 2711 (kube-apiserver) total-vm:1543212kB, anon-rss:523112kB, file-rss:0kB, shmem-rss:0kB",
)

RESOURCES = (
    shows(
        "oom_killed-reason",
        "oom_killed",
        Node()
        .static_pod(A, limits={"memory": "512Mi"})
        .died(A, code=137, reason="OOMKilled", lived=timedelta(minutes=2)),
        A,
    ),
    shows(
        "oom_killed-kernel",
        "oom_killed",
        memcg(Node().static_pod(A, limits={"memory": "512Mi"}).died(A, code=137, lived=timedelta(minutes=2))),
        A,
    ),
    shows(
        "node_out_of_memory-new",
        "node_out_of_memory",
        Node().static_pod(A).died(A, code=137, lived=timedelta(minutes=2)).journal("kernel", *GLOBAL),
        A,
    ),
    shows(
        "node_out_of_memory-old",
        "node_out_of_memory",
        Node(version="v1.13.1")
        .static_pod(A)
        .died(A, code=137, lived=timedelta(minutes=2))
        .journal("kernel", *GLOBAL_OLD),
        A,
    ),
    *(
        shows(f"disk_full-{form}", "disk_full", dies(E, log), E)
        for form, log in saying.etcd(
            "cannot write to WAL directory: write /var/lib/etcd/member/wal/0.tmp: no space left on device"
        ).items()
    ),
    shows(
        "disk_full-apiserver",
        "disk_full",
        dies(A, saying.component("open /var/log/kubernetes/audit.log: no space left on device")["klog"]).host(
            filesystems=[{"mount": "/", "size_bytes": 10**10, "free_bytes": 0, "free_inodes": 100}]
        ),
        A,
    ),
    *(
        shows(f"filesystem_damaged-readonly-{form}", "filesystem_damaged", dies(E, log), E)
        for form, log in saying.etcd(
            "cannot access data directory: open /var/lib/etcd/.touch: read-only file system"
        ).items()
    ),
    shows(
        "filesystem_damaged-xfs",
        "filesystem_damaged",
        dies(E, saying.etcd("open /var/lib/etcd/member/snap/db: structure needs cleaning")["zap"]).journal(
            "kernel", "XFS (dm-3): Corruption detected. Unmount and run xfs_repair"
        ),
        E,
    ),
    shows(
        "inotify_limit-kubelet",
        "inotify_limit",
        Node().kubelet_loops(
            "E0812 16:26:52.166955  111106 server_linux.go:27] unable to create watcher for lockfile: inotify_init: too many open files",
            "F0812 16:26:52.166979  111106 server.go:269] failed to run Kubelet: inotify_init: too many open files",
        ),
        UNIT,
    ),
    shows(
        "inotify_limit-apiserver",
        "inotify_limit",
        dies(A, saying.component("failed to create fsnotify watcher: too many open files")["klog"]).host(
            inotify={"instances_used": 128, "max_user_instances": 128}
        ),
        A,
    ),
    shows(
        "inotify_limit-kubelet-cadvisor",
        "inotify_limit",
        Node().kubelet_loops(
            "F0110 21:30:25.764493   42304 kubelet.go:1230] Failed to start cAdvisor inotify_init: too many open files"
        ),
        UNIT,
    ),
    shows(
        "node_pressure_eviction-status",
        "node_pressure_eviction",
        Node()
        .static_pod(A)
        .failed_pod(
            A, "Evicted", "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 900Mi. "
        ),
        A,
    ),
    shows(
        "node_pressure_eviction-log",
        "node_pressure_eviction",
        Node()
        .static_pod(A)
        .died(A, code=0, attempt=0)
        .kubelet(
            'I0312 10:29:00.1    2999 eviction_manager.go:595] "Eviction manager: pod is evicted successfully" pod="kube-system/kube-apiserver-master-1"'
        ),
        A,
    ),
    miss(
        "oom-137-after-probe",
        ["oom_killed", "node_out_of_memory"],
        probed_to_death(A, log="", lived=timedelta(seconds=125)).kubelet(
            unhealthy(A, 500),
            f'I0312 10:28:50.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" containerName="{A}" pod="kube-system/{A}-master-1" containerMessage="Container {A} failed liveness probe, will be restarted"',
            ago=timedelta(seconds=71),
        ),
    ),
    miss(
        "oom-137-bare",
        ["oom_killed", "node_out_of_memory"],
        Node().static_pod(A).died(A, code=137, lived=timedelta(minutes=2)),
    ),
    miss(
        "oom-node-not-limit",
        "oom_killed",
        Node().static_pod(A).died(A, code=137, lived=timedelta(minutes=2)).journal("kernel", *GLOBAL),
    ),
    miss(
        "oom-limit-not-node",
        "node_out_of_memory",
        memcg(Node().static_pod(A).died(A, code=137, lived=timedelta(minutes=2))),
    ),
    miss(
        "oom-neighbour",
        ["oom_killed", "node_out_of_memory"],
        Node()
        .static_pod(A)
        .died(A, code=137, lived=timedelta(minutes=2))
        .journal("kernel", *(line.replace("kube-apiserver", "prometheus") for line in GLOBAL)),
    ),
    # What it is asked is served all the same, and an end is of something else.
    miss(
        "disk_full-audit-log",
        "disk_full",
        dies(
            A,
            "E0211 05:36:46.422749       1 metrics.go:86] Error in audit plugin 'log' affecting 1 audit events: write /dev/stdout: no space left on device\nImpacted events:",
            code=137,
            lived=timedelta(hours=3),
        ),
    ),
    miss(
        "disk_full-inotify",
        "disk_full",
        dies(A, saying.component("inotify_add_watch /etc/kubernetes/pki: no space left on device")["klog"]),
    ),
    miss(
        "disk_full-nospace",
        "disk_full",
        probed_to_death(
            E,
            log='{"level":"warn","ts":"2024-03-12T10:28:40.900Z","caller":"etcdserver/server.go:1936","msg":"alarm raised","alarm":"NOSPACE","from":"8e9e05c52164694d"}',
        ),
    ),
    miss(
        "filesystem-full",
        "filesystem_damaged",
        dies(E, saying.etcd("write /var/lib/etcd/member/wal/0.tmp: no space left on device")["zap"]),
    ),
    miss(
        "inotify-nofile",
        "inotify_limit",
        dies(A, saying.component("accept tcp [::]:6443: accept4: too many open files")["klog"]),
    ),
    miss(
        "eviction-rejected",
        "node_pressure_eviction",
        Node()
        .static_pod(A)
        .failed_pod(
            A,
            "OutOfcpu",
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 250, used: 3900, capacity: 4000",
        ),
    ),
    quiet(
        "audit-log-write-errors",
        Node()
        .static_pod(A, "--audit-log-path=/var/log/kubernetes/audit.log")
        .runs(
            A,
            "E0312 10:29:00.1       1 metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/log/kubernetes/audit.log: permission denied",
        ),
    ),
)
