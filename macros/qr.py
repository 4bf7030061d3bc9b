"""QR codes on paper: ``<site_url>items/<ID>/?e=<edition>``, at the host's root. Paper is permanent, so is this format."""

from __future__ import annotations

from collections.abc import Callable

import segno
from markupsafe import Markup


def address(site_url: str, edition: str, item: str) -> str:
    """The permanent address of an item as printed in an edition; ``site_url`` ends in a slash."""
    return f"{site_url}items/{item}/?e={edition}"


def svg(text: str, label: str) -> Markup:
    """An inline SVG of the code (error correction M) with its label as title, to be sized by CSS."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True, title=label))  # noqa: S704  segno escapes


def maker(site_url: str, edition: str) -> Callable[[str], Markup]:
    """What templates call with an item's id; while the site's address is unset it draws nothing."""
    if not site_url:
        return lambda _item: Markup()
    return lambda item: svg(address(site_url, edition, item), f"{item} 的网页")
