"""Where the program does not yet keep its verdict, by name: each is a defect to mend, and says so when it is mended."""

OTHERWISE_ELSEWHERE: frozenset[str] = frozenset()
# What alone told these apart from what they look like is in the tenth that is lost.
SURE_WITHOUT_THE_TELLING_LINE = frozenset({
    "own/serving_certificate_expired-by-a-leader",
    "own/etcd_server_certificate_expired-peers",
    "own/not-cri-not-loaded-beside-crio",
    "own/entrypoint-denied-message",
    "own/quiet-living-etcd-differed-from-its-peers",
    "own/quiet-living-etcd-rejects-its-own-and-answers",
    "own/not-container_create_failed-sandbox-since",
    "own/file_missing-resolver-1.11",
    "own/quiet-lower-image-came-crio",
    "own/quiet-lower-image-pulled-while-it-listens-containerd",
    "own/quiet-lower-crio-s-storage-and-it-ran-since",
    "own/quiet-red3-config-of-the-life-before",
    "own/quiet-red3-file-that-came-and-runs",
    "own/red3-runtime-failed-beside-anothers-socket",
    "own/file_not_mounted-link-out-of-the-mount",
})  # fmt: skip
