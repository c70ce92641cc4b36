from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, with our rules. Apart from ``home.users``, which needs the models that apps bring first."""

    user_viewset = "home.users.UserViewSet"
