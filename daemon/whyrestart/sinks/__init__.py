"""I/O out: metrics, pages, journal, Alertmanager; they show values and judge nothing."""
