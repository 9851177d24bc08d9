// opa-bench POLICY INPUT RULE RUNS: evaluates RULE ("data.a.b") RUNS times with the query and input prepared; prints seconds for one evaluation,
// then the answer.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx := context.Background()
	runs, err := strconv.Atoi(os.Args[4])
	must(err)
	policy, err := os.ReadFile(os.Args[1])
	must(err)
	file, err := os.Open(os.Args[2])
	must(err)
	decoder := json.NewDecoder(file)
	decoder.UseNumber()
	var raw any
	must(decoder.Decode(&raw))
	input, err := ast.InterfaceToValue(raw)
	must(err)
	raw = nil
	query, err := rego.New(rego.Query(os.Args[3]), rego.Module("policy.rego", string(policy))).PrepareForEval(ctx)
	must(err)
	answer, err := query.Eval(ctx, rego.EvalParsedInput(input))
	must(err)
	start := time.Now()
	for i := 0; i < runs; i++ {
		_, err := query.Eval(ctx, rego.EvalParsedInput(input))
		must(err)
	}
	fmt.Println(time.Since(start).Seconds() / float64(runs))
	out, err := json.Marshal(answer[0].Expressions[0].Value)
	must(err)
	fmt.Println(string(out))
}
