"""compare.py OURS OPA REGORUS HERE PLAN SIZE_MB RAMPART: times the same rules in three engines and compares the answers."""
import json, subprocess, sys, time

ours, opa, regorus, here, plan, size, rampart = sys.argv[1:8]
scale = max(1, int(100 / float(size)))


def run(binary, policy, document, rule, runs, *mode):
    out = subprocess.run([binary, policy, document, rule, str(runs), *mode], capture_output=True, text=True, check=True).stdout
    seconds, answer = out.split("\n", 1)
    answer = json.loads(answer)
    return float(seconds), sorted(answer) if isinstance(answer, list) else answer


print(f"{'rule':30} {'rampart':>11} {'opa':>11} {'regorus':>11}   x opa  x regorus")
good = True
jobs = [(f"{here}/plan.rego", plan, f"data.bench.{r}", (5 * scale, 2 * scale, 2 * scale)) for r in ("deny", "by_type", "public_count", "tagged")]
jobs.append((f"{here}/regorus_readme.rego", f"{here}/servers.json", "data.example.allow", (100000, 10000, 10000)))
for policy, document, rule, runs in jobs:
    rows = [run(binary, policy, document, rule, n) for binary, n in zip((ours, opa, regorus), runs)]
    rows[2] = min(rows[2], run(regorus, policy, document, rule, runs[2], "vm"), key=lambda row: row[0])   # its interpreter or its machine, whichever is faster
    if not rows[0][1] == rows[1][1] == rows[2][1]:
        print(f"{rule}: answers differ")
        good = False
    a, b, c = (r[0] for r in rows)
    print(f"{rule:30} {a * 1e3:9.3f}ms {b * 1e3:9.3f}ms {c * 1e3:9.3f}ms {b / a:7.1f} {c / a:10.1f}")


def cold(command, n=30):
    best = 1e9
    for _ in range(n):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        best = min(best, time.perf_counter() - start)
    return best * 1e3


example = [f"{here}/regorus_readme.rego", f"{here}/servers.json", "data.example.allow"]
print(f"cold, regorus' example: rampart {cold([rampart, 'eval', '-d', example[0], '-i', example[1], example[2]]):.2f} ms, "
      f"opa's engine {cold([opa, *example, '0']):.2f} ms, regorus' engine {cold([regorus, *example, '0']):.2f} ms (goal: below 5 ms)")
print(f"cold, the plan of {size} MB: rampart {cold([rampart, 'eval', '-f', 'discard', '-d', f'{here}/plan.rego', '-i', plan, 'data.bench.deny'], 3):.0f} ms, "
      f"opa's engine {cold([opa, f'{here}/plan.rego', plan, 'data.bench.deny', '0'], 1):.0f} ms, "
      f"regorus' engine {cold([regorus, f'{here}/plan.rego', plan, 'data.bench.deny', '0'], 1):.0f} ms")
sys.exit(0 if good else 1)
