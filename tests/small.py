"""The project cut down for tests that must print books again: 建材 with one trade and three modules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FLAGSHIP = "data/industries/building-materials"
MODULES = ("general", "fire-safety", "electrical")


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
    return root


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
