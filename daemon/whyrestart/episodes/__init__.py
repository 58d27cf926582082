"""A view of the node to episodes: what began and ended on it, each with its manifest and what was said of it.

Nothing here judges why. `static_pods` reads what the manifests declare, `ends` who ended a life, `states` how a
container stands, `witnesses` who saw that; `containers` and `kubelet` make their episodes of it, and `node` gives them
all.
"""

from whyrestart.episodes.ends import start_hooks_unfinished
from whyrestart.episodes.journals import (
    OF_KUBELET,
    journal,
    kernel_lines,
    kubelets_journal,
    kubelets_lines,
    kubelets_unit,
    never_started,
    own_words,
)
from whyrestart.episodes.kubelet import (
    ONE_DEATH,
    ended_runtimes,
    holds_the_reason,
    is_last_word,
    kept_by_a_dependency,
    kept_from_its_start,
)
from whyrestart.episodes.node import episodes
from whyrestart.episodes.states import RECENT, has_ended_lately, lacks_process, recent
from whyrestart.episodes.static_pods import Declared, declared, manifests
from whyrestart.episodes.witnesses import rests_on_old_words, tells_its_end, was_seen

__all__ = [
    "OF_KUBELET",
    "ONE_DEATH",
    "RECENT",
    "Declared",
    "declared",
    "ended_runtimes",
    "episodes",
    "has_ended_lately",
    "holds_the_reason",
    "is_last_word",
    "journal",
    "kept_by_a_dependency",
    "kept_from_its_start",
    "kernel_lines",
    "kubelets_journal",
    "kubelets_lines",
    "kubelets_unit",
    "lacks_process",
    "manifests",
    "never_started",
    "own_words",
    "recent",
    "rests_on_old_words",
    "start_hooks_unfinished",
    "tells_its_end",
    "was_seen",
]
