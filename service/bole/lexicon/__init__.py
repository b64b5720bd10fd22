"""What words mean: folding, term matching, sentences, cue words, the skill table and the role families."""
