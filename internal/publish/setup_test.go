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

	"sns-dynamics/internal/awstest"
	"sns-dynamics/internal/source"
)

// world is an input, a topic to publish it to, and the journal of doing so.
type world struct {
	t       *testing.T
	cloud   *awstest.Cloud
	config  aws.Config
	topic   string
	text    string
	journal string
}

// newWorld makes a topic and an input. Connections are not kept, as one that waits
// in the transport would keep synctest's clock from moving on.
func newWorld(t *testing.T, topic string, messages ...string) *world {
	t.Helper()
	cloud := awstest.StartTest(t, awstest.Options{})
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
	in, err := source.Open(source.Stdin, strings.NewReader(w.text))
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

// rows lists which messages the topic took, in their order.
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

// counts is a result in short.
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
