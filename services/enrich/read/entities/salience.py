"""How central an entity is to an article, by where and how often it is named."""

from collections.abc import Sequence
from typing import Final

_HEADLINE: Final = 0.3
_LEAD: Final = 0.1
_EARLY: Final = 0.2
_OFTEN: Final = 0.4
"""Shares of the four signs. Mentions against early mention as a logistic regression weighs them that
guesses the names of a headline from its text (2,686 articles, half of them); the headline above what an
early mention and the lead may add, so that who stands in it is above who does not, mentions being equal."""
_HALF: Final = 2
"""Mentions that are worth half of ever so many: counts tell less the larger they are."""
_LONGEST_LEAD: Final = 500
"""Code points of a lead; a longer first paragraph is the article."""
_BREAK: Final = "\n\n"


def salience(text: str, starts: Sequence[int]) -> float:
    r"""From 0 to 1, of an entity whose mentions start at these code points, in order; there is one at least.

    `text` is `headline + "\n\n" + body`, the headline perhaps empty. The signs are those of Dunietz and
    Gillick, A New Entity Salience Task with Millions of Training Examples (EACL 2014), that need no
    parser: named in the headline, where first named, how often; and in the first paragraph. More
    mentions, or an earlier first one, never make less of an entity.
    """
    headline_end = max(0, text.find(_BREAK))
    body = headline_end + len(_BREAK)
    lead_end = text.find(_BREAK, body, body + _LONGEST_LEAD)
    if lead_end < 0:
        lead_end = body + _LONGEST_LEAD
    headline = starts[0] < headline_end
    early = 1.0 if headline else 1 - max(0, starts[0] - body) / len(text)
    lead = any(headline_end <= start < lead_end for start in starts)
    often = len(starts) / (len(starts) + _HALF)
    return round(_HEADLINE * headline + _LEAD * lead + _EARLY * early + _OFTEN * often, 4)
