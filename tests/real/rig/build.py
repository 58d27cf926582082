"""The rig's programs and images, from Debian 12's packages and its Kubernetes source; nothing is installed.

Each stage leaves out what is there already: from nothing it takes six to ten minutes on two cores and 3.5 GB, with
`bin/` there a few seconds. What the source needs before it compiles was learnt by trying:

- GOPATH mode, since with modules Go 1.19 says "updates to go.mod needed, disabled by -mod=vendor";
- reflect2 1.0.2 in place of the vendored 1.0.1, which is known to break with Go 1.18 and later;
- `zz_generated.openapi.go`, which the apiserver imports and Debian's source does not hold.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from .places import (
    BASE,
    BIN,
    COMPILED,
    FROM_DEBIAN,
    IMAGE_NAMES,
    IMAGES,
    KUBERNETES,
    UNPACKED,
    RigError,
    check,
)

_RELEASE = "bookworm"
_PACKAGES = (
    "containerd",
    "runc",
    "etcd-server",
    "etcd-client",
    "kubernetes-client",
    "golang-1.19-go",
    "golang-1.19-src",
    "golang-github-modern-go-reflect2-dev",
)
_TOOLS = {"apt-get": "apt", "dpkg-source": "dpkg-dev", "gcc": "gcc libc6-dev"}
_COMMIT, _BUILT_AT = "faecb196815e248d3ecfb03c680a4507229c2a56", "2021-01-13T13:20:00Z"  # what v1.20.2 says of itself
_ROOT = BASE / "root"
_GO = _ROOT / "usr/lib/go-1.19"
_TREE = BASE / "gopath/src/k8s.io/kubernetes"
_OPENAPI = "pkg/generated/openapi"
_PAUSE_SOURCE = Path(__file__).with_name("pause.c")


def missing() -> list[str]:
    """What is not there of programs and images."""
    programs = [name for name in (*FROM_DEBIAN, *COMPILED) if not os.access(BIN / name, os.X_OK)]
    return programs + [f"{name}.tar" for name in IMAGE_NAMES if not (IMAGES / f"{name}.tar").is_file()]


def build() -> None:
    """Make what is missing, or raise RigError."""
    check()
    BIN.mkdir(parents=True, exist_ok=True)
    IMAGES.mkdir(exist_ok=True)
    todo = missing()
    to_compile = [name for name in COMPILED if name in todo]
    if to_compile or any(name in todo for name in FROM_DEBIAN):
        _needs()
        _timed("package lists", _package_lists)
        _timed("packages", _packages)
    if to_compile:
        _timed("source", _source)
        _timed("openapi", _openapi)
        for program in to_compile:
            _timed(program, _compile, program)
    if todo:
        _timed("images", _images)
    if left := missing():
        raise RigError(f"after building, {', '.join(left)} are still not in {BASE}")


def _timed(what: str, stage: object, *arguments: object) -> None:
    start = time.monotonic()
    stage(*arguments)
    sys.stderr.write(f"{what:28} {time.monotonic() - start:6.1f} s\n")


def _run(*command: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=os.environ | (env or {}), capture_output=True, text=True, check=False)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise RigError(f"{' '.join(words[:6])[:200]} ... ended with {done.returncode}:\n{tail}")
    return done.stdout


def _needs() -> None:
    release = Path("/etc/os-release").read_text()
    if f"VERSION_CODENAME={_RELEASE}" not in release or os.uname().machine != "x86_64":
        raise RigError(
            "the rig is built from Debian 12's packages on x86_64; copy a finished bin/ here, or use such a machine"
        )
    for tool, package in _TOOLS.items():
        if shutil.which(tool) is None:
            raise RigError(f"{tool} is needed to build the rig: apt-get install {package}")


# ---- packages ------------------------------------------------------------------------------------------------------


def source_entries(etc: Path) -> list[str]:
    """This machine's own Debian repositories as one-line entries, binary and source.

    Reads `sources.list` and `sources.list.d` in both of apt's formats; only the release's `main` counts, so that
    a third party's repository without sources does no harm.
    """
    suites = {_RELEASE, f"{_RELEASE}-updates", f"{_RELEASE}-security"}
    lists = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
    entries: dict[str, None] = {}
    for path in lists:
        for line in path.read_text().splitlines() if path.is_file() else ():
            entry = re.match(r"\s*deb(?:-src)?\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
            if entry and entry[3] in suites and "main" in entry[4].split():
                entries[f"{entry[1] or ''}{entry[2]} {entry[3]} main"] = None
    for path in sorted((etc / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            pairs = re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.MULTILINE)
            fields = {key.lower(): value.split() for key, value in pairs}
            if fields.get("enabled") == ["no"] or "main" not in fields.get("components", ()):
                continue
            key = fields.get("signed-by", [])
            option = f"[signed-by={key[0]}] " if key and key[0].startswith("/") else ""
            for uri in fields.get("uris", ()):
                for suite in suites.intersection(fields.get("suites", ())):
                    entries[f"{option}{uri} {suite} main"] = None
    return [f"{kind} {entry}" for entry in entries for kind in ("deb", "deb-src")]


def _apt() -> dict[str, str]:
    return {"APT_CONFIG": str(BASE / "apt/apt.conf"), "LC_ALL": "C"}


def _package_lists() -> None:
    apt = BASE / "apt"
    for directory in ("lists/partial", "cache/archives/partial", "sources.list.d"):
        (apt / directory).mkdir(parents=True, exist_ok=True)
    entries = source_entries(Path("/etc/apt"))
    if not entries:
        raise RigError(f"/etc/apt names no Debian repository with {_RELEASE} main, which the rig is built from")
    for old in (apt / "sources.list.d").iterdir():
        old.unlink()
    (apt / "sources.list").write_text("".join(f"{entry}\n" for entry in entries))
    (apt / "apt.conf").write_text(
        f'Dir::Etc::SourceList "{apt}/sources.list";\nDir::Etc::SourceParts "{apt}/sources.list.d";\n'
        f'Dir::State::Lists "{apt}/lists";\nDir::Cache "{apt}/cache";\nAPT::Sandbox::User "root";\n'
    )
    _run("apt-get", "update", "-qq", env=_apt())


def _packages() -> None:
    debs = BASE / "debs"
    debs.mkdir(exist_ok=True)
    if len(list(debs.glob("*.deb"))) < len(_PACKAGES):
        _run("apt-get", "download", "-qq", *_PACKAGES, cwd=debs, env=_apt())
    if not (_GO / "bin/go").exists() or not (_ROOT / "usr/sbin/runc").exists():
        for deb in debs.glob("*.deb"):
            _run("dpkg", "-x", deb, _ROOT)
    for program in FROM_DEBIAN:
        place = next(_ROOT / directory / program for directory in ("usr/bin", "usr/sbin")
                     if (_ROOT / directory / program).exists())  # fmt: skip
        shutil.copy2(place, BIN / program)


# ---- Kubernetes ----------------------------------------------------------------------------------------------------


def _source() -> None:
    if _TREE.is_dir():
        return
    versions = re.findall(
        r"^Version: (.*really1\.20\.2.*)$", _run("apt-cache", "showsrc", "kubernetes", env=_apt()), re.MULTILINE
    )
    if not versions:
        raise RigError("Debian's package sources hold no kubernetes 1.20.2; a mirror without deb-src?")
    place = BASE / "src"
    place.mkdir(exist_ok=True)
    _run("apt-get", "source", "-qq", "--download-only", f"kubernetes={versions[-1]}", cwd=place, env=_apt())
    part = _TREE.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    _run("dpkg-source", "--no-check", "-x", next(place.glob("kubernetes_*.dsc")), part)
    reflect = part / "vendor/github.com/modern-go/reflect2"
    for old in [*reflect.glob("*.go"), *reflect.glob("*.s")]:
        old.unlink()
    for new in (_ROOT / "usr/share/gocode/src/github.com/modern-go/reflect2").glob("*.[gs]*"):
        shutil.copy2(new, reflect)
    part.rename(_TREE)


def _go(*arguments: object) -> None:
    environment = {
        "GOROOT": str(_GO),
        "GOCACHE": str(BASE / "gocache"),
        "GOPATH": str(BASE / "gopath"),
        "PATH": f"{_GO}/bin:{os.environ['PATH']}",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GO111MODULE": "off",
        "CGO_ENABLED": "0",
    }
    _run(*arguments, cwd=_TREE, env=environment)


def _openapi() -> None:
    if (_TREE / _OPENAPI / "zz_generated.openapi.go").is_file():
        return
    generator = BASE / "openapi-gen"
    _go("go", "build", "-o", generator, "./vendor/k8s.io/kube-openapi/cmd/openapi-gen")
    _go(
        generator, "--logtostderr", "-O", "zz_generated.openapi", "-p", f"k8s.io/kubernetes/{_OPENAPI}",
        "-h", "hack/boilerplate/boilerplate.generatego.txt", "-r", BASE / "openapi.report",
        "-i", ",".join(_documented_packages()),
    )  # fmt: skip


def _documented_packages() -> list[str]:
    """The import paths of the packages that ask for OpenAPI definitions of their types."""
    found = set()
    for top in ("cmd", "pkg", "plugin", "staging/src/k8s.io"):
        for path in (_TREE / top).rglob("*.go"):
            name = str(path.relative_to(_TREE))
            if re.search(r"code-generator|sample-apiserver|_test\.go|zz_generated|/_examples/", name):
                continue
            if "+k8s:openapi-gen=" in path.read_text(errors="replace"):
                found.add("k8s.io/kubernetes/" + str(Path(name).parent).replace("staging/src/", "vendor/", 1))
    return sorted(found)


def _compile(program: str) -> None:
    major, minor, _ = KUBERNETES.lstrip("v").split(".")
    facts = {
        "gitVersion": KUBERNETES,
        "gitMajor": major,
        "gitMinor": minor,
        "gitTreeState": "clean",
        "gitCommit": _COMMIT,
        "buildDate": _BUILT_AT,
    }
    holders = ("component-base/version", "client-go/pkg/version")
    stamps = [
        f"-X k8s.io/kubernetes/vendor/k8s.io/{holder}.{key}={value}"
        for holder in holders
        for key, value in facts.items()
    ]
    _go("go", "build", "-trimpath", "-ldflags", " ".join(["-s -w", *stamps]), "-o", BIN / program, f"./cmd/{program}")


# ---- images --------------------------------------------------------------------------------------------------------


def _images() -> None:
    if not (BIN / "pause").exists():
        _run("gcc", "-O2", "-static", "-o", BIN / "pause", _PAUSE_SOURCE)
    shutil.rmtree(UNPACKED, ignore_errors=True)
    for name, tag in IMAGE_NAMES.items():
        archive = IMAGES / f"{name}.tar"
        if archive.is_file() and archive.stat().st_mtime >= (BIN / name).stat().st_mtime:
            continue
        place = "/pause" if name == "pause" else f"/usr/local/bin/{name}"
        _write_image(
            archive, tag, {place: BIN / name, **_libraries(BIN / name)}, ["/pause"] if name == "pause" else None
        )


def _libraries(program: Path) -> dict[str, Path]:
    """The shared libraries that a program loads, each at its own path; none for a static one."""
    told = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
    return {path: Path(path) for path in re.findall(r"(/\S+) \(0x", told)}


def _write_image(archive: Path, tag: str, files: Mapping[str, Path], entrypoint: list[str] | None) -> None:
    """A one-layer image in `docker save` format, with those files below an otherwise bare root."""
    layer = _tar(_layer_members(files))
    digest = hashlib.sha256(layer).hexdigest()
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"], "Entrypoint": entrypoint},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
    }
    manifest = [{"Config": "config.json", "RepoTags": [tag], "Layers": ["layer.tar"]}]
    members = [
        _file("config.json", json.dumps(config).encode()),
        _file("layer.tar", layer),
        _file("manifest.json", json.dumps(manifest).encode()),
    ]
    partial = archive.with_suffix(".part")
    partial.write_bytes(_tar(members))
    partial.rename(archive)


def _layer_members(files: Mapping[str, Path]) -> Iterable[tuple[tarfile.TarInfo, bytes]]:
    places = {parent for name in files for parent in Path(name).parents} | {Path("/tmp"), Path("/etc")}
    for place in sorted(places - {Path("/")}):
        directory = tarfile.TarInfo(str(place)[1:])
        directory.type, directory.mode = tarfile.DIRTYPE, 0o755
        yield directory, b""
    yield _file("etc/passwd", b"root:x:0:0:root:/:/\n")
    yield _file("etc/hosts", b"127.0.0.1 localhost\n")
    for name, path in files.items():
        yield _file(name[1:], path.resolve().read_bytes(), 0o755)


def _file(name: str, content: bytes, mode: int = 0o644) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), mode
    return member, content


def _tar(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
