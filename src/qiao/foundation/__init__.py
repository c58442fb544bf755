"""What every room stands on. Knows no room; each module here is a front door of its own."""
