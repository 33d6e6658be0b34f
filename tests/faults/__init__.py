"""What happens when AWS fails in the middle: every call of every flow, in every way, and nothing lost or doubled."""
