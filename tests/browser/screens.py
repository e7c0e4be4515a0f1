"""Every screen, by the way that a person comes to it, and what is there when it has been drawn."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """An address, what shows that it is drawn, and a key or a click that opens something on it."""

    path: str
    ready: str = "main h1"
    key: str = ""
    click: str = ""
    opened: str = "dialog[open]"


ADMIN = (
    Screen(path="/", ready='[data-testid="system-tile"][data-priority="1"]'),
    Screen(path="/", key="?"),
    Screen(path="/", key="/"),
    Screen(path="/alarms", ready='[data-testid="alarm-row"]'),
    Screen(path="/alarms?state=all", ready='[data-testid="alarm-row"]'),
    Screen(path="/alarms?state=held"),
    Screen(path="/alarms?device=env-1", ready="main p.panel"),
    Screen(path="/systems/pump_room/pump-room-1", ready='[data-point="pump-room-1/tank_level"]'),
    Screen(
        path="/systems/pump_room/pump-room-2",
        ready='[data-point="pump-room-2/pressure_setpoint"]',
        click='g[data-point="pump-room-2/pressure_setpoint"], [data-point="pump-room-2/pressure_setpoint"] button',
    ),
    Screen(path="/systems/switchgear/switchgear-1", ready='[data-point="switchgear-1/voltage_a"]'),
    Screen(path="/systems", ready='[data-testid="system-tile"]'),
    Screen(path="/groups/power", ready="main [data-point]"),
    Screen(path="/systems/transformer/transformer-1", ready='[data-point="transformer-1/load"]'),
    Screen(path="/systems/generator/generator-1", ready='[data-point="generator-1/fuel_level"]'),
    Screen(path="/systems/drainage/drainage-1", ready='[data-point="drainage-1/sump_level"]'),
    Screen(path="/systems/fire_water/fire-water-1", ready='[data-point="fire-water-1/pool_level"]'),
    Screen(path="/systems/lighting", ready='[data-point="lighting-1/lux"]'),
    Screen(path="/systems/lighting/lighting-1", ready='[data-point="lighting-1/circuit_1"]'),
    Screen(path="/systems/hvac_unit/hvac-1", ready='[data-point="hvac-1/return_temperature"]'),
    Screen(path="/systems/water_meter/water-meter-1", ready='[data-point="water-meter-1/flow"]'),
    Screen(path="/systems/energy_meter/energy-meter-1", ready='[data-point="energy-meter-1/energy"]'),
    Screen(path="/systems/environment", ready='[data-point="env-1/temperature"]'),
    Screen(path="/systems/environment/env-3", ready='[data-point="env-3/temperature"]'),
    Screen(path="/devices/pump-room-1", ready='[data-testid="timeline-entry"]'),
    Screen(path="/labels?kind=pump_room", ready='[data-testid="label"]'),
    Screen(path="/tickets", ready='[data-testid="ticket-card"]'),
    Screen(path="/tickets/new"),
    Screen(path="/tickets/TICKET", ready='[data-testid="ticket-state"]'),
    Screen(path="/gates", ready='[data-testid="live-picture"] img'),
    Screen(path="/gates", ready='[data-testid="open-gate"]', click='[data-testid="open-gate"]'),
    Screen(path="/gates/passages", ready='[data-testid="search-plate"]'),
    Screen(path="/systems/camera/fire-lane-cam", ready='[data-point="fire-lane-cam/frame_rate"]'),
    Screen(path="/systems/plate_camera/plate-cam-1", ready='[data-point="plate-cam-1/vehicles"]'),
    Screen(path="/patrol", ready='[data-testid="lane"]'),
    Screen(path="/patrol?view=plan", ready='[data-testid="plan-place"]'),
    Screen(path="/patrol/rounds", ready='[data-testid="rounds-from"]'),
    Screen(path="/patrol/rounds/ROUND", ready='[data-testid="round-stop"]'),
    Screen(path="/patrol/rounds/ROUND", ready='[data-testid="round-stop"]', click='[data-testid="open-stop"]'),
    Screen(path="/patrol/figures", ready='[data-testid="figures"]'),
    Screen(path="/patrol/sheets", ready='[data-testid="sheets-from"]'),
    Screen(path="/patrol/labels", ready='[data-testid="code-label"]'),
    Screen(path="/patrol/labels", ready='[data-testid="code-label"]', click='[data-testid="change-keys"]'),
    Screen(path="/trends"),
    Screen(path="/trends?points=switchgear-1/voltage_a,env-1/temperature", ready='[data-testid="chart"] canvas'),
    Screen(path="/health", ready="main table"),
    Screen(path="/accounts", ready="main tbody tr"),
    Screen(path="/not-there"),
)
FRONT_DESK = (
    Screen(path="/", ready='[data-testid="system-tile"]'),
    Screen(path="/tickets/new"),
    Screen(path="/labels", ready='[data-testid="label"]'),
    Screen(path="/gates", ready='[data-testid="live-picture"] img'),
    Screen(path="/gates/passages", ready='[data-testid="search-plate"]'),
    Screen(path="/vehicles", ready='[data-testid="vehicle"]'),
    Screen(path="/vehicles", ready='[data-testid="vehicle"]', click='[data-testid="add-vehicle"]'),
    Screen(path="/passes", ready='[data-testid="add-pass"]'),
    Screen(path="/parking", ready='[data-testid="inside"]'),
)


def open_screen(page: Page, screen: Screen, **names: str) -> None:
    """Go there as a link of the page would, without loading it anew."""
    path = screen.path
    for name, value in names.items():
        path = path.replace(name, value)
    close_dialogs(page)
    page.evaluate("path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path)
    expect(page.locator(screen.ready).first).to_be_visible()
    if screen.key:
        page.keyboard.press(screen.key)
    if screen.click:
        page.locator(screen.click).first.click()
    if screen.key or screen.click:
        expect(page.locator(screen.opened)).to_be_visible()


def close_dialogs(page: Page) -> None:
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
