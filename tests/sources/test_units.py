"""The units source against a bus that speaks D-Bus, and against sockets that do not."""

import asyncio

import pytest
from jeepney import HeaderFields, Parser, new_error, new_method_return

from whyrestart.model.observation import Source
from whyrestart.sources import units
from whyrestart.sources.units import UnitSource

LOADED = {
    "LoadState": ("s", "loaded"),
    "ActiveState": ("s", "activating"),
    "SubState": ("s", "auto-restart"),
    "ActiveEnterTimestamp": ("t", 1795420800_000000),
    "Result": ("s", "exit-code"),
    "NRestarts": ("u", 110),
    "ExecMainStatus": ("i", 255),
    "ExecMainCode": ("i", 1),
    "MainPID": ("u", 0),
    "ExecMainStartTimestamp": ("t", 1795420801_000000),
    "ExecMainExitTimestamp": ("t", 0),
}
KUBELET = "/org/freedesktop/systemd1/unit/kubelet_2eservice"


class Bus:
    """systemd on a system bus, as far as properties are asked for."""

    def __init__(self, by_path, *, error="UnknownProperty"):
        self.by_path = by_path
        self.error = f"org.freedesktop.DBus.Error.{error}"
        self.asked = []

    async def __call__(self, reader, writer):
        assert (await reader.readuntil(b"\r\n")).startswith(b"\0AUTH EXTERNAL")
        writer.write(b"OK 1234deadbeef\r\n")
        assert await reader.readuntil(b"\r\n") == b"BEGIN\r\n"
        parser, serial = Parser(), 0
        while data := await reader.read(4096):
            parser.add_data(data)
            while (message := parser.get_next_message()) is not None:
                serial += 1
                writer.write(self.answer(message).serialise(serial))
        writer.close()

    def answer(self, message):
        fields = message.header.fields
        if fields[HeaderFields.member] == "Hello":
            return new_method_return(message, "s", (":1.1",))
        self.asked.append((fields[HeaderFields.path], message.body))
        properties = self.by_path.get(fields[HeaderFields.path], {"LoadState": ("s", "not-found")})
        _, name = message.body
        if name not in properties:
            return new_error(message, self.error, "s", ("no",))
        return new_method_return(message, "v", (properties[name],))


@pytest.fixture
async def bus_at(tmp_path):
    servers = []

    async def start(handler):
        path = tmp_path / "bus"
        servers.append(await asyncio.start_unix_server(handler, str(path)))
        return str(path)

    yield start
    for server in servers:
        server.close()


async def test_reads_a_kubelet_that_restarts(bus_at, clock):
    source = UnitSource(clock, bus=await bus_at(Bus({KUBELET: LOADED})))

    look = await source.look()
    again = await source.look()

    assert look.gaps == again.gaps == ()
    kubelet, containerd = (look.observations[0], look.observations[1])
    assert (kubelet.unit, kubelet.n_restarts, kubelet.exec_main_status) == ("kubelet.service", 110, 255)
    assert (kubelet.sub_state, kubelet.result, kubelet.main_pid) == ("auto-restart", "exit-code", None)
    assert kubelet.active_since == clock.now()
    assert kubelet.main_exited_at is None
    assert (containerd.unit, containerd.load_state) == ("containerd.service", "not-found")
    assert again.observations == ()


async def test_tells_of_each_change(bus_at, clock):
    bus = Bus({KUBELET: dict(LOADED)})
    source = UnitSource(clock, units=["kubelet.service"], bus=await bus_at(bus))
    await source.look()
    bus.by_path[KUBELET]["NRestarts"] = ("u", 111)

    look = await source.look()

    assert [seen.n_restarts for seen in look.observations] == [111]


async def test_an_old_systemd_without_a_property_tells_the_rest(bus_at, clock):
    without = {name: value for name, value in LOADED.items() if name != "NRestarts"}
    source = UnitSource(clock, units=["kubelet.service"], bus=await bus_at(Bus({KUBELET: without})))

    look = await source.look()

    assert [(seen.n_restarts, seen.result) for seen in look.observations] == [(None, "exit-code")]


async def test_a_refusal_is_a_gap(bus_at, clock):
    source = UnitSource(clock, bus=await bus_at(Bus({KUBELET: {}}, error="AccessDenied")))

    look = await source.look()

    assert [gap.source for gap in look.gaps] == [Source.UNITS]
    assert "AccessDenied" in look.gaps[0].why


async def hangs(reader, writer):
    await reader.read()
    writer.close()


async def hangs_up(reader, writer):
    writer.close()


async def talks_garbage(reader, writer):
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    await reader.read()
    writer.close()


async def talks_garbage_after_login(reader, writer):
    await reader.readuntil(b"\r\n")
    writer.write(b"OK 1234\r\n")
    await reader.readuntil(b"\r\n")
    writer.write(b"x" * 4096)
    await reader.read()
    writer.close()


async def never_ends_its_answer(reader, writer):
    await reader.readuntil(b"\r\n")
    writer.write(b"OK 1234\r\n")
    await reader.readuntil(b"\r\n")
    # A method return whose body is 100 MB of string.
    writer.write(b"l\2\0\1" + (100 << 20).to_bytes(4, "little") + b"\1\0\0\0" + b"\0\0\0\0")
    try:
        for _ in range(100 << 8):
            writer.write(b"a" * 4096)
            await writer.drain()
    except OSError:
        pass
    writer.close()


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        pytest.param(hangs, "no answer within", id="hangs"),
        pytest.param(hangs_up, "", id="hangs-up"),
        pytest.param(talks_garbage, "not an answer of D-Bus", id="garbage-at-once"),
        pytest.param(talks_garbage_after_login, "not an answer of D-Bus", id="garbage-after-login"),
        pytest.param(never_ends_its_answer, "more than 1048576 bytes", id="a-hundred-megabytes"),
    ],
)
async def test_a_bus_that_is_none_is_a_gap(bus_at, clock, monkeypatch, handler, says):
    monkeypatch.setattr(units, "TIMEOUT_SECONDS", 0.5)
    source = UnitSource(clock, bus=await bus_at(handler))

    look = await source.look()

    assert look.observations == ()
    assert says in look.gaps[0].why


async def test_a_missing_bus_is_a_gap_that_names_it(tmp_path, clock):
    look = await UnitSource(clock, bus=str(tmp_path / "bus")).look()

    assert look.gaps[0].why == f"systemd over {tmp_path}/bus: No such file or directory"


@pytest.mark.parametrize(
    ("unit", "path"),
    [
        ("kubelet.service", "kubelet_2eservice"),
        ("cri-docker.service", "cri_2ddocker_2eservice"),
        ("3.service", "_33_2eservice"),
    ],
)
async def test_escapes_names_as_systemd_does(bus_at, clock, unit, path):
    bus = Bus({})

    await UnitSource(clock, units=[unit], bus=await bus_at(bus)).look()

    assert bus.asked[0][0] == f"/org/freedesktop/systemd1/unit/{path}"
