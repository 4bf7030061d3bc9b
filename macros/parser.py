"""argparse that speaks Chinese: usage, help, and what is wrong with the words typed; it ends with code 2 as argparse does."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from macros import names

_HEADINGS = {"positional arguments": "依次写", "options": "可以加"}
# What argparse says, and what is said instead; an error of our own stands behind the name of its argument.
_SAID = (
    (r"the following arguments are required: (.+)", "还要写：{0}。"),
    (r"argument (.+?): expected (?:one|at least one) argument", "{0} 后面要写内容。"),
    (r"argument (.+?): ignored explicit argument '(.*)'", "{0} 后面不写内容，这里多了“{1}”。"),
    (r"ambiguous option: (.+?) could match (.+)", "{0} 不止一个意思：{1}。写全。"),
    (r"argument (.+?): (.+)", "{0}：{1}。"),
)
_CHOICE = re.compile(r"argument (.+?): invalid choice: '?(.*?)'?(?:, maybe you meant .*?)? \(choose from (.+)\)", re.DOTALL)
_UNKNOWN = "unrecognized arguments: "


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        # A parser with commands asks, without a prefix, for the words that stand before theirs.
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(_HEADINGS.get(heading or "", heading))


class Parser(argparse.ArgumentParser):
    """A parser whose commands are of the same kind; each tells itself what it does not know."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **words}, add_help=False)
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[argparse.Namespace, list[str]]:  # type: ignore[override]
        asked, left = super().parse_known_args(args, namespace)
        if left:
            self.error(_UNKNOWN + " ".join(left))
        return asked, left

    def error(self, message: str) -> NoReturn:
        """The whole help where something is missing: it says what each word means."""
        missing = "are required" in message
        self._print_message(self.format_help() if missing else self.format_usage(), sys.stderr)
        more = "" if missing else f"说明：{self.prog} -h\n"
        self.exit(2, f"\n{self._chinese(message)}\n{more}")

    def _chinese(self, message: str) -> str:
        if message.startswith(_UNKNOWN):
            word = message.removeprefix(_UNKNOWN)
            return f"不认识“{word}”。{_guess(word.split()[0], re.findall(r'--[a-z]+', self.format_usage()))}"
        if found := _CHOICE.fullmatch(message):
            name, said, listed = found.groups()
            words = re.findall(r"[\w-]+", listed)
            return f"{name} 没有“{said}”。{_guess(said, words)}可以写：{'、'.join(words)}。"
        message = message.replace(", ", "、")
        return next(
            (text.format(*found.groups()) for form, text in _SAID if (found := re.fullmatch(form, message, re.DOTALL))), message
        )


def _guess(said: str, words: list[str]) -> str:
    return f"是不是想写 {near[0]}？" if (near := names.near(said, words)) else ""
