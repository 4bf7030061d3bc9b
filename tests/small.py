"""The project cut down for tests that must print books again: 建材 with one trade and three modules, four forms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FLAGSHIP = "data/industries/building-materials"
MODULES = ("general", "fire-safety", "electrical")
FORMS = ("hazard-list", "notice-2025", "quarterly-1", "rectification-list")


def trim(root: Path) -> Path:
    """Cut the data under ``root``; references to what is gone go with it."""
    folder = root / FLAGSHIP
    for part in ("ceramics", "cement", "retired"):
        for file in folder.glob(f"*-{part}.yml"):
            file.unlink()
    files = [*sorted(folder.glob("*.yml")), *(root / f"data/modules/{module}.yml" for module in MODULES)]
    texts = "\n".join(file.read_text(encoding="utf-8") for file in files)
    held = set(re.findall(r"^ *- id: ([A-Z]{2}-\S+)$", texts, re.MULTILINE))
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    for file in files:
        data = yaml.load(file)
        if file.name == "industry.yml":
            data["modules"], data["state"] = list(MODULES), "drafting"
            data.pop("not_applicable", None)
        _forget(data, held)
        with file.open("w", encoding="utf-8") as stream:
            yaml.dump(data, stream)
    for file in (f for part in ("industries", "venues") for f in (root / "data" / part).rglob("*.yml")):
        if file.parent != folder:
            _empty(file, yaml)
    _trim_forms(root, yaml)
    return root


def _empty(file: Path, yaml: YAML) -> None:
    """Leave of another industry or venue its frame only."""
    if file.name != "industry.yml":
        file.unlink()
        return
    data = yaml.load(file)
    data["modules"], data["state"] = list(MODULES), "drafting"
    for field in ("picks", "trades", "not_applicable"):
        data.pop(field, None)
    with file.open("w", encoding="utf-8") as stream:
        yaml.dump(data, stream)


def _trim_forms(root: Path, yaml: YAML) -> None:
    for file in (root / "data/forms").glob("*.yml"):
        if file.stem not in FORMS:
            file.unlink()
    for file in (f for part in ("campaign", "industries", "venues") for f in (root / "data" / part).rglob("*.yml")):
        data = yaml.load(file)
        _forget_forms(data)
        with file.open("w", encoding="utf-8") as stream:
            yaml.dump(data, stream)


def _forget_forms(data: Any) -> None:
    """Drop what leads to a form that is gone, at any depth."""
    for one in data if isinstance(data, list) else list(data.values()):
        if isinstance(one, list | dict):
            _forget_forms(one)
    if isinstance(data, dict):
        if data.get("form") not in {None, *FORMS}:
            del data["form"]
        if "forms" in data:
            data["forms"] = [x for x in data["forms"] if x in FORMS]


def _forget(data: Any, held: set[str]) -> None:
    """Drop references to risk points and items that are not ``held``, at any depth."""
    if isinstance(data, list):
        for one in data:
            _forget(one, held)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in {"risk_points", "controls"} and all(isinstance(x, str) for x in value):
                data[key] = [x for x in value if x in held]
            elif key == "rests_on":
                data[key] = [x for x in value if x["item"] in held]
            else:
                _forget(value, held)
