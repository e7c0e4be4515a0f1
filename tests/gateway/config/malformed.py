"""Site files with mistakes, and exactly what is said about each."""

from dataclasses import dataclass

from drivers import registry
from drivers.profile import load_profiles

GOOD = """\
site: {id: here, name: {zh: 这里, en: Here}, timezone: Asia/Shanghai}
connections:
  plc: modbus+tcp://10.0.3.11:502
  hub: mqtt://10.0.3.2:1883
devices:
  - {id: pump-1, kind: pump_room, connection: plc, unit: 1, poll_s: 1}
  - {id: gear-1, kind: switchgear, connection: plc, unit: 2}
  - {id: env-1, kind: environment, connection: hub}
rules:
  - {device: pump-1, rule: outlet_pressure_low, limit: 0.25}
tickets: {assign: {electrical: wang, default: li}, escalate: [operator, manager]}
notify:
  - {name: ops, url: "json://127.0.0.1/hook"}
retention: {readings_days: 30, minutes_days: 400}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`old` → `new` in GOOD makes the mistake; `says` are the lines, without the file's name."""

    name: str
    old: str
    new: str
    says: tuple[str, ...]


OURS = sorted(kind for kind, profile in load_profiles().items() if "gatehouse" not in profile.protocols)
KINDS = f"known here: {', '.join(OURS)}"
TCP = "a URL that works looks like modbus+tcp://10.0.3.11:502"
SCHEMES = f"known are {', '.join(registry.schemes())}"

# ruff: noqa: ISC004 - long messages go on in the next line
CASES = (
    Case(name="no yaml", old="connections:", new="connections: [", says=(
        "3: file: is not valid YAML: found unexpected ':'",)),
    Case(name="a tab", old="  plc:", new="\tplc:", says=(
        "3: file: is not valid YAML: found character that cannot start any token",)),
    Case(name="a key twice", old="  hub:", new="  plc:", says=(
        "4: file: is not valid YAML: found duplicate key \"plc\"",)),
    Case(name="a list", old=GOOD, new="- a\n", says=("1: file: the file must be a mapping of fields to values",)),
    Case(name="empty", old=GOOD, new="", says=("1: file: the file must be a mapping of fields to values",)),
    Case(name="unknown top field", old="devices:", new="device:", says=(
        "1: devices: is missing and must be given",
        "5: device: unknown field; did you mean 'devices'?")),
    Case(name="unknown device field", old="poll_s: 1}", new="pol_s: 1}", says=(
        "6: devices[0].pol_s: unknown field; did you mean 'poll_s'?",)),
    Case(name="no devices", old=GOOD[GOOD.index("  - {id: pump"):GOOD.index("rules:")], new="  []\n", says=(
        "5: devices: tuple should have at least 1 item after validation, not 0",)),
    Case(name="id with capitals", old="id: pump-1,", new="id: Pump 1,", says=(
        "6: devices[0].id: string should match pattern '^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?$' (found 'Pump 1')",)),
    Case(name="site id", old="id: here", new="id: here/there", says=(
        "1: site.id: string should match pattern '^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?$' (found 'here/there')",)),
    Case(name="name in one language", old="{zh: 这里, en: Here}", new="{zh: 这里}", says=(
        "1: site.name.en: is missing and must be given",)),
    Case(name="timezone", old="Asia/Shanghai", new="Asia/Shanghei", says=(
        "1: site.timezone: 'Asia/Shanghei' is not a time zone; did you mean 'Asia/Shanghai'?",)),
    Case(name="address", old="timezone: Asia/Shanghai", new="url: 'ftp://gatehouse.example'", says=(
        "1: site.url: 'ftp://gatehouse.example' is not an address like https://gatehouse.example",)),
    Case(name="poll too fast", old="poll_s: 1}", new="poll_s: 0}", says=(
        "6: devices[0].poll_s: input should be greater than or equal to 0.05",)),
    Case(name="poll too slow", old="poll_s: 1}", new="poll_s: 86400}", says=(
        "6: devices[0].poll_s: input should be less than or equal to 3600 (found 86400)",)),
    Case(name="unit", old="unit: 2", new="unit: 256", says=(
        "7: devices[1].unit: input should be less than or equal to 255 (found 256)",)),
    Case(name="unknown kind", old="kind: pump_room", new="kind: pump_rom", says=(
        "6: devices[0].kind: 'pump_rom' is no kind of device; did you mean 'pump_room'?",)),
    Case(name="unknown connection", old="connection: plc, unit: 2", new="connection: plk, unit: 2", says=(
        "7: devices[1].connection: 'plk' is not a connection of this site; did you mean 'plc'?",)),
    Case(name="modbus without connection", old="connection: plc, unit: 2", new="unit: 2", says=(
        "7: devices[1].connection: is missing and must be given: kind 'switchgear' is read over modbus",)),
    Case(name="wrong protocol", old="connection: hub", new="connection: plc", says=(
        "8: devices[2].connection: kind 'environment' needs a mqtt connection; 'plc' speaks modbus",)),
    Case(name="same unit twice", old="unit: 2", new="unit: 1", says=(
        "7: devices[1].unit: unit 1 on connection 'plc' is the device 'pump-1' already",)),
    Case(name="same id twice", old="id: gear-1", new="id: pump-1", says=(
        "7: devices[1].id: 'pump-1' is the id of devices[0] already; ids must differ",)),
    Case(name="scheme", old="modbus+tcp:", new="modbus+tpc:", says=(
        f"3: connections.plc: 'modbus+tpc' is not a known scheme; {SCHEMES}",)),
    Case(name="no scheme", old="modbus+tcp://10.0.3.11:502", new="10.0.3.11:502", says=(
        f"3: connections.plc: the scheme is missing; {SCHEMES}",)),
    Case(name="port", old="10.0.3.11:502", new="10.0.3.11:99999", says=(
        f"3: connections.plc: the port must be a number from 1 to 65535; {TCP}",)),
    Case(name="no host", old="10.0.3.11:502", new="", says=(f"3: connections.plc: the host is missing; {TCP}",)),
    Case(name="without nothing", old="unit: 1,", new="unit: 1, without: [\"pmp_*\"],", says=(
        "6: devices[0].without[0]: 'pmp_*' matches no point of kind 'pump_room'",)),
    Case(name="override of no device", old="device: pump-1", new="device: pump-9", says=(
        "10: rules[0].device: 'pump-9' is not a device of this site; did you mean 'pump-1'?",)),
    Case(name="override of no rule", old="outlet_pressure_low", new="outlet_presure_low", says=(
        "10: rules[0].rule: 'outlet_presure_low' is no rule of kind 'pump_room';"
        " did you mean 'outlet_pressure_low'?",)),
    Case(name="delay", old="limit: 0.25", new="on_delay_s: -1", says=(
        "10: rules[0].on_delay_s: input should be greater than or equal to 0 (found -1)",)),
    Case(name="limit in words", old="limit: 0.25", new="limit: low", says=(
        "10: rules[0].limit: input should be a valid number, unable to parse string as a number (found 'low')",)),
    Case(name="priority", old="limit: 0.25", new="priority: 5", says=(
        "10: rules[0].priority: input should be less than or equal to 4 (found 5)",)),
    Case(name="override twice", old="limit: 0.25}", new="limit: 0.25}\n  - {device: pump-1, rule: outlet_pressure_low}",
         says=("11: rules[1].rule: rules[0] changes rule 'outlet_pressure_low' of 'pump-1' already; join the two",)),
    Case(name="role", old="[operator, manager]", new="[operator, boss]", says=(
        "11: tickets.escalate[1]: input should be 'operator', 'guard', 'engineer', 'frontdesk', 'manager' or 'admin'"
        " (found 'boss')",)),
    Case(name="account", old="default: li", new="default: \"li si\"", says=(
        "11: tickets.assign.default: string should match pattern '^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$' "
        "(found 'li si')",)),
    Case(name="notify url", old="json://127.0.0.1/hook", new="jsn://secret@127.0.0.1", says=(
        "13: notify[0].url: is not an address that apprise knows (not shown: it may hold a secret);"
        " see its list of services",)),
    Case(name="notify event", old="name: ops,", new="name: ops, events: [ticket_open],", says=(
        "13: notify[0].events[0]: input should be 'alarm_raised', 'ticket_opened', 'ticket_assigned' or"
        " 'ticket_breached' (found 'ticket_open')",)),
    Case(name="fed by nobody", old="unit: 1, poll_s: 1}", new="unit: 1, fed_by: gear-2}", says=(
        "6: devices[0].fed_by: 'gear-2' is not a device of this site; did you mean 'gear-1'?",)),
    Case(name="fed by no point", old="unit: 1, poll_s: 1}", new="unit: 1, fed_by: [env-1, gear-1/feeder_9_breaker]}",
         says=("6: devices[0].fed_by[1]: 'gear-1' has no point 'feeder_9_breaker'; did you mean 'feeder_4_breaker'?",)),
    Case(name="fed by no feeder", old="unit: 1, poll_s: 1}", new="unit: 1, fed_by: gear-1/feeder_2_current}", says=(
        "6: devices[0].fed_by: no rule says that 'feeder_2_current' cuts anything off;"
        " did you mean 'feeder_2_breaker'?",)),
    Case(name="fed by itself", old="unit: 2}", new="unit: 2, fed_by: gear-1}", says=(
        "7: devices[1].fed_by: 'gear-1' can't be fed by itself",)),
    Case(name="a circle", old=GOOD, new=GOOD.replace("poll_s: 1}", "fed_by: gear-1/feeder_1_breaker}")
         .replace("unit: 2}", "unit: 2, fed_by: [env-1, pump-1]}"), says=(
        "6: devices[0].fed_by: devices feed each other in a circle: pump-1 ← gear-1 ← pump-1",)),
    Case(name="a line as a device", old="kind: switchgear", new="kind: connection", says=(
        "7: devices[1].kind: devices of kind 'connection' are made by Gatehouse itself; leave this one out",)),
    Case(name="retention", old="readings_days: 30", new="readings_days: 0", says=(
        "14: retention.readings_days: input should be greater than or equal to 1 (found 0)",)),
    Case(name="no folder", old="retention:", new="profiles: ./nowhere\nretention:", says=(
        "14: profiles: there is no folder {folder}/nowhere; make it, or leave the field out",)),
    Case(name="several at once", old=GOOD, new=GOOD.replace("kind: switchgear", "kind: gear").replace("hub:", "hab:")
         .replace(":502", ":x"), says=(
        f"3: connections.plc: the port must be a number from 1 to 65535; {TCP}",
        f"7: devices[1].kind: 'gear' is no kind of device; {KINDS}",
        "8: devices[2].connection: 'hub' is not a connection of this site; did you mean 'hab'?")),
)  # fmt: skip
