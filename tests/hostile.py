"""Saved files of the self-check that must not be taken: damaged on the way, or made up to do harm."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any

File = dict[str, Any]


def sealed(file: File) -> bytes:
    """The file with a checksum that fits its content: what is wrong with it has to be found in the fields."""
    parts = {key: file[key] for key in ("units", "photos") if key in file}
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return json.dumps({**file, "crc": f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"}).encode()


def damaged(file: File) -> dict[str, bytes]:
    """Broken on the way, or another thing altogether."""
    whole = json.dumps(file, ensure_ascii=False).encode()
    note = "两处".encode()
    return {
        "empty": b"",
        "white space": b"  \n",
        "half": whole[: len(whole) // 2],
        "last byte gone": whole[:-1],
        "cut inside a character": whole[: whole.index(note) + 1],
        "one character changed": whole.replace(note, "三处".encode()),
        "crc of nothing": json.dumps({**file, "crc": "00000000"}).encode(),
        "crc a number": json.dumps({**file, "crc": 7}).encode(),
        "twice": whole + whole,
        "utf-16": whole.decode().encode("utf-16"),
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "zeros": bytes(1000),
        "a page": b"<!doctype html><title>404</title>",
        "a list": b"[]",
        "null": b"null",
        "a number": b"1e999",
        "deep": b'{"format":"anbiao-check","units":' + b"[" * 200_000,
        "another format": json.dumps({**file, "format": "anbiao-sheets"}).encode(),
        "without format": json.dumps({k: v for k, v in file.items() if k != "format"}).encode(),
    }


def hostile(file: File) -> dict[str, bytes]:
    """Whole and with a fitting checksum, but not what the page writes."""
    row = next(id_ for id_, answer in file["units"][0]["answers"].items() if answer["before"])
    photo = next(iter(file["photos"]))
    unit, answer = "units/0", "units/0/answers/…"
    cases: list[tuple[str, str, Any]] = [
        ("a newer version", "version", 2),
        ("version in words", "version", "1"),
        ("one field more", "extra", 1),
        ("no units", "units", []),
        ("units gone", "units", None),
        ("units a record", "units", {"0": file["units"][0]}),
        ("the same unit twice", "units", [file["units"][0]] * 2),
        ("hundreds of units", "units", [file["units"][0]] * 201),
        ("photos gone", "photos", None),
        ("uid a path", f"{unit}/uid", "../../etc/passwd"),
        ("sheet a path", f"{unit}/sheet", "../catalog"),
        ("edition with markup", "edition", "<b>2026</b>"),
        ("unit with one field more", f"{unit}/admin", True),
        ("unit without its name", f"{unit}/name", None),
        ("prototype of a unit", f"{unit}/__proto__", {"polluted": 1}),
        ("prototype among the answers", f"{unit}/answers/__proto__", {"polluted": 1}),
        ("constructor among the answers", f"{unit}/answers/constructor", file["units"][0]["answers"][row]),
        ("answers a list", f"{unit}/answers", []),
        ("answer a text", answer, "fail"),
        ("answer with one field more", f"{answer}/html", "<b>"),
        ("name too long", f"{unit}/name", "长" * 61),
        ("writing turned round", f"{unit}/name", "exe.\u202egpj"),
        ("note too long", f"{answer}/note", "长" * 1001),
        ("note a number", f"{answer}/note", 5),
        ("note with unseen signs", f"{answer}/note", "a\u0000b"),
        ("no such day", f"{answer}/date", "2026-02-30"),
        ("day in words", f"{answer}/date", "昨天"),
        ("from the future", f"{answer}/at", 4_102_444_800_000),
        ("before all time", f"{answer}/at", -1),
        ("half a moment", f"{answer}/at", 0.5),
        ("revision in words", f"{answer}/rev", "1"),
        ("too many points", f"{answer}/deduct", 101),
        ("points in words", f"{answer}/deduct", "NaN"),
        ("no such answer", f"{answer}/v", "maybe"),
        ("answer of another sheet", f"{answer}/v", "refused"),
        ("veto a yes", f"{answer}/veto", True),
        ("fix in no state", f"{answer}/fix/state", "gone"),
        ("fix without its person", f"{answer}/fix/who", None),
        ("photo not there", f"{answer}/before", "0" * 32),
        ("photo of nobody", f"photos/{'1' * 32}", file["photos"][photo]),
        ("photo a script", f"photos/{photo}", "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"),
        ("photo too large", f"photos/{photo}", "/9j/" + "A" * 280_000),
        ("photo an address", f"photos/{photo}", "https://example.org/a.jpg"),
        ("filter unknown", f"{unit}/picked/color", ["red"]),
        ("filter a text", f"{unit}/picked/size", "small"),
    ]
    return {name: _changed(file, path.replace("…", row), value) for name, path, value in cases}


def _changed(file: File, path: str, value: Any) -> bytes:
    """The file with another value at ``path``, or none there."""
    made = copy.deepcopy(file)
    place: Any = made
    *way, last = path.split("/")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return sealed(made)
