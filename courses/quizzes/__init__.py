"""Quizzes: asked in a lesson, marked on the server."""
