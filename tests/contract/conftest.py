"""One demo for all tests of this folder that only look at it or act on things of their own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract.outside import ROLES, Demo, processes_of


@pytest.fixture(scope="package")
def demo(session_data: Path) -> Iterator[Demo]:
    demo = Demo(session_data / "contract-demo")
    try:
        demo.start()
        yield demo
    finally:
        demo.close()
    assert processes_of(demo.data) == {}, "the demo left something behind"


@pytest.fixture(scope="package")
def people(demo: Demo) -> Iterator[dict[str, httpx.Client]]:
    """A person of each role, signed in."""
    signed_in = {role: demo.signed_in(role) for role in ROLES}
    yield signed_in
    for client in signed_in.values():
        client.close()


@pytest.fixture
def admin(people: dict[str, httpx.Client]) -> httpx.Client:
    return people["admin"]


@pytest.fixture
def operator(people: dict[str, httpx.Client]) -> httpx.Client:
    return people["operator"]


@pytest.fixture
def stranger(demo: Demo) -> Iterator[httpx.Client]:
    with demo.client() as client:
        yield client
