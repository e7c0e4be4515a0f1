"""A way in which a simulated device can be made to misbehave."""

from dataclasses import dataclass

from yamlfile import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`kind` is the kind of device it is for, or `any`, `modbus` or `mqtt` for what every device of a sort can do."""

    kind: str
    name: str
    description: Text


def fault(kind: str, name: str, en: str, zh: str) -> Fault:
    """One line of a table of faults."""
    return Fault(kind=kind, name=name, description=Text(zh=zh, en=en))


EVERYWHERE: tuple[Fault, ...] = (
    fault("any", "sensor_stuck", "every reading freezes where it is, the plant goes on", "读数冻结不变，设备照常运行"),
    fault("any", "silent", "the device does not answer, or drops off the broker", "设备无应答或掉线"),
    fault("modbus", "garbage", "answers are random bytes or have wrong lengths", "应答为乱码或长度错误"),
    fault("modbus", "slow", "answers come after 0.7 to 3 s", "应答延迟 0.7 至 3 秒"),
    fault("modbus", "exceptions", "requests are refused with codes 2, 4 and 6", "请求被拒绝（异常码 2、4、6）"),
    fault("mqtt", "garbage", "messages cannot be read", "消息无法解析"),
    fault("http", "garbage", "what it posts cannot be read", "推送内容无法解析"),
    fault("gb26875", "garbage", "spoilt frames between the sound ones", "正常报文之间夹杂损坏报文"),
)
"""The faults of the wire and of the instruments; the faults of a plant stand in the file of its kind."""
