"""Fault rows of the reliability bar, each as a test: what breaks, what the people see, and that it heals."""
