"""Sign-in by an institution: OpenID Connect, set up from the environment.

django-allauth speaks the protocol; here stands which institutions there are (``configuration``), what is asked of them
beyond what allauth asks (``provider``), and whom their word makes (``adapter``).
"""
