"""Import the `insitu` package from memory: the archive is a JSON object of module path → source text.

Runs on both sides before anything else, so it may use the standard library only. The backend gets the
archive from a table and checks it against the hash in its own function body; the child reads it from
an inherited memfd.
"""

import importlib.abc
import importlib.machinery
import sys


class ArchiveFinder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds and loads the modules of one archive."""

    def __init__(self, files):
        self.files = files

    def find_spec(self, fullname, path=None, target=None):
        base = fullname.replace(".", "/")
        for name, package in ((base + "/__init__.py", True), (base + ".py", False)):
            if name in self.files:
                spec = importlib.machinery.ModuleSpec(fullname, self, origin="<" + name + ">", is_package=package)
                spec.has_location = False
                return spec
        return None

    def get_source(self, fullname):
        base = fullname.replace(".", "/")
        return self.files.get(base + "/__init__.py", self.files.get(base + ".py"))

    def get_code(self, fullname):
        base = fullname.replace(".", "/")
        return compile(self.get_source(fullname), "<" + base + ".py>", "exec", dont_inherit=True)

    def is_package(self, fullname):
        return fullname.replace(".", "/") + "/__init__.py" in self.files


def import_from(files):
    """Serve `insitu` from `files`, forgetting an older version this session may have loaded."""
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "ArchiveFinder"]
    for name in [n for n in sys.modules if n == "insitu" or n.startswith("insitu.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, ArchiveFinder(files))
