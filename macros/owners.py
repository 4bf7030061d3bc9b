"""``anbiao owners``: who is asked to review which data, generated from the assignments into .github/CODEOWNERS."""

from __future__ import annotations

from pathlib import Path

from macros.index import Index
from macros.problem import ANBIAO
from macros.relations import leads_of

FILE = ".github/CODEOWNERS"
STALE = (
    f"{FILE} 过时了：它由分工表、部门名称和账号、行业名称生成，这些改过，请谁审阅还是旧的。\n"
    f"    → 运行 {ANBIAO} owners，把它和数据一起提交。"
)
_HEAD = """\
# 由 anbiao owners 按分工表生成，不要手改。
# 部门在托管平台上的账号写在 data/assignments/departments.yml 的 account；没有账号的只列部门名称。
"""


def run(root: Path, index: Index, *, write: bool) -> bool:
    """Whether the file is not current; rewritten if ``write``."""
    file, text = root / FILE, codeowners(index)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    if write:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return True


def codeowners(index: Index) -> str:
    """For each industry a line of names, and one of accounts where there are any."""
    lines = []
    for entry in index.all("industry"):
        leads = [found.record for d in leads_of(index, entry.id) if (found := index.get("department", d))]
        lines.append(f"\n# {entry.record.title}：{'、'.join(d.title for d in leads) or '没有主管部门'}")
        if accounts := [d.account for d in leads if d.account]:
            lines += [f"/{path} {' '.join(accounts)}" for path in (f"data/industries/{entry.id}/", f"data/reviews/{entry.id}.yml")]
    return _HEAD + "\n".join(lines) + "\n"
