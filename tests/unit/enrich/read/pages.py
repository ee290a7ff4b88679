"""Pages of the shapes that scrapers deliver, about things that never happened."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from services.enrich.read import read

FETCHED_AT: Final = datetime(2026, 3, 12, 7, 5, tzinfo=UTC)
SUBMISSION: Final = UUID("0b0f7a52-5f0c-4a3e-9d5e-2f6f3c1a9a01")

PLAIN: Final = """\
12 Март, 2026

Орнитолози преброиха рекорден брой пеликани край Сребърна

Орнитолози преброиха рекорден брой пеликани край Сребърна

Къдроглави пеликани над езерото, Снимка: Ведра Въжарова


Близо петстотин двойки къдроглави пеликани са преброени край Сребърна, предаде БТА. Това е най-високият \
резултат от началото на наблюденията през 1954 г., когато птиците са били само двайсет.

"Заминаваме утре и за Румъния, където колегите броят от другия бряг", каза орнитологът Самуил Перушев \
пред агенцията.

Преброяването на 3 декември 1994 г. беше прекъснато от снежна буря. Данните ще бъдат сравнени с тези \
от Украйна, Гърция и САЩ, добави той, цитиран от БГНЕС
Сподели:

Коментари (0)

Кметът на Липово поле: Мостът ще бъде дървен

Кметът на Липово поле: Мостът ще бъде дървен

Жителите избраха между три проекта на открито гласуване.

Театърът в Бургас гостува в Италия и Дания

Театърът в Бургас гостува в Италия и Дания

Турнето започва през май.
"""

HTML: Final = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Island school opens its own weather station | Tern Island Post</title>
<link rel="canonical" href="/news/weather-station?utm_source=feed">
<meta property="og:site_name" content="Tern Island Post">
<meta property="og:title" content="Island school opens its own weather station - Tern Island Post">
<meta property="og:description" content="Pupils read the wind before lessons begin.">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "WebSite", "name": "Tern Island Post"},
  {"@type": ["NewsArticle"], "headline": "Island school opens its own weather station",
   "datePublished": "2026-03-11T18:30:00+02:00", "author": [{"@type": "Person", "name": "Isla Fenwick"}],
   "inLanguage": "en", "publisher": {"@type": "Organization", "name": "Tern Island Post"}}
]}
</script>
</head>
<body>
<div id="cookie-banner"><p>We use cookies to make this site work.</p></div>
<header><a href="/">Tern Island Post</a> <span>Thursday, 12 March 2026</span></header>
<main><article>
<h1>Island school opens its own weather station</h1>
<figure><img src="/img/mast.jpg" alt=""><figcaption>The new mast. Photo: Rowan Kerr</figcaption></figure>
<p>The primary school on Tern Island has opened a weather station of its own, built by pupils and by
two retired sailors who still remember the winter without ferries.</p>
<p>The first readings go to stations in Norway and Denmark, which lost a buoy of their own
<a href="/news/lost-buoy">in the storms of January</a>, according to Reuters.</p>
<p>Teachers hope that the wind, which keeps the island cut off on forty days a year, will now at least
give them something to count and to compare with the years before.</p>
</article>
<aside class="related"><h2>Read also</h2><ul>
<li><a href="/news/ferry-timetable">Ferry to run all night through summer</a>
<p>Four more sailings a day.</p></li>
<li><a href="https://elsewhere.example/kites">Kite makers meet on the mainland</a></li>
</ul></aside></main>
<footer><p>&copy; 2026 Tern Island Post</p></footer>
</body></html>
"""


def article(content: str, content_type: str = "text/plain", /, **fields: object) -> EnrichedArticle:
    """What `read` makes of a page."""
    raw = {"content": content, "content_type": content_type, "fetched_at": FETCHED_AT, **fields}
    return read(RawArticle.model_validate(raw), SUBMISSION)
