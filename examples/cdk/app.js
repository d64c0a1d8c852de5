// The stack of template.yaml, as a part of a CDK app. Upload the zip file first:
//
//   make package ARCH=arm64
//   version=$(git describe --always)
//   aws s3 cp dist/function.zip "s3://my-bucket/sns-dynamics/$version.zip"
//   cd examples/cdk && npm ci --ignore-scripts
//   npm run deploy -- -c codeBucket=my-bucket -c "release=$version" -c secretArn=ARN -c boundaryArn=ARN
//
// `cdk deploy` uploads the template to the bucket of `cdk bootstrap`: the template is longer than
// a request takes. `cdk bootstrap` in this folder needs the same values.
const path = require('node:path');
const { App, Stack, Tags } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');

const app = new App();

function context(name) {
  const value = app.node.tryGetContext(name);
  if (!value) {
    throw new Error(`give -c ${name}=…`);
  }
  return value;
}

const stack = new Stack(app, 'sns-dynamics');
const dynamics = new CfnInclude(stack, 'Dynamics', {
  templateFile: path.join(__dirname, '..', '..', 'template.yaml'),
});

// The values are defaults of parameters. CfnInclude's own `parameters` would remove the parameters
// from the stack, and dynctl reads the parameters of the stack. `npm run deploy` has the flag
// --no-previous-parameters: without the flag, `cdk deploy` keeps the values of the last deployment.
const values = {
  SecretArn: context('secretArn'),
  CodeBucket: context('codeBucket'),
  CodeKey: `sns-dynamics/${context('release')}.zip`,
  Architecture: 'arm64',
  Delivery: 'queued',
  PermissionsBoundaryArn: context('boundaryArn'),
};
for (const [name, value] of Object.entries(values)) {
  dynamics.getParameter(name).default = value;
}

// The topic of the template, for other parts of the app.
dynamics.getResource('Topic');

Tags.of(stack).add('application', 'sns-dynamics');
Tags.of(stack).add('owner', 'integration');
