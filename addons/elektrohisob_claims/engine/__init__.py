"""Pure computation of claims."""
