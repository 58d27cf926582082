"""The last words of what carries the kubelet about its command line, its node and its own configuration.

A table as words.py's: the programs' own checks, by the places in their sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from whyrestart.causes.settings.command_line import UNKNOWN_FLAG
from whyrestart.model.cause import Cause, Confidence


@dataclass(frozen=True, kw_only=True)
class Word:
    """Words for a cause. `says` goes on after the program's name and takes the pattern's groups.

    `alone`: only of what is known to be a carrier, since a kubelet may say the same of itself.
    """

    cause: Cause
    pattern: re.Pattern[str]
    says: str
    confidence: Confidence = Confidence.PROVEN
    alone: bool = False


OF_ITS_SETTINGS = (
    # ---- command line: urfave's cli, cobra's, and the programs' own checks (pkg/cli/server, pkg/cli/agent, k0s' cmd) ------
    *(
        Word(cause=Cause.UNKNOWN_FLAG, pattern=pattern, says="does not know the flag {flag}", alone=number != 1)
        for number, pattern in enumerate(UNKNOWN_FLAG)
    ),
    Word(
        cause=Cause.MISSING_REQUIRED_FLAG,
        pattern=re.compile(r"invalid flag use; (?P<flag>--[\w-]{1,80}+) (?:is )?required (?P<why>with --[\w-]{1,80}+)"),
        says="misses the flag {flag}, which is required {why}",
    ),
    Word(
        cause=Cause.MISSING_REQUIRED_FLAG,
        pattern=re.compile(
            r"(?:^|: )(?P<flag>--(?:server|token)|(?:K3S|RKE2)_TOKEN) is required(?P<why> to join a cluster)?"
        ),
        says="misses {flag}, which is required{why}",
    ),
    Word(
        cause=Cause.MISSING_REQUIRED_FLAG,
        # What follows the flag's name may have been taken for a token, and hidden.
        pattern=re.compile(
            r"/server/token does not exist, please pass (?P<flag>--token)\b[^\n]{0,40}? complete the restoration"
        ),
        says="misses the flag {flag}, which is required to restore a snapshot",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # Several servers of one cluster (pkg/cluster/bootstrap.go): which setting it is stands in the lines before.
        pattern=re.compile(r"(?P<why>critical configuration value mismatch(?: between servers)?)"),
        says="has settings other than those of the server that it joins: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>(?:(?<=: )|^)(?P<flag>cluster-cidr|service-cidr|node-ip): [^\n]{0,300}? must share the same IP version|"
            r"invalid (?P<flag2>cluster-cidr|service-cidr|cluster-dns|port range)\b[^\n]{0,300}|"
            r"(?:IPv6 dual-stack|dual-stack) (?:cluster|service)-cidr[^\n]{0,300}|cannot configure default cluster-dns address[^\n]{0,200})"
        ),
        says="refuses its addresses: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # The two of TLS are the apiserver's, which it uses itself.
        pattern=re.compile(
            r"(?P<why>invalid (?P<flag>egress-selector-mode|tls-min-version|tls-cipher-suites)(?:: | )[^\n]{0,300})"
        ),
        says="refuses --{flag}: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>invalid token (?:format|CA hash length)|failed to normalize (?:server |agent )?token[^\n]{0,200}|"
            r"you can only pass one token argument|(?<=: )failed to decode (?:join )?token[^\n]{0,200})"
        ),
        says="refuses the token that it is given: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # pkg/cluster/storage.go; where none is given it makes one, which is another one as well.
        pattern=re.compile(r"(?P<why>bootstrap data already found and encrypted with different token)"),
        says="is given another token (--token), or none, than the one with which its datastore was begun: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # pkg/clientaccess: a server's answer to what is asked with the token alone.
        pattern=re.compile(
            r"(?P<why>token is not valid\b[^\n]{0,200}|/v1-(?:k3s|rke2)/[\w.-]{1,60}: 401 Unauthorized)"
        ),
        says="is not let in by the server that it joins with the token that it is given: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>only https:// URLs are supported, invalid scheme: (?P<value>\S*)|[Ii]nvalid server url, failed to parse)"
        ),
        says="refuses --server: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"invalid value provided for (?P<flag>--[\w-]{1,80}+)(?: flag)?(?P<why>[^\n]{0,300})"),
        says="refuses {flag}{why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>(?:cluster-reset was successfully performed|membership was previously reset), please remove the "
            r"(?P<flag>(?:--)?cluster-reset) flag|"
            r"cannot perform (?P<flag2>cluster-reset) while server URL is set|"
            r"invalid flag use; [^\n]{1,300})"
        ),
        says="refuses its command line: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(
            r"(?P<why>[Cc]annot configure unknown flannel backend '(?P<value2>[^'\n]{1,60})'|"
            r"(?:[Tt]he )?(?:flannel )?(?:backend )?'?(?P<value>wireguard|ipsec)'? (?:flannel )?backend (?:was|is|has been) "
            r"(?:deprecated|removed)[^\n]{0,200})"
        ),
        says="refuses --flannel-backend={value}: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # Go's own flags, which urfave's are: one dash.
        pattern=re.compile(
            r"(?:invalid (?:boolean )?value \"?(?P<value>[^\"\n]{0,200}?)\"? for (?:flag )?|(?P<why>flag needs an argument): )"
            r"(?P<flag>-{1,2}[\w-]{1,80}+)(?:: (?P<why2>[^\n]{0,300}))?"
        ),
        says="refuses {flag} {value}: {why}",
        alone=True,
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"\b(?P<value>[\w.-]{1,40}) (?P<why>profile is deprecated)\. Please use '"),
        says="refuses --profile={value}: {why}",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        pattern=re.compile(r"(?P<why>(?:route ip\+net: )?no such network interface|Link not found)\s*$"),
        says="is told to use an interface (--flannel-iface) that is not there: {why}",
        confidence=Confidence.LIKELY,
        alone=True,
    ),
    # ---- the node's settings -----------------------------------------------------------------------------------------------
    Word(
        cause=Cause.NODE_ADDRESS_MISSING,
        pattern=re.compile(
            r"(?:unable to|failed to|couldn't|could not) find (?:the |an )?interface (?:with|for) (?:the )?(?:specified )?(?:node )?"
            r"(?:ip|address)\b:?(?: (?P<address>[\d.]+|[\da-f:]*:[\da-f:]+))?"
        ),
        says="finds no interface that has the node's address {address}",
    ),
    Word(
        cause=Cause.NODE_ADDRESS_MISSING,
        pattern=re.compile(
            r"listen (?:tcp|udp)[46]? \[?(?P<address>[\da-f.:]{2,45}?)\]?:(?P<port>\d+): bind: cannot assign requested address"
        ),
        says="cannot listen on {address}, which no interface of this node has",
    ),
    Word(
        cause=Cause.INVALID_FLAG_VALUE,
        # pkg/util and pkg/agent/config: what is no address, as is what it could not find out of --flannel-iface.
        pattern=re.compile(
            r"(?P<why>invalid (?P<flag>node-(?:external-)?ip): invalid ip format '(?P<value>[^'\n]{0,200})'|"
            r"multiple global unicast addresses defined for \S{1,40}, please set ip from one of [^\n]{1,200})"
        ),
        says="refuses the node's address (--node-ip, --node-external-ip, or that of --flannel-iface): {why}",
    ),
    Word(
        cause=Cause.NODE_ADDRESS_MISSING,
        # pkg/util from 1.29 on, and flannel: of --flannel-iface, or of the default route's.
        pattern=re.compile(
            r"(?P<why>can't find ip for interface \S{1,40}|the interface \S{1,40} is not up|"
            r"flannel exited: failed to find IPv[46] address for interface [^\s\"]{1,40})"
        ),
        says="finds no address of this node at the interface that it is to use: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.CLOCK_SKEW,
        # pkg/cli/cmds: a time before 1980 was never set.
        pattern=re.compile(r"(?P<why>server time isn't set properly: [\d :-]{1,40})"),
        says="does not start, for the node's clock was never set: {why}",
    ),
    # ---- its own configuration (k0s' config, k3s' configfilearg and registries) ------------------------------------------
    Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        pattern=re.compile(
            r"(?:failed to (?:load node config|parse config|load config|read config file)|invalid node config|"
            r"config is not a valid k0s config|invalid storage type)(?: at)?[ :]\"?(?P<path>/[^\s:\"',\\]{1,500}+)?(?P<why>[^\n]{0,400})"
        ),
        says="refuses its configuration {path}: {why}",
    ),
    Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        # A file that k3s and RKE2 turn into flags before anything else: its trouble is all that they say.
        pattern=re.compile(
            r"^(?:Error: )?(?P<why>(?:error converting YAML to JSON: )?yaml: (?:line \d|unmarshal)[^\n]*)"
        ),
        says="refuses its configuration: {why}",
        confidence=Confidence.LIKELY,
    ),
    Word(
        cause=Cause.COMPONENT_CONFIG_INVALID,
        # kubelet's credentialprovider/plugin: the file of --image-credential-provider-config.
        pattern=re.compile(
            r"CRI auth plugins[^\n]{0,80}?(?:(?:read|decode|validate|load) credential provider config|CredentialProviderConfig|strict decoding)"
            r"[^\n]{0,40}?(?P<path>/[^\s:\"',\\]{1,500}+)?(?!.*no such file)(?P<why>[^\n]{0,400})"
        ),
        says="refuses the configuration of its credential providers {path}: {why}",
    ),
)
