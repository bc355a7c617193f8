"""Pure rules about cards: identifiers, and finding cards in what people write."""
