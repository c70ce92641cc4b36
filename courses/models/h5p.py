from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from ..h5p.fields import ParametersField
from ..h5p.manifests import LibraryManifest, LibraryName, read_library_manifest
from ..h5p.storage import content_folder, delete_folder
from ..translation import synchronised, translated
from .organisations import Organisation


class H5PLibraryQuerySet(models.QuerySet["H5PLibrary"]):
    def named(self, names: Any) -> "H5PLibraryQuerySet":
        """Return the libraries with these names (``LibraryName``), in no order."""
        wanted = models.Q(pk__in=())
        for name in set(names):
            wanted |= models.Q(machine_name=name.machine_name, major=name.major, minor=name.minor)
        return self.filter(wanted)


class H5PLibrary(models.Model):
    """One minor version of an H5P library: one copy for the whole site, replaced only by a higher patch."""

    machine_name = models.CharField(_("machine name"), max_length=255)
    major = models.PositiveIntegerField(_("major version"))
    minor = models.PositiveIntegerField(_("minor version"))
    patch = models.PositiveIntegerField(_("patch version"))
    title = models.CharField(_("title"), max_length=255)
    is_runnable = models.BooleanField(_("is a content type"))
    metadata = models.JSONField(_("library.json"))
    semantics = models.JSONField(_("semantics.json"), default=list)
    preloaded = models.JSONField(_("preloaded dependencies"), default=list)
    dynamic = models.JSONField(_("dynamic dependencies"), default=list)
    editor = models.JSONField(_("editor dependencies"), default=list)
    folder = models.CharField(_("folder"), max_length=320, unique=True, editable=False)
    installed_at = models.DateTimeField(_("installed at"), auto_now=True)

    objects = H5PLibraryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("machine_name", "major", "minor")
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        permissions: ClassVar = [("install_h5plibrary", "Can install H5P libraries from packages")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("machine_name", "major", "minor"), name="h5p_library_once_per_minor")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> LibraryName:
        return LibraryName(self.machine_name, self.major, self.minor)

    @property
    def manifest(self) -> LibraryManifest:
        """library.json, read: its scripts and styles are paths inside ``folder``."""
        return read_library_manifest(self.metadata, folder=self.name.folder)


class H5PContentQuerySet(models.QuerySet["H5PContent"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the contents, and after commit the folders that no content plays from any more."""
        folders = set(self.values_list("folder", flat=True))
        deleted = super().delete()
        for folder in folders:
            transaction.on_commit(partial(self.model.delete_unused_folder, folder))
        return deleted


class H5PContent(TranslatableMixin, index.Indexed, models.Model):
    """An H5P activity. Its ``translation_key`` is its identity in every language.

    Translations of one content share its folder of files, so the files go when the last of them goes.
    Written by ``courses.h5p.importing`` alone.
    """

    title = models.CharField(_("title"), max_length=255)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="h5p_contents",
        verbose_name=_("provider"),
    )
    library = models.ForeignKey(
        H5PLibrary,
        on_delete=models.PROTECT,
        related_name="contents",
        editable=False,
        verbose_name=_("content type"),
    )
    params = ParametersField(_("parameters"), editable=False)
    filtered_params = models.JSONField(_("parameters as played"), editable=False)
    params_hash = models.CharField(_("hash of the parameters"), max_length=64, blank=True, editable=False)
    library_names = models.JSONField(_("libraries in the order they load"), default=list, editable=False)
    metadata = models.JSONField(_("h5p.json"), default=dict, editable=False)
    folder = models.UUIDField(_("folder"), default=uuid4, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = H5PContentQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        # By which a chooser narrows what it has found.
        index.FilterField("locale"),
        index.FilterField("organisation"),
    ]
    # Where wagtail-localize looks for what a translator may edit; the form to upload is in courses.h5p.viewset.
    panels: ClassVar = [FieldPanel("title"), FieldPanel("organisation"), FieldPanel("params")]
    override_translatable_fields: ClassVar = [
        *translated("params"),
        *synchronised("organisation", "library", "library_names", "folder"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ("title",)
        verbose_name = _("H5P activity")
        verbose_name_plural = _("H5P activities")

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the content, and after commit its folder unless a translation plays from it."""
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(partial(self.delete_unused_folder, self.folder))
        return deleted

    @classmethod
    def delete_unused_folder(cls, folder: UUID) -> None:
        """Delete the files in a folder of contents unless a content still plays from it."""
        if not cls.objects.filter(folder=folder).exists():
            delete_folder(content_folder(folder))

    @property
    def wording(self) -> object:
        """What is equal in two languages while the one only repeats the other."""
        return self.params

    @property
    def language(self) -> str:
        """The BCP 47 tag of the content, or of its locale when the package says ``und``."""
        stated = str(self.metadata.get("language", "und"))
        return self.locale.language_code if stated == "und" else stated

    @property
    def needs_filtering(self) -> bool:
        """Whether a library that it uses was replaced since its parameters were last filtered."""
        return self.params_hash == ""
