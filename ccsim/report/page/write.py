"""`ccsim report RESULT --format html`: a result as one file that asks the network for nothing.

Pictures are drawn here, once, as SVG whose colours and widths the style sheet sets, not by Vega: the same drawing then
serves without scripts, in the dark, on paper and on a phone, where Vega would need 0.9 MB of script, a second, still
picture of every chart for readers without scripts, and a new drawing for each change of theme.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from ccsim.experiment.saved import Result
from ccsim.report import colours
from ccsim.report.page.contents import contents, script_texts


def write_page(result: Result, path: Path) -> Path:
    """Write the page; the same result gives the same bytes."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(result), encoding="utf-8", newline="\n")
    return path


def page(result: Result) -> str:
    """The page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("ccsim.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = templates.get_template("page.css").render(colours=colours)
    script = templates.get_template("page.js").render()
    return templates.get_template("page.html").render(
        contents(result),
        style=style,
        script=script,
        policy=_policy(style, script),
        texts=_inert(script_texts(result.document)),
    )


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded or sent, and nothing runs or styles but what this file was written with."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inert(value: Any) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
