"""A draft as the Word file that a secretariat would make of it: automatic numbers, heading styles, real footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from xml.sax.saxutils import escape

from convention_variants.formats.word.number_formats import format_number
from convention_variants.outline.nodes import (
    Break,
    Call,
    Content,
    Draft,
    Item,
    Node,
    Paragraph,
    Run,
    Section,
    SectionKind,
    Style,
)
from word_files import Level, abstract, instance, pack, parts

# The definitions of lists by number: what their levels show, and how far they are set in.
_PARAGRAPHS, _PREAMBLE, _ARTICLES = range(3)
_DEFINITIONS = {
    _PARAGRAPHS: (
        Level("decimal", "%1.", indent=567),
        Level("lowerLetter", "(%2)", indent=1134),
        Level("lowerRoman", "(%3)", indent=1701),
        Level("upperLetter", "%4.", indent=2268),
    ),
    _PREAMBLE: (Level("decimal", "(%1)", indent=567),),
    _ARTICLES: (Level("decimal", "Article %1.", suffix="space"),),
}
_RUN_LENGTH = 29  # Word parts text into runs wherever somebody has typed
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/>'
    '<w:sz w:val="20"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="{level - 1}"/>'
        f'</w:pPr><w:rPr><w:b/><w:sz w:val="{32 - 4 * level}"/></w:rPr></w:style>'
        for level in range(1, 5)
    )
    + '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)


def word_draft(draft: Draft) -> bytes:
    """Return a draft as a Word file; the labels of provisions and articles are automatic numbers."""
    writer = _Writer(draft)
    body = "".join(writer.nodes((*draft.front, *draft.body), 1))
    footnotes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/>'
        f'</w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>{"".join(writer.runs(note.content))}</w:p></w:footnote>'
        for number, note in enumerate(draft.footnotes, 1)
    )
    definitions = "".join(abstract(number, levels) for number, levels in _DEFINITIONS.items())
    return pack(parts(body, styles=_STYLES, numbering=definitions + "".join(writer.lists), footnotes=footnotes))


class _Writer:
    """Writes the nodes of a draft, with a list of its own for each run of labels that count on."""

    def __init__(self, draft: Draft) -> None:
        self.text = draft.source.text
        self.footnotes = {note.id: number for number, note in enumerate(draft.footnotes, 1)}
        self.lists = [instance(1, _ARTICLES)]
        self._names = count(2)

    def nodes(self, nodes: Sequence[Node], depth: int) -> Iterator[str]:
        """Yield the paragraphs of nodes; `depth` is that of a heading among them."""
        numbered = ""
        definition, level, value = 0, 0, 0
        for node in nodes:
            match node:
                case Section():
                    yield from self.section(node, depth)
                case Paragraph():
                    yield f"<w:p>{''.join(self.runs(node.content))}</w:p>"
                case Item():
                    label = self.plain(node.label)
                    value += 1
                    if not numbered or _shown(definition, level, value) != label:
                        definition, level, value = _list_of(label)
                        numbered = self.new_list(definition, level, value)
                    yield f"<w:p><w:pPr>{numbered}</w:pPr>{''.join(self.runs(node.content))}</w:p>"
                    yield from self.nodes(node.children, depth)
                case _:
                    raise NotImplementedError(node)

    def section(self, section: Section, depth: int) -> Iterator[str]:
        """Yield a heading and what is below it."""
        style = f'<w:pStyle w:val="Heading{min(depth, 4)}"/>'
        label, title = "".join(self.runs(section.label)), "".join(self.runs(section.title))
        if section.kind is SectionKind.ARTICLE:
            style += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            headings = [title]
        elif section.kind is SectionKind.CHAPTER:
            headings = [f"{label}<w:r><w:br/></w:r>{title}"]
        else:
            headings = [label, title]
        yield from (f"<w:p><w:pPr>{style}</w:pPr>{heading}</w:p>" for heading in headings if heading)
        yield from self.nodes(section.children, depth + 1)

    def new_list(self, definition: int, level: int, start: int) -> str:
        """Begin a list; return the properties that put a paragraph into it."""
        name = next(self._names)
        self.lists.append(instance(name, definition, {level: start}))
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'

    def plain(self, content: Content) -> str:
        """Return content without markup."""
        return "".join(self.text[inline.start : inline.end] for inline in content)

    def runs(self, content: Content) -> Iterator[str]:
        """Yield the runs of some content."""
        for inline in content:
            match inline:
                case Run():
                    text = inline.shown or self.text[inline.start : inline.end]
                    properties = "<w:i/>" * (Style.EMPHASIS in inline.style) + "<w:b/>" * (Style.STRONG in inline.style)
                    for start in range(0, len(text), _RUN_LENGTH):
                        part = escape(text[start : start + _RUN_LENGTH])
                        yield f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{part}</w:t></w:r>'
                case Break():
                    yield "<w:r><w:br/></w:r>" if inline.hard else '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
                case Call():
                    number = self.footnotes[inline.footnote]
                    yield (
                        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                        f'<w:footnoteReference w:id="{number}"/></w:r>'
                    )
                case _:
                    raise NotImplementedError(inline)


def _shown(definition: int, level: int, value: int) -> str:
    """Return the label of the n-th paragraph of a list."""
    shown = _DEFINITIONS[definition][level]
    return shown.text.replace(f"%{level + 1}", format_number(value, shown.format))


def _list_of(label: str) -> tuple[int, int, int]:
    """Return the definition, the level and the number of the first label of a list."""
    for definition in (_PARAGRAPHS, _PREAMBLE):
        for level in (0, 2, 1, 3):  # "(i)" begins a list as a numeral
            values = range(1, 100) if level != 2 else (1,)
            for value in values:
                if level < len(_DEFINITIONS[definition]) and _shown(definition, level, value) == label:
                    return definition, level, value
    raise NotImplementedError(label)
