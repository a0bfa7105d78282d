#!/usr/bin/env python3
"""Audits pages in a browser and notebooks in Jupyter's own tools: pages.py OUT PAGE.html|FOLDER…

FOLDER is what a run left: its report.html and its .ipynb. Screenshots and PDFs are written to OUT. Every finding is a
line; the exit status is 1 where there is one.
"""
import base64, hashlib, pathlib, shutil, subprocess, sys
import axe_playwright_python, nbconvert, nbformat
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDTHS = [(360, 740), (1280, 900), (1920, 1080)]
findings = []


def find(where, what):
    findings.append(f"{where}: {what}")
    print(f"  {what}")


def open_page(browser, path, name, width, height, scheme, out):
    """One page in one window: what it asks for, says, runs and shows."""
    where = f"{name} {width} {scheme}"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    address = path.resolve().as_uri()
    asked = lambda r: r.url.split("#")[0] != address and not r.url.startswith(("data:", "about:"))
    page.on("request", lambda r: find(where, f"asks for {r.url[:120]}") if asked(r) else None)
    page.on("console", lambda m: find(where, f"console: {m.text[:200]}"))
    page.on("pageerror", lambda e: find(where, f"error: {e}"))
    page.goto(address)
    page.wait_for_timeout(200)
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    scripts = page.evaluate("[...document.scripts].map(s => s.textContent)")
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    if len(hashes) != 1 or hashes[0] not in policy:
        find(where, f"{len(hashes)} scripts, not the one of its policy")
    if page.evaluate("document.documentElement.dataset.pwned"):
        find(where, "a foreign script ran")
    # Every part that is wider than the window must scroll by itself.
    over = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        find(where, f"{over} pixels wider than the window")
    # Of a page longer than any eye follows its beginning.
    tall = min(page.evaluate("document.documentElement.scrollHeight"), 30_000)
    page.set_viewport_size({"width": width, "height": tall})
    page.screenshot(path=out / f"{name}-{width}-{scheme}.png")
    page.set_viewport_size({"width": width, "height": height})
    if tall < 30_000:
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    for violation in found:
        find(where, f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]}")
    context.close()


def print_page(browser, path, name, out):
    page = browser.new_page()
    page.goto(path.resolve().as_uri())
    page.pdf(path=out / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
    page.close()


def firefox(path, name, out):
    """A picture by another engine, for the eye."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        return
    profile = out / "firefox-profile"
    profile.mkdir(exist_ok=True)
    command = [program, "--headless", "--profile", profile, "--no-remote", "--window-size=1280,2400",
               f"--screenshot={out / f'{name}-firefox.png'}", path.resolve().as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=False)


def read_notebook(path, name):
    """The executed notebook is valid, and nbconvert shows its outputs."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    except Exception as error:
        return find(name, f"{path.name}: {type(error).__name__}: {str(error)[:300]}")
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    pictures = sum(
        any(kind.startswith("image/") for kind in o.get("data", {})) for c in cells for o in c.outputs)
    shown = page.count('class="jp-RenderedSVG') + page.count('class="jp-RenderedImage')
    if shown != pictures:
        find(name, f"{path.name}: nbconvert shows {shown} of {pictures} pictures")
    print(f"  {path.name}: {len(cells)} code cells, {sum(len(c.outputs) for c in cells)} outputs, "
          f"{pictures} pictures, {path.stat().st_size / 1e6:.1f} MB")


def main():
    out = pathlib.Path(sys.argv[1]).resolve()
    pages = []
    for argument in sys.argv[2:]:
        path = pathlib.Path(argument)
        pages.append((path.stem, path, None) if path.is_file() else (path.name, path / "report.html", path))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, folder in pages:
            if not path.exists():
                continue
            print(f"{name}: {path.stat().st_size / 1e3:.0f} kB")
            for width, height in WIDTHS:
                for scheme in ("light", "dark"):
                    open_page(browser, path, name, width, height, scheme, out)
            print_page(browser, path, name, out)
            firefox(path, name, out)
            for notebook in sorted(folder.glob("*.ipynb")) if folder else []:
                read_notebook(notebook, name)
        browser.close()
    print(f"{len(pages)} pages, {len(findings)} findings; look at {out}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
