"""What the rules of all families read: a subject's logs, its replayed probes, its certificates, what refuses it."""
