"""Triggers and journeys."""
