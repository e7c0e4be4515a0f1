"""Who may pass and who is inside: what the gates ask, what passages change, and what people do with it."""

from gateway.gates.registry.desk_parking import ParkingDesk
from gateway.gates.registry.desk_passes import PassDesk
from gateway.gates.registry.desk_vehicles import VehicleDesk
from gateway.gates.registry.importing import Imported

__all__ = ["GateRegister", "Imported"]


class GateRegister(VehicleDesk, PassDesk, ParkingDesk):
    """`known` and `take` are for the gates; vehicles, passes and stays for people."""
