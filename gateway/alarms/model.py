"""An alarm: one occurrence of a rule holding on a device, from its beginning until nothing is left to be done.

Three facts stand side by side and are never folded into one (ISA-18.2): whether the condition holds, whether a person
has seen it, and whether it is suppressed. A latched alarm has a fourth: whether it was reset.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.model import FIRE, CutsOff, Priority, TicketCall
from yamlfile import Text


class Condition(StrEnum):
    ACTIVE = "active"
    RETURNED = "returned"


class Suppression(StrEnum):
    """Why an alarm does not call; it is judged and kept all the same. BY_DESIGN: it is the consequence of another."""

    NONE = "none"
    SHELVED = "shelved"
    BY_DESIGN = "by_design"
    OUT_OF_SERVICE = "out_of_service"


class Action(StrEnum):
    """What happened to an alarm; the word in its history."""

    RAISED = "raised"
    HELD = "held"  # it turned out to be the consequence of another alarm
    RELEASED = "released"  # its cause is over and it is not: from now on it calls
    RETURNED = "returned"
    RULE_REMOVED = "rule_removed"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Times are seconds UTC; `value` and `limit` are in the point's unit, None where the rule has none.

    kind     the sort of trouble; with the device it names the one ticket that may be open for it
    call     the ticket that the rule asks for, None: none
    ticket   the id of the ticket that it has, once the database has both
    cuts_off   what has no supply while this alarm is active: whatever is fed by its device, or by its point
    held_back  it may be held back as the consequence of another alarm
    cause      the id of the alarm whose consequence it is, or was
    consequence_alarms   how many alarms have this one as their cause
    consequence_devices  the devices of those, each once
    """

    id: str
    site: str
    device: str
    point: str
    rule: str
    kind: str
    name: Text
    priority: Priority
    message: Text
    advice: Text | None = None
    latched: bool = False
    raised_at: float
    value: float | None = None
    limit: float | None = None
    condition: Condition = Condition.ACTIVE
    returned_at: float | None = None
    acknowledged: bool = False
    acknowledged_at: float | None = None
    acknowledged_by: str | None = None
    suppression: Suppression = Suppression.NONE
    reset_at: float | None = None
    reset_by: str | None = None
    call: TicketCall | None = None
    ticket: str | None = None
    cuts_off: CutsOff | None = None
    held_back: bool = True
    cause: str | None = None
    consequence_alarms: int = 0
    consequence_devices: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Its condition holds."""
        return self.condition is Condition.ACTIVE

    @property
    def held(self) -> bool:
        """It is held back as the consequence of another alarm: nobody is called, and nobody has to see it."""
        return self.suppression is Suppression.BY_DESIGN

    @property
    def may_be_held(self) -> bool:
        """A fire alarm never may, whatever its rule says."""
        return self.held_back and self.kind != FIRE

    @property
    def open(self) -> bool:
        """Something is left: the condition holds, nobody has seen it, or it is latched and was not reset."""
        if self.active or self.held:
            return self.active
        return not self.acknowledged or (self.latched and self.reset_at is None)

    @property
    def key(self) -> tuple[str, str]:
        """(device, rule): of these at most one alarm is active."""
        return self.device, self.rule
