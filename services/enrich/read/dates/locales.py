"""What CLDR knows of a language."""

from babel import Locale, UnknownLocaleError


def find_locale(tag: str) -> Locale | None:
    """The locale of a BCP 47 tag; None for a language that CLDR does not have.

    Not remembered here: all locales of Babel are 150 MB.
    """
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
