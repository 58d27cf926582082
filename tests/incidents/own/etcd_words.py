"""What etcd 3.2 to 3.6 ends with in its sources' words, and what it lives on with.

Each is told of once, in the clothes of its version: the rules of forms are tried elsewhere.
"""

import json
from datetime import timedelta

from incidents import saying
from incidents.own.controllers_words import BUG
from incidents.own.shapes import E, dies, miss, shows

DATABASE = "/var/lib/etcd/member/snap/db"
PEM = "/etc/kubernetes/pki/etcd"
CONFIG = "/var/lib/etcd/etcd.yml"


def zap(message, level="warn", **fields):
    """A line of zap's; a field's `_` is a hyphen."""
    told = {"level": level, "ts": "2024-03-12T10:29:55.900Z", "caller": "x/y.go:1", "msg": message}
    return json.dumps(told | {name.replace("_", "-"): value for name, value in fields.items()})


def failed(error):
    """What starting it returned, from 3.4 (etcdmain/etcd.go)."""
    return saying.etcd(error)["zap"]


def refused(error):
    """What parsing its flags returned: a warning, and yet the end."""
    return zap("failed to verify flags", error=error)


def old(text, level="C"):
    """capnslog's line, to 3.4."""
    return f"2024-03-12 10:29:55.900100 {level} | etcdmain: {text}"


def refused_old(error):
    """What parsing its flags returned, to 3.3."""
    return old(f"error verifying flags, {error}. See 'etcd --help'.", "E")


def panics(message, **fields):
    """zap's line and Go's."""
    return f"{zap(message, 'panic', **fields)}\npanic: {message}\n\ngoroutine 1 [running]:\ngo.uber.org/zap/zapcore.x()"


# The name, the flags, and the last words.
REFUSED_VALUES = (
    ("needs-argument", ("--name",), "flag needs an argument: -name\nUsage:\n"),
    ("stray-quoted", ("--client-cert-auth", "true"), refused('"true" is not a valid flag')),
    (
        "two-ways",
        ("--discovery=https://discovery.etcd.io/abc",),
        refused(
            'multiple discovery or bootstrap flags are set. Choose one of "initial-cluster", "discovery", "discovery-endpoints" or "discovery-srv"'
        ),
    ),
    (
        "two-ways-older",
        ("--discovery=https://discovery.etcd.io/abc",),
        refused_old(
            'multiple discovery or bootstrap flags are set. Choose one of "initial-cluster", "discovery" or "discovery-srv"'
        ),
    ),
    ("compaction-mode", ("--auto-compaction-mode=foo",), refused('unknown auto-compaction-mode "foo"')),
    (
        "compaction",
        ("--auto-compaction-retention=5x",),
        failed('error parsing CompactionRetention: time: unknown unit "x" in duration "5x"'),
    ),
    (
        "compaction-older",
        ("--auto-compaction-retention=1.5",),
        old("error parsing CompactionRetention: time: missing unit in duration 1.5"),
    ),
    ("cipher", ("--cipher-suites=TLS_FOO",), failed('unexpected TLS cipher suite "TLS_FOO"')),
    ("cipher-older", ("--cipher-suites=TLS_FOO",), old('unexpected TLS cipher suite "TLS_FOO"')),
    ("tls-version", ("--tls-min-version=TLS1.4",), refused('unexpected TLS version "TLS1.4"')),
    (
        "tls-versions",
        ("--tls-min-version=TLS1.3", "--tls-max-version=TLS1.2"),
        refused("min version (TLS1.3) is greater than max version (TLS1.2)"),
    ),
    (
        "tls-ciphers",
        ("--tls-min-version=TLS1.3", "--cipher-suites=TLS_AES_128_GCM_SHA256"),
        refused("cipher suites cannot be configured when only TLS1.3 is enabled"),
    ),
    ("logger", ("--logger=glog",), refused('unknown logger option "glog"')),
    ("logger-removed", ("--logger=capnslog",), refused("--logger=capnslog is removed in v3.5")),
    ("log-level", ("--log-level=verbose",), refused('unrecognized level: "verbose"')),
    ("log-format", ("--log-format=text",), refused("unknown log format: text, supported values json, console")),
    ("log-outputs", ("--log-outputs=default,stdout",), refused('multi logoutput for "default" is not supported yet')),
    (
        "log-outputs-journal",
        ("--log-outputs=systemd/journal,stdout",),
        refused(
            "running with systemd/journal but other '--log-outputs' values ([\"systemd/journal\" \"stdout\"]) are configured with 'default'; override 'default' value with something else"
        ),
    ),
    (
        "log-outputs-rotated",
        ("--enable-log-rotation=true", "--log-outputs=default"),
        refused("--log-outputs requires a single file path when --log-rotate-config-json is defined"),
    ),
    (
        "log-rotation",
        ("--log-rotation-config-json={maxsize: 1}",),
        refused(
            "improperly formatted log rotation config: invalid character 'm' looking for beginning of object key string"
        ),
    ),
    (
        "gate-and-flag",
        ("--experimental-compact-hash-check-enabled=true", "--feature-gates=CompactHashCheck=true"),
        refused(
            "cannot specify both flags: --experimental-compact-hash-check-enabled=true and --feature-gates=CompactHashCheck=true at the same time, please just use --feature-gates=CompactHashCheck=true"
        ),
    ),
    (
        "gate-requires",
        ("--feature-gates=LeaseCheckpointPersist=true",),
        refused("enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint"),
    ),
    (
        "cluster-url",
        ("--initial-cluster=master-1=10.0.0.4:2380",),
        failed("error setting up initial cluster: URL scheme must be http, https, unix, or unixs: 10.0.0.4:2380"),
    ),
    (
        "cluster-url-empty",
        ("--initial-cluster=master-1=",),
        old('error setting up initial cluster: empty URL given for "master-1"'),
    ),
    (
        "cluster-url-twice",
        ("--initial-cluster=a=https://10.0.0.4:2380,b=https://10.0.0.4:2380",),
        failed("initial cluster a=https://10.0.0.4:2380,b=https://10.0.0.4:2380 has duplicate url"),
    ),
)
MISSING_FLAGS = (
    (
        "tls-clients",
        (),
        failed(
            "TLS key/cert (--cert-file, --key-file) must be provided for client url https://10.0.0.4:2379 with HTTPS scheme"
        ),
    ),
    ("tls-peers", (), failed("cannot listen on TLS for 10.0.0.4:2380: KeyFile and CertFile are not presented")),
    (
        "tls-half",
        (f"--peer-cert-file={PEM}/peer.crt",),
        failed(f"KeyFile and CertFile must both be present[key: , cert: {PEM}/peer.crt]"),
    ),
    (
        "tls-client-half",
        (f"--client-cert-file={PEM}/c.crt",),
        failed(f"ClientKeyFile and ClientCertFile must both be present or both absent: key: , cert: {PEM}/c.crt]"),
    ),
    (
        "checkpoint",
        ("--experimental-enable-lease-checkpoint-persist=true",),
        refused("setting experimental-enable-lease-checkpoint-persist requires experimental-enable-lease-checkpoint"),
    ),
)
DAMAGED = (
    ("wal-not-repaired", old("WAL error (unexpected EOF) cannot be repaired")),
    ("wal-not-repaired-zap", zap("failed to repair WAL", "fatal", error="unexpected EOF")),
    (
        "wal-sequence",
        zap(
            "failed to open WAL",
            "fatal",
            error="wal: file sequence numbers (starting from 2) do not increase continuously",
        ),
    ),
    (
        "snapshot",
        panics("failed to recover from snapshot", error="invalid character '\\x00' looking for beginning of value"),
    ),
    ("snapshot-older", old("recovered store from snapshot error: unexpected end of JSON input")),
    ("no-database", failed(f"database file ({DATABASE}) of the backend is missing")),
    ("no-database-older", old(f"database file ({DATABASE}) of the backend is missing")),
    ("mmap", panics("failed to open database", path=DATABASE, error="mmap error: file size too small")),
    (
        "high-water",
        "panic: pgid (1234) above high-water mark (1200)\n\ngoroutine 95 [running]:\ngo.etcd.io/bbolt.(*node).spill(0xc0)",
    ),
    ("key-value", zap("failed to unmarshal mvccpb.KeyValue", "fatal", error="unexpected EOF")),
    ("key-value-older", old("cannot unmarshal event: proto: illegal wireType 7")),
    ("revision", panics("'put' with an unexpected smaller revision", given_revision_main=1, modified_revision_main=5)),
    ("revision-older", old("store.keyindex: put with unexpected smaller revision [{1 0} / {5 0}]")),
    ("revision-pair", zap("range failed to find revision pair", "fatal", revision_main=5)),
    ("revision-pair-older", old("range cannot find rev (5,0)")),
    ("tombstone", zap("failed to tombstone an existing key", "fatal", error="mvcc: revision not found")),
    ("generations", panics("'restore' got an unexpected non-empty generations", generations_size=2)),
    (
        "lease",
        "panic: failed to unmarshal lease proto item\n\ngoroutine 1 [running]:\ngo.etcd.io/etcd/server/v3/lease.(*lessor).initAndRecover(0xc0)",
    ),
    ("raft-conflict", panics("entry 1200 conflict with committed entry [committed(1300)]")),
    ("raft-gap", panics("missing log entry [last: 100, append at: 120]")),
)
OTHER_VERSION = (
    (
        "downgrade-under-way",
        zap(
            "invalid downgrade; server version is not allowed to join when downgrade is enabled",
            "fatal",
            current_server_version="3.5.15",
        ),
    ),
    (
        "cluster-too-low",
        zap("cluster version of remote member is not compatible; too low", remote_member_cluster_version="2.3.0")
        + "\n"
        + failed("incompatible with current running cluster"),
    ),
    (
        "cluster-too-high-older",
        old("the running cluster version(3.4.0) is higher than the maximum cluster version(3.2.0) supported", "W")
        + "\n"
        + old("incompatible with current running cluster"),
    ),
    (
        "schema",
        zap("Failed to validate schema", "error", error='version "3.7.0" is not supported')
        + "\n"
        + failed('version "3.7.0" is not supported'),
    ),
    ("schema-downgrade", failed("downgrades are not yet supported")),
)
# What it lives on with: none of it explains its end.
PASSING = (
    ("etcd_data_corrupt-snapshot-put-aside", "etcd_data_corrupt", zap("failed to read a snap file", path="/var/lib/etcd/member/snap/0a.snap", error="snap: crc mismatch")),
    ("etcd_data_corrupt-snapshot-looked-for", "etcd_data_corrupt", zap("failed to find [SNAPSHOT-INDEX].snap.db", snapshot_index=9, error="snap: snapshot file doesn't exist")),
    ("etcd_data_corrupt-repaired", "etcd_data_corrupt", zap("repaired WAL", "info", error="unexpected EOF")),
    ("etcd_data_corrupt-repaired-older", "etcd_data_corrupt", old("repaired WAL error (unexpected EOF)", "I")),
    ("etcd_upgrade_incompatible-schema", "etcd_upgrade_incompatible", zap("failed to update storage version", "error", cluster_version="3.6.0", error="cannot detect storage schema version: missing term information")),
    ("file_missing-purged", "file_missing", zap("failed to purge wal file", "error", error="open /var/lib/etcd/member/wal/0.wal: no such file or directory")),
    ("file_missing-systemd", "file_missing", zap("failed to notify systemd for readiness", "error", error="dial unixgram /run/systemd/notify: connect: no such file or directory")),
)  # fmt: skip
UNTRUSTED = zap(
    "rejected connection",
    remote_addr="10.0.0.5:48236",
    server_name="",
    error="tls: failed to verify client certificate: x509: certificate signed by unknown authority",
)
STRANGER = zap("request cluster ID mismatch", remote_peer_cluster_id="abc")
STRANGER_OLD = old("request cluster ID mismatch (got abc want def)", "E")

ETCD_WORDS = (
    *(
        shows(f"invalid_flag_value-etcd-{name}", "invalid_flag_value", dies(E, log, *flags, code=2), E)
        for name, flags, log in REFUSED_VALUES
    ),
    shows(
        "invalid_flag_value-etcd-variable",
        "invalid_flag_value",
        dies(
            E,
            refused('invalid value "joined" for ETCD_INITIAL_CLUSTER_STATE: invalid value "joined"'),
            env={"ETCD_INITIAL_CLUSTER_STATE": "joined"},
        ),
        E,
    ),
    shows(
        "invalid_flag_value-etcd-variable-older",
        "invalid_flag_value",
        dies(
            E,
            refused_old(
                'invalid value "10.0.0.4:2380" for ETCD_LISTEN_PEER_URLS: parse 10.0.0.4:2380: first path segment in URL cannot contain colon'
            ),
            env={"ETCD_LISTEN_PEER_URLS": "10.0.0.4:2380"},
        ),
        E,
    ),
    *(
        shows(f"missing_required_flag-etcd-{name}", "missing_required_flag", dies(E, log, *flags), E)
        for name, flags, log in MISSING_FLAGS
    ),
    shows(
        "component_config_invalid-etcd-url",
        "component_config_invalid",
        dies(
            E,
            "unexpected error setting up listen-peer-urls: URL scheme must be http, https, unix, or unixs: 10.0.0.4:2380",
            f"--config-file={CONFIG}",
        ),
        E,
    ),
    *(shows(f"etcd_data_corrupt-{name}", "etcd_data_corrupt", dies(E, log, code=2), E) for name, log in DAMAGED),
    *(
        shows(f"etcd_upgrade_incompatible-{name}", "etcd_upgrade_incompatible", dies(E, log), E)
        for name, log in OTHER_VERSION
    ),
    shows(
        "invalid_flag_value-etcd-must-include",
        "invalid_flag_value",
        dies(
            E,
            old(
                "--initial-cluster must include master-1=https://10.0.0.4:2380 given --initial-advertise-peer-urls=https://10.0.0.4:2380",
                "I",
            ),
        ),
        E,
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    *(
        miss(f"etcd_data_corrupt-locked-{name}", "etcd_data_corrupt", dies(E, log))
        for name, log in (
            ("older", old("open wal error: fileutil: file already locked")),
            ("zap", zap("failed to open WAL", "fatal", error="fileutil: file already locked")),
            (
                "later",
                zap(
                    "failed to open WAL",
                    "fatal",
                    error="openAtIndex failed: [openAtIndex] openWALFiles failed: [openWALFiles] fileutil.TryLockFile failed: fileutil: file already locked",
                ),
            ),
        )
    ),
    shows(
        "filesystem_damaged-snapshot-not-renamed",
        "filesystem_damaged",
        dies(
            E,
            panics(
                "failed to recover v3 backend from snapshot",
                error=f"failed to rename database snapshot file (rename /var/lib/etcd/member/snap/0a.snap.db {DATABASE}: input/output error)",
            ),
            code=2,
        ),
        E,
    ),
    miss(
        "etcd_upgrade_incompatible-no-version-learnt",
        "etcd_upgrade_incompatible",
        dies(
            E,
            zap(
                "failed to reach the peer URL",
                address="https://10.0.0.5:2380/version",
                error="context deadline exceeded",
            )
            + "\n"
            + failed("incompatible with current running cluster"),
        ),
    ),
    miss(
        "invalid_flag_value-etcd-srv",
        "invalid_flag_value",
        dies(
            E,
            failed(
                "error setting up initial cluster: error querying DNS SRV records for _etcd-server-ssl lookup _etcd-server-ssl._tcp.example.com on 10.0.0.2:53: no such host"
            ),
            "--discovery-srv=example.com",
        ),
    ),
    *(
        miss(f"{name}-{end}", wrong, dies(E, f"{line}{words}", code=code, lived=timedelta(hours=5)))
        for name, wrong, line in PASSING
        for end, words, code in (("before-a-bug", f"\n{BUG}", 2), ("before-a-kill", "", 137))
    ),
    *(
        miss(
            f"etcd_membership_mismatch-stranger-{name}",
            "etcd_membership_mismatch",
            dies(E, f"{line}\n{end}", code=code),
        )
        for name, line, end, code in (
            ("port", STRANGER, failed("listen tcp 127.0.0.1:2381: bind: address already in use"), 1),
            ("port-older", STRANGER_OLD, old("listen tcp 127.0.0.1:2381: bind: address already in use"), 1),
            ("bug", STRANGER, BUG, 2),
        )
    ),
    miss(
        "certificate_authority_mismatch-client-bug",
        "certificate_authority_mismatch",
        dies(E, f"{UNTRUSTED}\n{BUG}", code=2),
    ),
)
