"""The kubelet's own trouble."""
