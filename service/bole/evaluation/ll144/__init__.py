"""Scoring rates and impact ratios by sex, race and both: the arithmetic of New York City's Local Law 144."""
