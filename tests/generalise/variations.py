"""The same incident elsewhere: other names, addresses and paths, other clothes of the same log lines, noise between them.

Each variation takes a snapshot's files and gives a snapshot's files; what went wrong stays the same.
"""

import json
import random
import re
import zlib

NOISE = (
    "I0312 10:29:41.120034       1 controller.go:624] quota admission added evaluator for: leases.coordination.k8s.io",
    'I0312 10:29:42.480771       1 dynamic_cafile_content.go:157] "Starting controller" name="client-ca-bundle::/etc/ca.crt"',
    'W0312 10:29:43.010001       1 logging.go:59] [core] [Channel #7 SubChannel #8] grpc: addrConn.createTransport failed to connect to {Addr: "10.9.9.9:9999", ServerName: "x", }. Err: connection error: desc = "transport: Error while dialing: operation was canceled"',
    'I0312 10:29:44.003991       1 trace.go:236] Trace[1268955959]: "Update" accept:application/json, */*,audit-id:0a (12-Mar-2024 10:29:43.003) (total time: 1000ms):',
    '{"level":"info","ts":"2024-03-12T10:29:44.900Z","caller":"mvcc/hash.go:151","msg":"storing new hash","hash":1,"revision":2}',
    "goroutine 4242 [chan receive]:",
    "\tk8s.io/apimachinery/pkg/watch.(*Broadcaster).loop(0xc000)",
    "",
)
KUBELET_NOISE = (
    'I0312 10:29:20.000000    2999 scope.go:117] "RemoveContainer" containerID="77"',
    'E0312 10:29:21.000000    2999 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"x\\""',
    'I0312 10:29:22.000000    2999 status_manager.go:853] "Failed to get status for pod" podUID="88" pod="kube-system/coredns-1" err="Get: EOF"',
    "W0312 10:29:23.000000    2999 reflector.go:539] k8s.io/client-go/informers/factory.go:159: failed to list *v1.Service: Get: EOF",
)
_CRI_LINE = re.compile(r"(\S+) (stdout|stderr) F (.*)")
_KLOG = re.compile(
    r'([IWE])(\d{4}) (\d\d:\d\d:\d\d\.\d+)\s+\d+ (\S+:\d+)\] (?:"((?:[^"\\]|\\.)*)"((?: \w+=(?:"(?:[^"\\]|\\.)*"|\S+))*)|(.*))'
)
_PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)')


def seed_of(name):
    """Fixed, and different for each incident."""
    return zlib.crc32(name.encode())


def elsewhere(contents, seed):
    """Another node: its name, its addresses, where things lie on it."""
    head = json.loads(contents["snapshot.json"])
    names = {
        head["node"]: f"cp-{seed % 97:02d}.fra1",
        "/etc/kubernetes/pki": "/srv/kubernetes/tls",
        "/var/lib/etcd": "/data/etcd-main",
    }
    names |= {"10.0.0.4": "172.20.31.7", "etc/kubernetes/manifests": "var/lib/rancher/rke2/agent/pod-manifests"}
    # Longer ones first: a node's name may be a part of a path.
    pairs = sorted(names.items(), key=lambda pair: -len(pair[0]))

    def moved(text):
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    varied = {
        moved(name): moved(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        for name, data in contents.items()
    }
    # What was looked for where it usually lies is not there either.
    absent = {path: None for path, seen in json.loads(contents.get("files.json") or "{}").items() if seen is None}
    if absent:
        varied["files.json"] = json.dumps({**absent, **json.loads(varied["files.json"])}).encode()
    return varied


def noisy(contents, seed):
    """Lines of no account between those that tell, and journals out of order: their own times put them right."""
    drawn = random.Random(seed)
    varied = dict(contents)
    for name, data in contents.items():
        if name.endswith(".log") and "/pods/" in name:
            varied[name] = _between(data, drawn)
        elif name == "journal/kubelet.jsonl":
            varied[name] = _among(data, drawn)
    return varied


def _between(log, drawn):
    lines = log.decode("utf-8", "replace").splitlines()
    if not lines or not all(_CRI_LINE.match(line) for line in lines):
        return log
    # A message of several lines stays together: noise goes before the first line and before lines with a header.
    made = []
    for line in lines:
        at, _, text = _CRI_LINE.match(line).groups()
        if (not made or re.match(r"[IWEF]\d{4} |\{|\d{4}-\d\d-\d\d ", text)) and drawn.random() < 0.7:
            made += [f"{at} stderr F {each}" for each in drawn.sample(NOISE, 3)]
        made.append(line)
    return ("\n".join(made) + "\n").encode()


def _among(journal, drawn):
    entries = [json.loads(line) for line in journal.splitlines() if line.strip()]
    # Where only the service manager speaks, that no word of the kubelet is there is what tells.
    if all(entry.get("SYSLOG_IDENTIFIER", "").startswith("systemd") for entry in entries):
        return journal
    first = int(entries[0]["__REALTIME_TIMESTAMP"])
    for number, text in enumerate(KUBELET_NOISE):
        entry = {**entries[0], "__CURSOR": f"n={number}", "SYSLOG_IDENTIFIER": "kubelet", "MESSAGE": text}
        entries.append({**entry, "__REALTIME_TIMESTAMP": str(first - 1000 * (number + 1))})
    drawn.shuffle(entries)
    return "".join(f"{json.dumps(entry)}\n" for entry in entries).encode()


def reclothed(contents, _seed):
    """klog's text as --logging-format=json writes it and the other way about; CRI's log files as Docker's."""
    varied = dict(contents)
    for name, data in contents.items():
        if name.endswith(".log") and "/pods/" in name:
            lines = data.decode("utf-8", "replace").splitlines()
            if lines and all(_CRI_LINE.match(line) for line in lines):
                varied[name] = "".join(_docker(*_CRI_LINE.match(line).groups()) for line in lines).encode()
        elif name == "journal/kubelet.jsonl":
            varied[name] = "".join(_other_message(line) for line in data.decode().splitlines()).encode()
    return varied


def _docker(at, stream, text):
    return json.dumps({"log": f"{other_format(text)}\n", "stream": stream, "time": at}) + "\n"


def _other_message(line):
    entry = json.loads(line)
    if isinstance(entry.get("MESSAGE"), str) and entry.get("SYSLOG_IDENTIFIER") == "kubelet":
        entry["MESSAGE"] = other_format(entry["MESSAGE"])
    return json.dumps(entry) + "\n"


def other_format(text):
    """A klog line as Kubernetes' JSON, Kubernetes' JSON as klog's structured text; anything else as it is."""
    match = _KLOG.fullmatch(text)
    # What is cut up goes on in other entries; JSON cuts nothing up.
    if match and not text.endswith("=<"):
        level, _, _, caller, message, pairs, plain = match.groups()
        told = {
            "ts": 1710239395900.1,
            "caller": caller,
            "msg": _plain(f'"{message}"') if message is not None else plain,
        }
        told |= {key: _plain(value) for key, value in _PAIR.findall(pairs or "")}
        return json.dumps(told if level == "E" else {**told, "v": 0})
    if text.startswith('{"ts":'):
        told = json.loads(text)
        level = "I" if "v" in told else "E"
        fields = "".join(
            f" {key}={json.dumps(value)}" for key, value in told.items() if key not in {"ts", "caller", "msg", "v"}
        )
        return f"{level}0312 10:29:55.900100       1 {told.get('caller', 'x.go:1')}] {json.dumps(told['msg'])}{fields}"
    return text


def _plain(value):
    if value.startswith('"'):
        return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), value[1:-1])
    return value


def a_tenth_lost(contents, seed):
    """A random tenth of everything that tells: files, lines, elements of lists, keys of objects."""
    drawn = random.Random(seed)
    kept = {}
    for name, data in contents.items():
        if name == "snapshot.json" or (name.startswith("fs/") and "/pods/" not in name and drawn.random() >= 0.1):
            kept[name] = data
        elif name.startswith("fs/") and "/pods/" not in name:
            continue
        elif name.endswith((".log", ".jsonl")):
            lines = data.splitlines(keepends=True)
            kept[name] = b"".join(line for line in lines if drawn.random() >= 0.1)
        elif name.endswith(".json"):
            kept[name] = json.dumps(_thinned(json.loads(data), drawn, top=True)).encode()
        else:
            kept[name] = data
    return kept


def _thinned(value, drawn, *, top=False):
    """Elements of the outermost list, or of the lists and objects directly below the outermost object."""
    if isinstance(value, list):
        return [each for each in value if drawn.random() >= 0.1]
    if isinstance(value, dict) and top:
        return {
            key: _thinned(each, drawn) if isinstance(each, list) else each
            for key, each in value.items()
            if drawn.random() >= 0.1
        }
    return value
