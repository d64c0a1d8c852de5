//go:build worlds

package worlds

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/awsemulator"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// TestContractOfMoto compares moto with the AWS documents, with the list of its
// differences.
func TestContractOfMoto(t *testing.T) {
	holdServer(t, connect("moto", "123456789012", startMoto(t)))
}

// TestContractOfMiniStack compares MiniStack with the AWS documents, with the list of its
// differences.
func TestContractOfMiniStack(t *testing.T) {
	holdServer(t, connect("MiniStack", "000000000000", startMiniStack(t)))
}

// holdServer runs all cases in a server, beside one another.
func holdServer(t *testing.T, p *place) {
	hold(t, p.name, func(t *testing.T, test func(scene)) {
		t.Parallel()
		test(scene{t, p})
	})
}

func startMoto(t *testing.T) server {
	t.Helper()
	return serve(t, "/moto-api/", func(string) []string { return nil }, func(port string) []string {
		return []string{"moto_server", "-H", "127.0.0.1", "-p", port}
	})
}

// connect returns the place of a server's account.
func connect(name, account string, s server) *place {
	p := newPlace(name, aws.Config{
		Region: region, BaseEndpoint: &s.endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient: awsemulator.PlainClient{Client: http.DefaultClient},
	})
	p.queue = func(ctx context.Context, name string, attributes map[string]string) (string, error) {
		all := map[string]string{"Policy": topicSends}
		maps.Copy(all, attributes)
		if strings.HasSuffix(name, ".fifo") {
			all["FifoQueue"] = "true"
		}
		out, err := p.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: all})
		if err != nil {
			return "", err
		}
		return *out.QueueUrl, nil
	}
	p.topic = func(ctx context.Context, name string, attributes map[string]string) (string, error) {
		out, err := p.sns.CreateTopic(ctx, &sns.CreateTopicInput{Name: &name, Attributes: attributes})
		if err != nil {
			return "", err
		}
		return *out.TopicArn, nil
	}
	p.subscribe = func(ctx context.Context, topic, queueARN string, raw bool, attributes map[string]string) error {
		all := maps.Clone(attributes)
		if raw {
			all = map[string]string{"RawMessageDelivery": "true"}
			maps.Copy(all, attributes)
		}
		_, err := p.sns.Subscribe(ctx, &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("sqs"), Endpoint: &queueARN, Attributes: all})
		return err
	}
	p.arn = func(queue string) string { return "arn:aws:sqs:" + region + ":" + account + ":" + queue }
	return p
}

// topicSends lets topics send to a queue.
const topicSends = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`
