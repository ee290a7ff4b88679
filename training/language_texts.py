"""Texts in known languages for the weights of the language model: declarations of human rights, and news."""

import gzip
import html
import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

_FILES: Final = """
af:afr am:amh ar:arb az:azj_latn be:bel bg:bul bn:ben br:bre bs:bos_latn ca:cat cs:ces cy:cym
da:dan de:deu_1996 el:ell_monotonic en:eng eo:epo es:spa et:est eu:eus fa:pes_1 fi:fin fr:fra
fy:fri ga:gle gd:gla gl:glg gu:guj ha:hau_NG he:heb hi:hin hr:hrv ht:hat_popular hu:hun hy:hye
id:ind ig:ibo is:isl it:ita ja:jpn jv:jav ka:kat kk:kaz km:khm kn:kan ko:kor ku:kmr ky:kir
la:lat lg:lug ln:lin lo:lao lt:lit lv:lav mg:plt mi:mri mk:mkd ml:mal mn:khk mr:mar ms:mly_latn
my:mya nb:nob ne:nep nl:nld nn:nno nso:nso om:gax pa:pan pl:pol ps:pbu pt:por_PT ro:ron_2006
ru:rus rw:kin si:sin sk:slk sl:slv sn:sna so:som sq:als sr:srp_cyrl st:sot sv:swe sw:swh ta:tam
te:tel th:tha tl:tgl tn:tsn tr:tur ts:tso_ZW ug:uig_arab uk:ukr ur:urd uz:uzn_latn vi:vie xh:xho
yo:yor zh:cmn_hans zu:zul
"""
DECLARATIONS: Final = dict(pair.split(":") for pair in _FILES.split())
"""Label -> the file of a translation of the Universal Declaration of Human Rights."""
_PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG: Final = re.compile(r"<.*?>")
_SENTENCE: Final = re.compile(r"(?<=[.;!?。؛։।]) ?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff]+[^\W\d_]*)*(?:['\u2019][^\W\d_]+)*")
_EACH: Final = 60
"""Texts of a kind and language: more change nothing."""
_SHORTEST: Final = 15
"""Code points of a sentence."""
_LENGTHS: Final = range(20, 401)
"""The same for news."""
_LONG: Final = 5
"""Letters from which a word stands alone."""


_SCORED_LABELS: Final = ("hr", "sr-Latn")
_SCORED_SOURCES: Final = ("tilde",)


class Known(NamedTuple):
    """A text and its language; `kind` is `sentence`, `pair` or `word`."""

    text: str
    label: str
    kind: str


def declarations(folder: Path) -> Iterator[Known]:
    """Sentences, pairs of words and words of each declaration; `folder` is `declaration/` of the package."""
    chance = random.Random(1)  # noqa: S311, a sample that is the same again
    for label, name in sorted(DECLARATIONS.items()):
        page = (folder / f"{name}.html").read_text(encoding="utf-8")
        paragraphs = [_TAG.sub("", html.unescape(text)).strip() for text in _PARAGRAPH.findall(page)]
        sentences = [
            text for paragraph in paragraphs for text in _SENTENCE.split(paragraph) if len(text) >= _SHORTEST
        ]
        words = [[w for w in _WORD.findall(text.lower()) if len(w) >= _LONG] for text in sentences]
        pairs = sorted({" ".join(pair) for row in words for pair in pairwise(row)})
        single = sorted({word for row in words for word in row})
        for kind, texts in (("sentence", sentences), ("pair", pairs), ("word", single)):
            for text in chance.sample(texts, min(_EACH, len(texts))):
                yield Known(text.strip(), label, kind)


def news(folder: Path) -> Iterator[Known]:
    """Sentences of the news sets for entities: `folder` has one `.jsonl.gz` a language, lines with `text`.

    What `make quality` scores is left out: Croatian and Serbian, and the articles of `tilde`, of which many
    are in `slavic_news` too.
    """
    chance = random.Random(1)  # noqa: S311, the same
    for file in sorted(folder.glob("*.jsonl.gz")):
        label = file.name.partition(".")[0]
        if label in _SCORED_LABELS:
            continue
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [row for row in map(json.loads, lines) if row["source"] not in _SCORED_SOURCES]
        texts = [text for row in rows for text in row["text"].split("\n")]
        fitting = [text for text in texts if len(text) in _LENGTHS]
        for text in chance.sample(fitting, min(_EACH, len(fitting))):
            yield Known(text, label, "sentence")
