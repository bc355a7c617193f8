"""What others may ask of messaging: reading a mail (pure, needs no Django), and what is stored (`threads`)."""

from simcare.messaging.rules.bounces import Bounce
from simcare.messaging.rules.category import Category, categorise
from simcare.messaging.rules.forwards import own_words
from simcare.messaging.rules.forwards.bodies import Body
from simcare.messaging.rules.language import detect as detect_language
from simcare.messaging.rules.mime import file_text
from simcare.messaging.rules.reading import read as read_mail

__all__ = ["Body", "Bounce", "Category", "categorise", "detect_language", "file_text", "own_words", "read_mail"]
