"""What people outside are told about a ticket: Chinese first, then English, and the way to its page."""

from dataclasses import dataclass

from gateway.tickets.model import Clock, Ticket

_CLOCKS = {Clock.ARRIVE: ("未按时到场", "nobody there in time"), Clock.RESOLVE: ("未按时修复", "not solved in time")}
_URGENCIES = {
    "emergency": ("急修", "emergency"),
    "ordinary": ("报修", "repair"),
    "appointment": ("预约维修", "appointment"),
}
_ROLES = {
    "operator": "监控值班员",
    "manager": "物业经理",
    "engineer": "维修人员",
    "frontdesk": "前台",
    "guard": "秩序维护员",
    "admin": "管理员",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    subject: str
    body: str


def opened(ticket: Ticket) -> Message:
    """A ticket that is new, or new to the person who has it now."""
    zh, en = _URGENCIES[ticket.urgency]
    return Message(subject=f"【{zh}】{ticket.title} ({en} #{ticket.number})", body=_body(ticket))


def ran_out(ticket: Ticket, clock: Clock) -> Message:
    """A clock that has run out, and who is told of it."""
    zh, en = _CLOCKS[clock]
    role = ticket.breaches[clock].escalated_to
    lines = [_body(ticket)]
    if role:
        lines.insert(0, f"已上报{_ROLES.get(role, role)}。Escalated to the {role}.")
    return Message(subject=f"【{zh}】{ticket.title} ({en} #{ticket.number})", body="\n".join(lines))


def _body(ticket: Ticket) -> str:
    lines = [ticket.message.get("zh", ""), ticket.message.get("en", "")]
    if ticket.assignee:
        lines.append(f"处理人 assigned to: {ticket.assignee}")
    lines.append(f"/tickets/{ticket.id}")
    return "\n".join(dict.fromkeys(line for line in lines if line))
