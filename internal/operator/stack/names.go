package stack

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"sns-dynamics/internal/nearest"
)

// Names returns the names of the stacks of the template in the account and the region, sorted.
// The error comes from the SDK.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
func Names(ctx context.Context, c aws.Config) ([]string, error) {
	pages := cloudformation.NewDescribeStacksPaginator(cloudformation.NewFromConfig(c), &cloudformation.DescribeStacksInput{})
	var names []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the stacks in %s: %w", c.Region, err)
		}
		for _, s := range page.Stacks {
			if slices.ContainsFunc(s.Outputs, func(o types.Output) bool { return aws.ToString(o.OutputKey) == "DeadLetterQueueUrl" }) {
				names = append(names, aws.ToString(s.StackName))
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

// notFound returns the error of a stack that does not exist, with the nearest stack if the stacks
// can be read.
func notFound(ctx context.Context, c aws.Config, name string) error {
	err := fmt.Errorf("describe stack %s in %s: %w", name, c.Region, ErrNotFound)
	names, failed := Names(ctx, c)
	if failed != nil {
		return err
	}
	if meant, ok := nearest.Name(name, names); ok {
		return fmt.Errorf("%w: did you mean %s?", err, meant)
	}
	return err
}
