"""Opens a backup by following its README.txt only: tar, age, and any SQLCipher 4. argv: backup, passphrase file, work folder, mode."""
import json, os, pty, re, subprocess, sys

def age(secret, *args):
    """age asks on the terminal only."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp('age', ['age', *args])
    out = b''
    sent = False
    while True:
        try:
            piece = os.read(fd, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
        if not sent and b'assphrase' in out:
            os.write(fd, secret.encode() + b'\n')
            sent = True
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        sys.exit('age said: ' + out.decode(errors='replace'))
    return out.decode(errors='replace')

backup, secret, work = os.path.abspath(sys.argv[1]), open(sys.argv[2]).readline().rstrip('\n'), sys.argv[3]
slot = sys.argv[4] if len(sys.argv) > 4 else 'passphrase'
os.makedirs(work)
os.chdir(work)
subprocess.run(['tar', '-xf', backup], check=True)
if slot == 'recovery':
    secret = secret.replace('-', '')[:-1]
root = re.search(r'"root":"([^"]+)"', age(secret, '-d', f'slots/{slot}.age')).group(1)
key = re.search(r'([A-Za-z0-9+/]{43})\s*$', age(root, '-d', 'slots/key.age')).group(1)
age(key, '-d', '-o', 'payload.tar', 'payload.age')
subprocess.run(['tar', '-xf', 'payload.tar'], check=True)
index = json.load(open('index.json'))
try:
    import sqlcipher3
except ImportError:
    sqlcipher3 = None
found = []
for record in index['records']:
    if sqlcipher3 is None:
        continue
    db = sqlcipher3.connect(f"records/{record['rid']}/record.db")
    db.execute(f'PRAGMA key = "{record["key"]}"')
    n = db.execute('SELECT count(*) FROM item').fetchone()[0]
    name = json.loads(db.execute('SELECT details FROM person').fetchone()[0])
    assert n == record['entries'], (n, record['entries'])
    found.append({'entries': n, 'details': name})
print(json.dumps({'records': len(index['records']), 'sqlcipher': sqlcipher3 is not None, 'found': found}, ensure_ascii=False))
