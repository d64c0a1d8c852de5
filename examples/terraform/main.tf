# The stack of template.yaml, as a resource of Terraform. Upload the zip file and the template
# first:
#
#   make package ARCH=arm64
#   version=$(git describe --always)
#   aws s3 cp dist/function.zip "s3://my-bucket/sns-dynamics/$version.zip"
#   aws s3 cp template.yaml "s3://my-bucket/sns-dynamics/$version.yaml"
#   cd examples/terraform && terraform init
#   terraform apply -var region=eu-west-1 -var code_bucket=my-bucket -var "release=$version" \
#     -var secret_arn=ARN -var boundary_arn=ARN
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "region" {
  type        = string
  description = "Region of the stack and of the bucket."
}

variable "code_bucket" {
  type        = string
  description = "S3 bucket with the zip file and the template."
}

variable "release" {
  type        = string
  description = "Name of the uploaded zip file and template, without the folder and the suffix."
}

variable "secret_arn" {
  type        = string
  description = "ARN of the secret with the Dataverse credentials."
}

variable "boundary_arn" {
  type        = string
  default     = ""
  description = "ARN of the policy that bounds the permissions of the function's role."
}

provider "aws" {
  region = var.region
}

resource "aws_cloudformation_stack" "dynamics" {
  name         = "sns-dynamics"
  template_url = "https://s3.${var.region}.amazonaws.com/${var.code_bucket}/sns-dynamics/${var.release}.yaml"
  capabilities = ["CAPABILITY_NAMED_IAM"]

  parameters = {
    SecretArn              = var.secret_arn
    CodeBucket             = var.code_bucket
    CodeKey                = "sns-dynamics/${var.release}.zip"
    Architecture           = "arm64"
    Delivery               = "queued"
    PermissionsBoundaryArn = var.boundary_arn
  }

  tags = {
    application = "sns-dynamics"
    owner       = "integration"
  }
}

output "topic_arn" {
  value = aws_cloudformation_stack.dynamics.outputs["TopicArn"]
}
