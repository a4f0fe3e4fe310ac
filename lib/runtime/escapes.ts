/** One way out of the fence: Python that must fail, and how. `{{name}}` is filled in by the test. */
export type Escape = {
  readonly name: string;
  readonly source: string;
  /** What the error has to say. */
  readonly refusal: RegExp;
};

const REFUSED = /Operation not permitted|Permission denied|not allowed|PermissionError/;
const call = (number: string): string => `
import ctypes, os, platform
table = ${number}
libc = ctypes.CDLL(None, use_errno=True)
done = libc.syscall(*[ctypes.c_long(n) for n in (table[platform.machine()], 0, 0, 0, 0, 0, 0)])
if done == -1:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
`;
const syscall = (name: string, x86: number, arm: number): Escape => ({
  name: `system call ${name}`,
  source: call(`{'x86_64': ${x86}, 'aarch64': ${arm}}`),
  refusal: /Operation not permitted/,
});
const refused = (name: string, source: string, refusal: RegExp = REFUSED): Escape => ({ name, source, refusal });

export const network: readonly Escape[] = [
  refused('TCP out', "import socket\nsocket.create_connection(('127.0.0.1', {{port}}), 2)"),
  refused('a raw TCP socket', 'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_STREAM)'),
  refused('UDP', 'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)'),
  refused('a name look-up', "import socket\nsocket.getaddrinfo('localhost', 80)"),
  refused("PostgreSQL's socket as postgres", 'import socket\nsocket.socket(socket.AF_UNIX, socket.SOCK_STREAM)'),
  refused(
    'the metadata address',
    "import urllib.request\nurllib.request.urlopen('http://169.254.169.254/', timeout=2)",
  ),
];

export const processes: readonly Escape[] = [
  refused('os.system', "import os\nos.system('id')"),
  refused('subprocess', "import subprocess\nsubprocess.run(['/bin/id'])"),
  refused('os.fork', 'import os\nos.fork()'),
  refused(
    '_posixsubprocess.fork_exec',
    "import _posixsubprocess, os\nr, w = os.pipe()\n_posixsubprocess.fork_exec([b'/bin/id'], [b'/bin/id'], True, (w,), None, None, -1, -1, -1, -1, -1, -1, r, w, True, False, -1, None, None, None, -1, None, True)\nif not os.read(r, 10):\n    raise SystemExit('it ran')",
  ),
  refused(
    'execve by ctypes',
    "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nargv = (ctypes.c_char_p * 2)(b'/bin/id', None)\nlibc.execve(b'/bin/id', argv, (ctypes.c_char_p * 1)(None))\nraise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))",
  ),
  refused(
    'fork by ctypes',
    'import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nif libc.fork() == -1:\n    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))',
  ),
  refused('killing the postmaster', 'import os\nos.kill({{postmaster}}, 9)'),
  refused(
    'stopping the postmaster by ctypes',
    'import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nif libc.kill({{postmaster}}, 19) == -1:\n    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))',
  ),
  refused(
    'raising a resource limit',
    'import resource\nresource.setrlimit(resource.RLIMIT_DATA, (2**40, 2**40))',
    /PermissionError|not permitted|not allowed/,
  ),
  refused(
    "changing another process's limit",
    'import resource\nresource.prlimit({{postmaster}}, resource.RLIMIT_NOFILE, (3, 3))',
    /PermissionError|ProcessLookupError/,
  ),
];

export const files: readonly Escape[] = [
  refused('reading PGDATA', "open('{{data}}/PG_VERSION').read()"),
  refused('reading pg_hba.conf', "open('{{hba}}').read()"),
  refused('listing the WAL', "import os\nos.listdir('{{data}}/pg_wal')"),
  refused(
    "reading the postmaster's environment",
    "open('/proc/{{postmaster}}/environ', 'rb').read()",
    /Permission|No such file/,
  ),
  refused("reading process 1's environment", "open('/proc/1/environ', 'rb').read()"),
  refused('reading its own memory as a file', "open('/proc/self/mem', 'rb').read(1)"),
  refused('listing its descriptors', "import os\nos.listdir('/proc/self/fd')"),
  refused('reading /etc/passwd', "open('/etc/passwd').read()"),
  refused('writing /tmp', "open('/tmp/insitu-escape', 'w').write('x')"),
  refused('writing /dev/shm', "open('/dev/shm/insitu-escape', 'w').write('x')"),
  refused(
    'writing site-packages',
    "import numpy, os\nopen(os.path.join(os.path.dirname(numpy.__file__), 'escape.py'), 'w')",
  ),
  refused('memfd_create', "import os\nos.memfd_create('escape')"),
  refused(
    'filling the shared memory it was given',
    'import os, stat\nfor n in range(3, 64):\n    try:\n        if stat.S_ISREG(os.fstat(n).st_mode):\n            os.posix_fallocate(n, 0, 3 << 30)\n    except OSError as error:\n        if error.errno not in (9, 1, 13):\n            raise',
    /File too large/,
  ),
  refused(
    'importing from the working directory',
    "import sys\nif '' in sys.path or '.' in sys.path or '/' in sys.path:\n    print('open')\nelse:\n    raise PermissionError('not allowed')",
  ),
  refused(
    'an inherited descriptor',
    'import os, stat\nfound = []\nfor n in range(3, 256):\n    try:\n        mode = os.fstat(n).st_mode\n    except OSError:\n        continue\n    if stat.S_ISSOCK(mode) or stat.S_ISDIR(mode) or stat.S_ISBLK(mode):\n        found.append(n)\n    elif stat.S_ISREG(mode) and os.fstat(n).st_nlink:\n        found.append(n)\nif not found:\n    raise PermissionError("nothing inherited: not allowed")',
  ),
];

export const systemCalls: readonly Escape[] = [
  syscall('shmget', 29, 194),
  syscall('ptrace', 101, 117),
  syscall('process_vm_readv', 310, 270),
  syscall('io_uring_setup', 425, 425),
  syscall('bpf', 321, 280),
  syscall('userfaultfd', 323, 282),
  syscall('keyctl', 250, 219),
  syscall('unshare', 272, 97),
  syscall('setns', 308, 268),
  syscall('perf_event_open', 298, 241),
  syscall('mount', 165, 40),
  syscall('pidfd_open', 434, 434),
  syscall('socket', 41, 198),
  syscall('memfd_create', 319, 279),
  syscall('setsid', 112, 157),
  syscall('personality', 135, 92),
  syscall('init_module', 175, 105),
  syscall('execveat', 322, 281),
  syscall('process_vm_writev', 311, 271),
  syscall('open_by_handle_at', 304, 265),
  syscall('pidfd_getfd', 438, 438),
  syscall('mknodat', 259, 33),
  syscall('chroot', 161, 51),
  syscall('pivot_root', 155, 41),
  syscall('kexec_load', 246, 104),
  syscall('add_key', 248, 217),
  syscall('memfd_secret', 447, 447),
  syscall('fanotify_init', 300, 262),
  syscall('inotify_init1', 294, 26),
  syscall('mlockall', 151, 230),
  syscall('semget', 64, 190),
  syscall('msgget', 68, 186),
  syscall('mq_open', 240, 180),
  syscall('tkill', 200, 130),
  syscall('rt_sigqueueinfo', 129, 138),
  syscall('socket by the x32 numbers', 0x40000000 + 41, 0x40000000 + 198),
  refused('clone3', call(`{'x86_64': 435, 'aarch64': 435}`), /not implemented|not permitted/),
];

const sql = (statement: string): string => `session.sql(${JSON.stringify(statement)})`;
export const queries: readonly Escape[] = [
  refused('RESET ROLE', sql('reset role'), /syntax error/),
  refused('SET SESSION AUTHORIZATION', sql('set session authorization postgres'), /syntax error/),
  refused('two statements', sql('select 1; reset role'), /syntax error/),
  refused(
    'closing the bracket',
    sql('select 1) as q; reset role; select * from (select 2'),
    /multi-query|one SELECT|syntax/,
  ),
  refused('set_config of the role', sql("select set_config('role', 'postgres', false)"), /permission denied/),
  refused('COPY TO PROGRAM', sql("copy (select 1) to program 'id'"), /syntax error/),
  refused('lo_export', sql("select lo_export(1, '/tmp/x')"), /permission denied/),
  refused('pg_read_file', sql("select pg_read_file('PG_VERSION')"), /permission denied/),
  refused('pg_ls_dir', sql("select pg_ls_dir('.')"), /permission denied/),
  refused('dblink', sql("select * from dblink('dbname=postgres', 'select 1') as t(a int)"), /does not exist/),
  refused('CREATE SUBSCRIPTION', sql("create subscription s connection '' publication p"), /syntax error/),
  refused('CREATE FUNCTION', sql("create function f() returns int language plpython3u as 'return 1'"), /syntax error/),
  refused('DO', sql("do language plpython3u 'import os'"), /syntax error/),
  refused('a data-changing WITH', sql('with d as (delete from pg_class returning 1) select * from d'), /top level/),
  refused('reading pg_authid', sql('select rolpassword from pg_authid'), /permission denied/),
  refused("the definer's door", sql('select insitu._define()'), /Only Insitu|own code/),
  refused('changing the settings', sql("update insitu.setting set value = '1'"), /syntax error/),
  refused('ending a transaction', sql('commit'), /syntax error/),
];
