"""Documents: every script comes out right, nothing told to a template is executed, the same values give the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from simcare.kernel.documents import DocumentFailed, make_pdf
from simcare.web import assets

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TEMPLATE = (
    '#import "base.typ": *\n#document-page(title: values.title, footer: "Simcare", [#values.text #facts(values.rows)])'
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assets.install_for_tests()
    path = tmp_path_factory.mktemp("documents") / "letter.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def values(text: str) -> dict[str, object]:
    return {"title": "Report", "text": text, "rows": [["ICCID", "8944200000033344477"]]}


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-hans", "设备离线"), ("ja", "通信できません"), ("de", "Gerät läuft"), ("pt", "Não há rede")],
)
def test_every_script_comes_out_as_text(template: Path, language: str, text: str) -> None:
    assert text in text_of(make_pdf(template, values(text), language=language, at=AT))


def test_arabic_is_drawn_with_its_own_face(template: Path) -> None:
    pdf = make_pdf(template, values("الشريحة متوقفة"), language="ar", at=AT)
    fonts = {str(font["/BaseFont"]) for font in PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()}
    assert any("NotoSansArabic" in font for font in fonts)


def test_the_same_values_give_the_same_bytes(template: Path) -> None:
    first, again = (make_pdf(template, values("twice"), language="en", at=AT) for _ in range(2))
    assert first == again


def test_what_a_customer_writes_is_shown_and_never_run(template: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY-7731")
    hostile = f'#read("{canary}") #import "@preview/x:0.1.0" $x$ */ <script>'
    told = text_of(make_pdf(template, values(hostile), language="en", at=AT))
    assert "CANARY-7731" not in told
    assert "#read(" in told


@pytest.mark.parametrize(
    "reach", ['#read("/etc/passwd")', '#image("../secret.png")', '#import "@preview/cetz:0.3.0": *']
)
def test_a_template_sees_only_what_is_handed_over(template: Path, tmp_path: Path, reach: str) -> None:
    reaching = tmp_path / "reaching.typ"
    reaching.write_text(reach, encoding="utf-8")
    with pytest.raises(DocumentFailed):
        make_pdf(reaching, {}, language="en", at=AT)
