"""How remedies make their edits: where the manifest's layout allows it, else the remedy stands in words alone."""

from __future__ import annotations

from collections.abc import Callable

from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit
from whyrestart.remedies.manifest_edit import CannotEdit, ManifestEdit


def edit_of(episode: Episode) -> ManifestEdit:
    """Begin an edit of the episode's manifest; raises CannotEdit where there is none."""
    if episode.manifest is None or episode.container is None:
        raise CannotEdit
    return ManifestEdit(episode.manifest, episode.container.name)


def where_possible(make: Callable[[], FileEdit | tuple[FileEdit, ...]]) -> tuple[FileEdit, ...]:
    """The edits, or none where the manifest's layout leaves no line to edit."""
    try:
        made = make()
    except CannotEdit:
        return ()
    return made if isinstance(made, tuple) else (made,)
