from wagtail import hooks

from .second_factor import guard_private_document, guard_private_page

hooks.register("before_serve_page", guard_private_page)
hooks.register("before_serve_document", guard_private_document)
