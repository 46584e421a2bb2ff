"""Renders every drawing anew: python -m bot.ui.portraits (needs resvg-py)."""

from pathlib import Path

import resvg_py

FOLDER = Path(__file__).parent

for drawing in sorted(FOLDER.glob("*.svg")):
    drawing.with_suffix(".png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_path=str(drawing), width=256, height=256)))
