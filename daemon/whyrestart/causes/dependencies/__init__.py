"""Who ends, or waits, because another one is away."""
