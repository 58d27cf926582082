"""Ports, addresses, proxies."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node, http_probe
from incidents.own.shapes import (
    FORBIDDEN,
    IN_USE,
    KCM,
    A,
    E,
    dies,
    each_form,
    miss,
    probed_to_death,
    quiet,
    shows,
)

PROXY = {"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": "localhost"}

NETWORK = (
    *each_form("port_in_use-stranger", "port_in_use", IN_USE, A, node=Node().socket("haproxy", 6443), forms=("cobra",)),
    shows("port_in_use-json", "port_in_use", dies(A, saying.component(IN_USE)["json"]).socket("nginx", 6443), A),
    *(
        shows(f"port_in_use-etcd-{form}", "port_in_use", dies(E, log).socket("etcd2-proxy", 2380), E)
        for form, log in saying.etcd("listen tcp 10.0.0.4:2380: bind: address already in use").items()
    ),
    shows(
        "port_held_by_previous_instance-socket",
        "port_held_by_previous_instance",
        dies(A, saying.component(IN_USE)["klog"]).socket(A, 6443),
        A,
    ),
    shows(
        "port_held_by_previous_instance-container",
        "port_held_by_previous_instance",
        dies(
            KCM,
            saying.component(
                "failed to create listener: failed to listen on 127.0.0.1:10257: listen tcp 127.0.0.1:10257: bind: address already in use"
            )["klog"],
        ).runs(KCM, uid="00000000000000000000000000000001", since=timedelta(hours=5)),
        KCM,
    ),
    *(
        shows(
            f"node_address_missing-{form}",
            "node_address_missing",
            dies(E, log, "--listen-peer-urls=https://10.0.0.99:2380").host(interfaces={"eth0": ["10.0.0.4"]}),
            E,
        )
        for form, log in saying.etcd("listen tcp 10.0.0.99:2380: bind: cannot assign requested address").items()
    ),
    shows(
        "node_address_missing-apiserver",
        "node_address_missing",
        dies(
            A,
            saying.component(
                "failed to create listener: failed to listen on 10.0.0.99:6443: listen tcp 10.0.0.99:6443: bind: cannot assign requested address"
            )["cobra"],
            "--bind-address=10.0.0.99",
        ),
        A,
    ),
    shows(
        "proxy_environment-refused",
        "proxy_environment",
        dies(
            KCM,
            'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nF0312 10:29:55.9       1 controllermanager.go:294] leaderelection lost',
            env=PROXY,
        ),
        KCM,
    ),
    shows(
        "proxy_environment-probe",
        "proxy_environment",
        probed_to_death(A, env=PROXY, version="v1.12.1").probe(
            A,
            403,
            body="<html><title>ERROR: The requested URL could not be retrieved</title>X-Squid-Error: ERR_ACCESS_DENIED 0</html>",
            times=4,
        ),
        A,
    ),
    shows(
        "nodeport_hijacks_port",
        "nodeport_hijacks_port",
        probed_to_death(A, "--secure-port=30443", probe=http_probe(host="10.0.0.4", port=30443, path="/livez"))
        .probe(A, 404, body="default backend - 404", url="https://10.0.0.4:30443/livez", times=3)
        .probe(A, 200, variant="loopback", url="https://127.0.0.1:30443/livez")
        .socket(A, 30443, "*", pod=A),
        A,
    ),
    miss("port_in_use-own", "port_in_use", dies(A, saying.component(IN_USE)["klog"]).socket(A, 6443)),
    miss(
        "port_held-stranger",
        "port_held_by_previous_instance",
        dies(A, saying.component(IN_USE)["klog"]).socket("haproxy", 6443),
    ),
    miss("node_address-in-use", "node_address_missing", dies(A, saying.component(IN_USE)["klog"])),
    miss(
        "proxy-403-of-rbac",
        "proxy_environment",
        probed_to_death(A, env=PROXY).probe(A, 403, body=FORBIDDEN, times=4).probe(A, 200, variant="authenticated"),
    ),
    quiet("proxy-set-and-all-well", Node().static_pod(A, env=PROXY).runs(A).probe(A, 200, body="ok")),
)
