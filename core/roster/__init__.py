"""Rosters: people, classes and places from Excel or CSV files, without ever making anybody twice."""
