package protocol

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// Input is the JSON object of the members of a request.
type Input json.RawMessage

// Operation carries out one call. Its result is encoded by the [Protocol] of the
// service, after the operation returned, so no other call may change the result.
// Its error is an [*Error].
type Operation func(ctx context.Context, in Input) (out any, err error)

// Exclusive returns an operation that decodes its input and calls f while it
// holds lock. Its errors are the errors of [Concurrent].
func Exclusive[In any](lock sync.Locker, f func(In) (any, error)) Operation {
	return Concurrent(func(_ context.Context, in In) (any, error) {
		lock.Lock()
		defer lock.Unlock()
		return f(in)
	})
}

// Concurrent returns an operation that decodes its input and calls f without a lock.
// The error of a member that In does not have is [NotCovered]: an emulator that
// ignores a member lets a test pass that should fail. The code of the error of other
// input that does not fit In is SerializationException.
func Concurrent[In any](f func(context.Context, In) (any, error)) Operation {
	return func(ctx context.Context, raw Input) (any, error) {
		var in In
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			if strings.Contains(err.Error(), "unknown field") {
				return nil, NotCovered("this member: %v", err)
			}
			return nil, Refuse(http.StatusBadRequest, "SerializationException", "%v", err)
		}
		return f(ctx, in)
	}
}

// EncodeJSON returns the JSON text of a value, without escapes for HTML. It panics
// if the value has no JSON form.
func EncodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
