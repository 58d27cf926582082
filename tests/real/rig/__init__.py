"""A real control plane on loopback: kubelet, containerd, etcd, Kubernetes' components; built, run, broken, cleared.

`build` makes the programs once, `node` brings the node up and takes it down, `faults` breaks it in known ways, `oracle`
counts what really happened. Nothing here knows `whyrestart`.
"""
