"""`{% bundle "reader" %}`: the style sheets and modules of one Vite entry."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from frontend.bundles.selectors import asset, bundle

register = template.Library()


@register.simple_tag(name="bundle")
def bundle_tag(name: str) -> SafeString:
    """Write the tags of `src/entries/<name>.css` and `.ts`. Where nothing is built the page stays plain HTML."""
    found = bundle(name)
    parts = [
        format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(file),) for file in found.styles)),
        format_html_join("\n", '<script type="module" src="{}"></script>', ((static(file),) for file in found.scripts)),
        format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(file),) for file in found.preloads)),
    ]
    return mark_safe("\n".join(part for part in parts if part))


@register.simple_tag
def preload_font(weight: str, part: str = "latin") -> SafeString:
    """Ask early for one weight of the text face."""
    file = asset(f"src/fonts/bvp-{part}-{weight}.woff2")
    if not file:
        return mark_safe("")
    return format_html('<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">', static(file))


@register.simple_tag
def asset_url(source: str) -> str:
    """Return the URL of a built file by its source path, e.g. `icons/icons.svg`; "" where it wasn't built."""
    file = asset(source)
    return static(file) if file else ""
