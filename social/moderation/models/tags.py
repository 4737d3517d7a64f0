"""Who is on a picture."""

from django.db import models


class PictureTag(models.Model):
    """A person on a picture. A pupil without consent to the publishing of pictures is blurred for others until there is one, or until the
    family clears this picture (`cleared_at`); a withdrawal after that blurs again. Taken back by deleting the row."""

    attachment = models.ForeignKey("social.Attachment", on_delete=models.CASCADE, related_name="tags")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    cleared_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "person"], name="picture_tag_once")]
        indexes = [models.Index(fields=["person", "-id"], name="picture_tag_person")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.attachment_id}"
