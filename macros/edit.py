"""«修改»: where on the git host a record stands. Templates leave a mark, and the finished pages get the links.

Lines shift with every change of a file: were they in the pages from the start, one new line would make every page of
every industry new, and none could be kept. So a mark says only which record (and which part of it) is meant.

A host edits files on a branch alone. With a branch the link opens the host's editor there; it names the line of the built
revision, which is off by what was changed since. Without one it shows the file as it was built: the line is exact.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from macros.index import Entry, Index
from macros.load import Loc
from macros.problem import RefusedError

_MARK = re.compile(r"<!--edit (?P<kind>[a-z_]+) (?P<id>[\w-]+)(?: (?P<at>[\w/]+))?-->")
# What makes no sense without links: a block between two marks of its own.
_BLOCK = re.compile(r"<!--edits-->.*?<!--/edits-->", re.DOTALL)
_SHOWN = {"github": "blob", "gitee": "blob", "gitlab": "-/blob"}
_EDITED = {"github": "edit", "gitee": "edit", "gitlab": "-/edit"}


def address(url: str, branch: str, commit: str) -> str:
    """What stands before a file's path: ``url`` of the repository, or ``gitlab+https://…`` where the host's name does not say
    what it runs. "" without a url.

    Raises RefusedError for what is no such url, and where neither branch nor commit is known.
    """
    if not url:
        return ""
    if not (branch or commit):
        raise RefusedError("设置了 ANBIAO_REPO_URL，这里却没有 git 的提交号：写上 ANBIAO_REPO_BRANCH，例如 main。")
    said, plus, rest = url.partition("+")
    plain = (rest if plus else url).rstrip("/").removesuffix(".git")
    parts = urlsplit(plain)
    kind = said if plus else next((one for one in _SHOWN if one in (parts.hostname or "")), "")
    if kind not in _SHOWN or parts.scheme not in {"http", "https"} or not parts.path.strip("/"):
        raise RefusedError(
            f"ANBIAO_REPO_URL 看不懂：{url}\n写成 https://github.com/单位/仓库（gitee.com、gitlab.com 也行）；"
            f"自己的服务器在前面写明种类，例如 gitlab+https://git.example.cn/单位/仓库。种类有 {'、'.join(_SHOWN)}。"
        )
    return f"{plain}/{_EDITED[kind]}/{quote(branch)}/" if branch else f"{plain}/{_SHOWN[kind]}/{commit}/"


@dataclass(frozen=True, slots=True)
class Links:
    """The records' places, and the ``head`` of their addresses on the host; "" = no links."""

    index: Index
    head: str = ""

    def put(self, page: str) -> str:
        """The page with links in place of its marks; without a host nothing is left of them."""
        if not self.head:
            page = _BLOCK.sub("", page)
        return _MARK.sub(self._link, page)

    def state(self) -> str:
        """All that the links depend on: where each record stands."""
        return repr((self.head, [(e.kind, e.id, self._place(e)) for e in self.index.entries] if self.head else ()))

    def _link(self, mark: re.Match[str]) -> str:
        entry = self.index.get(mark["kind"], mark["id"])
        if entry is None:
            raise KeyError(mark[0])
        if not self.head:
            return ""
        at: Loc = tuple(int(part) if part.isdecimal() else part for part in (mark["at"] or "").split("/") if part)
        place = self._place(entry, at)
        said = f"{entry.id} 第 {entry.mark(at)[0]} 行" if at else entry.id
        return (
            f'<span class="edit"><a href="{html.escape(self.head + place)}" aria-label="修改 {html.escape(said)}">修改</a></span>'
        )

    def _place(self, entry: Entry, at: Loc = ()) -> str:
        return f"{quote(entry.raw.file)}#L{entry.mark(at)[0]}"
