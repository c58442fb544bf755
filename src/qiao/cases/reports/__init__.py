"""Figures of complaints: what came, how it was answered, what it was about, and what was changed because of it.

Every figure is a pure function of the histories of complaints, says by which formula, and can be reckoned again from
them. None of it names anybody: numbers that could be somebody are left out.
"""
