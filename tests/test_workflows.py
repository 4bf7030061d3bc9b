"""The workflows: their shape, who may do what, their commands run on the small project, and the one job that may write."""

from __future__ import annotations

import http.server
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from macros import arguments
from macros.cli import main
from tests.conftest import ROOT
from tests.project import SITE_URL, edit

FOLDER = ROOT / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
GITLAB = ROOT / ".gitlab-ci.yml"
TRUSTED = {
    "actions/checkout": "11bd71901bbe5b1630ceea73d27597364c9af683",
    "actions/cache": "5a3ec84eff668545956fd18022155c47e93e2684",
    "actions/upload-artifact": "ea165f8d65b6e75b540449e92b4886f43607fa02",
}
# What a stranger writes: titles, names of branches, anything of an event.
OTHERS = re.compile(r"\$\{\{[^}]*\b(github\.(event|head_ref|ref|actor|triggering)|inputs|steps|env)\b")


def load(file: Path) -> dict[str, Any]:
    """YAML 1.1 reads the word ``on`` as true."""
    read: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in read.items()}


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load(file)["jobs"]
    return found


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(file).values() for step in job["steps"]]


def scripts() -> list[tuple[str, str]]:
    """(file, shell) of everything that a workflow runs."""
    found = [(file.name, step["run"]) for file in FILES for step in steps(file) if "run" in step]
    lab = load(GITLAB)
    held = [*lab["default"]["before_script"], *(line for job in ("check", "test", "edition") for line in lab[job]["script"])]
    return [*found, *((GITLAB.name, line) for line in held)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_shape(file: Path) -> None:
    whole = load(file)
    assert {"name", "on", "permissions", "jobs"} <= whole.keys()
    assert "pull_request_target" not in whole["on"]
    for job in whole["jobs"].values():
        assert isinstance(job["timeout-minutes"], int)
        assert job["runs-on"] == "ubuntu-24.04"
    for step in steps(file):
        assert ("run" in step) != ("uses" in step)
        if "uses" in step:
            name, _, sha = step["uses"].partition("@")
            assert sha == TRUSTED[name]
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_nothing_that_others_write_is_put_into_a_shell() -> None:
    assert len(scripts()) > 20
    for file, shell in scripts():
        assert not OTHERS.search(shell), file
        assert "${{" not in shell, file


def test_who_may_write() -> None:
    """Only the job that posts, and it takes nothing of the pull request: no ref of it, no artifact by an action, no make."""
    granted = {
        (file.name, name): {**load(file)["permissions"], **job.get("permissions", {})}
        for file in FILES
        for name, job in jobs(file).items()
    }
    writing = {where for where, rights in granted.items() if "write" in rights.values()}
    assert writing == {("comment.yml", "comment"), ("edition.yml", "edition")}
    assert load(FOLDER / "edition.yml")["on"] == {"push": {"tags": ["[0-9]*"]}}
    assert granted["comment.yml", "comment"] == {"actions": "read", "contents": "read", "pull-requests": "write"}
    checkout, post = jobs(FOLDER / "comment.yml")["comment"]["steps"]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert post["run"] == "python3 .github/comment.py"
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert ("workflow_run" in load(file)["on"]) == (file.name == "comment.yml")
    assert load(FOLDER / "comment.yml")["on"]["workflow_run"]["workflows"] == [load(FOLDER / "check.yml")["name"]]


def test_every_command_is_one_of_ours() -> None:
    """make has the target, anbiao takes the words."""
    made: set[str] = set()
    asked: set[str] = set()
    for file, shell in scripts():
        for line in shell.replace("; then ", "\n").replace("; fi", "").splitlines():
            words = shlex.split(line.replace('${BASE:+--since "$BASE"}', "--since X"))
            if words[:1] == ["make"]:
                made |= set(words[1:])
            elif words[0].endswith("/anbiao"):
                arguments.parser().parse_args(words[1:])
                asked.add(f"{file} {words[1]}")
            else:
                assert words[0] in {"apt-get", "git", "python3", "if"} or words[0].startswith("BASE="), line
    run = subprocess.run(["make", "--dry-run", *sorted(made)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    words_of_ours = ("check", "fmt", "schema", "owners", "diff")
    assert asked == {"edition.yml publish", *(f"{file} {word}" for file in ("check.yml", GITLAB.name) for word in words_of_ours)}


def test_gitlab_hands_out_no_token() -> None:
    lab = load(GITLAB)
    assert re.fullmatch(r"\w[-\w ]*", lab["check"]["artifacts"]["expose_as"], re.ASCII)
    assert lab["check"]["artifacts"]["paths"] == ["comment/", "site/"]
    assert "TOKEN" not in GITLAB.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["item", "law"])
def test_issue_templates(name: str) -> None:
    _, head, body = (ROOT / f".github/ISSUE_TEMPLATE/{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    assert yaml.safe_load(head)["name"] == {"item": "条目有误", "law": "法规更新"}[name]
    assert body.count("\n- ") >= 6


# The commands, on the small project


def git(root: Path, *words: str) -> str:
    who = {f"GIT_{role}_{part}": "t@t" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    line = ["git", "-C", str(root), "-c", "core.hooksPath=/dev/null", *words]
    return subprocess.run(line, env={**os.environ, **who}, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def checked(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the small project with one item changed, as a pull request is checked out: .venv is ready."""
    root = tmp_path_factory.mktemp("request") / "repo"
    shutil.copytree(small, root, ignore=shutil.ignore_patterns("site", ".site*"))
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "tests/setup/packages.sh", ".gitignore"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, root / name)
        # Older than any .venv, so that make leaves the one that the tests themselves run in as it is.
        os.utime(root / name, (0, 0))
    with (root / ".gitignore").open("a", encoding="utf-8") as file:
        file.write(".venv\n")
    (root / ".venv").symlink_to(Path(sys.executable).parents[1])
    for words in (["fmt"], ["schema"], ["owners"]):
        assert main(["--root", str(root), *words]) == 0
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return root


def test_commands_of_a_pull_request(checked: Path, catalog: Any) -> None:
    base = git(checked, "rev-parse", "HEAD")
    item = catalog.items["TY-0020"]
    edit(checked, "data/modules/general.yml", f"title: {item.title}\n", f"title: {item.title}改\n")
    text = (checked / "data/modules/general.yml").read_text(encoding="utf-8")
    head, tail = text.split("id: TY-0020\n")
    tail = re.sub(r"revision: \d+", f"revision: {item.revision + 1}", tail, count=1)
    tail = re.sub(r"change: \w+", "change: wording", tail, count=1)
    (checked / "data/modules/general.yml").write_text(f"{head}id: TY-0020\n{tail}", encoding="utf-8")
    git(checked, "commit", "-q", "-a", "-m", "x")
    said = ""
    for step in jobs(FOLDER / "check.yml")["check"]["steps"]:
        if "run" in step and "apt-get" not in step["run"]:
            env = {**os.environ, "BASE": base, "CI": "1", "HOME": str(checked.parent), "ANBIAO_SITE_URL": SITE_URL}
            run = subprocess.run(["sh", "-e", "-c", step["run"]], cwd=checked, env=env, capture_output=True, text=True, check=False)
            assert run.returncode == 0, (step["name"], run.stdout[-2000:], run.stderr[-2000:])
            said += run.stdout
    assert "::warning file=data/" in said
    comment = (checked / "comment/comment.md").read_text(encoding="utf-8")
    assert "**TY-0020 " in comment
    assert "改</ins>" in comment
    assert "影响的册子" in comment
    assert re.search(r"^\| 建材 \| 整本：四项规范 \| [1-9]\d* \|$", comment, re.MULTILINE)
    assert (checked / "site/data/build.json").is_file()


def test_a_pull_request_with_a_mistake_is_told_where(checked: Path, tmp_path: Path) -> None:
    root = shutil.copytree(checked, tmp_path / "repo", symlinks=True, ignore=shutil.ignore_patterns("site", ".cache"))
    edit(root, "data/edition.yml", "state: reference", "state: finished")
    step = next(s for s in jobs(FOLDER / "check.yml")["check"]["steps"] if "--format github" in s.get("run", ""))
    env = {**os.environ, "BASE": ""}
    run = subprocess.run(["sh", "-e", "-c", step["run"]], cwd=root, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "::error file=data/edition.yml,line=" in run.stdout


# The job that may write


class Host(http.server.BaseHTTPRequestHandler):
    """As much of the host's interface as the job uses; ``state`` is what it holds, ``sent`` what it was asked to write."""

    state: ClassVar[dict[str, Any]]
    sent: ClassVar[list[tuple[str, str, str]]]

    def do_GET(self) -> None:
        path = self.path.removeprefix("/repos/qz/anbiao/")
        assert self.headers["Authorization"] == (None if path == "/store" else "Bearer t0ken")
        if path.startswith("pulls?"):
            self._answer(json.dumps(self.state["pulls"] if "head=fork%3Afix%2F1" in path else []).encode())
        elif path.startswith("actions/runs/77/artifacts"):
            self._answer(json.dumps({"artifacts": self.state["artifacts"]}).encode())
        elif path == "actions/artifacts/5/zip":
            self.send_response(302)
            self.send_header("Location", "/store")
            self.end_headers()
        elif path == "/store":
            self._answer(self.state["zip"])
        elif path.startswith("issues/9/comments"):
            self._answer(json.dumps(self.state["comments"] if "page=1" in path else []).encode())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.sent.append((self.command, self.path.removeprefix("/repos/qz/anbiao/"), body["body"]))
        self._answer(b"{}")

    do_PATCH = do_POST  # noqa: N815  named by the base class

    def _answer(self, blob: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(blob)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class calls it so
        pass


def zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(name, text)
    return out.getvalue()


def bot(text: str) -> dict[str, Any]:
    return {"id": 31, "user": {"login": "github-actions[bot]"}, "body": text}


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Host]]:
    class Mine(Host):
        sent: ClassVar[list[tuple[str, str, str]]] = []
        state: ClassVar[dict[str, Any]] = {
            "pulls": [{"number": 8, "head": {"sha": "old"}}, {"number": 9, "head": {"sha": "abc"}}],
            "artifacts": [{"id": 5, "size_in_bytes": 300}],
            "zip": zipped("comment.md", "## 修订\n谢谢 @zhang\n"),
            "comments": [{"id": 30, "user": {"login": "someone"}, "body": "<!-- anbiao -->"}],
        }

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        values = {
            "GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}", "GITHUB_SERVER_URL": "https://host.example",
            "GITHUB_REPOSITORY": "qz/anbiao", "GITHUB_TOKEN": "t0ken", "RUN": "77", "HEAD": "abc",
            "OWNER": "fork", "BRANCH": "fix/1",
        }  # fmt: skip
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        yield Mine
        server.shutdown()


def post() -> str:
    said: str = runpy.run_path(str(ROOT / ".github/comment.py"))["main"]()
    return said


def test_a_comment_is_posted_and_says_whose_it_is(host: type[Host]) -> None:
    assert post() == "已发评论：#9。"
    ((method, path, body),) = host.sent
    assert (method, path) == ("POST", "issues/9/comments")
    assert body.startswith("<!-- anbiao -->\n下面由拉取请求自己的代码生成，没有人核对过。")
    assert "https://host.example/qz/anbiao/actions/runs/77" in body
    assert body.endswith("## 修订\n谢谢 @<!-- -->zhang\n")


def test_its_own_comment_is_written_anew(host: type[Host]) -> None:
    host.state["comments"].append(bot("<!-- anbiao -->\n旧的"))
    assert post() == "已更新评论：#9。"
    assert [sent[:2] for sent in host.sent] == [("PATCH", "issues/comments/31")]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("pulls", [{"number": 9, "head": {"sha": "newer"}}]),
        ("artifacts", []),
        ("artifacts", [{"id": 5, "size_in_bytes": 10_000_000}]),
        ("zip", zipped("comment.md", "长" * 64_001)),
        ("zip", zipped("comment.md", "0" * 50_000_000)),
        ("zip", zipped("comment.md", "@" * 20_000)),
    ],
    ids=["newer-commit", "nothing-left", "large-artifact", "long-text", "zip-bomb", "long-after-escaping"],
)
def test_nothing_is_posted(host: type[Host], part: str, value: Any) -> None:
    host.state[part] = value
    assert post().endswith("。")
    assert host.sent == []


def test_another_file_in_the_artifact_is_not_posted(host: type[Host]) -> None:
    host.state["zip"] = zipped("../comment.md", "x")
    with pytest.raises(KeyError):
        post()
    assert host.sent == []
