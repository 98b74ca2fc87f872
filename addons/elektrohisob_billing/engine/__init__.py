"""Pure computation of sums: from dated consumption to priced lines."""
