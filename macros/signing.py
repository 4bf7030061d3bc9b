"""``anbiao review``: write down that a department signed off an industry as it stands now."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import SingleQuotedScalarString as Quoted

from macros import fmt, names, relations, reviews, revision
from macros.index import Index
from macros.models.industry import Industry
from macros.models.review import LONGEST, PAPER_NUMBER
from macros.problem import ANBIAO, RefusedError

_FIRST = "# yaml-language-server: $schema=../schema/reviews.json\n"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that signs off: ``role`` is the post that signed, a word of the list ``signers``."""

    department: str
    number: str
    role: str
    day: str


def sign(root: Path, index: Index, sector_id: str, paper: Paper) -> str:
    """Write data/reviews/<sector>.yml and return what is said of it; an earlier sign-off of the department makes way.

    ``paper`` may name department and role in Chinese. ``index`` is of sound data. Raises RefusedError.
    """
    sector = _sector(index, sector_id)
    paper = replace(paper, department=_department(index, sector, paper.department), role=_role(index, paper.role))
    _refuse(paper)
    loose = revision.uncommitted(root, reviews.files(index, sector))
    if loose:
        raise RefusedError(
            f"有 {len(loose)} 个文件改了还没有提交：{'、'.join(loose)}。\n"
            "审定的要是提交过的文字：先 git commit，或用 git restore 撤回改动，再运行。"
        )
    name = f"data/reviews/{sector.id}.yml"
    undo = _undo(root, name)
    record = _record(index, sector, paper)
    _write(root / name, name, sector.id, record)
    department, role = index.records("department")[paper.department].title, index.words["signers"][paper.role].label
    said = [
        f"{department}审定了{sector.title}：{paper.number}，{paper.day}，{role}，{len(record['records'])} 条记录。",
        *(["这里不是 git 仓库，没有查这些文字提交过没有。"] if loose is None else []),
        f"已写：{name}。写错了：{undo}。",
        f"下一步：{ANBIAO} check 查一遍，再提交这个文件。",
    ]
    return "\n".join(said)


def _undo(root: Path, name: str) -> str:
    """How to be as before, whatever is there now."""
    if not (root / name).is_file():
        return f"删去 {name}"
    return "用对的内容再运行一次，同一部门只留最后一次" if revision.uncommitted(root, [name]) != [] else f"git restore {name}"


def _write(file: Path, name: str, id_: str, record: dict[str, Any]) -> None:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    tree: Any = yaml.load(file.read_text(encoding="utf-8")) if file.is_file() else {"id": id_, "reviews": []}
    tree["reviews"][:] = [*(one for one in tree["reviews"] if one["department"] != record["department"]), record]
    out = io.StringIO()
    yaml.dump(tree, out)
    text = out.getvalue() if file.is_file() else _FIRST + out.getvalue()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fmt.canonical(text, name), encoding="utf-8", newline="\n")


def _record(index: Index, sector: Industry, paper: Paper) -> dict[str, Any]:
    edition = index.all("edition")[0].record
    return {
        "department": paper.department, "number": Quoted(paper.number), "role": paper.role, "date": Quoted(paper.day),
        "edition": Quoted(edition.id), "records": {id_: Quoted(digest) for id_, digest in reviews.texts(index, sector).items()},
    }  # fmt: skip


def _sector(index: Index, id_: str) -> Industry:
    known: dict[str, Industry] = {e.id: e.record for e in index.all("industry", "venue")}
    sector = known[names.sector(known, id_)]
    if sector.state not in relations.COMPLETE_STATES:
        raise RefusedError(f"{sector.title}还在编制中，写成参考稿以后才能审定。")
    return sector


def _department(index: Index, sector: Industry, said: str) -> str:
    """The id of one of those that lead the industry, called by its id, short or full name."""
    known = index.records("department")
    leads = {id_: known[id_] for id_ in relations.leads_of(index, sector.id) or known}
    meant = [id_ for id_, one in leads.items() if said in {id_, one.name, one.title}]
    if len(meant) == 1:
        return meant[0]
    named = "、".join(f"{leads[id_].title}（{id_}）" for id_ in meant or leads)
    if meant:
        raise RefusedError(f"叫“{said}”的有 {len(meant)} 个：{named}。\n写全称或编号。")
    raise RefusedError(f"“{said}”不是{sector.title}的主管部门。\n可以写：{named}。")


def _role(index: Index, said: str) -> str:
    words = index.words["signers"]
    meant = next((id_ for id_, term in words.items() if said in {id_, term.label}), None)
    if meant is None:
        named = "、".join(f"{term.label}（{id_}）" for id_, term in words.items())
        raise RefusedError(f"--role 写签发人的职务，不写姓名，这里是“{said}”。\n可以写：{named}。")
    return meant


def _refuse(paper: Paper) -> None:
    if not re.fullmatch(PAPER_NUMBER, paper.number) or len(paper.number) > LONGEST:
        meant = re.sub(r"[\[［【（(〔](20\d\d)[\]］】）)〕]", r"〔\1〕", paper.number.strip())
        tip = (
            f"年份用六角括号：{meant}。"
            if re.fullmatch(PAPER_NUMBER, meant)
            else "会议纪要写纪要的编号，例如 某局会议纪要〔2026〕3号。"
        )
        raise RefusedError(f"--number 写文号，例如 泉应急〔2026〕12号，这里是“{paper.number}”。\n{tip}")
    try:
        day = date.fromisoformat(paper.day)
    except ValueError:
        raise RefusedError(f"--date 写成文日期，例如 2026-12-01，这里是 {paper.day}。") from None
    if day > (today := datetime.now(_CHINA).date()):
        raise RefusedError(f"--date 是成文日期，不能晚于今天（{today}），这里是 {paper.day}。")
