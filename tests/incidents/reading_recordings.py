"""A recording of a real kubelet to a snapshot: `python tests/incidents/reading_recordings.py RECORDINGS DIRECTORY`.

RECORDINGS holds a directory a case with `end/` and sometimes `mid/`: the manifests, the pod logs, CRI's answers, the
kubelet's log and ports, and what the apiserver answered when asked with and without a certificate. What the recording
does not hold is not invented: those sources are gaps.
"""

import json
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import yaml

MANIFESTS = "fs/etc/kubernetes/manifests"
NODE = "rig-node"
# Two thirds of a kubelet's log at -v=2 are its flags, of no use to a diagnosis.
NOISE = re.compile(r"flags\.go:\d+\] FLAG: ")
KLOG = re.compile(r"([IWEF])(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{6})")
PRIORITY = {"I": "6", "W": "4", "E": "3", "F": "2"}
LISTENING = re.compile(r'LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s+users:\(\("([^"]+)",pid=(\d+)')
CHANGED = re.compile(
    r"^-\S+\s+\d+\s+\S+\s+\S+\s+(\d+)\s+(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{6})\d* \+0000 (\S+)$", re.MULTILINE
)


def convert(recording, snapshot):
    """One state of one case (`b-anon-false/end`) to a snapshot directory."""
    taken_at = (recording / "captured_at").read_text().strip()
    taken = datetime.fromisoformat(taken_at)
    write(
        snapshot / "snapshot.json", {"schema": 1, "node": NODE, "taken_at": taken_at, "kubernetes_version": "v1.20.2"}
    )
    shutil.copytree(recording / "manifests", snapshot / MANIFESTS)
    if (recording / "var_log_pods").is_dir():
        shutil.copytree(recording / "var_log_pods", snapshot / "fs/var/log/pods")
    write(snapshot / "files.json", files(recording))
    statuses = [full["status"] | sandbox_of(full) for full in load(recording / "cri_v1_ContainerStatus.json").values()]
    write(snapshot / "cri/containers.json", {"containers": statuses})
    sandboxes = [full["status"] for full in load(recording / "cri_v1_PodSandboxStatus.json").values()]
    write(snapshot / "cri/sandboxes.json", {"sandboxes": sandboxes})
    version = load(recording / "cri_v1_version.json")
    write(
        snapshot / "runtime.json",
        {"name": version["runtimeName"], "version": version["runtimeVersion"], "config": None},
    )
    write(snapshot / "kubelet/pods.json", load(recording / "kubelet_10255_pods.json"))
    shutil.copy(recording / "kubelet_10255_metrics_probes", snapshot / "kubelet/probes.prom")
    journal(recording / "kubelet.log", snapshot / "journal/kubelet.jsonl", taken)
    write(snapshot / "sockets.json", sockets(recording))
    write(snapshot / "probes.json", probes(recording, statuses))


def sandbox_of(full):
    info = json.loads(full.get("info", {}).get("info", "{}"))
    return {"sandboxId": info["sandboxID"]} if "sandboxID" in info else {}


def files(recording):
    """The manifests' times; no other file of the node was looked at."""
    listing = (recording / "manifests.ls").read_text()
    return {
        f"/etc/kubernetes/manifests/{name}": {"type": "file", "size": int(size), "mtime": f"{day}T{clock}Z"}
        for size, day, clock, name in CHANGED.findall(listing)
    }


def journal(log, path, taken):
    """klog lines as systemd's journal would have kept them."""
    path.parent.mkdir(parents=True)
    lines = []
    for number, line in enumerate(log.read_text(errors="replace").splitlines()):
        match = KLOG.match(line)
        if match is None or NOISE.search(line):
            continue
        level, month, day, hour, minute, second, fraction = match.groups()
        at = datetime(taken.year, int(month), int(day), int(hour), int(minute), int(second), int(fraction), UTC)
        entry = {
            "__CURSOR": f"i={number}",
            "__REALTIME_TIMESTAMP": str(int(at.timestamp() * 1_000_000)),
            "PRIORITY": PRIORITY[level],
            "SYSLOG_IDENTIFIER": "kubelet",
            "_SYSTEMD_UNIT": "kubelet.service",
            "MESSAGE": line,
        }
        lines.append(json.dumps(entry))
    path.write_text("\n".join(lines) + "\n")


def sockets(recording):
    """What listened; which pod it belonged to was not recorded."""
    texts = [path.read_text() for name in ("sockets.txt", "processes.txt") if (path := recording / name).is_file()]
    found = {
        (address, int(port)): {
            "protocol": "tcp",
            "address": address,
            "port": int(port),
            "pid": int(pid),
            "program": name,
        }
        for text in texts
        for address, port, name, pid in LISTENING.findall(text)
    }
    return list(found.values())


def probes(recording, statuses):
    """What was asked of the apiserver, as the variants of its liveness probe; nothing where no process ran then."""
    name = f"kube-apiserver-{NODE}"
    alive = [s for s in statuses if s["metadata"]["name"] == "kube-apiserver" and s.get("state") == "CONTAINER_RUNNING"]
    manifests = sorted((recording / "manifests").iterdir(), key=lambda path: path.name.encode())
    pods = [yaml.safe_load(path.read_text()) for path in manifests]
    pod = [pod for pod in pods if pod["metadata"]["name"] == "kube-apiserver"]
    if not alive or not pod:
        return []
    get = pod[-1]["spec"]["containers"][0]["livenessProbe"]["httpGet"]
    answers = load(recording / "apiserver_http.json")

    def asked(scheme, port, cert):
        url = f"{scheme.lower()}://{get['host']}:{port}{get['path']}"
        plain = [a for a in answers if a["url"] == url and a["cert"] == cert and not a["headers_sent"]]
        return plain[0] if plain else None

    def result(variant, answer):
        status = answer["status"]
        where = re.search(r"//([^/]+)", answer["url"])[1]
        refused = f'Get "{answer["url"]}": dial tcp {where}: connect: connection refused'
        return {
            "at": answer["t"],
            "namespace": "kube-system",
            "pod": name,
            "container": "kube-apiserver",
            "probe": "liveness",
            "variant": variant,
            "url": answer["url"],
            "outcome": "success" if status is not None and 200 <= status < 400 else "failure",
            "status": status,
            "error": None if status is not None else refused,
            "body": answer.get("body") or "",
            "duration_seconds": answer["ms"] / 1000,
        }

    other = "http" if get["scheme"] == "HTTPS" else "https"
    wanted = {
        "kubelet": asked(get["scheme"], get["port"], None),
        "authenticated": asked("https", get["port"], "admin") if get["scheme"] == "HTTPS" else None,
        "other_scheme": asked(other, get["port"], None),
        "actual_port": asked("https", 6443, None) if get["port"] != 6443 else None,
    }
    return [result(variant, answer) for variant, answer in wanted.items() if answer is not None]


def load(path):
    return json.loads(path.read_text())


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def main(recordings, directory):
    for recording in sorted(Path(recordings).glob("*/*/captured_at")):
        case, state = recording.parent.parent.name, recording.parent.name
        snapshot = Path(directory) / f"{case}-{state}" / "node"
        shutil.rmtree(snapshot, ignore_errors=True)
        snapshot.mkdir(parents=True)
        convert(recording.parent, snapshot)


if __name__ == "__main__":
    main(*sys.argv[1:])
