package message_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// references is a batch with n references to a row with a key of the given length, after
// the given operations.
func references(key string, n int) string {
	return fmt.Sprintf(`{"operation":"batch","operations":[{"operation":"upsert","contentId":"a","entitySet":"accounts","key":{"accountnumber":%q},"data":{"name":"x"}},
		{"operation":"create","entitySet":"contacts","data":{"x@odata.bind":[%s"$a"]}}]}`, key, strings.Repeat(`"$a",`, n-1))
}

// TestSize: a message whose expanded size is too large is refused with the number of bytes.
// A message of exactly the limit is accepted.
func TestSize(t *testing.T) {
	const (
		most   = 4 << 20
		delete = `{"operation":"delete","entitySet":"contacts","id":"` + guid + `"}`
	)
	batch := func(operations ...string) string {
		return `{"operation":"batch","operations":[` + strings.Join(operations, ",") + `]}`
	}
	upsert := `{"operation":"upsert","contentId":"a","entitySet":"accounts","key":{"accountnumber":"` + strings.Repeat("%", 1024) + `"},"data":{"name":"x"}}`
	repeat := func(n int, operation string) []string {
		all := []string{upsert}
		for range n {
			all = append(all, operation)
		}
		return all
	}
	for name, text := range map[string]string{
		"references": references(strings.Repeat("%", 1024), 1400),
		"ids":        batch(repeat(999, `{"operation":"associate","entitySet":"accounts","id":"$a","navigationProperty":"n","related":"$a"}`)...),
		"related":    batch(repeat(999, `{"operation":"disassociate","entitySet":"contacts","id":"`+guid+`","navigationProperty":"n","related":"$a"}`)...),
		"a tag":      `{"operation":"batch","operations":[` + strings.Repeat(delete+",", 999) + delete + `],"tag":"` + strings.Repeat("%", 1400) + `"}`,
		"parameters": batch(repeat(999, `{"operation":"action","action":"A","parameters":{"a@odata.bind":"$a","b@odata.bind":["$a"]}}`)...),
	} {
		_, err := message.Decode([]byte(text))
		e, ok := errors.AsType[*message.Error](err)
		if !ok || len(e.Problems) != 1 || e.Problems[0].Pointer != "/operations" ||
			!strings.HasPrefix(e.Problems[0].Text, "expected at most 4194304 bytes with the row of each contentId in its place, got ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The maximum number of references, and one more.
	fits := func(n int) (operation.Operation, error) {
		return message.Decode([]byte(references(strings.Repeat("%", 1024), n)))
	}
	n := 1
	for ; ; n++ {
		op, err := fits(n * 100)
		if err != nil {
			break
		}
		if size := op.Size(); size > most || size < n*100*3*1024 {
			t.Fatalf("%d references come to %d bytes", n*100, size)
		}
	}
	for n *= 100; ; n-- {
		if op, err := fits(n); err == nil {
			if size := op.Size(); size <= most-4000 {
				t.Errorf("%d references come to %d bytes, and one more is refused", n, size)
			}
			break
		}
	}
}

// TestSizeIsThatOfTheRequest compares the computed size of an operation with the bodies and
// addresses of its request.
func TestSizeIsThatOfTheRequest(t *testing.T) {
	key := `{"k":"a b%'😀","n":1.5,"_x_value":"` + guid + `"}`
	op, err := message.Decode([]byte(`{"operation":"batch","operations":[
		{"operation":"upsert","contentId":"a","entitySet":"accounts","key":` + key + `,"data":{"name":"x"}},
		{"operation":"create","entitySet":"contacts","data":{"x@odata.bind":["$a"],"y":{"z@odata.bind":"\u0024a"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	path := operation.Reference{EntitySet: "accounts", Row: op.Operations[0].Row}.Path()
	want := `{"x@odata.bind":["/` + path + `"],"y":{"z@odata.bind":"/` + path + `"}}`
	if got := string(op.Operations[1].Data); got != want {
		t.Errorf("data is %s, want %s", got, want)
	}
	sum := len(`{"name":"x"}`) + len(path) + len(want) + len("contacts()")
	if size := op.Size(); size < sum || size > sum+20 {
		t.Errorf("size is %d, want about %d", size, sum)
	}
}

// TestProblemsAreBounded: problems beyond the limit are counted.
func TestProblemsAreBounded(t *testing.T) {
	fields := map[string]int{"operation": 1}
	for i := range 20_000 {
		fields[fmt.Sprint(i)] = 1
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	_, err = message.Decode(text)
	e, ok := errors.AsType[*message.Error](err)
	if !ok || len(e.Problems) != 50 || e.More != 20_000+1-50 || !strings.HasSuffix(err.Error(), "; and 19991 more") {
		t.Errorf("%d problems and %d more: %.100v", len(e.Problems), e.More, err)
	}
}
