"""Every rule, one module a family. ALL is in order of judgement: of two equally sure answers the earlier one stands."""

from __future__ import annotations

from whyrestart.causes import (
    certificates,
    command_line,
    config_file,
    dependency,
    etcd,
    expected,
    extensions,
    files,
    kubelet,
    kubelet_start,
    manifest_directory,
    network,
    probe_auth,
    probe_target,
    probe_timing,
    refused_values,
    resources,
    runtime,
    sandboxes,
    start_command,
    trust,
)
from whyrestart.causes.rule import Rule

ALL: tuple[Rule, ...] = (
    *kubelet.RULES,
    *kubelet_start.RULES,
    *resources.RULES,
    *runtime.RULES,
    *sandboxes.RULES,
    *manifest_directory.RULES,
    *config_file.RULES,
    *command_line.RULES,
    *refused_values.RULES,
    *start_command.RULES,
    *certificates.RULES,
    *trust.RULES,
    *files.RULES,
    *network.RULES,
    *probe_auth.RULES,
    *probe_target.RULES,
    *probe_timing.RULES,
    *extensions.RULES,
    *etcd.RULES,
    *dependency.RULES,
    *expected.RULES,
)
