"""What the site adds to the admin. Mounted in it, behind its permission to enter and the second factor."""

from django.urls import path

from .views import invitations

app_name = "home_invitations"
urlpatterns = [
    path("", invitations.InvitationListView.as_view(), name="list"),
    path("new/", invitations.InviteView.as_view(), name="add"),
    path("<int:pk>/again/", invitations.send_invitation_again, name="again"),
    path("<int:pk>/withdraw/", invitations.withdraw_invitation, name="withdraw"),
]
