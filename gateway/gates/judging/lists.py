"""The lists of vehicles, by plate, as the judgement at a gate looks them up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.gates.model import Holder, Vehicle, VehicleList


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Every known vehicle and its holder. A plate may stand on several lists, once on each.

    of_holder  the plates that a household or company has on the fixed list
    """

    vehicles: Mapping[str, tuple[Vehicle, ...]] = field(default_factory=dict)
    holders: Mapping[str, Holder] = field(default_factory=dict)
    of_holder: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def on(self, which: VehicleList, plate: str) -> Vehicle | None:
        """The entry of a plate on a list, valid or not."""
        return next((each for each in self.vehicles.get(plate, ()) if each.list is which), None)

    def valid_on(self, which: VehicleList, plate: str, time: float) -> Vehicle | None:
        """The entry of a plate on a list, where it holds at this time."""
        found = self.on(which, plate)
        return found if found is not None and is_valid(found, time) else None

    def spaces_of(self, holder: str) -> int:
        """How many vehicles of a holder may be inside at once; 0: no limit."""
        found = self.holders.get(holder)
        return 0 if found is None else found.spaces


def lists_of(vehicles: Iterable[Vehicle], holders: Iterable[Holder]) -> Lists:
    """The lists; the order of what is given does not matter."""
    by_plate: defaultdict[str, list[Vehicle]] = defaultdict(list)
    of_holder: defaultdict[str, set[str]] = defaultdict(set)
    for vehicle in vehicles:
        by_plate[vehicle.plate].append(vehicle)
        if vehicle.list is VehicleList.FIXED and vehicle.holder:
            of_holder[vehicle.holder].add(vehicle.plate)
    return Lists(
        vehicles={plate: tuple(some) for plate, some in by_plate.items()},
        holders={holder.name: holder for holder in holders},
        of_holder={holder: frozenset(plates) for holder, plates in of_holder.items()},
    )


def is_valid(vehicle: Vehicle, time: float) -> bool:
    """Whether the entry holds: from ≤ time < until."""
    begun = vehicle.valid_from is None or vehicle.valid_from <= time
    return begun and (vehicle.valid_until is None or time < vehicle.valid_until)
