"""The closed set of causes, exactly as `causes.toml` names them in JSON, metrics and docs."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why something restarts. What each one means stands in `knowledge/causes.toml`; a test holds the two together."""

    ANONYMOUS_AUTH_DISABLED = "anonymous_auth_disabled"
    ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH = "always_allow_resets_anonymous_auth"
    PROBE_CREDENTIALS_REJECTED = "probe_credentials_rejected"
    ANONYMOUS_HEALTH_ACCESS_FORBIDDEN = "anonymous_health_access_forbidden"

    PROBE_WRONG_PORT = "probe_wrong_port"
    PROBE_TARGETS_DISABLED_PORT = "probe_targets_disabled_port"
    PROBE_WRONG_SCHEME = "probe_wrong_scheme"
    PROBE_WRONG_HOST = "probe_wrong_host"
    PROBE_WRONG_PATH = "probe_wrong_path"
    PROBE_NEEDS_CLIENT_CERTIFICATE = "probe_needs_client_certificate"
    PROBE_COMMAND_BROKEN = "probe_command_broken"

    PROBE_TOO_AGGRESSIVE = "probe_too_aggressive"
    PROBE_TIMEOUT_TOO_SHORT = "probe_timeout_too_short"
    PROBE_THROTTLED = "probe_throttled"
    COMPONENT_OVERLOADED = "component_overloaded"

    UNKNOWN_FLAG = "unknown_flag"
    INVALID_FLAG_VALUE = "invalid_flag_value"
    MISSING_REQUIRED_FLAG = "missing_required_flag"
    FEATURE_GATE_REJECTED = "feature_gate_rejected"
    UNKNOWN_ADMISSION_PLUGIN = "unknown_admission_plugin"
    COMMAND_NOT_FOUND = "command_not_found"

    ENCRYPTION_CONFIG_INVALID = "encryption_config_invalid"
    AUDIT_POLICY_INVALID = "audit_policy_invalid"
    COMPONENT_CONFIG_INVALID = "component_config_invalid"
    AUTHENTICATION_CONFIG_INVALID = "authentication_config_invalid"
    ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG = "anonymous_flag_conflicts_with_config"

    FILE_NOT_MOUNTED = "file_not_mounted"
    FILE_MISSING = "file_missing"
    HOST_PATH_UNUSABLE = "host_path_unusable"
    FILE_PERMISSION_DENIED = "file_permission_denied"
    SECURITY_MODULE_DENIED = "security_module_denied"
    APPARMOR_PARSER_MISSING = "apparmor_parser_missing"
    HOST_CA_BUNDLE_MISSING = "host_ca_bundle_missing"

    SERVING_CERTIFICATE_EXPIRED = "serving_certificate_expired"
    ETCD_SERVER_CERTIFICATE_EXPIRED = "etcd_server_certificate_expired"
    ETCD_CLIENT_CERTIFICATE_EXPIRED = "etcd_client_certificate_expired"
    CERTIFICATE_AUTHORITY_MISMATCH = "certificate_authority_mismatch"
    CERTIFICATE_RENEWED_NOT_RELOADED = "certificate_renewed_not_reloaded"
    CLOCK_SKEW = "clock_skew"
    SERVICE_ACCOUNT_KEY_INVALID = "service_account_key_invalid"

    PORT_IN_USE = "port_in_use"
    PORT_HELD_BY_PREVIOUS_INSTANCE = "port_held_by_previous_instance"
    NODE_ADDRESS_MISSING = "node_address_missing"
    PROXY_ENVIRONMENT = "proxy_environment"
    NODEPORT_HIJACKS_PORT = "nodeport_hijacks_port"

    DUPLICATE_MANIFEST = "duplicate_manifest"
    EDITOR_TEMPORARY_FILE = "editor_temporary_file"
    STALE_MANIFEST = "stale_manifest"
    MANIFEST_INVALID = "manifest_invalid"
    MANIFEST_REWRITTEN = "manifest_rewritten"
    MANIFEST_CHANGED = "manifest_changed"
    STATIC_POD_PATH_WRONG = "static_pod_path_wrong"

    ETCD_DATA_CORRUPT = "etcd_data_corrupt"
    ETCD_UPGRADE_INCOMPATIBLE = "etcd_upgrade_incompatible"
    ETCD_MEMBERSHIP_MISMATCH = "etcd_membership_mismatch"
    ETCD_NO_QUORUM = "etcd_no_quorum"
    ETCD_NOSPACE_ALARM = "etcd_nospace_alarm"
    ETCD_SLOW_DISK = "etcd_slow_disk"
    ETCD_UNREACHABLE = "etcd_unreachable"
    ETCD_FIRST_ENDPOINT_DOWN = "etcd_first_endpoint_down"

    ADMISSION_WEBHOOK_DEADLOCK = "admission_webhook_deadlock"
    KMS_PLUGIN_UNAVAILABLE = "kms_plugin_unavailable"

    OOM_KILLED = "oom_killed"
    NODE_OUT_OF_MEMORY = "node_out_of_memory"
    DISK_FULL = "disk_full"
    FILESYSTEM_DAMAGED = "filesystem_damaged"
    INOTIFY_LIMIT = "inotify_limit"
    NODE_PRESSURE_EVICTION = "node_pressure_eviction"

    CGROUP_DRIVER_MISMATCH = "cgroup_driver_mismatch"
    SANDBOX_CHANGED = "sandbox_changed"
    RUNTIME_UNAVAILABLE = "runtime_unavailable"
    CRI_API_UNSUPPORTED = "cri_api_unsupported"
    CRI_PLUGIN_DISABLED = "cri_plugin_disabled"
    RUNTIME_ENDPOINT_WRONG = "runtime_endpoint_wrong"
    CONTAINER_CREATE_FAILED = "container_create_failed"
    IMAGE_UNAVAILABLE = "image_unavailable"
    DUPLICATE_SANDBOXES = "duplicate_sandboxes"

    LEADER_ELECTION_LOST = "leader_election_lost"
    APISERVER_UNREACHABLE = "apiserver_unreachable"

    KUBELET_SWAP_ON = "kubelet_swap_on"
    KUBELET_CGROUP_DRIVER_MISMATCH = "kubelet_cgroup_driver_mismatch"
    KUBELET_CGROUP_UNSUPPORTED = "kubelet_cgroup_unsupported"
    KUBELET_KERNEL_DEFAULTS = "kubelet_kernel_defaults"
    KUBELET_UNKNOWN_FLAG = "kubelet_unknown_flag"
    KUBELET_CONFIG_INVALID = "kubelet_config_invalid"
    KUBELET_NOT_INITIALISED = "kubelet_not_initialised"
    KUBELET_CLIENT_CERTIFICATE_EXPIRED = "kubelet_client_certificate_expired"
    KUBELET_BOOTSTRAP_DEADLOCK = "kubelet_bootstrap_deadlock"
    STATIC_POD_REJECTED = "static_pod_rejected"
    STATIC_POD_REFERENCES_API_OBJECT = "static_pod_references_api_object"

    NODE_REBOOTED = "node_rebooted"
    STOPPED_BY_OPERATOR = "stopped_by_operator"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Who ended the process."""

    SELF = "self"
    PROBE = "probe"
    SANDBOX = "sandbox"
    KERNEL = "kernel"
    MANIFEST = "manifest"
    NEVER = "never"
    ABSENT = "absent"
    KUBELET = "kubelet"


class Role(StrEnum):
    """Whether a cause is to be repaired, follows from another one, or is expected."""

    ROOT = "root"
    DOWNSTREAM = "downstream"
    BENIGN = "benign"


class Confidence(StrEnum):
    """How well a cause is established: by experiment or the program's own words, by signature, by reading alone."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(Confidence).index(self)
