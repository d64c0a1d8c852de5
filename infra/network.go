package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
)

// networkParameters are the settings of the function's place in a VPC. An empty list has one
// item, the empty text.
func networkParameters() cf.Parameters {
	return cf.Parameters{
		subnetIDsParameter: {
			Type:                  "CommaDelimitedList",
			Description:           cf.String("Subnets of the function, with commas between them; empty for a function outside of a VPC. From these subnets, the function must reach SQS, Secrets Manager, STS or KMS for its sign-in, SNS if it publishes outcomes, login.microsoftonline.com and Dataverse."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^subnet-([0-9a-f]{8}|[0-9a-f]{17})$`),
			ConstraintDescription: cf.String("must be empty or subnet IDs with commas between them"),
		},
		securityGroupIDsParameter: {
			Type:                  "CommaDelimitedList",
			Description:           cf.String("Security groups of the function, with commas between them; empty for a function outside of a VPC. They must allow port 443 to the endpoints of AWS and to the internet."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^sg-([0-9a-f]{8}|[0-9a-f]{17})$`),
			ConstraintDescription: cf.String("must be empty or security group IDs with commas between them"),
		},
		useFIPSEndpointParameter: {
			Type:                  "String",
			Description:           cf.String("Whether the function calls the FIPS endpoints of AWS. The region must have them for each service that the function calls: SQS, and Secrets Manager, STS or KMS; SNS if it publishes outcomes."),
			Default:               "false",
			AllowedValues:         []any{"false", "true"},
			ConstraintDescription: cf.String("must be true or false"),
		},
	}
}

// vpcConfig is the function's place in a VPC, or no value.
func vpcConfig() string {
	return cf.If(isInVPCCondition, map[string]any{
		"SubnetIds":        cf.Ref(subnetIDsParameter),
		"SecurityGroupIds": cf.Ref(securityGroupIDsParameter),
	}, cf.Ref(noValue))
}

// manageInterfaces is for Lambda, which connects the function to its subnets as functionRole.
// The managed policy AWSLambdaVPCAccessExecutionRole has the same actions. They have no
// resource that the template could name.
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
func manageInterfaces() statement {
	return statement{
		Sid:      "ManageInterfaces",
		Effect:   "Allow",
		Action:   networkActions(),
		Resource: "*",
	}
}

// keepInterfaces denies the same actions to the code of the function: the key
// lambda:SourceFunctionArn is in calls of the code, and not in calls of Lambda itself.
// See https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
func keepInterfaces() statement {
	return statement{
		Sid:      "KeepInterfaces",
		Effect:   "Deny",
		Action:   networkActions(),
		Resource: "*",
		Condition: conditionBlock{"ArnLike": {
			"lambda:SourceFunctionArn": cf.Sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*"),
		}},
	}
}

func networkActions() []string {
	return []string{
		"ec2:AssignPrivateIpAddresses",
		"ec2:CreateNetworkInterface",
		"ec2:DeleteNetworkInterface",
		"ec2:DescribeNetworkInterfaces",
		"ec2:DescribeSubnets",
		"ec2:UnassignPrivateIpAddresses",
	}
}
