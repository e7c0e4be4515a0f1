"""What is looked at together when a site file is checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.profile import Profile
from gateway.config.model import SiteFile
from rules.pack import Pack
from yamlfile import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A site file that has the right shape, and what it may refer to."""

    document: Document
    file: SiteFile
    profiles: Mapping[str, Profile]
    packs: Mapping[str, Pack]


def taken(id_: str, owner: str) -> str:
    """What is wrong with an id that an earlier one has."""
    return f"'{id_}' is the id of {owner} already; ids must differ"
