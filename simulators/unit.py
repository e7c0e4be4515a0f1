"""A simulated device on a Modbus line."""

from collections.abc import Sequence

from drivers.places import Table
from simulators.registers import Registers
from simulators.simulated import Simulated


class ModbusUnit:
    """`simulators.servers.modbus.Unit`: the registers of a device, filled anew when they are asked for."""

    def __init__(self, device: Simulated) -> None:
        self._device = device
        self._registers = Registers(device.profile)
        self._filled = -1

    @property
    def wire_fault(self) -> str | None:
        return self._device.wire_fault

    def read(self, table: Table, address: int, count: int) -> list[int] | None:
        if self._filled != self._device.age:
            self._registers.fill(self._device.readings())
            self._filled = self._device.age
        return self._registers.read(table, address, count)

    def write(self, table: Table, address: int, values: Sequence[int]) -> bool:
        meant = self._registers.meant(table, address, values)
        if meant is None:
            return False
        for point, value in meant.items():
            self._device.model.write(point, value)
        self._registers.fill(self._device.readings())
        return True
