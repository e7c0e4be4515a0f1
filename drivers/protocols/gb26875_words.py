"""What the numbers of components are called (GB/T 26875.3-2011, table 5), as it stands in events and on screens."""

COMPONENTS = {
    0: "通用部件", 1: "火灾报警控制器", 10: "可燃气体探测器", 16: "电气火灾监控报警器", 17: "剩余电流式探测器",
    18: "测温式探测器", 21: "探测回路", 22: "火灾显示盘", 23: "手动火灾报警按钮", 24: "消火栓按钮", 25: "火灾探测器",
    30: "感温火灾探测器", 31: "点型感温探测器", 37: "线型感温探测器", 40: "感烟火灾探测器", 41: "点型离子感烟探测器",
    42: "点型光电感烟探测器", 43: "线型光束感烟探测器", 44: "吸气式感烟探测器", 50: "复合式火灾探测器",
    51: "复合式感烟感温探测器", 52: "复合式感光感温探测器", 53: "复合式感光感烟探测器", 61: "紫外火焰探测器",
    62: "红外火焰探测器", 69: "感光火灾探测器", 74: "气体探测器", 78: "图像型火灾探测器", 81: "气体灭火控制器",
    84: "模块", 85: "输入模块", 86: "输出模块", 87: "输入输出模块", 91: "消防水泵", 92: "消防水箱", 95: "喷淋泵",
    96: "水流指示器", 97: "信号阀", 98: "报警阀", 99: "压力开关", 102: "防火门", 113: "排烟防火阀",
    117: "防火卷帘控制器",
}  # fmt: skip
# A person pressed it: a manual call point, or the button in a hydrant's box.
PRESSED = frozenset({23, 24})
MANUAL_ALARM = "传输装置手动报警"


def described(zone: int, number: int, component: int, text: str) -> str:
    """Where and what, in one line: the panel's own text, or else zone and number."""
    name = COMPONENTS.get(component, f"{component} 类部件")
    where = text or f"{zone} 区 {number} 号"
    return where if name in where else f"{where} {name}"
