package message_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sns-dynamics/internal/function/message"
)

// A message with the maximum size of SNS must not use up the function's memory, whatever
// its content.
func TestDeepMessage(t *testing.T) {
	const depth = 9000
	deep := strings.Repeat(`{"aaaaaaaaaaaaaaaaaaaa":`, depth) + "1" + strings.Repeat("}", depth)
	text := []byte(`{"operation":"create","entitySet":"contacts","data":` + deep + `}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := message.Decode(text)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 32 {
		t.Errorf("decoding %d KiB took %d MiB", len(text)>>10, took)
	}
}

// The error of a message is part of dead letters, so it must be short.
func TestErrorStaysSmall(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"operation":"action","action":"A"`)
	for i := range 5000 {
		fmt.Fprintf(&text, `,"%s%d":1`, strings.Repeat("x", 40), i)
	}
	text.WriteString("}")
	_, err := message.Decode([]byte(text.String()))
	if err == nil || len(err.Error()) > 4096 || !strings.HasSuffix(err.Error(), "; and 4990 more") {
		t.Errorf("error of %d bytes, want ten problems and a count", len(err.Error()))
	}
	deep := `{"operation":"create","entitySet":"contacts","data":` + strings.Repeat(`{"a":`, 100) + `{"b":1,"b":2}` + strings.Repeat("}", 100) + `}`
	_, err = message.Decode([]byte(deep))
	if want := "decode: /data" + strings.Repeat("/a", 15) + "/…: given twice"; err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}
