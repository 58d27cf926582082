"""Frozen dataclasses to JSON and back, by their annotations, for what is kept on disk.

Fields at their default are left out, keys that nobody knows are ignored: so a field may be added to a record without a
new schema. Mappings become lists of pairs, because their keys may be dataclasses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: object) -> str:
    """A dataclass as one line of JSON; the same value always gives the same text."""
    return json.dumps(_encode(value), ensure_ascii=True, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """The dataclass `kind` out of what `dumps` wrote; ValueError where it is none."""
    try:
        return _decode(kind, json.loads(text))  # type: ignore[no-any-return]  # what the annotation says
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error


def _encode(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return [[_encode(key), _encode(each)] for key, each in value.items()]
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _encode(each) for field, each in pairs if field.default is MISSING or each != field.default}
    raise TypeError(f"cannot be kept: {type(value).__name__}")


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, data: Any) -> Any:  # noqa: ANN401  # annotations are values of any type here
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return _decode(_member(get_args(hint), data), data)
    if origin is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_decode(inner[0], each) for each in data)
        return tuple(_decode(each, one) for each, one in zip(inner, data, strict=True))
    if origin is Mapping:
        key, value = get_args(hint)
        return MappingProxyType({_decode(key, k): _decode(value, v) for k, v in data})
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _decode(hints[name], each) for name, each in data.items() if name in hints})
    if hint is datetime:
        return datetime.fromisoformat(data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, hint) or (hint is int and isinstance(data, bool)):
        raise TypeError(f"expected {hint.__name__}, found {type(data).__name__}")
    return data


def _member(members: tuple[Any, ...], data: Any) -> Any:  # noqa: ANN401  # see _decode
    if data is None:
        return NoneType
    found = [member for member in members if member is not NoneType]
    if isinstance(data, dict):
        known = [member for member in found if isinstance(member, type) and data.keys() <= _hints(member).keys()]
        return (known or found)[0]
    return found[0]
