"""Registration only."""

from wagtail import hooks

from . import hooks as ours

hooks.register("before_serve_page", ours.gate_lesson)
hooks.register("on_serve_page", ours.keep_private)
hooks.register("courses_player_endpoints", ours.player_endpoints)
hooks.register("courses_records", ours.records)
hooks.register("courses_page_panels", ours.page_panels)
