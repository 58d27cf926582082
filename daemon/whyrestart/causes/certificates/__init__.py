"""Certificates past their time or not the ones on disk, and who trusts whom."""
