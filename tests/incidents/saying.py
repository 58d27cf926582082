"""One message as each generation of a program prints it: the words stay, the clothes change."""

import json


def component(text):
    """How kube-apiserver, controller-manager and scheduler end with an error, by age.

    cobra's `Error:` and, for flags, hundreds of lines of usage (to 1.23); klog's structured line (from 1.24,
    component-base/cli/run.go); the same with --logging-format=json; a fatal line with stacks (before cobra's RunE).
    """
    usage = "\n".join(f"      --some-flag-{number} string   What it does." for number in range(260))
    stacks = "\n".join(
        f"goroutine {number} [select]:\nk8s.io/apiserver/pkg/x.(*y).z(0xc000)" for number in range(1, 300)
    )
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "cobra": f"I0312 10:29:55.100200       1 server.go:183] Version: v1.22.4\nError: {text}\nUsage:\n  program [flags]\n{usage}\n\n{text}",
        "klog": f'I0312 10:29:55.100200       1 options.go:220] external host was not specified, using 10.0.0.4\nE0312 10:29:55.900100       1 run.go:74] "command failed" err="{quoted}"',
        "json": '{"ts":1710239395100.2,"caller":"app/server.go:183","msg":"Version","v":0,"version":"v1.28.4"}\n'
        + json.dumps({"ts": 1710239395900.1, "caller": "cli/run.go:74", "msg": "command failed", "err": text}),
        "glog": f"I0312 10:29:55.100200       1 server.go:135] Version: v1.10.5\nF0312 10:29:55.900100       1 server.go:163] {text}\n{stacks}",
    }


def etcd(text, *, fatal="discovery failed", caller="etcdmain/etcd.go:204"):
    """How etcd ends with an error: capnslog (to 3.3, 3.4 by default), zap's JSON (from 3.4), zap's console."""
    zap = {"level": "fatal", "ts": "2024-03-12T10:29:55.900Z", "caller": caller, "msg": fatal, "error": text}
    return {
        "capnslog": f"2024-03-12 10:29:55.100200 I | etcdmain: etcd Version: 3.3.15\n2024-03-12 10:29:55.900100 C | etcdmain: {text}",
        "zap": '{"level":"info","ts":"2024-03-12T10:29:55.100Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd"]}\n'
        + json.dumps(zap),
        "console": f'2024-03-12T10:29:55.100Z\tinfo\tetcdmain/etcd.go:73\tRunning: \n2024-03-12T10:29:55.900Z\tfatal\t{caller}\t{fatal}\t{{"error": {json.dumps(text)}}}',
    }


def kubelet(text):
    """How the kubelet ends: a fatal line with stacks (to 1.22), `Failed to run kubelet` (1.21 to 1.23), cli's line."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "fatal": (
            f"F0312 10:29:55.900100    5115 server.go:271] failed to run Kubelet: {text}",
            "goroutine 1 [running]:",
            "k8s.io/kubernetes/vendor/k8s.io/klog.stacks(0xc0)",
        ),
        "structured": (
            f'E0312 10:29:55.900100    5115 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: {quoted}"',
        ),
        "command": (
            f'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: {quoted}"',
        ),
        "json": (
            json.dumps(
                {
                    "ts": 1710239395900.1,
                    "caller": "cli/run.go:74",
                    "msg": "command failed",
                    "err": f"failed to run Kubelet: {text}",
                }
            ),
        ),
    }
