"""Exported QTI 2.2 against the schemas of 1EdTech; 3.0 by its names."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from assessment.hooks import ItemKind
from assessment.items.interop.qti.writing import V3, as_v3, write_package
from assessment.items.interop.types import Media, OutQuestion
from tests.assessment.kinds.samples import ALL

XSD = Path(__file__).parents[4] / "shared" / "samples" / "qti-xsd"


def package(version):
    out = io.BytesIO()
    Image.new("RGB", (800, 480), (9, 99, 9)).save(out, "PNG")
    questions = [OutQuestion(f"TO-{kind}", kind, ItemKind.of(kind).clean(content)) for kind, content in ALL.items()]
    media = {content["picture"]: Media("a.png", out.getvalue()) for content in ALL.values() if content.get("picture")}
    archive = zipfile.ZipFile(io.BytesIO(write_package(questions, media, version).data))
    return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


@pytest.mark.skipif(not XSD.exists(), reason="the schemas (../shared/samples/qti-xsd) are not here")
def test_items_of_22_are_valid():
    schema = etree.XMLSchema(etree.parse(str(XSD / "qtiv2p2" / "imsqti_v2p2.xsd"), etree.XMLParser(no_network=True)))
    wrong = {}
    for name, root in package("2.2").items():
        if name.startswith("items/") and not schema.validate(root):
            wrong[name] = [entry.message[:200] for entry in schema.error_log][:3]
    assert wrong == {}


@pytest.mark.parametrize("version", ["2.2", "3.0"])
def test_the_manifest_names_every_file_and_no_other(version):
    files = package(version)
    manifest = files.pop("imsmanifest.xml")
    assert {node.get("href") for node in manifest.iter() if (node.get("href") or "").endswith(".xml")} == set(files)


def test_items_of_30_use_the_names_of_30():
    for name, root in package("3.0").items():
        if name == "imsmanifest.xml":
            continue
        assert root.tag == f"{{{V3}}}" + ("qti-assessment-stimulus" if "stimulus" in name else "qti-assessment-item")
        for node in root.iter():
            local = etree.QName(node).localname
            assert not re.search("[A-Z]", local)
            assert not (local.startswith("qti-") and any(re.search("[A-Z]", key) for key in node.attrib))


def test_templates_of_30_have_their_own_address():
    old = etree.fromstring(
        '<responseProcessing xmlns="x" template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/>'
    )
    assert as_v3(old).get("template") == "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
