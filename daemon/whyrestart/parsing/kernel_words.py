"""What the kernel says of a process that it kills for want of memory, the node's or a cgroup's.

    oom-kill:constraint=CONSTRAINT_MEMCG,..,oom_memcg=/kubepods/..,task_memcg=/..,task=etcd,pid=4711,uid=0   4.19 on
    Memory cgroup out of memory: Killed process 4711 (etcd) total-vm:...
    Task in /kubepods/.. killed as a result of limit of /kubepods/..                                         up to 4.18
    Out of memory: Killed process 4711 (kube-apiserver) ...

mm/oom_kill.c and mm/memcontrol.c.
"""

from __future__ import annotations

import re

_OF_A_CGROUP = re.compile(
    r"Memory cgroup out of memory|constraint=CONSTRAINT_MEMCG|killed as a result of limit of|"
    r"oom-kill:(?:(?!oom-kill:).)*?oom_memcg=/[^\s,]{1,300}+,"
)
_OF_THE_NODE = re.compile(
    r"constraint=CONSTRAINT_NONE|global_oom|^Out of memory(?:: |\.)|Out of memory: Kill(?:ed)? process"
)
_VICTIM = re.compile(r"Kill(?:ed)? process \d+,? (?:UID \d+,? )?\(?(?P<name>[\w.-]+)\)?|task=(?P<task>[\w.-]+),pid=\d+")
# The cgroup of all pods, or of a class of them (kubelet, cm/qos_container_manager_linux.go and node_container_manager).
_OF_ALL_PODS = re.compile(r"/kubepods(?:\.slice)?(?:/(?:kubepods-)?(?:burstable|besteffort)(?:\.slice)?)?$")
_LIMIT_OF = re.compile(r"oom_memcg=(?P<new>/[^,\s]*)|as a result of limit of (?P<old>/\S*)")


def cgroup_is_out_of_memory(message: str) -> bool:
    """Whether a cgroup reached its limit."""
    return _OF_A_CGROUP.search(message) is not None


def node_is_out_of_memory(message: str) -> bool:
    """Whether the node as a whole ran out."""
    return _OF_THE_NODE.search(message) is not None and not cgroup_is_out_of_memory(message)


def victim(message: str) -> str:
    """The name of the process that was killed, of which the kernel keeps fifteen letters; empty where none was."""
    match = _VICTIM.search(message)
    return (match["name"] or match["task"]) if match else ""


def limit_of(message: str) -> str:
    """The cgroup whose limit was reached, where the line tells."""
    match = _LIMIT_OF.search(message)
    return (match["new"] or match["old"]) if match else ""


def pods_are_out_of_memory(message: str) -> bool:
    """Whether it is what the node grants all its pods together that was used up."""
    return _OF_ALL_PODS.search(limit_of(message)) is not None
