"""E-mail: reading in a bounded child process, sending over SMTP."""
