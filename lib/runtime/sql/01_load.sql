-- Load the package into this session and return its key in GD. What is executed is decided by the hash in
-- this body, which only the superuser can change; the table's content has to match it.
create or replace function insitu._load() returns text language plpython3u volatile as $python$
import hashlib, json
wanted = "@hash"
archive = None
for row in plpy.execute("SELECT p.archive FROM insitu.package AS p"):
    if hashlib.sha256(row["archive"].encode("utf-8")).hexdigest() == wanted:
        archive = row["archive"]
if archive is None:
    plpy.error("Insitu's package is missing or was changed.", sqlstate="IN004", hint="Run: insitu install")
files = json.loads(archive)
space = {"__name__": "insitu_boot"}
exec(compile(files["insitu/boot.py"], "<insitu/boot.py>", "exec"), space)
space["import_from"](files)
from insitu.shim import entry, package
package.keep(archive)
for key in [key for key in GD if key.startswith("insitu@")]:
    del GD[key]
GD["insitu@" + wanted] = entry.runtime
return "insitu@" + wanted
$python$;
