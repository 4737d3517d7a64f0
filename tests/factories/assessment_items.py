"""Factories of banks, questions and the curriculum."""

from itertools import count

from django.utils import timezone

from assessment.hooks import ItemKind
from assessment.items.services.items import _write_bands, search_words
from assessment.models import Bank, BankGrant, Folder, Item, ItemVersion, Outcome, Tag
from tests.assessment.kinds.samples import ALL
from tests.factories.core import make_grade, make_person, make_subject, make_unit

_number = count(1)


def make_bank(unit=None, owner=None, name="Toán 9", **fields):
    """A bank of `unit`, or with `owner` of a person in it."""
    fields.setdefault("key", f"NH-{next(_number)}")
    return Bank.objects.create(unit=unit or make_unit(), owner=owner, name=name, **fields)


def make_grant(bank, ability="use", person=None, unit=None):
    return BankGrant.objects.create(bank=bank, ability=ability, person=person, unit=unit)


def make_folder(bank=None, name="Căn thức", parent=None):
    return Folder.objects.create(bank=bank or make_bank(), name=name, parent=parent, position=next(_number))


def make_outcome(name="Rút gọn biểu thức chứa căn bậc hai", parent=None, subject=None, grade=None, is_outcome=True, **fields):
    """A node of the curriculum with its path."""
    subject, grade = subject or make_subject(), grade or make_grade()
    node = Outcome.objects.create(name=name, parent=parent, subject=subject, grade=grade, is_outcome=is_outcome, **fields)
    node.path = f"{parent.path if parent else '/'}{node.pk}/"
    node.save()
    return node


def choice(prompt="<p>Điều kiện xác định của biểu thức là</p>", right="o2", texts=("một", "hai", "ba", "bốn")):
    """Content of a question with one right answer; `right` is the id of it."""
    options = [{"id": f"o{place}", "html": text, "is_right": f"o{place}" == right} for place, text in enumerate(texts, 1)]
    return {"prompt": prompt, "options": options, "shuffles": True}


def make_item(kind="single_choice", content=None, ready=True, bank=None, **fields):
    """A question with one version: usable with all its metadata, or with `ready=False` a draft without them."""
    bank = bank or make_bank()
    of = ItemKind.of(kind)
    clean = of.clean(content if content is not None else ALL.get(kind, of.blank()))
    tags, author = fields.pop("tags", ()), fields.pop("author", None) or make_person("Mai Thị Hồng")
    key = fields.pop("key", None) or f"TO-{next(_number):04d}"
    if ready:
        outcome = fields.get("outcome") or make_outcome()
        facts = {"subject": outcome.subject, "grade": outcome.grade, "outcome": outcome, "level": "nb", "difficulty": 0.7, "state": "ready"}
        fields = {**facts, **fields}
    item = Item.objects.create(bank=bank, key=key, kind=kind, author=author, search_text=search_words(of, clean, key), **fields)
    frozen_at = timezone.now() if ready else None
    version = ItemVersion.objects.create(item=item, number=1, content=clean, author=author, frozen_at=frozen_at)
    item.working, item.ready = version, version if ready else None
    item.save()
    item.tags.set([Tag.objects.get_or_create(bank=bank, name=name)[0] for name in tags])
    _write_bands([(item, of.text(clean))])
    Bank.objects.filter(pk=bank.pk).update(item_count=bank.items.count())
    if item.folder_id:
        Folder.objects.filter(pk=item.folder_id).update(item_count=Item.objects.filter(folder_id=item.folder_id).count())
    return item
