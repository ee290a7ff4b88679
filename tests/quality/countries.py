"""Countries: what is found of the gold mentions of news texts."""

from collections import Counter, defaultdict

from services.enrich.read.entities.countries import find_countries
from tests.quality.corpora import news_texts
from tests.quality.tables import table


def tables() -> None:
    """Gold mentions with a capital, by language."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in news_texts():
        found = {hit.start: hit.key for hit in find_countries(text.text, text.language)}
        for start_of, code in text.countries.items():
            kind = "right" if found.get(start_of) == code else "wrong" if start_of in found else "missed"
            counts[text.language][kind] += 1
    rows = [
        [language, str(count.total()), *(f"{count[kind] / count.total():.4f}" for kind in ("right", "wrong"))]
        for language, count in sorted(counts.items())
    ]
    table("Countries: gold mentions with a capital", ["language", "mentions", "right", "wrong"], rows)
