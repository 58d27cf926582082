"""Where the program does not yet keep its verdict, by name: each is a defect to mend, and says so when it is mended."""

# A loader that cannot load a program leaves nothing else in its log, and the last lines of a lease are the last ones: with
# other lines between them they are not taken for what they are. A runtime's trouble told by the kubelet as JSON alone.
OTHERWISE_ELSEWHERE = frozenset({
    "further/moby-38642-reclothed",
    "own/leader_election_lost-last-words-of-the-lock-all_at_once",
    "own/leader_election_lost-last-words-of-an-update-all_at_once",
    "own/not-for-here-library-all_at_once",
    "own/not-for-here-glibc-all_at_once",
    "own/not-for-here-processor-all_at_once",
    "own/not-for-here-go-all_at_once",
})  # fmt: skip
# What alone told these apart from what they look like is in the tenth that is lost.
SURE_WITHOUT_THE_TELLING_LINE = frozenset({
    "further/k0s-219",
    "own/disk_full-containerd-below-a-kubelet-that-lives-on",
    "own/serving_certificate_expired-by-a-leader",
    "own/not-leader_election_lost-killed-by-the-probe",
    "own/not-file_missing-resolver-is-there-now",
    "own/etcd_server_certificate_expired-peers",
    "own/not-cri-not-loaded-beside-crio",
    "own/entrypoint-denied-log",
    "own/entrypoint-denied-message",
    "own/quiet-living-etcd-votes-of-others",
    "own/quiet-living-etcd-differed-from-its-peers",
    "own/quiet-living-without-a-proxy",
    "own/living-etcd-does-not-know-its-peers",
    "own/quiet-living-etcd-rejects-its-own-and-answers",
    "own/not-etcd_unreachable-others-speak-plainly",
    "own/runtime_endpoint_wrong-private",
    "own/not-apparmor_parser_missing-of-another",
    "own/not-container_create_failed-sandbox-since",
})  # fmt: skip
