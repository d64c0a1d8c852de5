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
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/operator/stack"
)

// credentials reads the caller's identity, which needs no permission.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (e *examination) credentials(ctx context.Context) Finding {
	var err error
	if e.cloud, err = e.AWS(ctx); err != nil {
		return e.failure(err)
	}
	who, err := sts.NewFromConfig(e.cloud).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return e.failure(fmt.Errorf("read the caller's identity: %w", err))
	}
	return found(aws.ToString(who.Arn) + " in " + e.cloud.Region)
}

func (e *examination) stack(ctx context.Context) Finding {
	e.deployed = e.Given
	if e.Stack == "" {
		return unnamed("--stack")
	}
	deployed, err := stack.Describe(ctx, e.cloud, e.Stack)
	if errors.Is(err, stack.ErrNotFound) {
		return failed(awserror.Text(err), "check --stack and --region, or deploy it: "+stack.Outputs{Name: e.Stack, SecretARN: e.Given.SecretARN}.DeployCommand())
	}
	if err != nil {
		return e.failure(err)
	}
	e.deployed = deployed.Or(e.Given)
	state := e.Stack + ": " + deployed.Status
	if deployed.Delivery != "" {
		state += ", delivery " + deployed.Delivery
	}
	if replaced := deployed.Replaced(e.Given); len(replaced) > 0 {
		state += "; in the place of its outputs: " + strings.Join(replaced, ", ")
	}
	status, missing := deployed.Status, deployed.Missing()
	isComplete := slices.Contains([]string{"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}, status)
	switch {
	case len(missing) > 0 && (isComplete || status == "UPDATE_ROLLBACK_COMPLETE"):
		return failed((&stack.MissingError{Stack: e.Stack, Output: strings.Join(missing, ", ")}).Error(), "give --stack the stack of template.yaml; or deploy it again: "+e.deployed.DeployCommand())
	case isComplete:
		return found(state)
	case status == "UPDATE_ROLLBACK_COMPLETE":
		return warning(state, "the last deployment failed, and the previous one runs; see the reason: "+eventsOf(e.Stack, e.cloud.Region))
	case strings.HasSuffix(status, "_IN_PROGRESS"):
		return warning(state, "wait for the deployment to end")
	}
	return failed(state, "see the reason: "+eventsOf(e.Stack, e.cloud.Region)+"; then deploy again: "+e.deployed.DeployCommand())
}

// code compares the deployed code with the local build. The same code gives the same
// bytes.
func (e *examination) code(ctx context.Context) Finding {
	if e.deployed.FunctionName == "" {
		return unnamed("--stack or --function")
	}
	f, err := lambda.NewFromConfig(e.cloud).GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &e.deployed.FunctionName})
	if _, isMissing := errors.AsType[*types.ResourceNotFoundException](err); isMissing {
		return failed(fmt.Sprintf("read function %s in %s: no such function", e.deployed.FunctionName, e.cloud.Region),
			"check --function, --stack and --region, or deploy the stack again: "+e.deployed.DeployCommand())
	}
	if err != nil {
		return e.failure(fmt.Errorf("read function %s: %w", e.deployed.FunctionName, err))
	}
	e.functionARN = aws.ToString(f.FunctionArn)
	if f.Environment != nil {
		e.variables = f.Environment.Variables
	}
	if aws.ToString(f.CodeSha256) == "" {
		// For example dynctl emulate, which runs the function in its own process.
		return Finding{Status: NotChecked, Found: "not checked: AWS names no hash of the code of " + e.deployed.FunctionName}
	}
	zip, err := os.ReadFile(e.Zip)
	if errors.Is(err, fs.ErrNotExist) {
		return Finding{Status: NotChecked, Found: "not checked: there is no " + e.Zip, Fix: "build it, as the same code gives the same bytes: make package"}
	}
	if err != nil {
		return e.failure(err)
	}
	sum := sha256.Sum256(zip)
	if local := base64.StdEncoding.EncodeToString(sum[:]); local != aws.ToString(f.CodeSha256) {
		return failed(fmt.Sprintf("%s runs %s, and %s is %s", e.deployed.FunctionName, aws.ToString(f.CodeSha256), e.Zip, local),
			"run the local build: "+e.deployed.DeployCommand())
	}
	return found(e.deployed.FunctionName + " runs " + e.Zip)
}
