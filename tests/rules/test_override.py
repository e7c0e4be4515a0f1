from typing import Any

import pytest

from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.errors import OverrideError
from rules.override import Override, check_override, overridden
from tests.rules.packs import KIND, columns, pack, rule

PACK = pack(
    rule("hot", {"high": {"point": "a", "limit": 5, "deadband": 1}}, level_2={"id": "very_hot", "limit": 9}),
    rule("open", {"state": {"point": "b", "equals": 1}}),
    rule("odd", {"any": [{"high": {"point": "a", "limit": 5}}, {"low": {"point": "a", "limit": 1}}]}),
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rule": "hott", "limit": 1}, "'hott' is no rule of kind 'thing'; did you mean 'hot'?"),
        (
            {"rule": "open", "limit": 1},
            "rule 'open' has no limit, so 'limit' cannot be set here; rules with a limit: hot, very_hot",
        ),
        ({"rule": "odd", "limit": 1}, "rule 'odd' has several limits (1, 5), so 'limit' cannot be set here"),
        ({"rule": "open", "deadband": 1}, "rule 'open' has no high or low limit, so 'deadband' cannot be set here"),
        ({"rule": "hot", "deadband": -1}, "'deadband' must not be negative"),
        ({"rule": "hot", "on_delay_s": -1}, "'on_delay_s' must lie between 0 and 86400 seconds"),
        ({"rule": "hot", "priority": 5}, "'priority' must be 1 (critical), 2 (high), 3 (medium) or 4 (low)"),
        ({"rule": "hot", "limit": 4, "deadband": 0, "off_delay_s": 9, "priority": 1}, None),
        ({"rule": "open", "enabled": False}, None),
    ],
)
def test_what_fits_and_what_does_not(change: dict[str, Any], message: str | None) -> None:
    assert check_override(PACK, Override(device="d1", **change)) == message


def test_a_change_of_a_disabled_rule_still_has_to_fit() -> None:
    with pytest.raises(OverrideError, match="device 'd1': rule 'open' has no limit"):
        overridden(PACK, [Override(device="d1", rule="open", limit=1, enabled=False)])


def test_changes_of_one_rule_add_up() -> None:
    rules = overridden(
        PACK, [Override(device="d1", rule="hot", limit=4), Override(device="d1", rule="hot", priority=1)]
    )
    assert (rules["hot"].when.high.limit, rules["hot"].priority) == (4, 1)
    assert rules["very_hot"].when.high.limit == 9


def test_an_unknown_device_is_named_with_the_nearest() -> None:
    with pytest.raises(OverrideError, match="'pumproom-1' is no device of this site; did you mean 'pump-room-1'"):
        Engine([columns("a", "b", id_="pump-room-1")], {KIND: PACK}, [Override(device="pumproom-1", rule="hot")])


def test_a_kind_without_rules_has_none_to_change() -> None:
    device = columns("a", "b")
    bare = DeviceColumns(id="d1", kind="bare", start=0, points=device.points, fitted=device.fitted)
    with pytest.raises(OverrideError, match="kind 'bare' has no rules"):
        Engine([bare], {KIND: PACK}, [Override(device="d1", rule="hot")])
