"""Signs of numbers as CLDR has them, and so as the counts beside them are written."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
