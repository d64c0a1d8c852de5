package publish

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/outgoing"
)

// target is a topic to publish to.
type target struct {
	topic string
	// maximum is the most bytes of a message and of a request. It is the limit of the stack's
	// own topic, and otherwise the default of SNS: the limit of another topic is not known.
	maximum int
	cloud   aws.Config
}

// findTopic returns the topic and the configuration to reach it. A dry run with --topic
// needs no AWS: its configuration is empty.
func (p *publication) findTopic(ctx context.Context) (to target, err error) {
	to = target{topic: p.Given.TopicARN, maximum: outgoing.DefaultBytes}
	if !p.dryRun || to.topic == "" {
		if to.cloud, err = p.awsFor(ctx, to.topic); err != nil {
			return target{}, err
		}
	}
	if to.topic == "" {
		deployed, err := p.Deployment(ctx, to.cloud)
		if err != nil {
			return target{}, err
		}
		to.topic, to.maximum = deployed.TopicARN, cmp.Or(deployed.MaximumMessageSize(), to.maximum)
	}
	if err := p.Require(to.topic, "topic"); err != nil {
		return target{}, err
	}
	if parsed, err := arn.Parse(to.topic); err != nil || parsed.Service != "sns" {
		return target{}, cli.Usagef("--topic %s: expected the ARN of a topic, such as arn:aws:sns:eu-west-1:111122223333:operations", to.topic)
	}
	return to, nil
}

// awsFor returns the configuration for the region of a topic, unless --region is given.
func (p *publication) awsFor(ctx context.Context, topic string) (aws.Config, error) {
	if named, err := arn.Parse(topic); err == nil && p.Region == "" {
		there := *p.App
		there.Region = named.Region
		return there.AWS(ctx)
	}
	return p.AWS(ctx)
}
