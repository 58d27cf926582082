"""What lint costs: 1,000 manifests in 250 directories, and the same with a fault in each; printed, never asserted.

Run with `pytest tests/bench/test_lint.py -s`.
"""

import sys
import time
from dataclasses import replace

import pytest

from lint.manifests import changed, given, read
from whyrestart.lint import lint

DIRECTORIES = 250
COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
FAULT = ("- --allow-privileged=true", "- --allow-privileged=true\n    - --anonymous-auth=false")


def thousand(fault):
    texts = {name: read("kubeadm-1.29", name) for name in COMPONENTS}
    if fault:
        texts["kube-apiserver"] = changed(texts["kube-apiserver"], FAULT)
    files = [given(text, f"{name}.yaml", named=False) for name, text in texts.items()]
    return [
        replace(file, directory=f"m{number}", path=f"m{number}/{file.name}")
        for number in range(DIRECTORIES)
        for file in files
    ]


@pytest.mark.parametrize("fault", [False, True], ids=["sound", "one in four at fault"])
@pytest.mark.timeout(600)
def test_a_thousand_manifests(fault):
    files = thousand(fault)

    began, used = time.perf_counter(), time.process_time()
    report = lint(files)
    spent, used = time.perf_counter() - began, time.process_time() - used

    sys.stdout.write(
        f"\n{len(files)} manifests: {spent:.1f} s, CPU {used:.1f} s: {used / len(files) * 1000:.1f} ms each\n"
    )
    assert report.linted == len(files)
    assert len(report.findings) == (DIRECTORIES if fault else 0)


@pytest.mark.timeout(600)
def test_a_thousand_pods_in_one_directory():
    text = read("kubeadm-1.29", "kube-scheduler")
    files = [
        given(
            changed(text, ("  name: kube-scheduler\n  namespace", f"  name: pod-{n}\n  namespace")),
            f"pod-{n}.yaml",
            named=False,
        )
        for n in range(1000)
    ]

    began, used = time.perf_counter(), time.process_time()
    report = lint(files)
    spent, used = time.perf_counter() - began, time.process_time() - used

    sys.stdout.write(f"\n{len(files)} manifests in one directory: {spent:.1f} s, of them {used:.1f} s of CPU\n")
    assert report.findings == ()
