"""Stories are told to the simulation in order, and to people in words."""

from simulators.scenario import Scenario, Seen
from simulators.storyteller import Storyteller, in_words

SCENARIO = Scenario.model_validate(
    {
        "description": {"zh": "甲", "en": "a"},
        "steps": [
            {"at_s": 2, "device": "door-*", "fault": "forced", "for_s": 10},
            {"at_s": 1, "device": "lift-1", "fault": "no_such"},
        ],
        "expect": [{"at_s": 2, "device": "door-1", "rule": "forced", "within_s": 5, "priority": 1}],
    }
)


async def test_a_story_is_told_in_order_and_what_should_be_seen_after_it() -> None:
    done: list[tuple[str, str, float | None]] = []
    said: list[str] = []

    def inject(device: str, fault: str, for_s: float | None) -> str:
        if fault == "no_such":
            raise LookupError("no such fault")
        done.append((device, fault, for_s))
        return f"{device}: {fault}"

    teller = Storyteller(inject, ["door-1", "door-2", "lift-1"], speed=100.0, say=said.append)
    await teller.tell({"theft": SCENARIO})
    assert done == [("door-1", "forced", 0.1), ("door-2", "forced", 0.1)]
    assert said == [
        "theft: a / 甲",
        "theft      2 s  door-1: forced",
        "theft      2 s  door-2: forced",
        "theft      2 s  → to be seen within 5 s: door-1 forced (priority 1)",
    ]


def test_everything_that_is_expected_is_put_into_words() -> None:
    seen = Seen(
        at_s=1, device="d", rule="r", within_s=9, priority=1, urgency="emergency", trade="lift", returned_within_s=60,
        holds_until_s=30, suppression="by_design", cause="root", devices=38, count=1, notify=("guard",),
    )  # fmt: skip
    words = in_words(seen)
    for part in ("priority 1", "emergency ticket", "trade lift", "over within 60 s", "not over before 30 s"):
        assert part in words
    for part in ("held back", "a consequence of root", "no more than 1", "told on guard", "with 38 devices"):
        assert part in words
    assert in_words(Seen(at_s=1, device="d", rule="r", within_s=9)) == "within 9 s: d r"
