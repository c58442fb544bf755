"""Qiao 桥: customer service for consumer lenders."""

__version__ = "0.1.0"
