"""Made-up worlds: the demo that a newcomer walks through, and the benches that keep the product's promises measured."""
