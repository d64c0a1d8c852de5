// Command lambda is the function that AWS Lambda runs: it takes SNS messages
// and carries them out in Dataverse.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/function"
)

func main() {
	log := lambdacontext.NewLogger()
	c, err := config.FromEnv(os.Getenv)
	if err != nil {
		log.Error("function not started", "error", err.Error())
		os.Exit(1)
	}
	a, err := awsconfig.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Error("function not started", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(function.New(function.Config{Config: c, AWS: a, Log: log}).Invoke)
}
