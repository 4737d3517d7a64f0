"""H5P packages, the libraries they brought, and what learners did in them."""

import uuid

from django.db import models
from django.db.models import Q

from core.lib import vietnamese

from .enums import PackageState


class H5PLibrary(models.Model):
    """A library that came in packages, kept once for each different content; `digest` is the SHA-256 over its files.

    Its files lie in storage under `h5p/<digest>/`. Never changed; removed when no package uses it any more.
    """

    digest = models.CharField(max_length=64, unique=True)
    machine_name = models.CharField(max_length=100)
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=200, blank=True)
    files = models.JSONField(default=list)
    size_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "H5P libraries"

    def __str__(self) -> str:
        return f"{self.machine_name} {self.version}"


class H5PPackage(models.Model):
    """An H5P package of a unit. Legal states: ready; removed (hidden from the store, still playable where it is used).

    `sha256` names the content that plays now: `h5p/<sha256>/` in storage; a replacement brings a new one and raises
    `revision`. `libraries` lists what the player loads, in order: `{dir, digest, js: [path], css: [path]}` each.
    `warnings` are what the checker said without refusing, `{code, file, params}` each.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    search_text = models.CharField(max_length=300, editable=False, default="")
    file_name = models.CharField(max_length=200, blank=True)
    main_library = models.CharField(max_length=100)
    main_version = models.CharField(max_length=30)
    main_title = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    size_bytes = models.PositiveBigIntegerField(default=0)
    files = models.JSONField(default=list)
    libraries = models.JSONField(default=list)
    uses = models.ManyToManyField(H5PLibrary, related_name="packages")
    language = models.CharField(max_length=20, blank=True)
    license = models.CharField(max_length=40, blank=True)
    credits = models.JSONField(default=dict, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=PackageState.choices, default=PackageState.READY)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-id"], name="h5p_unit"),
            models.Index(fields=["sha256"], name="h5p_sha256"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "sha256"], condition=Q(state=PackageState.READY), name="h5p_once_a_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        """Fill the folded search text from the title, the kind of content and the file's name."""
        self.search_text = vietnamese.fold(f"{self.title} {self.main_title or self.main_library} {self.file_name}")[:300]


class H5PActivity(models.Model):
    """The package of an activity of kind `h5p`: `package` as its author chose it, `published_package` as learners get it."""

    activity = models.OneToOneField("lms.Activity", on_delete=models.CASCADE, primary_key=True, related_name="h5p")
    package = models.ForeignKey(H5PPackage, null=True, on_delete=models.PROTECT, related_name="activities")
    published_package = models.ForeignKey(H5PPackage, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.activity}"


class H5PBlockUse(models.Model):
    """A package used by a block of another kind of activity (a lesson), draft or published."""

    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    package = models.ForeignKey(H5PPackage, on_delete=models.PROTECT, related_name="block_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "package"], name="h5p_block_use_once")]

    def __str__(self) -> str:
        return f"{self.activity} ← {self.package}"


class H5PState(models.Model):
    """Where a learner stopped: one piece of the content's own data, newest `saved_at` wins.

    Kept when the package is replaced; handed out only while the package's main library is still `main_library`.
    """

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    package = models.ForeignKey(H5PPackage, on_delete=models.CASCADE, related_name="states")
    sub_content_id = models.CharField(max_length=60, default="0")
    data_id = models.CharField(max_length=60, default="state")
    main_library = models.CharField(max_length=100)
    data = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "activity", "package", "sub_content_id", "data_id"], name="h5p_state_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.package} {self.data_id}"


class H5PResult(models.Model):
    """What a learner reached in a package of an activity: the best score, the last, how often and how long.

    No score (`best_ratio` None) means content without scoring that was seen to its end.
    """

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey("lms.Activity", on_delete=models.CASCADE, related_name="+")
    package = models.ForeignKey(H5PPackage, on_delete=models.CASCADE, related_name="results")
    attempts = models.PositiveIntegerField(default=0)
    best_ratio = models.FloatField(null=True, blank=True)
    last_ratio = models.FloatField(null=True, blank=True)
    score_points = models.FloatField(null=True, blank=True)
    max_points = models.FloatField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    first_finished_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "activity", "package"], name="h5p_result_once")]
        indexes = [models.Index(fields=["activity", "person"], name="h5p_result_activity")]

    def __str__(self) -> str:
        return f"{self.person} {self.package} {self.best_ratio}"


class H5PChange(models.Model):
    """A statement or finish that has been applied, by the id its device gave it: what makes repeats harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return str(self.id)
