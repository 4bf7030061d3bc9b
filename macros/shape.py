"""Step 2a, check the shape: raw values against the models, every misfit told in Chinese with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from macros.load import Loc, Raw, Unquoted
from macros.models import PLACES, shape_of
from macros.models.base import PASSAGE, record_in
from macros.models.review import PAPER_NUMBER
from macros.problem import Problem

_SHOWN = 40
_KINDS = {
    "string_type": "文字",
    "int_type": "整数",
    "bool_type": "true 或 false",
    "tuple_type": "列表（每行以“- ”开头，或写在 [ ] 里）",
    "dict_type": "“字段: 值”的一组",
    "model_type": "“字段: 值”的一组",
}
_EXAMPLES = {
    "string_type": "title: 配电箱",
    "int_type": "revision: 1",
    "bool_type": "landscape: true",
    "tuple_type": "method: [on-site]",
    "dict_type": "tiers: {post: {frequency: daily, role: operator}}",
    "model_type": "remedy: {kind: now, how: 装回防护罩}",
}
FORMS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "小写字母、数字和连字符，例如 stone-processing",
    r"^[A-Z]{2}-[0-9]{4}$": "两个大写字母、连字符、四位数字，例如 JC-0012",
    r"^[A-Z]{2}-[A-Z]?[0-9]{2,4}$": "两个大写字母、连字符、种类字母和数字，例如 JC-R01",
    r"^[A-Z]{2}$": "两个大写字母，例如 JC",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "年-月-日，例如 '2026-11-22'",
    PAPER_NUMBER: "文号，例如 泉应急〔2026〕12号",
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "年-月，例如 '2025-01'",
}


def validate(raw: Raw) -> BaseModel | None:
    """The typed file, or None; what is wrong is added to ``raw.problems``."""
    model = shape_of(raw.file)
    if model is None:
        raw.add((1, 1), "stray-file", "这个位置不放数据文件。", f"允许的位置：data/ 下的 {PLACES}。")
        return None
    try:
        return model.model_validate(raw.value)
    except ValidationError as error:
        found = [dict(one) for one in error.errors(include_url=False)]
        raw.problems.extend(_problem(raw, model, one) for one in found if not _follows(one, found))
        return None


def _follows(error: dict[str, Any], found: list[dict[str, Any]]) -> bool:
    """A list is «too short» only because its elements were refused: those errors say enough."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(len(o["loc"]) > len(loc) and o["loc"][: len(loc)] == loc for o in found)


def _problem(raw: Raw, model: type[BaseModel], error: dict[str, Any]) -> Problem:
    # Pydantic marks the error of a mapping's key by a last part "[key]"; a field of that name is an unknown one.
    known = error["type"] != "extra_forbidden"
    loc: Loc = tuple(part for part in error["loc"] if part != "[key]") if known else error["loc"]
    misfit = Misfit(error["type"], error["input"], error.get("ctx", {}), model, loc)
    rule, message, tip = _say(misfit)
    mark = raw.keys.get(loc, raw.mark(loc)) if rule == "unknown-field" else raw.mark(loc)
    return Problem(raw.file, *mark, rule, message, tip)


def complaint(model: type[BaseModel], path: tuple[str, ...], value: object) -> tuple[str, str]:
    """(message, tip) on a value that stands at ``path`` of a record; empty where it fits."""
    tree: object = tuple(value) if isinstance(value, list) else value
    for part in reversed(path):
        tree = {part: tree}
    try:
        model.model_validate(tree)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if one["loc"][: len(path)] == path:
                return _say(Misfit(one["type"], one["input"], one.get("ctx", {}), model, one["loc"]))[1:]
    return "", ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One validation error: its kind, the value, what the model said, and the field."""

    kind: str
    value: Any
    context: dict[str, Any]
    model: type[BaseModel]
    loc: Loc

    @property
    def name(self) -> str:
        words = [part for part in self.loc if isinstance(part, str)]
        return f"“{words[-1]}”" if words else "文件"


Said = tuple[str, str, str]


def _say(m: Misfit) -> Said:
    """(rule, message, tip)."""
    if isinstance(m.value, Unquoted) and m.kind == "string_type":
        return "unquoted", f"{m.name}的值 {m.value.text} 没加引号，会被当成{_tag(m.value.tag)}。", f"写成 '{m.value.text}'。"
    return _SAY[m.kind](m)


def _missing(m: Misfit) -> Said:
    return "missing-field", f"缺少必填字段“{m.loc[-1]}”。", _meaning(m.model, m.loc)


def _extra(m: Misfit) -> Said:
    return "unknown-field", f"没有“{m.loc[-1]}”这个字段。", _nearest(m.model, m.loc)


def _text(m: Misfit) -> Said:
    if isinstance(m.value, int | bool):
        text = str(m.value).lower() if isinstance(m.value, bool) else str(m.value)
        return "unquoted", f"{m.name}应是文字，这里的 {text} 没加引号。", f"写成 '{text}'。"
    return _type(m)


def _type(m: Misfit) -> Said:
    return "wrong-type", f"{m.name}应是{_KINDS[m.kind]}，这里是{_what(m.value)}。", f"例如 {_EXAMPLES[m.kind]}。"


def _pattern(m: Misfit) -> Said:
    form = FORMS.get(m.context["pattern"], "首尾不留空格的文字")
    return "bad-form", f"{m.name}的值“{_brief(m.value)}”写法不对。", f"应为{form}。"


def _calendar(m: Misfit) -> Said:
    return "bad-form", f"{m.name}的值“{_brief(m.value)}”不是日历上的日子。", "应为年-月-日，例如 '2026-11-22'。"


def _long(m: Misfit) -> Said:
    limit = m.context["max_length"]
    if isinstance(m.value, tuple):
        return "too-long", f"{m.name}有 {len(m.value)} 个，上限 {limit} 个。", "删去多的。"
    tip = "分成几段写。" if limit >= PASSAGE else "删去修饰和背景，只留一个能当场核对的要求。"
    return "too-long", f"{m.name}有 {len(m.value)} 个字，上限 {limit} 个。", tip


def _empty(m: Misfit) -> Said:
    return "missing-field", f"{m.name}不能为空。", _meaning(m.model, m.loc)


def _literal(m: Misfit) -> Said:
    words = str(m.context["expected"]).replace("'", "").replace(" or ", ", ").replace(", ", "、")
    return "unknown-word", f"{m.name}没有“{_brief(m.value)}”这个值。", f"允许：{words}。"


def _bound(m: Misfit) -> Said:
    bound = f"不小于 {m.context['ge']}" if "ge" in m.context else f"不大于 {m.context['le']}"
    return "out-of-range", f"{m.name}的值 {m.value} 超出范围。", f"应{bound}。"


_SAY: dict[str, Callable[[Misfit], Said]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "string_type": _text,
    **dict.fromkeys(("int_type", "bool_type", "tuple_type", "dict_type", "model_type"), _type),
    "string_pattern_mismatch": _pattern,
    "calendar": _calendar,
    **dict.fromkeys(("string_too_long", "too_long"), _long),
    **dict.fromkeys(("string_too_short", "too_short"), _empty),
    "literal_error": _literal,
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _bound),
}


def _tag(tag: str) -> str:
    return {"float": "小数", "int": "整数", "bool": "是/否", "timestamp": "日期"}.get(tag, tag)


def _what(value: object) -> str:
    if value is None:
        return "空的"
    if isinstance(value, tuple | dict):
        return "列表" if isinstance(value, tuple) else "一组字段"
    if isinstance(value, Unquoted):
        return f"{_tag(value.tag)} {value.text}"
    return f"“{_brief(str(value).lower() if isinstance(value, bool) else value)}”"


def _brief(value: object) -> str:
    """A value as a message shows it: one line, not long."""
    text = str(value).replace("\n", "⏎")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def model_at(model: Any, loc: Loc) -> type[BaseModel] | None:
    """The record model that holds the field at the end of ``loc``."""
    for part in loc[:-1]:
        inner = _step(model, part)
        if inner is None:
            return None
        model = inner
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def _step(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        info = kind.model_fields.get(str(part))
        return info.annotation if info else None
    return record_in(kind)


def _nearest(model: type[BaseModel], loc: Loc) -> str:
    holder = model_at(model, loc)
    if holder is None:
        return ""
    fields = list(holder.model_fields)
    best = process.extractOne(str(loc[-1]), fields, score_cutoff=60)
    guess = f"是不是想写 {best[0]}？" if best else ""
    return f"{guess}允许的字段：{'、'.join(fields)}。"


def _meaning(model: type[BaseModel], loc: Loc) -> str:
    holder = model_at(model, loc)
    if holder is None:
        return ""
    required = "、".join(name for name, info in holder.model_fields.items() if info.is_required())
    return f"这里的必填字段：{required}。"
