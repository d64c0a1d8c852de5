package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/function/route"
)

// exitMemory is the exit code of a process whose memory is over the limit.
const exitMemory = 97

// CodeDecode is the code of a message that is no operation and that has a route without a
// mapping.
const CodeDecode = "decode"

// Serve is the work of the process. It reads the routes and then messages, and writes the
// [Result] of each message, one JSON value a line, until the end of r. It ends the process if
// its memory is over [MaxBytes]. The error is an error of the routes, or of reading or writing.
func Serve(r io.Reader, w io.Writer) error {
	debug.SetMemoryLimit(MaxBytes * 7 / 8) // the collector works before the process ends
	go watch()
	in, out := json.NewDecoder(r), json.NewEncoder(w)
	var file route.File
	if err := in.Decode(&file); err != nil {
		return err
	}
	table, err := route.New(file)
	if err != nil {
		return err
	}
	for {
		var e message.Envelope
		if err := in.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		result := resolve(table, e)
		limitMemory() // a message may end before the next look of watch
		if err := out.Encode(result); err != nil {
			return err
		}
		runtime.GC() // each message begins with little memory
	}
}

func resolve(table *route.Table, e message.Envelope) Result {
	made, err := table.Resolve(context.Background(), e)
	result := Result{IsIgnored: made.IsIgnored, Message: made.Message}
	if made.Route != nil {
		result.Route = made.Route.Name
	}
	if err == nil {
		return result
	}
	result.Code, result.Text = CodeDecode, err.Error()
	if e, ok := errors.AsType[*route.Error](err); ok {
		result.Code = e.Code
	}
	return result
}

// watch ends the process soon after its memory is over the limit, also in the middle of a message.
func watch() {
	for range time.Tick(2 * time.Millisecond) {
		limitMemory()
	}
}

// limitMemory ends the process if its memory is over the limit: the memory that the runtime has
// from the operating system, without the memory that it gave back.
func limitMemory() {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	if samples[0].Value.Uint64()-samples[1].Value.Uint64() > MaxBytes {
		os.Exit(exitMemory)
	}
}
