# What a user would write: json + sqlite3 from Python's standard library, a plain file, one
# full-text column of code.text. Prints CPU seconds and rows as JSON.
import json, resource, sqlite3, sys, time
out, files = sys.argv[1], sys.argv[2:]
t = time.process_time()
db = sqlite3.connect(out)
db.execute("PRAGMA journal_mode=WAL")
db.execute("CREATE TABLE r (type TEXT, id TEXT, date TEXT, body TEXT, PRIMARY KEY (type, id))")
db.execute("CREATE VIRTUAL TABLE f USING fts5(text, content='')")
rows = 0
for name in files:
    with open(name, encoding="utf-8") as f:
        bundle = json.load(f)
    for entry in bundle["entry"]:
        r = entry["resource"]
        code = r.get("code") or r.get("type") or {}
        if isinstance(code, list):
            code = code[0] if code else {}
        date = r.get("effectiveDateTime") or r.get("authoredOn") or r.get("recordedDate") or ""
        rowid = db.execute("INSERT OR REPLACE INTO r VALUES (?,?,?,?)",
                           (r["resourceType"], r.get("id", str(rows)), date,
                            json.dumps(r, separators=(",", ":"), ensure_ascii=False))).lastrowid
        text = code.get("text", "") if isinstance(code, dict) else ""
        db.execute("INSERT INTO f (rowid, text) VALUES (?,?)", (rowid, text))
        rows += 1
    db.commit()
db.close()
print(json.dumps({"cpu": time.process_time() - t, "rows": rows,
                  "rss_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
