package chaos

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

var killCount = flag.Int("kills", 8, "`number` of times that TestKill kills the function")

// TestKill runs the compiled function and kills it at random moments of its
// invocations. What was killed is delivered again, as Lambda and SQS do.
func TestKill(t *testing.T) {
	seed := cmp.Or(*seedFlag, rand.Uint64N(1_000_000)+1)
	t.Logf("SEED=%d, %d kills", seed, *killCount)
	bootstrap := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", bootstrap, "sns-dynamics/lambda")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	dataverse, err := dynamicstest.Start("127.0.0.1:0", dynamicstest.Options{KeepRequests: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dataverse.Close() })
	queues := &endpoint{sent: map[string][]sent{}}
	sqs := httptest.NewServer(queues)
	t.Cleanup(sqs.Close)
	k := &killing{
		seed: seed, left: *killCount, dataverse: dataverse, queues: queues,
		usual: map[bool]time.Duration{true: 40 * time.Millisecond, false: 5 * time.Millisecond},
		env: []string{
			"DYNAMICS_SECRET_ARN=" + dynamicstest.SecretARN, "RETRY_QUEUE_URL=" + queueURL("work"), "DEAD_LETTER_QUEUE_URL=" + queueURL("dead"),
			"AWS_REGION=" + region, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
			"AWS_ENDPOINT_URL_SECRETS_MANAGER=" + dataverse.Connection().AWSEndpointURL, "AWS_ENDPOINT_URL_SQS=" + sqs.URL,
		},
	}
	before := k.rows(t)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() { k.work(bootstrap) })
	}
	workers.Wait()
	for _, err := range k.errs {
		t.Error(err)
	}
	k.check(t, before)
}

// killing is what the workers of TestKill share.
type killing struct {
	seed      uint64
	env       []string
	dataverse *dynamicstest.Server
	queues    *endpoint

	mu       sync.Mutex
	left     int                    // kills
	usual    map[bool]time.Duration // what an invocation takes: the first of a process, another
	late     int                    // kills after the commit
	messages []*victim
	errs     []error
}

// victim is a message in whose invocations the function is killed.
type victim struct {
	message
	dice   *rand.Rand
	kills  int
	events []string // to deliver
}

// next thinks up a message, as long as there is somebody to kill.
func (k *killing) next() *victim {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.left <= 0 || len(k.errs) > 0 {
		return nil
	}
	n := len(k.messages)
	v := &victim{dice: rand.New(rand.NewPCG(k.seed, uint64(n)))}
	v.n, v.id, v.topic = n, fmt.Sprintf("95df01b4-ee98-5cb9-9903-%012x", n), topicARN("dynamics")
	v.published = time.Now().Truncate(time.Millisecond)
	switch mark := v.mark(); v.dice.IntN(8) {
	case 0, 1, 2:
		v.set = "contacts"
		v.write(map[string]any{"operation": "create", "entitySet": v.set, "data": map[string]any{"lastname": mark}})
	case 3, 4:
		v.set = "new_orders"
		v.write(map[string]any{"operation": "upsert", "entitySet": v.set, "key": map[string]any{"new_ordernumber": mark}, "data": map[string]any{"new_name": mark}})
	case 5, 6:
		v.set, v.runs = "tasks", true
		v.write(map[string]any{"operation": "action", "action": "new_RecordSyncRun", "parameters": map[string]any{"Source": mark}})
	default:
		v.refused = true
		v.write(map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": mark, "new_nosuchcolumn": 1}})
	}
	v.events = []string{v.notification()}
	if n%3 == 0 {
		body, _ := json.Marshal(v.envelope("URL")) // strings only
		v.events = []string{received(string(body))}
	}
	k.messages = append(k.messages, v)
	return v
}

func (v *victim) notification() string {
	text, _ := json.Marshal(map[string]any{"Records": []any{map[string]any{"EventSource": "aws:sns", "Sns": v.envelope("Url")}}})
	return string(text)
}

// received is the event of a message in the retry queue.
func received(body string) string {
	text, _ := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"messageId": "m", "receiptHandle": "h", "body": body, "eventSource": "aws:sqs", "eventSourceARN": queueARN("work"),
		"attributes": map[string]string{"ApproximateReceiveCount": "1", "SentTimestamp": "1700000000000"},
	}}})
	return string(text)
}

// work delivers messages, one after the other, each until it is at its end.
func (k *killing) work(bootstrap string) {
	p := newProcess(bootstrap, k.env)
	defer p.close()
	for v := k.next(); v != nil; v = k.next() {
		for len(v.events) > 0 {
			if err := k.deliver(p, v); err != nil {
				k.mu.Lock()
				k.errs = append(k.errs, fmt.Errorf("SEED=%d: message %d: %w", k.seed, v.n, err))
				k.mu.Unlock()
				return
			}
		}
	}
}

func (k *killing) deliver(p *process, v *victim) error {
	switch v.dice.IntN(12) {
	case 0:
		k.dataverse.Fail(1, dynamicstest.Fault{Status: http.StatusServiceUnavailable})
	case 1:
		method := []string{http.MethodPatch, http.MethodPost}[v.dice.IntN(2)]
		k.dataverse.Fail(1, dynamicstest.Fault{Method: method, Drop: true, After: true})
	}
	first := p.cmd == nil
	k.mu.Lock()
	var moment time.Duration
	if k.left > 0 && v.dice.IntN(4) > 0 {
		k.left-- // as the other worker counts too
		moment = 1 + time.Duration(v.dice.Int64N(int64(k.usual[first])))
	}
	k.mu.Unlock()
	if first {
		if err := p.start(); err != nil {
			return err
		}
	}
	answer, killed, took, err := p.invoke(v.events[0], moment)
	if err != nil {
		return err
	}
	done := v.set != "" && k.count(v) > 0
	k.mu.Lock()
	defer k.mu.Unlock()
	if killed {
		v.kills++
		if done {
			k.late++
		}
	} else {
		if moment > 0 {
			k.left++
		}
		k.usual[first] = (3*k.usual[first] + min(took, 100*time.Millisecond)) / 4
	}
	if !killed && !answer.failed && !strings.Contains(answer.body, "itemIdentifier") {
		v.events = v.events[1:]
	}
	for _, s := range k.queues.take(v.id) {
		v.events = append(v.events, received(s.body))
	}
	return nil
}
