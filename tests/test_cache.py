"""What the cache hands out is what was put in, whole, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

from macros.cache import Cache


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new")
    assert cache.get("a") is None
    cache.put("a", b"one")
    cache.put("b", b"two")
    assert (cache.get("a"), cache.get("b")) == (b"one", b"two")


def test_a_damaged_file_is_not_handed_out(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("a", b"whole")
    file = next(tmp_path.iterdir())
    file.write_bytes(b"who")
    assert cache.get("a") is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_is_never_found(tmp_path: Path) -> None:
    (tmp_path / "part-1").write_bytes(b"half")
    assert Cache(tmp_path).get("part-1") is None


def test_the_longest_unused_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for age, name in enumerate("abc"):
        cache.put(name, b"x" * 10)
        os.utime(next(tmp_path.glob(f"{name}.*")), ns=(age, age))
    assert cache.get("a") == b"x" * 10  # used just now
    cache.shrink(20)
    assert [cache.get(name) is not None for name in "abc"] == [True, False, True]
