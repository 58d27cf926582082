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
    "own/port_in_use-a-packages-etcd-by-its-process",
    "own/not-inotify_limit-beside-one-that-loops",
    "own/quiet-runtime_unavailable-for-a-moment",
    "own/not-red15-stalls-and-an-apiserver-s-bug",
    "own/not-red15-stalls-and-an-apiserver-s-flag",
    "own/not-red15-room-again-and-another-end-of-the-apiserver",
    "own/not-red15-child-was-killed-once-and-the-probe-kills",
    "own/not-red15-data-damaged-before-and-a-silent-end",
    "own/red-backup-that-wins",
    "own/quiet-red25k-driver-of-a-runtime-left-behind",
    "own/not-red25k-k3s-agent-goes-on",
    "own/red25k-driver-that-no-runtime-tells",
    "own/not-red26e-etcd-was-renewed-and-the-apiserver-lives",
    "own/quiet-red26e-all-members-lost-power-and-are-back",
    "own/red26e-apiserver-upgraded-with-a-flag-that-is-gone",
    "own/quiet-sandboxes-made-after-a-new-start",
    "own/quiet-sandboxes-lacked-images-below-docker",
    "own/not-red27f-name-before-an-edit",
    "own/red27f-flag-of-another-end-and-no-log-of-the-last",
    "own/not-script-goes-on-rm",
    "own/not-next-line-of-no-colon",
    "own/not-alone-there-in-its-mount",
    "own/not-red31-k3s-not-reached-after-a-flag-was-mended",
    "own/not-red32-etcdctl-of-a-script-lacks-its-file-before-etcd-s-port-console",
    "own/quiet-living-etcd-answered-so-while-another-was-upgraded",
    "own/quiet-living-etcd-stalled-for-a-backup",
    "own/quiet-living-kubelet-could-not-parse-an-edit-in-between",
    "own/quiet-lower-docker-refused-once-and-runs",
})  # fmt: skip
# Of these what tells them apart is what the form takes away: the status of another end, the mounts.
CARRIED_OTHERWISE = frozenset(
    {
        "own/alone-missing-in-its-mount",
        "own/red27f-flag-of-another-end-and-no-log-of-the-last",
    }
)
