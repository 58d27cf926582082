"""The kubelet's probes replayed, and their counter-probes."""
