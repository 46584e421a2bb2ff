"""The commented file with which a new customer begins (`simmer personas new`)."""

import re
import unicodedata
from importlib.resources import files


def id_from(name: str) -> str:
    """An id that a name suggests: `Ms. José Ortega` is `jose-ortega`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = [w for w in re.findall(r"[a-z0-9]+", plain) if w not in {"mr", "mrs", "ms", "mx", "dr"}]
    suggested = "-".join(words)[:40].strip("-")
    return suggested if suggested[:1].isalpha() else f"customer-{suggested}".strip("-")[:40]


def starting_file(name: str, persona_id: str | None = None) -> str:
    """A file that loads at once, with every key explained; `check` lists what is still to be written."""
    name = re.sub(r"[\"\\\x00-\x1f\x7f]", "", name).strip() or "Alex Example"
    parts = [part for part in name.split() if not part.endswith(".")]
    called = list(dict.fromkeys([parts[0], name] if parts else [name]))
    if len(parts) > 1:
        called += [f"Ms. {parts[-1]}", f"Mr. {parts[-1]}"]
    text = files(__package__).joinpath("starting.toml").read_text(encoding="utf-8")
    forms = ", ".join(f'"{form}"' for form in called)
    return text.replace("@ID@", persona_id or id_from(name)).replace("@NAME@", name).replace("@CALLED@", forms)
