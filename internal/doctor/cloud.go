package doctor

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sns-dynamics/internal/stack"
)

// credentials asks AWS who we are, which takes no permission.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (e *examination) credentials(ctx context.Context) Finding {
	var err error
	if e.cloud, err = e.Cloud(ctx); err != nil {
		return e.failure(err)
	}
	who, err := sts.NewFromConfig(e.cloud).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return e.failure(fmt.Errorf("ask AWS who we are: %w", err))
	}
	return found(aws.ToString(who.Arn) + " in " + e.cloud.Region)
}

func (e *examination) stack(ctx context.Context) Finding {
	e.places = e.Given
	if e.Stack == "" {
		return unnamed("--stack")
	}
	deployed, err := stack.Describe(ctx, e.cloud, e.Stack)
	if errors.Is(err, stack.ErrNotFound) {
		return failed(err.Error(), "check --stack and --region, or deploy it: make deploy")
	}
	if err != nil {
		return e.failure(err)
	}
	e.places = deployed.Or(e.Given)
	state := e.Stack + ": " + deployed.Status
	if deployed.Delivery != "" {
		state += ", delivery " + deployed.Delivery
	}
	status, missing := deployed.Status, deployed.Missing()
	isComplete := slices.Contains([]string{"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}, status)
	switch {
	case len(missing) > 0 && (isComplete || status == "UPDATE_ROLLBACK_COMPLETE"):
		return failed((&stack.MissingError{Stack: e.Stack, Output: strings.Join(missing, ", ")}).Error(), "name the stack of template.yaml: --stack; or deploy it anew: make deploy")
	case isComplete:
		return found(state)
	case status == "UPDATE_ROLLBACK_COMPLETE":
		return warning(state, "the last deployment failed, and the one before it runs: aws cloudformation describe-stack-events says why")
	case strings.HasSuffix(status, "_IN_PROGRESS"):
		return warning(state, "wait for the deployment to end")
	}
	return failed(state, "aws cloudformation describe-stack-events says why; then make deploy")
}

// code compares what runs with what is built here, which is the same bytes for the
// same code.
func (e *examination) code(ctx context.Context) Finding {
	if e.places.FunctionName == "" {
		return unnamed("--stack or --function")
	}
	f, err := lambda.NewFromConfig(e.cloud).GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &e.places.FunctionName})
	if err != nil {
		return e.failure(fmt.Errorf("read function %s: %w", e.places.FunctionName, err))
	}
	e.functionARN = aws.ToString(f.FunctionArn)
	zip, err := os.ReadFile(e.Zip)
	if errors.Is(err, fs.ErrNotExist) {
		return Finding{Status: NotChecked, Found: "not checked: there is no " + e.Zip, Fix: "make package builds it, the same bytes for the same code"}
	}
	if err != nil {
		return e.failure(err)
	}
	sum := sha256.Sum256(zip)
	if local := base64.StdEncoding.EncodeToString(sum[:]); local != aws.ToString(f.CodeSha256) {
		return failed(fmt.Sprintf("%s runs %s, and %s is %s", e.places.FunctionName, aws.ToString(f.CodeSha256), e.Zip, local),
			"make deploy, if what is built here is what should run; check that ARCH is the stack's")
	}
	return found(e.places.FunctionName + " runs " + e.Zip)
}
