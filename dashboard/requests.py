"""The parts of a request that several calls share."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, AwareDatetime, Field

from dashboard.ports import Gateway
from gateway.errors import Invalid, NotFound

Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[
    Annotated[str, Field(max_length=64)] | None,
    AfterValidator(lambda given: given or None),  # `after=` asks for the first page
    Query(description="the last id of the page before"),
]
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def within_reach(moment: datetime | None) -> datetime | None:
    """At the ends of the calendar a time may have no year in UTC; nothing is older or later than these two."""
    return moment and min(max(moment, EARLIEST), LATEST)


From = Annotated[AwareDatetime | None, AfterValidator(within_reach), Query(alias="from")]
To = Annotated[AwareDatetime | None, AfterValidator(within_reach), Query(alias="to")]


async def no_zero_bytes(request: Request) -> None:
    """The database refuses them: NotFound in a path, Invalid in a query."""
    if any("\0" in part for part in request.path_params.values()):
        raise NotFound("nothing has a zero byte in its name")
    for field, text in request.query_params.multi_items():
        if "\0" in text:
            raise Invalid("a text may not hold a zero byte", field=field)


async def _gateway(request: Request) -> Gateway:
    found: Gateway = request.app.state.gateway
    return found


TheGateway = Annotated[Gateway, Depends(_gateway)]


def span(
    since: AwareDatetime | None, until: AwareDatetime | None, *, now: float, usual_s: float
) -> tuple[float, float]:
    """The two ends in seconds UTC: up to now, and `usual_s` long, where they are left out; Invalid if they are none."""
    end = until.timestamp() if until else now
    begin = since.timestamp() if since else end - usual_s
    if begin >= end:
        raise Invalid("'from' must lie before 'to'", field="from")
    return begin, end
