package main

// Namespaces of the metrics that AWS has of what is in the stack.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
const (
	lambdaNamespace = "AWS/Lambda"
	snsNamespace    = "AWS/SNS"
	sqsNamespace    = "AWS/SQS"
)

// metricNamespace is where the function's own metrics are: the stack's own, so that
// no dimension has to tell two stacks apart.
const metricNamespace = "SnsDynamics/${AWS::StackName}"
