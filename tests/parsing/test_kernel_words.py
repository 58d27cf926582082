import pytest

from whyrestart.parsing.kernel_words import cgroup_is_out_of_memory, limit_of, node_is_out_of_memory, victim

POD = "/kubepods/burstable/pod0a1b"
SUMMARY = (
    f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,oom_memcg={POD}/c1,task_memcg={POD}/c1,"
    "task=etcd,pid=4711,uid=0"
)
OF_NODE = (
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/x,"
    "task=kube-apiserver,pid=9,uid=0"
)
KILL = "Memory cgroup out of memory: Killed process 4711 (etcd) total-vm:1kB"
OLD_KILL = "Memory cgroup out of memory: Kill process 4711 (etcd) score 1 or sacrifice child"
LIMIT = f"Task in {POD}/c1 killed as a result of limit of {POD}"


@pytest.mark.parametrize(
    ("line", "name", "limit"),
    [
        pytest.param(SUMMARY, "etcd", f"{POD}/c1", id="summary"),
        pytest.param(KILL, "etcd", "", id="kill"),
        pytest.param(OLD_KILL, "etcd", "", id="old-kill"),
        pytest.param(LIMIT, "", POD, id="old-limit"),
    ],
)
def test_a_cgroups_want_of_memory_is_not_the_nodes(line, name, limit):
    assert cgroup_is_out_of_memory(line)
    assert not node_is_out_of_memory(line)
    assert (victim(line), limit_of(line)) == (name, limit)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(OF_NODE, "kube-apiserver", id="summary"),
        pytest.param("Out of memory: Killed process 9 (kube-controller) total-vm:1kB", "kube-controller", id="kill"),
        pytest.param("Out of memory: Kill process 9, UID 0 (etcd) score 1", "etcd", id="old-kill-with-user"),
    ],
)
def test_the_nodes_want_of_memory_is_no_cgroups(line, name):
    assert node_is_out_of_memory(line)
    assert not cgroup_is_out_of_memory(line)
    assert (victim(line), limit_of(line)) == (name, "")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("etcd invoked oom-killer: gfp_mask=0x1, order=0, oom_score_adj=-997", id="who-asked-for-memory"),
        pytest.param('audit: type=1326 pid=4711 comm="etcd" sig=31', id="another-end"),
    ],
)
def test_a_line_of_no_kill_names_nobody(line):
    assert (cgroup_is_out_of_memory(line), node_is_out_of_memory(line), victim(line)) == (False, False, "")
