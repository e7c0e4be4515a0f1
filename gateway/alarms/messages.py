"""What people outside are told about an alarm: Chinese first, then English."""

from gateway.alarms.model import Alarm
from rules.model import Priority
from yamlfile import Text

_PRIORITIES = {
    Priority.CRITICAL: ("▲1 危急", "critical"),
    Priority.HIGH: ("◆2 高", "high"),
    Priority.MEDIUM: ("■3 中", "medium"),
    Priority.LOW: ("●4 低", "low"),
}


def raised(alarm: Alarm, device: Text | None) -> tuple[str, str]:
    """Subject and body of the message that an alarm was raised; `device` is the device's name."""
    zh, en = _PRIORITIES[alarm.priority]
    place = device or Text(zh=alarm.device, en=alarm.device)
    lines = [alarm.message.zh, alarm.message.en]
    if alarm.advice:
        lines += [alarm.advice.zh, alarm.advice.en]
    subject = f"【{zh}】{place.zh} {alarm.name.zh} ({place.en}: {alarm.name.en}, {en})"
    return subject, "\n".join([*dict.fromkeys(lines), f"/alarms?device={alarm.device}"])
