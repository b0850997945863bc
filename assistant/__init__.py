"""The conversation: profile, policy, routine, channels and the parts that connect them."""
