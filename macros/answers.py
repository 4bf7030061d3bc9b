"""What is put into a form from outside (``anbiao form --set``): labels found, values checked, all problems told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from rapidfuzz import process

from macros.catalog import Catalog
from macros.forms import STAMPED, Values
from macros.models.form import Blank, Form
from macros.problem import RefusedError

_SUFFIX = re.compile(r"（[^（）]*）$")


def form_of(c: Catalog, id_: str) -> Form:
    """The form of an id; raises RefusedError with those that come near, by id or title."""
    if id_ in c.forms:
        return c.forms[id_]
    names = {form.id: f"{form.id}（{form.title}）" for form in c.forms.values()}
    near = [found[2] for found in process.extract(id_, names, limit=5)]
    listed = "、".join(names[one] for one in near)
    raise RefusedError(f"没有编号为“{id_}”的表单。\n可以写相近的：{listed}。全部见网站的表单页。")


def fillable(form: Form) -> dict[str, Blank]:
    """By label: the addressee, the head, the blanks of the text, the fields, the dates of signatures. A hand signs, not we."""
    room = [Blank(label=form.addressee)] if form.addressee else []
    fields = [blank for part in form.parts for blank in part.fields if blank.kind not in STAMPED]
    dates = [blank for blank in form.signatures if blank.kind not in STAMPED]
    return {blank.label: blank for blank in (*room, *form.head, *form.blanks, *fields, *dates)}


def values_of(form: Form, pairs: Iterable[tuple[str, str]]) -> Values:
    """The values by label, labels also taken without their bracketed end; raises RefusedError with every problem."""
    known = fillable(form)
    values: dict[str, str] = {}
    problems: list[str] = []
    for given, value in pairs:
        label = _label(known, given.strip())
        if label is None:
            problems.append(f"“{form.title}”没有“{given}”这一栏。可以填：{'、'.join(known)}。")
        elif label in values:
            problems.append(f"“{label}”给了两次。可以只留一次：{label}={value}。")
        else:
            values[label] = value
            problems += _misfits(known[label], value)
    if problems:
        raise RefusedError("\n".join(problems))
    return values


def _label(known: dict[str, Blank], given: str) -> str | None:
    if given in known:
        return given
    found = [label for label in known if _SUFFIX.sub("", label) == _SUFFIX.sub("", given)]
    return found[0] if len(found) == 1 else None


def _misfits(blank: Blank, value: str) -> Iterator[str]:
    if any(ord(sign) < ord(" ") for sign in value):
        yield f"“{blank.label}”里有看不见的控制字符，删去再填。可以是普通文字。"
    elif blank.kind in {"day", "date-line"} and not _is_day(value):
        yield f"“{blank.label}”要填日期，这里是“{value}”。可以写成 2026-12-31。"
    elif blank.kind == "number" and not value.isdecimal():
        yield f"“{blank.label}”要填整数，这里是“{value}”。可以写成 12。"
    elif blank.kind == "amount" and not re.fullmatch(r"\d+(\.\d+)?", value):
        yield f"“{blank.label}”要填数字，这里是“{value}”。可以写成 12.5。"
    elif blank.kind == "choice":
        wrong = [one for one in value.split("、") if one not in blank.choices]
        if wrong:
            yield f"“{blank.label}”没有“{'、'.join(wrong)}”这个选项。可以选（几个用顿号隔开）：{'、'.join(blank.choices)}。"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None
