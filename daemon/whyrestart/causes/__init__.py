"""Every rule, a package a family. ALL is in order of judgement: of two equally sure answers the earlier one stands."""

from __future__ import annotations

from whyrestart.causes import expected
from whyrestart.causes.carriers import distrust as carriers_distrust
from whyrestart.causes.carriers import ends as carriers
from whyrestart.causes.carriers import supervised, tunnels, within
from whyrestart.causes.carriers import waiting as carriers_waiting
from whyrestart.causes.certificates import clock, trust
from whyrestart.causes.certificates import validity as certificates
from whyrestart.causes.containers import creation as container_creation
from whyrestart.causes.containers import sandboxes, start_command, volumes
from whyrestart.causes.dependencies import apiserver_complaints, extensions, unanswered
from whyrestart.causes.dependencies import away as dependency
from whyrestart.causes.etcd import awaited as etcd_awaited
from whyrestart.causes.etcd import certificates as etcd_certificates
from whyrestart.causes.etcd import client as etcd_client
from whyrestart.causes.etcd import complaints as etcd_complaints
from whyrestart.causes.etcd import disk as etcd_disk
from whyrestart.causes.etcd import leader as etcd_leader
from whyrestart.causes.etcd import membership as etcd_membership
from whyrestart.causes.etcd import storage as etcd_storage
from whyrestart.causes.files import ca_bundle as host_ca_bundle
from whyrestart.causes.files import gone as files_gone
from whyrestart.causes.files import managers_steps, permissions
from whyrestart.causes.files import missing as files
from whyrestart.causes.files import units as unit_files
from whyrestart.causes.kubelet import answers as kubelet_answers
from whyrestart.causes.kubelet import config as kubelet_config
from whyrestart.causes.kubelet import container as kubelet_container
from whyrestart.causes.kubelet import credentials as kubelet_credentials
from whyrestart.causes.kubelet import flags as kubelet_flags
from whyrestart.causes.kubelet import host as kubelet_host
from whyrestart.causes.kubelet import idle as kubelet_idle
from whyrestart.causes.kubelet import no_containers
from whyrestart.causes.kubelet import ports as kubelet_ports
from whyrestart.causes.kubelet import start as kubelet_start
from whyrestart.causes.kubelet import stuck as kubelet_stuck
from whyrestart.causes.manifests import admission as pod_admission
from whyrestart.causes.manifests import directory as manifest_directory
from whyrestart.causes.manifests import edits as manifest_edits
from whyrestart.causes.manifests import refused as manifest_refused
from whyrestart.causes.network import node_address, ports, proxy, resolver
from whyrestart.causes.probes import anonymous_access, anonymous_auth
from whyrestart.causes.probes import command as probe_command
from whyrestart.causes.probes import credentials as probe_auth
from whyrestart.causes.probes import request as probe_request
from whyrestart.causes.probes import target as probe_target
from whyrestart.causes.probes import timing as probe_timing
from whyrestart.causes.probes import unlogged as probe_unlogged
from whyrestart.causes.resources import exhausted as resources
from whyrestart.causes.resources import failing_disks, memory_limit, node_shortage, stuck_processors
from whyrestart.causes.rule import Rule
from whyrestart.causes.runtime import alone as runtime_alone
from whyrestart.causes.runtime import brought as brought_runtime
from whyrestart.causes.runtime import cgroup_drivers, cri_plugin, cri_version, lost_parts
from whyrestart.causes.runtime import clients as dockers_clients
from whyrestart.causes.runtime import endpoint as runtime_endpoint
from whyrestart.causes.runtime import last_words as runtimes_last_words
from whyrestart.causes.runtime import living as runtime_living
from whyrestart.causes.runtime import unavailable as runtime
from whyrestart.causes.settings import (
    audit_policy,
    authentication_config,
    command_line,
    component_config,
    encryption_config,
    refused_values,
)

ALL: tuple[Rule, ...] = (
    *pod_admission.RULES,
    *kubelet_host.RULES,
    *kubelet_credentials.RULES,
    *kubelet_answers.RULES,
    *kubelet_config.RULES,
    *kubelet_flags.RULES,
    *kubelet_start.RULES,
    *runtimes_last_words.RULES,
    *kubelet_ports.RULES,
    *kubelet_stuck.RULES,
    *no_containers.RULES,
    *kubelet_idle.RULES,
    *kubelet_container.RULES,
    *within.RULES,
    *carriers.RULES,
    *carriers_waiting.RULES,
    *carriers_distrust.RULES,
    *supervised.RULES,
    *tunnels.RULES,
    *node_shortage.RULES,
    *resources.RULES,
    *failing_disks.RULES,
    *stuck_processors.RULES,
    *memory_limit.RULES,
    *runtime_endpoint.RULES,
    *cri_plugin.RULES,
    *cri_version.RULES,
    *brought_runtime.RULES,
    *runtime.RULES,
    *runtime_living.RULES,
    *runtime_alone.RULES,
    *dockers_clients.RULES,
    *lost_parts.RULES,
    *resolver.RULES,
    *cgroup_drivers.RULES,
    *sandboxes.RULES,
    *container_creation.RULES,
    *manifest_directory.RULES,
    *manifest_edits.RULES,
    *manifest_refused.RULES,
    *authentication_config.RULES,
    *encryption_config.RULES,
    *audit_policy.RULES,
    *component_config.RULES,
    *command_line.RULES,
    *refused_values.RULES,
    *start_command.RULES,
    *clock.RULES,
    *certificates.RULES,
    *etcd_certificates.RULES,
    *trust.RULES,
    *volumes.RULES,
    *permissions.RULES,
    *files.RULES,
    *files_gone.RULES,
    *unit_files.RULES,
    *managers_steps.RULES,
    *host_ca_bundle.RULES,
    *node_address.RULES,
    *proxy.RULES,
    *ports.RULES,
    *anonymous_auth.RULES,
    *probe_auth.RULES,
    *anonymous_access.RULES,
    *probe_request.RULES,
    *probe_target.RULES,
    *probe_command.RULES,
    *probe_timing.RULES,
    *probe_unlogged.RULES,
    *extensions.RULES,
    *apiserver_complaints.RULES,
    *etcd_membership.RULES,
    *etcd_storage.RULES,
    *etcd_leader.RULES,
    *etcd_disk.RULES,
    *etcd_complaints.RULES,
    *etcd_client.RULES,
    *etcd_awaited.RULES,
    *dependency.RULES,
    *unanswered.RULES,
    *expected.RULES,
)
