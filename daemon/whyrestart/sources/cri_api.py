"""The part of CRI that is asked here, as protobuf messages without generated code.

Field numbers and types are those of k8s.io/cri-api's `pkg/apis/runtime/v1/api.proto` (read in Kubernetes 1.20;
GetContainerEvents as of 1.26). v1alpha2 has the same numbers, and a package's name is not on the wire, so one set of
messages serves both. Fields that are not described here are skipped by protobuf.
"""

from __future__ import annotations

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

_PACKAGE = "whyrestart.cri"
_Field = descriptor_pb2.FieldDescriptorProto

# message: field = number, type; a type with a capital is another message, `[]` repeated, `{}` map<string, string>.
_MESSAGES = {
    "Empty": {},
    "VersionResponse": {"runtime_name": (2, "string"), "runtime_version": (3, "string")},
    "ContainerMetadata": {"name": (1, "string"), "attempt": (2, "uint32")},
    "ImageSpec": {"image": (1, "string")},
    "Container": {
        "id": (1, "string"),
        "pod_sandbox_id": (2, "string"),
        "metadata": (3, "ContainerMetadata"),
        "image": (4, "ImageSpec"),
        "state": (6, "int32"),
        "created_at": (7, "int64"),
        "labels": (8, "{}"),
        "annotations": (9, "{}"),
    },
    "ListContainersResponse": {"containers": (1, "Container[]")},
    "ContainerStatusRequest": {"container_id": (1, "string"), "verbose": (2, "bool")},
    "Mount": {"container_path": (1, "string"), "host_path": (2, "string"), "readonly": (3, "bool")},
    "ContainerStatus": {
        "id": (1, "string"),
        "metadata": (2, "ContainerMetadata"),
        "state": (3, "int32"),
        "created_at": (4, "int64"),
        "started_at": (5, "int64"),
        "finished_at": (6, "int64"),
        "exit_code": (7, "int32"),
        "image": (8, "ImageSpec"),
        "reason": (10, "string"),
        "message": (11, "string"),
        "labels": (12, "{}"),
        "annotations": (13, "{}"),
        "mounts": (14, "Mount[]"),
        "log_path": (15, "string"),
    },
    "ContainerStatusResponse": {"status": (1, "ContainerStatus"), "info": (2, "{}")},
    "PodSandboxMetadata": {
        "name": (1, "string"),
        "uid": (2, "string"),
        "namespace": (3, "string"),
        "attempt": (4, "uint32"),
    },
    "PodSandbox": {
        "id": (1, "string"),
        "metadata": (2, "PodSandboxMetadata"),
        "state": (3, "int32"),
        "created_at": (4, "int64"),
        "labels": (5, "{}"),
        "annotations": (6, "{}"),
    },
    "ListPodSandboxResponse": {"items": (1, "PodSandbox[]")},
    "PodSandboxStatusRequest": {"pod_sandbox_id": (1, "string")},
    "PodSandboxNetworkStatus": {"ip": (1, "string")},
    "NamespaceOption": {"network": (1, "int32")},
    "Namespace": {"options": (1, "NamespaceOption")},
    "LinuxPodSandboxStatus": {"namespaces": (1, "Namespace")},
    "PodSandboxStatus": {
        "id": (1, "string"),
        "metadata": (2, "PodSandboxMetadata"),
        "state": (3, "int32"),
        "created_at": (4, "int64"),
        "network": (5, "PodSandboxNetworkStatus"),
        "linux": (6, "LinuxPodSandboxStatus"),
        "labels": (7, "{}"),
        "annotations": (8, "{}"),
    },
    "PodSandboxStatusResponse": {"status": (1, "PodSandboxStatus")},
    "ContainerEventResponse": {"container_id": (1, "string"), "container_event_type": (2, "int32")},
}  # fmt: skip
_SCALARS = {
    "string": _Field.TYPE_STRING,
    "bool": _Field.TYPE_BOOL,
    "int32": _Field.TYPE_INT32,
    "uint32": _Field.TYPE_UINT32,
    "int64": _Field.TYPE_INT64,
}


def _describe() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name="whyrestart/cri.proto", package=_PACKAGE, syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field_name, (number, kind) in fields.items():
            field = message.field.add(name=field_name, number=number)
            field.label = _Field.LABEL_REPEATED if kind[-1] in "]}" else _Field.LABEL_OPTIONAL
            type_name = _map_entry(message, name, field_name) if kind == "{}" else kind.removesuffix("[]")
            if type_name in _SCALARS:
                field.type = _SCALARS[type_name]
            else:
                field.type = _Field.TYPE_MESSAGE
                field.type_name = f".{_PACKAGE}.{type_name}"
    return file


def _map_entry(message: descriptor_pb2.DescriptorProto, name: str, field_name: str) -> str:
    """On the wire a map is a repeated message of a key and a value, nested under this name."""
    entry = message.nested_type.add(name=f"{field_name.capitalize()}Entry")
    entry.options.map_entry = True
    for number, part in enumerate(("key", "value"), start=1):
        entry.field.add(name=part, number=number, type=_Field.TYPE_STRING, label=_Field.LABEL_OPTIONAL)
    return f"{name}.{entry.name}"


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_describe())


def message_type(name: str) -> type[Message]:
    """The class of that message."""
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
