"""``anbiao review``: write down that a department signed off an industry as it stands now."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import SingleQuotedScalarString as Quoted

from macros import fmt, names, relations, reviews
from macros.index import Index
from macros.models.industry import Industry
from macros.problem import RefusedError

_FIRST = "# yaml-language-server: $schema=../schema/reviews.json\n"


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that signs off: ``role`` is the post that signed, a word of the list ``signers``."""

    department: str
    number: str
    role: str
    day: str


def sign(root: Path, index: Index, sector_id: str, paper: Paper) -> str:
    """Write data/reviews/<sector>.yml and return its path; an earlier sign-off of the same department makes way.

    ``index`` is of sound data. Raises RefusedError.
    """
    sector = _sector(index, sector_id)
    _refuse(index, sector, paper)
    name = f"data/reviews/{sector.id}.yml"
    file = root / name
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    tree: Any = yaml.load(file.read_text(encoding="utf-8")) if file.is_file() else {"id": sector.id, "reviews": []}
    kept = [one for one in tree["reviews"] if one["department"] != paper.department]
    tree["reviews"][:] = [*kept, _record(index, sector, paper)]
    out = io.StringIO()
    yaml.dump(tree, out)
    text = out.getvalue() if file.is_file() else _FIRST + out.getvalue()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fmt.canonical(text, name), encoding="utf-8", newline="\n")
    return name


def _record(index: Index, sector: Industry, paper: Paper) -> dict[str, Any]:
    edition = index.all("edition")[0].record
    return {
        "department": paper.department, "number": Quoted(paper.number), "role": paper.role, "date": Quoted(paper.day),
        "edition": Quoted(edition.id), "records": {id_: Quoted(digest) for id_, digest in reviews.texts(index, sector).items()},
    }  # fmt: skip


def _sector(index: Index, id_: str) -> Industry:
    known: dict[str, Industry] = {e.id: e.record for e in index.all("industry", "venue")}
    return known[names.sector(known, id_)]


def _refuse(index: Index, sector: Industry, paper: Paper) -> None:
    if sector.state not in relations.COMPLETE_STATES:
        raise RefusedError(f"{sector.title}还在编制中，写成参考稿以后才能审定。")
    leads = relations.leads_of(index, sector.id) or list(index.records("department"))
    if paper.department not in leads:
        raise RefusedError(f"{paper.department} 不是{sector.title}的主管部门。\n可以写：{'、'.join(leads)}。")
    if paper.role not in index.words["signers"]:
        words = "、".join(f"{term.id}（{term.label}）" for term in index.words["signers"].values())
        raise RefusedError(f"--role 写签发人的职务，不写姓名：{words}。")
    try:
        date.fromisoformat(paper.day)
    except ValueError:
        raise RefusedError(f"--date 写成文日期，例如 2026-12-01，这里是 {paper.day}。") from None
    if not 1 <= len(paper.number.strip()) <= 60 or paper.number != paper.number.strip() or "\n" in paper.number:
        raise RefusedError("--number 写文号，例如 泉应急〔2026〕12号，最多 60 个字。")
