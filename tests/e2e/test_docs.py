"""The documentation is executed: commands shown with `$ rampart` run in a copy of the repository, and what is shown below them comes out.

A block without a language whose first line begins with `$ ` is an example. `$ cat FILE` shows a file, which is then there for the commands after it on
the page. A line `...` stands for any lines, `...` within a line for any text. How many rules there are and how many cases pass changes with
each new rule, so these two numbers are not compared."""
import glob
import os
import re
import shutil
import subprocess
import unittest

from rampart import RAMPART, ROOT, Case

PAGES = ["README.md", *sorted(os.path.relpath(p, ROOT) for p in glob.glob(f"{ROOT}/docs/*.md"))]
NEEDED = ["content", "examples"]
ELSEWHERE = ("$ git ", "$ make ")   # what needs a remote, or builds


def examples(page):
    """(line, [(command, [shown lines])]) of each block."""
    with open(f"{ROOT}/{page}", encoding="utf-8") as f:
        lines = f.read().split("\n")
    i = 0
    while i < len(lines):
        if not lines[i].startswith("```"):
            i += 1
            continue
        end = lines.index("```", i + 1)
        block = lines[i + 1:end]
        if lines[i] == "```" and block and block[0].startswith("$ "):
            commands = []
            for line in block:
                if line.startswith("$ "):
                    commands.append((line[2:], []))
                else:
                    commands[-1][1].append(line)
            yield i + 2, commands
        i = end + 1


def same(shown, line):
    shown, line = (re.sub(r"\b\d+ (rules\b|passed, \d+ failed \()", r"N \1", text.rstrip()) for text in (shown, line))
    return re.fullmatch(".*".join(re.escape(piece) for piece in shown.split("...")), line) is not None


def missing(shown, out):
    """The first shown line that does not come, in order; None when all do. Without a `...` before it a line must follow at once."""
    at, anywhere = 0, True
    for line in shown:
        if line.strip() == "...":
            anywhere = True
            continue
        if not line.strip():
            continue
        while at < len(out) and (not out[at].strip() or (anywhere and not same(line, out[at]))):
            at += 1
        if at == len(out) or not same(line, out[at]):
            return line
        at, anywhere = at + 1, False
    return None


class Documentation(Case):
    def test_every_example_prints_what_the_page_shows(self):
        bin_folder = os.path.join(self.folder, ".bin")
        os.makedirs(bin_folder)
        os.symlink(os.path.abspath(RAMPART), f"{bin_folder}/rampart")
        for name in NEEDED:
            shutil.copytree(f"{ROOT}/{name}", os.path.join(self.folder, name))
        run = 0
        for page in PAGES:
            for line, commands in examples(page):
                for command, shown in commands:
                    if command.startswith("cat "):
                        self.write(command[4:], "\n".join(shown) + "\n")
                        continue
                    if "rampart" not in command or f"$ {command}".startswith(ELSEWHERE):
                        continue
                    with self.subTest(page=page, line=line):
                        done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=self.folder, timeout=120, check=False,
                                              env=dict(os.environ, PATH=f"{bin_folder}:{os.environ['PATH']}", NO_COLOR="1"))
                        out = (done.stdout + done.stderr).decode("utf-8", "replace").split("\n")
                        self.assertIn(done.returncode, (0, 1), f"{page}:{line}: {command}\n" + "\n".join(out)[-2000:])
                        gone = missing(shown, out)
                        self.assertIsNone(gone, f"{page}:{line}: `{command}` does not print this line where it is shown: {gone}\n" + "\n".join(out)[-4000:])
                        run += 1
        self.assertGreaterEqual(run, 4)


def flags_in(text):
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", text))


class Flags(Case):
    def help_of(self, command):
        return set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", self.rampart(command, "--help").out, re.M))

    def test_every_flag_of_scan_stands_in_the_table_of_the_page(self):
        with open(f"{ROOT}/docs/gate.md", encoding="utf-8") as f:
            page = f.read()
        table = set()
        for row in re.findall(r"^\| (`-.*?) \| ", page, re.M):
            table |= flags_in(row)
        flags = self.help_of("scan")
        self.assertGreater(len(flags), 25)
        self.assertEqual(sorted(flags - table), [], "flags that docs/gate.md does not explain")
        self.assertEqual(sorted(table - flags), [], "flags that docs/gate.md explains and nobody has")

    def test_an_unknown_flag_is_refused_with_the_nearest_right_one(self):
        for command, wrong, right in (("scan", "--skip-chek", "--skip-check"), ("scan", "--output-fil-path", "--output-file-path"), ("scan", "--soft-fial", "--soft-fail"),
                                      ("eval", "--fromat", "--format"), ("test", "--verbos", "--verbose"), ("resources", "--ouput", "--output"), ("rules", "--outpt", "--output")):
            with self.subTest(flag=wrong):
                done = self.rampart(command, wrong)
                self.assertIn(done.status, (1, 2))
                self.assertIn(f"unknown flag: {wrong}", done.err)
                self.assertIn(f"did you mean {right}?", done.err)
        self.assertNotIn("did you mean", self.rampart("scan", "--nothing-like-any").err)

    def test_an_unknown_command_is_refused_with_the_nearest_right_one(self):
        done = self.rampart("scna")
        self.assertEqual(done.status, 2)
        self.assertIn("did you mean 'scan'?", done.err)


if __name__ == "__main__":
    unittest.main()
