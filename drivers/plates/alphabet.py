"""What can stand on a plate, and the classes of the reading nets (GA 36)."""

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # I and O are never used
SUFFIXES = "挂学警港澳使领"

CHARACTERS = DIGITS + LETTERS + PROVINCES + SUFFIXES
BLANK = 0  # of the net's classes; character n of CHARACTERS is class n + 1
CLASSES = len(CHARACTERS) + 1
CLASS_OF = {character: number + 1 for number, character in enumerate(CHARACTERS)}

COLOURS = ("blue", "yellow", "green", "white", "black")
