package publish

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/source"
)

// world is an input, a topic to publish to, and the journal.
type world struct {
	t       *testing.T
	cloud   *awsemulator.Cloud
	config  aws.Config
	topic   string
	text    string
	journal string
}

// newWorld makes a topic and an input. The transport keeps no connections: a waiting
// connection would stop the clock of synctest.
func newWorld(t *testing.T, topic string, messages ...string) *world {
	t.Helper()
	cloud := awsemulator.StartTest(t, awsemulator.Options{})
	c := cloud.Config()
	c.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.DisableKeepAlives = true })
	return &world{t, cloud, c, cloud.AddTopic(topic, nil), strings.Join(messages, "\n"), filepath.Join(t.TempDir(), "journal")}
}

func (w *world) open() (*Journal, *Sum, *source.Input) {
	w.t.Helper()
	in, sum := w.input()
	j, err := OpenJournal(w.journal, w.topic, sum)
	if err != nil {
		w.t.Fatal(err)
	}
	return j, sum, in
}

func (w *world) input() (*source.Input, *Sum) {
	w.t.Helper()
	in, err := source.Open(strings.NewReader(w.text), source.Stdin)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := in.Keep(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { in.Close() })
	sum := &Sum{}
	for item, err := range in.Items() {
		if err != nil || item.Problem != "" {
			w.t.Fatal(item, err)
		}
		sum.Add(item)
	}
	return in, sum
}

// publish is one run of the program.
func (w *world) publish(ctx context.Context, o Options) (Result, error) {
	w.t.Helper()
	j, sum, in := w.open()
	defer j.Close()
	return New(w.config, j, o).Publish(ctx, Messages(in, j.Run, sum))
}

// rows lists the messages that the topic accepted, in their order.
func (w *world) rows() string {
	var got []string
	for _, p := range w.cloud.Published(w.topic) {
		_, value, _ := strings.Cut(p.Message, `"n":"`)
		value, _, _ = strings.Cut(value, `"`)
		got = append(got, value)
	}
	return strings.Join(got, " ")
}

func (w *world) wantRows(want string) {
	w.t.Helper()
	if got := w.rows(); got != want {
		w.t.Errorf("published %s, want %s", got, want)
	}
}

// counts returns a result in short form.
func counts(r Result) string {
	return fmt.Sprintf("before %d published %d failed %d uncertain %d held %d left %d requests %d retries %d",
		r.Before, r.Published, r.Failed, r.Uncertain, r.Held, r.Left, r.Requests, r.Retries)
}

func wantCounts(t *testing.T, r Result, want string) {
	t.Helper()
	if got := counts(r); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if r.Before+r.Published+r.Failed+r.Uncertain+r.Held+r.Left != r.Messages {
		t.Errorf("%s are not the %d messages", counts(r), r.Messages)
	}
}

// update is the change n of a row.
func update(row byte, n int) string {
	return fmt.Sprintf(`{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-00000000000%c","data":{"n":"%c%d"}}`, row, row, n)
}

// updates is a change of each row, such as "abca".
func updates(rows string) []string {
	counts := map[byte]int{}
	var all []string
	for _, row := range []byte(rows) {
		counts[row]++
		all = append(all, update(row, counts[row]))
	}
	return all
}
