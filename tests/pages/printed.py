"""Made-up PDF documents for the tests, written by hand."""


def write_pdf(pages, *, title=None, made=None, extra=b"", trailer=b""):
    """A document; each page is a list of (left, bottom, size, text)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    told = [f"/Title ({title})" if title else "", f"/CreationDate (D:{made})" if made else ""]
    objects.append(f"<< {' '.join(told)} >>".encode())
    for number, page in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {left} {bottom} Td ({text}) Tj ET" for left, bottom, size, text in page)
        content = drawn.encode("cp1252") + extra
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (first + 2 * number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    written = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    at = len(written)
    size = len(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R %s >>\n" % (size, trailer)
    return written + b"startxref\n%d\n%%%%EOF\n" % at


def block(lines, left=50, top=700, size=10, leading=12):
    """Lines one below the other."""
    return [(left, top - leading * number, size, text) for number, text in enumerate(lines)]
