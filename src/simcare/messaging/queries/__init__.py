"""What others may ask of messaging: reading a mail (pure), and what is stored (`threads`)."""
