"""What people really type when a YAML file cannot be read: the slip in Chinese, at the line where it was made.

The parser stops where it no longer understands, often below the slip; so the lines above are read again.
"""

from __future__ import annotations

import re

import yaml

Mark = tuple[int, int]
Told = tuple[Mark, str, str]
# Where something begins on a line, and whether it is the dash of a list.
Column = tuple[int, bool]
_CAUSES = "常见原因：冒号后少空格、缩进不齐、引号或括号没有成对。"
# Sought on the line that the parser stops at and the few above it, nearest first.
_SLIPS = (
    (re.compile(r"^(?:<{7}|={7}|>{7})"), "这里是合并冲突的标记，选定一边，删去标记"),
    (re.compile(r"^ *[\u3000\u00a0]"), "缩进用了全角空格，要用半角空格"),
    (re.compile(r"^ *(?:- )?[a-z_]+ *："), "冒号要用半角“:”，后面空一格"),
    (re.compile(r"^ *(?:- )?[a-z_]+:(?=[^\s])"), "冒号后面少一个空格"),
    (re.compile(r"^ *[a-z_]+(?= *$)"), "字段名后面少一个冒号"),
    (re.compile(r"[\[{][^\]}]*，"), "方括号、花括号里的逗号要用半角“,”"),
    (re.compile(r"[｛｝［］]"), "括号要用半角"),
)
_SLIP_LINES = 4
_REASONS = {
    "mapping values are not allowed": "此处不应出现冒号",
    "could not find expected ':'": "缺少冒号",
    "expected <block end>": "缩进与上文不一致",
    "did not find expected key": "缩进与上文不一致，或引号没有成对",
    "did not find expected '-' indicator": "列表缺少“- ”",
    "found unexpected end of stream": "引号没有成对，文件提前结束",
    "found unexpected ':'": "此处不应出现冒号",
    "too deep": "嵌套太深",
    "found character that cannot start any token": "此处的符号须放进引号",
    "did not find expected ',' or ']'": "方括号没有成对",
    "did not find expected ',' or '}'": "花括号没有成对",
}
_FIELD = re.compile(r"^ *(?:- +)*[a-z_]+:(?: |$)")
_OPENS = re.compile(r"^ *(?:- +)*(?:[a-z_]+: +)?(?P<quote>['\"])(?P<rest>.*)$")
_HEAD = re.compile(r"^(?P<dashes> *(?:- +)*)(?P<body>.*)$")
_BLOCK = re.compile(r"(?:^|[:\-] +)[|>][+-]?\d*\s*(?:#.*)?$")


def told(lines: list[str], error: yaml.YAMLError) -> Told:
    """(place, what is wrong, what to do) of a file that the parser refused."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    # The parser may stop on the line after a last one that has no end.
    place = min(place, (len(lines), len(lines[-1]) + 1))
    if found := _slip(lines, place):
        return *found, _CAUSES
    if open_ := _open_quote(lines[: place[0]]):
        return open_, f"第 {open_[0]} 行的引号没有收尾", "在这一行末尾补上同样的引号，例如 title: '配电箱'。"
    if uneven := _uneven(lines, place[0]):
        return uneven
    problem = str(getattr(error, "problem", "") or error)
    return place, next((zh for en, zh in _REASONS.items() if en in problem), "这一行读不懂"), _CAUSES


def _slip(lines: list[str], place: Mark) -> tuple[Mark, str] | None:
    last = min(place[0], len(lines))
    for number in range(last, max(last - _SLIP_LINES, 0), -1):
        for pattern, why in _SLIPS:
            if found := pattern.search(lines[number - 1]):
                return (number, found.end()), why
    return None


def _open_quote(lines: list[str]) -> Mark | None:
    """Where a value opens a quote that its own line does not close and that runs over the fields below it."""
    open_: tuple[Mark, str] | None = None
    for number, line in enumerate(lines, 1):
        if open_:
            if _FIELD.match(line):
                return open_[0]
            open_ = None if open_[1] in line else open_
        elif (found := _OPENS.match(line)) and not _closed(found["rest"], found["quote"]):
            open_ = (number, found.start("quote") + 1), found["quote"]
    return open_[0] if open_ else None


def _closed(rest: str, quote: str) -> bool:
    inside = rest.replace("''", "") if quote == "'" else re.sub(r"\\.", "", rest)
    return quote in inside


def _uneven(lines: list[str], last: int) -> Told | None:
    """The line, where the parser stops, whose fields do not begin below those of their group."""
    groups: list[Column] = []
    above, inside = "", -1
    for number, line in enumerate(lines[:last], 1):
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.lstrip().startswith("#") or (inside >= 0 and indent > inside):
            continue
        inside = indent if _BLOCK.search(line) else -1
        own = _columns(line)
        alike = [column for column, dash in groups if dash == own[0][1]]
        deeper = not groups or (indent > groups[-1][0] and above.rstrip().endswith(":"))
        if number == last and not deeper and alike and indent not in dict(groups):
            near = min(reversed(alike), key=lambda column: abs(column - indent))
            why = f"第 {number} 行缩进 {indent} 格，上面同一组的行缩进 {near} 格"
            return (number, indent + 1), why, f"同一组左边对齐：这一行前面留 {near} 个空格。"
        groups = [one for one in groups if one[0] < indent] + own
        above = line
    return None


def _columns(line: str) -> list[Column]:
    """Where the dashes of a line stand, and what is behind them."""
    found = _HEAD.match(line)
    assert found
    dashes = [(place, True) for place, sign in enumerate(found["dashes"]) if sign == "-"]
    return [*dashes, (len(found["dashes"]), False)]
