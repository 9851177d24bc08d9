// Answers Rego cases with OPA: reads one JSON object a line ({"modules": [...], "data": ..., "input": ..., "query": "...", "strict": bool}) and
// writes one a line: {"result": [bindings]} or {"error": code}.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
)

type kase struct {
	Modules []string       `json:"modules"`
	Data    map[string]any `json:"data"`
	Input   *any           `json:"input"`
	Query   string         `json:"query"`
	Strict  bool           `json:"strict"`
}

func code(err error) string {
	var list ast.Errors
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Code
	}
	var regoErrors rego.Errors
	if errors.As(err, &regoErrors) && len(regoErrors) > 0 {
		return code(regoErrors[0])
	}
	var one *ast.Error
	if errors.As(err, &one) {
		return one.Code
	}
	var eval *topdown.Error
	if errors.As(err, &eval) {
		return eval.Code
	}
	return "other: " + err.Error()
}

func answer(k kase) (result any) {
	defer func() {
		if recover() != nil { // OPA's own bugs are not ours to copy
			result = map[string]any{"error": "panic"}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	options := []func(*rego.Rego){rego.Query(k.Query), rego.StrictBuiltinErrors(k.Strict)}
	for i, m := range k.Modules {
		options = append(options, rego.Module(fmt.Sprintf("m%d.rego", i), m))
	}
	if k.Data != nil {
		options = append(options, rego.Store(inmem.NewFromObject(k.Data)))
	}
	if k.Input != nil {
		options = append(options, rego.Input(*k.Input))
	}
	found, err := rego.New(options...).Eval(ctx)
	if err != nil {
		return map[string]any{"error": code(err)}
	}
	rows := []any{}
	for _, r := range found {
		values := []any{}
		for _, e := range r.Expressions {
			values = append(values, e.Value)
		}
		rows = append(rows, map[string]any{"bindings": r.Bindings, "expressions": values})
	}
	return map[string]any{"result": rows}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var k kase
		read := json.NewDecoder(bytes.NewReader(in.Bytes()))
		read.UseNumber() // numbers as they are written
		if err := read.Decode(&k); err != nil {
			panic(err)
		}
		out.Encode(answer(k))
	}
}
