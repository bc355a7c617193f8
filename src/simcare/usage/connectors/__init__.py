"""Folders at operators, read by FTP, FTPS or SFTP: one shape, whatever the protocol.

`open_folder` connects to an address that was judged first (security.md D17) and signs in; a folder lists its files and
gives one piece by piece. Nothing is written or removed there. Raises DropMisset where trying again can't help, else
Temporary.
"""

from simcare.usage.connectors.access import Access, Entry, Folder
from simcare.usage.connectors.opening import host_key_of, open_folder

__all__ = ["Access", "Entry", "Folder", "host_key_of", "open_folder"]
