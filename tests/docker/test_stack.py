"""The scaled-out stack, as far as it can be checked without a Docker engine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from config.settings.env import TABLE

ROOT = Path(__file__).parents[2]
STACK = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
NAMES = {variable.name for variable in TABLE}


@pytest.mark.parametrize("service", ["web", "live", "worker", "migrate", "nginx", "postgres", "redis", "elasticsearch", "s3"])
def test_stack_has_every_part(service):
    assert service in STACK["services"]


def test_environment_names_only_settings_we_read():
    given = set(STACK["x-app"]["environment"]) | {"DATABASE_POOL"}
    assert given - NAMES == set()


def test_images_are_pinned():
    images = [service["image"] for service in STACK["services"].values() if not service["image"].startswith("cayda:")]
    assert [image for image in images if not re.search(r":.*\d", image)] == []


def test_secrets_have_no_default():
    text = (ROOT / "docker/compose.yaml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "S3_SECRET_KEY"):
        assert not re.search(rf"\${{{name}:-", text)


def test_env_example_names_every_required_variable():
    example = (ROOT / "docker/env.example").read_text()
    required = set(re.findall(r"\${([A-Z0-9_]+):\?", (ROOT / "docker/compose.yaml").read_text()))
    assert {name for name in required if f"\n{name}=" not in example} == set()


def test_dockerfile_copies_what_exists_and_runs_as_nobody():
    text = (ROOT / "docker/Dockerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        for path in source.split():
            assert (ROOT / path).exists(), path
    assert "USER cayda" in text


def test_compose_file_is_valid_for_docker():
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed: the file is checked as YAML only")
    filled = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "POSTGRES_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY"), "x")
    answer = subprocess.run(
        ["docker", "compose", "-f", "docker/compose.yaml", "config", "--quiet"],
        cwd=ROOT,
        env={**os.environ, **filled},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def test_nginx_accepts_its_configuration(tmp_path):
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        pytest.skip("nginx is not installed (Debian package nginx-light)")
    text = (ROOT / "docker/nginx/nginx.conf").read_text()
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
        ],
        check=True,
        capture_output=True,
    )
    text = text.replace("server web:8000", "server 127.0.0.1:8000").replace("server live:8000", "server 127.0.0.1:8001")
    text = text.replace("/etc/nginx/certificates", str(tmp_path)).replace("    http2 on;\n", "")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/error.log;\n" + text.replace("/dev/stdout", f"{tmp_path}/access.log")
    )
    answer = subprocess.run([nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
