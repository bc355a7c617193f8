<<<<<<< HEAD
"""What may be asked about usage."""
=======
"""What others may ask about usage."""
>>>>>>> 7f0f8cb (Usage in: files of CDRs into records by day, hours, days and meters, each once; the verb and the bench)
