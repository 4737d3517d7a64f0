"""A picture that a decision took away does not come back, however it was saved; others do, and it does after an appeal."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from social.files.errors import AttachmentRefused
from social.files.models import BannedPicture
from social.files.services import allow_pictures, ban_pictures, take
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db


def picture(shift=0, size=(900, 600), kind="JPEG", quality=90):
    image = Image.linear_gradient("L").convert("RGB").resize((900, 600))
    draw = ImageDraw.Draw(image)
    for step in range(6):
        draw.ellipse((60 + 130 * step, 80 + (step * 97 + shift) % 400, 180 + 130 * step, 200 + (step * 97 + shift) % 400), fill="white")
    out = BytesIO()
    image.resize(size).save(out, kind, quality=quality)
    return ContentFile(out.getvalue(), name=f"anh.{kind.lower()}")


def test_a_banned_picture_is_refused_in_any_size_until_the_decision_falls():
    actor, case = make_actor("teacher"), uuid4()
    assert ban_pictures([take(actor=actor, upload=picture())], because=case) == 1
    for again in (picture(), picture(size=(450, 300), kind="WEBP", quality=60)):
        with pytest.raises(AttachmentRefused) as refused:
            take(actor=make_actor("teacher"), upload=again)
        assert refused.value.code == "banned"
    take(actor=actor, upload=picture(shift=180))
    assert (allow_pictures(case), BannedPicture.objects.count()) == (1, 0)
    take(actor=actor, upload=picture())
