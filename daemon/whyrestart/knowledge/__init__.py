"""Facts about Kubernetes as data: causes, flags, feature gates, versions, each table with its source."""
