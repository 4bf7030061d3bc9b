"""Post the table of changes that a check left behind as the comment of its pull request; run by comment.yml alone.

The text comes from the code of the pull request and is not to be trusted: it is only measured, kept from calling
people, and posted as text. Which pull request it is says the event, never the text.
"""

from __future__ import annotations

import io
import json
import os
import sys
import urllib.parse
import urllib.request
import zipfile
from typing import Any

MARK = "<!-- anbiao -->"
# GitHub takes 65536 characters.
MOST = 64_000
_TRIES = 3


def call(path: str, body: dict[str, str] | None = None, method: str = "GET") -> bytes:
    """What the host's interface answers."""
    request = urllib.request.Request(  # noqa: S310  the address is the host's own setting
        f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Accept": "application/vnd.github+json"},
        method=method,
    )
    # Not sent on to where an artifact is stored.
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['GITHUB_TOKEN']}")
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        blob: bytes = answer.read()
    return blob


def pull_request() -> int | None:
    """The open pull request whose newest commit was checked."""
    head = urllib.parse.quote(f"{os.environ['OWNER']}:{os.environ['BRANCH']}", safe="")
    found: list[dict[str, Any]] = json.loads(call(f"pulls?state=open&per_page=100&head={head}"))
    return next((int(one["number"]) for one in found if one["head"]["sha"] == os.environ["HEAD"]), None)


def text() -> str | None:
    """What the check left behind, if it is there and no longer than a comment may be."""
    held = json.loads(call(f"actions/runs/{int(os.environ['RUN'])}/artifacts?name=comment"))["artifacts"]
    if not held or held[0]["size_in_bytes"] > MOST * 4:
        return None
    with zipfile.ZipFile(io.BytesIO(call(f"actions/artifacts/{int(held[0]['id'])}/zip"))) as box, box.open("comment.md") as file:
        said = file.read(MOST * 4).decode("utf-8", "replace")
    return said if len(said) < MOST else None


def earlier(number: int) -> int | None:
    """The comment that an earlier run posted."""
    for page in range(1, _TRIES + 1):
        for one in json.loads(call(f"issues/{number}/comments?per_page=100&page={page}")):
            if one["user"]["login"] == "github-actions[bot]" and one["body"].startswith(MARK):
                return int(one["id"])
    return None


def main() -> str:
    """One sentence on what was done."""
    number = pull_request()
    if number is None:
        return "没有对应的拉取请求，或者它又有了新的提交。"
    said = text()
    if said is None:
        return "检查没有留下修订对照表，或者太长。"
    run = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{int(os.environ['RUN'])}"
    head = f"{MARK}\n下面由拉取请求自己的代码生成，没有人核对过。整个网站和册子的预览在[这次检查]({run})的 preview 里。\n\n"
    body = {"body": head + said.replace("@", "@<!-- -->")}
    if len(body["body"]) > MOST:
        return "修订对照表太长。"
    old = earlier(number)
    call(f"issues/comments/{old}" if old else f"issues/{number}/comments", body, "PATCH" if old else "POST")
    return f"已{'更新' if old else '发'}评论：#{number}。"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
