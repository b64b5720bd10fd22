"""From what an engine found to a screening: quotes checked, facts computed, scores, advice and prose."""
