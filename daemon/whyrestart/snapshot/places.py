"""The names in a snapshot directory (DESIGN.md, part 6), and what `capture` adds to them.

Added, each of them optional:

    snapshot.json               also "manifest_directory": where the kubelet of this node looks for static pods
    fs.json                     {"/abs/path": {"kind": "manifest|pod_log|certificate|text", "seen_at", "modified_at",
                                "sha256" of the copy below fs/, and what that copy cannot show: "problem",
                                "size_bytes" and "skipped_lines" of a log that is an excerpt}}
    manifest_directory.json     {"path", "names": [...], "events": [{"at", "name", "what"}]}
    cri/containers.json         also "gone": [{"id", "at"}], containers that the runtime knew and knows no more
    gaps.json                   [{"source", "why", "since", "until"}]: what the one who took it could not see
    processes.json              [{"pid", "program", "started_at", "container_id", "pod_uid", "command_line"}]
    fs/var/log/kubelet.log      and RKE2's agent/logs/kubelet.log, where there is no journal/kubelet.jsonl; in UTC
    history.jsonl               earlier contents: one {"at", "file", "value"} a line, oldest first; `value` is what that
                                file of the snapshot then held: JSON, or text, or null where it was gone
"""

from __future__ import annotations

SCHEMA = 1
HEAD = "snapshot.json"
FILES = "files.json"
CONTAINERS = "cri/containers.json"
SANDBOXES = "cri/sandboxes.json"
RUNTIME = "runtime.json"
PODS = "kubelet/pods.json"
PROBE_METRICS = "kubelet/probes.prom"
UNITS = "systemd/units.json"
PROBES = "probes.json"
SOCKETS = "sockets.json"
SERVED = "served_certificates.json"
ETCD = "etcd.json"
HOST = "host.json"
JOURNAL = "journal"
FS = "fs"

COPIES = "fs.json"
MANIFEST_DIRECTORY = "manifest_directory.json"
GAPS = "gaps.json"
PROCESSES = "processes.json"
HISTORY = "history.jsonl"

POD_LOGS = "/var/log/pods"
KUBELET_LOGS = ("/var/lib/rancher/rke2/agent/logs/kubelet.log", "/var/log/kubelet.log")
