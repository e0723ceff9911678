"""Fields: what they show is text, their codes are not (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from convention_variants.formats.word.names import Element, W, child_value, is_on, number, remove

_CONTENTS = "TOC"
# Fields that show something of which the file keeps no trace, if they have no result.
_COMPUTED = frozenset(
    {"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "SYMBOL", "EQ", "PAGE", "DATE", "TIME", "QUOTE"}
)


@dataclass(slots=True)
class _Field:
    """A field that is open: whether the text around it is read, its code so far, and whether its result has begun."""

    begin: Element
    is_read: bool
    code: str = ""
    in_result: bool = False

    @property
    def kind(self) -> str:
        return self.code.split(maxsplit=1)[0].upper() if self.code.strip() else ""

    @property
    def shows(self) -> bool:
        """Whether the text here is read. That of a table of contents is not: it only repeats the headings."""
        return self.is_read and self.in_result and self.kind != _CONTENTS


def resolve_fields(root: Element, remark: Callable[[str], None]) -> None:
    """Remove all but the results of the fields of a part; tables of contents go, too.

    A field without an end is none: it must not swallow the rest of the text. `remark` takes the kind of what is not
    read.
    """
    chars = list(root.iter(W.fldChar))
    paired = {chars[order] for marks in complete_fields(chars) for order in marks}
    for char in chars:
        if char not in paired:
            remove(char)
    for simple in list(root.iter(W.fldSimple)):
        if simple.get(W.instr, "").split()[:1] == [_CONTENTS]:
            remark("contents")
            remove(simple)
    if paired:
        _Resolver(remark).resolve(root)


def complete_fields(elements: Sequence[Element]) -> Iterator[list[int]]:
    """Yield the numbers of the marks and codes of each field that has a beginning and an end among some elements."""
    opened: list[list[int]] = []
    for order, element in enumerate(elements):
        kind = element.get(W.fldCharType) if element.tag == W.fldChar else None
        if kind == "begin":
            opened.append([])
        if opened and (kind in {"begin", "separate", "end"} or element.tag == W.instrText):
            opened[-1].append(order)
        if opened and kind == "end":
            yield opened.pop()


class _Resolver:
    """Goes through the runs in order, knowing the fields that are open, the innermost last."""

    def __init__(self, remark: Callable[[str], None]) -> None:
        self.remark = remark
        self.open: list[_Field] = []

    @property
    def shows(self) -> bool:
        return not self.open or self.open[-1].shows

    def resolve(self, root: Element) -> None:
        for run in list(root.iter(W.r)):
            for child in list(run):
                if child.tag == W.fldChar:
                    self.mark(child)
                elif self.open and child.tag == W.instrText:
                    self.open[-1].code += child.text or ""
                elif not self.shows and child.tag not in {W.instrText, W.rPr, W.commentReference}:
                    run.remove(child)

    def mark(self, char: Element) -> None:
        """Take the beginning of a field, of its result, or its end."""
        kind = char.get(W.fldCharType)
        if kind == "begin":
            self.open.append(_Field(char, self.shows))
        elif self.open and kind == "separate":
            self.open[-1].in_result = True
            if self.open[-1].kind == _CONTENTS:
                self.remark("contents")
        elif self.open:  # a field that ends in a text box may begin outside it
            field = self.open.pop()
            if not field.in_result:
                self.show_form(field)

    def show_form(self, field: _Field) -> None:
        """Replace a form field by what it shows, or report a field whose result is not in the file."""
        form = field.begin.find(W.ffData)
        if form is not None and field.kind == "FORMCHECKBOX":
            checked, default = (form.find(f"{W.checkBox}/{name}") for name in (W.checked, W.default))
            _put(field.begin, "☒" if is_on(default if checked is None else checked) else "☐")
        elif form is not None and field.kind == "FORMDROPDOWN":
            choices = form.findall(f"{W.ddList}/{W.listEntry}")
            chosen = number(child_value(form, f"{W.ddList}/{W.result}"))
            if 0 <= chosen < len(choices):
                _put(field.begin, choices[chosen].get(W.val, ""))
        elif field.kind in _COMPUTED:
            self.remark("field")


def _put(begin: Element, text: str) -> None:
    shown = begin.makeelement(W.t)
    shown.text = text
    begin.addnext(shown)
