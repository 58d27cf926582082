"""Comments keep a finding quiet where they stand, with a reason, and only where there is one."""

import pytest

from lint.manifests import changed, found, given, read

FLAG = "    - --anonymous-auth=false"
API = changed(read("kubeadm-1.18"), ("    - --allow-privileged=true", FLAG))
IGNORE = "# whyrestart: ignore=anonymous_auth_disabled"


def told(*pairs):
    return [(each.rule, each.line) for each in found(given(changed(API, *pairs)))]


NUMBER = API.splitlines().index(FLAG) + 1
REFUSED = [("anonymous_auth_disabled", NUMBER), ("bad_ignore", NUMBER)]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(f"{FLAG}  {IGNORE} a sidecar answers", [], id="on the line"),
        pytest.param(f"    {IGNORE} a sidecar answers\n{FLAG}", [], id="above it"),
        pytest.param(f"    {IGNORE}, a reason\n    # and more of it\n{FLAG}", [], id="above, with a comment between"),
        pytest.param(f"    {IGNORE},probe_wrong_port two\n{FLAG}", [("unused_ignore", NUMBER)], id="one is unused"),
        pytest.param(f"{FLAG}  {IGNORE}", REFUSED, id="no reason"),
        pytest.param(f"{FLAG}  # whyrestart: ignore=anonymous why", REFUSED,
                     id="no such cause"),
        pytest.param(f"{FLAG}  # whyrestart: ignore= why", REFUSED,
                     id="no cause at all"),
        pytest.param(f"{FLAG}  # whyrestart is right here", [("anonymous_auth_disabled", NUMBER)], id="only the name"),
        pytest.param(f"    {IGNORE} far off\n    - --allow-privileged=true\n{FLAG}",
                     [("unused_ignore", NUMBER), ("anonymous_auth_disabled", NUMBER + 2)], id="above another line"),
        pytest.param("    - --allow-privileged=true", [], id="nothing to ignore, nothing said"),
    ],
)  # fmt: skip
def test_a_comment_covers_its_own_line(new, expected):
    assert sorted(told((FLAG, new))) == sorted(expected)


def test_an_unused_comment_is_told_of():
    assert told((FLAG, f"    - --allow-privileged=true  {IGNORE} once true")) == [("unused_ignore", NUMBER)]


@pytest.mark.parametrize(
    "place", [pytest.param("above", id="above the probe's key"), pytest.param("on", id="on the probe's key")]
)
def test_a_comment_at_the_key_covers_the_block_that_it_opens(place):
    text = changed(API, (FLAG, "    - --secure-port=8443"), ("    - --secure-port=6443\n", ""))
    comment = "# whyrestart: ignore=probe_wrong_port behind a local proxy"
    new = f"    {comment}\n    livenessProbe:" if place == "above" else f"    livenessProbe:  {comment}"

    assert [f.rule for f in found(given(text))] == ["probe_wrong_port"]
    assert found(given(changed(text, ("    livenessProbe:", new)))) == ()


def test_a_comment_on_the_first_line_speaks_for_the_file():
    comment = "# whyrestart: ignore=editor_temporary_file kept on purpose\n"
    note = given(f"{comment}no pod", "notes.tmp", named=False)

    assert found(given(read("kubeadm-1.18"), named=False), note) == ()
