"""What notifications decide without looking anything up: times, encryption, words."""
