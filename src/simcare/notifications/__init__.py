"""What colleagues are told because it concerns them: in the page, by digest, by push; once, never of an own act."""
