"""How figures of quality are written, re-offered to doors."""

from simcare.support.rules.quality_words import LANGUAGES, percent_text, span_text, words_of

__all__ = ["LANGUAGES", "percent_text", "span_text", "words_of"]
