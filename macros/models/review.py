"""A department's sign-off of an industry: which paper, at which post, when, and exactly which texts were read."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.models.base import Day, Record, Ref, Slug, Word, short

# 泉应急〔2026〕12号; minutes of a meeting are numbered likewise.
PAPER_NUMBER = r"^[一-龥（][^\s〔〕]*〔20[0-9]{2}〕第?[1-9][0-9]{0,4}号$"
LONGEST = 60
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class Review(Record):
    """One sign-off; ``records`` holds the digest of every text that was read, and the approval lasts as long as they do.

    ``role`` is the post that signed, never a person.
    """

    department: Annotated[str, Ref("department")]
    number: Annotated[str, Field(pattern=PAPER_NUMBER, max_length=LONGEST)]
    role: Annotated[str, Word("signers")]
    date: Day
    edition: Slug
    records: Annotated[dict[Annotated[str, short(60)], Digest], Field(min_length=1)]


class Reviews(Record):
    """data/reviews/<id>.yml of one industry or venue, written by ``anbiao review``; of a department the last one."""

    id: Slug
    reviews: Annotated[tuple[Review, ...], Field(min_length=1)]
