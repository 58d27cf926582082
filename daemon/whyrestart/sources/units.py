"""systemd units over the system bus: state, result and restarts of the kubelet and what it stands on.

jeepney (pure Python, no dependencies, 3 MiB of memory) speaks the protocol. `systemctl show` would need a program to be
executed every few seconds, which a hardened unit forbids; and every user may read these properties on the bus.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterable
from contextlib import suppress

from jeepney import DBusAddress, HeaderFields, Message, MessageType, Parser, new_method_call
from jeepney.auth import BEGIN, AuthenticationError, Authenticator

from whyrestart.clock import Clock
from whyrestart.model.identity import BEFORE_RUNTIMES, CARRIERS, KUBELETS, PROGRAMS, RUNTIMES, SNAPS_RUNTIMES
from whyrestart.model.observation import Gap, Observation, Source, UnitSeen
from whyrestart.parsing.units import from_properties
from whyrestart.sources.look import Look

UNITS = (
    KUBELETS[0],
    *RUNTIMES,
    *PROGRAMS,
    *KUBELETS[1:],
    *CARRIERS,
    *SNAPS_RUNTIMES,
    *BEFORE_RUNTIMES,
)
SYSTEM_BUS = "/run/dbus/system_bus_socket"
TIMEOUT_SECONDS = 5.0
MAX_ANSWER_BYTES = 1024 * 1024

_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_PREFIX = "org.freedesktop.systemd1"
_PROPERTIES = (
    *((name, "Unit") for name in ("ActiveState", "SubState", "ActiveEnterTimestamp")),
    *(
        (name, "Service")
        for name in ("Result", "NRestarts", "ExecMainStatus", "ExecMainCode", "MainPID", "ExecMainStartTimestamp",
                     "ExecMainExitTimestamp")
    ),
)  # fmt: skip
# What jeepney raises on bytes that are no message.
_GARBAGE = (ValueError, LookupError, TypeError, struct.error, AssertionError, AuthenticationError)


class UnitSource:
    """Tells of a unit whenever a property changed; once of one that is not installed."""

    sources = (Source.UNITS,)
    period_seconds = 5.0
    timeout_seconds = 10.0
    woken: asyncio.Event | None = None

    def __init__(self, clock: Clock, *, units: Iterable[str] = UNITS, bus: str = SYSTEM_BUS) -> None:
        self._clock = clock
        self._units = tuple(units)
        self._bus = bus
        self._told: dict[str, dict[str, object]] = {}

    async def look(self) -> Look:
        seen: list[Observation] = []
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                reader, writer = await asyncio.open_unix_connection(self._bus)
                try:
                    connection = _Connection(reader, writer)
                    await connection.greet()
                    for unit in self._units:
                        seen += await self._unit(connection, unit)
                finally:
                    writer.close()
                    with suppress(OSError):
                        await writer.wait_closed()
        except TimeoutError:
            return Look(observations=tuple(seen), gaps=self._gap(f"no answer within {TIMEOUT_SECONDS:.0f} s"))
        except (OSError, EOFError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            return Look(observations=tuple(seen), gaps=self._gap(why))
        except _GARBAGE as error:
            return Look(observations=tuple(seen), gaps=self._gap(f"not an answer of D-Bus: {error}"))
        return Look(observations=tuple(seen))

    async def close(self) -> None:
        """Nothing is held between looks."""

    async def _unit(self, connection: _Connection, unit: str) -> Iterable[UnitSeen]:
        address = DBusAddress(f"/org/freedesktop/systemd1/unit/{_escaped(unit)}", _PREFIX)
        properties: dict[str, object] = {"LoadState": await connection.get(address, "Unit", "LoadState")}
        if properties["LoadState"] == "loaded":
            for name, interface in _PROPERTIES:
                properties[name] = await connection.get(address, interface, name)
        if self._told.get(unit) == properties:
            return ()
        self._told[unit] = properties
        return (from_properties(unit, properties, self._clock.now()),)

    def _gap(self, why: str) -> tuple[Gap, ...]:
        return (Gap(source=Source.UNITS, why=f"systemd over {self._bus}: {why}", since=self._clock.now()),)


class _Connection:
    """One question after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = Parser()
        self._serial = 0

    async def greet(self) -> None:
        authenticator = Authenticator()
        for request in authenticator:
            self._writer.write(request)
            authenticator.feed(await self._some())
        self._writer.write(BEGIN)
        await self._ask(new_method_call(_BUS, "Hello"))

    async def get(self, address: DBusAddress, interface: str, name: str) -> object:
        """A property's value, None where systemd knows none of that name; raises OSError where it refuses."""
        properties = address.with_interface("org.freedesktop.DBus.Properties")
        reply = await self._ask(new_method_call(properties, "Get", "ss", (f"{_PREFIX}.{interface}", name)))
        if reply.header.message_type is MessageType.method_return:
            _, value = reply.body[0]
            return value
        error = _error_name(reply)
        if error in {"AccessDenied", "ServiceUnknown", "NoReply", "TimedOut", "Spawn.ChildExited"}:
            raise ConnectionRefusedError(0, f"{error}: {reply.body[0] if reply.body else ''}")
        return None

    async def _ask(self, message: Message) -> Message:
        self._serial += 1
        self._writer.write(message.serialise(self._serial))
        await self._writer.drain()
        received = 0
        while True:
            reply: Message | None = self._parser.get_next_message()
            if reply is None:
                data = await self._some()
                received += len(data)
                if received > MAX_ANSWER_BYTES:
                    raise EOFError(f"an answer of more than {MAX_ANSWER_BYTES} bytes")
                self._parser.add_data(data)
            elif reply.header.fields.get(HeaderFields.reply_serial) == self._serial:
                return reply

    async def _some(self) -> bytes:
        data = await self._reader.read(4096)
        if not data:
            raise EOFError("the bus closed the connection")
        return data


def _error_name(reply: Message) -> str:
    name = str(reply.header.fields.get(HeaderFields.error_name, ""))
    return name.removeprefix("org.freedesktop.DBus.Error.")


def _escaped(unit: str) -> str:
    """As systemd's bus_label_escape: letters, digits (not first) stay, all else becomes `_` and hex."""
    return "".join(
        char if char.isascii() and (char.isalpha() or (char.isdigit() and index)) else f"_{ord(char):02x}"
        for index, char in enumerate(unit)
    )
