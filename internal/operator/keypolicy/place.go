package keypolicy

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Place is the account and the region of a stack.
type Place struct{ Partition, Region, Account string }

// Here returns the place of the caller. The error comes from the SDK, or says that STS returned
// no ARN.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func Here(ctx context.Context, c aws.Config) (Place, error) {
	who, err := sts.NewFromConfig(c).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Place{}, fmt.Errorf("read the caller's identity: %w", err)
	}
	return PlaceOf(aws.ToString(who.Arn), c.Region)
}

// PlaceOf returns the place of a caller with the given ARN in a region. The error says that
// the text is no ARN.
func PlaceOf(callerARN, region string) (Place, error) {
	parts := strings.Split(callerARN, ":")
	if len(parts) < 6 || parts[0] != "arn" {
		return Place{}, fmt.Errorf("read the account of the caller: %q is no ARN", callerARN)
	}
	return Place{Partition: parts[1], Region: region, Account: parts[4]}, nil
}

// suffix is the domain of the endpoints of AWS.
func (p Place) suffix() string {
	if p.Partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// logs is the service principal of CloudWatch Logs, which has one for each region.
func (p Place) logs() string { return "logs." + p.Region + "." + p.suffix() }

func (p Place) topic(name string) string {
	return fmt.Sprintf("arn:%s:sns:%s:%s:%s", p.Partition, p.Region, p.Account, name)
}
