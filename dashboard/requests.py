"""The parts of a request that several calls share."""

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, AwareDatetime, Field

from dashboard.ports import Gateway
from gateway.errors import Invalid

Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[
    Annotated[str, Field(max_length=64)] | None,
    AfterValidator(lambda given: given or None),  # `after=` asks for the first page
    Query(description="the last id of the page before"),
]
From = Annotated[AwareDatetime | None, Query(alias="from")]
To = Annotated[AwareDatetime | None, Query(alias="to")]


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
