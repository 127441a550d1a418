"""What a lead and a rep talk about, made of the rep's own rows alone and told to the rep."""
