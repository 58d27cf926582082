"""The same words under another carrier: what tells of an incident is told elsewhere on the node, or less of it is.

Each form takes a snapshot's files and the subject, and gives a snapshot's files, or None where the form does not apply.
"""

import json
import re
from dataclasses import replace
from datetime import datetime

from incidents.corpus import Expected
from whyrestart.model.cause import Cause

PROGRAMS = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
_LINE = re.compile(r"(\S+) (?:stdout|stderr) F ?(.*)")
_LOG = re.compile(r"fs/var/log/pods/kube-system_[\w-]+_\w+/(?P<container>[\w-]+)/(?P<attempt>\d+)\.log")
_WORD = re.compile(r'^    - (".*")$', re.MULTILINE)


# ---- programs of static pods ----------------------------------------------------------------------------------------


def without_a_manifest(contents, program):
    """The container and its log are known, its manifest is not: nobody knows its flags."""
    if not _ended(contents, program):
        return None
    kept = {name: data for name, data in contents.items() if "/manifests/" not in name}
    if "files.json" in kept:
        listed = {path: seen for path, seen in json.loads(kept["files.json"]).items() if "/manifests/" not in path}
        kept["files.json"] = json.dumps(listed).encode()
    return kept


def its_log_alone(contents, program):
    """No runtime can be asked, and no kubelet: the log files and the manifests are there."""
    if not _ended(contents, program):
        return None
    return {name: data for name, data in contents.items() if not name.startswith(("cri/", "kubelet/pods.json"))}


def in_a_unit(contents, program):
    """A systemd unit of the program's own, as those who install by hand have it: its journal, its state, its file."""
    ended, said = _ended(contents, program), _said(contents, program)
    if not ended or not said:
        return None
    unit, code = f"{program}.service", ended.get("exitCode", 1)
    kept = _without_the_pod(contents, program)
    manifest = next(
        (name for name in kept if "/manifests/" in name and f"name: {program}\n" in _text(kept[name])), None
    )
    words = [json.loads(word) for word in _WORD.findall(_text(kept.pop(manifest)))] if manifest else [program]
    how = f"exited, status={code}/FAILURE" if code < 128 else f"killed, status={code - 128}/KILL"
    at = max(_micros(ended["finishedAt"]), said[-1][0] + 1000)
    lines = [_entry(program, at, text) for at, text in said]
    lines += [
        _entry(program, at, f"{unit}: Main process exited, code={how}", by="systemd"),
        _entry(program, at + 1000, f"{unit}: Failed with result 'exit-code'.", by="systemd"),
    ]
    kept[f"journal/{program}.jsonl"] = _journal(lines)
    kept[f"fs/etc/systemd/system/{unit}"] = (
        f"[Service]\nExecStart=/usr/local/bin/{' '.join(map(_quoted, words))}\nRestart=on-failure\n".encode()
    )
    units = json.loads(kept.get("systemd/units.json") or "{}")
    units[unit] = {
        "LoadState": "loaded", "ActiveState": "activating", "SubState": "auto-restart", "Result": "exit-code",
        "NRestarts": max(int(ended["metadata"]["attempt"]), 3), "ExecMainStatus": code,
    }  # fmt: skip
    kept["systemd/units.json"] = json.dumps(units).encode()
    if "files.json" in kept:
        told = " ".join(text for _, text in said)
        # What a container lacks though the host has it, a unit lacks only where the host does not have it either.
        listed = {path: seen for path, seen in json.loads(kept["files.json"]).items() if path not in told}
        kept["files.json"] = json.dumps(listed).encode()
    return kept


# ---- the kubelet ----------------------------------------------------------------------------------------------------


def in_another_unit(contents, _subject):
    """OpenShift 3's kubelet: its unit has another name."""
    return _kubelet_as(contents, "origin-node")


def without_a_unit(contents, _subject):
    """The kubelet's journal is all that tells of it."""
    units = _units(contents)
    if "journal/kubelet.jsonl" not in contents or units.pop("kubelet.service", None) is None:
        return None
    return {**contents, "systemd/units.json": json.dumps(units).encode()}


FORMS = {
    "program": (without_a_manifest, its_log_alone, in_a_unit),
    "kubelet": (in_another_unit, without_a_unit),
}


def forms_of(expected: Expected):
    """Those in which an incident with this expectation can be told."""
    if not expected.causes or expected.benign or expected.never:
        return ()
    kind = "program" if expected.subject in PROGRAMS else "kubelet" if expected.subject == "kubelet.service" else ""
    return FORMS.get(kind, ())


# A unit has no mounts; of several endpoints the first is away, or all are; who holds a port is seen in pods.
_MEANS = {
    Cause.FILE_NOT_MOUNTED: {Cause.FILE_MISSING},
    Cause.PORT_HELD_BY_PREVIOUS_INSTANCE: {Cause.PORT_IN_USE},
    Cause.PORT_IN_USE: {Cause.PORT_HELD_BY_PREVIOUS_INSTANCE},
    Cause.ETCD_FIRST_ENDPOINT_DOWN: {Cause.ETCD_UNREACHABLE},
    # What the kubelet made there in a file's place is a directory, and a flag's value that is none.
    Cause.HOST_PATH_UNUSABLE: {Cause.INVALID_FLAG_VALUE},
    # That another file counts, only the files tell.
    Cause.DUPLICATE_MANIFEST: {Cause.UNKNOWN_FLAG},
}


def expected_of(form, expected: Expected) -> Expected:
    """What is right in that form: the same, or what it turns into; to abstain is right where `unknown` was."""
    more = (
        {each for cause in expected.causes for each in _MEANS.get(cause, ())} if form is not in_another_unit else set()
    )
    return replace(expected, causes=expected.causes | more)


# ---- helpers --------------------------------------------------------------------------------------------------------


def _text(data):
    return data.decode("utf-8", "replace")


def _quoted(word):
    return json.dumps(word) if re.search(r"[\s\"'\\]", word) else word


def _micros(at):
    return int(datetime.fromisoformat(at).timestamp() * 1_000_000)


def _units(contents):
    return json.loads(contents.get("systemd/units.json") or "{}")


def _ended(contents, program):
    """The program's newest container, if it has ended and its log is there."""
    found = json.loads(contents.get("cri/containers.json") or "{}").get("containers", [])
    mine = [each for each in found if each["metadata"]["name"] == program]
    newest = max(mine, key=lambda each: int(each["metadata"]["attempt"]), default=None)
    seen = newest is not None and newest["state"] == "CONTAINER_EXITED" and _logs(contents, program)
    return newest if seen else None


def _logs(contents, program):
    found = [(int(match["attempt"]), name) for name in contents if (match := _LOG.fullmatch(name))]
    return [name for _, name in sorted(found) if f"/{program}/" in name]


def _said(contents, program):
    lines = [_LINE.match(line) for name in _logs(contents, program) for line in _text(contents[name]).splitlines()]
    return [(_micros(line[1]), line[2]) for line in lines] if all(lines) else []


def _without_the_pod(contents, program):
    kept = {name: data for name, data in contents.items() if name not in _logs(contents, program)}
    for name, key in (("cri/containers.json", "containers"), ("cri/sandboxes.json", "sandboxes")):
        told = json.loads(kept.get(name) or "{}").get(key, [])
        left = [
            each
            for each in told
            if each["labels"].get("io.kubernetes.pod.name", "").rpartition("-master-")[0] != program
        ]
        kept[name] = json.dumps({key: left}).encode()
    if not json.loads(kept["cri/containers.json"])["containers"]:
        del kept["cri/containers.json"], kept["cri/sandboxes.json"]
    return kept


def _entry(unit, at, text, by=None):
    return {
        "__CURSOR": f"c={at}", "__REALTIME_TIMESTAMP": str(at), "PRIORITY": "6", "SYSLOG_IDENTIFIER": by or unit,
        "_SYSTEMD_UNIT": f"{unit}.service", "MESSAGE": text,
    }  # fmt: skip


def _journal(entries):
    return "".join(f"{json.dumps(each)}\n" for each in entries).encode()


def _kubelet_as(contents, unit):
    units = _units(contents)
    if "journal/kubelet.jsonl" not in contents or "kubelet.service" not in units:
        return None
    entries = [json.loads(line) for line in contents["journal/kubelet.jsonl"].splitlines()]
    for each in entries:
        each["_SYSTEMD_UNIT"] = f"{unit}.service"
        if each.get("UNIT") == "kubelet.service":
            each["UNIT"] = f"{unit}.service"
        if each["SYSLOG_IDENTIFIER"] == "kubelet":
            each["SYSLOG_IDENTIFIER"] = unit
        if isinstance(each["MESSAGE"], str):
            each["MESSAGE"] = each["MESSAGE"].replace("kubelet.service", f"{unit}.service")
    units[f"{unit}.service"] = units.pop("kubelet.service")
    kept = {name: data for name, data in contents.items() if name != "journal/kubelet.jsonl"}
    return {**kept, f"journal/{unit}.jsonl": _journal(entries), "systemd/units.json": json.dumps(units).encode()}
