"""What each role may do. The least that its work needs; nobody but an admin holds all."""

from enum import StrEnum


class Permission(StrEnum):
    """A right, by the word under which the screens ask for it."""

    SEE_SITE = "see_site"  # devices and their state, kinds, Gatehouse's own health
    SEE_POINTS = "see_points"
    SEE_ALARMS = "see_alarms"
    SEE_TICKETS = "see_tickets"
    SEE_NOTIFICATIONS = "see_notifications"
    SEE_AUDIT = "see_audit"
    ACKNOWLEDGE = "acknowledge"
    CREATE_TICKET = "create_ticket"
    ASSIGN_TICKET = "assign_ticket"
    WORK_TICKET = "work_ticket"  # accept, reject, arrive, hold, resume, resolve
    VERIFY_TICKET = "verify_ticket"
    REOPEN_TICKET = "reopen_ticket"
    CANCEL_TICKET = "cancel_ticket"
    RATE_TICKET = "rate_ticket"
    CONTROL = "control"
    CHECK_DUTY = "check_duty"  # ask whether somebody sits at a fire panel
    SEE_GATES = "see_gates"  # who passed, pictures, who is inside
    OPEN_GATE = "open_gate"  # and put plates right
    SEE_VEHICLES = "see_vehicles"
    MANAGE_VEHICLES = "manage_vehicles"  # and passes
    TAKE_PAYMENTS = "take_payments"
    SEE_PATROL = "see_patrol"  # routes, rounds, who is on shift, what was found
    SCAN = "scan"  # walk rounds with a phone
    EXCUSE = "excuse"
    DISPATCH = "dispatch"  # send a guard to look
    ANSWER_DISPATCH = "answer_dispatch"
    PANIC = "panic"
    CLEAR_PANIC = "clear_panic"
    CLOSE_INCIDENT = "close_incident"
    SHOW_CODE = "show_code"  # the changing code of a checkpoint's screen
    MANAGE_CODES = "manage_codes"  # print labels, change the key
    SEE_FIGURES = "see_figures"  # of patrols, by guard
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_METRICS = "read_metrics"


_P = Permission
_PLANT = {_P.SEE_SITE, _P.SEE_POINTS, _P.SEE_ALARMS}
_GATE_POST = {_P.SEE_GATES, _P.OPEN_GATE, _P.SEE_VEHICLES}
_VEHICLES = {_P.SEE_GATES, _P.SEE_VEHICLES, _P.MANAGE_VEHICLES, _P.TAKE_PAYMENTS}
_WALK = {_P.SEE_PATROL, _P.SCAN, _P.ANSWER_DISPATCH, _P.PANIC}
_WATCH = {
    _P.SEE_PATROL, _P.EXCUSE, _P.DISPATCH, _P.CLEAR_PANIC, _P.CLOSE_INCIDENT, _P.SHOW_CODE, _P.SEE_FIGURES
}  # fmt: skip

MAY: dict[str, frozenset[Permission]] = {
    "operator": frozenset(
        _PLANT
        | {_P.SEE_TICKETS, _P.SEE_NOTIFICATIONS, _P.ACKNOWLEDGE, _P.CREATE_TICKET, _P.ASSIGN_TICKET}
        | {_P.VERIFY_TICKET, _P.REOPEN_TICKET, _P.CANCEL_TICKET, _P.CONTROL, _P.CHECK_DUTY, _P.READ_METRICS}
        | _GATE_POST
        | _WATCH
        | {_P.PANIC}
    ),
    "guard": frozenset(_PLANT | _GATE_POST | _WALK | {_P.CREATE_TICKET}),
    "engineer": frozenset(_PLANT | _WALK | {_P.SEE_TICKETS, _P.CREATE_TICKET, _P.WORK_TICKET}),
    "frontdesk": frozenset(
        {_P.SEE_SITE, _P.SEE_TICKETS, _P.CREATE_TICKET, _P.REOPEN_TICKET, _P.RATE_TICKET} | _VEHICLES
    ),
    "manager": frozenset(
        _PLANT
        | {_P.SEE_TICKETS, _P.SEE_NOTIFICATIONS, _P.SEE_AUDIT, _P.CREATE_TICKET, _P.ASSIGN_TICKET}
        | {_P.VERIFY_TICKET, _P.REOPEN_TICKET, _P.CANCEL_TICKET, _P.RATE_TICKET, _P.CHECK_DUTY, _P.READ_METRICS}
        | _VEHICLES
        | _WATCH
        | {_P.MANAGE_CODES}
    ),
    "admin": frozenset(Permission),
}


def may(role: str, permission: Permission) -> bool:
    """Whether the role holds the right; an unknown role holds none."""
    return permission in MAY.get(role, frozenset())
