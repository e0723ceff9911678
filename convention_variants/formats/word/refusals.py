"""What a file is that is no Word file, and what to do about it."""

from __future__ import annotations

from zipfile import ZipFile

DAMAGED = "the Word file is damaged or incomplete; download or save it again"
_SAVE_AS = "open it in Word or LibreOffice and save it as .docx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KNOWN = {
    _OLE: f"this is a Word 97-2003 file (.doc); {_SAVE_AS}",
    b"{\\rtf": f"this is an RTF file; {_SAVE_AS}",
    b"%PDF": "this is a PDF, not a Word file; rename it to .pdf",
    b"PK\x05\x06": "this is an empty zip archive, not a Word file (.docx)",
    b"PK": DAMAGED,
    b"http://schemas.microsoft.com/office/2006/xmlPackage": f"this is a Word XML file; {_SAVE_AS}",
    b"http://schemas.microsoft.com/office/word/2003/wordml": f"this is a Word XML file; {_SAVE_AS}",
}
_OTHER_OFFICE = {
    b"spreadsheetml": "this is an Excel file, not a Word file (.docx)",
    b"presentationml": "this is a PowerPoint file, not a Word file (.docx)",
}


def refusal(data: bytes) -> str:
    """Return why a file that is no archive of Word's is no Word file."""
    if not data.strip(b"\0 \t\r\n"):
        return "the file is empty"
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return "the Word file is encrypted; open it in Word and remove the password (File > Info > Protect Document)"
    head = data[:4096]
    for mark, message in _KNOWN.items():
        if head.startswith(mark) or (mark.startswith(b"http") and mark in head):
            return message
    return "this is not a Word file (.docx)"


def archive_refusal(archive: ZipFile, types: bytes | None) -> str:
    """Return why an archive with some content types is no Word file."""
    names = archive.namelist()
    if "mimetype" in names and "content.xml" in names:
        return f"this is an OpenDocument file (.odt); {_SAVE_AS}"
    for kind, message in _OTHER_OFFICE.items():
        if types and kind in types:
            return message
    documents = [name for name in names if name.lower().endswith(".docx")]
    if documents:
        return "this is a zip archive that contains a Word file; unpack it and use the file inside"
    return "this is a zip archive, not a Word file (.docx)"
