"""Dates and times in English as they are written in Finland: day first, and a clock of 24 hours."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j.n.Y"
SHORT_DATETIME_FORMAT = "j.n.Y, H:i"
TIME_FORMAT = "H:i"
