"""Which protocol a folder is read by."""

from simcare.usage.connectors.access import Access, Folder


def open_folder(access: Access) -> Folder:
    """Connect, sign in, look that the folder is there. Raises DropMisset or Temporary."""
    if access.protocol == "sftp":
        from simcare.usage.connectors.sftp import SftpFolder  # its library takes a second to load

        return SftpFolder(access)
    from simcare.usage.connectors.ftp import FtpFolder

    return FtpFolder(access)


def host_key_of(host: str, port: int) -> str:
    """The public key that an SFTP server shows now, to be kept. Raises DropMisset or Temporary."""
    from simcare.usage.connectors.sftp import shown_key

    return shown_key(host, port)
