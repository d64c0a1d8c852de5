package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// call is a request without its token.
type call struct {
	method, url string
	header      [2]string // added to the headers of every request
	body        []byte
}

// single is the request for one operation, as Microsoft's documents show it.
func (o op) single(root string) call {
	c := call{method: http.MethodPatch, url: root + o.Set + "(" + o.ID + ")"}
	switch o.Kind {
	case "create":
		c.method, c.url = http.MethodPost, root+o.Set
	case "update":
		c.header = [2]string{"If-Match", "*"}
	case "upsert":
		c.url = root + o.Set + "(" + o.Key + "='" + o.Value + "')"
	case "delete":
		c.method = http.MethodDelete
	}
	if o.Data != nil {
		c.body = []byte(encode(o.Data))
	}
	return c
}

// send makes one request with net/http alone.
func send(ctx context.Context, client *http.Client, token string, c call) error {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(c.body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("OData-MaxVersion", "4.0")
	req.Header.Set("OData-Version", "4.0")
	if c.header[0] != "" {
		req.Header.Set(c.header[0], c.header[1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode > 299 {
		return fmt.Errorf("%s %s: %s: %.300s", c.method, c.url, resp.Status, answer)
	}
	return nil
}

// tally is the work that a contender finished.
type tally struct {
	Done    int     `json:"done"`
	Failed  int     `json:"failed"`
	Seconds float64 `json:"seconds"`
	Note    string  `json:"note"`
}

// sendAll sends requests, concurrency of them at a time, until it has sent all requests or
// the time is over. weight is the number of records of one request.
func sendAll(e *emulatorProcess, calls []call, weight, concurrency int, limit time.Duration) (tally, error) {
	transport := newTransport()
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	if err := send(context.Background(), client, e.Token, call{method: http.MethodGet, url: e.Root + "WhoAmI"}); err != nil {
		return tally{}, err
	}
	var next, done atomic.Int64
	var failure atomic.Pointer[error]
	begun := time.Now()
	var wg sync.WaitGroup
	for range concurrency {
		wg.Go(func() {
			for failure.Load() == nil && time.Since(begun) < limit {
				i := int(next.Add(1) - 1)
				if i >= len(calls) {
					return
				}
				if err := send(context.Background(), client, e.Token, calls[i]); err != nil {
					failure.CompareAndSwap(nil, &err)
					return
				}
				done.Add(int64(weight))
			}
		})
	}
	wg.Wait()
	t := tally{Done: int(done.Load()), Seconds: time.Since(begun).Seconds()}
	if err := failure.Load(); err != nil {
		return t, *err
	}
	return t, nil
}

// many returns the requests that create or upsert the rows of one table, size rows in each
// request.
func many(root, message string, all []op, size int) []call {
	var calls []call
	for from := 0; from < len(all); from += size {
		part := all[from:min(from+size, len(all))]
		targets := make([]any, len(part))
		for i, o := range part {
			target := map[string]any{"@odata.type": "Microsoft.Dynamics.CRM." + o.Table}
			for name, value := range o.Data {
				target[name] = value
			}
			if o.Key != "" {
				target["@odata.id"] = o.Set + "(" + o.Key + "='" + o.Value + "')"
			} else {
				target[o.primaryKey()] = o.ID
			}
			targets[i] = target
		}
		calls = append(calls, call{
			method: http.MethodPost, url: root + part[0].Set + "/Microsoft.Dynamics.CRM." + message,
			body: []byte(encode(map[string]any{"Targets": targets})),
		})
	}
	return calls
}

// ceiling measures the emulator: the client only sends requests that were made before the
// measurement.
func (b *bench) ceiling(time.Duration) error {
	n := either(b.quick, 10_000, 20_000)
	all := upserts(n, 0)
	ways := []struct {
		who          string
		size, weight int
	}{{"one record in a request, 52 at a time", 1, 1}, {"UpsertMultiple of 100, 8 at a time", 100, 100}, {"UpsertMultiple of 1000, 8 at a time", 1000, 1000}}
	for _, w := range ways {
		l := result{Name: "ceiling of the emulator", Who: w.who, Unit: "records/s"}
		var rates []float64
		for range b.rounds {
			rate, err := b.once(&l, contender{w.who, func(e *emulatorProcess, all []op, limit time.Duration) (tally, error) {
				if w.size > 1 {
					return sendAll(e, many(e.Root, "UpsertMultiple", all, w.size), w.weight, 8, limit)
				}
				calls := make([]call, len(all))
				for i, o := range all {
					calls[i] = o.single(e.Root)
				}
				return sendAll(e, calls, 1, 52, limit)
			}}, all, nil, 0)
			if err != nil {
				return err
			}
			rates = append(rates, rate)
		}
		b.add(l.measured(rates))
		b.progress("ceiling of the emulator: %s: %.0f records/s", w.who, median(rates))
	}
	return nil
}
