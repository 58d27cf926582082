"""etcd itself, and the apiserver as its client."""
