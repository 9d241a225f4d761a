"""The kinds of letters to a debtor, a module each with its RULE. `rules` finds them by looking here."""
