"""All incidents that are made from the programs' own words."""

from incidents.own import (
    certificates,
    configuration,
    etcd,
    files,
    manifests,
    network,
    node,
    probes,
    resources,
    second_look,
    third_look_later,
    third_look_node,
)

OWN = (
    *probes.PROBE_AUTH,
    *probes.PROBE_TARGET,
    *probes.PROBE_TIMING,
    *configuration.COMMAND_LINE,
    *configuration.CONFIG_FILE,
    *files.FILES,
    *certificates.CERTIFICATES,
    *network.NETWORK,
    *manifests.MANIFEST,
    *etcd.ETCD,
    *etcd.EXTENSIONS,
    *resources.RESOURCES,
    *node.RUNTIME,
    *node.DEPENDENCY,
    *node.KUBELET,
    *node.EXPECTED,
    *second_look.SECOND_LOOK,
    *third_look_node.THIRD_LOOK_NODE,
    *third_look_later.THIRD_LOOK_LATER,
)
