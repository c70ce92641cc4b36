"""Whether a site has given the addresses of the apps a place. A page that names one without breaks when it is shown."""

from collections.abc import Iterator, Mapping

from django.urls import get_resolver


def unmounted(includes: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each namespace that the site's URL configuration lacks.

    ``includes`` leads from the namespace to the module that has to be included.
    """
    resolver = get_resolver()
    for namespace, module in includes.items():
        if namespace not in resolver.namespace_dict and namespace not in resolver.app_dict:
            yield (
                f"The site has no addresses named “{namespace}:…”; add path(…, include({module!r})) to its URL "
                "configuration."
            )
