"""The container runtime, and CRI between it and the kubelet."""
