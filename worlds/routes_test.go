//go:build worlds

package worlds

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRoutes deploys the function with the routes of examples/routes, and publishes the order
// event of a shop to the topic. The event becomes an account, a contact, an order and its lines,
// with labels and lookups resolved: once, however often it is delivered.
func TestRoutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.uploadRoutes(t, "examples/routes")
	parameters := w.parameters()
	for i, p := range parameters {
		switch name, _, _ := strings.Cut(p, "="); name {
		case "CodeKey":
			parameters[i] = "CodeKey=routes.zip"
		case "AllowedOperations":
			parameters[i] = "AllowedOperations=create,upsert,batch"
		case "AllowedTables":
			parameters[i] = "AllowedTables=accounts,contacts,salesorders,salesorderdetails"
		}
	}
	d := dynctl{program: filepath.Join(root(t), "dist", "dynctl"), stack: w.deploy(t, "worlds-routes", w.strip(t, Cuts(nil)), parameters...)}
	envelopes := w.queueOf(t, d.outputs["TopicArn"])

	event := write(t, "order.json", `{
		"type": "OrderPlaced", "orderId": "SO-4711", "currency": "USD", "shipping": "DHL",
		"customer": {"number": "CT-4711", "company": "Adventure Works", "email": "Ana.Trujillo@adventure.example", "firstName": "Ana", "lastName": "Trujillo"},
		"lines": [
			{"number": 1, "sku": "GR-100", "title": "Espresso grinder", "quantity": 2, "unitPrice": 199.90},
			{"number": 2, "sku": "FB-250", "title": "Filter basket", "quantity": 10, "unitPrice": 4.50}
		]
	}`)
	id := decode[struct{ MessageId string }](t, d.aws(t, "sns", "publish", "--topic-arn", d.outputs["TopicArn"], "--message", "file://"+event)).MessageId
	d.traced(t, id, "the outcome done", ends("done"))
	w.checkOrder(t)

	notification := w.receive(t, envelopes)
	for n := range 2 {
		payload := write(t, "event.json", `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","Sns":`+notification+`}]}`)
		d.aws(t, "lambda", "invoke", "--function-name", d.outputs["FunctionName"], "--payload", "fileb://"+payload, filepath.Join(t.TempDir(), "response"))
		d.traced(t, id, fmt.Sprintf("the outcome exists after delivery %d", n+2), func(lines []line) bool {
			return len(lines) == n+2 && ends("exists")(lines)
		})
		w.checkOrder(t)
	}

	unknown := decode[struct{ MessageId string }](t, d.aws(t, "sns", "publish", "--topic-arn", d.outputs["TopicArn"], "--message", `{"type": "Unknown"}`)).MessageId
	d.traced(t, unknown, "the outcome dead-letter", ends("dead-letter"))
	d.letters(t, 1, `"code":"no-route"`)
}

// uploadRoutes packs the function of `make worlds` with the routes of a folder, and uploads the
// zip file.
func (w world) uploadRoutes(t *testing.T, routes string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"bootstrap", "dynctl"} {
		if err := os.Symlink(filepath.Join(root(t), "dist", name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	command(t, nil, "go", "run", "./cmd/pack", dir, routes)
	w.aws(t, "s3", "cp", "--no-progress", filepath.Join(dir, "function.zip"), "s3://code-bucket/routes.zip")
}

// queueOf returns the URL of a queue that the topic sends its notifications to.
func (w world) queueOf(t *testing.T, topic string) string {
	t.Helper()
	policy, err := json.Marshal(map[string]string{
		"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	url := decode[struct{ QueueUrl string }](t, w.aws(t, "sqs", "create-queue", "--queue-name", "envelopes", "--attributes", string(policy))).QueueUrl
	arn := decode[struct{ Attributes struct{ QueueArn string } }](t, w.aws(t, "sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "QueueArn")).Attributes.QueueArn
	w.aws(t, "sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", arn)
	return url
}

// receive returns the body of the first message of a queue.
func (w world) receive(t *testing.T, url string) string {
	t.Helper()
	body := ""
	eventually(t, "the queue has the notification", func() error {
		got := decode[struct{ Messages []struct{ Body string } }](t, w.aws(t, "sqs", "receive-message", "--queue-url", url, "--query", "{Messages: Messages}"))
		if len(got.Messages) == 0 {
			return fmt.Errorf("there is no message")
		}
		body = got.Messages[0].Body
		return nil
	})
	return body
}

// checkOrder checks that Dataverse has the rows of the order once, with the values of the event.
func (w world) checkOrder(t *testing.T) {
	t.Helper()
	account := w.row(t, "accounts", "accountnumber", "CT-4711")
	contact := w.row(t, "contacts", "emailaddress1", "ana.trujillo@adventure.example")
	order := w.row(t, "salesorders", "name", "Order SO-4711")
	currency := w.row(t, "transactioncurrencies", "isocurrencycode", "USD")
	grinder := w.row(t, "salesorderdetails", "productdescription", "Espresso grinder")
	basket := w.row(t, "salesorderdetails", "productdescription", "Filter basket")
	for _, c := range []struct {
		row          map[string]json.RawMessage
		column, want string
	}{
		{account, "name", `"Adventure Works"`},
		{contact, "lastname", `"Trujillo"`},
		{contact, "_parentcustomerid_value", string(account["accountid"])},
		{order, "_customerid_value", string(account["accountid"])},
		{order, "shippingmethodcode", "2"}, // DHL
		{order, "_transactioncurrencyid_value", string(currency["transactioncurrencyid"])},
		{grinder, "_salesorderid_value", string(order["salesorderid"])},
		{grinder, "priceperunit", "199.90"},
		{basket, "_salesorderid_value", string(order["salesorderid"])},
		{basket, "quantity", "10"},
	} {
		if got := string(c.row[c.column]); got != c.want {
			t.Errorf("%s is %s, want %s", c.column, got, c.want)
		}
	}
}

// row returns the only row of a table with a text in a column.
func (w world) row(t *testing.T, entitySet, column, text string) map[string]json.RawMessage {
	t.Helper()
	rows, err := w.dataverse.Rows(entitySet)
	if err != nil {
		t.Fatal(err)
	}
	var found []map[string]json.RawMessage
	for _, row := range rows {
		if columns := decode[map[string]json.RawMessage](t, string(row)); string(columns[column]) == fmt.Sprintf("%q", text) {
			found = append(found, columns)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d rows with the %s %s, want one", entitySet, len(found), column, text)
	}
	return found[0]
}
