"""A strict content security policy: the hashes of a page's own inline scripts, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re

MARK = '<meta name="anbiao-csp">'
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)


def seal(page: str) -> str:
    """The page with its policy in place of the mark that the theme leaves in the head; raises ValueError without one."""
    if MARK not in page:
        raise ValueError("no place for the policy")
    scripts = " ".join(sorted({_hash(m["body"]) for m in _SCRIPT.finditer(page) if _runs(m["attributes"])}))
    policy = (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'"
    )
    return page.replace(MARK, f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _runs(attributes: str) -> bool:
    return "src=" not in attributes and "application/json" not in attributes


def _hash(body: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"
