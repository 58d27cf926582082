"""Every cause has its page, and a page asks an operator to run only what exists and does no harm."""

import re
import shlex
from importlib import resources

import pytest

from whyrestart.knowledge import explanations, flags
from whyrestart.knowledge.explanations import HEADINGS, explanation
from whyrestart.knowledge.flags import COMPONENTS
from whyrestart.model.cause import Cause

PAGES = resources.files("whyrestart.knowledge") / "explanations"
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)

# Programs that are part of a Linux node, of Kubernetes, of a runtime or of etcd.
READ_ONLY = {
    "aa-status", "ausearch", "cat", "chronyc", "conntrack", "curl", "date", "df", "diff", "file", "findmnt", "free",
    "getenforce", "grep", "head", "ip", "journalctl", "ls", "lsmod", "nproc", "openssl", "ps", "python3", "readlink",
    "sort", "ss", "stat", "sysctl", "tail", "timedatectl", "uname", "uniq", "wc", "nft", "iptables-save", "swapon",
    "whyrestart", "find", "lsof", "who", "last", "uptime", "zcat", "namei", "tar", "dmesg", "env", "docker", "id",
}  # fmt: skip
KUBERNETES = {"crictl", "kubeadm", "kubectl", "etcdctl", "etcdutl", "containerd", "ctr", "kubelet"}
CHANGES_SOMETHING = {
    "mkdir",
    "mv",
    "systemctl",
    "swapoff",
    "restorecon",
    "chown",
    "chmod",
    "apt-get",
    "dnf",
    "update-ca-certificates",
}
PROGRAMS = READ_ONLY | KUBERNETES | CHANGES_SOMETHING
# Words with underscores that pages name besides causes: metrics, settings, programs.
NO_CAUSES = {
    "apiserver_dropped_requests_total",
    "apiserver_flowcontrol_rejected_requests_total",
    "apiserver_request_total",
    "apiserver_storage_objects",
    "apparmor_parser",
    "container_file_t",
    "disabled_plugins",
    "etcd_server_has_leader",
    "nr_throttled",
    "oom_kill",
    "panic_on_oops",
    "pinned_images",
    "restrict_oom_score_adj",
    "sandbox_image",
    "spc_t",
    "xfs_repair",
}
# Stand for many flags or for the words of a program.
NO_FLAGS = {"audit-log", "oidc-", "x", "y"}
# What no page may ask for, whatever the program: it loses data or hides the evidence.
NEVER = re.compile(r"\brm\b|--force\b|reset\b|crictl rm|--delete-data|mkfs|force-new-cluster|>\s*/etc")


def commands(text):
    """Each simple command of the shell blocks, as a list of words."""
    for language, body in BLOCK.findall(text):
        if language == "sh":
            for line in body.splitlines():
                lexer = shlex.shlex(line.replace("2>&1", ""), posix=True, punctuation_chars="|;&")
                lexer.whitespace_split = True
                words = []
                for word in lexer:
                    if set(word) <= set("|;&"):
                        yield words
                        words = []
                    else:
                        words.append(word)
                yield words


def test_every_page_has_its_cause_and_every_cause_its_page():
    assert sorted(page.name for page in PAGES.iterdir()) == sorted(f"{cause}.md" for cause in Cause)


@pytest.mark.parametrize("cause", Cause)
def test_page_has_every_section_and_says_something_in_each(cause):
    page = explanation(cause)

    assert page.title
    assert tuple(heading for heading, _ in page.sections) == HEADINGS
    assert all(len(text.split()) >= 3 for _, text in page.sections)


@pytest.mark.parametrize("cause", Cause)
def test_page_is_short_enough_to_be_read_in_a_hurry(cause):
    assert 120 <= len(explanation(cause).markdown.split()) <= 350


@pytest.mark.parametrize("cause", Cause)
def test_page_says_how_to_confirm_with_programs_that_a_node_has(cause):
    confirm = dict(explanation(cause).sections)["How to confirm by hand"]

    assert list(commands(confirm))
    assert {words[0] for words in commands(confirm)} <= READ_ONLY | KUBERNETES | {"systemctl"}


@pytest.mark.parametrize("cause", Cause)
def test_page_asks_for_nothing_that_destroys(cause):
    text = explanation(cause).markdown
    used = {words[0] for words in commands(text)}

    assert used <= READ_ONLY | KUBERNETES | CHANGES_SOMETHING
    assert not [words for words in commands(text) if NEVER.search(" ".join(words))]


@pytest.mark.parametrize("cause", Cause)
def test_page_refers_to_other_causes_by_their_names(cause):
    prose = BLOCK.sub("", explanation(cause).markdown)
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", prose))

    assert named - NO_CAUSES <= set(Cause)
    assert cause not in named


@pytest.mark.parametrize("cause", Cause)
def test_every_flag_that_a_page_names_is_one_of_a_component(cause):
    prose = BLOCK.sub("", explanation(cause).markdown)
    spans = [span for span in re.findall(r"`([^`]+)`", prose) if span.split()[0] not in PROGRAMS]
    named = {flag for span in spans for flag in re.findall(r"(?<![\w-])--([a-z0-9][a-z0-9-]+)", span)}

    assert {flag for flag in named if not any(flags.lookup(component, flag) for component in COMPONENTS)} <= NO_FLAGS


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## Meaning\n\nx\n", id="no-title"),
        pytest.param("# T\n\n## Meaning\n\nx\n", id="a-section-only"),
        pytest.param("# T\n\n" + "".join(f"## {h}\n\nx\n" for h in reversed(HEADINGS)), id="wrong-order"),
        pytest.param("", id="empty"),
    ],
)
def test_a_page_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match=r"explanations/unknown\.md"):
        explanations.parse(Cause.UNKNOWN, text)


def test_markdown_gives_the_page_back():
    text = (PAGES / "unknown.md").read_text()

    assert explanations.parse(Cause.UNKNOWN, text).markdown == text
