"""What carries the kubelet within itself, or starts it: k3s, RKE2, k0s and MicroK8s."""
