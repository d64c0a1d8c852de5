// Package secretsmanager emulates AWS Secrets Manager in memory: secrets with a text,
// their versions and stages. It has no binary values, deletion, rotation and replicas.
package secretsmanager
