"""Tables come in as text, whatever wrote them; what a spreadsheet rounded says so."""

import datetime
import io

import pytest
import xlsxwriter

from simcare.kernel.sheets import TableUnreadable, open_table


def _rows(content: bytes) -> list[list[str]]:
    with open_table(content) as table:
        return [row for batch in table.batches for row in batch]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"a,b\n1,2\n", [["a", "b"], ["1", "2"]], id="plain"),
        pytest.param('\ufeffa;b\r\n1;"x;y"\r\n'.encode(), [["a", "b"], ["1", "x;y"]], id="semicolons and a mark"),
        pytest.param("账户\t卡号\n".encode("gb18030"), [["账户", "卡号"]], id="GBK, as Chinese Excel saves"),
        pytest.param("é|b".encode("utf-16"), [["é", "b"]], id="UTF-16"),
        pytest.param(b"a,b\n\x00evil,2\n", [["a", "b"], ["evil", "2"]], id="NUL is dropped"),
    ],
)
def test_csv_in_its_many_spellings(content: bytes, rows: list[list[str]]) -> None:
    assert _rows(content) == rows


def test_a_workbook_gives_text_and_tells_what_it_rounded() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("cards")
    sheet.write_row(0, 0, ["89860249213334946911", 89860249213334946911, 460040000000001, 2.5, True])
    sheet.write_datetime(0, 5, datetime.datetime(2026, 3, 31), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    book.close()
    assert _rows(made.getvalue()) == [
        ["89860249213334946911", "8.98602E+19", "460040000000001", "2.5", "true", "2026-03-31"]
    ]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(TableUnreadable), open_table(content) as table:
        list(table.batches)
