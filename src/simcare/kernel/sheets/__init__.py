"""Tables from and for spreadsheets: CSV and XLSX, read in a limited child and written with every cell made harmless.

Every cell is text on the way in: a spreadsheet's own numbers lose digits beyond the fifteenth, and a long one says so
by standing in scientific notation. Nothing here knows what a table is about.
"""

from simcare.kernel.sheets.errors import TableTooLarge, TableUnreadable
from simcare.kernel.sheets.reading import Table, open_table
from simcare.kernel.sheets.writing import MEDIA_TYPES, harmless, write_table

__all__ = ["MEDIA_TYPES", "Table", "TableTooLarge", "TableUnreadable", "harmless", "open_table", "write_table"]
