"""A node's manifest directory in a temporary place, and what is diagnosed of it by reading alone."""

from datetime import UTC, datetime

from lint.manifests import changed, read
from whyrestart.diagnosing import diagnose
from whyrestart.fixing import plan
from whyrestart.model.node import NodeView
from whyrestart.model.observation import Gap, ManifestSeen, Source
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FAULT = ("- --allow-privileged=true", "- --allow-privileged=true\n    - --anonymous-auth=false")
SECRET = ("    image: ", "    env:\n    - name: ETCD_PASSWORD\n      value: hunter2\n    image: ")


class Place:
    """`etc/kubernetes/manifests/kube-apiserver.yaml` with a fault in it, below a temporary directory."""

    def __init__(self, root, text=None):
        self.root = root
        self.directory = root / "etc" / "kubernetes" / "manifests"
        self.state = root / "var" / "lib" / "whyrestart"
        self.manifest = self.directory / "kube-apiserver.yaml"
        self.directory.mkdir(parents=True)
        self.text = text or changed(read("kubeadm-1.18"), FAULT, SECRET)
        self.manifest.write_text(self.text)
        self.manifest.chmod(0o640)

    def view(self):
        manifest = parse(str(self.manifest), self.manifest.read_bytes())
        gaps = [Gap(source=source, why="a test") for source in (Source.CRI, Source.DOCKER)]
        seen = [ManifestSeen(at=NOW, manifest=manifest)]
        return NodeView.of(
            seen, name="master-1", at=NOW, version=Version(1, 18, 20), manifest_directory=str(self.directory), gaps=gaps
        )

    def plan(self):
        chosen = plan(diagnose(self.view()))
        assert chosen is not None
        return chosen

    @property
    def leftovers(self):
        """Whatever lies about that was not there before."""
        mine = {self.manifest, self.state}
        return [p.name for p in self.root.rglob("*") if p.is_file() and mine.isdisjoint({p, *p.parents})]
