"""Go's reading of URLs, where it differs from what one would expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.probes.go_url import GoUrl, GoUrlError
from whyrestart.probes.spec import url_for


@pytest.mark.parametrize(
    ("path", "url"),
    [
        pytest.param("/livez", "https://10.0.0.1:6443/livez", id="plain"),
        pytest.param("/livez?exclude=etcd", "https://10.0.0.1:6443/livez?exclude=etcd", id="query-survives"),
        pytest.param("livez?exclude=etcd", "https://10.0.0.1:6443/livez?exclude=etcd", id="openshift-without-slash"),
        pytest.param("", "https://10.0.0.1:6443", id="empty"),
        pytest.param("/?", "https://10.0.0.1:6443/?", id="empty-query-is-kept"),
        pytest.param("?verbose", "https://10.0.0.1:6443?verbose", id="query-alone"),
        pytest.param("/healthz#etcd", "https://10.0.0.1:6443/healthz", id="fragment-is-never-sent"),
        pytest.param("/a b", "https://10.0.0.1:6443/a%20b", id="space-is-escaped"),
        pytest.param("/a%20b", "https://10.0.0.1:6443/a%20b", id="escape-is-kept"),
        pytest.param("/a%2Fb", "https://10.0.0.1:6443/a%2Fb", id="escaped-slash-is-kept"),
        pytest.param("/%zz", "https://10.0.0.1:6443/%25zz", id="bad-escape-makes-the-whole-text-a-path"),
        pytest.param("/%zz?x=1", "https://10.0.0.1:6443/%25zz%3Fx=1", id="and-then-its-query-is-path-too"),
        pytest.param("http://other:80/healthz", "https://10.0.0.1:6443/healthz", id="a-whole-url-loses-its-host"),
        pytest.param("//other/healthz", "https://10.0.0.1:6443/healthz", id="a-host-without-scheme-is-lost"),
        pytest.param("///healthz", "https://10.0.0.1:6443///healthz", id="three-slashes-are-a-path"),
        pytest.param("1a:b", "https://10.0.0.1:6443/1a:b", id="colon-in-the-first-segment"),
        pytest.param(":8080/healthz", "https://10.0.0.1:6443/:8080/healthz", id="missing-scheme"),
        pytest.param("/größe", "https://10.0.0.1:6443/gr%C3%B6%C3%9Fe", id="utf-8"),
        pytest.param("/a[1]", "https://10.0.0.1:6443/a[1]", id="brackets-are-valid"),
        pytest.param("/a\tb", "https://10.0.0.1:6443/a%09b", id="control-character"),
        pytest.param("healthz:x", "https:x", id="scheme-and-opaque"),
        pytest.param("http://u:p@h/z", "https://REDACTED@10.0.0.1:6443/z", id="userinfo-is-kept-and-hidden"),
        pytest.param("http://h:http/z", "https://10.0.0.1:6443/http://h:http/z", id="a-port-that-is-no-number"),
    ],
)
def test_path_of_a_probe(path, url):
    assert url_for("HTTPS", "10.0.0.1", 6443, path).shown == url


@pytest.mark.parametrize(
    ("host", "scheme", "url"),
    [
        pytest.param("::1", "HTTPS", "https://[::1]:6443/", id="ipv6-in-brackets"),
        pytest.param("fe80::1%eth0", "HTTPS", "https://[fe80::1%eth0]:6443/", id="ipv6-with-zone"),
        pytest.param("", "HTTPS", "https://:6443/", id="no-host-is-this-machine"),
        pytest.param("node-1", "", "http://node-1:6443/", id="no-scheme-is-http"),
    ],
)
def test_host_and_scheme(host, scheme, url):
    assert url_for(scheme, host, 6443, "/").shown == url


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param("", "/", id="empty-is-the-root"),
        pytest.param("?verbose", "/?verbose", id="query-alone"),
        pytest.param("livez", "/livez", id="missing-slash"),
        pytest.param("/a?b?c", "/a?b?c", id="second-question-mark"),
    ],
)
def test_request_line(path, uri):
    assert url_for("HTTP", "h", 80, path).request_uri == uri


@pytest.mark.parametrize(
    ("location", "url"),
    [
        pytest.param("/b", "http://h:80/b", id="absolute-path"),
        pytest.param("b", "http://h:80/x/b", id="relative-path"),
        pytest.param("../b", "http://h:80/b", id="one-up"),
        pytest.param("../../../b", "http://h:80/b", id="never-above-the-root"),
        pytest.param("./b/.", "http://h:80/x/b/", id="dots"),
        pytest.param("?q=1", "http://h:80/x/a?q=1", id="query-alone"),
        pytest.param("https://h/b", "https://h/b", id="other-scheme"),
        pytest.param("//i:81/b", "http://i:81/b", id="other-host"),
        pytest.param("#f", "http://h:80/x/a?old", id="fragment-alone"),
    ],
)
def test_location(location, url):
    assert GoUrl.parse("http://h:80/x/a?old").resolved(location).shown == url


@pytest.mark.parametrize("location", ["http://[::1/", "http://h:99x/", "http://h/%z", "http://a b@h/", "/\x01"])
def test_location_that_go_refuses(location):
    with pytest.raises(GoUrlError):
        GoUrl.parse("http://h/").resolved(location)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://h", "h", 443),
        ("http://h", "h", 80),
        ("http://[::1]", "::1", 80),
        ("http://[::1]:81", "::1", 81),
        ("http://h:", "h", 80),
        ("http://h:123456789", "h", 0),
    ],
)
def test_host_and_port_to_dial(url, host, port):
    assert (GoUrl.parse(url).hostname, GoUrl.parse(url).port) == (host, port)


@given(st.text())
def test_any_text_is_a_path_or_opaque(text):
    url = url_for("HTTPS", "10.0.0.1", 6443, text)

    assert url.opaque or url.request_uri.startswith(("/", "*"))
    assert "\r" not in url.request_uri.partition("?")[0]
    assert "\n" not in url.request_uri.partition("?")[0]


@given(st.from_regex(r"[a-z]{6,12}", fullmatch=True))
def test_a_password_never_shows(password):
    url = url_for("HTTPS", "10.0.0.1", 6443, f"http://user:{password}XY@h/livez")

    assert f"{password}XY" not in url.shown + repr(url)
