"""Step 4, render a form as DOCX, for officers who pass Word on. Pure: bytes are the same in every run.

Letters follow GB/T 9704: A4, type area 156 × 225 mm, title 二号, body 三号 (小三 where it is long).
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from macros import cells, forms, word_tables
from macros.catalog import Catalog
from macros.forms import Values
from macros.models.form import Blank, Form

_CLOCK = (2000, 1, 1, 0, 0, 0)
_A4 = (210, 297)
# Page margins in millimetres: top, right, bottom, left.
_LETTER = (37, 26, 35, 28)
_SHEET = (15, 15, 15, 15)
BODY, TITLE = "仿宋", "宋体"


def form_docx(c: Catalog, form: Form, values: Values | None = None) -> bytes:
    """The form with its blanks filled from ``values``; a letter once for each of its copies."""
    paper = _Paper(c, form, values or {})
    for number, copy in enumerate(form.copies or ("",)):
        paper.write(copy, first=number == 0)
    out = io.BytesIO()
    paper.document.save(out)
    return _timeless(out.getvalue())


def _timeless(blob: bytes) -> bytes:
    """The same archive with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            write.writestr(zipfile.ZipInfo(name, _CLOCK), read.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Paper:
    """One document, written from top to bottom."""

    def __init__(self, c: Catalog, form: Form, values: Values) -> None:
        self.c, self.form, self.values = c, form, values
        self.letter = form.layout == "letter"
        self.document = Document()
        self.size = (15.0 if forms.is_long(form) else 16.0) if self.letter else 10.5
        self._page()
        font: Any = self.document.styles["Normal"].font
        font.size = Pt(self.size)
        _face(self.document.styles["Normal"], BODY if self.letter else TITLE)
        _chinese(self.document.styles.element)
        self._footer()
        properties = self.document.core_properties
        properties.title, properties.author = form.title, "anbiao"
        properties.comments = f"{c.edition.title} {c.edition.date}"
        properties.created = properties.modified = datetime(*_CLOCK)  # noqa: DTZ001  fixed, never the clock

    def _page(self) -> None:
        section = self.document.sections[0]
        wide, high = reversed(_A4) if self.form.landscape else _A4
        section.orientation = WD_ORIENT.LANDSCAPE if self.form.landscape else WD_ORIENT.PORTRAIT
        section.footer_distance = Mm(7)
        section.page_width, section.page_height = Mm(wide), Mm(high)
        top, right, bottom, left = _LETTER if self.letter else _SHEET
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
            Mm(top),
            Mm(right),
            Mm(bottom),
            Mm(left),
        )
        self.width = wide - left - right

    def _footer(self) -> None:
        """Whose wording it is, the edition, and the page of how many."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        self._run(paragraph, f"{forms.origin(self.c, self.form)}　{self.c.edition.title}　", 8)
        for name, after in (("PAGE", " / "), ("NUMPAGES", "")):
            paragraph._p.append(_field(name))
            self._run(paragraph, after, 8)

    def write(self, copy: str, *, first: bool) -> None:
        """One copy: its label, title, head, parts, signatures, notes."""
        if copy:
            self._text(copy, size=10.5, align="right", new_page=not first, exact=False)
        for line in forms.title_lines(self.form):
            self._text(line, size=22 if self.letter else 16, align="center", bold=True, exact=False)
        self._gap(8)
        if self.form.head:
            self._text("　　".join(self._filled(blank, forms.said(blank, self.values)) for blank in self.form.head))
        if self.form.addressee:
            self._text((self.values.get(self.form.addressee) or "＿" * 10) + "：")
        for part in self.form.parts:
            if part.title or part.new_page:
                self._text(part.title or "", bold=True, before=6, new_page=part.new_page)
            for text in part.text:
                self._paragraph(text)
            if rows := forms.field_rows(part):
                word_tables.fields(self.document, self.width, rows, lambda blank: forms.said(blank, self.values))
                self._gap(4)
            if found := cells.table(self.c, part):
                word_tables.table(self.document, self.width, found, tight=part.tight)
                self._gap(4)
        self._signatures()
        self._notes()

    def _text(self, text: str, *, size: float = 0, align: str = "left", bold: bool = False, before: float = 0, after: float = 0,
              new_page: bool = False, exact: bool = True) -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph()
        layout = paragraph.paragraph_format
        layout.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        layout.space_before, layout.space_after, layout.page_break_before = Pt(before), Pt(after), new_page
        if self.letter and exact:
            layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.size + 10)
        if text:
            self._run(paragraph, text, size, bold=bold)
        return paragraph

    def _gap(self, points: float) -> None:
        """An empty line: Word joins tables that have none between them."""
        layout = self.document.add_paragraph().paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)

    def _run(self, paragraph: Any, text: str, size: float = 0, *, bold: bool = False, line: bool = False) -> None:
        run = paragraph.add_run(text)
        run.bold, run.underline = bold or None, line or None
        if size:
            run.font.size = Pt(size)
        if bold:
            _face(run, TITLE)

    def _paragraph(self, text: str) -> None:
        paragraph = self._text("", after=0 if self.letter else 3)
        paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        for piece in forms.pieces(self.form, text, self.values):
            room = piece.text or "　" * (piece.blank.size if piece.blank else 0)
            self._run(paragraph, room, line=piece.blank is not None)

    def _filled(self, blank: Blank, text: str, room: str = "") -> str:
        return text if blank.kind == "date-line" else f"{blank.label}：{text or room or '＿' * min(blank.size, 12)}"

    def _signatures(self) -> None:
        if not self.letter:
            if self.form.signatures:
                signs = (self._filled(blank, forms.signed(blank, self.values)) for blank in self.form.signatures)
                self._text("　　".join(signs), before=10)
            return
        for number, blank in enumerate(self.form.signatures):
            said = self._filled(blank, forms.signed(blank, self.values), room="　" * 6)
            self._text(said, align=blank.side, before=0 if number else 12)

    def _notes(self) -> None:
        for number, note in enumerate(self.form.notes, 1):
            text = f"{number}. {note}" if len(self.form.notes) > 1 else f"注：{note}"
            self._text(text, size=9, before=8 if number == 1 else 0, exact=False)


def _face(holder: Any, name: str) -> None:
    """The font of Han characters, which Word keeps apart from that of Latin ones."""
    holder.font.name = name
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _field(name: str) -> Any:
    """A field that the reader computes: PAGE, NUMPAGES."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _chinese(styles: Any) -> None:
    """Han characters are Chinese ones: with another language readers draw punctuation and glyphs of elsewhere."""
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
