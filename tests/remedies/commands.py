"""What is wrong with a remedy's commands: a program that no node has, a danger that is not said, a blank in disguise."""

import re
import shlex

LOOKS = {
    "aa-status", "ausearch", "cat", "chronyc", "df", "diff", "findmnt", "free", "grep", "ip", "iptables-save",
    "journalctl", "ls", "openssl", "ps", "ss", "stat", "swapon", "timedatectl", "whyrestart",
}  # fmt: skip
CHANGES = {
    "apt-get", "auditctl", "chmod", "chown", "containerd", "cp", "crictl", "docker", "etcdctl", "etcdutl", "export",
    "ionice", "kubeadm", "kubectl", "mkdir", "mv", "restorecon", "rm", "swapoff", "sysctl", "systemctl",
    "update-ca-certificates", "/var/lib/rancher/rke2/bin/crictl",
}  # fmt: skip
# What loses data or access where it is used without thought: the remedy then says what to mind.
DESTRUCTIVE = re.compile(
    r"^(?:rm|mv|chown|chmod|swapoff)\b|^kubectl delete\b|^etcdctl (?:compact|member remove|defrag)\b|"
    r"^(?:etcdutl|etcdctl) snapshot restore\b|crictl (?:--\S+ \S+ )?(?:stop|stopp|rmi)\b|^docker (?:stop|image prune)\b|--vacuum|^systemctl (?:restart|stop)"
)
# What no remedy asks for, whatever the cause.
NEVER = re.compile(r"rm -|--force\b|kubeadm reset|mkfs|fsck|force-new-cluster|iptables -F|setenforce 0|kill -9|dd if=")
# Stands for what the operator fills in.
BLANKS = {
    "ADDRESS", "CONTAINER_ID", "DATA_DIR", "DIR", "FILE", "INTERFACE", "MEMBER_ID", "NAME", "OLDER_POD_ID", "PREFIX", "REVISION",
    "SNAPSHOT", "UID",
}  # fmt: skip


def faults(remedy):
    """What an operator would stumble over, in words; empty is well."""
    found = []
    for command in remedy.commands:
        programs = [shlex.split(part)[0] for part in command.split(" | ")]
        found += [f"{each}: no such program" for each in programs if each not in LOOKS | CHANGES]
        if NEVER.search(command):
            found.append(f"{command}: never")
        if DESTRUCTIVE.search(command) and not remedy.caution:
            found.append(f"{command}: its danger is not said")
        if re.search(r"[<>]", command.replace(" > /root/", "")):
            found.append(f"{command}: a shell reads this otherwise")
        plain = re.sub(r"ETCDCTL_\w+|DENIED|TARGET,SOURCE\S*|'[^']*'", "", command)
        found += [f"{word}: what is that?" for word in set(re.findall(r"\b[A-Z][A-Z_]{2,}\b", plain)) - BLANKS]
    return found
