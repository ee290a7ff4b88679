"""Captions of pictures."""

import pytest

from services.enrich.read.captions import Caption, caption


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Двама на моста, Снимка: president.example", Caption("Двама на моста", "president.example")),
        ("Снимка: БГНЕС", Caption(None, "БГНЕС")),
        ("Nabrzeże w Gdańsku, Fot. Kurier", Caption("Nabrzeże w Gdańsku", "Kurier")),
        ("The mast. Photo: Rowan Kerr", Caption("The mast", "Rowan Kerr")),
        ("The mast (Photo by Rowan Kerr)", Caption("The mast", "Rowan Kerr")),
        ("Die Brücke. Foto: dpa/Kerr", Caption("Die Brücke", "dpa/Kerr")),
        (
            "Photo: The mast of the ferry (Rowan Kerr/Post)",
            Caption("The mast of the ferry", "Rowan Kerr/Post"),
        ),
        ("Photo: Rowan (Post)", Caption(None, "Rowan (Post")),
        ("【写真】改修を終えた橋", Caption("改修を終えた橋", None)),
        ("【社会】改修を終えた橋", None),
        ("สุขภาพ: กินอย่างไรให้แข็งแรง", None),
        ("สะพานเก่า ภาพ: สมชาย ใจดี", Caption("สะพานเก่า", "สมชาย ใจดี")),
        ("The mast © Rowan Kerr", None),
        ("The mast, © Rowan Kerr", Caption("The mast", "Rowan Kerr")),
        ("© 2026 Tern Island Post", None),
        ("Es ist immer dasselbe Bild: Die Leute warten", None),
        ("The mast Photo: Rowan Kerr", Caption("The mast", "Rowan Kerr")),
        ("Три тронаФото: Ведра Въжарова, Зорница", Caption("Три трона", "Ведра Въжарова, Зорница")),
        ("The quay in the evening. EFE/ J. Kerr", Caption("The quay in the evening", "EFE/ J. Kerr")),
        (
            "The quay in the evening.Unsplash/Isla Fenwick",
            Caption("The quay in the evening", "Unsplash/Isla Fenwick"),
        ),
        ("写真：共同通信", Caption(None, "共同通信")),
        ("（写真：共同通信）", Caption(None, "共同通信")),
        ("[사진=연합뉴스]", Caption(None, "연합뉴스")),
        ("新华社记者 李明 摄", Caption(None, "新华社记者 李明")),
        ("Снимка БГНЕС", Caption(None, "БГНЕС")),
        ("Foto Ansa", Caption(None, "Ansa")),
        ("Photo Gallery Opens", None),
        ("Image source, Getty Images", Caption(None, "Getty Images")),
        ("Image caption, A ferry in the harbour", Caption("A ferry in the harbour", None)),
        ("Подпись к фото, Паром в порту", Caption("Паром в порту", None)),
        ("AFP via Getty Images", Caption(None, "AFP via Getty Images")),
        ("Getty Images", Caption(None, "Getty Images")),
        ("Getty Images sues the island", None),
        ("REUTERS/Jane Doe", Caption(None, "REUTERS/Jane Doe")),
        ("picture alliance / dpa", Caption(None, "picture alliance / dpa")),
        ("Reuters", None),
        ("Архивна снимка", Caption("Архивна снимка", None)),
        ("(Symbolbild)", Caption("Symbolbild", None)),
        ("资料图", Caption("资料图", None)),
        ("The file photo shows a mast", None),
        ("It runs at 60 km / h", None),
        ("The council met in Kyiv/Kiev on Monday", None),
        ("Снимка: Той дойде. Тя си тръгна веднага след това.", None),
        ("На снимката се вижда мост", None),
    ],
)
def test_caption(line: str, expected: Caption | None) -> None:
    """A photo word at the start or behind a mark parts a caption from its credit; sentences have none."""
    assert caption(line) == expected
