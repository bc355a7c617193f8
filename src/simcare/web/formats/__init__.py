"""How a language writes numbers where Django and CLDR disagree."""
