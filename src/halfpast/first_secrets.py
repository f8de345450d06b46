"""The secrets of the embedded default: made once, kept in DATA_DIR, never made again."""

import base64
import json
import os
import secrets
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

NAMES = ("SECRET_KEY", "ENCRYPTION_KEYS", "ZOOM_STATE_SECRET")


class SecretsUnreadable(Exception):
    """Making new secrets instead would lock everyone out of what the old ones sealed."""


def put_first_secrets(data_dir: Path, environ: MutableMapping[str, str]) -> None:
    """Fills in each secret that neither NAME nor NAME_FILE gives."""
    absent = [name for name in NAMES if not environ.get(name) and not environ.get(f"{name}_FILE")]
    if absent:
        path = data_dir / "secrets.json"
        kept = kept_secrets(path)
        # Keys are followed in their file, where `rotate-keys` changes them under a running product.
        from_file = {"ENCRYPTION_KEYS": ("ENCRYPTION_KEYS_FILE", str(path))}
        environ.update(from_file.get(name, (name, kept[name])) for name in absent)


def kept_secrets(path: Path) -> Mapping[str, str]:
    """Made when the file is missing. Raises SecretsUnreadable."""
    if not path.exists():
        _make(path)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise SecretsUnreadable(f"{path} cannot be read ({type(broken).__name__}); {_way_out(path)}") from broken
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) and kept[name] for name in NAMES):
        raise SecretsUnreadable(f"{path} lacks one of {', '.join(NAMES)}; {_way_out(path)}")
    return kept


def new_key(key_id: str) -> str:
    """An encryption key as it stands in ENCRYPTION_KEYS."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def drafted(path: Path, kept: Mapping[str, str]) -> Path:
    """What will stand at this path, in a file beside it that only we may read."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _make(path: Path) -> None:
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": new_key("1"),
        "ZOOM_STATE_SECRET": secrets.token_urlsafe(32),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = drafted(path, made)
    # A link fails where the file exists: of two first starts at once, one set of secrets wins for both.
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def _way_out(path: Path) -> str:
    return f"restore it from a backup: without it sealed tokens stay sealed (or delete it, if {path.parent} is new)"
