"""What accounts decides without looking anything up."""
