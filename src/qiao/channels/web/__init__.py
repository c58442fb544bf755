"""The web channel: the customer page, the widget that others embed, and the desk's built files."""
