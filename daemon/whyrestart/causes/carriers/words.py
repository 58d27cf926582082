"""The last words of what carries the kubelet, k3s, RKE2, k0s and MicroK8s' kubelite, and the cause that each tells of.

A table: the programs' own checks and those of what runs within them, by the places in their sources.
"""

from __future__ import annotations

import re

from whyrestart.causes.carriers.settings_words import OF_ITS_SETTINGS, Word
from whyrestart.model.cause import Cause, Confidence

_PATH = r"(?<![\w./-])(?P<path>/(?!(?:dev|proc|sys)/)[^\s:\"',\\]{1,500}+)"
# k3s and RKE2 unpack their programs below the data directory and hand over to them; what fails there bears no path
# (cmd/k3s/main.go). A mount without exec says the same of a program as a mode does.
DENIED = re.compile(
    rf"(?:(?P<call>open|stat|mkdir|unlinkat|rename|chmod|chown|symlink|exec|fork/exec|listen unix) )?{_PATH}(?: failed)?: "
    r"(?:bind: )?(?P<why>permission denied)|(?P<unpacked>extracting data): (?P<why2>permission denied)"
    # Up to 1.27 all that it says where it may not execute what it unpacked.
    r"|^(?P<bare>permission denied)$"
)
_KINE = r"(?:building kine|creating storage endpoint|kine exited)\b[^\n]{0,300}?"
WORDS = (
    *OF_ITS_SETTINGS,
    # ---- etcd and the datastore --------------------------------------------------------------------------------------------
    Word(
        cause=Cause.ETCD_MEMBERSHIP_MISMATCH,
        pattern=re.compile(
            r"(?P<why>this server is an? not a member of the etcd cluster|this server is a not a member of the etcd cluster|"
            r"duplicate node names?(?: found)?|[Pp]eer URLs already exists|member has been permanently removed|"
            r"member [\da-f]{1,16} has already been bootstrapped)"
        ),
        says="is not the member of etcd's cluster that it would be: {why}",
    ),
    Word(
        cause=Cause.ETCD_UNREACHABLE,
        pattern=re.compile(
            r"(?:ETCD join failed|joining etcd cluster|failed to join etcd cluster)(?P<why>: [^\n]{0,300}?(?:context deadline exceeded|"
            r"no available endpoints|connection refused|no route to host|i/o timeout))"
        ),
        says="cannot reach the etcd that it is to join{why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.ETCD_UNREACHABLE,
        # The storage is what an apiserver waits for before it gives up so.
        pattern=re.compile(
            r"\b(?i:api ?server) exited:? (?:problem initializing API group [^\n]{0,100}: )?(?P<why>context deadline exceeded)\s*$"
        ),
        says="ends, for its apiserver waited in vain for the datastore: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.ETCD_UNREACHABLE,
        # kine's, which keeps the objects in another database: that is no etcd, so that this is told as a guess.
        pattern=re.compile(
            rf"{_KINE}(?P<why>dial tcp[^\n]{{0,200}}?(?:connection refused|no route to host|i/o timeout|no such host|network is unreachable|"
            r"server misbehaving)|context deadline exceeded|connection reset by peer|[Tt]oo many connections|too many clients already|"
            r"the database system is (?:starting up|shutting down|in recovery mode))"
        ),
        says="cannot reach the datastore that keeps its objects: {why}",
        confidence=Confidence.POSSIBLE,
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # PostgreSQL's and MySQL's words, and net/url's; it takes the former from the environment or a file as well.
        pattern=re.compile(
            rf"{_KINE}(?P<why>(?:password|Ident|peer|SASL) auth(?:entication)? failed[^\n]{{0,200}}|Access denied for user[^\n]{{0,200}}|"
            r"no pg_hba\.conf entry[^\n]{0,200}|(?:database|role) \\?\"[^\"\n]{1,64}\\?\" does not exist|Unknown database[^\n]{0,80}|"
            r"invalid (?:DSN|port)\b[^\n]{0,200}|default addr for network \S{1,60} unknown|first path segment in URL[^\n]{0,80})"
        ),
        says="is not let in by the datastore that --datastore-endpoint names: {why}",
        confidence=Confidence.POSSIBLE,
    ),
    Word(
        cause=Cause.ETCD_NOSPACE_ALARM,
        pattern=re.compile(r"(?P<why>etcdserver: mvcc: database space exceeded|alarm:NOSPACE)"),
        says="cannot write to etcd, whose database has used up its quota: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.APISERVER_UNREACHABLE,
        pattern=re.compile(r"(?:/v1-(?:k3s|rke2)/[\w.-]{1,60}|/cacerts)\\?\"?: (?P<why>50[0234] [\w ]{1,30})"),
        says="waits for the server that it joins, which is not ready itself: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.ETCD_UNREACHABLE,
        pattern=re.compile(r"failed to reconcile with local datastore: (?P<why>context deadline exceeded)"),
        says="ends, for etcd on this node does not answer: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.LEADER_ELECTION_LOST,
        # A scheduler's command prints the latter up to 1.20, without more.
        pattern=re.compile(r"(?P<why>leader ?election lost|^lost lease$)", re.IGNORECASE),
        says="ends by design, for one of its controllers could not renew its lease in time: {why}",
        # Why it could not, its client may have told before.
        confidence=Confidence.LIKELY,
    ),
    # ---- other servers and their certificates --------------------------------------------------------------------------
    Word(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        pattern=re.compile(
            r"(?P<why>token CA hash does not match the Cluster CA certificate hash|token does not match the server \S{1,200} != \S)"
        ),
        says="is given a token of another cluster, or of the time before its CA was made anew: {why}",
    ),
    Word(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        pattern=re.compile(
            r"(?:CA cert validation failed|cannot create certificate signing request|failed to (?:join controller|get kubelet config))"
            r"[^\n]{0,400}?(?P<why>certificate signed by unknown authority)"
        ),
        says="does not trust the apiserver's certificate: {why}",
    ),
    Word(
        cause=Cause.CERTIFICATE_AUTHORITY_MISMATCH,
        # Its controllers call the apiserver within it, and its start the server that it joins (pkg/server, pkg/cluster).
        pattern=re.compile(
            r"(?:failed to start controllers|preparing server|failed to bootstrap cluster data)\b"
            r"(?![^\n]{0,1000}(?:webhook|kine|storage endpoint|runtime image|\bs3\b))[^\n]{0,600}?(?P<why>x509: certificate signed by unknown authority)"
        ),
        says="does not trust the certificate that an apiserver or a server of its cluster presents: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    Word(
        cause=Cause.CLOCK_SKEW,
        pattern=re.compile(
            r"certificate has expired or is not yet valid: (?P<why>current time (?P<now>\S{1,40}) is before (?P<from>\S{1,40}))"
        ),
        says="finds a certificate not yet valid: {why}; a clock is wrong",
    ),
    Word(
        cause=Cause.SERVING_CERTIFICATE_EXPIRED,
        pattern=re.compile(
            r"(?:failed to (?:get CA certs|join controller|get kubelet config)|CA cert validation failed|cannot create certificate signing request)[^\n]{0,400}?"
            r"certificate has expired or is not yet valid: (?P<why>current time \S{1,40} is after \S{1,40})"
        ),
        says="finds the apiserver's certificate expired: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.APISERVER_UNREACHABLE,
        pattern=re.compile(
            r"(?:failed to get CA certs|cannot create certificate signing request|failed to (?:join controller|get kubelet config|synchronize etcd config)|"
            # The server that it joins, of which it asks what it starts with (pkg/cluster/bootstrap.go).
            r"/v1-(?:k3s|rke2)/[\w.-]{1,60}\\?\":)"
            r"[^\n]{0,300}?(?P<why>(?:dial tcp \S{1,100}: )?(?:connect: )?(?:connection refused|no route to host|i/o timeout|no such host|"
            # Of its own balancer, which closes where it reaches no server.
            r"network is unreachable)|context deadline exceeded|connection reset by peer|: EOF\b|TLS handshake timeout|"
            r"request canceled while waiting for connection|Client\.Timeout exceeded)"
        ),
        says="cannot reach the apiserver that it needs to start: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.APISERVER_UNREACHABLE,
        # certificate/bootstrap: it asks for a minute whether anybody is there, before it asks for a certificate.
        pattern=re.compile(r"[Kk]ubelet: (?P<why>timed out waiting to connect to apiserver)"),
        says="cannot reach the apiserver that it needs to start: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.ADMISSION_WEBHOOK_DEADLOCK,
        # What it writes at its start is sent to a webhook, whose pod does not run while it does not. Who answers is there.
        pattern=re.compile(
            r"failed calling (?:admission )?webhook \\?\"(?P<webhook>[\w.-]{1,253})\\?\": (?P<why>[^\n]{0,600}?(?:connection refused|no route to host|"
            r"i/o timeout|no endpoints available|no such host|network is unreachable|deadline exceeded|Client\.Timeout|"
            r"50[234] \w|Service Unavailable|proxy error|dial tcp)[^\n]{0,200})"
        ),
        says="ends, for what it writes at its start waits for the webhook {webhook}, which does not answer: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    Word(
        cause=Cause.IMAGE_UNAVAILABLE,
        # RKE2 takes its own programs out of an image (pkg/bootstrap).
        pattern=re.compile(
            r"failed to (?:get|pull|find|load) (?:the )?runtime image (?P<image>[\w./:@-]{1,300}?):? (?P<why>(?!from)[^\n]{1,400})"
        ),
        says="cannot get the image {image}, which holds its programs: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.IMAGE_UNAVAILABLE,
        # The layers come while they are unpacked: what breaks off then is the registry's, or the way to it.
        pattern=re.compile(
            r"failed to extract runtime image: (?P<why>[^\n]{0,300}?(?:stream error|unexpected EOF|dial tcp|connection reset|"
            r"i/o timeout|TLS handshake timeout|context deadline exceeded|unexpected status code)[^\n]{0,200})"
        ),
        says="cannot get the image that holds its programs: {why}",
        confidence=Confidence.LIKELY,
    ),
    # ---- the runtime that they bring -----------------------------------------------------------------------------------------
    Word(
        cause=Cause.CRI_PLUGIN_DISABLED,
        pattern=re.compile(
            r"failed to setup containerd config[^\n]{0,300}?(?:in \\?\"(?P<file>/[^\"\\\n]{1,300})\\?\": (?P<why>[^\n]{1,300})|$)"
        ),
        says="cannot make its containerd's configuration {file}: {why}",
    ),
    Word(
        cause=Cause.RUNTIME_UNAVAILABLE,
        pattern=re.compile(
            # What its files are kept from is the file system's matter.
            r"(?P<why>(?<!failed to start networking: )(?:containerd exited|failed to start container runtime|failed to start containerd|"
            r"snapshotter cannot be enabled|temporary containerd process exited unexpectedly|failed to dial \\?\"?(?P<socket>/\S{1,200}containerd\.sock))"
            r"(?![^\n]{0,400}?: (?:read-only file system|input/output error))[^\n]{0,300})"
        ),
        says="cannot start the container runtime that it brings: {why}",
    ),
    # ---- the node --------------------------------------------------------------------------------------------------------------
    Word(
        cause=Cause.DISK_FULL,
        pattern=re.compile(r"(?P<why>database or disk is full)"),
        says="could not write its datastore: {why}",
    ),
    Word(
        cause=Cause.FILESYSTEM_DAMAGED,
        # SQLite's word for what read or write answered it.
        pattern=re.compile(r"(?P<why>disk I/O error)"),
        says="cannot read or write its datastore: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    Word(
        cause=Cause.FILESYSTEM_DAMAGED,
        # A snap's own files are read-only by design, and some distributions' below /usr.
        pattern=re.compile(
            rf"(?!/snap/|/usr/[^\s:]{{1,300}}+(?: failed)?: read-only){_PATH}(?: failed)?: (?P<why>read-only file system|input/output error|structure needs cleaning)"
        ),
        says="cannot write or read {path}: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    Word(
        cause=Cause.COMMAND_NOT_FOUND,
        # os/exec's: k3s looks for its helpers when it starts (host-local, iptables), and executes what it unpacked.
        pattern=re.compile(
            r"(?<!containerd exited: )(?:exec: \\?\"(?P<path>[\w./-]{1,200}+)\\?\": (?P<why>executable file not found in \$PATH)|"
            r"(?:fork/)?exec (?P<path2>/[^\s:\"]{1,500}+)(?: failed)?: (?P<why2>exec format error|no such file or directory))"
        ),
        says="cannot execute {path}: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    Word(
        cause=Cause.FILE_MISSING,
        pattern=re.compile(rf"snapshot path does not exist: {_PATH}"),
        says="is to restore {path}, which does not exist",
    ),
    Word(
        cause=Cause.FILE_MISSING,
        pattern=re.compile(rf"(?:open|stat|lstat|read) {_PATH}: no such file or directory"),
        says="needs {path}, which does not exist",
        alone=True,
    ),
    Word(
        cause=Cause.FILE_PERMISSION_DENIED,
        pattern=DENIED,
        says="may not {call} {path}: {why}; it is not run as root, or the file system or a security module keeps it out",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
)
