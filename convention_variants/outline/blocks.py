"""Source lines → blocks: headings, labelled and plain paragraphs, footnotes, tables.

These are not CommonMark's blocks: the labels of a treaty are not list markers, and its indented lines are not code. A
block knows the lines of its text; what it leaves out is markup or white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from convention_variants.brackets.nodes import BracketTree
from convention_variants.language.grammar import CONNECTOR
from convention_variants.language.option_labels import OPTION_INITIALS, OptionLabel, find_option_label, unread_names
from convention_variants.language.placeholders import is_no_provision, is_note, is_remark, is_status
from convention_variants.outline import vocabulary
from convention_variants.outline.heading_lines import (
    is_bare_article,
    is_label,
    is_titled,
    opens_more,
    opens_part,
)
from convention_variants.outline.labels import find_labels, follows, is_named, is_rival, marks_rival
from convention_variants.outline.nodes import Break, Run
from convention_variants.outline.table_rows import BlockCell, read_cells
from convention_variants.text.footnote_calls import CARET_LABEL, RAISED_CALL, RAISED_LABEL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import BYTE_ORDER_MARK
from convention_variants.text.spans import Span
from convention_variants.text.words import OPENING_QUOTES, single_spaced


class BlockKind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    FOOTNOTE = "footnote"
    TABLE = "table"
    VERBATIM = "verbatim"


@dataclass(slots=True)
class Block:
    """Lines that belong together.

    `level` is the number of `#` of a heading (0 if it has none); `bullet` is set for an item of a Markdown list;
    `labels` are the provision labels at its start, or the label of a footnote; `rows` are the rows of a table.
    `content` is its text, with markup: a run for each line, and a break between two. `hard`: its last line ends with a
    hard line break. `braced`: all of it is in braces. `ends_options`: it says where a series of options ends.
    """

    kind: BlockKind
    indent: int
    content: list[Run | Break] = field(default_factory=list)
    labels: list[Run] = field(default_factory=list)
    level: int = 0
    bullet: bool = False
    rows: list[list[BlockCell]] = field(default_factory=list)
    hard: bool = False
    braced: bool = False
    ends_options: bool = False

    @property
    def opens_item(self) -> bool:
        """Whether this is a labelled provision or a list item."""
        return self.kind is BlockKind.PARAGRAPH and (self.bullet or bool(self.labels))

    def add(self, start: int, end: int, *, hard: bool = False) -> None:
        """Add the text of one more line."""
        if self.content:
            self.content.append(Break(self.content[-1].end, start, self.hard))
        self.content.append(Run(start, end))
        self.hard = hard


_MARKS_OF_REMARKS = frozenset("[({*_")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:^|(?<![ \t])[ \t]+)#+$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-{3,})$")
_BULLET = re.compile(r"(?:[-+*][ \t]+(?=\S)|[-+*]$)")
_QUOTE = re.compile(r"(?:>[ \t]*)+")
_FOOTNOTE = lazy_pattern(rf"<sup>(?P<sup>{RAISED_LABEL})</sup>[ \t]*|\[\^(?P<caret>{CARET_LABEL})\]:[ \t]*")
_TABLE_RULE = lazy_pattern(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_ITALIC_ARTICLE = lazy_pattern(rf"([*_]{{1,3}})\[*(?:{vocabulary.ARTICLE_WORD})\s", re.IGNORECASE)
_WHOLE_LINES = (vocabulary.BARE_PART, vocabulary.BARE_PREAMBLE, vocabulary.NUMBERED_TITLE)
# A line that begins with a label opens a provision after a blank line, or after a line that can end one.
_SENTENCE_ENDS = (".", ";")
# Behind the end may stand the call of a footnote, or the figure of one that the draft has lost: "act; 3", "[act.] 4".
_PROVISION_END = lazy_pattern(
    rf"(?:[.;:\]}}]|\b(?:{CONNECTOR}))[*_”\"’')]*(?:{RAISED_CALL})*$|(?:[;”]|[.;]\])[ ]?\d{{1,3}}$"
)
_LONGEST_NOTHING = 40
_TWO_LINES = 3  # pieces: a line, a break, a line
_CLOSING = {"“": "”", "«": "»"}  # a straight mark does not say whether it opens or closes
_FAR = 66  # no end of a provision that is looked for has more characters
_RUNNING_TEXT = (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE)
_LABEL_ENDS = frozenset(").")
_LABEL_STARTS = frozenset(f"({{0123456789OPivx{OPENING_QUOTES}") | OPTION_INITIALS
_MARKUP_STARTS = frozenset("#-*_+=<|[>")


def read_blocks(tree: BracketTree) -> list[Block]:
    """Read the blocks of a source, in order."""
    reader = _Reader(tree)
    reader.read()
    return reader.done


def is_quoted_in_option(start: int, above: Iterable[Block], text: str) -> bool:
    """Return whether what would be a heading is quoted in an option, right below its label; `above`: nearest first."""
    below = start
    for block in above if text[start] in OPENING_QUOTES else ():
        first = next(iter((*block.labels, *block.content)), None)
        if first is None or block.kind is BlockKind.HEADING:
            break
        if block.labels and find_option_label(text[block.labels[-1].start : block.labels[-1].end]):
            return text[below] in OPENING_QUOTES and text[first.start] not in OPENING_QUOTES
        below = first.start
    return False


class _Reader:
    """Reads a source line by line; a block is finished when the next one begins."""

    def __init__(self, tree: BracketTree) -> None:
        self.text = tree.source.text
        self.skipped = sorted((*tree.code, *tree.metadata))
        self.metadata = frozenset(tree.metadata)
        self.current: Block | None = None
        self.note: Block | None = None  # a footnote that may have more paragraphs
        self.done: list[Block] = []

    def read(self) -> None:
        """Read all lines; a blank line ends the current block."""
        text = self.text
        skipped = iter(self.skipped)
        skip = next(skipped, None)
        position = previous_end = 0
        for line in text.replace("\r", "\n").split("\n"):
            start, end = position, position + len(line)
            position = end + 1
            if not line:
                continue
            while skip and skip.end <= start:
                skip = next(skipped, None)
            if skip and skip.start <= start:
                self.verbatim(start, end, skip)
            else:
                if start - previous_end > 1 and text[previous_end:start] != "\r\n":
                    self.finish()
                self.line(line, start, end)
            previous_end = end
        self.finish()

    def finish(self) -> None:
        block, self.current = self.current, None
        if block is None:
            return
        if block.kind is BlockKind.PARAGRAPH and not block.opens_item and _is_heading(block, self.done, self.text):
            quoted = is_quoted_in_option(block.content[0].start, reversed(self.done), self.text)
            block.kind = BlockKind.PARAGRAPH if quoted else BlockKind.HEADING
        self.done.append(block)

    def begin(self, block: Block) -> Block:
        self.finish()
        self.current = block
        return block

    def verbatim(self, start: int, end: int, span: Span) -> None:
        """Add a line of code; skip fences, front matter and definitions of links."""
        self.note = None
        if span in self.metadata or start == span.start or end == span.end:  # metadata, or a fence
            self.finish()
            return
        if self.current is None:
            self.begin(Block(BlockKind.VERBATIM, 0))
        assert self.current is not None  # begun above  # noqa: S101 for the type checker
        self.current.add(start, end, hard=True)

    def line(self, line: str, line_start: int, line_end: int) -> None:
        stripped = line.strip() if line_start else line.strip().removeprefix(BYTE_ORDER_MARK).lstrip()
        if not stripped:
            self.finish()
            return
        indent = line.index(stripped[0])
        start = line_start + indent
        end = start + len(stripped)
        self.content_line(stripped, start, end, indent)
        if self.current is not self.note:
            self.note = None
        if line_end > end and line.endswith("  ") and self.current is not None and self.current.content:
            self.current.hard = True

    def content_line(self, stripped: str, start: int, end: int, indent: int) -> None:
        """Read a line that is not blank, without the white space around it."""
        first = stripped[0]
        if self.current is not None and not first.islower() and self.says_nothing(self.current):
            self.finish()
        if self.note is not None and self.belongs_to_note(self.note, stripped, start, indent):
            self.resume_note(self.note)
            taken = False
        elif first in _MARKUP_STARTS:
            taken = self.marked_line(stripped, start, end, indent)
        else:
            may_be_label = first in _LABEL_STARTS or stripped[1:2] in _LABEL_ENDS  # it saves the time to look for one
            taken = may_be_label and self.labelled(stripped, start, end, indent)
        if not taken:
            self.plain_line(stripped, start, end, indent)

    def marked_line(self, stripped: str, start: int, end: int, indent: int) -> bool:
        """Read a line that may begin with markup; return False if it is plain text."""
        first = stripped[0]
        if first == "#" and (heading := _HEADING.match(stripped)):
            self.heading(heading, stripped, start)
            return True
        if first in "-=" and self.underlined(stripped):
            return True
        if first in "-*_" and _RULE.match(stripped):
            self.finish()
            return True
        if first == "|":
            return self.table_row(stripped, start, end, indent)
        if stripped.startswith(("<sup>", "[^")) and (mark := _FOOTNOTE.match(stripped)):
            return self.footnote(mark, start, end, indent)
        return self.labelled(stripped, start, end, indent)

    def heading(self, heading: re.Match[str], stripped: str, start: int) -> None:
        closing = _HEADING_END.search(stripped, heading.end()) if stripped[-1] == "#" else None
        text_end = start + (closing.start() if closing else len(stripped))
        text_start = min(start + heading.end(), text_end)
        self.begin(Block(BlockKind.HEADING, 0, [Run(text_start, text_end)], level=len(heading[1])))
        self.finish()

    def underlined(self, stripped: str) -> bool:
        """Read a setext underline, which makes the line above it a heading; return False if it is not one."""
        block = self.current
        if block is None or block.kind is not BlockKind.PARAGRAPH or block.labels or len(block.content) != 1:
            return False
        if not _UNDERLINE.match(stripped):
            return False
        block.kind, block.level = BlockKind.HEADING, 1 if stripped[0] == "=" else 2
        self.finish()
        return True

    def table_row(self, stripped: str, start: int, end: int, indent: int) -> bool:
        cells = list(read_cells(self.text, start, end))
        if not cells:
            return False
        if self.current is None or self.current.kind is not BlockKind.TABLE:
            if not stripped.endswith("|"):
                return False
            self.begin(Block(BlockKind.TABLE, indent))
        assert self.current is not None  # begun above  # noqa: S101 for the type checker
        if not (_TABLE_RULE.match(stripped) and len(self.current.rows) == 1):
            self.current.rows.append(cells)
        return True

    def footnote(self, mark: re.Match[str], start: int, end: int, indent: int) -> bool:
        group = "sup" if mark["sup"] else "caret"
        label = Run(start + mark.start(group), start + mark.end(group))
        block = self.begin(Block(BlockKind.FOOTNOTE, indent, [Run(start + mark.end(), end)], [label]))
        self.note = block if mark["caret"] else None
        return True

    def belongs_to_note(self, note: Block, stripped: str, start: int, indent: int) -> bool:
        """Return whether a line continues the footnote above it: as in Markdown, it is indented by four columns.

        A raised letter at its start is part of it, as the notes below a table in Word are one note.
        """
        mark = _FOOTNOTE.match(stripped)
        if mark and mark["caret"]:
            return False
        beginning = note.labels[0].start - len("[^")
        return _columns(self.text, start - indent, start) >= _columns(self.text, beginning - note.indent, beginning) + 4

    def resume_note(self, note: Block) -> None:
        """Prepare to add a line to a footnote; a new paragraph starts on a new line."""
        if self.current is None:
            self.current = self.done.pop()
            note.hard = note.content[-1].end > note.content[0].start

    def labelled(self, stripped: str, start: int, end: int, indent: int) -> bool:
        """Read a line that opens a list item or a labelled provision; return False if it does not."""
        bullet = _BULLET.match(stripped) if stripped[0] in "-+*" else None
        text_start = start + (bullet.end() if bullet else 0)
        quote = _QUOTE.match(stripped) if stripped[0] == ">" else None
        labels, text_start = find_labels(self.text, start + quote.end() if quote else text_start, end)
        if quote and quote.end() == len(stripped):
            self.finish()  # a blank line of a quotation
            return True
        if not (bullet or labels) or (quote and not self.option(labels)):
            return False
        block = self.current
        if block is not None and not bullet and not self.may_interrupt(block, labels, self.text[text_start:end]):
            return False
        content: list[Run | Break] = [Run(text_start, end)] if text_start < end else []
        self.begin(Block(BlockKind.PARAGRAPH, indent, content, labels, bullet=bool(bullet)))
        return True

    def option(self, labels: Sequence[Run]) -> OptionLabel | None:
        """Return the option label that the last of some labels is, if it is one."""
        return find_option_label(self.text[labels[-1].start : labels[-1].end]) if labels else None

    def may_interrupt(self, block: Block, labels: Sequence[Run], words: str) -> bool:
        """Return whether labels can begin a provision directly below the last line of the current block.

        So can that of an option that ends with a colon, or has no words behind it but some in braces, and one that is
        the rival of the one above, or the next of a resolution.
        """
        quotes_on = self.quotes_on(block, self.text[labels[0].start])
        if quotes_on or self.may_end(block) or self.succeeds(block, labels, words):
            return True
        option = self.option(labels)
        if option is None or block.kind is BlockKind.FOOTNOTE:
            return False
        return option.colon or words.startswith("{") or not words

    def succeeds(self, block: Block, labels: Sequence[Run], words: str) -> bool:
        """Return whether a label can only follow that of a block: "1 alt." follows "1.", and "PP2" follows "PP1".

        What goes on in lower case is a reference: "as said in⏎OP2 above". Any label follows that of a rival.
        """
        if not block.labels or words[:1].islower():
            return False
        label, above = (self.text[one.start : one.end] for one in (labels[0], block.labels[0]))
        return is_rival(label, above) or marks_rival(above) or (is_named(label) and follows(label, above))

    def quotes_on(self, block: Block, mark: str) -> bool:
        """Return whether a mark begins one more paragraph of a quotation that the block has not closed."""
        closing = _CLOSING.get(mark)
        parts = [*block.labels[:1], *block.content]
        if closing is None or not any(self.text.startswith(mark, part.start) for part in parts[:2]):
            return False
        start, end = parts[0].start, parts[-1].end
        return self.text.count(mark, start, end) > self.text.count(closing, start, end)

    def may_end(self, block: Block) -> bool:
        """Return whether the last line of a block can end a provision."""
        if not block.content:
            return True
        last = block.content[-1]
        ends = _PROVISION_END.search(self.text, max(last.start, last.end - _FAR), last.end)
        return ends is not None or self.heads(block)

    def heads(self, block: Block) -> bool:
        """Return whether a line is the label of a part, or the title below one."""
        if block.labels or len(block.content) != 1:
            return False
        words = self.text[block.content[0].start : block.content[0].end]
        return is_label(words) or (_await_title(self.done, self.text) and _is_title(words))

    def ends_sentence(self, block: Block | None) -> bool:
        """Return whether the last line of a paragraph ends a sentence, or an item of a list."""
        if block is None or block.kind is not BlockKind.PARAGRAPH or not block.content:
            return False
        last = block.content[-1]
        return self.text[max(last.start, last.end - _FAR) : last.end].rstrip("]}*_”»")[-1:] in _SENTENCE_ENDS

    def says_nothing(self, block: Block) -> bool:
        """Return whether "no text" is all that a paragraph says: it does not go on in the next line."""
        if block.kind is not BlockKind.PARAGRAPH or len(block.content) != 1:
            return False
        start, end = block.content[0].start, block.content[0].end
        return end - start <= _LONGEST_NOTHING and is_no_provision(self.text[start:end])

    def plain_line(self, stripped: str, start: int, end: int, indent: int) -> None:
        block = self.current
        hard = stripped.endswith("\\") and not stripped.endswith("\\\\")
        if hard:
            end = start + len(stripped[:-1].rstrip())
        heads = not hard and self.ends_sentence(block) and opens_part(self.text, start, end)
        if block is not None and block.kind in _RUNNING_TEXT and not heads and not self.parts_titles(block, stripped):
            block.add(start, end, hard=hard)
        elif heads or is_bare_article(stripped):
            self.finish()
            quoted = is_quoted_in_option(start, reversed(self.done), self.text)
            self.begin(Block(BlockKind.PARAGRAPH if quoted else BlockKind.HEADING, indent, [Run(start, end)]))
            self.finish()
        else:
            self.begin(Block(BlockKind.PARAGRAPH, indent, [Run(start, end)], hard=hard))

    def parts_titles(self, block: Block, line: str) -> bool:
        """Return whether a line begins with a title in braces, `{Title}`, or follows one, or the label of a part.

        Or whether it is the end of options, `[End of option 1]`, or follows that.
        """
        if not block.content:
            return False
        if line.startswith("{"):
            return self.may_end(block)
        start, end = block.content[0].start, block.content[-1].end
        if self.quotes_on(block, line[0]) or _ends_options(line, 0, len(line)) or _ends_options(self.text, start, end):
            return True
        above = self.text[start:end]
        return (not (block.labels or line[0].islower()) and is_label(above)) or (above[:1] + above[-1:] == "{}")


def _ends_options(text: str, start: int, end: int) -> bool:
    return text[start] in _MARKS_OF_REMARKS and vocabulary.END_OF_OPTIONS.fullmatch(text, start, end) is not None


def _is_heading(block: Block, above: Sequence[Block], text: str) -> bool:
    """Return whether a paragraph is the number or the title of a part, perhaps emphasised."""
    first, last = block.content[0], block.content[-1]
    words = text[first.start : last.end]
    plain = _without_emphasis(words)
    match block.content:
        case [_]:
            found = any(pattern.match(plain) for pattern in _WHOLE_LINES) or is_titled(plain)
        case [line, _, _]:
            found = opens_more(text[line.start : line.end]) and is_titled(" ".join(plain.split()))
        case _:
            found = False
    is_short = len(block.content) <= _TWO_LINES or words.isupper()
    found = found or (is_short and _await_title(above, text) and _is_title(words))
    opening = _ITALIC_ARTICLE.match(words)
    found = found and not vocabulary.STATES.match(words)
    return found or (opening is not None and words.endswith(opening[1]))


def _without_emphasis(words: str) -> str:
    return words.replace("*", "").replace("_", "")


def _await_title(blocks: Sequence[Block], text: str) -> bool:
    """Return whether the last of some blocks is just the label of a part or an article."""
    block = blocks[-1] if blocks else None
    if block is None or block.kind is not BlockKind.HEADING or block.level:
        return False
    line = block.content[0]
    return is_label(_without_emphasis(text[line.start : line.end]))


def _is_title(words: str) -> bool:
    """Return whether a paragraph below a label is its title, and no note, remark, "no text" or name of an option."""
    if not vocabulary.TITLE_BELOW.match(single_spaced(words)):
        return False
    words = words.strip("[]")
    says_other = is_no_provision(words) or is_note(words) or is_status(words) or is_remark(words)
    return not (says_other or any(unread_names(words)))


def _columns(text: str, start: int, end: int) -> int:
    """Return the width in columns of the white space before a line."""
    return len(text[start:end].removeprefix(BYTE_ORDER_MARK).expandtabs(4))
